"""Performance measures: numbers that are not euros, by area, some of them parts of another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import islice

from budget.figure import Column, Measure, MeasureKind
from budget.unit import UnitCode, same_name
from figures.amounts import fault_problem
from figures.columns import Columns, Meaning, Taken, Text
from figures.grid import Grid, Row
from figures.last_row import is_whole, open_end, open_row
from figures.lines import cell
from figures.missing import is_part_forecast, seen
from figures.numbers import Counted, Dot, Fault, count, dot_of
from figures.tables import Table
from figures.vocabulary import Word
from figures.words import clean, fold
from written.place import Place
from written.problem import Problem, Severity
from written.record import dataclass

_AREA = re.compile(
    r"(?:tulosalue|toimiala|palvelualue|tulosyksikkö|vastuualue|resultatområde|ansvarsområde|lautakunta)\s*:?\s+(\S.*)",
    re.I | re.S,
)
_TAG = re.compile(r"</?\w+>")
_DAY = re.compile(r"(?<!\d)\d{1,2}\.\s?\d{1,2}\.")
_STOCK_WORDS = frozenset(
    [
        "oppilaat",
        "oppilaita",
        "lapset",
        "lapsia",
        "asukkaat",
        "asukkaita",
        "henkilöstö",
        "oppilasmäärä",
        "asukasmäärä",
        "asukasluku",
        "henkilöstömäärä",
        "lapsimäärä",
        "elever",
        "barn",
        "invånare",
        "personal",
        "elevantal",
        "invånarantal",
    ]
)
_SUMS = ("yhteensä", "yht", "totalt", "sammanlagt", "summa")
_WORDS = re.compile(r"[^\W\d_]+")
_LONGEST_NAME = 120
_VALUES = (Column.PRIOR, Column.BUDGET, Column.ACTUAL, Column.FORECAST)


@dataclass(frozen=True, slots=True)
class Measures:
    """The measures of a file, the rows that gave them, the rows left out and why."""

    measures: tuple[Measure, ...]
    left_out: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()


def measures(grid: Grid, tables: Sequence[tuple[Table, Columns]]) -> Measures:
    """Return the measures of all tables of measures."""
    found: list[Measure] = []
    left_out: list[Row] = []
    problems: list[Problem] = []
    area = ""
    problems.extend(_without_values(grid, [columns for _, columns in tables]))
    for table, columns in tables:
        walk = _Walk(grid, table, columns, _area_above(grid, table.head.row.number) or area)
        for at, row in enumerate(table.body):
            if not walk.row(row, table.body[at + 1] if at + 1 < len(table.body) else None):
                break
        area = walk.area
        found.extend(_with_parts(walk.found))
        left_out.extend(walk.left_out)
        problems.extend(walk.problems)
    return Measures(tuple(found), tuple(left_out), tuple(problems))


def area_of(text: str) -> str | None:
    """Return the area that a line such as `Tulosalue Hallinto` names, or None."""
    found = _AREA.fullmatch(clean(text)) if len(text) < _LONGEST_NAME else None
    return found[1].strip() if found else None


def _area_above(grid: Grid, number: int) -> str | None:
    """Return the area named right above a table, else the nearest short line that could be its title."""
    above = [grid.rows[at] for at, of in enumerate(grid.rows.numbers) if number - 10 <= of < number]
    for row in reversed(above):
        filled = row.filled
        if len(filled) > 2:
            return None
        area = area_of(" ".join(filled))
        if area is not None:
            return area
    return None


class _Walk:
    """The way through one table: the area and the sub-heading, and what was found."""

    def __init__(self, grid: Grid, table: Table, columns: Columns, area: str) -> None:
        self.grid = grid
        self.area = area
        self.name_at = table.head.words(Word.MEASURE)[0]
        self.area_at = columns.index(Text.AREA)
        self.values = _values(table, columns)
        self.dots = {of.index: dot_of(cell(row, of.index) for row in table.body) for of in self.values}
        self.heading: str | None = None
        self.heading_word: str | None = None
        self.heading_used = False
        self.found: list[Measure] = []
        self.left_out: list[Row] = []
        self.problems: list[Problem] = []

    def row(self, row: Row, following: Row | None) -> bool:
        """Take a row; False where the table has ended."""
        if not row.filled:
            return True
        if self._has_values(row):
            self._measure(row)
            return True
        text = clean(_TAG.sub("", " ".join(row.filled)))
        area = area_of(text)
        if area is not None:
            self.area, self.heading = area, None
            return True
        if len(text) > _LONGEST_NAME:
            return False
        if following is not None and self._has_values(following):
            self.heading, self.heading_word, self.heading_used = text, None, False
        return True

    def _has_values(self, row: Row) -> bool:
        return any(cell(row, of.index) for of in self.values)

    def _measure(self, row: Row) -> None:
        name = clean(_TAG.sub("", cell(row, self.name_at)))
        numbers: dict[Meaning, Decimal] = {}
        word: str | None = None
        for of in self.values:
            text = cell(row, of.index)
            read = count(text, self.dots.get(of.index, Dot.UNKNOWN))
            if isinstance(read, Fault):
                self.problems.append(fault_problem(self.grid, row, of, text, read))
                self.left_out.append(row)
                return
            if isinstance(read, Counted):
                numbers[of.meaning] = read.number
                word = word or read.word
        if self._is_cut(row, numbers):
            self.problems.append(open_end(self.grid, row))
            self.left_out.append(row)
            return
        if name and (numbers or all(of.meaning in _VALUES for of in self.values)):
            self.area = clean(cell(row, self.area_at)) or self.area
            self.found.append(self._made(row, name, numbers, word))

    def _is_cut(self, row: Row, numbers: Mapping[Meaning, Decimal]) -> bool:
        """Tell whether the file may have been cut inside the last number of a row."""
        last = next((of.meaning for of in self.values if of.index == len(row.cells) - 1), None)
        if last is None or last not in numbers or row is not open_row(self.grid):
            return False
        rest = max((abs(number) for of, number in numbers.items() if of is not last), default=Decimal(1))
        return bool(numbers[last]) and not is_whole(Fraction(abs(numbers[last])), Fraction(rest))

    def _made(self, row: Row, name: str, numbers: dict[Meaning, Decimal], word: str | None) -> Measure:
        prior, target, actual, forecast = (numbers.get(column) for column in _VALUES)
        place = Place(self.grid.file, row.number)
        kind = MeasureKind.STOCK if is_stock(name) else MeasureKind.FLOW
        return Measure(self.area, name, kind, prior, target, actual, forecast, place, self._heading(word))

    def _heading(self, word: str | None) -> str | None:
        """Return the sub-heading of a row; one that counts something else than the rows above it has left it."""
        if self.heading is None:
            return None
        if self.heading_used and word != self.heading_word:
            self.heading = None
        else:
            self.heading_used, self.heading_word = True, word
        return self.heading


def _values(table: Table, columns: Columns) -> tuple[Taken, ...]:
    """Return the columns of numbers; a column of goals is the target where no budget is."""
    values = tuple(of for of in columns.values if of.meaning in _VALUES)
    if any(of.meaning is Column.BUDGET for of in values):
        return values
    goals = table.head.words(Word.GOAL)[:1]
    return (*values, *(Taken(at, Column.BUDGET, table.head.headings[at].text) for at in goals))


def _without_values(grid: Grid, pages: Sequence[Columns]) -> Iterable[Problem]:
    """Yield what the tables lack: an actual of the month alone is none of the year, a forecast of a part none of the whole."""
    bare = (page.head for page in pages if page.index(Column.ACTUAL) is None)
    for head in islice(bare, 1):
        months = head.words(Word.ACTUAL, Word.ACCUMULATED, Word.MONTH)
        what = (
            f"”{head.headings[months[0]].text}” ei ole selvästi kertynyt vuoden alusta"
            if months
            else f"otsikot ovat {seen(head)}"
        )
        hint = "kirjoita otsikkoon kausi vuoden alusta, esimerkiksi Toteuma 1-6/2024"
        yield Problem(Severity.WARNING, Place(grid.file, head.row.number), f"suoritteiden toteumaa ei löydy: {what}", hint)
    without = (page.head for page in pages if page.index(Column.FORECAST) is None)
    part = ((head.row.number, of.text) for head in without for of in head.headings if is_part_forecast(of))
    for number, text in islice(part, 1):
        message = f"suoritteiden ennuste ”{text}” ei ole selvästi koko vuoden, eikä sitä käytetty"
        yield Problem(Severity.WARNING, Place(grid.file, number), message, "kirjoita otsikkoon vuosi: Ennuste 2024")


def join_measures(found: Sequence[Measure]) -> Measures:
    """Join the measures of many files: the same numbers count once, different ones are left out and named."""
    standing: dict[tuple[str, str, str | None], Measure] = {}
    problems: list[Problem] = []
    for of in found:
        before = standing.setdefault((of.area, of.name, of.heading), of)
        if _numbers(before) != _numbers(of):
            message = f"suoritteella ”{of.name}” on eri luvut tiedoston {before.place.file} rivillä {before.place.line}; suorite jätettiin pois"
            problems.append(Problem(Severity.ROW, of.place, message, "selvitä, kumpi rivi on oikea, ja korjaa raportti"))
    clashing = {(problem.place.file, problem.place.line) for problem in problems}
    keys = {(of.area, of.name, of.heading) for of in found if (of.place.file, of.place.line) in clashing}
    return Measures(tuple(of for key, of in standing.items() if key not in keys), problems=tuple(problems))


def _numbers(of: Measure) -> tuple[Decimal | None, ...]:
    return of.prior, of.target, of.actual, of.forecast


def with_units(found: Sequence[Measure], names: Sequence[tuple[UnitCode, str]]) -> tuple[Measure, ...]:
    """Return the measures with the units of the same names as they and their areas."""
    cache: dict[str, UnitCode | None] = {}

    def unit(name: str) -> UnitCode | None:
        if name not in cache:
            cache[name] = next((code for code, of in names if same_name(of, name)), None)
        return cache[name]

    return tuple(replace(of, unit=of.unit or unit(of.name), area_unit=of.area_unit or unit(of.area)) for of in found)


def is_stock(name: str) -> bool:
    """Tell whether a name is counted on one day: it has a date, or one of the words for people who are there."""
    return bool(_DAY.search(name)) or any(word in _STOCK_WORDS for word in _WORDS.findall(fold(name)))


def _with_parts(found: Sequence[Measure]) -> list[Measure]:
    """Mark the measures that add up to the one above or below them; the parts of a stock are stocks."""
    marked = list(found)
    for at, whole in enumerate(found):
        if not is_stock(whole.name) and not any(word in _SUMS for word in _WORDS.findall(fold(whole.name))):
            continue
        for part in _parts(found, at):
            marked[part] = replace(marked[part], part_of=whole.name, kind=whole.kind)
    return marked


def _parts(found: Sequence[Measure], at: int) -> range:
    """Return the indexes of the at least two neighbours that add up to a measure in every column, or none."""
    for end in range(at + 3, len(found) + 1):
        if _adds_up(found[at], found[at + 1 : end]):
            return range(at + 1, end)
    for start in range(at - 2, -1, -1):
        if _adds_up(found[at], found[start:at]):
            return range(start, at)
    return range(0)


def _adds_up(whole: Measure, parts: Sequence[Measure]) -> bool:
    compared = 0
    for of in ("prior", "target", "actual", "forecast"):
        total: Decimal | None = getattr(whole, of)
        values: list[Decimal | None] = [getattr(part, of) for part in parts]
        known = [value for value in values if value is not None]
        if total is None or not known:
            continue
        if sum(known) != total:
            return False
        compared += 1
    return compared >= 2 or (compared == 1 and whole.actual is not None and whole.actual > 0)
