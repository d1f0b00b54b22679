"""`bot.py profile UNIT`: the block that it prints is pasted into the rules and read back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget.period import Period
from budget.snapshot import Snapshot
from budget.unit import Line, UnitCode
from engine.past_years import PastYears
from engine.read_rules import read_rules
from engine.ready_profile import Change, ready_profile
from job.profile_text import profile_yaml
from tests.cities import RULES, small_city
from tests.conftest import Done
from tests.engine_builders import figure, snapshot, unit

Call = Callable[..., Done]
MUSEUM = UnitCode("1200")


def report(period: str, revenue: int, costs: int, prior: int | None = None) -> str:
    """A report of the museum and of schools that always spend evenly. `prior` is the museum's TP column of costs."""
    year, month = period.split("-")
    tp = "" if prior is None else f"{-prior}"
    even = 1_000_000 * int(month) // 12
    return (
        f"Koodi;Nimi;Rivi;TP {int(year) - 1};TA {year};Toteuma 1-{int(month)}/{year}\n"
        f"1100;Koulut;Toimintakulut;;-1000000;-{even}\n"
        f"1200;Museo;Toimintatuotot;;10000;{revenue}\n"
        f"1200;Museo;Toimintakulut;{tp};-500000;-{costs}\n"
        f"1200;Museo;Toimintakate;;-490000;{revenue - costs}\n"
    )


YEARS = {
    "2021-06": report("2021-06", 0, 300_000),
    "2021-12": report("2021-12", 10_000, 500_000),
    "2022-03": report("2022-03", 0, 100_000),
    "2022-06": report("2022-06", 2_000, 260_000),
    "2022-12": report("2022-12", 10_000, 480_000),
    "2023-06": report("2023-06", 5_000, 350_000, prior=500_000),
}


@pytest.fixture
def city(tmp_path: Path) -> Path:
    return filled(tmp_path, YEARS)


def filled(folder: Path, years: Mapping[str, str]) -> Path:
    small_city(folder, file="tyrskyla-2023-06.csv")
    for period, text in years.items():
        (folder / f"data/tyrskyla-{period}.csv").write_text(text, "utf-8")
    return folder


BLOCK = """\
# Museo (1200): kertymä aiempien vuosien mukaan
profiilit:
  - tunnus: kulut-1200
    kohde: kulut
    yksiköt: ["1200"]
    kertymä: 9,3 | 18,7 | 28 | 37,3 | 46,7 | 56 | 63,3 | 70,7 | 78 | 85,3 | 92,7 | 100
    lähde: tilinpäätökset ja kuukausiraportit 2021 ja 2022
  - tunnus: tuotot-1200
    kohde: tuotot
    yksiköt: ["1200"]
    kertymä: 1,7 | 3,3 | 5 | 6,7 | 8,3 | 10 | 25 | 40 | 55 | 70 | 85 | 100
    lähde: tilinpäätökset ja kuukausiraportit 2021 ja 2022
  - tunnus: kate-1200
    kohde: kate
    yksiköt: ["1200"]
    kertymä: 9,7 | 19,4 | 29 | 38,7 | 48,4 | 58,1 | 65 | 72 | 79 | 86 | 93 | 100
    lähde: tilinpäätökset ja kuukausiraportit 2021 ja 2022
#
# kulut       tasainen   kertymä      2021      2022
# tammikuu       8,3 %     9,3 %         –         –
# helmikuu      16,7 %    18,7 %         –         –
# maaliskuu     25,0 %    28,0 %         –    20,0 %
# huhtikuu      33,3 %    37,3 %         –         –
# toukokuu      41,7 %    46,7 %         –         –
# kesäkuu       50,0 %    56,0 %    60,0 %    52,0 %
# heinäkuu      58,3 %    63,3 %         –         –
# elokuu        66,7 %    70,7 %         –         –
# syyskuu       75,0 %    78,0 %         –         –
# lokakuu       83,3 %    85,3 %         –         –
# marraskuu     91,7 %    92,7 %         –         –
# joulukuu     100,0 %   100,0 %   100,0 %    96,0 %
# ei tiedossa kahdelta vuodelta, joten luku on laskettu tasavälein tunnettujen kuukausien väliin: tammikuu, helmikuu, \
maaliskuu, huhtikuu, toukokuu, heinäkuu, elokuu, syyskuu, lokakuu, marraskuu
# joulukuun raportti eroaa tilinpäätöksestä, ja profiili päättyy sataan: joulukuu (98,0 %)
"""


