"""The JSON of `evaluate`: findings and unknown verdicts, by the names that other programs lean on."""

from __future__ import annotations

from budget.exact import Exact, decimal
from budget.verdict import (
    Evaluation,
    Fired,
    ItemTarget,
    Kind,
    LineTarget,
    MeasureTarget,
    NamedValue,
    Target,
    Unknown,
    Verdict,
)
from engine.evaluate import order
from job.commands.answer import Json
from written.problem import Problem, Severity


def evaluation_document(evaluation: Evaluation | None, problems: tuple[Problem, ...]) -> Json:
    """Return the document of `evaluate --json`; without an evaluation it holds the problems alone."""
    verdicts = () if evaluation is None else order(evaluation.verdicts)
    return {
        "period": None if evaluation is None else str(evaluation.period),
        "findings": [_finding(v, v.outcome) for v in verdicts if isinstance(v.outcome, Fired)],
        "unknown": [
            {"rule": v.rule.id, **target_document(v.target), "missing": list(v.outcome.missing)}
            for v in (evaluation.verdicts if evaluation is not None else ())
            if isinstance(v.outcome, Unknown)
        ],
        "problems": [problem_document(problem) for problem in problems],
    }


def _finding(verdict: Verdict, fired: Fired) -> Json:
    return {
        "rule": verdict.rule.id,
        "level": fired.level.name.lower(),
        **target_document(verdict.target),
        "name": verdict.name,
        "amount": amount_text(fired.amount),
        "values": values_document(fired.values),
        "reason": fired.reason,
        "counterfactual": fired.counterfactual,
        "file": verdict.file,
        "row": verdict.row,
    }


def target_document(target: Target) -> dict[str, Json]:
    """Return what identifies the target: `unit` and `line`, or in place of the line `area` and `measure`, or `item`.

    A measure belongs to an area and has no unit, also where a unit of the same name gets its messages.
    """
    match target:
        case LineTarget(unit, line, group):
            named: dict[str, Json] = {"unit": unit, "line": line.value}
            return named if group is None else named | {"group": group}
        case MeasureTarget(area, measure, _):
            return {"unit": None, "area": area, "measure": measure}
        case ItemTarget(unit, item):
            return {"unit": unit, "item": item}
        case _:
            return {"unit": getattr(target, "unit", None), "line": None}


def values_document(values: tuple[NamedValue, ...]) -> dict[str, Json]:
    """Return the values that the conditions used, by name."""
    return {value.name: value_text(value.value, value.kind) for value in values}


def amount_text(cents: Exact | None) -> str | None:
    """Return cents as euros with two decimals, or None."""
    return None if cents is None else decimal((cents[0], cents[1] * 100), 2)


def value_text(value: Exact | None, kind: Kind) -> str | None:
    """Return a value for machines: euros with two decimals, shares with six, other numbers with what they need."""
    if value is None:
        return None
    if kind is Kind.EUROS:
        return amount_text(value)
    if kind in (Kind.SHARE, Kind.POINTS):
        return decimal(value, 6)
    return decimal(value, 0 if value[0] % value[1] == 0 else 6)


def problem_document(problem: Problem) -> Json:
    """Return a problem: severity, file, row, the column's heading, the cell's text and the message.

    The severity is warning, row (this row or unit of a report, or this part of a rules file, was left out) or file.
    """
    severity = Severity.ROW if problem.severity is Severity.ERROR and problem.place.line is not None else problem.severity
    severity = Severity.FILE if severity is Severity.ERROR else severity
    where = f"{problem.place.on_sheet}: " if problem.place.sheet is not None else ""
    message = f"{where}{problem.message}" + ("" if problem.hint is None else f" ({problem.hint})")
    return {
        "severity": severity.value,
        "file": problem.place.file,
        "row": problem.place.line,
        "column": problem.heading,
        "value": problem.value,
        "message": message,
    }
