"""Profiles that earlier years give: which years count, their median, sums of children, and what a message says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.text import text
from budget.exact import decimal
from budget.figure import Figure
from budget.money import Cents
from budget.period import Period
from budget.snapshot import History, Snapshot
from budget.unit import Line, UnitCode
from budget.verdict import Expectation, PastYear
from engine.check import check
from engine.evaluate import evaluate
from engine.profiles import Pace, paces
from engine.rulebook import Profile
from tests.alerts_builders import MUSEUM, owner
from tests.alerts_builders import pace as pace_of
from tests.alerts_builders import snapshot as report_of
from tests.alerts_builders import unit as unit_of_report
from tests.engine_builders import TODAY, figure, patterns, profile, rulebook, say, snapshot, unit
from tests.test_alerts_compose import MUSEO, MUSEUM_HEAD, messages
from written.place import Place
from written.problem import Severity

YEARS = (2019, 2020, 2021, 2022)
Actuals = Mapping[str, int | None]
"""Actual costs by period, in euros; `TP 2022` is the final accounts that the reports of 2023 tell."""


def history_profile(id_: str = "h", line: Line = Line.COSTS, *units: str) -> Profile:
    return Profile(id_, (line,), patterns(*units), None, Place("rules/p.yaml", 2, 5))


def report(period: Period, line: Line, actual: int | None, prior: int | None = None, *, code: str = "1") -> Snapshot:
    sign = -1 if line is Line.COSTS else 1
    signed = [None if euros is None else sign * euros for euros in (actual, prior)]
    return snapshot(unit(figure(line, sign * 1000, signed[0], prior=signed[1], code=code)), period=period)


def stored(figures: Actuals, line: Line = Line.COSTS) -> tuple[Snapshot, ...]:
    """Return a snapshot for each period; the year's final accounts stand in all reports of the next year."""
    finals = {int(key[3:]) + 1: euros for key, euros in figures.items() if key.startswith("TP")}
    periods = {found: euros for key, euros in figures.items() if (found := Period.parse(key)) is not None}
    return tuple(report(p, line, euros, finals.get(p.year)) for p, euros in sorted(periods.items()))


def pace(figures: Actuals, at: str = "2023-06", line: Line = Line.COSTS) -> Pace:
    now = Period.parse(at)
    assert now is not None
    all_of_them = stored({at: 500, **figures}, line)
    current = next(s for s in all_of_them if s.period == now)
    others = tuple(s for s in all_of_them if s.period != now)
    return paces((history_profile(line=line),), current, History(others)).at(UnitCode("1"), line, now.month)


