"""Reading the conditions of a rule and the limits that they name (`rajat`, `rajat_yksiköittäin`)."""

from __future__ import annotations

import re
from dataclasses import replace

from budget.verdict import Level
from engine.conditions import condition_at
from engine.keys import Keys
from engine.names import fold, is_taken
from engine.rule_tables import is_table, name_problem
from engine.rulebook import Limit, Subject, UnitLimits, UnitPattern
from engine.syntax import Condition
from engine.values import Wrong, constant, value
from written.fields import Fields
from written.yaml_nodes import Mapping, Node, Scalar

_NAME = re.compile(r"[^\W\d]\w*(?:-[^\W\d]\w*)*")


def read_limits(fields: Fields, key: str = "rajat") -> tuple[Limit, ...]:
    """Read the named limits of a rule: `raja: 5 %-yks.`."""
    inner = fields.fields(key)
    return () if inner is None else _limits(inner)


def _limits(fields: Fields) -> tuple[Limit, ...]:
    limits: list[Limit] = []
    named: set[str] = set()
    for entry in fields.mapping.entries:
        name = entry.key.text
        if not _NAME.fullmatch(name):
            fields.error(entry.key, f"rajan nimi ei kelpaa: {name}", "käytä kirjaimia, esimerkiksi raja tai minimi")
            continue
        if is_taken(name):
            fields.error(entry.key, f"rajan nimi on jo kielen sana: {name}", "anna rajalle muu nimi, esimerkiksi raja tai minimi")
            continue
        if fold(name) in named:
            fields.error(entry.key, f"raja {name} on annettu kahdesti", "poista toinen")
            continue
        if fields.scalar(name, required=True) is None:
            continue
        read = value(fields, name, constant)
        if read is not None:
            named.add(fold(name))
            limits.append(Limit(name, read.kind, read.value, read.unit))
    return tuple(limits)


def read_unit_limits(fields: Fields, common: tuple[Limit, ...]) -> tuple[UnitLimits, ...]:
    """Read the limits of single units. Each must replace one of the rule's own limits, with a value of its kind."""
    node = fields.node("rajat_yksiköittäin")
    if isinstance(node, Scalar) and is_table(node.text):
        fields.problems.append(name_problem(fields.document, node))
        return ()
    inner = fields.fields("rajat_yksiköittäin")
    if inner is None:
        return ()
    read = (_of_unit(inner, entry.key, entry.value, common) for entry in inner.mapping.entries)
    return tuple(limits for limits in read if limits is not None)


def _of_unit(fields: Fields, key: Scalar, node: object, common: tuple[Limit, ...]) -> UnitLimits | None:
    if not isinstance(node, Mapping):
        fields.error(key, f"yksikön {key.text} alla on oltava rajoja", "kirjoita raja: arvo sisennettynä")
        return None
    inner = fields.inner(node)
    kinds = {limit.name: limit.kind for limit in common}
    limits = _limits(_with_units(inner, common))
    for entry in node.entries:
        if entry.key.text not in kinds:
            hint = inner.guess(entry.key.text, kinds) or "anna sama raja ensin avaimessa rajat"
            inner.error(entry.key, f"rajaa ei ole avaimessa rajat: {entry.key.text}", hint)
    for limit in limits:
        expected = kinds.get(limit.name, limit.kind)
        if limit.kind is not expected:
            at = node.get(limit.name) or node
            inner.error(
                at, f"rajalla {limit.name} on toinen yksikkö kuin avaimessa rajat", f"anna arvo yksikössä {expected.value}"
            )
    return UnitLimits(UnitPattern(key.text.strip(), key.place), limits)


def _with_units(fields: Fields, common: tuple[Limit, ...]) -> Fields:
    """Return the limits of a row of a workbook, whose bare numbers are in the unit of the rule's own limit."""
    units = {limit.name: limit.unit for limit in common}
    entries = tuple(
        replace(entry, value=_with_unit(fields, entry.value, units.get(entry.key.text, ""))) for entry in fields.mapping.entries
    )
    return fields.inner(replace(fields.mapping, entries=entries))


def _with_unit(fields: Fields, node: Node, unit: str) -> Node:
    if not isinstance(node, Scalar) or node.place.sheet is None:
        return node
    bare = constant(node.text)
    if isinstance(bare, Wrong) or bare.unit:
        return node
    if unit.startswith("%") and 0 < abs(bare.value[0]) < bare.value[1]:
        # Excel keeps 8 % as 0,08: nobody can tell it from 0,08 %.
        message = f"luku {node.text.strip()} voi olla prosentteina muotoiltu solu"
        fields.error(node, message, f"kirjoita arvo tekstinä yksikköineen, esimerkiksi 8 {unit}")
    return replace(node, text=f"{node.text.strip()} {unit}")


def read_conditions(
    keys: Keys, subjects: tuple[Subject, ...], limits: tuple[Limit, ...], levels: dict[str, Level], release: str
) -> tuple[tuple[tuple[Level, Condition], ...], Condition | None]:
    """Read the conditions of the levels, the lowest first, and the one of `poistuu`."""
    found: list[tuple[Level, Condition]] = []
    given = [key for key in levels if keys.at(key).node(key) is not None]
    if not given and not keys.own.meant & set(levels):
        keys.own.error(keys.own.mapping, "säännöllä ei ole yhtään tasoa", f"lisää ainakin yksi: {', '.join(levels)}")
    unread = _unread(keys.at("rajat"), limits)
    for key in given:
        condition = _condition(keys.at(key), key, subjects, limits, unread)
        if condition is not None:
            found.append((levels[key], condition))
    ended = _condition(keys.at(release), release, subjects, limits, unread)
    return tuple(found), ended


def _unread(fields: Fields, limits: tuple[Limit, ...]) -> frozenset[str]:
    """Return the names of the limits that have a mistake of their own, so that it is not reported again where they stand."""
    node = fields.mapping.get("rajat")
    given = {entry.key.text for entry in node.entries} if isinstance(node, Mapping) else set()
    return frozenset(given - {limit.name for limit in limits})


def _condition(
    fields: Fields, key: str, subjects: tuple[Subject, ...], limits: tuple[Limit, ...], unread: frozenset[str]
) -> Condition | None:
    scalar = fields.scalar(key)
    if scalar is None:
        return None
    read = condition_at(scalar, fields.document, subjects, limits)
    if isinstance(read, Condition):
        return read
    known = {f"tuntematon nimi: {name}" for name in unread}
    fields.problems.extend(problem for problem in read if problem.message not in known)
    return None
