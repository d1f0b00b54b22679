"""Headings: what each word means in a table of June 2024, and which columns are never chosen from."""

import pytest

from budget.figure import Column
from budget.period import Period
from budget.unit import Line
from figures.columns import Text
from figures.document import NO_HINTS, Hints, MoneyUnit, Role
from figures.headings import Label, is_total, label
from figures.vocabulary import GROUPS, HEADINGS, LINES
from figures.words import squeeze
from tests.figures_builders import euros, figure, reading, refusal


@pytest.mark.parametrize(
    ("heading", "meaning"),
    [
        # last year
        ("TP 2023", Column.PRIOR),
        ("Tilinp.", Column.PRIOR),
        ("Ed. TP", Column.PRIOR),
        ("Tot. 2023", Column.PRIOR),
        ("Toteutuma 2023", Column.PRIOR),
        ("Bokslut 2023", Column.PRIOR),
        ("Toteuma 1-6/2023", Column.PRIOR_ACTUAL),
        ("TP 2022", None),
        ("Toteuma 1-6/2022", None),
        # the budget
        ("TA 2024", Column.BUDGET),
        ("TA2024", Column.BUDGET),
        ("TA-24", Column.BUDGET),
        ("Talous-\narvio 2024", Column.BUDGET),
        ("Budj", Column.BUDGET),
        ("Budget 2024", Column.BUDGET),
        ("Muutettu TA", Column.BUDGET),
        ("MTA", Column.BUDGET),
        ("TA + muutokset", Column.BUDGET),
        ("Voimassa oleva TA", Column.BUDGET),
        ("Bu+muutos", Column.BUDGET),
        ("Ändrad budget", Column.BUDGET),
        ("Budjetti 2024 sis. muutokset", Column.BUDGET),
        ("Tark. TA 2024", Column.BUDGET),
        ("Budget 2024 efter ändring", Column.BUDGET),
        ("Käyttösuunnitelma", Column.BUDGET),
        ("TA vuosi", Column.BUDGET),
        # two languages, line breaks and the marks of footnotes
        ("Budjetti/Budget", Column.BUDGET),
        ("Talousarvio / Budget 2024", Column.BUDGET),
        ("Budget 2024 / Talousarvio 2024", Column.BUDGET),
        ("Talousarvio\nBudget 2024", Column.BUDGET),
        ("Toteuma / Utfall 1-6/2024", Column.ACTUAL),
        ("TA 2024*", Column.BUDGET),
        ("TA 2024 *)", Column.BUDGET),
        ("TA 2024 1)", Column.BUDGET),
        ("TA 2024¹", Column.BUDGET),
        ("Toteuma 1-6/2024 2)", Column.ACTUAL),
        ("TA 2024 / TA 2023", None),
        ("TA 2023", None),
        ("TA 2025", None),
        ("TA 1-6/2024", None),
        # the change from last year is no amendment
        ("Muutos", None),
        # the actual
        ("Toteuma 01-06/2024", Column.ACTUAL),
        ("Toteuma 1-6/2024", Column.ACTUAL),
        ("TOTEUMA", Column.ACTUAL),
        ("Toteutunut", Column.ACTUAL),
        ("Tot 1–6/2024", Column.ACTUAL),
        ("Tot. 30.6.2024", Column.ACTUAL),
        ("Toteuma 1.1.–30.6.2024", Column.ACTUAL),
        ("Toteuma tammi-kesäkuu 2024", Column.ACTUAL),
        ("Kum.", Column.ACTUAL),
        ("Käyttö", Column.ACTUAL),
        ("Kertymä", Column.ACTUAL),
        ("Utfall 1-6/2024", Column.ACTUAL),
        ("Utfall per 30.6.2024", Column.ACTUAL),
        ("Utfall jan-jun 2024", Column.ACTUAL),
        ("Kum. toteuma 06/2024", Column.ACTUAL),
        ("Toteuma 01/2024 - 06/2024", Column.ACTUAL),
        ("Toteuma 202401-202406", Column.ACTUAL),
        ("Toteuma 2024.01-2024.06", Column.ACTUAL),
        ("Toteuma 2024-01-01 - 2024-06-30", Column.ACTUAL),
        ("Toteuma 1..6/2024", Column.ACTUAL),
        ("Toteuma kesäkuun loppuun 2024", Column.ACTUAL),
        ("Utfall t.o.m. 30.6.2024", Column.ACTUAL),
        ("Toteuma YTD", Column.ACTUAL),
        ("Toteuma 07/2023 - 06/2024", None),
        ("Toteuma 202307-202406", None),
        ("Tot. kk 6", Column.MONTH_ACTUAL),
        ("Tot. kk 5", None),
        ("Tot 06/2024", Column.MONTH_ACTUAL),
        ("Tot 06-2024", Column.MONTH_ACTUAL),
        ("Tot 2024-06", Column.MONTH_ACTUAL),
        ("Toteuma kesäkuu 2024", Column.MONTH_ACTUAL),
        ("Tot 05/2024", None),
        ("Tot 4-6/2024", None),
        # shares, remaining, variance
        ("Toteuma-%", Text.SHARE),
        ("Käyttöaste", Text.SHARE),
        ("TA-%", Text.SHARE),
        ("Jäljellä", None),
        ("Poikkeama", None),
        ("Återstår", None),
        ("Muutos-%", None),
        # the forecast
        ("TP-ENNUSTE 2024", Column.FORECAST),
        ("Ennuste 31.12.2024", Column.FORECAST),
        ("Bokslutsprognos", Column.FORECAST),
        ("Ennuste 2025", None),
        ("Ennuste 7-12/2024", None),  # the rest of the year is not the year
        ("TA 7-12/2024", None),
    ],
)
def test_a_heading_in_june_2024(heading: str, meaning: Column | Text | None) -> None:
    other = "Selite" if meaning is Column.ACTUAL else "Toteuma"
    of = reading(f'Koodi;Nimi;Rivi;"{heading}";{other}\n10;A;Kulut;5;5\n')
    taken = {column.heading: column.meaning for column in of.understood.columns}
    assert taken.get(" ".join(heading.split())) is meaning


