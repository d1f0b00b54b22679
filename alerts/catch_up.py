"""What a reader has not heard yet: a role that is new for a unit gets its open alerts with its next message."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from alerts.alert import Alert, State, target_key
from alerts.event import TO_READERS, Change, Event
from alerts.facts import Situation
from alerts.routing import readers
from alerts.words import in_month
from budget.verdict import Fired, Level, Verdict


def catch_up(events: Sequence[Event], alerts: Sequence[Alert], situation: Situation) -> tuple[Event, ...]:
    """Return the open alerts that readers of this run's news have not heard of, each for those readers alone.

    Args:
        events: the news of the run.
        alerts: the alerts as they are after it.
        situation: who answers for what.
    """
    hearing = {reader.role for event in events if event.change in TO_READERS for reader in readers(event, situation)}
    in_news = {event.alert.id for event in events}
    verdicts = {(v.rule.id, target_key(v.target)): v for v in situation.evaluation.verdicts}
    return tuple(
        Event(event.change, event.alert, event.before, event.verdict, event.cause, only)
        for event in _open(alerts, verdicts)
        if event.alert.id not in in_news
        if (only := frozenset(r.role for r in readers(event, situation)) & hearing - frozenset(event.alert.told))
    )


def by_hearing(events: Sequence[Event], situation: Situation) -> tuple[Event, ...]:
    """Return the news of the run as each reader has to hear it: what has grown or changed is new to who never heard of it."""
    return tuple(part for event in events for part in _by_hearing(event, situation))


_TOLD_BEFORE = (Change.GROWN, Change.RESTATED, Change.REMINDED)


def _by_hearing(event: Event, situation: Situation) -> tuple[Event, ...]:
    if event.change not in _TOLD_BEFORE:
        return (event,)
    hearing = frozenset(reader.role for reader in readers(event, situation))
    heard = hearing & frozenset(event.alert.told)
    if heard == hearing:
        return (event,)
    opened = event.alert.opened or situation.snapshot.period
    as_new = replace(
        event, change=Change.NEW, cause=f"avoinna alkaen {in_month(opened, 'kuusta')}", only=hearing - heard, by_rules=False
    )
    return (replace(event, only=heard), as_new) if heard else (as_new,)


def _open(alerts: Sequence[Alert], verdicts: dict[tuple[str, tuple[str, ...]], Verdict]) -> Iterator[Event]:
    for alert in alerts:
        verdict = verdicts.get((alert.rule, target_key(alert.target)))
        fires = verdict is not None and isinstance(verdict.outcome, Fired) and verdict.outcome.level >= Level.YELLOW
        if alert.state is State.OPEN and alert.held is None and alert.told and alert.opened is not None and fires:
            yield Event(Change.NEW, alert, alert, verdict, f"avoinna alkaen {in_month(alert.opened, 'kuusta')}")
