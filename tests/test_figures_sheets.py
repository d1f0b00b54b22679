"""Workbooks: the same figures as from text, and nothing that was hidden, broken or not computed is read in silence."""

import datetime
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from alerts.words import source_words
from budget.unit import Line
from figures.document import Hints
from figures.reading import Reading
from figures.reconcile import reconcile
from job import snapshot_text
from job.findings import problem_document
from job.load import load
from job.read_config import read_config
from tests.figures_builders import euros, figure, of_severity
from tests.workbooks import JUNE, Table, Value, changed, ods, read_file, xls, xlsx
from written.place import Place
from written.problem import Severity

COVER: Table = (("Tyrskylän kaupunki",), (None,), ("Osavuosikatsaus", "Kesäkuu 2024"))
Kind = Callable[[dict[str, Table]], bytes]
KINDS = [pytest.param(xlsx, id="xlsx"), pytest.param(xls, id="xls"), pytest.param(ods, id="ods")]


def only(data: bytes, hints: Hints | None = None, file: str = "raportti.xlsx") -> Reading:
    (of,) = read_file(data, hints or Hints(), file)
    assert of.counts.used + of.counts.left_out + of.counts.not_figures == of.counts.rows
    return of


def said(of: Reading, severity: Severity) -> list[str]:
    return [str(problem) for problem in of_severity(of.problems, severity)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_sheet_is_read_as_a_text_is(kind: Kind) -> None:
    of = only(kind({"Kesäkuu": JUNE}))
    assert str(of.period) == "2024-06"
    assert not of.problems
    assert euros(figure(of, "1100", Line.COSTS)) == -600_000.5
    assert (of.counts.rows, of.counts.used, of.counts.left_out) == (7, 6, 0)
    place = figure(of, "1200", Line.MARGIN).places[0][1]  # type: ignore[union-attr]
    assert str(place) == "raportti.xlsx, taulukko Kesäkuu, solu D7"


@pytest.mark.parametrize("kind", KINDS)
def test_a_cover_is_no_figures(kind: Kind) -> None:
    of = only(kind({"Kansi": COVER, "Luvut": JUNE}))
    assert len(of.figures) == 6
    assert (of.counts.rows, of.counts.used, of.counts.not_figures) == (10, 6, 4)


def test_the_suffix_does_not_matter() -> None:
    assert len(only(xlsx({"Luvut": JUNE}), file="raportti.csv").figures) == 6
    assert len(only(xls({"Luvut": JUNE}), file="raportti.xlsx").figures) == 6


@pytest.mark.parametrize(
    ("number", "cents"),
    [
        (1234567.89, 123456789),
        (0.1 + 0.2, 30),
        (30000000000000004, 3000000000000000000),  # fifteen digits, as Excel shows it
        (1234567.8900000001, 123456789),
        (10000 / 3, 333333),  # computed by a formula: to the cent that Excel shows
        (0.005, 1),
        (-2.675, -268),  # half away from zero in the digits that Excel shows
        (1e15, 100000000000000000),
        (0, 0),
    ],
)
def test_a_number_is_exact_to_the_digits_that_excel_shows(number: float, cents: int) -> None:
    table = (("Koodi", "Nimi", "Rivi", "TA 2024", "Toteuma 1-6/2024"), ("1100", "Koulut", "Toimintakate", number, 1))
    found = figure(only(xlsx({"Luvut": table})), "1100", Line.MARGIN)
    assert found is not None
    assert found.budget == cents


def with_cell(value: object) -> bytes:
    def change(sheets: Mapping[str, Worksheet]) -> None:
        sheets["Luvut"]["E6"] = value  # type: ignore[assignment]

    return xlsx({"Luvut": JUNE}, change)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (datetime.date(2024, 6, 30), "30.6.2024"),
        (datetime.datetime(2024, 6, 30, 12, 5), "30.6.2024 klo 12.05"),  # noqa: DTZ001 - Excel knows no zones
        ("n. 350 000", "n. 350 000"),
        (True, "TOSI"),
        ("#REF!", "#REF!"),
    ],
)
def test_what_is_no_number_takes_its_row_away(value: object, shown: str) -> None:
    of = only(with_cell(value))
    (problem,) = of_severity(of.problems, Severity.ROW)
    assert problem.value == shown
    assert str(problem).startswith("raportti.xlsx, taulukko Luvut, solu E6  arvo ei ole luku")
    assert figure(of, "1200", Line.COSTS) is None
    assert of.counts.left_out == 1


