"""How long a back-test of ten years takes, 500 units and 50 rules, as a ratio to Python's csv module: `python -m bench.backtest`.

The csv module reads the same 120 files and does nothing with them. The back-test is the whole process: start, reading,
proving, judging, telling, and the page. Of it, what comes after the reading is measured by itself too.
"""

import csv
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from engine.read_rules import read_rules
from job.backtest.figures import periods
from job.backtest.replay import replay
from job.backtest.year import City
from job.read_config import read_config
from job.rules_folder import rule_files

YEARS, UNITS, IN_GROUP = range(2014, 2024), 500, 20
BOUND = 200
ROOT = Path(__file__).parents[1]
CONFIG = """\
organisation: Tyrskylä
rules: rules/
state: var/talousvahti.db
sources:
  - report: data/*.csv
channels:
  folder: {type: folder, path: var/messages}
"""
RULE = "  - {{tunnus: sääntö-{}, nimi: Sääntö {}, kohde: {}, kuukaudet: 3–12, keltainen: {}{}}}\n"


def rules() -> str:
    """Return fifty rules of the five kinds that cities have, each with limits of its own, and an owner for every other unit."""
    made: list[str] = []
    for n in range(10):
        for line, yellow, more in (
            ("kulut", f"toteumaprosentti > odotus + {5 + n} %-yks. ja kertymäpoikkeama > {10 + 5 * n} 000 €",
             f", punainen: kertymäpoikkeama > {750 + n} 000 €, poistuu: toteumaprosentti < odotus + {3 + n} %-yks."),
            ("tuotot", f"toteumaprosentti < odotus − {5 + n} %-yks. ja kertymäpoikkeama > {10 + 5 * n} 000 €", ""),
            ("kate", f"kertymäpoikkeama > {10 + n} 000 € ja kertymäpoikkeama > {5 + n} % * itseisarvo(ta) ja ei budjetoimaton", ""),
            ("kulut", f"ennustepoikkeama > {100 + n} 000 € ja ennusteprosentti > {105 + n} %", ""),
            ("[kulut, tuotot]", f"budjetoimaton ja itseisarvo(toteuma) > {1 + n} 000 €", ""),
        ):  # fmt: skip
            made.append(RULE.format(len(made) + 1, len(made) + 1, line, yellow, more))
    owners = [
        f'  - {{rooli: r-{n}, osoite: r{n}@example.org, kanava: folder, yksiköt: ["{code(n)}"]}}\n' for n in range(0, UNITS, 2)
    ]
    finance = "  - {rooli: talous, osoite: talous@example.org, kanava: folder}\n"
    return f"säännöt:\n{''.join(made)}vastuut:\n{finance}{''.join(owners)}".replace("sääntö-", "saanto-")


def code(number: int) -> str:
    """Return the code of a unit; the first of twenty is the sum of the others."""
    return f"{1 + number // IN_GROUP:02d}{number % IN_GROUP:02d}0"


def lay(folder: Path) -> None:
    """Write ten years of monthly reports: budgets and paces that differ by unit and year, and sums that add up."""
    chance = random.Random(1)  # noqa: S311 - figures, not secrets
    for name, text in (("config.yaml", CONFIG), ("rules/saannot.yaml", rules())):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    (folder / "data").mkdir()
    for year in YEARS:
        budgets = [(chance.randrange(20_000, 400_000), chance.randrange(400_000, 8_000_000)) for _ in range(UNITS)]
        paces = [(chance.gauss(1, 0.08), chance.gauss(1, 0.045)) for _ in range(UNITS)]
        for month in range(1, 13):
            rows = [_month(budgets[n], paces[n], month, chance) for n in range(UNITS)]
            text = _report(year, month, rows)
            (folder / f"data/raportti-{year}-{month:02d}.csv").write_text(text, "utf-8")


Line = tuple[int, int, int]
"""Budget, actual and forecast, costs negative."""


def _month(budget: tuple[int, int], pace: tuple[float, float], month: int, chance: random.Random) -> tuple[Line, Line]:
    revenue = int(budget[0] * month / 12 * pace[0] * chance.gauss(1, 0.03 / month))
    costs = int(budget[1] * month / 12 * pace[1] * chance.gauss(1, 0.02 / month))
    forecast = int(budget[1] * (1 + (pace[1] - 1) * month / 12))
    return (budget[0], revenue, int(budget[0] * pace[0])), (-budget[1], -costs, -forecast)


def _report(year: int, month: int, rows: list[tuple[Line, Line]]) -> str:
    for first in range(0, UNITS, IN_GROUP):
        parts = rows[first + 1 : first + IN_GROUP]
        rows[first] = _added([part[0] for part in parts]), _added([part[1] for part in parts])
    lines = [f"Koodi;Nimi;Rivi;TP {year - 1};TA {year};Toteuma 1-{month}/{year};TP-ennuste {year}"]
    for number, (revenue, costs) in enumerate(rows):
        for label, line in (("tuotot", revenue), ("kulut", costs), ("kate", _added([revenue, costs]))):
            amounts = ";".join(map(str, (int(line[0] * 0.97), *line)))
            lines.append(f"{code(number)};Yksikkö {code(number)};Toiminta{label};{amounts}")
    return "\n".join(lines) + "\n"


def _added(lines: list[Line]) -> Line:
    return sum(of[0] for of in lines), sum(of[1] for of in lines), sum(of[2] for of in lines)


@dataclass(frozen=True)
class Took:
    """Seconds of a piece of work: by the clock, and of all processors together."""

    wall: float
    cpu: float


def took(work: Callable[[], object]) -> Took:
    """Measure a piece of work, the processes that it starts and waits for counted in."""
    start, before = time.perf_counter(), _cpu()
    work()
    return Took(time.perf_counter() - start, _cpu() - before)


def _cpu() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(of.ru_utime + of.ru_stime for of in used)


def with_csv_module(folder: Path) -> None:
    """Read the files, and nothing more."""
    for file in sorted(folder.iterdir()):
        with file.open(encoding="utf-8", newline="") as text:
            sum(1 for _ in csv.reader(text, delimiter=";"))


def main() -> int:
    """Measure, print, and return 1 where the bound does not hold."""
    with tempfile.TemporaryDirectory() as name:
        city = Path(name)
        lay(city)
        config = read_config(city / "config.yaml")
        rulebook = read_rules(rule_files(config)[0])
        bot = (
            sys.executable,
            str(ROOT / "bot.py"),
            "backtest",
            "--config",
            str(city / "config.yaml"),
            "--out",
            str(city / "out"),
        )
        base = took(lambda: with_csv_module(city / "data"))
        whole = took(lambda: subprocess.run(bot, check=True, stdout=subprocess.DEVNULL))  # noqa: S603 - our own command
        snapshots = periods(config, (), lambda _: None).snapshots
        judged = took(lambda: replay([rulebook], snapshots, City(config.organisation, None), lambda _: None))
    for what, of in (("csv module", base), ("judging and telling", judged), ("bot.py backtest", whole)):
        print(f"{what:20} {of.cpu:6.2f} s of processors  {of.cpu / base.cpu:6.1f} x  {of.wall:6.2f} s by the clock")
    print(f"at most {BOUND} x for the whole, {len(os.sched_getaffinity(0))} processors")
    return int(whole.cpu > BOUND * base.cpu)


if __name__ == "__main__":
    sys.exit(main())
