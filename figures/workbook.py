"""A workbook to the columns of its sheets. Runs in the child that `figures/limited.py` starts."""

from __future__ import annotations

import datetime
import gc
import io
from array import array
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby
from typing import cast

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from figures import ods, xls, xlsx
from figures.answer import CELL, ROW, Run, Sheet
from figures.marks import Marks
from figures.shown import number
from figures.zipped import Refused, is_plain, packed, unzipped

_Value = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta
_OLE = b"\xd0\xcf\x11\xe0"
_MAX_CELLS = 20_000_000
_SCALES = {1: "k€", 2: "M€"}
_FEWEST = 64  # numbers one after the other that are worth a run of their own
_CONTROL = str.maketrans(dict.fromkeys((CELL, ROW), " "))


def sheets(data: bytes) -> tuple[Sheet, ...]:
    """Return the sheets of a workbook with their cells.

    Raises:
        Refused: it is no workbook, or one that is not opened.
    """
    gc.disable()  # there are many cells, and no cycles among them
    source, every = _opened(data)
    try:
        with CalamineWorkbook.from_filelike(source) as book:
            return tuple(_sheet(book, at, every) for at in range(len(book.sheets_metadata)))
    except PasswordError:
        raise Refused("se on suojattu salasanalla", "tallenna raportti ilman salasanaa") from None
    except CalamineError:
        raise Refused("työkirja on katkennut tai vioittunut", "avaa se Excelissä ja tallenna uudelleen") from None


def _opened(data: bytes) -> tuple[io.BytesIO, Sequence[Marks]]:
    """Return the file as calamine gets it, and what calamine does not tell of its sheets, in their order."""
    if data.startswith(_OLE):
        return io.BytesIO(data), xls.marks(data)
    parts = unzipped(data)
    names = {name.casefold() for name in parts}
    if parts.get("mimetype", b"").startswith(b"application/vnd.oasis.opendocument.spreadsheet") and "content.xml" in names:
        found = ods.marks(parts)
    elif "xl/workbook.xml" in names:
        found = xlsx.marks(parts)
    else:
        raise Refused(f"se on {_really(names)}", "tallenna raportti xlsx- tai CSV-muodossa")
    return io.BytesIO(data) if is_plain(data) else packed(parts), found


def _really(names: set[str]) -> str:
    for start, what in (
        ("word/", "Word-asiakirja (docx)"),
        ("ppt/", "PowerPoint-esitys (pptx)"),
        ("xl/", "Excelin binäärityökirja (xlsb)"),
        ("content.xml", "OpenDocument-asiakirja, ei laskentataulukko"),
    ):
        if any(name.startswith(start) for name in names):
            return what
    return "zip-pakattu tiedosto, ei työkirja"


def _sheet(book: CalamineWorkbook, at: int, every: Sequence[Marks]) -> Sheet:
    of = book.sheets_metadata[at]
    hidden = of.visible is not SheetVisibleEnum.Visible
    marks = every[at] if at < len(every) else Marks()
    if hidden or of.typ is not SheetTypeEnum.WorkSheet:
        return Sheet(of.name, hidden)
    sheet = book.get_sheet_by_index(at)
    _check_size(of.name, sheet.total_height, sheet.total_width)
    table = sheet.to_python(skip_empty_area=False)
    height = max((len(table), *(row + 1 for (row, _), _ in marks.errors)))
    width = max((len(table[0]) if table else 0, *(column + 1 for (_, column), _ in marks.errors)))
    _check_size(of.name, height, width)  # an error may stand where calamine sees no cell
    merged = tuple((*start, *end) for start, end in sheet.merged_cell_ranges or marks.merged)
    return Sheet(
        of.name,
        merged=merged,
        hidden_rows=tuple(sorted(row for row in marks.hidden_rows if row < len(table))),
        hidden_columns=tuple(sorted(marks.hidden_columns)),
        unstored=tuple(sorted(marks.unstored)),
        columns=tuple(tuple(_runs(column)) for column in zip(*_marked(table, marks, height, width), strict=True)),
    )


def _check_size(name: str, height: int, width: int) -> None:
    if height * width > _MAX_CELLS:
        raise Refused(f"taulukossa {name} on liikaa soluja", "poista turhat rivit ja sarakkeet taulukon lopusta")


def _marked(table: list[list[_Value]], marks: Marks, height: int, width: int) -> list[list[_Value]]:
    """Return the cells as they are seen: hidden rows are empty, errors shown, and numbers in thousands with their unit."""
    if table and width > len(table[0]):
        for row in table:
            row.extend([""] * (width - len(row)))
    table.extend([""] * width for _ in range(height - len(table)))
    for (at, column), power in marks.scaled:
        value = table[at][column] if at < height and column < width else ""
        if isinstance(value, int | float) and not isinstance(value, bool):
            table[at][column] = _scaled(number(value), power)
    for (at, column), text in marks.errors:
        table[at][column] = text
    for hidden in marks.hidden_rows:
        if hidden < height:
            table[hidden] = [""] * width
    return table


def _runs(column: Sequence[_Value]) -> Iterable[Run]:
    """Yield the cells of a column: long runs of numbers as numbers, what stands between them as texts."""
    kinds = list(map(type, column))
    start = 0
    for end, stop in _long_runs(kinds) if float in kinds else ():
        if end > start:
            yield _texts(column[start:end])
        yield array("d", cast("Sequence[float]", column[end:stop]))
        start = stop
    if start < len(column):
        yield _texts(column[start:])


def _long_runs(kinds: Sequence[type]) -> Iterable[tuple[int, int]]:
    """Yield where the long runs of numbers begin and end."""
    first = kinds.index(float)
    if kinds.count(float) == len(kinds) - first >= _FEWEST:  # most columns of numbers are such
        yield first, len(kinds)
        return
    at = 0
    for kind, run in groupby(kinds):
        length = len(list(run))
        if kind is float and length >= _FEWEST:
            yield at, at + length
        at += length


def _texts(column: Sequence[_Value]) -> Sequence[str]:
    if set(map(type, column)) == {str} and "".join(texts := cast("Sequence[str]", column)).isprintable():
        return texts
    return list(map(_text, column))


def _text(value: _Value) -> str:
    """Return a cell as text: a number plainly with a decimal comma, a date as a Finn writes it."""
    if isinstance(value, str):
        return value.strip() if value.isprintable() else value.strip().translate(_CONTROL)
    if isinstance(value, bool):
        return "TOSI" if value else "EPÄTOSI"
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, datetime.datetime):
        day = f"{value.day}.{value.month}.{value.year}"
        return day if value.time() == datetime.time() else f"{day} klo {value:%H.%M}"
    if isinstance(value, datetime.date):
        return f"{value.day}.{value.month}.{value.year}"
    return str(value)


def _scaled(text: str, power: int) -> str:
    """Return a number that its format shows in thousands or millions as it is seen: `900000` is `900 k€`.

    Its own unit keeps a note over the table (`1 000 €`) from counting it a thousand times over.
    """
    return f"{format(Decimal(text.replace(',', '.')).scaleb(-3 * power), 'f').replace('.', ',')} {_SCALES[power]}"
