"""Whether the news of a run comes from the figures, or from what finance has changed in the rules.

The same figures are judged by the last rules too: what those would have told as well does not come from the change.
"""

from __future__ import annotations

from collections.abc import Callable

from alerts.judged import Round
from budget.verdict import Clear, Evaluation, Expectation, Fired, Level, LineTarget, Outcome, UnitTarget, Verdict

RULE_CHANGED = "rajaa on muutettu"
EXPECTATION_CHANGED = "odotettua kertymää on muutettu"
RULE_NEW = "sääntö on uusi"


def rule_cause(verdict: Verdict, this: Round, would: Callable[[Verdict], bool]) -> str | None:
    """Return what finance has changed that makes news of a verdict; None where the figures alone make it.

    Args:
        verdict: by the rules of today.
        this: the run.
        would: tells whether a verdict by the last rules would be the same news.
    """
    if this.last is None:
        return None
    if verdict.rule.id not in this.last.active:
        return RULE_NEW
    before = _by_last_rules(verdict, this)
    if before is not None and would(before):
        return None
    if before is None or before.rule.fingerprint != verdict.rule.fingerprint:
        return RULE_CHANGED
    now, then = _expected(this.evaluation, verdict), _expected(this.last.evaluation, verdict)
    return RULE_CHANGED if now == then else EXPECTATION_CHANGED


def alerts(outcome: Outcome) -> bool:
    """Tell whether an outcome opens an alert."""
    return isinstance(outcome, Fired) and outcome.level >= Level.YELLOW


def ends(verdict: Verdict) -> bool:
    """Tell whether a verdict ends an alert, as far as one period can."""
    return isinstance(verdict.outcome, Clear | Fired) and not alerts(verdict.outcome) and verdict.released is True


def was_judged(alert: str, this: Round) -> bool:
    """Tell whether the last rules judge, on the figures of today, what an alert is about."""
    return this.last is not None and any(this.id_of(verdict) == alert for verdict in this.last.evaluation.verdicts)


def _by_last_rules(verdict: Verdict, this: Round) -> Verdict | None:
    found = () if this.last is None else this.last.evaluation.verdicts
    return next((v for v in found if v.rule.id == verdict.rule.id and v.target == verdict.target), None)


def _expected(evaluation: Evaluation, verdict: Verdict) -> tuple[Expectation, ...]:
    target = verdict.target
    if not isinstance(target, LineTarget | UnitTarget):
        return ()
    lines = None if isinstance(target, UnitTarget) else target.line
    return tuple(e for e in evaluation.expectations if e.unit == target.unit and lines in (None, e.line))
