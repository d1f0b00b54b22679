"""Resolves the names of a condition for one subject and checks its kinds, before anything is judged."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from budget.finnish import LINE_GENITIVES, MONTHS, plain_number
from budget.unit import Line
from budget.verdict import Kind
from engine import meant
from engine.names import BY_WORD, FAMILIES, MONTH_NAMES, NAMES, Name, fold, month_number, month_span_hint, names_of
from engine.rulebook import Limit, Subject
from engine.syntax import (
    Absolute,
    Both,
    Bound,
    Compare,
    Condition,
    Constant,
    Either,
    Given,
    Logic,
    Missing,
    Mistake,
    Not,
    Operation,
    Reference,
    Signed,
    Span,
    Sum,
    Unbudgeted,
)
from written.problem import did_you_mean

MAX_MISTAKES = 5
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


def for_subject(condition: Condition, subject: Subject, limits: tuple[Limit, ...]) -> Condition | tuple[Mistake, ...]:
    """Return the condition with primary names, for one subject; its mistakes where it does not fit the subject.

    Synonyms and ASCII spellings become primary names, month names constants, and a bare `odotus` of a unit gets
    the line of its comparison. Names of limits stay as the limits are called.
    """
    checker = _Checker(condition, subject, {fold(limit.name): limit for limit in limits})
    tree = checker.logic(condition.tree)
    return tuple(checker.mistakes[:MAX_MISTAKES]) if checker.mistakes else Condition(condition.text, tree)


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
    """Walks over a tree, collects mistakes, and returns the tree with the names resolved."""

    condition: Condition
    subject: Subject
    limits: Mapping[str, Limit]
    mistakes: list[Mistake] = field(default_factory=list)
    line: Line | None = None  # the only genitive of the comparison at hand

    def wrong(self, span: Span, message: str, hint: str | None = None) -> None:
        self.mistakes.append(Mistake(span, message, hint))

    def logic(self, node: Logic) -> Logic:
        if isinstance(node, Not):
            return replace(node, inner=self.logic(node.inner))
        if isinstance(node, Both | Either):
            return replace(node, left=self.logic(node.left), right=self.logic(node.right))
        if isinstance(node, Compare):
            return self.compare(node)
        if isinstance(node, Missing | Given):
            return self.state(node)
        return self.predicate(node)

    def predicate(self, node: Unbudgeted | Bound) -> Logic:
        word = "budjetoimaton" if isinstance(node, Unbudgeted) else "sitova"
        if FAMILIES[self.subject] is not FAMILIES[Subject.COSTS]:
            self.wrong(node.span, f"sanaa {word} ei voi käyttää, kun kohde on {self.subject.value}", self.has())
        else:
            self.check_line(node.span, node.line, word)
        return node

    def state(self, node: Missing | Given) -> Logic:
        self.line = None
        reference = self.reference(node.reference)
        if isinstance(reference, Constant) or (isinstance(reference, Reference) and fold(reference.word) in self.limits):
            self.wrong(node.reference.span, f"{node.reference.word} on aina annettu", "kirjoita nimi, joka voi puuttua")
            return node
        return replace(node, reference=reference) if isinstance(reference, Reference) else node

    def compare(self, node: Compare) -> Logic:
        lines = _lines(node.left) | _lines(node.right)
        self.line = next(iter(lines)) if len(lines) == 1 else None
        left, right = self.sum(node.left), self.sum(node.right)
        one, two = self.kind(left), self.kind(right)
        if one is not None and two is not None:
            self.check_compared(left, one, right, two)
            if self.is_constant(left) and self.is_constant(right):
                hint = f"vertaa nimeen, esimerkiksi {self.example()} > {self.words(right)}"
                span = Span(left.span.start, right.span.end)
                self.wrong(span, f"vertailussa ei ole yhtään nimeä: {self.condition.words(span)}", hint)
        return Compare(node.span, left, node.sign, right)

    def sum(self, node: Sum) -> Sum:
        if isinstance(node, Reference):
            return self.reference(node)
        if isinstance(node, Signed | Absolute):
            return replace(node, inner=self.sum(node.inner))
        if isinstance(node, Operation):
            return Operation(node.span, self.sum(node.left), node.sign, self.sum(node.right))
        return node

    def reference(self, node: Reference) -> Reference | Constant:
        if len(self.mistakes) >= MAX_MISTAKES:
            return node
        folded = fold(node.word)
        limit = self.limits.get(folded)
        if limit is not None or folded in MONTH_NAMES:
            if node.line is not None:
                self.wrong(node.span, f"sanalla {node.word} ei ole riviä", f"poista {LINE_GENITIVES[node.line]}")
            word = node.word if limit is None else limit.name
            month = MONTH_NAMES.get(folded) if limit is None else None
            return replace(node, word=word, line=None) if month is None else Constant(node.span, Kind.MONTH, (month, 1))
        name = BY_WORD.get(folded)
        if name is None or FAMILIES[self.subject] not in name.meanings:
            self.unknown(node, name)
            return node
        return Reference(node.span, self.line_of(node, name), name.primary)

    def unknown(self, node: Reference, name: Name | None) -> None:
        word = node.word[:60]
        if name is not None:
            self.wrong(node.span, f"nimeä {word} ei ole, kun kohde on {self.subject.value}", self.has())
            return
        parts = node.word.split("-")
        months = [number for part in parts if (number := month_number(part)) is not None]
        if len(months) == len(parts) == 2:
            self.wrong(node.span, f"kuukausia ei voi verrata väliin: {word}", month_span_hint(*months))
            return
        if len(parts) > 1 and all(fold(part) in BY_WORD or fold(part) in self.limits for part in parts):
            hint: str | None = f"välilyönnit miinuksen ympärille: {' - '.join(parts)}"
        else:
            hint = did_you_mean(node.word, self.known(), (meant.NAMES,)) or self.no_such_name(node.word)
        self.wrong(node.span, f"tuntematon nimi: {word}", hint)

    def known(self) -> tuple[str, ...]:
        """Return all words that a reference could be, as people write them."""
        names = [name for name in NAMES if FAMILIES[self.subject] in name.meanings]
        words = [word for name in names for word in (*name.synonyms, name.primary)]
        return (*words, *(limit.name for limit in self.limits.values()), *(f"{name}kuu" for name in MONTHS))

    def no_such_name(self, word: str) -> str:
        if re.fullmatch(r"[A-Z]{1,2}\d+", word):
            return f"Excelin soluja ei ole: kirjoita nimi. {self.has()}"
        if word.casefold().startswith(meant.LIMITS):
            return f"anna raja avaimessa rajat, esimerkiksi rajat: {{{word}: 5 %-yks.}}"
        return self.has()

    def has(self) -> str:
        names = ", ".join([*names_of(self.subject), *(limit.name for limit in self.limits.values())])
        return f"kohteella {self.subject.value} on: {names}"

    def line_of(self, node: Reference, name: Name) -> Line | None:
        if name.of_period:
            return None
        if self.subject is Subject.UNIT and node.line is None and name.primary == "odotus" and self.line is not None:
            return self.line
        self.check_line(node.span, node.line, name.primary)
        return node.line

    def check_line(self, span: Span, line: Line | None, word: str) -> None:
        if self.subject is Subject.UNIT and line is None:
            options = [f"{genitive} {word}" for genitive in ("kulujen", "tuottojen", "katteen")]
            self.wrong(span, f"sanan {word} edestä puuttuu rivi", f"kirjoita {options[0]}, {options[1]} tai {options[2]}")
        elif self.subject is not Subject.UNIT and line is not None:
            message = f"sanaa {LINE_GENITIVES[line]} voi käyttää vain, kun kohde on yksikkö"
            self.wrong(span, message, f"poista {LINE_GENITIVES[line]} tai vaihda kohteeksi yksikkö")

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


def _lines(node: Sum) -> frozenset[Line]:
    if isinstance(node, Reference):
        return frozenset() if node.line is None else frozenset({node.line})
    if isinstance(node, Signed | Absolute):
        return _lines(node.inner)
    if isinstance(node, Operation):
        return _lines(node.left) | _lines(node.right)
    return frozenset()


def _is_month(node: Sum) -> bool:
    return isinstance(node, Reference) and node.word == "kuukausi"


def _sign(sign: str) -> str:
    return "\u2212" if sign == "-" else sign
