"""Whether a condition can hold at all: its cases, each a set of limits on quantities that must not exclude each other.

Quantities are sums of names with their factors, so that `ta − toteuma < 5 €` and `toteuma > ta − 5 €` are one limit.
What is not linear counts as a quantity of its own. The answer is never wrong towards "cannot": what is not
understood counts as possible.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from engine.syntax import (
    Absolute,
    Both,
    Compare,
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
)
from written.record import dataclass

MAX_CASES = 16
_OPPOSITE = {">": "<=", ">=": "<", "<": ">=", "<=": ">", "=": "<>", "<>": "="}
_MIRRORED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
_ZERO, _ONE = Fraction(0), Fraction(1)
_Form = tuple[tuple[tuple[str, Fraction], ...], Fraction]


@dataclass(frozen=True, slots=True)
class Limited:
    """A quantity and its limit. `names` are the names in it."""

    quantity: tuple[tuple[str, Fraction], ...]
    sign: str
    limit: Fraction
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class State:
    """Whether a value is missing, or another plain fact (`budjetoimaton`) holds."""

    what: str
    holds: bool


Atom = Limited | State
Case = frozenset[Atom]


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways in which a condition can hold, and in which it can fail to; None where there are too many to look at."""

    holds: tuple[Case, ...] | None
    fails: tuple[Case, ...] | None


def ways(node: Logic) -> Ways:
    """Return the ways in which a condition can hold, and not hold."""
    if isinstance(node, Not):
        inner = ways(node.inner)
        return Ways(inner.fails, inner.holds)
    if isinstance(node, Both | Either):
        left, right = ways(node.left), ways(node.right)
        if isinstance(node, Both):
            return Ways(both(left.holds, right.holds), either(left.fails, right.fails))
        return Ways(either(left.holds, right.holds), both(left.fails, right.fails))
    if isinstance(node, Compare):
        limited = _limited(node)
        return _alone(limited, replace(limited, sign=_OPPOSITE[limited.sign]))
    if isinstance(node, Missing | Given):
        what, missing = f"{_name(node.reference)} puuttuu", isinstance(node, Missing)
    else:
        what, missing = f"{node.line} {type(node).__name__}", True
    return _alone(State(what, missing), State(what, not missing))


def _alone(holds: Atom, fails: Atom) -> Ways:
    return Ways((frozenset({holds}),), (frozenset({fails}),))


def both(left: tuple[Case, ...] | None, right: tuple[Case, ...] | None) -> tuple[Case, ...] | None:
    """Return the cases in which both hold."""
    if left is None or right is None or len(left) * len(right) > MAX_CASES:
        return None
    return tuple(dict.fromkeys(one | other for one in left for other in right))


def either(left: tuple[Case, ...] | None, right: tuple[Case, ...] | None) -> tuple[Case, ...] | None:
    """Return the cases in which one of them holds."""
    return None if left is None or right is None or len(left) + len(right) > MAX_CASES else (*left, *right)


def can_hold(found: tuple[Case, ...] | None, months: frozenset[int]) -> bool:
    """Tell whether one of the cases can be, in these months. What was too much to look at can."""
    return found is None or any(is_possible(case, months) for case in found)


def is_possible(case: Case, months: frozenset[int]) -> bool:
    """Tell whether the limits of a case leave every quantity a value."""
    states = {atom.what: atom.holds for atom in case if isinstance(atom, State)}
    if any(states[atom.what] is not atom.holds for atom in case if isinstance(atom, State)):
        return False
    limits = [atom for atom in case if isinstance(atom, Limited)]
    if any(states.get(f"{name} puuttuu") for limit in limits for name in limit.names):
        return False
    quantities = {limit.quantity for limit in limits}
    return all(_has_value([limit for limit in limits if limit.quantity == quantity], months) for quantity in quantities)


def _has_value(limits: list[Limited], months: frozenset[int]) -> bool:
    quantity = limits[0].quantity
    if not quantity:
        return all(_holds(_ZERO, limit) for limit in limits)
    if quantity == (("kuukausi", Fraction(1)),):
        return any(all(_holds(Fraction(month), limit) for limit in limits) for month in months)
    name = quantity[0][0] if len(quantity) == 1 else ""
    least = Fraction(0) if name.startswith("itseisarvo") or name.endswith(("odotus", "tasainen")) else None
    most = Fraction(1) if name.endswith(("odotus", "tasainen")) else None
    edges = {limit.limit for limit in limits} | {edge for edge in (least, most) if edge is not None}
    ordered = sorted(edges)
    between = [(one + other) / 2 for one, other in pairwise(ordered)]
    tried = [*ordered, *between, ordered[0] - 1, ordered[-1] + 1]
    inside = [value for value in tried if (least is None or value >= least) and (most is None or value <= most)]
    return any(all(_holds(value, limit) for limit in limits) for value in inside)


def _holds(value: Fraction, limit: Limited) -> bool:
    if limit.sign in ("=", "<>"):
        return (value == limit.limit) is (limit.sign == "=")
    if value == limit.limit:
        return limit.sign in (">=", "<=")
    return (value > limit.limit) is (limit.sign[0] == ">")


def _limited(node: Compare) -> Limited:
    sign = node.sign
    terms, rest = _added(_form(node.left), _form(node.right), -1)
    if terms and terms[0][1] != 1:
        factor = terms[0][1]
        terms, rest = tuple((name, of / factor) for name, of in terms), rest / factor
        sign = _MIRRORED.get(sign, sign) if factor < 0 else sign
    return Limited(terms, sign, -rest, _names(node.left) | _names(node.right))


def _form(node: Sum) -> _Form:
    """Return a sum as names with factors, in the order of the names, and what is added to them."""
    if isinstance(node, Constant):
        return (), Fraction(*node.value)
    if isinstance(node, Reference):
        return ((_name(node), _ONE),), _ZERO
    if isinstance(node, Signed):
        return _times(_form(node.inner), Fraction(-1 if node.sign == "-" else 1))
    if isinstance(node, Absolute):
        return ((f"itseisarvo{_form(node.inner)}", _ONE),), _ZERO
    left, right = _form(node.left), _form(node.right)
    if node.sign in "+-":
        return _added(left, right, 1 if node.sign == "+" else -1)
    if not right[0] and (node.sign == "*" or right[1] != 0):
        return _times(left, right[1] if node.sign == "*" else 1 / right[1])
    if not left[0] and node.sign == "*":
        return _times(right, left[1])
    parts = sorted((str(left), str(right))) if node.sign == "*" else [str(left), str(right)]
    return ((node.sign.join(parts), _ONE),), _ZERO


def _added(left: _Form, right: _Form, sign: int) -> _Form:
    """Return the sum of two forms, or their difference (`sign` -1)."""
    terms = dict(left[0])
    for name, factor in right[0]:
        terms[name] = terms.get(name, _ZERO) + sign * factor
    return tuple(sorted((name, factor) for name, factor in terms.items() if factor)), left[1] + sign * right[1]


def _times(form: _Form, factor: Fraction) -> _Form:
    return tuple((name, of * factor) for name, of in form[0] if factor), form[1] * factor


def _name(node: Reference) -> str:
    return node.word if node.line is None else f"{node.line.value} {node.word}"


def _names(node: Sum) -> frozenset[str]:
    if isinstance(node, Reference):
        return frozenset({_name(node)})
    if isinstance(node, Signed | Absolute):
        return _names(node.inner)
    return _names(node.left) | _names(node.right) if isinstance(node, Operation) else frozenset()
