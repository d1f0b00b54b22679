"""Events to messages: who hears what, in which items and in which order. Content only, no markup."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from alerts.draft import NAMES_OF_RULE, Draft, Hearing, by_weight
from alerts.event import TO_READERS, Change, Event
from alerts.facts import RunFacts, Situation
from alerts.item import unit_draft
from alerts.message import Item, Message, Paragraph
from alerts.missing import names_in_short
from alerts.news import Finding, findings, speaking, subject, unit_of
from alerts.noted import answered
from alerts.others import items_draft, plain_draft
from alerts.routing import Reader, readers
from alerts.summary import TellsAll, sign_of_life, summary
from alerts.words import ANSWER, NEXT_ONLY_IF
from budget.finnish import day, sentence_case, span
from budget.owner import Owner
from budget.unit import Line, UnitCode
from budget.verdict import Level
from written.record import dataclass

IN_FULL = 5
IN_ONE_LINE = 5


@dataclass(frozen=True, slots=True)
class Letterbox:
    """One address with everything that it hears in this run, and in whose name."""

    owner: Owner
    heard: tuple[tuple[Event, Reader], ...]

    @property
    def events(self) -> tuple[Event, ...]:
        """The events, each once."""
        return tuple({id(event): event for event, _ in self.heard}.values())


def compose(events: Sequence[Event], situation: Situation, run: RunFacts, first_number: int) -> tuple[Message, ...]:
    """Return the messages of a run, finance's summary last.

    Args:
        events: what happened to the alerts.
        situation: the figures, the evaluation and who answers for what.
        run: what finance hears beside the alerts. A summary is made where something is new; on the first run of
            a month without news it is the sign of life.
        first_number: the number of the first message; the next ones follow.
    """
    boxes = _letterboxes(events, situation)
    finance = situation.finance
    told_units = {box.owner.address: _units_told(box) for box in boxes}
    messages: list[Message] = []
    tells: list[TellsAll] = []
    for box in boxes:
        if box.owner.address == finance.address:
            continue
        drafts = _drafts(box, situation)
        elsewhere = _elsewhere(told_units, box.owner.address)
        message = _message(box, drafts, elsewhere, situation, first_number + len(messages))
        messages.append(message)
        tells.append(TellsAll(message, drafts))
    own = next((box for box in boxes if box.owner.address == finance.address), Letterbox(finance, ()))
    last = first_number + len(messages)
    if events or run.problems or run.parked or run.notes or run.rules_changed:
        drafts = _drafts(_without_trials(own), situation)
        head = _message(own, drafts, _elsewhere(told_units, finance.address), situation, last)
        messages.append(summary(head, events, tuple(tells), situation, run))
    elif run.first_of_month:
        messages.append(sign_of_life(situation, run, last))
    return tuple(messages)


def _letterboxes(events: Iterable[Event], situation: Situation) -> tuple[Letterbox, ...]:
    """Return the letterboxes in the order in which the owners stand in the rules."""
    heard: dict[str, list[tuple[Event, Reader]]] = {}
    for event in events:
        if event.change in TO_READERS:
            for reader in readers(event, situation):
                heard.setdefault(reader.owner.address, []).append((event, reader))
    owners: dict[str, Owner] = {}
    for owner in situation.owners:
        owners.setdefault(owner.address, owner)
    return tuple(Letterbox(owner, tuple(heard[address])) for address, owner in owners.items() if address in heard)


def _without_trials(box: Letterbox) -> Letterbox:
    return replace(box, heard=tuple((e, r) for e, r in box.heard if e.verdict is None or not e.verdict.rule.trial))


def _units_told(box: Letterbox) -> frozenset[UnitCode]:
    units = (unit_of(event.alert.target) for event in box.events if event.change is not Change.ENDED)
    return frozenset(unit for unit in units if unit is not None)


def _elsewhere(told: dict[str, frozenset[UnitCode]], address: str) -> frozenset[UnitCode]:
    return frozenset(unit for other, units in told.items() if other != address for unit in units)


def _drafts(box: Letterbox, situation: Situation) -> tuple[Draft, ...]:
    """Return the items of an address, the worst first.

    A sum that is not told in full names no children: they get items of their own then.
    """
    silent: frozenset[UnitCode | None] = frozenset()
    while True:
        drafts = _told_once(box, situation, silent)
        short = frozenset(draft.unit for draft in drafts[IN_FULL:] if draft.named) - silent
        if not short:
            return drafts
        silent |= short


def _told_once(box: Letterbox, situation: Situation, silent: frozenset[UnitCode | None]) -> tuple[Draft, ...]:
    """Return the items: sums before their children, which are told with them unless the sum is silent."""
    groups: dict[tuple[str, ...], list[Event]] = {}
    for event in box.events:
        groups.setdefault(subject(event.alert.target), []).append(event)
    mine = frozenset(pair for event in box.events if (pair := _pair(event)) is not None)
    hearing = Hearing(situation, mine)
    named: frozenset[NAMES_OF_RULE] = frozenset()
    drafts: list[Draft] = []
    for key, group in sorted(groups.items(), key=lambda entry: _depth(entry[0], situation)):
        covered = {id(event) for event in _covered(group, named)}
        left = tuple(event for event in group if id(event) not in covered)
        if left:
            draft = _draft(key, left, hearing)
            drafts.append(draft)
            named |= draft.named if draft.unit not in silent else frozenset()
    return by_weight(drafts)


def _draft(key: tuple[str, ...], events: tuple[Event, ...], hearing: Hearing) -> Draft:
    if key[0] == "items":
        return items_draft(events, hearing)
    unit = hearing.situation.snapshot.unit(UnitCode(key[1])) if key[0] == "unit" else None
    return plain_draft(events, hearing) if unit is None else unit_draft(unit, events, hearing)


def _depth(key: tuple[str, ...], situation: Situation) -> int:
    return sum(1 for _ in situation.snapshot.ancestors(UnitCode(key[1]))) if key[0] == "unit" else 0


def _pair(event: Event) -> NAMES_OF_RULE | None:
    unit = unit_of(event.alert.target)
    return (event.alert.rule, unit) if unit is not None else None


def _covered(group: Iterable[Event], named: frozenset[tuple[str, UnitCode | None]]) -> tuple[Event, ...]:
    """Return the events of a unit whose euros an item above already tells by name.

    A margin goes with the costs and revenue that it follows from.
    """
    found = findings(group)
    said = speaking(found)
    by_name = [f for f in said if (f.rule.id, unit_of(f.target)) in named]
    topics = {f.topic for f in by_name}
    follows = [f for f in found if f not in said and f.topic in topics and _all_named(f, said, by_name)]
    return tuple(f.event for f in (*by_name, *follows))


def _all_named(margin: Finding, said: tuple[Finding, ...], by_name: list[Finding]) -> bool:
    return all(f in by_name for f in said if f.topic is margin.topic and f.line in (Line.COSTS, Line.REVENUE))


def _message(
    box: Letterbox, drafts: tuple[Draft, ...], elsewhere: frozenset[UnitCode], situation: Situation, number: int
) -> Message:
    full, short = drafts[:IN_FULL], drafts[IN_FULL : IN_FULL + IN_ONE_LINE]
    period = situation.snapshot.period
    lead = drafts[0] if drafts else None
    closing = _closing(full, box)
    alone = len(drafts) == 1
    of_finance = box.owner.address == situation.finance.address
    joined = _Closing(closing, (NEXT_ONLY_IF,)) if alone and not of_finance else _Closing()
    apart = elsewhere - frozenset(draft.unit for draft in drafts)
    return Message(
        number=number,
        key=message_key(box.owner.address, box.events, situation, number),
        role=box.owner.role,
        address=box.owner.address,
        channel=box.owner.channel,
        fallback=box.owner.fallback,
        period=period,
        subject=f"{_subject(drafts, box)} ({span(period)}) #{number}",
        greeting=_greeting(box),
        items=tuple(_finished(draft, box, joined, _own_messages(draft, apart, situation), situation) for draft in full),
        further=tuple(draft.line_with_level for draft in short),
        rest=max(0, len(drafts) - IN_FULL - IN_ONE_LINE),
        closing=() if alone else (Paragraph((*closing, NEXT_ONLY_IF)),),
        told=tuple(dict.fromkeys((event.alert.id, reader.role) for event, reader in box.heard)),
        thread=lead.events[0].alert.id if lead is not None and lead.events[0].change is not Change.NEW else None,
        for_finance=False,
    )


def message_key(address: str, events: Iterable[Event], situation: Situation, number: int) -> str:
    """Return what identifies the news: who hears which change of which alerts, of which figures.

    The number tells apart what comes twice of the same figures, as where a limit is changed there and back.
    """
    news = sorted(f"{event.alert.id} {event.change.value}" for event in events)
    parts = (address, str(situation.snapshot.period), str(situation.version), str(number), *news)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _subject(drafts: tuple[Draft, ...], box: Letterbox) -> str:
    if not drafts:
        return ""
    start = "Muistutus: " if all(event.change is Change.REMINDED for event in box.events) else ""
    more = len(drafts) - 1
    if more == 0:
        return start + drafts[0].line
    return f"{start}{drafts[0].line} ja {more} muu{'' if more == 1 else 'ta'}"


def _greeting(box: Letterbox) -> tuple[str, ...]:
    absent = {r.absent.role: r.absent for _, r in box.heard if r.absent is not None}
    return tuple(
        f"Rooli {owner.role} on poissa {day(owner.away[1])} asti. Viesti tulee sijaiselle."
        for owner in absent.values()
        if owner.away is not None
    )


def _answered_by(draft: Draft, box: Letterbox) -> str | None:
    """Return the role that the questions of an item are for, None where it is this address."""
    told = {id(event) for event in draft.events}
    roles = [reader.answered_by for event, reader in box.heard if id(event) in told]
    return None if None in roles or not roles else roles[0]


@dataclass(frozen=True, slots=True)
class _Closing:
    """What an item says of answering and of the next message, where it is the only one of its message."""

    answer: tuple[str, ...] = ()
    next: tuple[str, ...] = ()


def _finished(draft: Draft, box: Letterbox, closing: _Closing, own_messages: tuple[str, ...], situation: Situation) -> Item:
    """Return an item with what was answered before, its questions, who answers now, and what would end it."""
    ends = (draft.ending,) if draft.ending else ()
    last = (*closing.next, *ends) if draft.item.level is not None else ()
    other = _answered_by(draft, box)
    copy = (f"Viesti on teille tiedoksi. Kysymykseen vastaa {other}.",) if other and draft.questions else ()
    reply = (*copy, *closing.answer, *own_messages)
    is_own = other is None and box.owner.address != situation.finance.address
    before = answered(draft.events[0], situation, own=is_own)
    after = (*draft.item.paragraphs_after, *_some(before), *_asked(draft.questions), *_some(reply), *_some(last))
    return replace(draft.item, paragraphs_after=after)


def _own_messages(draft: Draft, apart: frozenset[UnitCode | None], situation: Situation) -> tuple[str, ...]:
    """Return which children of a unit were told to their own readers, and have no item here."""
    children = situation.snapshot.children(draft.unit) if draft.unit is not None else ()
    names = [sentence_case(child.name) for child in children if child.code in apart]
    if not names:
        return ()
    return (f"{names_in_short(names)} {'on saanut oman' if len(names) == 1 else 'ovat saaneet omat'} viestinsä.",)


def _asked(questions: tuple[str, ...]) -> tuple[Paragraph, ...]:
    if not questions:
        return ()
    if len(questions) == 1:
        return (Paragraph((f"Kysymys: {questions[0]}",)),)
    return (Paragraph(questions, heading="Kysymykset", numbered=True),)


def _some(sentences: tuple[str, ...]) -> tuple[Paragraph, ...]:
    return (Paragraph(sentences),) if sentences else ()


def _closing(drafts: tuple[Draft, ...], box: Letterbox) -> tuple[str, ...]:
    """Return the request to answer, where something is asked of this address; what is red is reminded of, so it is asked."""
    asked = any((draft.questions or draft.item.level is Level.RED) and _answered_by(draft, box) is None for draft in drafts)
    return ANSWER if asked else ()
