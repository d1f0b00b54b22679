"""The words and signs of a condition, and what is wrong with those that are none."""

from __future__ import annotations

import re
from enum import Enum, auto

from engine import meant
from engine.syntax import Mistake, Span
from written.record import dataclass


class Sort(Enum):
    """What a token is."""

    NUMBER = auto()
    UNIT = auto()
    NAME = auto()
    LINE = auto()
    SIGN = auto()
    COMPARE = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    OPEN = auto()
    CLOSE = auto()
    ABSOLUTE = auto()
    UNBUDGETED = auto()
    BOUND = auto()
    MISSING = auto()
    ON = auto()
    GIVEN = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign. Signs are in their plain form: `>=`, `<>`, `-`, whatever was written."""

    sort: Sort
    span: Span
    text: str


MAX_TOKENS = 400
MAX_MISTAKES = 10
SPACE = " \u00a0\u202f"

_BLANK = re.compile(r"[ \t\r\n\u00a0\u202f\u2009]+")
_NUMBER = re.compile(r"(?:[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+|[0-9]+)(?:,[0-9]+)?(?![0-9.,]|[ \u00a0\u202f][0-9])")
_BAD_NUMBER = re.compile(r"[0-9][0-9.,]*(?:[ \u00a0\u202f][0-9][0-9.,]*)*")
_UNIT = re.compile(
    r"€|t€(?!\w)|M€|milj\.?[ \u00a0\u202f]*€|%[ ]?-?yks(?:\.|ikkö[aä]?)?(?!\w)|%|pv(?!\w)|kpl(?!\w)|prosenttiyksikkö[aä]?",
    re.IGNORECASE,
)
_WORD = re.compile(r"toteuma-%|[^\W\d]\w*(?:-[^\W\d]\w*)*", re.IGNORECASE)
_COMPARE = re.compile(r"[<>=≤≥≠!]+")

_COMPARES = {">": ">", ">=": ">=", "≥": ">=", "<": "<", "<=": "<=", "≤": "<=", "=": "=", "<>": "<>", "≠": "<>"}
_SIGNS = {"+": "+", "-": "-", "\u2212": "-", "*": "*", "/": "/"}
_JOINS = {meant.AND: Sort.AND, meant.OR: Sort.OR}

_BEFORE = {
    "ei": Sort.NOT,
    "not": Sort.NOT,
    "kulujen": Sort.LINE,
    "tuottojen": Sort.LINE,
    "katteen": Sort.LINE,
    "itseisarvo": Sort.ABSOLUTE,
    "budjetoimaton": Sort.UNBUDGETED,
    "sitova": Sort.BOUND,
}
_AFTER = {
    "ja": Sort.AND,
    "and": Sort.AND,
    "tai": Sort.OR,
    "or": Sort.OR,
    "puuttuu": Sort.MISSING,
    "on": Sort.ON,
    "annettu": Sort.GIVEN,
}
_MEANT_UNIT = re.compile(
    r"(?P<thousands>(?:k|tuhatta)\s*(?:€|euroa?))|(?P<millions>milj(?:\.|oonaa?)?\s*(?:€|euroa?|eur\b|e\b)|milj\.)"
    r"|(?P<points>%\s?-?\s?yk\w*\.?|(?:pros|prosentti)\.?\s?-?yk\w*\.?)|(?P<percent>pros\.)",
    re.IGNORECASE,
)
_MEANT_PATTERNS = {"thousands": "t€", "millions": "milj. €", "points": "%-yks.", "percent": "%"}
"""Units of several signs that are written otherwise; those of one word stand in `meant.UNITS`."""
RESERVED = frozenset(_BEFORE) | frozenset(_AFTER)
"""Words of the grammar, which no name or limit can be."""

_BEFORE_OPERAND = frozenset(
    {Sort.SIGN, Sort.COMPARE, Sort.AND, Sort.OR, Sort.NOT, Sort.OPEN, Sort.LINE, Sort.ABSOLUTE}
)  # after these a name or number is due


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text, the last one END, and the mistakes in them.

    Where it is clear what was meant (`=>`), the token is what was meant. `is_clear` tells that it was so everywhere.
    """

    tokens: tuple[Token, ...]
    mistakes: tuple[Mistake, ...]
    is_clear: bool


def tokenize(text: str) -> Tokens:
    """Split a text, already NFC, into tokens. Never raises."""
    scanner = _Scanner(text)
    while scanner.step():
        pass
    return Tokens(tuple(scanner.tokens), tuple(scanner.mistakes), scanner.is_clear)


