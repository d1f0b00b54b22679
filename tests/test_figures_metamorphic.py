"""What may happen to a report on its way: the same figures, less of them and said, or a refusal; never others in silence.

What no reader can know from a first file alone stands in its own table: there the gates refuse it once figures have been
accepted before.
"""

import hashlib
import os
import random
from collections import Counter
from functools import cache

import pytest

from budget.figure import Column
from budget.snapshot import Snapshot
from figures.document import Document, Hints, Role
from figures.join import value
from figures.read import read
from figures.reconcile import Reconciled, reconcile
from tests.invented_changes import CHANGES
from tests.invented_city import city
from tests.invented_clothes import Clothes, Sheet
from tests.invented_layouts import LAYOUTS, WORDS

SEEDS = range(3 if os.environ.get("TORTURE") else 1)
COLUMNS = (Column.PRIOR, Column.BUDGET, Column.ACTUAL, Column.FORECAST)
SAFE = {"same", "less, said", "refused"}
ONCE = SAFE | {"less"}  # a row or a unit that is not there, of which the file itself says nothing
SAID = SAFE | {"other, said"}

Facts = dict[tuple[str, ...], tuple[int | None, ...]]


def loaded(sheet: Sheet, name: str, *before: Snapshot) -> Reconciled:
    data = Clothes().written(sheet)
    hints = Hints(columns=((Role.BUDGET, "TA 2024"),)) if LAYOUTS[name].hints else Hints()
    file = Document("raportti-2024-06.csv", "data/*", data, hashlib.sha256(data).hexdigest(), hints)
    return reconcile([read(file)], before)


def facts(of: Snapshot) -> Facts:
    """All values of the units that the rules may judge."""
    return {
        (unit.code, figure.line.value, figure.group or ""): tuple(value(figure, column) for column in COLUMNS)
        for unit in of.units
        if unit.doubt is None
        for figure in (*unit.figures, *unit.groups)
    }


def verdict(right: Facts, result: Reconciled) -> str:
    if not result.snapshots:
        return "refused"
    found = facts(result.snapshots[-1])
    wrong = [key for key, values in found.items() if not _within(values, right.get(key))]
    said = ", said" if result.problems else ""
    if wrong:
        return f"other{said}"
    return "same" if found == right else f"less{said}"


def _within(values: tuple[int | None, ...], right: tuple[int | None, ...] | None) -> bool:
    return right is not None and all(one in (None, other) for one, other in zip(values, right, strict=True))


@cache
def sheet(name: str, seed: int) -> tuple[Sheet, Snapshot]:
    written = LAYOUTS[name].sheet(city(seed), WORDS["plain"])
    return written, loaded(written, name).snapshots[0]


def verdicts(change: str, *, known: bool) -> Counter[str]:
    """What became of each layout after a change, on a first run or with the right figures accepted before."""
    counted: Counter[str] = Counter()
    for name in LAYOUTS:
        for seed in SEEDS:
            written, right = sheet(name, seed)
            changed = CHANGES[change](written, random.Random(seed))
            if changed is not None:
                counted[verdict(facts(right), loaded(changed, name, *([right] if known else [])))] += 1
    assert counted
    return counted


@pytest.mark.parametrize(
    ("change", "allowed"),
    [
        ("signs flipped", {"same"}),
        ("columns permuted", {"same"}),
        ("rows shuffled", SAID),  # where headings and titles were shuffled too
        ("pages broken", SAFE),
        ("numbers of TA and toteuma swapped", {"refused", "other, said"}),  # said: nothing but the two columns is there
        ("headings of TA and toteuma swapped", {"refused", "other, said"}),
        ("numbers of toteuma and ennuste swapped", {"refused", "other, said"}),
        ("a row lost", ONCE),
        ("cut between rows", ONCE),
    ],
)
def test_on_a_first_run(change: str, allowed: set[str]) -> None:
    assert set(verdicts(change, known=False)) <= allowed


@pytest.mark.parametrize("change", CHANGES)
def test_with_figures_that_were_accepted_before(change: str) -> None:
    unsaid = {"less"} if change in ("a row lost", "cut between rows") else set()
    swapped = {"other, said"} if "swapped" in change else set()
    found = verdicts(change, known=True)
    assert set(found) <= SAFE | unsaid | swapped
    assert found["other, said"] * 10 <= found.total()


@pytest.mark.parametrize("change", ["×1000", "numbers of TP and TA swapped", "numbers of TA and ennuste swapped"])
def test_what_a_first_file_alone_cannot_tell(change: str) -> None:
    """Two years look alike, and so does a city a thousand times as big: without shares only the gates know."""
    assert verdicts(change, known=False)["other"] > 0
    assert set(verdicts(change, known=True)) <= {"refused"}
