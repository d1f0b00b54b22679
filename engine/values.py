"""Values of a rules file as people write them: numbers with their units, months, dates, spans of them.

Each function returns the value or a `Wrong`: what is wrong with the text, for a problem at its place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TypeVar

from budget.exact import Exact
from budget.finnish import MONTHS, NBSP, counted
from budget.money import Cents
from budget.period import Period
from budget.verdict import Kind
from engine.units import MAX_DIGITS, POINTS, UNITS
from written.fields import Fields
from written.record import dataclass
from written.yaml_nodes import Scalar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a text is not the value that it should be, and what to write."""

    message: str
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Constant:
    """A number with its kind; euros are in cents, 100 % is 1. `unit` is its unit as it was written."""

    kind: Kind
    value: Exact
    unit: str = ""


_SPACE = " \u00a0\u202f\u2009"
_NUMBER = rf"(?:\d{{1,3}}(?:[{_SPACE}]\d{{3}})+|\d+)(?:,\d+)?"
_CONSTANT = re.compile(rf"([-\u2212\u2013+]?)[{_SPACE}]*({_NUMBER})[{_SPACE}]*(\D*)")
_POINTS = re.compile(r"%[ \u00a0]?-?yks(?:\.|ikköä?|ikkö)?|prosenttiyksikköä?")


def value(fields: Fields, key: str, read: Callable[[str], T | Wrong]) -> T | None:
    """Return the value of a key as `read` reads it; None, with a problem at its place, where it is not one."""
    scalar = fields.scalar(key)
    return None if scalar is None else read_at(fields, scalar, read)


def read_at(fields: Fields, scalar: Scalar, read: Callable[[str], T | Wrong]) -> T | None:
    """Return a text as `read` reads it; None, with a problem at its place, where it is wrong."""
    if fields.is_cut(scalar):
        return None
    result = read(scalar.text)
    if isinstance(result, Wrong):
        fields.error(scalar, result.message, result.hint)
        return None
    return result


def constant(text: str) -> Constant | Wrong:
    """Read a number with an optional unit: `10 000 €`, `5 %-yks.`, `1,2 milj. €`, `50 pv`, `−6 178 €`."""
    tidy = text.strip()
    found = _CONSTANT.fullmatch(tidy)
    if found is None:
        return _no_number(tidy)
    unit = found[3].strip().casefold()
    if _POINTS.fullmatch(unit):
        kind, scale = POINTS
    else:
        known = UNITS.get(re.sub(rf"[{_SPACE}]", "", unit))
        if known is None:
            return _no_number(tidy)
        kind, scale = known
    whole, _, part = re.sub(rf"[{_SPACE}]", "", found[2]).partition(",")
    if len(whole + part) > MAX_DIGITS:
        return Wrong("luku on liian pitkä", f"anna enintään {MAX_DIGITS} numeroa")
    sign = -1 if found[1] in ("-", "\u2212", "\u2013") else 1
    return Constant(kind, (sign * int(whole + part) * scale[0], 10 ** len(part) * scale[1]), found[3].strip())


def _no_number(text: str) -> Wrong:
    """Say what is wrong with a number in the words that a condition gets for the same mistake."""
    from engine.habits import rewritten
    from engine.tokens import tokenize

    if re.search(r"\d", text):
        normal = unicodedata.normalize("NFC", text[:200])
        for mistake in rewritten(normal).mistakes or tokenize(normal).mistakes:
            return Wrong(mistake.message, mistake.hint)
    return Wrong(f"luku ei ole kelvollinen: {text[:60]}", "kirjoita esimerkiksi 10 000 €, 5 %-yks. tai 50 pv")


