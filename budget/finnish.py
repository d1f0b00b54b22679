"""Finnish forms of numbers, dates and names, as a municipality writes them.

Rounded half up once, at the end; U+00A0 inside numbers, U+2212 for minus, never "−0".
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from budget.exact import Exact, rounded
from budget.period import Period
from budget.unit import Line
from budget.verdict import Level

NBSP = "\u00a0"
MINUS = "\u2212"
DASH = "\u2013"

MONTHS = ("tammi", "helmi", "maalis", "huhti", "touko", "kesä", "heinä", "elo", "syys", "loka", "marras", "joulu")
LEVEL_WORDS = {Level.RED: "Selvitettävä", Level.YELLOW: "Seurattava", Level.INFO: "Tiedoksi"}
LINE_WORDS = {Line.REVENUE: "tuotot", Line.COSTS: "kulut", Line.MARGIN: "kate"}
LINE_GENITIVES = {Line.REVENUE: "tuottojen", Line.COSTS: "kulujen", Line.MARGIN: "katteen"}


def number(value: Exact | int, decimals: int = 0) -> str:
    """Return `1 234,5`: groups of three, a decimal comma, half away from zero."""
    digits = rounded(value if isinstance(value, tuple) else (value, 1), decimals)
    whole, part = divmod(abs(digits), 10**decimals)
    text = f"{whole:,}".replace(",", NBSP)
    if decimals:
        text += f",{part:0{decimals}d}"
    return MINUS + text if digits < 0 else text


def plain_number(value: Exact | int) -> str:
    """Return a number with just the decimals that it needs, at most four: `1,2`, `20 000`."""
    exact = value if isinstance(value, tuple) else (value, 1)
    needed = next((n for n in range(4) if exact[0] * 10**n % exact[1] == 0), 4)
    return number(exact, needed)


def euros(cents: Exact | int) -> str:
    """Return cents as whole euros: `1 393 244 €`."""
    return number(_in_euros(cents)) + NBSP + "€"


def whole_euros(cents: Exact | int) -> int:
    """Return cents as the whole euros that `euros` prints."""
    return rounded(_in_euros(cents))


def exact_euros(cents: Exact | int) -> str:
    """Return cents with the cents shown only where they are not zero: `100 000,01 €`."""
    value = _in_euros(cents)
    return number(value, 0 if value[0] % value[1] == 0 else 2) + NBSP + "€"


def percent(share: Exact, decimals: int = 1) -> str:
    """Return a share as `57,8 %`."""
    return number((share[0] * 100, share[1]), decimals) + NBSP + "%"


def points(difference: Exact) -> str:
    """Return a difference of shares in words: `7,8 prosenttiyksikköä`."""
    text = number((difference[0] * 100, difference[1]), 1)
    return f"{text}{NBSP}{'prosenttiyksikkö' if text == '1,0' else 'prosenttiyksikköä'}"


def apart(share: Exact, limit: Exact) -> tuple[str, str]:
    """Return a share and its limit with the same decimals, so many that they look different: `55,04 %`, `55,00 %`.

    One decimal at least, four at most; equal values look equal.
    """
    for decimals in range(1, 5):
        shown, bound = percent(share, decimals), percent(limit, decimals)
        if shown != bound:
            return shown, bound
    return percent(share), percent(limit)


def counted(count: int, singular: str, partitive: str) -> str:
    """Return `1 poikkeama`, `0 poikkeamaa`, `21 poikkeamaa`."""
    return f"{number(count)}{NBSP}{singular if count == 1 else partitive}"


def day(value: date) -> str:
    """Return `30.6.2023`."""
    return f"{value.day}.{value.month}.{value.year}"


def month(period: Period) -> str:
    """Return `kesäkuu 2023`."""
    return f"{MONTHS[period.month - 1]}kuu {period.year}"


def month_end(period: Period) -> str:
    """Return `elokuun lopussa`."""
    return f"{MONTHS[period.month - 1]}kuun lopussa"


def span(period: Period) -> str:
    """Return the months that the figures cover: `tammi–kesäkuu 2023`."""
    return f"tammikuu {period.year}" if period.month == 1 else f"tammi{DASH}{month(period)}"


def during(period: Period) -> str:
    """Return the months that the figures cover as a time: `tammi–kesäkuussa`."""
    name = f"{MONTHS[period.month - 1]}kuussa"
    return name if period.month == 1 else f"tammi{DASH}{name}"


def listing(parts: Sequence[str]) -> str:
    """Return `A, B ja C`."""
    if len(parts) <= 1:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} ja {parts[-1]}"


def listed_years(years: Sequence[int]) -> str:
    """Return `2021 ja 2022`, `2020–2022` or `2019, 2021 ja 2022`; years in rising order."""
    follow = len(years) > 2 and years[-1] - years[0] == len(years) - 1
    return f"{years[0]}{DASH}{years[-1]}" if follow else listing([str(year) for year in years])


def sentence_case(name: str) -> str:
    """Return a unit's name as a sentence writes it: `MUSEOTOIMI` is `Museotoimi`. Mixed case is left as it is."""
    tidy = " ".join(name.split()).replace("/ ", "/")
    return tidy[:1] + tidy[1:].lower() if tidy.isupper() else tidy


def capital(sentence: str) -> str:
    """Return a sentence with a capital first letter."""
    return sentence[:1].upper() + sentence[1:]


def _in_euros(cents: Exact | int) -> Exact:
    return (cents, 100) if isinstance(cents, int) else (cents[0], cents[1] * 100)
