"""The invented cities in workbooks: every layout gives exactly the figures that it gives as text."""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.invented_city import city
from tests.invented_clothes import Cell, Money
from tests.invented_layouts import LAYOUTS, WORDS
from tests.test_figures_cities import asked, assert_exact
from tests.workbooks import Table, Value, ods, xls, xlsx

KINDS: dict[str, Callable[[dict[str, Table]], bytes]] = {"xlsx": xlsx, "xls": xls, "ods": ods}
MERGED = ("wide under lines", "wide under columns")
CASES = [
    (name, words, kind)
    for at, name in enumerate(LAYOUTS)
    for number, words in enumerate(WORDS)
    for which, kind in enumerate(KINDS)
    if os.environ.get("TORTURE") or (at % 2 == 0 and at % len(WORDS) == number and at % len(KINDS) == which)
]


def table(rows: Sequence[Sequence[Cell]]) -> Table:
    """The cells as a workbook holds them: amounts are numbers, and nothing is an empty cell."""

    def value(cell: Cell) -> Value:
        if isinstance(cell, Money):
            return None if cell.cents is None else cell.cents / 100
        return cell or None

    return [[value(cell) for cell in row] for row in rows]


@pytest.mark.parametrize(("name", "words", "kind"), CASES)
def test_a_layout_as_a_workbook(tmp_path: Path, name: str, words: str, kind: str) -> None:
    layout, of = LAYOUTS[name], city(len(name))
    sheet = layout.sheet(of, WORDS[words])
    assert_exact(asked(tmp_path, KINDS[kind]({"Luvut": table(sheet)}), layout.hints), of, layout)


@pytest.mark.parametrize("name", MERGED)
def test_headings_over_cells_that_are_really_merged(tmp_path: Path, name: str) -> None:
    layout, of = LAYOUTS[name], city(7)
    rows = layout.sheet(of, WORDS["plain"])

    def merge(sheets: Mapping[str, Worksheet]) -> None:
        starts = [at for at, cell in enumerate(rows[0]) if cell]
        for start, end in zip(starts, [*starts[1:], len(rows[1])], strict=True):
            sheets["Luvut"].merge_cells(start_row=1, end_row=1, start_column=start + 1, end_column=end)

    assert_exact(asked(tmp_path, xlsx({"Luvut": table(rows)}, merge), layout.hints), of, layout)
