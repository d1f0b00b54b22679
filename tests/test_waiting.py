"""When serve is to try a message again: after its own pause, and when its channel lets it through."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from alerts.channel_book import ChannelState, Way
from alerts.form import Form, Kind, Variant
from alerts.outbox import Outbox
from alerts.outcome import Accepted, Blocked, ChannelClosed, InDoubt, Outcome, TryLater
from job.keep_runs import KeptRuns, RunRow
from job.state import open_for_run
from job.waiting import Waiting, moments
from tests.test_outbox import message

NOW = datetime(2023, 8, 1, 3, 15, tzinfo=UTC)
LETTER = (Form(Kind.MAIL, Variant.WHOLE, b"x"),)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state.db"


def run(file: Path, outcome: Outcome | None, now: datetime = NOW) -> None:
    """One run that tries its one message, and ends a second later."""
    with open_for_run(file) as state:
        box = Outbox(state.connection)
        box.add(message(1), LETTER, now)
        entry = box.take(1) if outcome is not None else None
        if entry is not None and outcome is not None:
            box.finish(entry, outcome, now)
        KeptRuns(state).keep(RunRow(now.date(), now, now + timedelta(seconds=1), 0, None, ""))


@pytest.mark.parametrize(
    ("what", "outcome", "due"),
    [
        ("was sent", Accepted(), False),
        ("may be tried again", TryLater("503"), True),
        ("may have arrived", InDoubt("time-out"), True),
        # until the next due time of the schedule
        ("waits for somebody", Blocked("levy täynnä"), False),
        ("waits for its channel", ChannelClosed("401"), False),
        ("was held back", None, False),
    ],
)
def test_a_message(file: Path, what: str, outcome: Outcome | None, due: bool) -> None:
    run(file, outcome)
    waiting = Waiting()
    assert waiting.due(file, NOW + timedelta(seconds=40)) is None
    assert (waiting.due(file, NOW + minutes(2)) is not None) is due


def test_what_a_run_has_tried_waits_again(file: Path) -> None:
    run(file, TryLater("503"))
    waiting = Waiting()
    first = waiting.due(file, NOW + minutes(2))
    assert first is not None
    run(file, TryLater("503"), NOW + minutes(2))
    assert waiting.due(file, NOW + minutes(3)) is None
    assert waiting.due(file, NOW + minutes(5)) is not None


def test_a_message_that_a_person_tries_again_is_due(file: Path) -> None:
    run(file, Blocked("levy täynnä"))
    waiting = Waiting()
    assert waiting.due(file, NOW + minutes(60)) is None
    with open_for_run(file) as state:
        Outbox(state.connection).retry(1, NOW + minutes(61))
    assert waiting.due(file, NOW + minutes(61)) == NOW + minutes(61)


def test_no_state_and_a_damaged_one_are_for_the_schedule(file: Path) -> None:
    assert Waiting().due(file, NOW) is None
    file.write_bytes(b"no database" * 1000)
    assert Waiting().due(file, NOW) is None


def test_a_paused_channel_holds_its_messages(file: Path) -> None:
    run(file, TryLater("503"))
    with open_for_run(file) as state:
        entries = Outbox(state.connection).due(NOW + minutes(2))
    paused = ChannelState(entries[0].channel, Way.PAUSED, until=NOW + minutes(15))
    assert moments(entries, [paused]) == (NOW + minutes(15),)
    assert moments(entries, [ChannelState(entries[0].channel, Way.CLOSED)]) == ()
    assert moments(entries, []) == (entries[0].next,)
