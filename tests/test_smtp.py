"""The SMTP channel against servers that fail in every way: each answer has one meaning, and no server holds it."""

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import BinaryIO

import pytest

from alerts.hosts import is_loopback
from alerts.letter import Letter
from alerts.outcome import Accepted, ChannelClosed, InDoubt, NoSuchReader, Outcome, Refused, TryLater
from alerts.security import Security
from alerts.smtp import Smtp, Stage, judge
from alerts.smtp_wire import Reply

NOON = datetime(2023, 8, 1, 12, tzinfo=UTC)
EML = b"To: museo@example.org\r\nSubject: Museotoimi\r\n\r\nKulut ovat edell=C3=A4.\r\n"
HUGE = b"To: museo@example.org\r\n\r\n" + b"x" * 70 + b"\r\n" + (b"y" * 70 + b"\r\n") * 100_000


def letter(number: int = 17, address: str = "museo@example.org", eml: bytes = EML) -> Letter:
    return Letter(number, "museonjohtaja", address, "", eml, b"", card=None, repeat=False)


def smtp(port: int, seconds: float = 3) -> Smtp:
    return Smtp("127.0.0.1", port, Security.NONE, "talousvahti@example.org", seconds=seconds)


# A server by its answers. What is no text is done: hang up, cut the line, say nothing, drip.


class HungUpError(Exception):
    """The server ends the connection now."""


Act = Callable[[socket.socket, threading.Event], None]


def hang_up(connection: socket.socket, over: threading.Event) -> None:
    raise HungUpError


def cut(connection: socket.socket, over: threading.Event) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raise HungUpError


def say_nothing(connection: socket.socket, over: threading.Event) -> None:
    over.wait(20)


def drip(connection: socket.socket, over: threading.Event) -> None:
    for _ in range(400):
        connection.sendall(b"2")
        if over.wait(0.05):
            return


def talk_without_end(connection: socket.socket, over: threading.Event) -> None:
    for _ in range(1_000_000):
        connection.sendall(b"250-and one thing more\r\n" * 100)


def refuse_in_the_middle(connection: socket.socket, over: threading.Event) -> None:
    connection.sendall(b"354 go on\r\n")
    connection.recv(100_000)
    connection.sendall(b"552 5.3.4 too big\r\n")
    raise HungUpError


def cut_in_the_middle(connection: socket.socket, over: threading.Event) -> None:
    connection.sendall(b"354 go on\r\n")
    connection.recv(100_000)
    cut(connection, over)


def stop_reading(connection: socket.socket, over: threading.Event) -> None:
    connection.sendall(b"354 go on\r\n")
    over.wait(20)


HOLDING = (say_nothing, drip, talk_without_end)


@dataclass
class Server:
    port: int
    answers: dict[str, str | Act]
    over: threading.Event = field(default_factory=threading.Event)
    got: list[bytes] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def serve(self, listener: socket.socket) -> None:
        for _ in range(20):
            with suppress(OSError, HungUpError):
                connection, _address = listener.accept()
                connection.settimeout(10)
                with connection, connection.makefile("rb") as lines:
                    self.talk(connection, lines)
            if self.over.is_set():
                return

    def talk(self, connection: socket.socket, lines: BinaryIO) -> None:
        self.answer(connection, "hello")
        for _ in range(50):
            line = lines.readline()
            if not line:
                return
            said = line.decode("utf-8", "replace").strip()
            verb = said.partition(" ")[0].upper()
            self.said.append(said)
            self.answer(connection, verb)
            if verb == "DATA":
                text = bytearray()
                while not text.endswith(b"\r\n.\r\n"):
                    more = lines.readline()
                    if not more:
                        return
                    text += more
                self.got.append(bytes(text))
                self.answer(connection, "end")
            if verb == "QUIT":
                return

    def answer(self, connection: socket.socket, verb: str) -> None:
        usual = {"hello": "220 hei", "DATA": "354 go on", "QUIT": "221 bye"}
        answer = self.answers.get(verb, usual.get(verb, "250 ok"))
        if isinstance(answer, str):
            connection.sendall(answer.encode() + b"\r\n")
        else:
            answer(connection, self.over)


