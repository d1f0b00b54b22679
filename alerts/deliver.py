"""Sending what waits in the outbox: choose the way, mark, send, store the answer, one message after another.

A receiver that is slow holds up only its own channel: after half a second the other channels go on beside it. The
state is touched by the one thread that owns its connection; the others only send.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from alerts.channel_book import ChannelBook, after
from alerts.form import Kind, Variant
from alerts.letter import Letter
from alerts.outbox import Entry, Outbox, Sending
from alerts.outcome import Blocked, Outcome
from written.record import dataclass

PATIENCE = 0.5
"""Seconds after which a send that has not ended no longer holds up the other channels."""


class Channel(Protocol):
    """A way to a reader. One attempt a call, and never an exception; the outbox decides when there is another."""

    def send(self, letter: Letter) -> Outcome:
        """Make one attempt."""
        ...


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of one message in this run: the row as it was sent, its channel, the answer and the state that follows."""

    entry: Entry
    channel: str
    outcome: Outcome
    state: Sending


@dataclass(frozen=True, slots=True)
class Post:
    """What messages go out with: the outbox, what is known of the channels, the channels themselves and the clock.

    `may_go` holds a message back for now (a quiet day). `stop` tells that the process was asked to end: what is on its
    way is finished and no other is begun.
    """

    outbox: Outbox
    book: ChannelBook
    channels: Mapping[str, Channel]
    clock: Callable[[], datetime]
    may_go: Callable[[Entry], bool]
    stop: Callable[[], bool]


def deliver(post: Post) -> tuple[Delivered, ...]:
    """Try every message that is due once, and once more in its short form where a receiver refuses the whole one."""
    return _Delivery(post).run()


@dataclass(frozen=True, slots=True)
class _Flight:
    entry: Entry
    channel: str
    outcome: Outcome


class _Delivery:
    """One delivery: the messages that still have to be tried, and those on their way, one a channel."""

    def __init__(self, post: Post) -> None:
        self.post = post
        self.waiting = [entry for entry in post.outbox.due(post.clock()) if post.may_go(entry)]
        self.beside = len({entry.channel for entry in self.waiting}) > 1
        self.busy: set[str] = set()
        self.landed: queue.SimpleQueue[_Flight] = queue.SimpleQueue()
        self.results: dict[int, Delivered] = {}

    def run(self) -> tuple[Delivered, ...]:
        while True:
            started = not self.post.stop() and self._start_next()
            if not started and not self.busy:
                return tuple(self.results.values())
            self._land(PATIENCE if started else None)

    def _start_next(self) -> bool:
        """Send the first message whose way is open and free; False where there is none."""
        for entry in self.waiting:
            name = self._way(entry)
            if name is None or name in self.busy:
                continue
            self.waiting.remove(entry)
            taken = self.post.outbox.take(entry.number)
            if taken is not None:
                self._send(taken, name)
                return True
            return self._start_next()
        return False

    def _way(self, entry: Entry) -> str | None:
        """Return the channel that a message goes by now: its own, else the fallback; None where it has to wait."""
        now = self.post.clock()
        names = (entry.channel, entry.fallback)
        return next((n for n in names if n is not None and self.post.book.state(n).lets_through(now)), None)

    def _send(self, entry: Entry, name: str) -> None:
        self.busy.add(name)
        channel, letter = self.post.channels.get(name), _letter(self.post.outbox, entry, name)
        if channel is None:
            self.landed.put(_Flight(entry, name, Blocked(f"kanavaa {name} ei ole config.yaml-tiedostossa")))
        elif self.beside:
            threading.Thread(target=self._fly, args=(channel, letter, entry, name), daemon=True).start()
        else:
            self._fly(channel, letter, entry, name)

    def _fly(self, channel: Channel, letter: Letter, entry: Entry, name: str) -> None:
        self.landed.put(_Flight(entry, name, channel.send(letter)))

    def _land(self, seconds: float | None) -> None:
        """Wait for a message to land, and store what became of it."""
        try:
            flight = self.landed.get(timeout=seconds)
        except queue.Empty:
            return
        self.busy.discard(flight.channel)
        now = self.post.clock()
        state = self.post.outbox.finish(flight.entry, flight.outcome, now)
        before = self.post.book.state(flight.channel)
        known = after(before, flight.outcome, state, now)
        if known != before:
            self.post.book.keep(known)
        self.results[flight.entry.number] = Delivered(flight.entry, flight.channel, flight.outcome, state)
        again = self.post.outbox.entry(flight.entry.number)
        if again is not None and again.short and not flight.entry.short and state is Sending.WAITING:
            self.waiting.insert(0, again)


def _letter(outbox: Outbox, entry: Entry, name: str) -> Letter:
    """Take the forms that fit: for a fallback, for a repeat, and the short ones after a refusal."""
    way = Variant.WHOLE if name == entry.channel else Variant.FALLBACK
    short = Variant.SHORT if entry.short else Variant.WHOLE
    repeat = Variant.REPEAT if entry.repeat else Variant.WHOLE
    return Letter(
        number=entry.number,
        role=entry.role,
        address=entry.address,
        subject=entry.subject,
        eml=outbox.form(entry.number, Kind.MAIL, way | short) or outbox.form(entry.number, Kind.MAIL, Variant.WHOLE) or b"",
        html=outbox.form(entry.number, Kind.PAGE, Variant.WHOLE) or b"",
        card=outbox.form(entry.number, Kind.CARD, way | short | repeat),
        repeat=entry.repeat,
    )
