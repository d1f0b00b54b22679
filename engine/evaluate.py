"""Rules and figures to verdicts: every rule on every target that it judges."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction

from budget.note import ExceptionNote
from budget.snapshot import History, Snapshot
from budget.unit import Line, UnitCode
from budget.verdict import (
    Clear,
    Evaluation,
    Expectation,
    Explained,
    Fired,
    Level,
    LineTarget,
    MeasureTarget,
    NotJudged,
    Outcome,
    Proof,
    SourceTarget,
    Target,
    Topic,
    Unknown,
    Verdict,
)
from engine.amount import amount
from engine.cases import Case, Cases, world
from engine.ending import NO_ENDINGS, Endings, endings
from engine.judging import Judgement, PreparedRule, doubtful, named_values, unknown
from engine.names import UNIT_KEYS
from engine.profiles import paces
from engine.proof import facts, whole_proof
from engine.reason import Wording, wording
from engine.rulebook import Rulebook, Subject, UnitPattern
from engine.select import in_months, is_asked, is_open, next_period, selected
from written.problem import Problem, Severity
from written.record import dataclass

Proved = Collection[tuple[str, Target]]
Watched = Mapping[str, Collection[UnitCode]]
"""Units by the id of a rule that has alerts of them."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is said about a finding beside its level and its euros."""

    wording: Wording
    endings: Endings
    proof: Proof


Teller = Callable[[PreparedRule, Judgement, Case, Cases, Level], Told]


@dataclass(frozen=True, slots=True)
class _Work:
    """What all verdicts of an evaluation share."""

    cases: Cases
    teller: Teller
    proved: Proved
    exceptions: tuple[ExceptionNote, ...]
    watched: Watched | None = None  # None: every verdict is wanted


_NOT_JUDGED = NotJudged()
UNTOLD = Told(Wording(Topic.OTHER, "", "", (), ""), NO_ENDINGS, ())


def evaluate(
    rulebook: Rulebook,
    snapshot: Snapshot,
    history: History,
    today: date,
    proved: Proved = frozenset(),
    *,
    without: Subject | None = None,
) -> Evaluation:
    """Say all that the rules say about a snapshot.

    Args:
        rulebook: the rules; those that could not be read are passed on as broken.
        snapshot: the figures of the period that is judged.
        history: other periods, for values of earlier months and the rhythm of the sources.
        today: the day of the run, for the age of the sources alone.
        proved: rules and targets (those of the open alerts) whose proof is wanted even where nothing holds.
        without: a subject (items, sources) of which a rule's own test gives no value.
    """
    expected = paces(rulebook.profiles, snapshot, history)
    shared = world(snapshot, history, today, expected, rulebook.bindings, without=without)
    work = _Work(Cases(shared), tell, proved, rulebook.exceptions)
    problems = (*expected.problems, *_unmatched(rulebook, snapshot))
    return _evaluation(rulebook, prepare(rulebook), work, problems)


def judge(
    rulebook: Rulebook, prepared: tuple[PreparedRule, ...], snapshot: Snapshot, history: History, today: date
) -> Evaluation:
    """Judge without words, proof and endings: for replaying many periods. `prepared` is `prepare(rulebook)`, made once."""
    expected = paces(rulebook.profiles, snapshot, history)
    work = _Work(
        Cases(world(snapshot, history, today, expected, rulebook.bindings)), _tell_nothing, frozenset(), rulebook.exceptions
    )
    return _evaluation(rulebook, prepared, work, expected.problems)


