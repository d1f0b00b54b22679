"""Files that were cut: a last number that may not be whole is not used, and a last unit without its lines is said."""

import pytest

from budget.unit import Line
from tests.figures_builders import euros, figure, of_severity, reading
from written.problem import Severity

LONG = """\
Koodi;Nimi;Rivi;TA;Tot 1-6/2024
41;Koulut;Tulot;1 000;520
41;Koulut;Menot;-9 000;-4 500
41;Koulut;Netto;-8 000;-3 980
42;Lukio;Tulot;2 000;1 100
42;Lukio;Menot;-8 000;-4 100
42;Lukio;Netto;-6 000;-3 000
43;Kirjasto;Tulot;500;250
43;Kirjasto;Menot;-7 000;-3 600
43;Kirjasto;Netto;-6 500;-3 350
"""


@pytest.mark.parametrize("end", ["-3", "-36", "-3 6", "-360", "-3 600,"])
def test_a_number_that_may_have_been_cut_is_not_used(end: str) -> None:
    of = reading(LONG[: LONG.index("-3 600")] + end)
    assert figure(of, "43", Line.COSTS) is None
    assert len(of_severity(of.problems, Severity.ROW)) == 1


@pytest.mark.parametrize("place", range(LONG.index("41;Koulut;Menot"), len(LONG), 3))
def test_no_cut_makes_a_new_figure(place: int) -> None:
    whole = {(of.unit, of.line): of for of in reading(LONG).figures}
    for of in reading(LONG[:place]).figures:
        assert of.budget in (None, whole[of.unit, of.line].budget)
        assert of.actual in (None, whole[of.unit, of.line].actual)


@pytest.mark.parametrize("last", ["Menot;-7 000;-3 600", "Menot;-7 000;0", "Menot;-7 000;-2 900"])
def test_a_whole_number_without_a_line_end_is_used(last: str) -> None:
    of = reading(LONG[: LONG.index("Menot;-7 000")] + last)
    assert figure(of, "43", Line.COSTS) is not None
    assert of_severity(of.problems, Severity.ROW) == []


def test_a_margin_proves_the_last_number() -> None:
    of = reading("Koodi;Nimi;Rivi;TA;Tot 1-6/2024\n41;A;Tulot;900;52\n41;A;Menot;-990;-57\n41;A;Netto;-90;-5")
    assert euros(figure(of, "41", Line.MARGIN)) == -5
    assert of.problems == ()


def test_decimals_that_all_others_have_are_missed() -> None:
    rows = "Koodi;Nimi;Rivi;TA;Tot 1-6/2024\n41;A;Menot;900,00;452,17\n42;B;Menot;900,00;450,"
    assert figure(reading(rows + "25"), "42", Line.COSTS) is not None
    assert figure(reading(rows + "2"), "42", Line.COSTS) is None


def test_the_last_number_of_a_measure() -> None:
    text = LONG + "\nTulosalue Koulut\nSuorite;TP 2023;TA 2024;Tot 1-6/2024\nLainat;1 000;2 000;1 2"
    assert reading(text + "34").measures[0].actual == 1234
    for end in ("Lainat;1 000;2 000;1", "Lainat;1 000;2 000;12"):
        of = reading(text.replace("Lainat;1 000;2 000;1 2", end))
        assert of.measures == ()
        assert len(of_severity(of.problems, Severity.ROW)) == 1


@pytest.mark.parametrize(("end", "word"), [("43;Kirjasto;Menot", "kulujen"), ("43;Kirjasto;Netto", "katteen")])
def test_a_last_unit_without_the_lines_of_the_others_is_said(end: str, word: str) -> None:
    (problem,) = reading(LONG[: LONG.index(end)]).problems
    assert problem.severity is Severity.WARNING
    assert word in problem.message


def test_the_whole_file_has_nothing_to_say() -> None:
    assert reading(LONG).problems == ()
    assert reading(LONG.rstrip()).problems == ()
