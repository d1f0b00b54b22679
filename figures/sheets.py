"""The sheets of a workbook as grids: opened in a limited child, with what was hidden in them said."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from figures.container import Way
from figures.document import Document
from figures.grid import Cells, Grid, Rows
from figures.limited import Failure, opened
from figures.merged import unmerge
from figures.numbers import Rounding
from written.place import Place, letters
from written.problem import Problem, Severity, did_you_mean
from written.record import dataclass

_CELL, _ROW, _SHEET = "\x1f", "\x1e", "\x1d"  # those of figures/workbook.py, which is never loaded here
_SAID = 8  # row numbers or cells in one sentence


@dataclass(frozen=True, slots=True)
class Opened:
    """The visible sheets of a workbook, in its order, and what is to be said of it.

    `incomplete` are the sheets of which hidden rows or formulas without a result were left out.
    """

    grids: tuple[Grid, ...]
    problems: tuple[Problem, ...]
    incomplete: frozenset[str | None] = frozenset()


def sheets(document: Document, way: Way) -> Opened | Problem:
    """Return the sheets of a workbook (the text of a PDF), or the problem that refuses it."""
    answer = opened(document.data, way)
    if isinstance(answer, Failure):
        return _refused(document, answer.value, "tallenna raportti CSV-muodossa tai jaa se osiin")
    about, *cells = answer.text.split(_SHEET)
    told = json.loads(about)
    if "message" in told:
        return _refused(document, told["message"], told["hint"])
    of_sheets = [_Sheet.read(of, text) for of, text in zip(told["sheets"], cells, strict=True)]
    chosen = _chosen(document, of_sheets)
    if isinstance(chosen, Problem):
        return chosen
    problems = [problem for of in chosen for problem in _problems(document.file, of)]
    incomplete = frozenset(of.name for of in chosen if of.hidden_rows or of.unstored)
    return Opened(tuple(_grid(document.file, of) for of in chosen if of.has_cells), tuple(problems), incomplete)


def _refused(document: Document, message: str, hint: str) -> Problem:
    return Problem(Severity.FILE, Place(document.file), f"tiedostoa ei voitu avata: {message}", hint)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What the child said of one sheet; rows and columns from zero. `name` is None for a text without sheets."""

    name: str | None
    is_hidden: bool
    has_cells: bool
    merged: tuple[tuple[int, int, int, int], ...]
    hidden_rows: tuple[int, ...]
    hidden_columns: tuple[int, ...]
    unstored: tuple[tuple[int, int], ...]
    cells: str

    @staticmethod
    def read(of: Mapping[str, object], cells: str) -> _Sheet:
        def numbers(key: str) -> Sequence[object]:
            found = of.get(key, ())
            return found if isinstance(found, list) else ()

        name = of.get("name")
        return _Sheet(
            None if name is None else str(name),
            bool(of.get("hidden")),
            bool(of.get("cells")),
            tuple((a, b, c, d) for a, b, c, d in map(_integers, numbers("merged"))),
            tuple(_integers(numbers("hidden_rows"))),
            tuple(_integers(numbers("hidden_columns"))),
            tuple((row, column) for row, column in map(_integers, numbers("unstored"))),
            cells,
        )


def _integers(values: object) -> list[int]:
    return [int(value) for value in values] if isinstance(values, list | tuple) else []


def _chosen(document: Document, of_sheets: Sequence[_Sheet]) -> Sequence[_Sheet] | Problem:
    """Return the sheets that config picks; all of them where it is silent."""
    wanted = document.hints.sheet
    if wanted is None:
        return of_sheets
    chosen = [of for of in of_sheets if of.name is not None and of.name.strip().casefold() == wanted.strip().casefold()]
    if not chosen:
        names = [of.name or "" for of in of_sheets]
        hint = did_you_mean(wanted, names) or f"taulukot ovat {', '.join(names)}"
        return Problem(Severity.FILE, Place(document.file), f"asetuksen sheet taulukkoa ”{wanted}” ei ole työkirjassa", hint)
    if chosen[0].is_hidden:
        message = f"asetuksen sheet taulukko ”{wanted}” on piilotettu, eikä piilotettuja lueta"
        return Problem(Severity.FILE, Place(document.file), message, "tuo taulukko näkyviin tai valitse toinen")
    return chosen


def _problems(file: str, of: _Sheet) -> Iterable[Problem]:
    place = Place(file, sheet=of.name)
    if of.is_hidden:
        yield Problem(
            Severity.WARNING, place, "piilotettua taulukkoa ei luettu", "jos sen luvut kuuluvat raporttiin, tuo se näkyviin"
        )
    if of.hidden_rows:
        rows = _listed([str(row + 1) for row in of.hidden_rows])
        message = f"piilotettuja rivejä ei luettu ({len(of.hidden_rows)}): {rows}"
        yield Problem(Severity.WARNING, place, message, "jos niiden luvut kuuluvat raporttiin, tuo rivit näkyviin")
    if of.hidden_columns:
        columns = _listed([letters(column + 1) for column in of.hidden_columns])
        yield Problem(
            Severity.WARNING, place, f"piilotetutkin sarakkeet luettiin: {columns}", "poista sarakkeet, joita ei saa lukea"
        )
    if of.unstored:
        cells = _listed([f"{letters(column + 1)}{row + 1}" for row, column in of.unstored])
        message = f"kaavoilla ei ole laskettua tulosta, joten niiden arvot puuttuvat ({len(of.unstored)}): {cells}"
        yield Problem(Severity.WARNING, place, message, "avaa työkirja Excelissä, laske se ja tallenna uudelleen")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_SAID]) + (" …" if len(names) > _SAID else "")


def _grid(file: str, of: _Sheet) -> Grid:
    cells = [line.split(_CELL) for line in of.cells.split(_ROW)] if of.cells else []
    unmerge(cells, of.merged)
    rows = Rows(Cells(cells, ["\t".join(row).strip("\t") for row in cells]), range(len(cells)))
    if of.name is None:
        return Grid(file, rows, len(rows), "\t", ends_with_newline=True)
    return Grid(file, rows, len(rows), "\t", ends_with_newline=True, sheet=of.name, rounding=Rounding.TO_CENTS)
