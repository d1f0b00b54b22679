"""Runs the rules' own tests: each builds the figures that it gives and asks the engine for a verdict."""

from __future__ import annotations

from dataclasses import replace

from budget.figure import Figure, UnbudgetedItem
from budget.money import Cents
from budget.snapshot import History, Snapshot, SourceRead, UnitFigures
from budget.unit import Line, UnitCode
from budget.verdict import Evaluation, Fired, Level, Outcome, Unknown
from engine.evaluate import evaluate
from engine.read_tests import SOME_PERIOD, TEST_NAME, TEST_UNIT
from engine.rulebook import Expected, Rule, Rulebook, RuleSeries, RuleTest, Scope, Subject
from written.place import Place
from written.record import dataclass

_LEVELS = {Level.RED: Expected.RED, Level.YELLOW: Expected.YELLOW, Level.INFO: Expected.INFO}

_NAMELESS = UnbudgetedItem(TEST_UNIT, TEST_NAME, Cents(0), Place(TEST_NAME))
"""For a test that gives no amount."""


@dataclass(frozen=True, slots=True)
class FailedTest:
    """A test that did not give what it expects.

    `test` counts from 1 within the rule. `expected` and `got` are words of `niin`; where the verdict was right but
    words are missing, `expected` names them too. `text` is what a message would say, or why nothing could be judged.
    """

    rule: str
    test: int
    expected: str
    got: str
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class TestReport:
    """How the tests of all rules went."""

    __test__ = False  # no test of pytest

    passed: int
    failed: tuple[FailedTest, ...]


def merged(*reports: TestReport) -> TestReport:
    """Return several reports as one, the failures in the order of the files."""
    failed = (failure for report in reports for failure in report.failed)
    ordered = sorted(failed, key=lambda f: (f.place.file, f.place.line or 0, f.place.column or 0))
    return TestReport(sum(report.passed for report in reports), tuple(ordered))


def run_tests(rulebook: Rulebook) -> TestReport:
    """Run the tests of all rules, also of those that are switched off."""
    passed = 0
    failed: list[FailedTest] = []
    for rule in (*rulebook.rules, *rulebook.off):
        for test in rule.tests:
            failure = _run(rulebook, rule, test)
            if failure is None:
                passed += 1
            else:
                failed.append(failure)
    return TestReport(passed, tuple(failed))


def _run(rulebook: Rulebook, rule: Rule, test: RuleTest) -> FailedTest | None:
    outcome = judge(rulebook, rule, test)
    got = _verdict(outcome)
    missing = lacking(test, outcome)
    if _agrees(test.expected, got) and not missing:
        return None
    expected = test.expected.value
    if _agrees(test.expected, got):
        expected = f"{expected}, tekstissä {', '.join(missing)}"
    return FailedTest(rule.card.id, test.number, expected, got.value, shown(outcome), test.place)


def _agrees(expected: Expected, got: Expected) -> bool:
    if expected is Expected.NO_ALERT:
        return got in (Expected.NOTHING, Expected.INFO)
    return expected is got


def _verdict(outcome: Outcome | None) -> Expected:
    if isinstance(outcome, Fired):
        return _LEVELS[outcome.level]
    return Expected.UNKNOWN if isinstance(outcome, Unknown) else Expected.NOTHING


def shown(outcome: Outcome | None) -> str:
    """Return what a message would say; the cause of a verdict that is unknown; empty where nothing is to be said."""
    if isinstance(outcome, Fired):
        return " ".join(outcome.sentences) or outcome.reason
    return outcome.cause if isinstance(outcome, Unknown) else ""


def _words(outcome: Outcome | None) -> str:
    """Return all in which the words of a test are looked for: the subject line and the reason too."""
    return " ".join((outcome.headline, outcome.reason, shown(outcome))) if isinstance(outcome, Fired) else shown(outcome)


def _plain(text: str) -> str:
    """Return a text with plain spaces and plain minus signs, as people type them."""
    return " ".join(text.replace("\u2212", "-").split())


def judge(rulebook: Rulebook, rule: Rule, test: RuleTest) -> Outcome | None:
    """Return the worst outcome of the values that the test gives; None where the rule does not judge them at all."""
    return worst(_judged(rulebook, rule, test, History()))


def judge_series(rulebook: Rulebook, rule: Rule, series: RuleSeries) -> tuple[Evaluation, ...]:
    """Judge the periods of a series one after another, each with the earlier ones as its history."""
    snapshots = [_snapshot(step.given, rule) for step in series.steps]
    return tuple(
        _judged(rulebook, rule, step.given, History(tuple(snapshots[:number]))) for number, step in enumerate(series.steps)
    )


def worst(evaluation: Evaluation) -> Outcome | None:
    """Return the worst outcome; None where there is none."""
    return max((verdict.outcome for verdict in evaluation.verdicts), key=_badness, default=None)


def lacking(test: RuleTest, outcome: Outcome | None) -> tuple[str, ...]:
    """Return the words of `tekstissä` that a finding does not say."""
    text = _plain(_words(outcome))
    return tuple(words for words in test.texts if _plain(words) not in text)


def _judged(rulebook: Rulebook, rule: Rule, test: RuleTest, history: History) -> Evaluation:
    snapshot = _snapshot(test, rule)
    one = replace(rulebook, rules=(_ready(rule, test),), off=())
    if test.unit is None:
        one = replace(one, profiles=(), bindings=())
    today = test.today or snapshot.period.last_day
    return evaluate(one, snapshot, history, today, without=_not_given(rule, test))


def _not_given(rule: Rule, test: RuleTest) -> Subject | None:
    """Return the subject of a rule whose only value the test does not give: it is there, and its value is missing."""
    values = {Subject.ITEM: test.item, Subject.SOURCE: test.today}
    return next((subject for subject in rule.subjects if subject in values and values[subject] is None), None)


def _badness(outcome: Outcome) -> int:
    if isinstance(outcome, Fired):
        return int(outcome.level)
    return 0 if isinstance(outcome, Unknown) else -1


def _ready(rule: Rule, test: RuleTest) -> Rule:
    """Return the rule as the test means it: without a unit, no unit's own limits apply and no unit is left out."""
    ready = replace(rule, scope=Scope.ALL)
    return ready if test.unit is not None else replace(ready, units=(), excluded=(), unit_limits=())


def _snapshot(test: RuleTest, rule: Rule) -> Snapshot:
    code = UnitCode(test.unit or TEST_UNIT)
    figures = tuple(replace(figure, group=rule.group) for figure in test.figures)
    if rule.subjects == (Subject.UNIT,):
        # A line that the test does not name is there and empty: its values are missing, as all that is not given.
        figures += tuple(Figure(code, line, has_budget_column=False) for line in Line if _of(figures, line) is None)
    source = SourceRead("testi", "testi", "", len(figures))
    unit = UnitFigures(code, test.unit or TEST_NAME, None, None, None, None)
    whole = () if rule.group is not None else figures
    unit = replace(
        unit,
        revenue=_of(whole, Line.REVENUE),
        costs=_of(whole, Line.COSTS),
        margin=_of(whole, Line.MARGIN),
        groups=figures if rule.group is not None else (),
    )
    return Snapshot(
        period=test.period or SOME_PERIOD,
        sources=(source,) if rule.subjects == (Subject.SOURCE,) else (),
        units=(unit,),
        measures=() if test.measure is None else (test.measure,),
        items=(test.item or _NAMELESS,) if rule.subjects == (Subject.ITEM,) else (),
    )


def _of(figures: tuple[Figure, ...], line: Line) -> Figure | None:
    return next((figure for figure in figures if figure.line is line), None)
