"""What share of the budget is expected of a line by the end of a month: profiles, and the even pace without one."""

from __future__ import annotations

from dataclasses import field

from budget.exact import Exact, compare, divide, multiply
from budget.exact import add as plus
from budget.gap import natural
from budget.snapshot import History, Snapshot, UnitFigures
from budget.unit import Line, UnitCode
from budget.verdict import PastYear
from engine.past_years import MOST, PastYears, expected
from engine.rulebook import Profile
from written.problem import Problem, Severity
from written.record import dataclass

_LEAST: tuple[int, int] = (-1, 0)  # a profile for all units


@dataclass(frozen=True, slots=True)
class Pace:
    """The expected share. See the fields of the same names of `Expectation`."""

    share: Exact
    profile: str | None = None
    years: tuple[PastYear, ...] = ()
    without_history: str | None = None


_EVEN = tuple(Pace((month, 12)) for month in range(13))


@dataclass(frozen=True, slots=True)
class Paces:
    """The expected shares of the units of a snapshot.

    A sum level without a profile of its own takes the budget-weighted sum of its children's expectations, where
    some unit below it has a profile. `problems` are of profiles that are equally specific for one line.
    """

    snapshot: Snapshot
    own: dict[tuple[UnitCode, Line], Profile]
    problems: tuple[Problem, ...]
    past: PastYears
    _kept: dict[tuple[UnitCode, Line, int], Pace] = field(default_factory=dict, repr=False, compare=False)

    def at(self, code: UnitCode, line: Line, month: int) -> Pace:
        """Return what is expected of a line by the end of a month."""
        if not self.own:
            return _EVEN[month]
        kept = self._kept.get((code, line, month))
        if kept is None:
            self._kept[code, line, month] = _EVEN[month]  # also ends a ring of parents
            kept = self._kept[code, line, month] = self._computed(code, line, month)
        return kept

    def _computed(self, code: UnitCode, line: Line, month: int) -> Pace:
        profile = self.own.get((code, line))
        if profile is None:
            return self._of_children(code, line, month)
        if profile.shares is not None:
            return Pace(profile.shares[month - 1], profile.id)
        years = self.past.of(code, line, month)[:MOST]
        share = expected(years)
        if share is None:
            return Pace((month, 12), without_history=profile.id)
        return Pace(share, profile.id, tuple(reversed(years)))

    def _of_children(self, code: UnitCode, line: Line, month: int) -> Pace:
        total, weighted = (0, 1), (0, 1)
        ids: dict[str, None] = {}
        lacking: dict[str, None] = {}
        for child in self.snapshot.children(code):
            budget = _budget(child, line)
            if budget is None:
                continue
            pace = self.at(child.code, line, month)
            total, weighted = plus(total, (budget, 1)), plus(weighted, multiply(pace.share, (budget, 1)))
            ids |= {} if pace.profile is None else {pace.profile: None}
            lacking |= {} if pace.without_history is None else {pace.without_history: None}
        even = Pace((month, 12), without_history=", ".join(lacking) or None)
        if not ids or total[0] == 0:
            return even
        share = divide(weighted, total)
        if compare(share, (0, 1)) < 0 or compare(share, (1, 1)) > 0:
            return even  # margins of both signs weigh against each other: such a share means nothing
        return Pace(share, ", ".join(ids), without_history=even.without_history)


def paces(profiles: tuple[Profile, ...], snapshot: Snapshot, history: History) -> Paces:
    """Find the profile of every line. The most specific wins; two equally specific ones are an error, and neither counts.

    Of `history` only what was known at the period of the snapshot is used.
    """
    own: dict[tuple[UnitCode, Line], Profile] = {}
    ties: dict[tuple[str, str], Problem] = {}
    for unit in snapshot.units if profiles else ():
        for line in Line:
            found = _best(profiles, unit, line)
            if len(found) == 1:
                own[unit.code, line] = found[0]
            elif found:
                ties.setdefault((found[0].id, found[1].id), _tie(found[0], found[1], unit))
    known = (past for past in history.snapshots if past.period < snapshot.period)
    past = PastYears((*known, snapshot) if profiles else (), snapshot.period.year)
    return Paces(snapshot, own, tuple(ties.values()), past)


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
