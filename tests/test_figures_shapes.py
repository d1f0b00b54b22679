"""Reports of other cities: blocks and long tables, each read to the same figures whatever its clothes."""

import pytest

from budget.figure import Column, MeasureKind
from budget.period import Period
from budget.unit import Line, UnitCode
from figures.document import Hints, Signs
from figures.reconcile import reconcile
from tests.figures_builders import euros, figure, of_severity, reading, refusal, snapshot
from written.problem import Severity

REVENUE, COSTS, MARGIN = Line.REVENUE, Line.COSTS, Line.MARGIN

LONG = """\
Kustpaikka;Kustpaikan nimi;Tiliryhmä;TP 2023;TA 2024;TA-muutos;TA + muutokset;Tot 06/2024;Tot 1-6/2024;Tot-%;Ennuste 31.12.2024
0100;SIVISTYS;Toimintatuotot;900;1000;0;1000;80;500;50,0;1000
;;Toimintakulut;-9000;-10000;-500;-10500;-800;-5000;47,6;-10500
;;Toimintakate;-8100;-9000;-500;-9500;-720;-4500;47,4;-9500
0110;Koulu;Toimintatuotot;400;500;;500;40;250;50,0;
;;Henkilöstökulut;-3000;-4000;0;-4000;-300;-2000;50,0;
;;Toimintakulut;-5000;-6000;-300;-6300;-500;-3000;47,6;
;;Toimintakate;-4600;-5500;-300;-5800;-460;-2750;47,4;
0120;Kirjasto;Toimintatuotot;500;500;;500;40;250;50,0;
;;Toimintakulut;-4000;-4000;-200;-4200;-300;-2000;47,6;
;;Toimintakate;-3500;-3500;-200;-3700;-260;-1750;47,3;
YHTEENSÄ;;Toimintatuotot;900;1000;0;1000;80;500;50,0;1000
"""

BLOCKS = """\
Sysmälän kunta, osavuosiraportti, tilanne 31.8.2024

1 000 €

|TP 2023|TA|Muutos|Muutettu TA|Toteutuma|Käyttöaste
Tulosalue 4000 SIVISTYS
Tulot|90|100||100|60|60 %
Menot|(950)|(1 000)|(50)|(1 050)|(700)|67 %
Netto|(860)|(900)|(50)|(950)|(640)|67 %

Sivu 2
|Muutettu TA|Toteutuma|TP Ennuste
4100 Koulut
Tulot|60|40|60
Menot|(650)|(400)|(660)
Netto|(590)|(360)|(600)
4200 Kirjastot
Tulot|40|20|40
Menot|(400)|(300)|(400)
Netto|(360)|(280)|(360)
4000 SIVISTYS
Tulot|100|60|100
Menot|(1 050)|(700)|(1 060)
Netto|(950)|(640)|(960)
YHTEENSÄ
Tulot|100|60|100
*****
Menot|(1 050)|(700)|(1 060)
"""


def test_a_long_table() -> None:
    of = snapshot(LONG)
    assert of.period == Period(2024, 6)
    assert [(unit.code, unit.name, unit.parent) for unit in of.units] == [
        ("0100", "SIVISTYS", None),  # leading zeros stay
        ("0110", "Koulu", "0100"),
        ("0120", "Kirjasto", "0100"),
    ]
    costs = of.units[1].costs
    values = [euros(costs, column) for column in (Column.PRIOR, Column.ORIGINAL, Column.AMENDMENT, Column.BUDGET)]
    assert values == [-5000, -6000, -300, -6300]
    assert [euros(costs, column) for column in (Column.MONTH_ACTUAL, Column.ACTUAL, Column.FORECAST)] == [-500, -3000, None]
    assert costs is not None
    assert costs.rows == (7,)
    (group,) = of.units[1].groups
    assert (group.group, group.line, euros(group)) == ("Henkilöstökulut", COSTS, -2000)
    assert of.sources[0].figures == 9
    assert reconcile([reading(LONG)]).problems == ()


