"""Delivery: which way a message goes, in which form, and that a slow receiver holds up only its own channel."""

import sqlite3
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from alerts import channel_book, outbox
from alerts.channel_book import ChannelBook, ChannelState, Way
from alerts.deliver import Channel, Delivered, Post, deliver
from alerts.form import Form, Kind, Variant
from alerts.letter import Letter
from alerts.outbox import Entry, Outbox, Sending
from alerts.outcome import Accepted, Blocked, ChannelClosed, InDoubt, NoSuchReader, Outcome, Refused
from tests.test_outbox import NOON, message


class Receiver:
    """A channel that answers as it is told and remembers what it got."""

    def __init__(self, *answers: Outcome, seconds: float = 0) -> None:
        self.answers = list(answers)
        self.seconds = seconds
        self.got: list[Letter] = []

    def send(self, letter: Letter) -> Outcome:
        time.sleep(self.seconds)
        self.got.append(letter)
        return self.answers.pop(0) if self.answers else Accepted("ok")


FORMS = tuple(
    Form(kind, variant, f"{kind.value} {variant.value}".encode())
    for kind in (Kind.MAIL, Kind.CARD, Kind.PAGE)
    for variant in (Variant(number) for number in range(8))
)


class Office:
    """An outbox with its channels; time stands still unless it is moved."""

    def __init__(self, **channels: Channel) -> None:
        connection = sqlite3.connect(":memory:", isolation_level=None)
        connection.executescript(outbox.SCHEMA + channel_book.SCHEMA)
        self.outbox, self.book, self.channels, self.now = Outbox(connection), ChannelBook(connection), channels, NOON

    def add(self, number: int = 1, channel: str = "teams", fallback: str | None = None) -> None:
        assert self.outbox.add(message(number, channel=channel, fallback=fallback), FORMS, self.now)

    def deliver(
        self, may_go: Callable[[Entry], bool] = lambda entry: True, stop: Callable[[], bool] = lambda: False
    ) -> tuple[Delivered, ...]:
        return deliver(Post(self.outbox, self.book, self.channels, lambda: self.now, may_go, stop))

    def state(self, number: int = 1) -> Sending:
        entry = self.outbox.entry(number)
        assert entry
        return entry.state


class TestTheWay:
    def test_a_closed_channel_gives_its_messages_to_the_fallback_and_they_say_so(self) -> None:
        office = Office(teams=Receiver(ChannelClosed("401")), email=Receiver())
        office.add(1, fallback="email")
        office.deliver()
        assert office.state() is Sending.WAITING
        (done,) = office.deliver()
        assert (done.channel, done.state) == ("email", Sending.SENT)
        assert office.channels["email"].got[0].eml == f"mail {Variant.FALLBACK.value}".encode()  # type: ignore[attr-defined]

    def test_without_a_fallback_it_waits_untried(self) -> None:
        office = Office(teams=Receiver())
        office.book.keep(ChannelState("teams", Way.CLOSED, until=NOON + timedelta(days=1)))
        office.add()
        assert office.deliver() == ()
        entry = office.outbox.entry(1)
        assert entry
        assert (entry.state, entry.attempts) == (Sending.WAITING, 0)

    def test_a_closed_channel_is_tried_once_a_day_with_one_message(self) -> None:
        receiver = Receiver(ChannelClosed("401"), ChannelClosed("401"), Accepted())
        office = Office(teams=receiver)
        for number in (1, 2, 3):
            office.add(number)
        office.deliver()
        office.now += timedelta(days=1)
        office.deliver()
        assert len(receiver.got) == 2
        office.now += timedelta(days=1)
        office.deliver()
        assert [office.state(number) for number in (1, 2, 3)] == [Sending.SENT] * 3

    def test_a_channel_that_config_does_not_have_blocks_the_message(self) -> None:
        office = Office()
        office.add()
        (done,) = office.deliver()
        assert done.outcome == Blocked("kanavaa teams ei ole config.yaml-tiedostossa")


class TestTheForm:
    def test_a_repeat_says_so(self) -> None:
        receiver = Receiver(InDoubt("katkesi"))
        office = Office(teams=receiver)
        office.add()
        office.deliver()
        office.deliver()
        assert [letter.card for letter in receiver.got] == [b"card 0", f"card {Variant.REPEAT.value}".encode()]
        assert office.state() is Sending.SENT

    def test_a_second_doubt_parks_it(self) -> None:
        office = Office(teams=Receiver(InDoubt("katkesi"), InDoubt("katkesi")))
        office.add()
        office.deliver()
        office.deliver()
        assert office.state() is Sending.PARKED

    @pytest.mark.parametrize(("second", "state"), [(Accepted(), Sending.SENT), (Refused("400"), Sending.PARKED)])
    def test_a_refused_message_goes_once_in_its_short_form(self, second: Outcome, state: Sending) -> None:
        receiver = Receiver(Refused("400"), second)
        office = Office(teams=receiver)
        office.add()
        office.deliver()
        assert [letter.card for letter in receiver.got] == [b"card 0", f"card {Variant.SHORT.value}".encode()]
        assert office.state() is state


class TestTheOthers:
    def test_one_poisoned_recipient_does_not_stop_the_rest(self) -> None:
        office = Office(teams=Receiver(Accepted(), NoSuchReader("550"), Accepted(), Accepted(), Accepted()))
        for number in range(1, 6):
            office.add(number)
        office.deliver()
        assert [office.state(n) for n in range(1, 6)] == [Sending.SENT, Sending.PARKED, *[Sending.SENT] * 3]

    def test_a_slow_receiver_holds_up_only_its_own_channel(self) -> None:
        slow, quick = Receiver(seconds=1.5), Receiver()
        office = Office(teams=slow, email=quick)
        office.add(1, "teams")
        office.add(2, "email")
        office.add(3, "email")
        start = time.monotonic()
        landed: list[float] = []
        quick.send = lambda letter: landed.append(time.monotonic() - start) or Accepted()  # type: ignore[method-assign, func-returns-value]
        office.deliver()
        assert [office.state(n) for n in (1, 2, 3)] == [Sending.SENT] * 3
        assert all(seconds < 1 for seconds in landed)

    def test_only_one_thread_touches_the_state(self) -> None:
        threads = set()
        office = Office(teams=Receiver(), email=Receiver())
        office.outbox.finish = lambda *a: threads.add(threading.get_ident()) or Sending.SENT  # type: ignore[method-assign, func-returns-value]
        office.add(1, "teams")
        office.add(2, "email")
        office.deliver()
        assert threads == {threading.get_ident()}


def test_a_message_that_may_not_go_today_waits() -> None:
    office = Office(teams=Receiver())
    office.add()
    assert office.deliver(may_go=lambda entry: entry.for_finance) == ()
    assert office.state() is Sending.WAITING


def test_an_ending_process_begins_no_other_message() -> None:
    office = Office(teams=Receiver())
    office.add(1)
    office.add(2)
    answers = iter([False, True, True])
    office.deliver(stop=lambda: next(answers))
    assert [office.state(n) for n in (1, 2)] == [Sending.SENT, Sending.WAITING]