def test_what_it_prints(city: Path, call: Call) -> None:
    done = call(city, "profile", "1200")
    assert done.exit == 0
    assert done.out.startswith(BLOCK)
    assert all(line.startswith("#") for line in done.out.splitlines()[BLOCK.count("\n") :])


def test_check_accepts_what_it_prints(city: Path, call: Call) -> None:
    """The whole output is the file: everything but the profiles is a comment."""
    (city / "rules/profiilit.yaml").write_text(call(city, "profile", "1200").out, "utf-8")
    done = call(city, "check", "--json")
    assert (done.exit, done.json) == (0, {"errors": [], "warnings": []})


def test_the_pasted_profile_expects_what_history_did(city: Path, call: Call) -> None:
    rules = city / "rules/profiilit.yaml"
    rules.write_text("profiilit:\n  - {tunnus: h, kohde: kulut, yksiköt: [Museo], lähde: historia}\n", "utf-8")
    (by_history,) = museum(call(city, "evaluate", "--json", "--today", "2023-08-01"))
    rules.write_text(call(city, "profile", "Museo").out, "utf-8")
    (by_hand,) = museum(call(city, "evaluate", "--json", "--today", "2023-08-01"))
    assert by_history["values"]["odotus"] == by_hand["values"]["odotus"] == "0.560000"


def museum(done: Done) -> list[dict[str, dict[str, str]]]:
    return [finding for finding in done.json["findings"] if finding["unit"] == "1200"]


def test_json(city: Path, call: Call) -> None:
    document = call(city, "profile", "1200", "--json").json
    assert (document["unit"], document["name"], document["period"], document["problems"]) == ("1200", "Museo", "2023-06", [])
    assert document["yaml"] in BLOCK
    costs, _, margin = document["lines"]
    assert (costs["line"], costs["usable"], margin["line"]) == ("costs", True, "margin")
    assert costs["months"][5] == {
        "month": 6,
        "even": "0.500000",
        "expected": "0.560000",
        "share": "0.560000",
        "change": None,
        "years": [
            {
                "year": 2021,
                "accumulated": {"value": "-300000.00", "file": "tyrskyla-2021-06.csv", "row": 4},
                "final": {"value": "-500000.00", "file": "tyrskyla-2021-12.csv", "row": 4},
                "share": "0.600000",
            },
            {
                "year": 2022,
                "accumulated": {"value": "-260000.00", "file": "tyrskyla-2022-06.csv", "row": 4},
                "final": {"value": "-500000.00", "file": "tyrskyla-2023-06.csv", "row": 4},
                "share": "0.520000",
            },
        ],
    }
    assert costs["months"][2]["change"] == "between"
    assert costs["months"][11]["change"] == "closed"


def test_figures_that_only_the_state_has_are_history(city: Path, call: Call) -> None:
    call(city, "run", "--today", "2023-08-01")
    before = call(city, "profile", "1200").out
    for year in ("2021-06", "2021-12", "2022-03", "2022-06", "2022-12"):
        (city / f"data/tyrskyla-{year}.csv").unlink()
    kept = (city / "var/talousvahti.db").read_bytes()
    assert call(city, "profile", "1200").out == before
    assert (city / "var/talousvahti.db").read_bytes() == kept


def test_without_a_state_none_is_made(city: Path, call: Call) -> None:
    call(city, "profile", "1200")
    assert not (city / "var").exists()


