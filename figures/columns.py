"""What each column of a table is, once the period is known: year by year, month by month, never the first that fits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import field
from enum import Enum

from budget.figure import Column
from budget.period import Period
from budget.unit import Line
from figures.amended import unsure_budgets
from figures.document import Role
from figures.headings import Heading
from figures.tables import Head, TableKind
from figures.vocabulary import Word
from figures.words import fold
from written.place import Place
from written.problem import Problem, Severity
from written.record import dataclass


class Text(Enum):
    """What a column that holds no amount is."""

    CODE = "code"
    NAME = "name"
    LINE = "line"
    GROUP = "group"
    SHARE = "share"
    MEASURE = "measure"
    AREA = "area"


Meaning = Column | Text

_ROLES: dict[Role, Meaning] = {
    Role.ACTUAL: Column.ACTUAL,
    Role.BUDGET: Column.BUDGET,
    Role.PRIOR: Column.PRIOR,
    Role.ORIGINAL: Column.ORIGINAL,
    Role.AMENDMENT: Column.AMENDMENT,
    Role.FORECAST: Column.FORECAST,
    Role.MONTH: Column.MONTH_ACTUAL,
    Role.CODE: Text.CODE,
    Role.NAME: Text.NAME,
    Role.LINE: Text.LINE,
}
_OF_YEAR = re.compile(r"\b(?:tp|tpe|tilinp|bokslut|bs|koko|vuosi|vuoden|vuodelle|helår|år)|20\d\d\s*\(")
_JUDGED = frozenset({Column.ACTUAL, Column.BUDGET, Column.ORIGINAL, Column.AMENDMENT, Column.FORECAST})
_NAMES = {
    Column.ACTUAL: "toteuma",
    Column.BUDGET: "talousarvio",
    Column.ORIGINAL: "alkuperäinen talousarvio",
    Column.AMENDMENT: "talousarvion muutos",
    Column.PRIOR: "edellisen vuoden tilinpäätös",
    Column.PRIOR_ACTUAL: "edellisen vuoden vastaava toteuma",
    Column.FORECAST: "ennuste",
    Column.MONTH_ACTUAL: "kuukauden toteuma",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """A column of a table and what it was taken as."""

    index: int
    meaning: Meaning
    heading: str


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one table.

    `sums_budget` tells that the budget in force is the original one and the amendment. `line` is the line that
    all of them are about in a wide table, None where the rows tell it.
    """

    head: Head
    taken: tuple[Taken, ...]
    sums_budget: bool
    problems: tuple[Problem, ...] = ()
    line: Line | None = None
    values: tuple[Taken, ...] = field(init=False)  # the columns that hold amounts

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", tuple(of for of in self.taken if isinstance(of.meaning, Column)))

    def index(self, meaning: Meaning) -> int | None:
        """Return the index of a column, or None where the table has none."""
        return next((of.index for of in self.taken if of.meaning is meaning), None)


def is_amended(heads: Iterable[Head], year: int) -> bool:
    """Tell whether any page gives the amendment or the budget in force, so that a plain TA is the original budget."""
    return any(
        of.word in (Word.AMENDMENT, Word.IN_FORCE) and (of.when is None or of.when.year in (None, year))
        for head in heads
        for of in head.headings
    ) or any(Role.AMENDMENT in head.hinted for head in heads)


def columns(head: Head, file: str, period: Period, amended: bool) -> Columns:
    """Decide what each column is.

    Args:
        head: the heading row.
        file: the file's name, for the problems.
        period: of the figures.
        amended: whether a plain TA is the original budget in this file.
    """
    words = {of.word for of in head.headings}
    meanings = [_meaning(of, role, period, words, amended) for of, role in zip(head.headings, head.hinted, strict=True)]
    _month_forecasts(head, meanings)
    _january(head, meanings, period)
    hinted = frozenset(_ROLES[role] for role in head.hinted if role is not None)
    for at, role in enumerate(head.hinted):
        if role is None and meanings[at] in hinted:
            meanings[at] = None
    _text_columns(head, meanings)
    place = Place(file, head.row.number)
    problems = (
        *_plan(head, meanings, place),
        *_doubles(head, meanings, place),
        *unsure_budgets(head, [of is not None for of in meanings], period.year, place),
    )
    doubled = _doubled(meanings)
    taken = tuple(
        Taken(at, meaning, head.headings[at].text)
        for at, meaning in enumerate(meanings)
        if meaning is not None and meaning not in doubled
    )
    found = {of.meaning for of in taken}
    sums = Column.BUDGET not in found and Column.ORIGINAL in found and (Column.AMENDMENT in found or not amended)
    return Columns(head, taken, sums, problems)


