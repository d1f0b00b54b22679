"""A message as an HTML page that old Outlook and new clients, light and dark, show alike."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from alerts.message import Bar, Item, Message
from alerts.text import further_lines
from alerts.words import visible
from budget.verdict import Level

if TYPE_CHECKING:
    from jinja2 import Template

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
    """Return the message as an HTML page. Every text is escaped: data is never markup."""
    page = _template().render(
        message=message,
        items=[(item, tint(item), [(bar.label, segments(bar)) for bar in item.bars]) for item in message.items],
        preheader=preheader(message),
        further=further_lines(message),
    )
    return visible(page)


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader

    environment = Environment(
        loader=PackageLoader("alerts"), autoescape=True, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    return environment.get_template("message.html")


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