def cents(text: str) -> Cents | Wrong:
    """Read an amount of money in whole cents: `10 293 152 €`."""
    read = constant(text)
    if isinstance(read, Wrong):
        return read
    if read.kind is not Kind.EUROS:
        return Wrong(f"rahamäärästä puuttuu yksikkö €: {text.strip()}", f"kirjoita {_bare(text)} €")
    if read.value[0] % read.value[1]:
        return Wrong(f"rahamäärässä on sentin osia: {text.strip()}", "anna enintään kaksi desimaalia")
    return Cents(read.value[0] // read.value[1])


def amount_of_things(text: str) -> Decimal | Wrong:
    """Read a number of a measure: `160 000`, `7 kpl`."""
    read = constant(text)
    if isinstance(read, Wrong):
        return read
    if read.kind is not Kind.NUMBER:
        return Wrong(f"suoritteen arvon on oltava luku ilman yksikköä: {text.strip()}", f"kirjoita {_bare(text)}")
    return Decimal(read.value[0]) / Decimal(read.value[1])


def days(text: str) -> int | Wrong:
    """Read a number of whole days: `50 pv`."""
    read = constant(text)
    if isinstance(read, Wrong):
        return read
    if read.kind is not Kind.DAYS or read.value[0] % read.value[1]:
        return Wrong(f"päivien määrä ei ole kelvollinen: {text.strip()}", "kirjoita esimerkiksi 50 pv")
    return read.value[0] // read.value[1]


def periods(text: str) -> int | Wrong:
    """Read how many periods: one at least, and no more than the months of the year in which an alert lives."""
    tidy = text.strip()
    if re.fullmatch(r"[1-9]|1[0-2]", tidy):
        return int(tidy)
    return Wrong(f"arvon on oltava kokonaisluku 1–12: {tidy}", "kirjoita pelkkä luku, esimerkiksi 1 tai 2")


def factor(text: str) -> Exact | Wrong:
    """Read a plain number of at least 1: `1,2`."""
    read = constant(text)
    if isinstance(read, Wrong):
        return read
    if read.kind is not Kind.NUMBER or read.value[0] < read.value[1]:
        return Wrong(f"kertoimen on oltava vähintään 1: {text.strip()}", "kirjoita esimerkiksi 1,2")
    return read.value


def _bare(text: str) -> str:
    found = re.search(_NUMBER, text)
    return found[0] if found else "10 000"


def months(text: str) -> frozenset[int] | Wrong:
    """Read months: `6`, `3–12`, `3-12`, `kesäkuu`, `maaliskuu–joulukuu`."""
    parts = [part.strip() for part in re.split("[-\u2013\u2014\u2212]", text.strip())]
    numbers = [_month(part) for part in parts]
    known = [number for number in numbers if number is not None]
    if len(known) != len(parts) or len(parts) > 2:
        return Wrong(f"kuukaudet eivät ole kelvolliset: {text.strip()}", _months_hint(text.strip()))
    if len(known) == 2 and known[0] > known[1]:
        return Wrong(f"kuukausiväli alkaa lopustaan: {text.strip()}", f"kirjoita [{_span(known[0], 12)}, {_span(1, known[1])}]")
    return frozenset(range(known[0], known[-1] + 1))


def _months_hint(text: str) -> str:
    """Return how months are written, in the words of the text as far as they are clear."""
    quarter = re.fullmatch(r"[QK]?([1-4])(?:[./]?\s*(?:nelj\w*|kvartaali|Q))?", text, re.IGNORECASE)
    if quarter:
        last = 3 * int(quarter[1])
        return f"kirjoita kuukaudet: {last - 2}\u2013{last}"
    if text.casefold() in ("kaikki", "koko vuosi", "joka kuukausi", "all"):
        return "poista rivi: sääntö arvioi silloin joka kuukausi"
    parts = [part.strip() for part in re.split("[-\u2013\u2014\u2212]|[.]{2,}", text)]
    meant = [part if _month(part) else next((f"{name}kuu" for name in MONTHS if _stem(part, name)), None) for part in parts]
    if len(meant) <= 2 and None not in meant:
        return "kirjoita " + "\u2013".join(part for part in meant if part)
    listed = [part.strip() for part in re.split(r"[,;]|\bja\b", text)]
    if len(listed) > 1:
        return f"kirjoita luettelona: [{', '.join(listed)}]"
    return "kuukaudet ovat 1–12: kirjoita 6, 3–12, [3, 6, 9, 12] tai kesäkuu"


def _stem(part: str, name: str) -> bool:
    """Tell whether a text is a month cut short: `tammi`, `maalis`, `kesäkuussa`."""
    folded = part.casefold().rstrip(".")
    return len(folded) >= 3 and (name.startswith(folded) or folded.startswith(name))


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}\u2013{last}"


def _month(text: str) -> int | None:
    if re.fullmatch(r"0?[1-9]|1[0-2]", text):
        return int(text)
    names = {name: number for number, name in enumerate(MONTHS, 1)}
    folded = text.casefold()
    return names.get(folded.removesuffix("kuu")) if folded.endswith("kuu") else None


