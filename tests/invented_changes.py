"""What may happen to a report on its way: each changes the sheet of a city in one way, and returns None where it cannot."""

import random
from collections.abc import Callable, Sequence

from tests.invented_clothes import Cell, Money, Sheet

Change = Callable[[Sheet, random.Random], Sheet | None]
Rows = list[list[Cell]]


def _money(row: Sequence[Cell]) -> bool:
    return any(isinstance(cell, Money) for cell in row)


def _head(sheet: Sheet) -> int:
    """The last row before the first amounts that has headings, skipping units on rows of their own."""
    first = next(at for at, row in enumerate(sheet) if _money(row))
    return next(at for at in range(first - 1, -1, -1) if sum(1 for cell in sheet[at] if cell) > 1)


def _each(sheet: Sheet, change: Callable[[Money], Money]) -> Rows:
    return [[change(cell) if isinstance(cell, Money) else cell for cell in row] for row in sheet]


def _times(money: Money, factor: int) -> Money:
    return Money(None if money.cents is None else money.cents * factor, money.line)


def thousandfold(sheet: Sheet, dice: random.Random) -> Sheet:
    return _each(sheet, lambda money: _times(money, 1000))


def signs_flipped(sheet: Sheet, dice: random.Random) -> Sheet:
    return _each(sheet, lambda money: _times(money, -1))


def columns_permuted(sheet: Sheet, dice: random.Random) -> Sheet | None:
    """Whole columns, headings and all; only where every row is as wide as the headings."""
    head = _head(sheet)
    width = len(sheet[head])
    if head > 0 or any(len(row) not in (0, width) for row in sheet):
        return None
    order = list(range(width))
    values = [at for at in order if any(isinstance(row[at], Money) for row in sheet if row) or "%" in str(sheet[head][at])]
    mixed = dice.sample(values, len(values))
    moved = dict(zip(values, mixed, strict=True))
    return [[row[moved.get(at, at)] for at in order] if row else [] for row in sheet]


def rows_shuffled(sheet: Sheet, dice: random.Random) -> Sheet:
    head = _head(sheet)
    rows = list(sheet[head + 1 :])
    dice.shuffle(rows)
    return [*sheet[: head + 1], *rows]


def _swapped(sheet: Sheet, one: int, other: int, rows: Callable[[int], bool]) -> Sheet:
    changed: Rows = [list(row) for row in sheet]
    for at, row in enumerate(changed):
        if rows(at) and len(row) > max(one, other):
            row[one], row[other] = row[other], row[one]
    return changed


def _two(sheet: Sheet, words: tuple[str, str]) -> tuple[int, int] | None:
    """The columns whose headings begin with these words, of a sheet with one row of headings."""
    head = sheet[_head(sheet)]
    found = [[at for at, cell in enumerate(head) if str(cell).lower().startswith(word)] for word in words]
    return (found[0][0], found[1][0]) if all(len(at) == 1 for at in found) else None


def data_swapped(one: str, other: str) -> Change:
    """The numbers of two columns change places under right headings."""

    def change(sheet: Sheet, dice: random.Random) -> Sheet | None:
        columns = _two(sheet, (one, other))
        return None if columns is None else _swapped(sheet, *columns, lambda at: _money(sheet[at]))

    return change


def headings_swapped(one: str, other: str) -> Change:
    """Two headings change places over right numbers."""

    def change(sheet: Sheet, dice: random.Random) -> Sheet | None:
        columns = _two(sheet, (one, other))
        return None if columns is None else _swapped(sheet, *columns, lambda at: at == _head(sheet))

    return change


def pages_broken(sheet: Sheet, dice: random.Random) -> Sheet:
    """A footer and the headings again, in the middle of anything."""
    head = _head(sheet)
    rows: Rows = []
    for at, row in enumerate(sheet):
        rows.append(list(row))
        if at > head and dice.random() < 0.15 and at + 1 < len(sheet):
            rows += [[], ["Sivu"], [], list(sheet[head])]
    return rows


def row_lost(sheet: Sheet, dice: random.Random) -> Sheet:
    at = dice.choice([at for at, row in enumerate(sheet) if _money(row)])
    return [row for number, row in enumerate(sheet) if number != at]


def cut_between_rows(sheet: Sheet, dice: random.Random) -> Sheet:
    return sheet[: dice.randrange(_head(sheet) + 2, len(sheet))]


CHANGES: dict[str, Change] = {
    "×1000": thousandfold,
    "signs flipped": signs_flipped,
    "columns permuted": columns_permuted,
    "rows shuffled": rows_shuffled,
    "numbers of TA and toteuma swapped": data_swapped("ta 2024", "tot 1-6"),
    "numbers of TP and TA swapped": data_swapped("tp 2023", "ta 2024"),
    "numbers of TA and ennuste swapped": data_swapped("ta 2024", "ennuste"),
    "numbers of toteuma and ennuste swapped": data_swapped("tot 1-6", "ennuste"),
    "headings of TA and toteuma swapped": headings_swapped("ta 2024", "tot 1-6"),
    "headings of TP and TA swapped": headings_swapped("tp 2023", "ta 2024"),
    "pages broken": pages_broken,
    "a row lost": row_lost,
    "cut between rows": cut_between_rows,
}
