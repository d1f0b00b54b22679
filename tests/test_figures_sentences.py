"""Sentences of reports that matter: costs without an appropriation, and what a figure includes."""

import pytest

from budget.unit import Line
from figures.reading import Reading
from tests.figures_builders import of_severity, reading
from written.problem import Severity

TABLE = "\tTA 2024\tTot 1-6/2024\n10 SIVISTYS\t\t\nMenot\t-90\t-50\n20 LASTEN PALVELUT\t\t\nMenot\t-90\t-50\n\n"


def text(sentence: str, heading: str = "SIVISTYS") -> Reading:
    return reading(f"{TABLE}Tavoite\tToimenpide\n\n{heading}\n\n{sentence}\n")


@pytest.mark.parametrize(
    ("what", "sentence", "items"),
    [
        (
            "ja and commas",
            "Talousarvioon ei ole varattu määrärahoja seuraaviin kuluihin: Teatteri 82 000 ja palkat 94 000, hanke 60 000.",
            [("Teatteri", 82_000), ("palkat", 94_000), ("hanke", 60_000)],
        ),
        (
            "menoihin, euros and a final sum",
            "Vuodelle ei ole varattu määrärahaa seuraaviin menoihin: ICT-hanke 12 500,50 €, muutto 7 000 euroa, yhteensä 19 500,50 €.",
            [("ICT-hanke", 12_500.5), ("muutto", 7_000)],
        ),
        (
            "thousands of euros",
            "Määrärahaa ei ole varattu seuraaviin menoihin: remontti 82 t€ ja kalusteet 0,1 milj. €.",
            [("remontti", 82_000), ("kalusteet", 100_000)],
        ),
        (
            "two items of one amount",
            "Ei ole varattu määrärahoja seuraaviin kuluihin: A-talo 28 000, B-talo 28 000.",
            [("A-talo", 28_000), ("B-talo", 28_000)],
        ),
        (
            "a list over lines",
            "Talousarviossa ei ole varattu määrärahoja seuraaviin kuluihin:\n- Uusi bussi 40 000\n- Talvihoito n. 5 000",
            [("Uusi bussi", 40_000), ("Talvihoito", 5_000)],
        ),
        (
            "the sentence ends, the text goes on",
            "Ei ole varattu määrärahoja seuraaviin kuluihin: hanke 60 000. Hanke jatkuu vuonna 2025, ja siihen haetaan 90 000.",
            [("hanke", 60_000)],
        ),
        (
            "a name with a number in it",
            "Ei ole varattu määrärahoja seuraaviin kuluihin: vuoden 2023 hanke 60 000, K2 talo 5 000.",
            [("vuoden 2023 hanke", 60_000), ("K2 talo", 5_000)],
        ),
        ("ei varattu", "Talousarviossa ei varattu määrärahoja seuraaviin kuluihin: hanke 60 000.", [("hanke", 60_000)]),
        ("nothing of the kind", "Määrärahat on varattu seuraaviin kuluihin: hanke 60 000.", []),
        ("another sentence", "Talousarvio ylittyy: palkat 94 000 ja hanke 60 000.", []),
    ],
)
def test_costs_without_an_appropriation(what: str, sentence: str, items: list[tuple[str, float]]) -> None:
    of = text(sentence)
    assert [(item.text, item.amount / 100) for item in of.items] == items
    assert {item.unit for item in of.items} <= {"10"}
    assert of_severity(of.problems, Severity.ROW) == []


def test_an_amount_with_two_meanings_is_not_guessed() -> None:
    of = text("Ei ole varattu määrärahoja seuraaviin kuluihin: hanke 60.000, muutto 5 000.")
    assert [item.text for item in of.items] == ["muutto"]
    (problem,) = of_severity(of.problems, Severity.ROW)
    assert problem.value == "60.000"


def test_names_after_their_amounts_are_not_guessed() -> None:
    of = text("Ei ole varattu määrärahoja seuraaviin kuluihin: 82 000 (teatteri) ja 60 000 (muutto).")
    assert of.items == ()
    assert len(of_severity(of.problems, Severity.ROW)) == 1


@pytest.mark.parametrize(
    ("heading", "unit"), [("SIVISTYS", "10"), ("Tulosalue Lasten palvelut", "20"), ("20 Lasten palvelut", "20")]
)
def test_the_text_belongs_to_the_heading_above_it(heading: str, unit: str) -> None:
    (item,) = text("Ei ole varattu määrärahoja seuraaviin kuluihin: hanke 60 000.", heading).items
    assert (item.unit, item.place.line) == (unit, 11)


@pytest.mark.parametrize(
    ("what", "sentence", "amount", "about", "line"),
    [
        ("in brackets", "Kulut ylittyvät 57% (luvussa on mukana myös vuokrat n. 650 000), kate 52%.", 650_000, True, Line.COSTS),
        ("a sentence", "Tuottojen toteumaan sisältyy valtionavustus 12 500 €. Muu on ennallaan.", 12_500, False, Line.REVENUE),
        ("without an amount", "Menot ovat edellä: luvussa on mukana heinäkuun vuokra.", None, False, Line.COSTS),
        ("approximate, in thousands", "Kuluissa on mukana kertaerä noin 40 t€.", 40_000, True, Line.COSTS),
    ],
)
def test_what_a_figure_includes(what: str, sentence: str, amount: int | None, about: bool, line: Line) -> None:
    (remark,) = text(sentence).remarks
    assert remark.amount == (None if amount is None else amount * 100)
    assert (remark.approximate, remark.line, remark.unit) == (about, line, "10")
    assert remark.text in sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "Kuntalaiset ovat mukana suunnittelussa.",
        "Hanke sisältää koulutusta ja tapahtumia.",
        "Henkilöstö on ollut mukana vuodesta 2021.",
    ],
)
def test_prose_is_no_remark(sentence: str) -> None:
    assert text(sentence).remarks == ()


def test_prose_and_goals_hold_digits_and_are_no_figures() -> None:
    of = text("Oppilaita on 1 100, kävijöitä 577 ja kouluja 12. Toteuma 1-6/2024\n\nMenot 2024\n\n2023")
    assert len(of.figures) == 2
    assert (of.items, of.remarks, of.problems) == ((), (), ())
