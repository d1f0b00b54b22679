"""What is known of each channel: open, paused for a while, or closed until somebody mends it (delivery.md)."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import Enum

from alerts.outbox import Sending
from alerts.outcome import Accepted, ChannelClosed, InDoubt, NoSuchReader, Outcome, Refused, TryLater
from written.record import dataclass

SCHEMA = """
CREATE TABLE channels (
    name TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    failures INTEGER NOT NULL,
    refusals INTEGER NOT NULL,
    until TEXT,
    error TEXT,
    reported INTEGER NOT NULL DEFAULT 0
) STRICT;
"""

_FAILURES, _REFUSALS = 5, 2
_PAUSE = timedelta(minutes=15)
_TRY_CLOSED_AGAIN = timedelta(days=1)
_DEFAULT_THROTTLE = timedelta(minutes=1)


class Way(Enum):
    """Whether messages go through a channel."""

    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class ChannelState:
    """One channel as it is known.

    `failures` and `refusals` are counted in a row. `until` is when the next try is due: of a paused channel after its
    pause, of a closed one once a day; None for an open one. `reported` tells that finance has heard of its closing.
    """

    name: str
    way: Way = Way.OPEN
    failures: int = 0
    refusals: int = 0
    until: datetime | None = None
    error: str | None = None
    reported: bool = False

    @property
    def is_closed(self) -> bool:
        """Whether somebody must mend the channel."""
        return self.way is Way.CLOSED

    def lets_through(self, now: datetime) -> bool:
        """Tell whether a message may be tried now."""
        return self.way is Way.OPEN or (self.until is not None and now >= self.until)


def after(channel: ChannelState, outcome: Outcome, state: Sending, now: datetime) -> ChannelState:
    """Return a channel after one answer. `state` is what followed for the message."""
    match outcome:
        case Accepted():
            return ChannelState(channel.name)
        case ChannelClosed(error):
            return _closed(channel, error, now)
        case TryLater(error, seconds, throttled=True):
            pause = _DEFAULT_THROTTLE if seconds is None else timedelta(seconds=seconds)
            return replace(channel, way=_paused(channel), until=now + pause, error=error)
        case TryLater(error) | InDoubt(error):
            failures = channel.failures + 1
            if failures < _FAILURES and channel.way is Way.OPEN:
                return replace(channel, failures=failures, error=error)
            pause = _TRY_CLOSED_AGAIN if channel.way is Way.CLOSED else _PAUSE
            return replace(channel, way=_paused(channel), failures=failures, until=now + pause, error=error)
        case Refused(error) if state is Sending.PARKED:
            refusals = channel.refusals + 1
            if refusals >= _REFUSALS:
                return _closed(channel, error, now)
            return replace(channel, refusals=refusals, failures=0, error=error)
        case NoSuchReader():
            return replace(channel, way=Way.OPEN, failures=0, until=None)
        case _:
            return channel


def _paused(channel: ChannelState) -> Way:
    return Way.CLOSED if channel.way is Way.CLOSED else Way.PAUSED


def _closed(channel: ChannelState, error: str, now: datetime) -> ChannelState:
    return replace(channel, way=Way.CLOSED, until=now + _TRY_CLOSED_AGAIN, error=error)


class ChannelBook:
    """The channels on one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def state(self, name: str) -> ChannelState:
        """Return a channel; one that was never used is open."""
        return next((channel for channel in self.all() if channel.name == name), ChannelState(name))

    def all(self) -> tuple[ChannelState, ...]:
        """Return every channel that was ever used."""
        rows = self._db.execute("SELECT name, state, failures, refusals, until, error, reported FROM channels ORDER BY name")
        return tuple(
            ChannelState(name, Way(state), failures, refusals, until and datetime.fromisoformat(until), error, bool(reported))
            for name, state, failures, refusals, until, error, reported in rows
        )

    def report(self, channel: ChannelState) -> None:
        """Remember that finance hears that a channel is closed."""
        self.keep(replace(channel, reported=True))

    def keep(self, channel: ChannelState) -> None:
        """Store a channel as it is known now."""
        until = None if channel.until is None else channel.until.astimezone(UTC).isoformat(timespec="seconds")
        self._db.execute(
            "INSERT OR REPLACE INTO channels VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                channel.name,
                channel.way.value,
                channel.failures,
                channel.refusals,
                until,
                channel.error,
                int(channel.reported and channel.way is Way.CLOSED),
            ),
        )
