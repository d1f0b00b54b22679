"""Small builders for the engine's tests, and the figures of the real report of June 2023."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from budget.figure import Column, Figure, Measure, MeasureKind, UnbudgetedItem
from budget.money import Cents
from budget.owner import Binding, Growth
from budget.period import Period
from budget.snapshot import History, Snapshot, SourceRead, UnitFigures
from budget.unit import Line, UnitCode
from budget.verdict import Evaluation, Kind, Level, LineTarget, RuleCard, Verdict
from engine.conditions import checked
from engine.evaluate import evaluate
from engine.rulebook import Limit, Profile, Rule, Rulebook, Scope, Subject, UnitLimits, UnitPattern
from engine.syntax import Condition
from written.place import Place

FILE = "hyvinvointi-2023-06.txt"
ORIGIN = "examples/*.txt"
JUNE = Period(2023, 6)
TODAY = date(2023, 8, 1)
ALL_MONTHS = frozenset(range(1, 13))
LEVELS = (("tieto", Level.INFO), ("keltainen", Level.YELLOW), ("punainen", Level.RED))


def condition(text: str, *subjects: Subject, limits: tuple[Limit, ...] = ()) -> Condition:
    """Read a condition that is right."""
    read = checked(text, subjects or (Subject.COSTS,), limits)
    assert isinstance(read, Condition), [str(mistake) for mistake in read]
    return read


def rule(
    id_: str = "sääntö",
    kohde: str | tuple[str, ...] = "kulut",
    *,
    tieto: str | None = None,
    keltainen: str | None = None,
    punainen: str | None = None,
    poistuu: str | None = None,
    months: Iterable[int] = ALL_MONTHS,
    units: tuple[str, ...] = (),
    excluded: tuple[str, ...] = (),
    scope: Scope = Scope.ALL,
    group: str | None = None,
    measures: MeasureKind | None = MeasureKind.FLOW,
    limits: tuple[Limit, ...] = (),
    unit_limits: tuple[tuple[str, Limit], ...] = (),
) -> Rule:
    """Make a rule from the texts of its conditions."""
    subjects = tuple(Subject(word) for word in ((kohde,) if isinstance(kohde, str) else kohde))
    texts = {"tieto": tieto, "keltainen": keltainen, "punainen": punainen}
    conditions = tuple(
        (level, condition(text, *subjects, limits=limits)) for key, level in LEVELS if (text := texts[key]) is not None
    )
    return Rule(
        card=RuleCard(id_, id_, ("vastuuhenkilö",), (), (), None, 1, False, "", "", "rules/x.yaml:1"),
        subjects=subjects,
        units=patterns(*units),
        excluded=patterns(*excluded),
        scope=scope,
        group=group,
        months=frozenset(months),
        conditions=conditions,
        release=None if poistuu is None else condition(poistuu, *subjects, limits=limits),
        measure_kind=measures,
        limits=limits,
        unit_limits=tuple(UnitLimits(patterns(text)[0], (limit,)) for text, limit in unit_limits),
    )


def patterns(*texts: str) -> tuple[UnitPattern, ...]:
    return tuple(UnitPattern(text, Place("rules/x.yaml", 1, 1)) for text in texts)


def euros_limit(name: str, euros: int) -> Limit:
    return Limit(name, Kind.EUROS, (euros * 100, 1))


def points_limit(name: str, points: int) -> Limit:
    return Limit(name, Kind.POINTS, (points, 100))


def rulebook(*rules: Rule, profiles: tuple[Profile, ...] = (), bindings: tuple[Binding, ...] = ()) -> Rulebook:
    return Rulebook(rules, profiles, (), bindings, Growth(), (), frozenset(), True, "")


def profile(id_: str, line: Line, shares: Iterable[int], *units: str) -> Profile:
    """Make a profile from percents of January to December."""
    return Profile(id_, (line,), patterns(*units), tuple((s, 100) for s in shares), Place("rules/p.yaml", 3, 5))


def cents(euros: Decimal | int | None) -> Cents | None:
    return None if euros is None else Cents(int(euros * 100))


def figure(
    line: Line,
    budget: Decimal | int | None = None,
    actual: Decimal | int | None = None,
    forecast: Decimal | int | None = None,
    *,
    code: str = "1",
    has_budget_column: bool = True,
    group: str | None = None,
    prior: int | None = None,
    original: int | None = None,
    month_actual: int | None = None,
    prior_actual: int | None = None,
) -> Figure:
    """Make a figure from euros as the report has them: costs negative."""
    return Figure(
        UnitCode(code),
        line,
        budget=cents(budget),
        actual=cents(actual),
        forecast=cents(forecast),
        prior=cents(prior),
        budget_original=cents(original),
        month_actual=cents(month_actual),
        prior_actual=cents(prior_actual),
        has_budget_column=has_budget_column,
        group=group,
    )


def unit(*figures: Figure, name: str = "Yksikkö", parent: str | None = None, doubt: str | None = None) -> UnitFigures:
    """Make a unit of its figures."""
    lines = {f.line: f for f in figures if f.group is None}
    return UnitFigures(
        figures[0].unit,
        name,
        None if parent is None else UnitCode(parent),
        lines.get(Line.REVENUE),
        lines.get(Line.COSTS),
        lines.get(Line.MARGIN),
        tuple(f for f in figures if f.group is not None),
        doubt,
    )


def snapshot(
    *units: UnitFigures,
    period: Period = JUNE,
    measures: tuple[Measure, ...] = (),
    items: tuple[UnbudgetedItem, ...] = (),
    unfinished: bool = False,
) -> Snapshot:
    source = SourceRead(FILE, ORIGIN, "", len(units))
    return Snapshot(period, (source,), units, measures, items, unfinished=unfinished)


def measure(
    actual: int | None,
    target: int | None,
    *,
    name: str = "Kirjastotoimi",
    kind: MeasureKind = MeasureKind.FLOW,
    forecast: int | None = None,
    prior: int | None = None,
    unit_code: str | None = None,
    area: str = "Vapaa-aika",
) -> Measure:
    before, aim, now, end = (None if value is None else Decimal(value) for value in (prior, target, actual, forecast))
    code = None if unit_code is None else UnitCode(unit_code)
    return Measure(area, name, kind, before, aim, now, end, Place(FILE, 280), unit=code)


def say(book: Rulebook, now: Snapshot, *past: Snapshot, today: date = TODAY) -> Evaluation:
    return evaluate(book, now, History(past), today)


def only(evaluation: Evaluation) -> Verdict:
    """Return the one verdict of an evaluation."""
    assert len(evaluation.verdicts) == 1, evaluation.verdicts
    return evaluation.verdicts[0]


def of_unit(evaluation: Evaluation, code: str) -> Verdict:
    """Return the one verdict about a line of a unit."""
    found = [v for v in evaluation.verdicts if isinstance(v.target, LineTarget) and v.target.unit == code]
    assert len(found) == 1, found
    return found[0]


# fmt: off
# code, name, line, TP 2022, TA 2023, actual 1-6, forecast, first row
REPORT: tuple[tuple[str, str, str, int, int, int, int | None, int], ...] = (
    ("64310000", "HALLINTOPALVELUT HYVINVOINTI", "costs", -701835, -840793, -353917, -800000, 6),
    ("64310000", "HALLINTOPALVELUT HYVINVOINTI", "margin", -701835, -840793, -353917, -800000, 7),
    ("64320000", "LASTEN JA NUORTEN PALVELUT", "revenue", 2178765, 2135192, 2997242, 2300000, 9),
    ("64320000", "LASTEN JA NUORTEN PALVELUT", "costs", -31029210, -30452272, -17511105, -31752272, 10),
    ("64320000", "LASTEN JA NUORTEN PALVELUT", "margin", -28850446, -28317080, -14513863, -29452272, 11),
    ("64330000", "VAPAA-AIKAPALV. KEHITT. JA KOORDINOINTI", "revenue", 1476830, 1357808, 766873, 1357808, 13),
    ("64330000", "VAPAA-AIKAPALV. KEHITT. JA KOORDINOINTI", "costs", -9047699, -8104440, -4744409, -8250000, 14),
    ("64330000", "VAPAA-AIKAPALV. KEHITT. JA KOORDINOINTI", "margin", -7570869, -6746632, -3977536, -6892192, 15),
    ("64300000", "HYVINVOINTITOIMIALA", "revenue", 3655594, 3493000, 3764115, 3657808, 17),
    ("64300000", "HYVINVOINTITOIMIALA", "costs", -40778744, -39397505, -22609432, -40802272, 18),
    ("64300000", "HYVINVOINTITOIMIALA", "margin", -37123149, -35904505, -18845317, -37144464, 19),
    ("64321000", "PERUSOPETUS/ PERUSKOULUT", "revenue", 801534, 975394, 1379496, None, 43),
    ("64321000", "PERUSOPETUS/ PERUSKOULUT", "costs", -17696782, -17799816, -10293152, None, 44),
    ("64321000", "PERUSOPETUS/ PERUSKOULUT", "margin", -16895248, -16824422, -8913656, None, 45),
    ("64322000", "KEMIN LYSEON LUKIO", "revenue", 137349, 149706, 104460, None, 47),
    ("64322000", "KEMIN LYSEON LUKIO", "costs", -2343377, -2354751, -1265369, None, 48),
    ("64322000", "KEMIN LYSEON LUKIO", "margin", -2206028, -2205045, -1160909, None, 49),
    ("64323000", "VARHAISKASVATUS", "revenue", 1239881, 1010092, 1513286, None, 51),
    ("64323000", "VARHAISKASVATUS", "costs", -10989050, -10297704, -5952584, None, 52),
    ("64323000", "VARHAISKASVATUS", "margin", -9749169, -9287612, -4439298, None, 53),
    ("64331000", "KULTTUURIPALVELUT", "revenue", 50227, 42158, 30665, None, 63),
    ("64331000", "KULTTUURIPALVELUT", "costs", -568932, -600437, -261800, None, 64),
    ("64331000", "KULTTUURIPALVELUT", "margin", -518705, -558279, -231135, None, 65),
    ("64332000", "MUSEOTOIMI", "revenue", 39113, 47300, 52498, None, 67),
    ("64332000", "MUSEOTOIMI", "costs", -838724, -761423, -484373, None, 68),
    ("64332000", "MUSEOTOIMI", "margin", -799611, -714123, -431875, None, 69),
    ("64333000", "KIRJASTOTOIMI", "revenue", 46025, 49450, 56732, None, 71),
    ("64333000", "KIRJASTOTOIMI", "costs", -1102938, -1077723, -573677, None, 72),
    ("64333000", "KIRJASTOTOIMI", "margin", -1056913, -1028273, -516945, None, 73),
    ("64334000", "TEATTERITOIMINTA", "revenue", 124610, 0, -6178, None, 75),
    ("64334000", "TEATTERITOIMINTA", "costs", -1547916, 0, -5649, None, 76),
    ("64334000", "TEATTERITOIMINTA", "margin", -1423305, 0, -11827, None, 77),
    ("64335000", "NUORISOTOIMINTA", "revenue", 65358, 66000, 106337, None, 79),
    ("64335000", "NUORISOTOIMINTA", "costs", -662130, -699920, -336271, None, 80),
    ("64335000", "NUORISOTOIMINTA", "margin", -596772, -633920, -229935, None, 81),
    ("64336000", "MUSIIKKITOIMI", "revenue", 598590, 586200, 244513, None, 83),
    ("64336000", "MUSIIKKITOIMI", "costs", -1736885, -1803954, -1100825, None, 84),
    ("64336000", "MUSIIKKITOIMI", "margin", -1138295, -1217754, -856312, None, 85),
    ("64337000", "HYVINVOINNIN, TERVEYDEN JA LIIKUNN.EDIST", "revenue", 552907, 566700, 282306, None, 87),
    ("64337000", "HYVINVOINNIN, TERVEYDEN JA LIIKUNN.EDIST", "costs", -2590175, -3160983, -1981814, None, 88),
    ("64337000", "HYVINVOINNIN, TERVEYDEN JA LIIKUNN.EDIST", "margin", -2037268, -2594283, -1699507, None, 89),
)

# area, measure, TP 2022, target 2023, actual 1-6, forecast
MEASURES: tuple[tuple[str, str, int | None, int | None, int | None, int | None], ...] = (
    ("Hallinto", "Lautakunnan kokousten lkm", 12, 10, 7, 11),
    ("Lasten ja nuorten palvelut", "Lapset/oppilaat, yhteensä 20.9.", 2928, 2813, 2965, 2833),
    ("Lasten ja nuorten palvelut", "varhaiskasvatus", 596, 545, 611, 523),
    ("Lasten ja nuorten palvelut", "esiopetus", 164, 170, 164, 172),
    ("Lasten ja nuorten palvelut", "perusopetus", 1921, 1853, 1929, 1884),
    ("Lasten ja nuorten palvelut", "lukio", 247, 245, 261, 254),
    ("Lasten ja nuorten palvelut", "Asiakastytyväisyyskysely", 1, 2, 1, 1),
    ("Vapaa-aikapalveluiden kehittäminen ja koordinointi", "Museotoimi", 28565, 20000, 12326, 20000),
    ("Vapaa-aikapalveluiden kehittäminen ja koordinointi", "Kirjastotoimi", 128478, 160000, 67384, 130000),
    ("Vapaa-aikapalveluiden kehittäminen ja koordinointi", "Teatteritoiminta", 3216, None, None, None),
    ("Vapaa-aikapalveluiden kehittäminen ja koordinointi", "Nuorisotoiminta", 14110, 18000, 11454, 20000),
    ("Vapaa-aikapalveluiden kehittäminen ja koordinointi", "Musiikkitoimi", 24521, 30000, 16155, 30000),
    ("Vapaa-aikapalveluiden kehittäminen ja koordinointi", "Kulttuuripalvelut", 43344, 45000, 18859, 40000),
    ("Vapaa-aikapalveluiden kehittäminen ja koordinointi", "Hyvinvoinnin, terveyden ja liikunnan edistäminen", 376033, 330000, 194232, 330000),
    ("Vapaa-aikapalveluiden kehittäminen ja koordinointi", "Asiakastytyväisyyskysely", 7, 7, 3, 7),
)
# fmt: on
STOCKS = ("Lapset/oppilaat, yhteensä 20.9.", "varhaiskasvatus", "esiopetus", "perusopetus", "lukio")
ITEMS = (
    ("Teatterin avustus", 82_000),
    ("lomapalkkavelka", 94_000),
    ("Vahvax-hanke", 60_000),
    ("Valmistava opetus", 100_000),
    ("kesäkuun palkkojen kertaerä sivukuluineen", 320_000),
    ("koronakorvaus työntekijöille", 28_000),
    ("yhdistystoiminta", 28_000),
)
_TOP = "64300000"


def report() -> Snapshot:
    """Return the real report as it is read."""
    codes = dict.fromkeys((code, name) for code, name, *_ in REPORT)
    units = tuple(_report_unit(code, name) for code, name in codes)
    measures = tuple(_report_measure(row) for row in MEASURES)
    items = tuple(UnbudgetedItem(UnitCode(_TOP), text, Cents(euros * 100), Place(FILE, 260)) for text, euros in ITEMS)
    return snapshot(*units, measures=measures, items=items)


def _report_unit(code: str, name: str) -> UnitFigures:
    figures = tuple(
        Figure(
            UnitCode(code),
            Line(line),
            budget=cents(budget),
            actual=cents(actual),
            forecast=cents(forecast),
            prior=cents(prior),
            places=((Column.ACTUAL, Place(FILE, row)),),
        )
        for of, _, line, prior, budget, actual, forecast, row in REPORT
        if of == code
    )
    parent = None if code == _TOP else _TOP if code[4:] == "0000" else code[:4] + "0000"
    return unit(*figures, name=name, parent=parent)


def _report_measure(row: tuple[str, str, int | None, int | None, int | None, int | None]) -> Measure:
    area, name, prior, target, actual, forecast = row
    kind = MeasureKind.STOCK if name in STOCKS else MeasureKind.FLOW
    unit_code = {"Kirjastotoimi": "64333000", "Kulttuuripalvelut": "64331000"}.get(name)
    return measure(actual, target, name=name, kind=kind, forecast=forecast, prior=prior, unit_code=unit_code, area=area)
