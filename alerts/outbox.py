"""The outbox: every message is kept here, finished, before anything is sent, and marked as it goes.

At least once: a row is marked `sending` and committed before the attempt, and the answer is committed after it. A row
that a start finds in `sending` may have reached its reader, so it goes once more and says that it is a repeat.
The tables live in the state's file; this works on the connection that it is handed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any

from alerts.form import Form, Kind, Variant
from alerts.message import Message
from alerts.outcome import Accepted, Blocked, ChannelClosed, InDoubt, NoSuchReader, Outcome, Refused, TryLater
from budget.owner import Owner
from written.record import dataclass

SCHEMA = """
CREATE TABLE outbox (
    number INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    address TEXT NOT NULL,
    channel TEXT NOT NULL,
    fallback TEXT,
    for_finance INTEGER NOT NULL,
    subject TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next TEXT NOT NULL,
    repeat INTEGER NOT NULL DEFAULT 0,
    short INTEGER NOT NULL DEFAULT 0,
    no_reader INTEGER NOT NULL DEFAULT 0,
    reported INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    receiver_id TEXT,
    created TEXT NOT NULL,
    sent TEXT
) STRICT;
CREATE INDEX outbox_by_state ON outbox (state, next);
CREATE TABLE outbox_forms (
    number INTEGER NOT NULL REFERENCES outbox,
    kind TEXT NOT NULL,
    variant INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (number, kind, variant)
) STRICT;
CREATE TABLE outbox_alerts (
    number INTEGER NOT NULL REFERENCES outbox,
    alert TEXT NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (number, alert, role)
) STRICT;
CREATE INDEX outbox_by_alert ON outbox_alerts (alert);
"""

_SELECT = (
    "SELECT number, key, role, address, channel, fallback, for_finance, subject, state, attempts, next, repeat, short,"
    " no_reader, error, receiver_id, created, sent FROM outbox "
)
_PAUSES = tuple(timedelta(minutes=m) for m in (1, 2, 5, 15, 30, 60, 120, 240))
_GIVE_UP = timedelta(days=5)
_LATE = timedelta(hours=1)
_ATTEMPTS_IN_DOUBT = 5


class Sending(Enum):
    """Where a message is on its way."""

    WAITING = "waiting"
    HELD = "held"
    SENDING = "sending"
    IN_DOUBT = "in_doubt"
    PARKED = "parked"
    SENT = "sent"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the outbox.

    `repeat` tells that the reader may have it already, `short` that a receiver refused its whole form, `no_reader`
    that there is nobody at its address. Times are UTC.
    """

    number: int
    key: str
    role: str
    address: str
    channel: str
    fallback: str | None
    for_finance: bool
    subject: str
    state: Sending
    attempts: int
    next: datetime
    repeat: bool
    short: bool
    no_reader: bool
    error: str | None
    receiver_id: str | None
    created: datetime
    sent: datetime | None


