"""Exact numbers: a pair of integers with a positive divisor, so that no comparison is ever rounded.

Pairs and not `fractions.Fraction`: a rule is judged for every unit of every period, and the pairs are 5 to 10
times faster (`bench/conditions.py`).
"""

from __future__ import annotations

from typing import TypeAlias

Exact: TypeAlias = tuple[int, int]
"""Numerator and positive divisor; not necessarily in lowest terms."""

ZERO: Exact = (0, 1)


def ratio(numerator: int, divisor: int) -> Exact:
    """Return `numerator / divisor` with a positive divisor. `divisor` must not be 0."""
    return (numerator, divisor) if divisor > 0 else (-numerator, -divisor)


def add(left: Exact, right: Exact) -> Exact:
    """Return left + right."""
    if left[1] == right[1]:
        return (left[0] + right[0], left[1])
    return (left[0] * right[1] + right[0] * left[1], left[1] * right[1])


def subtract(left: Exact, right: Exact) -> Exact:
    """Return left - right."""
    return add(left, (-right[0], right[1]))


def multiply(left: Exact, right: Exact) -> Exact:
    """Return left × right."""
    return (left[0] * right[0], left[1] * right[1])


def divide(left: Exact, right: Exact) -> Exact:
    """Return left / right. `right` must not be zero."""
    return ratio(left[0] * right[1], left[1] * right[0])


def compare(left: Exact, right: Exact) -> int:
    """Return a negative number, 0 or a positive number as left is below, equal to or above right."""
    return left[0] * right[1] - right[0] * left[1]


def rounded(value: Exact, decimals: int = 0) -> int:
    """Return value × 10^decimals as an integer, rounded half away from zero."""
    scale: int = 10**decimals
    numerator, divisor = value[0] * scale, value[1]
    magnitude = (2 * abs(numerator) + divisor) // (2 * divisor)
    return -magnitude if numerator < 0 else magnitude


def decimal(value: Exact, decimals: int) -> str:
    """Return the value as a decimal string for machines: `0.578273`."""
    digits = rounded(value, decimals)
    sign = "-" if digits < 0 else ""
    whole, part = divmod(abs(digits), 10**decimals)
    return f"{sign}{whole}.{part:0{decimals}d}" if decimals else f"{sign}{whole}"
