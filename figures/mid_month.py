"""A report whose own text says that it was taken before the end of its month: the month is not finished."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from budget.period import Period
from figures.grid import Grid
from figures.tables import Head
from figures.words import fold
from written.place import Place
from written.problem import Problem, Severity

_DATE = re.compile(r"(?<![\d.])([0-3]?\d)\.([01]?\d)\.(20\d\d)(?!\d)")
_SITUATION = re.compile(r"tilan|toteu|tot\b|kirjau|kirjanpi|läge|utfall|per\b|mennessä|asti|saakka")
_OTHER_DATES = re.compile(r"tulost|laadi|päiväys|kokou|lautakun|utskri|printed|§|luotu|ajopäivä|ajettu")
_LONGEST = 100


def mid_month(grid: Grid, heads: Sequence[Head], period: Period) -> tuple[Problem, ...]:
    """Return the warning of a title or a heading that dates the figures before the last day of their month."""
    for row, text in _texts(grid, heads):
        folded = fold(text)
        if not _SITUATION.search(folded) or _OTHER_DATES.search(folded):
            continue
        days = [int(day) for day, month, year in _DATE.findall(folded) if (int(year), int(month)) == (period.year, period.month)]
        if days and 1 < max(days) < period.last_day.day:
            message = f"kuukausi on kesken: ”{text[:60]}” on ennen kuukauden loppua"
            hint = "luvut näytetään, mutta niistä ei lähetetä uusia viestejä ennen kuin kuukausi on valmis"
            return (Problem(Severity.WARNING, Place(grid.file, row, None, grid.sheet), message, hint),)
    return ()


def _texts(grid: Grid, heads: Sequence[Head]) -> Iterable[tuple[int, str]]:
    """Yield the headings, and the titles above the first of them."""
    top = heads[0].row.number if heads else 0
    for row in grid.rows[:top]:
        if row.number < top and len(row.filled) <= 3:
            yield from ((row.number, text) for text in row.filled if len(text) <= _LONGEST)
    for head in heads:
        yield from ((head.row.number, of.text) for of in head.headings if of.when is not None)
