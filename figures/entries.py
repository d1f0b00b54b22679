"""The rows of a file in cents, column by column: fifty thousand rows are a few long columns, not as many records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, compress, repeat
from operator import is_

from budget.figure import Column, Places
from budget.money import Cents
from budget.unit import Line, UnitCode
from written.record import dataclass

Values = Mapping[Column, Sequence[Cents | None]]
"""The amounts of each column, None where a row does not give it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row, for those that look closer; the signs are still those of the file."""

    unit: UnitCode
    line: Line
    group: str | None
    row: int
    values: Mapping[Column, Cents]
    share: str | None

    def value(self, column: Column) -> Cents | None:
        """Return the amount of a column, or None where the row does not give it."""
        return self.values.get(column)


@dataclass(frozen=True, slots=True)
class Entries:
    """The rows of one table or of all; the signs are still those of the file.

    `rows` are their lines in the file. A column of `values` has None where a row does not give it; one that no row gives
    may be missing. `has_budget` tells whether the table of a row has a column for it, `shares` are the printed shares.
    """

    units: Sequence[UnitCode]
    lines: Sequence[Line]
    groups: Sequence[str | None]
    rows: Sequence[int]
    values: Values
    places: Sequence[Places]
    has_budget: Sequence[bool]
    shares: Sequence[str | None]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Entry]:
        return map(self.entry, range(len(self.rows)))

    def entry(self, at: int) -> Entry:
        """Return one row."""
        values = {column: cents for column, of in self.values.items() if (cents := of[at]) is not None}
        return Entry(self.units[at], self.lines[at], self.groups[at], self.rows[at], values, self.shares[at])

    def of_line(self, line: Line) -> Sequence[int]:
        """Return the indexes of the rows of a line, those of its account groups left aside."""
        found = list(compress(range(len(self.lines)), map(is_, self.lines, repeat(line))))
        return [at for at in found if self.groups[at] is None] if any(self.groups) else found

    def kept(self, wanted: Sequence[bool]) -> Entries:
        """Return some of the rows."""
        if all(wanted):
            return self
        return Entries(
            list(compress(self.units, wanted)),
            list(compress(self.lines, wanted)),
            list(compress(self.groups, wanted)),
            list(compress(self.rows, wanted)),
            {column: list(compress(of, wanted)) for column, of in self.values.items()},
            list(compress(self.places, wanted)),
            list(compress(self.has_budget, wanted)),
            list(compress(self.shares, wanted)),
        )


def together(parts: Sequence[Entries]) -> Entries:
    """Return the rows of all tables."""
    if len(parts) == 1:
        return parts[0]
    columns = [column for column in Column if any(column in of.values for of in parts)]
    return Entries(
        list(chain.from_iterable(of.units for of in parts)),
        list(chain.from_iterable(of.lines for of in parts)),
        list(chain.from_iterable(of.groups for of in parts)),
        list(chain.from_iterable(of.rows for of in parts)),
        {column: list(chain.from_iterable(of.values.get(column) or [None] * len(of) for of in parts)) for column in columns},
        list(chain.from_iterable(of.places for of in parts)),
        list(chain.from_iterable(of.has_budget for of in parts)),
        list(chain.from_iterable(of.shares for of in parts)),
    )
