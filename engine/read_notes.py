"""Reading what finance notes beside the rules: exceptions (`poikkeukset`) and answers (`vastaukset`)."""

from __future__ import annotations

import re

from budget.money import Cents
from budget.note import AnswerNote, ExceptionNote, Way
from budget.unit import UnitCode
from engine.keys import ALL, errors_since, mark, require, written
from engine.read_tests import MONEY_LINES
from engine.rulebook import Subject
from engine.values import Wrong, cents, period, period_span, value
from written.fields import Fields
from written.problem import did_you_mean

_EXCEPTION_KEYS = ("sääntö", "yksikkö", "kohde", "kaudet", "tapa", "määrä", "syy", "kirjasi")
_ANSWER_KEYS = ("yksikkö", "kausi", "vastaus", "kirjasi", "hiljaa")
_ABOUT = re.compile(r"\s*(noin\b|n\.)?\s*(.*)", re.IGNORECASE | re.DOTALL)
_MONTHS_AT_MOST = 12


def read_exceptions(entries: tuple[Fields, ...], rules: frozenset[str] | None) -> tuple[ExceptionNote, ...]:
    """Read the entries of `poikkeukset` of all files; `rules` are the ids of all rules, None where not all are known."""
    first: dict[str, ExceptionNote] = {}
    for fields in entries:
        note = _exception(fields, rules)
        if note is None:
            continue
        earlier = first.setdefault(note.identity, note)
        if earlier is not note:  # its euros would count twice
            message = f"sama poikkeus on kirjattu kahdesti, ensin paikassa {earlier.place}"
            fields.error(fields.mapping, message, "poista toinen, tai kerro syissä, miten ne eroavat")
    return tuple(first.values())


def read_answers(entries: tuple[Fields, ...]) -> tuple[AnswerNote, ...]:
    """Read the entries of `vastaukset` of all files."""
    return tuple(note for fields in entries if (note := _answer(fields)) is not None)


def _exception(fields: Fields, rules: frozenset[str] | None) -> ExceptionNote | None:
    before = mark(fields)
    fields.allow(_EXCEPTION_KEYS)
    require(fields, "sääntö", "yksikkö", "kaudet", "tapa", "syy", "kirjasi")
    way = fields.one_of("tapa", (way.value for way in Way))
    if way == Way.EXPLAINS.value:
        require(fields, "määrä")
    line = fields.one_of("kohde", MONEY_LINES)
    rule = _rule(fields, rules)
    periods = value(fields, "kaudet", period_span)
    amount = value(fields, "määrä", _amount)
    unit, reason, author = (written(fields, key) for key in ("yksikkö", "syy", "kirjasi"))
    if way is None or periods is None or errors_since(fields, before):
        return None
    place = fields.mapping.place
    return ExceptionNote(
        rule=None if rule == ALL else rule,
        unit=UnitCode(unit),
        line=None if line is None else Subject(line).line,
        first=periods[0],
        last=periods[1],
        way=Way(way),
        amount=None if amount is None else amount[0],
        approximate=amount is not None and amount[1],
        reason=reason,
        author=author,
        place=f"{place.file}:{place.line}",
    )


def _rule(fields: Fields, rules: frozenset[str] | None) -> str | None:
    scalar = fields.scalar("sääntö")
    if scalar is None:
        return None
    rule = scalar.text.strip()
    if rules is not None and rule not in rules and rule != ALL:
        hint = did_you_mean(rule, (ALL, *sorted(rules))) or f"anna säännön tunnus tai {ALL}"
        fields.error(scalar, f"sääntöä ei ole: {rule}", hint)
    return rule


def _amount(text: str) -> tuple[Cents, bool] | Wrong:
    """Read `650 000 €` or `noin 650 000 €`: cents, and whether they are approximate."""
    found = _ABOUT.fullmatch(text)
    read = cents(text if found is None else found[2])
    if isinstance(read, Wrong):
        return read
    if read <= 0:
        message = f"määrän on oltava suurempi kuin nolla: {text.strip()}"
        return Wrong(message, "määrä kertoo, kuinka paljon huonommalta luku syyn takia näyttää; kirjoita se ilman miinusta")
    return read, found is not None and found[1] is not None


def _answer(fields: Fields) -> AnswerNote | None:
    before = mark(fields)
    fields.allow(_ANSWER_KEYS)
    require(fields, "yksikkö", "kausi", "vastaus", "kirjasi")
    of, quiet = value(fields, "kausi", period), value(fields, "hiljaa", period)
    unit, answer, author = (written(fields, key) for key in ("yksikkö", "vastaus", "kirjasi"))
    node = fields.node("hiljaa")
    if of is not None and quiet is not None and node is not None:
        if quiet < of:
            fields.error(node, f"hiljaa päättyy ennen vastauksen kautta: {quiet}", f"anna kausi {of} tai myöhempi")
        elif quiet > of.later(_MONTHS_AT_MOST):
            last = of.later(_MONTHS_AT_MOST)
            fields.error(node, f"hiljaa on liian pitkä: {quiet}", f"enintään {_MONTHS_AT_MOST} kuukautta, viimeistään {last}")
    if of is None or errors_since(fields, before):
        return None
    return AnswerNote(UnitCode(unit), of, answer, author, quiet)
