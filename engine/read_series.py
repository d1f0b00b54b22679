"""Reading the tests of a rule that go over several periods (`sarja`): the values of each and what must happen in it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from budget.figure import MeasureKind
from engine.keys import errors_since, mark, require
from engine.read_tests import read_given
from engine.rulebook import Occurrence, RuleSeries, SeriesStep, Subject
from written import yaml_nodes
from written.fields import Fields

_EVENT = ("niin", "tapahtuma")
_HINT = "kirjoita kaudet aikajärjestyksessä, kukin kerran"


def read_series(fields: Fields, subjects: tuple[Subject, ...], measures: MeasureKind) -> tuple[RuleSeries, ...]:
    """Read the series among the tests of a rule. One with an error is left out; what is wrong stands in the problems."""
    read = (_series(case, number, subjects, measures) for number, case in enumerate(_tests(fields), 1))
    return tuple(series for series in read if series is not None)


def _tests(fields: Fields) -> tuple[Fields, ...]:
    """Return the tests of a rule. What is wrong with the list itself was reported when the others were read."""
    node = fields.node("testit")
    nodes = node.nodes if isinstance(node, yaml_nodes.Items) else ()
    return tuple(fields.inner(inner) for inner in nodes if isinstance(inner, yaml_nodes.Mapping))


def _series(fields: Fields, number: int, subjects: tuple[Subject, ...], measures: MeasureKind) -> RuleSeries | None:
    node = fields.node("sarja")
    if node is None:
        return None
    before = mark(fields)
    for key in ("kun", "niin", "tekstissä"):
        given = fields.node(key)
        if given is not None:
            fields.error(given, f"sarjan vieressä ei voi olla avainta {key}", "siirrä se sarjan kauteen tai omaksi testiksi")
    periods = fields.mappings("sarja")
    if not periods and not errors_since(fields, before):
        fields.error(node, "sarjassa ei ole yhtään kautta", "kirjoita - {kausi: 2023-06, ta: 100 €, toteuma: 60 €, niin: uusi}")
    steps = [_step(period, subjects, measures) for period in periods]
    known = [step for step in steps if step is not None]
    for earlier, later in pairwise(known):
        one, other = earlier.given.period, later.given.period
        if one is not None and other is not None and not one < other:
            fields.problems.append(
                fields.document.problem_at(later.given.place, f"kausi {other} ei ole kauden {one} jälkeen", _HINT)
            )
    if errors_since(fields, before):
        return None
    return RuleSeries(number, fields.mapping.place, tuple(known))


def _step(fields: Fields, subjects: tuple[Subject, ...], measures: MeasureKind) -> SeriesStep | None:
    """Read one period: its values stand under `kun`, or beside `niin`."""
    before = mark(fields)
    keys = [key for key in _EVENT if fields.node(key) is not None]
    if len(keys) != 1:
        require(fields, "niin")
    expected = fields.one_of(keys[0], (choice.value for choice in Occurrence)) if keys else None
    given = _values(fields)
    if given is None:
        return None
    require(given, "kausi")
    test = read_given(given, subjects, measures)
    if expected is None or errors_since(fields, before):
        return None
    placed = replace(test, place=fields.mapping.place, texts=fields.texts("tekstissä"))
    return SeriesStep(placed, Occurrence(expected))


def _values(fields: Fields) -> Fields | None:
    own = (*_EVENT, "tekstissä")
    if fields.node("kun") is not None:
        fields.allow((*own, "kun"))
        return fields.fields("kun")
    entries = tuple(entry for entry in fields.mapping.entries if entry.key.text not in own)
    return fields.inner(yaml_nodes.Mapping(entries, fields.mapping.place, fields.mapping.flow))
