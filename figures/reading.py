"""What was read from one file: the noun that `read` makes and `reconcile` takes."""

from __future__ import annotations

from collections.abc import Sequence

from budget.figure import Column, Figure, Measure, Remark, UnbudgetedItem
from budget.period import Period
from budget.unit import Line, UnitCode
from figures.document import OrganisationRow
from figures.understood import NOTHING, Understood
from written.problem import Problem, Severity
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class Counts:
    """The lines of a file: `used` gave a figure, measure, item or remark; the three add up to `rows`."""

    file: str
    rows: int
    used: int
    left_out: int
    not_figures: int

    def plus(self, other: Counts) -> Counts:
        """Return the counts of two sheets of the same file together."""
        return Counts(
            self.file,
            self.rows + other.rows,
            self.used + other.used,
            self.left_out + other.left_out,
            self.not_figures + other.not_figures,
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that one file, or one sheet of it, says.

    `figures` are in the program's signs, in the order of the file, the account groups among them. `names` are the
    units with the name that stands first. `lost` are the units and lines of rows that were left out (line None:
    any of them), so that no proof expects them. `grains` is the worth of the last shown digit of each column.
    `unfinished` tells that the report itself is dated before the end of its month.
    `sheet` is the sheet of a workbook that this was read from, None for a file of one text.
    """

    file: str
    origin: str
    sha256: str
    period: Period | None
    counts: Counts
    figures: Sequence[Figure] = ()
    names: tuple[tuple[UnitCode, str], ...] = ()
    measures: tuple[Measure, ...] = ()
    items: tuple[UnbudgetedItem, ...] = ()
    remarks: tuple[Remark, ...] = ()
    problems: tuple[Problem, ...] = ()
    understood: Understood = NOTHING
    unfinished: bool = False
    grains: tuple[tuple[Column, int], ...] = ()
    lost: frozenset[tuple[UnitCode, Line | None]] = frozenset()
    organisation: tuple[OrganisationRow, ...] | None = None
    sheet: str | None = None

    @property
    def refused(self) -> bool:
        """Whether nothing of the file may be used."""
        return any(problem.severity is Severity.FILE for problem in self.problems)

    def grain(self, column: Column) -> int:
        """Return the rounding of a column in cents."""
        return next((cents for of, cents in self.grains if of is column), 100)
