"""The gates: new figures against the last accepted ones, so that a wrong file is refused and not judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from budget.figure import Column, Figure
from budget.finnish import counted, euros, month
from budget.snapshot import Snapshot
from budget.unit import Line, UnitCode
from figures.join import VALUES
from written.record import dataclass

_FEW = 2
_COLUMNS = {
    Column.BUDGET: "talousarvio",
    Column.ACTUAL: "toteuma",
    Column.FORECAST: "ennuste",
    Column.PRIOR: "edellisen vuoden tilinpäätös",
}


@dataclass(frozen=True, slots=True)
class Pair:
    """One value of one unit and line, before and now."""

    before: int
    now: int


def refusals(now: Snapshot, before: Snapshot) -> tuple[str, ...]:
    """Return what has changed too much since the last accepted figures, in words; empty where nothing has."""
    return tuple(_refusals(now, before))


def _refusals(now: Snapshot, before: Snapshot) -> Iterable[str]:
    known = {unit.code for unit in now.units if unit.figures}
    units = [unit.code for unit in before.units if unit.figures]
    kept = sum(1 for code in units if code in known)
    when = month(before.period)
    if kept * 100 < len(units) * 80:
        yield f"yksiköistä on jäljellä {kept}, kun niitä oli {counted(len(units), 'yksikkö', 'yksikköä')} ({when})"
    budget = _total(_pairs(now, before, Line.COSTS, Column.BUDGET))
    if budget.now and budget.before:
        if (budget.now < 0) != (budget.before < 0):
            yield f"kulujen talousarvion etumerkki on vaihtunut ({when}: {euros(budget.before)}, nyt {euros(budget.now)})"
        elif not abs(budget.before) <= abs(budget.now) * 2 <= abs(budget.before) * 4:
            yield f"samojen yksiköiden kulujen talousarvio oli {euros(abs(budget.before))} ({when}), nyt {euros(abs(budget.now))}"
    yield from _signs(now, before, when)
    if now.period.year == before.period.year:
        yield from _pace(now, before, when)
        yield from _moved(now, before, when)
    if now.period == before.period:
        yield from _cut(now, before)


def _signs(now: Snapshot, before: Snapshot, when: str) -> Iterable[str]:
    revenue = _total(_pairs(now, before, Line.REVENUE, Column.BUDGET))
    if revenue.now * revenue.before < 0:
        yield f"tuottojen talousarvion etumerkki on vaihtunut ({when}: {euros(revenue.before)}, nyt {euros(revenue.now)})"


def _pace(now: Snapshot, before: Snapshot, when: str) -> Iterable[str]:
    """The actual of costs per elapsed month must stay within 0.3 to 3 times inside a budget year."""
    actual = _total(_pairs(now, before, Line.COSTS, Column.ACTUAL))
    one, other = abs(actual.now) * before.period.month, abs(actual.before) * now.period.month
    if not actual.now or not actual.before:
        return
    if (actual.now < 0) != (actual.before < 0):
        yield f"kulujen toteuman etumerkki on vaihtunut ({when}: {euros(actual.before)}, nyt {euros(actual.now)})"
    elif one * 10 < other * 3 or one > other * 3:
        then, current = (abs(actual.before), before.period.month), (abs(actual.now), now.period.month)
        yield f"kuluja oli kuukautta kohti {euros(then)} ({when}), nyt {euros(current)}"


def _moved(now: Snapshot, before: Snapshot, when: str) -> Iterable[str]:
    """Numbers that were the budget or last year's accounts and are now in another column of most units have moved.

    An actual that has grown up to the old budget, where the budget grew too, is only a year of much change.
    """
    for kept in (Column.BUDGET, Column.PRIOR):
        if _changed(now, before, kept) <= _FEW:
            continue
        for column in (Column.BUDGET, Column.ACTUAL, Column.FORECAST, Column.PRIOR):
            pairs = [pair for line in Line for pair in _values(now, before, line, kept, column)] if column is not kept else []
            moved = [(was, other) for was, other, here in pairs if was == here != other]
            grown = sum(abs(other or 0) for _, other in moved) > sum(abs(was) for was, _ in moved)
            if len(moved) > _FEW and len(moved) * 2 > len(pairs) and not (grown and column is Column.ACTUAL):
                yield f"{_COLUMNS[kept]} ({when}) on nyt sarakkeessa {_COLUMNS[column]}: sarakkeet ovat vaihtaneet paikkaa"


def _changed(now: Snapshot, before: Snapshot, kept: Column) -> int:
    """Return how many values of a column are not what they were."""
    amount = VALUES[kept]
    changed = 0
    for unit in now.units:
        old = before.unit(unit.code)
        if old is None:
            continue
        for new, was in ((unit.revenue, old.revenue), (unit.costs, old.costs), (unit.margin, old.margin)):
            cents = None if was is None else amount(was)
            if cents and (new is None or amount(new) != cents):
                changed += 1
    return changed


def _values(now: Snapshot, before: Snapshot, line: Line, kept: Column, column: Column) -> Iterable[tuple[int, int | None, int]]:
    """Yield what a column was, what it is and what another column is, of the units that give the first and the last."""
    for unit in now.units:
        old = before.unit(unit.code)
        was = _value(old.line(line) if old else None, kept)
        other, here = _value(unit.line(line), kept), _value(unit.line(line), column)
        if was and here is not None:
            yield was, other, here


def _cut(now: Snapshot, before: Snapshot) -> Iterable[str]:
    """A file read again that has lost a whole part was cut."""
    if before.measures and not now.measures:
        yield f"kaikki suoritteet puuttuvat, kun niitä oli {counted(len(before.measures), 'suorite', 'suoritetta')}"
    if before.items and not now.items:
        yield f"kaikki menot ilman määrärahaa puuttuvat, kun niitä oli {len(before.items)}"


def _pairs(now: Snapshot, before: Snapshot, line: Line, column: Column) -> Iterable[Pair]:
    """Yield the values that both snapshots give, of the highest units that do: what is new is a matter of the number of units."""
    amount = VALUES[column]
    found: dict[UnitCode, Pair] = {}
    for unit in now.units:
        old = before.unit(unit.code)
        new, was = unit.line(line), None if old is None else old.line(line)
        if new is None or was is None:
            continue
        one, other = amount(new), amount(was)
        if one is not None and other is not None:
            found[unit.code] = Pair(other, one)
    return [pair for code, pair in found.items() if not any(above.code in found for above in now.ancestors(code))]


def _value(of: Figure | None, column: Column) -> int | None:
    return None if of is None else VALUES[column](of)


def _total(pairs: Iterable[Pair]) -> Pair:
    listed = list(pairs)
    return Pair(sum(pair.before for pair in listed), sum(pair.now for pair in listed))


def unfinished(now: Snapshot, earlier: Sequence[Snapshot]) -> tuple[int, int] | None:
    """Return the month's own costs and the mean of the earlier months where the month is not closed, else None.

    Where the month before was not read and the file has no column of the month alone, nothing is known: several
    months together may well be cheap, and a true end of an alert must not wait for a guess.
    """
    months = now.period.month - 1
    if months == 0:
        return None
    before = next((of for of in earlier if of.period == now.period.later(-1)), None)
    own, accumulated = _own_costs(now, before)
    if accumulated <= 0 or own * months * 100 >= accumulated * 60:
        return None
    return own, accumulated // months


def _own_costs(now: Snapshot, before: Snapshot | None) -> tuple[int, int]:
    """Return the costs of the month alone and of the months before it; zeros where nothing tells them."""
    own = accumulated = 0
    for unit in now.units:
        costs = unit.costs
        old = before.unit(unit.code) if before else None
        if costs is None or costs.actual is None or unit.parent is not None:
            continue
        if old is not None and old.costs is not None and old.costs.actual is not None:
            accumulated -= old.costs.actual
            own -= costs.actual - old.costs.actual
        elif before is None and costs.month_actual is not None:
            accumulated -= costs.actual - costs.month_actual
            own -= costs.month_actual
    return own, accumulated
