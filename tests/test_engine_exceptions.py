"""The second judgement: what an exception takes off, from which value of which target, and in which direction."""

from datetime import date

import pytest

from budget.figure import Figure
from budget.money import Cents
from budget.period import Period
from budget.snapshot import History, Snapshot, UnitFigures
from budget.unit import Line, UnitCode
from budget.verdict import Explained, Fired, Level
from engine.evaluate import evaluate
from engine.read_rules import read_rules

JUNE = Period(2023, 6)
OWNERS = "vastuut:\n  - {rooli: talous, osoite: t@example.org, kanava: folder}\n"


Lines = dict[Line, tuple[int, int]]


def judged(rule: str, note: str, lines: Lines, *, unit: str = "1", periods: str = "2023-06") -> Explained | None:
    """Judge one rule on unit 1 in June; budgets and actuals in euros, in the natural direction."""
    text = f"säännöt:\n  - {{tunnus: s, nimi: S, {rule}}}\n{OWNERS}"
    exception = f"poikkeukset:\n  - {{sääntö: kaikki, yksikkö: '{unit}', kaudet: {periods}, syy: syy, kirjasi: c, {note}}}\n"
    rulebook = read_rules({"a.yaml": text.encode(), "n.yaml": exception.encode()})
    assert rulebook.problems == ()
    made = {line: figure(line, *euros) for line, euros in lines.items()}
    museum = UnitFigures(UnitCode("1"), "Museo", None, made.get(Line.REVENUE), made.get(Line.COSTS), made.get(Line.MARGIN))
    evaluation = evaluate(rulebook, Snapshot(JUNE, (), (museum,)), History(), date(2023, 8, 1))
    (found,) = [v.outcome for v in evaluation.verdicts if isinstance(v.outcome, Fired)]
    return found.explained


def figure(line: Line, budget: int, actual: int) -> Figure:
    """A line with a forecast of 1 200 € and a month of 200 €."""
    sign = -100 if line is Line.COSTS else 100
    return Figure(
        UnitCode("1"), line, Cents(sign * budget), Cents(sign * actual), Cents(sign * 1_200), month_actual=Cents(sign * 200)
    )  # fmt: skip


COSTS = {Line.COSTS: (1_000, 700)}
REVENUE = {Line.REVENUE: (1_000, 300)}
MARGIN = {Line.MARGIN: (-1_000, -700)}
PACE = "keltainen: toteumaprosentti > 55 %"
BEHIND = "keltainen: toteumaprosentti < 45 %"
GAP = "keltainen: kertymäpoikkeama > 50 €"


