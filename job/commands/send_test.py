"""`send-test`: one harmless message through a channel; a success opens a channel that was closed."""

from __future__ import annotations

from alerts.channel_book import ChannelBook, ChannelState
from alerts.form import Form, Kind, Variant
from alerts.letter import Letter
from alerts.message import Message
from alerts.outcome import Accepted
from engine.read_rules import read_rules
from engine.rulebook import Rulebook
from job.commands.answer import DONE, LOOK, NOT_DONE, Answer, Asked, invalid_config
from job.config import Config, ConfigError
from job.queue_message import wanted
from job.read_config import read_config
from job.rules_folder import rule_files
from job.state import StateError, open_for_run
from job.ways import ways


def command(asked: Asked) -> Answer:
    """Send a test message to finance through one channel. Exit 1 where it did not go, 2 where it could not be tried."""
    try:
        config = read_config(asked.config)
    except ConfigError as error:
        return invalid_config(error, None)
    names = [name for name, _ in config.channels]
    if asked.action not in names:
        return Answer(NOT_DONE, f"Kanavaa {asked.action} ei ole. Kanavat: {', '.join(names)}", None)
    rulebook = read_rules(rule_files(config)[0])
    if rulebook.finance is None:
        return Answer(NOT_DONE, "Rooli talous puuttuu: lisää se vastuut-tiedostoon (rules/vastuut.yaml).", None)
    outcome = ways(config, asked.clock)[asked.action].send(_letter(config, rulebook, asked))
    if not isinstance(outcome, Accepted):
        return Answer(LOOK, f"Koeviesti kanavaan {asked.action} ei lähtenyt: {outcome.error}", None)
    try:
        with open_for_run(config.state) as state:
            ChannelBook(state.connection).keep(ChannelState(asked.action))
    except StateError as error:
        return Answer(NOT_DONE, f"Koeviesti lähti, mutta kanavan tilaa ei voitu tallentaa: {error}", None)
    return Answer(DONE, f"Koeviesti lähti kanavaan {asked.action}. Katso, että se tuli perille.", None)


def _letter(config: Config, rulebook: Rulebook, asked: Asked) -> Letter:
    from alerts.forms import forms

    message = _message(config, rulebook, asked)
    made = forms(message, asked.now, wanted(config, rulebook.finance, message))
    return Letter(
        number=message.number,
        role=message.role,
        address=message.address,
        subject=message.subject,
        eml=_of(made, Kind.MAIL) or b"",
        html=_of(made, Kind.PAGE) or b"",
        card=_of(made, Kind.CARD),
        repeat=False,
    )


def _of(forms: tuple[Form, ...], kind: Kind) -> bytes | None:
    return next((form.data for form in forms if form.kind is kind and form.variant is Variant.WHOLE), None)


def _message(config: Config, rulebook: Rulebook, asked: Asked) -> Message:
    finance = rulebook.finance
    if finance is None or asked.action is None:
        raise ValueError("the caller has checked that there is somebody to send to")
    return Message(
        number=0,
        key=f"send-test {asked.action} {asked.now.isoformat()}",
        role=finance.role,
        address=finance.address,
        channel=asked.action,
        fallback=None,
        period=None,
        subject="Talousvahti: koeviesti",
        greeting=(f"Tämä on Talousvahdin koeviesti ({config.organisation}).", "Siihen ei tarvitse vastata."),
        items=(),
        further=(),
        rest=0,
        closing=(),
        told=(),
        thread=None,
        for_finance=True,
    )
