"""The rows of a table that hold amounts, as text and as amounts: one unit and one line each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from budget.figure import Column, Places
from budget.money import Cents
from budget.unit import Line, UnitCode
from figures.codes import Unit
from figures.columns import Columns, Taken, Text
from figures.document import MoneyUnit
from figures.grid import Grid, Row, RowPlaces
from figures.headings import Label
from figures.numbers import Dot, Fault, amount, dot_of, plain_column
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
    values: Mapping[Column, Cents]
    places: Places
    has_budget_column: bool
    share: str | None

    def value(self, column: Column) -> Cents | None:
        """Return the amount of a column, or None where the row does not give it."""
        return self.values.get(column)


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
    grains: dict[Column, int] = {}
    read: list[Entry] = []
    left_out: list[LeftOut] = []
    problems: list[Problem] = []
    for line, entry in zip(lines, _each(grid, lines, unit, grains), strict=True):
        if isinstance(entry, Problem):
            problems.append(entry)
            left_out.append(LeftOut(line.row, line.unit, line.line))
        elif entry is not None:
            read.append(entry)
    out = {of.row.number for of in left_out}
    left_out.extend(LeftOut(of.row, of.unit, of.line) for of in lines if of.columns.line is not None and of.row.number in out)
    whole = tuple(entry for entry in read if entry.row not in out)
    return Entries(whole, tuple(grains.items()), tuple(left_out), tuple(dict.fromkeys(problems)))


def _each(grid: Grid, lines: Sequence[RawLine], unit: MoneyUnit, grains: dict[Column, int]) -> Iterable[Entry | Problem | None]:
    """Yield the amounts of each row: by whole columns where a table is plain, else cell by cell."""
    short = _broken_rows(lines)
    dots: dict[Column, Dot] | None = None
    for _, group in groupby(lines, key=lambda line: id(line.columns)):
        of_table = list(group)
        plain = None if short else _plain(grid, of_table, unit, grains)
        if plain is not None:
            yield from plain
            continue
        if dots is None:
            dots = {column: dot_of(texts) for column, texts in _by_column(lines).items()}
        for line in of_table:
            yield _length_problem(grid, line, short) or _entry(grid, line, unit, dots, grains)


def _plain(grid: Grid, lines: Sequence[RawLine], unit: MoneyUnit, grains: dict[Column, int]) -> Iterable[Entry] | None:
    """Return the amounts of the rows of one table whose columns are all plain; None where a cell needs a look of its own."""
    columns = lines[0].columns
    width = len(columns.head.row.cells)
    last = max((of.index for of in columns.values), default=width)
    lengths = {len(line.row.cells) for line in lines}
    if not last < min(lengths) or max(lengths) > width:
        return None
    at = {of.meaning: of.index for of in columns.values if isinstance(of.meaning, Column)}
    read = {column: plain_column([line.row.cells[index] for line in lines], unit) for column, index in at.items()}
    found = {column: of for column, of in read.items() if of is not None}
    if len(found) < len(read):
        return None
    for column, (_, grain) in found.items():
        grains[column] = min(grain, grains.get(column, grain))
    values = {column: cents for column, (cents, _) in found.items()}
    if columns.sums_budget and Column.ORIGINAL in values:
        added = values.get(Column.AMENDMENT) or [Cents(0)] * len(lines)
        values[Column.BUDGET] = [Cents(one + other) for one, other in zip(values[Column.ORIGINAL], added, strict=True)]
        at[Column.BUDGET] = at[Column.ORIGINAL]
    places, names = tuple(at.items()), tuple(values)
    has_budget, share_at = _has_budget(columns), columns.index(Text.SHARE)
    return (
        Entry(
            line.unit,
            line.line,
            line.group,
            line.row.number,
            dict(zip(names, cents)),  # noqa: B905 - the columns are as many as their names
            RowPlaces(grid, line.row, places),
            has_budget,
            None if share_at is None else cell(line.row, share_at) or None,
        )
        for line, cents in zip(lines, zip(*values.values(), strict=True), strict=True)
    )


def _has_budget(columns: Columns) -> bool:
    return columns.sums_budget or columns.index(Column.BUDGET) is not None


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
    cells, head = line.row.cells, line.columns.head.row.cells
    if len(cells) <= len(head) and line.row.number not in short:
        return None
    needed, place = _needed(line.columns), Place(grid.file, line.row.number)
    extra = [text for text in cells[max(needed, len(head)) :] if text]
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
    values: dict[Column, Cents] = {}
    places: list[tuple[Column, int]] = []
    for taken in line.columns.values:
        text = cell(line.row, taken.index)
        column = taken.meaning
        if not text or not isinstance(column, Column):
            continue
        read = amount(text, unit, dots[column], grid.rounding)
        if isinstance(read, Fault):
            return fault_problem(grid, line.row, taken, text, read)
        if read is not None:
            values[column] = Cents(read.cents)
            places.append((column, taken.index))
            if read.grain < grains.setdefault(column, read.grain):
                grains[column] = read.grain
    if not values:
        return None
    _add_sum(line.columns, values, places)
    has_budget = _has_budget(line.columns)
    share = cell(line.row, line.columns.index(Text.SHARE)) or None
    where = RowPlaces(grid, line.row, tuple(places))
    return Entry(line.unit, line.line, line.group, line.row.number, values, where, has_budget, share)


def _add_sum(columns: Columns, values: dict[Column, Cents], places: list[tuple[Column, int]]) -> None:
    """Add the budget in force where the table gives it as the original budget and its amendment.

    An empty amendment says that there is none; an empty original budget says that nothing is known.
    """
    original = values.get(Column.ORIGINAL)
    if not columns.sums_budget or original is None:
        return
    values[Column.BUDGET] = Cents(original + values.get(Column.AMENDMENT, 0))
    places.append((Column.BUDGET, next(index for column, index in places if column is Column.ORIGINAL)))


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
    cells, width = row.cells, len(row.cells)
    for of in taken:  # noqa: SIM110 - the first cell is nearly always enough, and a generator costs more than it
        if of.index < width and cells[of.index]:
            return True
    return False
