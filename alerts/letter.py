"""What a channel is handed: one message in its finished forms."""

from __future__ import annotations

from written.record import dataclass


@dataclass(frozen=True, slots=True)
class Letter:
    """A message on its way to one reader: the finished bytes that its channel may need.

    `eml` and `html` are always there; `card` is None where no channel of the message takes cards. `repeat` tells that
    the reader may have it already.
    """

    number: int
    role: str
    address: str
    subject: str
    eml: bytes
    html: bytes
    card: bytes | None
    repeat: bool