@pytest.mark.parametrize(
    ("what", "rule", "lines", "note", "sentence", "held_back"),
    [
        ("costs are less by it", f"kohde: kulut, {PACE}", COSTS, "määrä: 100 €",
         "kuluista on toteutunut 70,0 %; ilman selitettyä osuutta 60,0 %, raja ylittyy silti", False),
        ("and sit on the limit", f"kohde: kulut, {PACE}", COSTS, "määrä: 150 €",
         "kuluista on toteutunut 70,0 %; ilman selitettyä osuutta 55,0 %, raja ei ylity", True),
        ("revenue is more by it", f"kohde: tuotot, {BEHIND}", REVENUE, "määrä: 100 €",
         "tuotoista on kertynyt 30,0 %; ilman selitettyä osuutta 40,0 %, raja alittuu silti", False),
        ("and sits on the limit", f"kohde: tuotot, {BEHIND}", REVENUE, "määrä: 150 €",
         "tuotoista on kertynyt 30,0 %; ilman selitettyä osuutta 45,0 %, raja ei alitu", True),
        ("the margin is more by it", f"kohde: kate, {GAP}", MARGIN, "määrä: 160 €",
         "katteen ero odotettuun kertymään on 200 €; ilman selitettyä osuutta 40 €, raja ei ylity", True),
        ("euros that end it are shown, not the percent that stays", f"kohde: kulut, {PACE} ja kertymäpoikkeama > 190 €", COSTS, "määrä: 20 €",
         "kulujen ero odotettuun kertymään on 200 €; ilman selitettyä osuutta 180 €, raja ei ylity", True),
        ("a lower level is said", f"kohde: kulut, {PACE}, punainen: toteumaprosentti > 65 %", COSTS, "määrä: 100 €",
         "kuluista on toteutunut 70,0 %; ilman selitettyä osuutta 60,0 %, raja ylittyy silti, ja taso olisi Seurattava", False),
        ("the month that booked it", "kohde: kulut, keltainen: kuukauden_toteuma > 150 €", COSTS, "määrä: 60 €",
         "kulujen kuukauden toteuma on 200 €; ilman selitettyä osuutta 140 €, raja ei ylity", True),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value and ":" not in value and "%" not in value else "",
)  # fmt: skip
def test_both_judgements_are_shown(what: str, rule: str, lines: Lines, note: str, sentence: str, held_back: bool) -> None:
    found = judged(rule, f"tapa: vaientaa, {note}", lines)
    assert found is not None
    assert found.sentence is not None
    assert found.sentence.replace("\u00a0", " ") == sentence
    assert found.held_back is held_back


UNIT = {Line.COSTS: (1_000, 700), Line.REVENUE: (400, 200), Line.MARGIN: (-600, -500)}
BOTH = "kohde: yksikkö, keltainen: kulujen kertymäpoikkeama > 50 € ja katteen kertymäpoikkeama > 50 €"


@pytest.mark.parametrize(
    ("what", "note", "level"),
    [
        ("costs move the margin with them", "kohde: kulut, määrä: 140 €", Level.YELLOW),
        ("until one of them is silent", "kohde: kulut, määrä: 150 €", None),
        ("without a line they are costs", "määrä: 150 €", None),
        ("revenue moves the margin, not the costs", "kohde: tuotot, määrä: 149 €", Level.YELLOW),
        ("the margin alone", "kohde: kate, määrä: 150 €", None),
    ],
    ids=lambda value: value if isinstance(value, str) and ":" not in value else "",
)
def test_a_rule_about_a_whole_unit_sees_a_margin_that_adds_up(what: str, note: str, level: Level | None) -> None:
    found = judged(BOTH, f"tapa: selittää, {note}", UNIT)
    assert found is not None
    assert found.level is level


@pytest.mark.parametrize(
    ("what", "rule", "note", "where"),
    [
        ("a rule about the forecast", "kohde: kulut, keltainen: ennustepoikkeama > 5 €", "määrä: 100 €", {}),
        ("another line", f"kohde: kulut, {PACE}", "kohde: kate, määrä: 100 €", {}),
        ("another line, all of it", f"kohde: kulut, {PACE}", "kohde: tuotot", {}),
        ("another period", f"kohde: kulut, {PACE}", "määrä: 100 €", {"periods": "2023-07"}),
        ("another unit", f"kohde: kulut, {PACE}", "määrä: 100 €", {"unit": "11"}),
    ],
    ids=lambda value: value if isinstance(value, str) and ":" not in value else "",
)
def test_what_an_exception_does_not_concern_is_judged_once(what: str, rule: str, note: str, where: dict[str, str]) -> None:
    assert judged(rule, f"tapa: vaientaa, {note}", COSTS, **where) is None


def test_all_of_it_is_held_back_without_euros() -> None:
    found = judged("kohde: kulut, keltainen: ennustepoikkeama > 5 €", "tapa: vaientaa", COSTS)
    assert found is not None
    assert (found.held_back, found.sentence) == (True, None)


def test_what_cannot_be_judged_without_its_euros_is_not_held_back() -> None:
    """A percent of a margin means nothing where the margin is above zero."""
    found = judged("kohde: kate, keltainen: toteumaprosentti > 55 %", "tapa: vaientaa, määrä: 800 €", MARGIN)
    assert found is not None
    assert (found.unknown, found.held_back) == (True, False)
