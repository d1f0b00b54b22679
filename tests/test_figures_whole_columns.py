"""A column read at once is the column read cell by cell, in its amounts, its grain and its places."""

from hypothesis import given
from hypothesis import strategies as st

from budget.figure import Column
from budget.unit import Line
from figures.document import MoneyUnit
from figures.numbers import Amount, amount, plain_column
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
    found = plain_column(texts, unit)
    cells = [amount(text, unit) for text in texts]
    if found is not None:
        amounts = [cell for cell in cells if isinstance(cell, Amount)]
        assert len(amounts) == len(texts)
        assert ([of.cents for of in amounts], min(of.grain for of in amounts)) == (list(found[0]), found[1])


@given(st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=5))
def test_plain_columns_are_read_at_once(cents: list[int]) -> None:
    texts = [f"{'-' if of < 0 else ''}{abs(of) // 100},{abs(of) % 100:02}" for of in cents]
    assert plain_column(texts, MoneyUnit.EURO) == (cents, 1)


@given(st.lists(NUMBERS, min_size=1, max_size=6))
def test_no_plain_column_goes_the_long_way(texts: list[str]) -> None:
    assert plain_column(texts, MoneyUnit.EURO) is not None


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