def _meaning(of: Heading, role: Role | None, period: Period, words: set[Word | None], amended: bool) -> Meaning | None:
    if role is not None:
        return _ROLES[role]
    word = of.word
    if word in (Word.ACTUAL, Word.ACCUMULATED):
        return _actual(of, period)
    if word in (Word.PRIOR, Word.PRIOR_SAME_MONTH):
        return _prior(of, period)
    if word is Word.MONTH:
        return Column.MONTH_ACTUAL if _in_year(of, period) and _last(of) in (None, period.month) else None
    if word is Word.FORECAST:
        return Column.FORECAST if _in_year(of, period) and _is_of_year(of, period) else None
    if word is Word.SHARE:
        return Text.SHARE if _in_year(of, period) else None
    if word in (Word.BUDGET, Word.ORIGINAL, Word.AMENDMENT, Word.CHANGE, Word.PLAN, Word.IN_FORCE):
        return _budget(word, words, amended) if _in_year(of, period) and not _is_part(of) and _last(of) in (None, 12) else None
    return None


def _in_year(of: Heading, period: Period) -> bool:
    return of.when is None or of.when.year in (None, period.year)


def _is_part(of: Heading) -> bool:
    """Tell whether a column is of the end of a year only: `Ennuste 7-12/2024`."""
    return of.when is not None and of.when.first not in (None, 1) and not of.when.alone


def _last(of: Heading) -> int | None:
    return None if of.when is None else of.when.last


def _is_of_year(of: Heading, period: Period) -> bool:
    """Tell whether a forecast is of the whole year: `Ennuste 6/2024` was made in June, `Ennuste 1-6/2024` may be of half a year."""
    if of.when is None or of.when.last in (None, 12):
        return not _is_part(of)
    return of.when.last == period.month and (of.when.alone or _OF_YEAR.search(fold(of.text)) is not None)


def _month_forecasts(head: Head, meanings: list[Meaning | None]) -> None:
    """Beside a column of the month alone, a forecast of the month may be of the month alone too."""
    beside = head.words(Word.ACTUAL, Word.MONTH, Word.BUDGET, Word.ORIGINAL, Word.IN_FORCE)
    if not any(_is_month(head.headings[at]) for at in beside):
        return
    for at in head.words(Word.FORECAST):
        of = head.headings[at]
        if head.hinted[at] is None and _is_month(of) and not _OF_YEAR.search(fold(of.text)):
            meanings[at] = None


def _is_month(of: Heading) -> bool:
    return of.when is not None and of.when.alone


def _actual(of: Heading, period: Period) -> Meaning | None:
    when = of.when
    if when is None:
        return Column.ACTUAL
    if when.year == period.year - 1:
        return _of_last_year(of, period)
    if when.year not in (None, period.year):
        return None
    if when.last is None:
        return Column.ACTUAL
    if when.last != period.month:
        return None
    if when.alone and of.word is Word.ACTUAL:
        return Column.MONTH_ACTUAL
    return Column.ACTUAL if when.first == 1 or when.alone else None


def _of_last_year(of: Heading, period: Period) -> Meaning | None:
    when = of.when
    if when is None or when.last is None or (when.last == 12 and (when.first == 1 or of.word is Word.PRIOR)):
        return Column.PRIOR
    return Column.PRIOR_ACTUAL if when.first == 1 and not when.alone and when.last == period.month else None


def _prior(of: Heading, period: Period) -> Meaning | None:
    when = of.when
    if of.word is Word.PRIOR_SAME_MONTH:
        return Column.PRIOR_ACTUAL if when is None or when.year in (None, period.year - 1) else None
    if when is None:
        return Column.PRIOR
    if when.year == period.year and period.month == 12 and when.last in (None, 12):
        return Column.ACTUAL
    return _of_last_year(of, period) if when.year in (None, period.year - 1) else None


