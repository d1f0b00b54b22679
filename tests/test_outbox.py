"""The outbox: what is kept is sent at least once, and a repeat says so."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from alerts import outbox
from alerts.form import Form, Kind, Variant
from alerts.message import Message
from alerts.outbox import Entry, Outbox, Sending
from alerts.outcome import Accepted, Blocked, ChannelClosed, InDoubt, NoSuchReader, Outcome, Refused, TryLater
from budget.owner import Owner

NOON = datetime(2023, 8, 1, 12, tzinfo=UTC)
FORMS = (Form(Kind.MAIL, Variant.WHOLE, b"eml"), Form(Kind.PAGE, Variant.WHOLE, b"html"))


def message(number: int = 1, key: str = "", channel: str = "folder", fallback: str | None = None) -> Message:
    return Message(
        number=number, key=key or f"news {number}", role="museonjohtaja", address="museo@example.org", channel=channel,
        fallback=fallback, period=None, subject="Museotoimi", greeting=(), items=(), further=(), rest=0, closing=(),
        told=(("a1", "museonjohtaja"),), thread=None, for_finance=False,
    )  # fmt: skip


@pytest.fixture
def box() -> Outbox:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(outbox.SCHEMA)
    return Outbox(connection)


def add(box: Outbox, number: int = 1) -> None:
    assert box.add(message(number), FORMS, NOON)


def take(box: Outbox, number: int = 1) -> Entry:
    entry = box.take(number)
    assert entry
    return entry


def due(box: Outbox, when: datetime) -> list[int]:
    return [entry.number for entry in box.due(when)]


@pytest.mark.parametrize(
    ("what", "answer", "state", "due_again"),
    [
        ("taken", Accepted("17.eml"), Sending.SENT, None),
        ("later", TryLater("kiire"), Sending.WAITING, timedelta(minutes=2)),
        ("later, as asked", TryLater("kiire", seconds=3600), Sending.WAITING, timedelta(hours=1)),
        ("something here is broken", Blocked("levy täynnä"), Sending.WAITING, timedelta(0)),
        ("the way is wrong", ChannelClosed("401"), Sending.WAITING, timedelta(0)),
        ("perhaps taken", InDoubt("katkesi"), Sending.IN_DOUBT, timedelta(0)),
        ("refused whole", Refused("400"), Sending.WAITING, timedelta(0)),
        ("nobody there", NoSuchReader("550"), Sending.PARKED, None),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_answer_has_its_state(box: Outbox, what: str, answer: Outcome, state: Sending, due_again: timedelta | None) -> None:
    add(box)
    assert box.finish(take(box), answer, NOON) is state
    assert due(box, NOON + timedelta(days=9)) == ([] if due_again is None else [1])
    if due_again:
        assert due(box, NOON + due_again) == [1]
        assert due(box, NOON) == []


def test_pauses_grow_and_end_after_five_days(box: Outbox) -> None:
    add(box)
    time, attempts = NOON, 0
    while due(box, time):
        box.finish(take(box), TryLater("poissa"), time)
        attempts += 1
        entry = box.entry(1)
        assert entry
        time = max(entry.next, time)
    entry = box.entry(1)
    assert entry
    assert (entry.state, entry.error) == (Sending.PARKED, "poissa")
    assert timedelta(days=5) <= time - NOON < timedelta(days=5, hours=10)
    assert 35 < attempts < 45


def test_the_same_news_is_kept_once(box: Outbox) -> None:
    add(box)
    assert not box.add(message(2, key="news 1"), FORMS, NOON)
    assert box.next_number() == 2


def test_an_interrupted_send_goes_once_more_and_is_marked(box: Outbox) -> None:
    add(box)
    take(box)
    assert box.doubt() == 1
    assert due(box, NOON) == [1]
    assert take(box).repeat


def test_a_second_doubt_parks_the_message(box: Outbox) -> None:
    add(box)
    for _ in range(2):
        take(box)
        box.doubt()
    entry = box.entry(1)
    assert entry
    assert (entry.state, entry.error) == (Sending.PARKED, "toimitus keskeytyi kahdesti")


def test_finances_own_message_goes_again_after_a_second_doubt_but_not_for_ever(box: Outbox) -> None:
    box.add(replace(message(), for_finance=True), FORMS, NOON)
    for _ in range(4):
        assert take(box).state is Sending.SENDING
        assert box.doubt() == 1
    take(box)
    assert box.doubt() == 0
    entry = box.entry(1)
    assert entry
    assert entry.state is Sending.PARKED


def test_a_second_doubt_is_told_also_where_finance_heard_of_the_message_before(box: Outbox) -> None:
    add(box)
    box.finish(take(box), TryLater("down"), NOON)
    late = NOON + timedelta(hours=2)
    box.report(box.unreported(late))
    for _ in range(2):
        take(box)
        box.doubt()
    assert [entry.number for entry in box.unreported(late)] == [1]


def test_nobody_takes_a_message_twice(box: Outbox) -> None:
    add(box)
    take(box)
    assert box.take(1) is None


def test_retry_makes_a_parked_message_due(box: Outbox) -> None:
    add(box)
    box.finish(take(box), NoSuchReader("550"), NOON)
    assert box.retry(1, NOON)
    assert due(box, NOON) == [1]
    assert not box.retry(7, NOON)


def test_a_held_run_goes_when_it_is_approved(box: Outbox) -> None:
    assert box.add(message(), FORMS, NOON, Sending.HELD)
    assert due(box, NOON) == []
    assert box.approve(NOON) == 1
    assert due(box, NOON) == [1]


def test_finance_hears_once_of_what_is_parked_and_of_what_waits_for_an_hour(box: Outbox) -> None:
    for number in (1, 2, 3):
        add(box, number)
    box.finish(take(box, 1), NoSuchReader("550"), NOON)
    box.finish(take(box, 2), TryLater("poissa"), NOON)
    assert [entry.number for entry in box.unreported(NOON)] == [1]
    found = box.unreported(NOON + timedelta(hours=1))
    assert [entry.number for entry in found] == [1, 2]
    box.report(found)
    assert box.unreported(NOON + timedelta(hours=2)) == ()


def test_a_message_is_forwarded_to_a_reader_once(box: Outbox) -> None:
    add(box)
    entry, heir = take(box), Owner("rehtori", "rehtori@example.org", "folder")
    for _ in range(2):
        box.forward(entry, heir, FORMS, NOON)
    (copy,) = [entry for entry in box.entries(Sending) if entry.role == "rehtori"]
    assert (copy.address, copy.state) == ("rehtori@example.org", Sending.WAITING)
    assert [role for _, role in box.of_alert("a1")] == ["museonjohtaja", "rehtori"]