@pytest.mark.parametrize(
    ("what", "period", "heading"),
    [
        ("in January the month alone is the accumulated actual", Period(2024, 1), "Tot 01/2024"),
        ("a date of a month's end", Period(2024, 2), "Tot 29.2.2024"),
        ("the final accounts of December", Period(2024, 12), "TP 2024"),
        ("the whole year", Period(2024, 12), "Toteuma 1-12/2024"),
    ],
)
def test_the_actual_at_the_ends_of_the_year(what: str, period: Period, heading: str) -> None:
    of = reading(f"Koodi;Nimi;Rivi;TA 2024;TP 2023;{heading}\n10;A;Tulot;9;8;5\n", Hints(period=period), "r.csv")
    assert euros(figure(of, "10", Line.REVENUE)) == 5


@pytest.mark.parametrize(
    ("what", "headings", "row", "original", "amendment", "budget"),
    [
        ("the sum", "TA 2024;TA-muutos", "100;20", 100, 20, 120),
        ("an empty amendment is none", "TA 2024;TA-muutos", "100;", 100, None, 100),
        ("an unknown original is not zero", "TA 2024;TA-muutos", ";20", None, 20, None),
        ("its own column wins", "TA 2024;TA-muutos;TA + muutokset", "100;20;125", 100, 20, 125),
        ("never the first TA", "TA 2024;Muutettu TA", "100;120", 100, None, 120),
        ("Muutos beside the sum", "TA 2024;Muutos;Muutettu TA", "100;20;120", 100, 20, 120),
        ("Muutos is the change from last year", "TA 2024;Muutos", "100;20", None, None, 100),
        ("Alkup. TA and TA", "Alkup. TA;TA 2024", "100;120", 100, None, 120),
        ("Swedish", "Budget 2024;Budgetändring;Ändrad budget", "100;20;120", 100, 20, 120),
    ],
)
def test_the_budget_in_force(what: str, headings: str, row: str, original: int, amendment: int, budget: int) -> None:
    of = figure(reading(f"Koodi;Nimi;Rivi;{headings};Toteuma\n10;A;Tulot;{row};50\n"), "10", Line.REVENUE)
    found = [euros(of, column) for column in (Column.ORIGINAL, Column.AMENDMENT, Column.BUDGET)]
    assert found == [original, amendment, budget]


@pytest.mark.parametrize(
    "heading",
    ["MTA 2024 (kv 17.6.)", "Muutettu TA (sis. siirrot)", "Muutettu", "KV:n hyväksymä muutettu TA", "Uusi talousarvio"],
)
def test_a_changed_budget_under_an_unknown_heading_is_never_passed_over(heading: str) -> None:
    of = reading(f"Koodi;Nimi;Rivi;TA 2024;{heading};Toteuma 1-6/2024\n10;A;Tulot;100;120;50\n")
    assert f"”TA 2024” ja ”{heading}” kumpi tahansa" in refusal(of)


