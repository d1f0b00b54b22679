"""Columns whose numbers are not what their headings say: found by the printed shares, or by what a year looks like."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import permutations

from budget.figure import Column
from budget.finnish import percent
from budget.unit import Line
from figures.amounts import Amounts
from figures.columns import Columns
from figures.document import Hints, Role
from figures.entries import Entries, Entry
from figures.grid import Grid
from figures.shares import agrees
from written.problem import Problem, Severity

_FEWEST = 3  # rows that prove anything
_SHARED = (Column.PRIOR, Column.ORIGINAL, Column.BUDGET, Column.ACTUAL, Column.FORECAST)
_RIGHT = ((Column.ACTUAL, Column.BUDGET), (Column.ACTUAL, Column.ORIGINAL))
_PARTS = (
    (Column.BUDGET, Column.PRIOR),
    (Column.BUDGET, Column.FORECAST),
    (Column.FORECAST, Column.BUDGET),
    (Column.FORECAST, Column.PRIOR),
)
_SMALLEST = 1_000_000  # cents of costs: smaller tables prove nothing
_LAST_MONTH = 9  # after it the actual may well look like a whole year

Pair = tuple[Column, Column]
Costs = Mapping[Column, Sequence[int]]


def swapped(grid: Grid, read: Amounts, pages: Sequence[Columns], month: int, hints: Hints) -> tuple[Problem, ...]:
    """Return what says that columns have changed places; nothing where config names both budget and actual.

    The printed shares of a table, or two columns of whole years beside the actual, refuse the file. An actual far over
    the budget with no witness is only said.

    Args:
        grid: the file.
        read: the rows in the signs of the file.
        pages: the columns of its tables.
        month: of the figures.
        hints: what config says of the columns.
    """
    if all(hints.heading(role) is not None for role in (Role.BUDGET, Role.ACTUAL)):
        return ()
    for page, rows in _by_table(read.entries, pages) if any(read.entries.shares) else ():
        pair = _of_shares(rows, read.coarsest)
        if pair is not None:
            one, other = (_heading([page], column) for column in pair)
            return (_refusal(grid, page, f"painetut toteumaprosentit ovat ”{one}” / ”{other}”, eivät toteuma / talousarvio"),)
    if not pages or month > _LAST_MONTH:
        return ()
    costs = _costs(read.entries)
    for part, witness in _PARTS:
        if _is_whole_year(costs, part, witness):
            names = [_heading(pages, column) for column in (Column.ACTUAL, part)]
            return (
                _refusal(grid, pages[0], f"sarakkeessa ”{names[0]}” on koko vuoden luvut ja sarakkeessa ”{names[1]}” osa vuotta"),
            )
    return _far_over(grid, costs, pages)


def _refusal(grid: Grid, page: Columns, message: str) -> Problem:
    hint = 'korjaa otsikot raporttiin; jos ne ovat oikein, kerro sarakkeet: columns: {budget: "…", actual: "…"}'
    return Problem(Severity.FILE, grid.place_of(page.head.row), f"{message}: sarakkeet ovat vaihtaneet paikkaa", hint)


def _heading(pages: Sequence[Columns], column: Column) -> str:
    wanted = (column, Column.ORIGINAL) if column is Column.BUDGET else (column,)
    return next((of.heading for page in pages for of in page.values if of.meaning in wanted), column.value)


def _by_table(read: Entries, pages: Sequence[Columns]) -> Iterable[tuple[Columns, list[Entry]]]:
    """Yield the rows of each table that print a share."""
    starts = [page.head.row.number for page in pages]
    found: dict[int, list[Entry]] = {}
    for at, share in enumerate(read.shares):
        if share:
            found.setdefault(bisect_right(starts, read.rows[at]) - 1, []).append(read.entry(at))
    return ((pages[at], rows) for at, rows in found.items())


def _of_shares(rows: Sequence[Entry], grain: int) -> Pair | None:
    """Return the two columns that the printed shares are of, where most are not the actual by the budget."""
    if len(rows) < _FEWEST or _count(rows, _RIGHT, grain) * 2 >= len(rows):
        return None
    counts = {pair: _count(rows, [pair], grain) for pair in permutations(_SHARED, 2) if pair not in _RIGHT}
    best = max(counts, key=lambda pair: counts[pair])
    return best if counts[best] * 5 >= len(rows) * 4 else None


def _count(rows: Sequence[Entry], pairs: Iterable[Pair], grain: int) -> int:
    pairs = tuple(pairs)
    return sum(1 for row in rows if any(agrees(row, *pair, grain) for pair in pairs))


def _costs(read: Entries) -> Costs:
    """Return the columns of the rows of costs; zero where a row does not give one, which proves as little."""
    rows = read.of_line(Line.COSTS)
    return {column: [read.values[column][at] or 0 for at in rows] for column in _SHARED if column in read.values}


def _is_whole_year(costs: Costs, part: Column, witness: Column) -> bool:
    """Tell whether the actual looks like a whole year beside another whole year, and a column of a year like a part of one."""
    sums = _sums(costs, (part, Column.ACTUAL, witness))
    if sums is None:
        return False
    half, actual, year = sums
    return abs(year - actual) * 4 < year and half * 4 < year * 3 and actual * 4 > half * 5


def _far_over(grid: Grid, costs: Costs, pages: Sequence[Columns]) -> tuple[Problem, ...]:
    sums = _sums(costs, (Column.BUDGET, Column.ACTUAL))
    if sums is None or sums[1] * 2 <= sums[0] * 3:
        return ()
    message = f"kulujen toteuma on {percent((sums[1], sums[0]))} talousarviosta: ovatko sarakkeiden otsikot oikein?"
    hint = 'jos ovat, kerro se lähteen kohdassa columns: {budget: "…", actual: "…"}'
    return (Problem(Severity.WARNING, grid.place_of(pages[0].head.row), message, hint),)


def _sums(costs: Costs, wanted: Sequence[Column]) -> list[int] | None:
    """Return the sums of columns over the rows of costs that give them all; None where they prove nothing."""
    columns = [costs.get(column, ()) for column in wanted]
    if not all(columns):
        return None
    if any(0 in column for column in columns):
        columns = list(zip(*(cents for cents in zip(*columns, strict=True) if all(cents)), strict=True))
    sums = [sum(map(abs, column)) for column in columns]
    return sums if columns and len(min(columns, key=len)) >= _FEWEST and max(sums) >= _SMALLEST else None
