"""What would end a finding: the nearest value at which its rule is silent, found from the exact roots of its comparisons.

One value moves and all else stands. Every value that is printed was judged first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from budget.finnish import LINE_GENITIVES, LINE_WORDS, euros, month_end, number
from budget.period import Period
from budget.unit import Line
from budget.verdict import LineTarget
from engine.cases import Case
from engine.judging import Judgement
from engine.names import FAMILIES, UNIT_KEYS, Family, key, parts
from engine.quantities import Values
from engine.roots import roots
from engine.symbolic import differences
from written.record import dataclass

Silent = Callable[[Values], bool]
_MOVING = ("toteuma", "ennuste")


@dataclass(frozen=True, slots=True)
class Bound:
    """A value that one quantity of a line would have to reach.

    `name` is what moves (`toteuma`, `ennuste`), `line` its line (None for a measure). `value` is in cents, for a
    measure in ones. `strict` tells that the value itself is not enough.
    """

    name: str
    line: Line | None
    value: int
    strict: bool


@dataclass(frozen=True, slots=True)
class Endings:
    """What would stop a finding now (if no alert were open), and what would end an open alert now and later."""

    counterfactual: str | None
    now: str | None
    later: str | None


NO_ENDINGS = Endings(None, None, None)
_BUDGET_IF = "jos yksikölle vahvistettaisiin talousarvio tai kirjaukset siirrettäisiin"
_BUDGET_WHEN = "yksikölle vahvistetaan talousarvio tai kirjaukset siirretään"


def endings(judgement: Judgement, case: Case, later: Period | None, *, unbudgeted: bool) -> Endings:
    """Say what would end a finding. `later` is the next period of the source, None where the rule does not judge it."""
    if not judgement.alerts:
        return NO_ENDINGS
    if unbudgeted:
        return Endings(_BUDGET_IF, _BUDGET_WHEN, _BUDGET_WHEN)
    group = case.target.group if isinstance(case.target, LineTarget) else None
    values = case.values

    def ended(at: Values) -> bool:
        return judgement.is_silent(at) and judgement.released(at) is True

    stop = nearest(judgement, values, judgement.is_silent)
    end = stop if judgement.release is None else nearest(judgement, values, ended)
    then = None if later is None or case.at is None else outermost(judgement, case.at(later), ended, values)
    return Endings(
        None if stop is None else _if(stop, group),
        None if end is None else _when(end, values.period, group),
        None if then is None or later is None else _when(then, later, group),
    )


def nearest(judgement: Judgement, values: Values, silent: Silent) -> Bound | None:
    """Return the nearest value in the better direction at which the rule is silent; None where there is none.

    The actual moves where the conditions use it, or anything made of it; else, or where no such value of it
    exists, the forecast does.
    """
    if silent(values):
        return None
    for called in _moving(judgement):
        start = values[called]
        if start is not None:
            found = _Search(judgement, values, called, silent).better_than(Fraction(*start))
            if found is not None:
                return found
    return None


def outermost(judgement: Judgement, values: Values, silent: Silent, now: Values) -> Bound | None:
    """Return the worst value at a later period at which the rule would be silent from there on.

    The actual will have grown by then, so that the search comes from the worse end, not from the value of today.
    """
    for called in _moving(judgement):
        if now[called] is not None:
            found = _Search(judgement, values, called, silent).from_worst()
            if found is not None:
                return found
    return None


def _moving(judgement: Judgement) -> Iterator[str]:
    """Yield what may move: of every line that the conditions use the actual, and then the forecasts."""
    family = FAMILIES[judgement.subject]
    used = dict.fromkeys(part for name in judgement.names for part in (name, *_made_of(name, family)))
    for primary in _MOVING:
        for called in used:
            if UNIT_KEYS.get(called, (None, called))[1] == primary:
                yield called


def _made_of(called: str, family: Family) -> Iterator[str]:
    for part in parts(called, family):
        yield part
        yield from _made_of(part, family)
    line, primary = UNIT_KEYS.get(called, (None, called))
    if primary == "kuukauden_toteuma":
        yield key("toteuma", line)  # where the report has no column for the month


class _Search:
    """Looks for the values of one quantity at which a rule is silent."""

    def __init__(self, judgement: Judgement, values: Values, called: str, silent: Silent) -> None:
        self.values = values
        self.called = called
        self.silent = silent
        line, self.name = UNIT_KEYS.get(called, (values.line, called))
        self.line = line
        self.step = -1 if line is Line.COSTS else 1  # towards the better
        self.scale = 100 if FAMILIES[judgement.subject] is Family.LINE else 1
        self.turns = self._turns(judgement)

    def _turns(self, judgement: Judgement) -> list[Fraction]:
        """Return every value at which a comparison can change, from the worst to the best."""
        conditions = [condition for _, condition in judgement.levels]
        if judgement.release is not None:
            conditions.append(judgement.release)
        family = FAMILIES[judgement.subject]
        found = {Fraction(0)}
        for condition in conditions:
            for comparing in condition.comparisons:
                for difference in differences(comparing, self.values, self.called, family):
                    found.update(roots(difference))
        return sorted(found, key=lambda value: value * self.step)

    def holds(self, value: Fraction) -> bool:
        return self.silent(self.values.moved(self.called, (value.numerator, value.denominator)))

    def better_than(self, start: Fraction) -> Bound | None:
        return self._first([turn for turn in self.turns if (turn - start) * self.step >= 0])

    def from_worst(self) -> Bound | None:
        worst = self.turns[0] - self.step * self.scale * 1000
        return None if self.holds(worst) else self._first(self.turns)

    def _first(self, turns: list[Fraction]) -> Bound | None:
        for at, turn in enumerate(turns):
            following = turns[at + 1] if at + 1 < len(turns) else turn + self.step * self.scale * 1000
            if abs(following - turn) <= 1:
                continue  # both sides of a root that is no fraction: no cent lies between them
            if self.holds((turn + following) / 2):
                bound = self._rounded(turn)
                if bound is not None:
                    return bound
        return None

    def _rounded(self, turn: Fraction) -> Bound | None:
        """Return a turn as whole euros to the safe side, if the rule is silent there and the value can be reached."""
        strict = not self.holds(turn)
        in_wholes = turn / self.scale
        whole = (
            -(-in_wholes.numerator // in_wholes.denominator) if self.step > 0 else in_wholes.numerator // in_wholes.denominator
        )
        value = whole * self.scale
        inside = Fraction(value) if value != turn or not strict else Fraction(value) + self.step
        if not self.holds(inside) or (self.line is Line.COSTS and inside < 0):
            return None
        return Bound(self.name, self.line, value, strict)


def _if(bound: Bound, group: str | None) -> str:
    subject, plural = _subject(bound, group)
    return f"jos {subject} {'olisivat' if plural else 'olisi'} {_limit(bound)}"


def _when(bound: Bound, period: Period, group: str | None) -> str:
    subject, plural = _subject(bound, group)
    return f"{subject} {'ovat' if plural else 'on'} {month_end(period)} {_limit(bound)}"


def _subject(bound: Bound, group: str | None) -> tuple[str, bool]:
    """Return who would have to change, and whether it is many."""
    of = "" if group is None else f"tiliryhmän {group} "
    if bound.line is None:
        return bound.name, False
    if bound.name == "ennuste":
        return f"{of}{LINE_GENITIVES[bound.line]} ennuste", False
    return f"{of}{LINE_WORDS[bound.line]}", bound.line is not Line.MARGIN


def _limit(bound: Bound) -> str:
    shown = number(bound.value) if bound.line is None else euros(bound.value)
    if bound.line is Line.COSTS:
        return f"{'alle' if bound.strict else 'enintään'} {shown}"
    return f"{'yli' if bound.strict else 'vähintään'} {shown}"