def iso_day(text: str) -> date | Wrong:
    """Read a date: `2026-11-24`."""
    tidy = text.strip()
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", tidy):
        try:
            return date.fromisoformat(tidy)
        except ValueError:
            return Wrong(f"päivää ei ole: {tidy}", "kirjoita vuosi-kuukausi-päivä, esimerkiksi 2026-11-24")
    return Wrong(f"päivä ei ole muodossa vuosi-kuukausi-päivä: {tidy}", "kirjoita esimerkiksi 2026-11-24")


def day_span(text: str) -> tuple[date, date] | Wrong:
    """Read two dates, the first not later than the second: `2026-07-01–2026-07-31`."""
    found = re.fullmatch(r"\s*(\d{4}-\d{2}-\d{2})\s*[-\u2013\u2014\u2212]\s*(\d{4}-\d{2}-\d{2})\s*", text)
    if found is None:
        return Wrong(f"aikaväli ei ole kelvollinen: {text.strip()}", "kirjoita 2026-07-01–2026-07-31")
    first, last = iso_day(found[1]), iso_day(found[2])
    if isinstance(first, Wrong):
        return first
    if isinstance(last, Wrong):
        return last
    return (first, last) if first <= last else Wrong(f"aikaväli alkaa lopustaan: {text.strip()}", "vaihda päivien järjestys")


def period(text: str) -> Period | Wrong:
    """Read a period of the data: `2023-06`."""
    read = Period.parse(text)
    return read or Wrong(f"kausi ei ole muodossa vuosi-kuukausi: {text.strip()}", "kirjoita esimerkiksi 2023-06")


def period_span(text: str) -> tuple[Period, Period] | Wrong:
    """Read one period or two, at most twelve months: `2023-06`, `2023-06–2023-09`."""
    found = re.fullmatch(r"\s*(\d{4}-\d{2})(?:\s*[-\u2013\u2014\u2212]\s*(\d{4}-\d{2}))?\s*", text)
    if found is None:
        return Wrong(f"kaudet eivät ole kelvolliset: {text.strip()}", "kirjoita 2023-06 tai 2023-06–2023-09")
    first, last = period(found[1]), period(found[2] or found[1])
    if isinstance(first, Wrong):
        return first
    if isinstance(last, Wrong):
        return last
    if not first <= last < first.later(12):
        return Wrong(f"kausien väli ei ole kelvollinen: {text.strip()}", "väli on enintään 12 kuukautta, vanhin ensin")
    return first, last


def cumulative(text: str) -> tuple[Exact, ...] | Wrong:
    """Read twelve shares in percent, never falling, the last one 100: `4 | 22 | 30 | … | 100`."""
    parts = [part.strip() for part in text.split("|")]
    if len(parts) != 12:
        with_commas = len(parts) == 1 and text.count(",") > 1
        hint = "erota luvut merkillä |" if with_commas else "anna jokaisen kuukauden lopun kertymä"
        how_many = counted(len(parts), "luku", "lukua").replace(NBSP, " ")
        return Wrong(f"kertymässä on {how_many}, pitää olla 12", f"{hint}: 4 | 22 | … | 100")
    shares: list[Exact] = []
    for part in parts:
        read = constant(part)
        if isinstance(read, Wrong):
            return read
        if read.kind not in (Kind.NUMBER, Kind.SHARE):
            return Wrong(f"kertymän luvut ovat prosentteja: {part}", "kirjoita luvut ilman yksikköä")
        shares.append((read.value[0], read.value[1] * 100) if read.kind is Kind.NUMBER else read.value)
    for number, (left, right) in enumerate(pairwise(shares), 2):
        if left[0] * right[1] > right[0] * left[1]:
            message = f"kertymä laskee {MONTHS[number - 1]}kuussa: {parts[number - 2]} | {parts[number - 1]}"
            return Wrong(message, "kertymä ei voi laskea: anna vuoden alusta kertynyt osuus")
    if shares[0][0] < 0:
        return Wrong(f"kertymän ensimmäinen luku on alle nollan: {parts[0]}", "kertymä on osuus vuoden talousarviosta, 0–100")
    if shares[-1][0] != shares[-1][1]:
        return Wrong(f"kertymän viimeinen luku on {parts[-1]}, pitää olla 100", "joulukuun lopussa on kertynyt 100 %")
    return tuple(shares)
