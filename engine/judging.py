"""Judges one rule on one target: which level holds, what is unknown, and how many euros it is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from functools import cache

from budget.finnish import listing
from budget.unit import Line
from budget.verdict import Kind, Level, NamedValue, Unknown
from engine.cases import Case
from engine.compile import Compiled, compiled
from engine.names import FAMILIES, Family, key, meaning, parts, words
from engine.quantities import Values
from engine.rulebook import Limit, Rule, Subject, UnitLimits, UnitPattern
from engine.three_valued import Truth
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class Reached:
    """The highest level that holds (None: none), or that it is unknown whether the lowest one does.

    `may_be_higher` tells that the level above is unknown.
    """

    level: Level | None
    unknown: bool = False
    may_be_higher: bool = False


_NOTHING = Reached(None)
_UNKNOWN = Reached(None, unknown=True)
_CERTAIN = {level: Reached(level) for level in Level}
_OR_HIGHER = {level: Reached(level, may_be_higher=True) for level in Level}


def _all_hold(tests: tuple[Truth, ...]) -> Truth:
    """Return a test that is True where all of them are; without any it never is."""
    if len(tests) < 2:
        return tests[0] if tests else lambda _values: False
    first, others = tests[0], _all_hold(tests[1:])
    return lambda values: first(values) is True and others(values) is True


@dataclass(frozen=True, slots=True)
class Judgement:
    """The conditions of a rule for one subject and one set of limits, compiled; levels from the lowest up."""

    subject: Subject
    levels: tuple[tuple[Level, Compiled], ...]
    release: Compiled | None
    names: tuple[str, ...]
    kinds: tuple[tuple[str, Kind], ...]
    opens: Truth = field(init=False, repr=False, compare=False)  # whether a level holds that opens an alert

    def __post_init__(self) -> None:
        object.__setattr__(self, "opens", _all_hold(tuple(condition.test for condition in self._to_open())))

    def _to_open(self) -> tuple[Compiled, ...]:
        """Return the conditions that all hold where an alert opens: up to the lowest level that opens one."""
        count = next((number for number, (level, _) in enumerate(self.levels, 1) if level is not Level.INFO), 0)
        return tuple(condition for _, condition in self.levels[:count])

    def reached(self, values: Values) -> Reached:
        """Tell which level holds: a level counts only where those below it hold too."""
        level: Level | None = None
        for next_level, condition in self.levels:
            truth = condition.test(values)
            if truth is not True:
                if truth is None:
                    return _UNKNOWN if level is None else _OR_HIGHER[level]
                break
            level = next_level
        return _NOTHING if level is None else _CERTAIN[level]

    def released(self, values: Values) -> bool | None:
        """Tell whether `poistuu` holds; True where the rule has none."""
        return True if self.release is None else self.release.test(values)

    def is_silent(self, values: Values) -> bool:
        """Tell whether neither keltainen nor punainen holds, and that is known."""
        for level, condition in self.levels:
            truth = condition.test(values)
            if truth is not True:
                return truth is False
            if level >= Level.YELLOW:
                return False
        return True

    @property
    def alerts(self) -> bool:
        """Tell whether the rule has a level that opens an alert."""
        return any(level >= Level.YELLOW for level, _ in self.levels)


class PreparedRule:
    """A rule that is ready to judge, with what was compiled and matched kept for the next unit and period."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self._judgements: dict[tuple[Subject, tuple[Limit, ...]], Judgement] = {}
        self._chosen: dict[tuple[tuple[str, str], ...], bool] = {}
        self.takes_all_units = not rule.units and not rule.excluded
        self._unit_limits = _UnitLimits(rule.unit_limits)

    def judgement(self, subject: Subject) -> Judgement | None:
        """Return the conditions for a subject; None where they differ by unit."""
        return None if self.rule.unit_limits else self._with(subject, self.rule.limits)

    def judgement_of(self, subject: Subject, case: Case) -> Judgement:
        """Return the conditions for a target, with the limits of its unit."""
        return self._with(subject, self._limits_of(case.labels))

    def _limits_of(self, labels: tuple[tuple[str, str], ...]) -> tuple[Limit, ...]:
        """Return the limits of a unit: a code wins over a longer pattern, that over a shorter one, that over the rule's own."""
        chosen = {limit.name: limit for limit in self.rule.limits}
        for limits in self._unit_limits.matching(labels):
            chosen.update({limit.name: limit for limit in limits.limits})
        return tuple(chosen.values())

    def _with(self, subject: Subject, limits: tuple[Limit, ...]) -> Judgement:
        kept = self._judgements.get((subject, limits))
        if kept is None:
            kept = self._judgements[subject, limits] = _judgement(self.rule, subject, limits)
        return kept

    def chooses(self, labels: tuple[tuple[str, str], ...]) -> bool:
        """Tell whether `yksiköt` and `paitsi` take a target."""
        chosen = self._chosen.get(labels)
        if chosen is None:
            taken = not self.rule.units or _any_matches(self.rule.units, labels)
            chosen = self._chosen[labels] = taken and not _any_matches(self.rule.excluded, labels)
        return chosen


