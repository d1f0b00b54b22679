"""Rows of one unit and line from many pages and files: the same numbers count once, others are left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from operator import attrgetter

from budget.figure import Column, Figure
from budget.finnish import LINE_GENITIVES, exact_euros
from budget.money import Cents
from budget.unit import Line, UnitCode
from figures.kept import Kept
from written.place import Place
from written.problem import Problem, Severity
from written.record import dataclass

COLUMN_WORDS = {
    Column.PRIOR: "edellisen vuoden tilinpäätös",
    Column.ORIGINAL: "alkuperäinen talousarvio",
    Column.AMENDMENT: "talousarvion muutos",
    Column.BUDGET: "talousarvio",
    Column.ACTUAL: "toteuma",
    Column.MONTH_ACTUAL: "kuukauden toteuma",
    Column.PRIOR_ACTUAL: "edellisen vuoden vastaava toteuma",
    Column.FORECAST: "ennuste",
}


@dataclass(frozen=True, slots=True)
class Joined:
    """The figures that stand, the rows that were left out, their units, and why."""

    figures: Sequence[Figure]
    left_out: tuple[Figure, ...]
    lost: frozenset[tuple[UnitCode, Line | None]]
    problems: tuple[Problem, ...]


def value(of: Figure, column: Column) -> Cents | None:
    """Return the amount of a column of a figure."""
    return VALUES[column](of)


VALUES: dict[Column, Callable[[Figure], Cents | None]] = {
    Column.PRIOR: attrgetter("prior"),
    Column.ORIGINAL: attrgetter("budget_original"),
    Column.AMENDMENT: attrgetter("amendment"),
    Column.BUDGET: attrgetter("budget"),
    Column.ACTUAL: attrgetter("actual"),
    Column.MONTH_ACTUAL: attrgetter("month_actual"),
    Column.PRIOR_ACTUAL: attrgetter("prior_actual"),
    Column.FORECAST: attrgetter("forecast"),
}
"""How the amount of each column is read from a figure, for those that read many."""


def join(figures: Sequence[Figure]) -> Joined:
    """Join the figures of each unit and line.

    What one page does not give is taken from another. A unit whose pages give different numbers is left out with
    all its lines, and the problem names both rows and both values.
    """
    if isinstance(figures, Kept) and figures.are_different():
        return Joined(figures, (), frozenset(), ())
    standing: dict[tuple[UnitCode, Line, str | None], Figure] = {}
    clashes: list[tuple[Figure, Problem]] = []
    for of in figures:
        key = (of.unit, of.line, of.group)
        before = standing.get(key)
        clash = None if before is None else _clash(before, of)
        if clash is not None:
            clashes.append((of, clash))
        else:
            standing[key] = of if before is None else _filled(before, of)
    units = {of.unit for of, _ in clashes if of.group is None}
    groups = {(of.unit, of.line, of.group) for of, _ in clashes if of.group is not None}
    return Joined(
        tuple(of for key, of in standing.items() if of.unit not in units and key not in groups),
        tuple(of for of in figures if of.unit in units or (of.unit, of.line, of.group) in groups),
        frozenset((unit, None) for unit in units),
        _first_of_each_unit(clashes),
    )


def _first_of_each_unit(clashes: Sequence[tuple[Figure, Problem]]) -> tuple[Problem, ...]:
    """Return one problem for each unit and line: three pages that differ are still one thing to look at."""
    return tuple({(of.unit, of.line, of.group): problem for of, problem in reversed(clashes)}.values())[::-1]


def _clash(before: Figure, after: Figure) -> Problem | None:
    for column, amount in VALUES.items():
        one, other = amount(before), amount(after)
        if one is not None and other is not None and one != other:
            return _problem(before, after, column, one, other)
    return None


def _problem(before: Figure, after: Figure, column: Column, one: Cents, other: Cents) -> Problem:
    first, second = before.place(column), after.place(column)
    what = f"yksikön {after.unit} {LINE_GENITIVES[after.line]} {COLUMN_WORDS[column]}"
    if after.group is not None:
        what = f"yksikön {after.unit} tiliryhmän {after.group} {COLUMN_WORDS[column]}"
    left = "tiliryhmä" if after.group is not None else "yksikkö"
    message = f"{what} on {_where(first, second)} {exact_euros(one)}, mutta {_where(second, first)} {exact_euros(other)}; {left} jätettiin pois"
    place = second or Place(first.file if first else "")
    hint = "selvitä, kumpi luku on oikea, ja korjaa raportti"
    return Problem(Severity.ROW, place, message, hint, heading=COLUMN_WORDS[column], value=exact_euros(other))


def _where(place: Place | None, other: Place | None) -> str:
    if place is None:
        return "raportissa"
    file = f"tiedoston {place.file} " if other is not None and other.file != place.file else ""
    if place.sheet is not None and other is not None and other.sheet != place.sheet:
        file += f"taulukon {place.sheet} "
    return f"{file}rivillä {place.line}"


def _filled(before: Figure, after: Figure) -> Figure:
    """Return a figure with what the later row adds to it."""

    def first(one: Cents | None, other: Cents | None) -> Cents | None:
        return other if one is None else one

    known = {column for column, _ in before.places}
    return replace(
        before,
        budget=first(before.budget, after.budget),
        actual=first(before.actual, after.actual),
        forecast=first(before.forecast, after.forecast),
        prior=first(before.prior, after.prior),
        budget_original=first(before.budget_original, after.budget_original),
        amendment=first(before.amendment, after.amendment),
        month_actual=first(before.month_actual, after.month_actual),
        prior_actual=first(before.prior_actual, after.prior_actual),
        has_budget_column=before.has_budget_column or after.has_budget_column,
        places=(*before.places, *((column, place) for column, place in after.places if column not in known)),
        rows=(*before.rows, *after.rows),
    )
