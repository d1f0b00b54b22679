"""The JSON of `figures`: every value that was read, with its file and row, and what was not accepted."""

from __future__ import annotations

from budget.figure import Column, Figure, Measure
from budget.money import Cents, decimal_euros
from budget.snapshot import Snapshot
from job.commands.answer import Json
from job.findings import problem_document
from job.load import Loaded


def figures_document(loaded: Loaded) -> Json:
    """Return the document of `figures --json`: the figures of the newest period, and the problems of all files."""
    snapshot = loaded.newest
    problems = [problem_document(problem) for problem in loaded.problems]
    counts: list[Json] = [
        {"file": c.file, "rows": c.rows, "used": c.used, "left_out": c.left_out, "not_figures": c.not_figures}
        for c in loaded.counts
    ]
    if snapshot is None:
        return no_figures(problems, counts)
    return {
        "period": str(snapshot.period),
        "sources": [{"file": s.file, "sha256": s.sha256, "figures": s.figures} for s in snapshot.sources],
        "figures": _figures(snapshot),
        "measures": [_measure(measure) for measure in snapshot.measures],
        "unbudgeted_items": [
            {
                "unit": item.unit,
                "text": item.text,
                "amount": decimal_euros(item.amount),
                "file": item.place.file,
                "row": item.place.line,
            }
            for item in snapshot.items
        ],
        "counts": counts,
        "problems": problems,
    }


def no_figures(problems: list[Json], counts: list[Json] | None = None) -> Json:
    """Return the document where nothing could be read."""
    return {
        "period": None,
        "sources": [],
        "figures": [],
        "measures": [],
        "unbudgeted_items": [],
        "counts": counts or [],
        "problems": problems,
    }


def _figures(snapshot: Snapshot) -> list[Json]:
    return [_figure(unit.name, unit.parent, figure) for unit in snapshot.units for figure in (*unit.figures, *unit.groups)]


def _figure(name: str, parent: str | None, figure: Figure) -> Json:
    place = figure.place(Column.ACTUAL) or (figure.places[0][1] if figure.places else None)
    group: dict[str, Json] = {} if figure.group is None else {"group": figure.group}
    return {
        "unit": figure.unit,
        "name": name,
        "parent": parent,
        "line": figure.line.value,
        **group,
        "budget": _euros(figure.budget),
        "budget_original": _euros(figure.budget_original),
        "amendment": _euros(figure.amendment),
        "actual": _euros(figure.actual),
        "forecast": _euros(figure.forecast),
        "prior": _euros(figure.prior),
        "file": None if place is None else place.file,
        "row": None if place is None else place.line,
    }


def _measure(measure: Measure) -> Json:
    numbers = {
        "prior": measure.prior,
        "target": measure.target,
        "actual": measure.actual,
        "forecast": measure.forecast,
    }
    return {
        "area": measure.area,
        "name": measure.name,
        **{name: None if number is None else str(number) for name, number in numbers.items()},
        "file": measure.place.file,
        "row": measure.place.line,
    }


def _euros(cents: Cents | None) -> str | None:
    return None if cents is None else decimal_euros(cents)
