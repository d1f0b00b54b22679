"""How titles, file names and sheets tell the period; what may mean two things tells nothing."""

import pytest

from budget.period import Period
from figures.document import NO_HINTS
from tests.figures_builders import reading, refusal

TABLE = "Koodi;Nimi;Rivi;TA;{}\n10;A;Tulot;9;5\n"
MARCH, APRIL, MAY, JUNE, AUGUST, DECEMBER = (Period(2024, month) for month in (3, 4, 5, 6, 8, 12))


@pytest.mark.parametrize(
    ("title", "period"),
    [
        # months
        ("Talousraportti 6/2024", JUNE),
        ("6/2024", JUNE),
        ("Kausi 202406", JUNE),
        ("Osavuosikatsaus 1-8/2024", AUGUST),
        ("Osavuosikatsaus 1.1.–31.8.2024", AUGUST),
        ("Osavuosikatsaus 6/2024", JUNE),
        ("Osavuosikatsaus 03/2024", MARCH),
        # quarters, thirds and halves end where their last month ends
        ("Q2 2024", JUNE),
        ("Talousraportti Q2/2024", JUNE),
        ("2. vuosineljännes 2024", JUNE),
        ("II vuosineljännes 2024", JUNE),
        ("Toisen vuosineljänneksen raportti 2024", JUNE),
        ("Kvartaali 2/2024", JUNE),
        ("Neljännesvuosiraportti 1/2024", MARCH),
        ("Andra kvartalet 2024", JUNE),
        ("I tertiaali 2024", APRIL),
        ("Tertiaaliraportti 2/2024", AUGUST),
        ("Puolivuotiskatsaus 2024", JUNE),
        ("H1/2024", JUNE),
        ("2. puolivuosi 2024", DECEMBER),
        ("Halvårsrapport 2024", JUNE),
        # two meanings, or none
        ("Osavuosikatsaus II/2024", None),  # the second quarter or the second third
        ("2. osavuosikatsaus 2024", None),
        ("Osavuosikatsaus 2/2024", None),
        ("Delårsrapport 3/2024", None),
        ("T2/2024", None),
        ("Talousraportti T2/2024", None),
        ("IV tertiaali 2024", None),
        ("Q1–Q2 2024", None),
        ("Q2 2024, tilanne 31.8.2024", None),
        ("06/24", None),
        ("Raportti 0624", None),
        ("30.6.2024", None),  # may be the day of printing
        ("Talousarvion toteutuminen 4-6/2024", None),
    ],
)
def test_a_title(title: str, period: Period | None) -> None:
    assert reading(f"{title}\n\n{TABLE.format('Tot')}", file="r.csv").period == period


@pytest.mark.parametrize(
    ("stem", "period"),
    [
        ("2024-06", JUNE),
        ("202406", JUNE),
        ("raportti_062024", JUNE),
        ("raportti_20240630", JUNE),
        ("raportti_30062024", JUNE),
        ("raportti 30.6.2024", JUNE),
        ("raportti_2024_1-6", JUNE),
        ("6_2024", JUNE),
        ("2024-6", JUNE),
        ("kesakuu2024", JUNE),
        ("2024kesäkuu", JUNE),
        ("kesakuun_raportti_2024", JUNE),
        ("tammi-kesakuu-2024", JUNE),
        ("maj2024", MAY),
        ("2024Q2", JUNE),
        ("Q2_2024", JUNE),
        ("raportti-2024-Q2", JUNE),
        ("tertiaali2_2024", AUGUST),
        ("osavuosikatsaus-2024-04", APRIL),
        ("r_2024-06_v2", JUNE),
        ("r_2024-06 (1)", JUNE),
        # two meanings, or none
        ("0624", None),
        ("raportti_0624", None),
        ("raportti_240630", None),
        ("2024-2", None),  # the second report as well as February
        ("t1_2024", None),
        ("osavuosikatsaus-2-2024", None),
        ("osavuosikatsaus_II_2024", None),
        ("2023-12_2024-06", None),
        ("6_2024_tallennettu_31_7_2024", None),
        ("kesäkuu_elokuu_2024", None),
        ("talousarvio2024", None),
        ("2024-13", None),
    ],
)
def test_a_file_name(stem: str, period: Period | None) -> None:
    assert reading(TABLE.format("Tot"), file=f"{stem}.csv").period == period


@pytest.mark.parametrize(
    ("heading", "period", "said"),
    [
        ("Toteuma Q1 2024", MARCH, ""),
        ("Tot 1. tertiaali 2024", APRIL, ""),
        ("Tot H1/2024", JUNE, ""),
        ("Toteuma puolivuosi 2024", JUNE, ""),
        ("Toteuma Q2 2024", None, "ei ala vuoden alusta"),
        ("Toteuma 2. neljännes 2024", None, "ei ala vuoden alusta"),
        ("Toteuma Q1–Q2 2024", None, "toteumasaraketta ei löydy"),
        ("Tot 06", None, "toteumasaraketta ei löydy"),  # neither June nor 2006
    ],
)
def test_a_heading_of_the_actual(heading: str, period: Period | None, said: str) -> None:
    of = reading(TABLE.format(heading), NO_HINTS, "r.csv" if period else "r-2024-06.csv")
    assert of.period == period
    assert not said or said in refusal(of)
