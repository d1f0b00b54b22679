"""A period of the budget year: figures accumulated from January to the end of a month."""

from __future__ import annotations

import calendar
import re
from datetime import date

from budget.exact import Exact
from written.record import dataclass

_TEXT = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Year and month (1-12), always from the data and never from the clock."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @classmethod
    def parse(cls, text: str) -> Period | None:
        """Read `2023-06`; None for any other text."""
        found = _TEXT.fullmatch(text.strip())
        if not found or not 1 <= int(found[2]) <= 12:
            return None
        return cls(int(found[1]), int(found[2]))

    @property
    def even(self) -> Exact:
        """The share of the year that has passed at an even pace: month / 12."""
        return (self.month, 12)

    @property
    def last_day(self) -> date:
        """The last day of the month, on which the figures stand."""
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    def later(self, months: int) -> Period:
        """Return the period `months` later (or earlier, where negative)."""
        index = self.year * 12 + self.month - 1 + months
        return Period(index // 12, index % 12 + 1)
