"""Finance's summary of a run, the monthly sign of life, and the notice of a run that could not be done."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from alerts.alert import Alert, State
from alerts.draft import Draft
from alerts.event import TO_READERS, Change, Event
from alerts.facts import RunFacts, Situation
from alerts.message import Message, Paragraph, to_finance
from alerts.missing import missing, names_in_short
from alerts.noted import held_line
from alerts.rule_changes import effect
from budget.finnish import LEVEL_WORDS, LINE_WORDS, capital, counted, day, euros, listing, sentence_case, span
from budget.owner import FINANCE, Owner
from budget.verdict import Fired, Level, LineTarget, Unknown
from written.problem import Problem
from written.record import dataclass

MOST_LINES = 100
"""In one section: longer mails are cut by some clients."""


@dataclass(frozen=True, slots=True)
class TellsAll:
    """A message to a head with all of its items, also those that it only counts."""

    message: Message
    drafts: tuple[Draft, ...]


def summary(head: Message, events: Sequence[Event], tells: tuple[TellsAll, ...], situation: Situation, run: RunFacts) -> Message:
    """Return finance's message: what was read, finance's own items (in `head`), and what else happened."""
    findings = len({event.alert.id for event in events if event.change in TO_READERS})
    what = _to_heads(len(tells), run)
    closing = (
        *_section("Viestit vastuuhenkilöille", _told(tells, run)),
        *_section("Ei kerrota nyt vastuuhenkilöille", tuple(held_line(e, situation) for e in events if e.change is Change.HELD)),
        *_section("Koekäytössä olevat säännöt", _trials(events)),
        *_rule_changes(events, run),
        *_section("Muut muutokset", _for_finance_only(events, run)),
        *_section("Tiedoksi", _info(situation)),
        *_section("Ei voitu arvioida", missing(situation.evaluation.verdicts)),
        *_section("Korjattavaa aineistossa ja säännöissä", tuple(_problem(p) for p in run.problems)),
        *_section("Viestit, joita ei saatu perille", tuple(f"#{p.number} {p.role}: {p.why}" for p in run.parked)),
        *((Paragraph(run.notes),) if run.notes else ()),
        Paragraph((_open_count(run.open_alerts),)) if run.open_alerts else Paragraph(("Seurannassa ei ole poikkeamia.",)),
    )
    checked = (_checked(situation, run),) if run.first_of_month else ()
    return replace(
        head,
        key=_summary_key(head, events, situation, run),
        role=situation.finance.role,
        subject=f"Talousvahdin kooste: {what} ({span(situation.snapshot.period)}) #{head.number}",
        greeting=(
            *head.greeting,
            f"Kooste talouspalveluille: {counted(findings, 'havainto', 'havaintoa')}, {what}.",
            *checked,
            *_read(situation),
        ),
        closing=closing,
        told=(*head.told, *_told_finance(events, head)),
        thread=None,
        for_finance=True,
    )


def sign_of_life(situation: Situation, run: RunFacts, number: int) -> Message:
    """Return the monthly message of a run without news: what was checked, and what is open."""
    period = situation.snapshot.period
    opened = tuple(_open_line(alert) for alert in _open(run.open_alerts))
    return to_finance(
        situation.finance,
        number,
        key=_hashed("sign of life", str(situation.today.replace(day=1)), str(situation.version)),
        period=period,
        subject=f"Talousvahti: ei uusia poikkeamia ({span(period)}) #{number}",
        greeting=(f"{_checked(situation, run)} Ei uusia poikkeamia.", *_unfinished(situation)),
        closing=(
            *_section("Seurannassa", opened),
            *(() if opened else (Paragraph(("Seurannassa ei ole poikkeamia.",)),)),
            *_section("Ei voitu arvioida", missing(situation.evaluation.verdicts)),
            Paragraph(("Tämä viesti tulee kerran kuukaudessa.",)),
        ),
    )


def notice(problems: Sequence[Problem], owners: Sequence[Owner], organisation: str, number: int, key: str) -> Message | None:
    """Return the notice of a run that could not be done; None where no owner is finance, so that nobody can be told.

    Args:
        problems: why it could not be done, with places and hints.
        owners: the owners as they are known.
        organisation: whose run it was.
        number: the number of the message.
        key: identifies the cause, so that it is told once.
    """
    finance = next((owner for owner in owners if owner.role == FINANCE), None)
    if finance is None:
        return None
    return to_finance(
        finance,
        number,
        key=key,
        period=None,
        subject=f"Talousvahti: tarkistusta ei voitu tehdä #{number}",
        greeting=(f"Talousvahti ({organisation}) ei voinut tarkistaa lukuja.",),
        closing=(
            *_section("Syy ja mitä voi tehdä", tuple(_problem(problem) for problem in problems)),
            Paragraph(
                (
                    "Avoimet poikkeamat ovat ennallaan, eikä vastuuhenkilöille ole lähetetty viestejä.",
                    "Tarkistus tehdään uudelleen seuraavalla ajokerralla.",
                )
            ),
        ),
    )


def _checked(situation: Situation, run: RunFacts) -> str:
    units, rows, date = _counts(situation)
    return f"Tarkistettiin {units} {rows} {_rules(run.rules)} (tilanne {date})."


def _rules(count: int) -> str:
    return "1 säännöllä" if count == 1 else f"{count} säännöllä"


def _counts(situation: Situation) -> tuple[str, str, str]:
    units = len(situation.snapshot.units)
    rows = sum(len(unit.figures) for unit in situation.snapshot.units)
    return f"{units} yksikön", "1 rivi" if rows == 1 else f"{rows} riviä", day(situation.snapshot.period.last_day)


def _read(situation: Situation) -> tuple[str, ...]:
    units, rows, date = _counts(situation)
    files = [source.file for source in situation.snapshot.sources]
    whose = f"{listing(files)}: " if files else ""
    return (f"Luettu {whose}{units} {rows}, tilanne {date}.", *_unfinished(situation))


def _unfinished(situation: Situation) -> tuple[str, ...]:
    if not situation.snapshot.unfinished:
        return ()
    return ("Kuukausi on keskeneräinen, joten sen luvut eivät avaa eivätkä päätä seurantaa.",)


def _to_heads(count: int, run: RunFacts) -> str:
    """Say how many messages go to the heads, or wait."""
    if not count:
        return "ei viestejä vastuuhenkilöille"
    messages = counted(count, "viesti", "viestiä")
    if _is_flood(count, run):
        return f"{messages} odottaa hyväksyntää"
    return f"{messages} odottaa hiljaisen päivän yli" if run.quiet_day else f"{messages} vastuuhenkilöille"


def _is_flood(count: int, run: RunFacts) -> bool:
    return run.flood_limit is not None and count > run.flood_limit


def _told(tells: tuple[TellsAll, ...], run: RunFacts) -> tuple[str, ...]:
    lines = tuple(f"{t.message.role} (#{t.message.number}): {d.line_with_level}" for t in tells for d in t.drafts)
    if not _is_flood(len(tells), run):
        return lines
    wait = f"Viestejä on {len(tells)}, ja raja on {run.flood_limit}. Ne odottavat hyväksyntää (outbox approve)."
    return (wait, *lines)


def _trials(events: Iterable[Event]) -> tuple[str, ...]:
    return tuple(
        f"{sentence_case(e.alert.target_name)}: {_headline(e)} – {LEVEL_WORDS[e.alert.level]} ({e.alert.rule_name})"
        for e in events
        if e.change in TO_READERS and e.verdict is not None and e.verdict.rule.trial
    )


def _headline(event: Event) -> str:
    outcome = event.verdict.outcome if event.verdict is not None else None
    return outcome.headline if isinstance(outcome, Fired) else event.change.value


def _rule_changes(events: Sequence[Event], run: RunFacts) -> tuple[Paragraph, ...]:
    if not run.rules_changed:
        return ()
    lines = tuple(_change_line(event) for event in events if event.by_rules)
    return (Paragraph((effect(events),), heading="Sääntöjen muutos"), *_section(None, lines))


def _for_finance_only(events: Iterable[Event], run: RunFacts) -> tuple[str, ...]:
    told = {*TO_READERS, Change.HELD}
    return tuple(_change_line(e) for e in events if e.change not in told and not (e.by_rules and run.rules_changed))


def _change_line(event: Event) -> str:
    line = f", {LINE_WORDS[event.alert.target.line]}" if isinstance(event.alert.target, LineTarget) else ""
    start = f"{sentence_case(event.alert.target_name)}{line}: {event.change.value}"
    if event.change is Change.EASED and event.alert.level_told is not None:
        start += f", {LEVEL_WORDS[event.alert.level_told]} → {LEVEL_WORDS[event.alert.level]}"
    if event.change is Change.YEAR_CHANGED and event.alert.amount is not None:
        start += f", viimeksi {euros(event.alert.amount)}"
    outcome = event.verdict.outcome if event.verdict is not None else None
    cause = event.cause or (outcome.cause if isinstance(outcome, Unknown) else "")
    why = f", {cause.rstrip('.')}" if cause else ""
    return f"{start} ({event.alert.rule_name}{why})"


def _told_finance(events: Iterable[Event], head: Message) -> tuple[tuple[str, str], ...]:
    trials = ((e.alert.id, FINANCE) for e in events if e.verdict is not None and e.verdict.rule.trial and e.change in TO_READERS)
    return tuple(pair for pair in dict.fromkeys(trials) if pair not in head.told)


def _info(situation: Situation) -> tuple[str, ...]:
    """Return the findings for information, a line for each rule."""
    by_rule: dict[str, list[str]] = {}
    for verdict in situation.evaluation.verdicts:
        if isinstance(verdict.outcome, Fired) and verdict.outcome.level is Level.INFO:
            by_rule.setdefault(verdict.rule.name, []).append(sentence_case(verdict.name))
    return tuple(f"{capital(name)}: {names_in_short(names)}." for name, names in by_rule.items())


def _problem(problem: Problem) -> str:
    value = f" (arvo ”{problem.value}”)" if problem.value else ""
    column = f", sarake {problem.heading}" if problem.heading else ""
    row = f", rivi {problem.place.line}" if problem.place.line is not None else ""
    hint = f" {capital(problem.hint.rstrip('.'))}." if problem.hint and not problem.hint.endswith("?") else ""
    hint = f" {capital(problem.hint)}" if problem.hint and problem.hint.endswith("?") else hint
    return f"{problem.place.file}{row}{column}: {problem.message.rstrip('.')}{value}.{hint}"


def _open(alerts: Iterable[Alert]) -> tuple[Alert, ...]:
    return tuple(sorted((a for a in alerts if a.state is State.OPEN), key=lambda a: (-a.level, a.target_name)))


def _open_count(alerts: Iterable[Alert]) -> str:
    count = len(_open(alerts))
    return f"Seurannassa on nyt {counted(count, 'poikkeama', 'poikkeamaa')}."


def _open_line(alert: Alert) -> str:
    line = f", {LINE_WORDS[alert.target.line]}" if isinstance(alert.target, LineTarget) else ""
    held = "" if alert.held is None else f", viesti odottaa ({alert.held.value})"
    return f"{sentence_case(alert.target_name)}{line}: {alert.rule_name} – {LEVEL_WORDS[alert.level]}{held}"


def _summary_key(head: Message, events: Iterable[Event], situation: Situation, run: RunFacts) -> str:
    news = sorted(f"{event.alert.id} {event.change.value}" for event in events)
    problems = sorted(str(problem) for problem in run.problems)
    parked = sorted(str(parked.number) for parked in run.parked)
    changed = ("rules",) if run.rules_changed else ()
    return _hashed("summary", head.key, *news, *problems, *parked, *run.notes, *changed, str(situation.version))


def _section(heading: str | None, lines: tuple[str, ...]) -> tuple[Paragraph, ...]:
    more = (f"ja {len(lines) - MOST_LINES} muuta",) if len(lines) > MOST_LINES else ()
    return (Paragraph((*lines[:MOST_LINES], *more), heading=heading, listed=True),) if lines else ()


def _hashed(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
