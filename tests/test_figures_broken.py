"""Broken files: what is refused, what is left out, and that the rest is still right."""

import codecs
from pathlib import Path

import pytest

from budget.unit import Line
from figures.document import Hints
from figures.read import read
from figures.reconcile import reconcile
from tests.figures_builders import document, euros, figure, of_severity, reading, refusal
from written.problem import Severity

REAL = (Path(__file__).parents[1] / "examples" / "hyvinvointi-2023-06.txt").read_bytes()
NAME = "hyvinvointi-2023-06.txt"
HEAD = "Koodi;Nimi;Rivi;TA 2024;Tot 1-6/2024\n"


@pytest.mark.parametrize(
    ("what", "data", "said"),
    [
        ("empty", b"", "tyhjä"),
        ("only spaces", b" \r\n\t\n", "tyhjä"),
        ("a workbook", b"PK\x03\x04....[Content_Types].xml....xl/workbook.xml", "Excel-työkirja"),
        ("an old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 20, "vanha Excel"),
        ("a zip", b"PK\x03\x04....a.txt", "zip"),
        ("a page", b"<!DOCTYPE html><html><body><table>", "HTML"),
        ("a page after a mark", codecs.BOM_UTF8 + b"\n<html>", "HTML"),
        ("a PDF", b"%PDF-1.7 ...", "PDF"),
        ("zero bytes", b"Koodi;Nimi\0\0\0;Rivi\n" * 3, "nollatavuja"),
        ("utf-16 without its mark", "Koodi;Nimi;Rivi;TA;Tot\n".encode("utf-16-le"), "UTF-16"),
        ("control bytes", bytes(range(1, 9)) * 30, "binääri"),
        ("prose", b"Talousarvio toteutui hyvin.\nToteuma on 5.\n", "taulukkoa"),
        ("unknown headings", b"a;b;c\n1;2;3\n", "taulukkoa"),
        ("headings alone", HEAD.encode(), "yhtään lukua"),
        ("no actual", b"Koodi;Nimi;Rivi;TA 2024;TP 2023\n1;A;Menot;1;2\n", "toteumasaraketta"),
        ("only a month alone", b"Koodi;Nimi;Rivi;TA 2024;Tot 06/2024\n1;A;Menot;1;2\n", "yhden kuukauden"),
        ("no codes", b"Nimi;Rivi;TA 2024;Tot 1-6/2024\nA;Menot;1;2\n", "koodi"),
        ("cut inside a character", HEAD.encode() + "1;Ä;Menot;1;2\n2;".encode() + b"\xc3", "katkennut kesken merkin"),
        ("cut inside a row", HEAD.encode() + b"1;A;Menot;1;2\n2;B;Me", "katkennut kesken rivin 3"),
        ("cut inside a code", HEAD.encode() + b"1;A;Menot;1;2\n20", "katkennut kesken rivin 3"),
        (
            "cut inside a sentence",
            HEAD.encode() + b"1;A;Menot;1;2\n\n" + b"Kulut ovat toteutuneet " * 4 + b"ja",
            "katkennut kesken rivin 4",
        ),
    ],
)
def test_a_file_that_is_refused(what: str, data: bytes, said: str) -> None:
    assert said in refusal(reading(data))


@pytest.mark.parametrize(
    ("what", "end"),
    [
        ("a whole row without a newline", "2;B;Menot;1;2"),
        (
            "a whole sentence without a newline",
            "2;B;Menot;1;2\n\n" + "Kulut ovat toteutuneet odotetusti, ja tuotot myös, koko vuonna.",
        ),
        ("a date without a newline", "2;B;Menot;1;2\n\nTulostettu 1.7.2024"),
        ("a newline", "2;B;Menot;1;2\n"),
    ],
)
def test_a_whole_file_is_not_cut(what: str, end: str) -> None:
    of = reading(HEAD + "1;A;Menot;1;2\n" + end)
    assert len(of.figures) == 2
    assert of.problems == ()


@pytest.mark.parametrize("keep", [200, 700, 1500, 2999, 5000, 8001, 13_000, len(REAL) - 30, len(REAL) - 6])
def test_the_real_report_cut_anywhere_never_raises(keep: int) -> None:
    of = read(document(REAL[:keep], file=NAME))
    assert of.counts.used + of.counts.left_out + of.counts.not_figures == of.counts.rows


@pytest.mark.parametrize(
    ("what", "old", "new", "row", "heading", "value"),
    [
        ("about", "-10 293 152", "n. 650 000", 44, "Toteuma 2023", "n. 650 000"),
        ("see the annex", "-17 799 816", "kts. liite", 44, "TA 2023", "kts. liite"),
        ("pieces", "-10 293 152", "7 kpl", 44, "Toteuma 2023", "7 kpl"),
        ("no number", "-17 696 782", "NaN", 44, "TP 2022", "NaN"),
        ("a lost reference", "-10 293 152", "#REF!", 44, "Toteuma 2023", "#REF!"),
        ("a date", "-10 293 152", "30.6.2023", 44, "Toteuma 2023", "30.6.2023"),
        ("a dot with two meanings", "-10 293 152", "-10.293", 44, "Toteuma 2023", "-10.293"),
    ],
)
def test_a_wrong_cell_leaves_out_its_row_and_nothing_else(
    what: str, old: str, new: str, row: int, heading: str, value: str
) -> None:
    of = read(document(REAL.decode().replace(old, new), file=NAME))
    result = reconcile([of])
    (problem,) = result.problems  # and the sums above stay quiet
    assert (problem.severity, problem.place.file, problem.place.line) == (Severity.ROW, NAME, row)
    assert (problem.heading, problem.value) == (heading, value)
    assert value in problem.message
    assert figure(of, "64321000", Line.COSTS) is None
    assert len(of.figures) == 40
    assert (of.counts.used, of.counts.left_out) == (76, 1)
    (snapshot,) = result.snapshots
    assert [unit.doubt for unit in snapshot.units] == [None] * 14
    assert sum(1 for unit in snapshot.units if unit.parent) == 13


def test_a_wrong_cell_of_a_row_that_stands_twice() -> None:
    of = read(document(REAL.decode().replace("-17 511 105", "kts. liite", 1), file=NAME))
    costs = figure(of, "64320000", Line.COSTS)
    assert euros(costs) == -17_511_105
    assert costs is not None
    assert costs.rows == (29, 56)
    assert len(of_severity(of.problems, Severity.ROW)) == 1


def test_rows_that_contradict_each_other_leave_the_unit_out() -> None:
    changed = REAL.decode().split("\n")
    changed[28] = changed[28].replace("-17 511 105", "-17 511 205")
    of = read(document("\n".join(changed), file=NAME))
    result = reconcile([of])
    (problem,) = result.problems
    assert (problem.severity, problem.place.line) == (Severity.ROW, 29)
    for part in ("64320000", "rivillä 10", "rivillä 29", "−17 511 105", "−17 511 205"):
        assert part in problem.message.replace("\u00a0", " ")
    assert {f.unit for f in of.figures} == {f.unit for f in read(document(REAL, file=NAME)).figures} - {"64320000"}
    assert of.counts.left_out == 9
    (snapshot,) = result.snapshots
    unit = snapshot.units[1]
    assert (unit.code, unit.figures, unit.parent) == ("64320000", (), "64300000")  # the tree stands


@pytest.mark.parametrize(
    ("what", "row", "said"),
    [
        ("a cell too many", "3;C;Menot;1;2;5", "enemmän sarakkeita"),
        ("a cell too few", "3;C;Menot;1", "4 saraketta"),
        ("no code", ";Koulu;Menot;1;2", "koodia"),
        ("no line", "3;C;;1;2", "rivin laji"),
    ],
)
def test_a_row_that_cannot_be_placed_is_left_out(what: str, row: str, said: str) -> None:
    of = reading(f"{HEAD}1;A;Menot;1;2\n2;B;Menot;1;2\n{row}\n4;D;Menot;1;2\n")
    (problem,) = of.problems
    assert (problem.severity, problem.place.line) == (Severity.ROW, 4)
    assert said in problem.message
    assert {f.unit for f in of.figures} == {"1", "2", "4"}


def test_a_program_that_drops_empty_cells_at_the_end_breaks_nothing() -> None:
    text = "Koodi;Nimi;Rivi;TA 2024;Tot 1-6/2024;Ennuste\n1;A;Menot;9;2;9\n2;B;Menot;9;2\n3;C;Menot;9;2\n"
    of = reading(text)
    assert len(of.figures) == 3
    assert of.problems == ()


def test_missing_is_not_zero() -> None:
    of = reading("Koodi;Nimi;Rivi;TA 2024;Tot 1-6/2024\n1;A;Menot;0;-\n2;B;Menot;;0\n3;C;Menot;;\n4;D;Menot;-9;-5\n")
    one, two = figure(of, "1", Line.COSTS), figure(of, "2", Line.COSTS)
    assert one is not None
    assert two is not None
    assert (one.budget, one.actual) == (0, None)
    assert (two.budget, two.actual, two.has_budget_column) == (None, 0, True)
    assert figure(of, "3", Line.COSTS) is None


def test_a_report_without_a_budget_column_is_used_and_said() -> None:
    of = reading("Koodi;Nimi;Rivi;Tot 1-6/2024\n1;A;Menot;-9\n")
    costs = figure(of, "1", Line.COSTS)
    assert costs is not None
    assert not costs.has_budget_column
    (problem,) = of.problems
    assert (problem.severity, "talousarviosaraketta" in problem.message) == (Severity.WARNING, True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "iso-8859-15"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(encoding: str, newline: str) -> None:
    of = reading("Koodi;Nimi;Rivi;TA 2024, t€;Käyttö\n1;TYÖLLISYYS;Menot;-9;-5\n".replace("\n", newline).encode(encoding))
    assert of.names == (("1", "TYÖLLISYYS"),)
    assert euros(figure(of, "1", Line.COSTS)) == -5_000
    assert (of.counts.rows, of.problems) == (2, ())


def test_an_encoding_that_config_tells() -> None:
    data = "Koodi;Nimi;Rivi;TA;Tot\n1;TYÖ;Menot;-9;-5\n".encode("cp1252")
    assert reading(data, Hints(encoding="cp1252")).names == (("1", "TYÖ"),)
    assert "merkistöä utf-8" in refusal(reading(data, Hints(encoding="utf-8")))
    assert "tuntematon merkistö" in refusal(reading(data, Hints(encoding="klingon")))


def test_mojibake_is_used_and_said() -> None:
    text = REAL.decode().encode().decode("cp1252", errors="ignore")
    of = read(document(text, file=NAME))
    (problem,) = of.problems
    assert (problem.severity, problem.place.line) == (Severity.WARNING, 21)
    assert (len(of.figures), len(of.measures), len(of.items), len(of.remarks)) == (41, 15, 7, 1)


def test_one_broken_byte_does_not_turn_a_file_into_another_encoding() -> None:
    data = REAL.replace(b"lomapalkkavelka", b"lomapalkkavelk\xe4")
    of = read(document(data, file=NAME))
    (problem,) = of.problems
    assert (problem.severity, problem.place.line) == (Severity.WARNING, 260)
    assert (len(of.figures), len(of.items)) == (41, 7)


@pytest.mark.parametrize("end", ["Vihreä ja kestävä lisä", "Lähde: kirjanpito"])
def test_a_file_that_ends_in_a_text_without_a_newline_is_used_and_the_doubt_is_said(end: str) -> None:
    of = reading(HEAD + "1;A;Menot;1;2\n2;B;Menot;1;2\n\n" + end)
    assert len(of.figures) == 2
    assert [(problem.severity, problem.place.line) for problem in of.problems] == [(Severity.WARNING, 5)]
    assert "voi olla katkennut" in of.problems[0].message
