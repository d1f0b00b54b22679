"""How a file writes its signs, found from the lines themselves, and the figures in the one convention of the program."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum

from budget.figure import Column
from budget.unit import Line, UnitCode
from figures.document import Signs
from figures.lines import Entry


class Convention(Enum):
    """The factors that bring revenue, costs and margin of a file to: costs negative, margin = revenue + costs."""

    NEGATIVE = (1, 1, 1)  # margin = revenue + costs, costs negative
    POSITIVE = (1, -1, 1)  # margin = revenue - costs
    NET = (1, -1, -1)  # net = costs - revenue
    NET_COST = (1, 1, -1)  # costs negative, and yet net = costs over revenue, positive
    LEDGER = (-1, -1, -1)  # revenue negative, costs positive, net = costs + revenue

    def factor(self, line: Line) -> int:
        """Return the factor of a line."""
        revenue, costs, margin = self.value
        return revenue if line is Line.REVENUE else costs if line is Line.COSTS else margin


Triple = tuple[int, int, int]
"""Revenue, costs and margin of a unit in one column, in the signs of the file."""


def convention(entries: Sequence[Entry], slack: int, told: Signs | None) -> Convention | None:
    """Return the convention of a file; None where its lines contradict each other.

    Args:
        entries: its rows, without the account groups.
        slack: the rounding of the file in cents.
        told: what config says of the costs.
    """
    possible = _possible(told)
    triples = list(_triples(entries))
    whole = next((of for of in possible if triples and _fits_all(triples, of, slack)), None)
    if whole is not None:
        return whole
    votes = {of: _fitting(triples, of, slack) for of in possible}
    most = max(votes.values())
    if most and most * 2 > _fitting_any(triples, slack):
        return next(of for of in possible if votes[of] == most)
    if told is not None and _fits_another(triples, slack):
        return None
    found = _by_majority(entries)
    return found if told is None or found in possible else possible[0]


def _fitting(triples: Iterable[Triple], of: Convention, slack: int) -> int:
    """Return how many triples agree with a convention."""
    a, b, c = of.value
    return sum(
        1 for revenue, costs, margin in triples if b * costs <= 0 and -slack <= c * margin - a * revenue - b * costs <= slack
    )


def _fits_all(triples: Iterable[Triple], of: Convention, slack: int) -> bool:
    a, b, c = of.value
    for revenue, costs, margin in triples:
        if b * costs > 0 or not -slack <= c * margin - a * revenue - b * costs <= slack:
            return False
    return True


def _fitting_any(triples: Iterable[Triple], slack: int) -> int:
    return sum(1 for triple in triples if any(_fitting((triple,), of, slack) for of in Convention))


def is_margin(revenue: int | None, costs: int | None, margin: int | None, slack: int) -> bool:
    """Tell whether a margin is that of its revenue and costs, whatever the signs of the file."""
    if costs is None or margin is None:
        return False
    return _fitting_any(((revenue or 0, costs, margin),), slack) > 0


def _fits_another(triples: Sequence[Triple], slack: int) -> bool:
    """Tell whether most units agree with a convention, which then is not the one that config tells."""
    return any(_fitting(triples, of, slack) * 2 > max(1, len(triples)) for of in Convention)


def _possible(told: Signs | None) -> tuple[Convention, ...]:
    if told is Signs.COSTS_NEGATIVE:
        return (Convention.NEGATIVE, Convention.NET_COST)
    if told is Signs.COSTS_POSITIVE:
        return (Convention.POSITIVE, Convention.NET, Convention.LEDGER)
    return tuple(Convention)


def _triples(entries: Iterable[Entry]) -> Iterable[Triple]:
    units: dict[UnitCode, dict[Line, Mapping[Column, int]]] = {}
    for entry in entries:
        lines = units.setdefault(entry.unit, {})
        before = lines.get(entry.line)
        lines[entry.line] = entry.values if before is None else {**entry.values, **before}
    for lines in units.values():
        revenue, margins = lines.get(Line.REVENUE, {}), lines.get(Line.MARGIN, {})
        for column, costs in lines.get(Line.COSTS, {}).items():
            if costs and (margin := margins.get(column)) is not None:
                yield revenue.get(column, 0), costs, margin


def _by_majority(entries: Sequence[Entry]) -> Convention | None:
    """Where there are no margins to try, most costs must be of one sign, by their number and by their sum."""
    costs = [cents for entry in entries if entry.line is Line.COSTS for cents in entry.values.values() if cents]
    if not costs:
        return Convention.NEGATIVE
    positive = sum(1 for cents in costs if cents > 0)
    if positive * 2 > len(costs) and sum(costs) > 0:
        revenue = [cents for entry in entries if entry.line is Line.REVENUE for cents in entry.values.values() if cents]
        below = sum(1 for cents in revenue if cents < 0)
        return Convention.LEDGER if below * 2 > len(revenue) and sum(revenue) < 0 else Convention.POSITIVE
    return Convention.NEGATIVE if positive * 2 < len(costs) and sum(costs) < 0 else None
