"""Putting a finished message into the outbox, in every form that its channels take."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from alerts.form import Kind
from alerts.forms import Address, Wanted, forms
from alerts.mail import Sender
from alerts.message import Message
from alerts.outbox import Sending
from budget.owner import Owner
from job.channels import EmailChannel, GraphChannel, TeamsChannel
from job.config import Config
from job.turn import Turn
from job.ways import kind


def queue(turn: Turn, messages: Iterable[Message]) -> None:
    """Finish the messages and keep them. A run that would flood the heads is held until somebody approves it."""
    found = tuple(messages)
    limit = turn.config.limits.flood
    flood = limit is not None and sum(not message.for_finance for message in found) > limit
    for message in found:
        state = Sending.HELD if flood and not message.for_finance else Sending.WAITING
        shown = _redirected(turn, message)
        turn.outbox.add(shown, forms(shown, turn.now, wanted(turn.config, turn.rulebook.finance, shown)), turn.now, state)


def _redirected(turn: Turn, message: Message) -> Message:
    """Return the message as it goes while the city tries the bot out: to one role, with its reader's name on it."""
    role = turn.config.test_role
    owner = next((owner for owner in turn.rulebook.owners if owner.role == role), None)
    if owner is None or message.role == role:
        return message
    note = f"Testitila: käytössä tämä viesti menisi roolille {message.role} ({message.address})."
    return replace(
        message,
        address=owner.address,
        channel=owner.channel,
        fallback=owner.fallback,
        subject=f"[Testi: {message.role}] {message.subject}",
        greeting=(note, *message.greeting),
    )


def wanted(config: Config, finance: Owner | None, message: Message) -> Wanted:
    """Return what the channels of a message take, and who sends. Answers go to finance, unless config says otherwise."""
    answers = message.address if finance is None else finance.address
    return Wanted(
        channel=_address(config, answers, message.channel),
        fallback=None if message.fallback is None else _address(config, answers, message.fallback),
        spare=next((_address(config, answers, n) for n, s in config.channels if isinstance(s, TeamsChannel)), None),
        page_url=config.page_url,
    )


def _address(config: Config, answers: str, channel: str) -> Address:
    settings = dict(config.channels).get(channel)
    sender, reply_to = answers, answers
    if isinstance(settings, EmailChannel | GraphChannel):
        sender, reply_to = settings.sender, settings.reply_to or answers
    domain = sender.rpartition("@")[2] or "localhost"
    bare = isinstance(settings, TeamsChannel) and settings.bare_card
    takes = Kind.MAIL if settings is None else kind(settings)
    return Address(takes, Sender(config.organisation, sender, reply_to, domain), bare)
