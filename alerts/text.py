"""A message as plain text: what a mail without HTML, a log and a test read."""

from __future__ import annotations

import re
import textwrap

from alerts.message import Item, Message, Paragraph, TableRow
from alerts.words import visible
from budget.finnish import DASH

WIDTH = 88
_GAP = "   "


def text(message: Message) -> str:
    """Return the message as plain text, lines of at most about 90 characters, tables aligned on their numbers."""
    blocks: list[str] = []
    if message.greeting:
        blocks.append(_lines(message.greeting))
    blocks.extend(_item(item) for item in message.items)
    if message.further or message.rest:
        blocks.append(_further(message))
    blocks.extend(_paragraph(paragraph) for paragraph in message.closing)
    return visible("\n\n".join(blocks)) + "\n"


def further_lines(message: Message) -> tuple[str, ...]:
    """Return the items told in one line each, and the count of the rest."""
    rest = (f"ja {message.rest} muu{'' if message.rest == 1 else 'ta'}",) if message.rest else ()
    return (*message.further, *rest)


def title(item: Item) -> str:
    """Return the heading of an item with the word of its level."""
    return _flat(f"{item.title} {DASH} {item.level_word}")


def _flat(data: str) -> str:
    """Return data on one line: a line end in a name would begin a paragraph of its own."""
    return re.sub(r"[\r\n\t\x0b\x0c]+", " ", data)


def _item(item: Item) -> str:
    blocks = [title(item), *(_paragraph(p) for p in item.paragraphs_before)]
    if item.rows:
        blocks.append(_table(item.headings, item.rows))
    blocks.extend(_paragraph(p) for p in item.paragraphs_after)
    if item.basis:
        blocks[-1] += "\n" + _wrapped(item.basis)
    return "\n\n".join(blocks)


def _further(message: Message) -> str:
    return "\n".join(["Lisäksi", *(_wrapped(line, f"{DASH} ", "  ") for line in further_lines(message))])


def _paragraph(paragraph: Paragraph) -> str:
    heading = [_flat(paragraph.heading)] if paragraph.heading else []
    if paragraph.numbered:
        lines = [_wrapped(s, f"{n}. ", "   ") for n, s in enumerate(paragraph.sentences, start=1)]
    elif paragraph.listed:
        lines = [_wrapped(s, f"{DASH} ", "  ") for s in paragraph.sentences]
    else:
        lines = [_wrapped(" ".join(paragraph.sentences))]
    return "\n".join([*heading, *lines])


def _lines(sentences: tuple[str, ...]) -> str:
    return "\n".join(_wrapped(sentence) for sentence in sentences)


def _wrapped(sentence: str, first: str = "", later: str = "") -> str:
    return "\n".join(
        textwrap.wrap(
            sentence,
            WIDTH,
            initial_indent=first,
            subsequent_indent=later,
            break_long_words=False,
            break_on_hyphens=False,
        )
    )


def _table(headings: tuple[str, ...], rows: tuple[TableRow, ...]) -> str:
    names = _padded(["", *(_flat(row.name) for row in rows)])
    columns = [names]
    for index, heading in enumerate(headings):
        cells = _aligned([_flat(row.cells[index]) if index < len(row.cells) else "" for row in rows])
        columns.append(_padded([_flat(heading), *cells]))
    return "\n".join(_GAP.join(cells).rstrip() for cells in zip(*columns, strict=True))


def _padded(cells: list[str]) -> list[str]:
    width = max(len(cell) for cell in cells)
    return [cell.ljust(width) for cell in cells]


def _aligned(cells: list[str]) -> list[str]:
    """Return the cells with their numbers ending at the same place, whatever words follow them."""
    parts = [_number_and_words(cell) for cell in cells]
    width = max((len(number) for number, _ in parts), default=0)
    return [f"{number.rjust(width)} {words}".rstrip() for number, words in parts]


def _number_and_words(cell: str) -> tuple[str, str]:
    number, _, words = cell.partition(" ")
    return (number, words) if not number.isalpha() else ("", cell)
