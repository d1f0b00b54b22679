"""The proofs of one period: margin = revenue + costs, and a unit = the sum of the units below it, within rounding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from budget.figure import Column, Figure
from budget.finnish import LINE_GENITIVES, exact_euros
from budget.snapshot import UnitFigures
from budget.unit import Line, UnitCode
from figures.join import COLUMN_WORDS, value
from figures.organisation import Family, families
from written.place import Place
from written.problem import Problem, Severity
from written.record import dataclass

Lost = frozenset[tuple[UnitCode, Line | None]]
Grain = Callable[[Column], int]

_JUDGED = (Column.BUDGET, Column.ACTUAL, Column.FORECAST)  # a difference of last year takes no alert away
_DOUBT_SHARE = 100  # a difference over 1 / 100 of the budget


@dataclass(frozen=True, slots=True)
class Proved:
    """The units with their parents and doubts, and what was found."""

    units: tuple[UnitFigures, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Difference:
    """Two numbers that should be one. `doubtful` tells that it takes the unit away from the rules."""

    unit: UnitCode
    problem: Problem
    doubtful: bool


def prove(units: Sequence[UnitFigures], table: Mapping[UnitCode, UnitCode], lost: Lost, grain: Grain) -> Proved:
    """Find the tree of units and prove its sums.

    Args:
        units: of one period, without parents.
        table: the parents that an organisation table gives.
        lost: rows that were left out; no proof expects them.
        grain: the rounding of each column in cents.
    """
    placed = _placed(units, table, lost, grain)
    found = [*_margins(placed, lost, grain), *_sums(placed, lost, grain)]
    doubts = _doubts(placed, found)
    return Proved(
        tuple(replace(unit, doubt=doubts.get(unit.code)) for unit in placed), tuple(difference.problem for difference in found)
    )


def _placed(
    units: Sequence[UnitFigures], table: Mapping[UnitCode, UnitCode], lost: Lost, grain: Grain
) -> tuple[UnitFigures, ...]:
    parents = dict(table)
    by_code = {unit.code: unit for unit in units}
    untold = [unit.code for unit in units if unit.code not in parents]
    guesses = families(untold) if not table else ()
    sure = [family for family in guesses if _agrees(family, by_code, lost, grain)]
    unsure = [family for family in guesses if family not in sure and _has_lost(family, lost)]
    for family in (*sure, *(unsure if sure else ())):
        parents.update(dict.fromkeys(family.children, family.parent))
    return tuple(replace(unit, parent=parents.get(unit.code)) for unit in units)


def _has_lost(family: Family, lost: Lost) -> bool:
    return any(code in (family.parent, *family.children) for code, _ in lost)


def _agrees(family: Family, by_code: Mapping[UnitCode, UnitFigures], lost: Lost, grain: Grain) -> bool:
    """Tell whether most sums of a family agree: a code alone proves nothing, one wrong number disproves nothing."""
    children = [by_code[code] for code in family.children]
    sums = [_sum(by_code[family.parent], children, line, column, lost) for line in Line for column in _JUDGED]
    compared = [pair for pair in sums if pair is not None and pair != (0, 0)]
    agree = sum(1 for whole, total in compared if abs(whole - total) <= len(children) * grain(Column.ACTUAL))
    return agree * 2 > len(compared)


def _sum(parent: UnitFigures, children: Sequence[UnitFigures], line: Line, column: Column, lost: Lost) -> tuple[int, int] | None:
    """Return the value of a parent and the sum of its children; None where one of them does not give it.

    A child without the line (no revenue at all) adds nothing to it.
    """
    of = parent.line(line)
    whole = None if of is None else value(of, column)
    if whole is None:
        return None
    total = 0
    given = False
    for child in children:
        if (child.code, line) in lost or (child.code, None) in lost:
            return None
        below = child.line(line)
        cents = None if below is None else value(below, column)
        if cents is None and below is not None:
            return None
        total += cents or 0
        given = given or cents is not None
    return (whole, total) if given else None


def _margins(units: Iterable[UnitFigures], lost: Lost, grain: Grain) -> Iterable[_Difference]:
    for unit in units:
        if unit.margin is None or unit.costs is None or (unit.code, Line.REVENUE) in lost or (unit.code, None) in lost:
            continue
        for column in Column:
            margin, costs = value(unit.margin, column), value(unit.costs, column)
            revenue = 0 if unit.revenue is None else value(unit.revenue, column)
            if margin is None or costs is None or revenue is None or abs(margin - revenue - costs) <= grain(column):
                continue
            computed = revenue + costs
            message = (
                f"yksikön {unit.code} katteen {COLUMN_WORDS[column]} on {exact_euros(margin)}, "
                f"mutta tuotot ja kulut ovat yhteensä {exact_euros(computed)}"
            )
            yield _difference(unit, unit.margin, column, abs(margin - computed), message)


def _sums(units: Sequence[UnitFigures], lost: Lost, grain: Grain) -> Iterable[_Difference]:
    children: dict[UnitCode, list[UnitFigures]] = {}
    for unit in units:
        if unit.parent is not None:
            children.setdefault(unit.parent, []).append(unit)
    for unit in units:
        below = children.get(unit.code, [])
        if not below:
            continue
        for line in Line:
            for column in Column:
                pair = _sum(unit, below, line, column, lost)
                of = unit.line(line)
                if pair is None or of is None or abs(pair[0] - pair[1]) <= len(below) * grain(column):
                    continue
                message = (
                    f"yksikön {unit.code} {LINE_GENITIVES[line]} {COLUMN_WORDS[column]} on {exact_euros(pair[0])}, "
                    f"mutta sen alla olevat yksiköt ovat yhteensä {exact_euros(pair[1])}"
                )
                yield _difference(unit, of, column, abs(pair[0] - pair[1]), message)


def _difference(unit: UnitFigures, of: Figure, column: Column, gap: int, message: str) -> _Difference:
    budget = max((abs(figure.budget or 0) for figure in (of, *unit.figures)), default=0)
    doubtful = column in _JUDGED and gap * _DOUBT_SHARE > budget
    place = of.place(column) or Place("")
    hint = (
        "säännöt eivät käytä yksikön eivätkä sen yläpuolisten yksiköiden lukuja"
        if doubtful
        else "luvut käytetään; tarkista raportti"
    )
    return _Difference(unit.code, Problem(Severity.WARNING, place, f"{message} (ero {exact_euros(gap)})", hint), doubtful)


def _doubts(units: Sequence[UnitFigures], found: Iterable[_Difference]) -> dict[UnitCode, str]:
    """Return the reason of doubt of each unit whose sums fail, and of the units above it."""
    parents = {unit.code: unit.parent for unit in units}
    doubts: dict[UnitCode, str] = {}
    for difference in found:
        if not difference.doubtful:
            continue
        at: UnitCode | None = difference.unit
        seen: set[UnitCode] = set()
        while at is not None and at not in seen:
            seen.add(at)
            doubts.setdefault(at, difference.problem.message)
            at = parents.get(at)
    return doubts