def _budget(word: Word, words: set[Word | None], amended: bool) -> Meaning | None:
    if word is Word.BUDGET:
        in_force = Word.ORIGINAL in words and Word.IN_FORCE not in words
        return Column.BUDGET if in_force or not amended else Column.ORIGINAL
    if word is Word.CHANGE:
        has_sum = Word.IN_FORCE in words or {Word.ORIGINAL, Word.BUDGET} <= words
        return Column.AMENDMENT if has_sum and Word.AMENDMENT not in words else None
    return {
        Word.ORIGINAL: Column.ORIGINAL,
        Word.AMENDMENT: Column.AMENDMENT,
        Word.PLAN: Column.BUDGET,
        Word.IN_FORCE: Column.BUDGET,
    }[word]


def _january(head: Head, meanings: list[Meaning | None], period: Period) -> None:
    """In January the month alone is the accumulated actual."""
    if period.month == 1 and Column.ACTUAL not in meanings and Role.ACTUAL not in head.hinted:
        months = [at for at, meaning in enumerate(meanings) if meaning is Column.MONTH_ACTUAL]
        if len(months) == 1:
            meanings[months[0]] = Column.ACTUAL


def _text_columns(head: Head, meanings: list[Meaning | None]) -> None:
    """Give the columns of text their meaning: a unit is its code, unless the code is another column."""
    found = set(meanings)
    for word, meaning in ((Word.CODE, Text.CODE), (Word.NAME, Text.NAME), (Word.LINE, Text.LINE)):
        if meaning not in found and head.words(word):
            _give(meanings, head.words(word)[0], meaning)
    if head.kind is TableKind.MEASURES and head.words(Word.AREA):
        _give(meanings, head.words(Word.AREA)[0], Text.AREA)
    groups = [at for at in head.words(Word.GROUP) if meanings[at] is None]
    if groups:
        _give(meanings, groups[0], Text.GROUP if Text.LINE in meanings else Text.LINE)
    free = Text.CODE if Text.CODE not in meanings else Text.NAME
    if free not in meanings:
        unit = _unit_column(head, meanings)
        if unit is not None:
            _give(meanings, unit, free)


def _unit_column(head: Head, meanings: Sequence[Meaning | None]) -> int | None:
    """Return the column that names the unit where no word says code or name: the lowest level, which stands last."""
    for word in (Word.UNIT, Word.CODE, Word.AREA):
        free = [at for at in head.words(word) if meanings[at] is None]
        if free:
            return free[-1]
    return None


def _give(meanings: list[Meaning | None], at: int, meaning: Meaning) -> None:
    if meanings[at] is None:
        meanings[at] = meaning


def _doubled(meanings: Sequence[Meaning | None]) -> set[Meaning]:
    return {meaning for meaning in meanings if isinstance(meaning, Column) and meanings.count(meaning) > 1}


def _doubles(head: Head, meanings: Sequence[Meaning | None], place: Place) -> Iterable[Problem]:
    """Two columns that could both be the same one are never chosen from."""
    for column in sorted(_doubled(meanings), key=lambda of: of.value):
        if not isinstance(column, Column):
            continue
        names = [head.headings[at].text for at, meaning in enumerate(meanings) if meaning is column]
        needed = column in _JUDGED
        yield Problem(
            Severity.FILE if needed else Severity.WARNING,
            place,
            f"sarakkeista {' ja '.join(f'”{name}”' for name in names)} kumpi tahansa voi olla {_NAMES[column]}",
            f'kerro oikea sarake lähteen kohdassa columns: {{{column.value.replace("month_actual", "month")}: "{names[-1]}"}}',
            heading=names[0],
        )


def _plan(head: Head, meanings: list[Meaning | None], place: Place) -> Iterable[Problem]:
    """A board's plan stands for the budget only where no council's budget is beside it, or config says so."""
    plans = [at for at in head.words(Word.PLAN) if meanings[at] is Column.BUDGET and head.hinted[at] is None]
    budgets = [at for at in head.words(Word.BUDGET, Word.ORIGINAL, Word.IN_FORCE) if meanings[at] is not None]
    if not plans or not budgets:
        return
    for at in plans:
        meanings[at] = None
    plan, budget = head.headings[plans[0]].text, head.headings[budgets[0]].text
    yield Problem(
        Severity.FILE,
        place,
        f"raportissa on sekä talousarvio ”{budget}” että käyttösuunnitelma ”{plan}”: kumpaan toteumaa verrataan?",
        f'kerro se lähteen kohdassa columns: {{budget: "{budget}"}} tai {{budget: "{plan}"}}',
        heading=plan,
    )