@pytest.mark.parametrize(
    ("what", "figures", "share", "years"),
    [
        # which year ends say what the year came to
        ("two years: the exact mean",      {"2021-06": 40, "2021-12": 100, "2022-06": 50, "2022-12": 100}, "0.45", (2021, 2022)),
        ("last year's TP column",          {"2021-06": 40, "2021-12": 100, "2022-06": 50, "TP 2022": 100}, "0.45", (2021, 2022)),
        ("TP wins over December",          {"2021-06": 40, "2021-12": 100, "2022-06": 50, "2022-12": 90, "TP 2022": 100}, "0.45", (2021, 2022)),
        ("TP of an earlier year",          {"2021-06": 40, "TP 2021": 100, "2022-06": 50, "TP 2022": 100}, "0.45", (2021, 2022)),
        # how many years
        ("three: the one in the middle",   {"2020-06": 90, "2020-12": 100, "2021-06": 40, "2021-12": 100, "2022-06": 50, "2022-12": 100}, "0.5", (2020, 2021, 2022)),
        ("of four the newest three",       {"2019-06": 99, "2019-12": 100, "2020-06": 99, "2020-12": 100, "2021-06": 40, "2021-12": 100,
                                            "2022-06": 50, "2022-12": 100}, "0.5", (2020, 2021, 2022)),
        ("a gap is filled by an older",    {"2019-06": 10, "2019-12": 100, "2020-06": 20, "2020-12": 100, "2021-12": 100,
                                            "2022-06": 50, "2022-12": 100}, "0.2", (2019, 2020, 2022)),
        ("one year is too few",            {"2022-06": 50, "2022-12": 100}, None, ()),
        ("none",                           {}, None, ()),
        # a year that does not count
        ("its month is missing",           {"2021-12": 100, "2022-06": 50, "2022-12": 100}, None, ()),
        ("its month is empty",             {"2021-06": None, "2021-12": 100, "2022-06": 50, "2022-12": 100}, None, ()),
        ("another month does not do",      {"2021-05": 40, "2021-12": 100, "2022-06": 50, "2022-12": 100}, None, ()),
        ("no final accounts",              {"2021-06": 40, "2021-11": 95, "2022-06": 50, "2022-12": 100}, None, ()),
        ("final accounts of zero",         {"2021-06": 40, "2021-12": 0, "2022-06": 50, "2022-12": 100}, None, ()),
        ("TP of zero is not December's",   {"2021-06": 40, "2021-12": 100, "TP 2021": 0, "2022-06": 50, "TP 2022": 100}, None, ()),
        ("negative final accounts",        {"2021-06": 40, "2021-12": -100, "2022-06": 50, "2022-12": 100}, None, ()),
        ("a negative actual",              {"2021-06": -1, "2021-12": 100, "2022-06": 50, "2022-12": 100}, None, ()),
        # what history says is kept
        ("nothing yet",                    {"2021-06": 0, "2021-12": 100, "2022-06": 0, "2022-12": 100}, "0", (2021, 2022)),
        ("over the whole year",            {"2021-06": 110, "2021-12": 100, "2022-06": 120, "2022-12": 100}, "1.15", (2021, 2022)),
        ("thirds stay thirds",             {"2021-06": 100, "2021-12": 300, "2022-06": 200, "2022-12": 600}, "1/3", (2021, 2022)),
        # nobody knew it then
        ("the same year does not count",   {"2023-12": 100, "2022-06": 50, "2022-12": 100}, None, ()),
        ("later years do not count",       {"2024-06": 1, "2024-12": 100, "2025-06": 1, "2025-12": 100}, None, ()),
        ("nor what a later report tells",  {"2021-06": 40, "2021-12": 100, "2022-06": 50, "2022-12": 100, "2023-07": 60}, "0.45", (2021, 2022)),
    ],
)  # fmt: skip
def test_what_history_says(what: str, figures: Actuals, share: str | None, years: tuple[int, ...]) -> None:
    found = pace(figures)
    if share is None:
        assert found == Pace((6, 12), without_history="h")
    else:
        assert (Fraction(*found.share), found.profile, found.without_history) == (Fraction(share), "h", None)
        assert tuple(year.year for year in found.years) == years


@pytest.mark.parametrize(
    ("what", "line", "june", "december", "share"),
    [
        ("revenue",                    Line.REVENUE, 30, 100, "0.3"),
        ("revenue that came out less", Line.REVENUE, 30, -100, None),
        ("a margin that costs",        Line.MARGIN, -30, -100, "0.3"),
        ("a margin that earns",        Line.MARGIN, 30, 100, None),
        ("a margin that turns",        Line.MARGIN, 30, -100, None),
    ],
)  # fmt: skip
def test_each_line_in_its_own_direction(what: str, line: Line, june: int, december: int, share: str | None) -> None:
    found = pace(
        {f"{year}-{month}": euros for year in (2021, 2022) for month, euros in (("06", june), ("12", december))}, line=line
    )
    assert found.profile == (None if share is None else "h")
    assert share is None or Fraction(*found.share) == Fraction(share)


def test_the_newest_report_tells_the_final_accounts() -> None:
    restated = [report(Period(2022, month), Line.COSTS, 50, prior=finals) for month, finals in ((5, 80), (6, 100))]
    past = (*stored({"2021-06": 40}), *restated, *stored({"2022-12": 100}))
    found = paces((history_profile(),), report(Period(2023, 6), Line.COSTS, 1), History(past)).at(UnitCode("1"), Line.COSTS, 6)
    assert Fraction(*found.share) == Fraction(45, 100)


