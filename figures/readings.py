"""A file to its readings: one for a text, one for each sheet of a workbook that holds figures."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from figures.container import Way, way
from figures.document import Document
from figures.grid import Grid
from figures.read import read, read_cells, read_tables
from figures.reading import Counts, Reading
from figures.tables import Table, TableKind, tables
from written.place import Place
from written.problem import Problem, Severity

if TYPE_CHECKING:
    from figures.sheets import Opened


def readings(document: Document) -> tuple[Reading, ...]:
    """Read one file, whatever it is. What is wrong stands in the problems of the readings."""
    with _uncollected():
        how = way(document.data)
        return (read(document),) if how is None else _opened(document, how)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let the cells of a file grow without being searched for cycles again and again: there are none among them."""
    collected = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()  # these two put what was read among the old objects, unsearched
        gc.unfreeze()
        if collected:
            gc.enable()


def _opened(document: Document, how: Way) -> tuple[Reading, ...]:
    """Read a file that is opened in a child."""
    from figures.sheets import sheets

    found = sheets(document, how)
    if isinstance(found, Problem):
        return (_nothing(document, Counts(document.file, 0, 0, 0, 0), (found,)),)
    if any(grid.sheet is None for grid in found.grids):
        return tuple(read_cells(document, grid) for grid in found.grids)
    return _of_workbook(document, found)


def _of_workbook(document: Document, found: Opened) -> tuple[Reading, ...]:
    """Read the sheets that hold figures; the others are counted as rows that are none."""
    every = [(grid, tables(grid, document.hints)) for grid in found.grids]
    holding = [(grid, of_grid) for grid, of_grid in every if _hold_figures(of_grid)]
    others = sum(grid.lines for grid, _ in every) - sum(grid.lines for grid, _ in holding)
    rest = Counts(document.file, others, 0, 0, others)
    if not holding:
        return (_nothing(document, rest, (*found.problems, _no_figures(document, found.grids))),)
    alone = len(holding) == 1
    read_sheets = [_of_sheet(document, replace(grid, alone=alone), of_grid) for grid, of_grid in holding]
    picked = _picked(document, _usable_apart(read_sheets))
    first = replace(picked[0], counts=picked[0].counts.plus(rest), problems=(*found.problems, *picked[0].problems))
    return (first, *picked[1:])


def _hold_figures(found: Iterable[Table]) -> bool:
    return any(table.head.kind is not TableKind.OTHER for table in found)


def _no_figures(document: Document, grids: Iterable[Grid]) -> Problem:
    names = ", ".join(grid.sheet or "" for grid in grids) or "ei yhtään näkyvää"
    message = f"työkirjasta ei löydy taulukkoa, jonka otsikot tunnetaan (talousarvio, toteuma); sen taulukot: {names}"
    hint = 'kerro otsikot lähteen kohdassa columns, esimerkiksi columns: {actual: "Tot 1-6", budget: "TA"}'
    return Problem(Severity.FILE, Place(document.file), message, hint)


def _nothing(document: Document, counts: Counts, problems: tuple[Problem, ...]) -> Reading:
    return Reading(document.file, document.origin, document.sha256, document.hints.period, counts, problems=problems)


def _of_sheet(document: Document, grid: Grid, found: Sequence[Table]) -> Reading:
    """Read one sheet; every place in it names the sheet."""
    of = read_tables(document, grid, found)

    def on(place: Place) -> Place:
        return replace(place, sheet=grid.sheet) if place.file == document.file and place.line is not None else place

    return replace(
        of,
        sheet=grid.sheet,
        problems=tuple(replace(problem, place=on(problem.place)) for problem in of.problems),
        measures=tuple(replace(measure, place=on(measure.place)) for measure in of.measures),
        items=tuple(replace(item, place=on(item.place)) for item in of.items),
        remarks=tuple(replace(remark, place=on(remark.place)) for remark in of.remarks),
    )


def _usable_apart(found: Sequence[Reading]) -> list[Reading]:
    """Let a sheet that cannot be used take only itself away, where another one can be."""
    if all(of.refused for of in found):
        return list(found)
    return [_without_figures(of) if of.refused else of for of in found]


def _without_figures(of: Reading) -> Reading:
    """Return a sheet that is left out: its problem is one of its rows, and the rest of the file is used."""
    problems = tuple(
        replace(
            problem,
            severity=Severity.ROW,
            place=replace(problem.place, sheet=of.sheet),
            message=f"taulukko jätettiin pois: {problem.message}",
        )
        if problem.severity is Severity.FILE
        else problem
        for problem in of.problems
    )
    return replace(of, period=None, problems=problems)


def _picked(document: Document, found: Sequence[Reading]) -> list[Reading]:
    """Keep the sheets of the period that config names, where sheets of several periods stand in one file."""
    wanted = document.hints.period
    if wanted is None or not any(of.period == wanted for of in found):
        return list(found)
    return [of if of.period in (wanted, None) else _of_another_period(of) for of in found]


def _of_another_period(of: Reading) -> Reading:
    counts = Counts(of.file, of.counts.rows, 0, 0, of.counts.rows)
    return Reading(of.file, of.origin, of.sha256, None, counts, sheet=of.sheet)