def test_blocks_with_fewer_columns_on_a_page() -> None:
    result = reconcile([reading(BLOCKS, file="sysmala.txt")])
    (of,) = result.snapshots
    assert result.problems == ()
    assert of.period == Period(2024, 8)
    assert [(unit.code, unit.parent) for unit in of.units] == [("4000", None), ("4100", "4000"), ("4200", "4000")]
    costs = of.units[0].costs
    assert costs is not None
    values = [
        euros(costs, c) for c in (Column.PRIOR, Column.ORIGINAL, Column.AMENDMENT, Column.BUDGET, Column.ACTUAL, Column.FORECAST)
    ]
    assert values == [-950_000, -1_000_000, -50_000, -1_050_000, -700_000, -1_060_000]  # the forecast of the second page
    assert costs.rows == (8, 23)
    place = costs.place(Column.FORECAST)
    assert place is not None
    assert place.line == 23


@pytest.mark.parametrize(
    ("what", "row", "first", "signs"),
    [
        ("costs negative", "Tulot;10\n{}Menot;-30\n{}Netto;-20", -30, None),
        ("costs positive", "Tulot;10\n{}Menot;30\n{}Netto;-20", -30, None),
        ("net is costs - revenue", "Tulot;10\n{}Menot;30\n{}Netto;20", -30, None),
        ("a ledger's signs", "Tulot;-10\n{}Menot;30\n{}Netto;20", -30, None),
        ("no revenue at all", "Menot;30\n{}Netto;30", -30, None),
        ("no margin at all", "Tulot;10\n{}Menot;30", -30, None),
        ("as config says", "Menot;-30", 30, Signs.COSTS_POSITIVE),
        ("as config says", "Menot;30", 30, Signs.COSTS_NEGATIVE),
    ],
)
def test_signs_are_found_from_the_lines(what: str, row: str, first: int, signs: Signs | None) -> None:
    code = "10;Koulu;"
    rows = "\n".join(f"{line};{line.split(';')[-1]}" for line in (code + row.format(code, code)).split("\n"))
    of = reading(f"Koodi;Nimi;Rivi;TA;Tot\n{rows}\n", Hints(signs=signs))
    assert euros(figure(of, "10", COSTS)) == first
    revenue, margin = figure(of, "10", REVENUE), figure(of, "10", MARGIN)
    assert euros(revenue) in (None, 10)
    assert euros(margin) in (None, first + (10 if revenue else 0))


def test_one_odd_row_does_not_turn_the_signs() -> None:
    of = reading("Koodi;Nimi;Rivi;TA;Tot\n10;A;Menot;100;-5\n20;B;Menot;1000;500\n30;C;Menot;900;400\n")
    assert [euros(figure(of, unit, COSTS)) for unit in ("10", "20", "30")] == [5, -500, -400]


