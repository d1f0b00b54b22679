"""The https address of a report: what of it may be shown, and how the reader of it logs in."""

from __future__ import annotations

import re
from dataclasses import field
from pathlib import PurePosixPath

from alerts.hosts import is_loopback
from job.secrets import Secret
from written.record import dataclass

_URL = re.compile(
    r"(?P<scheme>https?)://(?P<user>[^/?#@]*@)?(?P<host>[^/?#@:\s]+|\[[0-9a-f:.]+\])(?P<port>:[0-9]{1,5})?(?P<path>/[^?#\s]*)?(?P<query>\?[^#\s]*)?",
    re.I,
)


@dataclass(frozen=True, slots=True)
class WebAddress:
    """Where a report is fetched from. `shown` is the address without what may be secret in it, `file` its last part."""

    url: str = field(repr=False)
    shown: str
    file: str


@dataclass(frozen=True, slots=True)
class PasswordLogin:
    """A user name and its password (HTTP Basic)."""

    username: str
    password: Secret


@dataclass(frozen=True, slots=True)
class TokenLogin:
    """A token (HTTP Bearer)."""

    token: Secret


Login = PasswordLogin | TokenLogin


def read_address(text: str) -> WebAddress | str:
    """Read an address; return what is wrong with it, in Finnish, where it cannot be used."""
    found = _URL.fullmatch(text)
    if found is None:
        return "osoite ei kelpaa"
    if found["user"] is not None:
        return "osoitteessa ei saa olla tunnusta eikä salasanaa"
    if found["scheme"].lower() != "https" and not is_loopback(found["host"].lower()):
        return "osoite ei ala https://"
    path = found["path"] or "/"
    name = re.sub(r"[^\w.\- ]", "_", _unquoted(PurePosixPath(path).name))[-100:].strip(". ")
    return WebAddress(text, f"{found['scheme']}://{found['host']}{found['port'] or ''}{path}", name or found["host"])


def _unquoted(name: str) -> str:
    """Return a part of a path with its %XX read, as far as they are UTF-8."""
    data = re.sub(rb"%([0-9A-Fa-f]{2})", lambda of: bytes.fromhex(of[1].decode()), name.encode())
    return data.decode("utf-8", "replace")
