"""What config tells of a source works in every shape: period, unit, signs, columns, encoding and organisation."""

from dataclasses import replace
from pathlib import Path

import pytest

from budget.figure import Column
from tests.invented_city import city
from tests.invented_clothes import Clothes
from tests.invented_layouts import ACTUAL, AMENDMENT, BUDGET, FORECAST, LAYOUTS, MONTH, ORIGINAL, PRIOR, Layout, Words, _amended
from tests.test_figures_cities import asked, assert_exact, expected, read, said

STRANGE = Words(
    "Sarake A", "Sarake B", "Sarake C", "Sarake D", "Sarake E", "Sarake F", "Sarake G", code="Sarake H", name="Sarake I", line="Sarake J"
)  # fmt: skip
VALUES = 'actual: "Sarake F", budget: "Sarake D", prior: "Sarake A", forecast: "Sarake G"'
TEXTS = 'code: "Sarake H", name: "Sarake I", line: "Sarake J"'
SHAPES = (
    "blocks",
    "pages with fewer columns",
    "long",
    "code on the first row only",
    "any order of columns",
    "unit in the corner",
)
WIDE = ("wide", "wide under lines", "wide under columns")


def hints(values: str, *more: str) -> str:
    return "\n".join((f"columns: {{{values}}}", "period: 2024-06", *more))


@pytest.mark.parametrize("name", [*SHAPES, "units under lines", "a table for each line"])
def test_columns_that_no_word_tells(name: str, tmp_path: Path) -> None:
    of, layout = city(1), LAYOUTS[name]
    columns = VALUES if "Sarake J" not in str(layout.sheet(of, STRANGE)) else f"{VALUES}, {TEXTS}"
    answer = asked(tmp_path, Clothes().written(layout.sheet(of, STRANGE)), hints(columns), "raportti-2024-06.csv")
    assert_exact(answer, of, layout)


@pytest.mark.parametrize("name", WIDE)
def test_columns_of_a_wide_table_that_no_word_tells(name: str, tmp_path: Path) -> None:
    of, layout = city(1), LAYOUTS[name]
    values = 'actual: "Sarake F", budget: "Sarake D", forecast: "Sarake G", code: "Sarake H", name: "Sarake I"'
    assert_exact(asked(tmp_path, Clothes().written(layout.sheet(of, STRANGE)), hints(values)), of, layout)


def test_every_column_that_config_can_name(tmp_path: Path) -> None:
    of = city(1)
    shown: tuple[Column | str, ...] = (PRIOR, ORIGINAL, AMENDMENT, MONTH, ACTUAL, FORECAST)
    layout = Layout(_amended(shown, ""), (PRIOR, ORIGINAL, AMENDMENT, BUDGET, ACTUAL, FORECAST))
    columns = 'actual: "Sarake F", prior: "Sarake A", original: "Sarake B", amendment: "Sarake C", month: "Sarake E", forecast: "Sarake G"'
    answer = asked(tmp_path, Clothes().written(layout.sheet(of, STRANGE)), hints(f"{columns}, {TEXTS}"))
    assert_exact(answer, of, layout)


@pytest.mark.parametrize("name", [*SHAPES, *WIDE])
@pytest.mark.parametrize(
    ("clothes", "told"),
    [
        (Clothes("whole", "k€"), "unit: k€"),
        (Clothes("three decimals", "M€"), "unit: M€"),
        (Clothes(signs="costs positive"), "signs: costs-positive"),
        (Clothes(signs="net = costs - revenue"), "signs: costs-positive"),
        (Clothes(signs="costs negative"), "signs: costs-negative"),
        (Clothes(signs="ledger"), "signs: auto"),
        (Clothes(encoding="cp1252"), "encoding: cp1252"),
        (Clothes(encoding="utf-16"), "encoding: utf-16"),
        (Clothes(encoding="iso8859-15"), "encoding: iso-8859-15"),
    ],
)
def test_unit_signs_and_encoding(name: str, clothes: Clothes, told: str, tmp_path: Path) -> None:
    of, layout = city(1, grain=100_000), LAYOUTS[name]
    assert_exact(asked(tmp_path, clothes.written(layout.sheet(of, Words())), told), of, layout)


@pytest.mark.parametrize("name", [*SHAPES, *WIDE])
def test_a_period_that_only_config_tells(name: str, tmp_path: Path) -> None:
    of, layout = city(1), LAYOUTS[name]
    data = Clothes().written(layout.sheet(of, replace(Words(), actual="Toteuma", month="Kuukausi")))
    assert asked(tmp_path, data, file="raportti.csv").exit == 2
    answer = asked(tmp_path, data, "period: 2024-06", "raportti.csv")
    assert (said(answer), answer.exit) == ([], 0)


def test_a_period_of_config_that_the_report_contradicts(tmp_path: Path) -> None:
    data = Clothes().written(LAYOUTS["long"].sheet(city(1), Words()))
    (message,) = said(asked(tmp_path, data, "period: 2024-07"))
    assert "kausi on ristiriitainen" in message


@pytest.mark.parametrize("name", [*SHAPES, *WIDE, "units under lines"])
def test_an_organisation_table_wins_over_the_codes(name: str, tmp_path: Path) -> None:
    of, layout = city(1), LAYOUTS[name]
    flat = "".join(f"{unit.code};{unit.name};{of.units[0].code if unit.depth else ''}\n" for unit in of.units)
    (tmp_path / "org.csv").write_text("koodi;nimi;ylempi\n" + flat, "utf-8")
    found = read(asked(tmp_path, Clothes().written(layout.sheet(of, Words())), "organisation: org.csv"))
    assert {key[0]: figure["parent"] for key, figure in found.items()} == {
        key[0]: of.units[0].code if key[0] != of.units[0].code else None for key in expected(of, layout)
    }
