"""Amounts, shares and counts as people write them. Nothing is guessed: what has two meanings is a fault."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

from budget.exact import Exact
from figures.document import MoneyUnit
from figures.words import repaired
from written.record import dataclass

_SPACE = "[ \u00a0\u202f\u2009\u2007]"
_SPACES = re.compile(_SPACE + "+")
MINUS = "-\u2212\u2013\u2010\u2011\u2012\u2014"
MISSING = frozenset(MINUS) | {""}
"""The cells with which a report says nothing."""
_MARK = r"[tT]€|k€|M€|€|[tTkKM]?EUR|[tkmM]?eur|euroa?|e|milj\.? ?€"
_AMOUNT = re.compile(
    rf"(?P<open>\()?{_SPACE}*(?P<sign>[{MINUS}+])?{_SPACE}*(?:(?P<before>€|EUR){_SPACE}*(?P<later>[{MINUS}])?{_SPACE}*)?"
    rf"(?P<body>[0-9.,](?:[0-9.,]|{_SPACE}(?=[0-9]))*)"
    rf"{_SPACE}*(?:(?P<close>\)){_SPACE}*)?(?P<after>[{MINUS}])?{_SPACE}*(?P<unit>{_MARK})?{_SPACE}*(?P<last>[{MINUS}])?{_SPACE}*(?P<end>\))?"
)
_GROUPED = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+")
_DOTTED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")
_AMBIGUOUS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_COMMAS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")  # thousands as the English write them, or three decimals
_COUNT = re.compile(
    rf"(?P<number>[{MINUS}]?{_SPACE}*[0-9][0-9.,]*(?:{_SPACE}[0-9]{{3}})*(?:,[0-9]+)?){_SPACE}*(?P<word>[^\W\d][^\d]*|[%€][^\d]*)?"
)

_UNITS = {"t": MoneyUnit.THOUSAND, "k": MoneyUnit.THOUSAND, "m": MoneyUnit.MILLION}  # by the first letter of the mark


class Dot(Enum):
    """What a lone dot means in a column: `1.234`. Where it is the decimal point, a comma parts thousands: `1,234`."""

    THOUSANDS = "thousands"
    DECIMAL = "decimal"
    UNKNOWN = "unknown"


class Rounding(Enum):
    """What is done to parts of a cent."""

    NONE = "none"  # they are a fault
    TO_CENTS = "to cents"  # half away from zero


class Fault(Enum):
    """Why a cell is no amount; the values are the words for it."""

    NO_NUMBER = "arvo ei ole luku"
    AMBIGUOUS = "arvossa oleva piste voi olla desimaalipiste tai tuhaterotin"
    PERCENT = "arvo on prosentti, vaikka sarake on euroja"
    COMMA = "arvossa oleva pilkku voi olla desimaalipilkku tai tuhaterotin"
    UNIT = "solussa on €, vaikka raportin luvut ovat tuhansia tai miljoonia"
    GROUPING = "luvun numerot on ryhmitelty oudosti"
    FRACTION = "luvussa on sentin osia"
    SIGNS = "luvussa on kaksi etumerkkiä"


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in cents and the cents that its last shown digit is worth."""

    cents: int
    grain: int


def _normal(text: str) -> str:
    stripped = text.strip(" \u00a0\u202f\u2009\t\n\r\f'")
    return stripped if stripped.isascii() else repaired(stripped)


def is_missing(text: str) -> bool:
    """Tell whether a cell says nothing: it is empty, or a lone dash."""
    return text in MISSING or _normal(text) in MISSING


def is_open_ended(text: str) -> bool:
    """Tell whether a text ends in a digit, so that more of the number could follow."""
    return text.rstrip(" \u00a0\u202f\u2009\u2007")[-1:].isdigit()


def decimals(text: str) -> int:
    """Return how many decimals a number shows."""
    found = re.search(r"[,.]([0-9]{1,2})(?![0-9])", text)
    return len(found[1]) if found else 0


def dot_of(cells: Iterable[str]) -> Dot:
    """Find what a lone dot means from the other cells of the column; UNKNOWN where nothing, or both, is told."""
    found: set[Dot] = set()
    for cell in cells:
        body = _SPACES.sub("", _normal(cell)).strip(MINUS + "+()€eEuUrR")
        if _COMMAS.fullmatch(body):
            if "." in body:
                found.add(Dot.DECIMAL)
        elif "." not in body:
            if "," in body:
                found.add(Dot.THOUSANDS)
        elif "," in body or body.count(".") > 1:
            found.add(Dot.THOUSANDS)
        elif re.fullmatch(r"[0-9]*\.[0-9]{1,2}|[0-9]{4,}\.[0-9]+|0\.[0-9]+", body):
            found.add(Dot.DECIMAL)
    return found.pop() if len(found) == 1 else Dot.UNKNOWN


def amount(text: str, unit: MoneyUnit, dot: Dot = Dot.UNKNOWN, rounding: Rounding = Rounding.NONE) -> Amount | Fault | None:
    """Read an amount of money.

    Args:
        text: `-10 293 152`, `1234,5`, `,70`, `500-`, `(500)`; any space, any minus sign.
        unit: what 1 is worth where the cell itself does not say.
        dot: what a lone dot means in this column.
        rounding: what is done to parts of a cent.

    Returns:
        The amount with the sign of the text; None for an empty cell or a lone dash (the report says nothing);
        a fault for anything else.
    """
    plain = _plain(text, unit.cents)
    if plain is not None:
        return plain
    normal = _normal(text)
    if normal in MISSING:
        return None
    found = _AMOUNT.fullmatch(normal)
    if found is None:
        return Fault.PERCENT if normal.endswith("%") else Fault.NO_NUMBER
    negative = _sign(found)
    if isinstance(negative, Fault):
        return negative
    told = _unit_of(found, unit)
    if isinstance(told, Fault):
        return told
    commas = told is not MoneyUnit.MILLION and rounding is Rounding.NONE
    number = _number(_SPACES.sub(" ", found["body"]), dot, commas=commas)
    if isinstance(number, Fault):
        return number
    return _in_cents(number, told.cents, -1 if negative else 1, rounding)


