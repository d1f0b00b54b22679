"""`outbox`: what waits or is parked; `outbox retry ID` makes a message due again."""

from __future__ import annotations

from alerts.outbox import Letter, Outbox, Sending
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
    if asked.action not in (None, "retry"):
        return Answer(NOT_DONE, f"Tuntematon toiminto: {asked.action}. Tarkoititko: outbox retry NUMERO", empty)
    if state is None:
        return Answer(DONE, "Ajoja ei ole vielä tehty.", empty)
    with state:
        if asked.action == "retry":
            return _retry(asked, state)
        box = Outbox(state.connection)
        letters = box.letters(tuple(Sending) if asked.all else _LIVING)
        text = "\n".join(_line(letter) for letter in letters) or "Lähtevissä ei ole mitään."
        return Answer(DONE, text, {"messages": [_document(m) for m in letters], "held": box.count(Sending.HELD)})


def _retry(asked: Asked, state: State) -> Answer:
    number = (asked.id or "").lstrip("#")
    if number.isdecimal() and Outbox(state.connection).retry(int(number), asked.now):
        return Answer(DONE, f"Viesti #{number} lähtee seuraavassa ajossa: python bot.py run", {"retry": int(number)})
    return Answer(NOT_DONE, f"Odottavaa tai pysäköityä viestiä {asked.id} ei ole: python bot.py outbox", {"retry": None})


def _line(letter: Letter) -> str:
    error = "" if letter.error is None else f" – {letter.error}"
    return f"#{letter.number} {letter.role} ({letter.channel}): {letter.subject} – {letter.state.value}{error}"


def _document(letter: Letter) -> Json:
    return {
        "id": letter.number,
        "role": letter.role,
        "channel": letter.channel,
        "state": letter.state.value,
        "attempts": letter.attempts,
        "next": letter.next.isoformat() if letter.state is Sending.WAITING else None,
        "error": letter.error,
    }
