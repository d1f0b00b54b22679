"""The sheets of a workbook as grids: opened in a limited child, with what was hidden in them said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from figures.answer import Refusal, Sheet
from figures.container import Way
from figures.document import Document
from figures.grid import Cells, Grid, Rows
from figures.limited import Failure, opened
from figures.numbers import Rounding
from figures.sheet_cells import SheetCells
from figures.sheet_column import SheetColumn
from written.place import Place, letters
from written.problem import Problem, Severity, did_you_mean
from written.record import dataclass

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
    if isinstance(answer, Refusal):
        return _refused(document, answer.message, answer.hint)
    chosen = _chosen(document, answer)
    if isinstance(chosen, Problem):
        return chosen
    problems = [problem for of in chosen for problem in _problems(document.file, of)]
    incomplete = frozenset(of.name for of in chosen if of.hidden_rows or of.unstored)
    return Opened(
        tuple(_grid(document.file, of) for of in chosen if of.columns is not None or of.rows), tuple(problems), incomplete
    )


def _refused(document: Document, message: str, hint: str) -> Problem:
    return Problem(Severity.FILE, Place(document.file), f"tiedostoa ei voitu avata: {message}", hint)


def _chosen(document: Document, of_sheets: Sequence[Sheet]) -> Sequence[Sheet] | Problem:
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


def _problems(file: str, of: Sheet) -> Iterable[Problem]:
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


def _grid(file: str, of: Sheet) -> Grid:
    if of.columns is None:
        texts = of.rows or ()
        rows = Rows(Cells(texts, ["\t".join(row).strip("\t") for row in texts]), range(len(texts)))
        return Grid(file, rows, len(rows), "\t", ends_with_newline=True)
    cells = SheetCells([SheetColumn(runs) for runs in of.columns], of.merged)
    rows = Rows(Cells(cells, cells.raws, even=cells.even()), range(len(cells)))
    return Grid(file, rows, len(rows), "\t", ends_with_newline=True, sheet=of.name, rounding=Rounding.TO_CENTS)
