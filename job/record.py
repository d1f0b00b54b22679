"""The evaluation record of an alert: everything that proves one judgement, as the JSON document of `explain`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator

from alerts.alert import Alert, State, alert_id
from budget.exact import decimal
from budget.figure import Figure
from budget.money import Cents, decimal_euros
from budget.note import ExceptionNote
from budget.snapshot import Snapshot
from budget.unit import Line
from budget.verdict import (
    Clear,
    Comparison,
    Evaluation,
    Expectation,
    Explained,
    Fired,
    ItemTarget,
    LineTarget,
    MeasureTarget,
    PastYear,
    SourceTarget,
    Statement,
    Target,
    Term,
    UnitTarget,
    Verdict,
)
from job.commands.answer import Json
from job.findings import amount_text, target_document, value_text, values_document
from job.keep_alerts import Record
from written.place import Place


def records(alerts: Iterable[Alert], evaluation: Evaluation, snapshot: Snapshot, version: int) -> tuple[Record, ...]:
    """Return the proof of every kept alert that a rule has judged on this version of the figures."""
    verdicts = {alert_id(v.rule.id, v.target, year): v for v in evaluation.verdicts for year in (snapshot.period.year, 0)}
    return tuple(
        Record(alert.id, version, _judged_by(verdict), snapshot.period, _body(alert, verdict, evaluation, snapshot, version))
        for alert in alerts
        if alert.state is not State.ENDED or alert.ended == snapshot.period
        if (verdict := verdicts.get(alert.id)) is not None and isinstance(verdict.outcome, Fired | Clear)
    )


def _judged_by(verdict: Verdict) -> str:
    """Return what a judgement rests on beside the figures: the text of the rule, and the exceptions that concern it."""
    explained = verdict.outcome.explained if isinstance(verdict.outcome, Fired) else None
    if explained is None:
        return verdict.rule.fingerprint
    said = "\n".join(note.identity for note in explained.exceptions)
    return f"{verdict.rule.fingerprint}+{hashlib.sha256(said.encode()).hexdigest()[:16]}"


def _body(alert: Alert, verdict: Verdict, evaluation: Evaluation, snapshot: Snapshot, version: int) -> str:
    outcome = verdict.outcome
    if not isinstance(outcome, Fired | Clear):
        raise TypeError("only a judgement has a record")
    fired = outcome if isinstance(outcome, Fired) else None
    document: dict[str, Json] = {
        "alert": alert.id,
        **target_document(verdict.target),
        "name": verdict.name,
        "period": str(snapshot.period),
        "version": version,
        "level": None if fired is None else fired.level.name.lower(),
        "amount": None if fired is None else amount_text(fired.amount),
        "figures": list(_figures(verdict.target, snapshot)),
        "rule": {
            "id": verdict.rule.id,
            "name": verdict.rule.name,
            "fingerprint": verdict.rule.fingerprint,
            "place": verdict.rule.place,
            "text": verdict.rule.text,
        },
        "values": values_document(outcome.values),
        "proof": [_proved(part) for part in outcome.proof],
        "released": verdict.released,
        "expected": [_expectation(e) for e in evaluation.expectations if _concerns(e, verdict.target)],
        "exceptions": [] if fired is None or fired.explained is None else [_exception(n) for n in fired.explained.exceptions],
        "without_exceptions": None if fired is None or fired.explained is None else _without(fired.explained),
        "reason": None if fired is None else fired.reason,
        "basis": None if fired is None else fired.basis,
        "counterfactual": None if fired is None else fired.ending_now or fired.counterfactual,
        "ending": None if fired is None else fired.ending,
    }
    return json.dumps(document, ensure_ascii=False)


def _exception(note: ExceptionNote) -> Json:
    return {
        "rule": note.rule,
        "unit": note.unit,
        "line": None if note.line is None else note.line.value,
        "first": str(note.first),
        "last": str(note.last),
        "way": note.way.value,
        "amount": None if note.amount is None else decimal_euros(note.amount),
        "approximate": note.approximate,
        "reason": note.reason,
        "author": note.author,
        "place": note.place,
    }


def _without(explained: Explained) -> Json:
    """Return the second judgement: without the euros of the exceptions."""
    return {
        "level": None if explained.level is None else explained.level.name.lower(),
        "values": values_document(explained.values),
        "held_back": explained.held_back,
        "text": explained.sentence,
    }


def _proved(part: Comparison | Statement) -> Json:
    """Return a comparison with both its sides, or a statement as a side that is compared with nothing."""
    if isinstance(part, Comparison):
        left, sign, right = _term(part.left), part.sign, _term(part.right)
    else:
        left, sign, right = _side(part.text, None, part.numbers), None, _side(None, None, None)
    level = "poistuu" if part.level is None else part.level.name.lower()
    return {"level": level, "left": left, "sign": sign, "right": right, "held": part.held}


def _term(term: Term) -> Json:
    return _side(term.text, value_text(term.value, term.kind), term.numbers)


def _side(text: str | None, value: str | None, numbers: str | None) -> Json:
    return {"text": text, "value": value, "numbers": numbers}


def _expectation(expectation: Expectation) -> Json:
    return {
        "line": expectation.line.value,
        "share": decimal(expectation.share, 6),
        "even": decimal(expectation.even, 6),
        "profile": expectation.profile,
        "years": [past_year_document(year) for year in expectation.years],
        "without_history": expectation.without_history,
    }


def past_year_document(past: PastYear) -> Json:
    """Return what a line of an earlier year had accumulated by a month, and its final accounts, with their rows."""
    return {
        "year": past.year,
        "accumulated": _amount(past.accumulated, past.accumulated_place),
        "final": _amount(past.final, past.final_place),
        "share": decimal(past.share, 6),
    }


def _amount(cents: Cents, place: Place | None) -> Json:
    where = (None, None) if place is None else (place.file, place.line)
    return {"value": decimal_euros(cents), "file": where[0], "row": where[1]}


def _concerns(expectation: Expectation, target: Target) -> bool:
    match target:
        case LineTarget(unit, line, _):
            return expectation.unit == unit and expectation.line is line
        case UnitTarget(unit):
            return expectation.unit == unit
        case _:
            return False


def _figures(target: Target, snapshot: Snapshot) -> Iterator[Json]:
    """Yield every value that the judgement could use, with the file, its fingerprint and the row where it stands."""
    prints = {source.file: source.sha256 for source in snapshot.sources}
    for column, text, place, line in _values(target, snapshot):
        where: dict[str, Json] = {"file": place.file, "sha256": prints.get(place.file), "row": place.line}
        where |= {} if place.sheet is None else {"sheet": place.sheet}
        yield ({} if line is None else {"line": line.value}) | {"column": column, "value": text} | where


_Value = tuple[str, str | None, Place, Line | None]


def _values(target: Target, snapshot: Snapshot) -> Iterator[_Value]:
    match target:
        case MeasureTarget(area, name, _):
            yield from _measure_values(area, name, snapshot)
        case ItemTarget(unit, text):
            for item in snapshot.items:
                if (item.unit, item.text) == (unit, text):
                    yield "amount", decimal_euros(item.amount), item.place, None
        case SourceTarget(origin):
            for source in snapshot.sources:
                if source.origin == origin:
                    yield "period", str(snapshot.period), Place(source.file), None
        case _:
            for figure in _judged_figures(target, snapshot):
                for of, place in figure.places:
                    cents = figure.amount(of)
                    yield of.value, None if cents is None else decimal_euros(cents), place, figure.line


def _measure_values(area: str, name: str, snapshot: Snapshot) -> Iterator[_Value]:
    for measure in snapshot.measures:
        if (measure.area, measure.name) == (area, name):
            numbers = {
                "prior": measure.prior,
                "target": measure.target,
                "actual": measure.actual,
                "forecast": measure.forecast,
            }
            for column, number in numbers.items():
                yield column, None if number is None else str(number), measure.place, None


def _judged_figures(target: Target, snapshot: Snapshot) -> tuple[Figure, ...]:
    if not isinstance(target, LineTarget | UnitTarget):
        return ()
    unit = snapshot.unit(target.unit)
    if unit is None:
        return ()
    if isinstance(target, UnitTarget):
        return unit.figures
    if target.group is not None:
        return tuple(f for f in unit.groups if f.line is target.line and f.group == target.group)
    return tuple(figure for figure in (unit.line(target.line),) if figure is not None)
