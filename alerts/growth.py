"""When an open alert is news again: what its readers were told is no longer true, or it has grown so much."""

from __future__ import annotations

from alerts.alert import Alert
from budget.exact import Exact, add, compare, multiply
from budget.finnish import whole_euros
from budget.owner import Growth


def has_grown(alert: Alert, growth: Growth) -> bool:
    """Tell whether an alert is worse than its readers were told: a higher level, or so much more euros."""
    if alert.level_told is None or alert.level > alert.level_told:
        return True
    if alert.amount is None or alert.amount_told is None:
        return False
    return (
        compare(alert.amount, multiply(growth.factor, alert.amount_told)) >= 0
        and compare(alert.amount, add(alert.amount_told, (growth.cents, 1))) >= 0
    )


def told_differs(alert: Alert) -> bool:
    """Tell whether what readers were told is no longer true, as they would see it printed."""
    return alert.level_told is not alert.level or _printed(alert.amount_told) != _printed(alert.amount)


def _printed(amount: Exact | None) -> int | None:
    return None if amount is None else whole_euros(amount)
