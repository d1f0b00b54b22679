"""What earlier years say of a line: the share of the final accounts that had accumulated by the end of each month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from budget.exact import Exact, add
from budget.figure import Column, Figure
from budget.gap import used_share
from budget.money import Cents
from budget.period import Period
from budget.snapshot import Snapshot
from budget.unit import Line, UnitCode
from budget.verdict import PastYear
from written.place import Place

FEWEST, MOST = 2, 3
"""So many years that count make an expectation: of more the newest, of fewer none."""


class PastYears:
    """The years that lie before a year, as the figures of all periods tell them.

    Figures that are not proved and months that are not closed tell nothing.
    """

    def __init__(self, snapshots: Iterable[Snapshot], before: int) -> None:
        """Take the snapshots that tell of the years before `before`, in any order."""
        self._by_period = {snapshot.period: snapshot for snapshot in snapshots if not snapshot.unfinished}
        self._years = sorted({period.year for period in self._by_period if period.year < before}, reverse=True)

    def of(self, code: UnitCode, line: Line, month: int) -> tuple[PastYear, ...]:
        """Return the years that say what a line had accumulated by the end of a month, the newest first.

        A year does not count where the month or the final accounts are missing, where the final accounts are zero or
        of the other sign, and where what had accumulated is of the other sign: no share of it means anything.
        """
        found = (self._year(code, line, Period(year, month)) for year in self._years)
        return tuple(year for year in found if year is not None)

    def _year(self, code: UnitCode, line: Line, period: Period) -> PastYear | None:
        figure = self._figure(code, line, period)
        final = self._final(code, line, period.year)
        if figure is None or figure.actual is None or final is None:
            return None
        share = used_share(line, figure.actual, final[0])
        if share is None or share[0] < 0:
            return None
        return PastYear(period.year, figure.actual, figure.place(Column.ACTUAL), *final, share)

    def _final(self, code: UnitCode, line: Line, year: int) -> tuple[Cents, Place | None] | None:
        """Return the final accounts of a year, and where they stand.

        What the reports of the next year call final accounts comes before the actual of December, which may lack
        the entries of the closing; the newest report that tells them comes first.
        """
        for month in range(12, 0, -1):
            figure = self._figure(code, line, Period(year + 1, month))
            if figure is not None and figure.prior is not None:
                return figure.prior, figure.place(Column.PRIOR)
        december = self._figure(code, line, Period(year, 12))
        if december is None or december.actual is None:
            return None
        return december.actual, december.place(Column.ACTUAL)

    def _figure(self, code: UnitCode, line: Line, period: Period) -> Figure | None:
        snapshot = self._by_period.get(period)
        unit = None if snapshot is None else snapshot.unit(code)
        return None if unit is None or unit.doubt is not None else unit.line(line)


def expected(years: Sequence[PastYear]) -> Exact | None:
    """Return the median share of the newest years; of two the exact mean, of fewer None.

    Args:
        years: the years that count, the newest first.
    """
    shares = sorted((year.share for year in years[:MOST]), key=lambda share: Fraction(*share))
    if len(shares) < FEWEST:
        return None
    low, high = shares[(len(shares) - 1) // 2], shares[len(shares) // 2]
    if len(shares) % 2:
        return low
    total = add(low, high)
    return (total[0], total[1] * 2)
