"""Who hears an event: roles by unit, measure and rule, copies, deputies, finance for the rest."""

from dataclasses import replace
from datetime import date

import pytest

from alerts.alert import State
from alerts.routing import readers
from budget.figure import MeasureKind
from budget.owner import Owner
from budget.unit import Line
from budget.verdict import ItemTarget, Level, LineTarget, MeasureTarget, SourceTarget, Target, Topic
from tests.alerts_builders import (
    CHILDREN,
    FINANCE,
    MUSEUM,
    SCHOOLS,
    TOP,
    card,
    event,
    fired,
    measure,
    owner,
    situation,
    snapshot,
    unit,
    verdict,
)

FIGURES = snapshot(
    unit(TOP, "HYVINVOINTITOIMIALA", None),
    unit(CHILDREN, "LASTEN JA NUORTEN PALVELUT", TOP),
    unit(SCHOOLS, "PERUSOPETUS", CHILDREN),
    unit(MUSEUM, "MUSEOTOIMI", TOP),
    measures=(measure("Museotoimi", 100, 10, MeasureKind.FLOW, MUSEUM),),
)
DIRECTOR = owner("johtaja", TOP)
HEAD = owner("sivistyspäällikkö", CHILDREN)
PRINCIPAL = owner("rehtori", SCHOOLS)
COPY = owner("apulaisrehtori", SCHOOLS)
VISITORS = owner("kävijät", measures=("Museotoimi",))
AREA = owner("alue", measures=("vapaa-aikapalvelut",))
SCHOOL_COSTS = LineTarget(SCHOOLS, Line.COSTS)
MUSEUM_COSTS = LineTarget(MUSEUM, Line.COSTS)
MUSEUM_VISITORS = MeasureTarget("Vapaa-aikapalvelut", "Museotoimi", MUSEUM)
NOBODYS = MeasureTarget("Hallinto", "Kokoukset", None)
ALWAYS, ABOVE, BOTH = ("vastuuhenkilö",), ("ylempi vastuuhenkilö",), ("vastuuhenkilö", "ylempi vastuuhenkilö")


def roles(target: Target, level: Level, words: tuple[str, ...], red: tuple[str, ...], owners: tuple[Owner, ...]) -> list[str]:
    rule = card("sääntö", *words, red=red)
    found = verdict(rule, target, "Yksikkö", fired(level, Topic.PACE, (100, 1), "otsikko"))
    return [reader.role for reader in readers(event(found), situation(FIGURES, owners=(FINANCE, *owners)))]


@pytest.mark.parametrize(
    ("what", "target", "level", "words", "red", "owners", "expected"),
    [
        # the unit's own role, the nearest parent's, finance
        ("own", SCHOOL_COSTS, Level.YELLOW, ALWAYS, (), (DIRECTOR, HEAD, PRINCIPAL), ["rehtori"]),
        ("parent's", SCHOOL_COSTS, Level.YELLOW, ALWAYS, (), (DIRECTOR, HEAD), ["sivistyspäällikkö"]),
        ("nearest above", SCHOOL_COSTS, Level.YELLOW, ALWAYS, (), (DIRECTOR,), ["johtaja"]),
        ("nobody's", SCHOOL_COSTS, Level.YELLOW, ALWAYS, (), (), ["talous"]),
        ("two roles: a copy", SCHOOL_COSTS, Level.YELLOW, ALWAYS, (), (PRINCIPAL, COPY), ["rehtori", "apulaisrehtori"]),
        # the words of a rule
        ("above", SCHOOL_COSTS, Level.YELLOW, ABOVE, (), (DIRECTOR, HEAD, PRINCIPAL), ["sivistyspäällikkö"]),
        ("above of a museum", MUSEUM_COSTS, Level.YELLOW, ABOVE, (), (DIRECTOR, HEAD), ["johtaja"]),
        ("above the top: finance", LineTarget(TOP, Line.COSTS), Level.YELLOW, ABOVE, (), (DIRECTOR,), ["talous"]),
        ("finance", SCHOOL_COSTS, Level.YELLOW, ("talous",), (), (PRINCIPAL,), ["talous"]),
        ("a role", SCHOOL_COSTS, Level.YELLOW, ("johtaja",), (), (DIRECTOR, PRINCIPAL), ["johtaja"]),
        ("an unknown role", SCHOOL_COSTS, Level.YELLOW, ("kukalie",), (), (PRINCIPAL,), ["talous"]),
        ("the same role twice", SCHOOL_COSTS, Level.YELLOW, BOTH, (), (DIRECTOR,), ["johtaja"]),
        # in addition when red
        ("yellow", SCHOOL_COSTS, Level.YELLOW, ALWAYS, ABOVE, (HEAD, PRINCIPAL), ["rehtori"]),
        ("red", SCHOOL_COSTS, Level.RED, ALWAYS, ABOVE, (HEAD, PRINCIPAL), ["rehtori", "sivistyspäällikkö"]),
        # measures: by suoritteet, by the unit, finance
        ("by name", MUSEUM_VISITORS, Level.YELLOW, ALWAYS, (), (DIRECTOR, VISITORS), ["kävijät"]),
        ("by area, any case", MUSEUM_VISITORS, Level.YELLOW, ALWAYS, (), (DIRECTOR, AREA), ["alue"]),
        ("by unit", MUSEUM_VISITORS, Level.YELLOW, ALWAYS, (), (DIRECTOR,), ["johtaja"]),
        ("no unit", NOBODYS, Level.YELLOW, ALWAYS, (), (DIRECTOR, VISITORS), ["talous"]),
        # items and sources
        ("an item of a unit", ItemTarget(TOP, "Avustus"), Level.YELLOW, ALWAYS, (), (DIRECTOR,), ["johtaja"]),
        ("an item of nobody", ItemTarget(None, "Avustus"), Level.YELLOW, ALWAYS, (), (DIRECTOR,), ["talous"]),
        ("a source", SourceTarget("examples/*.txt"), Level.YELLOW, ALWAYS, (), (DIRECTOR,), ["talous"]),
    ],
)  # fmt: skip
def test_who_hears(
    *,
    what: str, target: Target, level: Level, words: tuple[str, ...], red: tuple[str, ...], owners: tuple[Owner, ...],
    expected: list[str],
) -> None:  # fmt: skip
    assert roles(target, level, words, red, owners) == expected


