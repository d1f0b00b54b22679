"""When the job is due: the schedule of config.yaml, right on both nights when the clocks are moved.

An entry of `schedule` is `DAYS at HH:MM`. DAYS is `daily`, or days and ranges of days with commas between them: `mon`,
`mon-fri`, `mon,wed,fri`, `mon-thu,sat`. The days are mon tue wed thu fri sat sun; a range goes forward within a week.
One entry has one time; several times are several entries. There is nothing else: a run without news sends nothing,
so days of the month are not needed.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from written.fields import Fields
from written.problem import did_you_mean
from written.record import dataclass

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FINNISH = dict(zip(("ma", "ti", "ke", "to", "pe", "la", "su"), _DAYS, strict=True))
_EXAMPLE = 'esimerkiksi "mon-fri at 06:15"'
_LOOK_BACK = timedelta(days=8)
"""Every entry is due at least once a week."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: weekdays (0 is Monday) and a time of the city's clock."""

    days: frozenset[int]
    at: time


@dataclass(frozen=True, slots=True)
class Mistake:
    """Why an entry cannot be read. Both texts are Finnish."""

    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """When the job is due. Has at least one entry. All moments are UTC, because equal times of a clock may be two moments."""

    entries: tuple[Entry, ...]

    def next_due(self, after: datetime, zone: ZoneInfo) -> datetime:
        """Return the first moment after `after` at which the job is due."""
        return min(moment for moment in self._around(after, zone) if moment > after)

    def last_due(self, until: datetime, zone: ZoneInfo) -> datetime:
        """Return the last moment at which the job was due, `until` itself included."""
        return max(moment for moment in self._around(until, zone) if moment <= until)

    def _around(self, moment: datetime, zone: ZoneInfo) -> list[datetime]:
        first = moment.astimezone(zone).date() - _LOOK_BACK
        days = [first + timedelta(days=n) for n in range(2 * _LOOK_BACK.days + 1)]
        return [_moment(day, entry.at, zone) for day in days for entry in self.entries if day.weekday() in entry.days]


def uncovered(due: datetime, last_good: datetime | None, now: datetime) -> bool:
    """Tell whether no good run has started since the job was due.

    A run that started in the future was stamped by a clock that has since been set back: it proves nothing, and one run
    too many tells nobody anything twice.
    """
    return last_good is None or not due <= last_good <= now


def read_schedule(fields: Fields, key: str = "schedule") -> Schedule | None:
    """Read the schedule of config.yaml; None where it is not given, or where a problem was reported."""
    entries: list[Entry] = []
    scalars = fields.scalars(key)
    for scalar in scalars:
        entry = read_entry(scalar.text)
        if isinstance(entry, Mistake):
            fields.error(scalar, entry.message, entry.hint)
        else:
            entries.append(entry)
    return Schedule(tuple(entries)) if entries and len(entries) == len(scalars) else None


def read_entry(text: str) -> Entry | Mistake:
    """Read one entry: `mon-fri at 06:15`."""
    written_days, at, written_time = (part.strip() for part in text.lower().partition(" at "))
    if not at:
        hint = f'kirjoita kohta lainausmerkkeihin, {_EXAMPLE}; useampi päivä: "mon,wed at 06:15"'
        return Mistake(f"ajoituksesta puuttuu kellonaika: {text}", hint)
    days, moment = _days(written_days), _time(written_time)
    if isinstance(days, Mistake):
        return days
    return moment if isinstance(moment, Mistake) else Entry(days, moment)


def _days(text: str) -> frozenset[int] | Mistake:
    if text == "daily":
        return frozenset(range(7))
    found: set[int] = set()
    for part in (part.strip() for part in text.split(",")):
        ends = [end.strip() for end in re.split("[-–]", part)]
        unknown = next((end for end in ends if end not in _DAYS), None)
        if unknown is not None:
            return Mistake(f"tuntematon viikonpäivä: {unknown or text}", _day_hint(unknown))
        first, last = _DAYS.index(ends[0]), _DAYS.index(ends[-1])
        if len(ends) > 2 or first > last:
            return Mistake(f"päivien väli on väärin päin: {part}", 'viikko alkaa maanantaista: kirjoita "fri-sun,mon"')
        found.update(range(first, last + 1))
    return frozenset(found)


def _day_hint(word: str) -> str:
    if word in _FINNISH:
        return f"päivät ovat englanniksi: {_FINNISH[word]}"
    return did_you_mean(word, (*_DAYS, "daily")) or f"päivät ovat {' '.join(_DAYS)} tai daily, {_EXAMPLE}"


def _time(text: str) -> time | Mistake:
    digits = re.fullmatch("([0-9]{1,2})[:.]([0-9]{2})", text)
    if digits is None or int(digits[1]) > 23 or int(digits[2]) > 59:
        return Mistake(f"kellonaika ei ole muotoa 06:15: {text}", _EXAMPLE)
    at = time(int(digits[1]), int(digits[2]))
    if f"{at:%H:%M}" != text:
        return Mistake(f"kellonaika ei ole muotoa 06:15: {text}", f"kirjoita {at:%H:%M}")
    if at.hour == 3:
        message = f"kello {text} ei käy: kello 03:00–03:59 jää keväällä väliin ja tulee syksyllä kahdesti"
        return Mistake(message, "valitse aika ennen kello kolmea tai kello neljästä alkaen, esimerkiksi 04:15")
    return at


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the moment of a time on a day: the first one where it comes twice, after the gap where it does not come."""
    return datetime.combine(day, at, zone).astimezone(UTC)
