"""Whether a file was cut: in the middle of a row, as one that is still being written is, or before its last page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from figures.grid import Grid, Row
from figures.tables import Head, Table, TableKind
from written.place import Place
from written.problem import Problem, Severity

_PAGE = re.compile(
    r"(?:sivu|sida|page|s\.)\s*:?\s*([0-9]{1,3})\s*(?:[/(]|av|of)\s*([0-9]{1,3})\s*\)?|([0-9]{1,3}) ?\(([0-9]{1,3})\)", re.I
)
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


def lost_pages(grid: Grid) -> Problem | None:
    """Return the problem of a report whose last page is not there by its own numbers: `Sivu 1/7`; None where nothing tells."""
    if grid.sheet is not None:
        return None  # one page of many
    told = (at for at, raw in enumerate(grid.rows.of.raws) if "/" in raw or "(" in raw or " av " in raw)
    rows = [grid.rows[at] for at in told]
    found = [(row, page) for row in rows for text in row.filled if len(text) <= 80 and (page := _page(text)) is not None]
    totals = {total for _, (_, total) in found}
    if len(totals) != 1:
        return None
    last, total = max(number for _, (number, _) in found), totals.pop()
    if last >= total:
        return None
    message = f"raportista puuttuu sivuja: viimeinen sivunumero on {last}, vaikka sivuja on {total}"
    return Problem(Severity.FILE, Place(grid.file, found[-1][0].number), message, "hae raportti uudelleen kokonaan")


def _page(text: str) -> tuple[int, int] | None:
    found = (
        _PAGE.search(text) if any(sign.isdigit() for sign in text) and ("/" in text or "(" in text or " av " in text) else None
    )
    if found is None or (found[3] and found[0] != text):
        return None
    return (int(found[1]), int(found[2])) if found[1] else (int(found[3]), int(found[4]))


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
