"""The secrets of the tests, and the search for them: what any test writes, prints or logs is searched (conftest.py)."""

import base64
import json
import stat
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote, quote_plus

SIG = "K4nari+sig/1nViserrys_QWERTY0123"
BEAT = "k4nari-beat-5f1c0ffee-0000-1111"
PASSWORD = "k4nari/salasana+9 ä!xyz"  # noqa: S105 - nobody's
APP = "k4nari~sovellus.Secret-77/xx"
KEY = "K4nari_avain-osoitteessa_0123"
TOKEN = "eyJ0eXAiOiJKV1Qi.k4nari-tunnus_0123456789"  # noqa: S105
CANARIES = {"webhook": SIG, "heartbeat": BEAT, "password": PASSWORD, "app": APP, "key": KEY, "token": TOKEN}
WEBHOOK = (
    f"https://prod.environment.api.powerplatform.com:443/powerautomate/workflows/0/invoke?api-version=1&sig={quote(SIG, safe='')}"
)


def forms(secret: str) -> set[bytes]:
    """Every form in which a secret could be written: plain, quoted for an address, JSON, Python, base64."""
    plain = secret.encode()
    inner = {base64.b64encode(before + plain).rstrip(b"=")[4:-2] for before in (b"", b"a", b"ab", b"\0bot\0", b"bot:")}
    texts = {secret, quote(secret), quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1], repr(secret)[1:-1]}
    return {plain} | inner | {text.encode() for text in texts} | {base64.urlsafe_b64encode(plain).rstrip(b"=")[:-2]}


_FORMS = [(name, form) for name, secret in CANARIES.items() for form in forms(secret)]


def canaries_in(data: bytes) -> list[str]:
    """The canaries that are in some bytes, each with what stands around it."""
    return [f"{name}: {data[max(0, data.index(form) - 80) : data.index(form) + 80]!r}" for name, form in _FORMS if form in data]


def canaries_under(folder: Path) -> list[str]:
    """The canaries in the files of a folder, but for the files that are there to hold them."""
    return [f"{file.relative_to(folder)}: {found}" for file in _searched(folder) for found in canaries_in(file.read_bytes())]


def _searched(folder: Path) -> Iterable[Path]:
    for file in folder.rglob("*"):
        if file.is_symlink() or not file.is_file() or file.name == "config.yaml":
            continue
        is_secret_file = stat.S_IMODE(file.stat().st_mode) == 0o600 and "var" not in file.relative_to(folder).parts
        if not is_secret_file:
            yield file
