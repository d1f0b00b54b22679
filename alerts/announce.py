"""Whether readers are told of an open alert now: as new, as grown, as changed, as a reminder; or why not yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from alerts.alert import Alert, Held
from alerts.event import Change
from alerts.growth import has_grown, told_differs
from alerts.judged import Round
from alerts.rule_cause import alerts, rule_cause
from alerts.step import Step
from alerts.words import in_month
from budget.unit import UnitCode
from budget.verdict import Fired, Level, Verdict, unit_concerned

ON_TRIAL = "koekäyttö"
"""Stands in `end_reason` of an alert that only a rule on trial has opened, until the rule is in use."""

REMIND_AFTER = 2
"""Periods without an answer after which an unchanged red alert is told once more."""

EXCEPTION_ENDED = "poikkeus päättyi"
EXCEPTION_PASSED = "poikkeus päättyi: sen määrä ei enää riitä"
EXCEPTION_UNKNOWN = "poikkeus päättyi: ilman sen määrää rajaa ei voi arvioida"
QUIET_ENDED = "vastauksessa sovittu aika päättyi"

Worst = Mapping[UnitCode | None, Level]
"""The worst level that readers were told of each unit this year."""


def announced(before: Alert, now: Alert, verdict: Verdict, this: Round, worst: Worst) -> Step:
    """Decide what is told of an open alert that fires.

    Args:
        before: the alert as it was before the run; the pending one, where it opens now.
        now: the alert as the run makes it.
        verdict: what the rule says of it.
        this: the run.
        worst: what was told of the units.
    """
    if verdict.rule.trial and before.end_reason != ON_TRIAL and before.told:
        return Step(now)  # opened while the rule was in use: what its readers were told stands until it is again
    if before.end_reason == ON_TRIAL and not verdict.rule.trial:
        now = replace(now, level_told=None, amount_told=None, amount_told_of=None, told=())  # finance alone has heard of it
    news = _news(before, now, this)
    held = _held(now, verdict, this)
    if held is not None and not _breaks_quiet(now, held, this, worst):
        if before.held is not None and now.level <= before.level:
            return Step(replace(now, held=held))
        cause, by_rules = _opening_cause(now, verdict, this) if news is Change.NEW else (None, False)
        return Step(replace(now, held=held), Change.HELD, cause, by_rules)
    now = replace(now, held=held)
    if news is not None:
        cause, by_rules = _cause(before, now, news, verdict, this)
        return Step(now, news, cause, by_rules)
    if _is_due_for_reminder(now, verdict, this):
        return Step(replace(now, reminded=True), Change.REMINDED)
    if before.level is Level.RED and now.level is Level.YELLOW:
        cause = rule_cause(verdict, this, lambda last: _level(last) is now.level)
        return Step(now, Change.EASED, cause, by_rules=cause is not None)
    return Step(now)


def is_held_by_answer(alert: Alert, verdict: Verdict, this: Round) -> bool:
    """Tell whether the answer of its unit keeps an alert quiet. Finance hears of a rule on trial all the same."""
    return not verdict.rule.trial and this.answer(unit_concerned(alert.target)) is not None


def _news(before: Alert, now: Alert, this: Round) -> Change | None:
    if now.level_told is None:
        return Change.NEW
    if this.restated and before.version != now.version and _is_news(before, now, this):
        return Change.RESTATED
    return Change.GROWN if has_grown(now, this.growth) else None


def _is_news(before: Alert, now: Alert, this: Round) -> bool:
    """Tell whether new content of the newest period is news: a number that was told of it is no longer true.

    What was told of an earlier period is still true of it; then only what has grown is news.
    """
    was_judged = before.judged == this.period and before.unknown_streak == 0
    return told_differs(now) if was_judged and not told_differs(before) else has_grown(now, this.growth)


def _held(now: Alert, verdict: Verdict, this: Round) -> Held | None:
    outcome = verdict.outcome
    if isinstance(outcome, Fired) and outcome.explained is not None and outcome.explained.held_back:
        return Held.EXCEPTION
    return Held.ANSWER if is_held_by_answer(now, verdict, this) else None


def _breaks_quiet(now: Alert, held: Held, this: Round, worst: Worst) -> bool:
    """Tell whether an alert is so much worse that an answer keeps it quiet no more.

    One that nobody was told of is worse where its level is above all that was told of the unit.
    """
    if held is not Held.ANSWER:
        return False
    if now.level_told is not None:
        return has_grown(now, this.growth)
    told = worst.get(unit_concerned(now.target))
    return told is not None and now.level > told


def _cause(before: Alert, now: Alert, news: Change, verdict: Verdict, this: Round) -> tuple[str | None, bool]:
    """Return why an alert is news just now, and whether that is what finance has changed in the rules."""
    opened = now.opened or this.period
    since = "" if opened == this.period else f"avoinna alkaen {in_month(opened, 'kuusta')}"
    lifted = None if now.held is not None else _lifted(before, verdict)
    if lifted is not None:
        return (f"{lifted}, {since}" if since and news is Change.NEW else lifted), False
    if before.end_reason == ON_TRIAL and not verdict.rule.trial:
        return f"avoinna alkaen {in_month(opened, 'kuusta')}", True
    if news is Change.NEW:
        cause, by_rules = _opening_cause(now, verdict, this)
        return cause or since or None, by_rules
    cause = rule_cause(verdict, this, lambda last: _would_be_told(last, now, this))
    return cause, cause is not None


def _opening_cause(now: Alert, verdict: Verdict, this: Round) -> tuple[str | None, bool]:
    cause = rule_cause(verdict, this, lambda last: alerts(last.outcome) and now.streak >= last.rule.duration)
    if cause is None and this.restated:
        return Change.RESTATED.value, False
    return cause, cause is not None


def _lifted(before: Alert, verdict: Verdict) -> str | None:
    """Return what has ended that held the alert back until now."""
    if before.held is Held.EXCEPTION:
        explained = verdict.outcome.explained if isinstance(verdict.outcome, Fired) else None
        if explained is None or not explained.silences:
            return EXCEPTION_ENDED
        return EXCEPTION_UNKNOWN if explained.unknown else EXCEPTION_PASSED
    return QUIET_ENDED if before.held is Held.ANSWER else None


def _would_be_told(last: Verdict, now: Alert, this: Round) -> bool:
    """Tell whether the last rules would tell of an alert again, on the figures of today."""
    outcome = last.outcome
    if not isinstance(outcome, Fired):
        return False
    then = replace(now, level=outcome.level, amount=outcome.amount)
    return has_grown(then, this.growth) or (this.restated and told_differs(then))


def _level(verdict: Verdict) -> Level | None:
    return verdict.outcome.level if isinstance(verdict.outcome, Fired) else None


def _is_due_for_reminder(now: Alert, verdict: Verdict, this: Round) -> bool:
    if now.reminded or now.waited < REMIND_AFTER or verdict.rule.trial:
        return False
    unchanged = now.level is Level.RED and now.level_told is Level.RED
    return unchanged and not this.is_answered(unit_concerned(now.target), now.told_at)
