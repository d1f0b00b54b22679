"""The lines that ended worse than their budget, and whether an alert would have told of it before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from budget.unit import Line, UnitCode
from budget.verdict import LineTarget, UnitTarget
from job.backtest.outcome import Outcome, YearLine
from job.backtest.replayed import Episode
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class Overrun:
    """A line that ended worse than its budget. `seen` is the first alert of the year about it, None where there was none."""

    year: int
    unit: UnitCode
    line: Line
    outcome: Outcome
    seen: Episode | None


def overruns(ended: Mapping[YearLine, Outcome], episodes: Iterable[Episode]) -> tuple[Overrun, ...]:
    """Return the overruns, the largest first. An alert about the unit with all its lines tells of each of them."""
    first: dict[tuple[int, UnitCode | None, Line | None], Episode] = {}
    for episode in episodes:
        if not isinstance(episode.target, LineTarget | UnitTarget):
            continue
        key = (episode.opened.year, episode.unit, episode.line)
        if key not in first or episode.opened < first[key].opened:
            first[key] = episode
    found = [
        Overrun(year, unit, line, outcome, _earlier(first.get((year, unit, line)), first.get((year, unit, None))))
        for (year, unit, line), outcome in ended.items()
        if outcome.is_over
    ]
    return tuple(sorted(found, key=lambda overrun: (-overrun.outcome.over, overrun.year, overrun.unit, overrun.line.value)))


def outcome_of(episode: Episode, ended: Mapping[YearLine, Outcome]) -> Outcome | None:
    """Return how the line of an episode ended; None where it is about no line, or where that is not known."""
    if episode.unit is None or episode.line is None:
        return None
    return ended.get((episode.opened.year, episode.unit, episode.line))


def _earlier(one: Episode | None, other: Episode | None) -> Episode | None:
    if one is None or other is None:
        return one or other
    return min(one, other, key=lambda episode: episode.opened)
