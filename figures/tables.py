"""Where the tables of a report begin and end: heading rows are known by their words, whatever stands around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import Enum
from itertools import zip_longest

from budget.unit import Line
from figures.document import Hints, Role
from figures.grid import Grid, Row, Rows
from figures.headings import Heading, heading, is_time_only, label, line_of
from figures.vocabulary import OF_LINES, VALUES, Word
from figures.words import squeeze
from written.record import dataclass

_TEXT_ROLES = frozenset({Role.CODE, Role.NAME, Role.LINE})
_OF_UNITS = frozenset({Word.LINE, Word.GROUP, Word.UNIT, Word.NAME})


class TableKind(Enum):
    """What the rows of a table are about."""

    FIGURES = "figures"
    MEASURES = "measures"
    OTHER = "other"  # goals and the like: their digits are no figures


@dataclass(frozen=True, slots=True)
class Head:
    """A heading row: one heading for each cell, and the role that config gives to it."""

    row: Row
    kind: TableKind
    headings: tuple[Heading, ...]
    hinted: tuple[Role | None, ...]

    def words(self, *words: Word) -> tuple[int, ...]:
        """Return the indexes of the headings that are one of these words."""
        return tuple(at for at, of in enumerate(self.headings) if of.word in words)


@dataclass(frozen=True, slots=True)
class Table:
    """A heading row and the rows under it, to the next heading row or to what is clearly something else."""

    head: Head
    body: Rows


def tables(grid: Grid, hints: Hints) -> tuple[Table, ...]:
    """Return the tables of a file in their order."""
    heads = _heads(grid, hints)
    found: list[Table] = []
    for which, (_, last, head) in enumerate(heads):
        end = heads[which + 1][0] if which + 1 < len(heads) else len(grid.rows)
        body = grid.rows[last + 1 : end]
        found.append(Table(head, body[: _end(body)] if head.kind is TableKind.FIGURES else body))
    return tuple(found)


def _heads(grid: Grid, hints: Hints) -> list[tuple[int, int, Head]]:
    """Return the heading rows with the indexes of their first and last row: a heading may stand on two."""
    heads: list[tuple[int, int, Head]] = []
    matches = _Matches(hints)
    for row in _possible(grid.rows):
        at = row.at
        if len(row.cells) < 2 or (heads and at <= heads[-1][1]):
            continue
        head = _head(row, matches)
        if head is None:
            continue
        under = grid.rows[at + 1] if at + 1 < len(grid.rows) else None
        above = grid.rows[at - 1] if at and (not heads or at - 1 > heads[-1][1]) else None
        lower, upper = _lower_half(head, under), _upper_half(head, above)
        texts = lower or upper or row.cells
        joined = head if texts is row.cells else replace(head, headings=matches.headings(texts), hinted=matches.roles(texts))
        heads.append((at - (1 if upper and not lower else 0), at + (1 if lower else 0), joined))
    return heads


def _possible(rows: Rows) -> Iterator[Row]:
    """Yield the rows that may be headings: all of them but those that are found to be numbers by whole columns."""
    even, at = rows.of.even, 0
    while at < len(rows):
        end = even.without_headings(at) if even.start < at < even.stop else at
        if end == at:
            yield rows[at]
        at = max(end, at + 1)


class _Matches:
    """Which headings config names. A heading with more after it (its year) matches too, where no other matches whole."""

    def __init__(self, hints: Hints) -> None:
        self.keys = tuple((role, squeeze(text)) for role, text in hints.columns)

    def roles(self, texts: Sequence[str]) -> tuple[Role | None, ...]:
        roles: list[Role | None] = [None] * len(texts)
        keys = [squeeze(text) for text in texts] if self.keys else []
        for role, key in self.keys:
            whole = [at for at, of in enumerate(keys) if of == key]
            begun = [at for at, of in enumerate(keys) if _begins(of, key)]
            of_lines = [at for at, of in enumerate(keys) if self.line(of) is not None and key in of]
            for at in whole or of_lines or begun:
                roles[at] = role
        return tuple(roles)

    def headings(self, texts: Sequence[str]) -> tuple[Heading, ...]:
        """Return headings with the lines of those that only config knows."""
        found = tuple(heading(text) for text in texts)
        return tuple(replace(of, line=of.line or self.line(of.text)) for of in found) if self.keys else found

    def line(self, text: str) -> Line | None:
        """Return the line of a heading such as `Menot Sarake 1` where config names `Sarake 1`; None for any other."""
        of = squeeze(text)
        pairs = ((of.removesuffix(key), of.removeprefix(key)) for _, key in self.keys)
        found = (line_of(rest) for pair in pairs for rest in pair if rest != of)
        return next((line for line in found if line is not None), None)


def _begins(heading_key: str, key: str) -> bool:
    """Tell whether a heading is the key and more; a number goes on only with a year (`Tot 1-6`, never `Tot 1-60`)."""
    rest = heading_key.removeprefix(key)
    if not key or not rest or rest == heading_key:
        return False
    return not (key[-1].isdigit() and rest[0].isdigit()) or (len(rest) == 4 and rest.startswith("20"))


def _head(row: Row, matches: _Matches) -> Head | None:
    filled = row.filled
    if len(filled) < 2 or not _wordy(filled):
        return None
    headings = matches.headings(row.cells)
    hinted = matches.roles(row.cells)
    kind = _kind(headings, hinted, len(filled))
    return None if kind is None else Head(row, kind, headings, hinted)


def _wordy(filled: Sequence[str]) -> bool:
    """Tell whether most cells begin or end with a letter: a quick look that spares most rows of numbers."""
    left = len(filled) // 2  # cells that may be something else
    for cell in reversed(filled):  # the numbers of a row stand at its end
        if not (cell[-1].isalpha() or cell[0].isalpha() or cell[-1] in "%€)"):
            if not left:
                return False
            left -= 1
    return True


def _kind(headings: Sequence[Heading], hinted: Sequence[Role | None], filled: int) -> TableKind | None:
    words = [of.word for of in headings if of.word is not None]
    known = sum(1 for of, role in zip(headings, hinted, strict=True) if of.word is not None or role is not None or _is_month(of))
    values = sum(1 for word in words if word in VALUES) + sum(1 for role in hinted if role and role not in _TEXT_ROLES)
    goals = words.count(Word.GOAL)
    if words[:1] in ([Word.MEASURE], [Word.AREA]) and Word.MEASURE in words and values + goals >= 2 and goals < 2:
        return TableKind.MEASURES if known * 2 >= filled else TableKind.OTHER
    projects = Word.OTHER in words and not _OF_UNITS & set(words)
    if goals >= 2 or (goals and values < 2) or (projects and values):
        return TableKind.OTHER
    if known >= 2 and values and known * 2 >= filled:
        return TableKind.FIGURES
    return None


def _is_month(of: Heading) -> bool:
    """Tell whether a heading is only the name of a month: the columns of a year month by month."""
    return of.when is not None and of.when.alone and of.text[:1].isalpha()


def _lower_half(head: Head, under: Row | None) -> tuple[str, ...] | None:
    """Return the headings joined with the row under them: years and units of money, or lines under merged columns."""
    if under is None or not under.filled:
        return None
    if all(is_time_only(cell) for cell in under.filled):
        return _joined(head.row.cells, under.cells)
    start = _first_value(head)
    lines = [cell for cell in under.cells[start:] if cell]
    if len(lines) > 1 and all(line_of(cell) is not None or heading(cell).word is Word.IGNORED for cell in lines):
        return _joined((*head.row.cells[:start], *_spread(head.row.cells[start:], len(under.cells) - start)), under.cells)
    return None


def _upper_half(head: Head, above: Row | None) -> tuple[str, ...] | None:
    """Return the headings joined with the row above them: lines or years in merged cells over the columns."""
    start = _first_value(head)
    if above is None or len(above.cells) <= start:
        return None
    merged = [cell for cell in above.cells[start:] if cell]
    times = len(merged) > 1 and all(is_time_only(cell) for cell in merged) and all(of.when is None for of in head.headings)
    if not merged or not (times or all(line_of(cell) is not None for cell in merged)):
        return None
    return _joined((*("" for _ in range(start)), *_spread(above.cells[start:], len(head.row.cells) - start)), head.row.cells)


def _first_value(head: Head) -> int:
    """Return the index of the first column of numbers."""
    told = zip(head.headings, head.hinted, strict=True)
    return next(
        (at for at, (of, role) in enumerate(told) if of.word in OF_LINES or (role and role not in _TEXT_ROLES)),
        len(head.headings),
    )


def _spread(cells: Sequence[str], length: int) -> list[str]:
    """Return merged cells with the text of each over all the columns that it covers."""
    spread: list[str] = []
    for at in range(length):
        told = cells[at] if at < len(cells) else ""
        spread.append(told or (spread[-1] if spread else ""))
    return spread


def _joined(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    pairs = zip_longest(upper, lower, fillvalue="")
    return tuple(" ".join(f"{one} {two}".split()) for one, two in pairs)


def _end(body: Rows) -> int:
    """Return where the rows of figures end: at a row of words in many cells, which begins another kind of table."""
    even = body.of.even
    rows = even.within(body.at)
    for row in body.without(rows if even.has_numbers(rows) else range(0)):
        filled = row.filled
        if len(filled) < 3 or filled[-1][-1].isdigit():  # most rows of figures
            continue
        if not any(any(sign.isdigit() for sign in cell) for cell in filled) and not _is_row(filled):
            return row.at - body.at[0]
    return len(body)


def _is_row(filled: Sequence[str]) -> bool:
    return any(label(cell) is not None for cell in filled) or any(not any(c.isalpha() for c in cell) for cell in filled)