@contextmanager
def server(**answers: str | Act) -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(10)
        running = Server(listener.getsockname()[1], answers)
        thread = threading.Thread(target=running.serve, args=(listener,), daemon=True)
        thread.start()
        try:
            yield running
        finally:
            running.over.set()
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", running.port), 1).close()
            thread.join(5)


@pytest.mark.parametrize(
    ("stage", "answer", "kind"),
    [
        # it goes
        ("end", "250 2.0.0 Ok: queued as 4F1D", Accepted),
        ("RCPT", "251 forwarded", Accepted),
        # later
        ("hello", "421 too many", TryLater),
        ("EHLO", "421 closing", TryLater),
        ("MAIL", "421 closing", TryLater),
        ("MAIL", "451 4.3.0 later", TryLater),
        ("RCPT", "450 4.7.1 greylisted", TryLater),
        ("RCPT", "452 4.2.2 full", TryLater),
        ("DATA", "421 shutting down", TryLater),
        ("end", "421 shutting down", TryLater),
        ("end", "450 later", TryLater),
        ("end", "451 later", TryLater),
        ("end", "452 later", TryLater),
        ("hello", hang_up, TryLater),
        ("EHLO", cut, TryLater),
        ("MAIL", hang_up, TryLater),
        ("RCPT", cut, TryLater),
        ("DATA", hang_up, TryLater),
        ("RCPT", say_nothing, TryLater),
        ("hello", "HTTP/1.1 400 Bad Request", TryLater),
        # the answer to the final dot is lost
        ("end", hang_up, InDoubt),
        ("end", cut, InDoubt),
        ("end", say_nothing, InDoubt),
        ("end", drip, InDoubt),
        ("end", talk_without_end, InDoubt),
        ("end", "garbage", InDoubt),
        # this message never
        ("MAIL", "552 5.3.4 too big", Refused),
        ("RCPT", "552 5.2.2 mailbox full", Refused),
        ("RCPT", "554 no", Refused),
        ("DATA", "554 no valid recipients", Refused),
        ("end", "552 too big", Refused),
        ("end", "554 5.6.0 content", Refused),
        ("end", "550 5.6.0 content", Refused),
        # this channel not before somebody mends it
        ("hello", "554 no service for you", ChannelClosed),
        ("MAIL", "530 5.7.0 log in first", ChannelClosed),
        ("MAIL", "550 5.7.60 not allowed to send as", ChannelClosed),
        ("MAIL", "553 sender rejected", ChannelClosed),
        ("RCPT", "550 5.7.1 relaying denied", ChannelClosed),
        ("RCPT", "554 5.7.1 relaying denied", ChannelClosed),
        ("RCPT", "530 log in first", ChannelClosed),
        ("end", "550 5.7.1 policy", ChannelClosed),
        ("end", "535 5.7.8 no", ChannelClosed),
        # nobody there
        ("RCPT", "550 5.1.1 unknown", NoSuchReader),
        ("RCPT", "550 no such user", NoSuchReader),
        ("RCPT", "550 5.4.1 access denied", NoSuchReader),
        ("RCPT", "551 moved", NoSuchReader),
        ("RCPT", "553 not allowed", NoSuchReader),
        ("RCPT", "556 5.1.10 domain takes no mail", NoSuchReader),
        ("RCPT", "550 5.7.133 only from inside", NoSuchReader),
        ("DATA", "550 5.1.1 unknown", NoSuchReader),
        ("end", "550 5.1.1 unknown", NoSuchReader),
    ],
)  # fmt: skip
def test_every_answer_has_one_meaning(stage: str, answer: str | Act, kind: type[Outcome]) -> None:
    with server(**{stage: answer}) as running:
        outcome = smtp(running.port, seconds=0.6 if answer in HOLDING else 3).send(letter())
    assert isinstance(outcome, kind), outcome


