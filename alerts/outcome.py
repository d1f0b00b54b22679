"""What a receiver answers to one attempt."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Accepted:
    """The receiver took the message. `receiver_id` is the receiver's own name for it, None where it gives none."""

    receiver_id: str | None = None


@dataclass(frozen=True, slots=True)
class TryLater:
    """The message could not go now; nothing is wrong with it. `seconds` is the receiver's wish, None where it has none."""

    error: str
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The receiver will not take this message, now or later."""

    error: str


@dataclass(frozen=True, slots=True)
class Blocked:
    """The message cannot go until somebody mends something here (a full disk, a channel that config does not have)."""

    error: str


Outcome = Accepted | TryLater | Refused | Blocked
