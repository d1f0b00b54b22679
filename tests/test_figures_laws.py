"""Laws of reading, whatever the figures are: lines add up, clothes do not matter, nothing raises."""

from hypothesis import given, settings
from hypothesis import strategies as st

from budget.figure import Figure
from budget.unit import Line
from figures.reading import Reading
from figures.reconcile import reconcile
from tests.figures_builders import reading

amounts = st.integers(0, 10**9)
unit_amounts = st.tuples(amounts, amounts, amounts, amounts)
cities = st.lists(unit_amounts, min_size=1, max_size=5).filter(lambda units: any(u[2] for u in units))


def table(units: list[tuple[int, int, int, int]], delimiter: str = ";", costs: int = -1, space: str = "") -> str:
    """A long table in which revenue and costs of each unit have a budget and an actual."""

    def row(*cells: object) -> str:
        return delimiter.join(str(cell) for cell in cells)

    def number(value: int) -> str:
        return f"{value:,}".replace(",", space)

    rows = [row("Koodi", "Nimi", "Rivi", "TA 2024", "Tot 1-6/2024", "Tot-%")]
    for at, (revenue, earned, budget, spent) in enumerate(units, 11):
        rows.append(row(at, f"Yksikkö {at}", "Tulot", number(revenue), number(earned), ""))
        rows.append(row("", "", "Menot", number(costs * budget), number(costs * spent), ""))
        rows.append(row("", "", "Netto", number(revenue - budget), number(earned - spent), ""))
    return "\n".join(rows) + "\n"


def values(of: Reading) -> list[tuple[object, ...]]:
    def row(f: Figure) -> tuple[object, ...]:
        return (f.unit, f.line, f.budget, f.actual)

    return [row(f) for f in of.figures]


@settings(deadline=None)
@given(cities)
def test_costs_positive_and_costs_negative_give_the_same_figures(units: list[tuple[int, int, int, int]]) -> None:
    assert values(reading(table(units, costs=1))) == values(reading(table(units, costs=-1)))


@settings(deadline=None)
@given(cities, st.sampled_from([";", "\t", "|", ","]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252", "iso-8859-15"]))
def test_delimiter_and_encoding_do_not_matter(units: list[tuple[int, int, int, int]], delimiter: str, encoding: str) -> None:
    assert values(reading(table(units, delimiter).encode(encoding))) == values(reading(table(units)))


@settings(deadline=None)
@given(cities, st.sampled_from([" ", "\u00a0", "\u202f"]), st.sampled_from(["\n", "\r\n", "\r"]))
def test_spaces_and_line_ends_do_not_matter(units: list[tuple[int, int, int, int]], space: str, newline: str) -> None:
    assert values(reading(table(units, space=space).replace("\n", newline))) == values(reading(table(units)))


@settings(deadline=None)
@given(cities)
def test_every_figure_is_what_was_written(units: list[tuple[int, int, int, int]]) -> None:
    expected = []
    for at, (revenue, earned, budget, spent) in enumerate(units, 11):
        expected.append((str(at), Line.REVENUE, revenue * 100, earned * 100))
        expected.append((str(at), Line.COSTS, -budget * 100, -spent * 100))
        expected.append((str(at), Line.MARGIN, (revenue - budget) * 100, (earned - spent) * 100))
    assert values(reading(table(units))) == expected


lines = st.lists(
    st.sampled_from(
        [
            "Koodi;Nimi;Rivi;TA 2024;Tot 1-6/2024",
            "\tTA 2024\tToteuma",
            "11;Koulu;Menot;-100;-50",
            "11;Koulu;Menot;-100;-51",
            ";;Tulot;1;n. 2",
            "12;Kirjasto;;;",
            ";;Kulut;-1 000;-500",
            "YHTEENSÄ;;Menot;-9;-9",
            "64310000 HALLINTO",
            "TOIMINTAKULUT\t-1\t-2",
            "Suorite;TA 2024;Toteuma",
            "Lainat;10;5 kpl",
            "Lainat;10;hyvä",
            '"Koodi;1',
            'a;"b\nc";d',
            "Ei ole varattu määrärahoja seuraaviin kuluihin: hanke 60 000, muutto 5.000.",
            "Luvussa on mukana vuokra 5 000 €.",
            "Tavoite;Toimenpide;Toteuma",
            "",
            ";;;;",
        ]
    ),
    max_size=14,
)


@settings(max_examples=200, deadline=None)
@given(lines, st.booleans())
def test_every_line_is_counted_once(rows: list[str], ends: bool) -> None:
    text = "\n".join(rows) + ("\n" if ends else "")
    of = reading(text)
    assert of.counts.used + of.counts.left_out + of.counts.not_figures == of.counts.rows
    assert min(of.counts.used, of.counts.left_out, of.counts.not_figures) >= 0
    if of.counts.rows:
        assert of.counts.rows == len(text.split("\n")) - (1 if text.endswith("\n") else 0)
    result = reconcile([of])
    assert [c.used + c.left_out + c.not_figures for c in result.counts] == [c.rows for c in result.counts]
    assert bool(result.snapshots) is not of.refused


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_raise(data: bytes) -> None:
    assert reading(data).refused


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet='Koodi;NmRvTA 2024t1-6/\n"\t,|MeuKlE%€()ä', max_size=120))
def test_no_text_raises(text: str) -> None:
    reconcile([reading("Koodi;Nimi;Rivi;TA 2024;Tot\n1;A;Menot;-5;-2\n" + text)])
