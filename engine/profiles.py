"""What share of the budget is expected of a line by the end of a month: profiles, and the even pace without one."""

from __future__ import annotations

from dataclasses import field

from budget.exact import Exact, compare, divide, multiply
from budget.exact import add as plus
from budget.gap import natural
from budget.snapshot import Snapshot, UnitFigures
from budget.unit import Line, UnitCode
from engine.rulebook import Profile
from written.problem import Problem, Severity
from written.record import dataclass

Pace = tuple[Exact, str | None]
"""The expected share, and the id of the profile that gave it (None: the even pace)."""

_LEAST: tuple[int, int] = (-1, 0)  # a profile for all units


@dataclass(frozen=True, slots=True)
class Paces:
    """The expected shares of the units of a snapshot.

    A sum level without a profile of its own takes the budget-weighted sum of its children's expectations, where
    some unit below it has a profile. `problems` are of profiles that are equally specific for one line.
    """

    snapshot: Snapshot
    own: dict[tuple[UnitCode, Line], Profile]
    problems: tuple[Problem, ...]
    _kept: dict[tuple[UnitCode, Line, int], Pace] = field(default_factory=dict, repr=False, compare=False)

    def at(self, code: UnitCode, line: Line, month: int) -> Pace:
        """Return what is expected of a line by the end of a month."""
        if not self.own:
            return (month, 12), None
        kept = self._kept.get((code, line, month))
        if kept is None:
            self._kept[code, line, month] = (month, 12), None  # also ends a ring of parents
            kept = self._kept[code, line, month] = self._computed(code, line, month)
        return kept

    def _computed(self, code: UnitCode, line: Line, month: int) -> Pace:
        profile = self.own.get((code, line))
        if profile is not None:
            return profile.shares[month - 1], profile.id
        return self._of_children(code, line, month) or ((month, 12), None)

    def _of_children(self, code: UnitCode, line: Line, month: int) -> Pace | None:
        total, weighted, ids = (0, 1), (0, 1), []
        for child in self.snapshot.children(code):
            budget = _budget(child, line)
            if budget is None:
                continue
            share, profile = self.at(child.code, line, month)
            total, weighted = plus(total, (budget, 1)), plus(weighted, multiply(share, (budget, 1)))
            if profile is not None and profile not in ids:
                ids.append(profile)
        if not ids or total[0] == 0:
            return None
        share = divide(weighted, total)
        if compare(share, (0, 1)) < 0 or compare(share, (1, 1)) > 0:
            return None  # margins of both signs weigh against each other: such a share means nothing
        return share, ", ".join(ids)


def paces(profiles: tuple[Profile, ...], snapshot: Snapshot) -> Paces:
    """Find the profile of every line. The most specific wins; two equally specific ones are an error, and neither counts."""
    own: dict[tuple[UnitCode, Line], Profile] = {}
    ties: dict[tuple[str, str], Problem] = {}
    for unit in snapshot.units if profiles else ():
        for line in Line:
            found = _best(profiles, unit, line)
            if len(found) == 1:
                own[unit.code, line] = found[0]
            elif found:
                ties.setdefault((found[0].id, found[1].id), _tie(found[0], found[1], unit))
    return Paces(snapshot, own, tuple(ties.values()))


def _best(profiles: tuple[Profile, ...], unit: UnitFigures, line: Line) -> tuple[Profile, ...]:
    """Return the profiles that are the most specific for a line; several are equally so."""
    precise = {profile.id: _precision(profile, unit) for profile in profiles if line in profile.lines}
    most = max((precision for precision in precise.values() if precision is not None), default=None)
    if most is None:
        return ()
    return tuple(profile for profile in profiles if precise.get(profile.id) == most)


def _precision(profile: Profile, unit: UnitFigures) -> tuple[int, int] | None:
    """Return how exactly a profile names a unit; None where it does not."""
    if not profile.units:
        return _LEAST
    return max((pattern.precision for pattern in profile.units if pattern.matches(unit.code, unit.name)), default=None)


def _tie(one: Profile, other: Profile, unit: UnitFigures) -> Problem:
    message = f"profiilit {one.id} ja {other.id} koskevat yhtä tarkasti yksikköä {unit.code}"
    return Problem(Severity.ERROR, other.place, message, "rajaa toisen profiilin yksiköt tarkemmin")


def _budget(unit: UnitFigures, line: Line) -> int | None:
    figure = unit.line(line)
    return None if figure is None else natural(line, figure.budget)
