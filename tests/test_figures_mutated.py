"""Mutated reports: whatever happens to the bytes of a file, reading ends soon, raises nothing and counts every row.

`make test` reads 1,000 of them, `make torture` 20,000.
"""

import os
import random
import time
from functools import cache
from pathlib import Path

from budget.snapshot import Snapshot
from figures.reconcile import reconcile
from tests.figures_builders import reading
from tests.invented_city import CODES, city
from tests.invented_clothes import Clothes
from tests.invented_layouts import LAYOUTS, WORDS
from tests.test_figures_metamorphic import facts, verdict

TORTURE = bool(os.environ.get("TORTURE"))
ROUNDS = 20_000 if TORTURE else 1_000
ROWS = 999 if TORTURE else 20  # of a city
LONGEST = 10  # seconds that a file may take
REAL = (Path(__file__).parents[1] / "examples" / "hyvinvointi-2023-06.txt").read_bytes()
REAL_NAME = "hyvinvointi-2023-06.txt"

_BYTES = (b"\0", b"\xff", b'"', b";", b"\t", b"\n", b"\r", b"-", b"(", b"%", b"9", b"\xc3", b"\xe2\x88\x92", b"=", b"  ", b"\x1a")
_PIECES = (
    b"n. 650 000",
    b"#REF!",
    b"NaN",
    b"30.6.2024",
    b"TA 2024",
    b"Tot 1-6/2024",
    b"YHTEENS\xc3\x84",
    b"Toimintakulut",
    b"1.234",
)
_LINES = (
    b"Suorite;TA 2024;Toteuma",
    b"Tavoite;Toimenpide;Toteuma",
    b"9999 UUSI",
    b"Sivu 3",
    b"1 000 \xe2\x82\xac",
    b'"',
    b";;;;;;;",
)


@cache
def originals() -> tuple[tuple[bytes, str], ...]:
    """The real report and an invented city in every layout, in clothes of many kinds."""
    dice = random.Random(1)
    found = [(REAL, REAL_NAME)]
    for name, layout in LAYOUTS.items():
        clothes = Clothes(delimiter=dice.choice(";\t,|"), encoding=dice.choice(("utf-8", "utf-16", "cp1252")))
        of = city(dice.randrange(99), dice.choice(list(CODES)))
        found.append((clothes.written(layout.sheet(of, WORDS[dice.choice(list(WORDS))])[:ROWS]), f"{name}-2024-06.csv"))
    return tuple(found)


def mutated(data: bytes, dice: random.Random) -> bytes:
    """Change a file in one to four ways."""
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(data) + 1)
        end = min(len(data), at + dice.choice((1, 2, 7, 60, 900)))
        lines = data.split(b"\n")
        line = dice.randrange(len(lines))
        match dice.randrange(9):
            case 0:
                data = data[:at] + dice.choice(_BYTES) + data[at:]
            case 1:
                data = data[:at] + dice.choice(_PIECES) + data[end:]
            case 2:
                data = data[:at] + data[end:]
            case 3:
                data = data[:at] + data[at:end] * 3 + data[end:]
            case 4:
                lines.insert(line, dice.choice(_LINES))
                data = b"\n".join(lines)
            case 5:
                other = dice.randrange(len(lines))
                lines[line], lines[other] = lines[other], lines[line]
                data = b"\n".join(lines)
            case 6:
                del lines[line : line + dice.choice((1, 1, 5))]
                data = b"\n".join(lines)
            case 7:
                data = bytes(dice.randrange(256) if dice.random() < 0.01 else byte for byte in data)
            case _:
                data = data[:at]
    return data


def test_mutated_reports_raise_nothing_and_every_row_is_counted() -> None:
    slowest = 0.0
    for seed in range(ROUNDS):
        dice = random.Random(seed)
        data, name = dice.choice(originals())
        changed = mutated(data, dice)
        began = time.perf_counter()
        result = reconcile([reading(changed, file=name)])
        slowest = max(slowest, time.perf_counter() - began)
        for counts in result.counts:
            assert counts.used + counts.left_out + counts.not_figures == counts.rows, (seed, counts)
            assert min(counts.used, counts.left_out, counts.not_figures) >= 0, (seed, counts)
        assert result.snapshots or result.problems, seed
        for problem in result.problems:
            assert problem.message, seed
            assert problem.hint, seed
    assert slowest < LONGEST
    print(f"{ROUNDS} mutated reports, the slowest took {slowest:.2f} s")


@cache
def right(name: str, data: bytes) -> Snapshot:
    (only,) = reconcile([reading(data, file=name)]).snapshots
    return only


def test_a_truncated_report_gives_no_other_figure() -> None:
    """Cut at any byte: refused, or only figures that the whole file has too. With history a fifth of the units may be lost."""
    for seed in range(ROUNDS // 10):
        dice = random.Random(seed)
        data, name = dice.choice(originals())
        if LAYOUTS.get(name.split("-2024")[0], LAYOUTS["long"]).hints:
            continue
        whole = right(name, data)
        cut = data[: dice.randrange(len(data))]
        for before in ([], [whole]):
            result = reconcile([reading(cut, file=name)], before)
            assert verdict(facts(whole), result) in ("refused", "same", "same, said", "less", "less, said"), (
                seed,
                name,
                len(cut),
            )
            if before and result.snapshots:
                kept = [unit for unit in result.snapshots[-1].units if unit.figures]
                assert len(kept) * 5 >= len(whole.units) * 4
