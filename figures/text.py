"""Text to cells: lines, delimiter and quotes. Every cell keeps its row as an editor counts lines, and its column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import repeat
from operator import add
from typing import overload

from figures.decode import decode
from figures.document import Document, Hints
from figures.even import Even, Texts, longest
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
_SAMPLE = 10_000  # cells that are looked at for spaces around them
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
    best, most = None, (0, 0)
    for end in _LOOKED_AT:
        for delimiter in DELIMITERS:
            counts = [_known(line, delimiter, own) for line in lines[:end] if delimiter in line]
            score = (max(counts, default=0), sum(counts))
            if score[0] >= 2 and score > most:
                best, most = delimiter, score
        if most[0] >= _SURE:
            break
    return best or ("\t" if any("\t" in line for line in lines) else ";")


def _known(line: str, delimiter: str, own: frozenset[str]) -> int:
    cells = line.split(delimiter)
    if len(cells) > 200 or len(line) > _WIDEST_HEADING * len(cells):
        return 0
    return sum(1 for cell in cells if _is_known(cell.strip().strip('"'), own))


def _is_known(cell: str, own: frozenset[str]) -> bool:
    if not 1 < len(cell) <= 60 or cell.lower() == cell.upper():
        return False
    return heading(cell).word is not None or squeeze(cell) in own


class _Split(Sequence[Sequence[str]]):
    """The cells of lines without quotes, split when somebody asks for a row."""

    def __init__(self, lines: Sequence[str], delimiter: str) -> None:
        self._lines = lines
        self._delimiter = delimiter
        self._around = _SPACES.replace(delimiter, "")

    @overload
    def __getitem__(self, index: int) -> Sequence[str]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Sequence[str]]: ...
    def __getitem__(self, index: int | slice) -> Sequence[str] | Sequence[Sequence[str]]:
        if isinstance(index, slice):
            return _Split(self._lines[index], self._delimiter)
        return [piece.strip(self._around) for piece in self._lines[index].split(self._delimiter)]

    def __len__(self) -> int:
        return len(self._lines)

    def even(self) -> Even:
        """Return the rows that can be read by columns."""
        run = longest(map(add, map(str.count, self._lines, repeat(self._delimiter)), repeat(1)))
        if not run:
            return Even(0, 0, ())
        cells = self._delimiter.join(self._lines[run.start : run.stop]).split(self._delimiter)
        if any(cell != cell.strip(self._around) for cell in cells[:_SAMPLE]):
            cells = [cell.strip(self._around) for cell in cells]
        width = len(cells) // len(run)
        return Even(run.start, run.stop, [Texts(cells[at::width]) for at in range(width)])


def _rows(text: str, lines: Sequence[str], delimiter: str) -> Rows:
    if '"' not in text:
        split_lines = _Split(lines, delimiter)
        return _of(Cells(split_lines, lines, even=split_lines.even()))
    cells: list[Sequence[str]] = []
    raws: list[str] = []
    heights: dict[int, int] = {}
    plain = _Split(lines, delimiter)
    at = 0
    while at < len(lines):
        raw, height = lines[at], 1
        if '"' in raw:
            height = _height(lines, at, delimiter)
            raw = "\n".join(lines[at : at + height])
        cells.append([_unquoted(piece) for piece in split(raw, delimiter)] if '"' in raw else plain[at])
        if height > 1:
            heights[len(raws)] = height
        raws.append(raw)
        at += height
    return _of(Cells(cells, raws, heights))


def _of(cells: Cells) -> Rows:
    return Rows(cells, range(len(cells.raws)))


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
