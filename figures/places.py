"""Where the amounts of a table stand: worked out where somebody asks, for most rows nobody does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import overload

from budget.figure import Column
from figures.grid import Grid
from figures.numbers import is_missing
from written.place import Place


class RowPlaces(Sequence[tuple[Column, Place]]):
    """Where the values of one row stand; a cell that says nothing has no place."""

    __slots__ = ("_columns", "_grid", "_row")

    def __init__(self, grid: Grid, row: int, columns: tuple[tuple[Column, int], ...]) -> None:
        self._grid = grid
        self._row = row
        self._columns = columns

    @overload
    def __getitem__(self, index: int) -> tuple[Column, Place]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[tuple[Column, Place]]: ...
    def __getitem__(self, index: int | slice) -> tuple[Column, Place] | Sequence[tuple[Column, Place]]:
        return tuple(self)[index]

    def __iter__(self) -> Iterator[tuple[Column, Place]]:
        row = self._grid.rows.of.row(self._row)
        given = ((column, at) for column, at in self._columns if at < len(row.cells) and not is_missing(row.cells[at]))
        return ((column, self._grid.place(row, at)) for column, at in given)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, RowPlaces | tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))


class PlacesOfRows(Sequence[RowPlaces]):
    """Where the values of many rows of one table stand."""

    def __init__(self, grid: Grid, rows: Sequence[int], columns: tuple[tuple[Column, int], ...]) -> None:
        self._grid = grid
        self._rows = rows
        self._columns = columns

    @overload
    def __getitem__(self, index: int) -> RowPlaces: ...
    @overload
    def __getitem__(self, index: slice) -> PlacesOfRows: ...
    def __getitem__(self, index: int | slice) -> RowPlaces | PlacesOfRows:
        if isinstance(index, slice):
            return PlacesOfRows(self._grid, self._rows[index], self._columns)
        return RowPlaces(self._grid, self._rows[index], self._columns)

    def __iter__(self) -> Iterator[RowPlaces]:
        return map(RowPlaces, repeat(self._grid), self._rows, repeat(self._columns))

    def __len__(self) -> int:
        return len(self._rows)
