"""Turns a checked condition into functions over exact numbers, and says what was unknown in it.

A condition is true, false or None: unknown. Conditions are compiled once and judged for every unit and period, so
the functions are as plain as they can be; what only a finding needs is kept aside.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from budget.exact import Exact
from budget.unit import Line
from budget.verdict import Kind
from engine.kinds import combined
from engine.names import FAMILIES, key, meaning
from engine.quantities import Values, unbudgeted
from engine.rulebook import Limit, Subject
from engine.syntax import (
    Absolute,
    Both,
    Bound,
    Compare,
    Condition,
    Constant,
    Either,
    Given,
    Logic,
    Missing,
    Not,
    Operation,
    Reference,
    Signed,
    Sum,
    Unbudgeted,
)
from engine.three_valued import (
    TESTS,
    Number,
    Truth,
    absolute,
    against,
    always,
    both,
    compared,
    either,
    is_bound,
    is_known,
    negated,
    negative,
    of_line,
    operation,
    value_of,
)
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: its node, its kind, how to compute it, and the names in it by what they are called."""

    node: Sum
    kind: Kind
    number: Number
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparing:
    """A comparison of a condition with both its sides. `divisors` are the names that it divides by itself."""

    left: Side
    sign: str
    right: Side
    test: Truth
    divisors: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of both sides."""
        return (*self.left.names, *self.right.names)


@dataclass(frozen=True, slots=True)
class Stating:
    """A part of a condition that compares nothing, with the names of the values that it looks at."""

    node: Missing | Given | Unbudgeted | Bound
    test: Truth
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A condition for one subject with its limits.

    `comparisons`, `statements` and the lines of `unbudgeted` (`budjetoimaton`) stand in the order of the text. `names` is what the
    condition uses, by what it is called, in order of first use; `budjetoimaton` uses ta and toteuma.
    """

    condition: Condition
    test: Truth
    comparisons: tuple[Comparing, ...]
    statements: tuple[Stating, ...]
    unbudgeted: tuple[Line | None, ...]
    names: tuple[str, ...]


def compiled(condition: Condition, subject: Subject, limits: tuple[Limit, ...]) -> Compiled:
    """Compile a condition whose names are resolved for the subject."""
    tree = with_limits(condition.tree, {limit.name: limit for limit in limits})
    compiler = _Compiler(subject)
    nodes = tuple(_leaves(tree))
    comparisons = tuple(compiler.comparing(node) for node in nodes if isinstance(node, Compare))
    statements = tuple(
        Stating(node, compiler.logic(node), tuple(compiler.names_in(node))) for node in nodes if not isinstance(node, Compare)
    )
    bookings = tuple(node.line for node in nodes if isinstance(node, Unbudgeted))
    names = (name for node in nodes for name in compiler.names_in(node))
    return Compiled(condition, compiler.logic(tree), comparisons, statements, bookings, tuple(dict.fromkeys(names)))


def _leaves(node: Logic) -> Iterator[Compare | Missing | Given | Unbudgeted | Bound]:
    if isinstance(node, Not):
        yield from _leaves(node.inner)
    elif isinstance(node, Both | Either):
        yield from _leaves(node.left)
        yield from _leaves(node.right)
    else:
        yield node


def with_limits(node: Logic, limits: dict[str, Limit]) -> Logic:
    """Put the values of the limits in the place of their names."""
    if isinstance(node, Not):
        return replace(node, inner=with_limits(node.inner, limits))
    if isinstance(node, Both | Either):
        return replace(node, left=with_limits(node.left, limits), right=with_limits(node.right, limits))
    if isinstance(node, Compare):
        return Compare(node.span, _sum_with_limits(node.left, limits), node.sign, _sum_with_limits(node.right, limits))
    return node


def _sum_with_limits(node: Sum, limits: dict[str, Limit]) -> Sum:
    if isinstance(node, Reference):
        limit = limits.get(node.word) if node.line is None else None
        return node if limit is None else Constant(node.span, limit.kind, limit.value)
    if isinstance(node, Signed | Absolute):
        return replace(node, inner=_sum_with_limits(node.inner, limits))
    if isinstance(node, Operation):
        return Operation(node.span, _sum_with_limits(node.left, limits), node.sign, _sum_with_limits(node.right, limits))
    return node


