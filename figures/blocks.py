"""Block-shaped tables: a unit on a row of its own and its lines under it, or a line and the units under it."""

from __future__ import annotations

from budget.unit import UnitCode, same_name
from figures import codes
from figures.columns import Columns
from figures.grid import Grid, Row
from figures.headings import Label, is_other_line, is_time_only, is_total, label, money_unit
from figures.lines import Collected, Found, LeftOut, has_amounts, row_problem, unknown_line
from figures.tables import Table
from figures.vocabulary import OF_LINES
from figures.words import clean, fold, squeeze
from written.problem import Problem


def blocks(grid: Grid, table: Table, columns: Columns, above: Found, *, goes_on: bool) -> Found:
    """Return the rows of amounts of a table whose units stand on rows of their own.

    Args:
        grid: the file.
        table: the rows.
        columns: of the table.
        above: the tables above: their units, for a block that has only a unit's name.
        goes_on: whether the headings are those of the table right above, so that its section goes on.
    """
    walk = _Walk(grid, table, columns, above.names)
    if goes_on and walk.unit is None and walk.section is None and not is_other_line(_title(grid, columns.head.row)):
        walk.section = above.section
    for row in table.body:
        walk.row(row)
    walk.end()
    return Found(walk.lines.lines, tuple(walk.names), tuple(walk.left_out), tuple(walk.problems), section=walk.last_section)


def _text_end(columns: Columns) -> int:
    """Return where the label of a row ends: at the first column of numbers, used or not (a share, an older year)."""
    numbers = (at for at, of in enumerate(columns.head.headings) if of.word in OF_LINES)
    return min((*numbers, *(of.index for of in columns.values)), default=0)


def _label_of(row: Row, text_end: int) -> str:
    return clean(" ".join(cell for cell in row.cells[:text_end] if cell))


def _lengths_of_accounts(table: Table, columns: Columns, text_end: int) -> frozenset[int]:
    """Return how long the codes before the names of account groups are: `4000 Henkilöstökulut`."""
    texts = (_label_of(row, text_end) for row in table.body if has_amounts(row, columns.values))
    found = (codes.unit(text) for text in texts if label(text) is not None)
    return frozenset(len(of.code) for of in found if of is not None)


def _title(grid: Grid, head: Row) -> str:
    """Return the only text of the row that stands right above the headings, empty rows aside; nothing where it has more."""
    above = next((row for row in reversed(grid.rows[max(0, head.at - 3) : head.at]) if row.filled), None)
    return above.filled[0] if above is not None and len(above.filled) == 1 else ""


class _Walk:
    """The way through one table: the unit whose block this is, and what was found."""

    def __init__(self, grid: Grid, table: Table, columns: Columns, known: tuple[tuple[UnitCode, str], ...]) -> None:
        self.grid = grid
        self.columns = columns
        self.text_end = _text_end(columns)
        self.accounts = _lengths_of_accounts(table, columns, self.text_end)
        self.known = known
        self.unit: UnitCode | None = None
        self.unit_has_lines = False
        self.heading: Row | None = columns.head.row  # of rows that have no unit; None for sums, which no one misses
        self.section: Label | None = None  # the line that the units under it are of
        self.last_section: Label | None = None  # that of the last row of amounts, which a page break does not end
        self.waiting: list[tuple[Row, Label]] = []  # lines without a unit: sums of a section, or rows that are left out
        self.lines = Collected(grid, columns)
        self.names: list[tuple[UnitCode, str]] = []
        self.left_out: list[LeftOut] = []
        self.problems: list[Problem] = []
        self._corner(_label_of(columns.head.row, self.text_end))

    def _corner(self, text: str) -> None:
        """Take what the corner of the headings or the title says: a unit or a line that the whole table is about."""
        self.section = label(text) or label(_title(self.grid, self.columns.head.row))
        if self.section is None and text and not is_time_only(text) and money_unit(fold(text)) is None:
            unit = codes.unit(text) or self._by_name(text)
            if unit is not None:
                self._enter(unit)

    def end(self) -> None:
        """End a block: the lines that still wait for a unit have none, though one alone may be the sum of the next page."""
        if len(self.waiting) == 1:
            self.last_section = self.waiting[0][1]
        for row, named in self.waiting:
            self._without_unit(row, named)
        self.waiting = []

    def row(self, row: Row) -> None:
        text = _label_of(row, self.text_end)
        if not text:
            return
        named = label(text)
        if not has_amounts(row, self.columns.values):
            if named is None or self._is_unit(text):
                self._begin(row, text)
            elif self.unit is None:
                self.section = named
        elif named is not None:
            self._line(row, named)
        else:
            self._other(row, text)

    def _is_unit(self, text: str) -> bool:
        """Tell whether a row is a unit that has the name of an account group: `4300 AVUSTUKSET`."""
        unit = codes.unit(text)
        return unit is not None and len(unit.code) not in self.accounts

    def _begin(self, row: Row, text: str) -> None:
        """Begin the block of a unit, or end the one before: what follows a heading without a code is not its own."""
        self.end()
        unit = codes.unit(text)
        if unit is not None:
            self._enter(unit)
            return
        if self.unit is not None and not self.unit_has_lines and not is_total(text):
            return  # a sub-heading right under the unit
        named = self._by_name(text)
        self.unit, self.unit_has_lines, self.section = None if named is None else named.code, False, None
        self.heading = None if named is not None or is_total(text) else row
        if is_total(text) or is_other_line(text):
            self.last_section = None

    def _by_name(self, text: str) -> codes.Unit | None:
        """Return the unit of this name that stands above, or None."""
        return next((codes.Unit(code, name) for code, name in (*self.known, *self.names) if same_name(name, text)), None)

    def _enter(self, unit: codes.Unit) -> None:
        self.unit, self.unit_has_lines, self.heading = unit.code, False, None
        self.section = self.last_section = None
        self.names.append((unit.code, unit.name))

    def _line(self, row: Row, named: Label) -> None:
        if self.unit is not None:
            self.unit_has_lines = True
            self.lines.add(row, self.unit, named.line, named.group, carried=True)
        elif self.heading is not None:
            self.waiting.append((row, named))

    def _without_unit(self, row: Row, named: Label) -> None:
        self.left_out.append(LeftOut(row, None, named.line))
        heading = "" if self.heading is None else clean(self.heading.raw)[:60]
        message = f"rivin ”{row.filled[0]}” yksikkö ei selviä: otsikossa ”{heading}” ei ole koodia; rivi jätettiin pois"
        self.problems.append(row_problem(self.grid, row, message, "lisää raporttiin yksikön koodi", heading))

    def _other(self, row: Row, text: str) -> None:
        """A row with amounts that is no known line."""
        unit = codes.unit(text)
        if unit is not None and len(self.waiting) == 1:
            self.section = self.waiting.pop()[1]  # the sum of the units that follow
        if unit is not None and self.section is not None:
            self.names.append((unit.code, unit.name))
            self.last_section = self.section
            self.lines.add(row, unit.code, self.section.line, self.section.group, carried=True)
        elif unit is not None:
            self._enter(unit)
            self.left_out.append(LeftOut(row, unit.code, None))
            message = f"rivistä ”{text[:60]}” ei selviä, onko se tuotto, kulu vai kate; rivi jätettiin pois"
            self.problems.append(row_problem(self.grid, row, message, "lisää raporttiin rivin laji", text))
        elif squeeze(text) and not is_total(text) and not is_other_line(text) and self.unit is not None:
            self.problems.append(unknown_line(self.grid, row, text))
