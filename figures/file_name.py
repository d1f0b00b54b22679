"""The time that a file's name tells; a name that tells two, or a number that may mean something else, tells none."""

from __future__ import annotations

import re
from functools import cache

from figures.when import When, is_ordinal, take, take_all, until_part

_YEAR, _MONTH, _BETWEEN = r"20\d\d", r"0?[1-9]|1[0-2]", "[-_. ]"
_SEPARATORS = str.maketrans("_", " ")


def name_time(stem: str) -> When | None:
    """Return the months that a folded file name without its suffix tells; `last` is None where it tells no month."""
    part = until_part(stem)
    if part is not None:
        return part
    found = set(_numbers(stem))
    if not found:
        return _in_words(stem.translate(_SEPARATORS))
    when = found.pop()
    return None if found or is_ordinal(stem, when) else when


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    forms = (
        rf"(?<!\d)0?1-(?P<last>{_MONTH}){_BETWEEN}(?P<year>{_YEAR})(?!\d)",  # 1-6_2024
        rf"(?<!\d)(?P<year>{_YEAR}){_BETWEEN}0?1-(?P<last>{_MONTH})(?!\d)",  # 2024_01-06
        rf"(?<!\d)(?P<year>{_YEAR}){_BETWEEN}?(?P<month>0[1-9]|1[0-2])(?:{_BETWEEN}?(?P<day>[0-3]\d))?(?!\d)",  # 2024-06, 20240630
        rf"(?<!\d)(?P<day>[0-3]?\d){_BETWEEN}(?P<month>{_MONTH}){_BETWEEN}(?P<year>{_YEAR})(?!\d)",  # 30.6.2024
        r"(?<!\d)(?P<day>[0-3]\d)(?P<month>0[1-9]|1[0-2])(?P<year>20\d\d)(?!\d)",  # 30062024
        rf"(?<![^\W_])(?P<month>{_MONTH}){_BETWEEN}(?P<year>{_YEAR})(?!\d)",  # 6-2024
        rf"(?<!\d)(?P<month>0[1-9]|1[0-2])(?P<year>{_YEAR})(?!\d)",  # 062024
        rf"(?<!\d)(?P<year>{_YEAR}){_BETWEEN}(?P<month>[5-9])$",  # 2024-6; 2024-2 may well be the second report
    )
    return tuple(re.compile(form) for form in forms)


def _numbers(stem: str) -> list[When]:
    """Return every time in numbers; of a day only the end of a month is one."""
    found: list[When] = []
    for form in _forms():
        for match in form.finditer(stem):
            when = _of(match.groupdict())
            if when is not None:
                found.append(when)
        stem = form.sub(lambda match: " " * len(match[0]), stem)
    return found


def _of(told: dict[str, str | None]) -> When | None:
    year, last, month, day = (told.get(of) for of in ("year", "last", "month", "day"))
    if day:
        when = take(f"{int(day)}.{int(month or 0)}.{year}")[1]
        return when if when is not None and when.last is not None else None
    return When(int(year or 0), 1, int(last or month or 0), alone=not last)


def _in_words(stem: str) -> When | None:
    """Return the only month that a name tells in words, with the only year: `kesakuu2024`, `elokuun_raportti_2024`."""
    rest, when = take_all(stem)
    return when if when is not None and when.last is not None and when.year and take_all(rest)[1] is None else None
