"""The real report of June 2023: every number of it, as two people read it."""

from decimal import Decimal
from pathlib import Path

import pytest

from budget.figure import Column, Measure, MeasureKind
from budget.period import Period
from budget.snapshot import Snapshot
from budget.unit import Line, UnitCode
from figures.fetch import fetch
from figures.read import read
from figures.reading import Reading
from figures.reconcile import Reconciled, reconcile
from written.problem import Problem

REPORT = Path(__file__).parents[1] / "examples" / "hyvinvointi-2023-06.txt"
REVENUE, COSTS, MARGIN = Line.REVENUE, Line.COSTS, Line.MARGIN

# fmt: off
FIGURES = (
    # unit       line          TP 2022      TA 2023      toteuma      ennuste  rows
    ("64310000", COSTS   ,    -701_835,    -840_793,    -353_917,    -800_000, (6, 25, 40)),
    ("64310000", MARGIN  ,    -701_835,    -840_793,    -353_917,    -800_000, (7, 26, 41)),
    ("64320000", REVENUE ,   2_178_765,   2_135_192,   2_997_242,   2_300_000, (9, 28, 55)),
    ("64320000", COSTS   , -31_029_210, -30_452_272, -17_511_105, -31_752_272, (10, 29, 56)),
    ("64320000", MARGIN  , -28_850_446, -28_317_080, -14_513_863, -29_452_272, (11, 30, 57)),
    ("64330000", REVENUE ,   1_476_830,   1_357_808,     766_873,   1_357_808, (13, 32, 91)),
    ("64330000", COSTS   ,  -9_047_699,  -8_104_440,  -4_744_409,  -8_250_000, (14, 33, 92)),
    ("64330000", MARGIN  ,  -7_570_869,  -6_746_632,  -3_977_536,  -6_892_192, (15, 34, 93)),
    ("64300000", REVENUE ,   3_655_594,   3_493_000,   3_764_115,   3_657_808, (17, 36)),
    ("64300000", COSTS   , -40_778_744, -39_397_505, -22_609_432, -40_802_272, (18, 37)),
    ("64300000", MARGIN  , -37_123_149, -35_904_505, -18_845_317, -37_144_464, (19, 38)),
    ("64321000", REVENUE ,     801_534,     975_394,   1_379_496,        None, (43,)),
    ("64321000", COSTS   , -17_696_782, -17_799_816, -10_293_152,        None, (44,)),
    ("64321000", MARGIN  , -16_895_248, -16_824_422,  -8_913_656,        None, (45,)),
    ("64322000", REVENUE ,     137_349,     149_706,     104_460,        None, (47,)),
    ("64322000", COSTS   ,  -2_343_377,  -2_354_751,  -1_265_369,        None, (48,)),
    ("64322000", MARGIN  ,  -2_206_028,  -2_205_045,  -1_160_909,        None, (49,)),
    ("64323000", REVENUE ,   1_239_881,   1_010_092,   1_513_286,        None, (51,)),
    ("64323000", COSTS   , -10_989_050, -10_297_704,  -5_952_584,        None, (52,)),
    ("64323000", MARGIN  ,  -9_749_169,  -9_287_612,  -4_439_298,        None, (53,)),
    ("64331000", REVENUE ,      50_227,      42_158,      30_665,        None, (63,)),
    ("64331000", COSTS   ,    -568_932,    -600_437,    -261_800,        None, (64,)),
    ("64331000", MARGIN  ,    -518_705,    -558_279,    -231_135,        None, (65,)),
    ("64332000", REVENUE ,      39_113,      47_300,      52_498,        None, (67,)),
    ("64332000", COSTS   ,    -838_724,    -761_423,    -484_373,        None, (68,)),
    ("64332000", MARGIN  ,    -799_611,    -714_123,    -431_875,        None, (69,)),
    ("64333000", REVENUE ,      46_025,      49_450,      56_732,        None, (71,)),
    ("64333000", COSTS   ,  -1_102_938,  -1_077_723,    -573_677,        None, (72,)),
    ("64333000", MARGIN  ,  -1_056_913,  -1_028_273,    -516_945,        None, (73,)),
    ("64334000", REVENUE ,     124_610,           0,      -6_178,        None, (75,)),
    ("64334000", COSTS   ,  -1_547_916,           0,      -5_649,        None, (76,)),
    ("64334000", MARGIN  ,  -1_423_305,           0,     -11_827,        None, (77,)),
    ("64335000", REVENUE ,      65_358,      66_000,     106_337,        None, (79,)),
    ("64335000", COSTS   ,    -662_130,    -699_920,    -336_271,        None, (80,)),
    ("64335000", MARGIN  ,    -596_772,    -633_920,    -229_935,        None, (81,)),
    ("64336000", REVENUE ,     598_590,     586_200,     244_513,        None, (83,)),
    ("64336000", COSTS   ,  -1_736_885,  -1_803_954,  -1_100_825,        None, (84,)),
    ("64336000", MARGIN  ,  -1_138_295,  -1_217_754,    -856_312,        None, (85,)),
    ("64337000", REVENUE ,     552_907,     566_700,     282_306,        None, (87,)),
    ("64337000", COSTS   ,  -2_590_175,  -3_160_983,  -1_981_814,        None, (88,)),
    ("64337000", MARGIN  ,  -2_037_268,  -2_594_283,  -1_699_507,        None, (89,)),
)
ADMINISTRATION, CHILDREN, LEISURE = "Hallinto", "Lasten ja nuorten palvelut", "Vapaa-aikapalveluiden kehittäminen ja koordinointi"
STOCK, FLOW = MeasureKind.STOCK, MeasureKind.FLOW
MEASURES = (
    # area         name                                                  kind     TP      TA  toteuma ennuste  row
    (ADMINISTRATION, "Lautakunnan kokousten lkm",                        FLOW,      12,      10,       7,      11, 272),
    (CHILDREN,       "Lapset/oppilaat, yhteensä 20.9.",                  STOCK,   2928,    2813,    2965,    2833, 279),
    (CHILDREN,       "varhaiskasvatus",                                  STOCK,    596,     545,     611,     523, 280),
    (CHILDREN,       "esiopetus",                                        STOCK,    164,     170,     164,     172, 281),
    (CHILDREN,       "perusopetus",                                      STOCK,   1921,    1853,    1929,    1884, 282),
    (CHILDREN,       "lukio",                                            STOCK,    247,     245,     261,     254, 283),
    (CHILDREN,       "Asiakastytyväisyyskysely",                         FLOW,       1,       2,       1,       1, 284),
    (LEISURE,        "Museotoimi",                                       FLOW,  28_565,  20_000,  12_326,  20_000, 292),
    (LEISURE,        "Kirjastotoimi",                                    FLOW, 128_478, 160_000,  67_384, 130_000, 293),
    (LEISURE,        "Teatteritoiminta",                                 FLOW,   3_216,    None,    None,    None, 294),
    (LEISURE,        "Nuorisotoiminta",                                  FLOW,  14_110,  18_000,  11_454,  20_000, 295),
    (LEISURE,        "Musiikkitoimi",                                    FLOW,  24_521,  30_000,  16_155,  30_000, 296),
    (LEISURE,        "Kulttuuripalvelut",                                FLOW,  43_344,  45_000,  18_859,  40_000, 297),
    (LEISURE,        "Hyvinvoinnin, terveyden ja liikunnan edistäminen", FLOW, 376_033, 330_000, 194_232, 330_000, 298),
    (LEISURE,        "Asiakastytyväisyyskysely",                         FLOW,       7,       7,       3,       7, 299),
)
ITEMS = (
    ("Teatterin avustus",                          82_000),
    ("lomapalkkavelka",                            94_000),
    ("Vahvax-hanke",                               60_000),
    ("Valmistava opetus",                         100_000),
    ("kesäkuun palkkojen kertaerä sivukuluineen", 320_000),
    ("koronakorvaus työntekijöille",               28_000),
    ("yhdistystoiminta",                           28_000),
)
PARENTS = {
    "64300000": None,
    "64310000": "64300000", "64320000": "64300000", "64330000": "64300000",
    "64321000": "64320000", "64322000": "64320000", "64323000": "64320000",
    "64331000": "64330000", "64332000": "64330000", "64333000": "64330000", "64334000": "64330000",
    "64335000": "64330000", "64336000": "64330000", "64337000": "64330000",
}
# fmt: on