def test_the_answer_of_several_lines_is_one() -> None:
    with server(RCPT="550-5.1.1 nobody\r\n550 5.1.1 here") as running:
        outcome = smtp(running.port).send(letter())
    assert outcome == NoSuchReader("palvelin ei tunne osoitetta museo@example.org: 550 5.1.1 nobody here")


@pytest.mark.parametrize(
    ("answer", "receiver_id"),
    [
        ("250 2.0.0 Ok: queued as 4F1D2B", "4F1D2B"),
        ("250 OK id=1qX-0001", "1qX-0001"),
        ("250 2.6.0 <a@b> [InternalId=123, Hostname=x] Queued mail for delivery", "123"),
        ("250 2.0.0 Taken\x1b[31m", "Taken?[31m"),
        ("250", None),
    ],
)
def test_the_server_s_name_of_the_message_is_kept(answer: str, receiver_id: str | None) -> None:
    with server(end=answer) as running:
        assert smtp(running.port).send(letter()) == Accepted(receiver_id)


def test_broken_off_before_the_dot_is_no_doubt() -> None:
    with server(DATA=cut_in_the_middle) as running:
        assert isinstance(smtp(running.port).send(letter(eml=HUGE)), TryLater)


def test_a_server_that_stops_reading_before_the_dot_is_no_doubt() -> None:
    with server(DATA=stop_reading) as running:
        start = time.monotonic()
        assert isinstance(smtp(running.port, seconds=0.6).send(letter(eml=HUGE)), TryLater)
        assert time.monotonic() - start < 2


def test_what_a_server_said_before_it_hung_up_counts() -> None:
    with server(DATA=refuse_in_the_middle) as running:
        assert isinstance(smtp(running.port).send(letter(eml=HUGE)), Refused)


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    outcome = smtp(port).send(letter())
    assert outcome == TryLater(f"sähköpostipalvelin 127.0.0.1:{port}: ei ota yhteyksiä vastaan")


def test_a_name_that_is_none() -> None:
    outcome = replace(smtp(25), host="mail.invalid", plain_hosts=("mail.invalid",)).send(letter())
    assert isinstance(outcome, TryLater)
    assert "nimeä ei löydy" in outcome.error
    assert isinstance(replace(smtp(25), host="a" * 70, plain_hosts=("a" * 70,)).send(letter()), ChannelClosed)


@pytest.mark.parametrize("stage", ["hello", "EHLO", "RCPT", "end", "QUIT"])
@pytest.mark.parametrize("act", [drip, say_nothing, talk_without_end])
def test_no_server_holds_the_run(stage: str, act: Act) -> None:
    with server(**{stage: act}) as running:
        start = time.monotonic()
        smtp(running.port, seconds=0.5).send(letter())
        assert time.monotonic() - start < 2


def test_a_bad_goodbye_changes_nothing() -> None:
    with server(QUIT=cut) as running:
        assert smtp(running.port).send(letter()) == Accepted("ok")


def test_an_old_server_without_ehlo() -> None:
    with server(EHLO="502 what?") as running:
        assert smtp(running.port).send(letter()) == Accepted("ok")
    assert running.said[2] == "MAIL FROM:<talousvahti@example.org>"


def test_size_is_told_where_it_is_understood() -> None:
    with server(EHLO="250-hei\r\n250-SIZE 1000\r\n250 8BITMIME") as running:
        smtp(running.port).send(letter(eml="ä\r\n".encode()))
    assert running.said[1] == "MAIL FROM:<talousvahti@example.org> SIZE=4 BODY=8BITMIME"


