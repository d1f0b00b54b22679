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

from alerts.message import Message
from alerts.outcome import Accepted, Blocked, ChannelClosed, InDoubt, NoSuchReader, Outcome, Refused, TryLater
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
    eml BLOB NOT NULL,
    html BLOB NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next TEXT NOT NULL,
    repeat INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    receiver_id TEXT,
    created TEXT NOT NULL,
    sent TEXT
) STRICT;
CREATE INDEX outbox_by_state ON outbox (state, next);
CREATE TABLE outbox_alerts (
    number INTEGER NOT NULL REFERENCES outbox,
    alert TEXT NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (number, alert, role)
) STRICT;
CREATE INDEX outbox_by_alert ON outbox_alerts (alert);
"""

_SELECT = (
    "SELECT number, role, address, channel, fallback, subject, eml, html, state, attempts, next, repeat, error, receiver_id,"
    " created, sent FROM outbox "
)
_PAUSES = tuple(timedelta(minutes=m) for m in (1, 2, 5, 15, 30, 60, 120, 240))
_GIVE_UP = timedelta(days=5)


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
class Rendered:
    """The finished bytes of a message: what is sent now is what is sent again."""

    eml: bytes
    html: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """One row of the outbox. `repeat` tells that the reader may have it already. Times are UTC."""

    number: int
    role: str
    address: str
    channel: str
    fallback: str | None
    subject: str
    eml: bytes
    html: bytes
    state: Sending
    attempts: int
    next: datetime
    repeat: bool
    error: str | None
    receiver_id: str | None
    created: datetime
    sent: datetime | None


class Outbox:
    """The outbox on one connection. Every method is one statement; the caller opens a transaction around several."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def next_number(self) -> int:
        """Return the number of the next message."""
        return int(self._db.execute("SELECT coalesce(max(number), 0) + 1 FROM outbox").fetchone()[0])

    def add(self, message: Message, rendered: Rendered, now: datetime) -> bool:
        """Keep a finished message, waiting. False where the same news is there already."""
        added = self._db.execute(
            "INSERT INTO outbox (number, key, role, address, channel, fallback, for_finance, subject, eml, html, state, next, created)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
            (
                message.number,
                message.key,
                message.role,
                message.address,
                message.channel,
                message.fallback,
                int(message.for_finance),
                message.subject,
                rendered.eml,
                rendered.html,
                Sending.WAITING.value,
                _stamp(now),
                _stamp(now),
            ),
        ).rowcount
        if added:
            rows = [(message.number, alert, role) for alert, role in message.told]
            self._db.executemany("INSERT OR IGNORE INTO outbox_alerts VALUES (?, ?, ?)", rows)
        return bool(added)

    def doubt(self) -> int:
        """Mark every row that an interrupted run left in `sending`; return how many. A second doubt parks the row."""
        self._db.execute(
            "UPDATE outbox SET state = ?, error = ? WHERE state = ? AND repeat = 1",
            (Sending.PARKED.value, "toimitus keskeytyi kahdesti", Sending.SENDING.value),
        )
        return self._db.execute(
            "UPDATE outbox SET state = ?, repeat = 1 WHERE state = ?", (Sending.IN_DOUBT.value, Sending.SENDING.value)
        ).rowcount

    def due(self, now: datetime) -> tuple[int, ...]:
        """Return the numbers of the messages that may go now, the oldest first."""
        rows = self._db.execute(
            "SELECT number FROM outbox WHERE state = ? OR (state = ? AND next <= ?) ORDER BY number",
            (Sending.IN_DOUBT.value, Sending.WAITING.value, _stamp(now)),
        )
        return tuple(int(row[0]) for row in rows)

    def take(self, number: int) -> Letter | None:
        """Mark a message as being sent and return it; None where another took it."""
        taken = self._db.execute(
            "UPDATE outbox SET state = ?, attempts = attempts + 1 WHERE number = ? AND state IN (?, ?)",
            (Sending.SENDING.value, number, Sending.WAITING.value, Sending.IN_DOUBT.value),
        ).rowcount
        return self.letter(number) if taken else None

    def finish(self, letter: Letter, outcome: Outcome, now: datetime) -> Sending:
        """Store the receiver's answer; return the state that follows from it."""
        match outcome:
            case Accepted(receiver_id):
                return self._set(letter.number, Sending.SENT, None, receiver_id=receiver_id, sent=now)
            case Refused(error) | NoSuchReader(error):
                return self._set(letter.number, Sending.PARKED, error)
            case InDoubt(error):
                if letter.repeat:
                    return self._set(letter.number, Sending.PARKED, error)
                self._db.execute("UPDATE outbox SET repeat = 1 WHERE number = ?", (letter.number,))
                return self._set(letter.number, Sending.IN_DOUBT, error)
            case Blocked(error) | ChannelClosed(error):
                return self._set(letter.number, Sending.WAITING, error, due=now)
            case TryLater(error, seconds, _):
                if now - letter.created >= _GIVE_UP:
                    return self._set(letter.number, Sending.PARKED, error)
                pause = timedelta(seconds=seconds) if seconds is not None else _pause(letter)
                return self._set(letter.number, Sending.WAITING, error, due=now + pause)

    def retry(self, number: int, now: datetime) -> bool:
        """Make a waiting or parked message due again; False where there is no such message."""
        return bool(
            self._db.execute(
                "UPDATE outbox SET state = ?, next = ? WHERE number = ? AND state IN (?, ?)",
                (Sending.WAITING.value, _stamp(now), number, Sending.WAITING.value, Sending.PARKED.value),
            ).rowcount
        )

    def letter(self, number: int) -> Letter | None:
        """Return a message of the outbox, or None where there is none of that number."""
        return next(iter(self._letters("WHERE number = ?", (number,))), None)

    def letters(self, states: Iterable[Sending]) -> tuple[Letter, ...]:
        """Return the messages in some states, by number."""
        names = tuple(state.value for state in states)
        marks = ", ".join("?" * len(names))
        return self._letters(f"WHERE state IN ({marks}) ORDER BY number", names)

    def of_alert(self, alert: str) -> tuple[tuple[Letter, str], ...]:
        """Return every message about an alert with the role that it told."""
        rows = self._db.execute("SELECT number, role FROM outbox_alerts WHERE alert = ? ORDER BY number", (alert,)).fetchall()
        return tuple((letter, str(role)) for number, role in rows if (letter := self.letter(int(number))) is not None)

    def count(self, state: Sending) -> int:
        """Return how many messages are in a state."""
        return int(self._db.execute("SELECT count(*) FROM outbox WHERE state = ?", (state.value,)).fetchone()[0])

    def _letters(self, where: str, values: tuple[object, ...]) -> tuple[Letter, ...]:
        rows = self._db.execute(_SELECT + where, values)
        return tuple(_letter(row) for row in rows)

    def _set(
        self,
        number: int,
        state: Sending,
        error: str | None,
        *,
        due: datetime | None = None,
        receiver_id: str | None = None,
        sent: datetime | None = None,
    ) -> Sending:
        self._db.execute(
            "UPDATE outbox SET state = ?, error = ?, next = coalesce(?, next), receiver_id = coalesce(?, receiver_id), sent = ?"
            " WHERE number = ?",
            (state.value, error, _stamp(due) if due else None, receiver_id, _stamp(sent) if sent else None, number),
        )
        return state


def _letter(row: tuple[Any, ...]) -> Letter:
    """Make a letter of a row of `_SELECT`; SQLite gives values without types."""
    return Letter(
        number=row[0],
        role=row[1],
        address=row[2],
        channel=row[3],
        fallback=row[4],
        subject=row[5],
        eml=row[6],
        html=row[7],
        state=Sending(row[8]),
        attempts=row[9],
        next=_time(row[10]),
        repeat=bool(row[11]),
        error=row[12],
        receiver_id=row[13],
        created=_time(row[14]),
        sent=None if row[15] is None else _time(row[15]),
    )


def _pause(letter: Letter) -> timedelta:
    """Return the pause after an attempt: longer each time, a little different for each message so that they spread."""
    base = _PAUSES[min(letter.attempts, len(_PAUSES)) - 1]
    return base * (80 + letter.number * 7 % 41) / 100


def _stamp(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="seconds")


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
