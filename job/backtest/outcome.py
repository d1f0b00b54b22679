"""How the years ended: the final accounts of every line beside its budget, and the forecasts that were made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum

from budget.figure import Figure
from budget.gap import natural, worse
from budget.snapshot import Snapshot
from budget.unit import Line, UnitCode
from written.record import dataclass

DECEMBER = 12

YearLine = tuple[int, UnitCode, Line]
"""A line of a unit in a budget year."""


class Source(Enum):
    """What tells the final accounts."""

    ACCOUNTS = "tilinpäätös"  # the column of last year's accounts in a report of the next year
    DECEMBER = "joulukuun toteuma"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The final accounts of a line beside its last budget, in cents of the line's natural direction.

    `over` is how much worse than the budget the year ended: costs above it, revenue and margin below it. 0 and below is
    within the budget.
    """

    name: str
    budget: int
    final: int
    over: int
    source: Source

    @property
    def is_over(self) -> bool:
        """Whether the year ended worse than its budget."""
        return self.over > 0


@dataclass(frozen=True, slots=True)
class Forecasts:
    """A unit's own forecasts of its costs in a year: by month, how far each was from the final accounts, in cents.

    A positive difference: the forecast was above the final costs. `final` are those costs.
    """

    year: int
    unit: UnitCode
    name: str
    final: int
    by_month: tuple[tuple[int, int], ...]


def outcomes(snapshots: Sequence[Snapshot]) -> dict[YearLine, Outcome]:
    """Return how every line ended whose final accounts and budget are known.

    Last year's accounts in the newest report of the next year win over the actual of December, which may not be final.
    Values of a unit in doubt are not used.
    """
    budgets: dict[YearLine, tuple[str, int]] = {}
    finals: dict[YearLine, tuple[int, Source]] = {}
    for snapshot in snapshots:
        year = snapshot.period.year
        for name, figure in _figures(snapshot):
            if (budget := natural(figure.line, figure.budget)) is not None:
                budgets[year, figure.unit, figure.line] = name, budget
            if (prior := natural(figure.line, figure.prior)) is not None:
                finals[year - 1, figure.unit, figure.line] = prior, Source.ACCOUNTS
            actual = natural(figure.line, figure.actual)
            if actual is not None and snapshot.period.month == DECEMBER and not snapshot.unfinished:
                finals[year, figure.unit, figure.line] = actual, Source.DECEMBER
    return {key: _outcome(key[2], *budgets[key], *finals[key]) for key in budgets if key in finals}


def _outcome(line: Line, name: str, budget: int, final: int, source: Source) -> Outcome:
    over = worse(line, (final, 1), (budget, 1))[0]
    return Outcome(name, budget, final, over, source)


def forecasts(snapshots: Iterable[Snapshot], ended: Mapping[YearLine, Outcome]) -> tuple[Forecasts, ...]:
    """Return how far the forecasts of costs were, of the units and years that gave some and whose accounts are known."""
    found: dict[tuple[int, UnitCode], list[tuple[int, int]]] = {}
    for snapshot in snapshots:
        year, month = snapshot.period.year, snapshot.period.month
        for _, figure in _figures(snapshot):
            outcome = ended.get((year, figure.unit, Line.COSTS)) if figure.line is Line.COSTS else None
            forecast = natural(figure.line, figure.forecast)
            if outcome is not None and forecast is not None:
                found.setdefault((year, figure.unit), []).append((month, forecast - outcome.final))
    return tuple(
        Forecasts(year, unit, ended[year, unit, Line.COSTS].name, ended[year, unit, Line.COSTS].final, tuple(months))
        for (year, unit), months in found.items()
    )


def _figures(snapshot: Snapshot) -> Iterable[tuple[str, Figure]]:
    return ((unit.name, figure) for unit in snapshot.units if unit.doubt is None for figure in unit.figures)
