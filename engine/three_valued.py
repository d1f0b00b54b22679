"""Three-valued logic over exact numbers: the functions that a condition is compiled to."""

from __future__ import annotations

import operator
from collections.abc import Callable

from budget.exact import Exact, add, divide, multiply, subtract
from budget.unit import Line
from engine.quantities import Values

Truth = Callable[[Values], bool | None]
Number = Callable[[Values], Exact | None]

TESTS: dict[str, Callable[[int, int], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "<>": operator.ne,
}


def always(value: Exact) -> Number:
    """Return a constant."""
    return lambda _values: value


def value_of(name: str) -> Number:
    """Return the value of a name."""
    return lambda values: values[name]


def negative(inner: Number) -> Number:
    """Return the value with its sign turned."""

    def number(values: Values) -> Exact | None:
        value = inner(values)
        return None if value is None else (-value[0], value[1])

    return number


def absolute(inner: Number) -> Number:
    """Return the size of a value."""

    def number(values: Values) -> Exact | None:
        value = inner(values)
        return None if value is None else (abs(value[0]), value[1])

    return number


def operation(left: Number, sign: str, right: Number) -> Number:
    """Return a sum, a difference, a product or a ratio; None where a part is, or where it divides by zero."""
    calculate = {"+": add, "-": subtract, "*": multiply, "/": divide}[sign]
    dividing = sign == "/"

    def number(values: Values) -> Exact | None:
        one = left(values)
        if one is None:
            return None
        two = right(values)
        if two is None or (dividing and two[0] == 0):
            return None
        return calculate(one, two)

    return number


def against(name: str, test: Callable[[int, int], bool], limit: Exact) -> Truth:
    """Compare a value with a constant: the most usual comparison, and the quickest."""
    numerator, divisor = limit

    def truth(values: Values) -> bool | None:
        value = values[name]
        return None if value is None else test(value[0] * divisor, numerator * value[1])

    return truth


def compared(left: Number, test: Callable[[int, int], bool], right: Number) -> Truth:
    """Compare two numbers exactly."""

    def truth(values: Values) -> bool | None:
        one = left(values)
        if one is None:
            return None
        two = right(values)
        return None if two is None else test(one[0] * two[1], two[0] * one[1])

    return truth


def both(left: Truth, right: Truth) -> Truth:
    """Return `… ja …`: False as soon as one is."""

    def truth(values: Values) -> bool | None:
        one = left(values)
        if one is False:
            return False
        two = right(values)
        return two if one is True or two is False else None

    return truth


def either(left: Truth, right: Truth) -> Truth:
    """Return `… tai …`: True as soon as one is."""

    def truth(values: Values) -> bool | None:
        one = left(values)
        if one is True:
            return True
        two = right(values)
        return two if one is False or two is True else None

    return truth


def negated(inner: Truth) -> Truth:
    """Return `ei …`."""

    def truth(values: Values) -> bool | None:
        value = inner(values)
        return None if value is None else not value

    return truth


def is_known(name: str, *, given: bool) -> Truth:
    """Return `x on annettu`, or `x puuttuu`: they are always known."""
    return lambda values: (values[name] is not None) is given


def is_bound(values: Values) -> bool:
    """Return `sitova`."""
    return values.bound


def of_line(line: Line | None, tell: Truth) -> Truth:
    """Ask the values of a line; None where there is no such line."""

    def truth(values: Values) -> bool | None:
        part = values.part(line)
        return None if part is None else tell(part)

    return truth