def test_signs_that_contradict_each_other_refuse_the_file() -> None:
    message = refusal(reading("Koodi;Nimi;Rivi;TA;Tot\n10;A;Menot;100;-50\n20;B;Menot;-100;50\n"))
    assert "signs: costs-positive" in message


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("any order of columns", "Rivi;Tot;Nimi;TA;Koodi\nMenot;50;Koulu;100;41\n"),
        ("code and name in one column", "Yksikkö;Rivi;TA;Tot\n41 Koulu;Menot;100;50\n"),
        ("Yksikkö is the name beside a code", "Koodi;Yksikkö;Rivi;TA;Tot\n41;Koulu;Menot;100;50\n"),
        ("a level above the unit", "Toimiala;Yksikkö;Rivi;TA;Tot\n4 Sivistys;41 Koulu;Menot;100;50\n"),
        ("two words for the code", "Kp;Kustannuspaikka;Rivi;TA;Tot\n41;Koulu;Menot;100;50\n"),
        ("Swedish", "Kod\tEnhet\tPost\tBudget 2024\tUtfall 1-6/2024\n41\tKoulu\tVerksamhetskostnader\t100\t50\n"),
        ("years under the words", "Koodi;Nimi;Rivi;TA;Toteuma\n;;;2024;1-6/2024\n41;Koulu;Menot;100;50\n"),
        ("a heading over two lines", '"Koodi";"Nimi";"Rivi";"TA\n2024";"Toteuma"\n41;Koulu;Menot;100;50\n'),
        ("sep= on the first line", "sep=|\nKoodi|Nimi|Rivi|TA|Tot\n41|Koulu|Menot|100|50\n"),
        ("bars at both ends", "| Koodi | Nimi | Rivi | TA | Tot |\n|---|---|---|---|---|\n| 41 | Koulu | Menot | 100 | 50 |\n"),
        ("title rows above", "Raportti;;;;\n;;;;\nKoodi;Nimi;Rivi;TA;Tot\n41;Koulu;Menot;100;50\n"),
        ("blank rows between", "Koodi;Nimi;Rivi;TA;Tot\n\n41;Koulu;;;\n\n;;Menot;100;50\n"),
        ("no heading of the line", "Koodi;Nimi;;TA;Tot\n41;Koulu;Menot;100;50\n41;Koulu;Tulot;1;1\n"),
        ("a block with a code column", "Koodi;Nimi;TA;Tot\n41;Koulu;;\n;Menot;100;50\n"),
        ("a block with the code after the name", "\tTA\tTot\nKoulu (41)\t\t\nMenot\t100\t50\n"),
        ("form feeds", "\f;TA;Tot\n\f41 Koulu;;\nMenot;100;50\n"),
    ],
)
def test_the_same_figure_in_many_clothes(what: str, text: str) -> None:
    of = reading(text)
    costs = figure(of, "41", COSTS)
    assert (euros(costs, Column.BUDGET), euros(costs)) == (-100, -50)
    assert dict(of.names) == {UnitCode("41"): "Koulu"}
    assert of_severity(of.problems, Severity.ROW) == []


def test_a_name_may_hold_the_delimiter_and_quotes() -> None:
    of = reading('Koodi;Nimi;Rivi;TA;Tot\n41;"Koulu ""A""; ala-aste";Menot;"1 000";50\n42;"Lukio;Menot;"2 000";50\n')
    assert dict(of.names) == {"41": 'Koulu "A"; ala-aste', "42": '"Lukio'}
    assert euros(figure(of, "42", COSTS), Column.BUDGET) == -2000


def test_a_lost_quote_does_not_join_two_rows() -> None:
    of = reading('Koodi;Nimi;Rivi;TA;Tot\n41;"Koulu;Menot;100;50\n42;Lukio";Menot;200;60\n')
    assert [(f.unit, euros(f)) for f in of.figures] == [("41", -50), ("42", -60)]


def test_a_name_over_two_lines_is_one_row() -> None:
    of = reading('Koodi;Nimi;Rivi;TA;Tot\n41;"Koulu\nja päiväkoti";Menot;100;50\n42;Lukio;Menot;200;60\n')
    assert dict(of.names)[UnitCode("41")] == "Koulu ja päiväkoti"
    assert [f.rows for f in of.figures] == [(2,), (4,)]
    assert (of.counts.rows, of.counts.used, of.counts.not_figures) == (4, 3, 1)


def test_the_first_name_of_a_unit_wins() -> None:
    of = reading("\tTA\tTot\n41 KOULUTUSPALVELUJEN JOHTAMINEN JA KEHITTÄ\nMenot\t-9\t-5\n41 Koulutuspalvelut\nMenot\t-9\t-5\n")
    assert dict(of.names) == {"41": "KOULUTUSPALVELUJEN JOHTAMINEN JA KEHITTÄ"}
    assert figure(of, "41", COSTS) is not None
    assert of.problems == ()


