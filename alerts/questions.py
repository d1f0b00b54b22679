"""What an item asks: one question of a unit, at most three of a sum level."""

from __future__ import annotations

from alerts.news import Finding
from alerts.words import about
from budget.exact import rounded
from budget.period import Period
from budget.unit import Line
from budget.verdict import Topic

MOST_OF_A_SUM = 3
_SLOWDOWN = "Mihin loppuvuoden hidastuminen perustuu?"


def questions(spoken: tuple[Finding, ...], period: Period, children: int) -> tuple[str, ...]:
    """Return the questions of the findings, the worst first; of a unit without children only the first."""
    forecast_of = {f.line for f in spoken if f.topic is Topic.FORECAST and f.rule.question is not None}
    asked = tuple(dict.fromkeys(q for f in spoken if (q := _question(f, forecast_of, period)) is not None))
    return asked[: MOST_OF_A_SUM if children else 1]


def _question(finding: Finding, forecast_of: set[Line | None], period: Period) -> str | None:
    if finding.topic is Topic.PACE and finding.line in forecast_of:
        return None  # the forecast of the same line asks the same thing
    if finding.topic is Topic.FORECAST_BELOW_ACTUAL and finding.line is Line.REVENUE:
        moved = about(rounded(finding.euros))
        return f"Siirtyykö vuodelle {period.year + 1} tuottoja {moved}? Jos ei, päivittäkää tuottoennuste."
    if finding.rule.question is None and finding.topic is Topic.SLOWDOWN:
        return _SLOWDOWN
    return finding.rule.question
