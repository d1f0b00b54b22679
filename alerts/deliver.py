"""Sending what waits in the outbox: mark, send, store the answer, one message after another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from alerts.outbox import Letter, Outbox, Sending
from alerts.outcome import Outcome, TryLater


class Channel(Protocol):
    """A way to a reader. One attempt a call; the outbox decides when there is another."""

    def send(self, letter: Letter) -> Outcome:
        """Make one attempt."""
        ...


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of one message in this run. `where` is the receiver's own name for it, None where it gave none."""

    number: int
    role: str
    subject: str
    state: Sending
    where: str | None
    error: str | None


def deliver(outbox: Outbox, channels: Mapping[str, Channel], clock: Callable[[], datetime]) -> tuple[Delivered, ...]:
    """Try every message that is due once. A message whose channel is not in config waits and says so."""
    results: list[Delivered] = []
    for number in outbox.due(clock()):
        letter = outbox.take(number)
        if letter is None:
            continue
        channel = channels.get(letter.channel)
        outcome = channel.send(letter) if channel else TryLater(f"kanavaa {letter.channel} ei ole config.yaml-tiedostossa")
        state = outbox.finish(letter, outcome, clock())
        after = outbox.letter(number) or letter
        results.append(Delivered(number, letter.role, letter.subject, state, after.receiver_id, after.error))
    return tuple(results)
