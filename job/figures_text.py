"""What `figures` tells a person: what was read from each file, the figures, and what was not accepted."""

from __future__ import annotations

from budget.figure import Column, Figure
from budget.finnish import LINE_WORDS, counted, day, euros, number
from budget.money import Cents
from budget.snapshot import Snapshot
from figures.reading import Counts
from job.load import Loaded

_DASH = "–"


def figures_text(loaded: Loaded) -> str:
    """Return what was read as text: the newest period's figures as a table, then measures, items and problems."""
    lines = [_counts(counts) for counts in loaded.counts]
    if loaded.newest is None:
        lines.append("Yhtään aineistoa ei voitu käyttää.")
    else:
        lines += _table(loaded.newest)
    if loaded.problems:
        lines += ["", "Huomattavaa:", *(str(problem) for problem in loaded.problems)]
    return "\n".join(lines)


def _counts(counts: Counts) -> str:
    parts = f"käytetty {number(counts.used)}, jätetty pois {number(counts.left_out)}, ei lukuja {number(counts.not_figures)}"
    return f"{counts.file}: {number(counts.rows)} riviä: {parts}"


def _table(snapshot: Snapshot) -> list[str]:
    figures = [figure for unit in snapshot.units for figure in unit.figures]
    lines = [
        f"Tilanne {day(snapshot.period.last_day)}: {counted(len(snapshot.units), 'yksikkö', 'yksikköä')}, "
        f"{counted(len(figures), 'rivi', 'riviä')}" + (", kuukausi on kesken" if snapshot.unfinished else ""),
        "",
        f"{'':12}{'TA':>16}{'Toteuma':>16}{'Ennuste':>16}{'Ed. tilinpäätös':>18}  Rivi",
    ]
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
