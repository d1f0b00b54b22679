"""One column of a sheet: long runs of numbers stay numbers, everything else is text."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain

from figures.answer import Run
from figures.plain import Plain, plain
from figures.shown import hundredths, number


class SheetColumn:
    """The cells of one column from the first row of a sheet to the last."""

    def __init__(self, runs: Sequence[Run], first: int = 0) -> None:
        """Keep the cells.

        Args:
            runs: all cells of the column.
            first: the row that counts as the first one.
        """
        self._runs = runs
        self._starts = list(accumulate(map(len, runs), initial=0))
        self._first = first

    def __len__(self) -> int:
        return self._starts[-1] - self._first

    def after(self, first: int) -> SheetColumn:
        """Return the column with its indexes beginning at a later row."""
        return SheetColumn(self._runs, first)

    def cell(self, at: int) -> str:
        """Return a cell as it is shown."""
        which = bisect_right(self._starts, at + self._first) - 1
        value = self._runs[which][at + self._first - self._starts[which]]
        return number(value) if isinstance(value, float) else value.strip()

    def texts(self, start: int, stop: int) -> Sequence[str]:
        """Return some of the cells as they are shown; texts may have spaces around them."""
        return list(chain.from_iterable(map(number, run) if isinstance(run, array) else run for run in self._parts(start, stop)))

    def is_full(self, start: int, stop: int) -> bool:
        """Tell whether none of some cells is empty."""
        return all(isinstance(run, array) or all(run) for run in self._parts(start, stop))

    def plain(self, start: int, stop: int) -> Plain | None:
        """Return some of the cells as numbers; None where one is no plain number."""
        found: list[Plain] = []
        for run in self._parts(start, stop):
            part = hundredths(run) if isinstance(run, array) else plain(run)
            if part is None:
                return None
            found.append(part)
        if len(found) == 1:
            return found[0]
        return Plain(
            list(chain.from_iterable(of.hundredths for of in found)),
            min((of.grain for of in found if of.grain is not None), default=None),
            all(of.full for of in found),
            any(of.rounded for of in found),
        )

    def _parts(self, start: int, stop: int) -> Iterator[Run]:
        start, stop = start + self._first, stop + self._first
        for run, first in zip(self._runs, self._starts, strict=False):
            if first < stop and first + len(run) > start:
                yield run[max(0, start - first) : stop - first]
