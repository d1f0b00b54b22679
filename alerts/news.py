"""The news of one reader about one unit: which findings speak, which follow from others, and what has changed."""

from __future__ import annotations

from collections.abc import Iterable

from alerts.ending_cause import is_of_forecast
from alerts.event import Change, Event
from alerts.words import deviation, in_month
from budget.exact import Exact, compare, rounded
from budget.finnish import LEVEL_WORDS, capital, euros, number
from budget.unit import Line, UnitCode
from budget.verdict import (
    Clear,
    Comparison,
    Fired,
    ItemTarget,
    Level,
    LineTarget,
    MeasureTarget,
    RuleCard,
    SourceTarget,
    Target,
    Topic,
)
from written.record import dataclass

_TOPICS = tuple(Topic)
_LINES = (Line.COSTS, Line.REVENUE, Line.MARGIN)


@dataclass(frozen=True, slots=True)
class Finding:
    """An event whose rule fires, with what the item needs of it."""

    event: Event
    rule: RuleCard
    fired: Fired
    target: Target

    @property
    def line(self) -> Line | None:
        """The line that it is about, None for a unit, a measure, an item or a source."""
        return self.target.line if isinstance(self.target, LineTarget) else None

    @property
    def level(self) -> Level:
        """The level of the alert: what a reader is told."""
        return self.event.alert.level

    @property
    def topic(self) -> Topic:
        """What it is about."""
        return self.fired.topic

    @property
    def euros(self) -> Exact:
        """The unfavourable cents, 0 where it has none."""
        return self.fired.amount or (0, 1)


def findings(events: Iterable[Event]) -> tuple[Finding, ...]:
    """Return the events whose rule fires, the worst first; within a level as `Topic` orders, costs first."""
    found = [
        Finding(e, e.verdict.rule, e.verdict.outcome, e.verdict.target)
        for e in events
        if e.change is not Change.ENDED and e.verdict is not None and isinstance(e.verdict.outcome, Fired)
    ]
    return tuple(sorted(found, key=_order))


def _order(finding: Finding) -> tuple[int, int, int, int]:
    line = _LINES.index(finding.line) if finding.line is not None else len(_LINES)
    return -finding.level, _TOPICS.index(finding.topic), line, -rounded(finding.euros)


def speaking(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that speak in words: a margin follows from costs and revenue, and stands in the table."""
    known = tuple(found)
    said = {f.topic for f in known if f.line in (Line.COSTS, Line.REVENUE)}
    return tuple(f for f in known if not (f.line is Line.MARGIN and f.topic in said))


def unit_of(target: Target) -> UnitCode | None:
    """Return the unit under which a target is told. Costs without an appropriation and sources have items of their own."""
    if isinstance(target, ItemTarget | SourceTarget):
        return None
    return target.unit


def subject(target: Target) -> tuple[str, ...]:
    """Return what one item is about, as a key: a unit, all costs without an appropriation, a measure, a source."""
    match target:
        case ItemTarget():
            return ("items",)
        case SourceTarget(source):
            return ("source", source)
        case MeasureTarget(area, measure, None):
            return ("measure", area, measure)
        case _:
            return ("unit", unit_of(target) or "")


def change_sentences(event: Event) -> tuple[str, ...]:
    """Return what is new about an alert that was told before, with the old and the new number."""
    line = event.alert.target.line if isinstance(event.alert.target, LineTarget) else None
    fired = event.verdict.outcome if event.verdict is not None else None
    what = deviation(line, fired.topic if isinstance(fired, Fired) else Topic.FORECAST if is_of_forecast(fired) else None)
    match event.change:
        case Change.NEW:
            return _new(event)
        case Change.GROWN:
            return (
                f"{capital(what)} on kasvanut{_numbers(event, ': aiemmin {old}, nyt {new}')}.",
                *_level_change(event),
                *_cause(event),
            )
        case Change.RESTATED:
            compared = _numbers(event, f": {what} oli {{old}} ja on nyt {{new}}")
            return (f"Luvut ovat muuttuneet{compared}.", *_level_change(event), *_cause(event))
        case Change.REMINDED:
            return (_reminder(event),)
        case Change.ENDED:
            return (f"{capital(what)} on poistunut.", *_cause(event), *_share_now(event))
        case _:
            return _cause(event)


def _new(event: Event) -> tuple[str, ...]:
    again = event.alert.ended_before
    before = (
        ()
        if again is None
        else (
            f"Sama poikkeama on ollut seurannassa jo aiemmin vuonna {again.year}.",
            f"Silloin seuranta päättyi {in_month(again)}.",
        )
    )
    return (*before, *_cause(event))


def _reminder(event: Event) -> str:
    at = event.before.told_at if event.before is not None else None
    when = "on kerrottu aiemmin" if at is None else f"kerrottiin {in_month(at, 'kuun')} luvuista"
    return f"Muistutus: tästä {when}, eikä vastausta ole vielä kirjattu."


def _numbers(event: Event, words: str) -> str:
    """Return the words with the euros told last and the euros now; nothing where they are not known or not of one thing."""
    alert = event.alert
    old, new = alert.amount_told, alert.amount
    if old is None or new is None or alert.amount_told_of is None or alert.amount_told_of != alert.amount_of:
        return ""
    return words.format(old=euros(old), new=euros(new))


def _level_change(event: Event) -> tuple[str, ...]:
    told = event.alert.level_told
    if told is None or told is event.alert.level:
        return ()
    return (f"Taso on nyt {LEVEL_WORDS[event.alert.level]}, aiemmin {LEVEL_WORDS[told]}.",)


def _share_now(event: Event) -> tuple[str, ...]:
    """Return the share judged last beside its limits ("Toteuma-% on nyt 52,4 (hälytysraja 55,0, päättymisraja 53,0).")."""
    outcome = event.verdict.outcome if event.verdict is not None else None
    if not isinstance(outcome, Clear | Fired):
        return ()
    share = next((v.value for v in outcome.values if v.name == "toteumaprosentti"), None)
    alarm, release = _limit(outcome, share, Level.YELLOW), _limit(outcome, share, None)
    limits = (*((f"hälytysraja {alarm}",) if alarm else ()), *((f"päättymisraja {release}",) if release else ()))
    if share is None or not limits or not _is_inside(outcome, share):
        return ()
    return (f"Toteuma-% on nyt {_bare(share)} ({', '.join(limits)}).",)


def _is_inside(outcome: Clear | Fired, share: Exact) -> bool:
    """Tell whether the share itself is within its limit: where only euros have ended it, its limits say nothing."""
    yellow = (c for c in _comparisons(outcome) if c.level is Level.YELLOW)
    of_share = (c for c in yellow if c.left.value is not None and compare(c.left.value, share) == 0)
    return all(c.held is False for c in of_share)


def _limit(outcome: Clear | Fired, share: Exact | None, level: Level | None) -> str | None:
    for comparison in _comparisons(outcome):
        left, right = comparison.left.value, comparison.right.value
        if share is None or left is None or right is None or comparison.level is not level:
            continue
        if compare(left, share) == 0:
            return _bare(right)
    return None


def _comparisons(outcome: Clear | Fired) -> tuple[Comparison, ...]:
    return tuple(part for part in outcome.proof if isinstance(part, Comparison))


def _bare(share: Exact) -> str:
    return number((share[0] * 100, share[1]), 1)


def _cause(event: Event) -> tuple[str, ...]:
    if not event.cause or event.cause == event.change.value:
        return ()
    return (f"{capital(event.cause.rstrip('.'))}.",)
