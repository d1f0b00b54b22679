"""The outbox: what is kept is sent at least once, and a repeat says so."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from alerts import outbox
from alerts.deliver import deliver
from alerts.message import Message
from alerts.outbox import Letter, Outbox, Rendered, Sending
from alerts.outcome import Accepted, Blocked, Outcome, Refused, TryLater

NOON = datetime(2023, 8, 1, 12, tzinfo=UTC)


def message(number: int = 1, key: str = "") -> Message:
    return Message(
        number=number, key=key or f"news {number}", role="museonjohtaja", address="museo@example.org", channel="folder",
        fallback=None, period=None, subject="Museotoimi", greeting=(), items=(), further=(), rest=0, closing=(),
        told=(("a1", "museonjohtaja"),), thread=None, for_finance=False,
    )  # fmt: skip


class Receiver:
    """A channel that answers as it is told and remembers what it got."""

    def __init__(self, *answers: Outcome) -> None:
        self.answers = list(answers)
        self.got: list[Letter] = []

    def send(self, letter: Letter) -> Outcome:
        self.got.append(letter)
        return self.answers.pop(0) if self.answers else Accepted("ok")


@pytest.fixture
def box() -> Outbox:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(outbox.SCHEMA)
    return Outbox(connection)


def add(box: Outbox, number: int = 1) -> None:
    assert box.add(message(number), Rendered(b"eml", b"html"), NOON)


@pytest.mark.parametrize(
    ("what", "answer", "state", "due_again"),
    [
        ("taken", Accepted("17.eml"), Sending.SENT, None),
        ("later", TryLater("kiire"), Sending.WAITING, timedelta(minutes=2)),
        ("later, as asked", TryLater("kiire", seconds=3600), Sending.WAITING, timedelta(hours=1)),
        ("something here is broken", Blocked("levy täynnä"), Sending.WAITING, timedelta(0)),
        ("refused", Refused("tuntematon osoite"), Sending.PARKED, None),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_answer_has_its_state(box: Outbox, what: str, answer: Outcome, state: Sending, due_again: timedelta | None) -> None:
    add(box)
    (result,) = deliver(box, {"folder": Receiver(answer)}, lambda: NOON)
    assert result.state is state
    assert box.due(NOON + timedelta(days=9)) == (() if due_again is None else (1,))
    if due_again:
        assert box.due(NOON + due_again) == (1,)
        assert box.due(NOON) == ()


def test_pauses_grow_and_end_after_five_days(box: Outbox) -> None:
    add(box)
    time, attempts = NOON, 0
    while box.due(time):
        deliver(box, {"folder": Receiver(TryLater("poissa"))}, lambda: time)  # noqa: B023 - called at once
        attempts += 1
        letter = box.letter(1)
        assert letter
        time = max(letter.next, time)
    letter = box.letter(1)
    assert letter
    assert (letter.state, letter.error) == (Sending.PARKED, "poissa")
    assert timedelta(days=5) <= time - NOON < timedelta(days=5, hours=5)
    assert 35 < attempts < 45


def test_one_bad_receiver_does_not_stop_the_others(box: Outbox) -> None:
    add(box, 1)
    add(box, 2)
    states = [result.state for result in deliver(box, {"folder": Receiver(Refused("ei"), Accepted())}, lambda: NOON)]
    assert states == [Sending.PARKED, Sending.SENT]


def test_a_channel_that_config_does_not_have_waits_and_says_so(box: Outbox) -> None:
    add(box)
    (result,) = deliver(box, {}, lambda: NOON)
    assert (result.state, result.outcome) == (Sending.WAITING, Blocked("kanavaa folder ei ole config.yaml-tiedostossa"))


def test_the_same_news_is_kept_once(box: Outbox) -> None:
    add(box)
    assert not box.add(message(2, key="news 1"), Rendered(b"", b""), NOON)
    assert box.next_number() == 2


def test_an_interrupted_send_goes_once_more_and_is_marked(box: Outbox) -> None:
    add(box)
    assert box.take(1)
    assert box.doubt() == 1
    receiver = Receiver()
    deliver(box, {"folder": receiver}, lambda: NOON)
    assert [(letter.repeat, letter.eml) for letter in receiver.got] == [(True, b"eml")]


def test_a_second_doubt_parks_the_message(box: Outbox) -> None:
    add(box)
    for _ in range(2):
        assert box.take(1)
        box.doubt()
    letter = box.letter(1)
    assert letter
    assert (letter.state, letter.error) == (Sending.PARKED, "toimitus keskeytyi kahdesti")


def test_nobody_takes_a_message_twice(box: Outbox) -> None:
    add(box)
    assert box.take(1)
    assert box.take(1) is None


def test_retry_makes_a_parked_message_due(box: Outbox) -> None:
    add(box)
    deliver(box, {"folder": Receiver(Refused("ei"))}, lambda: NOON)
    assert box.retry(1, NOON)
    assert box.due(NOON) == (1,)
    assert not box.retry(7, NOON)
