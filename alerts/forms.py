"""The finished forms of a message for the channels that it may go by, made once and kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from alerts.form import Form, Kind, Variant
from alerts.html import html
from alerts.mail import Sender, mail
from alerts.message import Item, Message, Paragraph
from alerts.words import FALLBACK_LINE
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """How a channel is addressed: what it takes, who sends, and whether it expects a card without its envelope."""

    takes: Kind
    sender: Sender
    bare_card: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """The channels that a message may go by: its own, and the other one (None where it has none).

    `spare` is a channel for cards that a deputy may have who gets the message instead; None where config has none.
    """

    channel: Address
    fallback: Address | None
    spare: Address | None = None
    page_url: str | None = None


def forms(message: Message, date: datetime, wanted: Wanted) -> tuple[Form, ...]:
    """Return every form that may have to be sent. A mail is always among them: finance reads a parked message from it."""
    return (*_mails(message, date, wanted), *_cards(message, date, wanted))


def _mails(message: Message, date: datetime, wanted: Wanted) -> Iterator[Form]:
    page, sender = html(message), wanted.channel.sender
    yield Form(Kind.MAIL, Variant.WHOLE, mail(message, page, sender, date))
    yield Form(Kind.PAGE, Variant.WHOLE, page.encode())
    if wanted.channel.takes is Kind.MAIL:
        yield Form(Kind.MAIL, Variant.SHORT, mail(_short(message), None, sender, date))
    if wanted.fallback is not None and wanted.fallback.takes is Kind.MAIL:
        sender = wanted.fallback.sender
        explained = replace(message, greeting=(FALLBACK_LINE, *message.greeting))
        yield Form(Kind.MAIL, Variant.FALLBACK, mail(explained, html(explained), sender, date))
        yield Form(Kind.MAIL, Variant.FALLBACK | Variant.SHORT, mail(_short(explained), None, sender, date))


def _cards(message: Message, date: datetime, wanted: Wanted) -> Iterator[Form]:
    own = wanted.channel if wanted.channel.takes is Kind.CARD else wanted.spare
    for way, address in ((Variant.WHOLE, own), (Variant.FALLBACK, wanted.fallback)):
        if address is None or address.takes is not Kind.CARD:
            continue
        from alerts.card import Look
        from alerts.card_bytes import Wrapping, card_bytes

        wrapping = Wrapping.CARD if address.bare_card else Wrapping.MESSAGE
        for variant in (way, way | Variant.REPEAT, way | Variant.SHORT, way | Variant.SHORT | Variant.REPEAT):
            yield Form(Kind.CARD, variant, card_bytes(message, Look(date.year, variant, wanted.page_url), wrapping))


def _short(message: Message) -> Message:
    """Return a message of titles, sentences and questions, for a receiver that refused the whole one."""
    return replace(message, items=tuple(_short_item(item) for item in message.items))


def _short_item(item: Item) -> Item:
    questions = tuple(paragraph for paragraph in item.paragraphs_after if _asks(paragraph))
    return replace(item, headings=(), rows=(), bars=(), paragraphs_after=questions)


def _asks(paragraph: Paragraph) -> bool:
    return any(sentence.endswith("?") for sentence in paragraph.sentences)
