"""The rows of a table that hold amounts, and what each is about: one unit and one line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import compress

from budget.unit import Line, UnitCode
from figures.codes import Unit
from figures.columns import Columns, Taken
from figures.grid import Grid, Row, Rows
from figures.headings import Label
from written.place import Place
from written.problem import Problem, Severity
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class Lines:
    """Rows of one table with the unit, the line and the account group that each is about; their amounts are still text.

    `carried` tells of each row whether its unit or its line stands on another row above it.
    """

    columns: Columns
    rows: Rows
    units: Sequence[UnitCode]
    lines: Sequence[Line]
    groups: Sequence[str | None]
    carried: Sequence[bool]

    def __iter__(self) -> Iterator[RawLine]:
        """Yield the rows one by one: for those that look closer, and rarely."""
        about = zip(self.units, self.lines, self.groups, self.carried, self.rows, strict=True)
        return (RawLine(unit, line, group, row, self.columns, carried) for unit, line, group, carried, row in about)


@dataclass(frozen=True, slots=True)
class RawLine:
    """One of the rows."""

    unit: UnitCode
    line: Line
    group: str | None
    row: Row
    columns: Columns
    carried: bool


class Collected:
    """Rows of one table as they are found, one by one or many together."""

    def __init__(self, grid: Grid, columns: Columns) -> None:
        self._grid = grid
        self._columns = columns
        self._found: tuple[Lines, ...] = ()
        self._begin()

    def _begin(self) -> None:
        self._at: list[int] = []
        self._units: list[UnitCode] = []
        self._lines: list[Line] = []
        self._groups: list[str | None] = []
        self._carried: list[bool] = []

    def add(self, row: Row, unit: UnitCode, line: Line, group: str | None, *, carried: bool) -> None:
        """Add a row."""
        self._at.append(row.at)
        self._units.append(unit)
        self._lines.append(line)
        self._groups.append(group)
        self._carried.append(carried)

    def add_all(self, found: Lines) -> None:
        """Add rows that were found together."""
        self._found = (*self.lines, found)
        self._begin()

    @property
    def lines(self) -> tuple[Lines, ...]:
        """What was found, in the order of the rows."""
        rows = Rows(self._grid.rows.of, self._at)
        own = Lines(self._columns, rows, self._units, self._lines, self._groups, self._carried)
        return (*self._found, own) if self._at else self._found


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that was left out. `unit` and `line` are None where the row does not tell them."""

    row: Row
    unit: UnitCode | None
    line: Line | None


@dataclass(frozen=True, slots=True)
class Found:
    """What a table gave: its rows of amounts, the names of its units, the rows left out and why.

    `last` is the unit of a long table's last row, `section` the line that the last units of a table stand under: both may go
    on under the same headings of the next page.
    """

    lines: tuple[Lines, ...] = ()
    names: tuple[tuple[UnitCode, str], ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    problems: tuple[Problem, ...] = ()
    last: Unit | None = None
    section: Label | None = None


def has_amounts(row: Row, taken: Iterable[Taken]) -> bool:
    """Tell whether a row has something in a column of amounts."""
    cells, width = row.cells, len(row.cells)
    for of in taken:  # noqa: SIM110 - the first cell is nearly always enough, and a generator costs more than it
        if of.index < width and cells[of.index]:
            return True
    return False


def with_amounts(rows: Rows, taken: Sequence[Taken]) -> Rows:
    """Return the rows that have something in a column of amounts."""
    even = rows.of.even
    run = even.within(rows.at)
    others = [row.at for row in rows.without(run) if has_amounts(row, taken)]
    filled = even.filled([of.index for of in taken], run)
    found = run if all(filled) else list(compress(run, filled))
    return Rows(rows.of, found if not others else sorted((*others, *found)))


def cell(row: Row, index: int | None) -> str:
    """Return the text of a cell; nothing where the row has no such cell."""
    return row.cells[index] if index is not None and index < len(row.cells) else ""


def row_problem(grid: Grid, row: Row, message: str, hint: str, value: str) -> Problem:
    """Return the problem of a row that was left out whole."""
    return Problem(Severity.ROW, Place(grid.file, row.number), message, hint, value=value)


def unknown_line(grid: Grid, row: Row, text: str) -> Problem:
    """Return the warning of a row whose label is in no table of words."""
    message = f"riviä ”{text[:60]}” ei tunneta, eikä sitä käytetty"
    return Problem(
        Severity.WARNING,
        Place(grid.file, row.number),
        message,
        "tunnetut rivit ovat tuotot, kulut ja kate sekä niiden tiliryhmät",
        value=text[:60],
    )
