"""Quarters, thirds and halves of a year as titles, headings and file names write them: `Q2 2024`, `II vuosineljännes`."""

from __future__ import annotations

import re
from functools import cache

_MONTHS = (
    ("q", 3),
    ("vuosineljän", 3),
    ("neljän", 3),
    ("kvarta", 3),
    ("tertia", 4),
    ("vuosikolman", 4),
    ("kolmannesv", 4),
    ("h", 6),
    ("puolivuo", 6),
    ("halvår", 6),
)
_ORDINALS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_ORDINALS |= {word: n for n, word in enumerate(("ensimmäi", "toi", "kolma", "neljä"), 1)}
_ORDINALS |= {word: n for n, word in enumerate(("första", "andra", "tredje", "fjärde"), 1)}
_NTH = r"(?P<nth>[1-4]|iv|i{1,3}|ensimmäi(?:nen|sen)|toi(?:nen|sen)|kolma(?:s|nnen)|neljä(?:s|nnen)|första|andra|tredje|fjärde)"
_OF = r"(?P<of>(?:vuosineljänne|neljännes|kvarta|tertia|vuosikolmanne|kolmannesvuo|puolivuo|halvår)[^\W\d]*)"
_BEFORE = r"(?<![^\W_])(?:(?P<before>20\d\d)[-_/ ]{0,3})?"
_AFTER = r"(?:[-_/ ]{0,3}(?P<after>20\d\d))?(?![^\W_])"
_PERHAPS = re.compile(r"neljän|kvarta|tertia|kolmann|puolivuo|halvår|[qh][-_ ]?[1-4]")

Part = tuple[tuple[int, int], int | None, int, int]
"""Where it stands in the text, the year or None, its first and its last month."""


def part_of_year(folded: str) -> Part | None:
    """Find a part of a year in a folded text; None where there is none, no such part (`IV tertiaali`), or two (`Q1-Q2`)."""
    if not _PERHAPS.search(folded):
        return None
    found = next((match for form in _forms() if (match := form.search(folded))), None)
    if found is None:
        return None
    if _PERHAPS.search(folded[: found.start()]) or _PERHAPS.search(folded[found.end() :]):
        return None
    months = next(of for word, of in _MONTHS if found["of"].startswith(word))
    nth = _number(found["nth"])
    year = found["before"] or found["after"]
    return None if nth * months > 12 else (found.span(), int(year) if year else None, (nth - 1) * months + 1, nth * months)


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    """Return the patterns, most of which no report needs."""
    forms = (
        rf"{_NTH}\.?[-_ ]*{_OF}",
        rf"{_OF}[-_: ]*{_NTH}",
        r"(?P<of>[qh])[-_ ]?(?P<nth>[1-4])",
        r"(?P<of>(?:puolivuo|halvår)[^\W\d]*)(?P<nth>)",  # of the first half alone: `puolivuotiskatsaus 2024`
    )
    return tuple(re.compile(_BEFORE + form + _AFTER) for form in forms)


def _number(text: str) -> int:
    if not text or text.isdigit():
        return int(text or 1)
    return _ORDINALS.get(text) or next(nth for word, nth in _ORDINALS.items() if len(word) > 2 and text.startswith(word))
