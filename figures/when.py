"""Times in headings, titles and file names: years, months, ranges of months and dates."""

from __future__ import annotations

import calendar
import re

from figures.quarters import part_of_year
from written.record import dataclass

_NAMES = (
    ("tammi", "januari"),
    ("helmi", "februari"),
    ("maalis", "mars"),
    ("huhti", "april"),
    ("touko", "maj"),
    ("kesä", "juni"),
    ("heinä", "juli"),
    ("elo", "augusti"),
    ("syys", "september"),
    ("loka", "oktober"),
    ("marras", "november"),
    ("joulu", "december"),
)
_MONTHS = {name: number for number, pair in enumerate(_NAMES, 1) for name in pair} | {"kesa": 6, "heina": 7}
_MONTHS |= {
    name: number
    for number, name in enumerate(["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"], 1)
}
_ANY_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_KUU = r"(?:kuu[^\W\d_]*|k)?"


@dataclass(frozen=True, slots=True)
class When:
    """The months `first` to `last` of a year; None where the text does not say.

    `first` equal to `last` is one month alone; a range from January or a date of a month's end is accumulated
    (`first` 1). `alone` tells a month alone from an accumulated January.
    """

    year: int | None
    first: int | None = None
    last: int | None = None
    alone: bool = False


_DATES = re.compile(r"(\d{1,2})\.(\d{1,2})\.?(\d{4})?\s*-\s*(\d{1,2})\.(\d{1,2})\.?\s*(\d{4}|\d{2})?(?!\d)")
_SPAN = re.compile(
    r"(?<![\d.])(0?[1-9]|1[0-2])\s?[/.]\s?(20\d\d)\s*-\s*(0?[1-9]|1[0-2])\s?[/.]\s?(20\d\d)(?!\d)"  # 01/2024 - 06/2024
    r"|(?<!\d)(20\d\d)[./-]?(0[1-9]|1[0-2])\s*-\s*(20\d\d)[./-]?(0[1-9]|1[0-2])(?!\d)"  # 202401-202406
    r"|(?<!\d)(20\d\d)-(\d\d)-(\d\d)\s*-\s*(20\d\d)-(\d\d)-(\d\d)(?!\d)"  # 2024-01-01 - 2024-06-30
)
_RANGE = re.compile(r"(?<![\d.])(\d{1,2})(?:\.?\s*-\s*|\.{2,3}\s?)(\d{1,2})\.?\s*(?:kk)?\s*(?:[/. ]\s*(20\d\d|\d\d))?(?!\d)")
_DATE = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.\s?(\d{4}|\d{2})?(?!\d)")
_ISO = re.compile(r"(?<!\d)(20\d\d)(?:[-/](\d{2})(?:[-/](\d{2}))?|/?(0[1-9]|1[0-2]|(?<=/)[1-9]))(?!\d)")
_MONTH = re.compile(r"(?<![\d.])(?<!\b[^\W\d_])(\d{1,2})(?:\s?[/.]\s?(20\d\d|\d\d)|-(20\d\d))(?!\d)")
_NAMED = re.compile(
    rf"(?<![^\W\d])(?:({_ANY_MONTH}){_KUU}\s*-\s*)?({_ANY_MONTH})(?:kuu(?:n|ssa|ta|hun)?|k)?\.?(?=20\d\d(?!\d)|(?!\w))"
    r"(\s+(?:loppuun|lopussa|asti|saakka|mennessä)(?!\w))?(?:\s*[/-]?\s*(20\d\d))?",
)
_INTERIM = re.compile(r"(?<!kuukausi)(?:osavuo|delår|väliraport|välitilin|seurantarap|katsau|översikt)")
_NUMBERED = re.compile(r"(?<![\d.])[1-4][-_/. ]{1,2}20\d\d")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


def year_of(text: str | None) -> int | None:
    """Return a year of four digits, or of two (`23`); None where there is none."""
    if not text:
        return None
    return int(text) if len(text) == 4 else 2000 + int(text)


