"""The rows of a table that hold amounts, as text and as amounts: one unit and one line each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from budget.figure import Column, Places
from budget.unit import Line, UnitCode
from figures.codes import Unit
from figures.columns import Columns, Taken, Text
from figures.document import MoneyUnit
from figures.grid import Grid, Row
from figures.headings import Label
from figures.numbers import Amount, Dot, Fault, amount, dot_of, is_missing
from written.place import Place
from written.problem import Problem, Severity
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class RawLine:
    """A row of a table with the unit and the line that it is about; its cells are still text.

    `carried` tells that its unit or its line stands on another row above it.
    """

    unit: UnitCode
    line: Line
    group: str | None
    row: Row
    columns: Columns
    carried: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a table with its amounts in cents, the signs still those of the file."""

    unit: UnitCode
    line: Line
    group: str | None
    row: int
    values: tuple[tuple[Column, int], ...]
    places: Places
    has_budget_column: bool
    share: str | None

    def value(self, column: Column) -> int | None:
        """Return the amount of a column, or None where the row does not give it."""
        return next((cents for of, cents in self.values if of is column), None)


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

    lines: tuple[RawLine, ...] = ()
    names: tuple[tuple[UnitCode, str], ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    problems: tuple[Problem, ...] = ()
    last: Unit | None = None
    section: Label | None = None


@dataclass(frozen=True, slots=True)
class Entries:
    """The rows of all tables in cents, the grain of each column, the rows left out and why."""

    entries: tuple[Entry, ...]
    grains: tuple[tuple[Column, int], ...]
    left_out: tuple[LeftOut, ...]
    problems: tuple[Problem, ...]


def entries(grid: Grid, lines: Sequence[RawLine], unit: MoneyUnit) -> Entries:
    """Read the amounts of all rows. A row with a cell that cannot be read is left out whole, with a problem."""
    dots = {column: dot_of(texts) for column, texts in _by_column(lines).items()}
    grains: dict[Column, int] = {}
    read: list[Entry] = []
    left_out: list[LeftOut] = []
    problems: list[Problem] = []
    short = _broken_rows(lines)
    for line in lines:
        entry = _length_problem(grid, line, short) or _entry(grid, line, unit, dots, grains)
        if isinstance(entry, Problem):
            problems.append(entry)
            left_out.append(LeftOut(line.row, line.unit, line.line))
        elif entry is not None:
            read.append(entry)
    out = {of.row.number for of in left_out}
    left_out.extend(LeftOut(of.row, of.unit, of.line) for of in lines if of.columns.line is not None and of.row.number in out)
    whole = tuple(entry for entry in read if entry.row not in out)
    return Entries(whole, tuple(grains.items()), tuple(left_out), tuple(dict.fromkeys(problems)))


def _by_column(lines: Sequence[RawLine]) -> dict[Column, list[str]]:
    found: dict[Column, list[str]] = {}
    for line in lines:
        for taken in line.columns.values:
            if isinstance(taken.meaning, Column):
                found.setdefault(taken.meaning, []).append(cell(line.row, taken.index))
    return found


def cell(row: Row, index: int | None) -> str:
    """Return the text of a cell; nothing where the row has no such cell."""
    return row.cells[index] if index is not None and index < len(row.cells) else ""


def _broken_rows(lines: Sequence[RawLine]) -> frozenset[int]:
    """Return the rows that lost a cell.

    Some programs leave out the empty cells at the end of every row; where the others of the table are whole, a
    shorter row is broken, and which cell it lost cannot be known.
    """
    broken: set[int] = set()
    tables: dict[int, list[RawLine]] = {}
    for line in lines:
        tables.setdefault(line.columns.head.row.number, []).append(line)
    for of_table in tables.values():
        rows = list({line.row.number: line.row for line in of_table}.values())
        needed = _needed(of_table[0].columns)
        short = [row.number for row in rows if len(row.cells) < needed]
        whole = [row for row in rows if len(row.cells) >= needed]
        if short and whole and (len(short) == 1 or any(not row.cells[-1] for row in whole)):
            broken.update(short)
    return frozenset(broken)


def _needed(columns: Columns) -> int:
    """Return how many cells a whole row of a table has: to the last heading."""
    return max((at for at, text in enumerate(columns.head.row.cells, 1) if text), default=0)


def _length_problem(grid: Grid, line: RawLine, short: frozenset[int]) -> Problem | None:
    cells, needed = line.row.cells, _needed(line.columns)
    place = Place(grid.file, line.row.number)
    extra = [text for text in cells[max(needed, len(line.columns.head.row.cells)) :] if text]
    if extra:
        hint = "onko luvussa sama merkki kuin sarakkeiden välissä?"
        return Problem(
            Severity.ROW, place, "rivillä on enemmän sarakkeita kuin otsikossa; rivi jätettiin pois", hint, value=extra[0]
        )
    if line.row.number in short:
        message = f"rivillä on {len(cells)} saraketta, vaikka taulukossa on {needed}; rivi jätettiin pois"
        return Problem(Severity.ROW, place, message, "täydennä rivi tai hae raportti uudelleen", value=line.row.raw.strip()[:80])
    return None


def _entry(
    grid: Grid, line: RawLine, unit: MoneyUnit, dots: dict[Column, Dot], grains: dict[Column, int]
) -> Entry | Problem | None:
    """Return the amounts of a row; None where it has none at all."""
    values: dict[Column, int] = {}
    places: list[tuple[Column, Place]] = []
    for taken in line.columns.values:
        text = cell(line.row, taken.index)
        column = taken.meaning
        if not isinstance(column, Column) or is_missing(text):
            continue
        read = amount(text, unit, dots[column], grid.rounding)
        if isinstance(read, Fault):
            return fault_problem(grid, line.row, taken, text, read)
        if isinstance(read, Amount):
            values[column] = read.cents
            places.append((column, grid.place(line.row, taken.index)))
            grains[column] = min(read.grain, grains.get(column, read.grain))
    if not values:
        return None
    _add_sum(line.columns, values, places)
    has_budget = line.columns.sums_budget or line.columns.index(Column.BUDGET) is not None
    share = cell(line.row, line.columns.index(Text.SHARE)) or None
    return Entry(line.unit, line.line, line.group, line.row.number, tuple(values.items()), tuple(places), has_budget, share)


def _add_sum(columns: Columns, values: dict[Column, int], places: list[tuple[Column, Place]]) -> None:
    """Add the budget in force where the table gives it as the original budget and its amendment.

    An empty amendment says that there is none; an empty original budget says that nothing is known.
    """
    original = values.get(Column.ORIGINAL)
    if not columns.sums_budget or original is None:
        return
    values[Column.BUDGET] = original + values.get(Column.AMENDMENT, 0)
    places.append((Column.BUDGET, next(place for column, place in places if column is Column.ORIGINAL)))


def fault_problem(grid: Grid, row: Row, taken: Taken, text: str, fault: Fault) -> Problem:
    """Return the problem of a cell that cannot be read."""
    place = grid.place(row, taken.index)
    hints = {
        Fault.AMBIGUOUS: "kirjoita tuhannet välilyönnillä ja desimaalit pilkulla",
        Fault.PERCENT: "tarkista, että otsikot ja luvut ovat samoissa sarakkeissa",
    }
    return Problem(
        Severity.ROW,
        place,
        f"{fault.value}: ”{text}” sarakkeessa ”{taken.heading}”; rivi jätettiin pois",
        hints.get(fault, "korjaa arvo raporttiin; tyhjä solu tai - tarkoittaa puuttuvaa"),
        source_line=row.raw if grid.sheet is None and row.height == 1 and len(row.raw) <= 200 else None,
        width=max(1, len(text)),
        heading=taken.heading,
        value=text,
    )


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


def has_amounts(row: Row, taken: Iterable[Taken]) -> bool:
    """Tell whether a row has something in a column of amounts."""
    return any(cell(row, of.index) for of in taken)
