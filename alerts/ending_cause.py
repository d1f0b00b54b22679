"""Why a line is better than it was: the cause that a message about an ended alert gives."""

from __future__ import annotations

from budget.figure import Figure
from budget.finnish import euros
from budget.gap import natural
from budget.snapshot import Snapshot
from budget.unit import Line, UnitCode
from budget.verdict import Clear, Fired, Outcome

_BACK = {
    Line.COSTS: "kulut ovat palanneet lähelle odotettua kertymää",
    Line.REVENUE: "tuotot ovat saavuttaneet odotetun kertymän",
    Line.MARGIN: "kate on palannut lähelle odotettua kertymää",
}
_FELL = "kulujen toteuma pieneni"
_OF_PACE = frozenset({"kertymäpoikkeama", "odotus", "tasainen", "kertymäennuste"})
_OF_FORECAST = frozenset({"ennustepoikkeama", "ennusteprosentti", "ennuste", "ta"})


def ending_cause(before: Snapshot | None, after: Snapshot, unit: UnitCode, line: Line) -> str | None:
    """Return in Finnish what moved a line since an earlier snapshot: the budget, the actual, else the expectation.

    None where one of the snapshots does not have the line.
    """
    old, new = _figure(before, unit, line), _figure(after, unit, line)
    if old is None or new is None or new.actual is None:
        return None
    raised = _moved(old, new, "budget")
    if raised is not None and (raised > 0) is (line is Line.COSTS) and raised != 0:
        return _budget_words(line, raised)
    moved = _moved(old, new, "actual")
    if moved is not None and moved < 0 and line is Line.COSTS:
        return f"{_FELL} {euros(-moved)}"
    return _BACK[line]


def fitting(cause: str | None, outcome: Outcome) -> str | None:
    """Return a cause if it can be what ended an alert of a rule with this outcome.

    A rule that does not look at the pace did not end by it, nor one that looks at the forecast alone by the actual.
    """
    names = _names(outcome)
    if cause in _BACK.values():
        return cause if names & _OF_PACE else None
    if cause is not None and cause.startswith(_FELL):
        return cause if names - _OF_FORECAST else None
    return cause


def _figure(snapshot: Snapshot | None, unit: UnitCode, line: Line) -> Figure | None:
    found = None if snapshot is None else snapshot.unit(unit)
    return None if found is None else found.line(line)


def _moved(old: Figure, new: Figure, what: str) -> int | None:
    """Return how much a value has risen in the natural direction of the line, in cents; None where it is not known."""
    earlier, later = natural(old.line, getattr(old, what)), natural(new.line, getattr(new, what))
    return None if earlier is None or later is None else later - earlier


def _budget_words(line: Line, raised: int) -> str:
    if line is Line.COSTS:
        return f"talousarviota korotettiin {euros(raised)}"
    if line is Line.REVENUE:
        return f"tuloarviota alennettiin {euros(-raised)}"
    return f"talousarvion katetta alennettiin {euros(-raised)}"


def is_of_forecast(outcome: Outcome | None) -> bool:
    """Tell whether a rule looks at nothing but the forecast and the budget."""
    names = _names(outcome)
    return bool(names & (_OF_FORECAST - {"ta"})) and names <= _OF_FORECAST


def _names(outcome: Outcome | None) -> set[str]:
    """Return the primary names of the values that a verdict rests on."""
    return {value.name.rpartition(" ")[2] for value in outcome.values} if isinstance(outcome, Clear | Fired) else set()
