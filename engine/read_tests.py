"""Reading a rule's own tests (`testit`): the values that a case gives and the verdict that it expects."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from budget.figure import Figure, Measure, MeasureKind, UnbudgetedItem
from budget.money import Cents
from budget.period import Period
from budget.unit import Line, UnitCode
from engine.keys import errors_since, mark, require
from engine.rulebook import Expected, RuleTest, Subject
from engine.values import Wrong, amount_of_things, cents, day_span, days, iso_day, period, read_at, value
from written.fields import Fields
from written.record import dataclass

MONEY_LINES = (Subject.COSTS.value, Subject.REVENUE.value, Subject.MARGIN.value)
TEST_UNIT = UnitCode("testi")
"""The code of the unit of a test that names none: no pattern of a rules file matches it."""
TEST_NAME = "Testi"
SOME_PERIOD = Period(2023, 6)
"""For a test whose values do not depend on the period."""

_MONEY = {
    "ta": "ta",
    "talousarvio": "ta",
    "alkuperäinen_ta": "alkuperäinen_ta",
    "toteuma": "toteuma",
    "kuukauden_toteuma": "kuukauden_toteuma",
    "ennuste": "ennuste",
    "tp-ennuste": "ennuste",
    "tp_ennuste": "ennuste",
    "tp": "tp",
    "tilinpäätös": "tp",
    "toteuma_ed_vuosi": "toteuma_ed_vuosi",
    "toteuma_edv": "toteuma_ed_vuosi",
}
_NUMBERS = ("tavoite", "toteuma", "ennuste", "tp")
_EMPTY = "tyhjä"


def read_tests(fields: Fields, subjects: tuple[Subject, ...], measures: MeasureKind) -> tuple[RuleTest, ...]:
    """Read the tests of a rule. A test with an error is left out; what is wrong with it stands in the problems."""
    tests = (_test(case, number, subjects, measures) for number, case in enumerate(fields.mappings("testit"), 1))
    return tuple(test for test in tests if test is not None)


def _test(fields: Fields, number: int, subjects: tuple[Subject, ...], measures: MeasureKind) -> RuleTest | None:
    before = mark(fields)
    fields.allow(("kun", "niin", "tekstissä", "sarja"))
    if fields.node("sarja") is not None or "sarja" in fields.meant:
        return None
    require(fields, "kun", "niin")
    expected = fields.one_of("niin", (choice.value for choice in Expected))
    texts = fields.texts("tekstissä")
    given = fields.fields("kun")
    if given is None or expected is None:
        return None
    test = read_given(given, subjects, measures)
    if errors_since(fields, before):
        return None
    return replace(test, number=number, place=fields.mapping.place, expected=Expected(expected), texts=texts)


def read_given(fields: Fields, subjects: tuple[Subject, ...], measures: MeasureKind) -> RuleTest:
    """Read the values of a case. What it must give is not among them."""
    unit = fields.text("yksikkö")
    case = RuleTest(0, fields.mapping.place, unit, value(fields, "kausi", period), None, (), None, None, Expected.NOTHING, ())
    subject = subjects[0]
    if subject is Subject.MEASURE:
        fields.allow((*_NUMBERS, "kausi", "yksikkö"))
        return replace(case, measure=_measure(fields, unit, measures))
    if subject is Subject.ITEM:
        fields.allow(("määrä", "kausi", "yksikkö"))
        amount = value(fields, "määrä", cents)
        item = (
            None if amount is None else UnbudgetedItem(UnitCode(unit or TEST_UNIT), "Esimerkkimeno", amount, fields.mapping.place)
        )
        return replace(case, item=item)
    if subject is Subject.SOURCE:
        fields.allow(("aineiston_ikä", "tänään", "kausi"))
        return _source(fields, case)
    return replace(case, figures=_figures(fields, unit, subjects))


def _measure(fields: Fields, unit: str | None, kind: MeasureKind) -> Measure:
    numbers = [value(fields, key, amount_of_things) for key in _NUMBERS]
    target, actual, forecast, prior = numbers
    code = UnitCode(unit or TEST_UNIT)
    return Measure("Tulosalue", unit or TEST_NAME, kind, prior, target, actual, forecast, fields.mapping.place, unit=code)


def _source(fields: Fields, case: RuleTest) -> RuleTest:
    """Read the age of a source: days, or two dates, or the period and the day of the run."""
    age, today = value(fields, "aineiston_ikä", _age), value(fields, "tänään", iso_day)
    of = case.period or SOME_PERIOD
    if age is not None:
        today = of.last_day + timedelta(days=age)
    elif case.period is None:
        today = None
    return replace(case, period=of, today=today)


def _age(text: str) -> int | Wrong:
    span = day_span(text)
    return days(text) if isinstance(span, Wrong) else (span[1] - span[0]).days


def _figures(fields: Fields, unit: str | None, subjects: tuple[Subject, ...]) -> tuple[Figure, ...]:
    """Read the values of a line, or of the lines that the case names (`kulut:`, `tuotot:`, `kate:`).

    Values without a line belong to the first line of `kohde`.
    """
    lines = [line for subject in subjects if (line := subject.line) is not None]
    bare = tuple(lines[:1])
    fields.allow((*(_MONEY if bare else ()), *MONEY_LINES, "kausi", "yksikkö"))
    code = UnitCode(unit or TEST_UNIT)
    figures: list[Figure] = []
    for text in MONEY_LINES:
        line = Subject(text).line
        inner = fields.fields(text)
        if inner is not None and line is not None:
            inner.allow(_MONEY)
            figures.append(_figure(inner, code, line))
    is_given = not figures or any(fields.node(key) is not None for key in _MONEY)
    if bare and is_given and all(figure.line is not bare[0] for figure in figures):
        figures.append(_figure(fields, code, bare[0]))
    return tuple(figures)


@dataclass(frozen=True, slots=True)
class _Money:
    """An amount as the figures keep it; `empty` tells `ta: tyhjä`, an empty cell of a budget column."""

    cents: Cents | None = None
    empty: bool = False


def _figure(fields: Fields, unit: UnitCode, line: Line) -> Figure:
    given = {name: _money(fields, key, line) for key, name in _MONEY.items() if fields.node(key) is not None}
    nothing = _Money()

    def of(name: str) -> Cents | None:
        return given.get(name, nothing).cents

    budget = given.get("ta", nothing)
    return Figure(
        unit,
        line,
        budget=budget.cents,
        actual=of("toteuma"),
        forecast=of("ennuste"),
        prior=of("tp"),
        budget_original=of("alkuperäinen_ta"),
        month_actual=of("kuukauden_toteuma"),
        prior_actual=of("toteuma_ed_vuosi"),
        has_budget_column=budget.empty or budget.cents is not None,
    )


def _money(fields: Fields, key: str, line: Line) -> _Money:
    scalar = fields.scalar(key)
    if scalar is None:
        return _Money()
    if scalar.text.strip() == _EMPTY:
        return _Money(empty=True)
    amount = read_at(fields, scalar, cents)
    # The values of a test are in the line's natural direction, figures keep costs negative.
    return _Money(None if amount is None else Cents(-amount if line is Line.COSTS else amount))