@pytest.mark.parametrize(
    ("stored", "on_the_wire"),
    [
        (b"a\r\nb\r\n", b"a\r\nb\r\n.\r\n"),
        (b"no end", b"no end\r\n.\r\n"),
        (b"lone\nfeeds\rtoo\n", b"lone\r\nfeeds\r\ntoo\r\n.\r\n"),
        (b".\r\n..\r\n.a\r\na.\r\n", b"..\r\n...\r\n..a\r\na.\r\n.\r\n"),
        (b"\n.\nQUIT\n", b"\r\n..\r\nQUIT\r\n.\r\n"),
        (b"", b"\r\n.\r\n"),
        (bytes(range(14, 256)), bytes(range(14, 256)) + b"\r\n.\r\n"),
        (b"x" * 5000 + b"\r\n", b"x" * 5000 + b"\r\n.\r\n"),
    ],
)
def test_the_form_on_the_wire(stored: bytes, on_the_wire: bytes) -> None:
    with server() as running:
        assert isinstance(smtp(running.port).send(letter(eml=stored)), Accepted)
    assert running.got == [on_the_wire]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "museo",
        "a@b@c",
        "Museo <museo@example.org>",
        "a@b.fi>\r\nRCPT TO:<c@d.fi",
        "a b@c.fi",
        "a@b.fi,c@d.fi",
        "a@b\u200b.fi",
    ],
)
def test_what_is_no_address_is_not_tried(address: str) -> None:
    with server() as running:
        outcome = smtp(running.port).send(letter(address=address))
    assert isinstance(outcome, NoSuchReader)
    assert running.said == []
    assert outcome.error.isprintable()


def test_a_finnish_address_needs_a_server_that_knows_it() -> None:
    with server() as running:
        outcome = smtp(running.port).send(letter(address="mäkelä@example.org"))
    assert isinstance(outcome, NoSuchReader)
    assert "SMTPUTF8" in outcome.error
    with server(EHLO="250-hei\r\n250-8BITMIME\r\n250 SMTPUTF8") as running:
        assert isinstance(smtp(running.port).send(letter(address="mäkelä@example.org")), Accepted)
    assert running.said[1:3] == [
        "MAIL FROM:<talousvahti@example.org> SMTPUTF8 BODY=8BITMIME",
        "RCPT TO:<mäkelä@example.org>",
    ]


@pytest.mark.parametrize(("host", "expected"), [
    ("localhost", True), ("127.0.0.1", True), ("127.9.9.9", True), ("::1", True),
    ("smtp.example.org", False), ("10.0.0.1", False), ("127.0.0.1.example.org", False), ("localhost.example.org", False),
])  # fmt: skip
def test_loopback(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_an_open_connection_only_to_this_machine_or_a_marked_host() -> None:
    outcome = replace(smtp(25), host="smtp.invalid").send(letter())
    assert outcome == ChannelClosed("salaamaton yhteys palvelimeen smtp.invalid ei ole sallittu")


def test_the_server_s_words_are_cleaned_and_cut() -> None:
    with server(RCPT="450 4.2.0 " + "wait \x1b[31m" * 100) as running:
        outcome = smtp(running.port).send(letter())
    assert isinstance(outcome, TryLater)
    assert outcome.error.isprintable()
    assert len(outcome.error) < 300


def test_nothing_of_the_message_in_an_error() -> None:
    with server(end="554 5.6.0 refused: Kulut ovat edell=C3=A4.") as running:
        outcome = smtp(running.port).send(letter())
    assert outcome == Refused("palvelin ei ota viestiä vastaan: 554 5.6.0")


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("code", [0, 100, 199, 200, 221, 250, 299, 300, 354, 399, 400, 421, 499, 500, 550, 554, 599, 600, 999])
def test_there_is_an_outcome_for_everything(stage: Stage, code: int) -> None:
    """Nothing is taken for delivered but a 2xx to the final dot, and nothing is in doubt before it."""
    outcome = judge(Reply(code, ("",)), stage, "museo@example.org", str(code))
    assert isinstance(outcome, Accepted) == (stage is Stage.END and 200 <= code <= 299)
    assert stage is Stage.END or not isinstance(outcome, InDoubt)
