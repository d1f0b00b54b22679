"""Wide tables: one row for each unit, a group of columns for each line (`Menot TA`, `Menot tot.`, `Tulot TA` …)."""

from __future__ import annotations

from dataclasses import replace

from budget.unit import Line, UnitCode
from figures import codes
from figures.columns import Columns, Text
from figures.grid import Grid, Row
from figures.headings import is_total
from figures.lines import Collected, Found, LeftOut, cell, has_amounts, row_problem
from figures.tables import Head, Table
from figures.words import clean, squeeze
from written.problem import Problem


def by_line(head: Head) -> tuple[tuple[Line | None, Head], ...]:
    """Return the heading row once for each line that its headings name; the row itself where they name none."""
    lines = dict.fromkeys(of.line for of in head.headings if of.line is not None)
    if not lines:
        return ((None, head),)
    return tuple((line, _only(head, line)) for line in lines)


def _only(head: Head, line: Line) -> Head:
    """Return a heading row without the columns of the other lines."""
    kept = tuple(of if of.line in (None, line) else replace(of, word=None, when=None) for of in head.headings)
    hinted = tuple(role if of.line in (None, line) else None for of, role in zip(head.headings, head.hinted, strict=True))
    return replace(head, headings=kept, hinted=hinted)


def wide(grid: Grid, table: Table, columns: Columns, line: Line) -> Found:
    """Return the amounts of one line of all units of a wide table."""
    lines = Collected(grid, columns)
    names: list[tuple[UnitCode, str]] = []
    left_out: list[LeftOut] = []
    problems: list[Problem] = []
    text_end = next(at for at, of in enumerate(table.head.headings) if of.line is not None)
    for row in table.body:
        if not has_amounts(row, columns.values) or not any(squeeze(text) for text in row.filled):
            continue
        unit, label = _unit(row, columns, text_end)
        if unit is not None:
            names.append((unit.code, unit.name))
            lines.add(row, unit.code, line, None, carried=False)
        elif not is_total(label):
            left_out.append(LeftOut(row, None, None))
            message = f"rivillä ”{label[:60]}” ei ole yksikön koodia; rivi jätettiin pois"
            problems.append(row_problem(grid, row, message, "lisää raporttiin yksikön koodi", label[:60]))
    return Found(lines.lines, tuple(names), tuple(left_out), tuple(problems))


def _unit(row: Row, columns: Columns, text_end: int) -> tuple[codes.Unit | None, str]:
    """Return the unit of a row and the label that should name it."""
    code, name = clean(cell(row, columns.index(Text.CODE))), clean(cell(row, columns.index(Text.NAME)))
    if code and not is_total(code):
        told = codes.code(code)
        return (None if told is None else codes.Unit(told.code, told.name or name)), code
    label = clean(" ".join(text for text in row.cells[:text_end] if text))
    return codes.unit(name or label), label