class _Scanner:
    """Reads a text from left to right. What a word means depends on whether an operand is due."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.tokens: list[Token] = []
        self.mistakes: list[Mistake] = []
        self.is_clear = True

    @property
    def operand_due(self) -> bool:
        return not self.tokens or self.tokens[-1].sort in _BEFORE_OPERAND

    def step(self) -> bool:
        """Read one token; False at the end."""
        blank = _BLANK.match(self.text, self.at)
        if blank:
            self.at = blank.end()
        if self.at >= len(self.text):
            self.add(Sort.END, "", 0)
            return False
        if len(self.tokens) >= MAX_TOKENS:
            self.mistake(1, "ehto on liian pitkä", "jaa ehto usealle säännölle")
        if len(self.tokens) >= MAX_TOKENS or len(self.mistakes) >= MAX_MISTAKES:
            self.is_clear = False
            self.add(Sort.END, "", 0)
            return False
        self.number() or self.unit() or self.word() or self.comparison() or self.sign()
        return True

    def add(self, sort: Sort, text: str, length: int) -> bool:
        self.tokens.append(Token(sort, Span(self.at, self.at + length), text))
        self.at += length
        return True

    def mistake(self, length: int, message: str, hint: str | None = None) -> None:
        self.mistakes.append(Mistake(Span(self.at, self.at + length), message, hint))

    def number(self) -> bool:
        found = _NUMBER.match(self.text, self.at)
        if found:
            if not self.operand_due:
                self.mistake(len(found[0]), f"luvun {found[0][:60]} edestä puuttuu merkki", "lisää esimerkiksi > tai +")
                self.is_clear = False
            return self.add(Sort.NUMBER, found[0], len(found[0]))
        bad = _BAD_NUMBER.match(self.text, self.at)
        if not bad:
            return False
        self.mistake(len(bad[0]), f"luku ei ole kelvollinen: {bad[0][:60]}", number_hint(bad[0]))
        return self.add(Sort.NUMBER, "1", len(bad[0]))

    def unit(self) -> bool:
        found = _UNIT.match(self.text, self.at)
        if self.tokens and self.tokens[-1].sort is Sort.NUMBER:
            other = _MEANT_UNIT.match(self.text, self.at)
            if other and (not found or found.end() < other.end()):
                unit = _MEANT_PATTERNS[other.lastgroup or ""]
                self.mistake(len(other[0]), f"tuntematon yksikkö: {other[0][:60]}", f"tarkoititko {unit}?")
                return self.add(Sort.UNIT, unit, len(other[0]))
            if found:
                return self.add(Sort.UNIT, found[0], len(found[0]))
        if found and not found[0][0].isalpha():
            self.mistake(len(found[0]), f"yksikön {found[0]} edestä puuttuu luku", f"kirjoita esimerkiksi 5 {found[0]}")
            self.is_clear = False
            self.at = found.end()
            return True
        return False

    def word(self) -> bool:
        found = _WORD.match(self.text, self.at)
        if not found:
            return False
        word, key = found[0], found[0].casefold()
        sort = _BEFORE.get(key) or _AFTER.get(key)
        if sort in (Sort.AND, Sort.OR, Sort.NOT) and self.text[found.end() : found.end() + 1] == "-":
            self.mistake(len(word) + 1, f"sanan {word} perässä on viiva", "lisää välilyönti viivan eteen")
        if _BEFORE.get(key.partition("-")[0]) is Sort.LINE and "-" in key:
            self.mistake(len(word), f"rivin perässä on viiva: {word[:60]}", f"kirjoita {word[:60].replace('-', ' ', 1)}")
        if sort is None:
            return self.name(word, key)
        return self.add(sort, word, len(word))

    def name(self, word: str, key: str) -> bool:
        if self.operand_due:
            return self.add(Sort.NAME, word, len(word))
        if self.tokens[-1].sort is Sort.NUMBER and key not in meant.VERBS and key not in meant.JOINS:
            return self.unknown_unit(word, meant.UNITS.get(key))
        verb, join = meant.VERBS.get(key), meant.JOINS.get(key)
        state = "puuttuu" if key in meant.STATES else None
        word_meant = verb or join or state
        hint = f"tarkoititko {word_meant}?" if word_meant else "lisää väliin vertailumerkki, sana ”ja” tai sana ”tai”"
        self.mistake(len(word), f"sanaa ”{word[:60]}” ei odotettu tähän", hint)
        self.is_clear = self.is_clear and word_meant is not None
        if verb:
            return self.add(Sort.SIGN if verb in _SIGNS else Sort.COMPARE, verb, len(word))
        return self.add(_JOINS[join] if join else Sort.MISSING if state else Sort.NAME, word_meant or word, len(word))

    def unknown_unit(self, word: str, unit: str | None) -> bool:
        hint = f"tarkoititko {unit}?" if unit else "tunnetut yksiköt: €, t€, M€, milj. €, %, %-yks., pv, kpl"
        self.mistake(len(word), f"tuntematon yksikkö: {word[:60]}", hint)
        self.is_clear = self.is_clear and unit is not None
        return self.add(Sort.UNIT, unit or "kpl", len(word))

    def comparison(self) -> bool:
        found = _COMPARE.match(self.text, self.at)
        if not found:
            return False
        written = found[0]
        if written in _COMPARES:
            return self.add(Sort.COMPARE, _COMPARES[written], len(written))
        if written == "!":
            self.mistake(1, "merkkiä ! ei tunneta", "tarkoititko ei?" if self.operand_due else "poista merkki")
            if self.operand_due:
                return self.add(Sort.NOT, "ei", 1)
            self.at += 1
            return True
        sign = meant.COMPARES.get(written)
        hint = f"tarkoititko {sign}?" if sign else "vertailumerkit: >, >=, <, <=, =, <>"
        self.mistake(len(written), f"vertailumerkkiä {written[:60]} ei tunneta", hint)
        return self.add(Sort.COMPARE, sign or "=", len(written))

    def sign(self) -> bool:
        char = self.text[self.at]
        if char in "()":
            return self.add(Sort.OPEN if char == "(" else Sort.CLOSE, char, 1)
        if char in _SIGNS:
            return self.add(Sort.SIGN, _SIGNS[char], 1)
        if char in meant.SIGNS:
            self.mistake(1, f"merkkiä {char} ei tunneta", f"tarkoititko {meant.SIGNS[char]}?")
            return self.add(Sort.SIGN, meant.SIGNS[char], 1)
        for length in (2, 1):
            written = self.text[self.at : self.at + length]
            join = meant.JOINS.get(written)
            if join is not None:
                self.mistake(length, f"merkkiä {written} ei tunneta", f"tarkoititko {join}?")
                return self.add(_JOINS[join], join, length)
        if char in ",;" and not self.operand_due and self.text[self.at + 1 :].strip():
            self.mistake(1, f"merkki {char} ei yhdistä ehtoja", "kirjoita sen tilalle sana ”ja” tai ”tai”")
            return self.add(Sort.AND, meant.AND, 1)
        self.mistake(1, f"merkkiä {_shown(char)} ei tunneta", _char_hint(char))
        self.is_clear = False
        self.at += 1
        return True


def number_hint(text: str) -> str:
    """Return how a number that is not valid is written, as far as that is clear."""
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+,[0-9]+", text):
        return f"tuhannet erotetaan välilyönnillä: {text[:60].replace('.', ' ')}"
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+", text):
        return f"tuhannet erotetaan välilyönnillä ja desimaalierotin on pilkku: {text[:60].replace('.', ' ')}"
    if re.fullmatch(r"[0-9]+\.[0-9]+", text):
        return f"desimaalierotin on pilkku: {text[:60].replace('.', ',')}"
    if re.fullmatch(r"[0-9]{1,3}([ \u00a0\u202f][0-9]{3})+\.[0-9]+", text):
        return f"desimaalierotin on pilkku: {text[:60].replace('.', ',')}"
    if "." in text:
        return "desimaalierotin on pilkku, tuhannet erotetaan välilyönnillä: 1 234,5"
    if re.search(f"[{SPACE}]", text):
        return "tuhannet erotetaan kolmen ryhmiin: 1 234"
    return "desimaalipilkku kirjoitetaan numeroiden väliin: 2,5"


def _shown(char: str) -> str:
    return char if char.isprintable() and not char.isspace() else f"U+{ord(char):04X}"


def _char_hint(char: str) -> str | None:
    if char in "[]{}":
        return "käytä kaarisulkeita ( )"
    if char in "\"'”’":
        return "poista lainausmerkki"
    return "poista merkki"