@pytest.mark.parametrize(
    ("headings", "named"),
    [
        ("Muutos 1;Muutos 2", "(”Muutos 1”, ”Muutos 2”)"),
        ("TA-muutos 1;TA-muutos 2", "(”TA-muutos 1”, ”TA-muutos 2”)"),
        ("TA-muutokset 2/2024", "(”TA-muutokset 2/2024”)"),
        ("TA 2024 muutos 2", "(”TA 2024 muutos 2”)"),
        ("LTA1;LTA2", "(”LTA1”, ”LTA2”)"),
        ("II lisätalousarvio", "(”II lisätalousarvio”)"),
        ("Hyväksytyt muutokset", "(”Hyväksytyt muutokset”)"),
    ],
)
def test_amendments_that_are_not_added_are_never_passed_over(headings: str, named: str) -> None:
    cells = ";".join("20" for _ in headings.split(";"))
    said = refusal(reading(f"Koodi;Nimi;Rivi;TA 2024;{headings};Toteuma 1-6/2024\n10;A;Tulot;100;{cells};50\n"))
    assert f"raportissa on talousarvion muutoksia {named}, mutta muutettua talousarviota ei löydy" in said
    assert 'columns: {budget: "TA 2024"}' in said


@pytest.mark.parametrize("headings", ["Muutos 1;Muutos 2", "TA-muutokset 2/2024", "LTA1;LTA2"])
def test_amendments_beside_the_changed_budget_are_in_it(headings: str) -> None:
    cells = ";".join("20" for _ in headings.split(";"))
    of = reading(f"Koodi;Nimi;Rivi;TA 2024;{headings};Muutettu TA;Toteuma 1-6/2024\n10;A;Tulot;100;{cells};140;50\n")
    assert (euros(figure(of, "10", Line.REVENUE), Column.BUDGET), of.problems) == (140, ())


def test_two_accumulated_actuals_are_told_apart_as_the_message_says() -> None:
    table = "Koodi;Nimi;Rivi;TA 2024;Tot 1-3/2024;Tot 1-6/2024\n10;A;Tulot;100;20;50\n"
    assert 'columns: {actual: "Tot 1-6/2024"}' in refusal(reading(table))
    told = reading(table, Hints(columns=((Role.ACTUAL, "Tot 1-6/2024"),)))
    assert euros(figure(told, "10", Line.REVENUE)) == 50


def test_the_amendments_of_a_wide_table_belong_to_their_lines() -> None:
    of = reading(
        "Koodi;Nimi;Tulot TA 2024;Tulot TA-muutos;Tulot Tot 1-6/2024;Menot TA 2024;Menot TA-muutos;Menot Tot 1-6/2024\n10;A;9;1;5;-90;-10;-50\n"
    )
    assert euros(figure(of, "10", Line.REVENUE), Column.BUDGET) == 10
    assert euros(figure(of, "10", Line.COSTS), Column.BUDGET) == -100


@pytest.mark.parametrize(
    "heading",
    [
        "MTA 2023 (kv 17.6.)",
        "Poikkeama muutettu TA (€)",
        "TA 2024 jaksotettu",
        "Muutettu TA / toteuma",
        "Lisätiedot",
        "Muutos 2024/2023",
        "Muutos 1-6",
    ],
)
def test_other_unknown_headings_are_passed_over(heading: str) -> None:
    of = figure(reading(f"Koodi;Nimi;Rivi;TA 2024;{heading};Toteuma 1-6/2024\n10;A;Tulot;100;120;50\n"), "10", Line.REVENUE)
    assert euros(of, Column.BUDGET) == 100


@pytest.mark.parametrize(
    ("what", "headings", "named"),
    [
        ("two actuals", "TA;Toteuma 1-6/2024;Toteuma 2024", ("Toteuma 1-6/2024", "Toteuma 2024", "columns: {actual:")),
        ("an actual and an accumulated one", "TA;Toteuma;Kum. toteuma", ("Toteuma", "Kum. toteuma", "columns: {actual:")),
        ("two budgets", "TA 2024;Talousarvio 2024;Toteuma", ("TA 2024", "Talousarvio 2024", "columns: {budget:")),
        ("a plan beside the budget", "TA 2024;KS 2024;Toteuma", ("TA 2024", "KS 2024", "columns: {budget:")),
    ],
)
def test_two_columns_that_could_be_the_same_are_an_error_that_names_both(
    what: str, headings: str, named: tuple[str, ...]
) -> None:
    cells = ";".join("1" for _ in headings.split(";"))
    message = refusal(reading(f"Koodi;Nimi;Rivi;{headings}\n10;A;Kulut;{cells}\n"))
    for part in named:
        assert part in message


