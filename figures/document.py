"""A file as it was fetched, and what config says about it where the file itself does not."""

from __future__ import annotations

from enum import Enum

from budget.period import Period
from budget.unit import UnitCode
from written.record import dataclass


class MoneyUnit(Enum):
    """What one unit of a number cell is worth; the values are those of config.yaml."""

    EURO = "€"
    THOUSAND = "k€"
    MILLION = "M€"

    @property
    def cents(self) -> int:
        """The worth of one in cents."""
        return 100 if self is MoneyUnit.EURO else 100_000 if self is MoneyUnit.THOUSAND else 100_000_000


class Signs(Enum):
    """How a file writes its costs; the values are those of config.yaml. `auto` of config is None."""

    COSTS_POSITIVE = "costs-positive"
    COSTS_NEGATIVE = "costs-negative"


class Role(Enum):
    """What config can say that a column is; the values are the keys of `columns` in config.yaml."""

    ACTUAL = "actual"
    BUDGET = "budget"
    PRIOR = "prior"
    ORIGINAL = "original"
    AMENDMENT = "amendment"
    FORECAST = "forecast"
    MONTH = "month"
    CODE = "code"
    NAME = "name"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """One unit of an organisation table. `parent` is None for a unit that stands at the top."""

    code: UnitCode
    name: str
    parent: UnitCode | None


@dataclass(frozen=True, slots=True)
class Hints:
    """What config says of a source. Everything is optional: None or empty means that config is silent."""

    period: Period | None = None
    unit: MoneyUnit | None = None
    signs: Signs | None = None
    columns: tuple[tuple[Role, str], ...] = ()
    encoding: str | None = None
    organisation: tuple[OrganisationRow, ...] | None = None
    sheet: str | None = None

    def heading(self, role: Role) -> str | None:
        """Return the heading that config names for a role, or None."""
        return next((text for of, text in self.columns if of is role), None)


NO_HINTS = Hints()


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes of one file.

    `file` is the file's own name, `origin` the source as config names it (`examples/*.txt`), `sha256` the
    fingerprint of the bytes in hexadecimal.
    """

    file: str
    origin: str
    data: bytes
    sha256: str
    hints: Hints = NO_HINTS
