"""The cells of one file, or of one sheet of a workbook: rows of texts, each with its row and column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import field
from itertools import accumulate
from typing import overload

from figures.even import Even, of_rows
from figures.numbers import Rounding
from written.place import Place
from written.problem import Problem
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file: `number` is its first line, `height` the number of lines it spans, `raw` its own text.

    `at` is its index among the rows of the file.
    """

    at: int
    number: int
    cells: tuple[str, ...]
    raw: str
    height: int = 1
    filled: tuple[str, ...] = field(init=False, repr=False, compare=False)  # the cells that hold something

    def __post_init__(self) -> None:
        object.__setattr__(self, "filled", tuple(filter(None, self.cells)) if "" in self.cells else self.cells)


class Cells:
    """What stands in the rows of a file. A row is made when somebody asks for it: for most of a long table nobody does."""

    def __init__(
        self,
        cells: Sequence[Sequence[str]],
        raws: Sequence[str],
        heights: Mapping[int, int] | None = None,
        even: Even | None = None,
    ) -> None:
        """Keep the rows of a file.

        Args:
            cells: of each row.
            raws: the text of each row as it stands in the file.
            heights: the lines of the rows that span more than one, by the index of the row.
            even: the rows that can be read by columns; None to find them.
        """
        self.cells = cells
        self.raws = raws
        self.heights = heights or {}
        self.numbers: Sequence[int] = range(1, len(raws) + 1)
        if self.heights:
            self.numbers = list(accumulate((self.heights.get(at, 1) for at in range(len(raws) - 1)), initial=1))
        self._made: list[Row | None] = [None] * len(raws)
        self._even = even

    def row(self, at: int) -> Row:
        """Return a row by its index."""
        row = self._made[at]
        if row is None:
            row = Row(at, self.numbers[at], tuple(self.cells[at]), self.raws[at], self.heights.get(at, 1))
            self._made[at] = row
        return row

    @property
    def even(self) -> Even:
        """The rows that can be read by whole columns."""
        if self._even is None:
            self._even = of_rows(self.cells)
        return self._even


class Rows(Sequence[Row]):
    """Some of the rows of a file, in its order; `at` are their indexes among all."""

    __slots__ = ("at", "of")

    def __init__(self, of: Cells, at: Sequence[int]) -> None:
        self.of = of
        self.at = at

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Rows: ...
    def __getitem__(self, index: int | slice) -> Row | Rows:
        return Rows(self.of, self.at[index]) if isinstance(index, slice) else self.of.row(self.at[index])

    def __iter__(self) -> Iterator[Row]:
        return map(self.of.row, self.at)

    def __len__(self) -> int:
        return len(self.at)

    @property
    def numbers(self) -> Sequence[int]:
        """The first line of each row."""
        numbers, at = self.of.numbers, self.at
        return numbers[at.start : at.stop] if isinstance(at, range) else [numbers[of] for of in at]

    @property
    def widths(self) -> Set[int]:
        """The different numbers of cells that the rows have."""
        even = self.of.even
        run = even.within(self.at)
        return {len(self.of.cells[at]) for at in self.without(run).at} | ({even.width} if run else set())

    def outside(self, numbers: frozenset[int]) -> Rows:
        """Return the rows but those of these numbers."""
        own = self.numbers
        if numbers.issuperset(own):
            return Rows(self.of, ())
        return Rows(self.of, [at for at, number in zip(self.at, own, strict=True) if number not in numbers])

    def without(self, run: range) -> Rows:
        """Return the rows but those of these indexes, which all stand in these rows."""
        if not run:
            return self
        if isinstance(self.at, range):
            return Rows(self.of, [*range(self.at.start, run.start), *range(run.stop, self.at.stop)])
        return Rows(self.of, [at for at in self.at if at < run.start or at >= run.stop])


@dataclass(frozen=True, slots=True)
class Grid:
    """All rows of a file or sheet, the empty ones too.

    `delimiter` is what stands between the cells of a text. `sheet` is the name of a sheet (of a page of a PDF), None
    for a text; `alone` tells that no other sheet of the file holds figures, so that the file's name speaks of it.
    `rounding` is what is done to parts of a cent: a workbook computes its numbers, and shows them rounded.
    """

    file: str
    rows: Rows
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
