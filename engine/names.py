"""The names of the rule language: one table, each name with what it means for each kind of target."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from budget.finnish import LINE_GENITIVES, MONTHS
from budget.unit import Line
from budget.verdict import Kind
from engine import quantities as q
from engine.quantities import Formula
from engine.rulebook import Subject
from engine.tokens import RESERVED


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
    """A name, its synonyms, and what it means. `of_period` names need no genitive: they are of no line."""

    primary: str
    synonyms: tuple[str, ...]
    meanings: Mapping[Family, Meaning]
    of_period: bool = False


def _read(primary: str, *synonyms: str, kind: Kind = Kind.EUROS, family: Family = Family.LINE) -> Name:
    return Name(primary, synonyms, {family: Meaning(kind, q.base(primary))})


def _line(primary: str, *synonyms: str, kind: Kind, formula: Formula, made_of: str, costs: str = "") -> Name:
    return Name(primary, synonyms, {Family.LINE: Meaning(kind, formula, made_of, costs)})


def _read_both(primary: str, *synonyms: str) -> Name:
    """A value that lines have in euros and measures as a number."""
    meanings = {Family.LINE: Meaning(Kind.EUROS, q.base(primary)), Family.MEASURE: Meaning(Kind.NUMBER, q.base(primary))}
    return Name(primary, synonyms, meanings)


def _share(primary: str, part: str, *synonyms: str) -> Name:
    """A percent of the budget, or of a measure's target."""
    meanings = {
        Family.LINE: Meaning(Kind.SHARE, q.share_of(part, "ta"), f"{part} / ta"),
        Family.MEASURE: Meaning(Kind.SHARE, q.share_of(part, "tavoite"), f"{part} / tavoite"),
    }
    return Name(primary, synonyms, meanings)


def _period(primary: str, kind: Kind, formula: Formula, *families: Family, made_of: str = "") -> Name:
    return Name(primary, (), dict.fromkeys(families, Meaning(kind, formula, made_of)), of_period=True)


NAMES: tuple[Name, ...] = (
    _read("ta", "talousarvio"),
    _read("alkuperäinen_ta"),
    _read_both("toteuma"),
    Name("kuukauden_toteuma", (), {Family.LINE: Meaning(Kind.EUROS, q.month_actual)}),
    _read_both("ennuste", "tp-ennuste", "tp_ennuste"),
    _read_both("tp", "tilinpäätös"),
    _read("toteuma_ed_vuosi", "toteuma_edv"),
    _read("tavoite", kind=Kind.NUMBER, family=Family.MEASURE),
    _share("toteumaprosentti", "toteuma", "toteuma-%", "käyttöaste"),
    _period("tasainen", Kind.SHARE, q.even, Family.LINE, Family.MEASURE, made_of="kuukausi / 12"),
    Name("odotus", (), dict.fromkeys((Family.LINE, Family.MEASURE), Meaning(Kind.SHARE, q.base("odotus")))),
    _line(
        "kertymäpoikkeama",
        "poikkeama",
        kind=Kind.EUROS,
        formula=q.pace_gap,
        made_of="odotus * ta - toteuma",
        costs="toteuma - odotus * ta",
    ),
    _line("ennustepoikkeama", kind=Kind.EUROS, formula=q.forecast_gap, made_of="ta - ennuste", costs="ennuste - ta"),
    _share("ennusteprosentti", "ennuste"),
    _line("jäljellä", kind=Kind.EUROS, formula=q.left_over, made_of="ta - toteuma"),
    _line("kertymäennuste", "tahtiennuste", kind=Kind.EUROS, formula=q.pace_forecast, made_of="toteuma / odotus"),
    _line(
        "loppuvuosi_alkuvuodesta",
        kind=Kind.SHARE,
        formula=q.rest_of_start,
        made_of="((ennuste - toteuma) / (12 - kuukausi)) / (toteuma / kuukausi)",
    ),
    _line("muutos_ed_vuosi", kind=Kind.SHARE, formula=q.change_of_year, made_of="toteuma / toteuma_ed_vuosi - 1"),
    _period("kuukausi", Kind.MONTH, q.month, *Family),
    _period("vuosi", Kind.NUMBER, q.year, *Family),
    _read("määrä", family=Family.ITEM),
    _read("aineiston_ikä", kind=Kind.DAYS, family=Family.SOURCE),
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


def is_taken(word: str) -> bool:
    """Tell whether a word means something in the language, so that no limit can have it for its name."""
    folded = fold(word)
    return folded in BY_WORD or folded in MONTH_NAMES or folded in RESERVED


def names_of(subject: Subject) -> tuple[str, ...]:
    """Return the primary names that a subject has, in the order of the table."""
    return tuple(name.primary for name in NAMES if FAMILIES[subject] in name.meanings)
