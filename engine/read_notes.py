"""Checking exceptions (`poikkeukset`) and answers (`vastaukset`): read as syntax, and said not to take effect yet."""

from __future__ import annotations

from engine.keys import require
from engine.read_tests import MONEY_LINES
from engine.values import cents, period, period_span, value
from written.fields import Fields

_EXCEPTION_KEYS = ("sääntö", "yksikkö", "kohde", "kaudet", "tapa", "määrä", "syy", "kirjasi")
_ANSWER_KEYS = ("yksikkö", "kausi", "vastaus", "kirjasi", "hiljaa")
_HINT = "merkintä ei vielä vaikuta viesteihin"


def check_exceptions(entries: tuple[Fields, ...], rules: frozenset[str]) -> None:
    """Report what is wrong in the exceptions, and that each does not take effect yet."""
    for fields in entries:
        fields.allow(_EXCEPTION_KEYS)
        require(fields, "sääntö", "yksikkö", "kaudet", "tapa", "syy", "kirjasi")
        way = fields.one_of("tapa", ("selittää", "vaientaa"))
        if way == "selittää":
            require(fields, "määrä")
        fields.one_of("kohde", MONEY_LINES)
        fields.one_of("sääntö", ("kaikki", *sorted(rules)))
        value(fields, "kaudet", period_span)
        value(fields, "määrä", lambda text: cents(text.strip().removeprefix("noin ")))
        fields.warning(fields.mapping, "poikkeukset otetaan käyttöön myöhemmin", _HINT)


def check_answers(entries: tuple[Fields, ...]) -> None:
    """Report what is wrong in the filed answers, and that each does not take effect yet."""
    for fields in entries:
        fields.allow(_ANSWER_KEYS)
        require(fields, "yksikkö", "kausi", "vastaus", "kirjasi")
        value(fields, "kausi", period)
        value(fields, "hiljaa", period)
        fields.warning(fields.mapping, "vastaukset otetaan käyttöön myöhemmin", _HINT)
