"""A message as an HTML page that old Outlook and new clients, light and dark, show alike.

Every text that is put into a piece of the page is escaped by `Markup.format`: data is never markup.
"""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from alerts.html_pieces import (
    BAR,
    BAR_PIECE,
    CELL,
    CLOSING,
    FAINT,
    GREETING,
    HEADING,
    ITEM,
    ITEM_HEAD,
    LABEL,
    LIST,
    LIST_LINE,
    NUMBERED,
    PAGE,
    PARAGRAPH,
    ROW,
    SECTION,
    TABLE,
    TABLE_HEADING,
)
from alerts.message import Bar, Item, Message, Paragraph
from alerts.text import further_lines
from alerts.words import visible
from budget.verdict import Level
from written.record import dataclass

PREHEADER_ITEMS = 2


@dataclass(frozen=True, slots=True)
class Tint:
    """The colours of a level: of the word's cell, of the word on it, and of the part of a bar past the pace."""

    fill: str
    ink: str
    bar: str


TINTS = {
    Level.RED: Tint("#9b1c1c", "#ffffff", "#b42318"),
    Level.YELLOW: Tint("#fdebc8", "#5c3b00", "#c77700"),
    Level.INFO: Tint("#e3e8ef", "#1f2937", "#8fa9c7"),
}
ENDED = Tint("#dcefe3", "#14532d", "#2f7d4f")
BASE = "#5b7a9d"
EMPTY = "#e3e8ef"


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a bar: percent of its width and its colour. `empty` is the part of the budget that is not used."""

    width: int
    colour: str
    empty: bool = False


def html(message: Message) -> str:
    """Return the message as an HTML page."""
    page = PAGE.format(
        subject=message.subject,
        preheader=preheader(message),
        greeting=_joined(GREETING.format(sentence) for sentence in message.greeting),
        items=_joined(_item(item) for item in message.items),
        closing=_closing(message),
    )
    return visible(page)


def _item(item: Item) -> Markup:
    colours = tint(item)
    return ITEM.format(
        head=ITEM_HEAD.format(title=item.title, fill=colours.fill, ink=colours.ink, word=item.level_word),
        before=_joined(map(_paragraph, item.paragraphs_before)),
        table=_table(item),
        bars=_joined(map(_bar, item.bars)),
        after=_joined(map(_paragraph, item.paragraphs_after)),
        basis=FAINT.format(item.basis) if item.basis else "",
    )


def _paragraph(paragraph: Paragraph) -> Markup:
    heading = HEADING.format(paragraph.heading) if paragraph.heading else Markup()
    if not paragraph.numbered and not paragraph.listed:
        return heading + PARAGRAPH.format(" ".join(paragraph.sentences))
    return heading + (NUMBERED if paragraph.numbered else LIST).format(_list_lines(paragraph.sentences))


def _list_lines(lines: Iterable[str]) -> Markup:
    return _joined(LIST_LINE.format(line) for line in lines)


def _table(item: Item) -> Markup:
    """Return the figures. On a narrow screen every cell has its heading before it."""
    if not item.rows:
        return Markup()
    last = len(item.headings) - 1
    wraps = ("" if number == last else "white-space:nowrap;" for number in range(len(item.headings)))
    headings = _joined(TABLE_HEADING.format(text=t, wrap=w) for t, w in zip(item.headings, wraps, strict=True))
    rows = _joined(
        ROW.format(
            name=row.name,
            cells=_joined(CELL.format(heading=h, text=t) for h, t in zip(item.headings, row.cells, strict=False)),
        )
        for row in item.rows
    )
    return TABLE.format(headings=headings, rows=rows)


def _bar(bar: Bar) -> Markup:
    pieces = _joined(
        BAR_PIECE.format(css=Markup(' class="empty"') if piece.empty else "", width=piece.width, colour=piece.colour)
        for piece in segments(bar)
    )
    return LABEL.format(bar.label) + BAR.format(pieces)


def _closing(message: Message) -> Markup:
    further = further_lines(message)
    if not further and not message.closing:
        return Markup()
    lines = SECTION.format("Lisäksi") + LIST.format(_list_lines(further)) if further else Markup()
    return CLOSING.format(lines + _joined(map(_paragraph, message.closing)))


def _joined(pieces: Iterable[Markup]) -> Markup:
    return Markup().join(pieces)


def preheader(message: Message) -> str:
    """Return what a list of mails shows beside the subject: the two worst, or how the message begins."""
    worst = [f"{item.title}: {item.headline}" for item in message.items[:PREHEADER_ITEMS]]
    return " · ".join(worst or message.greeting[:1])


def tint(item: Item) -> Tint:
    """Return the colours of an item's level."""
    return ENDED if item.level is None else TINTS[item.level]


def segments(bar: Bar) -> tuple[Segment, ...]:
    """Return the pieces of a bar: up to the expected share, from there to the actual (or back), and the rest.

    The widths are percents of the larger of the budget and the actual, and make 100 together.
    """
    whole = max(100, bar.actual)
    low, high = sorted((bar.actual, bar.expected))
    first = low * 100 // whole
    second = (high * 100 + whole - 1) // whole - first
    between = TINTS[bar.level].bar if bar.actual > bar.expected else "#b9c4d2"
    pieces = (Segment(first, BASE), Segment(second, between), Segment(100 - first - second, EMPTY, empty=True))
    return tuple(piece for piece in pieces if piece.width > 0)
