"""The limit in words, for the grey line at the end of a message: `kulut yli 55,0 % ja yli 10 000 € edellä`."""

from __future__ import annotations

from collections.abc import Iterable

from budget.exact import compare
from budget.unit import Line
from budget.verdict import Topic
from engine.facts import Facts
from engine.grounds import Ground
from engine.lines import line_words, pace_of
from engine.phrases import pair, text
from engine.plain_words import label

_SIGNS = {">": "yli", ">=": "vähintään", "<": "alle", "<=": "enintään", "=": "", "<>": "eri kuin"}
_THAN = {
    ">": "suurempi kuin",
    ">=": "vähintään yhtä suuri kuin",
    "<": "pienempi kuin",
    "<=": "enintään yhtä suuri kuin",
    "=": "yhtä suuri kuin",
    "<>": "eri kuin",
}


def basis(topic: Topic, facts: Facts, held: tuple[Ground, ...], group: str | None) -> str:
    """Return the limits of the comparisons that held, the strictest of each quantity; empty where there are none."""
    lines: dict[str, list[str]] = {}
    for ground in _strictest(held):
        subject, words = _words(topic, ground, facts, group)
        lines.setdefault(subject, []).append(words)
    parts = [" ".join(part for part in (subject, " ja ".join(words)) if part) for subject, words in lines.items()]
    if topic is Topic.NO_BUDGET and not parts:
        return "kirjauksia ilman talousarviota"
    return " ja ".join(parts)


def _strictest(held: tuple[Ground, ...]) -> Iterable[Ground]:
    """Return the comparisons, of several limits of one quantity only the one that says most."""
    best: dict[tuple[object, ...], Ground] = {}
    for ground in held:
        if ground.bound is None or ground.value is None:
            continue
        key = (ground.judged.term.text, ground.is_above, ground.is_below, ground.limit.name)
        earlier = best.get(key)
        if earlier is None or earlier.bound is None:
            best[key] = ground
            continue
        further = compare(ground.bound, earlier.bound)
        if (ground.is_above and further > 0) or (ground.is_below and further < 0):
            best[key] = ground
    return best.values()


def _words(topic: Topic, ground: Ground, facts: Facts, group: str | None) -> tuple[str, str]:
    """Return what a comparison is about, and its limit."""
    line = ground.judged.line or facts.line
    bound = ground.bound or (0, 1)
    limit = f"{_SIGNS[ground.sign]} {text(ground.kind, bound)}".strip()
    special = _special(topic, ground, limit)
    if special is not None:
        return special
    if line is not None and ground.name == "toteumaprosentti":
        return line_words(line, group).nominative, limit
    if line is not None and ground.name == "kertymäpoikkeama" and bound[0] >= 0 and (ground.is_above or bound[0] == 0):
        return line_words(line, group).nominative, _pace(line, ground, facts, limit if bound[0] else "")
    if line is not None and ground.name == "ennustepoikkeama" and ground.is_above and bound[0] >= 0:
        word = {Line.COSTS: "ylitys", Line.REVENUE: "vajaus", Line.MARGIN: "heikennys"}[line]
        return f"{line_words(line, group).genitive} ennuste:", f"{word} {limit if bound[0] else 'yli 0 €'}"
    if line is not None and ground.name == "ennusteprosentti":
        return f"{line_words(line, group).genitive} ennuste:", f"{limit} talousarviosta"
    what = label(ground.judged, facts)
    if ground.limit.name is not None:
        return what, f"{_THAN[ground.sign]} {label(ground.limit, facts)}"
    if ground.value is not None:
        limit = f"{_SIGNS[ground.sign]} {pair(ground.kind, ground.value, bound)[1]}".strip()
    return what, limit


def _special(topic: Topic, ground: Ground, limit: str) -> tuple[str, str] | None:
    if topic is Topic.NO_BUDGET and ground.name == "toteuma":
        return "kirjauksia ilman talousarviota", limit
    if topic is Topic.AGE and ground.name == "aineiston_ikä":
        return "aineisto", f"{limit} vanha"
    if topic is Topic.UNBUDGETED_ITEM and ground.name == "määrä":
        return "meno ilman määrärahaa", limit
    if topic is Topic.MEASURE and ground.name == "toteumaprosentti":
        return "toteuma", f"{limit} tavoitteesta"
    if ground.name == "loppuvuosi_alkuvuodesta":
        return "loppuvuoden kuukausitaso", f"{limit} alkuvuodesta"
    return None


def _pace(line: Line, ground: Ground, facts: Facts, limit: str) -> str:
    """Return a limit of the gap to the pace; without euros where the limit is the pace itself."""
    against = pace_of(facts, frozenset())
    if ground.is_below:
        good = {Line.COSTS: f"alle {against.genitive}", Line.REVENUE: f"edellä {against.partitive}"}
        return good.get(line, f"{against.partitive} parempi")
    if line is Line.MARGIN:
        return f"{limit} {against.partitive} heikompi".strip()
    if limit:
        return f"{limit} {'edellä' if line is Line.COSTS else 'jäljessä'}"
    return f"edellä {against.partitive}" if line is Line.COSTS else f"jäljessä {against.elative}"
