"""A snapshot as text and back: how figures are kept for years, and the fingerprint that tells new content."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Any, TypeAlias

from budget.figure import Column, Figure, Measure, MeasureKind, Places, Remark, UnbudgetedItem
from budget.money import Cents
from budget.period import Period
from budget.snapshot import Snapshot, SourceRead, UnitFigures
from budget.unit import Line, UnitCode
from written.place import Place

Json: TypeAlias = Any
"""A value of a JSON document. It has no narrower type in Python; it does not leave this file."""


def to_text(snapshot: Snapshot) -> str:
    """Return the whole snapshot as one JSON text, the same text for equal snapshots."""
    return json.dumps(_snapshot(snapshot), ensure_ascii=False, separators=(",", ":"))


def content(snapshot: Snapshot) -> str:
    """Return the fingerprint of what the figures say, whatever the file, its layout and its rows."""
    body = json.dumps(_without_places(_snapshot(snapshot)), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def from_text(text: str) -> Snapshot:
    """Read what `to_text` wrote."""
    body = json.loads(text)
    return Snapshot(
        period=Period(*body["period"]),
        sources=tuple(SourceRead(*source) for source in body["sources"]),
        units=tuple(_read_unit(unit) for unit in body["units"]),
        measures=tuple(_read_measure(measure) for measure in body["measures"]),
        items=tuple(UnbudgetedItem(i["unit"], i["text"], Cents(i["amount"]), _read_place(i["place"])) for i in body["items"]),
        remarks=tuple(_read_remark(remark) for remark in body["remarks"]),
        unfinished=body["unfinished"],
    )


def _snapshot(snapshot: Snapshot) -> Json:
    return {
        "period": [snapshot.period.year, snapshot.period.month],
        "sources": [[s.file, s.origin, s.sha256, s.figures] for s in snapshot.sources],
        "units": [_unit(unit) for unit in snapshot.units],
        "measures": [_measure(measure) for measure in snapshot.measures],
        "items": [{"unit": i.unit, "text": i.text, "amount": i.amount, "place": _place(i.place)} for i in snapshot.items],
        "remarks": [_remark(remark) for remark in snapshot.remarks],
        "unfinished": snapshot.unfinished,
    }


_OF_THE_FILE = frozenset({"sources", "place", "places", "rows"})


def _without_places(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _without_places(inner) for key, inner in value.items() if key not in _OF_THE_FILE}
    return [_without_places(inner) for inner in value] if isinstance(value, list) else value


def _place(place: Place) -> Json:
    return [place.file, place.line, place.column, *(() if place.sheet is None else (place.sheet,))]


def _read_place(body: Json) -> Place:
    return Place(*body)


def _unit(unit: UnitFigures) -> Json:
    return {
        "code": unit.code,
        "name": unit.name,
        "parent": unit.parent,
        "figures": [_figure(figure) for figure in (*unit.figures, *unit.groups)],
        "doubt": unit.doubt,
    }


def _read_unit(body: Json) -> UnitFigures:
    figures = [_read_figure(UnitCode(body["code"]), figure) for figure in body["figures"]]
    lines = {figure.line: figure for figure in figures if figure.group is None}
    return UnitFigures(
        code=UnitCode(body["code"]),
        name=body["name"],
        parent=body["parent"],
        revenue=lines.get(Line.REVENUE),
        costs=lines.get(Line.COSTS),
        margin=lines.get(Line.MARGIN),
        groups=tuple(figure for figure in figures if figure.group is not None),
        doubt=body["doubt"],
    )


_AMOUNTS = ("budget", "actual", "forecast", "prior", "budget_original", "amendment", "month_actual", "prior_actual")


def _figure(figure: Figure) -> Json:
    return {
        "line": figure.line.value,
        "group": figure.group,
        "amounts": [getattr(figure, name) for name in _AMOUNTS],
        "has_budget_column": figure.has_budget_column,
        "places": [[column.value, *_place(place)] for column, place in figure.places],
        "rows": list(figure.rows),
    }


def _read_figure(unit: UnitCode, body: Json) -> Figure:
    amounts: dict[str, Cents | None] = dict(zip(_AMOUNTS, body["amounts"], strict=True))
    places: Places = tuple((Column(column), Place(*rest)) for column, *rest in body["places"])
    return Figure(
        unit=unit,
        line=Line(body["line"]),
        group=body["group"],
        has_budget_column=body["has_budget_column"],
        places=places,
        rows=tuple(body["rows"]),
        **amounts,
    )


def _measure(measure: Measure) -> Json:
    numbers = (measure.prior, measure.target, measure.actual, measure.forecast)
    return {
        "area": measure.area,
        "name": measure.name,
        "kind": measure.kind.value,
        "numbers": [None if number is None else str(number) for number in numbers],
        "heading": measure.heading,
        "unit": measure.unit,
        "area_unit": measure.area_unit,
        "part_of": measure.part_of,
        "place": _place(measure.place),
    }


def _read_measure(body: Json) -> Measure:
    prior, target, actual, forecast = (None if number is None else Decimal(number) for number in body["numbers"])
    return Measure(
        area=body["area"],
        name=body["name"],
        kind=MeasureKind(body["kind"]),
        prior=prior,
        target=target,
        actual=actual,
        forecast=forecast,
        place=_read_place(body["place"]),
        heading=body["heading"],
        unit=body["unit"],
        area_unit=body["area_unit"],
        part_of=body["part_of"],
    )


def _remark(remark: Remark) -> Json:
    return {
        "unit": remark.unit,
        "text": remark.text,
        "amount": remark.amount,
        "approximate": remark.approximate,
        "line": None if remark.line is None else remark.line.value,
        "place": _place(remark.place),
    }


def _read_remark(body: Json) -> Remark:
    line = None if body["line"] is None else Line(body["line"])
    return Remark(body["unit"], body["text"], body["amount"], body["approximate"], line, _read_place(body["place"]))
