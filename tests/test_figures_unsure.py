"""Columns that look like what they may not be: each is used only where its heading is sure, and what is not used is said."""

import pytest

from budget.figure import Column
from budget.period import Period
from budget.unit import Line
from figures.document import Hints, Role
from tests.figures_builders import euros, figure, of_severity, reading, refusal
from written.problem import Severity


def row(headings: str) -> str:
    """A long table whose cells are 100, 200, 300 … from the first column of amounts on."""
    amounts = ";".join(str(100 * at) for at in range(1, headings.count(";") + 2))
    return f"Koodi;Nimi;Rivi;{headings}\n10;A;Tulot;{amounts}\n"


@pytest.mark.parametrize(
    ("heading", "used"),
    [
        ("Ennuste", True),
        ("Ennuste 2024", True),
        ("Ennuste 31.12.2024", True),
        ("Ennuste 1-12/2024", True),
        ("Ennuste 6/2024", True),  # made in June: of June itself there is an actual
        ("TP-ennuste 1-6/2024", True),  # the final accounts are of a year
        ("Koko vuoden ennuste 1-6/2024", True),
        ("Ennuste 2024 (30.6.)", True),
        ("Ennuste 1-6/2024", False),
        ("Ennuste 1-9/2024", False),
        ("Ennuste 30.6.2024", False),
        ("Ennuste tammi-kesäkuu 2024", False),
        ("Ennuste 7-12/2024", False),
        ("Ennuste Q3/2024", False),
        ("Prognos 1-6/2024", False),
        ("TP-ennuste 5/2024", False),
    ],
)
def test_a_forecast_of_a_part_of_the_year_is_not_used_and_said(heading: str, used: bool) -> None:
    of = reading(row(f"TA 2024;Tot 1-6/2024;{heading}"))
    assert euros(figure(of, "10", Line.REVENUE), Column.FORECAST) == (300 if used else None)
    said = [problem for problem in of.problems if "ei ole selvästi koko vuoden" in problem.message]
    assert bool(said) is not used
    assert all(f'{{forecast: "{heading}"}}' in str(problem.hint) for problem in said)


@pytest.mark.parametrize(
    ("what", "headings", "forecast", "said"),
    [
        ("beside a sure one nothing is said", "TA 2024;Tot 1-6/2024;Ennuste 1-6/2024;Ennuste 2024", 400, 0),
        ("a month beside a month", "TA 2024;Tot 6/2024;Tot 1-6/2024;Ennuste 6/2024", None, 1),
        ("of another year", "TA 2024;Tot 1-6/2024;Ennuste 2025", None, 0),
    ],
)
def test_which_forecast_is_used(what: str, headings: str, forecast: int | None, said: int) -> None:
    of = reading(row(headings))
    assert euros(figure(of, "10", Line.REVENUE), Column.FORECAST) == forecast
    assert len(of.problems) == said


def test_config_may_say_that_a_forecast_is_of_the_year() -> None:
    of = reading(row("TA 2024;Tot 1-6/2024;Ennuste 1-6/2024"), Hints(columns=((Role.FORECAST, "Ennuste 1-6/2024"),)))
    assert (euros(figure(of, "10", Line.REVENUE), Column.FORECAST), of.problems) == (300, ())


MEASURES = "Tulosalue Kirjastot\n\nSuorite;TP 2023;Tavoite 2024;{};{}\nKäynnit;10;12;5;11\n"


@pytest.mark.parametrize(
    ("actual", "forecast", "read", "said"),
    [
        ("Toteuma 1-6/2024", "Ennuste 2024", ("5", "11"), None),
        ("Toteuma 30.6.2024", "Ennuste 2024", ("5", "11"), None),
        ("Toteuma 6/2024", "Ennuste 2024", ("None", "11"), "toteumaa ei löydy: ”Toteuma 6/2024” ei ole selvästi kertynyt"),
        ("Toteuma kesäkuu 2024", "Ennuste 2024", ("None", "11"), "”Toteuma kesäkuu 2024” ei ole selvästi kertynyt"),
        ("Kävijät", "Ennuste 2024", ("None", "11"), "toteumaa ei löydy: otsikot ovat ”Suorite”"),
        ("Toteuma 1-6/2024", "Ennuste 1-6/2024", ("5", "None"), "suoritteiden ennuste ”Ennuste 1-6/2024”"),
    ],
)
def test_what_a_table_of_measures_lacks_is_said_once(actual: str, forecast: str, read: tuple[str, str], said: str | None) -> None:
    table = MEASURES.format(actual, forecast)
    of = reading(table + "\n" + table.replace("Kirjastot", "Museot"))
    assert [(str(m.actual), str(m.forecast)) for m in of.measures] == [read, read]
    assert [problem.severity for problem in of.problems] == [Severity.WARNING] * bool(said)
    assert all((said or "") in problem.message for problem in of.problems)


@pytest.mark.parametrize(
    ("what", "headings", "file", "message", "hint"),
    [
        ("alone", "TA 2024;Kirjanpito 1-6/2024", "r.csv", "toteumasaraketta ei löydy", "Kirjanpito 1-6/2024"),
        ("beside a month", "TA 2024;Kirjattu 1-6/2024;Tot 6/2024", "r.csv", "toteumasaraketta ei löydy", "Kirjattu 1-6/2024"),
        ("beside last year's", "TA 2024;Meni 1-6/2024;Tot 1-6/2023", "r.csv", "toteumasaraketta ei löydy", "Meni 1-6/2024"),
        ("and a name", "TA 2024;Meni 1-6/2024;Tot 1-6/2023", "r-2024-06.csv", "toteumasaraketta ei löydy", "Meni 1-6/2024"),
        ("only last year's", "TA 2024;Tot 1-12/2023", "r.csv", "”Tot 1-12/2023” on talousarviota vanhemmalta", "period"),
        ("a month", "TA 2024;Tot 6/2024;Tot 6/2023", "r.csv", "”Tot 6/2024” on yhden kuukauden toteuma", "Tot 6/2024"),
        ("a quarter", "TA 2024;Tot 4-6/2024", "r-2024-06.csv", "”Tot 4-6/2024” ei ala vuoden alusta", "Tot 4-6/2024"),
    ],
)
def test_a_missing_actual_names_the_column_that_may_be_it(what: str, headings: str, file: str, message: str, hint: str) -> None:
    said = refusal(reading(row(headings), file=file))
    assert message in said.split("vihje:")[0]
    assert hint in said.split("vihje:")[1]


@pytest.mark.parametrize(
    ("what", "headings", "hints"),
    [
        ("next year's budget beside this year's", "TP 2022;TA 2023;Toteuma 1-12/2023;TA 2024", Hints()),
        ("config tells the period", "TA 2024;Toteuma 1-12/2023", Hints(period=Period(2023, 12))),
    ],
)
def test_a_budget_of_next_year_does_not_hide_the_actual(what: str, headings: str, hints: Hints) -> None:
    of = reading(row(headings), hints, "r.csv")
    assert of.period == Period(2023, 12)
    assert of_severity(of.problems, Severity.FILE) == []
