"""A message as an Adaptive Card for Teams: elements that every client draws, words before colours, data never as markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from alerts.card_elements import (
    Element,
    Ink,
    column,
    columns,
    container,
    heading,
    line,
    own_line,
    run,
    runs,
    unmarked,
)
from alerts.form import Variant
from alerts.message import Bar, Item, Message, Paragraph
from alerts.text import further_lines
from alerts.words import ANSWER, FALLBACK_LINE
from budget.finnish import DASH
from budget.verdict import Level
from written.record import dataclass

VERSION = "1.4"
SMALLEST_BAR = 3
ANSWER_HERE = "Vastatkaa tähän keskusteluun tai suoraan talouspalveluille."
"""What a card says of answering: its answers stay in Teams, where finance may not be, and no mail goes to finance."""
_HERE = {ANSWER[0]: (ANSWER_HERE,), **dict.fromkeys(ANSWER[1:], ())}
_WORST = 3
_LONGEST_WORST = 160
_LONGEST_LINK = 1000
_PARTS = {Level.RED: "attention", Level.YELLOW: "warning", Level.INFO: "good"}


@dataclass(frozen=True, slots=True)
class Look:
    """What a card needs beside its message.

    `year` is the year in which the message was made: its number is told with it. `page_url` is where the situation
    page is, None where it is nowhere.
    """

    year: int
    variant: Variant = Variant.WHOLE
    page_url: str | None = None


def card(message: Message, look: Look) -> Element:
    """Return the card of a message. It says all of it, however long: `card_bytes` fits it to the limit of Teams.

    The short form has titles and sentences only: no tables, bars, containers or styles that a receiver may refuse.
    """
    short = Variant.SHORT in look.variant
    body = [*(own_line(note) for note in notes(message, look)), *(_short_body(message) if short else _body(message))]
    made: Element = {"type": "AdaptiveCard", "version": VERSION, "lang": "fi", "fallbackText": fallback_text(message, look)}
    if not short:
        made["msteams"] = {"width": "Full"}
    made["body"] = body
    if look.page_url is not None and look.page_url.startswith("https://") and len(look.page_url) <= _LONGEST_LINK:
        made["actions"] = [{"type": "Action.OpenUrl", "title": "Avaa tilannesivu", "url": look.page_url}]
    return made


def notes(message: Message, look: Look) -> tuple[str, ...]:
    """Return what a reader must know of the way by which the message comes."""
    return (
        *((FALLBACK_LINE,) if Variant.FALLBACK in look.variant else ()),
        *((repeat_note(message.number, look.year),) if Variant.REPEAT in look.variant else ()),
    )


def repeat_note(number: int, year: int) -> str:
    """Return the line of a message that may have come already."""
    return f"Tämä voi olla toisto: sama kooste #{number}/{year} on voitu jo toimittaa."


def fallback_text(message: Message, look: Look) -> str:
    """Return what a client shows that cannot draw the card: the three worst, or how a message without items begins."""
    worst = (*(in_one_line(item) for item in message.items), *message.further)[:_WORST]
    parts = (f"Talousvahti #{message.number}", *(worst or (message.subject, *message.greeting[:1])))
    said = (unmarked(part)[:_LONGEST_WORST].rstrip(" .") for part in parts)
    return " ".join((*notes(message, look), *(f"{part}." for part in said if part)))


def in_one_line(item: Item) -> str:
    """Return an item in one line with its level word."""
    return f"{item.title} {DASH} {item.level_word} {DASH} {item.headline}"


def bar_widths(bar: Bar) -> tuple[int, int, int]:
    """Return the weights of a bar: up to the lower of actual and expected, from there to the higher, and the rest."""
    low, high = sorted((max(0, bar.actual), max(0, bar.expected)))
    return low, high - low, max(100, high) - high


def _body(message: Message) -> tuple[Element, ...]:
    closing = _paragraphs(message.closing)
    further = _further(message)
    return (
        heading("Talousvahti", Ink.FAINT),
        line(message.subject, Ink.SUBJECT, spacing="Small"),
        *(line(sentence) for sentence in message.greeting),
        *(_item(item) for item in message.items),
        *((heading("Lisäksi", separator=True, spacing="Large"), *further) if further else ()),
        *((container(closing, separator=True, spacing="Large"),) if closing else ()),
    )


def _short_body(message: Message) -> tuple[Element, ...]:
    further = _further(message)
    return (
        line(message.subject, Ink.SUBJECT),
        *(line(sentence) for sentence in message.greeting),
        *(element for item in message.items for element in _short_item(item)),
        *((line("Lisäksi"), *further) if further else ()),
        *(line(words) for paragraph in message.closing for words in _spoken(paragraph)),
    )


def _item(item: Item) -> Element:
    inside = (
        *_head(item),
        *_paragraphs(item.paragraphs_before),
        *_table(item),
        *(element for bar in item.bars for element in _bar(bar)),
        *_paragraphs(item.paragraphs_after),
        *((line(item.basis, Ink.FAINT),) if item.basis else ()),
    )
    return container(inside, separator=True, spacing="Large")


def _head(item: Item) -> tuple[Element, ...]:
    """Return the word of the level and the title; the worst on the host's red ground, for red text is too faint on a dark one."""
    title = line(item.title, Ink.TITLE, spacing="None")
    if item.level is Level.RED:
        return (container((heading(item.level_word, Ink.STRONG), title), style="attention"),)
    return (heading(item.level_word, Ink.PLAIN), title)


