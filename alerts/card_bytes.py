"""A card as the bytes that are kept and sent, fitted by rule to what Teams takes: whole items give way, and are counted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from enum import Enum

from alerts.card import Look, card, in_one_line
from alerts.card_elements import Element
from alerts.message import Item, Message, Paragraph
from written.record import dataclass

LIMIT = 20480
IN_FULL = 5
IN_ONE_LINE = 5
TOO_LONG = "Osa luvuista ja perusteluista jätettiin pois, koska viesti on Teamsiin liian pitkä."
_NO_LIMIT = 1_000_000_000


class Wrapping(Enum):
    """What a workflow expects: a message with the card as its attachment, or (some made by hand) the bare card."""

    MESSAGE = "message"
    CARD = "card"


@dataclass(frozen=True, slots=True)
class Room:
    """How much of a message is told.

    `full` items with everything, the next `plain` ones with sentences and questions only, `lines` in one line each.
    `listed` bounds the lines of a list, the paragraphs and the rows, `length` the characters of one text.
    """

    full: int
    plain: int
    lines: int
    listed: int
    length: int


def card_bytes(message: Message, look: Look, wrapping: Wrapping = Wrapping.MESSAGE) -> bytes:
    """Return the body of the request: compact UTF-8 JSON of a card that a workflow does not fail over.

    What does not fit is left out by the first rule that is enough, the least important first.
    """
    made = next(made for room in rooms(len(message.items)) if fits(made := card(fitted(message, room), look)))
    body = made if wrapping is Wrapping.CARD else _message(made)
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def fits(made: Element) -> bool:
    """Tell whether a card is within the limit in the worst form in which a flow may keep it: escaped, and escaped again."""
    return len(json.dumps(json.dumps(made))) <= LIMIT


def rooms(items: int) -> Iterator[Room]:
    """Yield the rooms to try, from everything to nearly nothing: what is left of the last one always fits."""
    yield Room(items, 0, _NO_LIMIT, _NO_LIMIT, _NO_LIMIT)
    full = min(items, IN_FULL)
    for listed in (20, 10):
        yield Room(full, 0, IN_ONE_LINE, listed, 500)
    for plain in range(1, full):
        yield Room(full - plain, plain, IN_ONE_LINE, 10, 500)
    for plain in range(full - 2, -1, -1):
        yield Room(1, plain, IN_ONE_LINE, 10, 500)
    for lines, listed, length in ((3, 6, 300), (0, 6, 300)):
        yield Room(1, 0, lines, listed, length)
    for listed, length in ((5, 300), (3, 150), (1, 80)):
        yield Room(0, 1, 0, listed, length)
    yield Room(0, 0, 0, 0, 60)


def fitted(message: Message, room: Room) -> Message:
    """Return a message as a room holds it. Whatever is left out is counted or said."""
    told = room.full + room.plain
    lines = (*(in_one_line(item) for item in message.items[told:]), *message.further)
    items = (
        *(_full(item, room) for item in message.items[: room.full]),
        *(_full(_plain(item), room) for item in message.items[room.full : told]),
    )
    closing = _first(message.closing, room)
    left_out = items != message.items[:told] or closing != message.closing
    return replace(
        message,
        subject=_clipped(message.subject, room),
        greeting=tuple(_clipped(sentence, room) for sentence in message.greeting[: room.listed]),
        items=items,
        further=tuple(_clipped(words, room) for words in lines[: room.lines]),
        rest=message.rest + max(0, len(lines) - room.lines),
        closing=(*closing, *((Paragraph((TOO_LONG,)),) if left_out else ())),
    )


def _plain(item: Item) -> Item:
    """Return an item without figures and reasons: what happened, and from the question on (or the last word)."""
    after = item.paragraphs_after
    asked = next((n for n, paragraph in enumerate(after) if _asks(paragraph)), len(after))
    last = after[asked:] or tuple(paragraph for paragraph in after[-1:] if not paragraph.listed)
    return replace(item, headings=(), rows=(), bars=(), paragraphs_after=last, basis="")


def _asks(paragraph: Paragraph) -> bool:
    return (paragraph.heading or " ".join(paragraph.sentences[:1])).startswith("Kysymy")


def _full(item: Item, room: Room) -> Item:
    return replace(
        item,
        title=_clipped(item.title, room),
        level_word=_clipped(item.level_word, room),
        headline=_clipped(item.headline, room),
        paragraphs_before=_first(item.paragraphs_before, room),
        headings=tuple(_clipped(words, room) for words in item.headings[: room.listed]),
        rows=tuple(
            replace(row, name=_clipped(row.name, room), cells=tuple(_clipped(words, room) for words in row.cells[: room.listed]))
            for row in item.rows[: room.listed]
        ),
        bars=tuple(replace(bar, label=_clipped(bar.label, room)) for bar in item.bars[: room.listed]),
        paragraphs_after=_last(item.paragraphs_after, room),
        basis=_clipped(item.basis, room),
    )


def _first(paragraphs: tuple[Paragraph, ...], room: Room) -> tuple[Paragraph, ...]:
    return tuple(_shortened(paragraph, room) for paragraph in paragraphs[: room.listed])


def _last(paragraphs: tuple[Paragraph, ...], room: Room) -> tuple[Paragraph, ...]:
    """Return the last paragraphs: the question and who answers stand at the end."""
    return tuple(_shortened(paragraph, room) for paragraph in paragraphs[max(0, len(paragraphs) - room.listed) :])


def _shortened(paragraph: Paragraph, room: Room) -> Paragraph:
    sentences = tuple(_clipped(sentence, room) for sentence in paragraph.sentences[: room.listed])
    more = len(paragraph.sentences) - len(sentences)
    count = (f"ja {more} muu{'' if more == 1 else 'ta'}",) if more and paragraph.listed else ()
    title = None if paragraph.heading is None else _clipped(paragraph.heading, room)
    return replace(paragraph, sentences=(*sentences, *count), heading=title)


def _clipped(words: str, room: Room) -> str:
    return words if len(words) <= room.length else words[: room.length - 1].rstrip() + "…"


def _message(made: Element) -> Element:
    attachment: Element = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": made}
    return {"type": "message", "attachments": [attachment]}
