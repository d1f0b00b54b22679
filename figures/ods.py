"""Hidden rows, error cells, formulas without a result and merged cells in the XML of an ods workbook."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.parsers import expat

from figures.marks import Cell, Marks
from figures.xlsx import plain_xml
from figures.zipped import Refused

_WORTH_A_LOOK = (b"visibility=", b"#", b"Err:", b"spanned=", b":formula=", b'display="false"')
_ERROR = re.compile(r"#[A-ZÄÖÅ/0-9]+[!?]?|Err:[0-9]{3}")
_ROWS, _COLUMNS = 1_048_576, 16_384


def marks(parts: Mapping[str, bytes]) -> tuple[Marks, ...]:
    """Return the marks of the sheets in the order of the workbook.

    Raises:
        Refused: a part has entities of its own, or is no XML.
    """
    for name, part in parts.items():
        if not name.startswith("META-INF/"):  # old programs give the manifest a DOCTYPE; nobody reads it
            plain_xml(name, part)
    content = next(part for name, part in parts.items() if name.casefold() == "content.xml")
    if not any(sign in content for sign in _WORTH_A_LOOK):
        return ()
    walk = _Walk()
    try:
        walk.parse(content)
    except expat.ExpatError:
        raise Refused("työkirjan XML on rikki", "avaa se ja tallenna uudelleen") from None
    return tuple(walk.found)


class _Walk:
    """The way through content.xml: which sheet, row and column the reader stands on."""

    def __init__(self) -> None:
        self.found: list[Marks] = []
        self.depth = 0  # tables inside a cell are no sheets
        self.row = self.column = 0
        self.hidden_groups: list[bool] = []
        self.cell: Cell | None = None
        self.formula = False
        self.text: list[str] = []
        self._begin()

    def _begin(self) -> None:
        self.row = self.column = 0
        self.hidden: set[int] = set()
        self.errors: list[tuple[Cell, str]] = []
        self.unstored: list[Cell] = []
        self.merged: list[tuple[Cell, Cell]] = []

    def parse(self, content: bytes) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters
        parser.Parse(content, True)

    def start(self, name: str, of: dict[str, str]) -> None:
        if name == "table:table":
            self.depth += 1
            if self.depth == 1:
                self._begin()
        elif self.depth != 1:
            return
        elif name == "table:table-row-group":
            self.hidden_groups.append(of.get("table:display") == "false")
        elif name == "table:table-row":
            self._row(of)
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._cell(of)

    def _row(self, of: dict[str, str]) -> None:
        self.column = 0
        self.height = _count(of.get("table:number-rows-repeated"), _ROWS)
        if of.get("table:visibility") in ("collapse", "filter") or any(self.hidden_groups):
            self.hidden.update(range(self.row, min(self.row + self.height, self.row + 10_000)))

    def _cell(self, of: dict[str, str]) -> None:
        self.cell = (self.row, self.column)
        wide = _count(of.get("table:number-columns-spanned"), _COLUMNS)
        high = _count(of.get("table:number-rows-spanned"), _ROWS)
        if wide > 1 or high > 1:
            self.merged.append((self.cell, (self.row + high - 1, self.column + wide - 1)))
        self.formula = "table:formula" in of and not any(key.startswith("office:") and key.endswith("value") for key in of)
        self.formula = self.formula and of.get("office:value-type") != "string"
        self.text = []
        self.column += _count(of.get("table:number-columns-repeated"), _COLUMNS)

    def characters(self, text: str) -> None:
        if self.cell is not None and self.depth == 1 and len(self.text) < 20:
            self.text.append(text)

    def end(self, name: str) -> None:
        if name == "table:table":
            if self.depth == 1:
                merged, errors = tuple(self.merged), tuple(self.errors)
                self.found.append(Marks(frozenset(self.hidden), frozenset(), errors, tuple(self.unstored), merged))
            self.depth -= 1
        elif self.depth != 1:
            return
        elif name == "table:table-row-group" and self.hidden_groups:
            self.hidden_groups.pop()
        elif name == "table:table-row":
            self.row += self.height
        elif name in ("table:table-cell", "table:covered-table-cell") and self.cell is not None:
            shown = "".join(self.text).strip()
            if _ERROR.fullmatch(shown):
                self.errors.append((self.cell, shown))
            elif self.formula and not shown:
                self.unstored.append(self.cell)
            self.cell = None


def _count(text: str | None, most: int) -> int:
    return min(int(text), most) if text is not None and text.isdecimal() and len(text) < 9 else 1
