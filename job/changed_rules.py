"""What finance has changed in the rules since the last run: only what could change a judgement counts."""

from __future__ import annotations

from alerts.judged import LastRules
from budget.snapshot import History, Snapshot
from engine.evaluate import judge, prepare
from engine.read_rules import read_rules
from engine.rulebook import Profile, Rulebook
from job.keep_runs import KeptRuns
from job.turn import Turn


def changed_rules(turn: Turn) -> Rulebook | None:
    """Return the rules of the last run, where finance has changed since what they judge; None where it has not.

    To be asked before the rules of this run are kept. Comments, layout, roles and answers judge nothing.
    """
    last = read_rules(KeptRuns(turn.state).last_rules())
    return None if _judging(last) == _judging(turn.rulebook) else last


def judged_by(rulebook: Rulebook, snapshot: Snapshot, history: History, turn: Turn) -> LastRules:
    """Judge the figures of this run by the rules of the last one."""
    evaluation = judge(rulebook, prepare(rulebook), snapshot, history, turn.today)
    return LastRules(evaluation, frozenset(rule.card.id for rule in rulebook.rules))


def _judging(rulebook: Rulebook) -> tuple[object, ...]:
    """Return everything that a judgement rests on, without the places where it stands."""
    return (
        sorted((rule.card.id, rule.card.fingerprint) for rule in rulebook.rules),
        [_profile(profile) for profile in rulebook.profiles],
        sorted((b.unit, b.line.value) for b in rulebook.bindings),
        rulebook.growth,
    )


def _profile(profile: Profile) -> tuple[object, ...]:
    return (profile.id, profile.lines, tuple(unit.text for unit in profile.units), profile.shares)
