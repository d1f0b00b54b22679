"""Which targets a rule judges, and when."""

from __future__ import annotations

from collections.abc import Iterator

from budget.period import Period
from budget.snapshot import Snapshot
from engine.cases import Case, Cases
from engine.judging import PreparedRule
from engine.rulebook import Scope, Subject


def selected(prepared: PreparedRule, subject: Subject, cases: Cases) -> Iterator[Case]:
    """Yield the targets of a rule: those of its subject that `yksiköt`, `paitsi`, `taso` and `tiliryhmä` take."""
    rule = prepared.rule
    found = cases.of(subject, rule.group)
    if prepared.takes_all_units and rule.scope is Scope.ALL:
        yield from found
        return
    snapshot = cases.world.snapshot
    for case in found:
        if _in_scope(rule.scope, case, snapshot) and prepared.chooses(case.labels):
            yield case


def _in_scope(scope: Scope, case: Case, snapshot: Snapshot) -> bool:
    if scope is Scope.ALL:
        return True
    has_children = case.unit is not None and bool(snapshot.children(case.unit.code))
    return has_children if scope is Scope.SUMS else not has_children


def is_open(prepared: PreparedRule, snapshot: Snapshot) -> bool:
    """Tell whether the rule judges now: the month is closed and one of `kuukaudet`."""
    return not snapshot.unfinished and in_months(prepared, snapshot.period)


def is_asked(prepared: PreparedRule, case: Case) -> bool:
    """Tell whether the rule asks for a target's kind: a stock is not judged where it asks for flows."""
    asked = prepared.rule.measure_kind
    return case.measure is None or asked is None or case.measure is asked


def in_months(prepared: PreparedRule, period: Period) -> bool:
    """Tell whether a month is one of `kuukaudet`."""
    return period.month in prepared.rule.months


def next_period(case: Case, cases: Cases) -> Period | None:
    """Return the next period of the source: so many months on as its two newest lie apart, two where that is not known.

    Not beyond December, where the budget year ends: None in December itself.
    """
    snapshot = cases.world.snapshot
    now = snapshot.period
    if now.month == 12:
        return None
    origins = {source.origin for source in snapshot.sources if source.file == case.file}
    earlier = [
        past.period
        for past in cases.world.history.snapshots
        if past.period < now and (not origins or any(source.origin in origins for source in past.sources))
    ]
    if not earlier:
        return Period(now.year, min(12, now.month + 2))
    newest = max(earlier)
    gap = (now.year - newest.year) * 12 + now.month - newest.month
    return Period(now.year, min(12, now.month + gap))
