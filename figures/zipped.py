"""A zip package unpacked in memory, within limits, and nothing taken on trust: neither its sizes nor its names."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping

MAX_BYTES = 200_000_000
_MAX_PARTS = 10_000
_CHUNK = 1 << 20
_ENCRYPTED = 1
_LIST_END = 22  # bytes of the end of a package that has no remark
_UNUSED = ("docProps/", "customXml/", "xl/media/", "xl/drawings/", "xl/charts/", "xl/theme/", "xl/pivot", "xl/externalLinks/")
_UNUSED_IN_ODS = ("Thumbnails/", "Pictures/", "Object", "Configurations2/")
_USED = (".xml", ".rels", "mimetype")


class Refused(Exception):  # noqa: N818 - nothing is wrong with the program
    """A file that is not opened. `message` goes on from the file's name; both are Finnish."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def unzipped(data: bytes) -> dict[str, bytes]:
    """Return the parts of a workbook package that its figures need.

    Raises:
        Refused: it is cut or broken, too big (as it says, or as it turns out), locked, or has names that lead outside.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            infos = package.infolist()
            _check(infos)
            return _parts(package, [info for info in infos if _is_used(info.filename)])
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeError, ValueError, OSError):
        raise Refused("paketti on katkennut tai vioittunut", "hae raportti uudelleen; tiedosto on ehkä vielä kesken") from None


def _check(infos: Iterable[zipfile.ZipInfo]) -> None:
    names: set[str] = set()
    total = 0
    for info in infos:
        parts = info.orig_filename.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or ":" in parts[0] or "\0" in info.orig_filename:
            raise Refused(
                f"paketissa on nimi, joka johtaa sen ulkopuolelle: {info.orig_filename[:60]!r}", "hae raportti uudelleen"
            )
        if info.filename.casefold() in names:
            raise Refused(f"paketissa on sama osa kahdesti: {info.filename[:60]}", "tallenna työkirja uudelleen")
        if info.flag_bits & _ENCRYPTED:
            raise Refused("se on suojattu salasanalla", "tallenna raportti ilman salasanaa")
        names.add(info.filename.casefold())
        total += info.file_size
        if total > MAX_BYTES or len(names) > _MAX_PARTS:
            raise _too_big()


def _too_big() -> Refused:
    return Refused("se on purettuna liian suuri: raja on 200 Mt", "jaa raportti osiin tai poista turhat taulukot ja kuvat")


def _is_used(name: str) -> bool:
    return name.endswith(_USED) and not name.startswith((*_UNUSED, *_UNUSED_IN_ODS))


def _parts(package: zipfile.ZipFile, infos: Iterable[zipfile.ZipInfo]) -> dict[str, bytes]:
    left = MAX_BYTES
    parts: dict[str, bytes] = {}
    for info in infos:
        chunks: list[bytes] = []
        with package.open(info) as part:
            while chunk := part.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise _too_big()
                chunks.append(chunk)
        parts[info.filename] = b"".join(chunks)
    return parts


def is_plain(data: bytes) -> bool:
    """Tell whether every library must see the same parts in a package: it has one list of them, at its very end.

    What comes before the package, a second list, or the big form of one, libraries may take differently.
    """
    at = len(data) - _LIST_END
    if data[at : at + 4] != b"PK\x05\x06" or data.count(b"PK\x05\x06") != 1 or b"PK\x06\x06" in data:
        return False
    size, start = struct.unpack_from("<II", data, at + 12)
    return bool(start + size == at)


def packed(parts: Mapping[str, bytes]) -> io.BytesIO:
    """Return the parts as a package again: a library that reads it sees these bytes and no others."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    made.seek(0)
    return made
