"""What a message says of one unit: its findings are lines of one item."""

from __future__ import annotations

from alerts.breakdown import Divided, breakdowns, is_worse, named, where
from alerts.draft import ENDED_WORD, Draft, Hearing, basis_line, ending_sentence, level_word, most, paragraph, verdict_places
from alerts.event import Change, Event
from alerts.facts import Situation
from alerts.message import Item, Paragraph
from alerts.news import Finding, change_sentences, findings, speaking
from alerts.outlook import outlook
from alerts.pace import beside_pace
from alerts.questions import questions
from alerts.reasons import Told, figure_places, measures, reasons
from alerts.table import bars, rounding_note, table
from alerts.words import in_measure_words
from budget.exact import ZERO, compare
from budget.finnish import LINE_WORDS, capital, day, euros, sentence_case
from budget.gap import forecast_gap, pace_gap
from budget.owner import BindingLevel
from budget.snapshot import UnitFigures
from budget.unit import Line
from budget.verdict import Fired, Level, LineTarget, MeasureTarget, Topic
from written.place import Place

_IN_THE_TABLE = frozenset({Topic.PACE, Topic.COVERED, Topic.OVER_BUDGET, Topic.MEASURE})
_BOUND = {
    BindingLevel.COUNCIL: (
        "valtuuston sitova taso",
        "Sitovan tason ylitykseen tarvitaan valtuuston päätös talousarviovuoden aikana.",
    ),
    BindingLevel.BOARD: ("lautakunnan sitova taso", "Se on käyttösuunnitelma, jonka lautakunta voi muuttaa."),
}


def unit_draft(unit: UnitFigures, events: tuple[Event, ...], hearing: Hearing) -> Draft:
    """Return the item of a unit: conclusion first, then the table, where it is, the rest of the year, the reasons."""
    found = findings(events)
    if not found:
        return _ended(unit, events, hearing.situation)
    spoken = speaking(found)
    divided = breakdowns(spoken, hearing)
    ahead = _outlook(unit, spoken, hearing.situation)
    why = reasons(unit, spoken, hearing.situation)
    counts = measures(unit, _measures_told(found), hearing.situation.snapshot)
    level = max(f.level for f in found)
    columns, lines = table(unit, hearing.situation)
    item = Item(
        title=_title(unit, hearing.situation),
        level=level,
        level_word=level_word(level, found),
        headline=_in_words(spoken[0].fired.headline, spoken[0], hearing.situation),
        paragraphs_before=(
            *_conclusion(unit, spoken, _told_below(spoken, divided, ahead), bool(ahead), hearing.situation),
            *paragraph(s for e in events if e.change is Change.ENDED for s in change_sentences(e)),
        ),
        headings=columns,
        rows=lines,
        bars=bars(unit, _line_levels(found), hearing.situation),
        paragraphs_after=(
            *paragraph((rounding_note(unit, hearing.situation) or "",)),
            *where(spoken, divided, hearing.situation),
            *paragraph(_covered(unit, spoken, hearing.situation)),
            *ahead,
            *_reasons(why, counts),
        ),
        basis=basis_line(spoken, (*_places(unit, divided, counts, hearing.situation), *_measure_places(found)), _prose(why)),
    )
    return Draft(
        item=item,
        name=sentence_case(unit.name),
        amount=most(spoken),
        events=tuple(sorted(events, key=lambda e: e is not spoken[0].event)),
        questions=questions(spoken, hearing.situation.snapshot.period, len(hearing.situation.snapshot.children(unit.code))),
        ending=ending_sentence(spoken, _in_words(spoken[0].fired.ending or "", spoken[0], hearing.situation)),
        named=named(divided, spoken),
        unit=unit.code,
    )


def _title(unit: UnitFigures, situation: Situation) -> str:
    return f"{sentence_case(unit.name)}, tilanne {day(situation.snapshot.period.last_day)}"


def _ended(unit: UnitFigures, events: tuple[Event, ...], situation: Situation) -> Draft:
    """Return the short item of a unit of which everything told has ended."""
    name = sentence_case(unit.name)
    columns, lines = table(unit, situation)
    headline = "poikkeama on poistunut" if len(events) == 1 else "poikkeamat ovat poistuneet"
    item = Item(
        title=_title(unit, situation),
        level=None,
        level_word=ENDED_WORD,
        headline=headline,
        paragraphs_before=paragraph(sentence for event in events for sentence in change_sentences(event)),
        headings=columns,
        rows=lines,
        bars=(),
        paragraphs_after=paragraph(("Teidän ei tarvitse vastata.",)),
        basis=basis_line((), _places(unit, (), Told(()), situation)),
    )
    return Draft(item=item, name=name, amount=ZERO, events=events)


def _conclusion(
    unit: UnitFigures, spoken: tuple[Finding, ...], below: tuple[Finding, ...], has_outlook: bool, situation: Situation
) -> tuple[Paragraph, ...]:
    """Return what is new, what the findings say that are not told below the table, and what the law says of it."""
    first, *others = spoken
    conclusion = _sentences(first, situation)
    if first.topic is Topic.SLOWDOWN and has_outlook:
        conclusion = conclusion[:1]  # its euros a month stand in the outlook
    beside = (s for f in others if f not in below for s in _sentences_beside(f, situation) if s not in conclusion)
    return (
        *paragraph(s for f in spoken for s in change_sentences(f.event)),
        *paragraph((*conclusion, *beside_pace(spoken, situation), *_margin_forecast(unit, spoken))),
        *paragraph((*beside, *_info(unit, situation))),
        *paragraph(_bound(unit, spoken, situation)),
    )


def _sentences(finding: Finding, situation: Situation) -> tuple[str, ...]:
    return tuple(_in_words(sentence, finding, situation) for sentence in finding.fired.sentences)