def test_a_formula_without_a_result_is_missing_and_said() -> None:
    of = only(with_cell("=-300000-50000"))
    found = figure(of, "1200", Line.COSTS)
    assert found is not None
    assert found.actual is None
    assert "ei ole laskettua tulosta" in "".join(said(of, Severity.WARNING))
    assert "E6" in "".join(said(of, Severity.WARNING))


def test_a_formula_with_a_result_is_a_number() -> None:
    stored = changed(with_cell("=A1"), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"<v />", b"<v>-350000</v>"))
    assert not only(stored).problems
    assert euros(figure(only(stored), "1200", Line.COSTS)) == -350_000


@pytest.mark.parametrize(
    ("note", "shown"),
    [("1 000 €", "#,##0,"), ("Kesäkuu 2024", '#,##0,"k€"'), ("Kesäkuu 2024", "#,##0,;[Red]-#,##0,"), ("milj. €", "0.0,,")],
)
def test_euros_that_are_only_shown_in_thousands_are_not_counted_a_thousand_times(note: str, shown: str) -> None:
    def shrink(sheets: Mapping[str, Worksheet]) -> None:
        for row in sheets["Raportti"].iter_rows(min_row=3, min_col=4):
            for cell in row:
                cell.number_format = shown

    of = only(xlsx({"Raportti": ((note,), *JUNE)}, shrink))
    assert euros(figure(of, "1100", Line.COSTS)) == -600_000.5


@pytest.mark.parametrize(
    "shown", ["#,##0", '#,##0.00 "€,"', "0.00", '_-* #,##0.00\\ "€"_-;\\-* #,##0.00\\ "€"_-;_-* "-"??\\ "€"_-;_-@_-']
)
def test_other_formats_change_no_number(shown: str) -> None:
    def dress(sheets: Mapping[str, Worksheet]) -> None:
        for row in sheets["Raportti"].iter_rows(min_row=3, min_col=4):
            for cell in row:
                cell.number_format = shown

    of = only(xlsx({"Raportti": (("1 000 €",), *JUNE)}, dress))
    assert euros(figure(of, "1100", Line.COSTS)) == -600_000_500


def test_an_error_of_a_formula_in_an_old_workbook() -> None:
    import xlwt

    def change(sheets: Mapping[str, xlwt.Worksheet]) -> None:
        sheets["Luvut"].row(7).set_cell_error(4, 0x17)
        for at, value in enumerate(("1300", "Uimahalli", "Toimintakulut", -10)):
            sheets["Luvut"].write(7, at, value)

    (problem,) = of_severity(only(xls({"Luvut": JUNE}, change)).problems, Severity.ROW)
    assert (problem.value, problem.place.line) == ("#REF!", 8)


def test_hidden_sheets_and_rows_are_not_read_and_are_said() -> None:
    def change(sheets: Mapping[str, Worksheet]) -> None:
        sheets["Vanha"].sheet_state = "hidden"
        sheets["Luvut"].row_dimensions[5].hidden = True

    of = only(xlsx({"Luvut": JUNE, "Vanha": JUNE}, change))
    assert figure(of, "1200", Line.REVENUE) is None
    assert len(of.figures) == 5
    warnings = said(of, Severity.WARNING)
    assert "raportti.xlsx, taulukko Luvut  piilotettuja rivejä ei luettu (1): 5" in warnings[0]
    assert "raportti.xlsx, taulukko Vanha  piilotettua taulukkoa ei luettu" in warnings[1]


def test_hidden_rows_of_an_old_workbook() -> None:
    def change(sheets: Mapping[str, object]) -> None:
        sheets["Luvut"].row(4).hidden = True  # type: ignore[attr-defined]
        sheets["Vanha"].visibility = 1  # type: ignore[attr-defined]

    of = only(xls({"Luvut": JUNE, "Vanha": JUNE}, change))
    assert len(of.figures) == 5
    assert len(said(of, Severity.WARNING)) == 2