def judge_alerts(
    rulebook: Rulebook,
    prepared: tuple[PreparedRule, ...],
    snapshot: Snapshot,
    history: History,
    *,
    today: date,
    watched: Watched,
    teller: Teller,
) -> Evaluation:
    """Judge as `judge` does, and return only the verdicts that may open an alert or that one rests on: see `engine/replay.py`.

    Args:
        rulebook: the rules.
        prepared: `prepare(rulebook)`, made once.
        snapshot: the figures of the period that is judged.
        history: the periods before it.
        today: the day of the run.
        watched: the units that have an alert, by rule. Their verdicts are returned whatever they are, and so are those of
            what belongs to no unit.
        teller: puts findings into words.
    """
    expected = paces(rulebook.profiles, snapshot, history)
    shared = world(snapshot, history, today, expected, rulebook.bindings)
    work = _Work(Cases(shared), teller, frozenset(), rulebook.exceptions, watched)
    verdicts = tuple(verdict for rule in prepared for verdict in _verdicts(rule, work))
    return Evaluation(
        snapshot.period,
        verdicts,
        tuple(_expectations(work.cases)) if rulebook.profiles else (),
        expected.problems,
        rulebook.broken,
        rulebook.all_rules_known,
    )


def prepare(rulebook: Rulebook) -> tuple[PreparedRule, ...]:
    """Make the rules ready to judge."""
    return tuple(PreparedRule(rule) for rule in rulebook.rules)


