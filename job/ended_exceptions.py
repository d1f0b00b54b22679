"""What finance hears once of each exception: that its last period has passed."""

from __future__ import annotations

from budget.finnish import month, sentence_case
from budget.note import ExceptionNote
from budget.snapshot import Snapshot
from job.keep_runs import KeptRuns
from job.turn import Turn


def ended_exceptions(turn: Turn, snapshot: Snapshot) -> tuple[str, ...]:
    """Return a sentence for each exception whose last period lies before the figures, and remember that it was told."""
    runs = KeptRuns(turn.state)
    over = (note for note in turn.rulebook.exceptions if note.last < snapshot.period)
    return tuple(_reminder(note, snapshot) for note in over if runs.first_time(f"exception over: {note.identity}"))


def _reminder(note: ExceptionNote, snapshot: Snapshot) -> str:
    unit = snapshot.unit(note.unit)
    name = note.unit if unit is None else sentence_case(unit.name)
    return (
        f"Poikkeuksen viimeinen kausi on ohi: {name}, {month(note.last)} (”{note.reason}”, {note.author})."
        f" Poistakaa merkintä tai jatkakaa sitä ({note.place})."
    )
