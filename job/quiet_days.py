"""Quiet days: when only finance's messages go out, and the others wait for the next day."""

from __future__ import annotations

import re
from datetime import date, timedelta

from written.record import dataclass

_RANGE = re.compile(r"(\d{2})-(\d{2})(?:\s*[–-]\s*(\d{2})-(\d{2}))?")
_EVES = "eves"


@dataclass(frozen=True, slots=True)
class QuietDays:
    """The quiet days of a year.

    `spans` are first and last day as (month, day), both included; one may go over the year's end. `eves` are the public
    holidays of Finland and the days before them.
    """

    spans: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    eves: bool = False

    def hold(self, day: date) -> bool:
        """Tell whether a day is quiet."""
        if self.eves and (is_holiday(day) or is_holiday(day + timedelta(days=1))):
            return True
        here = (day.month, day.day)
        return any(first <= here <= last if first <= last else here >= first or here <= last for first, last in self.spans)


def read_quiet_days(texts: tuple[str, ...]) -> QuietDays | str:
    """Read `eves` and spans like `07-01–07-31` or `12-24`; return the text that is neither."""
    spans: list[tuple[tuple[int, int], tuple[int, int]]] = []
    for text in texts:
        if text == _EVES:
            continue
        found = _RANGE.fullmatch(text)
        first = None if found is None else _day(found[1], found[2])
        last = first if found is None or found[3] is None else _day(found[3], found[4])
        if first is None or last is None:
            return text
        spans.append((first, last))
    return QuietDays(tuple(spans), _EVES in texts)


def _day(month: str, day: str) -> tuple[int, int] | None:
    try:
        date(2024, int(month), int(day))  # a leap year: 02-29 is a day
    except ValueError:
        return None
    return int(month), int(day)


def is_holiday(day: date) -> bool:
    """Tell whether a day is a public holiday of Finland that may fall on a weekday."""
    if (day.month, day.day) in ((1, 1), (1, 6), (5, 1), (12, 6), (12, 25), (12, 26)):
        return True
    midsummer = day.month == 6 and 20 <= day.day <= 26 and day.weekday() == 5
    return midsummer or day - easter(day.year) in (timedelta(days=-2), timedelta(days=1), timedelta(days=39))


def easter(year: int) -> date:
    """Return Easter Sunday of a year (the anonymous Gregorian computus)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)
