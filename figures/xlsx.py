"""Hidden rows, error cells and formulas without a result in the XML of an xlsx workbook."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from html import unescape

from figures.marks import Cell, Marks
from figures.zipped import Refused

_N = rb"(?:[A-Za-z_][\w.-]*:)?"  # a prefix of a namespace
_SHEET = re.compile(rb"<" + _N + rb"sheet\s([^<>]*)>")
_RELATION = re.compile(rb"<" + _N + rb"Relationship\s([^<>]*)>")
_ATTRIBUTE = re.compile(rb"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_ROW = re.compile(rb"<" + _N + rb"row\b([^<>]*)>")
_COLUMN = re.compile(rb"<" + _N + rb"col\s([^<>]*)>")
_VALUE = rb"<" + _N + rb"v\b[^<>]*>([^<]*)</"
_ERROR = re.compile(
    rb"<"
    + _N
    + rb"c\b([^<>]*\bt\s*=\s*[\"']e[\"'][^<>]*)>(?:\s*<"
    + _N
    + rb"f\b[^<>]*>(?:[^<]*</"
    + _N
    + rb"f>)?)?\s*(?:"
    + _VALUE
    + rb")?"
)
_UNSTORED = re.compile(
    rb"<" + _N + rb"c\b([^<>]*)>\s*<" + _N + rb"f\b[^<>]*(?:/>|>[^<]*</" + _N + rb"f>)\s*"
    rb"(?:<" + _N + rb"v\s*/>|<" + _N + rb"v>\s*</" + _N + rb"v>)?\s*</" + _N + rb"c>"
)  # fmt: skip
_CELL = re.compile(rb"<" + _N + rb"c\b([^<>]*\bs\s*=[^<>]*[^<>/])>")
_FORMAT = re.compile(rb"<" + _N + rb"numFmt\s([^<>]*)>")
_STYLES = re.compile(rb"<" + _N + rb"cellXfs\b.*?</" + _N + rb"cellXfs>", re.S)
_STYLE = re.compile(rb"<" + _N + rb"xf\b([^<>]*)>")
_NOT_DIGITS = re.compile(r'"[^"]*"|\\.|_.|\[[^\]]*\]')
_SCALED = re.compile(r"[0#?](,{1,2})(?![0#?,])")  # `#,##0,` shows thousands
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_TRIES = 1_000
_TRUE = ("1", "true", "on")


def marks(parts: Mapping[str, bytes]) -> tuple[Marks, ...]:
    """Return the marks of the sheets in the order of the workbook.

    Raises:
        Refused: a part has entities of its own, or is not in UTF-8.
    """
    by_name = {name.casefold(): part for name, part in parts.items()}
    for name, part in by_name.items():
        plain_xml(name, part)
    targets = {
        of.get("Id", ""): of.get("Target", "")
        for of in map(_attributes, _RELATION.findall(by_name.get("xl/_rels/workbook.xml.rels", b"")))
    }
    scales = _scales(by_name.get("xl/styles.xml", b""))
    found = []
    for of in map(_attributes, _SHEET.findall(by_name["xl/workbook.xml"])):
        relation = next((value for key, value in of.items() if key.rpartition(":")[2] == "id"), "")
        path = posixpath.normpath(posixpath.join("/xl", targets.get(relation, "")))[1:]
        found.append(_of_sheet(by_name.get(path.casefold(), b""), scales))
    return tuple(found)


def plain_xml(name: str, part: bytes) -> None:
    """Refuse what a package of plain data never has: entities that grow, and encodings that hide them.

    Raises:
        Refused: the part is not plain XML in UTF-8.
    """
    if b"!" in part and (b"<!DOCTYPE" in part or b"<!ENTITY" in part):
        raise Refused(
            f"osassa {name[:60]} on omia XML-määrittelyjä, joita ei lueta", "avaa työkirja Excelissä ja tallenna uudelleen"
        )
    if part.startswith((b"\xff\xfe", b"\xfe\xff", b"\0<", b"<\0")):
        raise Refused(f"osa {name[:60]} ei ole UTF-8-merkistöä", "avaa työkirja Excelissä ja tallenna uudelleen")


def _attributes(tag: bytes) -> dict[str, str]:
    found = _ATTRIBUTE.findall(tag)
    return {name.decode("utf-8", "replace"): unescape((one or other).decode("utf-8", "replace")) for name, one, other in found}


def _of_sheet(xml: bytes, scales: Mapping[str, int]) -> Marks:
    hidden = _holds(xml, b"hidden", b"h")
    return Marks(
        frozenset(_hidden_rows(xml)) if hidden else frozenset(),
        frozenset(_hidden_columns(xml)) if hidden else frozenset(),
        tuple(_errors(xml)),
        tuple(_unstored(xml)) if _holds(xml, b"<f", b"f") or _holds(xml, b":f", b"f") else (),
        scaled=tuple(_scaled(xml, scales)) if scales else (),
    )


def _holds(xml: bytes, word: bytes, letter: bytes) -> bool:
    """Tell whether a word stands in a sheet, by one of its letters that most sheets hardly have: that is found much faster."""
    before = word.index(letter)
    at = xml.find(letter)
    for _ in range(_TRIES):
        if at < 0 or xml.startswith(word, at - before):
            return at >= 0
        at = xml.find(letter, at + 1)
    return word in xml


def _scales(xml: bytes) -> dict[str, int]:
    """Return the styles whose number format shows thousands (1) or millions (2) of what a cell holds."""
    powers = {
        of.get("numFmtId"): len(found[1])
        for of in map(_attributes, _FORMAT.findall(xml))
        if (found := _SCALED.search(_NOT_DIGITS.sub("", of.get("formatCode", "")).partition(";")[0]))
    }
    styles = _STYLES.search(xml) if powers else None
    numbers = (_attributes(tag).get("numFmtId") for tag in _STYLE.findall(styles[0])) if styles else ()
    return {str(at): powers[number] for at, number in enumerate(numbers) if number in powers}


def _scaled(xml: bytes, scales: Mapping[str, int]) -> Iterable[tuple[Cell, int]]:
    for tag in _CELL.findall(xml):
        power = scales.get(_attributes(tag).get("s", ""))
        if power is not None:
            yield _cell(tag), power


def _hidden_rows(xml: bytes) -> Iterable[int]:
    number = 0
    for tag in _ROW.findall(xml):
        of = _attributes(tag) if b"hidden" in tag or b" r=" in tag or b" r " in tag else {}
        told = of.get("r", "")
        number = int(told) if told.isdecimal() and len(told) <= 7 else number + 1
        if of.get("hidden", "").casefold() in _TRUE:
            yield number - 1


def _hidden_columns(xml: bytes) -> Iterable[int]:
    for of in map(_attributes, _COLUMN.findall(xml)):
        first, last = of.get("min", ""), of.get("max", "")
        if of.get("hidden", "").casefold() in _TRUE and first.isdecimal() and last.isdecimal():
            yield from range(int(first) - 1, min(int(last), 200))


def _errors(xml: bytes) -> Sequence[tuple[Cell, str]]:
    if b"#" not in xml or (b'"e"' not in xml and b"'e'" not in xml):
        return ()
    return [
        (_cell(found[1]), unescape((found[2] or b"").decode("utf-8", "replace")) or "#ARVO!") for found in _ERROR.finditer(xml)
    ]


def _unstored(xml: bytes) -> Iterable[Cell]:
    for found in _UNSTORED.finditer(xml):
        if _attributes(found[1]).get("t") not in ("str", "e"):
            yield _cell(found[1])


def _cell(tag: bytes) -> Cell:
    found = _REFERENCE.fullmatch(_attributes(tag).get("r", ""))
    if found is None:
        raise Refused("taulukon soluilla ei ole osoitteita", "avaa työkirja Excelissä ja tallenna uudelleen")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1
