"""Units of the organisation, the lines of a unit, and when two written names mean the same unit."""

from __future__ import annotations

import re
from enum import Enum
from typing import NewType

UnitCode = NewType("UnitCode", str)
"""The code of a unit as the report writes it. Text: leading zeros stay."""


class Line(Enum):
    """A line of a unit's budget. The margin is revenue + costs, with costs negative."""

    REVENUE = "revenue"
    COSTS = "costs"
    MARGIN = "margin"

    __hash__ = object.__hash__  # as that of `Column`


_WORD = re.compile(r"\w+\.?")


def same_name(one: str, other: str) -> bool:
    """Tell whether two written names mean the same unit.

    Case and punctuation do not matter. A word that ends in a dot is an abbreviation of the other's word, and the
    last word may be cut, because systems cut names at 40 characters: `LIIKUNN.EDIST` and `liikunnan edistäminen`.
    """
    left, right = _WORD.findall(one.casefold()), _WORD.findall(other.casefold())
    if not left or len(left) != len(right):
        return False
    cut = len(left) > 1
    return all(_same_word(a, b, cut and i == len(left) - 1) for i, (a, b) in enumerate(zip(left, right, strict=True)))


def _same_word(one: str, other: str, may_be_cut: bool) -> bool:
    short, long = sorted((one, other), key=lambda word: len(word.rstrip(".")))
    stem = short.rstrip(".")
    if stem == long.rstrip("."):
        return True
    return (short.endswith(".") or (may_be_cut and len(stem) >= 4)) and long.startswith(stem)
