"""One budget year replayed: judged, taken further and told period by period, as the runs of that year would have done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from alerts.alert import Alert, State
from alerts.catch_up import catch_up
from alerts.compose import compose
from alerts.episode import Advance, advance, heard, told
from alerts.event import TO_READERS, Event
from alerts.facts import RunFacts, Situation
from alerts.judged import Round
from alerts.message import Message
from budget.period import Period
from budget.snapshot import History, Snapshot
from budget.unit import UnitCode
from budget.verdict import Evaluation, Level, unit_concerned
from engine.replay import Replay
from engine.rulebook import Rulebook
from job.backtest.replayed import Episode, Replayed, Sent
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class City:
    """What the messages of a replay depend on beside the rules and the figures. `flood` None: no limit."""

    organisation: str
    flood: int | None


def replay_year(rulebook: Rulebook, before: Sequence[Snapshot], year: Sequence[Snapshot], city: City) -> Replayed:
    """Replay the periods of one budget year.

    Args:
        rulebook: the rules. Those about the age of a source are not replayed: they depend on the day of the run.
        before: the periods of earlier years, the oldest first.
        year: the periods of the year, the oldest first.
        city: what the messages depend on besides.
    """
    replay, book = Replay(rulebook), _Book(rulebook, city)
    past = list(before)
    for snapshot in year:
        evaluation = replay.judge(snapshot, History(tuple(past)), book.watched())
        done = advance(book.alerts, book.round(evaluation))
        book.keep(done, snapshot.period)
        if done.events:
            book.tell(_with_topics(done.events, replay), snapshot, evaluation)
        past.append(snapshot)
    return book.replayed()


def _with_topics(events: Iterable[Event], replay: Replay) -> tuple[Event, ...]:
    """Return the events with the topics of those that readers hear."""
    return tuple(
        replace(event, verdict=replay.with_topic(event.verdict))
        if event.verdict is not None and event.change in TO_READERS
        else event
        for event in events
    )


class _Book:
    """The alerts of the year as they are being kept, and what has become of them."""

    def __init__(self, rulebook: Rulebook, city: City) -> None:
        self._rulebook = rulebook
        self._city = city
        self._active = frozenset(rule.card.id for rule in rulebook.rules)
        self._alerts: dict[str, Alert] = {}
        self._open: dict[str, Episode] = {}
        self._ended: list[Episode] = []
        self._messages: list[Sent] = []
        self._summaries: list[Period] = []

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """All that are pending or open, and those that have ended this year."""
        return tuple(self._alerts.values())

    def watched(self) -> dict[str, set[UnitCode]]:
        """Return the units that have an alert of which something is still to come, by rule."""
        found: dict[str, set[UnitCode]] = {}
        for alert in self._alerts.values():
            unit = unit_concerned(alert.target)
            if unit is not None and (alert.state is not State.ENDED or alert.held is not None):
                found.setdefault(alert.rule, set()).add(unit)
        return found

    def round(self, evaluation: Evaluation) -> Round:
        """Return what a run of this period judged. Each period is a version of its own, and no cause is put into words."""
        return Round(
            evaluation,
            version=evaluation.period.month,
            restated=False,
            active=self._active,
            growth=self._rulebook.growth,
            causes={},
            answers=self._rulebook.answers,
        )

    def keep(self, done: Advance, period: Period) -> None:
        """Keep the alerts as a run would, and note what has opened, got worse and ended."""
        for id_ in done.dropped:
            del self._alerts[id_]
        for alert in done.alerts:
            self._alerts[alert.id] = alert
            known = self._open.get(alert.id)
            if alert.state is State.OPEN:
                self._open[alert.id] = _opened(alert, period) if known is None else _at_worst(known, alert.level)
            elif known is not None and alert.state is State.ENDED:
                self._ended.append(replace(self._open.pop(alert.id), ended=period))

    def tell(self, events: tuple[Event, ...], snapshot: Snapshot, evaluation: Evaluation) -> None:
        """Count the messages of a run, and remember what each reader was told. Without the role of finance nobody is."""
        if self._rulebook.finance is None:
            return
        situation = Situation(
            snapshot=snapshot,
            evaluation=evaluation,
            owners=self._rulebook.owners,
            bindings=self._rulebook.bindings,
            organisation=self._city.organisation,
            today=snapshot.period.last_day,
            answers=self._rulebook.answers,
        )
        late = catch_up(events, self.alerts, situation)
        messages = compose((*events, *late), situation, RunFacts(rules=len(self._rulebook.rules)), 1)
        self._remember(messages, {event.alert.id for event in late})
        self._count(messages, snapshot.period)

    def _remember(self, messages: Iterable[Message], late: set[str]) -> None:
        hearers: dict[str, list[str]] = {}
        for told_id, role in (pair for message in messages for pair in message.told):
            hearers.setdefault(told_id, []).append(role)
        for id_, roles in hearers.items():
            alert = self._alerts[id_]
            self._alerts[id_] = heard(alert, roles) if id_ in late else told(alert, roles)

    def _count(self, messages: tuple[Message, ...], period: Period) -> None:
        heads = sum(not message.for_finance for message in messages)
        held = self._city.flood is not None and heads > self._city.flood
        for message in messages:
            items = len(message.items) + len(message.further) + message.rest
            if message.for_finance:
                self._summaries.append(period)
            if items:
                self._messages.append(Sent(message.role, period, items, held and not message.for_finance))

    def replayed(self) -> Replayed:
        """Return what the year came to. What is open now has not ended."""
        episodes = sorted((*self._ended, *self._open.values()), key=lambda episode: episode.opened)
        return Replayed(tuple(episodes), tuple(self._messages), tuple(self._summaries))


def _opened(alert: Alert, period: Period) -> Episode:
    return Episode(alert.rule, alert.target, alert.target_name, period, alert.level, None)


def _at_worst(episode: Episode, level: Level) -> Episode:
    return replace(episode, worst=level) if level > episode.worst else episode
