"""The text of a digital PDF as rows of cells, by where its words stand. Runs in the child that `figures/limited.py` starts."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from figures.answer import Sheet
from figures.headings import heading
from figures.zipped import Refused
from written.record import dataclass

_MAX_PAGES = 300
_SPACE = 0.65  # of a word's height: a wider gap begins a new cell
_SPACE_IN_NUMBER = 0.42  # a wider gap between two numbers does so too: columns may stand close
_PARAGRAPH = 0.8  # of a word's height: a wider gap between lines is an empty row


@dataclass(frozen=True, slots=True)
class Box:
    """A text and where it stands on its page, in points from the upper left corner."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    @property
    def is_number(self) -> bool:
        """Whether it is a number or a share, as amounts are."""
        return any(sign.isdigit() for sign in self.text) and not any(sign.isalpha() for sign in self.text)


Line = tuple[Box, ...]


def pages(data: bytes) -> tuple[Sheet, ...]:
    """Return the rows of all pages.

    Raises:
        Refused: pdfplumber is not installed, or the file is broken, locked, too long, or pictures alone.
    """
    try:
        import pdfplumber
        from pdfplumber.utils.exceptions import PdfminerException
    except ImportError:
        raise Refused(
            "se on PDF, eikä PDF-lukijaa ole asennettu",
            "asenna lukija komennolla make install-pdf, tai tallenna raportti xlsx- tai CSV-muodossa",
        ) from None
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            if len(document.pages) > _MAX_PAGES:
                raise Refused(f"PDF:ssä on yli {_MAX_PAGES} sivua", "jaa raportti osiin")
            words = [_words(page.extract_words()) for page in document.pages]
    except PdfminerException as error:
        locked = "Password" in type(error.args[0]).__name__ if error.args else False
        what = "se on suojattu salasanalla" if locked else "PDF on katkennut tai vioittunut"
        raise Refused(what, "tallenna raportti ilman salasanaa xlsx- tai CSV-muodossa") from None
    if not any(words):
        raise Refused("PDF:ssä on vain kuvia, ei tekstiä", "pyydä raportti digitaalisena PDF:nä, xlsx- tai CSV-muodossa")
    return (Sheet(None, rows=tuple(row for page in words for row in (*rows_of_page(page), ()))),)


def _words(found: Iterable[dict[str, object]]) -> list[Box]:
    def point(of: dict[str, object], key: str) -> float:
        return float(str(of[key]))

    return [Box(str(of["text"]), *(point(of, key) for key in ("x0", "x1", "top", "bottom"))) for of in found]


def rows_of_page(words: Sequence[Box]) -> list[tuple[str, ...]]:
    """Return the rows of a page: words to lines, lines to cells, cells to the columns of their table."""
    rows: list[tuple[str, ...]] = []
    bottom: float | None = None
    for table in _tables([_cells(line) for line in _lines(words)]):
        bands = _bands(table)
        for line in table:
            top, height = line[0].top, line[0].bottom - line[0].top
            if bottom is not None and top - bottom > _PARAGRAPH * height:
                rows.append(())
            bottom = max(box.bottom for box in line)
            rows.append(_in_columns(line, bands))
    return rows


def _lines(words: Iterable[Box]) -> list[list[Box]]:
    """Return the words that stand on one line: their middles are in the height of the line's first word."""
    lines: list[list[Box]] = []
    for word in sorted(words, key=lambda word: (word.top + word.bottom, word.left)):
        middle = (word.top + word.bottom) / 2
        if lines and lines[-1][0].top <= middle <= lines[-1][0].bottom:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word.left) for line in lines]


def _cells(line: Sequence[Box]) -> Line:
    cells: list[Box] = []
    for word in line:
        if cells and word.left - cells[-1].right <= _gap(cells[-1], word):
            last = cells[-1]
            cells[-1] = Box(
                f"{last.text} {word.text}", last.left, word.right, min(last.top, word.top), max(last.bottom, word.bottom)
            )
        else:
            cells.append(word)
    return tuple(cells)


def _gap(cell: Box, word: Box) -> float:
    share = _SPACE_IN_NUMBER if cell.is_number and word.is_number else _SPACE
    return share * (word.bottom - word.top)


def _tables(lines: Iterable[Line]) -> list[list[Line]]:
    """Part the lines of a page at heading rows: each table has columns of its own."""
    tables: list[list[Line]] = []
    for line in lines:
        if not tables or sum(1 for box in line if heading(box.text).word is not None) >= 2:
            tables.append([])
        tables[-1].append(line)
    return tables


def _bands(table: Sequence[Line]) -> list[tuple[float, float]]:
    """Return the columns of a table from left to right: what the cells of its headings and rows of numbers cover."""
    boxes = [box for at, line in enumerate(table) if len(line) > 1 and (at == 0 or line[-1].is_number) for box in line]
    bands: list[tuple[float, float]] = []
    for box in sorted(boxes, key=lambda box: box.left):
        if bands and box.left <= bands[-1][1]:
            bands[-1] = (bands[-1][0], max(bands[-1][1], box.right))
        else:
            bands.append((box.left, box.right))
    return bands


def _in_columns(line: Line, bands: Sequence[tuple[float, float]]) -> tuple[str, ...]:
    """Return the cells of a line in the columns of its table; a line of one text stands in the first."""
    if len(line) == 1 and not line[0].is_number:
        return (line[0].text,)
    cells = [""] * max(1, len(bands))
    for box in line:
        at = max(range(len(bands)), key=lambda at: min(box.right, bands[at][1]) - max(box.left, bands[at][0]), default=0)
        between = " | " if cells[at] and box.is_number else " "  # two numbers in one cell must not become one
        cells[at] = f"{cells[at]}{between}{box.text}".strip()
    return tuple(cells)
