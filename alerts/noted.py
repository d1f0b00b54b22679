"""What finance has noted beside the figures, in words: exceptions, answers, and why a message is held back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from alerts.alert import Held
from alerts.event import Event
from alerts.facts import Situation
from alerts.news import Finding, unit_of
from alerts.words import in_month, one_line
from budget.finnish import DASH, LEVEL_WORDS, LINE_WORDS, MONTHS, capital, euros, month, sentence_case
from budget.note import AnswerNote, ExceptionNote
from budget.verdict import Fired, LineTarget, unit_concerned

_LONGEST = 600
"""Characters of an answer that a message quotes: the whole of it stands in the rules folder."""


def explanations(spoken: Iterable[Finding]) -> Iterator[str]:
    """Yield what is known already of the findings, and both judgements: as it is, and without the explained euros."""
    known = [f.fired.explained for f in spoken if f.fired.explained is not None]
    notes = dict.fromkeys(note for explained in known for note in explained.exceptions)
    yield from (f"Tiedossa on: {_reason(note)}." for note in notes)
    yield from dict.fromkeys(f"{capital(explained.sentence)}." for explained in known if explained.sentence)


def answered(event: Event, situation: Situation, *, own: bool) -> tuple[str, ...]:
    """Return the newest answer about the unit of an event, quoted; `own` tells that its reader gave it."""
    note = situation.answer(unit_of(event.alert.target))
    if note is None:
        return ()
    whose = "Vastauksenne" if own else "Yksikön vastaus"
    return (f"{whose} {MONTHS[note.period.month - 1]}kuulta: {_quoted(note)}",)


def held_line(event: Event, situation: Situation) -> str:
    """Return for finance which alert was not told to its readers, and why."""
    alert = event.alert
    line = f", {LINE_WORDS[alert.target.line]}" if isinstance(alert.target, LineTarget) else ""
    fired = event.verdict.outcome if event.verdict is not None else None
    headline = f": {fired.headline}" if isinstance(fired, Fired) and fired.headline else ""
    why = _why_quiet(event, situation) if alert.held is Held.ANSWER else _why_explained(fired)
    return f"{sentence_case(alert.target_name)}{line}{headline} – {LEVEL_WORDS[alert.level]}. {why}".strip()


def _why_explained(fired: object) -> str:
    explained = fired.explained if isinstance(fired, Fired) else None
    if explained is None:
        return ""
    reasons = "; ".join(f"{_reason(note)} ({_until(note)})" for note in explained.exceptions)
    both = f" {capital(explained.sentence)}." if explained.sentence else ""
    return f"Poikkeus: {reasons}.{both}"


def _why_quiet(event: Event, situation: Situation) -> str:
    unit = unit_concerned(event.alert.target)
    found = (a for a in reversed(situation.answers) if a.unit == unit and a.is_quiet(situation.snapshot.period))
    note = next(found, None)
    if note is None or note.quiet is None:
        return ""
    until = in_month(note.quiet, "kuun")
    return f"Vastaus: {_quoted(note)} Viestejä ei lähetetä {until} lukuihin asti, ellei tilanne pahene."


def _reason(note: ExceptionNote) -> str:
    reason = one_line(note.reason).rstrip(".")
    if note.amount is None:
        return reason
    return f"{reason}, {'noin ' if note.approximate else ''}{euros(note.amount)}"


def _until(note: ExceptionNote) -> str:
    if note.first == note.last:
        return month(note.last)
    start = MONTHS[note.first.month - 1] if note.first.year == note.last.year else f"{month(note.first)} "
    return f"{start}{DASH}{'' if start in MONTHS else ' '}{month(note.last)}"


def _quoted(note: AnswerNote) -> str:
    said = one_line(note.answer)
    said = said if len(said) <= _LONGEST else f"{said[:_LONGEST].rstrip()} …"
    return f"”{said}”"
