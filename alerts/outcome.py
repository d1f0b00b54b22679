"""What a receiver answers to one attempt: what follows for the message and for its channel."""

from __future__ import annotations

from written.record import dataclass


@dataclass(frozen=True, slots=True)
class Accepted:
    """The receiver took the message. `receiver_id` is the receiver's own name for it, None where it gives none."""

    receiver_id: str | None = None


@dataclass(frozen=True, slots=True)
class TryLater:
    """The message could not go now; nothing is wrong with it.

    `seconds` is the receiver's wish (Retry-After), None where it has none. `throttled` tells that the receiver asks
    for fewer messages: the whole channel pauses for so long.
    """

    error: str
    seconds: int | None = None
    throttled: bool = False


@dataclass(frozen=True, slots=True)
class InDoubt:
    """The message may have arrived: the answer did not. It is sent once more, as a repeat."""

    error: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The receiver will not take this message in this form, now or later."""

    error: str


@dataclass(frozen=True, slots=True)
class NoSuchReader:
    """There is nobody at this address: another role must get the message."""

    error: str


@dataclass(frozen=True, slots=True)
class ChannelClosed:
    """The way itself is wrong (address, login, certificate): nothing goes through it until somebody mends it."""

    error: str


@dataclass(frozen=True, slots=True)
class Blocked:
    """The message cannot go until somebody mends something here (a full disk, a channel that config does not have)."""

    error: str


Outcome = Accepted | TryLater | InDoubt | Refused | NoSuchReader | ChannelClosed | Blocked
