"""Codes and names of units as labels write them."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from budget.unit import UnitCode
from figures.words import clean
from written.record import dataclass

_CODE = (
    r"(?:[0-9]{1,3}(?: [0-9]{2,3})+(?= +[^\W\d_])|(?:[A-ZÅÄÖ]{1,4}[0-9]{2,}|(?-i:[A-ZÅÄÖ]{1,4})-(?!20[0-9]{2})[0-9]{2,}|[0-9][0-9A-Za-z]*)"
    r"(?:[-./][0-9A-Za-z]+)*)"
)
_UNIT = re.compile(
    r"(?:(?:koodi|kustpaikka|kustannuspaikka|kp|yksikkö|tulosyksikkö|tulosalue|toimiala|vastuualue|palvelualue|toimielin|lautakunta"
    r"|toimintayksikkö|kod|enhet|kostnadsställe|nämnd|ansvarsområde|sektor)\.?:?\s+)?"
    rf"(?P<code>{_CODE})(?:\s*[:,\-\u2013]?\s+|_)(?P<name>(?=.*[^\W\d_]).+)",
    re.I | re.S,
)
_DATE = re.compile(r"[0-9]{1,2}\.[0-9]{1,2}\.(?:[0-9]{4})?|[0-9]{1,2}[-./](?:[0-9]{1,2}[-./])?[0-9]{4}")
# Without a space a sign may be a part of the code, `1100-A`: what follows it is a name only where it is a word.
_CLOSE = re.compile(r"(?P<code>(?!20[0-9]{2}[^0-9])[0-9]{2,})[/.:\u2013-](?P<name>[A-ZÅÄÖ][^\W\d_]{3}.*)", re.S)
_IN_BRACKETS = re.compile(rf"[(\[](?P<code>(?!20[0-9]{{2}}[)\]]){_CODE})[)\]]\s*(?P<name>[^\W\d_].*)", re.S)
_AFTER = re.compile(rf"(?P<name>[^\W\d_].*?)\s*\((?P<code>{_CODE})\)", re.S)
_ALONE = re.compile(_CODE)
_MONEY = re.compile(r"1[ .]?000 ?(?:€|e\b|eur)", re.I)
_FORMULA = re.compile(r'="(.*)"')  # how a spreadsheet keeps the zeros of a code in a text file
_LONGEST_NAME = 90


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as a label names it; `name` is empty where the label is the code alone."""

    code: UnitCode
    name: str


@lru_cache(maxsize=4096)
def unit(text: str) -> Unit | None:
    """Read a label such as `64321000 PERUSOPETUS/ PERUSKOULUT`; None for any other text."""
    label = clean(text).lstrip("* ")  # stars before a name mark a sum
    if len(label) > _LONGEST_NAME or not any(sign.isdigit() for sign in label):
        return None
    found = _CLOSE.fullmatch(label) or _UNIT.fullmatch(label) or _IN_BRACKETS.fullmatch(label) or _AFTER.fullmatch(label)
    if found is None or _DATE.fullmatch(found["code"]) or _MONEY.match(label):
        return None
    return Unit(UnitCode(found["code"]), found["name"].strip())


@lru_cache(maxsize=4096)
def code(text: str) -> Unit | None:
    """Read a cell of a code column: the code alone, or the code and the name; None where it is empty."""
    formula = _FORMULA.fullmatch(text)
    label = clean(formula[1] if formula else text)
    if not label:
        return None
    if _ALONE.fullmatch(label) and not _CLOSE.fullmatch(label):
        return Unit(UnitCode(label), "")
    return unit(label) or Unit(UnitCode(label), "")


def is_code(text: str) -> bool:
    """Tell whether a text is a code alone."""
    label = clean(text)
    return _ALONE.fullmatch(label) is not None and _CLOSE.fullmatch(label) is None


def are_plain(texts: Collection[str]) -> bool:
    """Tell whether each of many texts is a code of digits alone, as it stands."""
    joined = "".join(texts)
    return joined.isdecimal() and joined.isascii() and all(texts)
