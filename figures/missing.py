"""Columns that a report should have and does not, and headings of config that it does not know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from budget.figure import Column
from figures.columns import Columns, Text
from figures.document import Hints, Role
from figures.grid import Grid
from figures.headings import heading
from figures.lines import Entries
from figures.long import line_column
from figures.tables import Table, TableKind
from figures.vocabulary import VALUES, Word
from written.place import Place
from written.problem import Problem, Severity, did_you_mean

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
    seen = ", ".join(f"”{text.text}”" for text in pages[0][0].head.headings if text.text)
    if not any(of.index(Column.ACTUAL) is not None for _, of in pages):
        yield _no_actual(file, row, seen, pages)
    elif not any(of.sums_budget or of.index(Column.BUDGET) is not None for _, of in pages):
        message = f"talousarviosaraketta ei löydy; otsikot ovat {seen}"
        yield Problem(Severity.WARNING, Place(file, row), message, 'kerro se lähteen kohdassa columns: {budget: "…"}')
    yield from _no_codes(file, pages)


def empty_actual(grid: Grid, read: Entries, pages: Sequence[Columns]) -> tuple[Problem, ...]:
    """Return the warning of a column of actuals that is empty on every row."""
    heading = next((of for page in pages for of in page.values if of.meaning is Column.ACTUAL), None)
    if heading is None or not read.entries or any(of.value(Column.ACTUAL) is not None for of in read.entries):
        return ()
    message = f"toteumasarake ”{heading.heading}” on tyhjä joka rivillä"
    hint = 'tarkista raportti; jos toteuma on toisessa sarakkeessa, kerro se lähteen kohdassa columns: {actual: "…"}'
    return (Problem(Severity.WARNING, grid.place_of(pages[0].head.row), message, hint, heading=heading.heading),)


def groups_alone(grid: Grid, read: Entries, pages: Sequence[Columns]) -> tuple[Problem, ...]:
    """Return the problem of a report that gives account groups only: rules about the lines would stay silent for ever."""
    if not read.entries or any(of.group is None for of in read.entries):
        return ()
    message = "raportissa on vain tiliryhmiä: millään yksiköllä ei ole riviä toimintatuotot, toimintakulut tai toimintakate"
    hint = "ottakaa raporttiin myös summarivit; ilman niitä vain tiliryhmiä koskevat säännöt voidaan arvioida"
    return (Problem(Severity.ROW, grid.place_of(pages[0].head.row), message, hint),)


def _no_actual(file: str, row: int, seen: str, pages: Sequence[tuple[Table, Columns]]) -> Problem:
    month = next((of.heading for _, page in pages for of in page.taken if of.meaning is Column.MONTH_ACTUAL), None)
    hint = 'kerro se lähteen kohdassa columns: {actual: "…"}'
    if month is not None:
        message = f"kertynyttä toteumaa ei löydy: ”{month}” on yhden kuukauden toteuma"
        hint = f'jos se on kertynyt vuoden alusta, kerro se lähteen kohdassa columns: {{actual: "{month}"}}'
    else:
        message = f"toteumasaraketta ei löydy; otsikot ovat {seen}"
    return Problem(Severity.FILE, Place(file, row), message, hint)


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
