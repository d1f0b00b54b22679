"""What a file was taken to say about itself: its columns, its unit of money and its signs, for the person who looks."""

from __future__ import annotations

from collections.abc import Iterable

from budget.figure import Column
from budget.unit import Line
from figures.columns import Columns, Meaning
from figures.document import MoneyUnit
from figures.signs import Convention
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class TakenColumn:
    """A heading and what its column was taken as; `meaning` is None for one that is not used.

    `row` is where the heading stands first, `line` the line of a wide table. `hinted` tells that config says so, `summed`
    that the budget in force is counted from this column.
    """

    heading: str
    meaning: Meaning | None
    row: int
    line: Line | None = None
    hinted: bool = False
    summed: bool = False


@dataclass(frozen=True, slots=True)
class Understood:
    """What was found out; None or empty where reading ended before."""

    columns: tuple[TakenColumn, ...] = ()
    unit: MoneyUnit | None = None
    signs: Convention | None = None


NOTHING = Understood()


def taken_columns(pages: Iterable[Columns]) -> tuple[TakenColumn, ...]:
    """Return every heading of the tables once with what it was taken as, in the order of the file."""
    found: dict[tuple[str, Meaning | None, Line | None], TakenColumn] = {}
    for page in pages:
        meanings = {of.index: of.meaning for of in page.taken}
        for at, of in enumerate(page.head.headings):
            if not of.text or (page.line is not None and of.line not in (None, page.line)):
                continue
            meaning = meanings.get(at)
            line = page.line if isinstance(meaning, Column) else None
            summed = page.sums_budget and meaning in (Column.ORIGINAL, Column.AMENDMENT)
            hinted = page.head.hinted[at] is not None
            found.setdefault((of.text, meaning, line), TakenColumn(of.text, meaning, page.head.row.number, line, hinted, summed))
    return tuple(found.values())
