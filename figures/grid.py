"""The cells of one file, or of one sheet of a workbook: rows of texts, each with its row and column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field
from typing import overload

from budget.figure import Column
from figures.numbers import Rounding
from written.place import Place
from written.problem import Problem
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file: `number` is its first line, `height` the number of lines it spans, `raw` its own text."""

    number: int
    cells: tuple[str, ...]
    raw: str
    height: int = 1
    filled: tuple[str, ...] = field(init=False, repr=False, compare=False)  # the cells that hold something

    def __post_init__(self) -> None:
        object.__setattr__(self, "filled", tuple(filter(None, self.cells)) if "" in self.cells else self.cells)


@dataclass(frozen=True, slots=True)
class Grid:
    """All rows of a file or sheet, the empty ones too.

    `delimiter` is what stands between the cells of a text. `sheet` is the name of a sheet (of a page of a PDF), None
    for a text; `alone` tells that no other sheet of the file holds figures, so that the file's name speaks of it.
    `rounding` is what is done to parts of a cent: a workbook computes its numbers, and shows them rounded.
    """

    file: str
    rows: tuple[Row, ...]
    lines: int
    delimiter: str
    ends_with_newline: bool
    problems: tuple[Problem, ...] = ()
    sheet: str | None = None
    alone: bool = True
    rounding: Rounding = Rounding.NONE

    def place(self, row: Row, index: int) -> Place:
        """Return where a cell stands; the column of a text is that of the cell's first character in an editor."""
        if self.sheet is not None:
            return Place(self.file, row.number, index + 1, self.sheet)
        pieces = split(row.raw, self.delimiter)
        if index >= len(pieces):
            return Place(self.file, row.number)
        before = sum(len(piece) + 1 for piece in pieces[:index])
        indent = len(pieces[index]) - len(pieces[index].lstrip())
        return Place(self.file, row.number, before + (indent if pieces[index].strip() else 0) + 1)

    def place_of(self, row: Row) -> Place:
        """Return where a row stands."""
        return Place(self.file, row.number, None, self.sheet)


class RowPlaces(Sequence[tuple[Column, Place]]):
    """Where the values of one row stand; worked out where somebody asks, for most rows nobody does."""

    __slots__ = ("_at", "_grid", "_row")

    def __init__(self, grid: Grid, row: Row, at: tuple[tuple[Column, int], ...]) -> None:
        self._grid = grid
        self._row = row
        self._at = at

    @overload
    def __getitem__(self, index: int) -> tuple[Column, Place]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[tuple[Column, Place]]: ...
    def __getitem__(self, index: int | slice) -> tuple[Column, Place] | Sequence[tuple[Column, Place]]:
        return tuple(self)[index]

    def __iter__(self) -> Iterator[tuple[Column, Place]]:
        return ((column, self._grid.place(self._row, index)) for column, index in self._at)

    def __len__(self) -> int:
        return len(self._at)

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, RowPlaces | tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))


def split(raw: str, delimiter: str) -> list[str]:
    """Split a row at the delimiters that no quotes enclose. A quote that is not closed is a sign like any other."""
    pieces = raw.split(delimiter)
    if '"' not in raw:
        return pieces
    joined: list[str] = []
    at = 0
    while at < len(pieces):
        end = _end_of_quoted(pieces, at) if pieces[at].lstrip().startswith('"') else at
        joined.append(delimiter.join(pieces[at : end + 1]))
        at = end + 1
    return joined


def _end_of_quoted(pieces: Sequence[str], start: int) -> int:
    """Return the index of the piece in which the quoted cell ends; `start` where it is not closed properly."""
    if balanced(pieces[start]):
        return start
    whole = pieces[start]
    for at in range(start + 1, len(pieces)):
        whole += "\0" + pieces[at]
        if balanced(whole):
            return at
    return start


def balanced(text: str) -> bool:
    """Tell whether a text is one whole quoted cell, with only doubled quotes inside."""
    stripped = text.strip()
    return len(stripped) >= 2 and stripped[0] == stripped[-1] == '"' and '"' not in stripped[1:-1].replace('""', "")
