"""The names of the rule language: one table, each name with what it means for each kind of target."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import Enum, auto

from budget.finnish import LINE_GENITIVES, MONTHS
from budget.unit import Line
from budget.verdict import Kind
from engine import quantities as q
from engine.quantities import Formula
from engine.rulebook import Subject
from engine.tokens import RESERVED
from written.record import dataclass


class Family(Enum):
    """What a name can be said of: names mean the same for all subjects of one family."""

    LINE = auto()
    MEASURE = auto()
    ITEM = auto()
    SOURCE = auto()


FAMILIES = {
    Subject.COSTS: Family.LINE,
    Subject.REVENUE: Family.LINE,
    Subject.MARGIN: Family.LINE,
    Subject.UNIT: Family.LINE,
    Subject.MEASURE: Family.MEASURE,
    Subject.ITEM: Family.ITEM,
    Subject.SOURCE: Family.SOURCE,
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name is for one family: its kind, its formula, and the formula in the rule language.

    `made_of` is empty for a value that is read. `made_of_costs` replaces it for costs, where worse is more.
    """

    kind: Kind
    formula: Formula
    made_of: str = ""
    made_of_costs: str = ""

    def text(self, line: Line | None) -> str:
        """Return the formula in the rule language."""
        return self.made_of_costs if line is Line.COSTS and self.made_of_costs else self.made_of


@dataclass(frozen=True, slots=True)
class Name:
    """A name, its synonyms, and what it means.

    `of_period` names need no genitive: they are of no line. `words` is what sentences call it.
    """

    primary: str
    synonyms: tuple[str, ...]
    meanings: Mapping[Family, Meaning]
    words: str = ""
    of_period: bool = False


def _read(primary: str, *synonyms: str, words: str = "", kind: Kind = Kind.EUROS, family: Family = Family.LINE) -> Name:
    return Name(primary, synonyms, {family: Meaning(kind, q.base(primary))}, words)


def _read_both(primary: str, *synonyms: str, words: str = "") -> Name:
    """A value that lines have in euros and measures as a number."""
    meanings = {Family.LINE: Meaning(Kind.EUROS, q.base(primary)), Family.MEASURE: Meaning(Kind.NUMBER, q.base(primary))}
    return Name(primary, synonyms, meanings, words)


def _of_line(primary: str, *synonyms: str, meaning: Meaning, words: str = "") -> Name:
    return Name(primary, synonyms, {Family.LINE: meaning}, words)


def _share(primary: str, part: str, *synonyms: str, words: str) -> Name:
    """A percent of the budget, or of a measure's target."""
    meanings = {
        Family.LINE: Meaning(Kind.SHARE, q.share_of(part, "ta"), f"{part} / ta"),
        Family.MEASURE: Meaning(Kind.SHARE, q.share_of(part, "tavoite"), f"{part} / tavoite"),
    }
    return Name(primary, synonyms, meanings, words)


def _of_period(primary: str, meaning: Meaning, *families: Family) -> Name:
    return Name(primary, (), dict.fromkeys(families, meaning), of_period=True)


_E, _S = Kind.EUROS, Kind.SHARE
_REST = "((ennuste - toteuma) / (12 - kuukausi)) / (toteuma / kuukausi)"

NAMES: tuple[Name, ...] = (
    _read("ta", "talousarvio", words="talousarvio"),
    _read("alkuperäinen_ta", words="alkuperäinen talousarvio"),
    _read_both("toteuma"),
    _of_line("kuukauden_toteuma", meaning=Meaning(_E, q.month_actual), words="kuukauden toteuma"),
    _read_both("ennuste", "tp-ennuste", "tp_ennuste"),
    _read_both("tp", "tilinpäätös", words="tilinpäätös"),
    _read("toteuma_ed_vuosi", "toteuma_edv", words="edellisen vuoden toteuma"),
    _read("tavoite", kind=Kind.NUMBER, family=Family.MEASURE),
    _share("toteumaprosentti", "toteuma", "toteuma-%", "käyttöaste", words="toteuma-%"),
    _of_period("tasainen", Meaning(_S, q.even, "kuukausi / 12"), Family.LINE, Family.MEASURE),
    Name("odotus", (), dict.fromkeys((Family.LINE, Family.MEASURE), Meaning(_S, q.base("odotus")))),
    _of_line(
        "kertymäpoikkeama",
        "poikkeama",
        meaning=Meaning(_E, q.pace_gap, "odotus * ta - toteuma", "toteuma - odotus * ta"),
    ),
    _of_line("ennustepoikkeama", meaning=Meaning(_E, q.forecast_gap, "ta - ennuste", "ennuste - ta")),
    _share("ennusteprosentti", "ennuste", words="ennuste-%"),
    _of_line("jäljellä", meaning=Meaning(_E, q.left_over, "ta - toteuma"), words="jäljellä oleva määräraha"),
    _of_line("kertymäennuste", "tahtiennuste", meaning=Meaning(_E, q.pace_forecast, "toteuma / odotus")),
    _of_line(
        "loppuvuosi_alkuvuodesta",
        meaning=Meaning(_S, q.rest_of_start, _REST),
        words="loppuvuoden suhde alkuvuoteen",
    ),
    _of_line(
        "muutos_ed_vuosi",
        meaning=Meaning(_S, q.change_of_year, "toteuma / toteuma_ed_vuosi - 1"),
        words="muutos edellisestä vuodesta",
    ),
    _of_period("kuukausi", Meaning(Kind.MONTH, q.month), *Family),
    _of_period("vuosi", Meaning(Kind.NUMBER, q.year), *Family),
    _read("määrä", family=Family.ITEM),
    _read("aineiston_ikä", words="aineiston ikä", kind=Kind.DAYS, family=Family.SOURCE),
)


