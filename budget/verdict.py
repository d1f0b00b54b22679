"""What the rules say about the figures: the verdict, with the arithmetic that made it."""

from __future__ import annotations

from enum import Enum, IntEnum

from budget.exact import Exact
from budget.money import Cents
from budget.note import ExceptionNote, Way
from budget.period import Period
from budget.unit import Line, UnitCode
from written.place import Place
from written.problem import Problem
from written.record import dataclass


class Level(IntEnum):
    """How much a finding asks of its reader. Higher is worse."""

    INFO = 1  # tieto: Tiedoksi; opens no alert
    YELLOW = 2  # keltainen: Seurattava
    RED = 3  # punainen: Selvitettävä


class Kind(Enum):
    """The kind of a quantity. Euros are in cents; a share of 1 is 100 %; points are differences of shares."""

    EUROS = "€"
    SHARE = "%"
    POINTS = "%-yks."
    NUMBER = "luku"
    DAYS = "pv"
    MONTH = "kuukausi"


class Topic(Enum):
    """What a finding is about, by the quantities that its conditions compare. Worded by the messages.

    The order is the order in which a message speaks of findings of one level.
    """

    FORECAST = "forecast"  # the unit's own forecast against its budget
    PACE = "pace"  # the actual against the expected share of the budget
    NO_BUDGET = "no_budget"  # bookings where there is no budget
    UNBUDGETED_ITEM = "unbudgeted_item"  # a cost that the text says has no appropriation
    FORECAST_BELOW_ACTUAL = "forecast_below_actual"
    SLOWDOWN = "slowdown"  # the forecast needs the rest of the year to be slower
    COVERED = "covered"  # revenue hides a cost excess
    MEASURE = "measure"
    AGE = "age"  # of the data
    OVER_BUDGET = "over_budget"  # the actual against the whole year's budget
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class RuleCard:
    """What a verdict carries of its rule.

    `recipients` and `red_recipients` are role names or `vastuuhenkilö`, `ylempi vastuuhenkilö`, `talous`.
    `duration` is `kesto` in periods. `trial` tells `tila: koekäyttö`. `fingerprint` is of `text`, the rule as
    finance wrote it; `place` is `file:line` of it.
    """

    id: str
    name: str
    recipients: tuple[str, ...]
    red_recipients: tuple[str, ...]
    causes: tuple[str, ...]
    question: str | None
    duration: int
    trial: bool
    fingerprint: str
    text: str
    place: str


@dataclass(frozen=True, slots=True)
class LineTarget:
    """A line of a unit; `group` is an account group of the line, None for the whole line."""

    unit: UnitCode
    line: Line
    group: str | None = None


@dataclass(frozen=True, slots=True)
class UnitTarget:
    """A unit with all its lines."""

    unit: UnitCode


@dataclass(frozen=True, slots=True)
class MeasureTarget:
    """A measure of an area. `unit` is who it concerns: the unit of its name, else of its area, else None."""

    area: str
    measure: str
    unit: UnitCode | None


@dataclass(frozen=True, slots=True)
class ItemTarget:
    """A cost without an appropriation, named by the report's text."""

    unit: UnitCode | None
    item: str


@dataclass(frozen=True, slots=True)
class SourceTarget:
    """A source of figures as config names it (`SourceRead.origin`): the same from period to period."""

    source: str


Target = LineTarget | UnitTarget | MeasureTarget | ItemTarget | SourceTarget


def unit_concerned(target: Target) -> UnitCode | None:
    """Return the unit that a target concerns; None for a source, and where no unit is known."""
    return None if isinstance(target, SourceTarget) else target.unit