@pytest.mark.parametrize(
    ("what", "codes", "parents"),
    [
        ("trailing zeros", ("6400", "6410", "6420"), (None, "6400", "6400")),
        ("parts", ("1-0", "1-1", "1-2"), (None, "1-0", "1-0")),
        ("a shorter prefix", ("64", "641", "642"), (None, "64", "64")),
        ("the sum last", ("6410", "6420", "6400"), ("6400", "6400", None)),
    ],
)
def test_the_codes_tell_the_parents_where_the_sums_agree(
    what: str, codes: tuple[str, ...], parents: tuple[str | None, ...]
) -> None:
    values = dict.fromkeys(codes, 50) | {next(c for c, p in zip(codes, parents, strict=True) if p is None): 100}
    rows = "".join(f"{code};{code};Menot;{values[code]};{values[code]}\n" for code in codes)
    assert tuple(unit.parent for unit in snapshot(f"Koodi;Nimi;Rivi;TA;Tot\n{rows}").units) == parents


def test_a_unit_whose_sum_does_not_agree_stands_alone() -> None:
    rows = "6400;A;Menot;300;200\n6410;B;Menot;50;20\n6420;C;Menot;50;20\n"
    of = snapshot(f"Koodi;Nimi;Rivi;TA;Tot\n{rows}")
    assert [unit.parent for unit in of.units] == [None, None, None]
    assert [unit.doubt for unit in of.units] == [None, None, None]


MEASURES = """\
Tulosalue Kirjastot

Suorite;TP 2023;Tavoite 2024;Toteuma 1-6/2024;Ennuste 2024
<u>Käynnit</u>;;;;
Pääkirjasto;10 000;12 000;5 500;11 000
Lainat, kpl;1 500 kpl;-;700 kpl;
Henkilöstö 31.12.;12,5;12,5;-;12
Asukkaat yhteensä;30;40;50;60
miehet;10;10;20;20
naiset;20;30;30;40
"""


def test_measures_of_another_city() -> None:
    of = reading(MEASURES)
    assert [(m.area, m.heading, m.name, m.kind) for m in of.measures] == [
        ("Kirjastot", "Käynnit", "Pääkirjasto", MeasureKind.FLOW),
        ("Kirjastot", None, "Lainat, kpl", MeasureKind.FLOW),
        ("Kirjastot", None, "Henkilöstö 31.12.", MeasureKind.STOCK),
        ("Kirjastot", None, "Asukkaat yhteensä", MeasureKind.STOCK),
        ("Kirjastot", None, "miehet", MeasureKind.STOCK),
        ("Kirjastot", None, "naiset", MeasureKind.STOCK),
    ]
    assert [str(m.target) for m in of.measures] == ["12000", "None", "12.5", "40", "10", "30"]
    assert [m.part_of for m in of.measures][-2:] == ["Asukkaat yhteensä", "Asukkaat yhteensä"]
    assert (of.counts.used, of.counts.left_out) == (6, 0)


def test_a_measure_that_cannot_be_read_is_left_out() -> None:
    of = reading(MEASURES.replace("5 500", "n. 5 500"))
    (problem,) = of.problems
    assert (problem.severity, problem.place.line, problem.heading, problem.value) == (
        Severity.ROW,
        5,
        "Toteuma 1-6/2024",
        "n. 5 500",
    )
    assert len(of.measures) == 5


def test_signs_of_config_that_the_lines_contradict_refuse_the_file() -> None:
    rows = "10;A;Tulot;10;5\n;;Menot;30;20\n;;Netto;-20;-15\n"
    message = refusal(reading(f"Koodi;Nimi;Rivi;TA;Tot\n{rows}", Hints(signs=Signs.COSTS_NEGATIVE)))
    assert "etumerk" in message


