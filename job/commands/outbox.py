"""`outbox`: what waits or is parked; `retry ID` tries again, `dismiss ID` says it is dealt with, `approve` releases a run."""

from __future__ import annotations

from alerts.outbox import Entry, Outbox, Sending
from budget.finnish import counted
from job.commands.answer import DONE, NOT_DONE, Answer, Asked, Json, invalid_config
from job.config import ConfigError
from job.read_config import read_config
from job.state import State, StateError, open_to_read

_LIVING = (Sending.WAITING, Sending.HELD, Sending.SENDING, Sending.IN_DOUBT, Sending.PARKED)


def command(asked: Asked) -> Answer:
    """List the outbox, or make one message due."""
    empty: Json = {"messages": [], "held": 0}
    try:
        config = read_config(asked.config)
        state = open_to_read(config.state)
    except ConfigError as error:
        return invalid_config(error, empty)
    except StateError as error:
        return Answer(NOT_DONE, str(error), empty)
    if asked.action not in (None, *_ACTIONS):
        known = "outbox retry NUMERO, outbox dismiss NUMERO tai outbox approve"
        return Answer(NOT_DONE, f"Tuntematon toiminto: {asked.action}. Tarkoititko: {known}", empty)
    if state is None:
        is_done = asked.action not in ("retry", "dismiss")
        return Answer(DONE if is_done else NOT_DONE, "Ajoja ei ole vielä tehty.", empty)
    with state:
        if asked.action is not None:
            return _ACTIONS[asked.action](asked, state)
        box = Outbox(state.connection)
        entries = box.entries(tuple(Sending) if asked.all else _LIVING)
        text = "\n".join(_line(entry) for entry in entries) or "Lähtevissä ei ole mitään."
        return Answer(DONE, text, {"messages": [_document(entry) for entry in entries], "held": box.count(Sending.HELD)})


def _retry(asked: Asked, state: State) -> Answer:
    number = (asked.id or "").lstrip("#")
    if number.isdecimal() and Outbox(state.connection).retry(int(number), asked.now):
        return Answer(DONE, f"Viesti #{number} lähtee seuraavassa ajossa: python bot.py run", {"retry": int(number)})
    return Answer(NOT_DONE, f"Odottavaa tai pysäköityä viestiä {asked.id} ei ole: python bot.py outbox", {"retry": None})


def _dismiss(asked: Asked, state: State) -> Answer:
    number = (asked.id or "").lstrip("#")
    if number.isdecimal() and Outbox(state.connection).dismiss(int(number)):
        return Answer(DONE, f"Viesti #{number} on merkitty hoidetuksi.", {"dismissed": int(number)})
    return Answer(NOT_DONE, f"Pysäköityä viestiä {asked.id} ei ole: python bot.py outbox", {"dismissed": None})


def _approve(asked: Asked, state: State) -> Answer:
    count = Outbox(state.connection).approve(asked.now)
    return Answer(
        DONE, f"{counted(count, 'viesti', 'viestiä')} lähtee seuraavassa ajossa: python bot.py run", {"approved": count}
    )


_ACTIONS = {"retry": _retry, "dismiss": _dismiss, "approve": _approve}


def _line(entry: Entry) -> str:
    error = "" if entry.error is None else f" – {entry.error}"
    return f"#{entry.number} {entry.role} ({entry.channel}): {entry.subject} – {entry.state.value}{error}"


def _document(entry: Entry) -> Json:
    return {
        "id": entry.number,
        "role": entry.role,
        "channel": entry.channel,
        "state": entry.state.value,
        "attempts": entry.attempts,
        "next": entry.next.isoformat() if entry.state is Sending.WAITING else None,
        "error": entry.error,
    }
