"""What would end a finding: at the value that is printed the rule is silent, and one euro worse it is not."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from budget.figure import Figure
from budget.money import Cents
from budget.period import Period
from budget.snapshot import History, Snapshot
from budget.unit import Line, UnitCode
from budget.verdict import Fired, Level
from engine.cases import Cases, world
from engine.ending import Bound, nearest
from engine.judging import PreparedRule
from engine.profiles import paces
from engine.roots import roots, times, value_at
from engine.rulebook import Rule
from engine.select import selected
from tests.engine_builders import TODAY, figure, measure, only, rule, rulebook, say, snapshot, unit

LINES = {"kulut": Line.COSTS, "tuotot": Line.REVENUE, "kate": Line.MARGIN}


def plain(text: str | None) -> str | None:
    return None if text is None else text.replace("\u00a0", " ").replace("\u2212", "-")


def fired(rule_: Rule, now: Snapshot, *past: Snapshot) -> Fired:
    outcome = only(say(rulebook(rule_), now, *past)).outcome
    assert isinstance(outcome, Fired)
    return outcome


# -- the table -----------------------------------------------------------------------------------------------------

# fmt: off
SENTENCES = (
    # kohde     keltainen                                     ta          toteuma   ennuste   jos …
    # the actual: whole euros to the safe side
    ("kulut",  "toteumaprosentti > odotus + 5 %-yks.",       1_000_000,   600_000,    None, "jos kulut olisivat enintään 550 000 €"),
    ("kulut",  "toteumaprosentti > odotus + 5 %-yks.",         999_999,   600_000,    None, "jos kulut olisivat enintään 549 999 €"),
    ("kulut",  "toteumaprosentti >= odotus + 5 %-yks.",      1_000_000,   600_000,    None, "jos kulut olisivat alle 550 000 €"),
    ("tuotot", "toteumaprosentti < odotus - 5 %-yks.",       1_000_000,   300_000,    None, "jos tuotot olisivat vähintään 450 000 €"),
    ("tuotot", "toteumaprosentti < odotus - 5 %-yks.",         999_999,   300_000,    None, "jos tuotot olisivat vähintään 450 000 €"),
    ("tuotot", "toteumaprosentti <= odotus - 5 %-yks.",      1_000_000,   300_000,    None, "jos tuotot olisivat yli 450 000 €"),
    ("kate",   "kertymäpoikkeama > 10 000 €",               -1_000_000,  -600_000,    None, "jos kate olisi vähintään -510 000 €"),
    ("kate",   "kertymäpoikkeama > 10 000 €",                1_000_000,   300_000,    None, "jos kate olisi vähintään 490 000 €"),
    # both of two conditions: the one that ends first
    ("kulut",  "kertymäpoikkeama > 10 000 € ja toteumaprosentti > 55 %", 1_000_000, 600_000, None, "jos kulut olisivat enintään 550 000 €"),
    ("kulut",  "kertymäpoikkeama > 10 000 € tai toteumaprosentti > 55 %", 1_000_000, 600_000, None, "jos kulut olisivat enintään 510 000 €"),
    # the forecast, where the actual is not used or cannot help
    ("kulut",  "ennustepoikkeama > 10 000 €",                1_000_000,   600_000, 1_200_000, "jos kulujen ennuste olisi enintään 1 010 000 €"),
    ("tuotot", "ennuste < toteuma",                          1_000_000,   600_000,   500_000, "jos tuottojen ennuste olisi vähintään 600 000 €"),
    ("kulut",  "ennuste < toteuma",                          1_000_000,   600_000,   500_000, "jos kulut olisivat enintään 500 000 €"),
    ("kulut",  "loppuvuosi_alkuvuodesta < 85 %",             1_000_000,   600_000,   999_000, "jos kulut olisivat enintään 540 000 €"),
    # a parabola, an absolute value, what is left, the pace
    ("kulut",  "toteumaprosentti * toteuma > 250 000 €",     1_000_000,   600_000,    None, "jos kulut olisivat enintään 500 000 €"),
    ("kulut",  "toteumaprosentti * toteuma > 200 000 €",     1_000_000,   600_000,    None, "jos kulut olisivat enintään 447 213 €"),
    ("kulut",  "itseisarvo(kertymäpoikkeama) > 50 000 €",    1_000_000,   600_000,    None, "jos kulut olisivat enintään 550 000 €"),
    ("kulut",  "jäljellä < 500 000 €",                       1_000_000,   600_000,    None, "jos kulut olisivat enintään 500 000 €"),
    ("kulut",  "kertymäennuste > ta",                        1_000_000,   600_000,    None, "jos kulut olisivat enintään 500 000 €"),
    # no such value
    ("kulut",  "ta > 5 €",                                   1_000_000,   600_000,    None, None),
    ("kulut",  "ennuste puuttuu",                            1_000_000,   600_000,    None, None),
    ("kulut",  "toteuma > -5 €",                             1_000_000,   600_000,    None, None),  # costs below zero
    ("kulut",  "toteuma <> 5 €",                             1_000_000,   600_000,    None, None),  # one value alone is no bound
    ("kate",   "toteumaprosentti > -1 %",                   -1_000_000,  -600_000,    None, None),  # unknown is not silent
    ("tuotot", "toteumaprosentti > 50 %",                    1_000_000,   600_000,    None, None),  # more revenue never ends it
)
# fmt: on


@pytest.mark.parametrize(("kohde", "text", "ta", "toteuma", "ennuste", "expected"), SENTENCES)
def test_what_would_stop_it(kohde: str, text: str, ta: int, toteuma: int, *, ennuste: int | None, expected: str | None) -> None:
    sign = -1 if kohde == "kulut" else 1
    forecast = None if ennuste is None else sign * ennuste
    now = snapshot(unit(figure(LINES[kohde], sign * ta, sign * toteuma, forecast)))
    assert plain(fired(rule("s", kohde, keltainen=text), now).counterfactual) == expected


def test_tieto_alone_has_nothing_to_end() -> None:
    now = snapshot(unit(figure(Line.COSTS, -100, -90)))
    found = fired(rule(tieto="toteumaprosentti > odotus", keltainen="kertymäpoikkeama > 1 000 000 €"), now)
    assert found.level is Level.INFO
    assert (found.counterfactual, found.ending_now) == (None, None)


def test_an_open_alert_that_fell_to_tieto_is_told_when_it_ends() -> None:
    now = snapshot(unit(figure(Line.COSTS, -1_000_000, -540_000)))
    found = fired(
        rule(
            tieto="toteumaprosentti > odotus",
            keltainen="toteumaprosentti > odotus + 5 %-yks.",
            poistuu="toteumaprosentti < odotus + 3 %-yks.",
        ),
        now,
    )
    assert found.counterfactual is None
    assert plain(found.ending_now) == "kulut ovat kesäkuun lopussa alle 530 000 €"


def test_bookings_without_a_budget_end_otherwise() -> None:
    now = snapshot(unit(figure(Line.COSTS, 0, -5_649)))
    found = fired(rule(keltainen="budjetoimaton ja itseisarvo(toteuma) > 1 000 €"), now)
    assert found.counterfactual == "jos yksikölle vahvistettaisiin talousarvio tai kirjaukset siirrettäisiin"
    assert found.ending == "yksikölle vahvistetaan talousarvio tai kirjaukset siirretään"


def test_a_unit_moves_one_of_its_lines() -> None:
    now = snapshot(unit(figure(Line.COSTS, -1_000_000, -700_000), figure(Line.MARGIN, -900_000, -400_000)))
    text = "kulujen kertymäpoikkeama > 100 000 € ja katteen kertymäpoikkeama < 0 €"
    assert plain(fired(rule("s", "yksikkö", keltainen=text), now).counterfactual) == "jos kulut olisivat enintään 600 000 €"


def test_a_group_is_named() -> None:
    salaries = figure(Line.COSTS, -1_000_000, -600_000, group="Henkilöstökulut")
    now = snapshot(unit(figure(Line.COSTS, -2_000_000, -600_000), salaries))
    found = fired(rule(keltainen="toteumaprosentti > 55 %", group="henkilöstökulut"), now)
    assert plain(found.counterfactual) == "jos tiliryhmän Henkilöstökulut kulut olisivat enintään 550 000 €"


def test_a_measure_has_no_euros() -> None:
    now = snapshot(measures=(measure(67_384, 160_000),))
    found = fired(rule("s", "suorite", keltainen="toteumaprosentti < odotus − 5 %-yks."), now)
    assert plain(found.counterfactual) == "jos toteuma olisi vähintään 72 000"


# -- the next period -----------------------------------------------------------------------------------------------

PACE = rule(keltainen="toteumaprosentti > odotus + 5 %-yks.", poistuu="toteumaprosentti < odotus + 3 %-yks.")
# fmt: off
RHYTHMS = (
    # now              earlier                       the sentence at the next period
    (Period(2023, 6),  (),                           "kulut ovat elokuun lopussa alle 696 666 €"),
    (Period(2023, 6),  (Period(2023, 5),),           "kulut ovat heinäkuun lopussa alle 613 333 €"),
    (Period(2023, 6),  (Period(2023, 2), Period(2023, 4)), "kulut ovat elokuun lopussa alle 696 666 €"),
    (Period(2023, 6),  (Period(2022, 12),),          "kulut ovat joulukuun lopussa alle 1 030 000 €"),
    (Period(2023, 8),  (Period(2023, 2),),           "kulut ovat joulukuun lopussa alle 1 030 000 €"),
    (Period(2023, 8),  (Period(2023, 4),),           "kulut ovat joulukuun lopussa alle 1 030 000 €"),
    (Period(2023, 11), (),                           "kulut ovat joulukuun lopussa alle 1 030 000 €"),
    (Period(2023, 12), (),                           None),
)
# fmt: on


@pytest.mark.parametrize(("now", "past", "expected"), RHYTHMS)
def test_the_next_period_follows_the_rhythm_of_the_source(now: Period, past: tuple[Period, ...], expected: str | None) -> None:
    earlier = tuple(snapshot(unit(figure(Line.COSTS, -1_000_000, -1)), period=period) for period in past)
    current = snapshot(unit(figure(Line.COSTS, -1_000_000, -1_100_000)), period=now)
    assert plain(fired(PACE, current, *earlier).ending) == expected


def test_a_month_that_the_rule_does_not_judge_ends_nothing() -> None:
    autumn = replace(PACE, months=frozenset({6, 7}))
    assert fired(autumn, snapshot(unit(figure(Line.COSTS, -1_000_000, -700_000)))).ending is None


# -- laws ----------------------------------------------------------------------------------------------------------

LAWFUL = (
    rule("1", "kulut", keltainen="toteumaprosentti > odotus + 5 %-yks. ja kertymäpoikkeama > 10 000 €"),
    rule("2", "kulut", tieto="toteumaprosentti > odotus", keltainen="toteumaprosentti >= odotus + 5 %-yks."),
    rule("3", "tuotot", keltainen="toteumaprosentti < odotus - 5 %-yks. ja kertymäpoikkeama > 10 000 €"),
    rule("4", "kate", keltainen="kertymäpoikkeama > 10 000 € ja kertymäpoikkeama > 5 % * itseisarvo(ta)"),
    rule("5", "kulut", keltainen="loppuvuosi_alkuvuodesta < 85 %"),
    rule("6", "kulut", keltainen="ennuste < toteuma"),
    rule("7", "kulut", keltainen="kertymäennuste > 1,1 * ta tai jäljellä < 0 €"),
    rule("8", "kulut", keltainen="toteuma * toteumaprosentti > 30 % * ta"),
    rule("9", "kulut", punainen="kertymäpoikkeama > 750 000 € tai toteumaprosentti > 90 %", poistuu="toteumaprosentti < 40 %"),
    rule("10", "kulut", keltainen="ennustepoikkeama > 10 000 € ja ennusteprosentti > 100,5 %"),
    rule("11", "tuotot", keltainen="ennuste < toteuma"),
    rule("12", "kate", keltainen="ennustepoikkeama > 5 000 €"),
)


def bound(rule_: Rule, line: Line, ta: int, toteuma: int, ennuste: int, month: int) -> tuple[Bound | None, Level | None]:
    """Return what would stop a finding, and the finding's level."""
    now = world_of(line, ta, toteuma, ennuste, month)
    cases = Cases(world(now, History(), TODAY, paces((), now, History()), ()))
    prepared = PreparedRule(rule_)
    subject = rule_.subjects[0]
    case = next(iter(selected(prepared, subject, cases)))
    judgement = prepared.judgement(subject)
    assert judgement is not None
    return nearest(judgement, case.values, judgement.is_silent), judgement.reached(case.values).level


