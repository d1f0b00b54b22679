"""The content of a message, without markup: what text, mail, page and card are made from."""

from __future__ import annotations

from budget.owner import Owner
from budget.period import Period
from budget.verdict import Level
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line of a unit in the table of an item. Cells are finished texts, in the order of the table's headings."""

    name: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of one line: shares of the budget in percent, 0 and up. The words beside it carry the meaning."""

    label: str
    actual: int
    expected: int
    level: Level


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences under an optional heading, as running text or as a list."""

    sentences: tuple[str, ...]
    heading: str | None = None
    listed: bool = False
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """What one message says of one unit (or of a measure, a source, or the items without an appropriation).

    `paragraphs_before` stand above the table, `paragraphs_after` below it. `basis` is the one grey line at the end:
    rule, limit, source file and rows.
    """

    title: str
    level: Level | None
    level_word: str
    headline: str
    paragraphs_before: tuple[Paragraph, ...]
    headings: tuple[str, ...]
    rows: tuple[TableRow, ...]
    bars: tuple[Bar, ...]
    paragraphs_after: tuple[Paragraph, ...]
    basis: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one address in one run.

    `number` is the running number of the outbox. `told` are pairs of alert id and role that this message tells.
    `further` are the items told in one line each, `rest` how many more there are. `thread` is the alert id whose
    earlier mail this continues, None for a new thread. `key` identifies the news, so that the same news is never
    queued twice. `for_finance` tells a summary or notice for finance from a message to a head.
    """

    number: int
    key: str
    role: str
    address: str
    channel: str
    fallback: str | None
    period: Period | None
    subject: str
    greeting: tuple[str, ...]
    items: tuple[Item, ...]
    further: tuple[str, ...]
    rest: int
    closing: tuple[Paragraph, ...]
    told: tuple[tuple[str, str], ...]
    thread: str | None
    for_finance: bool


def to_finance(
    owner: Owner,
    number: int,
    *,
    key: str,
    period: Period | None,
    subject: str,
    greeting: tuple[str, ...],
    closing: tuple[Paragraph, ...],
) -> Message:
    """Return a message to finance that is words alone: a summary, a notice, a sign of life."""
    return Message(
        number=number,
        key=key,
        role=owner.role,
        address=owner.address,
        channel=owner.channel,
        fallback=owner.fallback,
        period=period,
        subject=subject,
        greeting=greeting,
        items=(),
        further=(),
        rest=0,
        closing=closing,
        told=(),
        thread=None,
        for_finance=True,
    )
