"""What a report says: figures, measures, unbudgeted items and remarks, each with its place."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import Enum

from budget.money import Cents
from budget.unit import Line, UnitCode
from written.place import Place
from written.record import dataclass


class Column(Enum):
    """What a column of a report means."""

    PRIOR = "prior"  # final accounts of last year, the whole year
    ORIGINAL = "original"  # the original budget
    AMENDMENT = "amendment"
    BUDGET = "budget"  # the budget in force
    ACTUAL = "actual"  # accumulated from 1 January
    MONTH_ACTUAL = "month_actual"  # of the period's month alone
    PRIOR_ACTUAL = "prior_actual"  # accumulated at the same month a year earlier
    FORECAST = "forecast"  # the unit's own forecast of the year end

    __hash__ = object.__hash__  # each is one object; that of Enum is slow, and a report asks for it a million times


Places = Sequence[tuple[Column, Place]]
"""The place of every value that the report gives. A report may give the values of one figure on several rows."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Budget, actual and forecast of one line of one unit, in cents.

    Costs are negative, revenue positive, margin = revenue + costs. None means that the report says nothing;
    zero means that the report says zero. `budget` is the budget in force; `has_budget_column` tells an empty
    cell of a budget column from a report that has no such column. `group` is the account group of the line
    (`Henkilöstökulut`), None for the line itself. `rows` are all rows that gave some of it.
    """

    unit: UnitCode
    line: Line
    budget: Cents | None = None
    actual: Cents | None = None
    forecast: Cents | None = None
    prior: Cents | None = None
    budget_original: Cents | None = None
    amendment: Cents | None = None
    month_actual: Cents | None = None
    prior_actual: Cents | None = None
    has_budget_column: bool = True
    group: str | None = None
    places: Places = ()
    rows: tuple[int, ...] = ()

    def amount(self, column: Column) -> Cents | None:
        """Return the value of a column in cents, or None where the report does not give it."""
        return {
            Column.PRIOR: self.prior,
            Column.ORIGINAL: self.budget_original,
            Column.AMENDMENT: self.amendment,
            Column.BUDGET: self.budget,
            Column.ACTUAL: self.actual,
            Column.MONTH_ACTUAL: self.month_actual,
            Column.PRIOR_ACTUAL: self.prior_actual,
            Column.FORECAST: self.forecast,
        }[column]

    def place(self, column: Column) -> Place | None:
        """Return where the value of a column stands, or None where the report does not give it."""
        return next((place for of, place in self.places if of is column), None)


class MeasureKind(Enum):
    """Whether a measure accumulates over the year (visitors) or is counted on one day (pupils)."""

    FLOW = "flow"
    STOCK = "stock"


@dataclass(frozen=True, slots=True)
class Measure:
    """A performance measure of an area: a number, not euros. None means that the report says nothing.

    `heading` is the sub-heading that it stands under (`Kävijöiden lukumäärä`). `unit` is the unit of the same
    name as the measure and `area_unit` that of the area, None where the figures have no such unit. `part_of` is
    the name of the measure whose parts it and its neighbours are (pupils of primary school among all pupils).
    """

    area: str
    name: str
    kind: MeasureKind
    prior: Decimal | None
    target: Decimal | None
    actual: Decimal | None
    forecast: Decimal | None
    place: Place
    heading: str | None = None
    unit: UnitCode | None = None
    area_unit: UnitCode | None = None
    part_of: str | None = None


@dataclass(frozen=True, slots=True)
class UnbudgetedItem:
    """A cost that the report's own text says has no appropriation. `amount` is in positive cents.

    `unit` is the unit whose part of the report the text stands in, None where none is known.
    """

    unit: UnitCode | None
    text: str
    amount: Cents
    place: Place


@dataclass(frozen=True, slots=True)
class Remark:
    """What the report's text says that a figure includes. It is quoted, and changes no figure.

    `text` is the report's own words; `amount` is in positive cents, None where the text gives none; `line` is the
    line that the sentence speaks of, None where it does not say.
    """

    unit: UnitCode | None
    text: str
    amount: Cents | None
    approximate: bool
    line: Line | None
    place: Place
