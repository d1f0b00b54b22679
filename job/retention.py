"""What the state forgets, once a month: forms that are never sent again, and what is older than config.yaml keeps.

Without it a city of 500 units would have hundreds of megabytes in a few years.
"""

from __future__ import annotations

from datetime import date, timedelta

from alerts.form import Kind, Variant
from alerts.outbox import Sending
from job.state import State

RESEND = timedelta(days=60)
"""How long a message that is done keeps all its forms. After that it keeps its mail, which a person can read."""

_DONE = "state IN (?, ?)"
_DONE_STATES = (Sending.SENT.value, Sending.SUPERSEDED.value)


def forget(state: State, day: date, years: int | None) -> None:
    """Forget once a month what is not needed any more, in one transaction.

    Args:
        state: open for a run.
        day: the day of the run.
        years: whole years before this one that are kept; None keeps every year. What is open, waiting or parked
            stays, however old, and so does the newest version of the figures.
    """
    month = f"{day.year}-{day.month:02d}"
    if state.connection.execute("SELECT 1 FROM marks WHERE name = 'forgot' AND value = ?", (month,)).fetchone() is not None:
        return
    with state.transaction():
        _drop_forms(state, day - RESEND)
        if years is not None:
            _drop_years(state, day.year - years)
        state.connection.execute("INSERT OR REPLACE INTO marks VALUES ('forgot', ?)", (month,))


def _drop_forms(state: State, before: date) -> None:
    state.connection.execute(
        f"DELETE FROM outbox_forms WHERE NOT (kind = ? AND variant = ?)"  # noqa: S608 - our own text
        f" AND number IN (SELECT number FROM outbox WHERE {_DONE} AND created < ?)",
        (Kind.MAIL.value, Variant.WHOLE.value, *_DONE_STATES, before.isoformat()),
    )


def _drop_years(state: State, first: int) -> None:
    """Drop what belongs to budget years before `first`, and messages and runs that were made before it."""
    run = state.connection.execute
    start = f"{first:04d}-01"
    old = f"SELECT number FROM outbox WHERE {_DONE} AND created < ?"  # noqa: S608 - our own text
    for table in ("outbox_forms", "outbox_alerts", "outbox"):
        run(f"DELETE FROM {table} WHERE number IN ({old})", (*_DONE_STATES, start))  # noqa: S608 - our own text
    run("DELETE FROM records WHERE period < ? AND alert NOT IN (SELECT id FROM alerts WHERE state != 'ended')", (start,))
    run("DELETE FROM alerts WHERE state = 'ended' AND (year BETWEEN 1 AND ? OR ended < ?)", (first - 1, start))
    run("DELETE FROM snapshots WHERE period < ? AND version != (SELECT max(version) FROM snapshots)", (start,))
    run("DELETE FROM rulebooks WHERE taken < ? AND fingerprint != (SELECT value FROM marks WHERE name = 'rules')", (start,))
    run("DELETE FROM runs WHERE day < ?", (start,))
