"""Tables beside the rules: the bytes of a file to its cells."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

from figures.container import Way, way
from figures.decode import decode
from figures.document import Document
from figures.grid import Grid
from figures.text import DELIMITERS, grid
from written.place import Place
from written.problem import Problem, Severity
from written.table import Cell, Sheet, Table

MAX_BYTES = 5_000_000

_SEPARATOR = re.compile(r'"?sep=.?"?', re.I)


def table(path: str, file: str, data: bytes) -> Table:
    """Return the cells of a table. Never raises: why it could not be read stands in `problem`.

    Args:
        path: where it lies beneath the rules folder.
        file: the name that its reader knows.
        data: the bytes of the file.
    """
    if len(data) > MAX_BYTES:
        problem = Problem(Severity.ERROR, Place(file), "taulukko on yli 5 Mt", "poista taulukosta muu kuin rajat tai vastuut")
        return Table(path, file, (), problem=problem)
    document = Document(file, file, data, hashlib.sha256(data).hexdigest())
    how = way(data)
    read = _of_text(document) if how is None else _of_workbook(document, how)
    if isinstance(read, Problem):
        hint = "tallenna taulukko uudelleen xlsx- tai CSV-muodossa"
        return Table(path, file, (), problem=replace(read, severity=Severity.ERROR, hint=hint))
    return replace(read, path=path)


def _of_text(document: Document) -> Table | Problem:
    decoded = decode(document.data, document.file, None)
    if isinstance(decoded, Problem):
        return decoded
    lines = tuple(re.split(r"\r\n|\r|\n", decoded.text))
    cells = grid(document, _delimiter(lines))
    return cells if isinstance(cells, Problem) else Table("", document.file, (_sheet(cells),), lines)


def _delimiter(lines: tuple[str, ...]) -> str:
    """Return the sign that the headings are separated with: what comes most often on the first line that holds something."""
    head = next((line for line in lines if line.strip()), "")
    return max(DELIMITERS, key=head.count)


def _of_workbook(document: Document, how: Way) -> Table | Problem:
    if how is Way.PDF:
        return Problem(Severity.FILE, Place(document.file), "tiedosto ei ole taulukko: se on PDF-tiedosto")
    from figures.sheets import sheets

    opened = sheets(document, how)
    if isinstance(opened, Problem):
        return opened
    found = (replace(_sheet(cells), is_whole=cells.sheet not in opened.incomplete) for cells in opened.grids)
    return Table("", document.file, tuple(found))


def _sheet(cells: Grid) -> Sheet:
    rows = [row for row in cells.rows if row.filled and not _SEPARATOR.fullmatch(row.raw.strip())]
    return Sheet(
        cells.sheet,
        tuple(tuple(Cell(text, cells.place(row, at), max(1, len(text))) for at, text in enumerate(row.cells)) for row in rows),
    )
