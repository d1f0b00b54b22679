"""The amounts of the rows of all tables in cents: by whole columns where they are plain, else cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import compress
from typing import cast

from budget.figure import Column
from figures.columns import Columns, Taken, Text
from figures.document import MoneyUnit
from figures.entries import Entries, Values, together
from figures.grid import Grid, Row, Rows
from figures.lines import LeftOut, Lines, RawLine, cell
from figures.numbers import Dot, Fault, amount, dot_of
from figures.places import PlacesOfRows
from figures.plain import Plain, plain
from written.place import Place
from written.problem import Problem, Severity
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class Amounts:
    """The rows of all tables in cents, the grain of each column, the rows left out and why."""

    entries: Entries
    grains: tuple[tuple[Column, int], ...]
    left_out: tuple[LeftOut, ...]
    problems: tuple[Problem, ...]

    @property
    def coarsest(self) -> int:
        """What the last digit of the column with the fewest is worth, in cents."""
        return max((cents for _, cents in self.grains), default=100)


def amounts(grid: Grid, lines: Sequence[Lines], unit: MoneyUnit) -> Amounts:
    """Read the amounts of all rows. A row with a cell that cannot be read is left out whole, with a problem."""
    reader = _Reader(grid, lines, unit)
    entries = together([reader.read(of) for of in lines])
    left_out = reader.left_out
    out = {of.row.number for of in left_out}
    if out:
        entries = entries.kept([row not in out for row in entries.rows])
        others = (of for part in lines if part.columns.line is not None for of in part if of.row.number in out)
        left_out.extend(LeftOut(of.row, of.unit, of.line) for of in others)
    return Amounts(entries, tuple(reader.grains.items()), tuple(left_out), tuple(dict.fromkeys(reader.problems)))


class _Reader:
    """The way through all tables: the grains of their columns, and what was left out."""

    def __init__(self, grid: Grid, lines: Sequence[Lines], unit: MoneyUnit) -> None:
        self.grid = grid
        self.lines = lines
        self.unit = unit
        self.short = _broken_rows(lines)
        self.dots: dict[Column, Dot] | None = None
        self.grains: dict[Column, int] = {}
        self.left_out: list[LeftOut] = []
        self.problems: list[Problem] = []

    def read(self, lines: Lines) -> Entries:
        """Return the amounts of some rows of one table."""
        return (None if self.short else self._by_column(lines)) or self._by_cell(lines)

    def _by_column(self, lines: Lines) -> Entries | None:
        """Return the amounts of rows whose columns are all plain; None where a cell needs a look of its own."""
        columns, widths = lines.columns, lines.rows.widths
        width = len(columns.head.row.cells)
        if not max((of.index for of in columns.values), default=width) < min(widths) or max(widths) > width:
            return None
        at = {of.meaning: of.index for of in columns.values if isinstance(of.meaning, Column)}
        found = {column: _plain(lines.rows, index) for column, index in at.items()}
        values = {column: of.cents(self.unit) for column, of in found.items() if of is not None and not self._is_rounded(of)}
        if len(values) < len(at):
            return None
        for column, of in found.items():
            if of is not None and of.grain is not None:
                self._grain(column, of.grain * self.unit.cents // 100)
        share_at, number = columns.index(Text.SHARE), len(lines.rows)
        read = Entries(
            lines.units,
            lines.lines,
            lines.groups,
            lines.rows.numbers,
            _with_sum(columns, values),
            PlacesOfRows(self.grid, lines.rows.at, _places(columns)),
            [_has_budget(columns)] * number,
            [None] * number if share_at is None else _shares(lines.rows, share_at),
        )
        if any(of is not None and of.full for of in found.values()):
            return read
        return read.kept([any(cents is not None for cents in row) for row in zip(*values.values(), strict=True)])

    def _is_rounded(self, of: Plain) -> bool:
        """Tell whether parts of a cent that were rounded away would be whole cents in the unit of the file."""
        return of.rounded and self.unit is not MoneyUnit.EURO

    def _grain(self, column: Column, cents: int) -> None:
        self.grains[column] = min(cents, self.grains.get(column, cents))

    def _by_cell(self, lines: Lines) -> Entries:
        if self.dots is None:
            self.dots = {column: dot_of(texts) for column, texts in _texts(self.lines).items()}
        kept: list[bool] = []
        rows: list[dict[Column, int]] = []
        for line in lines:
            read = _length_problem(self.grid, line, self.short) or self._row(line, self.dots)
            if isinstance(read, Problem):
                self.problems.append(read)
                self.left_out.append(LeftOut(line.row, line.unit, line.line))
            elif read is not None:
                rows.append(read)
            kept.append(isinstance(read, dict))
        values = {column: [of.get(column) for of in rows] for column in Column if any(column in of for of in rows)}
        share_at = lines.columns.index(Text.SHARE)
        return Entries(
            list(compress(lines.units, kept)),
            list(compress(lines.lines, kept)),
            list(compress(lines.groups, kept)),
            list(compress(lines.rows.numbers, kept)),
            _with_sum(lines.columns, values),
            PlacesOfRows(self.grid, list(compress(lines.rows.at, kept)), _places(lines.columns)),
            [_has_budget(lines.columns)] * len(rows),
            [cell(row, share_at) or None for row in compress(lines.rows, kept)],
        )

    def _row(self, line: RawLine, dots: Mapping[Column, Dot]) -> dict[Column, int] | Problem | None:
        """Return the amounts of a row; None where it has none at all."""
        values: dict[Column, int] = {}
        for taken in line.columns.values:
            text = cell(line.row, taken.index)
            column = taken.meaning
            if not text or not isinstance(column, Column):
                continue
            read = amount(text, self.unit, dots[column], self.grid.rounding)
            if isinstance(read, Fault):
                return fault_problem(self.grid, line.row, taken, text, read)
            if read is not None:
                values[column] = read.cents
                self._grain(column, read.grain)
        return values or None


def _plain(rows: Rows, column: int) -> Plain | None:
    """Return the numbers of a column; of rows with gaps only their own, whatever stands between them."""
    run = range(rows.at[0], rows.at[-1] + 1)
    even = rows.of.even
    if even.within(run) != run or len(run) > 2 * len(rows):
        return plain([rows.of.cells[at][column] for at in rows.at])
    if len(run) == len(rows):
        return even.plain(column, run)
    texts = even.texts(column, run)
    return plain([texts[at - run.start].strip() for at in rows.at])


def _shares(rows: Rows, column: int) -> Sequence[str | None]:
    """Return the printed shares."""
    even = rows.of.even
    if isinstance(rows.at, range) and even.within(rows.at) == rows.at:
        return [text.strip() or None for text in even.texts(column, rows.at)]
    return [cell(row, column) or None for row in rows]


def _with_sum(columns: Columns, values: Mapping[Column, Sequence[int | None]]) -> Values:
    """Return the amounts with the budget in force, where the table gives it as the original one and its amendment.

    An empty amendment says that there is none; an empty original budget says that nothing is known.
    """
    original, amendment = values.get(Column.ORIGINAL), values.get(Column.AMENDMENT)
    if columns.sums_budget and original is not None:
        added = original
        if amendment is not None:
            pairs = zip(original, amendment, strict=True)
            added = [None if one is None else one + (other or 0) for one, other in pairs]
        values = {**values, Column.BUDGET: added}
    return cast("Values", values)


def _places(columns: Columns) -> tuple[tuple[Column, int], ...]:
    """Return where each column of amounts stands; a budget that is a sum stands where the original one does."""
    at = {of.meaning: of.index for of in columns.values if isinstance(of.meaning, Column)}
    if columns.sums_budget and Column.ORIGINAL in at:
        at[Column.BUDGET] = at[Column.ORIGINAL]
    return tuple(at.items())


def _has_budget(columns: Columns) -> bool:
    return columns.sums_budget or columns.index(Column.BUDGET) is not None


def _texts(lines: Iterable[Lines]) -> dict[Column, list[str]]:
    found: dict[Column, list[str]] = {}
    for of in lines:
        for taken in of.columns.values:
            if isinstance(taken.meaning, Column):
                found.setdefault(taken.meaning, []).extend(cell(row, taken.index) for row in of.rows)
    return found


def _broken_rows(lines: Sequence[Lines]) -> frozenset[int]:
    """Return the rows that lost a cell.

    Some programs leave out the empty cells at the end of every row; where the others of the table are whole, a
    shorter row is broken, and which cell it lost cannot be known.
    """
    broken: set[int] = set()
    tables: dict[int, list[Lines]] = {}
    for of in lines:
        tables.setdefault(of.columns.head.row.number, []).append(of)
    for of_table in tables.values():
        needed = _needed(of_table[0].columns)
        if all(min(of.rows.widths) >= needed for of in of_table):
            continue
        rows = list({row.number: row for of in of_table for row in of.rows}.values())
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


def fault_problem(grid: Grid, row: Row, taken: Taken, text: str, fault: Fault) -> Problem:
    """Return the problem of a cell that cannot be read."""
    place = grid.place(row, taken.index)
    hints = {
        Fault.AMBIGUOUS: "kirjoita tuhannet välilyönnillä ja desimaalit pilkulla",
        Fault.COMMA: "kirjoita tuhannet välilyönnillä ja desimaalit pilkulla",
        Fault.UNIT: "kirjoita luku samassa yksikössä kuin muut, tai kerro rahayksikkö lähteen kohdassa unit",
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
