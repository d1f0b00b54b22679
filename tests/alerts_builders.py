"""Builders for the tests of messages: figures, findings and events of a few units, and the June 2023 report by hand."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from alerts.alert import Alert, State, alert_id
from alerts.event import Change, Event
from alerts.facts import RunFacts, Situation
from budget.exact import Exact, compare
from budget.figure import Column, Figure, Measure, MeasureKind, Remark, UnbudgetedItem
from budget.finnish import LINE_WORDS, euros, percent
from budget.gap import forecast_gap, pace_gap, used_share
from budget.money import Cents
from budget.owner import Binding, Owner
from budget.period import Period
from budget.snapshot import Snapshot, SourceRead, UnitFigures
from budget.unit import Line, UnitCode
from budget.verdict import (
    Evaluation,
    Expectation,
    Fired,
    ItemTarget,
    Level,
    LineTarget,
    MeasureTarget,
    RuleCard,
    SourceTarget,
    Target,
    Topic,
    UnitTarget,
    Verdict,
)  # fmt: skip
from written.place import Place

FILE = "hyvinvointi-2023-06.txt"
JUNE = Period(2023, 6)
TODAY = date(2023, 8, 1)
Numbers = tuple[int, int, int, int | None, int]  # last year, budget, actual, forecast (whole euros as printed), row

TOP, CHILDREN, LEISURE = UnitCode("64300000"), UnitCode("64320000"), UnitCode("64330000")
SCHOOLS, LYCEUM, NURSERIES = UnitCode("64321000"), UnitCode("64322000"), UnitCode("64323000")
MUSEUM, THEATRE, MUSIC, HEALTH = UnitCode("64332000"), UnitCode("64334000"), UnitCode("64336000"), UnitCode("64337000")


def cents(amount: int | None) -> Cents | None:
    return None if amount is None else Cents(amount * 100)


def figure(code: str, line: Line, numbers: Numbers) -> Figure:
    prior, budget, actual, forecast, row = numbers
    place = Place(FILE, row)
    return Figure(
        UnitCode(code), line, cents(budget), cents(actual), cents(forecast), cents(prior),
        places=((Column.BUDGET, place), (Column.ACTUAL, place), (Column.PRIOR, place)), rows=(row,),
    )  # fmt: skip


def unit(code: str, name: str, parent: str | None, *lines_: Numbers | None) -> UnitFigures:
    """A unit with revenue, costs as they are spent, and the margin, made of the two where it is not given."""
    revenue, costs, margin = (*lines_, None, None, None)[:3]
    spent = None if costs is None else (-costs[0], -costs[1], -costs[2], None if costs[3] is None else -costs[3], costs[4])
    if margin is None and spent is not None:
        margin = _margin(revenue or (0, 0, 0, 0 if spent[3] is not None else None, 0), spent)
    lines = ((Line.REVENUE, revenue), (Line.COSTS, spent), (Line.MARGIN, margin))
    made = {line: figure(code, line, numbers) for line, numbers in lines if numbers is not None}
    return UnitFigures(
        UnitCode(code), name, None if parent is None else UnitCode(parent),
        made.get(Line.REVENUE), made.get(Line.COSTS), made.get(Line.MARGIN),
    )  # fmt: skip


def _margin(revenue: Numbers, costs: Numbers) -> Numbers:
    forecast = None if revenue[3] is None or costs[3] is None else revenue[3] + costs[3]
    return revenue[0] + costs[0], revenue[1] + costs[1], revenue[2] + costs[2], forecast, costs[4] + 1


def snapshot(*units: UnitFigures, period: Period = JUNE, measures: tuple[Measure, ...] = ()) -> Snapshot:
    return Snapshot(period, (SourceRead(FILE, "examples/*.txt", "0" * 64, 3 * len(units)),), units, measures)


def measure(name: str, target: int, actual: int, kind: MeasureKind = MeasureKind.FLOW, of: UnitCode | None = None) -> Measure:
    area = "Vapaa-aikapalvelut"
    heading = "Kävijöiden lukumäärä" if kind is MeasureKind.FLOW else None
    return Measure(area, name, kind, None, Decimal(target), Decimal(actual), None, Place(FILE, 279), heading, of)


def card(rule: str, *recipients: str, red: tuple[str, ...] = (), trial: bool = False, question: str | None = None) -> RuleCard:
    return RuleCard(
        rule, f"Sääntö {rule}", recipients or ("vastuuhenkilö",), red, (), question, 1, trial, "f", "t", "rules/kulut.yaml:1"
    )


def fired(level: Level, topic: Topic, amount: Exact | None, headline: str, *sentences: str, ending: str | None = None) -> Fired:
    said = sentences or (f"{headline[:1].upper()}{headline[1:]}.",)
    return Fired(level, topic, amount, (), (), said[0], headline, said, "raja", None, ending, None, False)


def verdict(rule: RuleCard, target: Target, name: str, outcome: Fired) -> Verdict:
    return Verdict(rule, target, name, outcome, False, FILE, 1)


PACE_GAP = "kertymäpoikkeama"


def alert(of: Verdict, *, told: Level | None = None, told_amount: Exact | None = None, period: Period = JUNE) -> Alert:
    outcome = of.outcome
    assert isinstance(outcome, Fired)
    return Alert(
        id=alert_id(of.rule.id, of.target, period.year), rule=of.rule.id, rule_name=of.rule.name, rule_fingerprint="f",
        target=of.target, target_name=of.name, year=period.year, state=State.OPEN, level=outcome.level,
        amount=outcome.amount, level_told=told, amount_told=told_amount, told=(), streak=1, clear_streak=0,
        unknown_streak=0, judged=period, opened=period, opened_version=1, version=1,
        amount_of=PACE_GAP, amount_told_of=None if told_amount is None else PACE_GAP,
    )  # fmt: skip


def event(of: Verdict, change: Change = Change.NEW, cause: str | None = None) -> Event:
    return Event(change, alert(of), None, of, cause)


def owner(role: str, *units: str, address: str = "", **more: object) -> Owner:
    made = Owner(role, address or f"{role}@example.org", "folder", units=tuple(UnitCode(u) for u in units))
    return replace(made, **more)  # type: ignore[arg-type]


FINANCE = owner("talous")


def situation(
    figures: Snapshot,
    verdicts: Iterable[Verdict] = (),
    owners: tuple[Owner, ...] = (FINANCE,),
    bindings: tuple[Binding, ...] = (),
    expectations: tuple[Expectation, ...] = (),
) -> Situation:
    evaluation = Evaluation(figures.period, tuple(verdicts), expectations)
    return Situation(figures, evaluation, owners, bindings, "Kemin kaupunki, hyvinvointitoimiala", TODAY, 1)


RUN = RunFacts(rules=12)
PACE_RULE = card("kulut-edella-kertymaa", red=("ylempi vastuuhenkilö",), question="Mikä selittää eron?")


def pace(of: UnitFigures, line: Line = Line.COSTS, rule: RuleCard = PACE_RULE, red_above: int = 75_000_000) -> Verdict:
    """The verdict of a rule about the even pace at June: yellow, red above so many cents."""
    shown = of.line(line)
    assert shown is not None
    gap = pace_gap(shown, JUNE.even)
    assert gap is not None
    level = Level.RED if compare(gap, (red_above, 1)) > 0 else Level.YELLOW
    used = used_share(line, shown.actual, shown.budget)
    words = {
        Line.COSTS: (f"kulut {euros(gap)} edellä tasaista kertymää", "Kuluista"),
        Line.REVENUE: (f"tuotot {euros(gap)} jäljessä tasaisesta kertymästä", "Tuotoista"),
        Line.MARGIN: (f"kate {euros(gap)} tasaista kertymää heikompi", "Katteesta"),
    }[line]
    share = (f"{words[1]} on toteutunut {percent(used)}.",) if used is not None else ()
    said = (*share, f"{words[0][:1].upper()}{words[0][1:]}.")
    return verdict(rule, LineTarget(of.code, line), of.name, fired(level, Topic.PACE, gap, words[0], *said))


FORECAST_RULE = card("ennuste-ylittaa", red=("ylempi vastuuhenkilö",), question="Millä toimilla ylitys estetään?")


def forecast(of: UnitFigures, rule: RuleCard = FORECAST_RULE) -> Verdict:
    assert of.costs is not None
    gap = forecast_gap(of.costs)
    assert gap is not None
    level = Level.RED if compare(gap, (50_000_000, 1)) > 0 else Level.YELLOW
    headline = f"ennuste ylittää kulujen talousarvion {euros(gap).removesuffix('€')}eurolla"
    return verdict(rule, LineTarget(of.code, Line.COSTS), of.name, fired(level, Topic.FORECAST, gap, headline))


def item(text: str, euros_: int, of: UnitCode | None, rule: RuleCard) -> Verdict:
    return verdict(
        rule, ItemTarget(of, text), text, fired(Level.YELLOW, Topic.UNBUDGETED_ITEM, (euros_ * 100, 1), "meno ilman määrärahaa")
    )


__all__ = [
    "CHILDREN", "FILE", "FINANCE", "FORECAST_RULE", "HEALTH", "JUNE", "LEISURE", "LINE_WORDS", "LYCEUM", "MUSEUM", "MUSIC",
    "NURSERIES", "PACE_RULE", "RUN", "SCHOOLS", "THEATRE", "TODAY", "TOP", "MeasureTarget", "Remark", "SourceTarget",
    "UnbudgetedItem", "UnitTarget", "alert", "card", "event", "fired", "forecast", "item", "measure", "owner", "pace",
    "situation", "snapshot", "unit", "verdict",
]  # fmt: skip
