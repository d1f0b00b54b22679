"""Where real reports say that their numbers are thousands or millions, and which amounts say nothing of the kind."""

from dataclasses import replace

import pytest

from budget.unit import Line
from figures.document import NO_HINTS, Hints, MoneyUnit
from figures.grid import Grid
from figures.notes import unit
from figures.tables import tables
from figures.text import grid
from tests.figures_builders import document, euros, figure, reading, refusal

EURO, THOUSAND, MILLION = MoneyUnit.EURO, MoneyUnit.THOUSAND, MoneyUnit.MILLION
TABLE = "Koodi;Nimi;Rivi;TA;Tot\n10;A;Tulot;9;5\n"
DOUBT = "ei selviä, ovatko taulukoiden luvut tuhansia euroja"


def read_in(text: str) -> MoneyUnit | str:
    """The unit that the only figure of a report, 5, was read in; the refusal where there is one."""
    of = reading(text)
    actual = euros(figure(of, "10", Line.REVENUE))
    return {5: EURO, 5_000: THOUSAND, 5_000_000: MILLION}[int(actual)] if actual else refusal(of)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        # a title that ends in it
        ("Talousraportti 6/2024, 1000 €", THOUSAND),
        ("Talousraportti 6/2024 (1 000 €)", THOUSAND),
        ("Talousraportti 6/2024 1 000 €", THOUSAND),
        ("Talousraportti kesäkuu 2024 – 1000 €", THOUSAND),
        ("Osavuosikatsaus 30.6.2024, 1.000 €", THOUSAND),
        ("Osavuosikatsaus 2024 | t€", THOUSAND),
        ("Toteuma 1-6/2024, teur", THOUSAND),
        ("Toteuma 1-6/2024 TEUR", THOUSAND),
        ("Toteuma 1-6/2024 1000 e", THOUSAND),
        ("Toteuma 1-6/2024 M€", MILLION),
        ("Toteuma 1-6/2024, milj. e", MILLION),
        ("Talousarvion toteutuminen, 1 000 euroa", THOUSAND),
        ("Talousarvion toteutuminen tuhansina euroina", THOUSAND),
        ("Talousarvion toteutuminen T€", THOUSAND),
        ("Sivistyslautakunta 1000 EUR", THOUSAND),
        ("Kunnan talous (tuhatta euroa)", THOUSAND),
        ("Delårsrapport 6/2024, 1 000 euro", THOUSAND),
        ("Sysmälän kunta;;1 000 €", THOUSAND),
        ("Ylitornion kunta, 1 000 €", THOUSAND),
        ("Talousarvion ylitykset T€", THOUSAND),
        # a line of its own
        ("1000 euroa", THOUSAND),
        ("tuhatta euroa", THOUSAND),
        ("(te)", THOUSAND),
        ("(x 1000)", THOUSAND),
        ("Luvut ovat tuhansissa euroissa", THOUSAND),
        ("Luvut tuhansia", THOUSAND),
        ("Valuutta: 1000 EUR", THOUSAND),
        ("miljoonaa euroa", MILLION),
        # amounts
        ("Kulut ylittyvät 1 000 €", EURO),
        ("Määräraha 1 000 euroa", EURO),
        ("Talousarvion ylitys 6/2024 noin 1 000 €", EURO),
        ("Säästö 300 T€", EURO),
        ("Ylitys 1,2 milj. €", EURO),
        ("Avustus 5 tuhatta euroa", EURO),
        ("Kulut kasvavat tuhansia euroja", EURO),
        ("Talousarvio 21 000 €", EURO),
        ("Lainakanta 1 000 €/asukas", EURO),
        ("Henkilöstö 1000 htv", EURO),
        ("Ke", EURO),  # a page that was cut at its first word
        ("Te", EURO),
        # either
        ("Talousarvion ylitykset (1 000 €)", DOUBT),
        ("Talousarvion ylitykset, tuhatta euroa", DOUBT),
        ("Lehtitilaukset 1 000 €", DOUBT),
        ("Avustukset, 1 000 €", DOUBT),
        ("1000", DOUBT),
        ("(1 000)", DOUBT),
    ],
)
def test_a_title(title: str, expected: MoneyUnit | str) -> None:
    for text in (f"{title}\n{TABLE}", f"{title}\n\nRaportti\n\n{TABLE}"):
        found = read_in(text)
        assert found == expected or (isinstance(found, str) and isinstance(expected, str) and expected in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 000 €", THOUSAND),
        ("Taulukko 2. Sivistys (1 000 €)", THOUSAND),
        ("Kirjasto 5 t€", EURO),
        ("Lehtitilaukset 1 000 €", EURO),
        ("Investoinnit (1,2 milj. €)", EURO),
        ("Lehtitilaukset (1 000 €)", DOUBT),
        ("Lehtitilaukset;1 000 €", DOUBT),
    ],
)
def test_a_text_far_below_the_table(text: str, expected: MoneyUnit | str) -> None:
    found = read_in(f"{TABLE}\n\n\n{text}\n")
    assert found == expected or (isinstance(found, str) and isinstance(expected, str) and expected in found)


@pytest.mark.parametrize(
    "note", ["t€", "(t€)", "TEUR", "1 000 €", "(1000 e)", "tuhatta euroa", "tuh. €", "\n1 000 €", "(te)", "x1000"]
)
def test_a_heading(note: str) -> None:
    assert read_in(f'Koodi;Nimi;Rivi;"TA 2024 {note}";"Tot 1-6/2024 {note}"\n10;A;Tulot;9;5\n') is THOUSAND


@pytest.mark.parametrize("corner", ["1 000 €", "(t€)", "tuhatta euroa", "TEUR", "Käyttötalous, 1 000 €"])
def test_the_corner_of_the_headings(corner: str) -> None:
    assert read_in(f"{corner};TA 2024;Tot 1-6/2024\n10 Koulu;;\nTulot;9;5\n") is THOUSAND


@pytest.mark.parametrize(
    ("sheet", "expected"),
    [("Käyttötalous t€", THOUSAND), ("1000 €", THOUSAND), ("Kesäkuu", EURO), ("1000", EURO), ("2024 M€", MILLION)],
)
def test_the_name_of_a_sheet(sheet: str, expected: MoneyUnit) -> None:
    cells = grid(document(TABLE))
    assert isinstance(cells, Grid)
    of_sheet = replace(cells, sheet=sheet)
    assert unit(of_sheet, [table.head for table in tables(of_sheet, NO_HINTS)], frozenset(), NO_HINTS) == (expected, ())


def test_a_variance_in_euros_is_no_second_unit() -> None:
    assert read_in("Koodi;Nimi;Rivi;TA, t€;Ero € 2024;Tot, t€\n10;A;Tulot;9;4;5\n") is THOUSAND


def test_config_settles_a_doubt() -> None:
    of = reading(f"Lehtitilaukset 1 000 €\n\n{TABLE}", Hints(unit=EURO))
    assert euros(figure(of, "10", Line.REVENUE)) == 5


def test_euros_in_the_cells_of_a_report_of_thousands_are_left_out() -> None:
    of = reading("1000 euroa\nKoodi;Nimi;Rivi;TA;Tot\n10;A;Tulot;9;5 €\n11;B;Tulot;9;5\n")
    assert figure(of, "10", Line.REVENUE) is None
    assert euros(figure(of, "11", Line.REVENUE)) == 5_000
    assert ["solussa on €" in problem.message for problem in of.problems] == [True]
