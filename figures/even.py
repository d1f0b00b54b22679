"""The even part of a file: rows of as many cells each, one after the other, that can be read by whole columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby, islice
from typing import Protocol

from figures.plain import Plain, are_numbers, plain

FEWEST = 64  # rows that are worth reading by columns
_BLOCK = 512


class Strip(Protocol):
    """The cells of one column in the even part; indexes begin at the part's own first row."""

    def texts(self, start: int, stop: int) -> Sequence[str]:
        """Return some of the cells as texts."""

    def is_full(self, start: int, stop: int) -> bool:
        """Tell whether none of some cells is empty."""

    def plain(self, start: int, stop: int) -> Plain | None:
        """Return some of the cells as numbers; None where one is no plain number."""


class Texts:
    """A column of texts, as they stand: some may have spaces around them that the cells of a row have not."""

    def __init__(self, cells: Sequence[str]) -> None:
        self._cells = cells

    def texts(self, start: int, stop: int) -> Sequence[str]:
        """Return some of the cells."""
        return self._cells if (start, stop) == (0, len(self._cells)) else self._cells[start:stop]

    def is_full(self, start: int, stop: int) -> bool:
        """Tell whether none of some cells is empty."""
        return all(self.texts(start, stop))

    def plain(self, start: int, stop: int) -> Plain | None:
        """Return some of the cells as numbers; None where one is no plain number."""
        return plain(self.texts(start, stop))


class Even:
    """The longest run of rows with as many cells each; indexes are those of the rows of the file."""

    def __init__(self, start: int, stop: int, columns: Sequence[Strip]) -> None:
        self.start = start
        self.stop = stop
        self.width = len(columns)
        self._columns = columns
        self._plain: dict[tuple[int, int, int], Plain | None] = {}

    def within(self, rows: Sequence[int]) -> range:
        """Return the rows of a run that stand in this part; none of rows that are no run, or of too few to be worth it."""
        if not isinstance(rows, range):
            return range(0)
        found = range(max(rows.start, self.start), min(rows.stop, self.stop))
        return found if len(found) >= FEWEST else range(0)

    def has_numbers(self, rows: range) -> bool:
        """Tell whether every one of the rows holds a number, in one and the same column."""
        every = (self.plain(of, rows) for of in reversed(range(self.width))) if rows else ()
        return any(of is not None and of.full for of in every)

    def texts(self, column: int, rows: range) -> Sequence[str]:
        """Return the cells of a column; empty ones where the headings have more columns than the rows."""
        if column >= self.width:
            return [""] * len(rows)
        return self._columns[column].texts(rows.start - self.start, rows.stop - self.start)

    def plain(self, column: int, rows: range) -> Plain | None:
        """Return the numbers of a column, None where a cell is no plain number; read once for the same rows."""
        key = (column, rows.start, rows.stop)
        if key not in self._plain:
            self._plain[key] = self._columns[column].plain(rows.start - self.start, rows.stop - self.start)
        return self._plain[key]

    def filled(self, columns: Iterable[int], rows: range) -> Sequence[bool]:
        """Return of each row whether it holds something in any of the columns."""
        start, stop = rows.start - self.start, rows.stop - self.start
        strips = [self._columns[of] for of in columns if of < self.width] if rows else []
        if any(of.is_full(start, stop) for of in strips):
            return [True] * len(rows)
        return list(map(any, zip(*(of.texts(start, stop) for of in strips), strict=True))) if strips else [False] * len(rows)

    def is_dense(self, rows: range) -> bool:
        """Tell whether each of the rows has at least three cells that hold something."""
        full = (of.is_full(rows.start - self.start, rows.stop - self.start) for of in self._columns) if rows else ()
        return len(list(islice(filter(None, full), 3))) == 3

    def without_headings(self, at: int) -> int:
        """Return the end of the rows from one on that are no headings for certain; `at` itself where it may be one."""
        for stop in (self.stop, min(at + _BLOCK, self.stop)):
            rows = range(at, stop)
            if len(rows) >= FEWEST and are_numbers((self.plain(of, rows) for of in reversed(range(self.width))), self.width):
                return stop
        return at


def longest(widths: Iterable[int]) -> range:
    """Return the longest run of rows with as many cells each; none where no run is worth reading by columns."""
    best, at = range(0), 0
    for width, run in groupby(widths):
        length = len(list(run))
        if width > 1 and length >= max(FEWEST, len(best) + 1):
            best = range(at, at + length)
        at += length
    return best


def of_rows(cells: Sequence[Sequence[str]]) -> Even:
    """Return the even part of rows that have been split into cells."""
    run = longest(map(len, cells))
    return Even(run.start, run.stop, [Texts(of) for of in zip(*cells[run.start : run.stop], strict=True)])
