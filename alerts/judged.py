"""What a run judged, and what is new about it: the figures, the rules, the answers that finance has filed."""

from __future__ import annotations

from alerts.alert import alert_id
from budget.note import AnswerNote
from budget.owner import Growth
from budget.period import Period
from budget.unit import UnitCode
from budget.verdict import Evaluation, SourceTarget, Target, Verdict
from written.record import dataclass

_NO_YEAR = 0  # an alert about a source does not belong to a budget year


@dataclass(frozen=True, slots=True)
class LastRules:
    """The same figures judged by the rules as they were in the last run, and the ids of those that were in use."""

    evaluation: Evaluation
    active: frozenset[str]


@dataclass(frozen=True, slots=True)
class Round:
    """What this run judged: the evaluation, and what is new about it.

    `version` is the number of the snapshot. `restated` tells that its period was judged before with other content.
    `active` are the rules in use. `causes` are the reasons why a line is better than before, by the key of its target.
    `answers` are those of the heads. `last` is given only where finance has changed the rules since the last run.
    """

    evaluation: Evaluation
    version: int
    restated: bool
    active: frozenset[str]
    growth: Growth
    causes: dict[tuple[str, ...], str]
    answers: tuple[AnswerNote, ...] = ()
    last: LastRules | None = None

    @property
    def period(self) -> Period:
        """The period of the figures."""
        return self.evaluation.period

    def id_of(self, verdict: Verdict) -> str:
        """Return the id of the alert that a verdict of this run is about."""
        return alert_id(verdict.rule.id, verdict.target, year_of(verdict.target, self.period))

    def answer(self, unit: UnitCode | None) -> AnswerNote | None:
        """Return the answer that gives a unit quiet in this period, None where there is none."""
        return next((a for a in reversed(self.answers) if a.unit == unit and a.is_quiet(self.period)), None)

    def is_answered(self, unit: UnitCode | None, since: Period | None) -> bool:
        """Tell whether a unit has answered about a period since the one that it was told of; None: about any this year."""
        first = since or Period(self.period.year, 1)
        return any(answer.unit == unit and answer.period >= first for answer in self.answers)


def year_of(target: Target, period: Period) -> int:
    """Return the budget year of an alert about a target."""
    return _NO_YEAR if isinstance(target, SourceTarget) else period.year
