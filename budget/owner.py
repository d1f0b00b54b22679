"""Who answers for what, and which lines bind."""

from __future__ import annotations

from datetime import date
from enum import Enum

from budget.exact import Exact
from budget.unit import Line, UnitCode
from written.record import dataclass

FINANCE = "talous"
"""The role that must exist: data problems, trial rules, undeliverable messages and summaries go to it."""


@dataclass(frozen=True, slots=True)
class Owner:
    """A role, its work address, and what it answers for.

    `channel` and `fallback` are channels of config.yaml. `measures` are areas or names of measures. `deputy` is
    the role that gets the messages on the days of `away` (first and last, both included).
    """

    role: str
    address: str
    channel: str
    fallback: str | None = None
    units: tuple[UnitCode, ...] = ()
    measures: tuple[str, ...] = ()
    deputy: str | None = None
    away: tuple[date, date] | None = None


class BindingLevel(Enum):
    """Who decided the appropriation that binds."""

    COUNCIL = "valtuusto"
    BOARD = "lautakunta"


@dataclass(frozen=True, slots=True)
class Binding:
    """A line of a unit that is a binding level of the budget (`sitovuus`)."""

    unit: UnitCode
    line: Line
    level: BindingLevel


@dataclass(frozen=True, slots=True)
class Growth:
    """How much the euros of an alert must grow before its reader is told again (`oletukset`).

    Both must hold: at least `factor` times the euros told, and at least `cents` above them.
    """

    factor: Exact = (12, 10)
    cents: int = 1_000_000
