"""The words of any rule that finance can write: each comparison that held, with its value and its limit."""

from __future__ import annotations

from collections.abc import Collection

from budget.exact import Exact, rounded, subtract
from budget.finnish import LINE_GENITIVES, MONTHS, capital, euros, percent
from budget.unit import Line
from budget.verdict import Kind
from engine.facts import Facts
from engine.grounds import Ground, missing_names
from engine.lines import is_printable, line_words, money, size
from engine.phrases import Found, Phrase, pair
from engine.plain_words import label, plain
from engine.syntax import Reference

_MAX_COMPARISONS = 3
_CALENDAR = frozenset({"kuukausi", "vuosi"})


def general(found: Found) -> Phrase:
    """Say what held. Without any comparison: what is missing, or the name of the rule."""
    facts = found.facts
    if facts.line is not None:
        known = _last_year(found, facts.line) or _year_end(found, facts.line) or _month(found, facts.line)
        if known is not None:
            return known
    missing = missing_names(facts)
    told = _worth_telling(found.held, () if not missing else _CALENDAR)
    parts = [*(_missing(reference, facts) for reference in missing), *(_comparison(ground, facts) for ground in told)]
    whose = _whose(found, told, missing)
    if not parts:
        name = found.rule.card.name.rstrip(".")
        return Phrase(f"{name}.", name[:1].lower() + name[1:], (f"{name}.",))
    sentences = tuple(f"{capital(part)}." for part in parts[:_MAX_COMPARISONS])
    headline = whose + (_missing(missing[0], facts) if missing else _headline(told[0], facts))
    return Phrase(f"{capital(whose + parts[0])}.", headline, (f"{capital(whose + parts[0])}.", *sentences[1:]))


def _whose(found: Found, told: tuple[Ground, ...], missing: tuple[Reference, ...]) -> str:
    """Return the line that the sentence is of, or the measure; nothing where it speaks only of the calendar."""
    line = found.facts.line
    if line is None:
        return found.measure
    of_line = missing or any(ground.names - _CALENDAR for ground in told)
    return f"{line_words(line, found.group).genitive} " if of_line else ""


def _worth_telling(held: tuple[Ground, ...], without: Collection[str]) -> tuple[Ground, ...]:
    """Return the comparisons without those of the calendar, where anything else is told; of one quantity the first."""
    known = [ground for ground in held if ground.value is not None and ground.bound is not None]
    told = [ground for ground in known if ground.names - _CALENDAR]
    if not told and not without:
        told = known
    first: dict[str, Ground] = {}
    for ground in told:
        first.setdefault(ground.judged.term.text, ground)
    return tuple(first.values())


def _missing(reference: Reference, facts: Facts) -> str:
    whose = "" if reference.line is None else f"{LINE_GENITIVES[reference.line]} "
    return f"{whose}{plain(reference.word, facts)} puuttuu"


def _comparison(ground: Ground, facts: Facts) -> str:
    value, bound = ground.value, ground.bound
    if value is None or bound is None:
        return label(ground.judged, facts)
    shown_value, shown_bound = _shown(ground, value, bound)
    what = label(ground.judged, facts)
    if ground.sign == "=":
        return f"{what} on {shown_value}"
    limit = label(ground.limit, facts) if ground.limit.name is not None else "raja"
    return f"{what} on {shown_value}, {limit} {shown_bound}"


def _headline(ground: Ground, facts: Facts) -> str:
    what = label(ground.judged, facts)
    return what if ground.value is None else f"{what} {_shown(ground, ground.value, ground.value)[0]}"


def _shown(ground: Ground, value: Exact, bound: Exact) -> tuple[str, str]:
    """Return a value and its limit as text; a year is no count, and has no space in it."""
    if ground.name == "vuosi":
        return str(rounded(value)), str(rounded(bound))
    return pair(ground.kind, value, bound)


def _last_year(found: Found, line: Line) -> Phrase | None:
    """Say a change from last year: `kulut 8,2 % suuremmat kuin vuotta aiemmin`."""
    facts = found.facts
    change, actual, before = facts.value("muutos_ed_vuosi"), facts.value("toteuma"), facts.value("toteuma_ed_vuosi")
    about = any("muutos_ed_vuosi" in g.names or g.names == {"toteuma", "toteuma_ed_vuosi"} for g in found.held)
    if not about or change is None or actual is None or before is None or line is Line.MARGIN:
        return None
    words = line_words(line, found.group)
    grown = subtract(actual, before)
    how_much = percent(size(change)) if is_printable(change) else money(size(grown))
    what = f"{how_much} {'suuremmat' if grown[0] > 0 else 'pienemmät'} kuin vuotta aiemmin"
    said = f"{capital(words.nominative)} ovat {what}: {euros(actual)}, edellisenä vuonna {euros(before)}."
    return Phrase(said, f"{words.nominative} {what}", (said,))


def _year_end(found: Found, line: Line) -> Phrase | None:
    """Say what the year would end at, at the present pace."""
    facts = found.facts
    end, budget = facts.value("kertymäennuste"), facts.value("ta")
    about = any(ground.names == {"kertymäennuste", "ta"} for ground in found.held)
    if not about or end is None or budget is None:
        return None
    words = line_words(line, found.group)
    olisi = "olisi" if line is Line.MARGIN else "olisivat"
    said = f"Nykyisellä tahdilla {words.nominative} {olisi} vuoden lopussa {euros(end)} (TA {euros(budget)})."
    return Phrase(said, f"{words.nominative} vuoden lopussa nykyisellä tahdilla {euros(end)}", (said,))


def _month(found: Found, line: Line) -> Phrase | None:
    """Say what one month brought: `Kesäkuussa kuluja kirjattiin 130 000 €, raja 100 000 €`."""
    facts, amount = found.facts, found.facts.value("kuukauden_toteuma")
    ground = next((g for g in found.held if g.name == "kuukauden_toteuma" and not g.limit.names), None)
    if ground is None or ground.bound is None or amount is None or line is Line.MARGIN:
        return None
    words, month = line_words(line, found.group), f"{MONTHS[facts.period.month - 1]}kuussa"
    shown, limit = pair(Kind.EUROS, amount, ground.bound)
    said = f"{capital(month)} {words.partitive} kirjattiin {shown}, raja {limit}."
    return Phrase(said, f"{words.partitive} {month} {shown}", (said,))