@pytest.mark.parametrize(
    ("what", "asked", "said"),
    [
        ("a code that is near", "1201", "Yksikköä ei ole luvuissa: 1201. Tarkoititko 1200 (Museo)?"),
        ("a name that is near", "Musseo", "Yksikköä ei ole luvuissa: Musseo. Tarkoititko 1200 (Museo)?"),
        ("nothing like it", "?", "Yksikköä ei ole luvuissa: ?. Koodit näet komennolla python bot.py figures."),
    ],
)
def test_a_unit_that_is_not_there(city: Path, call: Call, what: str, asked: str, said: str) -> None:
    done = call(city, "profile", asked)
    assert (done.exit, done.out.strip()) == (2, said)
    assert call(city, "profile", asked, "--json").json["unit"] is None


def test_a_name_in_any_case_will_do(city: Path, call: Call) -> None:
    assert call(city, "profile", "MUSEO").out == call(city, "profile", "1200").out


def test_one_year_is_shown_and_makes_no_profile(tmp_path: Path, call: Call) -> None:
    done = call(filled(tmp_path, {p: t for p, t in YEARS.items() if p > "2022"}), "profile", "1200")
    assert done.exit == 2
    assert "profiilit:" not in done.out
    assert "# kesäkuu       50,0 %         –    52,0 %" in done.out
    assert "kulut: aiempia vuosia on liian vähän: tarvitaan kaksi vuotta" in done.out


def test_no_figures_and_a_broken_config(tmp_path: Path, call: Call) -> None:
    city = small_city(tmp_path, report="")
    assert call(city, "profile", "1200").exit == 2
    (city / "config.yaml").write_text("x: 1\n", "utf-8")
    assert call(city, "profile", "1200").exit == 2


def test_a_bad_row_elsewhere_is_exit_1_and_a_comment(city: Path, call: Call) -> None:
    report_ = city / "data/tyrskyla-2021-06.csv"
    report_.write_text(
        report_.read_text("utf-8").replace("1100;Koulut;Toimintakulut;;-1000000;-500000", "1100;Koulut;Toimintakulut;;x;y"),
        "utf-8",
    )
    done = call(city, "profile", "1200")
    assert done.exit == 1
    (city / "rules/profiilit.yaml").write_text(done.out, "utf-8")
    assert read_rules({"rules/p.yaml": done.out.encode(), "rules/s.yaml": RULES.encode()}).problems == ()


# -- laws -----------------------------------------------------------------------------------------------------------

accumulated = st.lists(st.none() | st.integers(-20, 130), min_size=12, max_size=12)


def years_of(figures: list[list[int | None]]) -> tuple[Snapshot, ...]:
    """Years of a unit whose final accounts are always 100 €."""
    past = [
        snapshot(unit(figure(Line.COSTS, -100, -euros, prior=-100)), period=Period(2022 - n, month))
        for n, year in enumerate(figures)
        for month, euros in enumerate(year, 1)
        if euros is not None
    ]
    return (*past, snapshot(unit(figure(Line.COSTS, -100, -1, prior=-100)), period=Period(2023, 1)))


@given(figures=st.lists(accumulated, min_size=1, max_size=4))
def test_the_printed_block_is_always_a_profile(figures: list[list[int | None]]) -> None:
    of = unit(figure(Line.COSTS))
    ready = ready_profile(PastYears(years_of(figures), 2023), of.code, Line.COSTS)
    shares = [Fraction(*month.share) for month in ready.months]
    assert shares == sorted(shares)
    assert shares[0] >= 0
    assert shares[-1] == 1
    block = profile_yaml(of, (ready,))
    assert (block is None) is not ready.is_usable
    if block is not None:
        book = read_rules({"rules/p.yaml": block.encode(), "rules/s.yaml": RULES.encode()})
        assert book.problems == ()
        (read,) = book.profiles
        assert read.shares is not None
        assert [Fraction(*share) for share in read.shares] == shares


@given(figures=st.lists(accumulated, min_size=2, max_size=4))
def test_what_is_not_changed_is_history_to_a_tenth_of_a_percent(figures: list[list[int | None]]) -> None:
    for month in ready_profile(PastYears(years_of(figures), 2023), UnitCode("1"), Line.COSTS).months:
        if month.said is not None and month.change is None:
            assert abs(Fraction(*month.share) - Fraction(*month.said)) <= Fraction(1, 2000)
        assert (month.said is None) is (len(month.years) < 2)
        assert month.said is not None or month.change in (Change.BETWEEN, None)