def _plain(text: str, worth: int) -> Amount | None:
    """Read what most cells are, `-1234567,89`; None for every other form."""
    whole, _, part = text.partition(",")
    digits = whole[1:] if whole[:1] == "-" else whole
    if not (digits.isdecimal() and text.isascii()):
        return None
    if not part:
        return Amount(int(whole) * worth, worth) if len(text) == len(whole) else None
    if len(part) > 2 or not part.isdecimal():
        return None
    tens = 10 ** len(part)
    return Amount(int(whole + part) * worth // tens, worth // tens)


def _sign(found: re.Match[str]) -> bool | Fault:
    """Return whether an amount is negative."""
    if bool(found["open"]) != (bool(found["close"]) != bool(found["end"])):
        return Fault.NO_NUMBER
    marks = [bool(found[of]) for of in ("open", "sign", "later", "after", "last")]
    if sum(marks) > 1:
        return Fault.SIGNS
    return any(marks) and found["sign"] != "+"


def _unit_of(found: re.Match[str], unit: MoneyUnit) -> MoneyUnit | Fault:
    """Return what an amount is in: as its own mark says, else as the report does; euros among thousands are a fault."""
    before, after = found.group("before", "unit")
    if before is after is None:
        return unit
    if before and after:
        return Fault.NO_NUMBER
    told = _UNITS.get((before or after)[0].lower(), MoneyUnit.EURO)
    return Fault.UNIT if told is MoneyUnit.EURO and unit is not MoneyUnit.EURO else told


def _number(body: str, dot: Dot, *, commas: bool) -> Decimal | Fault:
    """Read the digits of a number, in the English way where `commas` allows it and the column proves it."""
    read = (body, dot) if "," not in body else _english(body, dot, commas=commas)
    return read if isinstance(read, Fault) else _decimal(*read)


def _english(body: str, dot: Dot, *, commas: bool) -> tuple[str, Dot] | Fault:
    """Return a number without the commas of English thousands, where its column proves them; any other number as it is.

    Args:
        body: the digits with their signs.
        dot: what a lone dot means in this column.
        commas: whether three decimals are unlikely, so that `1,234` has two meanings.
    """
    if dot is Dot.THOUSANDS or not (commas or "." in body) or not _COMMAS.fullmatch(body):
        return body, dot
    return Fault.COMMA if dot is Dot.UNKNOWN else (body.replace(",", ""), dot)


def _decimal(body: str, dot: Dot) -> Decimal | Fault:
    whole, comma, part = body.partition(",")
    if comma and not (part.isdigit() and part.isascii()):
        return Fault.NO_NUMBER
    if "." in whole:
        if comma or whole.count(".") > 1 or (dot is Dot.THOUSANDS and _AMBIGUOUS.fullmatch(whole)):
            if not _DOTTED.fullmatch(whole):
                return Fault.NO_NUMBER
            whole = whole.replace(".", "")
        elif _AMBIGUOUS.fullmatch(whole) and dot is not Dot.DECIMAL:
            return Fault.AMBIGUOUS
        else:
            whole, _, part = whole.rpartition(".")
            if not part.isdigit() or (whole and not whole.replace(" ", "").isdigit()):
                return Fault.NO_NUMBER
    if " " in whole:
        if not _GROUPED.fullmatch(whole):
            return Fault.GROUPING
        whole = whole.replace(" ", "")
    return Decimal(f"{whole or '0'}.{part or '0'}" if part else whole or "0")


def _in_cents(number: Decimal, worth: int, sign: int, rounding: Rounding) -> Amount | Fault:
    cents = number * worth
    if cents != cents.to_integral_value():
        if rounding is Rounding.NONE:
            return Fault.FRACTION
        cents = cents.to_integral_value(ROUND_HALF_UP)
    exponent = number.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return Amount(sign * int(cents), max(1, worth // 10**decimals))


def share(text: str) -> Exact | None:
    """Read a printed share: `57 %`, `57,4`, `0,574`. A plain number is returned as it stands; None for anything else."""
    normal = _SPACES.sub("", _normal(text))
    percent = normal.endswith("%")
    body = normal.rstrip("%").replace(",", ".")
    for sign in MINUS[1:]:
        body = body.replace(sign, "-")
    if not re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", body):
        return None
    number = Decimal(body) / (100 if percent else 1)
    top, bottom = number.as_integer_ratio()
    return (top, bottom)


@dataclass(frozen=True, slots=True)
class Counted:
    """A number that is not euros, and the unit word that stood beside it: `7 kpl`."""

    number: Decimal
    word: str | None


def count(text: str, dot: Dot = Dot.UNKNOWN) -> Counted | Fault | None:
    """Read a cell of a measure; None for an empty cell or a lone dash."""
    normal = _normal(text)
    if normal in MISSING:
        return None
    found = _COUNT.fullmatch(normal)
    if found is None:
        return Fault.NO_NUMBER
    body = _SPACES.sub(" ", found["number"])
    negative = body[0] in MINUS
    number = _number(body.lstrip(MINUS + " "), dot, commas=True)
    if isinstance(number, Fault):
        return number
    return Counted(-number if negative else number, (found["word"] or "").strip() or None)
