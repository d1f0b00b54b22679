"""How many euros a finding is about, and what they are of."""

from __future__ import annotations

from budget.exact import Exact, subtract
from budget.verdict import Kind, Level
from engine.compile import Comparing, Side
from engine.judging import Judgement
from engine.names import UNIT_KEYS, key
from engine.quantities import Values, unbudgeted
from engine.rulebook import Subject
from engine.syntax import Condition, Reference
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class Amount:
    """The euros of a finding in cents, never negative, and what they are of: a name, or a sum as the rule wrote it."""

    cents: Exact
    of: str


def amount(judgement: Judgement, level: Level, values: Values) -> Amount | None:
    """Return the euros that a finding is about; None where it is about none.

    The first euro comparison that held, in the reached level and then in the lower ones; else the bookings without
    a budget; else, for a share of one line, its distance from the expected pace.
    """
    if judgement.subject is Subject.ITEM:
        return _amount(values["määrä"], "määrä")
    conditions = [condition for of, condition in reversed(judgement.levels) if of <= level]
    held = [(condition, c) for condition in conditions for c in condition.comparisons if c.test(values)]
    for condition, comparing in held:
        if comparing.left.kind is Kind.EUROS:
            return _euros(condition.condition, comparing, values)
    for line in (line for condition in conditions for line in condition.unbudgeted):
        part = values.part(line)
        if part is not None and unbudgeted(part):
            return _amount(part["toteuma"], key("toteuma", line))
    return next((_pace_gap(comparing, values) for _, comparing in held if comparing.left.kind in _SHARES), None)


_SHARES = (Kind.SHARE, Kind.POINTS)


def _amount(value: Exact | None, of: str) -> Amount | None:
    return None if value is None else Amount((abs(value[0]), value[1]), of)


def _euros(condition: Condition, comparing: Comparing, values: Values) -> Amount | None:
    """Return the side that is no constant, or the distance of the two sides."""
    left, right = comparing.left.number(values), comparing.right.number(values)
    if not comparing.right.names:
        return _amount(left, _called(condition, comparing.left))
    if not comparing.left.names:
        return _amount(right, _called(condition, comparing.right))
    if left is None or right is None:
        return None
    return _amount(subtract(left, right), f"{_called(condition, comparing.left)} − {_called(condition, comparing.right)}")


def _called(condition: Condition, side: Side) -> str:
    return side.names[0] if isinstance(side.node, Reference) else condition.words(side.node.span).casefold()


def _pace_gap(comparing: Comparing, values: Values) -> Amount | None:
    lines = {UNIT_KEYS[name][0] for name in comparing.names if name in UNIT_KEYS}
    line = values.line or (next(iter(lines)) if len(lines) == 1 else None)
    part = None if line is None else values.part(line)
    name = "kertymäpoikkeama"
    return None if part is None else _amount(part[name], name if values.line is not None else key(name, line))
