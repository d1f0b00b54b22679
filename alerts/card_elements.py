"""The few elements that a card is made of, and where a text that comes from data may stand in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import TypeAlias

from alerts.words import visible

Json: TypeAlias = "Mapping[str, Json] | Sequence[Json] | str | int | bool | None"
Element: TypeAlias = "dict[str, Json]"

_OWN = re.compile(r"[^\W\d_](?:[^\W\d_]|[ ,()–])*")
_LONG_WORD = re.compile(r"[^\W\d_]{23,}")
_SYLLABLE = re.compile(r"(?<=[^\W\d_]{4})(?=[bcdfghjklmnpqrstvwxz][aeiouyåäö][^\W\d_]{2})", re.IGNORECASE)
_SOFT_HYPHEN = "\u00ad"


class Ink(Enum):
    """How a text looks."""

    PLAIN = "plain"
    SUBJECT = "subject"
    TITLE = "title"
    STRONG = "strong"
    CELL = "cell"
    CELL_HEAD = "cell head"
    FAINT = "faint"


_STYLES: dict[Ink, Element] = {
    Ink.PLAIN: {},
    Ink.SUBJECT: {"size": "Large", "weight": "Bolder"},
    Ink.TITLE: {"size": "Medium", "weight": "Bolder"},
    Ink.STRONG: {"weight": "Bolder"},
    Ink.CELL: {"size": "Small"},
    Ink.CELL_HEAD: {"size": "Small", "weight": "Bolder"},
    Ink.FAINT: {"size": "Small", "isSubtle": True},
}


def run(words: str, ink: Ink = Ink.PLAIN) -> Element:
    """Return a run of text. It has no Markdown, so it is the only place for what comes from data."""
    return {"type": "TextRun", "text": hyphenated(tidy(words)), **_STYLES[ink]}


def line(words: str, ink: Ink = Ink.PLAIN, **more: Json) -> Element:
    """Return a paragraph of one run."""
    return runs(run(words, ink), **more)


def runs(*inlines: Element, **more: Json) -> Element:
    """Return a paragraph of some runs."""
    return {"type": "RichTextBlock", "inlines": list(inlines), **more}


def own_line(words: str, **more: Json) -> Element:
    """Return a paragraph of our own words. A TextBlock reads Markdown: data never stands in it."""
    return {"type": "TextBlock", "text": words, "wrap": True, **more}


def heading(words: str, ink: Ink = Ink.STRONG, **more: Json) -> Element:
    """Return a heading that a screen reader finds; a paragraph where the words could be read as Markdown."""
    if _OWN.fullmatch(words):
        return own_line(words, style="heading", **_STYLES[ink], **more)
    return line(words, ink, **more)


def container(items: Sequence[Element], **more: Json) -> Element:
    """Return elements that belong together."""
    return {"type": "Container", "items": list(items), **more}


def columns(cells: Sequence[Element], **more: Json) -> Element:
    """Return cells beside each other."""
    return {"type": "ColumnSet", "columns": list(cells), **more}


def column(width: Json, items: Sequence[Element], **more: Json) -> Element:
    """Return a cell: its width is a weight or `auto`."""
    return {"type": "Column", "width": width, "items": list(items), **more}


def tidy(words: str) -> str:
    """Return words on one line, without what nobody sees and without the braces that a client would reckon with."""
    return re.sub(r"\{(?=\{)", "{ ", visible(words.replace("\n", " ")))


def hyphenated(words: str) -> str:
    """Return words of which the longest may be broken at a syllable: a phone would cut them off."""
    return _LONG_WORD.sub(lambda word: _SYLLABLE.sub(_SOFT_HYPHEN, word[0]), words)


def unmarked(words: str) -> str:
    """Return words in which nothing can be read as Markdown or as a link: fallback texts have no TextRun."""
    kept = "".join(c for c in tidy(words) if c.isalnum() or c.isspace() or c in ".,;:%€–−+-/&'’”\"?()#")
    kept = kept.replace("//", "/ /")
    return re.sub(r"(?<=[^\W\d_])\.(?=[^\W\d_])", ". ", kept)
