"""Sending what a round has queued, and telling finance of what could not be delivered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from alerts.channel_book import ChannelBook
from alerts.deliver import Channel, Delivered, Post, deliver
from alerts.outbox import Entry
from job.state import State
from job.turn import Turn
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class Tools:
    """What a round works with: the open state, the ways to the readers, the clock, and a person who waits.

    `stopping` tells that the process was asked to end.
    """

    state: State
    channels: Mapping[str, Channel]
    clock: Callable[[], datetime]
    progress: Callable[[str], None]
    stopping: Callable[[], bool]


def send(turn: Turn, tools: Tools) -> tuple[Delivered, ...]:
    """Try what is due; then tell finance, once, of messages and channels that need somebody, and send that too."""
    book = ChannelBook(turn.state.connection)
    quiet = turn.config.limits.quiet.hold(turn.today)

    def may_go(entry: Entry) -> bool:
        in_test = turn.config.test_role is None or entry.address == _test_address(turn)
        return in_test and (entry.for_finance or not quiet)

    post = Post(turn.outbox, book, tools.channels, tools.clock, may_go, tools.stopping)
    delivered = deliver(post)
    if not turn.outbox.unreported(tools.clock()) and all(c.reported or not c.is_closed for c in book.all()):
        return delivered
    from job.trouble import report

    report(turn, tools.clock())
    again = deliver(post)
    return tuple({done.entry.number: done for done in (*delivered, *again)}.values())


def _test_address(turn: Turn) -> str | None:
    """Return the one address that gets messages in test mode, also those queued before it; None where nobody has it."""
    owners = turn.rulebook.owners
    return next((owner.address for owner in owners if owner.role == turn.config.test_role), None)
