"""The small table and the bars of an item: what a unit's lines say, in finished words."""

from __future__ import annotations

from collections.abc import Iterable

from alerts.facts import Situation
from alerts.message import Bar, TableRow
from alerts.words import EVEN_PACE, USUAL_PACE, forecast_words, line_name, pace_side, pace_words
from budget.exact import ZERO, Exact, compare, rounded, subtract
from budget.figure import Figure
from budget.finnish import DASH, NBSP, euros, number, percent, whole_euros
from budget.gap import forecast_gap, natural, pace_gap, used_share
from budget.money import Cents
from budget.snapshot import UnitFigures
from budget.unit import Line
from budget.verdict import Level

ORDER = (Line.COSTS, Line.REVENUE, Line.MARGIN)
LARGEST_SHARE: Exact = (999, 100)
SMALLEST_BAR: Exact = (3, 100)


def table(unit: UnitFigures, situation: Situation) -> tuple[tuple[str, ...], tuple[TableRow, ...]]:
    """Return headings, and a row for every line of the unit that the report has; no column that says nothing."""
    lines = _rows(unit, situation)
    names = _headings(unit, situation)
    told = [n for n in range(len(names)) if any(row.cells[n] != DASH for row in lines)]
    return tuple(names[n] for n in told), tuple(TableRow(row.name, tuple(row.cells[n] for n in told)) for row in lines)


def _headings(unit: UnitFigures, situation: Situation) -> tuple[str, ...]:
    """Return the headings of the columns: with a forecast where one is known, else with the gap to the pace."""
    start = ("Toteuma", f"TA {situation.snapshot.period.year}", "Toteuma-%")
    if _has_forecast(unit):
        return (*start, "Ennuste", "Ennuste ja TA")
    if _has_profile(unit, situation):
        return (*start, USUAL_PACE, EVEN_PACE)
    return (*start, EVEN_PACE)


def _rows(unit: UnitFigures, situation: Situation) -> tuple[TableRow, ...]:
    return tuple(
        TableRow(line_name(line), _cells(unit, figure, situation)) for line in ORDER if (figure := unit.line(line)) is not None
    )


def rounding_note(unit: UnitFigures, situation: Situation) -> str | None:
    """Return the words that a column needs whose printed margin is not printed revenue - costs, None where all add up."""
    if unit.revenue is None or unit.costs is None or unit.margin is None:
        return None
    columns = [
        [_euros(natural(f.line, f.actual)) for f in (unit.revenue, unit.costs, unit.margin)],
        [_euros(natural(f.line, f.budget)) for f in (unit.revenue, unit.costs, unit.margin)],
    ]
    if _has_forecast(unit):
        columns.append([_euros(natural(f.line, f.forecast)) for f in (unit.revenue, unit.costs, unit.margin)])
        columns.append([_shown(forecast_gap(f), f.line) for f in (unit.revenue, unit.costs, unit.margin)])
    else:
        # Lines of different profiles do not add up, and are not meant to: the even pace stands beside them.
        even = situation.snapshot.period.even
        columns.append([_shown(pace_gap(f, even), f.line) for f in (unit.revenue, unit.costs, unit.margin)])
    largest = max((_difference(column) for column in columns), default=0)
    return f"Taulukossa on pyöristysero, enintään {number(largest)}{NBSP}€." if largest else None


def bars(unit: UnitFigures, levels: dict[Line, Level], situation: Situation) -> tuple[Bar, ...]:
    """Return the bars of costs and revenue that are at least three points off the expected pace."""
    return tuple(
        bar
        for line in (Line.COSTS, Line.REVENUE)
        if (figure := unit.line(line)) is not None and (bar := _bar(figure, levels.get(line, Level.INFO), situation)) is not None
    )


def shown_share(line: Line, value: Cents | None, budget: Cents | None) -> Exact | None:
    """Return the share of the budget as far as it is printed: not over 999 %, not below 0."""
    share = used_share(line, value, budget)
    if share is None or share[0] < 0 or compare(share, LARGEST_SHARE) > 0:
        return None
    return share


def _bar(figure: Figure, level: Level, situation: Situation) -> Bar | None:
    expected, profile = situation.expected(figure.unit, figure.line), situation.expectation(figure.unit, figure.line).profile
    share = shown_share(figure.line, figure.actual, figure.budget)
    if share is None:
        return None
    off = subtract(share, expected)
    if compare((abs(off[0]), off[1]), SMALLEST_BAR) < 0:
        return None
    gap = pace_gap(figure, expected)
    shown_level = level if gap is not None and compare(gap, ZERO) > 0 else Level.INFO
    label = f"{line_name(figure.line)} {percent(share)}, {pace_side(figure.line, off, profile)}"
    return Bar(label, rounded(share, 2), rounded(expected, 2), shown_level)


def _cells(unit: UnitFigures, figure: Figure, situation: Situation) -> tuple[str, ...]:
    line = figure.line
    share = shown_share(line, figure.actual, figure.budget)
    start = (_amount(figure, figure.actual), _amount(figure, figure.budget), DASH if share is None else percent(share))
    if _has_forecast(unit):
        gap = forecast_gap(figure)
        return (*start, _amount(figure, figure.forecast), DASH if gap is None else forecast_words(line, gap))
    even = _pace(figure, situation.snapshot.period.even)
    if _has_profile(unit, situation):
        expected = situation.expectation(unit.code, line)
        return (*start, DASH if expected.profile is None else _pace(figure, expected.share), even)
    return (*start, even)


def _pace(figure: Figure, expected: Exact) -> str:
    gap = pace_gap(figure, expected) if figure.budget else None  # without a budget there is no pace
    return DASH if gap is None else pace_words(figure.line, gap)


def _amount(figure: Figure, cents: Cents | None) -> str:
    value = natural(figure.line, cents)
    return DASH if value is None else euros(value)


def _has_forecast(unit: UnitFigures) -> bool:
    return any(figure.forecast is not None for figure in unit.figures)


def _has_profile(unit: UnitFigures, situation: Situation) -> bool:
    """Tell whether something else than the even pace was expected of a line."""
    even = situation.snapshot.period.even
    return any(compare(situation.expected(unit.code, figure.line), even) != 0 for figure in unit.figures)


def _euros(cents: int | None) -> int | None:
    return None if cents is None else whole_euros(cents)


def _shown(gap: Exact | None, line: Line) -> int | None:
    """Return a gap as it is printed, in the direction of the figures: margin = revenue - costs holds for it too."""
    if gap is None:
        return None
    return whole_euros(gap) if line is Line.COSTS else -whole_euros(gap)


def _difference(column: Iterable[int | None]) -> int:
    revenue, costs, margin = column
    if revenue is None or costs is None or margin is None:
        return 0
    return abs(margin - (revenue - costs))
