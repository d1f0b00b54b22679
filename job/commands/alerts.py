"""`alerts`: what is open, and with `--all` also what has ended."""

from __future__ import annotations

from alerts.alert import Alert, State
from budget.finnish import LEVEL_WORDS, LINE_WORDS, euros, month, sentence_case
from budget.verdict import LineTarget
from job.commands.answer import DONE, NOT_DONE, Answer, Asked, Json, invalid_config
from job.config import ConfigError
from job.findings import amount_text, target_document
from job.keep_alerts import KeptAlerts
from job.read_config import read_config
from job.state import StateError, open_to_read


def command(asked: Asked) -> Answer:
    """List the alerts of the state; none where there has been no run."""
    try:
        state = open_to_read(read_config(asked.config).state)
    except ConfigError as error:
        return invalid_config(error, {"alerts": []})
    except StateError as error:
        return Answer(NOT_DONE, str(error), {"alerts": []})
    if state is None:
        return Answer(DONE, "Ajoja ei ole vielä tehty.", {"alerts": []})
    with state:
        kept = KeptAlerts(state)
        alerts = kept.in_state(State.OPEN, State.ENDED) if asked.all else kept.in_state(State.OPEN)
    ordered = sorted(alerts, key=_order)
    text = "\n".join(_line(alert) for alert in ordered) or "Ei avoimia poikkeamia."
    return Answer(DONE, text, {"alerts": [_document(alert) for alert in ordered]})


def _order(alert: Alert) -> tuple[bool, int, float, str]:
    amount = -alert.amount[0] // alert.amount[1] if alert.amount is not None else 1
    return (alert.state is State.ENDED, -alert.level, amount, alert.id)


def _line(alert: Alert) -> str:
    line = f", {LINE_WORDS[alert.target.line]}" if isinstance(alert.target, LineTarget) else ""
    amount = "" if alert.amount is None else euros(alert.amount)
    opened = "" if alert.opened is None else f"avattu {month(alert.opened)}"
    ended = "" if alert.ended is None else f", päättynyt {month(alert.ended)}: {alert.end_reason}"
    name = sentence_case(alert.target_name) + line
    held = "" if alert.held is None else f", viesti odottaa ({alert.held.value})"
    return f"{alert.id}  {LEVEL_WORDS[alert.level]:13} {amount:>14}  {name} [{alert.rule}], {opened}{ended}{held}"


def _document(alert: Alert) -> Json:
    return {
        "id": alert.id,
        "rule": alert.rule,
        **target_document(alert.target),
        "level": alert.level.name.lower(),
        "state": alert.state.value,
        "opened": None if alert.opened is None else str(alert.opened),
        "held": None if alert.held is None else alert.held.value,
        "amount": amount_text(alert.amount),
        "told": list(alert.told),
        "ended": None if alert.ended is None else str(alert.ended),
    }
