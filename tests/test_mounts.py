"""The state is refused on a network share, where two machines could both believe that they hold its lock."""

from pathlib import Path

import pytest

from job import state
from job.mounts import share_of
from job.state import StateError, open_for_run

MOUNTS = r"""/dev/sda1 / ext4 rw,relatime 0 0
tmpfs /run tmpfs rw 0 0
server:/export /mnt/talous nfs4 rw,vers=4.2 0 0
//server/jako /mnt/oma\040jako cifs rw 0 0
/dev/sdb1 /mnt/talous/levy xfs rw 0 0
bot@server:/ /mnt/ssh fuse.sshfs rw 0 0
server:/a /srv nfs rw 0 0
/dev/sdc1 /srv ext4 rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/opt/talousvahti/var/talousvahti.db", None),
        ("/run/talousvahti.db", None),
        ("/mnt/talous/var/talousvahti.db", "nfs4"),
        ("/mnt/oma jako/talousvahti.db", "cifs"),
        ("/mnt/ssh/talousvahti.db", "fuse.sshfs"),
        ("/mnt/talous/levy/talousvahti.db", None),  # a disk of its own, mounted on the share
        ("/mnt/talouselama/talousvahti.db", None),  # the same beginning is not the same folder
        ("/srv/talousvahti.db", None),  # what was mounted last hides the earlier
    ],
)
def test_the_nearest_mount_tells(path: str, kind: str | None) -> None:
    assert share_of(Path(path), MOUNTS) == kind


def test_the_state_is_refused_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "mounts"
    table.write_text(f"server:/export {tmp_path} nfs4 rw 0 0\n", "utf-8")
    monkeypatch.setattr(state, "MOUNTS", table)
    with pytest.raises(StateError, match=r"verkkolevyllä \(nfs4\)"):
        open_for_run(tmp_path / "var/talousvahti.db")
    assert not (tmp_path / "var/talousvahti.db").exists()


def test_a_system_without_the_table_is_taken_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "MOUNTS", tmp_path / "none")
    with open_for_run(tmp_path / "talousvahti.db") as opened:
        assert opened.connection.execute("SELECT 1").fetchone() == (1,)
