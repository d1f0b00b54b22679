"""Reads the text of a condition into its syntax tree, by recursive descent over `rules.lark`'s grammar."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from budget.exact import Exact
from budget.unit import Line
from budget.verdict import Kind
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
from engine.tokens import SPACE, Sort, Token, tokenize
from engine.units import MAX_DIGITS, POINTS, UNITS

MAX_DEPTH = 30
"""How deep brackets, signs and `ei` may nest: more than a person can read, less than Python's stack."""

MAX_LENGTH = 5_000
MAX_TOLD = 1_500
"""How long a condition may be for its habits to be looked for."""

LINES = {"kulujen": Line.COSTS, "tuottojen": Line.REVENUE, "katteen": Line.MARGIN}
_Step: TypeAlias = "Callable[[], Logic | Sum]"
_SUMS = (Constant, Reference, Signed, Absolute, Operation)


def parse_condition(text: str) -> Condition | tuple[Mistake, ...]:
    """Read a condition; its mistakes, in the order of the text, where it is not one. Never raises.

    The words are not resolved here: an unknown name is a mistake of `resolve.for_subject`.
    """
    condition, mistakes = read(text)
    return mistakes if mistakes or condition is None else condition


def read(text: str) -> tuple[Condition | None, tuple[Mistake, ...]]:
    """Read a condition and its mistakes. With mistakes the condition is what was meant, where that is clear."""
    if len(text) > MAX_LENGTH:
        return None, (Mistake(Span(0, 1), "ehto on liian pitkä", "jaa ehto usealle säännölle"),)
    normal = unicodedata.normalize("NFC", text)
    condition, mistakes = _read(normal)
    if not mistakes:
        return condition, ()
    if len(normal) > MAX_TOLD:
        return condition, mistakes
    from engine.habits import rewritten

    told = rewritten(normal)
    if not told.mistakes:
        return condition, mistakes
    condition, more = _read(told.text) if told.is_clear else (None, ())
    return condition, (*told.mistakes, *more)


def _read(normal: str) -> tuple[Condition | None, tuple[Mistake, ...]]:
    read_tokens = tokenize(normal)
    mistakes = read_tokens.mistakes
    if len(read_tokens.tokens) == 1 and not mistakes:
        return None, (Mistake(Span(0, max(1, len(normal))), "ehto puuttuu", "kirjoita esimerkiksi toteuma > ta"),)
    try:
        condition = Condition(normal, _Parser(normal, read_tokens.tokens).condition())
        return (condition if read_tokens.is_clear else None), mistakes
    except _MistakeError as error:
        return None, mistakes or (error.mistake,)


class _MistakeError(Exception):
    """Parsing cannot go on; carries the mistake."""

    def __init__(self, mistake: Mistake) -> None:
        super().__init__(mistake.message)
        self.mistake = mistake


