"""Where the gap of a sum is: its children with their euros, and a remainder that adds up."""

from __future__ import annotations

from alerts.draft import NAMES_OF_RULE, Hearing
from alerts.facts import Situation
from alerts.message import Paragraph
from alerts.news import Finding
from alerts.words import line_pace
from budget.exact import ZERO, Exact, add, compare, rounded, subtract
from budget.figure import Figure
from budget.finnish import LEVEL_WORDS, NBSP, euros, number, sentence_case, whole_euros
from budget.gap import forecast_gap, pace_gap
from budget.snapshot import UnitFigures
from budget.unit import Line, UnitCode
from budget.verdict import Fired, Level, LineTarget, Topic
from written.record import dataclass

MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Part:
    """A child with its unfavourable cents. `level` is what the same rule says of it, None where it does not fire."""

    unit: UnitFigures
    gap: Exact
    level: Level | None


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The parts of one gap. `named` stand by name, the others in one remainder (`rest`, None where there is none).

    `lack` is what the printed parts lack of the printed total, in euros, and `why` says it in words, None where
    nothing lacks.
    """

    named: tuple[Part, ...]
    rest: Exact | None
    lack: int
    why: str | None


def breakdown(finding: Finding, situation: Situation) -> Breakdown | None:
    """Return the parts of a sum level's gap to the pace or of its forecast; None where there is nothing to name."""
    target = finding.target
    if not isinstance(target, LineTarget) or target.group is not None or finding.topic not in (Topic.PACE, Topic.FORECAST):
        return None
    unit = situation.snapshot.unit(target.unit)
    total = _gap(unit, target.line, finding.topic, situation)
    children = situation.snapshot.children(target.unit)
    if total is None or not children:
        return None
    gaps = [(child, _gap(child, target.line, finding.topic, situation)) for child in children]
    known = [Part(child, gap, _level(child.code, finding, situation)) for child, gap in gaps if gap is not None]
    alerting = [part for part in known if part.level is not None and part.level > Level.INFO]
    return _divided(total, known, alerting, len(children), finding.topic) if alerting else None


_ROUNDING = "Pyöristysero {}."
_MORE = {
    Topic.PACE: "Odotusten ero {}: summan tavanomainen kertymä on toinen kuin yksiköiden.",
    Topic.FORECAST: "Yksiköille jakamatta {}.",
}
"""What more than rounding is: budgets and actuals were proved to add up, shares that are expected and forecasts not."""


def _divided(total: Exact, known: list[Part], alerting: list[Part], children: int, topic: Topic) -> Breakdown:
    all_known = len(known) == children
    alone = all_known and len(known) - len(alerting) == 1
    named = sorted(known if alone else alerting, key=lambda part: -rounded(part.gap))[:MOST_NAMED]
    missing = [part for part in known if part not in named]
    rest = _sum(missing) if all_known else subtract(total, _sum(named))
    shown_rest = None if all_known and not missing else rest
    printed = sum(whole_euros(part.gap) for part in named) + (whole_euros(rest) if shown_rest is not None else 0)
    lack = whole_euros(total) - printed
    why = None if lack == 0 else _MORE[topic] if abs(lack) > children + 1 else _ROUNDING
    return Breakdown(tuple(named), shown_rest, lack, why)


def _sum(parts: list[Part]) -> Exact:
    total = ZERO
    for part in parts:
        total = add(total, part.gap)
    return total


def _gap(unit: UnitFigures | None, line: Line, topic: Topic, situation: Situation) -> Exact | None:
    figure: Figure | None = unit.line(line) if unit is not None else None
    if unit is None or figure is None:
        return None
    return forecast_gap(figure) if topic is Topic.FORECAST else pace_gap(figure, situation.expected(unit.code, line))


def _level(unit: UnitCode, finding: Finding, situation: Situation) -> Level | None:
    """Return the level of the same rule on the same line of a child."""
    for verdict in situation.verdicts(unit):
        target = verdict.target
        same = verdict.rule.id == finding.rule.id and isinstance(target, LineTarget) and target.line is finding.line
        if same and isinstance(verdict.outcome, Fired):
            return verdict.outcome.level
    return None


