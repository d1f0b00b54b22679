"""What a file is by its first bytes, whatever its name says: a text, or something that only a library can open."""

from __future__ import annotations

from enum import Enum


class Way(Enum):
    """How a file that is no text is opened."""

    WORKBOOK = "workbook"
    PDF = "pdf"


_MARKS = ((b"PK\x03\x04", Way.WORKBOOK), (b"PK\x05\x06", Way.WORKBOOK), (b"\xd0\xcf\x11\xe0", Way.WORKBOOK), (b"%PDF", Way.PDF))


def way(data: bytes) -> Way | None:
    """Return how a file is opened; None for a text, and for what no reader is for."""
    return next((way for mark, way in _MARKS if data.startswith(mark)), None)
