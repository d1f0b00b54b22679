"""The syntax tree of a condition: each node knows which characters of the text it stands for."""

from __future__ import annotations

from typing import TypeAlias

from budget.exact import Exact
from budget.unit import Line
from budget.verdict import Kind
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of the text, from 0; `end` is the first one after."""

    start: int
    end: int

    def to(self, other: Span) -> Span:
        """Return the span from the start of this one to the end of the other."""
        return Span(self.start, other.end)


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with some characters of a condition, in Finnish, and what to write instead."""

    span: Span
    message: str
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Constant:
    """A number with its unit. `value` is exact: euros in cents, percents and points as shares of 1."""

    span: Span
    kind: Kind
    value: Exact


@dataclass(frozen=True, slots=True)
class Reference:
    """A name as it was written, with the line of its genitive (`kulujen ta`)."""

    span: Span
    line: Line | None
    word: str


@dataclass(frozen=True, slots=True)
class Signed:
    """A sum with a sign before it."""

    span: Span
    sign: str
    inner: Sum


@dataclass(frozen=True, slots=True)
class Absolute:
    """`itseisarvo(…)`."""

    span: Span
    inner: Sum


@dataclass(frozen=True, slots=True)
class Operation:
    """`left sign right` with one of the signs `+ - * /`."""

    span: Span
    left: Sum
    sign: str
    right: Sum


Sum: TypeAlias = Constant | Reference | Signed | Absolute | Operation


@dataclass(frozen=True, slots=True)
class Compare:
    """A comparison with one of the signs `> >= < <= = <>`."""

    span: Span
    left: Sum
    sign: str
    right: Sum


@dataclass(frozen=True, slots=True)
class Missing:
    """`x puuttuu`."""

    span: Span
    reference: Reference


@dataclass(frozen=True, slots=True)
class Given:
    """`x on annettu`."""

    span: Span
    reference: Reference


@dataclass(frozen=True, slots=True)
class Unbudgeted:
    """`budjetoimaton`: bookings where there is no budget."""

    span: Span
    line: Line | None


@dataclass(frozen=True, slots=True)
class Bound:
    """`sitova`: the line is a binding level of the budget."""

    span: Span
    line: Line | None


@dataclass(frozen=True, slots=True)
class Not:
    """`ei …`."""

    span: Span
    inner: Logic


@dataclass(frozen=True, slots=True)
class Both:
    """`… ja …`."""

    span: Span
    left: Logic
    right: Logic


@dataclass(frozen=True, slots=True)
class Either:
    """`… tai …`."""

    span: Span
    left: Logic
    right: Logic


Logic: TypeAlias = Compare | Missing | Given | Unbudgeted | Bound | Not | Both | Either


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition as it was read. `text` is normalised to NFC; the spans of the tree count its characters."""

    text: str
    tree: Logic

    def words(self, span: Span) -> str:
        """Return the text of a node, with single spaces."""
        return " ".join(self.text[span.start : span.end].split())
