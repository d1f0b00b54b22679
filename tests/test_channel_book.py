"""What an answer means for its channel: the last column of the table of answers (delivery.md)."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from alerts import channel_book
from alerts.channel_book import ChannelBook, ChannelState, Way, after
from alerts.outbox import Sending
from alerts.outcome import Accepted, Blocked, ChannelClosed, InDoubt, NoSuchReader, Outcome, Refused, TryLater

NOON = datetime(2023, 8, 1, 12, tzinfo=UTC)
OPEN = ChannelState("teams")
PAUSED = ChannelState("teams", Way.PAUSED, failures=5, until=NOON)
CLOSED = ChannelState("teams", Way.CLOSED, until=NOON, error="401")


@pytest.mark.parametrize(
    ("what", "before", "outcome", "state", "way", "next_try"),
    [
        ("taken", OPEN, Accepted(), Sending.SENT, Way.OPEN, None),
        ("one failure", OPEN, TryLater("poissa"), Sending.WAITING, Way.OPEN, None),
        ("the fifth", ChannelState("teams", failures=4), TryLater("poissa"), Sending.WAITING, Way.PAUSED, timedelta(minutes=15)),
        ("again after the pause", PAUSED, TryLater("poissa"), Sending.WAITING, Way.PAUSED, timedelta(minutes=15)),
        ("taken after the pause", PAUSED, Accepted(), Sending.SENT, Way.OPEN, None),
        ("throttled", OPEN, TryLater("429", 600, throttled=True), Sending.WAITING, Way.PAUSED, timedelta(seconds=600)),
        ("in doubt", OPEN, InDoubt("katkesi"), Sending.IN_DOUBT, Way.OPEN, None),
        ("refused, short form left", OPEN, Refused("400"), Sending.WAITING, Way.OPEN, None),
        ("one row refused", OPEN, Refused("400"), Sending.PARKED, Way.OPEN, None),
        ("two rows refused", ChannelState("teams", refusals=1), Refused("400"), Sending.PARKED, Way.CLOSED, timedelta(days=1)),
        ("wrong way", OPEN, ChannelClosed("401"), Sending.WAITING, Way.CLOSED, timedelta(days=1)),
        ("closed, failing still", CLOSED, TryLater("poissa"), Sending.WAITING, Way.CLOSED, timedelta(days=1)),
        ("closed, taken", CLOSED, Accepted(), Sending.SENT, Way.OPEN, None),
        ("no such reader", OPEN, NoSuchReader("550"), Sending.PARKED, Way.OPEN, None),
        ("something here", OPEN, Blocked("levy"), Sending.WAITING, Way.OPEN, None),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_table(
    what: str, before: ChannelState, outcome: Outcome, state: Sending, way: Way, next_try: timedelta | None
) -> None:
    known = after(before, outcome, state, NOON)
    assert (known.way, known.until) == (way, None if next_try is None else NOON + next_try)


def test_a_success_in_between_starts_the_count_again() -> None:
    channel = OPEN
    outcomes: tuple[Outcome, ...] = (*[TryLater("x")] * 4, Accepted(), *[TryLater("x")] * 4)
    for outcome in outcomes:
        channel = after(channel, outcome, Sending.WAITING, NOON)
    assert channel.way is Way.OPEN


@pytest.mark.parametrize(
    ("channel", "minutes", "lets"),
    [(OPEN, 0, True), (PAUSED, -1, False), (PAUSED, 0, True), (CLOSED, -1, False), (CLOSED, 0, True)],
)
def test_when_a_message_may_be_tried(channel: ChannelState, minutes: int, lets: bool) -> None:
    assert channel.lets_through(NOON + timedelta(minutes=minutes)) is lets


def test_a_channel_is_kept_as_it_is_known() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(channel_book.SCHEMA)
    book = ChannelBook(connection)
    assert book.state("teams") == OPEN
    for channel in (CLOSED, PAUSED, OPEN):
        book.keep(channel)
        assert book.state("teams") == channel
