"""`status`: health for a monitoring system: 0 fine, 1 look, 2 broken, with one line of why."""

from __future__ import annotations

from datetime import timedelta

from alerts.alert import State
from alerts.channel_book import ChannelBook
from alerts.outbox import Outbox, Sending
from job.channels import UnusableChannel
from job.commands.answer import DONE, LOOK, NOT_DONE, Answer, Asked, Json, invalid_config
from job.config import Config, ConfigError
from job.keep_alerts import KeptAlerts
from job.keep_runs import KeptRuns, RunRow
from job.read_config import read_config
from job.state import StateError, open_to_read

_SILENT = timedelta(days=8)
"""A scheduled job that has not ended well for over a week is not running."""


def command(asked: Asked) -> Answer:
    """Say whether the job is well. Silence is never success: no run, or none for over a week, is worth a look."""
    try:
        config = read_config(asked.config)
    except ConfigError as error:
        first = str(error.problems[0]).splitlines()[0]
        return invalid_config(error, _document(NOT_DONE, f"config.yaml: {first}"))
    try:
        state = open_to_read(config.state)
    except StateError as error:
        return Answer(NOT_DONE, str(error), _document(NOT_DONE, str(error)))
    if state is None:
        return Answer(LOOK, "ajoja ei ole vielä tehty", _document(LOOK, "ajoja ei ole vielä tehty"))
    with state:
        runs, box = KeptRuns(state), Outbox(state.connection)
        last, good = runs.last(), runs.last(done=True)
        waiting, parked, held = (box.count(of) for of in (Sending.WAITING, Sending.PARKED, Sending.HELD))
        code, why = _judge(asked, last, good, _stuck(config, ChannelBook(state.connection), parked, held))
        document = _document(code, why) | {
            "last_run": None if last is None else last.ended.astimezone(config.timezone).isoformat(timespec="seconds"),
            "period": None if good is None else good.period,
            "open_alerts": len(KeptAlerts(state).in_state(State.OPEN)),
            "waiting": waiting,
            "parked": parked,
            "channels": _channels(config, ChannelBook(state.connection)),
        }
    return Answer(code, why, document)


def _judge(asked: Asked, last: RunRow | None, good: RunRow | None, stuck: str | None) -> tuple[int, str]:
    if last is None:
        return LOOK, "ajoja ei ole vielä tehty"
    if last.exit == NOT_DONE:
        return NOT_DONE, f"viimeisin ajo epäonnistui: {last.why}"
    if good is None or asked.now - good.ended > _SILENT:
        return LOOK, "onnistunutta ajoa ei ole ollut yli viikkoon"
    if stuck is not None:
        return LOOK, stuck
    if last.exit == LOOK:
        return LOOK, f"viimeisin ajo pyytää katsomaan: {last.why}"
    return DONE, f"kunnossa: {last.why}"


def _stuck(config: Config, book: ChannelBook, parked: int, held: int) -> str | None:
    """Return what stands in the way of messages, None for nothing."""
    closed = [name for name, way in _channels(config, book).items() if way == "closed"]
    if parked:
        return f"{parked} viestiä ei saatu perille: python bot.py outbox"
    if held:
        return f"{held} viestiä odottaa hyväksyntää: python bot.py outbox approve"
    return f"kanava {closed[0]} on suljettu: python bot.py send-test {closed[0]}" if closed else None


def _document(status: int, why: str) -> dict[str, Json]:
    return {
        "status": status,
        "why": why,
        "last_run": None,
        "period": None,
        "open_alerts": 0,
        "waiting": 0,
        "parked": 0,
        "channels": {},
    }


def _channels(config: Config, book: ChannelBook) -> dict[str, Json]:
    """Return each channel as it is known; one whose secret cannot be had is closed."""
    return {
        name: "closed" if isinstance(settings, UnusableChannel) else book.state(name).way.value
        for name, settings in config.channels
    }
