"""A column read at once is the column read cell by cell, in its amounts, its grain and its places."""

from array import array
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget.figure import Column
from budget.unit import Line
from figures import even
from figures.document import MoneyUnit
from figures.numbers import Amount, Rounding, amount
from figures.plain import plain
from figures.reading import Reading
from figures.sheet_column import hundredths
from figures.shown import number
from tests.figures_builders import figure, reading
from tests.workbooks import Value, read_file, xlsx

NUMBERS = st.from_regex(r"[-\u2212]?([0-9]{1,9}|[0-9]{1,3}([ \u00a0][0-9]{3}){1,3})(,[0-9]{1,2})?", fullmatch=True)
ODD = st.sampled_from(
    [
        "",
        "-",
        "1\n2",
        "-,",
        ",",
        "5,",
        "--1",
        "1-2",
        "-1,-2",
        ",70",
        "-,70",
        "1,5",
        "1 200",
        "1,2345,67",
        "5-,00",
        "12,3",
        "１２",
        "1_000",
    ]
)


@given(st.lists(NUMBERS | ODD, min_size=1, max_size=6), st.sampled_from(MoneyUnit))
def test_a_column_is_its_cells(texts: list[str], unit: MoneyUnit) -> None:
    found = plain(texts)
    cells = [amount(text, unit) for text in texts]
    if found is not None:
        amounts = [cell for cell in cells if isinstance(cell, Amount)]
        assert list(found.cents(unit)) == [cell.cents if isinstance(cell, Amount) else cell for cell in cells]
        grain = None if found.grain is None else found.grain * unit.cents // 100
        assert grain == min((of.grain for of in amounts), default=None)


@given(st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=5))
def test_plain_columns_are_read_at_once(cents: list[int]) -> None:
    texts = [f"{'-' if of < 0 else ''}{abs(of) // 100},{abs(of) % 100:02}" for of in cents]
    found = plain(texts)
    assert found is not None
    assert (list(found.hundredths), found.grain, found.full) == (cents, 1, True)


@given(st.lists(NUMBERS, min_size=1, max_size=6))
def test_no_plain_column_goes_the_long_way(texts: list[str]) -> None:
    assert plain(texts) is not None


HEAD = "Koodi;Nimi;Rivi;TA 2024;TA-muutos 2024;Toteuma 1-6/2024\n"
ROWS = "1100;Koulut;Toimintakulut;-100,00;-20,00;-60,00\n1100;Koulut;Toimintakate;-100,00;-20,00;-60,00\n"


def parts(of: Reading) -> list[object]:
    found = [figure(of, "1100", line) for line in (Line.COSTS, Line.MARGIN)]
    return [(f.budget, f.budget_original, f.amendment, f.actual, tuple(f.places), f.rows) for f in found if f is not None]


def test_a_plain_table_is_what_it_is_beside_a_row_that_is_not_plain() -> None:
    plain, other = reading(HEAD + ROWS), reading(HEAD + ROWS + "1200;Museo;Toimintakulut;-1 000,00;;-5\n")
    assert parts(plain) == parts(other)
    costs = figure(plain, "1100", Line.COSTS)
    assert costs is not None
    assert costs.budget == -12_000
    assert [(column, str(place)) for column, place in costs.places] == [
        (Column.ORIGINAL, "raportti-2024-06.csv:2:27"),
        (Column.AMENDMENT, "raportti-2024-06.csv:2:35"),
        (Column.ACTUAL, "raportti-2024-06.csv:2:42"),
        (Column.BUDGET, "raportti-2024-06.csv:2:27"),
    ]


PIECES = st.sampled_from(
    [
        ROWS,
        "1200;Museo;Toimintakulut;-50,00;;-20,00\n;;Toimintakate;-50,00;-;-20,00\n",
        "1300;Kirjasto;Toimintatuotot; 5,00 ;0;1\n1300;Kirjasto;Vuosikate;1;1;1\n",
        ";Yhteensä;Toimintakulut;-200,00;-20,00;-100,00\n",
        "Sivu 1/1\n",
        "1400;Uimahalli;Toimintakulut;n. 5;0,00;-1,00\n",
        "1500;Teatteri;Toimintakulut;-5,00\n",
        "1600;Puistot;Toimintakulut;;;\n",
        "1700;Päiväkodit;Henkilöstökulut;1 000,00;0,00;3\n",
        "Luvussa on mukana myös vuokrat n. 650 000 euroa.\n",
        HEAD,
    ]
)