@pytest.mark.parametrize(
    ("what", "headings", "columns", "expected"),
    [
        ("which of two actuals", "TA;Toteuma;Kum. toteuma", ((Role.ACTUAL, "Kum. toteuma"),), (1, 3)),
        ("without its year", "TA;Tot 1-6/2024;Toteuma", ((Role.ACTUAL, "Tot 1-6"),), (1, 2)),
        ("the plan", "TA 2024;KS 2024;Toteuma", ((Role.BUDGET, "KS 2024"),), (2, 3)),
        ("unknown words", "Raha;Meni;Jäi", ((Role.BUDGET, "Raha"), (Role.ACTUAL, "Meni")), (1, 2)),
    ],
)
def test_config_wins(what: str, headings: str, columns: tuple[tuple[Role, str], ...], expected: tuple[int, int]) -> None:
    of = reading(f"Koodi;Nimi;Rivi;{headings}\n10;A;Tulot;1;2;3\n", Hints(columns=columns))
    found = figure(of, "10", Line.REVENUE)
    assert (euros(found, Column.BUDGET), euros(found)) == expected


def test_a_heading_of_config_that_the_report_does_not_have() -> None:
    message = refusal(reading("Koodi;Nimi;Rivi;TA;Tot 1-6/2024\n10;A;Kulut;1;2\n", Hints(columns=((Role.ACTUAL, "Tot 1-7"),))))
    assert "Tot 1-7" in message
    assert "tarkoititko Tot 1-6/2024?" in message


@pytest.mark.parametrize(
    ("what", "file", "text", "hints", "period"),
    [
        ("heading", "r.csv", "{};Tot 1-6/2024", NO_HINTS, Period(2024, 6)),
        ("month and year apart", "r.csv", "{};TA 2024;Tot 1-8", NO_HINTS, Period(2024, 8)),
        ("title", "r.csv", "Raportti, tilanne 31.8.2024\n\n{};Tot", NO_HINTS, Period(2024, 8)),
        ("title with a month", "r.csv", "Kesäkuu 2024 SIVISTYS\n{};Tot", NO_HINTS, Period(2024, 6)),
        ("the day of printing is no period", "r-2024-06.csv", "Tulostettu 31.7.2024\n{};Tot", NO_HINTS, Period(2024, 6)),
        ("file name", "raportti_202406.csv", "{};Tot", NO_HINTS, Period(2024, 6)),
        ("file name in words", "sivistys-kesäkuu-2024.csv", "{};Tot", NO_HINTS, Period(2024, 6)),
        ("a day of saving is no period", "r-2024-07-15.csv", "{};Tot 1-6/2024", NO_HINTS, Period(2024, 6)),
        ("config", "r.csv", "{};Tot", Hints(period=Period(2024, 8)), Period(2024, 8)),
        ("Swedish title", "r.csv", "Läget 30.6.2024\n{};Utfall", NO_HINTS, Period(2024, 6)),
    ],
)
def test_the_period(what: str, file: str, text: str, hints: Hints, period: Period) -> None:
    headings = text.format("Koodi;Nimi;Rivi")
    row = ";".join(["10", "A", "Kulut", *("1" for _ in headings.split("\n")[-1].split(";")[3:])])
    assert reading(f"{headings}\n{row}\n", hints, file).period == period


@pytest.mark.parametrize(
    ("what", "file", "headings", "hints", "named"),
    [
        ("file name and heading", "r-2024-07.csv", "Tot 1-6/2024", NO_HINTS, ("Tot 1-6/2024", "r-2024-07.csv")),
        ("config and heading", "r.csv", "Tot 1-6/2024", Hints(period=Period(2024, 8)), ("Tot 1-6/2024", "2024-08")),
        ("config and file name", "r-2024-07.csv", "Tot", Hints(period=Period(2024, 8)), ("r-2024-07.csv", "2024-08")),
        ("nothing tells", "r.csv", "Tot", NO_HINTS, ("kausi ei selviä", "period:")),
        ("a month without a year", "r.csv", "Tot 1-6", NO_HINTS, ("kausi ei selviä",)),
    ],
)
def test_a_period_that_does_not_agree_refuses_the_file(
    what: str, file: str, headings: str, hints: Hints, named: tuple[str, ...]
) -> None:
    message = refusal(reading(f"Koodi;Nimi;Rivi;{headings}\n10;A;Kulut;1\n", hints, file))
    for part in named:
        assert part in message


