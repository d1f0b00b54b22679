"""The streams of an OLE compound file: the box in which an old xls stands, and a workbook that a password locks."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence

from figures.zipped import Refused
from written.record import dataclass

_END = 0xFFFFFFFA  # numbers of sectors above this mean an end
_DIRECTORY_ENTRY = 128


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    start: int
    size: int


class Compound:
    """A compound file in memory.

    Raises:
        Refused: it is cut or broken.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._open(data)
        except (struct.error, IndexError, ValueError):
            raise broken() from None

    def _open(self, data: bytes) -> None:
        (shift, mini_shift) = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise broken()
        (fat_count, directory, _, self._cutoff, mini_fat, mini_count, more, more_count) = struct.unpack_from(
            "<4xI I I I I I I I", data, 40
        )
        self._data, self._size, self._mini_size = data, 1 << shift, 1 << mini_shift
        fat_sectors = [*struct.unpack_from("<109I", data, 76)]
        for _ in range(min(more_count, len(data) // self._size)):
            block = struct.unpack(f"<{self._size // 4}I", self._sector(more))
            fat_sectors.extend(block[:-1])
            more = block[-1]
        self._fat = self._numbers(fat_sectors[:fat_count])
        self._mini_fat = self._numbers(self._chain(mini_fat, self._fat)) if mini_count else []
        self._entries = tuple(self._directory(b"".join(map(self._sector, self._chain(directory, self._fat)))))
        root = self._entries[0]
        self._mini = b"".join(map(self._sector, self._chain(root.start, self._fat)))

    @property
    def names(self) -> frozenset[str]:
        """The names of the streams."""
        return frozenset(entry.name for entry in self._entries)

    def stream(self, name: str) -> bytes:
        """Return a stream whole; empty where there is none of that name."""
        entry = next((entry for entry in self._entries[1:] if entry.name == name), None)
        if entry is None:
            return b""
        if entry.size >= self._cutoff:
            found = b"".join(map(self._sector, self._chain(entry.start, self._fat)))
        else:
            found = b"".join(self._mini[at * 64 : at * 64 + 64] for at in self._chain(entry.start, self._mini_fat))
        if len(found) < entry.size:
            raise broken()
        return found[: entry.size]

    def _sector(self, at: int) -> bytes:
        found = self._data[(at + 1) * self._size : (at + 2) * self._size]
        if not found:
            raise broken()
        return found.ljust(self._size, b"\0")

    def _numbers(self, sectors: Iterable[int]) -> list[int]:
        return [number for at in sectors for number in struct.unpack(f"<{self._size // 4}I", self._sector(at))]

    def _chain(self, start: int, table: Sequence[int]) -> Iterable[int]:
        at = start
        for _ in range(len(table) + 1):
            if at >= _END:
                return
            yield at
            at = table[at]
        raise broken()

    @staticmethod
    def _directory(data: bytes) -> Iterable[_Entry]:
        for at in range(0, len(data) - _DIRECTORY_ENTRY + 1, _DIRECTORY_ENTRY):
            length, kind = struct.unpack_from("<HB", data, at + 64)
            start, size = struct.unpack_from("<II", data, at + 116)
            if kind in (2, 5):
                yield _Entry(data[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace"), start, size)


def broken() -> Refused:
    """Return what is said of a file that is not whole."""
    return Refused("työkirja on katkennut tai vioittunut", "hae raportti uudelleen; tiedosto on ehkä vielä kesken")
