"""Columns of plain numbers, read at once: a cell of them alone is read by `figures/numbers.py`, with the same result."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import repeat
from operator import mul

from figures.document import MoneyUnit
from figures.numbers import MINUS, MISSING
from written.record import dataclass

_ONE_LOOK = str.maketrans({**dict.fromkeys("\u00a0\u202f\u2009\u2007", " "), **dict.fromkeys(MINUS, "-")})
_ALL_ZEROS = bytes.maketrans(b"123456789", b"000000000")
_LOOK = re.compile(rb"-?(?:0+|0{1,3}(?: 000)+)(?:,0{1,2})?|-?,0{1,2}")  # of a number, each digit written as zero
_DIGITS = frozenset("0123456789")
_BEGINS = _DIGITS | frozenset(MINUS)


@dataclass(frozen=True, slots=True)
class Plain:
    """The numbers of a column in hundredths, None for an empty cell.

    `grain` is what the last shown digit is worth in hundredths, the least of them all; None where every cell is empty.
    `full` tells that no cell is empty, `rounded` that some had more decimals than two.
    """

    hundredths: Sequence[int | None]
    grain: int | None
    full: bool
    rounded: bool = False

    def cents(self, unit: MoneyUnit) -> Sequence[int | None]:
        """Return the numbers as amounts of money in a unit."""
        times = unit.cents // 100
        if times == 1:
            return self.hundredths
        if self.full:
            return list(map(mul, self.hundredths, repeat(times)))
        return [None if of is None else of * times for of in self.hundredths]


def plain(texts: Sequence[str]) -> Plain | None:
    """Read a column where each cell is empty, a lone dash or a plain number: `-1234567,89`, `1 234 567`; None for any other."""
    found = _numbers(texts)
    if found is not None:
        return found
    filled = [text for text in texts if text not in MISSING]
    if not filled:
        return Plain([None] * len(texts), None, full=False)
    found = _numbers(filled) if len(filled) < len(texts) else None
    if found is None:
        return None
    numbers = iter(found.hundredths)
    return Plain([None if text in MISSING else next(numbers) for text in texts], found.grain, full=False)


def _numbers(texts: Sequence[str]) -> Plain | None:
    """Read a column where each cell is a plain number."""
    if not texts or texts[0][:1] not in _BEGINS or texts[-1][-1:] not in _DIGITS:
        return None
    joined = "\n".join(texts)
    if not joined.isascii():
        joined = joined.translate(_ONE_LOOK)
    looks = joined.encode().translate(_ALL_ZEROS).split(b"\n")
    different = set(looks)
    if len(looks) != len(texts) or not all(map(_LOOK.fullmatch, different)):
        return None
    if any(b" " in look for look in different):
        joined = joined.replace(" ", "")
    if all(look.endswith(b",00") for look in different):
        return Plain(list(map(int, joined.replace(",", "").split("\n"))), 1, full=True)
    if any(b"," in look for look in different):
        grain = 1 if any(look[-3:-2] == b"," for look in different) else 10
        return Plain(list(map(_hundredths, joined.split("\n"))), grain, full=True)
    return Plain(list(map(mul, map(int, joined.split("\n")), repeat(100))), 100, full=True)


def _hundredths(text: str) -> int:
    whole, _, part = text.partition(",")
    return int(whole + part.ljust(2, "0"))


def are_numbers(columns: Iterable[Plain | None], width: int) -> bool:
    """Tell whether more cells of every row are numbers than can be words, so that none of the rows is a heading.

    Args:
        columns: of a table, those that are not plain as None; only as many are taken as are needed to know.
        width: the number of all columns.
    """
    words, numbers = width, 0
    for of in columns:
        if of is not None:
            words -= 1
            numbers += of.full
            if numbers > words:
                return True
    return False
