"""A column read at once is the column read cell by cell, in its amounts, its grain and its places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget.figure import Column
from budget.unit import Line
from figures import even
from figures.document import MoneyUnit
from figures.numbers import Amount, amount
from figures.plain import plain
from figures.reading import Reading
from tests.figures_builders import figure, reading

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
        patch.setattr(even, "_FEWEST", 2)
        by_columns = reading(text)
    walked = reading(text)
    assert list(by_columns.figures) == list(walked.figures)
    assert dict(by_columns.grains) == dict(walked.grains)
    assert [tuple(of.places) for of in by_columns.figures] == [tuple(of.places) for of in walked.figures]
    for name in ("names", "items", "remarks", "problems", "counts", "lost", "period"):
        assert getattr(by_columns, name) == getattr(walked, name), name
