"""The proofs of one period: margin = revenue + costs, and a unit = the sum of the units below it, within rounding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from budget.figure import Column, Figure
from budget.finnish import LINE_GENITIVES, exact_euros
from budget.snapshot import UnitFigures
from budget.unit import Line, UnitCode
from figures.join import COLUMN_WORDS, VALUES
from figures.organisation import Family, families
from written.place import Place
from written.problem import Problem, Severity
from written.record import dataclass

Lost = frozenset[tuple[UnitCode, Line | None]]
Grains = Mapping[Column, int]

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


def prove(units: Sequence[UnitFigures], table: Mapping[UnitCode, UnitCode], lost: Lost, grains: Grains) -> Proved:
    """Find the tree of units and prove its sums.

    Args:
        units: of one period, without parents.
        table: the parents that an organisation table gives.
        lost: rows that were left out; no proof expects them.
        grains: the rounding of each column in cents.
    """
    parents = _parents(units, table, lost, grains)
    found = [*_margins(units, lost, grains), *_sums(units, parents, lost, grains)]
    doubts = _doubts(parents, found)
    return Proved(
        tuple(
            replace(unit, parent=parents.get(unit.code), doubt=doubts.get(unit.code))
            if unit.code in parents or unit.code in doubts
            else unit
            for unit in units
        ),
        tuple(difference.problem for difference in found),
    )


def _parents(
    units: Sequence[UnitFigures], table: Mapping[UnitCode, UnitCode], lost: Lost, grains: Grains
) -> dict[UnitCode, UnitCode]:
    parents = dict(table)
    by_code = {unit.code: unit for unit in units}
    guesses = () if table else families([unit.code for unit in units])
    agree = [_agrees(family, by_code, lost, grains) for family in guesses]
    for family, sure in zip(guesses, agree, strict=True):
        if sure or (any(agree) and _has_lost(family, lost)):
            parents.update(dict.fromkeys(family.children, family.parent))
    return parents


def _has_lost(family: Family, lost: Lost) -> bool:
    return any(code in (family.parent, *family.children) for code, _ in lost)


def _agrees(family: Family, by_code: Mapping[UnitCode, UnitFigures], lost: Lost, grains: Grains) -> bool:
    """Tell whether most sums of a family agree: a code alone proves nothing, one wrong number disproves nothing."""
    children = [by_code[code] for code in family.children]
    parent = by_code[family.parent]
    sums = [(whole, total) for line in Line for _, whole, total in _compared(parent, children, line, lost, _JUDGED)]
    compared = [pair for pair in sums if pair != (0, 0)]
    agree = sum(1 for whole, total in compared if abs(whole - total) <= len(children) * grains[Column.ACTUAL])
    return agree * 2 > len(compared)


def _compared(
    parent: UnitFigures, children: Sequence[UnitFigures], line: Line, lost: Lost, columns: Iterable[Column]
) -> Iterable[tuple[Column, int, int]]:
    """Yield the columns that a parent and all its children give, with the value of the parent and the sum of the children.

    A child without the line (no revenue at all) adds nothing to it.
    """
    of = parent.line(line)
    if of is None or (lost and any((child.code, line) in lost or (child.code, None) in lost for child in children)):
        return
    below = [figure for child in children if (figure := child.line(line)) is not None]
    for column in columns:
        amount = VALUES[column]
        whole = amount(of)
        given = [cents for cents in map(amount, below) if cents is not None]
        if whole is not None and given and len(given) == len(below):
            yield column, whole, sum(given)


def _margins(units: Iterable[UnitFigures], lost: Lost, grains: Grains) -> Iterable[_Difference]:
    columns = [(column, amount, grains[column]) for column, amount in VALUES.items()]
    for unit in units:
        of, costs_of, revenue_of = unit.margin, unit.costs, unit.revenue
        if of is None or costs_of is None or (unit.code, Line.REVENUE) in lost or (unit.code, None) in lost:
            continue
        for column, amount, grain in columns:
            margin, costs = amount(of), amount(costs_of)
            revenue = 0 if revenue_of is None else amount(revenue_of)
            if margin is None or costs is None or revenue is None or abs(margin - revenue - costs) <= grain:
                continue
            computed = revenue + costs
            message = (
                f"yksikön {unit.code} katteen {COLUMN_WORDS[column]} on {exact_euros(margin)}, "
                f"mutta tuotot ja kulut ovat yhteensä {exact_euros(computed)}"
            )
            yield _difference(unit, of, column, abs(margin - computed), message)


def _sums(
    units: Sequence[UnitFigures], parents: Mapping[UnitCode, UnitCode], lost: Lost, grains: Grains
) -> Iterable[_Difference]:
    children: dict[UnitCode, list[UnitFigures]] = {}
    for unit in units:
        if unit.code in parents:
            children.setdefault(parents[unit.code], []).append(unit)
    for unit in units:
        below = children.get(unit.code, [])
        for line in Line if below else ():
            of = unit.line(line)
            for column, whole, total in _compared(unit, below, line, lost, VALUES):
                if of is None or abs(whole - total) <= len(below) * grains[column]:
                    continue
                message = (
                    f"yksikön {unit.code} {LINE_GENITIVES[line]} {COLUMN_WORDS[column]} on {exact_euros(whole)}, "
                    f"mutta sen alla olevat yksiköt ovat yhteensä {exact_euros(total)}"
                )
                yield _difference(unit, of, column, abs(whole - total), message)


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


def _doubts(parents: Mapping[UnitCode, UnitCode], found: Iterable[_Difference]) -> dict[UnitCode, str]:
    """Return the reason of doubt of each unit whose sums fail, and of the units above it."""
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
