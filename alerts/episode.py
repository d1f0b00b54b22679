"""The life of an alert: what the newest verdicts do to the alerts that are kept, and what is news (messages.md).

Running it again on the same verdicts gives the same alerts and no events: what is counted in periods is counted
once a period, and what was told is compared with what is true.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from alerts.alert import Alert, State, alert_id, target_key
from alerts.event import Change, Event
from budget.exact import Exact, add, compare, multiply
from budget.finnish import whole_euros
from budget.owner import Growth
from budget.period import Period
from budget.verdict import Clear, Evaluation, Fired, Level, NotJudged, SourceTarget, Target, Unknown, Verdict
from written.record import dataclass

STUCK_AFTER = 3
"""Periods without a judgement after which finance hears that an open alert cannot be judged."""

_NO_YEAR = 0  # an alert about a source does not belong to a budget year


@dataclass(frozen=True, slots=True)
class Round:
    """What this run judged: the evaluation, and what is new about it.

    `version` is the number of the snapshot. `restated` tells that its period was judged before with other content.
    `active` are the rules in use. `causes` are the reasons why a line is better than before, by the key of its target.
    """

    evaluation: Evaluation
    version: int
    restated: bool
    active: frozenset[str]
    growth: Growth
    causes: dict[tuple[str, ...], str]


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
    steps: dict[str, tuple[Verdict | None, _Step | None]] = {}
    for alert in _of_last_year(alerts, this.evaluation.period):
        steps[alert.id] = (None, _closed(alert, this, Change.YEAR_CHANGED))
    for verdict in this.evaluation.verdicts:
        key = alert_id(verdict.rule.id, verdict.target, _year(verdict.target, this.evaluation.period))
        steps[key] = (verdict, _step(by_id.get(key), verdict, this))
    for alert in alerts:
        if alert.id not in steps and alert.state is not State.ENDED:
            steps[alert.id] = (None, _without_verdict(alert, this))
    return Advance(
        alerts=tuple(step.alert for _, step in steps.values() if step is not None),
        dropped=tuple(key for key, (_, step) in steps.items() if step is None and _pending(by_id.get(key))),
        events=tuple(
            Event(step.change, step.alert, by_id.get(key), verdict, step.cause)
            for key, (verdict, step) in steps.items()
            if step is not None and step.change is not None
        ),
    )


def told(alert: Alert, roles: Iterable[str]) -> Alert:
    """Return the alert after its readers have been told of it as it is now."""
    everyone = tuple(dict.fromkeys((*alert.told, *roles)))
    return replace(alert, level_told=alert.level, amount_told=alert.amount, told=everyone)


@dataclass(frozen=True, slots=True)
class _Step:
    alert: Alert
    change: Change | None = None
    cause: str | None = None


def _step(alert: Alert | None, verdict: Verdict, this: Round) -> _Step | None:
    """Return the alert after a verdict; None where nothing is kept of it."""
    outcome = verdict.outcome
    active = alert if alert is not None and alert.state is not State.ENDED else None
    match outcome:
        case Fired(level=level) if level >= Level.YELLOW:
            return _opened(alert, verdict, outcome, this) if active is None else _fires(active, verdict, outcome, this)
        case Unknown() | NotJudged():
            return None if active is None else _not_known(active, this)
        case Fired() | Clear():
            if active is None or active.state is State.PENDING:
                return None
            return _clear(active, verdict, this)


def _opened(earlier: Alert | None, verdict: Verdict, fired: Fired, this: Round) -> _Step:
    period = this.evaluation.period
    year = _year(verdict.target, period)
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
        judged=period,
        opened=None,
        opened_version=None,
        version=this.version,
        ended_before=earlier.ended if earlier is not None else None,
    )
    return _open_if_due(new, verdict, this)


def _open_if_due(alert: Alert, verdict: Verdict, this: Round) -> _Step:
    due = isinstance(verdict.target, SourceTarget) or alert.streak >= verdict.rule.duration
    if not due:
        return _Step(alert)
    opened = replace(alert, state=State.OPEN, opened=this.evaluation.period, opened_version=this.version)
    return _Step(opened, Change.NEW, Change.RESTATED.value if this.restated else None)


def _fires(alert: Alert, verdict: Verdict, fired: Fired, this: Round) -> _Step:
    period = this.evaluation.period
    stays_red = fired.may_be_higher and alert.level is Level.RED
    now = replace(
        alert,
        rule_name=verdict.rule.name,
        rule_fingerprint=verdict.rule.fingerprint,
        target=verdict.target,
        target_name=verdict.name,
        level=Level.RED if stays_red else fired.level,
        amount=fired.amount,
        streak=_counted(alert.streak, alert, period),
        clear_streak=0,
        unknown_streak=0,
        judged=max(period, alert.judged),
        version=this.version,
    )
    if alert.state is State.PENDING:
        return _open_if_due(now, verdict, this)
    if this.restated and alert.version != this.version and _told_differs(now):
        return _Step(now, Change.RESTATED)
    if _has_grown(now, this.growth):
        return _Step(now, Change.GROWN)
    if alert.level is Level.RED and now.level is Level.YELLOW:
        return _Step(now, Change.EASED)
    return _Step(now)


def _clear(alert: Alert, verdict: Verdict, this: Round) -> _Step:
    period = this.evaluation.period
    streak = _counted(alert.clear_streak, alert, period) if verdict.released else 0
    now = replace(alert, clear_streak=streak, streak=0, unknown_streak=0, judged=max(period, alert.judged), version=this.version)
    due = isinstance(verdict.target, SourceTarget) or streak >= verdict.rule.duration
    if not (verdict.released and due):
        return _Step(now)
    cause = Change.RESTATED.value if this.restated else this.causes.get(target_key(verdict.target))
    return _Step(replace(now, state=State.ENDED, ended=period, end_reason=cause or Change.ENDED.value), Change.ENDED, cause)


def _not_known(alert: Alert, this: Round) -> _Step:
    period = this.evaluation.period
    streak = alert.unknown_streak + (1 if period > alert.judged else 0)
    now = replace(alert, unknown_streak=streak, clear_streak=0, judged=max(period, alert.judged), version=this.version)
    first_time = streak == STUCK_AFTER and alert.unknown_streak < STUCK_AFTER
    return _Step(now, Change.STUCK if first_time and alert.state is State.OPEN else None)


def _without_verdict(alert: Alert, this: Round) -> _Step | None:
    """Go on with an alert whose rule or target gave no verdict: only a rule that was taken away ends it."""
    if alert.rule in this.active or alert.rule in this.evaluation.broken or not this.evaluation.all_rules_known:
        return _not_known(alert, this)
    return _closed(alert, this, Change.RULE_REMOVED)


def _closed(alert: Alert, this: Round, change: Change) -> _Step | None:
    """End an open alert for a reason that is not in its figures; a pending one is forgotten."""
    if alert.state is State.PENDING:
        return None
    return _Step(replace(alert, state=State.ENDED, ended=this.evaluation.period, end_reason=change.value), change)


def _pending(alert: Alert | None) -> bool:
    return alert is not None and alert.state is State.PENDING


def _of_last_year(alerts: Sequence[Alert], period: Period) -> tuple[Alert, ...]:
    return tuple(a for a in alerts if a.state is not State.ENDED and _NO_YEAR < a.year < period.year)


def _year(target: Target, period: Period) -> int:
    return _NO_YEAR if isinstance(target, SourceTarget) else period.year


def _counted(streak: int, alert: Alert, period: Period) -> int:
    """Return a streak with this period counted once, however often the period is judged."""
    return streak + 1 if streak == 0 or period > alert.judged else streak


def _told_differs(alert: Alert) -> bool:
    """Tell whether what readers were told is no longer true, as they would see it printed."""
    return alert.level_told is not alert.level or _printed(alert.amount_told) != _printed(alert.amount)


def _printed(amount: Exact | None) -> int | None:
    return None if amount is None else whole_euros(amount)


def _has_grown(alert: Alert, growth: Growth) -> bool:
    if alert.level_told is None or alert.level > alert.level_told:
        return True
    if alert.amount is None or alert.amount_told is None:
        return False
    return (
        compare(alert.amount, multiply(growth.factor, alert.amount_told)) >= 0
        and compare(alert.amount, add(alert.amount_told, (growth.cents, 1))) >= 0
    )