WIDE = """\
Koodi;Nimi;Tulot TA 2024;Tulot tot. 1-6/2024;Menot TA 2024;Menot tot. 1-6/2024;Menot tot-%;Netto TA;Netto tot.
100;KUNTA;30;15;300;150;50 %;270;135
110;Koulu;10;5;200;100;50 %;190;95
120;Kirjasto;20;10;100;50;50 %;80;40
;Yhteensä;30;15;300;150;50 %;270;135
"""


def test_a_wide_table() -> None:
    of = reading(WIDE)
    result = reconcile([of])
    (found,) = result.snapshots
    assert result.problems == ()
    assert [(unit.code, unit.name, unit.parent) for unit in found.units] == [
        ("100", "KUNTA", None),
        ("110", "Koulu", "100"),
        ("120", "Kirjasto", "100"),
    ]
    assert [(f.line, euros(f, Column.BUDGET), euros(f)) for f in found.units[1].figures] == [
        (REVENUE, 10, 5),
        (COSTS, -200, -100),
        (MARGIN, -190, -95),
    ]
    assert (of.counts.rows, of.counts.used, of.counts.left_out) == (5, 3, 0)


def test_a_wrong_cell_of_a_wide_table_leaves_out_its_row() -> None:
    of = reading(WIDE.replace("200;100", "200;kts. liite"))
    (problem,) = reconcile([of]).problems
    assert (problem.severity, problem.place.line, problem.heading) == (Severity.ROW, 3, "Menot tot. 1-6/2024")
    assert {f.unit for f in of.figures} == {"100", "120"}
    assert (of.counts.used, of.counts.left_out) == (2, 1)


@pytest.mark.parametrize(
    "goals",
    [
        "Tavoite;Mittari;Toteuma 1-6/2024;Arviointi\nHyvä koulu;Kysely 4,0;4,2;5\n",
        "Tavoite;Toimenpiteet;Toteuma 1-6/2024\nMenot;2 000;3 000\n",
        "Mittari;Tavoite;Arviointi;Toteuma\nKäynnit;5;hyvä;6\n",
        "Tavoite;TA 2024;Toteuma 1-6/2024\nHyvä koulu;2 000;3 000\n",
    ],
)
def test_tables_of_goals_hold_digits_and_are_no_figures(goals: str) -> None:
    of = reading("Koodi;Nimi;Rivi;TA;Toteuma\n41;Koulu;Menot;100;50\n\n" + goals)
    assert (len(of.figures), of.measures, of.problems) == (1, (), ())


def test_a_unit_goes_on_over_a_page_break_of_a_long_table() -> None:
    head = "Koodi;Nimi;Rivi;TA;Tot\n"
    of = reading(f"{head}41;Koulu;Menot;100;50\n\nSivu 2\n{head};;Tulot;10;5\n42;Lukio;Menot;100;50\n")
    assert [(f.unit, f.line, euros(f)) for f in of.figures] == [("41", COSTS, -50), ("41", REVENUE, 5), ("42", COSTS, -50)]
    assert of.problems == ()


def test_the_lines_of_no_unit_are_not_lost_in_silence() -> None:
    of = reading("\tTA\tTot\nMenot\t-900\t-500\n41 KOULU\nMenot\t-100\t-50\n")
    (problem,) = of.problems
    assert (problem.severity, problem.place.line, of.counts.left_out) == (Severity.ROW, 2, 1)
    assert [f.unit for f in of.figures] == ["41"]


def test_the_area_of_a_measure_in_a_column_of_its_own() -> None:
    table = (
        "Tulosalue\tSuorite\tTP 2023\tTA 2024\tTot 1-6/2024\nKirjasto\tLainat\t100\t200\t110\n\tKävijät\t1 000\t2 000\t1 100\n"
    )
    of = reading(f"\tTA 2024\tTot 1-6/2024\n10 KOULUT\nMenot\t-900\t-450\n\n{table}")
    assert [(measure.area, measure.name) for measure in of.measures] == [("Kirjasto", "Lainat"), ("Kirjasto", "Kävijät")]