def _any_matches(patterns: tuple[UnitPattern, ...], labels: tuple[tuple[str, str], ...]) -> bool:
    return any(pattern.matches(code, name) for pattern in patterns for code, name in labels)


class _UnitLimits:
    """The limits of single units, so kept that a table of a thousand units is not searched for each of them."""

    def __init__(self, of_units: tuple[UnitLimits, ...]) -> None:
        self._exact: dict[str, list[tuple[int, UnitLimits]]] = {}
        self._patterns: list[tuple[int, UnitLimits]] = []
        for at, limits in enumerate(of_units):
            if "*" in limits.pattern.text:
                self._patterns.append((at, limits))
            else:
                self._exact.setdefault(limits.pattern.text.casefold(), []).append((at, limits))

    def matching(self, labels: tuple[tuple[str, str], ...]) -> Iterator[UnitLimits]:
        """Yield the limits of a target, the least exact first, in the order of the rule where they are equally exact."""
        words = dict.fromkeys(word.casefold() for label in labels for word in label)
        near = [*self._patterns, *(found for word in words for found in self._exact.get(word, ()))]
        found = [(limits.pattern.precision, at, limits) for at, limits in near if _any_matches((limits.pattern,), labels)]
        yield from (limits for *_, limits in sorted(found, key=lambda of: of[:2]))


def _judgement(rule: Rule, subject: Subject, limits: tuple[Limit, ...]) -> Judgement:
    levels = tuple((level, compiled(condition, subject, limits)) for level, condition in rule.conditions)
    release = None if rule.release is None else compiled(rule.release, subject, limits)
    names = tuple(dict.fromkeys(name for _, condition in levels for name in condition.names))
    found = ((name, meaning(name, FAMILIES[subject])) for name in names)
    kinds = tuple((name, of.kind) for name, of in found if of is not None)
    return Judgement(subject, levels, release, names, kinds)


def named_values(judgement: Judgement, case: Case) -> tuple[NamedValue, ...]:
    """Return the values that the level conditions use, in order of first use."""
    kept = case.named.get(judgement.names)
    if kept is None:
        values = case.values
        kept = tuple(NamedValue(name, kind, values[name]) for name, kind in judgement.kinds)
        case.named[judgement.names] = kept
    return kept


def unknown(judgement: Judgement, case: Case) -> Unknown:
    """Say what the lowest level lacks."""
    family, condition = FAMILIES[judgement.subject], judgement.levels[0][1]
    return _unknown(tuple(dict.fromkeys(_missing(condition, case, family))), _zero_divisors(condition, case, family), family)


@cache
def _unknown(missing: tuple[str, ...], divisors: tuple[str, ...], family: Family) -> Unknown:
    gone = [words(name) for name in missing if not parts(name, family)]
    senseless = [words(name) for name in missing if parts(name, family)]
    cause = [f"{listing(gone)} {'puuttuu' if len(gone) == 1 else 'puuttuvat'}"] if gone else []
    if senseless:
        cause.append(f"{listing(senseless)} {'ei' if len(senseless) == 1 else 'eivät'} ole laskettavissa")
    if divisors:
        cause.append(f"ehdon jakaja on nolla ({listing([words(name) for name in divisors])})")
    return Unknown(tuple(dict.fromkeys((*missing, *divisors))), listing(cause))


def doubtful(judgement: Judgement, doubt: str) -> Unknown:
    """Say that nothing can be judged, because the unit's figures are in doubt."""
    family = FAMILIES[judgement.subject]
    read = (part for name in judgement.levels[0][1].names for part in _read(name, family))
    return Unknown(tuple(name for name in dict.fromkeys(read) if name not in _ALWAYS_KNOWN), doubt)


_ALWAYS_KNOWN = frozenset({"kuukausi", "vuosi", *(key("odotus", line) for line in (None, *Line))})


def _read(name: str, family: Family) -> Iterator[str]:
    """Yield the read values that a value is made of in the end."""
    made_of = parts(name, family)
    if not made_of:
        yield name
    for part in made_of:
        yield from _read(part, family)


def _missing(condition: Compiled, case: Case, family: Family) -> Iterator[str]:
    values = case.values
    for comparing in condition.comparisons:
        if comparing.test(values) is not None:
            continue
        for name in comparing.names:
            yield from _lacking(name, case, family)
    for line in condition.unbudgeted:
        for name in (key("ta", line), key("toteuma", line)):
            if values[name] is None:
                yield name


def _zero_divisors(condition: Compiled, case: Case, family: Family) -> tuple[str, ...]:
    """Return what the rule itself divides by in comparisons that lack nothing, and are unknown all the same."""
    unknown = (comparing for comparing in condition.comparisons if comparing.test(case.values) is None)
    zero = (c for c in unknown if not any(_lacking(name, case, family) for name in c.names))
    return tuple(dict.fromkeys(name for comparing in zero for name in comparing.divisors))


def _lacking(name: str, case: Case, family: Family) -> tuple[str, ...]:
    """Return the read values that a value lacks; the value itself where it is read, or means nothing for its signs."""
    if case.values[name] is not None:
        return ()
    kept = case.lacking.get(name)
    if kept is None:
        found = tuple(part for of in parts(name, family) for part in _lacking(of, case, family))
        kept = case.lacking[name] = found or (name,)
    return kept
