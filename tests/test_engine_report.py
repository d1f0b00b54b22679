"""The real report of June 2023: what the twelve rules must say about it, and nothing else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from budget.exact import decimal
from budget.snapshot import History
from budget.verdict import (
    Comparison,
    Evaluation,
    Fired,
    ItemTarget,
    Level,
    LineTarget,
    MeasureTarget,
    UnitTarget,
    Unknown,
    Verdict,
)
from engine.evaluate import evaluate, order, prepare
from engine.evaluate import judge as judge_only
from engine.rulebook import Rule
from tests.engine_builders import FILE, TODAY, report, rule, rulebook, say

FROM_MARCH = range(3, 13)
RULES: tuple[Rule, ...] = (
    rule(
        "kulut-edella-kertymaa",
        "kulut",
        months=FROM_MARCH,
        tieto="toteumaprosentti > odotus",
        keltainen="toteumaprosentti > odotus + 5 %-yks. ja kertymäpoikkeama > 10 000 €",
        punainen="kertymäpoikkeama > 750 000 € tai (toteumaprosentti > odotus + 10 %-yks. ja kertymäpoikkeama > 250 000 €)",
        poistuu="toteumaprosentti < odotus + 3 %-yks.",
    ),
    rule(
        "kirjauksia-ilman-talousarviota",
        ("kulut", "tuotot"),
        keltainen="budjetoimaton ja itseisarvo(toteuma) > 1 000 €",
    ),
    rule("menot-ilman-maararahaa", "meno ilman määrärahaa", keltainen="määrä > 10 000 €"),
    rule(
        "ennuste-ylittaa-talousarvion",
        "kulut",
        keltainen="ennustepoikkeama > 10 000 € ja ennusteprosentti > 100,5 %",
        punainen="ennustepoikkeama > 500 000 € ja ennusteprosentti > 102 %",
    ),
    rule("ennuste-alle-toteuman", ("kulut", "tuotot"), keltainen="ennuste < toteuma"),
    rule(
        "tuotot-jaljessa",
        "tuotot",
        months=FROM_MARCH,
        keltainen="toteumaprosentti < odotus − 5 %-yks. ja kertymäpoikkeama > 10 000 €",
    ),
    rule("tuotot-yli-arvion", "tuotot", tieto="toteumaprosentti > 100 %"),
    rule(
        "kate-heikko",
        "kate",
        months=FROM_MARCH,
        keltainen="kertymäpoikkeama > 10 000 € ja kertymäpoikkeama > 5 % * itseisarvo(ta) ja ei budjetoimaton",
    ),
    rule("ennuste-vaatii-hidastuksen", "kulut", months=range(5, 12), keltainen="loppuvuosi_alkuvuodesta < 85 %"),
    rule(
        "tuotot-peittavat-kulut",
        "yksikkö",
        months=FROM_MARCH,
        tieto="kulujen kertymäpoikkeama > 100 000 € ja katteen kertymäpoikkeama < 0 €",
    ),
    rule(
        "suorite-jaljessa",
        "suorite",
        months=FROM_MARCH,
        keltainen="toteumaprosentti < odotus − 5 %-yks. ja tavoite >= 100",
    ),
    rule("aineisto-vanhentunut", "aineisto", keltainen="aineiston_ikä > 45 pv"),
)

RED, YELLOW, INFO = Level.RED, Level.YELLOW, Level.INFO
# level, unit, line or what it is about, euros, in the order of the list of each rule
EXPECTED: dict[str, tuple[tuple[Level, str, str, str | None], ...]] = {
    "kulut-edella-kertymaa": (
        (RED, "64300000", "costs", "2910679.50"),
        (RED, "64320000", "costs", "2284969.00"),
        (RED, "64321000", "costs", "1393244.00"),
        (RED, "64323000", "costs", "803732.00"),
        (RED, "64337000", "costs", "401322.50"),
        (YELLOW, "64330000", "costs", "692189.00"),
        (YELLOW, "64336000", "costs", "198848.00"),
        (YELLOW, "64332000", "costs", "103661.50"),
        (INFO, "64322000", "costs", "87993.50"),
        (INFO, "64333000", "costs", "34815.50"),
    ),
    "kirjauksia-ilman-talousarviota": (
        (YELLOW, "64334000", "revenue", "6178.00"),
        (YELLOW, "64334000", "costs", "5649.00"),
    ),
    "menot-ilman-maararahaa": (
        (YELLOW, "64300000", "kesäkuun palkkojen kertaerä sivukuluineen", "320000.00"),
        (YELLOW, "64300000", "Valmistava opetus", "100000.00"),
        (YELLOW, "64300000", "lomapalkkavelka", "94000.00"),
        (YELLOW, "64300000", "Teatterin avustus", "82000.00"),
        (YELLOW, "64300000", "Vahvax-hanke", "60000.00"),
        (YELLOW, "64300000", "koronakorvaus työntekijöille", "28000.00"),
        (YELLOW, "64300000", "yhdistystoiminta", "28000.00"),
    ),
    "ennuste-ylittaa-talousarvion": (
        (RED, "64300000", "costs", "1404767.00"),
        (RED, "64320000", "costs", "1300000.00"),
        (YELLOW, "64330000", "costs", "145560.00"),
    ),
    "ennuste-alle-toteuman": (
        (YELLOW, "64320000", "revenue", "697242.00"),
        (YELLOW, "64300000", "revenue", "106307.00"),
    ),
    "tuotot-jaljessa": ((YELLOW, "64336000", "revenue", "48587.00"),),
    "tuotot-yli-arvion": (
        (INFO, "64300000", "revenue", "2017615.00"),
        (INFO, "64320000", "revenue", "1929646.00"),
        (INFO, "64323000", "revenue", "1008240.00"),
        (INFO, "64321000", "revenue", "891799.00"),
        (INFO, "64335000", "revenue", "73337.00"),
        (INFO, "64333000", "revenue", "32007.00"),
        (INFO, "64332000", "revenue", "28848.00"),
    ),
    "kate-heikko": (
        (YELLOW, "64330000", "margin", "604220.00"),
        (YELLOW, "64337000", "margin", "402365.50"),
        (YELLOW, "64336000", "margin", "247435.00"),
        (YELLOW, "64332000", "margin", "74813.50"),
    ),
    "ennuste-vaatii-hidastuksen": (
        (YELLOW, "64300000", "costs", "2910679.50"),
        (YELLOW, "64320000", "costs", "2284969.00"),
        (YELLOW, "64330000", "costs", "692189.00"),
    ),
    "tuotot-peittavat-kulut": ((INFO, "64323000", "", "803732.00"),),
    "suorite-jaljessa": ((YELLOW, "64333000", "Kirjastotoimi", None), (YELLOW, "64331000", "Kulttuuripalvelut", None)),
    "aineisto-vanhentunut": (),
}


@pytest.fixture(scope="module")
def said() -> Evaluation:
    return say(rulebook(*RULES), report())


def findings(evaluation: Evaluation, rule_id: str) -> list[tuple[Verdict, Fired]]:
    verdicts = order(v for v in evaluation.verdicts if v.rule.id == rule_id)
    return [(v, v.outcome) for v in verdicts if isinstance(v.outcome, Fired)]


def about(verdict: Verdict) -> tuple[str, str]:
    target = verdict.target
    match target:
        case LineTarget():
            return target.unit, target.line.value
        case UnitTarget():
            return target.unit, ""
        case MeasureTarget():
            return target.unit or "", target.measure
        case ItemTarget():
            return target.unit or "", target.item
    return "", target.source


@pytest.mark.parametrize("rule_id", EXPECTED)
def test_every_rule_says_what_is_expected_and_no_more(said: Evaluation, rule_id: str) -> None:
    got = tuple(
        (fired.level, *about(verdict), None if fired.amount is None else decimal((fired.amount[0], fired.amount[1] * 100), 2))
        for verdict, fired in findings(said, rule_id)
    )
    assert got == EXPECTED[rule_id]


def values(said: Evaluation, rule_id: str, where: tuple[str, str]) -> dict[str, str | None]:
    verdict = next(v for v in said.verdicts if v.rule.id == rule_id and about(v) == where)
    assert isinstance(verdict.outcome, Fired)
    return {v.name: None if v.value is None else decimal(v.value, 6) for v in verdict.outcome.values}


# fmt: off
VALUES_ARE_THOSE_THAT_THE_CONDITIONS_USED = (
    ("kulut-edella-kertymaa", ("64321000", "costs"), {"toteumaprosentti": "0.578273", "odotus": "0.500000", "kertymäpoikkeama": "139324400.000000"}),
    ("kulut-edella-kertymaa", ("64337000", "costs"), {"toteumaprosentti": "0.626961", "odotus": "0.500000", "kertymäpoikkeama": "40132250.000000"}),
    ("kirjauksia-ilman-talousarviota", ("64334000", "revenue"), {"ta": "0.000000", "toteuma": "-617800.000000"}),
    ("kirjauksia-ilman-talousarviota", ("64334000", "costs"), {"ta": "0.000000", "toteuma": "564900.000000"}),
    ("ennuste-ylittaa-talousarvion", ("64330000", "costs"), {"ennustepoikkeama": "14556000.000000", "ennusteprosentti": "1.017961"}),
    ("ennuste-alle-toteuman", ("64320000", "revenue"), {"ennuste": "230000000.000000", "toteuma": "299724200.000000"}),
    ("tuotot-jaljessa", ("64336000", "revenue"), {"toteumaprosentti": "0.417115", "odotus": "0.500000", "kertymäpoikkeama": "4858700.000000"}),
    ("kate-heikko", ("64330000", "margin"), {"kertymäpoikkeama": "60422000.000000", "ta": "-674663200.000000", "toteuma": "-397753600.000000"}),
    ("ennuste-vaatii-hidastuksen", ("64300000", "costs"), {"loppuvuosi_alkuvuodesta": "0.804657"}),
    ("ennuste-vaatii-hidastuksen", ("64330000", "costs"), {"loppuvuosi_alkuvuodesta": "0.738889"}),
    ("tuotot-peittavat-kulut", ("64323000", ""), {"kulujen kertymäpoikkeama": "80373200.000000", "katteen kertymäpoikkeama": "-20450800.000000"}),
    ("suorite-jaljessa", ("64333000", "Kirjastotoimi"), {"toteumaprosentti": "0.421150", "odotus": "0.500000", "tavoite": "160000.000000"}),
)
# fmt: on


@pytest.mark.parametrize(("rule_id", "where", "expected"), VALUES_ARE_THOSE_THAT_THE_CONDITIONS_USED)
def test_values_are_those_that_the_conditions_used(
    said: Evaluation, rule_id: str, where: tuple[str, str], expected: dict[str, str]
) -> None:
    assert values(said, rule_id, where) == expected


def test_a_finding_says_where_the_actual_stands(said: Evaluation) -> None:
    places = {about(v): (v.file, v.row) for v, _ in findings(said, "kulut-edella-kertymaa")}
    assert places["64321000", "costs"] == (FILE, 44)
    assert places["64300000", "costs"] == (FILE, 18)


# fmt: off
WHAT_IS_MISSING_IS_NAMED = (
    ("ennuste-ylittaa-talousarvion", ("64321000", "costs"), ("ennuste",), "ennuste puuttuu"),
    ("ennuste-alle-toteuman", ("64336000", "revenue"), ("ennuste",), "ennuste puuttuu"),
    ("kulut-edella-kertymaa", ("64334000", "costs"), ("toteumaprosentti",), "toteuma-% ei ole laskettavissa"),
    ("tuotot-yli-arvion", ("64334000", "revenue"), ("toteumaprosentti",), "toteuma-% ei ole laskettavissa"),
)
# fmt: on


@pytest.mark.parametrize(("rule_id", "where", "missing", "cause"), WHAT_IS_MISSING_IS_NAMED)
def test_what_is_missing_is_named(
    said: Evaluation, rule_id: str, where: tuple[str, str], missing: tuple[str, ...], cause: str
) -> None:
    verdict = next(v for v in said.verdicts if v.rule.id == rule_id and about(v) == where)
    assert verdict.outcome == Unknown(missing, cause)


def test_a_unit_without_revenue_has_no_verdict_on_revenue(said: Evaluation) -> None:
    assert ("64310000", "revenue") not in {about(v) for v in said.verdicts}
    assert ("64310000", "costs") in {about(v) for v in said.verdicts}


# fmt: off
WHAT_WOULD_STOP_IT = (
    ("kulut-edella-kertymaa",        ("64321000", "costs"), "jos kulut olisivat enintään 9 789 898 €"),
    ("kulut-edella-kertymaa",        ("64332000", "costs"), "jos kulut olisivat enintään 418 782 €"),
    ("kulut-edella-kertymaa",        ("64322000", "costs"), None),  # tieto opens no alert
    ("ennuste-ylittaa-talousarvion", ("64320000", "costs"), "jos kulujen ennuste olisi enintään 30 604 533 €"),
    ("ennuste-alle-toteuman",        ("64320000", "revenue"), "jos tuottojen ennuste olisi vähintään 2 997 242 €"),
    ("tuotot-jaljessa",              ("64336000", "revenue"), "jos tuotot olisivat vähintään 263 790 €"),
    ("kate-heikko",                  ("64332000", "margin"), "jos kate olisi vähintään −392 767 €"),
    ("kirjauksia-ilman-talousarviota", ("64334000", "costs"), "jos yksikölle vahvistettaisiin talousarvio tai kirjaukset siirrettäisiin"),
    ("suorite-jaljessa",             ("64333000", "Kirjastotoimi"), "jos toteuma olisi vähintään 72 000"),
    ("menot-ilman-maararahaa",       ("64300000", "Vahvax-hanke"), None),
    ("tuotot-peittavat-kulut",       ("64323000", ""), None),
)
# fmt: on


@pytest.mark.parametrize(("rule_id", "where", "text"), WHAT_WOULD_STOP_IT)
def test_what_would_stop_it(said: Evaluation, rule_id: str, where: tuple[str, str], text: str | None) -> None:
    fired = {about(v): f for v, f in findings(said, rule_id)}[where]
    assert plain(fired.counterfactual) == text


# fmt: off
WHAT_WOULD_END_AN_OPEN_ALERT = (
    ("kulut-edella-kertymaa", ("64332000", "costs"), "kulut ovat kesäkuun lopussa alle 403 554 €", "kulut ovat elokuun lopussa alle 530 458 €"),
    ("kulut-edella-kertymaa", ("64321000", "costs"), "kulut ovat kesäkuun lopussa alle 9 433 902 €", "kulut ovat elokuun lopussa alle 12 400 538 €"),
    ("kulut-edella-kertymaa", ("64322000", "costs"), "kulut ovat kesäkuun lopussa alle 1 248 018 €", "kulut ovat elokuun lopussa alle 1 640 476 €"),
    ("tuotot-jaljessa", ("64336000", "revenue"), "tuotot ovat kesäkuun lopussa vähintään 263 790 €", "tuotot ovat elokuun lopussa vähintään 361 490 €"),
    ("suorite-jaljessa", ("64333000", "Kirjastotoimi"), "toteuma on kesäkuun lopussa vähintään 72 000", "toteuma on elokuun lopussa vähintään 98 667"),
    ("ennuste-alle-toteuman", ("64320000", "revenue"), "tuottojen ennuste on kesäkuun lopussa vähintään 2 997 242 €", "tuottojen ennuste on elokuun lopussa vähintään 2 997 242 €"),
)
# fmt: on


@pytest.mark.parametrize(("rule_id", "where", "now", "later"), WHAT_WOULD_END_AN_OPEN_ALERT)
def test_what_would_end_an_open_alert(said: Evaluation, rule_id: str, where: tuple[str, str], now: str, later: str) -> None:
    fired = {about(v): f for v, f in findings(said, rule_id)}[where]
    assert (plain(fired.ending_now), plain(fired.ending)) == (now, later)


def plain(text: str | None) -> str | None:
    return None if text is None else text.replace("\u00a0", " ")


@pytest.mark.parametrize(("today", "level"), [(date(2023, 8, 1), None), (date(2023, 8, 14), None), (date(2023, 8, 15), YELLOW)])
def test_the_age_of_the_data_depends_on_the_day(today: date, level: Level | None) -> None:
    found = findings(say(rulebook(RULES[-1]), report(), today=today), "aineisto-vanhentunut")
    assert [fired.level for _, fired in found] == ([] if level is None else [level])


def test_a_forecast_of_a_measure_goes_on_after_its_name() -> None:
    said = say(rulebook(rule("s", "suorite", keltainen="ennuste < tavoite")), report()).verdicts
    reasons = [v.outcome.reason for v in said if isinstance(v.outcome, Fired)]
    assert "Asiakastytyväisyyskysely: ennuste on 1 eli 1 alle tavoitteen." in reasons


def test_judging_without_words_gives_the_same_verdicts(said: Evaluation) -> None:
    book = rulebook(*RULES)
    silent = judge_only(book, prepare(book), report(), History(), TODAY)
    assert silent.verdicts != said.verdicts
    assert [bare(v) for v in silent.verdicts] == [bare(v) for v in said.verdicts]
    assert silent.expectations == said.expectations


def bare(verdict: Verdict) -> tuple[object, ...]:
    outcome = verdict.outcome
    level = (outcome.level, outcome.amount, outcome.values) if isinstance(outcome, Fired) else outcome
    return (verdict.rule.id, verdict.target, verdict.released, level)


def test_every_finding_proves_itself(said: Evaluation) -> None:
    for verdict in said.verdicts:
        if isinstance(verdict.outcome, Fired):
            assert verdict.outcome.reason
            lowest = [c for c in verdict.outcome.proof if c.level is not None]
            assert lowest
            assert all(c.left.numbers and c.right.numbers if isinstance(c, Comparison) else c.numbers for c in lowest)


def test_the_twelve_rules_and_no_other() -> None:
    assert [r.card.id for r in RULES] == list(EXPECTED)
    assert len(evaluate(rulebook(*RULES), report(), History(), TODAY).expectations) == 41
    assert sum(Decimal(euros or 0) for _, _, _, euros in EXPECTED["menot-ilman-maararahaa"]) == 712_000
