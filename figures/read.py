"""One document to one reading: its tables by their headings, its rows to figures, its sentences to items and remarks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

from budget.figure import Column, Figure
from budget.period import Period
from budget.unit import Line, UnitCode
from figures import codes, notes
from figures.amounts import Amounts, amounts
from figures.blocks import blocks
from figures.columns import Columns, columns, is_amended
from figures.cut import cut, lost_pages, may_be_cut
from figures.document import Document, MoneyUnit
from figures.entries import Entries
from figures.grid import Grid
from figures.join import join
from figures.kept import Kept
from figures.last_row import short_unit, without_open_end
from figures.lines import Found, with_amounts
from figures.long import line_column, long
from figures.measures import Measures, measures, with_units
from figures.mid_month import mid_month
from figures.missing import empty_actual, groups_alone, missing, no_tables
from figures.order import out_of_order
from figures.period import period
from figures.reading import Counts, Reading
from figures.sentences import Sentences, sentences
from figures.shares import share_problems
from figures.signs import Convention, convention
from figures.swapped import swapped
from figures.tables import Table, TableKind, tables
from figures.text import grid
from figures.understood import NOTHING, Understood, taken_columns
from figures.wide import by_line, wide
from written.place import Place
from written.problem import Problem, Severity
from written.record import dataclass

_SAID = 5  # problems of rows that are said where no row could be used


@dataclass(frozen=True, slots=True)
class _Pages:
    """The tables of a file with the meaning of their columns."""

    figures: tuple[tuple[Table, Columns], ...]
    measures: tuple[tuple[Table, Columns], ...]
    rows: frozenset[int]  # that belong to a table, so that they are no text
    problems: tuple[Problem, ...]

    def understood(self, unit: MoneyUnit | None = None, signs: Convention | None = None) -> Understood:
        """Return what is known of the file by now."""
        return Understood(taken_columns(of for _, of in self.figures), unit, signs)


def read(document: Document) -> Reading:
    """Read one file. Never raises: what is wrong stands in `problems`, and nothing of a file with a FILE problem is used."""
    cells = grid(document)
    return _refused(document, None, (cells,)) if isinstance(cells, Problem) else read_cells(document, cells)


def read_cells(document: Document, cells: Grid) -> Reading:
    """Read the cells of a file."""
    return read_tables(document, cells, tables(cells, document.hints))


def read_tables(document: Document, cells: Grid, found: Sequence[Table]) -> Reading:
    """Read the cells of a file, or of one sheet of it, whose tables have been found."""
    told = (
        cut(cells, found)
        or lost_pages(cells)
        or no_tables(cells, found)
        or period(document, cells, [table.head for table in found])
    )
    if isinstance(told, Problem):
        return _refused(document, cells, (*cells.problems, told))
    pages = _pages(document, cells, found, told)
    rows = _rows(cells, pages.figures)
    pages = replace(pages, rows=pages.rows | _rows_of_units(pages, rows))
    unit = notes.unit(cells, [table.head for table in found], pages.rows, document.hints)
    problems = (*cells.problems, *may_be_cut(cells, found), *pages.problems, *((unit,) if isinstance(unit, Problem) else unit[1]))
    if isinstance(unit, Problem) or _refuses(problems):
        return _refused(document, cells, problems, pages.understood())
    in_cents = without_open_end(cells, rows.lines, amounts(cells, rows.lines, unit[0]))
    of_tables, own = [of for _, of in pages.figures], in_cents.entries
    doubts = (*out_of_order(cells, rows.lines), *swapped(cells, in_cents, of_tables, told.month, document.hints))
    dated = mid_month(cells, [table.head for table in found], told)
    problems = (*problems, *dated, *doubts, *empty_actual(cells, own, of_tables), *groups_alone(cells, own, of_tables))
    if _refuses(doubts):
        return _refused(document, cells, problems, pages.understood(unit[0]))
    made = _made(
        (document, cells),
        (told, unit[0]),
        pages,
        rows,
        replace(in_cents, problems=(*problems, *rows.problems, *in_cents.problems, *short_unit(cells, own))),
    )
    return replace(made, unfinished=bool(dated))


def _refuses(problems: Iterable[Problem]) -> bool:
    return any(problem.severity is Severity.FILE for problem in problems)


def _refused(document: Document, cells: Grid | None, problems: tuple[Problem, ...], understood: Understood = NOTHING) -> Reading:
    """Return the reading of a file of which nothing is used."""
    lines = cells.lines if cells else 0
    filled = sum(row.height for row in cells.rows if row.filled) if cells else 0
    counts = Counts(document.file, lines, 0, filled, lines - filled)
    return Reading(
        document.file, document.origin, document.sha256, document.hints.period, counts, problems=problems, understood=understood
    )


def _pages(document: Document, cells: Grid, found: Sequence[Table], told: Period) -> _Pages:
    """Give the columns of every table their meaning."""
    of_figures = [table for table in found if table.head.kind is TableKind.FIGURES]
    amended = is_amended([table.head for table in of_figures], told.year)
    euros = tuple(
        (table, replace(columns(head, cells.file, told, amended), line=line))
        for table in of_figures
        for line, head in by_line(table.head)
    )
    numbers = tuple(
        (table, columns(table.head, cells.file, told, amended=False)) for table in found if table.head.kind is TableKind.MEASURES
    )
    sure = tuple(page for page in numbers if not _refuses(page[1].problems))
    problems = (
        *(problem for _, of in euros for problem in of.problems),
        *(replace(problem, severity=Severity.WARNING) for _, of in numbers for problem in of.problems),
        *missing(cells.file, document.hints, euros),
    )
    return _Pages(euros, sure, _rows_of_tables(found, (*euros, *numbers)), problems)


def _rows_of_units(pages: _Pages, rows: Found) -> frozenset[int]:
    """Return the rows that name a unit of the tables; prose too may begin with a number."""
    others = [row for table, _ in (*pages.figures, *pages.measures) for row in table.body.outside(pages.rows)]
    known = {unit for of in rows.lines for unit in of.units} if others else frozenset()
    named = ((row.number, codes.unit(" ".join(row.filled))) for row in others)
    return frozenset(number for number, unit in named if unit is not None and unit.code in known)


def _rows_of_tables(found: Sequence[Table], pages: Sequence[tuple[Table, Columns]]) -> frozenset[int]:
    """Return the rows that are no text: headings, rows of amounts and the cells of goals."""
    rows = {table.head.row.number for table in found}
    for table, of in pages:
        rows.update(with_amounts(table.body, of.values).numbers)
    for table in found:
        if table.head.kind is TableKind.OTHER:
            rows.update(row.number for row in table.body if len(row.filled) > 1)
    return frozenset(rows)


def _rows(cells: Grid, pages: Sequence[tuple[Table, Columns]]) -> Found:
    """Return the rows of amounts of all tables, whatever the shape of each."""
    whole = Found()
    before: tuple[str, ...] = ()
    for table, of in pages:
        same = table.head.row.cells == before
        before = table.head.row.cells
        found = _of_table(cells, table, of, whole, goes_on=same)
        whole = Found(
            (*whole.lines, *found.lines),
            (*whole.names, *found.names),
            (*whole.left_out, *found.left_out),
            (*whole.problems, *found.problems),
            found.last,
            found.section,
        )
    return replace(whole, problems=_each_label_once(tuple(dict.fromkeys(whole.problems))))


def _of_table(cells: Grid, table: Table, of: Columns, above: Found, *, goes_on: bool) -> Found:
    """Return the rows of amounts of one table by its shape."""
    if of.line is not None:
        return wide(cells, table, of, of.line)
    line_at = line_column(table, of)
    if line_at is None:
        return blocks(cells, table, of, above, goes_on=goes_on)
    return long(cells, table, of, line_at, above.last if goes_on else None)


def _each_label_once(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Keep one warning of each unknown label: a label that a city uses stands at every unit."""
    seen: set[str | None] = set()
    kept: list[Problem] = []
    for problem in problems:
        if problem.severity is Severity.WARNING and problem.value in seen:
            continue
        if problem.severity is Severity.WARNING:
            seen.add(problem.value)
        kept.append(problem)
    return tuple(kept)


