"""Columns that a report should have and does not, and headings of config that it does not know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from budget.figure import Column
from figures.columns import Columns, Text
from figures.document import Hints, Role
from figures.entries import Entries
from figures.grid import Grid
from figures.headings import Heading, heading
from figures.long import line_column
from figures.tables import Head, Table, TableKind
from figures.vocabulary import VALUES, Word
from written.place import Place
from written.problem import Problem, Severity, did_you_mean

_ACTUALS = frozenset({Word.ACTUAL, Word.ACCUMULATED, Word.MONTH})
_BUDGETS = (Word.BUDGET, Word.ORIGINAL, Word.IN_FORCE, Word.PLAN)
_NEEDED = frozenset({Role.ACTUAL, Role.BUDGET, Role.CODE, Role.LINE})


def no_tables(cells: Grid, found: Sequence[Table]) -> Problem | None:
    """Return the problem of a file in which no heading is known, None where one is."""
    if any(table.head.kind is not TableKind.OTHER for table in found):
        return None
    first = next((row.number for row in cells.rows if row.filled), None)
    aligned = next((row.number for row in cells.rows if len(row.filled) == 1 and _is_aligned(row.filled[0])), None)
    if aligned is not None:
        message = "tiedoston sarakkeet on tasattu välilyönneillä, eikä niitä voi erottaa toisistaan"
        return Problem(Severity.FILE, Place(cells.file, aligned), message, "vie raportti CSV-muodossa tai työkirjana")
    message = "tiedostosta ei löydy taulukkoa, jonka otsikot tunnetaan (talousarvio, toteuma)"
    hint = 'kerro otsikot lähteen kohdassa columns, esimerkiksi columns: {actual: "Tot 1-6", budget: "TA"}'
    return Problem(Severity.FILE, Place(cells.file, first), message, hint)


def _is_aligned(text: str) -> bool:
    """Tell whether a line is a heading row whose columns only spaces keep apart."""
    return sum(1 for part in re.split(r" {2,}", text) if heading(part).word in VALUES) >= 2


def missing(file: str, hints: Hints, pages: Sequence[tuple[Table, Columns]]) -> Iterable[Problem]:
    """Yield what the tables of figures lack: the actual refuses the file, the budget is only said."""
    if not pages:
        return
    yield from _unknown_hints(file, hints, pages)
    row = pages[0][0].head.row.number
    told = any(problem.severity is Severity.FILE for _, of in pages for problem in of.problems)
    if told:
        return
    if not any(of.index(Column.ACTUAL) is not None for _, of in pages):
        yield no_actual(file, [table.head for table, _ in pages])
    elif not any(of.sums_budget or of.index(Column.BUDGET) is not None for _, of in pages):
        message = f"talousarviosaraketta ei löydy; otsikot ovat {seen(pages[0][0].head)}"
        yield Problem(Severity.WARNING, Place(file, row), message, 'kerro se lähteen kohdassa columns: {budget: "…"}')
    yield from _no_forecast(file, [of for _, of in pages])
    yield from _no_codes(file, pages)


def empty_actual(grid: Grid, read: Entries, pages: Sequence[Columns]) -> tuple[Problem, ...]:
    """Return the warning of a column of actuals that is empty on every row."""
    heading = next((of for page in pages for of in page.values if of.meaning is Column.ACTUAL), None)
    if heading is None or not read.units or any(of is not None for of in read.values.get(Column.ACTUAL, ())):
        return ()
    message = f"toteumasarake ”{heading.heading}” on tyhjä joka rivillä"
    hint = 'tarkista raportti; jos toteuma on toisessa sarakkeessa, kerro se lähteen kohdassa columns: {actual: "…"}'
    return (Problem(Severity.WARNING, grid.place_of(pages[0].head.row), message, hint, heading=heading.heading),)


def groups_alone(grid: Grid, read: Entries, pages: Sequence[Columns]) -> tuple[Problem, ...]:
    """Return the problem of a report that gives account groups only: rules about the lines would stay silent for ever."""
    if not read.units or None in read.groups:
        return ()
    message = "raportissa on vain tiliryhmiä: millään yksiköllä ei ole riviä toimintatuotot, toimintakulut tai toimintakate"
    hint = "ottakaa raporttiin myös summarivit; ilman niitä vain tiliryhmiä koskevat säännöt voidaan arvioida"
    return (Problem(Severity.ROW, grid.place_of(pages[0].head.row), message, hint),)


def no_actual(file: str, heads: Sequence[Head]) -> Problem:
    """Return the problem of tables that have no accumulated actual of their year; it names the column that may well be it."""
    every = [(Place(file, head.row.number), of) for head in heads for of in head.headings]
    first = first_budget_year(heads)
    now = [(place, of) for place, of in every if not is_before(of, first)]
    message = f"toteumasaraketta ei löydy; otsikot ovat {seen(heads[0])}"
    for place, of in now:
        if of.word is None and of.line is None and _is_accumulated(of):
            hint = f'jos toteuma on ”{of.text}”, kerro se lähteen kohdassa columns: {{actual: "{of.text}"}}'
            return Problem(Severity.FILE, place, message, hint)
    for place, of in now:
        if of.word is Word.MONTH or (of.word in _ACTUALS and of.when is not None and of.when.last is not None):
            part = "on yhden kuukauden toteuma" if of.when is None or of.when.alone else "ei ala vuoden alusta"
            hint = f'jos se on kertynyt vuoden alusta, kerro se lähteen kohdassa columns: {{actual: "{of.text}"}}'
            return Problem(Severity.FILE, place, f"kertynyttä toteumaa ei löydy: ”{of.text}” {part}", hint)
    hint = 'kerro se lähteen kohdassa columns: {actual: "…"}'
    for place, of in every:
        if of.word in _ACTUALS:  # of a year before the budget
            message = f"toteumasaraketta ei löydy: ”{of.text}” on talousarviota vanhemmalta vuodelta"
            return Problem(Severity.FILE, place, message, f"{hint}; jos koko raportti on siltä vuodelta, kerro kausi: period")
    return Problem(Severity.FILE, Place(file, heads[0].row.number), message, hint)


def seen(head: Head) -> str:
    """Return the headings of a table as a message names them."""
    return ", ".join(f"”{of.text}”" for of in head.headings if of.text)


def first_budget_year(heads: Iterable[Head]) -> int | None:
    """Return the first year of which there is a budget, None where no heading tells one."""
    times = (head.headings[at].when for head in heads for at in head.words(*_BUDGETS))
    return min((when.year for when in times if when is not None and when.year is not None), default=None)


def is_before(of: Heading, year: int | None) -> bool:
    """Tell whether a column is of a year before every budget: `Toteuma 1-6/2023` beside `TA 2024` is last year's."""
    return year is not None and of.when is not None and of.when.year is not None and of.when.year < year


