"""What the difference of a unit may contain, as far as the rules and the report's own text say so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from alerts.facts import Situation
from alerts.news import Finding
from alerts.noted import explanations
from alerts.words import NOT_SPLIT, measure_sentence
from budget.exact import ratio, rounded
from budget.figure import Column, Figure, Measure, Remark, UnbudgetedItem
from budget.finnish import LINE_WORDS, capital, counted, euros, percent, sentence_case
from budget.gap import natural
from budget.snapshot import Snapshot, UnitFigures
from budget.unit import Line, UnitCode
from budget.verdict import Topic
from written.place import Place
from written.record import dataclass

MOST_CAUSES = 3
_AMOUNT_AT_END = re.compile(r"[\s,:]*(?:n\.|noin)?[\s\u00a0]*[\d\s\u00a0\u202f]+(?:[,.]\d+)?[\s\u00a0]*(?:€|euroa)?\s*\.?$")
_MONEY = frozenset({Topic.PACE, Topic.FORECAST, Topic.SLOWDOWN, Topic.COVERED, Topic.OVER_BUDGET, Topic.OTHER})


@dataclass(frozen=True, slots=True)
class Told:
    """Sentences, and where in the sources they come from. `prose` tells that some come from the report's text."""

    sentences: tuple[str, ...]
    places: tuple[Place, ...] = ()
    prose: bool = False
    heading: str | None = "Mitä eroon voi sisältyä"


def reasons(unit: UnitFigures, spoken: tuple[Finding, ...], situation: Situation) -> Told:
    """Return what the findings may be about: what finance has noted, the report's words, the budget, the known causes.

    The report's words and the budget only where a finding is about how costs or revenue run.
    """
    known, causes = tuple(explanations(spoken)), tuple(_causes(spoken))
    lines = {f.line for f in spoken if f.topic in _MONEY}
    if not lines:
        return Told((*known, *causes), heading=None)
    snapshot = situation.snapshot
    quoted = (*_remarks(unit, lines, snapshot), *(_items(unit, snapshot) if lines & {Line.COSTS, None} else ()))
    return Told((*known, *quoted, *_budget_against_accounts(unit, lines, snapshot), *causes), (), bool(quoted))


def measures(unit: UnitFigures, said: frozenset[tuple[str, str]], snapshot: Snapshot) -> Told:
    """Return how the unit's own measures stand; those of `said` (area and name) are findings and told as such."""
    own = [m for m in snapshot.measures if _belongs(m, unit.code) and (m.area, m.name) not in said]
    told = [(measure_sentence(m), m.place) for m in own]
    known = [(sentence, place) for sentence, place in told if sentence is not None]
    return Told(tuple(sentence for sentence, _ in known), tuple(place for _, place in known))


def _belongs(measure: Measure, unit: UnitCode) -> bool:
    return measure.unit == unit or (measure.unit is None and measure.area_unit == unit and measure.part_of is None)


def _causes(spoken: tuple[Finding, ...]) -> Iterator[str]:
    causes = tuple(dict.fromkeys(cause for finding in spoken for cause in finding.rule.causes))[:MOST_CAUSES]
    if causes:
        yield f"Tavallisia syitä: {', '.join(causes)}."


def _remarks(unit: UnitFigures, lines: set[Line | None], snapshot: Snapshot) -> Iterator[str]:
    owners = _with_ancestors(unit, snapshot)
    for remark in snapshot.remarks:
        owner = owners.get(remark.unit) if remark.unit is not None else None
        if owner is not None and (remark.line is None or remark.line in lines):
            yield _quoted(remark, owner, unit)


def _quoted(remark: Remark, owner: UnitFigures, unit: UnitFigures) -> str:
    words = remark.text.strip().strip("()").strip()
    amount = ""
    if remark.amount is not None:
        words = _AMOUNT_AT_END.sub("", words) or words
        amount = f", {'noin ' if remark.approximate else ''}{euros(remark.amount)}"
    line = (LINE_WORDS[remark.line],) if remark.line is not None else ()
    above = (sentence_case(owner.name),) if owner.code != unit.code else ()
    about = f" ({', '.join((*above, *line))})" if above or line else ""
    return f"Raportin mukaan{about}: ”{words}”{amount}.{f' {NOT_SPLIT}' if above else ''}"


def _items(unit: UnitFigures, snapshot: Snapshot) -> Iterator[str]:
    owners = _with_ancestors(unit, snapshot)
    items = [item for item in snapshot.items if item.unit in owners]
    own = [item for item in items if item.unit == unit.code]
    if own:
        yield _own_items(own)
    elif items:
        largest = max(items, key=lambda item: item.amount)
        owner = owners[largest.unit or unit.code]
        yield f"{capital(_named(largest))} ({sentence_case(owner.name)}): määrärahaa ei ole varattu. {NOT_SPLIT}"


def _own_items(items: list[UnbudgetedItem]) -> str:
    if len(items) == 1:
        return f"{capital(_named(items[0]))}: raportin mukaan määrärahaa ei ole varattu."
    largest = max(items, key=lambda item: item.amount)
    total = euros(sum(item.amount for item in items))
    count = counted(len(items), "menoon", "menoon")
    return f"Raportin mukaan {count} ei ole varattu määrärahaa, yhteensä {total}. Suurin: {_named(largest)}."


def _named(item: UnbudgetedItem) -> str:
    return f"{item.text} {euros(item.amount)}"


def _budget_against_accounts(unit: UnitFigures, lines: set[Line | None], snapshot: Snapshot) -> Iterator[str]:
    """Yield how the budget differs from last year's accounts where that makes the gap: costs lower, revenue higher."""
    year = snapshot.period.year
    for figure in (unit.costs, unit.revenue):
        if figure is None or not (figure.line in lines or (figure.line is Line.COSTS and None in lines)):
            continue
        budget, prior = natural(figure.line, figure.budget), natural(figure.line, figure.prior)
        if budget is None or prior is None or budget <= 0 or prior <= 0:
            continue
        change = budget - prior if figure.line is Line.REVENUE else prior - budget
        if rounded(ratio(change, prior), 3) > 0:
            word = "suurempi" if figure.line is Line.REVENUE else "pienempi"
            whose = "Tuottojen talousarvio" if figure.line is Line.REVENUE and Line.COSTS in lines else "Talousarvio"
            share = percent(ratio(change, prior))
            yield f"{whose} on {share} {word} kuin vuoden {year - 1} tilinpäätös ({euros(prior)})."


def _with_ancestors(unit: UnitFigures, snapshot: Snapshot) -> dict[UnitCode | None, UnitFigures]:
    return {u.code: u for u in (unit, *snapshot.ancestors(unit.code))}


def figure_places(figure: Figure | None) -> tuple[Place, ...]:
    """Return where the values stand that an item prints of a line."""
    if figure is None:
        return ()
    printed = (Column.ACTUAL, Column.BUDGET, Column.FORECAST)
    return tuple(place for column, place in figure.places if column in printed)
