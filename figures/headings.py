"""What a heading or a label of a report means, with the time and the unit of money that may be attached to it."""

from __future__ import annotations

import re
from functools import lru_cache

from budget.unit import Line
from figures.document import MoneyUnit
from figures.vocabulary import GROUPS, HEADINGS, LINES, OF_LINES, OTHER_LINES, SUM_SUFFIXES, TOTALS, Word
from figures.when import When, take, take_all, year_of
from figures.words import fold, squeeze
from written.record import dataclass

_BY_HEADING = {squeeze(text): word for word, texts in HEADINGS for text in texts.split("|")}
_BY_LINE = {squeeze(text): line for line, texts in LINES for text in texts.split("|")}
_BY_GROUP = {squeeze(text): line for line, texts in GROUPS for text in texts.split("|")}
_TOTALS = frozenset(squeeze(text) for text in TOTALS.split("|"))
_OTHER_LINES = frozenset(squeeze(text) for text in OTHER_LINES.split("|"))

_YEAR_ATTACHED = re.compile(r"([^\W\d]+)(\d{4}|\d{1,2})")
_PART_OF_LINE = re.compile(r"^(?:ulkoi|sisäi)(?:set|nen)|(?:ulkoi|sisäi)(?:set|nen)$|^(?:externa|interna)|(?:externa|interna)$")
_SMALL_WORDS = re.compile(
    r"(?<!\w)(?:per|asti|mennessä|saakka|loppuun|t\.o\.m|tom|ajalta|ajalla|vuosi|vuonna|vuodelle|v|år|kausi|till|i|alkaen)(?!\w)"
)
_FOOTNOTE = re.compile(r"(?:\s*[¹²³⁴-⁹]+|\s\d\)|\*+\)?)+\s*$")
_BETWEEN = re.compile(r"\s*[/|]\s*|\s+-\s+|\s+")
_THOUSANDS = re.compile(
    r"(?<![\d\s])[\s(\[]*\b(?:[tk] ?€|[tk] ?eur)(?!\w)|(?<=\()te(?=\))|(?<=luvut )te$"
    r"|(?:\bx ?|\*)?(?<!\d)(?<!\d )1[ .]?000 ?(?:€|eur\w*|e(?!\w))|\bx ?1[ .]?000(?![ .,]?\d)|(?<!\d)'000 ?(?:€|eur\w*)"
    r"|(?:€|\beur\w*) ?[(x]? ?1[ .]?000\b(?![ .,]?\d)"
    r"|(?<!\d)(?<!\d )\btuh(?:\.|a\w*)? ?(?:€|euro\w*|e(?!\w))|euro\w* tuhan\w*|tusen\w* euro|1000-?tals euro"
)
_MILLIONS = re.compile(
    r"(?<![\d\s])[\s(\[]*\b(?:m€|meur)(?!\w)|(?<!\d)(?<!\d )\bmilj\w*\.? ?(?:€|euro\w*|e(?!\w))|euro\w* milj\w*|miljoner euro"
)
_EUROS = re.compile(r"[(\[]? ?(?:€|(?<!\w)(?:eur|euroa|euro)(?!\w)) ?[)\]]?")


@dataclass(frozen=True, slots=True)
class Heading:
    """A cell of a heading row. `word` is None where the table does not know it.

    `line` is the line of the budget that a wide table names in the heading itself: `Menot TA`.
    """

    text: str
    word: Word | None
    when: When | None = None
    unit: MoneyUnit | None = None
    line: Line | None = None


@lru_cache(maxsize=4096)
def heading(text: str) -> Heading:
    """Read one heading, with the year, the months and the unit of money that may be attached to it."""
    shown = " ".join(text.split())
    if len(shown) > 70:
        return Heading(shown, None)
    told = _without_marks(text)
    known = _BY_HEADING.get(squeeze(told))
    if known is not None:
        return Heading(shown, known)
    rest, when = take_all(fold(told))
    rest, unit = _without_unit(rest)
    word, attached = _column(rest, when)
    line = None
    if word is None:
        line, word, attached = _of_line(rest, when)
    if word is None:
        word = _twofold(rest, when)
    if word is None and "%" in squeeze(rest):
        word = Word.IGNORED
    return Heading(shown, word, when or attached, unit, line)


def _without_marks(text: str) -> str:
    """Return a heading without the marks of its footnotes: `TA 2024 1)`, `Toteuma¹`."""
    return _FOOTNOTE.sub("", text) if "(" not in text else text


