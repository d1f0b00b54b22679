"""Numbers as people write them: what each form is worth, and what is no number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.document import MoneyUnit
from figures.numbers import Amount, Fault, amount, count, dot_of, share

NBSP, NARROW, THIN, MINUS, EN_DASH = "\u00a0", "\u202f", "\u2009", "\u2212", "\u2013"


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        # spaces between thousands
        ("1234567", 1_234_567_00),
        ("1 234 567", 1_234_567_00),
        (f"1{NBSP}234{NBSP}567", 1_234_567_00),
        (f"1{NARROW}234", 1_234_00),
        (f"1{THIN}234,50", 1_234_50),
        # decimals
        ("1234567,89", 1_234_567_89),
        ("1.234.567,89", 1_234_567_89),
        ("1234567.89", 1_234_567_89),
        ("12,5", 12_50),
        (",70", 70),
        # negative
        ("-701 835", -701_835_00),
        ("- 701 835", -701_835_00),
        (f"{MINUS}5", -5_00),
        (f"{EN_DASH}5", -5_00),
        ("500-", -500_00),
        ("500 -", -500_00),
        ("500,00" + MINUS, -500_00),
        ("(1 234)", -1_234_00),
        # zero is said, and is not missing
        ("0", 0),
        ("0,00", 0),
        ("-0", 0),
        # a unit of its own
        ("1 234 €", 1_234_00),
        ("12 t€", 12_000_00),
        ("12 TEUR", 12_000_00),
        ("1,2 milj. €", 1_200_000_00),
        ("€ 1 234", 1_234_00),
        ("EUR 1 234", 1_234_00),
        ("12 000 euroa", 12_000_00),
        ("12 000 e", 12_000_00),
        # a sign beside it
        ("+12 000", 12_000_00),
        ("(34 160,65) €", -34_160_65),
        ("(34 160,65 €)", -34_160_65),
        ("59,0- €", -59_00),
        ("59 € -", -59_00),
        ("€ -1 234", -1_234_00),
        ("1.234,56-", -1_234_56),
    ],
)
def test_amounts(text: str, cents: int) -> None:
    read = amount(text, MoneyUnit.EURO)
    assert isinstance(read, Amount)
    assert read.cents == cents


@pytest.mark.parametrize("text", ["", " ", "-", EN_DASH, MINUS, f" - {NBSP}"])
def test_an_empty_cell_or_a_lone_dash_is_missing(text: str) -> None:
    assert amount(text, MoneyUnit.EURO) is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("n. 650 000", Fault.NO_NUMBER),
        ("kts. liite", Fault.NO_NUMBER),
        ("7 kpl", Fault.NO_NUMBER),
        ("NaN", Fault.NO_NUMBER),
        ("#REF!", Fault.NO_NUMBER),
        ("30.6.2023", Fault.NO_NUMBER),
        ("1e5", Fault.NO_NUMBER),
        ("1,2,3", Fault.NO_NUMBER),
        ("5,", Fault.NO_NUMBER),
        ("٣", Fault.NO_NUMBER),
        ("(5", Fault.NO_NUMBER),
        ("57 %", Fault.PERCENT),
        ("1.234", Fault.AMBIGUOUS),
        ("12 34", Fault.GROUPING),
        ("1234 567", Fault.GROUPING),
        ("(-5)", Fault.SIGNS),
        ("-5-", Fault.SIGNS),
        ("(5) -", Fault.SIGNS),
        ("(5))", Fault.NO_NUMBER),
        ("€ 5 €", Fault.NO_NUMBER),
        ("12 000 €/v", Fault.NO_NUMBER),
        ("12 000 kr", Fault.NO_NUMBER),
        ("0,123", Fault.FRACTION),
        ("1234,567", Fault.FRACTION),
        # thousands as the English write them, or three decimals
        ("12,000", Fault.COMMA),
        ("1,234.56", Fault.COMMA),
    ],
)
def test_anything_else_is_a_fault(text: str, fault: Fault) -> None:
    assert amount(text, MoneyUnit.EURO) is fault


@pytest.mark.parametrize(
    ("what", "column", "expected"),
    [
        ("nothing else tells", ("1.234", "500"), Fault.AMBIGUOUS),
        ("two dots", ("1.234", "1.234.567"), 1_234_00),
        ("a dot and a comma", ("1.234", "9.876,5"), 1_234_00),
        ("a decimal comma", ("1.234", "12,50"), 1_234_00),
        ("decimal dots, and tenths of a cent are no money", ("1.234", "12.50"), Fault.FRACTION),
        ("the column contradicts itself", ("1.234", "12.50", "12,50"), Fault.AMBIGUOUS),
    ],
)
def test_the_rest_of_the_column_settles_a_lone_dot(what: str, column: tuple[str, ...], expected: int | Fault) -> None:
    read = amount("1.234", MoneyUnit.EURO, dot_of(column))
    assert (read.cents if isinstance(read, Amount) else read) == expected


@pytest.mark.parametrize(
    ("what", "text", "column", "expected"),
    [
        ("English thousands and cents", "1,234.56", ("1,234.56", "500"), 1_234_56),
        ("the dot of another cell", "12,000", ("12,000", "1,234.56"), 12_000_00),
        ("decimal dots elsewhere", "12,000", ("12,000", "12.50"), 12_000_00),
        ("a decimal comma elsewhere", "12,000", ("12,000", "12,50"), 12_00),
        ("a zero before the comma", "12,000", ("12,000", "0,500"), 12_00),
        ("nothing else tells", "12,000", ("12,000", "9,000"), Fault.COMMA),
        ("the column contradicts itself", "12,000", ("12,000", "12,50", "12.50"), Fault.COMMA),
    ],
)
def test_the_rest_of_the_column_settles_a_comma(what: str, text: str, column: tuple[str, ...], expected: int | Fault) -> None:
    read = amount(text, MoneyUnit.EURO, dot_of(column))
    assert (read.cents if isinstance(read, Amount) else read) == expected


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("1 234 €", MoneyUnit.THOUSAND, Fault.UNIT),  # was the note lost, or the mark left?
        ("1 234 EUR", MoneyUnit.MILLION, Fault.UNIT),
        ("1 234 t€", MoneyUnit.THOUSAND, 1_234_000_00),
        ("1,2 M€", MoneyUnit.THOUSAND, 1_200_000_00),
        ("12,345", MoneyUnit.THOUSAND, Fault.COMMA),
        ("12,345", MoneyUnit.MILLION, 12_345_000_00),
    ],
)
def test_a_mark_of_a_cell_among_thousands(text: str, unit: MoneyUnit, expected: int | Fault) -> None:
    read = amount(text, unit)
    assert (read.cents if isinstance(read, Amount) else read) == expected


@pytest.mark.parametrize(
    ("text", "unit", "cents", "grain"),
    [
        ("1 234", MoneyUnit.THOUSAND, 1_234_000_00, 1_000_00),
        ("1 234,5", MoneyUnit.THOUSAND, 1_234_500_00, 100_00),
        ("1,234", MoneyUnit.MILLION, 1_234_000_00, 1_000_00),
        ("1 234", MoneyUnit.EURO, 1_234_00, 1_00),
        ("1 234,56", MoneyUnit.EURO, 1_234_56, 1),
    ],
)
def test_thousands_and_millions_and_how_they_are_rounded(text: str, unit: MoneyUnit, cents: int, grain: int) -> None:
    assert amount(text, unit) == Amount(cents, grain)


@pytest.mark.parametrize(
    ("text", "expected"), [("57 %", 0.57), ("57,4", 57.4), ("0,574", 0.574), ("-5 %", -0.05), ("#DIV/0!", None), ("", None)]
)
def test_shares(text: str, expected: float | None) -> None:
    read = share(text)
    assert (None if read is None else read[0] / read[1]) == expected


@pytest.mark.parametrize(
    ("text", "number", "word"),
    [("7 kpl", "7", "kpl"), ("28 565", "28565", None), ("1,5", "1.5", None), ("5 h/vko", "5", "h/vko")],
)
def test_counts(text: str, number: str, word: str | None) -> None:
    read = count(text)
    assert read is not None
    assert not isinstance(read, Fault)
    assert (str(read.number), read.word) == (number, word)


@pytest.mark.parametrize("text", ["n. 5", "hyvä", "30.6.2023", "12,000"])
def test_no_counts(text: str) -> None:
    assert isinstance(count(text), Fault)


cents_of_any_size = st.integers(-(10**13), 10**13)


def written(cents: int, space: str, minus: str, where: str) -> str:
    whole, part = divmod(abs(cents), 100)
    digits = f"{whole:,}".replace(",", space) + (f",{part:02d}" if part else "")
    if cents >= 0:
        return digits
    return {"before": minus + digits, "after": digits + minus, "brackets": f"({digits})"}[where]


@given(
    cents_of_any_size,
    st.sampled_from(["", " ", NBSP, NARROW, THIN]),
    st.sampled_from(["-", MINUS, EN_DASH]),
    st.sampled_from(["before", "after", "brackets"]),
)
def test_every_way_to_write_an_amount_reads_back(cents: int, space: str, minus: str, where: str) -> None:
    read = amount(written(cents, space, minus, where), MoneyUnit.EURO)
    assert isinstance(read, Amount)
    assert read.cents == cents


@given(st.text(max_size=12))
def test_no_text_raises(text: str) -> None:
    assert amount(text, MoneyUnit.EURO) is None or isinstance(amount(text, MoneyUnit.EURO), Amount | Fault)
    assert count(text) is None or count(text) is not None
    share(text)