class _Parser:
    """Walks over the tokens. Brackets may hold a sum or a condition; which of them it was is known after it."""

    def __init__(self, text: str, tokens: tuple[Token, ...]) -> None:
        self.text = text
        self.tokens = tokens
        self.at = 0
        self.depth = 0

    def condition(self) -> Logic:
        tree = self.logic(self.either())
        token = self.tokens[self.at]
        if token.sort is Sort.CLOSE:
            raise self.wrong(token, "ylimääräinen sulku )", "poista ) tai lisää (")
        if token.sort is not Sort.END:
            raise self.misplaced(token)
        return tree

    def misplaced(self, token: Token) -> _MistakeError:
        """Return what to say of a word after a whole condition or sum."""
        if token.sort is Sort.NOT:
            return self.wrong(token, "sana ”ei” on väärässä kohdassa", "kirjoita ei (toteuma > ta)")
        if token.sort is Sort.GIVEN:
            return self.wrong(token, "sanan ”annettu” edestä puuttuu ”on”", "kirjoita esimerkiksi ennuste on annettu")
        return self.wrong(token, f"{_named(token)} ei voi olla tässä", "lisää ehtojen väliin sana ”ja” tai ”tai”")

    def next_is(self, *sorts: Sort) -> bool:
        return self.tokens[self.at].sort in sorts

    def take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def wrong(self, token: Token | Span, message: str, hint: str | None = None) -> _MistakeError:
        span = token if isinstance(token, Span) else token.span
        if span.start == span.end:  # the end: the mark stands under the last word
            last = self.tokens[self.at - 1].span if self.at else Span(0, 1)
            span = last
        return _MistakeError(Mistake(span, message, hint))

    def logic(self, node: Logic | Sum) -> Logic:
        if isinstance(node, _SUMS):
            words = " ".join(self.text[node.span.start : node.span.end].strip(f"(){SPACE}").split())
            if self.next_is(Sort.NOT, Sort.GIVEN):
                raise self.misplaced(self.tokens[self.at])
            if isinstance(node, Constant):
                hint = f"kirjoita eteen nimi ja merkki, esimerkiksi toteuma > {words[:60]}"
            else:
                hint = f"lisää merkki ja luku, esimerkiksi {words[:60]} > 10 000 €"
            bare = self.text.index(words[:1], node.span.start)
            raise self.wrong(Span(bare, node.span.end), f"vertailu puuttuu: {words[:60]}", hint)
        return node

    def sum_of(self, node: Logic | Sum) -> Sum:
        if not isinstance(node, _SUMS):
            raise self.wrong(node.span, "ehdolla ei voi laskea eikä sitä voi verrata", "vertaa lukuja toisiinsa")
        return node

    def either(self) -> Logic | Sum:
        left = self.both()
        while self.next_is(Sort.OR):
            self.take()
            right = self.logic(self.both())
            left = Either(left.span.to(right.span), self.logic(left), right)
        return left

    def both(self) -> Logic | Sum:
        left = self.negation()
        while self.next_is(Sort.AND):
            self.take()
            right = self.logic(self.negation())
            left = Both(left.span.to(right.span), self.logic(left), right)
        return left

    def negation(self) -> Logic | Sum:
        if not self.next_is(Sort.NOT):
            return self.comparison()
        token = self.take()
        self.deeper(token)
        inner = self.logic(self.negation())
        self.depth -= 1
        return Not(token.span.to(inner.span), inner)

    def comparison(self) -> Logic | Sum:
        left = self.sum()
        if self.next_is(Sort.MISSING, Sort.ON):
            return self.state(left)
        if not self.next_is(Sort.COMPARE):
            return left
        sign = self.take()
        first = self.sum_of(left)
        right = self.sum_of(self.sum())
        if self.next_is(Sort.COMPARE):
            raise self.wrong(
                self.tokens[self.at], "vertailuja ei voi ketjuttaa", "kirjoita kaksi vertailua ja niiden väliin sana ”ja”"
            )
        return Compare(first.span.to(right.span), first, sign.text, right)

    def state(self, left: Logic | Sum) -> Logic:
        token = self.take()
        if not isinstance(left, Reference) or self.tokens[self.at - 2].sort is Sort.CLOSE:
            raise self.wrong(token, f"sanan ”{token.text}” edessä on oltava nimi", "kirjoita esimerkiksi ennuste puuttuu")
        if token.sort is Sort.MISSING:
            return Missing(left.span.to(token.span), left)
        if not self.next_is(Sort.GIVEN):
            raise self.wrong(token, "sanan ”on” jälkeen odotettiin sanaa ”annettu”", "kirjoita ”on annettu” tai ”puuttuu”")
        return Given(left.span.to(self.take().span), left)

    def sum(self) -> Logic | Sum:
        left = self.product()
        while self.next_is(Sort.SIGN) and self.tokens[self.at].text in "+-":
            left = self.operation(left, self.product)
        return left

    def product(self) -> Logic | Sum:
        left = self.operand()
        while self.next_is(Sort.SIGN) and self.tokens[self.at].text in "*/":
            left = self.operation(left, self.operand)
        return left

    def operation(self, left: Logic | Sum, operand: _Step) -> Operation:
        sign = self.take()
        first, second = self.sum_of(left), self.sum_of(operand())
        return Operation(first.span.to(second.span), first, sign.text, second)

    def operand(self) -> Logic | Sum:
        token = self.tokens[self.at]
        if token.sort is Sort.NUMBER:
            return self.constant()
        if token.sort in (Sort.NAME, Sort.LINE, Sort.UNBUDGETED, Sort.BOUND):
            return self.named()
        if token.sort is Sort.OPEN:
            return self.brackets()
        if token.sort is Sort.ABSOLUTE:
            return self.absolute()
        if token.sort is Sort.SIGN and token.text in "+-":
            self.deeper(self.take())
            inner = self.sum_of(self.operand())
            self.depth -= 1
            return Signed(token.span.to(inner.span), token.text, inner)
        raise self.no_operand(token)

    def no_operand(self, token: Token) -> _MistakeError:
        before = self.tokens[self.at - 1] if self.at else None
        is_empty = before is not None and before.sort is Sort.OPEN
        cut_off = before is not None and before.sort in (Sort.SIGN, Sort.COMPARE) and token.sort in (Sort.AND, Sort.OR)
        if token.sort is Sort.END or cut_off or (token.sort is Sort.CLOSE and before and not is_empty):
            what = _named(before) if before else "alku"
            return self.wrong(
                before or token, f"ehto jää kesken: {what}", "kirjoita loppuun nimi tai luku, tai poista viimeinen sana"
            )
        if token.sort is Sort.NOT:
            return self.wrong(token, "sana ”ei” voi olla vain vertailun edessä", "kirjoita ei (…)")
        if token.sort is Sort.CLOSE and before:
            return self.wrong(before.span.to(token.span), "sulkujen sisältö puuttuu", "kirjoita sulkuihin ehto tai lasku")
        if token.sort in (Sort.AND, Sort.OR):
            hint = "poista toinen sanoista" if before and before.sort in (Sort.AND, Sort.OR) else f"poista {token.text}"
            return self.wrong(token, f"{_named(token)} ei voi olla tässä: sen edestä puuttuu vertailu", hint)
        return self.wrong(token, f"{_named(token)} ei voi olla tässä: nimi tai luku puuttuu", "kirjoita nimi tai luku sen eteen")

    def deeper(self, token: Token) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.wrong(token, "ehto on liian syvä", "vähennä sisäkkäisiä sulkeita")

    def brackets(self) -> Logic | Sum:
        opening = self.take()
        self.deeper(opening)
        inner = self.either()
        self.depth -= 1
        return replace(inner, span=opening.span.to(self.closing(opening)))

    def closing(self, opening: Token) -> Span:
        if self.next_is(Sort.CLOSE):
            return self.take().span
        if self.next_is(Sort.END):
            raise self.wrong(opening, "sulku jää sulkematta", "lisää puuttuva )")
        raise self.misplaced(self.tokens[self.at])

    def absolute(self) -> Absolute:
        token = self.take()
        if not self.next_is(Sort.OPEN):
            raise self.wrong(token, "sanan ”itseisarvo” jälkeen puuttuvat sulut", "kirjoita itseisarvo(toteuma)")
        opening = self.take()
        self.deeper(opening)
        inner = self.sum_of(self.sum())
        self.depth -= 1
        return Absolute(token.span.to(self.closing(opening)), inner)

    def named(self) -> Reference | Unbudgeted | Bound:
        token = self.take()
        line = LINES[token.text.casefold()] if token.sort is Sort.LINE else None
        word = self.take() if token.sort is Sort.LINE else token
        span = token.span.to(word.span)
        if word.sort is Sort.UNBUDGETED:
            return Unbudgeted(span, line)
        if word.sort is Sort.BOUND:
            return Bound(span, line)
        if word.sort is not Sort.NAME:
            self.at -= 1
            raise self.wrong(token, f"sanan ”{token.text}” jälkeen puuttuu nimi", f"kirjoita esimerkiksi {token.text} toteuma")
        return Reference(span, line, word.text)

    def constant(self) -> Constant:
        token = self.take()
        unit = self.take() if self.next_is(Sort.UNIT) else None
        kind, scale = _unit(unit.text if unit else "")
        whole, _, part = re.sub(f"[{SPACE}]", "", token.text).partition(",")
        if len(whole + part) > MAX_DIGITS:
            raise self.wrong(token, "luku on liian pitkä", f"anna enintään {MAX_DIGITS} numeroa")
        if unit is not None and unit.text == "€" and len(part) > 2:  # `10,000 €` means ten thousand to its writer
            thousands = f"tuhannet erotetaan välilyönnillä: {whole} {part} €" if len(part) == 3 else None
            hint = thousands or f"anna enintään kaksi desimaalia: {whole},{part[:2]} €"
            raise self.wrong(token, f"euroissa on enintään kaksi desimaalia: {token.text} €", hint)
        value = (int(whole + part) * scale[0], 10 ** len(part) * scale[1])
        return Constant(token.span.to(unit.span if unit else token.span), kind, value)


def _unit(text: str) -> tuple[Kind, Exact]:
    """Return the kind of a unit, and how much of the kind one is."""
    tidy = re.sub(f"[{SPACE}.]", "", text.casefold())
    if "yks" in tidy:
        return POINTS
    return UNITS[tidy]


def _named(token: Token) -> str:
    words = {Sort.SIGN: "merkki", Sort.COMPARE: "merkki", Sort.OPEN: "sulku", Sort.CLOSE: "sulku", Sort.NUMBER: "luku"}
    word = words.get(token.sort)
    return f"sana ”{token.text[:60]}”" if word is None else f"{word} {token.text}"
