"""Which comparisons made a level hold, each turned so that the judged quantity stands on the left of its limit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from budget.exact import Exact
from budget.unit import Line
from budget.verdict import Comparison, Kind, Level, Term
from engine.facts import Facts
from engine.names import BY_PRIMARY
from engine.syntax import (
    Absolute,
    Both,
    Bound,
    Compare,
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
from written.record import dataclass

_MIRROR = {">": "<", "<": ">", ">=": "<=", "<=": ">=", "=": "=", "<>": "<>"}
_NEGATION = {">": "<=", "<": ">=", ">=": "<", "<=": ">", "=": "<>", "<>": "="}
_YARDSTICKS = frozenset({"odotus", "tasainen", "ta", "alkuperäinen_ta", "tp", "toteuma_ed_vuosi", "kuukausi", "vuosi"})
"""Names that a quantity is compared with rather than judged."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: its value, the names in it, and the one name that it is, where it is just a name."""

    node: Sum
    term: Term
    names: tuple[str, ...]
    name: str | None
    line: Line | None


@dataclass(frozen=True, slots=True)
class Ground:
    """A comparison that held: of which level, the judged side, the sign as it holds, and the limit side."""

    level: Level
    judged: Side
    sign: str
    limit: Side

    @property
    def name(self) -> str | None:
        """The quantity that was judged; None where it is a calculation."""
        return self.judged.name

    @property
    def names(self) -> frozenset[str]:
        """All quantities of the comparison."""
        return frozenset((*self.judged.names, *self.limit.names))

    @property
    def kind(self) -> Kind:
        """The kind of the judged side."""
        return self.judged.term.kind

    @property
    def value(self) -> Exact | None:
        """The judged value."""
        return self.judged.term.value

    @property
    def bound(self) -> Exact | None:
        """The value of the limit."""
        return self.limit.term.value

    @property
    def is_above(self) -> bool:
        """Tell whether it held because the value is high."""
        return self.sign in (">", ">=")

    @property
    def is_below(self) -> bool:
        """Tell whether it held because the value is low."""
        return self.sign in ("<", "<=")


def grounds(level: Level, facts: Facts) -> tuple[Ground, ...]:
    """Return the comparisons that made a level hold, in the order of its condition.

    Of `a tai b` where both held, only those of `a`: one is enough to say why.
    """
    condition = next((condition for of, condition in facts.conditions if of is level), None)
    comparisons = [comparison for comparison in facts.proof if comparison.level is level]
    if condition is None or len(comparisons) != _count(condition.tree):
        return ()
    return _walk(condition.tree, iter(comparisons), level, facts).grounds


def missing_names(facts: Facts) -> tuple[Reference, ...]:
    """Return the references of `x puuttuu` that held, of the reached level and the lower ones."""
    return tuple(dict.fromkeys(name for _, condition in facts.conditions for name in _missing(condition.tree, facts)))


def _missing(node: Logic, facts: Facts) -> Iterator[Reference]:
    if isinstance(node, Both | Either):
        yield from _missing(node.left, facts)
        yield from _missing(node.right, facts)
    elif isinstance(node, Missing) and facts.value(node.reference.word, node.reference.line) is None:
        yield node.reference


def _count(node: Logic) -> int:
    if isinstance(node, Both | Either):
        return _count(node.left) + _count(node.right)
    if isinstance(node, Not):
        return _count(node.inner)
    return int(isinstance(node, Compare))


@dataclass(frozen=True, slots=True)
class _Held:
    """Whether a part of a condition held (None: unknown), and by which comparisons."""

    truth: bool | None
    grounds: tuple[Ground, ...] = ()


def _walk(node: Logic, comparisons: Iterator[Comparison], level: Level, facts: Facts) -> _Held:
    match node:
        case Compare():
            comparison = next(comparisons)
            return _Held(comparison.held, (_ground(node, comparison, level),))
        case Both():
            left = _walk(node.left, comparisons, level, facts)
            right = _walk(node.right, comparisons, level, facts)
            return _both(left, right)
        case Either():
            left = _walk(node.left, comparisons, level, facts)
            right = _walk(node.right, comparisons, level, facts)
            return _negated(_both(_negated(left), _negated(right)))
        case Not():
            return _negated(_walk(node.inner, comparisons, level, facts))
        case Missing() | Given():
            known = facts.value(node.reference.word, node.reference.line) is not None
            return _Held(known is isinstance(node, Given))
        case Unbudgeted():
            return _Held(facts.unbudgeted)
        case Bound():
            return _Held(None)


def _both(left: _Held, right: _Held) -> _Held:
    """Join two parts with `ja`: what fails one of them is enough to say why the whole fails."""
    if left.truth is False:
        return left
    if right.truth is False:
        return right
    truth = None if left.truth is None or right.truth is None else True
    return _Held(truth, (*left.grounds, *right.grounds))


def _negated(held: _Held) -> _Held:
    turned = tuple(replace(ground, sign=_NEGATION[ground.sign]) for ground in held.grounds)
    return _Held(None if held.truth is None else not held.truth, turned)


def _ground(node: Compare, comparison: Comparison, level: Level) -> Ground:
    left, right = _side(node.left, comparison.left), _side(node.right, comparison.right)
    if _judges(left) >= _judges(right):
        return Ground(level, left, node.sign, right)
    return Ground(level, right, _MIRROR[node.sign], left)


def _judges(side: Side) -> int:
    """Return how much a side looks like the judged one: a quantity before a calculation, that before a yardstick."""
    if side.name is not None and side.name not in _YARDSTICKS:
        return 3
    if any(name not in _YARDSTICKS for name in side.names):
        return 2
    return 1 if side.names else 0


def _side(node: Sum, term: Term) -> Side:
    references = tuple(reference for reference in _references(node) if reference.word in BY_PRIMARY)
    names = tuple(reference.word for reference in references)
    alone = _bare(node)
    name = alone.word if alone is not None and alone.word in BY_PRIMARY else None
    return Side(node, term, names, name, references[0].line if references else None)


def _bare(node: Sum) -> Reference | None:
    """Return the reference that a side is, also inside `itseisarvo(…)`."""
    if isinstance(node, Absolute):
        return _bare(node.inner)
    return node if isinstance(node, Reference) else None


def _references(node: Sum) -> Iterator[Reference]:
    if isinstance(node, Reference):
        yield node
    elif isinstance(node, Signed | Absolute):
        yield from _references(node.inner)
    elif isinstance(node, Operation):
        yield from _references(node.left)
        yield from _references(node.right)
