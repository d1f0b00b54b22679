"""Items that are not about one unit: costs without an appropriation, measures and sources."""

from __future__ import annotations

from alerts.draft import (
    ENDED_WORD,
    Draft,
    Hearing,
    basis_line,
    ending_sentence,
    level_word,
    most,
    paragraph,
    verdict_places,
)
from alerts.event import Event
from alerts.facts import Situation
from alerts.message import Item, TableRow
from alerts.news import Finding, change_sentences, findings
from alerts.table import shown_share
from alerts.words import one_line
from budget.exact import ZERO, Exact, add, rounded
from budget.finnish import capital, counted, day, euros, percent, sentence_case
from budget.gap import natural
from budget.money import Cents
from budget.unit import Line, UnitCode
from budget.verdict import ItemTarget, SourceTarget

_NO_APPROPRIATION = "Menot ilman määrärahaa"


def items_draft(events: tuple[Event, ...], hearing: Hearing) -> Draft:
    """Return one item of all costs that the report's text says have no appropriation, with their sum."""
    found = tuple(sorted(findings(events), key=lambda f: -rounded(f.euros)))
    if not found:
        return plain_draft(events, hearing)
    total = _total(found)
    unit = _common_unit(found)
    name = _unit_name(unit, hearing.situation)
    count = counted(len(found), "meno", "menoa")
    headline = f"{count} ilman määrärahaa" + (f", yhteensä {euros(total)}" if len(found) > 1 else f", {euros(total)}")
    level = max(f.level for f in found)
    item = Item(
        title=f"{name}, tilanne {day(hearing.situation.snapshot.period.last_day)}",
        level=level,
        level_word=level_word(level, found),
        headline=headline,
        paragraphs_before=(
            *paragraph(_items_sentences(found, total, unit, hearing.situation)),
            *paragraph(s for e in events for s in change_sentences(e)),
        ),
        headings=("Määrä",),
        rows=tuple(TableRow(_item_name(f, unit, hearing.situation), (euros(f.euros),)) for f in found),
        bars=(),
        paragraphs_after=(),
        basis=basis_line(found, verdict_places(found)),
    )
    asked = tuple(dict.fromkeys(f.rule.question for f in found if f.rule.question))[:1]
    fires = {id(f.event) for f in found}
    ordered = (*(f.event for f in found), *(e for e in events if id(e) not in fires))
    return Draft(item=item, name=name, amount=total, events=ordered, questions=asked)


def plain_draft(events: tuple[Event, ...], hearing: Hearing) -> Draft:
    """Return the item of a target that has no figures of a unit: sentences, question and basis."""
    found = findings(events)
    name = _name(events[0])
    level = max((f.level for f in found), default=None)
    sentences = (*(s for e in events for s in change_sentences(e)), *(s for f in found for s in f.fired.sentences))
    item = Item(
        title=f"{name}, tilanne {day(hearing.situation.snapshot.period.last_day)}",
        level=level,
        level_word=ENDED_WORD if level is None else level_word(level, found),
        headline=found[0].fired.headline if found else "poikkeama on poistunut",
        paragraphs_before=paragraph(sentences),
        headings=(),
        rows=(),
        bars=(),
        paragraphs_after=(),
        basis=basis_line(found, verdict_places(found)),
    )
    asked = tuple(dict.fromkeys(f.rule.question for f in found if f.rule.question))[:1]
    ending = ending_sentence(found, found[0].fired.ending) if found else ""
    return Draft(item=item, name=name, amount=most(found), events=events, questions=asked, ending=ending)


def _name(event: Event) -> str:
    name = one_line(sentence_case(event.alert.target_name))
    return f"Aineisto {name}" if isinstance(event.alert.target, SourceTarget) else name


def _items_sentences(found: tuple[Finding, ...], total: Exact, unit: UnitCode | None, situation: Situation) -> tuple[str, ...]:
    start = "Raportissa on 1 meno, johon" if len(found) == 1 else f"Raportissa on {len(found)} menoa, joihin"
    share = _share_of_budget(total, unit, situation)
    of_budget = "" if share is None else f" eli {percent(share)} yksikön kulujen talousarviosta"
    return (f"{start} ei ole varattu määrärahaa.", f"Niitä on yhteensä {euros(total)}{of_budget}.")


def _share_of_budget(total: Exact, unit: UnitCode | None, situation: Situation) -> Exact | None:
    figures = situation.snapshot.unit(unit)
    costs = figures.costs if figures is not None else None
    budget = natural(Line.COSTS, costs.budget) if costs is not None else None
    return shown_share(Line.REVENUE, Cents(rounded(total)), Cents(budget)) if budget is not None else None


def _common_unit(found: tuple[Finding, ...]) -> UnitCode | None:
    units = {f.target.unit for f in found if isinstance(f.target, ItemTarget)}
    return next(iter(units)) if len(units) == 1 else None


def _unit_name(unit: UnitCode | None, situation: Situation) -> str:
    figures = situation.snapshot.unit(unit)
    return sentence_case(figures.name) if figures is not None else _NO_APPROPRIATION


def _item_name(finding: Finding, common: UnitCode | None, situation: Situation) -> str:
    target = finding.target
    if not isinstance(target, ItemTarget):
        return capital(finding.event.alert.target_name)
    unit = situation.snapshot.unit(target.unit)
    name = one_line(target.item)
    return capital(name) if common is not None or unit is None else f"{sentence_case(unit.name)}: {name}"


def _total(found: tuple[Finding, ...]) -> Exact:
    total = ZERO
    for finding in found:
        total = add(total, finding.euros)
    return total
