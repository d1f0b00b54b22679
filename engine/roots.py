"""Real roots of polynomials: exact of degree one, else the whole numbers on both sides of each root."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

MAX_DEGREE = 8
"""A rule that multiplies more often than this is judged all the same, but nobody is told what would end it."""

Polynomial = tuple[Fraction, ...]
"""Coefficients from the constant term up."""

ONE: Polynomial = (Fraction(1),)
"""The divisor of nearly every value: known by identity, so that nothing is multiplied by it."""


def trimmed(polynomial: Polynomial) -> Polynomial:
    """Drop leading zeros."""
    end = len(polynomial)
    while end and polynomial[end - 1] == 0:
        end -= 1
    return polynomial[:end]


def plus(left: Polynomial, right: Polynomial) -> Polynomial:
    """Return left + right."""
    length = max(len(left), len(right))
    padded = [(p + (Fraction(0),) * (length - len(p))) for p in (left, right)]
    return trimmed(tuple(a + b for a, b in zip(*padded, strict=True)))


def times(left: Polynomial, right: Polynomial) -> Polynomial:
    """Return left × right."""
    if left is ONE or right is ONE:
        return right if left is ONE else left
    if not left or not right:
        return ()
    result = [Fraction(0)] * (len(left) + len(right) - 1)
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            result[i + j] += a * b
    return trimmed(tuple(result))


def value_at(polynomial: Polynomial, x: Fraction) -> Fraction:
    """Return the value of a polynomial."""
    result = Fraction(0)
    for coefficient in reversed(polynomial):
        result = result * x + coefficient
    return result


def roots(polynomial: Polynomial) -> tuple[Fraction, ...]:
    """Return the real roots: exact ones of degree one, else the whole numbers on both sides of each root."""
    tidy = trimmed(polynomial)
    if not 1 < len(tidy) <= MAX_DEGREE + 1:
        return ()
    if len(tidy) == 2:
        return (-tidy[0] / tidy[1],)
    return tuple(sorted(_brackets(tidy)))


def _brackets(polynomial: Polynomial) -> set[Fraction]:
    """Return whole numbers around the roots: between the turning points a polynomial crosses zero at most once."""
    derivative = tuple(coefficient * power for power, coefficient in enumerate(polynomial))[1:]
    reach = 1 + max(abs(c / polynomial[-1]) for c in polynomial[:-1])  # Cauchy: no root lies farther out
    limit = Fraction(int(reach) + 1)
    turning = {Fraction(around) for root in roots(derivative) for around in (root.__floor__(), root.__ceil__())}
    marks = sorted({-limit, *(mark for mark in turning if -limit < mark < limit), limit})
    found = {mark for mark in turning if value_at(polynomial, mark) == 0} | turning
    for low, high in pairwise(marks):
        found |= _crossing(polynomial, int(low), int(high))
    return found


def _crossing(polynomial: Polynomial, low: int, high: int) -> set[Fraction]:
    """Return the whole numbers around a change of sign between two whole numbers; none where there is no change."""
    below = value_at(polynomial, Fraction(low))
    if below == 0 or below * value_at(polynomial, Fraction(high)) > 0:
        return {Fraction(low)} if below == 0 else set()
    while high - low > 1:
        middle = (low + high) // 2
        at_middle = value_at(polynomial, Fraction(middle))
        if at_middle == 0:
            return {Fraction(middle)}
        low, high = (middle, high) if at_middle * below > 0 else (low, middle)
    return {Fraction(low), Fraction(high)}
