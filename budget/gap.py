"""The arithmetic of a line, in its own natural direction, where a positive gap is always bad.

Costs are positive when money is spent, revenue when it comes in, the margin is revenue - costs. The engine judges
and the messages print from the same functions, so that they cannot differ.
"""

from __future__ import annotations

from budget.exact import Exact, multiply, ratio, subtract
from budget.figure import Figure
from budget.money import Cents
from budget.unit import Line


def natural(line: Line, cents: Cents | None) -> int | None:
    """Return cents in the natural direction of the line: spent costs are positive. None stays None."""
    if cents is None:
        return None
    return -cents if line is Line.COSTS else cents


def worse(line: Line, value: Exact, reference: Exact) -> Exact:
    """Return how much worse value is than reference, both natural: costs above it, revenue and margin below it."""
    return subtract(value, reference) if line is Line.COSTS else subtract(reference, value)


def pace_gap(figure: Figure, expected: Exact) -> Exact | None:
    """Return `kertymäpoikkeama` in cents: how much worse the actual is than expected share × budget."""
    actual, budget = natural(figure.line, figure.actual), natural(figure.line, figure.budget)
    if actual is None or budget is None:
        return None
    return worse(figure.line, (actual, 1), multiply(expected, (budget, 1)))


def forecast_gap(figure: Figure) -> Exact | None:
    """Return `ennustepoikkeama` in cents: how much worse the forecast is than the budget."""
    forecast, budget = natural(figure.line, figure.forecast), natural(figure.line, figure.budget)
    if forecast is None or budget is None:
        return None
    return worse(figure.line, (forecast, 1), (budget, 1))


def used_share(line: Line, value: Cents | None, budget: Cents | None) -> Exact | None:
    """Return the share of the budget that value (an actual or a forecast) is.

    None where one is missing, where the budget of costs or revenue is not positive, and for a margin unless
    both are negative: a percent of any other margin means nothing.
    """
    part, whole = natural(line, value), natural(line, budget)
    if part is None or whole is None:
        return None
    if line is Line.MARGIN:
        return ratio(part, whole) if whole < 0 and part < 0 else None
    return (part, whole) if whole > 0 else None
