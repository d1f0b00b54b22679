"""What there is to judge in a snapshot: every line, unit, measure, item and source, each with its values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial

from budget.exact import Exact
from budget.figure import Column, Figure, Measure, MeasureKind, UnbudgetedItem
from budget.gap import natural
from budget.money import Cents
from budget.owner import Binding
from budget.period import Period
from budget.snapshot import History, Snapshot, UnitFigures
from budget.unit import Line
from budget.verdict import ItemTarget, LineTarget, MeasureTarget, NamedValue, SourceTarget, Target, UnitTarget
from engine.names import FORMULAS, UNIT_KEYS, Family
from engine.profiles import Paces
from engine.quantities import UnitValues, Values
from engine.rulebook import Subject
from written.place import Place

Standing = tuple[str | None, int | None]
"""The file and the row of a target, None where there is none."""


@dataclass(slots=True)
class Case:
    """One target with its values.

    `unit` is the unit that it is of, None where none is known. `labels` are code and name of all that a rule may
    call it by in `yksiköt`. `stands` tells where it stands, which few are asked. `at` makes its values at another period, and `other_line` those of another line of the
    unit; None where it has neither. `doubt` is why its values may not be used: measures and items are not part of the
    sums that make it. `named` and `lacking` keep what was once found out for a rule.
    """

    target: Target
    name: str
    values: Values
    unit: UnitFigures | None
    labels: tuple[tuple[str, str], ...]
    stands: Callable[[], Standing] = lambda: (None, None)
    measure: MeasureKind | None = None
    at: Callable[[Period], Values] | None = None
    other_line: Callable[[Line], Values | None] | None = None
    doubt: str | None = None
    named: dict[tuple[str, ...], tuple[NamedValue, ...]] = field(default_factory=dict)
    lacking: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def file(self) -> str | None:
        """The file that the target stands in."""
        return self.stands()[0]

    @property
    def row(self) -> int | None:
        """The row of its actual."""
        return self.stands()[1]


@dataclass(frozen=True, slots=True)
class World:
    """The figures that are judged, with what surrounds them.

    `without` is a subject whose values are not known, as a rule's own test may have it: None, for all figures that are read.
    """

    snapshot: Snapshot
    history: History
    today: date
    paces: Paces
    bound: frozenset[tuple[str, Line]]
    without: Subject | None = None
    _past: dict[Period, Snapshot] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        closed = {snapshot.period: snapshot for snapshot in self.history.snapshots if not snapshot.unfinished}
        object.__setattr__(self, "_past", closed)

    def past(self, figure: Figure, period: Period) -> Figure | None:
        """Return the same line of the same unit at another period; None where it is not known or not proved."""
        snapshot = self._past.get(period)
        unit = None if snapshot is None else snapshot.unit(figure.unit)
        if unit is None or unit.doubt is not None:
            return None
        if figure.group is None:
            return unit.line(figure.line)
        return next((g for g in unit.groups if g.group == figure.group and g.line is figure.line), None)


def world(
    snapshot: Snapshot,
    history: History,
    today: date,
    paces: Paces,
    bindings: tuple[Binding, ...],
    *,
    without: Subject | None = None,
) -> World:
    """Put together what is judged and what surrounds it."""
    return World(snapshot, history, today, paces, frozenset((binding.unit, binding.line) for binding in bindings), without)


class LineBase:
    """Gives the values that a figure, the earlier figures and the profile have for a line at a period."""

    __slots__ = ("figure", "period", "world")

    def __init__(self, figure: Figure, world: World, period: Period) -> None:
        self.figure = figure
        self.world = world
        self.period = period

    def __call__(self, name: str) -> Exact | None:
        """Return a value that is read, in the natural direction; None where it is not known."""
        if name == "odotus":
            return self.world.paces.at(self.figure.unit, self.figure.line, self.period.month).share
        now = self.period == self.world.snapshot.period
        cents = self._cents_now(name) if now else self._cents_later(name)
        value = natural(self.figure.line, cents)
        return None if value is None else (value, 1)

    def _cents_now(self, name: str) -> Cents | None:
        figure = self.figure
        match name:
            case "ta":
                return figure.budget
            case "toteuma":
                return figure.actual
            case "ennuste":
                return figure.forecast
            case "tp":
                return figure.prior
            case "alkuperäinen_ta":
                return figure.budget_original
            case "kuukauden_toteuma":
                return figure.month_actual
            case "edellinen_toteuma":
                return self._past_actual(self.period.later(-1))
            case "toteuma_ed_vuosi":
                given = figure.prior_actual
                return given if given is not None else self._past_actual(self.period.later(-12))
        return None

    def _cents_later(self, name: str) -> Cents | None:
        """Return what will stand at a later period: budget and forecast as they are, of the actual only what was."""
        if name == "kuukauden_toteuma":
            return None
        if name == "toteuma_ed_vuosi":
            return self._past_actual(self.period.later(-12))
        if name == "edellinen_toteuma":
            return self.figure.actual if self.period == self.world.snapshot.period.later(1) else None
        return self._cents_now(name)

    def _past_actual(self, period: Period) -> Cents | None:
        past = self.world.past(self.figure, period)
        return None if past is None else past.actual


def line_values(figure: Figure, world: World, period: Period) -> Values:
    """Return the values of a line at a period; at a later one than the snapshot's only what is known of it."""
    bound = figure.group is None and (figure.unit, figure.line) in world.bound
    base = LineBase(figure, world, period)
    return Values(FORMULAS[Family.LINE], base, period, figure.line, bound=bound, budget_column=figure.has_budget_column)


