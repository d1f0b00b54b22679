"""Invented cities with known figures: a tree of units whose parents are the exact sums of what stands below them."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from budget.period import Period
from budget.unit import Line

JUNE = Period(2024, 6)
REVENUE, COSTS, MARGIN = Line.REVENUE, Line.COSTS, Line.MARGIN


@dataclass(frozen=True)
class Amounts:
    """One line of one unit in cents, costs negative. `None`: the city does not say."""

    prior: int | None
    original: int
    amendment: int
    month: int
    actual: int
    forecast: int | None

    @property
    def budget(self) -> int:
        return self.original + self.amendment

    def __add__(self, other: "Amounts") -> "Amounts":
        def total(one: int | None, two: int | None) -> int | None:
            return None if one is None or two is None else one + two

        return Amounts(
            total(self.prior, other.prior),
            self.original + other.original,
            self.amendment + other.amendment,
            self.month + other.month,
            self.actual + other.actual,
            total(self.forecast, other.forecast),
        )


@dataclass(frozen=True)
class Group:
    """An account group of a line."""

    line: Line
    name: str
    amounts: Amounts


@dataclass(frozen=True)
class InventedUnit:
    """A unit; `depth` is 0 for the highest one. `revenue` None: it has no revenue at all."""

    code: str
    name: str
    parent: str | None
    depth: int
    revenue: Amounts | None
    costs: Amounts
    groups: tuple[Group, ...] = ()

    @property
    def lines(self) -> tuple[tuple[Line, Amounts], ...]:
        margin = self.costs if self.revenue is None else self.revenue + self.costs
        revenue = () if self.revenue is None else ((REVENUE, self.revenue),)
        return (*revenue, (COSTS, self.costs), (MARGIN, margin))

    def line(self, wanted: Line) -> Amounts | None:
        return dict(self.lines).get(wanted)


@dataclass(frozen=True)
class City:
    """All units, a parent before its children, and the period that the figures are of."""

    period: Period
    units: tuple[InventedUnit, ...]


CODES: dict[str, Callable[[tuple[int, ...]], str]] = {
    "trailing zeros": lambda path: f"5{path[0] if path else 0}{path[1] if len(path) > 1 else 0}0",
    "long trailing zeros": lambda path: f"643{path[0] if path else 0}{path[1] if len(path) > 1 else 0}000",
    "leading zeros": lambda path: f"05{path[0] if path else 0}{path[1] if len(path) > 1 else 0}",
    "dashes": lambda path: "-".join(["1", *map(str, path), *["0"] * (2 - len(path))]),
    "dots": lambda path: ".".join(["1", *map(str, path)]),
    "prefix": lambda path: "5" + "".join(map(str, path)),
    "letters": lambda path: f"KA5{path[0] if path else 0}{path[1] if len(path) > 1 else 0}",
}

_NAMES = (
    "SIVISTYS- JA HYVINVOINTITOIMIALA",
    "HALLINTOPALVELUT",
    "KASVATUS JA OPETUS",
    "PERUSOPETUS/ PERUSKOULUT",
    "Yhtenäiskoulu 2",
    "Lukio (aikuislinja)",
    "VAPAA-AIKAPALV. KEHITT. JA KOORDINOINTI",
    "MUSEO- JA NÄYTTELYTOIMI",
    "Kirjasto",
    "NUORISO-, LIIKUNTA- JA KULTTUURIPALVELUT",
    "Musiikkitoimi",
)
_GROUPS = ((REVENUE, ("Myyntituotot", "Maksutuotot")), (COSTS, ("Henkilöstökulut", "Palvelujen ostot", "Muut kulut")))
_SHAPE: dict[tuple[int, ...], int] = {(): 3, (1,): 0, (2,): 3, (3,): 4}


def city(seed: int, codes: str = "trailing zeros", grain: int = 100, period: Period = JUNE, forecast_at: int = 1) -> City:
    """Return a city; the same seed gives the same one.

    Args:
        seed: of its figures.
        codes: a style of `CODES`.
        grain: every amount is a multiple of this many cents.
        period: of the figures.
        forecast_at: the depth down to which units have a forecast.
    """
    dice = random.Random(seed)
    names = iter(_NAMES)
    units: list[InventedUnit] = []

    def grow(path: tuple[int, ...], parent: str | None) -> InventedUnit:
        code, name, at = CODES[codes](path), next(names), len(units)
        units.append(InventedUnit(code, name, parent, len(path), None, _zero()))
        below = [grow((*path, number), code) for number in range(1, _SHAPE.get(path, 0) + 1)]
        groups = _leaf_groups(dice, grain, period.month, revenue=path not in ((1,), (2, 3))) if not below else _summed(below)
        unit = InventedUnit(code, name, parent, len(path), _total(groups, REVENUE), _total(groups, COSTS) or _zero(), groups)
        units[at] = _without_forecast(unit) if len(path) > forecast_at else unit
        return unit

    grow((), None)
    return City(period, tuple(units))


def _zero() -> Amounts:
    return Amounts(0, 0, 0, 0, 0, 0)


def _leaf_groups(dice: random.Random, grain: int, month: int, revenue: bool) -> tuple[Group, ...]:
    return tuple(
        Group(line, name, _amounts(dice, line, grain, month))
        for line, names in _GROUPS
        if line is COSTS or revenue
        for name in names
    )


def _amounts(dice: random.Random, line: Line, grain: int, month: int) -> Amounts:
    """Amounts that look like a year: spent about evenly, a little more or less than budgeted."""
    sign, size = (1, 40_000_00) if line is REVENUE else (-1, 900_000_00)

    def about(cents: float) -> int:
        return sign * max(grain, round(cents / grain) * grain)

    whole = dice.uniform(0.2, 3) * size
    amendment = about(whole / 40) * dice.choice((0, 0, 1, -1))
    return Amounts(
        prior=about(whole * dice.uniform(0.85, 1.1)),
        original=about(whole),
        amendment=amendment,
        month=about(whole * dice.uniform(0.07, 0.1)),
        actual=about(whole * month / 12 * dice.uniform(0.9, 1.2)),
        forecast=about(whole * dice.uniform(0.97, 1.06)),
    )


def _total(groups: tuple[Group, ...], line: Line) -> Amounts | None:
    found = [group.amounts for group in groups if group.line is line]
    return None if not found else sum(found[1:], found[0])


def _summed(below: list[InventedUnit]) -> tuple[Group, ...]:
    found: list[Group] = []
    for line, names in _GROUPS:
        for name in names:
            parts = [group.amounts for unit in below for group in unit.groups if (group.line, group.name) == (line, name)]
            if parts:
                found.append(Group(line, name, sum(parts[1:], parts[0])))
    return tuple(found)


def _without_forecast(unit: InventedUnit) -> InventedUnit:
    groups = tuple(replace(group, amounts=replace(group.amounts, forecast=None)) for group in unit.groups)
    revenue = None if unit.revenue is None else replace(unit.revenue, forecast=None)
    return replace(unit, revenue=revenue, costs=replace(unit.costs, forecast=None), groups=groups)
