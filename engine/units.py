"""The units of the rule language: what a number with each is, in conditions and in limits alike."""

from __future__ import annotations

from budget.exact import Exact
from budget.verdict import Kind

MAX_DIGITS = 40
"""How long a number may be."""

POINTS: tuple[Kind, Exact] = (Kind.POINTS, (1, 100))
"""A percent point; its many spellings are known by their own patterns."""

UNITS: dict[str, tuple[Kind, Exact]] = {
    "": (Kind.NUMBER, (1, 1)),
    "kpl": (Kind.NUMBER, (1, 1)),
    "€": (Kind.EUROS, (100, 1)),
    "t€": (Kind.EUROS, (100_000, 1)),
    "m€": (Kind.EUROS, (100_000_000, 1)),
    "milj.€": (Kind.EUROS, (100_000_000, 1)),
    "milj€": (Kind.EUROS, (100_000_000, 1)),
    "%": (Kind.SHARE, (1, 100)),
    "pv": (Kind.DAYS, (1, 1)),
}
"""The kind of a unit, in small letters and without spaces, and how much of the kind (cents, shares) one is."""
