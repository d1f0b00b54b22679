"""What a replay found: the episodes of the alerts and the messages about them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from budget.period import Period
from budget.unit import Line, UnitCode
from budget.verdict import Level, LineTarget, SourceTarget, Target
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class Episode:
    """One time that an alert would have been open. An alert that ends and opens again has two.

    `worst` is the highest level that it reached. `ended` is None for what was open at the year's last period.
    """

    rule: str
    target: Target
    name: str
    opened: Period
    worst: Level
    ended: Period | None

    @property
    def unit(self) -> UnitCode | None:
        """The unit that it is about, None where none is known."""
        return None if isinstance(self.target, SourceTarget) else self.target.unit

    @property
    def line(self) -> Line | None:
        """The line that it is about, None for a unit, a measure or an item."""
        return self.target.line if isinstance(self.target, LineTarget) else None

    @property
    def months_before_end(self) -> int:
        """How many months of the budget year were left when it opened: 0 in December."""
        return 12 - self.opened.month


@dataclass(frozen=True, slots=True)
class Sent:
    """One message to one address about one period. `items` counts its units, also those that it names in one line only.

    `held` tells that it would have waited for `outbox approve`, because the run had more messages than the flood limit.
    """

    role: str
    period: Period
    items: int
    held: bool


@dataclass(frozen=True, slots=True)
class Replayed:
    """What one rules folder would have done. `summaries` are the periods of which finance would have got a summary."""

    episodes: tuple[Episode, ...]
    messages: tuple[Sent, ...]
    summaries: tuple[Period, ...]


def joined(years: Iterable[tuple[Period, Replayed]]) -> Replayed:
    """Return the years one after another, each with its first period, whose run closes what the last year left open."""
    listed = tuple(years)
    closing = {first for (_, before), (first, _) in pairwise(listed) if any(e.ended is None for e in before.episodes)}
    return Replayed(
        tuple(episode for _, year in listed for episode in year.episodes),
        tuple(message for _, year in listed for message in year.messages),
        tuple(sorted(closing.union(*(year.summaries for _, year in listed)))),
    )
