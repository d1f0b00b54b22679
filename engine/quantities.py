"""The values of one target, each computed when it is first asked for, and the formulas that make them.

All values are in the natural direction of their line, euros in cents. None means that a value is not known: the
report does not give it, or it means nothing for the signs at hand (rules.md, "Not known is not false").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from budget.exact import Exact, add, divide, multiply, subtract
from budget.gap import worse
from budget.period import Period
from budget.unit import Line

Base = Callable[[str], Exact | None]
"""Gives the values that are read and not computed, by primary name."""


class Values(dict[str, Exact | None]):
    """The values of a target by primary name. A name that is asked for is computed and kept.

    `line` is None for a target that is no line. `bound` tells whether the line is a binding level of the budget,
    and `budget_column` whether the report has a column for the budget.
    """

    __slots__ = ("base", "bound", "budget_column", "formulas", "line", "period")

    def __init__(
        self,
        formulas: Mapping[str, Formula],
        base: Base,
        period: Period,
        line: Line | None = None,
        *,
        bound: bool = False,
        budget_column: bool = False,
    ) -> None:
        super().__init__()
        self.formulas = formulas
        self.base = base
        self.period = period
        self.line = line
        self.bound = bound
        self.budget_column = budget_column

    def __missing__(self, name: str) -> Exact | None:
        value = self[name] = self.formulas[name](self)
        return value

    def part(self, line: Line | None) -> Values | None:
        """Return the values of a line of the target; itself where no line is named."""
        return self if line is None or line is self.line else None

    def moved(self, name: str, value: Exact) -> Values:
        """Return the same target with one value changed, all else standing."""
        other = Values(self.formulas, self.base, self.period, self.line, bound=self.bound, budget_column=self.budget_column)
        other[name] = value
        return other


class UnitValues(Values):
    """The values of a unit with all its lines: `kulujen toteuma`. A line that the unit does not have has no values."""

    __slots__ = ("keys_of", "parts")

    def __init__(
        self,
        formulas: Mapping[str, Formula],
        keys_of: Mapping[str, tuple[Line, str]],
        parts: Mapping[Line, Values],
        period: Period,
    ) -> None:
        super().__init__(formulas, _nothing, period)
        self.keys_of = keys_of
        self.parts = parts

    def __missing__(self, name: str) -> Exact | None:
        line, primary = self.keys_of.get(name, (None, name))
        part = self if line is None else self.parts.get(line)
        value = self[name] = None if part is None else self.formulas[name](self) if part is self else part[primary]
        return value

    def part(self, line: Line | None) -> Values | None:
        """Return the values of a line; None where the unit does not have it."""
        return self if line is None else self.parts.get(line)

    def moved(self, name: str, value: Exact) -> Values:
        """Return the same unit with one value of one line changed, all else standing."""
        moving, primary = self.keys_of[name]
        parts = {line: part.moved(primary, value) if line is moving else part for line, part in self.parts.items()}
        return UnitValues(self.formulas, self.keys_of, parts, self.period)


def _nothing(_name: str) -> None:
    """Give no value: a unit's own values are all of its lines or of the period."""


Formula = Callable[[Values], Exact | None]


def base(name: str) -> Formula:
    """Return the formula of a value that is read and not computed."""
    return lambda values: values.base(name)


def month(values: Values) -> Exact:
    """Return `kuukausi`."""
    return (values.period.month, 1)


def year(values: Values) -> Exact:
    """Return `vuosi`."""
    return (values.period.year, 1)


def even(values: Values) -> Exact:
    """Return `tasainen`."""
    return values.period.even


def month_actual(values: Values) -> Exact | None:
    """Return `kuukauden_toteuma`: the report's own column, or this period less the one before."""
    given = values.base("kuukauden_toteuma")
    if given is not None or values.period.month == 1:
        return given if given is not None else values["toteuma"]
    now, before = values["toteuma"], values.base("edellinen_toteuma")
    return None if now is None or before is None else subtract(now, before)


def share_of(part: str, whole: str) -> Formula:
    """Return the formula of a percent of the budget or target; `budget.gap.used_share` prints the same."""

    def formula(values: Values) -> Exact | None:
        value, of = values[part], values[whole]
        if value is None or of is None:
            return None
        if values.line is Line.MARGIN:
            return divide(value, of) if of[0] < 0 and value[0] < 0 else None
        return divide(value, of) if of[0] > 0 else None

    return formula


def pace_gap(values: Values) -> Exact | None:
    """Return `kertymäpoikkeama`."""
    actual, budget, expected = values["toteuma"], values["ta"], values["odotus"]
    if actual is None or budget is None or expected is None or values.line is None:
        return None
    return worse(values.line, actual, multiply(expected, budget))


def forecast_gap(values: Values) -> Exact | None:
    """Return `ennustepoikkeama`."""
    forecast, budget = values["ennuste"], values["ta"]
    if forecast is None or budget is None or values.line is None:
        return None
    return worse(values.line, forecast, budget)


def left_over(values: Values) -> Exact | None:
    """Return `jäljellä`."""
    actual, budget = values["toteuma"], values["ta"]
    return None if actual is None or budget is None else subtract(budget, actual)


def pace_forecast(values: Values) -> Exact | None:
    """Return `kertymäennuste`: the year end at the present pace."""
    actual, expected = values["toteuma"], values["odotus"]
    return None if actual is None or expected is None or expected[0] == 0 else divide(actual, expected)


def rest_of_start(values: Values) -> Exact | None:
    """Return `loppuvuosi_alkuvuodesta`: what the forecast leaves per coming month, of what a past month took."""
    forecast, actual, past = values["ennuste"], values["toteuma"], values.period.month
    if forecast is None or actual is None or past == 12:
        return None
    if actual[0] >= 0 if values.line is Line.MARGIN else actual[0] <= 0:
        return None
    return multiply(divide(subtract(forecast, actual), actual), (past, 12 - past))


def change_of_year(values: Values) -> Exact | None:
    """Return `muutos_ed_vuosi`."""
    actual, before = values["toteuma"], values["toteuma_ed_vuosi"]
    if actual is None or before is None or before[0] == 0 or actual[0] * before[0] < 0:
        return None
    return add(divide(actual, before), (-1, 1))


def unbudgeted(values: Values) -> bool | None:
    """Tell whether there are bookings without a budget: ta is zero, or empty in a budget column that was found.

    None where that is not known; False as soon as one of the two is known not to hold.
    """
    budget, actual = values["ta"], values["toteuma"]
    without = budget[0] == 0 if budget is not None else True if values.budget_column else None
    booked = None if actual is None else actual[0] != 0
    if without is False or booked is False:
        return False
    return True if without and booked else None