def _made(
    source: tuple[Document, Grid], found: tuple[Period, MoneyUnit], pages: _Pages, rows: Found, amounts: Amounts
) -> Reading:
    """Put the parts of a file together, in the signs of the program."""
    (document, cells), (told, unit) = source, found
    lines = amounts.entries.kept([group is None for group in amounts.entries.groups])
    signs = convention(lines, 3 * amounts.coarsest, document.hints.signs)
    if signs is None:
        message = "raportin etumerkeistä ei selviä, ovatko kulut positiivisia vai negatiivisia"
        problem = Problem(
            Severity.FILE, Place(cells.file), message, "kerro se lähteen kohdassa signs: costs-positive tai costs-negative"
        )
        return _refused(document, cells, (*amounts.problems, problem), pages.understood(unit))
    joined = join(Kept(amounts.entries, signs))
    names = _names(rows.names)
    numbers = measures(cells, pages.measures)
    text = sentences(cells, pages.rows, names)
    said = [(item.amount, item.place) for item in text.items]
    said += [(remark.amount, remark.place) for remark in text.remarks if remark.amount is not None]
    small = notes.too_small(_biggest(amounts.entries), said, document.hints) if said else ()
    left_out = {of.row.number for of in (*rows.left_out, *amounts.left_out)} | {row.number for row in numbers.left_out}
    counts = _counts(cells, joined.figures, numbers, text, left_out | {row for of in joined.left_out for row in of.rows})
    reading = Reading(
        document.file,
        document.origin,
        document.sha256,
        told,
        counts,
        figures=joined.figures,
        names=names,
        measures=with_units(numbers.measures, names),
        items=text.items,
        remarks=text.remarks,
        problems=(
            *amounts.problems,
            *small,
            *joined.problems,
            *numbers.problems,
            *text.problems,
            *share_problems(cells.file, amounts),
        ),
        understood=pages.understood(unit, signs),
        grains=amounts.grains,
        lost=joined.lost | _lost(rows, amounts, joined.figures),
        organisation=document.hints.organisation,
    )
    return reading if reading.figures or reading.measures else _with_nothing(document, cells, reading)


