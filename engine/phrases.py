"""A finding in words, and how a share is shown beside its limit."""

from __future__ import annotations

from budget.exact import Exact, compare, multiply, rounded, subtract
from budget.finnish import MONTHS, NBSP, counted, euros, exact_euros, number, percent, plain_number, points, sentence_case
from budget.unit import same_name
from budget.verdict import Kind, Level, LineTarget, MeasureTarget, Target
from engine.facts import Facts
from engine.grounds import Ground
from engine.lines import is_printable, money, size
from engine.rulebook import Rule
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """See the fields of the same names of `Fired`."""

    reason: str
    headline: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a finding is put into words from. `held` are the comparisons that held, of the reached level first."""

    rule: Rule
    level: Level
    target: Target
    name: str
    facts: Facts
    held: tuple[Ground, ...]

    @property
    def group(self) -> str | None:
        """The account group that was judged, None for a whole line."""
        return self.target.group if isinstance(self.target, LineTarget) else None

    @property
    def measure(self) -> str:
        """The name of the measure and a colon, where the name before the sentence does not say it already."""
        if not isinstance(self.target, MeasureTarget) or same_name(self.target.measure, self.name):
            return ""
        return f"{sentence_case(self.target.measure)}: "

    @property
    def names(self) -> frozenset[str]:
        """All quantities of the comparisons that held."""
        return frozenset(name for ground in self.held for name in ground.names)


@dataclass(frozen=True, slots=True)
class Shown:
    """A share as text, so exact that it differs from what it stands beside.

    `near` is the limit as text where one decimal would not tell it apart, None elsewhere. `barely` tells that four
    decimals do not either.
    """

    share: str
    expected: str
    near: str | None
    barely: bool

    @property
    def with_limit(self) -> str:
        """The share, with its limit where it is near: `55,04 %, raja 55,00 %`."""
        return self.share if self.near is None else f"{self.share}, raja {self.near}"


def shown(share: Exact, limit: Exact | None, expected: Exact | None = None) -> Shown:
    """Show a share beside its limit and what was expected."""
    others = [other for other in (limit, expected) if other is not None and compare(other, share) != 0]
    decimals = next((n for n in range(1, 5) if all(percent(share, n) != percent(other, n) for other in others)), None)
    used = decimals or 1
    is_near = limit in others and limit is not None and percent(share) == percent(limit)
    barely = decimals is None and limit is not None and percent(share, 4) == percent(limit, 4)
    return Shown(
        percent(share, used),
        percent(expected, used) if expected is not None else "",
        percent(limit, used) if is_near and limit is not None and not barely else None,
        barely and limit in others,
    )


def nearest_limit(held: tuple[Ground, ...], name: str, share: Exact) -> Exact | None:
    """Return the limit of a share that is nearest to it, of all its comparisons that held."""
    bounds = [g.bound for g in held if g.name == name and g.bound is not None and (g.is_above or g.is_below)]
    if not bounds:
        return None
    distances = [(size(subtract(bound, share)), bound) for bound in bounds]
    best = distances[0]
    for candidate in distances[1:]:
        best = candidate if compare(candidate[0], best[0]) < 0 else best
    return best[1]


def apart_in_euros(held: tuple[Ground, ...], name: str, gap: Exact) -> str:
    """Return the size of a gap in euros, with cents where it would look equal to a limit that it has passed."""
    bounds = [g.bound for g in held if g.name == name and g.bound is not None and compare(g.bound, gap) != 0]
    amount = size(gap)
    is_near = any(euros(size(bound)) == euros(amount) for bound in bounds)
    return exact_euros(amount) if is_near else money(amount)


def by_euros(share: Exact, limit: Exact, whole: Exact) -> str:
    """Return how many euros a share of a sum is away from its limit: `1 eurolla`, `alle 1 eurolla`."""
    away = size(multiply(subtract(share, limit), whole))
    euros_away = rounded((away[0], away[1] * 100))
    return f"alle 1{NBSP}eurolla" if euros_away == 0 else f"{number(euros_away)}{NBSP}eurolla"


def pair(kind: Kind, value: Exact, limit: Exact) -> tuple[str, str]:
    """Return a value and its limit as text, so exact that different values look different."""
    if kind is Kind.SHARE:
        one = next((n for n in range(1, 5) if percent(value, n) != percent(limit, n)), 1)
        return (percent(value, one) if is_printable(value) else f"yli 999{NBSP}%"), percent(limit, one)
    if kind is Kind.EUROS:
        same = euros(value) == euros(limit) and compare(value, limit) != 0
        return (exact_euros(value), exact_euros(limit)) if same else (euros(value), euros(limit))
    return text(kind, value), text(kind, limit)


def text(kind: Kind, value: Exact) -> str:
    """Return one value as text."""
    match kind:
        case Kind.EUROS:
            return euros(value)
        case Kind.SHARE:
            return percent(value) if is_printable(value) else f"yli 999{NBSP}%"
        case Kind.POINTS:
            return points(value)
        case Kind.DAYS:
            return counted(rounded(value), "päivä", "päivää")
        case Kind.MONTH:
            month = rounded(value)
            return f"{MONTHS[month - 1]}kuu" if 1 <= month <= 12 else number(value)
        case Kind.NUMBER:
            return plain_number(value)
