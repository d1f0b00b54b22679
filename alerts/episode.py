"""The life of an alert: what the newest verdicts do to the alerts that are kept, and what is news (messages.md).

Running it again on the same verdicts gives the same alerts and no events: what is counted in periods is counted
once a period, and what was told is compared with what is true.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from alerts.alert import Alert, State, alert_id, target_key
from alerts.ending_cause import fitting
from alerts.event import Change, Event
from alerts.words import in_month
from budget.exact import Exact, add, compare, multiply
from budget.finnish import whole_euros
from budget.owner import Growth
from budget.period import Period
from budget.verdict import Clear, Evaluation, Fired, Level, LineTarget, NotJudged, SourceTarget, Target, Unknown, Verdict
from written.record import dataclass

STUCK_AFTER = 3
"""Periods without a judgement after which finance hears that an open alert cannot be judged."""

RULE_CHANGED = "rajaa on muutettu"
ON_TRIAL = "koekäyttö"
"""Stands in `end_reason` of an alert that only a rule on trial has opened, until the rule is in use."""

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


def heard(alert: Alert, roles: Iterable[str]) -> Alert:
    """Return the alert after more readers have been told of it; what the others were told last stays as it was."""
    return replace(alert, told=tuple(dict.fromkeys((*alert.told, *roles))))


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
        end_reason=ON_TRIAL if verdict.rule.trial else None,
        ended_before=earlier.ended if earlier is not None else None,
    )
    return _open_if_due(new, verdict, this, _rule_changed(earlier, verdict, this))


def _open_if_due(alert: Alert, verdict: Verdict, this: Round, cause: str | None = None) -> _Step:
    due = isinstance(verdict.target, SourceTarget) or alert.streak >= verdict.rule.duration
    if not due:
        return _Step(alert)
    opened = replace(alert, state=State.OPEN, opened=this.evaluation.period, opened_version=this.version)
    return _Step(opened, Change.NEW, Change.RESTATED.value if this.restated else cause)


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
        end_reason=ON_TRIAL if verdict.rule.trial and alert.end_reason == ON_TRIAL else None,
    )
    if alert.state is State.PENDING:
        return _open_if_due(now, verdict, this)
    if this.restated and alert.version != this.version and _is_news(alert, now, this):
        return _Step(now, Change.RESTATED)
    if _has_grown(now, this.growth):
        return _Step(now, Change.GROWN)
    if alert.end_reason == ON_TRIAL and not verdict.rule.trial:
        return _Step(now, Change.NEW, f"Avoinna alkaen {in_month(alert.opened or period, 'kuusta')}")
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
    cause = _why_ended(alert, verdict, this)
    return _Step(replace(now, state=State.ENDED, ended=period, end_reason=cause or Change.ENDED.value), Change.ENDED, cause)


def _why_ended(alert: Alert, verdict: Verdict, this: Round) -> str | None:
    """Return what ended an alert. Figures that were judged before have not moved: then it is the rule, if it is new."""
    if alert.version == this.version:
        return _rule_changed(alert, verdict, this)
    if this.restated:
        return Change.RESTATED.value
    return fitting(this.causes.get(target_key(verdict.target)), verdict.outcome)


def _rule_changed(alert: Alert | None, verdict: Verdict, this: Round) -> str | None:
    """Return that the rule has another text than it judged the same figures with before; None where that is not so."""
    if alert is None or alert.version != this.version or alert.rule_fingerprint == verdict.rule.fingerprint:
        return None
    return RULE_CHANGED


def _not_known(alert: Alert, this: Round, cause: str | None = None) -> _Step:
    period = this.evaluation.period
    streak = alert.unknown_streak + (1 if period > alert.judged else 0)
    now = replace(alert, unknown_streak=streak, clear_streak=0, judged=max(period, alert.judged), version=this.version)
    first_time = streak == STUCK_AFTER and alert.unknown_streak < STUCK_AFTER
    return _Step(now, Change.STUCK if first_time and alert.state is State.OPEN else None, cause)


def _without_verdict(alert: Alert, this: Round) -> _Step | None:
    """Go on with an alert whose rule or target gave no verdict: only a rule that was taken away ends it."""
    if _is_left_out(alert, this):
        return _closed(alert, this, Change.RULE_REMOVED, "sääntö ei enää koske yksikköä")
    if alert.rule in this.active:
        return _not_known(alert, this, "puuttuu raportista")
    if alert.rule in this.evaluation.broken or not this.evaluation.all_rules_known:
        return _not_known(alert, this, "säännössä on virhe")
    return _closed(alert, this, Change.RULE_REMOVED)


def _is_left_out(alert: Alert, this: Round) -> bool:
    """Tell whether a rule with a new text does not judge a line any more that is in the figures."""
    target = alert.target
    if not isinstance(target, LineTarget) or target.group is not None:
        return False
    texts = (verdict.rule for verdict in this.evaluation.verdicts if verdict.rule.id == alert.rule)
    is_new = any(rule.fingerprint != alert.rule_fingerprint for rule in texts)
    return is_new and any((e.unit, e.line) == (target.unit, target.line) for e in this.evaluation.expectations)


def _closed(alert: Alert, this: Round, change: Change, cause: str | None = None) -> _Step | None:
    """End an open alert for a reason that is not in its figures; a pending one is forgotten."""
    if alert.state is State.PENDING:
        return None
    return _Step(replace(alert, state=State.ENDED, ended=this.evaluation.period, end_reason=cause or change.value), change, cause)


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


def _is_news(before: Alert, now: Alert, this: Round) -> bool:
    """Tell whether new content of the newest period is news: a number that was told of it is no longer true.

    What was told of an earlier period is still true of it; then only what has grown is news.
    """
    was_judged = before.judged == this.evaluation.period and before.unknown_streak == 0
    return _told_differs(now) if was_judged and not _told_differs(before) else _has_grown(now, this.growth)


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