def _twofold(rest: str, when: When | None) -> Word | None:
    """Return what a heading in two languages is, where both say the same: `talousarvio / budget`, never `ta 2024 / ta 2023`."""
    text, again = take(rest)
    if again is not None and again != when:
        return None
    for at in _BETWEEN.finditer(text):
        one, other = squeeze(text[: at.start()]), squeeze(text[at.end() :])
        if one != other and one in _BY_HEADING and _BY_HEADING[one] is _BY_HEADING.get(other):
            return _BY_HEADING[one]
    return None


def _column(rest: str, when: When | None) -> tuple[Word | None, When | None]:
    """Return what a heading without its time is, and the year that may be attached to the word itself: `ta24`."""
    key = squeeze(rest)
    attached = _YEAR_ATTACHED.fullmatch(key) if when is None and key not in _BY_HEADING else None
    if attached:
        word, number = _BY_HEADING.get(attached[1]), int(attached[2])
        if word is Word.MONTH and number <= 12:  # `Tot. kk 6`
            return word, When(None, number, number, alone=True)
        return (None, None) if number <= 12 else (word, When(year_of(attached[2])))
    if not key:
        return None, None
    return _BY_HEADING.get(key) or _BY_HEADING.get(squeeze(_SMALL_WORDS.sub(" ", rest))), None


def _of_line(rest: str, when: When | None) -> tuple[Line | None, Word | None, When | None]:
    """Read a heading that names both a line and a column: `menot tot.`, `ta tulot`."""
    parts = rest.replace(",", " ").replace(":", " ").split()
    for at in range(1, len(parts)):
        for line_words, column_words in ((parts[:at], parts[at:]), (parts[at:], parts[:at])):
            line = line_of("".join(line_words))
            word, attached = (None, None) if line is None else _column(" ".join(column_words), when)
            if word in OF_LINES:
                return line, word, attached
    return None, None, None


def line_of(text: str) -> Line | None:
    """Return the line of the budget that a text names, with or without the word for a sum; None for any other text."""
    key = squeeze(text)
    return next((line for suffix in ("", *SUM_SUFFIXES) if (line := _BY_LINE.get(key.removesuffix(suffix))) is not None), None)


def _without_unit(folded: str) -> tuple[str, MoneyUnit | None]:
    for pattern, unit in ((_THOUSANDS, MoneyUnit.THOUSAND), (_MILLIONS, MoneyUnit.MILLION), (_EUROS, MoneyUnit.EURO)):
        found = pattern.search(folded)
        if found is not None:
            return (folded[: found.start()] + " " + folded[found.end() :]).strip(" ,()[]"), unit
    return folded, None


def money_unit(folded: str) -> MoneyUnit | None:
    """Return the unit of money that a folded text names, None where it names none."""
    return _without_unit(folded)[1]


def is_time_only(text: str) -> bool:
    """Tell whether a cell holds only a year, months or a unit of money: the lower half of a heading on two rows."""
    rest, when = take(fold(text))
    rest, unit = _without_unit(rest)
    return (unit is not None or when is not None or rest == "%") and squeeze(rest) in ("", "%")


@dataclass(frozen=True, slots=True)
class Label:
    """What the label of a row names: a line of the budget, or an account group of one."""

    line: Line
    group: str | None


@lru_cache(maxsize=4096)
def label(text: str) -> Label | None:
    """Read the label of a row; None where it names neither a line nor an account group."""
    if len(text) > 60:
        return None
    key = squeeze(text).lstrip("0123456789")
    line = line_of(key) or _line_twice(text)
    if line is not None:
        return Label(line, None)
    group = _BY_GROUP.get(key) or line_of(_PART_OF_LINE.sub("", key))
    return None if group is None else Label(group, " ".join(text.split()).lstrip("0123456789* "))


def _line_twice(text: str) -> Line | None:
    """Return the line that a label names in two languages: `Toimintakulut / Verksamhetskostnader`."""
    one, found, other = text.partition("/")
    line = line_of(one) if found else None
    return line if line is not None and line is line_of(other) else None


@lru_cache(maxsize=4096)
def is_total(text: str) -> bool:
    """Tell whether a label without a code stands for a sum of units: YHTEENSÄ, KAIKKI, *****."""
    key = squeeze(text)
    return (not key and "*" in text) or key in _TOTALS or (key.endswith(("yhteensä", "totalt", "sammanlagt")) and len(key) < 60)


def is_other_line(text: str) -> bool:
    """Tell whether a label is a known one that no rule judges: VUOSIKATE, POISTOT."""
    return squeeze(text) in _OTHER_LINES
