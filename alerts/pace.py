"""What a message says of the pace that a finding is held against: where it comes from, and the even pace beside it."""

from __future__ import annotations

from collections.abc import Iterator

from alerts.facts import Situation
from alerts.news import Finding
from budget.finnish import listed_years, percent
from budget.unit import Line
from budget.verdict import Expectation, LineTarget, Topic, UnitTarget


def beside_pace(spoken: tuple[Finding, ...], situation: Situation) -> tuple[str, ...]:
    """Return the sentences about the first finding that is held against the expected pace; none for the plain even pace."""
    expected = next((e for finding in spoken for e in _expected(finding, situation) if e.profile or e.without_history), None)
    return () if expected is None else tuple(_sentences(expected))


def _sentences(expected: Expectation) -> Iterator[str]:
    if expected.profile is None:
        yield "Aiempien vuosien luvut eivät riitä tavanomaisen kertymän laskemiseen, joten vertailu on tasaiseen kertymään."
        return
    if expected.years:
        yield f"Tavanomainen kertymä on laskettu vuosista {listed_years([year.year for year in expected.years])}."
    if expected.without_history is not None:
        yield "Osalla alayksiköistä aiempien vuosien luvut eivät riitä, joten niiden osuus on tasaisen kertymän mukainen."
    yield f"Tasainen kertymä olisi {percent(expected.even)}."


def _expected(finding: Finding, situation: Situation) -> tuple[Expectation, ...]:
    match finding.target:
        case LineTarget(unit, line, _) if finding.topic is Topic.PACE:
            return (situation.expectation(unit, line),)
        case UnitTarget(unit) if finding.topic is Topic.COVERED:
            return tuple(situation.expectation(unit, line) for line in Line)
        case _:
            return ()
