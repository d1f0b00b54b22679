"""Sending what waits in the outbox: mark, send, store the answer, one message after another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from alerts.outbox import Letter, Outbox, Sending
from alerts.outcome import Blocked, Outcome
from written.record import dataclass


class Channel(Protocol):
    """A way to a reader. One attempt a call; the outbox decides when there is another."""

    def send(self, letter: Letter) -> Outcome:
        """Make one attempt."""
        ...


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of one message in this run: the row as it was sent, the receiver's answer and the state that follows."""

    letter: Letter
    outcome: Outcome
    state: Sending


def deliver(outbox: Outbox, channels: Mapping[str, Channel], clock: Callable[[], datetime]) -> tuple[Delivered, ...]:
    """Try every message that is due once. A message whose channel is not in config waits and says so."""
    results: list[Delivered] = []
    for number in outbox.due(clock()):
        letter = outbox.take(number)
        if letter is None:
            continue
        channel = channels.get(letter.channel)
        outcome = channel.send(letter) if channel else Blocked(f"kanavaa {letter.channel} ei ole config.yaml-tiedostossa")
        results.append(Delivered(letter, outcome, outbox.finish(letter, outcome, clock())))
    return tuple(results)