def _is_accumulated(of: Heading) -> bool:
    return of.when is not None and of.when.first == 1 and of.when.last is not None and not of.when.alone


def _no_forecast(file: str, pages: Sequence[Columns]) -> Iterable[Problem]:
    """A forecast of a part of the year is none of the year, and nobody should wonder where it went."""
    if any(page.index(Column.FORECAST) is not None for page in pages):
        return
    found = ((page.head.row.number, of.text) for page in pages for of in page.head.headings if is_part_forecast(of))
    for row, text in islice(found, 1):
        hint = f'jos se on koko vuoden ennuste, kerro se lähteen kohdassa columns: {{forecast: "{text}"}}'
        yield Problem(
            Severity.WARNING, Place(file, row), f"ennuste ”{text}” ei ole selvästi koko vuoden, eikä sitä käytetty", hint
        )


def is_part_forecast(of: Heading) -> bool:
    """Tell whether a heading is a forecast with months: `Ennuste 1-6/2024`."""
    when = of.when
    if of.word is not Word.FORECAST or when is None or when.last is None:
        return False
    return when.last != 12 or not (when.first == 1 or when.alone)


def _no_codes(file: str, pages: Sequence[tuple[Table, Columns]]) -> Iterable[Problem]:
    """A long table whose units have no code cannot be matched with anything."""
    for table, of in pages:
        if (of.line is None and line_column(table, of) is None) or of.index(Text.CODE) is not None:
            continue
        names = table.head.words(Word.NAME)
        if names and any(_has_code(row.cells[names[0]]) for row in table.body if len(row.cells) > names[0]):
            continue
        message = "yksiköiden koodia ei löydy: taulukossa ei ole koodisaraketta"
        yield Problem(
            Severity.FILE, Place(file, table.head.row.number), message, 'kerro se lähteen kohdassa columns: {code: "…"}'
        )
        return


def _has_code(text: str) -> bool:
    return bool(text) and text[0].isdigit()


def _unknown_hints(file: str, hints: Hints, pages: Sequence[tuple[Table, Columns]]) -> Iterable[Problem]:
    known = [of.text for table, _ in pages for of in table.head.headings if of.text]
    for role, text in hints.columns:
        if not any(role in table.head.hinted for table, _ in pages):
            severity = Severity.FILE if role in _NEEDED else Severity.WARNING
            message = f"asetuksen columns otsikkoa ”{text}” ei ole raportissa"
            hint = did_you_mean(text, known) or f"raportin otsikot ovat {', '.join(dict.fromkeys(known))}"
            yield Problem(severity, Place(file, pages[0][0].head.row.number), message, hint, heading=text)