def take(folded: str) -> tuple[str, When | None]:
    """Take the time out of a folded text.

    Returns:
        The text without it and the time; the whole text and None where it tells no time.
    """
    part = part_of_year(folded)
    if part is not None:
        (start, end), year, first, last = part
        return (folded[:start] + " " + folded[end:]).strip(), When(year, first, last)
    for pattern, made in _FORMS:
        found = pattern.search(folded)
        if found is None:
            continue
        when = made(found)
        if when is not None:
            return (folded[: found.start()] + " " + folded[found.end() :]).strip(), when
    return folded, None


def take_all(folded: str) -> tuple[str, When | None]:
    """Take the time out of a folded text, with a year that stands apart from its months."""
    rest, when = take(folded)
    if when is None or when.year is not None:
        return rest, when
    rest, year = take(rest)
    return rest, when if year is None or year.first else When(year.year, when.first, when.last, when.alone)


def until_part(folded: str) -> When | None:
    """Return the time up to the end of the quarter, third or half year that a title or a name tells, or None.

    Its months are None where the text has another time too: `Q2 2024, tilanne 31.8.2024`.
    """
    part = part_of_year(folded)
    if part is None:
        return None
    (start, end), year, _, last = part
    other = take_all(folded[:start] + " " + folded[end:])[1]
    if year is None and other is not None:
        year = other.year
    return When(year) if other is not None and other.last not in (None, last) else When(year, 1, last)


def is_ordinal(folded: str, when: When) -> bool:
    """Tell whether a month may be the number of a report: `Osavuosikatsaus 2/2024` is hardly of February."""
    return when.alone and bool(_INTERIM.search(folded) and _NUMBERED.search(folded))


def begins_with_month(folded: str) -> bool:
    """Tell whether a folded text begins with the name of a month."""
    return _NAMED.match(folded) is not None


def _dates(found: re.Match[str]) -> When | None:
    year = year_of(found[6]) or year_of(found[3])
    return _until(int(found[4]), int(found[5]), year, int(found[2]))


def _until(day: int, month: int, year: int | None, first: int) -> When | None:
    """Return the months up to a date, which must be the last of its month; otherwise only the year is known."""
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    last = calendar.monthrange(year or 2023, month)[1]
    if day == last or (month == 2 and day in (28, 29)):
        return When(year, first, month)
    return When(year)


def _span(found: re.Match[str]) -> When | None:
    """Read a range that says its year at both ends; of one over two years only its end is known."""
    if found[9]:
        begins, until = (int(found[9]), int(found[10])), _until(int(found[14]), int(found[13]), int(found[12]), int(found[10]))
    else:
        begins = int(found[2] or found[5]), int(found[1] or found[6])
        until = When(int(found[4] or found[7]), begins[1], int(found[3] or found[8]))
    if until is None or until.year != begins[0] or found[11] not in (None, "01"):
        return until and When(until.year, None, until.last)
    return until if until.last is None or begins[1] <= until.last else None


def _range(found: re.Match[str]) -> When | None:
    first, last = int(found[1]), int(found[2])
    if not 1 <= first <= last <= 12:
        return None
    return When(year_of(found[3]), first, last)


def _date(found: re.Match[str]) -> When | None:
    return _until(int(found[1]), int(found[2]), year_of(found[3]), 1)


def _iso(found: re.Match[str]) -> When | None:
    year, month = int(found[1]), int(found[2] or found[4])
    if not 1 <= month <= 12:
        return None
    return _until(int(found[3]), month, year, 1) if found[3] else When(year, month, month, alone=True)


def _month(found: re.Match[str]) -> When | None:
    month = int(found[1])
    return When(year_of(found[2] or found[3]), month, month, alone=True) if 1 <= month <= 12 else None


def _named(found: re.Match[str]) -> When | None:
    last = _MONTHS[found[2]]
    first = _MONTHS[found[1]] if found[1] else last
    if found[3] and not found[1]:  # to the end of a month is from the beginning of its year
        return When(year_of(found[4]), 1, last)
    return When(year_of(found[4]), first, last, alone=not found[1]) if first <= last else None


def _year(found: re.Match[str]) -> When:
    return When(int(found[1]))


_FORMS = (
    (_DATES, _dates),
    (_SPAN, _span),
    (_ISO, _iso),
    (_RANGE, _range),
    (_DATE, _date),
    (_MONTH, _month),
    (_NAMED, _named),
    (_YEAR, _year),
)
