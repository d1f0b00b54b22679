"""What happened to an alert in a run: the news that messages are made of."""

from __future__ import annotations

from enum import Enum

from alerts.alert import Alert
from budget.verdict import Verdict
from written.record import dataclass


class Change(Enum):
    """The kind of news. The first five go to the readers of the alert, the rest to finance's summary."""

    NEW = "uusi"
    GROWN = "kasvanut"
    RESTATED = "luvut ovat muuttuneet"
    ENDED = "poistunut"
    REMINDED = "muistutus"
    HELD = "odottaa"  # an exception or an answer holds it back
    ENDED_UNTOLD = "poistunut kertomatta"
    EASED = "lieventynyt"
    STUCK = "ei voitu arvioida"  # three periods without a judgement
    YEAR_CHANGED = "vuosi vaihtui"
    RULE_REMOVED = "sääntö poistettu"


TO_READERS = frozenset({Change.NEW, Change.GROWN, Change.RESTATED, Change.ENDED, Change.REMINDED})


@dataclass(frozen=True, slots=True)
class Event:
    """One piece of news about one alert.

    `alert` is the alert after the run, `before` as it was before it (None for a new one). `verdict` is what made
    the news, None where no rule judged (the year changed, the rule was removed). `cause` says in Finnish why it
    ended or what its last words are; None where nothing needs saying. `only` are the roles that it is for, None for all
    its readers. `by_rules` tells that the figures alone would not have made it: finance has changed the rules.
    """

    change: Change
    alert: Alert
    before: Alert | None
    verdict: Verdict | None
    cause: str | None = None
    only: frozenset[str] | None = None
    by_rules: bool = False
