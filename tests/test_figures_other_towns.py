"""Reports of towns that the vocabulary was not written for: each is read exactly, or the part that is not is named."""

import pytest

from budget.figure import Column
from budget.unit import Line, UnitCode
from figures.document import MoneyUnit
from tests.figures_builders import euros, figure, of_severity, reading
from written.problem import Severity

HEAD = "\tTA 2024\tTot 1-6/2024\n"
UNIT = "41 KOULUT\t\t\nMenot\t-90\t-50\n"


@pytest.mark.parametrize(
    ("what", "head", "row"),
    [
        ("an older year first", "\tTP 2022\tTP 2023\tTA 2024\tTot 1-6/2024", "Menot\t-7\t-8\t-90\t-50"),
        ("the share first", "\tTot-%\tTot 1-6/2024\tTA 2024", "Menot\t56 %\t-50\t-90"),
        ("what remains first", "\tJäljellä\tTA 2024\tTot 1-6/2024", "Menot\t-40\t-90\t-50"),
        ("the year before the word", "\t2024 TA\t2024 Toteuma 1-6", "Menot\t-90\t-50"),
    ],
)
def test_a_block_whose_first_column_is_not_used(what: str, head: str, row: str) -> None:
    of = reading(f"{head}\n41 KOULUT\n{row}\n")
    costs = figure(of, "41", Line.COSTS)
    assert (euros(costs, Column.BUDGET), euros(costs), of.problems) == (-90, -50, ())


@pytest.mark.parametrize(
    ("label", "code", "name"),
    [
        ("3 10 01 SIVISTYS", "3 10 01", "SIVISTYS"),
        ("6430, Sivistys", "6430", "Sivistys"),
        ("6430_SIVISTYS", "6430", "SIVISTYS"),
        ("** 6430 SIVISTYS", "6430", "SIVISTYS"),
        ("Toimielin: 6430 SIVISTYS", "6430", "SIVISTYS"),
        ("6430 2. luokka", "6430", "2. luokka"),
        ("6430 Yhtenäiskoulu 2", "6430", "Yhtenäiskoulu 2"),
        ("6430/Koulut", "6430", "Koulut"),
        ("6430.Koulut", "6430", "Koulut"),
        ("6430:Koulut", "6430", "Koulut"),
        ("6430-KOULUT JA LUKIOT", "6430", "KOULUT JA LUKIOT"),
        ("6430 - Koulut", "6430", "Koulut"),
        ("(6430) Koulut", "6430", "Koulut"),
        ("[6430] Koulut", "6430", "Koulut"),
        ("B-20 Koulut", "B-20", "Koulut"),
    ],
)
def test_how_a_unit_may_be_named(label: str, code: str, name: str) -> None:
    of = reading(f"{HEAD}{label}\t\t\nMenot\t-90\t-50\n")
    assert dict(of.names) == {code: name}
    assert euros(figure(of, code, Line.COSTS)) == -50


@pytest.mark.parametrize(
    ("cell", "code", "name"),
    [
        ("6430/Koulut", "6430", "Koulut"),
        ("(6430) Koulut", "6430", "Koulut"),
        ("6430-A", "6430-A", ""),  # a part of the code
        ("6430-SIV", "6430-SIV", ""),
        ("6430-10", "6430-10", ""),
        ("B-20", "B-20", ""),
        ("0100", "0100", ""),
    ],
)
def test_the_cell_of_a_code_column(cell: str, code: str, name: str) -> None:
    of = reading(f"Koodi;Rivi;TA;Tot\n{cell};Menot;-90;-50\n")
    assert [f.unit for f in of.figures] == [code]
    assert dict(of.names).get(UnitCode(code), "") == name


@pytest.mark.parametrize("text", ["2024/Tilanne", "12-vuotiaat", "10", "(2024) Tilanne", "TA-2024 Koulut", "1. Koulut"])
def test_a_text_that_is_no_unit_begins_none(text: str) -> None:
    of = reading(f"{HEAD}{UNIT}\n{text}\t\t\nTulot\t10\t5\n")
    assert {f.unit for f in of.figures} == {"41"}
    assert [f"otsikossa ”{text}” ei ole koodia" in problem.message for problem in of.problems] == [True]


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Hyväksytty TA 2024", Column.BUDGET),
        ("Vuoden 2024 talousarvio", Column.BUDGET),
        ("Talousarvio (TA) 2024", Column.BUDGET),
        ("TA + TAM 2024", Column.BUDGET),
        ("Ändrad TB 2024", Column.BUDGET),
        ("TP 12/2023", Column.PRIOR),
        ("TP-enn. 2024", Column.FORECAST),
        ("TA-Tot", None),
        ("TA 1-6/2024", None),  # a part of a year is not compared with anything
        ("Ylitys/alitus", None),
    ],
)
def test_headings_of_other_towns(heading: str, column: Column | None) -> None:
    of = reading(f"\tTot 1-6/2024\t{heading}\n41 KOULUT\t\t\nMenot\t-50\t-90\n")
    costs = figure(of, "41", Line.COSTS)
    assert costs is not None
    assert [of for of in Column if of is not Column.ACTUAL and euros(costs, of) is not None] == (
        [] if column is None else [column]
    )


