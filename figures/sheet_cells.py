"""The cells of a sheet row by row, where they are kept by columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import overload

from figures.even import FEWEST, Even
from figures.merged import Range, unmerge
from figures.sheet_column import SheetColumn


class SheetCells(Sequence[list[str]]):
    """The rows of a sheet, the headings over merged cells joined to those under them."""

    def __init__(self, columns: Sequence[SheetColumn], merged: Sequence[Range]) -> None:
        self._columns = columns
        self._height = len(columns[0]) if columns else 0
        self._changed: dict[int, list[str]] = {}
        self._changed = unmerge(self, merged)

    @overload
    def __getitem__(self, index: int) -> list[str]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[list[str]]: ...
    def __getitem__(self, index: int | slice) -> list[str] | Sequence[list[str]]:
        if isinstance(index, slice):
            return [self[at] for at in range(self._height)[index]]
        changed = self._changed.get(index)
        return [column.cell(index) for column in self._columns] if changed is None else changed

    def __len__(self) -> int:
        return self._height

    @property
    def raws(self) -> Sequence[str]:
        """The rows as lines of text."""
        return _Raws(self)

    def even(self) -> Even:
        """Return the longest run of rows that can be read by columns: no heading among them was changed."""
        changed = [-1, *sorted(self._changed), self._height]
        start, stop = max(((a + 1, b) for a, b in pairwise(changed)), key=lambda run: run[1] - run[0])
        if len(self._columns) < 2 or stop - start < FEWEST:
            return Even(0, 0, ())
        return Even(start, stop, [column.after(start) for column in self._columns])


class _Raws(Sequence[str]):
    def __init__(self, cells: SheetCells) -> None:
        self._cells = cells

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        if isinstance(index, slice):
            return [self[at] for at in range(len(self))[index]]
        return "\t".join(self._cells[index]).strip("\t")

    def __len__(self) -> int:
        return len(self._cells)
