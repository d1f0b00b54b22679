"""The finished forms of a message: what kind of receiver takes each, and how it differs from the whole one."""

from __future__ import annotations

from enum import Enum, Flag, auto

from written.record import dataclass


class Kind(Enum):
    """What a form is made for."""

    MAIL = "mail"
    PAGE = "page"
    CARD = "card"


class Variant(Flag):
    """How a form differs from the whole one. They can be joined: a repeat may go by the fallback channel."""

    WHOLE = 0
    REPEAT = auto()  # says that it may have come already; a mail and a page are the same bytes as before
    FALLBACK = auto()  # says why it comes this way
    SHORT = auto()  # titles and sentences only, for a receiver that refused the whole one


@dataclass(frozen=True, slots=True)
class Form:
    """The bytes of one form: what is sent now is what is sent again."""

    kind: Kind
    variant: Variant
    data: bytes
