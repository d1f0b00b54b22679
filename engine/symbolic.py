"""The two sides of a comparison as functions of one value that moves: quotients of polynomials."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from budget.unit import Line
from engine.compile import Comparing
from engine.names import UNIT_KEYS, Family, key, meaning
from engine.proof import formula_tree
from engine.quantities import Values
from engine.roots import ONE, Polynomial, plus, times
from engine.syntax import Absolute, Constant, Reference, Signed, Sum
from written.record import dataclass

_X: Polynomial = (Fraction(0), Fraction(1))
MAX_FORMS = 16
"""`itseisarvo` doubles the forms of a sum; more of them than this are not looked at."""


@dataclass(frozen=True, slots=True)
class Quotient:
    """`above / below` as polynomials of the value that moves."""

    above: Polynomial
    below: Polynomial


def differences(comparing: Comparing, values: Values, moving: str, family: Family) -> Iterator[Polynomial]:
    """Yield polynomials among whose roots are all values at which a comparison can change.

    Empty where a side is not known whatever the value that moves.
    """
    writer = _Writer(values, moving, family)
    pairs = product(writer.forms(comparing.left.node), writer.forms(comparing.right.node))
    for left, right in list(pairs)[:MAX_FORMS]:
        yield plus(times(left.above, right.below), _negative(times(right.above, left.below)))
        yield left.below
        yield right.below
    yield from writer.folds


def _negative(polynomial: Polynomial) -> Polynomial:
    return tuple(-coefficient for coefficient in polynomial)


def _constant(value: Fraction) -> Quotient:
    return Quotient((value,) if value else (), ONE)


class _Writer:
    """Writes sums as quotients. `folds` are the insides of `itseisarvo`, which turns where they are zero."""

    def __init__(self, values: Values, moving: str, family: Family) -> None:
        self.values = values
        self.moving = moving
        self.family = family
        self.folds: list[Polynomial] = []

    def forms(self, node: Sum) -> tuple[Quotient, ...]:
        """Return what a sum can be, one form for each way that its absolute values turn; none where it is not known."""
        if isinstance(node, Constant):
            return (_constant(Fraction(*node.value)),)
        if isinstance(node, Reference):
            return self.of_name(key(node.word, node.line))
        if isinstance(node, Signed):
            inner = self.forms(node.inner)
            return inner if node.sign == "+" else tuple(Quotient(_negative(q.above), q.below) for q in inner)
        if isinstance(node, Absolute):
            inner = self.forms(node.inner)
            self.folds.extend(quotient.above for quotient in inner)
            return (*inner, *(Quotient(_negative(q.above), q.below) for q in inner))[:MAX_FORMS]
        pairs = product(self.forms(node.left), self.forms(node.right))
        return tuple(_combined(left, node.sign, right) for left, right in pairs)[:MAX_FORMS]

    def of_name(self, called: str) -> tuple[Quotient, ...]:
        if called == self.moving:
            return (Quotient(_X, ONE),)
        line, primary = UNIT_KEYS.get(called, (None, called))
        part = self.values.part(line)
        if part is None:
            return ()
        if primary == "kuukauden_toteuma" and key("toteuma", line) == self.moving:
            return self._month_actual(part)
        of = meaning(primary, self.family)
        formula = "" if of is None else of.text(part.line)
        if formula:
            return _Writer(part, self._moving_in(line), self.family).forms(formula_tree(formula))
        value = part[primary]
        return () if value is None else (_constant(Fraction(*value)),)

    def _moving_in(self, line: Line | None) -> str:
        """Return what moves among the values of a line; nothing where the value that moves is of another line."""
        if line is None:
            return self.moving
        moving_line, primary = UNIT_KEYS[self.moving]
        return primary if moving_line is line else ""

    def _month_actual(self, part: Values) -> tuple[Quotient, ...]:
        """The report's own column stands; a difference of two periods moves with the actual."""
        given, before = part.base("kuukauden_toteuma"), part.base("edellinen_toteuma")
        if given is not None:
            return (_constant(Fraction(*given)),)
        if part.period.month == 1:
            return (Quotient(_X, ONE),)
        return () if before is None else (Quotient((-Fraction(*before), Fraction(1)), ONE),)


def _combined(left: Quotient, sign: str, right: Quotient) -> Quotient:
    if sign == "*":
        return Quotient(times(left.above, right.above), times(left.below, right.below))
    if sign == "/":
        return Quotient(times(left.above, right.below), times(left.below, right.above))
    other = right.above if sign == "+" else _negative(right.above)
    return Quotient(plus(times(left.above, right.below), times(other, left.below)), times(left.below, right.below))
