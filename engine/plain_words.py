"""The names of the rule language in plain words, for sentences about rules that finance writes itself."""

from __future__ import annotations

import re

from budget.finnish import LINE_GENITIVES
from budget.unit import Line
from engine.facts import Facts
from engine.grounds import Side
from engine.lines import pace_of
from engine.names import BY_WORD, fold
from engine.rulebook import Subject

_WORDS = {
    "ta": "talousarvio",
    "alkuperäinen_ta": "alkuperäinen talousarvio",
    "toteuma": "toteuma",
    "kuukauden_toteuma": "kuukauden toteuma",
    "ennuste": "tilinpäätösennuste",
    "tp": "edellisen vuoden tilinpäätös",
    "toteuma_ed_vuosi": "toteuma vuotta aiemmin",
    "tavoite": "tavoite",
    "toteumaprosentti": "toteumaprosentti",
    "ennustepoikkeama": "ennusteen ero talousarvioon",
    "ennusteprosentti": "ennusteen osuus talousarviosta",
    "jäljellä": "talousarviosta jäljellä oleva määrä",
    "kertymäennuste": "vuositoteuma nykyisellä tahdilla",
    "loppuvuosi_alkuvuodesta": "loppuvuoden kuukausitaso alkuvuoteen verrattuna",
    "muutos_ed_vuosi": "muutos edellisestä vuodesta",
    "kuukausi": "kuukausi",
    "vuosi": "vuosi",
    "määrä": "määrä",
    "aineiston_ikä": "aineiston ikä",
}
_OF_MEASURES = {"ennuste": "ennuste", "tp": "edellisen vuoden toteuma", "ennusteprosentti": "ennusteen osuus tavoitteesta"}
_NAME = re.compile(r"toteuma-%|[^\W\d]\w*(?:-[^\W\d]\w*)*", re.IGNORECASE)


def plain(name: str, facts: Facts) -> str:
    """Return a primary name in plain words."""
    if name == "tasainen":
        return "tasainen kertymä"
    if name == "odotus":
        return pace_of(facts, frozenset()).nominative
    if name == "kertymäpoikkeama":
        return f"ero {pace_of(facts, frozenset()).nominative.replace('nen kertymä', 'seen kertymään')}"
    if facts.subject is Subject.MEASURE and name in _OF_MEASURES:
        return _OF_MEASURES[name]
    return _WORDS.get(name, name)


def label(side: Side, facts: Facts) -> str:
    """Return what one side of a comparison is, in plain words: a name, or the calculation as it was written."""
    if side.name is not None:
        return _of_line(side.line, plain(side.name, facts))
    return _NAME.sub(lambda found: _plain_word(found[0], facts), side.term.text)


def _plain_word(word: str, facts: Facts) -> str:
    name = BY_WORD.get(fold(word))
    return word if name is None else plain(name.primary, facts)


def _of_line(line: Line | None, words: str) -> str:
    return words if line is None else f"{LINE_GENITIVES[line]} {words}"
