"""Runs the rules' own tests that go over several periods: what happens to the alert in each (`sarja`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from alerts.alert import Alert, State
from alerts.episode import advance, told
from alerts.event import TO_READERS, Change
from alerts.judged import Round
from budget.owner import Growth
from budget.verdict import Evaluation, Unknown
from engine.rule_tests import FailedTest, TestReport, judge_series, lacking, shown, worst
from engine.rulebook import Occurrence, Rule, Rulebook, RuleSeries

_OCCURRENCES = {
    Change.NEW: Occurrence.NEW,
    Change.GROWN: Occurrence.GROWN,
    Change.ENDED: Occurrence.ENDED,
    Change.ENDED_UNTOLD: Occurrence.ENDED,
    Change.YEAR_CHANGED: Occurrence.ENDED,
    Change.EASED: Occurrence.EASED,
}
"""What a reader would say of each kind of news, the one that says most first."""


def run_series(rulebook: Rulebook) -> TestReport:
    """Run the series of all rules, also of those that are switched off. A series is one test."""
    runs = [(rule, series) for rule in (*rulebook.rules, *rulebook.off) for series in rule.series]
    failures = [_run(rulebook, rule, series) for rule, series in runs]
    failed = tuple(failure for failure in failures if failure is not None)
    return TestReport(len(runs) - len(failed), failed)


def _run(rulebook: Rulebook, rule: Rule, series: RuleSeries) -> FailedTest | None:
    """Return the first period that was not as expected."""
    evaluations = judge_series(rulebook, rule, series)
    for step, evaluation, got in zip(series.steps, evaluations, _replayed(rule, evaluations, rulebook.growth), strict=True):
        outcome = worst(evaluation)
        missing = lacking(step.given, outcome)
        if _agrees(step.expected, got, is_unknown=isinstance(outcome, Unknown)) and not missing:
            continue
        expected = f"{evaluation.period} {step.expected.value}"
        if missing:
            expected = f"{expected}, tekstissä {', '.join(missing)}"
        happened = f"{evaluation.period} {got.value}"
        return FailedTest(rule.card.id, series.number, expected, happened, shown(outcome), step.given.place)
    return None


def _agrees(expected: Occurrence, got: Occurrence, *, is_unknown: bool) -> bool:
    if expected is Occurrence.SAME:
        return got in (Occurrence.SAME, Occurrence.NOTHING)
    if expected is Occurrence.UNKNOWN:
        return is_unknown and got in (Occurrence.SAME, Occurrence.NOTHING)
    return expected is got


def _replayed(rule: Rule, evaluations: Sequence[Evaluation], growth: Growth) -> Iterator[Occurrence]:
    """Yield what happens in each period, as if every message had been read at once."""
    kept: dict[str, Alert] = {}
    for version, evaluation in enumerate(evaluations, 1):
        this = Round(evaluation, version, restated=False, active=frozenset({rule.card.id}), growth=growth, causes={})
        done = advance(tuple(kept.values()), this)
        kept |= {alert.id: alert for alert in done.alerts}
        for dropped in done.dropped:
            kept.pop(dropped, None)
        for event in done.events:
            if event.change in TO_READERS:
                kept[event.alert.id] = told(event.alert, ("lukija",))
        changes = {event.change for event in done.events}
        still = Occurrence.SAME if any(alert.state is State.OPEN for alert in kept.values()) else Occurrence.NOTHING
        yield next((occurrence for change, occurrence in _OCCURRENCES.items() if change in changes), still)