@dataclass(frozen=True, slots=True)
class _Compiler:
    subject: Subject

    def logic(self, node: Logic) -> Truth:
        if isinstance(node, Compare):
            return self.compare(node)
        if isinstance(node, Both):
            return both(self.logic(node.left), self.logic(node.right))
        if isinstance(node, Either):
            return either(self.logic(node.left), self.logic(node.right))
        if isinstance(node, Not):
            return negated(self.logic(node.inner))
        if isinstance(node, Missing | Given):
            return is_known(self.called(node.reference), given=isinstance(node, Given))
        return of_line(node.line, unbudgeted if isinstance(node, Unbudgeted) else is_bound)

    def comparing(self, node: Compare) -> Comparing:
        dividing = (divisor for side in (node.left, node.right) for divisor in _divisors(side))
        names = tuple(name for divisor in dividing for name in self.names_in(divisor))
        return Comparing(self.side(node.left), node.sign, self.side(node.right), self.compare(node), names)

    def side(self, node: Sum) -> Side:
        return Side(node, self.kind(node), self.sum(node), tuple(dict.fromkeys(self.names_in(node))))

    def compare(self, node: Compare) -> Truth:
        left, right = self.constant(node.left), self.constant(node.right)
        if isinstance(node.left, Reference) and left is None and right is not None:
            return against(self.called(node.left), TESTS[node.sign], right)
        return compared(self.sum(node.left), TESTS[node.sign], self.sum(node.right))

    def constant(self, node: Sum) -> Exact | None:
        """Return the value of a sum without names; None where it has some, or cannot be computed."""
        if any(True for _ in self.names_in(node)):
            return None
        return self.sum(node)(_NO_VALUES)

    def sum(self, node: Sum) -> Number:
        if isinstance(node, Constant):
            return always(node.value)
        if isinstance(node, Reference):
            return value_of(self.called(node))
        if isinstance(node, Signed):
            return self.sum(node.inner) if node.sign == "+" else negative(self.sum(node.inner))
        if isinstance(node, Absolute):
            return absolute(self.sum(node.inner))
        return operation(self.sum(node.left), node.sign, self.sum(node.right))

    def kind(self, node: Sum) -> Kind:
        if isinstance(node, Constant):
            return node.kind
        if isinstance(node, Signed | Absolute):
            return self.kind(node.inner)
        if isinstance(node, Operation):
            return combined(self.kind(node.left), node.sign, self.kind(node.right)) or Kind.NUMBER
        found = meaning(node.word, FAMILIES[self.subject])
        return found.kind if found else Kind.NUMBER

    def called(self, node: Reference) -> str:
        return key(node.word, node.line if self.subject is Subject.UNIT else None)

    def names_in(self, node: Logic | Sum) -> Iterator[str]:
        if isinstance(node, Reference):
            yield self.called(node)
        elif isinstance(node, Missing | Given):
            yield self.called(node.reference)
        elif isinstance(node, Unbudgeted):
            line = node.line if self.subject is Subject.UNIT else None
            yield from (key("ta", line), key("toteuma", line))
        elif isinstance(node, Signed | Absolute | Not):
            yield from self.names_in(node.inner)
        elif isinstance(node, Operation | Compare | Both | Either):
            yield from self.names_in(node.left)
            yield from self.names_in(node.right)


def _divisors(node: Sum) -> Iterator[Sum]:
    """Yield what a sum divides by."""
    if isinstance(node, Signed | Absolute):
        yield from _divisors(node.inner)
    elif isinstance(node, Operation):
        yield from _divisors(node.left)
        yield from _divisors(node.right)
        if node.sign == "/":
            yield node.right


class _NoValues(Values):
    """Stands for the values of a sum that has no names."""

    def __init__(self) -> None:
        dict.__init__(self)


_NO_VALUES = _NoValues()