def unit_values(unit: UnitFigures, world: World, period: Period) -> Values:
    """Return the values of a unit with all its lines."""
    parts = {figure.line: line_values(figure, world, period) for figure in unit.figures}
    return UnitValues(FORMULAS[Family.LINE], UNIT_KEYS, parts, period)


def measure_values(measure: Measure, period: Period) -> Values:
    """Return the values of a measure: plain numbers."""
    given = {"toteuma": measure.actual, "tavoite": measure.target, "ennuste": measure.forecast, "tp": measure.prior}

    def base(name: str) -> Exact | None:
        return period.even if name == "odotus" else _exact(given.get(name))

    return Values(FORMULAS[Family.MEASURE], base, period)


def _exact(value: Decimal | None) -> Exact | None:
    return None if value is None else value.as_integer_ratio()


class Cases:
    """All that a world has to judge, made once for all rules."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._made: dict[tuple[Subject, str | None], tuple[Case, ...]] = {}

    def of(self, subject: Subject, group: str | None) -> tuple[Case, ...]:
        """Return the targets of a subject; with a group only that account group of its line."""
        key = (subject, None if group is None else group.casefold())
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = tuple(self._make(subject, key[1]))
        return made

    def _make(self, subject: Subject, group: str | None) -> list[Case]:
        snapshot = self.world.snapshot
        if subject is Subject.MEASURE:
            return [self._measure(measure) for measure in snapshot.measures]
        if subject is Subject.ITEM:
            return [self._item(item) for item in snapshot.items]
        if subject is Subject.SOURCE:
            return self._sources()
        if subject is Subject.UNIT:
            return [self._unit(unit) for unit in snapshot.units if unit.figures]
        line = subject.line
        found = ((unit, figure) for unit in snapshot.units for figure in _figures(unit, group) if figure.line is line)
        return [self._line(unit, figure) for unit, figure in found]

    def _line(self, unit: UnitFigures, figure: Figure) -> Case:
        values = line_values(figure, self.world, self.world.snapshot.period)
        target = LineTarget(unit.code, figure.line, figure.group)
        labels = ((unit.code, unit.name),)
        return Case(
            target,
            unit.name,
            values,
            unit,
            labels,
            partial(_place, figure),
            at=partial(line_values, figure, self.world),
            other_line=partial(_line_of, unit, self.world),
            doubt=unit.doubt,
        )

    def _unit(self, unit: UnitFigures) -> Case:
        values = unit_values(unit, self.world, self.world.snapshot.period)
        stands = partial(_place, unit.costs or unit.figures[0])
        labels = ((unit.code, unit.name),)
        at = partial(unit_values, unit, self.world)
        return Case(UnitTarget(unit.code), unit.name, values, unit, labels, stands, at=at, doubt=unit.doubt)

    def _measure(self, measure: Measure) -> Case:
        snapshot = self.world.snapshot
        own, area = snapshot.unit(measure.unit), snapshot.unit(measure.area_unit)
        unit = own or area
        labels = (*((u.code, u.name) for u in (own, area) if u is not None), ("", measure.area), ("", measure.name))
        code = measure.unit if measure.unit is not None else measure.area_unit
        target = MeasureTarget(measure.area, measure.name, code)
        values = measure_values(measure, snapshot.period)
        name = unit.name if unit is not None else measure.area
        at = partial(measure_values, measure)
        return Case(target, name, values, unit, labels, _at(measure.place), measure.kind, at)

    def _item(self, item: UnbudgetedItem) -> Case:
        unit = self.world.snapshot.unit(item.unit)
        amount = None if self.world.without is Subject.ITEM else (item.amount, 1)
        values = Values(FORMULAS[Family.ITEM], lambda _name: amount, self.world.snapshot.period)
        labels = () if unit is None else ((unit.code, unit.name),)
        name = item.text if unit is None else unit.name
        return Case(ItemTarget(item.unit, item.text), name, values, unit, labels, _at(item.place))

    def _sources(self) -> list[Case]:
        newest: dict[str, tuple[Period, str]] = {}
        for snapshot in (*self.world.history.snapshots, self.world.snapshot):
            for source in snapshot.sources:
                if source.origin not in newest or newest[source.origin][0] <= snapshot.period:
                    newest[source.origin] = (snapshot.period, source.file)
        return [self._source(origin, period, file) for origin, (period, file) in newest.items()]

    def _source(self, origin: str, period: Period, file: str) -> Case:
        age = None if self.world.without is Subject.SOURCE else ((self.world.today - period.last_day).days, 1)
        values = Values(FORMULAS[Family.SOURCE], lambda _name: age, period)
        return Case(SourceTarget(origin), origin, values, None, (("", origin),), lambda: (file, None))


def _line_of(unit: UnitFigures, world: World, line: Line) -> Values | None:
    figure = unit.line(line)
    return None if figure is None else line_values(figure, world, world.snapshot.period)


def _figures(unit: UnitFigures, group: str | None) -> tuple[Figure, ...]:
    if group is None:
        return unit.figures
    return tuple(figure for figure in unit.groups if figure.group is not None and figure.group.casefold() == group)


def _at(place: Place) -> Callable[[], Standing]:
    return lambda: (place.file, place.line)


def _place(figure: Figure) -> Standing:
    """Return file and row of the actual; the file alone where only other values stand somewhere."""
    place: Place | None = figure.place(Column.ACTUAL)
    if place is not None:
        return place.file, place.line
    return (figure.places[0][1].file if figure.places else None), None
