"""What finance notes beside the rules: exceptions that explain a figure (`poikkeukset`), and answers (`vastaukset`)."""

from __future__ import annotations

from enum import Enum

from budget.money import Cents
from budget.period import Period
from budget.unit import Line, UnitCode
from written.record import dataclass


class Way(Enum):
    """What an exception does: it explains, or it also holds a message back."""

    EXPLAINS = "selittää"
    SILENCES = "vaientaa"


@dataclass(frozen=True, slots=True)
class ExceptionNote:
    """A cause that is known already, of one unit in some periods of the data (first and last, both included).

    `rule` is None for all rules, `line` for all lines. `amount` is how many cents worse the actual is by it, always
    above zero: costs that are booked ahead, revenue or margin that is not there yet. None tells that the note holds
    everything back. `approximate` tells that the amount is about right. `place` is `file:line`.
    """

    rule: str | None
    unit: UnitCode
    line: Line | None
    first: Period
    last: Period
    way: Way
    amount: Cents | None
    approximate: bool
    reason: str
    author: str
    place: str

    @property
    def identity(self) -> str:
        """What it says, wherever in the files it stands: for what is told of it once."""
        parts = (self.rule, self.unit, self.line, self.first, self.last, self.way.value, self.amount, self.reason, self.author)
        return " | ".join("" if part is None else str(part) for part in parts)


@dataclass(frozen=True, slots=True)
class AnswerNote:
    """What the head of a unit answered about a period. `quiet` is the last period without messages, None where there is none."""

    unit: UnitCode
    period: Period
    answer: str
    author: str
    quiet: Period | None

    def is_quiet(self, period: Period) -> bool:
        """Tell whether the unit gets no messages in a period, unless it gets worse."""
        return self.quiet is not None and self.period <= period <= self.quiet
