"""The rules as they were read: what they judge, when, and with which conditions."""

from __future__ import annotations

import re
from dataclasses import field
from datetime import date
from enum import Enum

from budget.exact import Exact
from budget.figure import Figure, Measure, MeasureKind, UnbudgetedItem
from budget.note import AnswerNote, ExceptionNote
from budget.owner import FINANCE, Binding, Growth, Owner
from budget.period import Period
from budget.unit import Line
from budget.verdict import Kind, Level, RuleCard
from engine.syntax import Condition
from written.place import Place
from written.problem import Problem, Severity
from written.record import dataclass


class Subject(Enum):
    """`kohde`: what a rule judges."""

    COSTS = "kulut"
    REVENUE = "tuotot"
    MARGIN = "kate"
    UNIT = "yksikkö"
    MEASURE = "suorite"
    ITEM = "meno ilman määrärahaa"
    SOURCE = "aineisto"

    @property
    def line(self) -> Line | None:
        """The line that the subject is, None for subjects that are no line."""
        return {Subject.COSTS: Line.COSTS, Subject.REVENUE: Line.REVENUE, Subject.MARGIN: Line.MARGIN}.get(self)


class Scope(Enum):
    """`taso`: all units, those without children, or those with children."""

    ALL = "kaikki"
    LEAVES = "alin"
    SUMS = "summa"


@dataclass(frozen=True, slots=True)
class UnitPattern:
    """A code, a pattern of codes (`6432*`) or a name, as the rule wrote it."""

    text: str
    place: Place

    def matches(self, code: str, name: str) -> bool:
        """Tell whether the pattern names a unit."""
        if self.text == code or self.text.casefold() == name.casefold():
            return True
        return "*" in self.text and re.fullmatch(re.escape(self.text).replace(r"\*", ".*"), code) is not None

    @property
    def precision(self) -> tuple[int, int]:
        """How exact the pattern is: a code or name before a longer pattern, that before a shorter one."""
        return (0, len(self.text)) if "*" in self.text else (1, 0)


@dataclass(frozen=True, slots=True)
class Limit:
    """A constant of `rajat`: `raja: 5 %-yks.`. `unit` is its unit as it was written."""

    name: str
    kind: Kind
    value: Exact
    unit: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class UnitLimits:
    """The limits of `rajat_yksiköittäin` for one pattern of units; they replace those of the same name."""

    pattern: UnitPattern
    limits: tuple[Limit, ...]


class Expected(Enum):
    """`niin` of a rule's own test."""

    RED = "punainen"
    YELLOW = "keltainen"
    INFO = "tieto"
    NO_ALERT = "ei hälytystä"  # neither yellow nor red
    NOTHING = "ei mitään"  # no level, or not judged
    UNKNOWN = "ei voitu arvioida"


@dataclass(frozen=True, slots=True)
class RuleTest:
    """One of a rule's own tests: the values that it gives (`kun`) and the verdict that it expects (`niin`).

    `number` counts from 1 in the file. `unit` is the code or name whose limits, profile and binding apply, None
    where none do. `period` is None where no value depends on it. `today` is the day of the run for a source.
    `texts` must stand in the finding's Finnish.
    """

    number: int
    place: Place
    unit: str | None
    period: Period | None
    today: date | None
    figures: tuple[Figure, ...]
    measure: Measure | None
    item: UnbudgetedItem | None
    expected: Expected
    texts: tuple[str, ...]


class Occurrence(Enum):
    """`niin` of a period in a series: what happens to the alert in it."""

    NEW = "uusi"
    GROWN = "kasvanut"
    SAME = "ennallaan"  # nobody is told anything
    EASED = "lieventynyt"
    ENDED = "poistunut"
    NOTHING = "ei mitään"  # no alert is open, and nobody is told anything
    UNKNOWN = "ei voitu arvioida"


@dataclass(frozen=True, slots=True)
class SeriesStep:
    """One period of a series: the values that it gives, as of a test of their own, and what must happen in it."""

    given: RuleTest
    expected: Occurrence


@dataclass(frozen=True, slots=True)
class RuleSeries:
    """One of a rule's own tests that goes over several periods (`sarja`), the earliest first."""

    number: int
    place: Place
    steps: tuple[SeriesStep, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, read and checked.

    `units` empty means all units. `conditions` stand from the lowest level to the highest, with primary names; those of
    limits stand for themselves. `measure_kind` None
    means all measures.
    """

    card: RuleCard
    subjects: tuple[Subject, ...]
    units: tuple[UnitPattern, ...]
    excluded: tuple[UnitPattern, ...]
    scope: Scope
    group: str | None
    months: frozenset[int]
    conditions: tuple[tuple[Level, Condition], ...]
    release: Condition | None
    measure_kind: MeasureKind | None
    limits: tuple[Limit, ...]
    unit_limits: tuple[UnitLimits, ...]
    tests: tuple[RuleTest, ...] = ()
    series: tuple[RuleSeries, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """What share of the year's budget is expected by the end of each month, for some units and lines.

    `shares` are the twelve shares of January to December, never falling, the last one 1; None where earlier years
    give them (`lähde: historia`).
    """

    id: str
    lines: tuple[Line, ...]
    units: tuple[UnitPattern, ...]
    shares: tuple[Exact, ...] | None
    place: Place


class MentionKind(Enum):
    """What a mention should be found among."""

    CHANNEL = "kanava"  # of config.yaml
    ROLE = "rooli"
    CODE = "yksikkö"  # exactly the code of a unit
    PATTERN = "yksiköt"  # a code, a pattern or a name
    GROUP = "tiliryhmä"  # an account group of a line
    MEASURE = "suorite"  # an area or a name of a measure


@dataclass(frozen=True, slots=True)
class Mention:
    """Something that the files name and that only config or the figures can confirm, with its line and mark."""

    kind: MentionKind
    text: str
    place: Place
    source_line: str | None
    width: int


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Everything that the rules folder says.

    `exceptions` and `answers` are what finance has noted beside the rules. `off` are the rules of `tila: pois`, which
    judge nothing. `mentions` are for `check`. `problems` are all errors and warnings of all files. `broken` are ids of
    rules that could not be read (their open alerts stand). `all_rules_known` is False where a whole file could not be
    read. `fingerprint` is of the text of all files.
    """

    rules: tuple[Rule, ...]
    profiles: tuple[Profile, ...]
    owners: tuple[Owner, ...]
    bindings: tuple[Binding, ...]
    growth: Growth
    problems: tuple[Problem, ...]
    broken: frozenset[str]
    all_rules_known: bool
    fingerprint: str
    exceptions: tuple[ExceptionNote, ...] = ()
    answers: tuple[AnswerNote, ...] = ()
    off: tuple[Rule, ...] = ()
    mentions: tuple[Mention, ...] = ()

    @property
    def finance(self) -> Owner | None:
        """The role that hears of data problems and summaries; None where `vastuut` lacks it, which is an error."""
        return next((owner for owner in self.owners if owner.role == FINANCE), None)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What is wrong and not only worth a warning."""
        return tuple(problem for problem in self.problems if problem.severity is not Severity.WARNING)