def test_what_a_later_report_says_of_an_earlier_year_is_not_known_yet() -> None:
    """Replaying June 2023, the TP column of July 2023 is in the future."""
    now, later = report(Period(2023, 6), Line.COSTS, 1), report(Period(2023, 7), Line.COSTS, 1, prior=200)
    past = (*stored({"2021-06": 40, "2021-12": 100, "2022-06": 50, "2022-12": 100}), later)
    assert Fraction(*paces((history_profile(),), now, History(past)).at(UnitCode("1"), Line.COSTS, 6).share) == Fraction(45, 100)


@pytest.mark.parametrize("spoil", ["unfinished", "doubt"])
def test_figures_that_are_not_sure_tell_nothing(spoil: str) -> None:
    past = stored({"2021-06": 40, "2021-12": 100, "2022-06": 50, "2022-12": 100})
    one = (
        replace(past[0], unfinished=True)
        if spoil == "unfinished"
        else snapshot(replace(past[0].units[0], doubt="summat"), period=past[0].period)
    )
    found = paces((history_profile(),), report(Period(2023, 6), Line.COSTS, 1), History((one, *past[1:])))
    assert found.at(UnitCode("1"), Line.COSTS, 6).without_history == "h"


def test_the_places_of_both_amounts_are_kept() -> None:
    said = say(
        rulebook(profiles=(history_profile(),)),
        report(Period(2023, 6), Line.COSTS, 1),
        *stored({"2021-06": 40, "2021-12": 100, "2022-06": 50, "2022-12": 100}),
    )
    (expectation,) = said.expectations
    assert expectation.years == (
        PastYear(2021, Cents(-4000), None, Cents(-10000), None, (4000, 10000)),
        PastYear(2022, Cents(-5000), None, Cents(-10000), None, (5000, 10000)),
    )


class TestWhoseProfile:
    """Unit 1 and 2 below S; 1 has a history of 40 % at June, 2 none."""

    NOW = snapshot(
        unit(figure(Line.COSTS, -3000, -1, code="S")),
        unit(figure(Line.COSTS, -1000, -1, code="1"), parent="S"),
        unit(figure(Line.COSTS, -2000, -1, code="2"), parent="S"),
    )
    PAST = stored({"2021-06": 40, "2021-12": 100, "2022-06": 40, "2022-12": 100})

    def shares(self, *profiles: Profile) -> dict[str, tuple[str, str | None, str | None]]:
        said = evaluate(rulebook(profiles=profiles), self.NOW, History(self.PAST), TODAY)
        assert said.problems == ()
        return {e.unit: (decimal(e.share, 4), e.profile, e.without_history) for e in said.expectations}

    def test_each_unit_by_its_own_history_and_the_sum_too(self) -> None:
        assert self.shares(history_profile()) == {
            "S": ("0.5000", None, "h"),
            "1": ("0.4000", "h", None),
            "2": ("0.5000", None, "h"),
        }

    def test_a_sum_without_a_profile_weighs_its_children(self) -> None:
        found = self.shares(history_profile("h", Line.COSTS, "1", "2"))
        assert found["S"] == (decimal((40 * 1000 + 50 * 2000, 300_000), 4), "h", "h")

    def test_the_most_specific_wins_also_without_history(self) -> None:
        usual = profile("kaikki", Line.COSTS, [10] * 11 + [100])
        assert self.shares(usual, history_profile("h", Line.COSTS, "1", "2")) == {
            "S": ("0.1000", "kaikki", None),
            "1": ("0.4000", "h", None),
            "2": ("0.5000", None, "h"),
        }

    def test_shares_by_hand_win_for_their_unit(self) -> None:
        music = profile("musiikki", Line.COSTS, [20] * 11 + [100], "2")
        assert self.shares(history_profile(), music)["2"] == ("0.2000", "musiikki", None)

    def test_two_equally_specific_profiles_are_an_error(self) -> None:
        two = (history_profile("h"), profile("kaikki", Line.COSTS, [10] * 12))
        said = evaluate(rulebook(profiles=two), self.NOW, History(self.PAST), TODAY)
        assert [problem.severity for problem in said.problems] == [Severity.ERROR]
        assert {e.profile for e in said.expectations} == {None}