@given(st.lists(PIECES, min_size=1, max_size=8), st.sampled_from([";", "\t"]))
def test_rows_by_whole_columns_are_the_rows_walked_one_by_one(pieces: list[str], delimiter: str) -> None:
    text = (HEAD + "".join(pieces)).replace(";", delimiter)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(even, "FEWEST", 2)
        by_columns = reading(text)
    walked = reading(text)
    assert list(by_columns.figures) == list(walked.figures)
    assert dict(by_columns.grains) == dict(walked.grains)
    assert [tuple(of.places) for of in by_columns.figures] == [tuple(of.places) for of in walked.figures]
    for name in ("names", "items", "remarks", "problems", "counts", "lost", "period"):
        assert getattr(by_columns, name) == getattr(walked, name), name


SHOWN = (
    st.floats(-1e9, 1e9)
    | st.integers(-(10**14), 10**14).map(lambda cents: cents / 100)
    | st.sampled_from([0.1 + 0.2, -0.0, 2.675])
)


@given(st.lists(SHOWN, min_size=1, max_size=6))
def test_numbers_of_a_workbook_are_their_texts(values: list[float]) -> None:
    cells = [amount(number(value), MoneyUnit.EURO, rounding=Rounding.TO_CENTS) for value in values]
    amounts = [cell for cell in cells if isinstance(cell, Amount)]
    assert len(amounts) == len(values)
    found = hundredths(array("d", values))
    assert found is not None
    assert list(found.hundredths) == [of.cents for of in amounts]
    assert found.grain == min(of.grain for of in amounts)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e14], ids=["no number", "infinite", "cents are not shown"])
def test_what_is_no_amount_is_left_to_its_text(value: float) -> None:
    assert hundredths(array("d", [1.0, value])) is None


def test_long_columns_of_a_workbook_are_those_of_the_same_text() -> None:
    """Through the child: texts, holes, dashes and a formula's parts of a cent among long runs of numbers."""
    head: list[Value] = ["Koodi", "Nimi", "Rivi", "TA 2024", "Toteuma 1-6/2024", "Ennuste 2024"]
    rows: list[list[Value]] = [["Raportti 6/2024"], [], head]
    for at in range(300):
        forecast: Value = {7: "-", 8: None, 9: "1 000,50"}.get(at, -2_000.5 - at)
        rows.append([str(1000 + at), f"Yksikkö {at}", "Toimintakulut", -1_000.25 - at, -0.1 - 0.2 - at, forecast])
    rows.insert(150, [None, "Yhteensä", None, -1.0, -1.0, -1.0])
    (of,) = read_file(xlsx({"Luvut": rows}))
    text = "".join(";".join(_cell(cell) for cell in row) + "\n" for row in rows)
    same = reading(text, file="raportti.csv")
    assert of.period == same.period
    assert [replace(f, places=()) for f in of.figures] == [replace(f, places=()) for f in same.figures]
    assert (of.names, of.grains, of.counts.used) == (same.names, same.grains, same.counts.used)
    places = [place for _, place in of.figures[10].places]
    assert [(place.sheet, place.line, place.column) for place in places] == [("Luvut", 14, column) for column in (4, 5, 6)]


def _cell(value: Value) -> str:
    return number(value) if isinstance(value, float) else "" if value is None else str(value)


@pytest.mark.parametrize("cell", ["", "-", "–"])
def test_a_cell_that_says_nothing_has_no_place(cell: str) -> None:
    found = figure(reading(HEAD + ROWS.replace("-20,00", cell)), "1100", Line.COSTS)
    assert found is not None
    assert [column for column, _ in found.places] == [Column.ORIGINAL, Column.ACTUAL, Column.BUDGET]
