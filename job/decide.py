"""What a round decides, in one transaction: the figures that are kept, the alerts that change, and who hears of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from alerts.alert import Alert, State, target_key
from alerts.ending_cause import ending_cause
from alerts.episode import Advance, Round, advance
from alerts.event import Event
from alerts.outbox import Outbox
from budget.owner import FINANCE
from budget.snapshot import History, Snapshot
from budget.verdict import Evaluation, LineTarget
from engine.evaluate import evaluate, judge, prepare
from engine.rulebook import Rulebook
from job.config import Config
from job.keep_alerts import KeptAlerts
from job.keep_figures import Kept, KeptFigures
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
class Decided:
    """What was judged and what is news of it."""

    snapshot: Snapshot
    evaluation: Evaluation
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class News:
    """What a round may have to tell: `problems` are those that finance has not heard of."""

    evaluation: Evaluation
    kept: Kept
    done: Advance
    problems: tuple[Problem, ...]
    first_of_month: bool

    @property
    def events(self) -> tuple[Event, ...]:
        """What happened to the alerts."""
        return self.done.events


def decide(turn: Turn) -> Decided:
    """Keep the figures, judge them, take the alerts further and queue what is news."""
    snapshot = turn.current
    if snapshot is None:
        raise ValueError("nothing to judge: Turn.can_judge was not asked")
    kept = _keep_figures(turn, snapshot)
    first_of_month = KeptRuns(turn.state).first_of_month(turn.today)
    alerts = KeptAlerts(turn.state)
    living = alerts.living(snapshot.period.year)
    quiet = not kept.is_new and not first_of_month
    evaluation = _judged(turn, snapshot) if quiet else _evaluated(turn, snapshot, living)
    done = advance(living, _round(turn, evaluation, kept, living))
    if quiet and done.events:
        evaluation = _evaluated(turn, snapshot, living)
        done = advance(living, _round(turn, evaluation, kept, living))
    alerts.keep(done.alerts, done.dropped)
    if kept.is_new or done.events:
        from job.record import records

        alerts.keep_records(records(done.alerts, evaluation, snapshot, kept.version), turn.now)
    news = News(evaluation, kept, done, new_problems(turn, evaluation.problems), first_of_month)
    if news.events or news.problems or news.first_of_month:
        from job.tell import tell

        tell(turn, news)
    return Decided(snapshot, evaluation, done.events)


def _evaluated(turn: Turn, snapshot: Snapshot, living: tuple[Alert, ...]) -> Evaluation:
    """Judge with words and proofs, for what is told and kept."""
    proved = {(alert.rule, alert.target) for alert in living if alert.state is State.OPEN}
    return evaluate(turn.rulebook, snapshot, _history(turn, snapshot), turn.today, proved)


def _judged(turn: Turn, snapshot: Snapshot) -> Evaluation:
    """Judge without words: enough to see that figures that were judged before give no news."""
    return judge(turn.rulebook, prepare(turn.rulebook), snapshot, _history(turn, snapshot), turn.today)


def _keep_figures(turn: Turn, snapshot: Snapshot) -> Kept:
    """Store what is new in any period, and the rules that judge it."""
    KeptRuns(turn.state).keep_rules(turn.rulebook.fingerprint, turn.rule_files, turn.now)
    figures = KeptFigures(turn.state)
    for other in turn.loaded.snapshots:
        if other.period != snapshot.period:
            figures.keep(other, turn.now)
    return figures.keep(snapshot, turn.now)


def _history(turn: Turn, snapshot: Snapshot) -> History:
    """Return every other period: as the sources hold it now, else as it was kept."""
    by_period = {s.period: s for s in (*turn.before, *turn.loaded.snapshots) if s.period != snapshot.period}
    return History(tuple(by_period[period] for period in sorted(by_period)))


def _round(turn: Turn, evaluation: Evaluation, kept: Kept, living: tuple[Alert, ...]) -> Round:
    earlier = [s for s in turn.before if s.period <= kept.snapshot.period]
    before = earlier[-1] if earlier else None
    restated = kept.is_new and before is not None and before.period == kept.snapshot.period
    causes = {
        target_key(alert.target): cause
        for alert in living
        if isinstance(alert.target, LineTarget)
        and (cause := ending_cause(before, kept.snapshot, alert.target.unit, alert.target.line)) is not None
    }
    active = frozenset(rule.card.id for rule in turn.rulebook.rules)
    return Round(evaluation, kept.version, restated, active, turn.rulebook.growth, causes)


def new_problems(turn: Turn, more: tuple[Problem, ...] = ()) -> tuple[Problem, ...]:
    """Return the problems that finance has not been told of. A warning is shown, but it is no cause to write."""
    causes = {f"{p.place}: {p.message}": p for p in (*turn.problems, *more) if p.severity is not Severity.WARNING}
    return tuple(causes[cause] for cause in KeptRuns(turn.state).new_causes(causes, turn.now))
