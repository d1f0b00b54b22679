"""A workbook to the cells of its sheets, as text. Runs in the child that `figures/limited.py` starts."""

from __future__ import annotations

import datetime
import io
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from figures import ods, xls, xlsx
from figures.marks import Marks
from figures.zipped import Refused, packed, unzipped

CELL, ROW, SHEET = "\x1f", "\x1e", "\x1d"
"""What stands between cells, rows and sheets of the answer; XML cannot hold them, and other cells lose them."""

_Value = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta
_OLE = b"\xd0\xcf\x11\xe0"
_MAX_CELLS = 20_000_000
_SCALES = {1: "k€", 2: "M€"}
_EXACT = 15  # signs of the shortest text of a number that cannot have more digits than Excel shows
_SEPARATORS = str.maketrans(dict.fromkeys((CELL, ROW, SHEET), " "))


def sheets(data: bytes) -> str:
    """Return a line of JSON about the sheets and then the cells of each.

    Raises:
        Refused: it is no workbook, or one that is not opened.
    """
    source, every = _opened(data)
    try:
        with CalamineWorkbook.from_filelike(source) as book:
            pieces = [_sheet(book, at, every) for at in range(len(book.sheets_metadata))]
    except PasswordError:
        raise Refused("se on suojattu salasanalla", "tallenna raportti ilman salasanaa") from None
    except CalamineError:
        raise Refused("työkirja on katkennut tai vioittunut", "avaa se Excelissä ja tallenna uudelleen") from None
    about = json.dumps({"sheets": [piece[0] for piece in pieces]})
    return SHEET.join((about, *(piece[1] for piece in pieces)))


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
    return packed(parts), found


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


def _sheet(book: CalamineWorkbook, at: int, every: Sequence[Marks]) -> tuple[dict[str, object], str]:
    """Return what is to be known of a sheet besides its cells, and the cells."""
    of = book.sheets_metadata[at]
    hidden = of.visible is not SheetVisibleEnum.Visible
    marks = every[at] if at < len(every) else Marks()
    if hidden or of.typ is not SheetTypeEnum.WorkSheet:
        return {"name": of.name, "hidden": hidden, "cells": False}, ""
    sheet = book.get_sheet_by_index(at)
    if sheet.total_height * sheet.total_width > _MAX_CELLS:
        raise Refused(f"taulukossa {of.name} on liikaa soluja", "poista turhat rivit ja sarakkeet taulukon lopusta")
    table = sheet.to_python(skip_empty_area=False)
    merged = [[*start, *end] for start, end in sheet.merged_cell_ranges or marks.merged]
    about = {
        "name": of.name,
        "hidden": False,
        "cells": True,
        "merged": merged,
        "hidden_rows": sorted(row for row in marks.hidden_rows if row < len(table)),
        "hidden_columns": sorted(marks.hidden_columns),
        "unstored": sorted(marks.unstored),
    }
    return about, ROW.join(_rows(table, marks))


def _rows(table: list[list[_Value]], marks: Marks) -> Iterable[str]:
    errors: dict[int, list[tuple[int, str]]] = {}
    for (row, column), text in marks.errors:
        errors.setdefault(row, []).append((column, text))
    scaled: dict[int, list[tuple[int, int]]] = {}
    for (row, column), power in marks.scaled:
        scaled.setdefault(row, []).append((column, power))
    table.extend([] for _ in range(max(errors, default=-1) + 1 - len(table)))
    for at, values in enumerate(table):
        if at in marks.hidden_rows:
            yield ""
            continue
        cells = [number(value) if value.__class__ is float else _text(value) for value in values]
        for column, power in scaled.get(at, ()):
            if column < len(values) and type(values[column]) in (int, float):
                cells[column] = _shown(cells[column], power)
        for column, text in errors.get(at, ()):
            cells.extend("" for _ in range(column + 1 - len(cells)))
            cells[column] = text
        yield CELL.join(cells)


def _text(value: _Value) -> str:
    """Return a cell as text: a number plainly with a decimal comma, a date as a Finn writes it."""
    if isinstance(value, str):
        return value.strip() if value.isprintable() else value.strip().translate(_SEPARATORS)
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


def _shown(text: str, power: int) -> str:
    """Return a number that its format shows in thousands or millions as it is seen: `900000` is `900 k€`.

    Its own unit keeps a note over the table (`1 000 €`) from counting it a thousand times over.
    """
    return f"{format(Decimal(text.replace(',', '.')).scaleb(-3 * power), 'f').replace('.', ',')} {_SCALES[power]}"


def number(value: float) -> str:
    """Return a number with the fifteen digits that Excel shows: `0.1 + 0.2` is `0,3`, and 1234567.0 is `1234567`."""
    text = repr(value)
    if len(text) > _EXACT or "e" in text:
        text = f"{value:.15g}"
        if "e" in text:
            text = format(Decimal(text), "f")
    elif text.endswith(".0"):
        text = text[:-2]
    return text.replace(".", ",")
