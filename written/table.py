"""A table that people keep beside their rules: its cells, each with its place, whatever the file was.

A table is handed on and kept as a text of its own (`to_text`), so that a spreadsheet that says the same is the same.
"""

from __future__ import annotations

import json

from written.place import Place
from written.problem import Problem, Severity
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell, empty where there is none. `width` is the number of characters to mark under it."""

    text: str
    place: Place
    width: int = 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a table, each from its first column on.

    `name` is None for a text. `is_whole` is False where rows or cells of it could not be read.
    """

    name: str | None
    rows: tuple[tuple[Cell, ...], ...]
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """A table file.

    `path` is where it lies beneath the rules folder and `file` the name that its reader knows. `lines` are the lines
    of a text, to show where a mistake is. `problem` is why it could not be read; None where it could.
    """

    path: str
    file: str
    sheets: tuple[Sheet, ...]
    lines: tuple[str, ...] = ()
    problem: Problem | None = None


def to_text(table: Table) -> bytes:
    """Return the whole table as one JSON text, the same text for equal tables."""
    problem = table.problem
    body = {
        "path": table.path,
        "lines": table.lines,
        "sheets": [_sheet(sheet) for sheet in table.sheets],
        "problem": None if problem is None else [problem.message, problem.hint, problem.place.line],
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _sheet(sheet: Sheet) -> tuple[str | None, bool, list[list[tuple[str, int | None, int | None, int]]]]:
    return sheet.name, sheet.is_whole, [[_cell(cell) for cell in row] for row in sheet.rows]


def _cell(cell: Cell) -> tuple[str, int | None, int | None, int]:
    return cell.text, cell.place.line, cell.place.column, cell.width


def from_text(text: bytes, file: str) -> Table:
    """Read what `to_text` wrote."""
    body = json.loads(text)
    sheets = tuple(Sheet(name, tuple(_row(row, file, name) for row in rows), is_whole) for name, is_whole, rows in body["sheets"])
    problem = None
    if body["problem"] is not None:
        message, hint, line = body["problem"]
        problem = Problem(Severity.ERROR, Place(file, line), message, hint)
    return Table(body["path"], file, sheets, tuple(body["lines"]), problem)


def _row(row: list[tuple[str, int | None, int | None, int]], file: str, sheet: str | None) -> tuple[Cell, ...]:
    return tuple(Cell(text, Place(file, line, column, sheet), width) for text, line, column, width in row)