def _sentences_beside(finding: Finding, situation: Situation) -> tuple[str, ...]:
    """Return what a finding beside the first one says; of a forecast below the actual its questions ask the rest."""
    said = _sentences(finding, situation)
    return said[:1] if finding.topic is Topic.FORECAST_BELOW_ACTUAL else said


def _in_words(said: str, finding: Finding, situation: Situation) -> str:
    """Return what a finding says; of a measure, with the word of what it counts."""
    target = finding.target
    if not isinstance(target, MeasureTarget):
        return said
    found = (m for m in situation.snapshot.measures if (m.area, m.name) == (target.area, target.measure))
    measure = next(found, None)
    return said if measure is None else in_measure_words(said, measure)


def _told_below(spoken: tuple[Finding, ...], divided: Divided, ahead: tuple[Paragraph, ...]) -> tuple[Finding, ...]:
    """Return the findings beside the first one that a paragraph below the table tells."""
    in_parts = [of for of, _ in divided]
    return tuple(f for f in spoken[1:] if f in in_parts or (f.topic is Topic.SLOWDOWN and ahead))


def _margin_forecast(unit: UnitFigures, spoken: tuple[Finding, ...]) -> tuple[str, ...]:
    if unit.margin is None or not any(f.topic is Topic.FORECAST and f.line is not Line.MARGIN for f in spoken):
        return ()
    gap = forecast_gap(unit.margin)
    return (f"Kate jäisi {euros(gap)} talousarviota heikommaksi.",) if gap is not None and is_worse(gap) else ()


def _info(unit: UnitFigures, situation: Situation) -> tuple[str, ...]:
    """Return the findings for information that the table does not already show."""
    return tuple(
        sentence
        for verdict in situation.verdicts(unit.code)
        if isinstance(verdict.outcome, Fired) and verdict.outcome.level is Level.INFO and not verdict.rule.trial
        if verdict.outcome.topic not in _IN_THE_TABLE
        for sentence in verdict.outcome.sentences
    )


def _bound(unit: UnitFigures, spoken: tuple[Finding, ...], situation: Situation) -> tuple[str, ...]:
    """Return what the law says of a forecast over a binding line."""
    if not any(f.topic is Topic.FORECAST for f in spoken):
        return ()
    said: list[str] = []
    for binding in situation.bindings:
        figure = unit.line(binding.line) if binding.unit == unit.code else None
        gap = forecast_gap(figure) if figure is not None else None
        if gap is not None and is_worse(gap):
            verb = "on" if binding.line is Line.MARGIN else "ovat"
            what, law = _BOUND[binding.level]
            said += [f"{capital(LINE_WORDS[binding.line])} {verb} {what}.", law]
    return tuple(said)


def _covered(unit: UnitFigures, spoken: tuple[Finding, ...], situation: Situation) -> tuple[str, ...]:
    """Return the warning that revenue makes the margin look better: where it covers at least half of a cost gap."""
    if unit.costs is None or unit.revenue is None or not any(f.line in (Line.COSTS, Line.MARGIN) for f in spoken):
        return ()
    costs = pace_gap(unit.costs, situation.expected(unit.code, Line.COSTS))
    revenue = pace_gap(unit.revenue, situation.expected(unit.code, Line.REVENUE))
    if costs is None or revenue is None or not is_worse(costs):
        return ()
    covers = compare((-2 * revenue[0], revenue[1]), costs) >= 0
    return ("Tuotot ovat edellä, joten kate näyttää kuluja paremmalta.",) if covers else ()


def _outlook(unit: UnitFigures, spoken: tuple[Finding, ...], situation: Situation) -> tuple[Paragraph, ...]:
    """Return the rest of the year for costs, and for revenue where revenue is behind."""
    period = situation.snapshot.period
    said: list[str] = []
    about_costs = any(f.line in (Line.COSTS, Line.MARGIN) or f.topic is Topic.COVERED for f in spoken)
    if unit.costs is not None and about_costs:
        said.extend(outlook(unit.costs, period))
    if unit.revenue is not None and any(f.line is Line.REVENUE and f.topic is Topic.PACE for f in spoken):
        said.extend(outlook(unit.revenue, period))
    return paragraph(said)


def _measures_told(found: tuple[Finding, ...]) -> frozenset[tuple[str, str]]:
    return frozenset((f.target.area, f.target.measure) for f in found if isinstance(f.target, MeasureTarget))


def _measure_places(found: tuple[Finding, ...]) -> tuple[Place, ...]:
    return verdict_places(f for f in found if isinstance(f.target, MeasureTarget))


def _reasons(why: Told, counts: Told) -> tuple[Paragraph, ...]:
    if why.heading is None:
        return (*paragraph(why.sentences), *paragraph(counts.sentences))
    listed = (Paragraph(why.sentences, heading=why.heading, listed=True),) if why.sentences else ()
    return (*listed, *paragraph(counts.sentences))


def _prose(why: Told) -> str:
    return ", raportin sanallinen osa" if why.prose else ""


def _places(unit: UnitFigures, divided: Divided, counts: Told, situation: Situation) -> tuple[Place, ...]:
    units = [unit]
    for finding, _ in divided:
        if isinstance(finding.target, LineTarget):
            units.extend(situation.snapshot.children(finding.target.unit))
    figures = [figure for one in units for figure in one.figures]
    return (*(place for figure in figures for place in figure_places(figure)), *counts.places)


def _line_levels(found: tuple[Finding, ...]) -> dict[Line, Level]:
    """Return the worst level of every line that has a finding."""
    levels: dict[Line, Level] = {}
    for finding in found:
        if finding.line is not None:
            levels[finding.line] = max(finding.level, levels.get(finding.line, finding.level))
    return levels
