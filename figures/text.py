"""Text to cells: lines, delimiter and quotes. Every cell keeps its row as an editor counts lines, and its column."""

from __future__ import annotations

import re
from collections.abc import Sequence

from figures.decode import decode
from figures.document import Document, Hints
from figures.grid import Cells, Grid, Rows, balanced, split
from figures.headings import heading
from figures.words import squeeze
from written.problem import Problem

DELIMITERS = (";", "\t", ",", "|")
_LINE_END = re.compile(r"\r\n|\r|\n")
_SEPARATOR = re.compile(r'"?sep=(.)"?', re.I)
_SPACES = " \u00a0\u202f\u2009\f\ufeff\t\n\r"
_LONGEST_QUOTE = 10  # lines that one quoted cell may span
_WIDEST_HEADING = 40  # signs of a heading on the average: longer ones are prose with commas in it
_LOOKED_AT = (300, 20_000)  # lines that are looked at to find the delimiter; the second, where the first do not tell it
_SURE = 4  # headings on one line that leave no doubt


def grid(document: Document, between: str | None = None) -> Grid | Problem:
    """Return the rows and cells of a text file, or the problem that refuses it.

    Args:
        document: the file.
        between: what stands between its cells, unless the file itself says so; None to find it out.
    """
    decoded = decode(document.data, document.file, document.hints.encoding)
    if isinstance(decoded, Problem):
        return decoded
    text = decoded.text.rstrip("\x1a")
    lines = _LINE_END.split(text) if "\r" in text else text.split("\n")
    ends = lines[-1] == ""
    if ends:
        lines.pop()
    told = _SEPARATOR.fullmatch(lines[0].strip("\ufeff ")) if lines else None
    if lines and lines[0].strip().casefold() in ("sep=", "sep=\t") and "\t" in lines[0]:
        told = re.fullmatch(r"(?i)sep=(.)", lines[0].strip(" "))
    delimiter = told[1] if told else between or find_delimiter(lines, document.hints)
    rows = _rows(text, lines, delimiter)
    return Grid(document.file, rows, len(lines), delimiter, ends, decoded.problems)


def find_delimiter(lines: Sequence[str], hints: Hints) -> str:
    """Return the delimiter that makes the most known headings on one line."""
    own = frozenset(squeeze(text) for _, text in hints.columns)
    best, most = "\t" if any("\t" in line for line in lines) else ";", (0, 0)
    for end in _LOOKED_AT:
        for delimiter in DELIMITERS:
            counts = [_known(line, delimiter, own) for line in lines[:end] if delimiter in line]
            score = (max(counts, default=0), sum(counts))
            if score[0] >= 2 and score > most:
                best, most = delimiter, score
        if most[0] >= _SURE:
            break
    return best


def _known(line: str, delimiter: str, own: frozenset[str]) -> int:
    cells = line.split(delimiter)
    if len(cells) > 200 or len(line) > _WIDEST_HEADING * len(cells):
        return 0
    return sum(1 for cell in cells if _is_known(cell.strip().strip('"'), own))


def _is_known(cell: str, own: frozenset[str]) -> bool:
    if not 1 < len(cell) <= 60 or not any(sign.isalpha() for sign in cell):
        return False
    return heading(cell).word is not None or squeeze(cell) in own


def _padding(text: str, delimiter: str) -> str:
    """Return the signs that may stand around a cell, none where cells, delimiters and lines touch everywhere."""
    around = _SPACES.replace(delimiter, "").replace("\n", "").replace("\r", "")
    edges = (delimiter, "\n", "\r")
    touching = any(sign + edge in text or edge + sign in text for sign in around if sign in text for edge in edges)
    return around if touching or text[:1] in around or text[-1:] in around else ""


def _rows(text: str, lines: Sequence[str], delimiter: str) -> Rows:
    padding = _padding(text, delimiter)
    if '"' not in text:
        return _of(Cells([_split(line, delimiter, padding) for line in lines], lines))
    cells: list[list[str]] = []
    raws: list[str] = []
    heights: dict[int, int] = {}
    at = 0
    while at < len(lines):
        raw, height = lines[at], 1
        if '"' in raw:
            height = _height(lines, at, delimiter)
            raw = "\n".join(lines[at : at + height])
            cells.append([_unquoted(piece) for piece in split(raw, delimiter)])
        else:
            cells.append(_split(raw, delimiter, padding))
        if height > 1:
            heights[len(raws)] = height
        raws.append(raw)
        at += height
    return _of(Cells(cells, raws, heights))


def _of(cells: Cells) -> Rows:
    return Rows(cells, range(len(cells.raws)))


def _split(line: str, delimiter: str, padding: str) -> list[str]:
    """Return the cells of a line without what stands around them; delimiters that are spaces too stay at its ends."""
    return [piece.strip(padding) for piece in line.split(delimiter)] if padding else line.split(delimiter)


def _height(lines: Sequence[str], at: int, delimiter: str) -> int:
    """Return how many lines the row that begins at a line spans: more than one where a quoted cell goes on."""
    for height in range(1, min(_LONGEST_QUOTE, len(lines) - at) + 1):
        pieces = split("\n".join(lines[at : at + height]), delimiter)
        last = pieces[-1].lstrip()
        if not last.startswith('"') or _closes(last):
            # A quoted cell over lines that holds the delimiter is more likely a lost quote than a name.
            grown = [piece for piece in pieces if "\n" in piece]
            return height if all(piece.lstrip().startswith('"') and delimiter not in piece for piece in grown) else 1
        if delimiter in last:
            return 1
    return 1


def _closes(piece: str) -> bool:
    inner = piece.strip()[1:]
    return inner.endswith('"') and (len(inner) - len(inner.rstrip('"'))) % 2 == 1


def _unquoted(piece: str) -> str:
    stripped = piece.strip(_SPACES)
    if stripped and stripped[0] == '"' and balanced(stripped):
        return stripped[1:-1].replace('""', '"').strip()
    return stripped