def test_a_rule_on_trial_is_heard_by_finance_alone() -> None:
    found = verdict(card("s", trial=True), SCHOOL_COSTS, "Perusopetus", fired(Level.RED, Topic.PACE, (1, 1), "otsikko"))
    assert [r.role for r in readers(event(found), situation(FIGURES, owners=(FINANCE, PRINCIPAL)))] == ["talous"]


@pytest.mark.parametrize(
    ("first", "last", "gets"),
    [
        # today is 1.8.2023
        (date(2023, 7, 1), date(2023, 7, 31), "rehtori"),
        (date(2023, 7, 1), date(2023, 8, 1), "sijainen"),
        (date(2023, 8, 1), date(2023, 8, 31), "sijainen"),
        (date(2023, 8, 2), date(2023, 8, 31), "rehtori"),
    ],
)
def test_the_deputy_gets_the_messages_on_the_days_away(first: date, last: date, gets: str) -> None:
    away = owner("rehtori", SCHOOLS, deputy="sijainen", away=(first, last))
    found = verdict(card("s"), SCHOOL_COSTS, "Perusopetus", fired(Level.YELLOW, Topic.PACE, (1, 1), "otsikko"))
    (reader,) = readers(event(found), situation(FIGURES, owners=(FINANCE, away, owner("sijainen"))))
    assert (reader.role, reader.owner.role) == ("rehtori", gets)


@pytest.mark.parametrize("deputy", ["rehtori", "kukalie", "toinen"])
def test_a_deputy_who_is_away_or_unknown_gives_it_to_finance(deputy: str) -> None:
    days = (date(2023, 7, 1), date(2023, 8, 31))
    away = owner("rehtori", SCHOOLS, deputy=deputy, away=days)
    other = owner("toinen", deputy="rehtori", away=days)
    found = verdict(card("s"), SCHOOL_COSTS, "Perusopetus", fired(Level.YELLOW, Topic.PACE, (1, 1), "otsikko"))
    (reader,) = readers(event(found), situation(FIGURES, owners=(FINANCE, away, other)))
    assert reader.owner.role == "talous"


def test_a_copy_says_who_answers() -> None:
    found = verdict(card("s"), SCHOOL_COSTS, "Perusopetus", fired(Level.YELLOW, Topic.PACE, (1, 1), "otsikko"))
    first, second = readers(event(found), situation(FIGURES, owners=(FINANCE, PRINCIPAL, COPY)))
    assert (first.answered_by, second.answered_by) == (None, "rehtori")


def test_what_was_red_before_it_ended_goes_to_no_copies_when_it_opens_again_yellow() -> None:
    found = verdict(card("s", red=ABOVE), SCHOOL_COSTS, "Perusopetus", fired(Level.YELLOW, Topic.PACE, (1, 1), "otsikko"))
    new = event(found)
    was_red = replace(new.alert, level=Level.RED, level_told=Level.RED, told=("rehtori",))
    where = situation(FIGURES, owners=(FINANCE, HEAD, PRINCIPAL))
    again, eased = (replace(new, before=replace(was_red, state=state)) for state in (State.ENDED, State.OPEN))
    assert [reader.role for reader in readers(again, where)] == ["rehtori"]
    assert [reader.role for reader in readers(eased, where)] == ["rehtori", "sivistyspäällikkö"]