def real() -> Reading:
    document = fetch(REPORT, "examples/*.txt")
    assert not isinstance(document, Problem)
    return read(document)


READING = real()
RECONCILED: Reconciled = reconcile([READING])
SNAPSHOT: Snapshot = RECONCILED.snapshots[0]


def cents(euros: int | None) -> int | None:
    return None if euros is None else euros * 100


@pytest.mark.parametrize("row", FIGURES, ids=lambda row: f"{row[0]} {row[1].value}")
def test_each_figure(row: tuple[str, Line, int, int, int, int | None, tuple[int, ...]]) -> None:
    unit, line, prior, budget, actual, forecast, rows = row
    found = SNAPSHOT.unit(UnitCode(unit))
    assert found is not None
    of = found.line(line)
    assert of is not None
    assert (of.prior, of.budget, of.actual, of.forecast) == tuple(map(cents, (prior, budget, actual, forecast)))
    assert (of.budget_original, of.amendment, of.month_actual, of.prior_actual) == (None, None, None, None)
    assert of.rows == rows
    place = of.place(Column.ACTUAL)
    assert place is not None
    assert (place.file, place.line) == ("hyvinvointi-2023-06.txt", rows[0])


def test_no_other_figure() -> None:
    assert [(of.unit, of.line) for of in READING.figures] == [(row[0], row[1]) for row in FIGURES]
    assert [unit.code for unit in SNAPSHOT.units] == list(dict.fromkeys(row[0] for row in FIGURES))


