"""Long tables: one row for each unit and line, with code, name and line in columns of their own, in any order."""

from __future__ import annotations

from budget.unit import UnitCode
from figures import codes
from figures.columns import Columns, Text
from figures.grid import Grid, Row, Rows
from figures.headings import is_other_line, is_total, label
from figures.lines import Collected, Found, LeftOut, cell, has_amounts, row_problem, unknown_line, with_amounts
from figures.tables import Table
from figures.whole_rows import TextColumns, WholeRows, group_of, pieces
from figures.words import clean, squeeze
from written.problem import Problem


def line_column(table: Table, columns: Columns) -> int | None:
    """Return the column that names the line: by its heading, else by what it holds; None where the table is no long one."""
    told = columns.index(Text.LINE)
    if told is not None:
        return told
    rows = with_amounts(table.body, columns.values)
    values = {of.index for of in columns.taken if of.meaning not in (Text.CODE, Text.NAME)}
    for at in range(len(table.head.headings)):
        others = [of.index for of in columns.taken if of.meaning in (Text.CODE, Text.NAME) and of.index != at]
        if at not in values and _holds_lines(rows, at) and any(cell(row, other) for row in rows for other in others):
            return at
    return None


def _holds_lines(rows: Rows, at: int) -> bool:
    texts = [text for row in rows if (text := cell(row, at))]
    return len(texts) * 2 > len(rows) and sum(1 for text in texts if label(text)) * 5 >= len(texts) * 4


def long(grid: Grid, table: Table, columns: Columns, line_at: int, before: codes.Unit | None = None) -> Found:
    """Return the rows of amounts of a long table.

    Args:
        grid: the file.
        table: the rows.
        columns: of the table.
        line_at: the column that names the line.
        before: the unit of the last row of the page before, where its headings were the same.
    """
    walk = _Walk(grid, columns, line_at)
    walk.unit = before
    for piece in pieces(table.body, columns, walk.at):
        if isinstance(piece, Row):
            walk.row(piece)
        else:
            walk.whole(piece)
    return Found(walk.lines.lines, tuple(walk.names), tuple(walk.left_out), tuple(walk.problems), walk.unit)


class _Walk:
    """The way through one table: the unit that the rows without a code carry on, and what was found."""

    def __init__(self, grid: Grid, columns: Columns, line_at: int) -> None:
        self.grid = grid
        self.columns = columns
        code_at, name_at = columns.index(Text.CODE), columns.index(Text.NAME)
        self.at = TextColumns(
            code_at if code_at != line_at else None,
            name_at if name_at != line_at else None,
            line_at,
            columns.index(Text.GROUP),
        )
        self.unit: codes.Unit | None = None
        self.in_total = False
        self.moved_to: tuple[str, str] | None = None
        self.texts = self.cleaned = ("", "")  # of the row above: a unit stands on many rows
        self.lines = Collected(grid, columns)
        self.names: list[tuple[UnitCode, str]] = []
        self.left_out: list[LeftOut] = []
        self.problems: list[Problem] = []

    def whole(self, rows: WholeRows) -> None:
        """Take rows that tell everything themselves."""
        self.unit, self.in_total, self.moved_to = rows.last, False, None
        self.names.extend(rows.names)
        if rows.lines is not None:
            self.lines.add_all(rows.lines)

    def row(self, row: Row) -> None:
        amounts = has_amounts(row, self.columns.values)
        texts = cell(row, self.at.code), cell(row, self.at.name)
        if texts != self.texts:
            self.texts, self.cleaned = texts, (clean(texts[0]), clean(texts[1]))
        code, name = self.cleaned
        if self.at.name is None and not amounts and label(cell(row, self.at.line)) is None:
            name = clean(cell(row, self.at.line))
        if (not amounts and not code) or not any(map(squeeze, row.filled)):
            return  # a title, or a row of lines drawn with signs
        if not amounts and not is_total(code) and not codes.is_code(code) and codes.unit(code) is None:
            return  # the title of a page in the first column
        if (code, name) != self.moved_to:
            self._unit(code, name)
        if not amounts or self.in_total:
            return
        if self.unit is None:
            self._without_unit(row, name)
        else:
            self._line(row, self.unit.code, carried=not code)

    def _unit(self, code: str, name: str) -> None:
        """Move to the unit of the row; a row without a code goes on with the unit above it."""
        self.moved_to = (code, name)
        told = codes.code(code) if code and not is_total(code) else codes.unit(name) if not code else None
        if told is not None:
            self.unit, self.in_total = codes.Unit(told.code, told.name or name), False
            if self.unit.name:
                self.names.append((self.unit.code, self.unit.name))
        elif is_total(code) or is_total(name):
            self.unit, self.in_total = None, True
        elif name and (self.unit is None or squeeze(name) != squeeze(self.unit.name)):
            self.unit, self.in_total = None, False

    def _without_unit(self, row: Row, name: str) -> None:
        self.left_out.append(LeftOut(row, None, None))
        what = f"rivillä ”{name[:60]}”" if name else "rivillä"
        message = f"{what} ei ole yksikön koodia; rivi jätettiin pois"
        self.problems.append(row_problem(self.grid, row, message, "lisää raporttiin yksikön koodi", name or row.raw.strip()[:60]))

    def _line(self, row: Row, unit: UnitCode, *, carried: bool) -> None:
        text = clean(cell(row, self.at.line))
        named = label(text)
        if named is not None:
            group = named.group or group_of(cell(row, self.at.group), named.line)
            self.lines.add(row, unit, named.line, group, carried=carried)
        elif not text:
            self.left_out.append(LeftOut(row, unit, None))
            message = "riviltä puuttuu rivin laji (tuotot, kulut tai kate); rivi jätettiin pois"
            self.problems.append(row_problem(self.grid, row, message, "lisää raporttiin rivin laji", row.raw.strip()[:60]))
        elif squeeze(text) and not is_total(text) and not is_other_line(text):
            self.problems.append(unknown_line(self.grid, row, text))
