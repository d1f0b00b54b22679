"""Workbooks made for the tests: xlsx by openpyxl or by hand, old xls by xlwt, ods by hand."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from html import escape

import openpyxl
import xlwt
from openpyxl.worksheet.worksheet import Worksheet

from figures.document import NO_HINTS, Document, Hints
from figures.reading import Reading
from figures.readings import readings

Value = str | int | float | None
Table = Sequence[Sequence[Value]]

JUNE: Table = (
    ("Koodi", "Nimi", "Rivi", "TA 2024", "Toteuma 1-6/2024"),
    ("1100", "Koulut", "Toimintatuotot", 50_000, 25_000),
    ("1100", "Koulut", "Toimintakulut", -1_000_000, -600_000.5),
    ("1100", "Koulut", "Toimintakate", -950_000, -575_000.5),
    ("1200", "Museo", "Toimintatuotot", 10_000, 5_000),
    ("1200", "Museo", "Toimintakulut", -500_000, -350_000),
    ("1200", "Museo", "Toimintakate", -490_000, -345_000),
)


def xlsx(sheets: Mapping[str, Table], change: Callable[[Mapping[str, Worksheet]], None] | None = None) -> bytes:
    """A workbook with a sheet for each table; `change` is done to the sheets by their names before it is saved."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, table in sheets.items():
        sheet = book.create_sheet(name)
        for row in table:
            sheet.append(row)
    if change is not None:
        change({sheet.title: sheet for sheet in book.worksheets})
    return _saved(book.save)


def xls(sheets: Mapping[str, Table], change: Callable[[Mapping[str, xlwt.Worksheet]], None] | None = None) -> bytes:
    """An old workbook."""
    book = xlwt.Workbook()
    made = {name: book.add_sheet(name) for name in sheets}
    for name, table in sheets.items():
        for at, row in enumerate(table):
            for column, value in enumerate(row):
                if value is not None:
                    made[name].write(at, column, value)
    if change is not None:
        change(made)
    return _saved(book.save)


def ods(sheets: Mapping[str, Table], content: Callable[[str], str] = str) -> bytes:
    """An OpenDocument workbook; `content` changes the text of its content.xml."""
    tables = "".join(
        f'<table:table table:name="{escape(name)}">{"".join(map(_ods_row, table))}</table:table>'
        for name, table in sheets.items()
    )
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
    )
    xml = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{names}><office:body><office:spreadsheet>'
        f"{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": kind, "content.xml": content(xml).encode(), "META-INF/manifest.xml": manifest})


def _ods_row(row: Sequence[Value]) -> str:
    return f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>"


def _ods_cell(value: Value) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, str):
        return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'


def zipped(parts: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return made.getvalue()


def changed(book: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one part changed by hand."""
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    return zipped({**parts, part: change(parts[part])})


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    made = io.BytesIO()
    save(made)
    return made.getvalue()


def document(data: bytes, hints: Hints = NO_HINTS, file: str = "raportti.xlsx") -> Document:
    return Document(file, "data/*", data, hashlib.sha256(data).hexdigest(), hints)


def read_file(data: bytes, hints: Hints = NO_HINTS, file: str = "raportti.xlsx") -> tuple[Reading, ...]:
    return readings(document(data, hints, file))
