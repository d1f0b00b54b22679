"""Whether a file was cut in the middle of a row, as one that is still being written is."""

from __future__ import annotations

from collections.abc import Sequence

from figures.grid import Grid, Row
from figures.tables import Head, Table, TableKind
from written.place import Place
from written.problem import Problem, Severity

_LONG_PROSE = 60
_SENTENCE_ENDS = ".!?:;)”\"'»…"


def cut(grid: Grid, tables: Sequence[Table]) -> Problem | None:
    """Return the problem of a file whose last row is not whole; None where it is, or where nothing tells."""
    if grid.ends_with_newline or not grid.rows:
        return None
    last = grid.rows[-1]
    if not last.filled:
        return None
    head = _head_of(last, grid, tables)
    if head is not None:
        return _problem(grid, last) if len(last.cells) < _cells(head) else None
    prose = last.raw.strip()
    if len(last.filled) == 1 and len(prose) >= _LONG_PROSE and prose[-1] not in _SENTENCE_ENDS:
        return _problem(grid, last)
    return None


def _head_of(last: Row, grid: Grid, tables: Sequence[Table]) -> Head | None:
    """Return the heading row of the table that the last row stands in, with no empty row between; None where in none."""
    table = next((of for of in reversed(tables) if of.body and of.body[-1] is last), None)
    if table is None or table.head.kind is TableKind.OTHER:
        return None
    before = grid.rows[-2] if len(grid.rows) > 1 else last
    in_rows = len(last.filled) > 1 or bool(before.filled and len(before.cells) > 1)
    return table.head if in_rows else None


def _cells(head: Head) -> int:
    return max((at for at, text in enumerate(head.row.cells, 1) if text), default=0)


def _problem(grid: Grid, last: Row) -> Problem:
    message = f"tiedosto on katkennut kesken rivin {last.number}"
    return Problem(
        Severity.FILE,
        Place(grid.file, last.number),
        message,
        "hae raportti uudelleen; tiedosto on ehkä vielä kesken",
        value=last.raw.strip()[-60:],
    )


def may_be_cut(grid: Grid, tables: Sequence[Table]) -> tuple[Problem, ...]:
    """Return the doubt of a file that ends in a text without a line end: it is said, and the figures above it are used."""
    if grid.ends_with_newline or not grid.rows or not grid.rows[-1].filled:
        return ()
    last = grid.rows[-1]
    end = last.raw.strip()[-1]
    if end in _SENTENCE_ENDS or end.isdigit() or _head_of(last, grid, tables) is not None:
        return ()
    message = f"tiedosto voi olla katkennut: viimeinen rivi {last.number} ei pääty rivinvaihtoon"
    hint = "tarkista, että raportti on kokonainen"
    return (Problem(Severity.WARNING, Place(grid.file, last.number), message, hint, value=last.raw.strip()[-60:]),)