# -- laws -----------------------------------------------------------------------------------------------------------

amounts = st.integers(-50, 500)
figures_of_years = st.dictionaries(
    st.sampled_from([f"{year}-{month:02d}" for year in YEARS for month in (3, 6, 12)] + [f"TP {year}" for year in YEARS]),
    st.none() | amounts,
)


def oracle(figures: Actuals, month: int) -> Fraction | None:
    """Fractions, written anew from the words of the guide."""
    found = []
    for year in reversed(YEARS):
        told = figures.get(f"TP {year}") if any(key.startswith(str(year + 1)) for key in figures) or year == 2022 else None
        final = told if told is not None else figures.get(f"{year}-12")
        accumulated = figures.get(f"{year}-{month:02d}")
        if final is not None and final > 0 and accumulated is not None and accumulated >= 0:
            found.append(Fraction(accumulated, final))
    newest = found[:3]
    return median(newest) if len(newest) >= 2 else None


@given(figures=figures_of_years, month=st.sampled_from((3, 6, 12)))
def test_an_oracle_of_fractions_agrees(figures: Actuals, month: int) -> None:
    found = pace(figures, f"2023-{month:02d}")
    expected = oracle(figures, month)
    assert Fraction(*found.share) == (Fraction(month, 12) if expected is None else expected)
    assert (found.profile is None) is (expected is None)


months_of_a_year = st.lists(st.integers(0, 100), min_size=12, max_size=12).filter(lambda steps: sum(steps) > 0)


@given(years=st.lists(months_of_a_year, min_size=2, max_size=3), month=st.integers(1, 12))
def test_years_that_only_grow_give_shares_that_only_grow(years: list[list[int]], month: int) -> None:
    figures = {f"{2022 - n}-{m + 1:02d}": sum(steps[: m + 1]) for n, steps in enumerate(years) for m in range(12)}
    now = report(Period(2023, month), Line.COSTS, 1)
    found = paces((history_profile(),), now, History(stored(figures)))
    shares = [Fraction(*found.at(UnitCode("1"), Line.COSTS, m).share) for m in range(1, 13)]
    assert shares == sorted(shares)
    assert shares[0] >= 0
    assert shares[-1] == 1


@given(
    budgets=st.lists(st.integers(1, 10_000), min_size=1, max_size=4), shares=st.lists(st.integers(0, 100), min_size=4, max_size=4)
)
def test_a_sum_is_its_weighted_children(budgets: list[int], shares: list[int]) -> None:
    codes = [str(n) for n in range(len(budgets))]
    below = [unit(figure(Line.COSTS, -b, -1, code=c), parent="S") for c, b in zip(codes, budgets, strict=True)]
    now = snapshot(unit(figure(Line.COSTS, -sum(budgets), -1, code="S")), *below)
    past = [
        snapshot(
            *(unit(_cost(c, s if month == 6 else 100)) for c, s in zip(codes, shares, strict=False)), period=Period(year, month)
        )
        for year in (2021, 2022)
        for month in (6, 12)
    ]
    found = paces((history_profile("h", Line.COSTS, *codes),), now, History(tuple(past)))
    weighted = sum((Fraction(b * s, 100) for b, s in zip(budgets, shares, strict=False)), Fraction(0)) / sum(budgets)
    assert Fraction(*found.at(UnitCode("S"), Line.COSTS, 6).share) == weighted
    assert 0 <= weighted <= 1


def _cost(code: str, euros: int) -> Figure:
    return figure(Line.COSTS, -1, -euros, code=code)


# -- what people hear -----------------------------------------------------------------------------------------------


def said(expectation: Expectation) -> str:
    mail, _ = messages(pace_of(MUSEO), owners=(MUSEUM_HEAD,), expectations=(expectation,))
    return " ".join(text(mail).replace("\u00a0", " ").split())


def past_year(year: int) -> PastYear:
    return PastYear(year, Cents(-55), None, Cents(-100), None, (55, 100))


