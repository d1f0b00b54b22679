"""The figures of a file, kept as columns until somebody asks for one: then each is made, once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import overload

from budget.figure import Column, Figure
from budget.money import Cents
from budget.unit import Line
from figures.entries import Entries
from figures.signs import Convention


class Kept(Sequence[Figure]):
    """Each row of the tables as a figure, in the signs of the program."""

    def __init__(self, entries: Entries, convention: Convention) -> None:
        self._entries = entries
        self._factors = {line: convention.factor(line) for line in Line}
        self._figures: list[Figure] | None = None

    @overload
    def __getitem__(self, index: int) -> Figure: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Figure]: ...
    def __getitem__(self, index: int | slice) -> Figure | Sequence[Figure]:
        return self._made()[index]

    def __iter__(self) -> Iterator[Figure]:
        return iter(self._made())

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def rows(self) -> Sequence[int]:
        """The line of the file that each figure stands on."""
        return self._entries.rows

    def are_different(self) -> bool:
        """Tell whether no two of them are of the same unit, line and account group."""
        of = self._entries
        return len(set(zip(of.units, of.lines, of.groups, strict=True))) == len(of)

    def _made(self) -> list[Figure]:
        if self._figures is None:
            of = self._entries
            signs = None if set(self._factors.values()) == {1} else list(map(self._factors.__getitem__, of.lines))
            made = map(
                Figure,
                of.units,
                of.lines,
                self._values(Column.BUDGET, signs),
                self._values(Column.ACTUAL, signs),
                self._values(Column.FORECAST, signs),
                self._values(Column.PRIOR, signs),
                self._values(Column.ORIGINAL, signs),
                self._values(Column.AMENDMENT, signs),
                self._values(Column.MONTH_ACTUAL, signs),
                self._values(Column.PRIOR_ACTUAL, signs),
                of.has_budget,
                of.groups,
                of.places,
                zip(of.rows),
            )
            self._figures = list(made)
        return self._figures

    def _values(self, column: Column, signs: Sequence[int] | None) -> Iterable[Cents | None]:
        given = self._entries.values.get(column)
        if given is None or signs is None:
            return given or repeat(None)
        return [None if cents is None else Cents(sign * cents) for sign, cents in zip(signs, given, strict=True)]
