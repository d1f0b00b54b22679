"""The limit in words, for the grey line at the end of a message: `kulut yli 55,0 % ja yli 10 000 € edellä`."""

from __future__ import annotations

from collections.abc import Iterable

from budget.exact import compare, rounded
from budget.unit import Line
from budget.verdict import Topic
from engine.facts import Facts
from engine.grounds import Ground
from engine.lines import line_words, pace_of, size
from engine.phrases import pair, text
from engine.plain_words import label, plain
from engine.syntax import Reference

_SIGNS = {">": "yli", ">=": "vähintään", "<": "alle", "<=": "enintään", "=": "", "<>": "eri kuin"}
_THAN = {
    ">": "suurempi kuin",
    ">=": "vähintään yhtä suuri kuin",
    "<": "pienempi kuin",
    "<=": "enintään yhtä suuri kuin",
    "=": "yhtä suuri kuin",
    "<>": "eri kuin",
}


def basis(topic: Topic, facts: Facts, held: tuple[Ground, ...], missing: tuple[Reference, ...], group: str | None) -> str:
    """Return the limits of the comparisons that held, the strictest of each quantity; empty where there are none."""
    lines: dict[str, list[str]] = {}
    for reference in missing:
        lines.setdefault(plain(reference.word, facts), []).append("puuttuu")
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
    shown = str(rounded(bound)) if ground.name == "vuosi" else text(ground.kind, bound)
    limit = f"{_SIGNS[ground.sign]} {shown}".strip()
    special = _special(topic, ground, limit)
    if special is not None:
        return special
    if line is not None:
        words = line_words(line, group)
        against_pace = ground.limit.name in (None, "odotus", "tasainen")
        if ground.name == "toteumaprosentti" and against_pace:
            return words.nominative, limit
        if ground.name == "kertymäpoikkeama" and ground.limit.name is None and _has_direction(ground):
            return words.nominative, _pace(line, ground, facts)
        if ground.name == "ennustepoikkeama" and ground.limit.name is None and _has_direction(ground):
            return f"{words.genitive} ennuste:", _forecast(line, ground)
        if ground.name == "ennusteprosentti" and ground.limit.name is None:
            return f"{words.genitive} ennuste:", f"{limit} talousarviosta"
    return _general(ground, facts, group, limit)


def _general(ground: Ground, facts: Facts, group: str | None, limit: str) -> tuple[str, str]:
    what = label(ground.judged, facts)
    if facts.line is not None and ground.names - {"kuukausi", "vuosi"}:
        what = f"{line_words(facts.line, group).genitive} {what}"
    if ground.limit.name is not None:
        return what, f"{_THAN[ground.sign]} {label(ground.limit, facts)}"
    if ground.value is not None and ground.bound is not None and ground.name != "vuosi":
        limit = f"{_SIGNS[ground.sign]} {pair(ground.kind, ground.value, ground.bound)[1]}".strip()
    return what, limit


def _has_direction(ground: Ground) -> bool:
    """Tell whether a limit of a gap is on one side of zero, so that it can be said without a sign."""
    bound = ground.bound or (0, 1)
    return (ground.is_above and bound[0] >= 0) or (ground.is_below and bound[0] <= 0)


def _size_of_limit(ground: Ground) -> str:
    """Return the limit of a gap without its sign; nothing where it is zero."""
    bound = ground.bound or (0, 1)
    if bound[0] == 0:
        return ""
    word = {">": "yli", "<": "yli"}.get(ground.sign, "vähintään")
    return f"{word} {text(ground.kind, size(bound))}"


def _forecast(line: Line, ground: Ground) -> str:
    bad = {Line.COSTS: "ylitys", Line.REVENUE: "vajaus", Line.MARGIN: "heikennys"}
    good = {Line.COSTS: "alitus", Line.REVENUE: "ylitys", Line.MARGIN: "parannus"}
    return f"{(bad if ground.is_above else good)[line]} {_size_of_limit(ground)}".strip()


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


def _pace(line: Line, ground: Ground, facts: Facts) -> str:
    """Return a limit of the gap to the pace: `yli 10 000 € edellä`; the pace itself where the limit is zero."""
    against, limit = pace_of(facts, frozenset()), _size_of_limit(ground)
    if line is Line.MARGIN:
        return f"{limit} {against.partitive} {'heikompi' if ground.is_above else 'parempi'}".strip()
    is_ahead = ground.is_above is (line is Line.COSTS)
    if ground.is_above and limit:
        return f"{limit} {'edellä' if is_ahead else 'jäljessä'}"
    if is_ahead:
        return f"{limit} edellä {against.partitive}".strip()
    behind = f"jäljessä {against.elative}" if line is Line.REVENUE else f"alle {against.genitive}"
    return f"{limit} {behind}".strip()
