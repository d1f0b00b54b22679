"""Who hears an event: roles by unit, measure and rule, with copies and deputies."""

from __future__ import annotations

from datetime import date

from alerts.alert import State
from alerts.event import Change, Event
from alerts.facts import Situation
from budget.owner import FINANCE, Owner
from budget.unit import UnitCode
from budget.verdict import Level, MeasureTarget, Target, unit_concerned
from written.record import dataclass

RESPONSIBLE = "vastuuhenkilö"
ABOVE = "ylempi vastuuhenkilö"


@dataclass(frozen=True, slots=True)
class Reader:
    """A role that hears an event.

    `owner` is who gets the message today: the deputy, while the role (`absent`) is away. `answered_by` is the
    role that the questions are for, None where it is this reader.
    """

    role: str
    owner: Owner
    absent: Owner | None = None
    answered_by: str | None = None


def readers(event: Event, situation: Situation) -> tuple[Reader, ...]:
    """Return who hears an event, the one who answers first. A rule on trial is heard by finance alone."""
    rule = event.verdict.rule if event.verdict is not None else None
    if rule is None or rule.trial:
        return (_reader(situation.finance, situation),)
    words = rule.recipients or (RESPONSIBLE,)
    if _is_red(event):
        words = (*words, *rule.red_recipients)
    owners: dict[str, Owner] = {}
    for word in words:
        for owner in _owners(word, event.alert.target, situation):
            owners.setdefault(owner.role, owner)
    if event.change is Change.ENDED and event.alert.told:  # who never heard of it has nothing that could end
        owners = {role: owner for role, owner in owners.items() if role in event.alert.told}
    if event.only is not None:
        owners = {role: owner for role, owner in owners.items() if role in event.only}
    if not owners:
        owners[FINANCE] = situation.finance
    first = _responsible(event.alert.target, situation)[0].role
    answers = first if first in owners else next(iter(owners))
    if event.change is Change.REMINDED:  # who only gets copies has nothing to answer
        owners = {answers: owners[answers]}
    return tuple(_reader(owner, situation, answers) for owner in owners.values())


def responsible_for(unit: UnitCode | None, situation: Situation) -> tuple[Owner, ...]:
    """Return the roles of a unit: its own, else the nearest parent's, else finance. The first is responsible."""
    return _named(unit, situation) or (situation.finance,)


def _is_red(event: Event) -> bool:
    before = event.before
    told = before.level_told if before is not None and before.state is not State.ENDED else None  # what has ended is over
    return Level.RED in (event.alert.level, event.alert.level_told, told)


def _owners(word: str, target: Target, situation: Situation) -> tuple[Owner, ...]:
    if word == RESPONSIBLE:
        return _responsible(target, situation)
    if word == ABOVE:
        unit = situation.snapshot.unit(unit_concerned(target))
        return _named(unit.parent, situation)[:1] if unit is not None and unit.parent is not None else ()
    return (situation.owner(word) or situation.finance,)


def _responsible(target: Target, situation: Situation) -> tuple[Owner, ...]:
    if isinstance(target, MeasureTarget):
        named = tuple(o for o in situation.owners if _answers_for(o, target))
        if named:
            return named
    return responsible_for(unit_concerned(target), situation)


def _answers_for(owner: Owner, target: MeasureTarget) -> bool:
    names = {name.casefold() for name in owner.measures}
    return target.measure.casefold() in names or target.area.casefold() in names


def _named(unit: UnitCode | None, situation: Situation) -> tuple[Owner, ...]:
    if unit is None:
        return ()
    for code in (unit, *(above.code for above in situation.snapshot.ancestors(unit))):
        found = situation.owners_of(code)
        if found:
            return found
    return ()


def _reader(owner: Owner, situation: Situation, answers: str | None = None) -> Reader:
    present = _present(owner, situation, frozenset())
    return Reader(
        role=owner.role,
        owner=present,
        absent=owner if present is not owner else None,
        answered_by=answers if answers not in (None, owner.role) else None,
    )


def _present(owner: Owner, situation: Situation, seen: frozenset[str]) -> Owner:
    if not _is_away(owner, situation.today) or owner.deputy is None:
        return owner
    deputy = situation.owner(owner.deputy)
    if deputy is None or deputy.role in seen:
        return situation.finance
    return _present(deputy, situation, seen | {owner.role})


def _is_away(owner: Owner, today: date) -> bool:
    return owner.away is not None and owner.away[0] <= today <= owner.away[1]
