"""What kind of disk a path lies on, from the table of mounts: SQLite's locks do not hold on a network share."""

from __future__ import annotations

import re
from pathlib import Path

_SHARES = re.compile(r"nfs4?|cifs|smb\d?|smbfs|afs|ncpfs|ceph|glusterfs|fuse\.(sshfs|glusterfs|rclone|s3fs|davfs)|davfs2?")


def share_of(path: Path, mounts: str) -> str | None:
    """Return the kind of network share that a path lies on (`nfs4`, `cifs`), or None for a disk of this machine.

    Args:
        path: absolute, with links followed.
        mounts: the text of `/proc/self/mounts`: what is mounted, where, of which kind, with octal escapes for spaces.
    """
    nearest, kind = "", ""
    for line in mounts.splitlines():
        _, _, rest = line.partition(" ")
        where, _, rest = rest.partition(" ")
        place = re.sub(r"\\(\d{3})", lambda found: chr(int(found[1], 8)), where)
        if path.is_relative_to(place) and len(place) >= len(nearest):
            nearest, kind = place, rest.partition(" ")[0]
    return kind if _SHARES.fullmatch(kind) else None
