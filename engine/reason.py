"""The Finnish of a finding, made from the very values that were judged."""

from __future__ import annotations

from collections.abc import Callable

from budget.exact import compare
from budget.unit import Line
from budget.verdict import Level, Target, Topic
from engine.basis import basis
from engine.facts import Facts
from engine.grounds import Ground, grounds, missing_names
from engine.phrases import Found, Phrase
from engine.phrases_general import general
from engine.phrases_money import covered, forecast, forecast_below_actual, no_budget, over_budget, pace, slowdown
from engine.phrases_other import age, item, measure
from engine.rulebook import Rule, Subject
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """A finding in words: see the fields of the same names of `Fired`."""

    topic: Topic
    reason: str
    headline: str
    sentences: tuple[str, ...]
    basis: str


def wording(rule: Rule, level: Level, target: Target, name: str, facts: Facts) -> Wording:
    """Put a finding into words.

    Args:
        rule: the rule that fired.
        level: the level that it reached.
        target: what was judged.
        name: the name of the target as the report writes it.
        facts: the values that were judged, and which comparisons held.
    """
    held = _all_grounds(facts)
    found = Found(rule, level, target, name, facts, held)
    topic = topic_of(facts, held)
    # The special words need values that a rule may do without: then the general ones say what held.
    special = _PHRASES.get(topic)
    phrase = (special(found) if special else None) or general(found)
    own = tuple(ground for ground in held if ground.level is level) or held
    return Wording(
        topic,
        phrase.reason,
        phrase.headline,
        phrase.sentences,
        basis(topic, facts, own, missing_names(facts), found.group),
    )


_PHRASES: dict[Topic, Callable[[Found], Phrase | None]] = {
    Topic.PACE: pace,
    Topic.FORECAST: forecast,
    Topic.OVER_BUDGET: over_budget,
    Topic.FORECAST_BELOW_ACTUAL: forecast_below_actual,
    Topic.SLOWDOWN: slowdown,
    Topic.NO_BUDGET: no_budget,
    Topic.COVERED: covered,
    Topic.MEASURE: measure,
    Topic.UNBUDGETED_ITEM: item,
    Topic.AGE: age,
}


def topic(facts: Facts) -> Topic:
    """Return what a finding is about."""
    return topic_of(facts, _all_grounds(facts))


def _all_grounds(facts: Facts) -> tuple[Ground, ...]:
    """Return what made the reached level hold, then what made the lower ones hold."""
    return tuple(ground for level, _ in facts.conditions for ground in grounds(level, facts))


def topic_of(facts: Facts, held: tuple[Ground, ...]) -> Topic:
    """Return what a finding is about, by the quantities that its conditions compare: finance writes rules of its own."""
    if facts.subject in _BY_SUBJECT:
        return _BY_SUBJECT[facts.subject]
    if facts.unbudgeted:
        return Topic.NO_BUDGET
    if facts.subject is Subject.UNIT:
        return Topic.COVERED if _is_covered(facts) else Topic.OTHER
    for level in sorted({ground.level for ground in held}, reverse=True):
        found = _topic_of_level(facts, tuple(ground for ground in held if ground.level is level))
        if found is not Topic.OTHER:
            return found
    return Topic.OTHER


_BY_SUBJECT = {Subject.SOURCE: Topic.AGE, Subject.ITEM: Topic.UNBUDGETED_ITEM, Subject.MEASURE: Topic.MEASURE}


def _topic_of_level(facts: Facts, held: tuple[Ground, ...]) -> Topic:
    for topic, is_about in _TESTS:
        if any(is_about(facts, ground) for ground in held):
            return topic
    return Topic.OTHER


def _is_forecast_below_actual(facts: Facts, ground: Ground) -> bool:
    forecast_value, actual = facts.value("ennuste"), facts.value("toteuma")
    if ground.names != {"ennuste", "toteuma"} or facts.line is Line.MARGIN or forecast_value is None or actual is None:
        return False
    return compare(forecast_value, actual) < 0


def _is_slowdown(facts: Facts, ground: Ground) -> bool:
    rest = facts.value("loppuvuosi_alkuvuodesta")
    return "loppuvuosi_alkuvuodesta" in ground.names and rest is not None and rest[0] < rest[1]


def _is_forecast(_: Facts, ground: Ground) -> bool:
    return bool(ground.names & {"ennustepoikkeama", "ennusteprosentti"}) or ground.names == {"ennuste", "ta"}


def _is_pace(_: Facts, ground: Ground) -> bool:
    against = ground.names & {"odotus", "tasainen"}
    return "kertymäpoikkeama" in ground.names or (bool(against) and bool(ground.names & {"toteumaprosentti", "toteuma"}))


def _is_over_budget(_: Facts, ground: Ground) -> bool:
    return ground.name in ("toteumaprosentti", "jäljellä") or ground.names == {"toteuma", "ta"}


_TESTS = (
    (Topic.FORECAST, _is_forecast),
    (Topic.PACE, _is_pace),
    (Topic.FORECAST_BELOW_ACTUAL, _is_forecast_below_actual),
    (Topic.SLOWDOWN, _is_slowdown),
    (Topic.OVER_BUDGET, _is_over_budget),
)


_PACE_NAMES = ("kertymäpoikkeama", "toteumaprosentti")


def _is_covered(facts: Facts) -> bool:
    """Tell whether a unit's rule found what revenue hides: costs ahead of the pace, and the margin or revenue not behind."""
    if not any(f"kulujen {name}" in facts.used for name in _PACE_NAMES):
        return False
    if not any(f"{line} {name}" in facts.used for line in ("katteen", "tuottojen") for name in _PACE_NAMES):
        return False
    costs, margin, revenue = (facts.value("kertymäpoikkeama", line) for line in (Line.COSTS, Line.MARGIN, Line.REVENUE))
    hidden = (margin is not None and margin[0] <= 0) or (revenue is not None and revenue[0] < 0)
    return costs is not None and costs[0] > 0 and hidden
