"""Reading who answers for what (`vastuut`) and what binds (`sitovuus`)."""

from __future__ import annotations

import re

from budget.owner import Binding, BindingLevel, Owner
from budget.unit import UnitCode
from engine.keys import errors_since, mark, refuse_empty, require
from engine.rulebook import Subject
from engine.values import day_span, value
from written.fields import Fields
from written.place import Place
from written.record import dataclass
from written.yaml_nodes import Scalar

RESPONSIBLE = "vastuuhenkilö"
ABOVE = "ylempi vastuuhenkilö"
RESERVED = (RESPONSIBLE, ABOVE)

_OWNER_KEYS = ("rooli", "osoite", "kanava", "varakanava", "yksiköt", "suoritteet", "sijainen", "poissa")
_BINDING_KEYS = ("yksiköt", "rivi", "taso")
_ROLE = re.compile(r"[^\W_A-Z]+(?:-[^\W_A-Z]+)*")
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+\.[^\s@<>,;:\"()\[\]\\.]+")


@dataclass(frozen=True, slots=True)
class OwnersRead:
    """The owners that could be read, and all role names that the files give (also of broken entries)."""

    owners: tuple[Owner, ...]
    roles: frozenset[str]


def read_owners(entries: tuple[Fields, ...]) -> OwnersRead:
    """Read the entries of `vastuut` of all files."""
    owners: list[Owner] = []
    first: dict[str, Place] = {}
    for fields in entries:
        role = _role(fields)
        owner = _owner(fields, role)
        if role is not None and role.text in first:
            fields.error(role, f"rooli {role.text} on annettu kahdesti, ensin paikassa {first[role.text]}", "yhdistä kohdat")
            continue
        if role is not None:
            first[role.text] = role.place
        if owner is not None:
            owners.append(owner)
    return OwnersRead(tuple(owners), frozenset(first))


def _role(fields: Fields) -> Scalar | None:
    role = fields.scalar("rooli", required=True)
    if role is not None and role.text in RESERVED:
        fields.error(role, f"{role.text} on varattu sana", "anna roolille oma nimi, esimerkiksi museonjohtaja")
        return None
    if role is not None and not _ROLE.fullmatch(role.text):
        fields.error(role, f"roolin nimi ei kelpaa: {role.text}", "käytä pieniä kirjaimia, numeroita ja yhdysmerkkejä")
        return None
    return role


def _owner(fields: Fields, role: Scalar | None) -> Owner | None:
    before = mark(fields)
    fields.allow(_OWNER_KEYS)
    address = fields.scalar("osoite", required=True)
    if address is not None and not _ADDRESS.fullmatch(address.text.strip()):
        fields.error(address, f"osoite ei ole sähköpostiosoite: {address.text}", "kirjoita esimerkiksi talous@example.org")
    channel = fields.text("kanava", required=True)
    fallback, deputy = fields.text("varakanava"), fields.text("sijainen")
    own_deputy = fields.node("sijainen") if role is not None and deputy == role.text else None
    if own_deputy is not None:
        fields.error(own_deputy, f"rooli {deputy} on oma sijaisensa", "anna sijaiseksi toinen rooli, esimerkiksi talous")
    away = value(fields, "poissa", day_span)
    if fields.node("poissa") is not None and deputy is None:
        fields.error(fields.mapping, "poissaololle ei ole sijaista", "lisää rivi sijainen: …")
    units = tuple(UnitCode(text) for text in fields.texts("yksiköt"))
    measures = fields.texts("suoritteet")
    if role is None or address is None or channel is None or errors_since(fields, before):
        return None
    return Owner(role.text, address.text.strip(), channel, fallback, units, measures, deputy, away)


def read_bindings(entries: tuple[Fields, ...]) -> tuple[Binding, ...]:
    """Read the entries of `sitovuus`: one binding for each unit."""
    return tuple(binding for fields in entries for binding in _bindings(fields))


def _bindings(fields: Fields) -> tuple[Binding, ...]:
    before = mark(fields)
    fields.allow(_BINDING_KEYS)
    require(fields, *_BINDING_KEYS)
    refuse_empty(fields, "yksiköt")
    line = fields.one_of("rivi", (Subject.COSTS.value, Subject.REVENUE.value, Subject.MARGIN.value))
    level = fields.one_of("taso", (level.value for level in BindingLevel))
    units = fields.texts("yksiköt")
    if line is None or level is None or errors_since(fields, before):
        return ()
    of = Subject(line).line
    return () if of is None else tuple(Binding(UnitCode(unit), of, BindingLevel(level)) for unit in units)
