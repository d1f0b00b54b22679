"""The period of a report, from its headings, its title, its file name and config, which must agree."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import PurePath

from budget.finnish import month as month_words
from budget.period import Period
from figures.document import Document, Role
from figures.file_name import name_time
from figures.grid import Grid
from figures.missing import first_budget_year, is_before, no_actual
from figures.tables import Head, TableKind
from figures.vocabulary import Word
from figures.when import When, begins_with_month, is_ordinal, take, take_all, until_part
from figures.words import fold
from written.place import Place
from written.problem import Problem, Severity
from written.record import dataclass

_TITLE_WORDS = re.compile(
    r"tilan|raport|katsau|seuran|toteu|kau[sd]|ajal[tl]a|aikav|ajanjakso|kuukau|läge|rapport|uppfölj|period|utfall|talousarvio|budjet|budget"
)
_NOT_PERIOD = re.compile(r"tulost|laadi|päiv[äi]|kokou|lautakun|utskri|printed|§|sivu|luotu|ajopäivä|ajettu")
_LONGEST_TITLE = 160
_LINES_ABOVE = 6


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What one place tells of the period; None where it does not tell."""

    year: int | None
    month: int | None
    what: str
    place: Place
    heading: str | None = None  # of the column of actuals that tells it
    weak: bool = False  # a time beside an actual without one: it may well be another year's


def period(document: Document, grid: Grid, heads: Sequence[Head]) -> Period | Problem:
    """Return the period that every place agrees on, or the problem that says which do not, or that none tells."""
    told = list(_all(document, grid, heads))
    strong = [of for of in told if not of.weak]
    found = strong if any(of.year is not None and of.month is not None for of in strong) else told
    whole = [of for of in found if of.year is not None and of.month is not None]
    clash = _clash(found, whole)
    if clash is not None:
        return clash
    if whole:
        return Period(whole[0].year or 0, whole[0].month or 0)
    year = _year(found, heads)
    months = [of.month for of in found if of.month is not None]
    if year is not None and months:
        return Period(year, months[0])
    figure_heads = [head for head in heads if head.kind is TableKind.FIGURES]
    first = first_budget_year(figure_heads)
    if figure_heads and not any(_actual_columns(head, first) for head in figure_heads):
        return no_actual(document.file, figure_heads)
    hint = "kerro se lähteen kohdassa period, esimerkiksi period: 2024-08"
    return Problem(
        Severity.FILE, Place(document.file), "raportin kausi ei selviä otsikoista, tiedoston nimestä eikä asetuksista", hint
    )


def _all(document: Document, grid: Grid, heads: Sequence[Head]) -> Iterable[_Evidence]:
    figure_heads = [head for head in heads if head.kind is not TableKind.OTHER]
    own = [*_of_headings(figure_heads, document.file), *_of_titles(grid, figure_heads), *_of_sheet(grid)]
    yield from own
    if not grid.alone and any(of.month is not None for of in own):
        yield from (replace(of, month=None) for of in _of_file(document.file))  # each sheet has a month of its own
        return
    yield from _of_file(document.file)
    told = document.hints.period
    if told is not None:
        yield _Evidence(told.year, told.month, f"asetus period: {told}", Place(document.file))


def _clash(found: Sequence[_Evidence], whole: Sequence[_Evidence]) -> Problem | None:
    """Return the problem of two places that do not agree; None where all do."""
    for one in whole or found[:1]:
        for other in found:
            years = None not in (one.year, other.year) and one.year != other.year
            months = None not in (one.month, other.month) and one.month != other.month
            if years or months:
                place = one.place if one.place.line is not None else other.place
                message = f"raportin kausi on ristiriitainen: {_said(one)}, mutta {_said(other)}"
                return Problem(Severity.FILE, place, message, _remedy(one, other))
    return None


def _remedy(one: _Evidence, other: _Evidence) -> str:
    """Two columns of actuals need to be told apart (`Tot 1-3/2024`, `Tot 1-6/2024`); any other clash is somebody's slip."""
    if one.heading is None or other.heading is None:
        return "korjaa väärä kohta: tiedoston nimi, otsikko tai lähteen period"
    latest = max((one, other), key=lambda of: (of.year or 0, of.month or 0)).heading
    return f'kerro, kumpi on toteuma vuoden alusta, lähteen kohdassa columns: {{actual: "{latest}"}}'


def _said(one: _Evidence) -> str:
    if one.year is not None and one.month is not None:
        return f"{one.what} tarkoittaa kautta {month_words(Period(one.year, one.month))}"
    return f"{one.what} tarkoittaa {f'vuotta {one.year}' if one.month is None else f'{one.month}. kuukautta'}"


