"""`status`: health for a monitoring system: 0 fine, 1 look, 2 broken, with one line of why."""

from __future__ import annotations

from datetime import timedelta

from alerts.alert import State
from alerts.outbox import Outbox, Sending
from job.commands.answer import DONE, LOOK, NOT_DONE, Answer, Asked, Json, invalid_config
from job.config import Config, ConfigError, FolderChannel
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
        waiting, parked = box.count(Sending.WAITING), box.count(Sending.PARKED)
        code, why = _judge(asked, last, good, parked)
        document = _document(code, why) | {
            "last_run": None if last is None else last.ended.astimezone(config.timezone).isoformat(timespec="seconds"),
            "period": None if good is None else good.period,
            "open_alerts": len(KeptAlerts(state).in_state(State.OPEN)),
            "waiting": waiting,
            "parked": parked,
            "channels": _channels(config),
        }
    return Answer(code, why, document)


def _judge(asked: Asked, last: RunRow | None, good: RunRow | None, parked: int) -> tuple[int, str]:
    if last is None:
        return LOOK, "ajoja ei ole vielä tehty"
    if last.exit == NOT_DONE:
        return NOT_DONE, f"viimeisin ajo epäonnistui: {last.why}"
    if good is None or asked.now - good.ended > _SILENT:
        return LOOK, "onnistunutta ajoa ei ole ollut yli viikkoon"
    if parked:
        return LOOK, f"{parked} viestiä ei saatu perille: python bot.py outbox"
    if last.exit == LOOK:
        return LOOK, f"viimeisin ajo pyytää katsomaan: {last.why}"
    return DONE, f"kunnossa: {last.why}"


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


def _channels(config: Config) -> dict[str, Json]:
    return {name: "open" if isinstance(settings, FolderChannel) else "closed" for name, settings in config.channels}