def order(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """Return findings as they are listed: by level, by euros falling, by unit code and line; the rest after them."""
    return tuple(sorted(verdicts, key=_rank))


_LINE_ORDER = {line: number for number, line in enumerate(Line)}


def _rank(verdict: Verdict) -> tuple[int, bool, Fraction, str, int]:
    """Measures have no unit code to stand by: those of one level stay in the order of the report."""
    outcome, target = verdict.outcome, verdict.target
    code = "" if isinstance(target, SourceTarget | MeasureTarget) else target.unit or ""
    line = _LINE_ORDER[target.line] if isinstance(target, LineTarget) else len(_LINE_ORDER)
    if not isinstance(outcome, Fired):
        return (0, True, Fraction(0), code, line)
    euros = outcome.amount
    return (-outcome.level, euros is None, Fraction(0) if euros is None else -Fraction(*euros), code, line)


def _evaluation(rulebook: Rulebook, prepared: tuple[PreparedRule, ...], work: _Work, problems: tuple[Problem, ...]) -> Evaluation:
    snapshot = work.cases.world.snapshot
    return Evaluation(
        snapshot.period,
        tuple(verdict for rule in prepared for verdict in _verdicts(rule, work)),
        tuple(_expectations(work.cases)),
        problems,
        rulebook.broken,
        rulebook.all_rules_known,
    )


def _verdicts(rule: PreparedRule, work: _Work) -> Iterator[Verdict]:
    card, cases = rule.rule.card, work.cases
    in_time = is_open(rule, cases.world.snapshot)
    watched = None if work.watched is None else work.watched.get(card.id, ())
    for subject in rule.rule.subjects:
        common = rule.judgement(subject)
        for case in selected(rule, subject, cases):
            judgement = rule.judgement_of(subject, case) if common is None else common
            # Most cases of a replay neither have an alert nor open one: nothing is made of them.
            has_none = watched is not None and case.unit is not None and case.unit.code not in watched
            if has_none and not (in_time and judgement.opens(case.values)):
                continue
            outcome: Outcome
            if not in_time or not is_asked(rule, case):
                outcome, released = _NOT_JUDGED, None if judgement.release else True
            elif case.doubt is not None:
                outcome, released = doubtful(judgement, case.doubt), None if judgement.release else True
            else:
                outcome, released = _outcome(rule, judgement, case, work), judgement.released(case.values)
                if isinstance(outcome, Unknown) and _lacks_line(judgement, case):
                    continue
            yield Verdict(card, case.target, case.name, outcome, released, case.file, case.row)


def _outcome(rule: PreparedRule, judgement: Judgement, case: Case, work: _Work) -> Outcome:
    reached = judgement.reached(case.values)
    if reached.unknown:
        return unknown(judgement, case)
    values = named_values(judgement, case)
    if reached.level is None:
        wanted = bool(work.proved) and (rule.rule.card.id, case.target) in work.proved
        return Clear(values, whole_proof(judgement, None, case.values) if wanted else ())
    told = work.teller(rule, judgement, case, work.cases, reached.level)
    euros = amount(judgement, reached.level, case.values)
    return Fired(
        level=reached.level,
        topic=told.wording.topic,
        amount=None if euros is None else euros.cents,
        amount_of=None if euros is None else euros.of,
        values=values,
        proof=told.proof,
        reason=told.wording.reason,
        headline=told.wording.headline,
        sentences=told.wording.sentences,
        basis=told.wording.basis,
        counterfactual=told.endings.counterfactual,
        ending=told.endings.later,
        ending_now=told.endings.now,
        may_be_higher=reached.may_be_higher,
        explained=_explained(rule, judgement, case, work, reached.level),
    )


def _explained(rule: PreparedRule, judgement: Judgement, case: Case, work: _Work, level: Level) -> Explained | None:
    if not work.exceptions or level < Level.YELLOW:
        return None
    from engine.exceptions import explained

    return explained(work.exceptions, rule.rule.card.id, judgement, case, level)


def _lacks_line(judgement: Judgement, case: Case) -> bool:
    """Tell whether a rule asks a unit for revenue or costs that it does not have: no figure is missing, there is none.

    Every unit has a margin, so that a margin without a row is one that the report does not tell.
    """
    lines = {UNIT_KEYS[name][0] for name in judgement.names if name in UNIT_KEYS} - {Line.MARGIN}
    return judgement.subject is Subject.UNIT and any(case.values.part(line) is None for line in lines)


def tell(rule: PreparedRule, judgement: Judgement, case: Case, cases: Cases, level: Level) -> Told:
    """Put a finding into words, with its proof and with what would end it."""
    found = facts(judgement, level, case, cases.world.paces)
    words = wording(rule.rule, level, case.target, case.name, found)
    later = next_period(case, cases)
    if later is not None and not in_months(rule, later):
        later = None
    ends = endings(judgement, case, later, unbudgeted=found.unbudgeted)
    return Told(words, ends, whole_proof(judgement, level, case.values))


def _tell_nothing(_rule: PreparedRule, _judgement: Judgement, _case: Case, _cases: Cases, _level: Level) -> Told:
    return UNTOLD


def _expectations(cases: Cases) -> Iterator[Expectation]:
    snapshot, expected = cases.world.snapshot, cases.world.paces
    month, even = snapshot.period.month, snapshot.period.even
    for unit in snapshot.units:
        for figure in unit.figures:
            pace = expected.at(unit.code, figure.line, month)
            yield Expectation(
                unit.code, figure.line, pace.share, even, pace.profile, years=pace.years, without_history=pace.without_history
            )


def _unmatched(rulebook: Rulebook, snapshot: Snapshot) -> Iterator[Problem]:
    """Warn of units that the rules name and the figures do not have."""
    named = dict.fromkeys(pattern for pattern in _patterns(rulebook))
    labels: list[tuple[str, str]] = [(unit.code, unit.name) for unit in snapshot.units]
    labels += [("", label) for measure in snapshot.measures for label in (measure.area, measure.name)]
    labels += [("", source.origin) for source in snapshot.sources]
    known = {word.casefold() for label in labels for word in label}
    for pattern in named:
        near = labels if "*" in pattern.text or pattern.text.casefold() in known else ()
        if not any(pattern.matches(code, name) for code, name in near):
            message = f"yksikköä {pattern.text} ei ole luvuissa"
            yield Problem(Severity.WARNING, pattern.place, message, "tarkista koodi tai nimi")


def _patterns(rulebook: Rulebook) -> Iterator[UnitPattern]:
    for rule in rulebook.rules:
        yield from rule.units
        yield from rule.excluded
        yield from (limits.pattern for limits in rule.unit_limits)
    for profile in rulebook.profiles:
        yield from profile.units
