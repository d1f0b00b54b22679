"""Rows that go with a unit or a line above them: in a file that was sorted they belong to nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

from budget.unit import Line, UnitCode
from figures.grid import Grid
from figures.lines import Lines, RawLine, cell
from written.place import Place
from written.problem import Problem, Severity

_FEWEST = 2  # units out of order: one alone is a mistake of its own row


def out_of_order(grid: Grid, found: Sequence[Lines]) -> tuple[Problem, ...]:
    """Return the problem that refuses a file whose rows have lost their units; nothing where they come in order.

    A line that stands twice for a unit with other numbers belongs to another one. Where that is so, units whose lines
    follow each other otherwise than those of most units count too.
    """
    if not any(any(of.carried) for of in found):
        return ()
    lines = [line for of in found for line in of]
    loose = {of.unit for of in lines if of.carried}
    carried = [of for of in lines if of.unit in loose and of.group is None]
    contradicting = _contradicting(carried)
    if not contradicting:
        return ()
    blocks = [tuple(of) for _, of in groupby(lines, key=lambda of: (of.unit, of.columns.head.row.number))]
    usual = _order(blocks)
    units = {of.unit: of.row.number for of in reversed(carried)}
    bad = contradicting | {block[0].unit for block in blocks if block[0].unit in units and not _in_order(block, usual)}
    if len(bad) < _FEWEST or len(bad) * 5 < len(units):
        return ()
    first = min(bad, key=lambda unit: units[unit])
    message = (
        f"rivien järjestys on hajonnut: {len(bad)} yksikön alla on rivejä, jotka eivät ole niiden omia (ensimmäinen {first})"
    )
    hint = "yksikkö tai laji on vain rivien yläpuolella, joten rivejä ei saa lajitella; hae raportti uudelleen"
    return (Problem(Severity.FILE, Place(grid.file, units[first], None, grid.sheet), message, hint),)


def _contradicting(carried: Iterable[RawLine]) -> set[UnitCode]:
    """Return the units for which a line stands twice with other numbers in the same columns."""
    told: dict[tuple[UnitCode, Line, int], set[tuple[str, ...]]] = {}
    for of in carried:
        cells = tuple(cell(of.row, taken.index) for taken in of.columns.values)
        told.setdefault((of.unit, of.line, of.columns.head.row.number), set()).add(cells)
    return {unit for (unit, _, _), cells in told.items() if len(cells) > 1}


def _order(blocks: Iterable[Sequence[RawLine]]) -> dict[Line, int]:
    """Return the place of each line in the order that most units have."""
    before: Counter[tuple[Line, Line]] = Counter()
    for block in blocks:
        order = list(dict.fromkeys(of.line for of in block))
        before.update((one, other) for at, one in enumerate(order) for other in order[at + 1 :])
    return {line: sum(before[other, line] > before[line, other] for other in Line) for line in Line}


def _in_order(block: Sequence[RawLine], usual: dict[Line, int]) -> bool:
    places = [usual[of.line] for of in block]
    return places == sorted(places)