def fold(word: str) -> str:
    """Return the form in which words are compared: case, å, ä and ö do not matter."""
    return unicodedata.normalize("NFC", word).casefold().translate(_ASCII)


_ASCII = str.maketrans("åäö", "aao")
BY_WORD: dict[str, Name] = {fold(word): name for name in NAMES for word in (name.primary, *name.synonyms)}
BY_PRIMARY: dict[str, Name] = {name.primary: name for name in NAMES}
MONTH_NAMES: dict[str, int] = {fold(f"{name}kuu"): number for number, name in enumerate(MONTHS, 1)}
FORMULAS: dict[Family, dict[str, Formula]] = {
    family: {name.primary: name.meanings[family].formula for name in NAMES if family in name.meanings} for family in Family
}
UNIT_KEYS: dict[str, tuple[Line, str]] = {
    f"{genitive} {name}": (line, name) for line, genitive in LINE_GENITIVES.items() for name in FORMULAS[Family.LINE]
}
"""How a name is called for a unit with all its lines: `kulujen toteuma`."""


def key(primary: str, line: Line | None) -> str:
    """Return what a value is called: its primary name, with the genitive of its line where it has one."""
    return primary if line is None else f"{LINE_GENITIVES[line]} {primary}"


def meaning(called: str, family: Family) -> Meaning | None:
    """Return the meaning of a value by what it is called; None where the family does not have it."""
    name = BY_PRIMARY.get(UNIT_KEYS[called][1] if called in UNIT_KEYS else called)
    return None if name is None else name.meanings.get(family)


def words(called: str) -> str:
    """Return what sentences call a value: `talousarvio`, `kulujen ennuste`."""
    line, primary = UNIT_KEYS.get(called, (None, called))
    name = BY_PRIMARY.get(primary)
    return key((name.words if name else "") or primary, line)


_PARTS: dict[tuple[str, Family], tuple[str, ...]] = {
    (name.primary, family): tuple(word for word in re.findall(r"\w+", of.made_of_costs or of.made_of) if word in BY_PRIMARY)
    for name in NAMES
    for family, of in name.meanings.items()
}


def parts(called: str, family: Family) -> tuple[str, ...]:
    """Return the values that a value is computed from, by what they are called; none for one that is read."""
    line, primary = UNIT_KEYS.get(called, (None, called))
    return tuple(key(part, line) for part in _PARTS.get((primary, family), ()))


def is_taken(word: str) -> bool:
    """Tell whether a word means something in the language, so that no limit can have it for its name."""
    folded = fold(word)
    return folded in BY_WORD or folded in MONTH_NAMES or folded in RESERVED


def month_number(word: str) -> int | None:
    """Return the number of a month that is written as a number, in full or cut short: `6`, `kesäkuu`, `kesä`."""
    if word.isdecimal():
        return int(word) if 1 <= int(word) <= 12 else None
    folded = fold(word)
    return MONTH_NAMES.get(folded) or MONTH_NAMES.get(f"{folded}kuu")


def month_span_hint(first: int, last: int) -> str:
    """Return how a condition says that the month is one of a span, which may go over the turn of the year."""
    join, months = ("ja", f"{first}\u2013{last}") if first <= last else ("tai", f"[{first}\u201312, 1\u2013{last}]")
    return f"kirjoita kuukausi >= {first} {join} kuukausi <= {last}, tai avain kuukaudet: {months}"


def names_of(subject: Subject) -> tuple[str, ...]:
    """Return the primary names that a subject has, in the order of the table."""
    return tuple(name.primary for name in NAMES if FAMILIES[subject] in name.meanings)
