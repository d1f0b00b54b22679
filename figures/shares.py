"""The share that a report prints, compared with the computed one. It is never used."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import compress

from budget.figure import Column
from budget.finnish import percent
from budget.unit import Line
from figures.amounts import Amounts
from figures.entries import Entry
from figures.numbers import share
from written.place import Place
from written.problem import Problem, Severity

_ONE_POINT = Fraction(1, 100)
_SAID_ONE_BY_ONE = 3


def share_problems(file: str, read: Amounts) -> tuple[Problem, ...]:
    """Return a warning for each printed share that is more than a point away; where many are, one that counts them."""
    shown = compress(range(len(read.entries)), read.entries.shares)
    found = [problem for at in shown if (problem := _problem(file, read.entries.entry(at), read.coarsest))]
    if len(found) <= _SAID_ONE_BY_ONE:
        return tuple(found)
    first = found[0]
    message = f"painettu toteumaprosentti poikkeaa lasketusta {len(found)} rivillä; ensimmäinen: {first.message}"
    return (Problem(Severity.WARNING, first.place, message, first.hint, value=first.value),)


def agrees(entry: Entry, part: Column, whole: Column, grain: int) -> bool:
    """Tell whether the printed share of a row is one column by another, within a point and the rounding of the file."""
    one, other = entry.value(part), entry.value(whole)
    printed = share(entry.share) if entry.share else None
    if one is None or not other or printed is None or entry.share is None:
        return False
    return any(_agree(Fraction(one, other), meant, Fraction(grain, abs(other))) for meant in _meant(entry.share, printed))


def _problem(file: str, entry: Entry, grain: int) -> Problem | None:
    actual = entry.value(Column.ACTUAL)
    printed = share(entry.share) if entry.share else None
    if actual is None or printed is None or entry.share is None:
        return None
    budgets = [cents for column in (Column.BUDGET, Column.ORIGINAL) if (cents := entry.value(column))]
    if not budgets or (entry.line is Line.MARGIN and (actual < 0) != (budgets[0] < 0)):
        return None
    if any(
        _agree(Fraction(actual, budget), candidate, Fraction(grain, abs(budget)))
        for budget in budgets
        for candidate in _meant(entry.share, printed)
    ):
        return None
    computed = percent((actual, budgets[0]) if budgets[0] > 0 else (-actual, -budgets[0]))
    message = f"painettu toteumaprosentti on {entry.share}, mutta luvuista laskettu on {computed}"
    hint = "prosenttia ei käytetä; tarkista, että sarakkeet on tunnistettu oikein"
    return Problem(Severity.WARNING, Place(file, entry.row), message, hint, value=entry.share)


def _meant(text: str, printed: tuple[int, int]) -> Iterable[Fraction]:
    """Yield what a printed share may mean: without a percent sign `57,4` and `0,574` are the same."""
    yield Fraction(*printed)
    if "%" not in text:
        yield Fraction(*printed) / 100


def _agree(computed: Fraction, printed: Fraction, rounding: Fraction) -> bool:
    return abs(computed - printed) <= _ONE_POINT + rounding * (1 + abs(computed))
