"""A profile ready to be written into the rules: twelve shares that never fall, from what earlier years say of a line."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from fractions import Fraction

from budget.exact import Exact, rounded
from budget.unit import Line, UnitCode
from budget.verdict import PastYear
from engine.past_years import MOST, PastYears, expected
from written.record import dataclass

_WHOLE = 1000  # a profile is written in tenths of a percent
_MONTHS = range(1, 13)


class Change(Enum):
    """Why the share of a month is another than the one that earlier years say."""

    BETWEEN = "between"  # too few years tell of the month: on a straight line between its neighbours
    RAISED = "raised"  # it would fall: as high as the month before
    CUT = "cut"  # it is over the whole year
    CLOSED = "closed"  # December is the whole year


@dataclass(frozen=True, slots=True)
class ReadyMonth:
    """One month of a ready profile.

    `years` are those that count, the oldest first. `said` is their median, None where they are too few. `share` is what
    is written, and `change` why it is not `said` (rounded to a tenth of a percent).
    """

    month: int
    years: tuple[PastYear, ...]
    said: Exact | None
    share: Exact
    change: Change | None


@dataclass(frozen=True, slots=True)
class ReadyProfile:
    """A line of a unit by the months of earlier years."""

    line: Line
    months: tuple[ReadyMonth, ...]

    @property
    def is_usable(self) -> bool:
        """Tell whether enough years tell of some month before December; else the shares are only the even pace."""
        return any(month.said is not None for month in self.months[:-1])

    @property
    def years(self) -> tuple[int, ...]:
        """The years that count for some month, the oldest first."""
        return tuple(sorted({year.year for month in self.months for year in month.years}))


def ready_profile(past: PastYears, code: UnitCode, line: Line) -> ReadyProfile:
    """Make a profile of a line from earlier years."""
    years = [past.of(code, line, month)[:MOST] for month in _MONTHS]
    said = [expected(of) for of in years]
    written = _filled(_never_falling(said))
    months = (
        ReadyMonth(month, tuple(reversed(of)), median, (tenths, _WHOLE), _change(month, median, tenths))
        for month, of, median, tenths in zip(_MONTHS, years, said, written, strict=True)
    )
    return ReadyProfile(line, tuple(months))


def _never_falling(said: Iterable[Exact | None]) -> list[Fraction | None]:
    """Return the known shares between 0 and 1, never falling; December is 1."""
    known: list[Fraction | None] = []
    highest = Fraction(0)
    for share in said:
        if share is not None:
            highest = max(highest, min(Fraction(1), Fraction(*share)))
        known.append(None if share is None else highest)
    return [*known[:-1], Fraction(1)]


def _filled(known: list[Fraction | None]) -> list[int]:
    """Return the shares in tenths of a percent, the unknown ones on straight lines between their neighbours.

    The year begins at zero. Each is rounded once, when it is known exactly.
    """
    points = [(0, Fraction(0)), *((month, share) for month, share in zip(_MONTHS, known, strict=True) if share is not None)]
    filled: list[int] = []
    for month in _MONTHS:
        before = max(point for point in points if point[0] <= month)
        after = min(point for point in points if point[0] >= month)
        gap = max(1, after[0] - before[0])
        share = before[1] + (after[1] - before[1]) * (month - before[0]) / gap
        filled.append(_tenths(share.as_integer_ratio()))
    return filled


def _change(month: int, said: Exact | None, tenths: int) -> Change | None:
    if said is None:
        return None if month == max(_MONTHS) else Change.BETWEEN
    plain = _tenths(said)
    if plain == tenths:
        return None
    if month == max(_MONTHS):
        return Change.CLOSED
    return Change.CUT if plain > tenths else Change.RAISED


def _tenths(share: Exact) -> int:
    return rounded((share[0] * _WHOLE, share[1]))