def _of_headings(heads: Sequence[Head], file: str) -> Iterable[_Evidence]:
    """The accumulated actual tells the period; where no column has one, the month alone does."""
    first = first_budget_year(heads)
    told = [(head, at, when) for head in heads for at, when in _actuals(head, first)]
    years = [when.year for _, _, when in told if when.year is not None]
    current = [(head, at, when) for head, at, when in told if not years or when.year in (None, max(years))]
    spans = [entry for entry in current if entry[2].first == 1 and not entry[2].alone]
    alone = [entry for entry in current if entry[2].alone]
    latest = max((when.last or 0 for _, _, when in alone), default=0)
    singles = [] if spans else [entry for entry in alone if entry[2].last == latest]
    rest = [entry for entry in current if entry[2].last is None]
    for head, at, when in (*spans, *singles, *rest):
        weak = len(head.words(Word.ACTUAL, Word.ACCUMULATED)) > len(list(_actuals(head, first)))
        text = head.headings[at].text
        yield _Evidence(when.year, when.last, f"otsikko ”{text}”", Place(file, head.row.number), text, weak)


def _actuals(head: Head, first: int | None) -> Iterable[tuple[int, When]]:
    """Yield the columns of actuals that tell a time; `first` is the year of the first budget."""
    for at in _actual_columns(head, first):
        when = head.headings[at].when
        if when is None and head.hinted[at] is Role.ACTUAL:
            when = take(fold(head.headings[at].text))[1]
        if when is not None:
            yield at, when


def _actual_columns(head: Head, first: int | None) -> Sequence[int]:
    """Return the columns that may be the actual: those that config names, else those by their words that are not last year's."""
    hinted = [at for at, role in enumerate(head.hinted) if role is Role.ACTUAL]
    words = head.words(Word.ACTUAL, Word.ACCUMULATED, Word.MONTH)
    return hinted or [at for at in words if not is_before(head.headings[at], first)]


def _of_titles(grid: Grid, heads: Sequence[Head]) -> Iterable[_Evidence]:
    """Titles stand at the top of the file and right above the tables; dates of printing and meetings are no periods."""
    numbers = grid.rows.numbers
    top = bisect_left(numbers, heads[0].row.number if heads else 20)
    above = (range(bisect_left(numbers, head.row.number - _LINES_ABOVE), head.row.at) for head in heads)
    for at in sorted({*range(top), *chain.from_iterable(above)}):
        row = grid.rows[at]
        filled = row.filled
        if len(filled) > 3 or any(len(cell) > _LONGEST_TITLE for cell in filled):
            continue
        for cell in filled:
            when = title_time(cell)
            if when is not None and when.last is not None:
                yield _Evidence(when.year, when.last, f"otsikko ”{cell[:60]}”", Place(grid.file, row.number))


def title_time(text: str) -> When | None:
    """Return the time of a title: it begins with it, is nothing else, or has a word that says what it is; else None."""
    if not any(sign.isdigit() for sign in text):
        return None
    folded = fold(text)
    if _NOT_PERIOD.search(folded):
        return None
    part = until_part(folded)
    rest, when = (folded, part) if part is not None else take_all(folded)
    if when is None or when.year is None or (when.first not in (None, 1) and not when.alone) or is_ordinal(folded, when):
        return None
    only_a_time = ("-" in folded or (when.alone and str(when.year) in folded)) and not rest.strip(" .,:()")
    return when if part is not None or _TITLE_WORDS.search(folded) or begins_with_month(folded) or only_a_time else None


def _of_sheet(grid: Grid) -> Iterable[_Evidence]:
    """The name of a sheet may tell its months: `Kesäkuu`, `1-6 2024`."""
    when = None if grid.sheet is None else take(fold(grid.sheet))[1]
    if when is not None and when.last is not None:
        yield _Evidence(when.year, when.last, f"taulukon nimi ”{grid.sheet}”", Place(grid.file, sheet=grid.sheet))


def _of_file(file: str) -> Iterable[_Evidence]:
    when = name_time(fold(PurePath(file).stem))
    if when is not None and when.year is not None and when.last is not None:
        yield _Evidence(when.year, when.last, f"tiedoston nimi {file}", Place(file))


def _year(found: Sequence[_Evidence], heads: Sequence[Head]) -> int | None:
    """Return the year where no place tells the whole period: of the actual, else of the budget, else after the final accounts."""
    told = [of.year for of in found if of.year is not None]
    if told:
        return told[0]
    for words, later in (((Word.BUDGET, Word.ORIGINAL, Word.IN_FORCE, Word.FORECAST), 0), ((Word.PRIOR,), 1)):
        years = {when.year for head in heads for at in head.words(*words) if (when := head.headings[at].when) and when.year}
        if years:
            return max(years) + later if later or len(years) > 1 else years.pop()
    return None