def parts_sentence(parts: Breakdown, level: Level) -> str:
    """Return the parts as a sentence: `A 401 323 €, B 198 848 €, muut yksiköt yhteensä −11 643 €`, with a full stop.

    A child whose own level is higher than the sum's is marked, for it has no item of its own beside this.
    """
    shown = [f"{sentence_case(part.unit.name)} {euros(part.gap)}{_mark(part, level)}" for part in parts.named]
    if parts.rest is not None:
        shown.append(f"muut yksiköt yhteensä {euros(parts.rest)}")
    sentence = f"{', '.join(shown)}."
    if parts.why is None:
        return sentence
    lack = abs(parts.lack) if parts.why == _ROUNDING else parts.lack
    return f"{sentence} {parts.why.format(f'{number(lack)}{NBSP}€')}"


def _mark(part: Part, level: Level) -> str:
    if part.level is None or part.level is Level.INFO:
        return " (alle rajan)" if is_worse(part.gap) else ""
    return f" ({LEVEL_WORDS[part.level].lower()})" if part.level > level else ""


def over_limit(parts: Breakdown) -> tuple[UnitFigures, ...]:
    """Return the children over the limit, which are named with their euros."""
    return tuple(p.unit for p in parts.named if p.level is not None and p.level > Level.INFO)


Divided = tuple[tuple[Finding, Breakdown], ...]


def breakdowns(spoken: tuple[Finding, ...], hearing: Hearing) -> Divided:
    """Return the parts of every gap that has some, and of those children's that get no item beside this one."""
    found: list[tuple[Finding, Breakdown]] = []
    for finding in spoken:
        parts = breakdown(finding, hearing.situation)
        if parts is not None:
            found.append((finding, parts))
            found.extend(_below(finding, parts, hearing))
    return tuple(found)


def _below(finding: Finding, parts: Breakdown, hearing: Hearing) -> Divided:
    below: list[tuple[Finding, Breakdown]] = []
    for child in over_limit(parts):
        if (finding.rule.id, child.code) not in hearing.mine or finding.line is None:
            continue
        lower = Finding(finding.event, finding.rule, finding.fired, LineTarget(child.code, finding.line))
        inner = breakdown(lower, hearing.situation)
        if inner is not None:
            below.append((lower, inner))
            below.extend(_below(lower, inner, hearing))
    return tuple(below)


def named(divided: Divided, spoken: tuple[Finding, ...]) -> frozenset[NAMES_OF_RULE]:
    """Return the (rule, child) whose euros are told by name. A slowdown that this unit tells goes with its line's."""
    slowdowns = [f for f in spoken if f.topic is Topic.SLOWDOWN]
    return frozenset(
        (rule, unit.code)
        for finding, parts in divided
        for rule in (finding.rule.id, *(f.rule.id for f in slowdowns if f.line is finding.line))
        for unit in over_limit(parts)
    )


def where(spoken: tuple[Finding, ...], divided: Divided, situation: Situation) -> tuple[Paragraph, ...]:
    """Return where the gaps are: the first finding has said its sum, the others say it here."""
    said: list[Paragraph] = []
    for finding, parts in divided:
        target = finding.target
        if not isinstance(target, LineTarget):
            continue
        own = finding.level if finding in spoken else _level(target.unit, finding, situation)
        sentence = parts_sentence(parts, own or finding.level)
        if finding not in spoken:
            unit = situation.snapshot.unit(target.unit)
            said.append(Paragraph((f"{sentence_case(unit.name) if unit else target.unit}: {sentence}",)))
        elif finding.topic is Topic.FORECAST:
            said.append(Paragraph((f"Ennusteen erot yksiköittäin: {sentence}",)))
        elif finding is spoken[0]:
            said.append(Paragraph((f"Erot yksiköittäin: {sentence}",)))
        else:
            said.append(Paragraph((_sum_sentence(target, situation), sentence)))
    return tuple(said)


def _sum_sentence(target: LineTarget, situation: Situation) -> str:
    unit = situation.snapshot.unit(target.unit)
    figure = unit.line(target.line) if unit is not None else None
    expected = situation.expectation(target.unit, target.line)
    gap = pace_gap(figure, expected.share) if figure is not None else None
    return f"Missä ero on: {line_pace(target.line, gap or ZERO, expected.profile)}."


def is_worse(gap: Exact) -> bool:
    """Tell whether a gap is unfavourable."""
    return compare(gap, ZERO) > 0
