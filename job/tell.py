"""Putting what a round has to tell into the outbox, as finished messages; loaded only when there is news."""

from __future__ import annotations

from alerts.alert import State
from alerts.catch_up import by_hearing, catch_up
from alerts.compose import compose
from alerts.episode import heard, told
from alerts.facts import Parked, RunFacts, Situation
from alerts.outbox import Sending
from alerts.summary import notice, sign_of_life
from job.keep_alerts import KeptAlerts
from job.queue_message import queue
from job.turn import News, Turn, new_problems


def tell(turn: Turn, news: News) -> None:
    """Queue a message to everyone who hears of this run, and remember what each was told."""
    situation, run, number = _situation(turn, news), _run_facts(turn, news), turn.outbox.next_number()
    late = catch_up(news.events, run.open_alerts, situation)
    if news.events or news.problems or news.notes or news.rules_changed:
        messages = compose((*by_hearing(news.events, situation), *late), situation, run, number)
    else:
        messages = (sign_of_life(situation, run, number),)
    queue(turn, messages)
    hearers: dict[str, list[str]] = {}
    for alert, role in (pair for message in messages for pair in message.told):
        hearers.setdefault(alert, []).append(role)
    of_late = {event.alert.id for event in late}
    alerts = KeptAlerts(turn.state)
    alerts.keep((told(a, hearers[a.id]) for a in news.done.alerts if a.id in hearers and a.id not in of_late), ())
    alerts.keep((heard(event.alert, hearers.get(event.alert.id, ())) for event in late), ())


def tell_not_done(turn: Turn) -> None:
    """Tell finance, once per cause, that nothing could be judged. The alerts stay as they are."""
    new = new_problems(turn)
    if not new:
        return
    config, number = turn.config, turn.outbox.next_number()
    message = notice(new, turn.rulebook.owners, config.organisation, number, f"notice {turn.now.isoformat()}")
    if message is not None:
        queue(turn, (message,))


def _situation(turn: Turn, news: News) -> Situation:
    return Situation(
        snapshot=news.kept.snapshot,
        evaluation=news.evaluation,
        owners=turn.rulebook.owners,
        bindings=turn.rulebook.bindings,
        organisation=turn.config.organisation,
        today=turn.today,
        version=news.kept.version,
        answers=turn.rulebook.answers,
    )


def _run_facts(turn: Turn, news: News) -> RunFacts:
    return RunFacts(
        rules=len(turn.rulebook.rules),
        problems=news.problems,
        notes=news.notes,
        parked=tuple(Parked(m.number, m.role, m.error or "") for m in turn.outbox.entries((Sending.PARKED,))),
        open_alerts=KeptAlerts(turn.state).in_state(State.OPEN),
        first_of_month=news.first_of_month,
        flood_limit=turn.config.limits.flood,
        rules_changed=news.rules_changed,
        quiet_day=turn.config.limits.quiet.hold(turn.today),
    )
