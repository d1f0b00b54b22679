"""Reading the profiles (`profiilit`): what share of the budget is expected by the end of each month."""

from __future__ import annotations

from budget.exact import Exact
from budget.unit import Line
from engine.keys import choices, errors_since, mark, patterns, refuse_empty, require
from engine.rulebook import Profile, Subject
from engine.values import cumulative, value
from written.fields import Fields
from written.record import dataclass

_KEYS = ("tunnus", "kohde", "yksiköt", "kertymä", "lähde")
_LINES = (Subject.COSTS.value, Subject.REVENUE.value, Subject.MARGIN.value)
HISTORY = "historia"
"""The `lähde` of a profile that earlier years give: it has no `kertymä` of its own."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """Something that only one profile may have: an id, or exactly the same units and line."""

    what: str
    message: str


def read_profiles(entries: tuple[Fields, ...]) -> tuple[Profile, ...]:
    """Read the entries of all files. A profile that repeats an earlier one's id, or its units and line, is an error."""
    profiles: list[Profile] = []
    claimed: dict[str, Profile] = {}
    for fields in entries:
        profile = _profile(fields)
        if profile is None:
            continue
        clash = next((claim for claim in _claims(profile) if claim.what in claimed), None)
        if clash is None:
            claimed.update({claim.what: profile for claim in _claims(profile)})
            profiles.append(profile)
        else:
            earlier = claimed[clash.what]
            fields.error(
                fields.mapping, f"{clash.message}, ensin paikassa {earlier.place}", "poista toinen tai rajaa sen yksiköitä"
            )
    return tuple(profiles)


def _claims(profile: Profile) -> tuple[_Claim, ...]:
    texts = [pattern.text.casefold() for pattern in profile.units] or ["kaikki"]
    same = [
        _Claim(f"{line.value} {text}", f"samalla rivillä ja yksiköllä ({text}) on jo profiili")
        for line in profile.lines
        for text in texts
    ]
    return (_Claim(f"id {profile.id}", f"profiilin tunnus {profile.id} on annettu kahdesti"), *same)


def _profile(fields: Fields) -> Profile | None:
    before = mark(fields)
    fields.allow(_KEYS)
    require(fields, "tunnus", "kohde")
    name = fields.text("tunnus")
    lines = tuple(line for text in choices(fields, "kohde", _LINES) if (line := Subject(text).line) is not None)
    for key in ("kohde", "yksiköt"):
        refuse_empty(fields, key)
    units = patterns(fields, "yksiköt")
    shares = _shares(fields)
    if name is None or errors_since(fields, before):
        return None
    return Profile(name, _distinct(lines), units, shares, fields.mapping.place)


def _shares(fields: Fields) -> tuple[Exact, ...] | None:
    """Read `kertymä`; None where earlier years give the shares, or with the problem reported."""
    if (fields.text("lähde") or "").casefold() != HISTORY:
        require(fields, "kertymä")
    elif fields.node("kertymä") is not None:
        message = f"profiililla on sekä kertymä että lähde: {HISTORY}"
        fields.error(fields.mapping, message, "poista kertymä, tai kirjoita lähteeksi, mistä luvut on otettu")
    return value(fields, "kertymä", cumulative)


def _distinct(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    return tuple(dict.fromkeys(lines))
