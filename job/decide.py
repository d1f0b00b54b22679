"""What a round decides, in one transaction: the figures that are kept, the alerts that change, and who hears of it."""

from __future__ import annotations

from alerts.alert import Alert, State, target_key
from alerts.ending_cause import ending_cause
from alerts.episode import advance
from alerts.event import Event
from alerts.judged import LastRules, Round
from budget.snapshot import History, Snapshot
from budget.verdict import Evaluation, LineTarget
from engine.evaluate import evaluate, judge, prepare
from job.keep_alerts import KeptAlerts
from job.keep_figures import Kept, KeptFigures
from job.keep_runs import KeptRuns
from job.turn import News, Turn, new_problems
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class Decided:
    """What was judged and what is news of it."""

    snapshot: Snapshot
    evaluation: Evaluation
    events: tuple[Event, ...]


def decide(turn: Turn) -> Decided:
    """Keep the figures, judge them, take the alerts further and queue what is news."""
    snapshot = turn.current
    if snapshot is None:
        raise ValueError("nothing to judge: Turn.can_judge was not asked")
    edited, last = _edited_rules(turn, snapshot)
    kept, notes = _keep_figures(turn, snapshot)
    first_of_month = KeptRuns(turn.state).first_of_month(turn.today)
    alerts = KeptAlerts(turn.state)
    living = alerts.living(snapshot.period.year)
    quiet = not kept.is_new and not first_of_month and not edited
    evaluation = _judged(turn, snapshot) if quiet else _evaluated(turn, snapshot, living)
    done = advance(living, _round(turn, evaluation, kept, living, last))
    if quiet and done.events:
        evaluation = _evaluated(turn, snapshot, living)
        done = advance(living, _round(turn, evaluation, kept, living, last))
    alerts.keep(done.alerts, done.dropped)
    if kept.is_new or edited or done.events:
        from job.record import records

        alerts.keep_records(records(done.alerts, evaluation, snapshot, kept.version), turn.now)
    problems = new_problems(turn, evaluation.problems)
    news = News(evaluation, kept, done, problems, first_of_month, (*notes, *_over(turn, snapshot)), last is not None)
    if news.events or news.problems or news.first_of_month or news.notes or news.rules_changed:
        from job.tell import tell

        tell(turn, news)
    return Decided(snapshot, evaluation, done.events)


def _edited_rules(turn: Turn, snapshot: Snapshot) -> tuple[bool, LastRules | None]:
    """Tell whether the text of the rules is another than in the last run; and what the last rules say, where it matters."""
    known = KeptRuns(turn.state).rules_fingerprint()
    if known is None or known == turn.rulebook.fingerprint:
        return False, None
    from job.changed_rules import changed_rules, judged_by

    last = changed_rules(turn)
    return True, None if last is None else judged_by(last, snapshot, _history(turn, snapshot), turn)


def _over(turn: Turn, snapshot: Snapshot) -> tuple[str, ...]:
    """Return what finance hears of exceptions that are over."""
    if not turn.rulebook.exceptions:
        return ()
    from job.ended_exceptions import ended_exceptions

    return ended_exceptions(turn, snapshot)


def _evaluated(turn: Turn, snapshot: Snapshot, living: tuple[Alert, ...]) -> Evaluation:
    """Judge with words and proofs, for what is told and kept."""
    proved = {(alert.rule, alert.target) for alert in living if alert.state is State.OPEN or alert.held is not None}
    return evaluate(turn.rulebook, snapshot, _history(turn, snapshot), turn.today, proved)


def _judged(turn: Turn, snapshot: Snapshot) -> Evaluation:
    """Judge without words: enough to see that figures that were judged before give no news."""
    return judge(turn.rulebook, prepare(turn.rulebook), snapshot, _history(turn, snapshot), turn.today)


def _keep_figures(turn: Turn, snapshot: Snapshot) -> tuple[Kept, tuple[str, ...]]:
    """Store what is new in any period, and the rules that judge it; return what finance hears of older periods."""
    KeptRuns(turn.state).keep_rules(turn.rulebook.fingerprint, turn.rule_files, turn.now)
    figures = KeptFigures(turn.state)
    known = {kept.period: kept for kept in turn.before}
    others = [other for other in turn.loaded.snapshots if other.period != snapshot.period]
    new = [other for other in others if figures.keep(other, turn.now).is_new]
    changed = [(known[other.period], other) for other in new if other.period in known]
    kept = figures.keep(snapshot, turn.now)
    between = [other for other in new if known and min(known) < other.period < max(known)]
    late = [other for other in between if other.period not in known]
    if not changed and not late:
        return kept, ()
    from job.restated import late_notes, restated_notes

    history = _history(turn, snapshot)
    restated = restated_notes(turn.rulebook, changed, snapshot, history)
    return kept, (*restated, *late_notes(turn.rulebook, late, snapshot, history))


def _history(turn: Turn, snapshot: Snapshot) -> History:
    """Return every other period: as the sources hold it now, else as it was kept."""
    by_period = {s.period: s for s in (*turn.before, *turn.loaded.snapshots) if s.period != snapshot.period}
    return History(tuple(by_period[period] for period in sorted(by_period)))


def _round(turn: Turn, evaluation: Evaluation, kept: Kept, living: tuple[Alert, ...], last: LastRules | None) -> Round:
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
    return Round(evaluation, kept.version, restated, active, turn.rulebook.growth, causes, turn.rulebook.answers, last)