@dataclass(frozen=True, slots=True)
class Term:
    """One side of a comparison: as the rule wrote it, its value, and the numbers that it was made of.

    `value` is None where it is not known. `numbers` is the formula with Finnish numbers in it.
    """

    text: str
    kind: Kind
    value: Exact | None
    numbers: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison of a condition as it was judged. `held` is None where it is unknown."""

    level: Level | None  # None: of `poistuu`
    left: Term
    sign: str
    right: Term
    held: bool | None


@dataclass(frozen=True, slots=True)
class Statement:
    """A condition that compares nothing, as it was judged: `sitova`, `budjetoimaton`, `ennuste puuttuu`.

    `numbers` are the values that it looks at, with their names; empty where it looks at none.
    """

    level: Level | None  # None: of `poistuu`
    text: str
    numbers: str
    held: bool | None


Proof = tuple[Comparison | Statement, ...]
"""Every condition of a rule as it was judged, in the order of the text."""


@dataclass(frozen=True, slots=True)
class NamedValue:
    """A value that the conditions used, by the primary name of the rule language, in the natural direction."""

    name: str
    kind: Kind
    value: Exact | None


@dataclass(frozen=True, slots=True)
class Explained:
    """A finding judged a second time, without what finance's exceptions explain of it.

    `level` is what is left: None where no level holds, or where that is unknown (`unknown`). `values` are those that
    the conditions use, without the explained euros. `sentence` shows both judgements in Finnish; None where the
    exceptions give no euros. `held_back` tells that an exception that silences covers the finding.
    """

    exceptions: tuple[ExceptionNote, ...]
    level: Level | None
    unknown: bool
    values: tuple[NamedValue, ...]
    sentence: str | None
    held_back: bool

    @property
    def silences(self) -> bool:
        """Tell whether one of the exceptions would hold the finding back if its euros were enough."""
        return any(note.way is Way.SILENCES for note in self.exceptions)


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that holds for a target, with the arithmetic that made it hold.

    `amount` is in cents, never negative, None where the finding has none; `amount_of` is what those euros are of, so
    that two amounts of one alert are compared only where they are of one thing. `reason` is one Finnish sentence, made
    from the values that were judged; `sentences` say the same in the body of a message; `headline` says it in a
    subject line after the unit's name and a colon, without a full stop. `basis` is the limit in words ("kulut yli
    55,0 % ja yli 10 000 € edellä"). `counterfactual` is what would stop it now, `ending` what would end an open
    alert at the next period ("kulut ovat elokuun lopussa alle 530 458 €"), and `ending_now` the same for this
    period; None where no such value exists. `may_be_higher` tells that a higher level is unknown. `explained` is the
    finding without what finance's exceptions explain of it; None where none concerns it.
    """

    level: Level
    topic: Topic
    amount: Exact | None
    values: tuple[NamedValue, ...]
    proof: Proof
    reason: str
    headline: str
    sentences: tuple[str, ...]
    basis: str
    counterfactual: str | None
    ending: str | None
    ending_now: str | None
    may_be_higher: bool
    explained: Explained | None = None
    amount_of: str | None = None


@dataclass(frozen=True, slots=True)
class Clear:
    """A rule of which no level holds."""

    values: tuple[NamedValue, ...]
    proof: Proof


@dataclass(frozen=True, slots=True)
class Unknown:
    """A rule that could not be judged: `missing` are the primary names of what is not known, `cause` says it in words."""

    missing: tuple[str, ...]
    cause: str


@dataclass(frozen=True, slots=True)
class NotJudged:
    """A rule that does not judge this target now: outside its months, or a stock where it asks for flows."""


Outcome = Fired | Clear | Unknown | NotJudged


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule says about one target.

    `released` tells whether `poistuu` holds: True also where the rule has none, None where it is unknown.
    `place` is where the judged value stands: file and the first row of the actual.
    """

    rule: RuleCard
    target: Target
    name: str
    outcome: Outcome
    released: bool | None
    file: str | None
    row: int | None


@dataclass(frozen=True, slots=True)
class PastYear:
    """What a line of an earlier year had accumulated by the end of a month, and its final accounts, in cents.

    `share` is the one as a share of the other. The places are None where the source did not keep them.
    """

    year: int
    accumulated: Cents
    accumulated_place: Place | None
    final: Cents
    final_place: Place | None
    share: Exact


@dataclass(frozen=True, slots=True)
class Expectation:
    """The expected share of the budget of one line at the period, and the even pace beside it.

    `profile` is the name of the profile that gave it, None for the even pace. `years` are the earlier years that it
    was computed from, the oldest first; empty for other profiles and for sums of profiles. `without_history` names the
    profile for which history has too few years, so that the even pace stands in for it; None where none is.
    """

    unit: UnitCode
    line: Line
    share: Exact
    even: Exact
    profile: str | None
    years: tuple[PastYear, ...] = ()
    without_history: str | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that the rules say about one snapshot.

    `broken` are the rules that could not be read: their open alerts stand. `all_rules_known` is False where a
    whole file could not be read, so that a rule that is not there may only be hidden.
    """

    period: Period
    verdicts: tuple[Verdict, ...]
    expectations: tuple[Expectation, ...]
    problems: tuple[Problem, ...] = ()
    broken: frozenset[str] = frozenset()
    all_rules_known: bool = True