def test_the_place_of_a_value_is_its_cell() -> None:
    of = next(of for of in READING.figures if of.unit == "64321000" and of.line is COSTS)
    place = of.place(Column.ACTUAL)
    assert place is not None
    assert place.line is not None
    assert place.column is not None
    assert REPORT.read_text("utf-8").split("\n")[place.line - 1][place.column - 1 :].startswith("-10 293 152")


@pytest.mark.parametrize(("unit", "parent"), PARENTS.items())
def test_the_tree(unit: str, parent: str | None) -> None:
    found = SNAPSHOT.unit(UnitCode(unit))
    assert found is not None
    assert found.parent == parent
    assert found.doubt is None


def test_measures() -> None:
    def row(of: Measure) -> tuple[object, ...]:
        return (of.area, of.name, of.kind, of.prior, of.target, of.actual, of.forecast, of.place.line)

    expected = [(*row[:3], *(None if n is None else Decimal(n) for n in row[3:7]), row[7]) for row in MEASURES]
    assert [row(of) for of in SNAPSHOT.measures] == expected


@pytest.mark.parametrize(
    ("row", "heading", "part_of", "unit", "area_unit"),
    [
        (272, None, None, None, None),  # no unit is called Hallinto alone
        (280, None, "Lapset/oppilaat, yhteensä 20.9.", "64323000", "64320000"),
        (283, None, "Lapset/oppilaat, yhteensä 20.9.", None, "64320000"),
        (284, None, None, None, "64320000"),
        (292, "Kävijöiden lukumäärä", None, "64332000", "64330000"),
        (298, "Kävijöiden lukumäärä", None, "64337000", "64330000"),
        (299, None, None, None, "64330000"),  # it counts `kpl`, so it is not under the heading of visitors
    ],
)
def test_whom_a_measure_concerns(
    row: int, heading: str | None, part_of: str | None, unit: str | None, area_unit: str | None
) -> None:
    of = next(of for of in SNAPSHOT.measures if of.place.line == row)
    assert (of.heading, of.part_of, of.unit, of.area_unit) == (heading, part_of, unit, area_unit)


def test_items_without_an_appropriation() -> None:
    assert [(of.text, of.amount) for of in SNAPSHOT.items] == [(text, euros * 100) for text, euros in ITEMS]
    assert {(of.unit, of.place.line) for of in SNAPSHOT.items} == {("64300000", 260)}


def test_the_remark() -> None:
    (remark,) = SNAPSHOT.remarks
    assert remark.text == "luvussa on mukana myös heinäkuun sisäiset vuokrat n. 650 000"
    assert (remark.amount, remark.approximate, remark.line) == (650_000_00, True, COSTS)
    assert (remark.unit, remark.place.line) == ("64300000", 258)


def test_period_source_and_counts() -> None:
    assert SNAPSHOT.period == Period(2023, 6)
    assert [(of.file, of.origin, of.figures) for of in SNAPSHOT.sources] == [("hyvinvointi-2023-06.txt", "examples/*.txt", 41)]
    assert not SNAPSHOT.unfinished
    (counts,) = RECONCILED.counts
    assert (counts.rows, counts.used, counts.left_out, counts.not_figures) == (299, 77, 0, 222)


def test_nothing_is_wrong_with_it() -> None:
    assert RECONCILED.problems == ()