@pytest.mark.parametrize(
    ("years", "words"),
    [
        ((2021, 2022), "vuosista 2021 ja 2022"),
        ((2020, 2021, 2022), "vuosista 2020–2022"),
        ((2019, 2021, 2022), "vuosista 2019, 2021 ja 2022"),
    ],
)
def test_a_message_says_which_years_it_comes_from_and_the_even_pace(years: tuple[int, ...], words: str) -> None:
    found = said(Expectation(MUSEUM, Line.COSTS, (55, 100), (1, 2), "h", tuple(map(past_year, years))))
    assert f"Tavanomainen kertymä on laskettu {words}. Tasainen kertymä olisi 50,0 %." in found
    assert "65 590 € edellä 103 662 € edellä" in found


def test_a_message_says_that_history_is_too_short() -> None:
    found = said(Expectation(MUSEUM, Line.COSTS, (1, 2), (1, 2), None, without_history="h"))
    assert "Aiempien vuosien luvut eivät riitä tavanomaisen kertymän laskemiseen, joten vertailu on tasaiseen kertymään." in found
    assert "Tavanomaiseen kertymään verrattuna" not in found


def test_a_sum_says_that_some_of_it_is_even() -> None:
    found = said(Expectation(MUSEUM, Line.COSTS, (55, 100), (1, 2), "h", without_history="h"))
    assert "Osalla alayksiköistä aiempien vuosien luvut eivät riitä" in found


def test_a_sum_with_a_profile_of_its_own_says_why_its_parts_do_not_add_up() -> None:
    top, museum = (
        unit_of_report(c, n, p, None, (0, 100_000, 70_000, None, 68))
        for c, n, p in (("T", "TOIMI", None), (MUSEUM, "MUSEOTOIMI", "T"))
    )
    own = Expectation(UnitCode("T"), Line.COSTS, (55, 100), (1, 2), "h")
    mail, _ = messages(
        pace_of(top), pace_of(museum), owners=(owner("johtaja", "T"),), expectations=(own,), figures=report_of(top, museum)
    )
    found = " ".join(text(mail).replace("\u00a0", " ").split())
    assert (
        "Erot yksiköittäin: Museotoimi 20 000 €. Odotusten ero −5 000 €: summan tavanomainen kertymä on toinen kuin yksiköiden."
        in found
    )


def test_lines_of_different_profiles_are_no_rounding_error() -> None:
    museum = unit_of_report(
        MUSEUM, "MUSEOTOIMI", None, (0, 1000, 500, None, 67), (0, 50_000, 35_000, None, 68), (0, -49_000, -34_500, None, 69)
    )
    usual = (Expectation(MUSEUM, Line.COSTS, (56, 100), (1, 2), "h"), Expectation(MUSEUM, Line.REVENUE, (1, 10), (1, 2), "h"))
    mail, _ = messages(pace_of(museum), owners=(MUSEUM_HEAD,), expectations=usual, figures=report_of(museum))
    found = " ".join(text(mail).replace("\u00a0", " ").split())
    assert "pyöristysero" not in found
    assert "Kate −34 500 € −49 000 € 70,4 % – 10 000 € heikompi" in found, "no profile, no usual pace"


@pytest.mark.parametrize(
    ("what", "figures", "words"),
    [
        ("over", {"2021-11": 104, "2021-12": 100, "2022-11": 104, "2022-12": 100}, "1 kulut on marraskuussa yli 100 % (104,0 %)"),
        ("falls", {f"{y}-{m}": e for y in (2021, 2022) for m, e in (("03", 40), ("04", 30), ("12", 100))},
         "1 kulut laskee huhtikuussa (40,0 % → 30,0 %)"),
        ("as it should", {"2021-06": 40, "2021-12": 100, "2022-06": 50, "2022-12": 100}, None),
    ],
)  # fmt: skip
def test_check_says_what_is_odd_in_history(what: str, figures: Actuals, words: str | None) -> None:
    book = rulebook(profiles=(history_profile(),))
    found = check(book, report(Period(2023, 6), Line.COSTS, 1), frozenset(), History(stored(figures)))
    assert [(p.severity, words in p.message) for p in found if words] == [(Severity.WARNING, True)] * (words is not None)
    assert words is not None or found == ()
