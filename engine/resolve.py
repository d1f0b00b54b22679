"""Resolves the names of a condition for one subject, before its kinds are checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from budget.finnish import LINE_GENITIVES, MONTHS
from budget.unit import Line
from budget.verdict import Kind
from engine import meant
from engine.kinds import kind_mistakes
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


def for_subject(condition: Condition, subject: Subject, limits: tuple[Limit, ...]) -> Condition | tuple[Mistake, ...]:
    """Return the condition with primary names, for one subject; its mistakes where it does not fit the subject.

    Synonyms and ASCII spellings become primary names, month names constants, and a bare `odotus` of a unit gets
    the line of its comparison. Names of limits stay as the limits are called.
    """
    by_word = {fold(limit.name): limit for limit in limits}
    resolver = _Resolver(subject, by_word)
    resolved = Condition(condition.text, resolver.logic(condition.tree))
    mistakes = (*resolver.mistakes, *kind_mistakes(resolved, subject, by_word))
    return mistakes[:MAX_MISTAKES] or resolved


@dataclass
class _Resolver:
    """Walks over a tree, collects mistakes, and returns the tree with the names resolved."""

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

    def compare(self, node: Compare) -> Compare:
        lines = _lines(node.left) | _lines(node.right)
        self.line = next(iter(lines)) if len(lines) == 1 else None
        return Compare(node.span, self.sum(node.left), node.sign, self.sum(node.right))

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


def _lines(node: Sum) -> frozenset[Line]:
    if isinstance(node, Reference):
        return frozenset() if node.line is None else frozenset({node.line})
    if isinstance(node, Signed | Absolute):
        return _lines(node.inner)
    if isinstance(node, Operation):
        return _lines(node.left) | _lines(node.right)
    return frozenset()
