"""What `figures` tells a person: how each file was understood, what was not accepted, and the figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from budget.figure import Column, Figure
from budget.finnish import LINE_WORDS, counted, day, euros, month, number, percent
from budget.money import Cents
from budget.snapshot import Snapshot, UnitFigures
from figures.columns import Text
from figures.document import MoneyUnit
from figures.reading import Counts, Reading
from figures.signs import Convention
from figures.understood import TakenColumn
from job.load import Loaded
from written.problem import Problem, Severity

_DASH = "–"
_MEANINGS = {
    Column.PRIOR: "edellisen vuoden tilinpäätös",
    Column.PRIOR_ACTUAL: "edellisen vuoden toteuma samaan aikaan",
    Column.ORIGINAL: "alkuperäinen talousarvio",
    Column.AMENDMENT: "talousarvion muutos",
    Column.BUDGET: "talousarvio",
    Column.ACTUAL: "toteuma vuoden alusta",
    Column.MONTH_ACTUAL: "yhden kuukauden toteuma",
    Column.FORECAST: "tilinpäätösennuste",
    Text.CODE: "yksikön koodi",
    Text.NAME: "yksikön nimi",
    Text.LINE: "rivin laji",
    Text.GROUP: "tiliryhmä",
    Text.SHARE: "toteumaprosentti (verrataan laskettuun, ei käytetä)",
}
_UNITS = {MoneyUnit.EURO: "euroja", MoneyUnit.THOUSAND: "tuhansia euroja", MoneyUnit.MILLION: "miljoonia euroja"}
_SIGNS = {
    Convention.NEGATIVE: "kulut miinusmerkkisiä",
    Convention.NET_COST: "kulut miinusmerkkisiä, netto ilman miinusta",
    Convention.POSITIVE: "kulut ilman miinusmerkkiä",
    Convention.NET: "kulut ja nettomenot ilman miinusmerkkiä",
    Convention.LEDGER: "tuotot miinusmerkkisiä, kulut ilman miinusmerkkiä",
}
_SEVERITIES = (
    (Severity.ERROR, "Virheet"),
    (Severity.FILE, "Tiedostoa ei käytetty"),
    (Severity.ROW, "Jätettiin pois"),
    (Severity.WARNING, "Käytettiin, mutta huomattavaa"),
)


def figures_text(loaded: Loaded) -> str:
    """Return what was read as text: how each file was understood, the problems, then the newest period's figures."""
    lines: list[str] = []
    for counts in loaded.counts:
        lines += [_counts(counts), *_understood([of for of in loaded.readings if of.file == counts.file])]
    for severity, title in _SEVERITIES:
        lines += _problems(title, [of for of in loaded.problems if of.severity is severity])
    if loaded.newest is None:
        lines += ["", "Yhtään aineistoa ei voitu käyttää."]
    else:
        lines += ["", *_summary(loaded.newest), "", *_table(loaded.newest)]
    return "\n".join(lines)


def _counts(counts: Counts) -> str:
    parts = f"käytetty {number(counts.used)} + jätetty pois {number(counts.left_out)} + ei lukuja {number(counts.not_figures)}"
    return f"{counts.file}: {number(counts.rows)} riviä = {parts}"


def _understood(readings: Sequence[Reading]) -> list[str]:
    """Return the period, unit and signs of a file and what each of its columns was taken as."""
    lines: list[str] = []
    for of in readings:
        known = [
            None if of.sheet is None else f"taulukko {of.sheet}",
            None if of.period is None else month(of.period),
            None if of.understood.unit is None else _UNITS[of.understood.unit],
            None if of.understood.signs is None else _SIGNS[of.understood.signs],
        ]
        columns = [column for column in of.understood.columns if column.meaning is not None]
        unused = [f"”{column.heading}”" for column in of.understood.columns if column.meaning is None]
        if any(known):
            lines.append("  " + ", ".join(filter(None, known)))
        if columns:
            width = max(len(column.heading) for column in columns) + 4
            lines += [f"    {f'”{column.heading}”':{width}}{_meaning(column)}" for column in columns]
        if columns and unused:
            lines.append(f"    ei käytetä: {', '.join(dict.fromkeys(unused))}")
    return lines


def _meaning(column: TakenColumn) -> str:
    words = _MEANINGS.get(column.meaning, "") if column.meaning is not None else ""
    line = "" if column.line is None else f"{LINE_WORDS[column.line]}: "
    why = ["asetuksen columns mukaan"] if column.hinted else []
    why += ["talousarvio lasketaan tästä"] if column.summed else []
    return f"{line}{words}" + (f" ({', '.join(why)})" if why else "")


def _problems(title: str, problems: Iterable[Problem]) -> list[str]:
    ordered = sorted(problems, key=lambda of: (of.place.file, of.place.sheet or "", of.place.line or 0))
    return ["", f"{title}:", *(str(problem) for problem in ordered)] if ordered else []


def _summary(snapshot: Snapshot) -> list[str]:
    """Return the size of the whole: what a person knows by heart."""
    figures = [figure for unit in snapshot.units for figure in unit.figures]
    lines = [
        f"Tilanne {day(snapshot.period.last_day)}: {counted(len(snapshot.units), 'yksikkö', 'yksikköä')}, "
        f"{counted(len(figures), 'rivi', 'riviä')}" + (", kuukausi on kesken" if snapshot.unfinished else "")
    ]
    tops = [unit for unit in snapshot.units if unit.parent is None]
    if len(tops) <= 3:
        lines += [_top(unit) for unit in tops if unit.costs is not None]
    else:
        lines.append(f"  {len(tops)} yksiköllä ei ole ylempää yksikköä: koodeista ei selviä, kuka kuuluu kenen alle")
    return lines


def _top(unit: UnitFigures) -> str:
    costs = unit.costs
    if costs is None or costs.budget is None or costs.actual is None:
        return f"  {unit.code} {unit.name}"
    share = f", {percent((-costs.actual, -costs.budget))}" if costs.budget < 0 else ""
    return f"  {unit.code} {unit.name}: kulujen talousarvio {euros(-costs.budget)}, toteuma {euros(-costs.actual)}{share}"


def _table(snapshot: Snapshot) -> list[str]:
    lines = [f"{'':12}{'TA':>16}{'Toteuma':>16}{'Ennuste':>16}{'Ed. tilinpäätös':>18}  Rivi"]
    for unit in snapshot.units:
        lines.append(f"{unit.code} {unit.name}" + ("" if unit.doubt is None else f"  (ei arvioida: {unit.doubt})"))
        lines += [_row(figure) for figure in unit.figures]
    for measure in snapshot.measures:
        lines.append(f"{measure.area}: {measure.name}: {measure.actual if measure.actual is not None else _DASH}")
    for item in snapshot.items:
        lines.append(f"Meno ilman määrärahaa: {item.text} {euros(item.amount)} (rivi {item.place.line})")
    for remark in snapshot.remarks:
        lines.append(f"Raportin huomautus: {remark.text} (rivi {remark.place.line})")
    return lines


def _row(figure: Figure) -> str:
    place = figure.place(Column.ACTUAL)
    row = "" if place is None or place.line is None else str(place.line)
    return (
        f"  {LINE_WORDS[figure.line]:10}{_euros(figure.budget):>16}{_euros(figure.actual):>16}"
        f"{_euros(figure.forecast):>16}{_euros(figure.prior):>18}  {row}"
    )


def _euros(cents: Cents | None) -> str:
    return _DASH if cents is None else euros(cents)