def test_hidden_rows_and_errors_of_an_ods() -> None:
    def change(xml: str) -> str:
        before, _, last = xml.rpartition("<table:table-row>")
        return f'{before}<table:table-row table:visibility="collapse">{last}'.replace(
            'office:value-type="float" office:value="25000"><text:p>25000', 'office:value-type="string"><text:p>#REF!'
        )

    of = only(ods({"Luvut": JUNE}, change))
    assert [problem.value for problem in of_severity(of.problems, Severity.ROW)] == ["#REF!"]
    assert "piilotettuja rivejä" in said(of, Severity.WARNING)[0]


MERGED: Table = (
    ("Tilanne 30.6.2024",),
    ("Koodi", "Nimi", "Kulut", None, "Tuotot", None),
    (None, None, "TA", "Tot", "TA", "Tot"),
    ("1100", "Koulut", -1_000_000, -600_000, 50_000, 25_000),
    ("1200", "Museo", -500_000, -350_000, 10_000, 5_000),
)


def test_headings_over_merged_cells() -> None:
    def change(sheets: Mapping[str, Worksheet]) -> None:
        for of in ("A1:F1", "A2:A3", "B2:B3", "C2:D2", "E2:F2"):
            sheets["Luvut"].merge_cells(of)

    of = only(xlsx({"Luvut": MERGED}, change))
    assert not of.problems
    assert str(of.period) == "2024-06"
    costs, revenue = figure(of, "1200", Line.COSTS), figure(of, "1200", Line.REVENUE)
    assert costs is not None
    assert (costs.budget, costs.actual) == (-50_000_000, -35_000_000)
    assert euros(revenue) == 5_000


def month(number: int) -> Table:
    """The same units in an earlier month."""
    head, *rows = JUNE
    body = tuple((*row[:4], round(float(row[4] or 0) * number / 6, 2)) for row in rows)
    return ((*head[:4], f"Toteuma 1-{number}/2024"), *body)


def test_a_sheet_for_each_month_is_history_and_the_newest_is_judged() -> None:
    found = read_file(xlsx({"Huhtikuu": month(4), "Toukokuu": month(5), "Kesäkuu": JUNE}), file="seuranta-2024-06.xlsx")
    assert [str(of.period) for of in found] == ["2024-04", "2024-05", "2024-06"]
    done = reconcile(found)
    assert [str(of.period) for of in done.snapshots] == ["2024-04", "2024-05", "2024-06"]
    (counts,) = done.counts
    assert (counts.rows, counts.used, counts.left_out) == (21, 18, 0)
    assert [(source.file, source.figures) for source in done.snapshots[-1].sources] == [("seuranta-2024-06.xlsx", 6)]


def test_config_picks_a_sheet_or_a_period() -> None:
    book = xlsx({"Toukokuu": month(5), "Kesäkuu": JUNE})
    assert str(only(book, Hints(sheet="toukokuu")).period) == "2024-05"
    from budget.period import Period

    by_period = reconcile(read_file(book, Hints(period=Period(2024, 5))))
    assert [str(of.period) for of in by_period.snapshots] == ["2024-05"]
    refused = only(book, Hints(sheet="Toukkuu"))
    assert "ei ole työkirjassa" in said(refused, Severity.FILE)[0]
    assert "tarkoititko Toukokuu?" in said(refused, Severity.FILE)[0]


def test_sheets_of_one_period_are_joined_and_their_contradictions_name_the_sheets() -> None:
    schools, museum = (JUNE[0], *JUNE[1:4]), (JUNE[0], *JUNE[4:])
    assert len(reconcile(read_file(xlsx({"Sivistys": schools, "Museo": museum}))).snapshots[0].units) == 2
    other = (JUNE[0], ("1200", "Museo", "Toimintakulut", -500_000, -360_000))
    done = reconcile(read_file(xlsx({"Kaikki": JUNE, "Museo": other})))
    (problem,) = of_severity(done.problems, Severity.ROW)
    assert "taulukon Kaikki rivillä 6 \u2212350\u00a0000\u00a0€" in problem.message
    assert "taulukon Museo rivillä 2" in problem.message
    (counts,) = done.counts
    assert counts.used + counts.left_out + counts.not_figures == counts.rows == 9


