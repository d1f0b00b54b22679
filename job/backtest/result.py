"""Everything that a back-test has to tell, for the text, the document and the page."""

from __future__ import annotations

from collections.abc import Mapping

from budget.period import Period
from budget.verdict import RuleCard
from job.backtest.difference import Difference
from job.backtest.outcome import Forecasts, Outcome, YearLine
from job.backtest.overruns import Overrun
from job.backtest.replayed import Replayed
from job.backtest.sweep import Sweep
from written.problem import Problem
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class Tried:
    """What a limit at one value would have opened. `over` are the alerts whose line ended worse than its budget."""

    value: str
    alerts: int
    over: int


@dataclass(frozen=True, slots=True)
class BackTest:
    """The replay of the rules, beside how the years ended.

    `left_out` are rules that were not replayed, `stored` the periods that came from the state. `forecasts` are the units'
    own. `tried` belongs to `sweep`; both are empty, and `difference` is None, where they were not asked for.
    """

    organisation: str
    rules: tuple[RuleCard, ...]
    left_out: tuple[str, ...]
    periods: tuple[Period, ...]
    stored: tuple[Period, ...]
    replayed: Replayed
    ended: Mapping[YearLine, Outcome]
    overruns: tuple[Overrun, ...]
    forecasts: tuple[Forecasts, ...]
    problems: tuple[Problem, ...]
    sweep: Sweep | None = None
    tried: tuple[Tried, ...] = ()
    difference: Difference | None = None
