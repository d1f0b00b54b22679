"""PDF reports: printed from the example by a browser, and pages of words by hand."""

import html
import os
from itertools import groupby
from pathlib import Path

import pytest

from figures import limited
from figures.pdf import Box, rows_of_page
from tests.browsing import Browser
from tests.browsing import browser as browser  # noqa: PLC0414 - a fixture
from tests.figures_builders import refusal
from tests.workbooks import read_file

EXAMPLE = Path(__file__).parents[1] / "examples" / "hyvinvointi-2023-06.txt"
STYLE = "body {font: 9pt sans-serif} td {padding: 1px 12px; white-space: nowrap} td + td {text-align: right}"


def as_page(text: str, style: str) -> str:
    """The report as a web page: rows of cells as tables, everything else as paragraphs."""
    pieces = []
    for in_table, lines in groupby(text.splitlines(), key=lambda line: "\t" in line):
        if in_table:
            rows = ("".join(f"<td>{html.escape(cell)}</td>" for cell in line.split("\t")) for line in lines)
            pieces.append(f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>")
        else:
            pieces.extend(f"<p>{html.escape(line)}</p>" for line in lines)
    return f"<!doctype html><meta charset=utf-8><style>{style}</style>{''.join(pieces)}"


@pytest.mark.parametrize(
    "style", [STYLE, *([STYLE.replace("9pt sans-serif", "11pt serif")] if os.environ.get("TORTURE") else [])]
)
def test_a_printed_report_gives_what_its_text_gives(browser: Browser, tmp_path: Path, style: str) -> None:
    page = tmp_path / "page.html"
    page.write_text(as_page(EXAMPLE.read_text("utf-8"), style), "utf-8")
    (text,) = read_file(EXAMPLE.read_bytes(), file=EXAMPLE.name)
    (printed,) = read_file(browser.printed(page), file="hyvinvointi-2023-06.pdf")

    def amounts(of: object) -> list[object]:
        return [
            (f.unit, f.line, f.group, f.budget, f.actual, f.forecast, f.prior)
            for f in of.figures  # type: ignore[attr-defined]
        ]

    assert amounts(printed) == amounts(text)
    assert len(text.figures) == 41
    assert [(m.area, m.name, m.target, m.actual) for m in printed.measures] == [
        (m.area, m.name, m.target, m.actual) for m in text.measures
    ]
    assert [(i.unit, i.text, i.amount) for i in printed.items] == [(i.unit, i.text, i.amount) for i in text.items]
    assert not printed.problems
    counts = printed.counts
    assert counts.used + counts.left_out + counts.not_figures == counts.rows


def line(top: float, *words: tuple[str, float, float]) -> list[Box]:
    return [Box(text, left, right, top, top + 10) for text, left, right in words]


HEAD = line(0, ("Rivi", 0, 30), ("TA", 100, 112), ("2024", 115, 140), ("Toteuma", 180, 220), ("Ennuste", 260, 300))


@pytest.mark.parametrize(
    ("what", "words", "cells"),
    [
        ("in order", (("Kulut", 0, 30), ("-1", 118, 124), ("200", 126.5, 140), ("-600", 200, 220)), ("Kulut", "-1 200", "-600", "")),
        ("an empty cell", (("Kulut", 0, 30), ("-600", 200, 220), ("-9", 290, 300)), ("Kulut", "", "-600", "-9")),
        ("wider than its heading", (("Kulut", 0, 30), ("-1", 168, 174), ("600", 176.5, 190)), ("Kulut", "", "-1 600", "")),
        ("no heading over it", (("Kulut", 0, 30), ("600", 160, 174), ("700", 179, 193)), ("Kulut", "", "600", "700", "")),
        ("two numbers under one heading", (("Kulut", 0, 30), ("600", 190, 204), ("700", 209, 220)), ("Kulut", "", "600 | 700", "")),
    ],
)  # fmt: skip
def test_words_go_to_the_columns_that_they_stand_in(
    what: str, words: tuple[tuple[str, float, float], ...], cells: tuple[str, ...]
) -> None:
    assert rows_of_page([*HEAD, *line(12, *words)])[1] == cells


def test_a_line_of_text_stands_in_the_first_column() -> None:
    rows = rows_of_page(
        [*HEAD, *line(12, ("64320000", 0, 40), ("LASTEN", 43, 80), ("PALVELUT", 83, 130)), *line(60, ("Loppu.", 0, 30))]
    )
    assert rows[1:] == [("64320000 LASTEN PALVELUT",), (), ("Loppu.",)]


def test_what_is_no_pdf_with_text() -> None:
    assert "katkennut tai vioittunut" in refusal(read_file(b"%PDF-1.7\n" + bytes(1000), file="a.pdf")[0])
    assert "katkennut tai vioittunut" in refusal(read_file(b"%PDF-1.7\n", file="a.pdf")[0])


def test_where_no_reader_is_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hidden = "import sys; sys.modules['pdfplumber'] = None; "
    monkeypatch.setattr(limited, "_START", hidden + limited._START)
    assert "asenna lukija komennolla make install-pdf" in refusal(read_file(b"%PDF-1.7\n", file="a.pdf")[0])
