"""What one round decides from, and what it has to tell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from alerts.episode import Advance
from alerts.event import Event
from alerts.outbox import Outbox
from budget.owner import FINANCE
from budget.snapshot import Snapshot
from budget.verdict import Evaluation
from engine.rulebook import Rulebook
from job.config import Config
from job.keep_figures import Kept
from job.keep_runs import KeptRuns
from job.load import Loaded
from job.state import State as StateFile
from written.problem import Problem, Severity
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """Everything that one round decides from. `before` are the newest kept snapshots of all periods."""

    config: Config
    state: StateFile
    today: date
    now: datetime
    rulebook: Rulebook
    rule_files: Mapping[str, bytes]
    loaded: Loaded
    before: tuple[Snapshot, ...]
    problems: tuple[Problem, ...]

    @property
    def can_judge(self) -> bool:
        """Whether there are figures, rules, and finance (in test mode: the test role too) to tell of them."""
        roles = {owner.role for owner in self.rulebook.owners}
        readers = {FINANCE, self.config.test_role or FINANCE} <= roles
        return self.loaded.newest is not None and bool(self.rulebook.rules) and readers

    @property
    def current(self) -> Snapshot | None:
        """The figures that the round stands on: the newest of the sources, or the kept ones where those are newer.

        A newest file that was taken away or cannot be read is no reason to judge an older period again.
        """
        newest = self.loaded.newest
        if newest is not None and self.before and self.before[-1].period > newest.period:
            return self.before[-1]
        return newest

    @property
    def outbox(self) -> Outbox:
        """The outbox of the state."""
        return Outbox(self.state.connection)


@dataclass(frozen=True, slots=True)
class News:
    """What a round may have to tell.

    `problems` are those that finance has not heard of; `notes` are whole sentences for finance's summary.
    `rules_changed` tells that finance has changed what the rules judge.
    """

    evaluation: Evaluation
    kept: Kept
    done: Advance
    problems: tuple[Problem, ...]
    first_of_month: bool
    notes: tuple[str, ...]
    rules_changed: bool

    @property
    def events(self) -> tuple[Event, ...]:
        """What happened to the alerts."""
        return self.done.events


def new_problems(turn: Turn, more: tuple[Problem, ...] = ()) -> tuple[Problem, ...]:
    """Return the problems that finance has not been told of. A warning is shown, but it is no cause to write."""
    causes = {f"{p.place}: {p.message}": p for p in (*turn.problems, *more) if p.severity is not Severity.WARNING}
    return tuple(causes[cause] for cause in KeptRuns(turn.state).new_causes(causes, turn.now))
