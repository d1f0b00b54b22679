"""The example report through the commands: what other programs read of it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Done

ROOT = Path(__file__).parents[1]
Call = Callable[..., Done]


@pytest.fixture(scope="module")
def documents() -> dict[str, dict[str, object]]:
    """The JSON of `figures` and `evaluate` on the example, each from a process of its own."""
    import subprocess
    import sys

    def of(*arguments: str) -> dict[str, object]:
        command = [sys.executable, str(ROOT / "bot.py"), *arguments, "--json", "--config", str(ROOT / "config.yaml")]
        done = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")
        assert done.returncode == 0, done.stderr
        document: dict[str, object] = json.loads(done.stdout)
        return document

    return {"figures": of("figures"), "evaluate": of("evaluate", "--today", "2023-08-01")}


def test_figures_has_every_value_in_one_convention_with_its_row(documents: dict[str, dict[str, object]]) -> None:
    document = documents["figures"]
    figures = document["figures"]
    assert isinstance(figures, list)
    assert len(figures) == 41
    assert next(f for f in figures if (f["unit"], f["line"]) == ("64321000", "costs")) == {
        "unit": "64321000",
        "name": "PERUSOPETUS/ PERUSKOULUT",
        "parent": "64320000",
        "line": "costs",
        "budget": "-17799816.00",
        "budget_original": None,
        "amendment": None,
        "actual": "-10293152.00",
        "forecast": None,
        "prior": "-17696782.00",
        "file": "hyvinvointi-2023-06.txt",
        "row": 44,
    }
    assert document["period"] == "2023-06"
    assert document["problems"] == []


def test_figures_counts_add_up_to_the_rows_of_the_file(documents: dict[str, dict[str, object]]) -> None:
    counts = documents["figures"]["counts"]
    assert isinstance(counts, list)
    (count,) = counts
    rows = (ROOT / "examples/hyvinvointi-2023-06.txt").read_text("utf-8").count("\n") + 1
    assert count["used"] + count["left_out"] + count["not_figures"] == count["rows"] == rows


def test_measures_and_items_are_as_the_report_writes_them(documents: dict[str, dict[str, object]]) -> None:
    measures, items = documents["figures"]["measures"], documents["figures"]["unbudgeted_items"]
    assert isinstance(measures, list)
    assert isinstance(items, list)
    assert measures[0] == {
        "area": "Hallinto",
        "name": "Lautakunnan kokousten lkm",
        "prior": "12",
        "target": "10",
        "actual": "7",
        "forecast": "11",
        "file": "hyvinvointi-2023-06.txt",
        "row": 272,
    }
    assert len(measures) == 15
    assert [item["amount"] for item in items] == [
        "82000.00",
        "94000.00",
        "60000.00",
        "100000.00",
        "320000.00",
        "28000.00",
        "28000.00",
    ]
    assert {(item["unit"], item["row"]) for item in items} == {("64300000", 260)}


def test_findings_stand_by_level_then_euros_and_say_what_the_conditions_used(documents: dict[str, dict[str, object]]) -> None:
    findings = documents["evaluate"]["findings"]
    assert isinstance(findings, list)
    assert len(findings) == 42
    levels = [("red", "yellow", "info").index(finding["level"]) for finding in findings]
    assert levels == sorted(levels)
    schools = next(f for f in findings if (f["rule"], f["unit"]) == ("kulut-edella-kertymaa", "64321000"))
    assert schools["values"] == {"toteumaprosentti": "0.578273", "odotus": "0.500000", "kertymäpoikkeama": "1393244.00"}
    assert (schools["amount"], schools["file"], schools["row"]) == ("1393244.00", "hyvinvointi-2023-06.txt", 44)
    assert schools["counterfactual"] == "jos kulut olisivat enintään 9\u00a0789\u00a0898\u00a0€"


def test_a_measure_has_its_area_in_place_of_a_line(documents: dict[str, dict[str, object]]) -> None:
    findings = documents["evaluate"]["findings"]
    assert isinstance(findings, list)
    measures = [finding for finding in findings if finding["rule"] == "suorite-jaljessa"]
    assert [(f["area"], f["measure"], f["unit"]) for f in measures] == [
        ("Vapaa-aikapalveluiden kehittäminen ja koordinointi", "Kirjastotoimi", None),
        ("Vapaa-aikapalveluiden kehittäminen ja koordinointi", "Kulttuuripalvelut", None),
    ]


def test_what_could_not_be_judged_names_what_is_missing(documents: dict[str, dict[str, object]]) -> None:
    unknown = documents["evaluate"]["unknown"]
    assert isinstance(unknown, list)
    assert {"rule": "ennuste-ylittaa-talousarvion", "unit": "64332000", "line": "costs", "missing": ["ennuste"]} in unknown
    assert sum(verdict["rule"] == "ennuste-ylittaa-talousarvion" for verdict in unknown) == 10
