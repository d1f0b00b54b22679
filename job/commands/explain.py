"""`explain`: the whole proof of one alert, from the stored evaluation record."""

from __future__ import annotations

import json

from alerts.outbox import Entry, Outbox
from budget.finnish import LEVEL_WORDS
from job.commands.answer import DONE, NOT_DONE, Answer, Asked, Json, invalid_config
from job.config import ConfigError
from job.explain_text import explain_text
from job.keep_alerts import KeptAlerts
from job.read_config import read_config
from job.state import StateError, open_to_read


def command(asked: Asked) -> Answer:
    """Show what proves an alert: figures and their rows, the rule, the arithmetic, the history and the messages."""
    try:
        state = open_to_read(read_config(asked.config).state)
    except ConfigError as error:
        return invalid_config(error, None)
    except StateError as error:
        return Answer(NOT_DONE, str(error), None)
    unknown = Answer(NOT_DONE, f"Poikkeamaa {asked.id} ei ole. Avoimet: python bot.py alerts", None)
    if state is None or asked.id is None:
        return unknown
    with state:
        kept = KeptAlerts(state)
        alert = kept.find(asked.id)
        bodies = [json.loads(body) for body in kept.records(asked.id)]
        sent = Outbox(state.connection).of_alert(asked.id)
    if alert is None or not bodies:
        return unknown
    document: dict[str, Json] = {
        **bodies[-1],
        "state": alert.state.value,
        "history": [
            {"period": b["period"], "version": b["version"], "level": b["level"], "amount": b["amount"], "values": b["values"]}
            for b in bodies
        ],
        "messages": [_message(entry, role) for entry, role in sent],
    }
    return Answer(DONE, explain_text(document, LEVEL_WORDS[alert.level]), document)


def _message(entry: Entry, role: str) -> Json:
    return {
        "id": entry.number,
        "role": role,
        "channel": entry.channel,
        "subject": entry.subject,
        "state": entry.state.value,
        "sent": None if entry.sent is None else entry.sent.isoformat(),
        "answer": entry.receiver_id or entry.error,
    }