@pytest.mark.parametrize(
    ("text", "line", "group"),
    [
        ("TOIMINTATUOTOT", Line.REVENUE, None),
        ("Toimintatuotot yhteensä", Line.REVENUE, None),
        ("Tulot", Line.REVENUE, None),
        ("Verksamhetsintäkter", Line.REVENUE, None),
        ("TOIMINTAKULUT", Line.COSTS, None),
        ("Menot yht.", Line.COSTS, None),
        ("Verksamhetens kostnader", Line.COSTS, None),
        ("Toimintakate", Line.MARGIN, None),
        ("NETTO", Line.MARGIN, None),
        ("Verksamhetsbidrag", Line.MARGIN, None),
        ("Henkilöstökulut", Line.COSTS, "Henkilöstökulut"),
        ("Aineet, tarvikkeet ja tavarat", Line.COSTS, "Aineet, tarvikkeet ja tavarat"),
        ("Tuet ja avustukset", Line.REVENUE, "Tuet ja avustukset"),
        ("Avustukset", Line.COSTS, "Avustukset"),
        ("Toimintakulut / Verksamhetskostnader", Line.COSTS, None),
        ("TOIMINTAKATE/VERKSAMHETSBIDRAG", Line.MARGIN, None),
    ],
)
def test_the_lines_of_a_unit(text: str, line: Line, group: str | None) -> None:
    assert label(text) == Label(line, group)


@pytest.mark.parametrize("text", ["VUOSIKATE", "PERUSOPETUS", "Kulut ylittyvät", "Tulot/menot", "", "2024"])
def test_no_lines(text: str) -> None:
    assert label(text) is None


@pytest.mark.parametrize(
    ("text", "total"), [("YHTEENSÄ", True), ("Kaikki yhteensä", True), ("*****", True), ("Totalt", True), ("KOULU", False)]
)
def test_sums_are_no_units(text: str, total: bool) -> None:
    assert is_total(text) is total


@pytest.mark.parametrize(
    ("what", "title", "headings", "hints", "expected"),
    [
        ("euros", "", "TA;Tot", NO_HINTS, 5.0),
        ("in the heading", "", "TA, t€;Tot, t€", NO_HINTS, 5_000.0),
        ("in brackets", "", "TA (1 000 €);Tot (1 000 €)", NO_HINTS, 5_000.0),
        ("a note on its own line", "1 000 €\n\n", "TA;Tot", NO_HINTS, 5_000.0),
        ("far from the table", "Luvut tuhansina euroina\n\nRaportti\n\n", "TA;Tot", NO_HINTS, 5_000.0),
        ("in the title", "Talousarvion toteutuminen (k€)\n", "TA;Tot", NO_HINTS, 5_000.0),
        ("millions", "", "TA, milj. €;Tot, milj. €", NO_HINTS, 5_000_000.0),
        ("an amount in the text is no note", "Avustus on 1 000 € ja säästö 50 t€\n\n", "TA;Tot", NO_HINTS, 5.0),
        ("config", "", "TA;Tot", Hints(unit=MoneyUnit.THOUSAND), 5_000.0),
    ],
)
def test_the_unit_of_money(what: str, title: str, headings: str, hints: Hints, expected: float) -> None:
    of = reading(f"{title}Koodi;Nimi;Rivi;{headings}\n10;A;Tulot;9;5\n", hints)
    assert euros(figure(of, "10", Line.REVENUE)) == expected


def test_two_units_of_money_refuse_the_file() -> None:
    message = refusal(reading("Koodi;Nimi;Rivi;TA, t€;Tot, milj. €\n10;A;Kulut;9;5\n"))
    assert "kaksi rahayksikköä" in message


def test_no_word_has_two_meanings() -> None:
    for table in (HEADINGS, LINES, GROUPS):
        words = [(squeeze(text), meaning) for meaning, texts in table for text in texts.split("|")]
        assert len({word for word, _ in words}) == len(set(words))
    assert not {squeeze(text) for _, texts in LINES for text in texts.split("|")} & {
        squeeze(text) for _, texts in GROUPS for text in texts.split("|")
    }
