"""Numbers of a workbook as they are shown, and whole columns of them in hundredths."""

from __future__ import annotations

from array import array
from decimal import ROUND_HALF_UP, Decimal
from itertools import repeat
from math import gcd
from operator import mul, truediv

from figures.plain import Plain

_EXACT = 15  # signs of the shortest text of a number that cannot have more digits than Excel shows
_MOST = 10**15  # hundredths: more have more digits than Excel shows


def number(value: float) -> str:
    """Return a number with the fifteen digits that Excel shows: `0.1 + 0.2` is `0,3`, and 1234567.0 is `1234567`."""
    text = repr(value)
    if len(text) > _EXACT or "e" in text:
        text = f"{value:.15g}"
        if "e" in text:
            text = format(Decimal(text), "f")
    elif text.endswith(".0"):
        text = text[:-2]
    return text.replace(".", ",")


def hundredths(values: array[float]) -> Plain | None:
    """Return a column of numbers in hundredths, as their texts would be read: parts of a cent are rounded half away from zero.

    Returns:
        None where a value is no number, or so big that its cents are not shown.
    """
    try:
        whole = list(map(round, map(mul, values, repeat(100))))
    except (ValueError, OverflowError):
        return None
    if max(whole) >= _MOST or min(whole) <= -_MOST:
        return None
    rounded = False
    shown = array("d", map(truediv, whole, repeat(100)))
    odd = () if shown.tobytes() == values.tobytes() else [at for at, value in enumerate(shown) if value != values[at]]
    for at in odd:  # what a formula has computed: 1234.5600000001
        exact = Decimal(number(values[at]).replace(",", ".")) * 100
        whole[at] = int(exact.to_integral_value(ROUND_HALF_UP))
        rounded = rounded or exact != whole[at]
    shared = gcd(100, *whole)
    return Plain(whole, 1 if rounded or shared % 10 else 10 if shared % 100 else 100, full=True, rounded=rounded)
