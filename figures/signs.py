"""How a file writes its signs, found from the lines themselves, and the figures in the one convention of the program."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from operator import add, neg, sub
from typing import cast

from budget.unit import Line, UnitCode
from figures.document import Signs
from figures.entries import Entries


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


Triples = tuple[list[int], list[int], list[int]]
"""Revenue, costs and margin of units, one of each for each unit and column, in the signs of the file."""


def convention(entries: Entries, slack: int, told: Signs | None) -> Convention | None:
    """Return the convention of a file; None where its lines contradict each other.

    Args:
        entries: its rows.
        slack: the rounding of the file in cents.
        told: what config says of the costs.
    """
    possible = _possible(told)
    triples = _triples(entries)
    whole = next((of for of in possible if triples[0] and _fits_all(triples, of, slack)), None)
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


def _fitting(triples: Triples, of: Convention, slack: int) -> int:
    """Return how many triples agree with a convention."""
    a, b, c = of.value
    return sum(
        1
        for revenue, costs, margin in zip(*triples, strict=True)
        if b * costs <= 0 and -slack <= c * margin - a * revenue - b * costs <= slack
    )


def _fits_all(triples: Triples, of: Convention, slack: int) -> bool:
    a, b, c = of.value
    if b * (max if b > 0 else min)(triples[1]) > 0:
        return False
    revenue, costs, margin = triples
    left = margin if c > 0 else map(neg, margin)
    gaps = list(map(sub if b > 0 else add, map(sub if a > 0 else add, left, revenue), costs))
    return bool(-slack <= min(gaps) and max(gaps) <= slack)


def _fitting_any(triples: Triples, slack: int) -> int:
    each = (([revenue], [costs], [margin]) for revenue, costs, margin in zip(*triples, strict=True))
    return sum(1 for one in each if any(_fitting(one, of, slack) for of in Convention))


def is_margin(revenue: int | None, costs: int | None, margin: int | None, slack: int) -> bool:
    """Tell whether a margin is that of its revenue and costs, whatever the signs of the file."""
    if costs is None or margin is None:
        return False
    return _fitting_any(([revenue or 0], [costs], [margin]), slack) > 0


def _fits_another(triples: Triples, slack: int) -> bool:
    """Tell whether most units agree with a convention, which then is not the one that config tells."""
    return any(_fitting(triples, of, slack) * 2 > max(1, len(triples[0])) for of in Convention)


def _possible(told: Signs | None) -> tuple[Convention, ...]:
    if told is Signs.COSTS_NEGATIVE:
        return (Convention.NEGATIVE, Convention.NET_COST)
    if told is Signs.COSTS_POSITIVE:
        return (Convention.POSITIVE, Convention.NET, Convention.LEDGER)
    return tuple(Convention)


def _triples(entries: Entries) -> Triples:
    """Return what every unit gives in every column; where two rows give the same, the first of them."""
    first, again = _rows(entries)
    units = [unit for unit in first[Line.COSTS] if unit in first[Line.MARGIN]]
    of_costs = list(map(first[Line.COSTS].__getitem__, units))
    of_margin = list(map(first[Line.MARGIN].__getitem__, units))
    of_revenue = list(map(first[Line.REVENUE].get, units))
    found: Triples = [], [], []
    for column in entries.values.values():
        of = _filled(column, again)
        costs, margin = list(map(of.__getitem__, of_costs)), list(map(of.__getitem__, of_margin))
        revenue = [0 if at is None else of[at] or 0 for at in of_revenue]
        for part, values in zip(found, _whole(revenue, costs, margin), strict=True):
            part.extend(values)
    return found


def _whole(revenue: list[int], costs: list[int | None], margin: list[int | None]) -> Triples:
    """Return the triples that prove something: there is a margin, and costs that are not zero."""
    if None in costs or 0 in costs or None in margin:
        told = zip(revenue, costs, margin, strict=True)
        whole = [(one, other, third) for one, other, third in told if other and third is not None]
        return [one for one, _, _ in whole], [other for _, other, _ in whole], [third for _, _, third in whole]
    return revenue, cast("list[int]", costs), cast("list[int]", margin)


def _rows(entries: Entries) -> tuple[dict[Line, dict[UnitCode, int]], list[tuple[int, int]]]:
    """Return the first row of each line of each unit, and the first with each later one of the same line and unit."""
    first: dict[Line, dict[UnitCode, int]] = {}
    again: list[tuple[int, int]] = []
    for line in Line:
        rows = entries.of_line(line)
        units = [entries.units[at] for at in rows]
        own = first[line] = dict(zip(reversed(units), reversed(rows), strict=True))
        if len(own) < len(rows):
            again.extend((own[unit], at) for unit, at in zip(units, rows, strict=True) if own[unit] != at)
    return first, again


def _filled(column: Sequence[int | None], again: Sequence[tuple[int, int]]) -> Sequence[int | None]:
    """Return a column with what later rows give where the first one of the same line and unit gives nothing."""
    if not again:
        return column
    filled = list(column)
    for at, later in again:
        if filled[at] is None:
            filled[at] = column[later]
    return filled


def _by_majority(entries: Entries) -> Convention | None:
    """Where there are no margins to try, most costs must be of one sign, by their number and by their sum."""
    costs = _of_line(entries, Line.COSTS)
    if not costs:
        return Convention.NEGATIVE
    positive = sum(1 for cents in costs if cents > 0)
    if positive * 2 > len(costs) and sum(costs) > 0:
        revenue = _of_line(entries, Line.REVENUE)
        below = sum(1 for cents in revenue if cents < 0)
        return Convention.LEDGER if below * 2 > len(revenue) and sum(revenue) < 0 else Convention.POSITIVE
    return Convention.NEGATIVE if positive * 2 < len(costs) and sum(costs) < 0 else None


def _of_line(entries: Entries, line: Line) -> list[int]:
    """Return every amount of a line but zeros."""
    rows = entries.of_line(line)
    return [cents for column in entries.values.values() for at in rows if (cents := column[at])]