def _biggest(entries: Entries) -> int:
    """Return the biggest budget or actual of costs in cents."""
    columns = (entries.values.get(column, ()) for column in (Column.BUDGET, Column.ORIGINAL, Column.ACTUAL))
    return max((abs(cents) for column in columns for cents in column if cents is not None), default=0)


def _with_nothing(document: Document, cells: Grid, reading: Reading) -> Reading:
    message = "tiedostosta ei saatu yhtään lukua"
    problem = Problem(
        Severity.FILE,
        Place(cells.file),
        message,
        "tarkista, että rivit ovat tuottoja, kuluja tai katteita ja yksiköillä on koodi",
    )
    return _refused(document, cells, (*reading.problems[:_SAID], problem), reading.understood)


def _names(told: Sequence[tuple[UnitCode, str]]) -> tuple[tuple[UnitCode, str], ...]:
    """Return the first name of each unit: systems cut names, and pages write them differently."""
    names: dict[UnitCode, str] = {}
    for code, name in told:
        if name:
            names.setdefault(code, name)
    return tuple(names.items())


def _lost(rows: Found, amounts: Amounts, standing: Sequence[Figure]) -> frozenset[tuple[UnitCode, Line | None]]:
    """Return the lines that a row left out has taken away; one that stands on another page too is not lost."""
    out = [(of.unit, of.line) for of in (*rows.left_out, *amounts.left_out) if of.unit is not None]
    known = {(of.unit, of.line) for of in standing if of.group is None} if out else frozenset()
    return frozenset((unit, line) for unit, line in out if unit is not None and (line is None or (unit, line) not in known))


def _counts(cells: Grid, standing: Sequence[Figure], numbers: Measures, text: Sentences, left_out: set[int]) -> Counts:
    """Count every line of the file once."""
    used = set(standing.rows if isinstance(standing, Kept) else chain.from_iterable(of.rows for of in standing))
    places = (*(of.place for of in numbers.measures), *(of.place for of in text.items), *(of.place for of in text.remarks))
    used.update(place.line for place in places if place.line is not None)
    used -= left_out
    tall = {cells.rows.of.numbers[at]: height - 1 for at, height in cells.rows.of.heights.items()}
    lines_used = len(used) + sum(more for number, more in tall.items() if number in used)
    lines_out = len(left_out) + sum(more for number, more in tall.items() if number in left_out)
    return Counts(cells.file, cells.lines, lines_used, lines_out, cells.lines - lines_used - lines_out)
