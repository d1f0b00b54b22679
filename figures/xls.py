"""Hidden rows and columns and error cells in the records of an old xls workbook (BIFF8)."""

from __future__ import annotations

import struct
from collections.abc import Iterable

from figures.compound import Compound
from figures.marks import Cell, Marks
from figures.zipped import Refused

_BOUND_SHEET, _LOCKED, _BEGIN, _END = 0x85, 0x2F, 0x809, 0x0A
_ROW, _COLUMNS, _ERROR, _FORMULA = 0x208, 0x7D, 0x205, 0x06
_IS_ERROR, _IS_EMPTY = 2, 3  # what the first byte of a result says where it is no number
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_OTHERS = {"EncryptedPackage": "se on suojattu salasanalla", "WordDocument": "se on Word-asiakirja (doc)"}


def marks(data: bytes) -> tuple[Marks, ...]:
    """Return the marks of the sheets in the order of the workbook.

    Raises:
        Refused: it is locked, broken, or no workbook.
    """
    box = Compound(data)
    for name, what in _OTHERS.items():
        if name in box.names:
            raise Refused(what, "tallenna raportti ilman salasanaa xlsx- tai CSV-muodossa")
    book = box.stream("Workbook")
    if not book:
        raise Refused("se ei ole Excel 97:n tai sitä uudempi työkirja", "tallenna raportti xlsx- tai CSV-muodossa")
    offsets = []
    for kind, body in _records(book, 0):
        if kind == _LOCKED:
            raise Refused("se on suojattu salasanalla", "tallenna raportti ilman salasanaa")
        if kind == _BOUND_SHEET and len(body) >= 4:
            offsets.append(struct.unpack_from("<I", body)[0])
    return tuple(_of_sheet(book, offset) for offset in offsets)


def _records(book: bytes, at: int) -> Iterable[tuple[int, bytes]]:
    """Yield the records from an offset to the end of what begins there; a chart inside has its own begin and end."""
    depth = 0
    while at + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, at)
        body = book[at + 4 : at + 4 + size]
        at += 4 + size
        depth += (kind == _BEGIN) - (kind == _END)
        if depth <= 1:
            yield kind, body
        if depth <= 0:
            return


def _of_sheet(book: bytes, offset: int) -> Marks:
    rows: set[int] = set()
    columns: set[int] = set()
    errors: list[tuple[Cell, str]] = []
    unstored: list[Cell] = []
    for kind, body in _records(book, offset):
        if kind == _ROW and len(body) >= 13 and body[12] & 0x20:
            rows.add(struct.unpack_from("<H", body)[0])
        elif kind == _COLUMNS and len(body) >= 10 and body[8] & 1:
            first, last = struct.unpack_from("<HH", body)
            columns.update(range(first, min(last + 1, 200)))
        elif kind == _ERROR and len(body) >= 8 and body[7]:
            errors.append(_error(body, body[6]))
        elif kind == _FORMULA and len(body) >= 14 and body[12:14] == b"\xff\xff":
            if body[6] == _IS_ERROR:
                errors.append(_error(body, body[8]))
            elif body[6] == _IS_EMPTY:
                unstored.append(_cell(body))
    return Marks(frozenset(rows), frozenset(columns), tuple(errors), tuple(unstored))


def _error(body: bytes, code: int) -> tuple[Cell, str]:
    return _cell(body), _ERRORS.get(code, "#N/A")


def _cell(body: bytes) -> Cell:
    row, column = struct.unpack_from("<HH", body)
    return row, column