@pytest.mark.parametrize("name", ["AVUSTUKSET", "MUUT KULUT", "VUOKRAT", "MENOT"])
def test_a_unit_with_the_name_of_an_account_group_is_a_unit(name: str) -> None:
    of = reading(f"{HEAD}{UNIT}42 {name}\t\t\nTulot\t10\t5\n")
    assert figure(of, "41", Line.REVENUE) is None
    assert euros(figure(of, "42", Line.REVENUE)) == 5


def test_an_empty_account_group_does_not_end_its_unit() -> None:
    of = reading(f"{HEAD}41 KOULUT\n4000 Henkilöstökulut\t-60\t-40\n4300 Avustukset\t\t\nMenot\t-90\t-50\n")
    assert {f.unit for f in of.figures} == {"41"}
    assert euros(figure(of, "41", Line.COSTS)) == -50


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Luvut ovat tuhansia euroja.", MoneyUnit.THOUSAND),
        ("Taulukon luvut on esitetty tuhansina euroina (t€).", MoneyUnit.THOUSAND),
        ("Luvut on esitetty tuhansina euroina, ellei toisin mainita.", MoneyUnit.THOUSAND),
        ("Kesäkuu 2024. Summat 1 000 €.", MoneyUnit.THOUSAND),
        ("Siffrorna anges i tusental euro.", MoneyUnit.THOUSAND),
        ("euroa tuhansina", MoneyUnit.THOUSAND),
        ("tuhatta euroa", MoneyUnit.THOUSAND),
        ("Luvut tuhansina", MoneyUnit.THOUSAND),
        ("x 1 000 €", MoneyUnit.THOUSAND),
        ("i 1 000 euro", MoneyUnit.THOUSAND),
        ("1.000 euroa", MoneyUnit.THOUSAND),
        ("Tiedot kävijöistä: kävijöitä tuhansina", None),
        ("Luvut ovat tuhatta euroa.", MoneyUnit.THOUSAND),
        ("Tulot kasvoivat 5 tuhatta euroa.", None),
        ("EUR 1000", MoneyUnit.THOUSAND),
        ("t €", MoneyUnit.THOUSAND),
        ("Luvut milj. €.", MoneyUnit.MILLION),
        ("Luvut ovat tuhansia euroja suuremmat kuin viime vuonna.", None),
        ("Luvut ylittyvät 1 000 €.", None),
        ("Tiedot puuttuvat, kulut nousevat 5 milj. euroa.", None),
        ("Kulut ylittyvät 300 t€.", None),
        ("EUR 1 000 000", None),
    ],
)
def test_the_unit_of_money_far_from_the_table(text: str, unit: MoneyUnit | None) -> None:
    costs = figure(reading(f"{HEAD}{UNIT}\n\n\n{text}\n"), "41", Line.COSTS)
    assert euros(costs) == -50 * (unit.cents // 100 if unit else 1)


SENTENCE = "Talousarvioon ei ole varattu määrärahoja seuraaviin kuluihin: "


@pytest.mark.parametrize(
    ("what", "sentence", "items"),
    [
        ("millions alone", "remontti 1,2 milj., muutto 0,094 milj. ja talo 5 000.", [1_200_000, 94_000, 5_000]),
        ("e for euros", "remontti 82 000 e, muutto 94 000 e.", [82_000, 94_000]),
        ("a sum at the end", "remontti 82 000 ja muutto 60 000 eli yhteensä 142 000 euroa.", [82_000, 60_000]),
        ("a sum in brackets", "remontti 82 000, muutto 60 000 (yhteensä 142 000 euroa).", [82_000, 60_000]),
        ("a line ends in an amount", "remontti 82\n000 ja muutto 94 000.", [82_000, 94_000]),
        ("a line begins with a number", "remontti 82 000 ja\n3 koulun muutto 94 000.", [82_000, 94_000]),
    ],
)
def test_amounts_of_costs_without_an_appropriation(what: str, sentence: str, items: list[int]) -> None:
    of = reading(f"{HEAD}{UNIT}\n{SENTENCE}{sentence}\n")
    assert [item.amount // 100 for item in of.items] == items
    assert {item.unit for item in of.items} == {"41"}
    assert of.problems == ()


def test_an_ordinal_belongs_to_the_name() -> None:
    of = reading(f"{HEAD}{UNIT}\n{SENTENCE}muutto 82 000, 5. luokan retki 3 000.\n")
    assert [item.text for item in of.items] == ["muutto", "5. luokan retki"]


@pytest.mark.parametrize(
    ("sentence", "items"),
    [
        ("remontti 82 000 kr, muutto 5 000.", []),
        ("remontti 82,000, muutto 5 000.", [5_000]),
        ("82 000 remontti, 94 000 muutto.", []),
        ("muutto 5 000, remontti 82 000 kruunua.", [5_000]),
        ("remontti ja muutto.", []),
    ],
)
def test_a_list_that_cannot_be_read_is_said(sentence: str, items: list[int]) -> None:
    of = reading(f"{HEAD}{UNIT}\n{SENTENCE}{sentence}\n")
    assert [item.amount // 100 for item in of.items] == items
    assert len(of_severity(of.problems, Severity.ROW)) == 1
