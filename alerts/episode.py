"""The life of an alert: what the newest verdicts do to the alerts that are kept, and what is news (messages.md).

Running it again on the same verdicts gives the same alerts and no events: what is counted in periods is counted
once a period, and what was told is compared with what is true.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from alerts.alert import Alert, Held, State, alert_id, target_key
from alerts.announce import ON_TRIAL, Worst, announced, is_held_by_answer
from alerts.ending_cause import fitting
from alerts.event import Change, Event
from alerts.judged import Round, year_of
from alerts.rule_cause import ends, rule_cause, was_judged
from alerts.step import Step
from budget.period import Period
from budget.unit import UnitCode
from budget.verdict import Clear, Fired, Level, LineTarget, NotJudged, SourceTarget, Unknown, Verdict, unit_concerned
from written.record import dataclass

STUCK_AFTER = 3
"""Periods without a judgement after which finance hears that an open alert cannot be judged."""

EARLIER_CHANGED = "aiempien kausien luvut ovat muuttuneet"


@dataclass(frozen=True, slots=True)
class Advance:
    """The alerts that are kept after the run, those that are kept no more, and the news."""

    alerts: tuple[Alert, ...]
    dropped: tuple[str, ...]
    events: tuple[Event, ...]


def advance(alerts: Sequence[Alert], this: Round) -> Advance:
    """Take the kept alerts one run further.

    Args:
        alerts: all that are pending or open, and those that have ended this year.
        this: what the run judged.
    """
    by_id = {alert.id: alert for alert in alerts}
    worst = _worst_told(alerts, this.period)
    steps: dict[str, tuple[Verdict | None, Step | None]] = {}
    for alert in _of_last_year(alerts, this.period):
        steps[alert.id] = (None, _closed(alert, this, Change.YEAR_CHANGED))
    for verdict in this.evaluation.verdicts:
        key = this.id_of(verdict)
        steps[key] = (verdict, _step(by_id.get(key), verdict, this, worst))
    for alert in alerts:
        if alert.id not in steps and alert.state is not State.ENDED:
            steps[alert.id] = (None, _without_verdict(alert, this))
    return Advance(
        alerts=tuple(step.alert for _, step in steps.values() if step is not None),
        dropped=tuple(key for key, (_, step) in steps.items() if step is None and _pending(by_id.get(key))),
        events=tuple(
            Event(step.change, step.alert, by_id.get(key), verdict, step.cause, by_rules=step.by_rules)
            for key, (verdict, step) in steps.items()
            if step is not None and step.change is not None
        ),
    )


def told(alert: Alert, roles: Iterable[str]) -> Alert:
    """Return the alert after its readers have been told of it as it is now."""
    everyone = tuple(dict.fromkeys((*alert.told, *roles)))
    return replace(
        alert,
        level_told=alert.level,
        amount_told=alert.amount,
        amount_told_of=alert.amount_of,
        told=everyone,
        told_at=alert.ended or alert.judged,
        waited=0,
    )


def heard(alert: Alert, roles: Iterable[str]) -> Alert:
    """Return the alert after more readers have been told of it; what the others were told last stays as it was."""
    return replace(alert, told=tuple(dict.fromkeys((*alert.told, *roles))))


def _step(alert: Alert | None, verdict: Verdict, this: Round, worst: Worst) -> Step | None:
    """Return the alert after a verdict; None where nothing is kept of it."""
    outcome = verdict.outcome
    if alert is not None and alert.state is State.ENDED and alert.held is not None:
        return _untold_end(alert, verdict, this, worst)
    active = alert if alert is not None and alert.state is not State.ENDED else None
    match outcome:
        case Fired(level=level) if level >= Level.YELLOW:
            if active is None:
                return _opened(alert, verdict, outcome, this, worst)
            return _fires(active, verdict, outcome, this, worst)
        case Unknown():
            return None if active is None else _not_known(active, this)
        case NotJudged():
            return None if active is None else _not_asked(active, this)
        case Fired() | Clear():
            if active is None or active.state is State.PENDING:
                return None
            return _clear(active, verdict, this)


def _opened(earlier: Alert | None, verdict: Verdict, fired: Fired, this: Round, worst: Worst) -> Step:
    year = year_of(verdict.target, this.period)
    new = Alert(
        id=alert_id(verdict.rule.id, verdict.target, year),
        rule=verdict.rule.id,
        rule_name=verdict.rule.name,
        rule_fingerprint=verdict.rule.fingerprint,
        target=verdict.target,
        target_name=verdict.name,
        year=year,
        state=State.PENDING,
        level=fired.level,
        amount=fired.amount,
        level_told=None,
        amount_told=None,
        told=(),
        streak=1,
        clear_streak=0,
        unknown_streak=0,
        judged=this.period,
        opened=None,
        opened_version=None,
        version=this.version,
        end_reason=ON_TRIAL if verdict.rule.trial else None,
        ended_before=earlier.ended if earlier is not None else None,
        amount_of=fired.amount_of,
    )
    return _open_if_due(new, new, verdict, this, worst)


def _open_if_due(before: Alert, alert: Alert, verdict: Verdict, this: Round, worst: Worst) -> Step:
    due = isinstance(verdict.target, SourceTarget) or alert.streak >= verdict.rule.duration
    if not due:
        return Step(alert)
    opened = replace(alert, state=State.OPEN, opened=this.period, opened_version=this.version)
    return announced(before, opened, verdict, this, worst)


def _fires(alert: Alert, verdict: Verdict, fired: Fired, this: Round, worst: Worst) -> Step:
    level = Level.RED if fired.may_be_higher and alert.level is Level.RED else fired.level
    is_trial_alone = verdict.rule.trial and (alert.end_reason == ON_TRIAL or not alert.told)
    now = replace(
        alert,
        rule_name=verdict.rule.name,
        rule_fingerprint=verdict.rule.fingerprint,
        target=verdict.target,
        target_name=verdict.name,
        level=level,
        amount=fired.amount,
        amount_of=fired.amount_of,
        streak=_counted(alert.streak, alert, this.period),
        clear_streak=0,
        unknown_streak=0,
        judged=max(this.period, alert.judged),
        version=this.version,
        end_reason=ON_TRIAL if is_trial_alone else None,
        waited=_waited(alert, this.period) if level is Level.RED else 0,
    )
    if alert.state is State.PENDING:
        return _open_if_due(alert, now, verdict, this, worst)
    return announced(alert, now, verdict, this, worst)


def _clear(alert: Alert, verdict: Verdict, this: Round) -> Step:
    streak = _counted(alert.clear_streak, alert, this.period) if verdict.released else 0
    now = replace(
        alert,
        clear_streak=streak,
        streak=0,
        unknown_streak=0,
        judged=max(this.period, alert.judged),
        version=this.version,
        waited=_waited(alert, this.period),
    )
    due = isinstance(verdict.target, SourceTarget) or streak >= verdict.rule.duration
    if not (verdict.released and due):
        return Step(now)
    by_rules = rule_cause(verdict, this, lambda last: ends(last) and streak >= last.rule.duration)
    cause = by_rules or _why_ended(alert, verdict, this)
    ended = replace(now, state=State.ENDED, ended=this.period, end_reason=cause or Change.ENDED.value, held=None)
    if alert.level_told is None:
        return Step(ended, Change.ENDED_UNTOLD, cause, by_rules is not None)
    if is_held_by_answer(alert, verdict, this):
        return Step(replace(ended, held=Held.ANSWER), Change.ENDED_UNTOLD, cause, by_rules is not None)
    return Step(ended, Change.ENDED, cause, by_rules is not None)


def _why_ended(alert: Alert, verdict: Verdict, this: Round) -> str | None:
    """Return what in the figures ended an alert. Figures that were judged before stand: then it is earlier ones that moved."""
    if alert.version == this.version:
        return None if isinstance(alert.target, SourceTarget) else EARLIER_CHANGED
    if this.restated:
        return Change.RESTATED.value
    return fitting(this.causes.get(target_key(verdict.target)), verdict.outcome)


def _untold_end(alert: Alert, verdict: Verdict, this: Round, worst: Worst) -> Step | None:
    """Go on with an alert that ended while its unit had quiet: it is told now, or it never ended for its readers."""
    outcome = verdict.outcome
    if isinstance(outcome, Fired) and outcome.level >= Level.YELLOW:
        again = replace(alert, state=State.OPEN, ended=None, end_reason=None, clear_streak=0)
        return _fires(again, verdict, outcome, this, worst)
    if not isinstance(outcome, Clear | Fired) or is_held_by_answer(alert, verdict, this):
        return None
    cause = None if alert.end_reason == Change.ENDED.value else alert.end_reason
    return Step(replace(alert, held=None), Change.ENDED, cause)


def _not_known(alert: Alert, this: Round, cause: str | None = None) -> Step:
    streak = alert.unknown_streak + (1 if this.period > alert.judged else 0)
    now = replace(
        alert,
        unknown_streak=streak,
        clear_streak=0,
        judged=max(this.period, alert.judged),
        version=this.version,
        waited=_waited(alert, this.period),
    )
    first_time = streak == STUCK_AFTER and alert.unknown_streak < STUCK_AFTER
    return Step(now, Change.STUCK if first_time and alert.state is State.OPEN else None, cause)


def _not_asked(alert: Alert, this: Round) -> Step:
    """Go on with an alert whose rule does not judge now: its months that are clear succeed each other over those between."""
    step = _not_known(alert, this)
    return replace(step, alert=replace(step.alert, clear_streak=alert.clear_streak))


def _without_verdict(alert: Alert, this: Round) -> Step | None:
    """Go on with an alert whose rule or target gave no verdict: only a rule that was taken away ends it."""
    if _is_left_out(alert, this):
        return _closed(alert, this, Change.RULE_REMOVED, "sääntö ei enää koske yksikköä")
    if alert.rule in this.active:
        return _not_known(alert, this, "puuttuu raportista")
    if alert.rule in this.evaluation.broken or not this.evaluation.all_rules_known:
        return _not_known(alert, this, "säännössä on virhe")
    return _closed(alert, this, Change.RULE_REMOVED)


def _is_left_out(alert: Alert, this: Round) -> bool:
    """Tell whether a rule with a new text does not judge any more what is in the figures."""
    if alert.rule not in this.active:
        return False
    if was_judged(alert.id, this):
        return True
    target = alert.target
    if not isinstance(target, LineTarget) or target.group is not None:
        return False
    texts = (verdict.rule for verdict in this.evaluation.verdicts if verdict.rule.id == alert.rule)
    is_new = any(rule.fingerprint != alert.rule_fingerprint for rule in texts)
    return is_new and any((e.unit, e.line) == (target.unit, target.line) for e in this.evaluation.expectations)


def _closed(alert: Alert, this: Round, change: Change, cause: str | None = None) -> Step | None:
    """End an open alert for a reason that is not in its figures; a pending one is forgotten."""
    if alert.state is State.PENDING:
        return None
    ended = replace(alert, state=State.ENDED, ended=this.period, end_reason=cause or change.value, held=None)
    return Step(ended, change, cause, by_rules=change is Change.RULE_REMOVED)


def _pending(alert: Alert | None) -> bool:
    return alert is not None and alert.state is State.PENDING


def _of_last_year(alerts: Sequence[Alert], period: Period) -> tuple[Alert, ...]:
    return tuple(a for a in alerts if a.state is not State.ENDED and 0 < a.year < period.year)


def _worst_told(alerts: Sequence[Alert], period: Period) -> Worst:
    """Return the worst level that the readers of each unit have heard of this year."""
    worst: dict[UnitCode | None, Level] = {}
    for alert in alerts:
        unit = unit_concerned(alert.target)
        if alert.level_told is not None and alert.year == period.year:
            worst[unit] = max(alert.level_told, worst.get(unit, alert.level_told))
    return worst


def _counted(streak: int, alert: Alert, period: Period) -> int:
    """Return a streak with this period counted once, however often the period is judged."""
    return streak + 1 if streak == 0 or period > alert.judged else streak


def _waited(alert: Alert, period: Period) -> int:
    """Return how many periods its readers have not been told of an alert, this one counted once."""
    return alert.waited + 1 if alert.told and period > alert.judged else alert.waited
