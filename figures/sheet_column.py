"""One column of a sheet: long runs of numbers stay numbers, everything else is text."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate, chain, repeat
from math import gcd
from operator import mul, truediv

from figures.answer import Run
from figures.plain import Plain, plain
from figures.shown import number

_MOST = 10**15  # hundredths: more have more digits than Excel shows


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


def hundredths(values: array[float]) -> Plain | None:
    """Return a column of numbers in hundredths, as their texts would be read: parts of a cent are rounded half away from zero.

    Returns:
        None where a value is no number, or so big that its cents are not shown.
    """
    try:
        whole = list(map(round, map(mul, values, repeat(100))))
    except (ValueError, OverflowError):
        return None
    if max(whole) >= _MOST or min(whole) <= -_MOST:
        return None
    rounded = False
    shown = array("d", map(truediv, whole, repeat(100)))
    odd = () if shown.tobytes() == values.tobytes() else [at for at, value in enumerate(shown) if value != values[at]]
    for at in odd:  # what a formula has computed: 1234.5600000001
        exact = Decimal(number(values[at]).replace(",", ".")) * 100
        whole[at] = int(exact.to_integral_value(ROUND_HALF_UP))
        rounded = rounded or exact != whole[at]
    shared = gcd(100, *whole)
    return Plain(whole, 1 if rounded or shared % 10 else 10 if shared % 100 else 100, full=True, rounded=rounded)
