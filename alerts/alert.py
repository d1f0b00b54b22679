"""The alert as it is kept: one episode of a rule on a target in a budget year."""

from __future__ import annotations

import hashlib
from enum import Enum

from budget.exact import Exact
from budget.period import Period
from budget.verdict import ItemTarget, Level, LineTarget, MeasureTarget, SourceTarget, Target, UnitTarget
from written.record import dataclass


class State(Enum):
    """Where in its life an alert is."""

    PENDING = "pending"  # fires, but not yet for `kesto` periods: nobody has heard
    OPEN = "open"
    ENDED = "ended"


class Held(Enum):
    """Why readers are not told now of what is new about an alert."""

    EXCEPTION = "poikkeus"  # what is left without the explained euros does not alert
    ANSWER = "vastaus"  # the unit has answered, and has quiet through a period


@dataclass(frozen=True, slots=True)
class Alert:
    """One episode. Identity is (rule, target, budget year); the same alert may open again within its year.

    `level` and `amount` (cents) are those of the newest verdict that fired; `level_told` and `amount_told` are what
    its readers heard last, None before that, and `amount_of` and `amount_told_of` what those euros are of; `told` are
    the roles that heard it. `streak` counts the successive periods that fired, `clear_streak` those that were clear and released, `unknown_streak` those that could not be
    judged; `judged` is the last period that was counted. `opened_version` and `version` are the numbers of the
    snapshots that opened it and that judged it last. `ended_before` is the period in which it ended earlier this year.
    `end_reason` says why it ended; of an open alert, that only a rule on trial has opened it. `held` tells why its
    readers have not been told of what is new; of an ended alert, that they have not been told of its end. `told_at` is
    the period of the figures when they were told last, `waited` how many later periods have been judged since, and
    `reminded` whether they were reminded once.
    """

    id: str
    rule: str
    rule_name: str
    rule_fingerprint: str
    target: Target
    target_name: str
    year: int
    state: State
    level: Level
    amount: Exact | None
    level_told: Level | None
    amount_told: Exact | None
    told: tuple[str, ...]
    streak: int
    clear_streak: int
    unknown_streak: int
    judged: Period
    opened: Period | None
    opened_version: int | None
    version: int
    ended: Period | None = None
    end_reason: str | None = None
    ended_before: Period | None = None
    held: Held | None = None
    told_at: Period | None = None
    waited: int = 0
    reminded: bool = False
    amount_of: str | None = None
    amount_told_of: str | None = None


def alert_id(rule: str, target: Target, year: int) -> str:
    """Return the identity that people type: eight letters and digits, the same for the same rule, target and year."""
    key = "\n".join((rule, *target_key(target), str(year)))
    return hashlib.sha256(key.encode()).hexdigest()[:8]


def target_key(target: Target) -> tuple[str, ...]:
    """Return what identifies a target, as text. The unit that a measure concerns does not belong to its identity."""
    match target:
        case LineTarget(unit, line, group):
            return ("line", unit, line.value, group or "")
        case UnitTarget(unit):
            return ("unit", unit)
        case MeasureTarget(area, measure, _):
            return ("measure", area, measure)
        case ItemTarget(unit, item):
            return ("item", unit or "", item)
        case SourceTarget(source):
            return ("source", source)
