"""What the messages of a run are made from, beside the events themselves."""

from __future__ import annotations

from dataclasses import field
from datetime import date

from alerts.alert import Alert
from budget.exact import Exact
from budget.note import AnswerNote
from budget.owner import FINANCE, Binding, Owner
from budget.snapshot import Snapshot
from budget.unit import Line, UnitCode
from budget.verdict import Evaluation, Expectation, LineTarget, UnitTarget, Verdict
from written.problem import Problem
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class Situation:
    """The figures, what the rules say about them, and who answers for what on the day of the run.

    `version` is the number of the snapshot: the same news about another version is other news. `answers` are those of
    the heads, as finance has filed them.
    """

    snapshot: Snapshot
    evaluation: Evaluation
    owners: tuple[Owner, ...]
    bindings: tuple[Binding, ...]
    organisation: str
    today: date
    version: int = 0
    answers: tuple[AnswerNote, ...] = ()
    _expectations: dict[tuple[UnitCode, Line], Expectation] = field(init=False, repr=False, compare=False)
    _verdicts: dict[UnitCode, tuple[Verdict, ...]] = field(init=False, repr=False, compare=False)
    _owners_of: dict[UnitCode, tuple[Owner, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_expectations", {(e.unit, e.line): e for e in self.evaluation.expectations})
        verdicts: dict[UnitCode, list[Verdict]] = {}
        for verdict in self.evaluation.verdicts:
            if isinstance(verdict.target, LineTarget | UnitTarget):
                verdicts.setdefault(verdict.target.unit, []).append(verdict)
        object.__setattr__(self, "_verdicts", {code: tuple(found) for code, found in verdicts.items()})
        owners: dict[UnitCode, tuple[Owner, ...]] = {}
        for owner in self.owners:
            owners |= {code: (*owners.get(code, ()), owner) for code in dict.fromkeys(owner.units)}
        object.__setattr__(self, "_owners_of", owners)

    @property
    def finance(self) -> Owner:
        """The role that hears everything that nobody else does.

        Raises:
            LookupError: there is no such role. The rules are checked for it before anything is composed.
        """
        found = self.owner(FINANCE)
        if found is None:
            raise LookupError(f"no role {FINANCE}")
        return found

    def owner(self, role: str) -> Owner | None:
        """Return the owner of a role name, None where there is none."""
        return next((owner for owner in self.owners if owner.role == role), None)

    def owners_of(self, unit: UnitCode) -> tuple[Owner, ...]:
        """Return the roles that name a unit, in the order of the rules."""
        return self._owners_of.get(unit, ())

    def expectation(self, unit: UnitCode, line: Line) -> Expectation:
        """Return what was expected of a line; the even pace where the rules did not say."""
        even = self.snapshot.period.even
        return self._expectations.get((unit, line)) or Expectation(unit, line, even, even, None)

    def expected(self, unit: UnitCode, line: Line) -> Exact:
        """Return the expected share of the budget of a line."""
        return self.expectation(unit, line).share

    def answer(self, unit: UnitCode | None) -> AnswerNote | None:
        """Return the newest answer of a unit in this budget year, None where there is none."""
        period = self.snapshot.period
        found = [a for a in self.answers if a.unit == unit and a.period.year == period.year and a.period <= period]
        return max(reversed(found), key=lambda answer: answer.period, default=None)

    def verdicts(self, unit: UnitCode) -> tuple[Verdict, ...]:
        """Return what the rules say about a unit and its lines."""
        return self._verdicts.get(unit, ())


@dataclass(frozen=True, slots=True)
class Parked:
    """A message that could not be delivered: its number, its role and why, in Finnish."""

    number: int
    role: str
    why: str


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What finance hears of a run beside the alerts.

    `rules` is how many rules judged, `problems` those to tell now, `parked` the messages that could not be
    delivered, `open_alerts` what is open after the run. `notes` are whole Finnish sentences to pass on ("Aiemman
    kauden luvut ovat muuttuneet …"). `flood_limit` is the number of messages to heads above which they are held,
    None where there is none; `quiet_day` tells that they wait for a day that is not quiet. `rules_changed` tells that finance
    has changed what the rules judge since the last run.
    """

    rules: int
    problems: tuple[Problem, ...] = ()
    parked: tuple[Parked, ...] = ()
    open_alerts: tuple[Alert, ...] = ()
    notes: tuple[str, ...] = ()
    first_of_month: bool = False
    flood_limit: int | None = None
    rules_changed: bool = False
    quiet_day: bool = False
