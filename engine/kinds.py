"""Checks the kinds of a condition: what may be compared, added and multiplied, before anything is judged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from budget.finnish import LINE_GENITIVES, plain_number
from budget.unit import Line
from budget.verdict import Kind
from engine.names import BY_WORD, FAMILIES, fold, month_number, month_span_hint, names_of
from engine.rulebook import Limit, Subject
from engine.syntax import (
    Absolute,
    Both,
    Compare,
    Condition,
    Constant,
    Either,
    Logic,
    Mistake,
    Not,
    Operation,
    Reference,
    Signed,
    Span,
    Sum,
)

_WORDS = {
    Kind.EUROS: "euroja",
    Kind.SHARE: "prosentteja (%)",
    Kind.POINTS: "prosenttiyksiköitä (%-yks.)",
    Kind.NUMBER: "luku ilman yksikköä",
    Kind.DAYS: "päiviä (pv)",
    Kind.MONTH: "kuukausi",
}
_UNITS = {Kind.EUROS: " €", Kind.SHARE: " %", Kind.POINTS: " %-yks.", Kind.NUMBER: "", Kind.DAYS: " pv"}
_ALLOWED = "laskea voi € + €, % + %-yks., % - %, luku * mikä tahansa, % * € ja € / €"


def kind_mistakes(condition: Condition, subject: Subject, limits: Mapping[str, Limit]) -> tuple[Mistake, ...]:
    """Return what is compared or computed in a condition and does not fit together; a name that is unknown fits anything.

    Args:
        condition: one whose names are resolved, where they are known.
        subject: what it is of.
        limits: the limits that it may name, by their folded names.
    """
    checker = _Checker(condition, subject, limits)
    for comparison in _comparisons(condition.tree):
        checker.compare(comparison)
    return tuple(checker.mistakes)


def _comparisons(node: Logic) -> Iterator[Compare]:
    if isinstance(node, Not):
        yield from _comparisons(node.inner)
    elif isinstance(node, Both | Either):
        yield from _comparisons(node.left)
        yield from _comparisons(node.right)
    elif isinstance(node, Compare):
        yield node


def combined(left: Kind, sign: str, right: Kind) -> Kind | None:
    """Return the kind of `left sign right`; None where it means nothing. A month counts as a number."""
    one, two = _plain(left), _plain(right)
    if sign == "*":
        return _product(one, two)
    if sign == "/":
        return one if two is Kind.NUMBER else Kind.SHARE if one is two is Kind.EUROS else None
    if one is two:
        return Kind.POINTS if sign == "-" and one is Kind.SHARE else one
    if (one, two) == (Kind.SHARE, Kind.POINTS) or (sign == "+" and (two, one) == (Kind.SHARE, Kind.POINTS)):
        return Kind.SHARE
    return None


def _product(one: Kind, two: Kind) -> Kind | None:
    if Kind.NUMBER in (one, two):
        return two if one is Kind.NUMBER else one
    if {one, two} == {Kind.SHARE, Kind.EUROS}:
        return Kind.EUROS
    return Kind.SHARE if one is two is Kind.SHARE else None


def _plain(kind: Kind) -> Kind:
    return Kind.NUMBER if kind is Kind.MONTH else kind


@dataclass
class _Checker:
    """Looks at comparisons whose names are resolved, and collects mistakes."""

    condition: Condition
    subject: Subject
    limits: Mapping[str, Limit]
    mistakes: list[Mistake] = field(default_factory=list)

    def wrong(self, span: Span, message: str, hint: str | None = None) -> None:
        self.mistakes.append(Mistake(span, message, hint))

    def compare(self, node: Compare) -> None:
        left, right = node.left, node.right
        one, two = self.kind(left), self.kind(right)
        if one is None or two is None:
            return
        self.check_compared(left, one, right, two)
        if self.is_constant(left) and self.is_constant(right):
            hint = f"vertaa nimeen, esimerkiksi {self.example()} > {self.words(right)}"
            span = Span(left.span.start, right.span.end)
            self.wrong(span, f"vertailussa ei ole yhtään nimeä: {self.condition.words(span)}", hint)

    def kind(self, node: Sum) -> Kind | None:
        """Return the kind of a sum whose names are resolved; None, with a mistake, where it has none."""
        if isinstance(node, Constant):
            return node.kind
        if isinstance(node, Reference):
            limit = self.limits.get(fold(node.word))
            name = BY_WORD.get(fold(node.word))
            meaning = name.meanings.get(FAMILIES[self.subject]) if name else None
            return limit.kind if limit else meaning.kind if meaning else None
        if isinstance(node, Signed | Absolute):
            kind = self.kind(node.inner)
            return None if kind is None or self.is_month_name(node.inner) else _plain(kind)
        return self.operation_kind(node)

    def is_month_name(self, node: Sum) -> bool:
        if isinstance(node, Constant) and node.kind is Kind.MONTH:
            self.wrong(node.span, "kuukauden nimellä ei voi laskea", "vertaa sitä suoraan: kuukausi = kesäkuu")
            return True
        return False

    def operation_kind(self, node: Operation) -> Kind | None:
        one, two = self.kind(node.left), self.kind(node.right)
        if one is None or two is None or self.is_month_name(node.left) or self.is_month_name(node.right):
            return None
        if node.sign in "+-" and one is two is Kind.SHARE and self.is_constant(node.right):
            self.refuse_percents(node)
            return None
        result = combined(one, node.sign, two)
        if node.sign == "/" and self.is_zero(node.right):
            self.wrong(node.right.span, "nollalla ei voi jakaa", "anna jakajaksi muu luku kuin nolla")
            return None
        if result is not None:
            return result
        hint: str | None = None
        if node.sign in "+-":
            wanted = Kind.POINTS if one is Kind.SHARE else one
            hint = self.meant(node.right, wanted)
        message = f"{self.words(node.left)} on {_WORDS[one]} ja {self.words(node.right)} on {_WORDS[two]}"
        self.wrong(node.right.span if hint else node.span, f"laskua {_sign(node.sign)} ei voi tehdä: {message}", hint or _ALLOWED)
        return None

    def refuse_percents(self, node: Operation) -> None:
        """Refuse `odotus + 5 %`, which could mean five points or five percent of it."""
        verb = "osuuteen lisätään" if node.sign == "+" else "osuudesta vähennetään"
        hint = self.meant(node.right, Kind.POINTS) or _ALLOWED
        self.wrong(node.right.span, f"{verb} prosenttiyksiköitä (%-yks.), ei prosentteja", hint)

    def check_compared(self, left: Sum, one: Kind, right: Sum, two: Kind) -> None:
        for side, other in ((left, right), (right, left)):
            if isinstance(side, Constant) and side.kind is Kind.MONTH and not _is_month(other):
                message = "kuukauden nimeä voi verrata vain nimeen kuukausi"
                self.wrong(side.span, message, "kirjoita kuukausi = kesäkuu")
                return
        if _plain(one) is _plain(two):
            self.check_month(left, right)
            return
        hint, span = self.meant(right, one), right.span
        if hint is None:
            hint, span = self.meant(left, two), left.span
        message = f"{self.words(left)} on {_WORDS[one]} ja {self.words(right)} on {_WORDS[two]}"
        whole = Span(left.span.start, right.span.end)
        self.wrong(span if hint else whole, f"eri lajeja ei voi verrata: {message}", hint or "vertaa samanlaisia arvoja")

    def check_month(self, left: Sum, right: Sum) -> None:
        """Refuse a month that no year has, and a span of months that was read as a subtraction."""
        for side, other in ((left, right), (right, left)):
            if isinstance(side, Operation) and side.sign == "-" and _is_month(other):
                words = self.words(side)
                first, last = (month_number(self.words(part)) for part in (side.left, side.right))
                if first and last and (first <= last or " " not in words):
                    self.wrong(side.span, f"kuukausia ei voi verrata väliin: {words}", month_span_hint(first, last))
            if isinstance(side, Constant) and side.kind is Kind.NUMBER and _is_month(other):
                whole, rest = divmod(side.value[0], side.value[1])
                if rest or not 1 <= whole <= 12:
                    self.wrong(
                        side.span, f"kuukautta ei ole: {self.words(side)}", "kuukausi on 1–12 tai nimi, esimerkiksi kesäkuu"
                    )

    def example(self) -> str:
        """Return a name of the subject for a hint."""
        names = names_of(self.subject)
        bare = "toteuma" if "toteuma" in names else names[-1]
        return f"{LINE_GENITIVES[Line.COSTS]} {bare}" if self.subject is Subject.UNIT else bare

    def meant(self, node: Sum, wanted: Kind) -> str | None:
        """Return the hint that gives a constant the kind that was wanted; None where node is no constant."""
        inner = node
        while isinstance(inner, Signed):
            inner = inner.inner
        if isinstance(inner, Reference) and fold(inner.word) in self.limits:
            return f"anna raja {inner.word} muodossa{_UNITS.get(_plain(wanted)) or ' luku ilman yksikköä'}"
        if not isinstance(inner, Constant) or inner.kind is Kind.MONTH:
            return None
        if wanted is Kind.EUROS and inner.kind in (Kind.SHARE, Kind.POINTS):
            return f"tarkoititko {self.digits(inner)} % * ta?"
        digits, unit = self.digits(inner), _UNITS[_plain(wanted)]
        if wanted is Kind.NUMBER and inner.kind is Kind.SHARE:
            return f"tarkoititko {plain_number(inner.value)}?"
        if wanted in (Kind.SHARE, Kind.POINTS) and inner.kind is Kind.NUMBER and 0 < inner.value[0] < 2 * inner.value[1]:
            hundredfold = f"{100 * inner.value[0] / inner.value[1]:.10g}".replace(".", ",")
            return f"tarkoititko {digits}{unit} vai {hundredfold}{unit}?"
        return f"tarkoititko {digits}{unit}?"

    def digits(self, node: Constant) -> str:
        found = re.match(r"[(\s]*([0-9][0-9 \u00a0\u202f,]*[0-9]|[0-9])", self.condition.text[node.span.start : node.span.end])
        return found[1] if found else ""

    def is_constant(self, node: Sum) -> bool:
        if isinstance(node, Reference):
            return fold(node.word) in self.limits
        if isinstance(node, Signed | Absolute):
            return self.is_constant(node.inner)
        return isinstance(node, Constant) or (self.is_constant(node.left) and self.is_constant(node.right))

    def is_zero(self, node: Sum) -> bool:
        if isinstance(node, Signed | Absolute):
            return self.is_zero(node.inner)
        limit = self.limits.get(fold(node.word)) if isinstance(node, Reference) else None
        value = node.value if isinstance(node, Constant) else limit.value if limit else None
        return value is not None and value[0] == 0

    def words(self, node: Sum) -> str:
        words = self.condition.words(node.span)
        return words if len(words) <= 60 else words[:57] + "…"


def _is_month(node: Sum) -> bool:
    return isinstance(node, Reference) and node.word == "kuukausi"


def _sign(sign: str) -> str:
    return "\u2212" if sign == "-" else sign
