"""One step of an alert: what it is after a run, and what is news about it."""

from __future__ import annotations

from alerts.alert import Alert
from alerts.event import Change
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """An alert after a run. `change` is None where there is no news; `cause` and `by_rules` are those of the `Event`."""

    alert: Alert
    change: Change | None = None
    cause: str | None = None
    by_rules: bool = False