class Outbox:
    """The outbox on one connection. Every method is one statement or few; the caller opens a transaction around several."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def next_number(self) -> int:
        """Return the number of the next message."""
        return int(self._db.execute("SELECT coalesce(max(number), 0) + 1 FROM outbox").fetchone()[0])

    def add(self, message: Message, forms: Iterable[Form], now: datetime, state: Sending = Sending.WAITING) -> bool:
        """Keep a finished message. False where the same news is there already."""
        added = self._db.execute(
            "INSERT INTO outbox (number, key, role, address, channel, fallback, for_finance, subject, state, next, created)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
            (
                message.number,
                message.key,
                message.role,
                message.address,
                message.channel,
                message.fallback,
                int(message.for_finance),
                message.subject,
                state.value,
                _stamp(now),
                _stamp(now),
            ),
        ).rowcount
        if not added:
            return False
        self._keep_forms(message.number, forms)
        rows = [(message.number, alert, role) for alert, role in message.told]
        self._db.executemany("INSERT OR IGNORE INTO outbox_alerts VALUES (?, ?, ?)", rows)
        return True

    def forward(self, entry: Entry, reader: Owner, forms: Iterable[Form], now: datetime) -> None:
        """Keep a copy of a message for another reader, unless that reader has one already."""
        number = self.next_number()
        added = self._db.execute(
            "INSERT INTO outbox (number, key, role, address, channel, fallback, for_finance, subject, state, next, created)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
            (
                number,
                f"{entry.key} > {reader.address}",
                reader.role,
                reader.address,
                reader.channel,
                reader.fallback,
                int(entry.for_finance),
                entry.subject,
                Sending.WAITING.value,
                _stamp(now),
                _stamp(now),
            ),
        ).rowcount
        if added:
            self._keep_forms(number, forms)
            self._db.execute(
                "INSERT INTO outbox_alerts SELECT ?, alert, ? FROM outbox_alerts WHERE number = ?",
                (number, reader.role, entry.number),
            )

    def _keep_forms(self, number: int, forms: Iterable[Form]) -> None:
        self._db.executemany(
            "INSERT INTO outbox_forms VALUES (?, ?, ?, ?)",
            [(number, form.kind.value, form.variant.value, form.data) for form in forms],
        )

    def forms(self, number: int) -> tuple[Form, ...]:
        """Return all finished forms of a message."""
        rows = self._db.execute("SELECT kind, variant, data FROM outbox_forms WHERE number = ?", (number,))
        return tuple(Form(Kind(kind), Variant(variant), data) for kind, variant, data in rows)

    def form(self, number: int, kind: Kind, variant: Variant) -> bytes | None:
        """Return the bytes of one form, None where the message has none of that kind and variant."""
        row = self._db.execute(
            "SELECT data FROM outbox_forms WHERE number = ? AND kind = ? AND variant = ?", (number, kind.value, variant.value)
        ).fetchone()
        return None if row is None else bytes(row[0])

    def doubt(self) -> int:
        """Mark every row that an interrupted run left in `sending`; return how many. A second doubt parks the row.

        Finance hears of a parked row, and nobody hears of finance's own: it goes again, up to a fifth attempt.
        """
        self._db.execute(
            "UPDATE outbox SET state = ?, error = ?, reported = 0"
            " WHERE state = ? AND repeat = 1 AND (for_finance = 0 OR attempts >= ?)",
            (Sending.PARKED.value, "toimitus keskeytyi kahdesti", Sending.SENDING.value, _ATTEMPTS_IN_DOUBT),
        )
        return self._db.execute(
            "UPDATE outbox SET state = ?, repeat = 1 WHERE state = ?", (Sending.IN_DOUBT.value, Sending.SENDING.value)
        ).rowcount

    def due(self, now: datetime) -> tuple[Entry, ...]:
        """Return the messages that may go now, the oldest first."""
        where = "WHERE state = ? OR (state = ? AND next <= ?) ORDER BY number"
        return self._entries(where, (Sending.IN_DOUBT.value, Sending.WAITING.value, _stamp(now)))

    def take(self, number: int) -> Entry | None:
        """Mark a message as being sent and return it; None where another took it."""
        taken = self._db.execute(
            "UPDATE outbox SET state = ?, attempts = attempts + 1 WHERE number = ? AND state IN (?, ?)",
            (Sending.SENDING.value, number, Sending.WAITING.value, Sending.IN_DOUBT.value),
        ).rowcount
        return self.entry(number) if taken else None

    def finish(self, entry: Entry, outcome: Outcome, now: datetime) -> Sending:
        """Store the receiver's answer; return the state that follows from it (delivery.md, the table of answers)."""
        match outcome:
            case Accepted(receiver_id):
                return self._set(entry, Sending.SENT, error=None, receiver_id=receiver_id, sent=_stamp(now))
            case Refused(error):
                state = Sending.PARKED if entry.short else Sending.WAITING
                return self._set(entry, state, error=error, short=1, next=_stamp(now))
            case NoSuchReader(error):
                return self._set(entry, Sending.PARKED, error=error, no_reader=1)
            case InDoubt(error):
                state, pause = Sending.PARKED if entry.repeat else Sending.IN_DOUBT, _pause(entry)
                return self._set(entry, state, error=error, repeat=1, next=_stamp(now + pause))
            case Blocked(error) | ChannelClosed(error):
                return self._set(entry, Sending.WAITING, error=error, next=_stamp(now))
            case TryLater(error, seconds, _):
                state = Sending.PARKED if now - entry.created >= _GIVE_UP else Sending.WAITING
                pause = timedelta(seconds=seconds) if seconds is not None else _pause(entry)
                return self._set(entry, state, error=error, next=_stamp(now + pause))

    def retry(self, number: int, now: datetime) -> bool:
        """Make a waiting or parked message due again; False where there is no such message."""
        return bool(
            self._db.execute(
                "UPDATE outbox SET state = ?, next = ?, short = 0, reported = 0 WHERE number = ? AND state IN (?, ?)",
                (Sending.WAITING.value, _stamp(now), number, Sending.WAITING.value, Sending.PARKED.value),
            ).rowcount
        )

    def dismiss(self, number: int) -> bool:
        """Take a parked message as dealt with; False where there is no such message."""
        return bool(
            self._db.execute(
                "UPDATE outbox SET state = ? WHERE number = ? AND state = ?",
                (Sending.SUPERSEDED.value, number, Sending.PARKED.value),
            ).rowcount
        )

    def approve(self, now: datetime) -> int:
        """Release the messages of a held run; return how many."""
        return self._db.execute(
            "UPDATE outbox SET state = ?, next = ? WHERE state = ?", (Sending.WAITING.value, _stamp(now), Sending.HELD.value)
        ).rowcount

    def unreported(self, now: datetime) -> tuple[Entry, ...]:
        """Return what finance has not heard of: parked messages, and those that have tried in vain for an hour."""
        where = "WHERE reported = 0 AND (state = ? OR (state = ? AND attempts > 0 AND created <= ?)) ORDER BY number"
        late = _stamp(now - _LATE)
        return self._entries(where, (Sending.PARKED.value, Sending.WAITING.value, late))

    def report(self, entries: Iterable[Entry]) -> None:
        """Remember that finance hears of these messages."""
        self._db.executemany("UPDATE outbox SET reported = 1 WHERE number = ?", [(entry.number,) for entry in entries])

    def entry(self, number: int) -> Entry | None:
        """Return a message of the outbox, or None where there is none of that number."""
        return next(iter(self._entries("WHERE number = ?", (number,))), None)

    def entries(self, states: Iterable[Sending]) -> tuple[Entry, ...]:
        """Return the messages in some states, by number."""
        names = tuple(state.value for state in states)
        marks = ", ".join("?" * len(names))
        return self._entries(f"WHERE state IN ({marks}) ORDER BY number", names)

    def of_alert(self, alert: str) -> tuple[tuple[Entry, str], ...]:
        """Return every message about an alert with the role that it told."""
        rows = self._db.execute("SELECT number, role FROM outbox_alerts WHERE alert = ? ORDER BY number", (alert,)).fetchall()
        return tuple((entry, str(role)) for number, role in rows if (entry := self.entry(int(number))) is not None)

    def count(self, state: Sending) -> int:
        """Return how many messages are in a state."""
        return int(self._db.execute("SELECT count(*) FROM outbox WHERE state = ?", (state.value,)).fetchone()[0])

    def _entries(self, where: str, values: tuple[object, ...]) -> tuple[Entry, ...]:
        rows = self._db.execute(_SELECT + where, values).fetchall()
        return tuple(_entry(row) for row in rows)

    def _set(self, entry: Entry, state: Sending, **columns: str | int | None) -> Sending:
        columns["state"] = state.value
        if state is Sending.PARKED:
            columns["reported"] = 0
        names = ", ".join(f"{name} = ?" for name in columns)
        self._db.execute(f"UPDATE outbox SET {names} WHERE number = ?", (*columns.values(), entry.number))  # noqa: S608
        return state


def _entry(row: tuple[Any, ...]) -> Entry:
    """Make an entry of a row of `_SELECT`; SQLite gives values without types."""
    return Entry(
        number=row[0],
        key=row[1],
        role=row[2],
        address=row[3],
        channel=row[4],
        fallback=row[5],
        for_finance=bool(row[6]),
        subject=row[7],
        state=Sending(row[8]),
        attempts=row[9],
        next=datetime.fromisoformat(row[10]),
        repeat=bool(row[11]),
        short=bool(row[12]),
        no_reader=bool(row[13]),
        error=row[14],
        receiver_id=row[15],
        created=datetime.fromisoformat(row[16]),
        sent=None if row[17] is None else datetime.fromisoformat(row[17]),
    )


def _pause(entry: Entry) -> timedelta:
    """Return the pause after an attempt: longer each time, a little different for each message so that they spread."""
    base = _PAUSES[min(entry.attempts, len(_PAUSES)) - 1]
    return base * (80 + entry.number * 7 % 41) / 100


def _stamp(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="seconds")
