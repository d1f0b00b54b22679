"""Documents and readings from the text that stands in a test."""

import hashlib

from budget.figure import Column, Figure
from budget.snapshot import Snapshot
from budget.unit import Line, UnitCode
from figures.document import NO_HINTS, Document, Hints
from figures.join import value
from figures.read import read
from figures.reading import Reading
from figures.reconcile import reconcile
from written.problem import Problem, Severity

FILE = "raportti-2024-06.csv"


def document(text: str | bytes, hints: Hints = NO_HINTS, file: str = FILE, encoding: str = "utf-8") -> Document:
    data = text if isinstance(text, bytes) else text.encode(encoding)
    return Document(file, "data/*", data, hashlib.sha256(data).hexdigest(), hints)


def reading(text: str | bytes, hints: Hints = NO_HINTS, file: str = FILE) -> Reading:
    return read(document(text, hints, file))


def snapshot(text: str | bytes, hints: Hints = NO_HINTS, file: str = FILE) -> Snapshot:
    (only,) = reconcile([reading(text, hints, file)]).snapshots
    return only


def figure(of: Reading, unit: str, line: Line, group: str | None = None) -> Figure | None:
    return next((f for f in of.figures if (f.unit, f.line, f.group) == (UnitCode(unit), line, group)), None)


def euros(of: Figure | None, column: Column = Column.ACTUAL) -> float | None:
    cents = None if of is None else value(of, column)
    return None if cents is None else cents / 100


def of_severity(problems: tuple[Problem, ...], severity: Severity) -> list[Problem]:
    return [problem for problem in problems if problem.severity is severity]


def refusal(of: Reading) -> str:
    """The message that refuses a file; nothing of it may be used."""
    (problem,) = of_severity(of.problems, Severity.FILE)
    assert not of.figures
    assert not of.measures
    assert of.counts.used == 0
    return str(problem)