def _short_item(item: Item) -> tuple[Element, ...]:
    title = runs(run(f"{item.title} {DASH} {item.level_word}", Ink.STRONG), separator=True, spacing="Large")
    paragraphs = (*item.paragraphs_before, *item.paragraphs_after)
    return (title, *(line(words) for paragraph in paragraphs for words in _spoken(paragraph)))


def _paragraphs(paragraphs: Iterable[Paragraph]) -> tuple[Element, ...]:
    return tuple(element for paragraph in paragraphs for element in _paragraph(paragraph))


def _paragraph(paragraph: Paragraph) -> tuple[Element, ...]:
    title = (heading(paragraph.heading),) if paragraph.heading else ()
    lines = _lines(paragraph)
    loose = tuple(line(words, spacing="Small") if title or n else line(words) for n, words in enumerate(lines))
    return (*title, *loose)


def _spoken(paragraph: Paragraph) -> tuple[str, ...]:
    return (*((paragraph.heading,) if paragraph.heading else ()), *_lines(paragraph))


def _lines(paragraph: Paragraph) -> tuple[str, ...]:
    sentences = tuple(here for sentence in paragraph.sentences for here in _HERE.get(sentence, (sentence,)))
    if paragraph.numbered:
        return tuple(f"{n}. {sentence}" for n, sentence in enumerate(sentences, start=1))
    if paragraph.listed:
        return tuple(f"{DASH} {sentence}" for sentence in sentences)
    return (" ".join(sentences),) if sentences else ()


def _further(message: Message) -> tuple[Element, ...]:
    """Return the items in one line each, and the count of the rest without a dash."""
    lines = (*(f"{DASH} {words}" for words in message.further), *further_lines(message)[len(message.further) :])
    return tuple(line(words, spacing="Small") for words in lines)


def _table(item: Item) -> tuple[Element, ...]:
    """Return a row of columns for every row of figures; turned round where that makes fewer columns, for phones."""
    if not item.rows:
        return ()
    width = len(item.headings)
    rows = [["", *item.headings], *([row.name, *(*row.cells, *[""] * width)[:width]] for row in item.rows)]
    grid = [list(cells) for cells in zip(*rows, strict=True)] if len(item.rows) < width else rows
    names, *weights = [max(_longest_word(cells) for cells in in_column) for in_column in zip(*grid, strict=True)]
    head, *rest = grid
    widths = (names + 2, *weights)
    return (_row(head, widths, Ink.CELL_HEAD, "Medium"), *(_row(cells, widths, Ink.CELL, "Small") for cells in rest))


def _row(cells: Sequence[str], widths: Sequence[int], ink: Ink, spacing: str) -> Element:
    """Return a row: its name to the left, its figures to the right."""
    left: Element = {}
    right: Element = {"horizontalAlignment": "Right"}
    drawn = [
        column(width, (line(words, ink, **(right if n else left)),) if words else (), spacing="Small")
        for n, (words, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return columns(drawn, spacing=spacing)


def _longest_word(words: str) -> int:
    """Return how wide a column must be so that no number breaks: a no-break space is part of a number."""
    return min(24, max(5, *(len(word) for word in words.split(" "))))


def _bar(bar: Bar) -> tuple[Element, ...]:
    """Return the words of a bar and the bar: no bar for a difference that would look like none."""
    if abs(bar.actual - bar.expected) < SMALLEST_BAR:
        return ()
    parts = zip(bar_widths(bar), ("accent", _PARTS[bar.level], "emphasis"), strict=True)
    pieces = [column(width, (), style=style, spacing="None", minHeight="10px") for width, style in parts if width > 0]
    return (line(bar.label, Ink.CELL), columns(pieces, spacing="Small"))