def test_a_sheet_that_cannot_be_used_takes_only_itself_away() -> None:
    no_actual = (("Koodi", "Nimi", "Rivi", "TA 2023", "TA 2024"), ("1100", "Koulut", "Toimintakulut", -1, -2))
    found = read_file(xlsx({"Vertailu": no_actual, "Luvut": JUNE}))
    done = reconcile(found)
    assert len(done.snapshots) == 1
    (problem,) = of_severity(done.problems, Severity.ROW)
    assert str(problem.place).startswith("raportti.xlsx, taulukko Vertailu")
    assert problem.message.startswith("taulukko jätettiin pois: ")


def test_a_workbook_without_figures_is_refused_with_the_names_of_its_sheets() -> None:
    of = only(xlsx({"Kansi": COVER, "Ohje": COVER}))
    assert "sen taulukot: Kansi, Ohje" in said(of, Severity.FILE)[0]


def test_a_folder_of_workbooks_is_history_too(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    for number in (4, 5, 6):
        (folder / f"tyrskyla-2024-0{number}.xlsx").write_bytes(xlsx({"Kansi": COVER[:1], "Luvut": month(number)}))
    config = "organisation: T\nrules: rules/\nstate: a.db\nsources:\n  - report: data/*.xlsx\nchannels:\n  folder: {type: folder, path: m}\n"
    (tmp_path / "config.yaml").write_text(config, "utf-8")
    loaded = load(read_config(tmp_path / "config.yaml"), progress=lambda line: None)
    assert [str(of.period) for of in loaded.snapshots] == ["2024-04", "2024-05", "2024-06"]
    assert not loaded.problems


def test_what_a_person_reads_of_a_problem_in_a_sheet() -> None:
    (problem,) = of_severity(only(with_cell("n. 350 000")).problems, Severity.ROW)
    found = problem_document(problem)
    assert isinstance(found, dict)
    assert (found["row"], found["column"]) == (6, "Toteuma 1-6/2024")
    assert str(found["message"]).startswith("taulukko Luvut, solu E6: arvo ei ole luku: ”n. 350 000”")


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_report_as_a_workbook(kind: Kind) -> None:
    path = Path(__file__).parents[1] / "examples" / "hyvinvointi-2023-06.txt"
    text = path.read_text("utf-8")

    def value(cell: str) -> Value:
        amount = cell.replace(" ", "")
        return int(amount) if re.fullmatch(r"-?[0-9]+", amount) else cell.strip() or None

    (of,) = read_file(
        kind({"Raportti": [[value(cell) for cell in line.split("\t")] for line in text.split("\n")]}), file=path.name
    )
    (as_text,) = read_file(text.encode(), file=path.name)
    assert [(f.unit, f.line, f.budget, f.actual, f.forecast, f.prior, f.rows) for f in of.figures] == [
        (f.unit, f.line, f.budget, f.actual, f.forecast, f.prior, f.rows) for f in as_text.figures
    ]
    assert [(m.name, m.actual, m.place.line) for m in of.measures] == [(m.name, m.actual, m.place.line) for m in as_text.measures]
    assert [item.amount for item in of.items] == [item.amount for item in as_text.items]
    assert (len(of.figures), len(of.measures), len(of.items), of.counts.used) == (41, 15, 7, as_text.counts.used)
    assert not of.problems


def test_messages_name_the_sheet_and_the_state_keeps_it(tmp_path: Path) -> None:
    of = reconcile(read_file(xlsx({"Kesäkuu": JUNE}))).snapshots[0]
    costs = of.units[1].costs
    assert costs is not None
    places = [place for _, place in costs.places]
    assert source_words([*places, Place("raportti.xlsx", 7)]) == "raportti.xlsx, taulukko Kesäkuu, rivit 6–7"
    assert snapshot_text.from_text(snapshot_text.to_text(of)) == of


def test_a_month_of_a_workbook_is_held_against_the_month_before_it() -> None:
    head, *rows = JUNE
    swollen = (head, *((*row[:4], float(row[4] or 0) * 10) for row in rows))
    done = reconcile(read_file(xlsx({"Toukokuu": month(5), "Kesäkuu": swollen}), file="seuranta.xlsx"))
    assert [str(of.period) for of in done.snapshots] == ["2024-05"]
    assert "poikkeavat liikaa" in of_severity(done.problems, Severity.FILE)[0].message