def world_of(line: Line, ta: int, toteuma: int, ennuste: int, month: int) -> Snapshot:
    sign = -1 if line is Line.COSTS else 1
    cents = [Cents(sign * value) for value in (ta, toteuma, ennuste)]
    one = Figure(UnitCode("1"), line, budget=cents[0], actual=cents[1], forecast=cents[2])
    return snapshot(unit(one), period=Period(2023, month))


def alerts(rule_: Rule, line: Line, values: dict[str, int], month: int) -> bool:
    now = world_of(line, values["ta"], values["toteuma"], values["ennuste"], month)
    outcome = only(say(rulebook(rule_), now)).outcome
    return isinstance(outcome, Fired) and outcome.level >= Level.YELLOW


euros = st.integers(1, 3_000_000).map(lambda value: value * 100)


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(LAWFUL), st.tuples(euros, euros, euros), st.integers(1, 12), st.integers(0, 99))
def test_at_the_printed_value_it_is_silent_and_one_euro_worse_it_is_not(
    rule_: Rule, amounts: tuple[int, int, int], month: int, cents: int
) -> None:
    ta, toteuma, ennuste = amounts
    line = rule_.subjects[0].line
    assert line is not None
    sign = -1 if line is Line.MARGIN else 1
    values = {"ta": sign * ta, "toteuma": sign * (toteuma + cents), "ennuste": sign * ennuste}
    found, level = bound(rule_, line, values["ta"], values["toteuma"], values["ennuste"], month)
    assume(level is not None and level >= Level.YELLOW and found is not None)
    assert found is not None
    worse = 1 if line is Line.COSTS else -1
    at = found.value - (worse if found.strict else 0)
    assert not alerts(rule_, line, {**values, found.name: at}, month)
    assert (values[found.name] - found.value) * worse >= 0
    spare = abs(values[found.name] - found.value) >= 100  # else a euro worse is more than there is now
    if spare:
        assert alerts(rule_, line, {**values, found.name: found.value + 100 * worse}, month)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(-50, 50), min_size=1, max_size=4), st.integers(1, 9))
def test_every_real_root_is_found(known: list[int], factor: int) -> None:
    polynomial: tuple[Fraction, ...] = (Fraction(factor),)
    for root in known:
        polynomial = times(polynomial, (Fraction(-root), Fraction(1)))
    assert set(map(Fraction, known)) <= set(roots(polynomial))


@pytest.mark.parametrize("square", [2, 3, 10**12 + 1, 5 * 10**20])
def test_a_root_that_is_no_fraction_lies_between_two_found(square: int) -> None:
    found = [root for root in roots((Fraction(-square), Fraction(0), Fraction(1))) if root > 0]
    assert any(
        value_at((Fraction(-square), Fraction(0), Fraction(1)), a)
        < 0
        < value_at((Fraction(-square), Fraction(0), Fraction(1)), a + 1)
        for a in found
    )


def test_nothing_can_be_asked_of_the_age_of_the_data() -> None:
    found = fired(rule("s", "aineisto", keltainen="aineiston_ikä > 5 pv"), snapshot())
    assert (found.counterfactual, found.ending_now, found.ending) == (None, None, None)
