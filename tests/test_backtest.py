"""`backtest` over an invented city of three years: its alerts, lead times and messages are those of a plain calculation."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from budget.period import Period
from budget.snapshot import Snapshot
from budget.unit import Line
from engine.read_rules import read_rules
from job.backtest.replay import replay
from job.backtest.replayed import Episode
from job.backtest.year import City
from tests.conftest import Done
from tests.engine_builders import figure, snapshot, unit
from tests.history_city import NAMES, PARENTS, RULES, Month, any_history, history, lay
from tests.history_oracle import Opened, expected

Call = Callable[..., Done]
GUIDE = Path(__file__).parents[1] / "docs" / "saannot.md"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay(tmp_path_factory.mktemp("city"))


def episodes(document: Any) -> set[Opened]:
    return {
        Opened(rule["rule"], e["unit"], e["line"], e["opened"], e["worst"], e["ended"])
        for rule in document["rules"]
        for e in rule["episodes"]
    }


def messages(document: Any) -> dict[tuple[str, str], int]:
    return {(message["role"], message["period"]): message["items"] for message in document["messages"]}


def overruns(city: Path, call: Call) -> Any:
    return call(city, "backtest", "--json").json["overruns"]


def test_it_finds_what_a_plain_calculation_finds(city: Path, call: Call) -> None:
    done, plain = call(city, "backtest", "--json"), expected(history())
    assert episodes(done.json) == plain.episodes
    assert messages(done.json) == plain.messages
    assert done.exit == 0, done.json["problems"]


@pytest.mark.parametrize("seed", range(2000 if os.environ.get("TORTURE") else 40))
def test_it_finds_what_a_plain_calculation_finds_in_any_figures(seed: int) -> None:
    """Figures that nobody has planned: they leap over the limits and back, are silent, and miss months and units."""
    figures = any_history(Random(seed))
    rulebook = read_rules({"rules/saannot.yaml": RULES.encode()})
    snapshots = [snapshot_of(when, month) for when, month in sorted(figures.items())]
    (found,) = replay([rulebook], snapshots, City("Tyrskylä", None), print)
    plain = expected(figures)
    assert {opened(episode) for episode in found.episodes} == plain.episodes
    assert {(m.role, str(m.period)): m.items for m in found.messages} == plain.messages
    assert {str(period) for period in found.summaries} == plain.summaries


def opened(episode: Episode) -> Opened:
    assert episode.unit is not None
    assert episode.line is not None
    ended = None if episode.ended is None else str(episode.ended)
    worst = episode.worst.name.lower()
    return Opened(episode.rule, episode.unit, episode.line.value, str(episode.opened), worst, ended)


def snapshot_of(when: tuple[int, int], month: Month) -> Snapshot:
    """The figures as the program has them: costs negative, every unit under its parent."""
    units = []
    for code, name in NAMES.items():
        lines = [
            figure(line, sign * of.budget, sign * of.actual, None if of.forecast is None else sign * of.forecast, code=code)
            for line, sign in ((Line.REVENUE, 1), (Line.COSTS, -1))
            if (of := month.get((code, line.value))) is not None
        ]
        if lines:
            units.append(unit(*lines, name=name, parent=PARENTS.get(code)))
    return snapshot(*units, period=Period(*when))


def test_an_overrun_is_told_with_the_months_that_were_left(city: Path, call: Call) -> None:
    """2022 by the accounts that the reports of 2023 give (the museum's are not December's), 2024 by December itself."""
    assert [
        (o["year"], o["unit"], o["line"], o["over"], o["first_alert"], o["months_before_end"]) for o in overruns(city, call)
    ] == [
        (2022, "1000", "costs", "935000.00", "2022-05", 7),
        (2022, "1100", "costs", "820000.00", "2022-05", 7),
        (2023, "2000", "revenue", "144000.00", "2023-06", 6),
        (2023, "2200", "revenue", "144000.00", "2023-03", 9),
        (2022, "1200", "costs", "115000.00", "2022-11", 1),
    ]


def test_the_example_of_the_guide_is_what_the_command_says(city: Path, call: Call) -> None:
    found = re.search(r"```text kokeilu\npython bot\.py (.*?)\n\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    assert found is not None
    assert found[2] in call(city, *found[1].split()).out.replace("\u00a0", " ")
