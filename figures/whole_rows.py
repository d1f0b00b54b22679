"""The rows of a long table that tell everything themselves, unit and line, taken by whole columns; the others are walked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import compress

from budget.unit import Line, UnitCode
from figures import codes
from figures.columns import Columns
from figures.grid import Row, Rows
from figures.headings import is_total, label
from figures.lines import Lines
from figures.words import are_clean, clean
from written.record import dataclass

_MANY = 10  # of so many rows one may have to be walked


@dataclass(frozen=True, slots=True)
class TextColumns:
    """Where a long table has its words; None for a column that it does not have."""

    code: int | None
    name: int | None
    line: int
    group: int | None


@dataclass(frozen=True, slots=True)
class WholeRows:
    """Rows one after the other that tell their unit and line.

    `lines` are those with amounts, None where no row has any; `names` each unit and name once; `last` the unit of the last row.
    """

    lines: Lines | None
    names: Sequence[tuple[UnitCode, str]]
    last: codes.Unit


def pieces(body: Rows, columns: Columns, at: TextColumns) -> Iterator[Row | WholeRows]:
    """Yield the rows of a table in their order, those that tell everything themselves many at a time."""
    run = body.of.even.within(body.at)
    whole = _Whole(body, columns, at, run) if run and at.code is not None else None
    others = range(0) if whole is None else whole.others
    if whole is None or len(others) * _MANY > len(run):
        yield from body
        return
    yield from body.without(range(run.start, body.at[-1] + 1))
    start = run.start
    for other in (*others, run.stop):
        if other > start:
            yield whole.rows(range(start, other))
        if other < run.stop:
            yield body.of.row(other)
        start = other + 1
    yield from body.without(range(body.at[0], run.stop))


class _Whole:
    """What the words of a table mean, each different text looked at once."""

    def __init__(self, body: Rows, columns: Columns, at: TextColumns, run: range) -> None:
        even = body.of.even
        self.body = body
        self.columns = columns
        self.run = run
        self.codes = even.texts(at.code or 0, run)
        self.words = even.texts(at.line, run)
        self.group_words = None if at.group is None else even.texts(at.group, run)
        different, words = set(self.codes), set(self.words)
        self.units, self.names_of_codes = _units(different)
        self.labels = {text: found for text in words if (found := label(clean(text))) is not None}
        self.names = None if at.name is None else _cleaned(even.texts(at.name, run))
        self.others = () if len(self.units) == len(different) and len(self.labels) == len(words) else self._others()

    def _others(self) -> Sequence[int]:
        """Return the rows that do not tell everything: without a code, sums, rows whose line is not known."""
        told = zip(self.run, self.codes, self.words, strict=True)
        return [at for at, code, word in told if code not in self.units or word not in self.labels]

    def rows(self, at: range) -> WholeRows:
        """Return some of the rows, of which each tells everything."""
        own = slice(at.start - self.run.start, at.stop - self.run.start)
        told = self.codes[own]
        units = list(map(self.units.__getitem__, told))
        names = self.names[own] if self.names is not None else [""] * len(at)
        if self.names_of_codes:
            names = [self.names_of_codes.get(text) or name for text, name in zip(told, names, strict=True)]
        pairs = dict.fromkeys(zip(units, names, strict=True))
        lines = list(map({text: of.line for text, of in self.labels.items()}.__getitem__, self.words[own]))
        filled = self.body.of.even.filled([of.index for of in self.columns.values], at)
        found: Lines | None = None
        if any(filled):
            whole = all(filled)
            found = Lines(
                self.columns,
                Rows(self.body.of, at if whole else list(compress(at, filled))),
                units if whole else list(compress(units, filled)),
                lines if whole else list(compress(lines, filled)),
                list(compress(self._groups(own), filled)),
                [False] * sum(filled),
            )
        return WholeRows(found, [pair for pair in pairs if pair[1]], codes.Unit(units[-1], names[-1]))

    def _groups(self, own: slice) -> Sequence[str | None]:
        """Return the account group of each row, None for the line itself."""
        words = self.words[own]
        if self.group_words is None:
            return list(map({text: of.group for text, of in self.labels.items()}.__getitem__, words))
        told = list(zip(words, self.group_words[own], strict=True))
        groups = {(word, of): self.labels[word].group or group_of(of, self.labels[word].line) for word, of in dict.fromkeys(told)}
        return [groups[pair] for pair in told]


def group_of(text: str, line: Line) -> str | None:
    """Return the account group that a cell of a column of groups names; None where it names the line itself, or a sum."""
    group = clean(text)
    named = label(group)
    is_group = named is None or named.group is not None or named.line is not line
    return group if group and not is_total(group) and is_group else None


def _units(texts: Collection[str]) -> tuple[dict[str, UnitCode], dict[str, str]]:
    """Return the code, and the name beside it, that each cell of a column of codes tells; none where a walk must decide."""
    if codes.are_plain(texts):
        return {text: UnitCode(text) for text in texts}, {}
    units: dict[str, UnitCode] = {}
    names: dict[str, str] = {}
    for text in texts:
        code = clean(text)
        told = codes.code(code) if codes.is_code(code) or codes.unit(code) is not None else None
        if told is not None and not is_total(code):
            units[text] = told.code
            if told.name:
                names[text] = told.name
    return units, names


def _cleaned(texts: Sequence[str]) -> Sequence[str]:
    different = list(dict.fromkeys(texts))
    return texts if are_clean(different) else list(map({text: clean(text) for text in different}.__getitem__, texts))
