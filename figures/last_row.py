"""The end of a file that may have been cut: a last number without a line end, a last unit without its last lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import groupby, takewhile

from budget.figure import Column
from budget.finnish import LINE_GENITIVES
from budget.unit import Line
from figures.amounts import Amounts
from figures.entries import Entries, Entry
from figures.grid import Grid, Row
from figures.lines import LeftOut, Lines, RawLine
from figures.numbers import decimals, is_open_ended
from figures.signs import is_margin
from written.place import Place
from written.problem import Problem, Severity

_OTHERS = 2  # units that must have what the last one lacks


def without_open_end(grid: Grid, found: Sequence[Lines], read: Amounts) -> Amounts:
    """Leave out the last row of a file that ends in a number which nothing proves to be whole.

    A file without a last line end may have been cut inside the number. It is whole where another page repeats
    it, where the margin of the unit is the sum that it should be, or where one more digit would make it far too big
    beside the other numbers of its row.
    """
    row = open_row(grid)
    if row is None:
        return read
    lines = [line for of in found for line in of]
    of_row = [entry for entry in read.entries if entry.row == row.number]
    for line in lines:
        column = next((of.meaning for of in line.columns.values if of.index == len(row.cells) - 1), None)
        entry = next((of for of in of_row if line.row is row and _same(of, line)), None)
        if not isinstance(column, Column) or entry is None or entry.value(column) is None:
            continue
        if _lacks_decimals(line, lines) or not (_proved(entry, column, read) or _too_big_with_a_digit(entry, column, read)):
            return replace(
                read,
                entries=read.entries.kept([number != row.number for number in read.entries.rows]),
                left_out=(*read.left_out, LeftOut(row, line.unit, line.line)),
                problems=(*read.problems, open_end(grid, row)),
            )
    return read


def open_row(grid: Grid) -> Row | None:
    """Return the last row of a file that ends in a number without a line end; None for any other file."""
    if grid.ends_with_newline or not grid.rows or not is_open_ended(grid.rows[-1].raw):
        return None
    return grid.rows[-1]


def open_end(grid: Grid, row: Row) -> Problem:
    """Return the problem of a last number that may have been cut."""
    text = row.cells[-1]
    message = f"tiedosto päättyy lukuun ”{text}” ilman rivinvaihtoa: luku on ehkä katkennut; rivi jätettiin pois"
    hint = "hae raportti uudelleen; jos luku on oikein, lisää tiedoston loppuun rivinvaihto"
    return Problem(Severity.ROW, grid.place(row, len(row.cells) - 1), message, hint, value=text)


def _same(entry: Entry, line: RawLine) -> bool:
    return (entry.unit, entry.line, entry.group) == (line.unit, line.line, line.group)


def _proved(entry: Entry, column: Column, read: Amounts) -> bool:
    value = entry.value(column)
    of_unit = [of for of in read.entries if of.unit == entry.unit and of.value(column) is not None]
    if any(
        of.row != entry.row and (of.line, of.group) == (entry.line, entry.group) and of.value(column) == value for of in of_unit
    ):
        return True
    if entry.group is not None:
        return False
    by_line = {of.line: of.value(column) for of in of_unit if of.group is None}
    slack = 3 * read.coarsest
    return is_margin(by_line.get(Line.REVENUE), by_line.get(Line.COSTS), by_line.get(Line.MARGIN), slack)


def _lacks_decimals(line: RawLine, lines: Sequence[RawLine]) -> bool:
    """Tell whether all other numbers of the last column have more decimals than the last one."""
    at = len(line.row.cells) - 1
    others = [
        of.row.cells[at]
        for of in lines
        if of.columns.head is line.columns.head and at < len(of.row.cells) and of.row is not line.row
    ]
    filled = [decimals(text) for text in others if text.strip("-0")]
    return bool(filled) and min(filled) > decimals(line.row.cells[at])


def _too_big_with_a_digit(entry: Entry, column: Column, read: Amounts) -> bool:
    """Tell whether a number ten times as big would be over three times what is usual beside the rest of its row."""
    share = _share(entry, column)
    usual = sorted(of for other in read.entries if other.row != entry.row and (of := _share(other, column)) is not None)
    return share is not None and (share == 0 or is_whole(share, usual[len(usual) // 2] if usual else Fraction(1)))


def _share(entry: Entry, column: Column) -> Fraction | None:
    value = entry.value(column)
    rest = max((abs(cents) for of, cents in entry.values.items() if of is not column), default=0)
    return Fraction(abs(value), rest) if value is not None and rest else None


def is_whole(number: Fraction, usual: Fraction) -> bool:
    """Tell whether one more digit would make a number over three times as big as is usual."""
    return number * 10 > usual * 3


def short_unit(grid: Grid, read: Entries) -> tuple[Problem, ...]:
    """Return the warning of a last unit that ends before the lines that all other units have."""
    if _has_every_line(read):
        return ()
    rows = sorted((of for of in read if of.group is None), key=lambda of: of.row)
    blocks = [tuple(of) for _, of in groupby(rows, key=lambda of: of.unit)]
    if len(blocks) <= _OTHERS or len({of.row for of in rows}) < len(rows):
        return ()
    *others, last = blocks
    order = list(dict.fromkeys(of.line for of in max(others, key=len)))
    common = frozenset.intersection(*(frozenset(of.line for of in block) for block in others))
    every = [line for line in order if line in common]
    missing = [line for line in every if line not in {of.line for of in last} and _after(order, line, last)]
    return tuple(_short(grid, last[-1], line) for line in missing[:1])


def _has_every_line(read: Entries) -> bool:
    """Tell whether the rows of the last unit give all the lines that the file has: then it lacks none."""
    if any(read.groups) or not read.units:
        return False
    told = zip(reversed(read.units), reversed(read.lines), strict=True)
    return {line for _, line in takewhile(lambda of: of[0] == read.units[-1], told)} == set(read.lines)


def _after(order: Sequence[Line], line: Line, block: Iterable[Entry]) -> bool:
    return all(of.line in order and order.index(of.line) < order.index(line) for of in block)


def _short(grid: Grid, last: Entry, line: Line) -> Problem:
    message = f"tiedoston viimeiseltä yksiköltä {last.unit} puuttuu {LINE_GENITIVES[line]} rivi, joka muilla on"
    return Problem(Severity.WARNING, Place(grid.file, last.row), message, "tiedosto on ehkä katkennut; hae raportti uudelleen")
