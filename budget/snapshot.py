"""The checked figures of one period, and the earlier ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field

from budget.figure import Figure, Measure, Remark, UnbudgetedItem
from budget.period import Period
from budget.unit import Line, UnitCode
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """A unit with all its lines. A line that the report does not have is None.

    `parent` is None for a unit that stands alone. `doubt` is the Finnish reason why the proof of its sums
    failed, so that the rules may not use its values; None where they may. `groups` are the account groups of
    its lines.
    """

    code: UnitCode
    name: str
    parent: UnitCode | None
    revenue: Figure | None
    costs: Figure | None
    margin: Figure | None
    groups: tuple[Figure, ...] = ()
    doubt: str | None = None

    def line(self, line: Line) -> Figure | None:
        """Return the figure of a line, or None where the report has no such row."""
        if line is Line.REVENUE:
            return self.revenue
        return self.costs if line is Line.COSTS else self.margin

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures of the lines that the report has, in the order revenue, costs, margin."""
        return tuple(f for f in (self.revenue, self.costs, self.margin) if f is not None)


@dataclass(frozen=True, slots=True)
class SourceRead:
    """A file that figures were taken from: its own name, the fingerprint of its bytes, the number of figures.

    `origin` is the source as config names it (`examples/*.txt`): the same from period to period.
    """

    file: str
    origin: str
    sha256: str
    figures: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All figures of one period, proved as far as they can be.

    `units` stand in the order in which the report first names them. `unfinished` tells that the month is not
    closed: it is shown, and opens and ends nothing.
    """

    period: Period
    sources: tuple[SourceRead, ...]
    units: tuple[UnitFigures, ...]
    measures: tuple[Measure, ...] = ()
    items: tuple[UnbudgetedItem, ...] = ()
    remarks: tuple[Remark, ...] = ()
    unfinished: bool = False
    _by_code: dict[UnitCode, UnitFigures] = field(init=False, repr=False, compare=False)
    _children: dict[UnitCode, tuple[UnitFigures, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_code", {unit.code: unit for unit in self.units})
        children: dict[UnitCode, list[UnitFigures]] = {}
        for unit in self.units:
            if unit.parent is not None:
                children.setdefault(unit.parent, []).append(unit)
        object.__setattr__(self, "_children", {code: tuple(below) for code, below in children.items()})

    def unit(self, code: UnitCode | None) -> UnitFigures | None:
        """Return the unit of a code, or None where the figures do not have it."""
        return None if code is None else self._by_code.get(code)

    def children(self, code: UnitCode) -> tuple[UnitFigures, ...]:
        """Return the units right below a unit, in the order of the report."""
        return self._children.get(code, ())

    def ancestors(self, code: UnitCode) -> Iterator[UnitFigures]:
        """Yield the units above a unit, the nearest first."""
        unit = self.unit(code)
        seen = {code}
        while unit is not None and unit.parent is not None and unit.parent not in seen:
            seen.add(unit.parent)
            unit = self.unit(unit.parent)
            if unit is not None:
                yield unit


@dataclass(frozen=True, slots=True)
class History:
    """The snapshots of other periods than the newest one, the oldest first."""

    snapshots: tuple[Snapshot, ...] = ()

    def at(self, period: Period) -> Snapshot | None:
        """Return the snapshot of a period, or None where there is none."""
        return next((s for s in self.snapshots if s.period == period), None)


NO_HISTORY = History()
