"""The SMTP channel against a real server (aiosmtpd): TLS, login, five readers, and the bytes that arrive."""

import base64
import logging
import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from alerts.outcome import Accepted, ChannelClosed, InDoubt, NoSuchReader, Outcome, TryLater
from alerts.security import Security
from alerts.smtp import Smtp
from tests.canary import PASSWORD, TOKEN
from tests.test_smtp import EML, letter, server


@dataclass
class Mailbox:
    """What arrives, and what the server says to some readers."""

    refusals: dict[str, str] = field(default_factory=dict)
    mails: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    logins: list[tuple[str, bytes]] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.original_content or b""
        self.mails.append((envelope.mail_from or "", list(envelope.rcpt_tos), content))
        return "250 2.0.0 Ok: queued as 4F1D"

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((mechanism, data.password))
        return AuthResult(success=data == LoginPassword(b"talousvahti", PASSWORD.encode()), handled=False)


class AnyPort(Controller):
    """A controller on a port that the system chooses; aiosmtpd's own knocks at port 0 to see whether it is there."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()  # type: ignore[no-untyped-call]


class Pki:
    """An authority of our own and servers' certificates by it."""

    def __init__(self, folder: Path) -> None:
        self.authority = trustme.CA()
        self.ca_file = folder / "ca.pem"
        self.authority.cert_pem.write_to_path(str(self.ca_file))

    def server(self, *names: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.authority.issue_cert(*names).configure_cert(context)
        return context


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Pki:
    return Pki(tmp_path_factory.mktemp("pki"))


@contextmanager
def running(
    mailbox: Mailbox,
    *,
    tls: ssl.SSLContext | None = None,
    starttls: ssl.SSLContext | None = None,
    without: tuple[str, ...] = (),
    login: bool = False,
    utf8: bool = False,
) -> Iterator[int]:
    controller = AnyPort(
        mailbox, hostname="127.0.0.1", port=0, ssl_context=tls, tls_context=starttls, require_starttls=starttls is not None,
        authenticator=mailbox.authenticate, auth_required=login, auth_require_tls=starttls is not None,
        auth_exclude_mechanism=without, enable_SMTPUTF8=utf8, data_size_limit=50_000_000,
    )  # fmt: skip
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def channel(port: int, security: Security = Security.NONE, **more: str) -> Smtp:
    plain = Smtp("localhost", port, security, "talousvahti@example.org", seconds=5)
    return replace(plain, **more)  # type: ignore[arg-type]


def with_login(port: int, security: Security, pki: Pki, password: str = PASSWORD) -> Smtp:
    return channel(port, security, username="talousvahti", password=password, ca_file=str(pki.ca_file))


# What arrives


@pytest.mark.parametrize(
    ("what", "eml"),
    [
        ("an ordinary mail", EML),
        ("dots", b"Subject: a\r\n\r\n.\r\n..\r\n.alku\r\n...\r\nloppu.\r\n"),
        ("long lines", b"Subject: a\r\n\r\n" + b"x" * 998 + b"\r\n" + b"." * 998 + b"\r\n"),
        ("eight bits", "Subject: a\r\n\r\nKulut ylittävät – 5 %\r\n".encode()),
        ("a dot at the very end", b"Subject: a\r\n\r\nloppu\r\n.\r\n"),
        ("much", b"Subject: a\r\n\r\n" + (b"." + b"y" * 75 + b"\r\n") * 20_000),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_same_bytes_arrive_and_arrive_again(what: str, eml: bytes) -> None:
    mailbox = Mailbox()
    with running(mailbox) as port:
        outcomes = [channel(port).send(letter(eml=eml)), channel(port).send(replace(letter(eml=eml), repeat=True))]
    assert outcomes == [Accepted("4F1D")] * 2
    assert mailbox.mails == [("talousvahti@example.org", ["museo@example.org"], eml)] * 2


@pytest.mark.parametrize(
    ("answer", "kind"),
    [("550 5.1.1 unknown", NoSuchReader), ("451 4.7.1 greylisted", TryLater), ("421 4.3.2 go away", TryLater)],
)
def test_one_bad_reader_among_five_holds_nobody(answer: str, kind: type[Outcome]) -> None:
    mailbox = Mailbox({"b@example.org": answer})
    outcomes: dict[str, Outcome] = {}
    with running(mailbox) as port:
        for number, name in enumerate("abcde"):
            start = time.monotonic()
            outcomes[name] = channel(port).send(letter(number, f"{name}@example.org"))
            assert time.monotonic() - start < 1
    assert isinstance(outcomes.pop("b"), kind)
    assert set(outcomes.values()) == {Accepted("4F1D")}
    assert [readers for _, readers, _ in mailbox.mails] == [[f"{name}@example.org"] for name in "acde"]


def test_a_finnish_address_arrives() -> None:
    mailbox = Mailbox()
    with running(mailbox, utf8=True) as port:
        assert channel(port).send(letter(address="mäkelä@example.org")) == Accepted("4F1D")
    assert mailbox.mails[0][1] == ["mäkelä@example.org"]


# TLS


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_over_tls(pki: Pki, security: Security) -> None:
    mailbox, context = Mailbox(), pki.server("localhost")
    only = {"tls": context} if security is Security.TLS else {"starttls": context}
    with running(mailbox, **only) as port:  # type: ignore[arg-type]
        assert channel(port, security, ca_file=str(pki.ca_file)).send(letter()) == Accepted("4F1D")
    assert len(mailbox.mails) == 1


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
@pytest.mark.parametrize("what", ["another host", "an authority that nobody knows"])
def test_a_certificate_that_does_not_fit_closes_the_channel(pki: Pki, security: Security, what: str) -> None:
    mailbox = Mailbox()
    context = pki.server("smtp.example.org" if what == "another host" else "localhost")
    only = {"tls": context} if security is Security.TLS else {"starttls": context}
    trusted = {"ca_file": str(pki.ca_file)} if what == "another host" else {}
    with running(mailbox, **only) as port:  # type: ignore[arg-type]
        outcome = channel(port, security, **trusted).send(letter())
    assert isinstance(outcome, ChannelClosed)
    assert "varmenne ei kelpaa" in outcome.error
    assert mailbox.mails == []


def test_starttls_taken_out_on_the_way_closes_the_channel() -> None:
    mailbox = Mailbox()
    with running(mailbox) as port:
        outcome = channel(port, Security.STARTTLS, username="talousvahti", password=PASSWORD).send(letter())
    assert outcome == ChannelClosed("palvelin localhost ei tarjoa salausta (STARTTLS), joka vaaditaan")
    assert (mailbox.mails, mailbox.logins) == ([], [])


@pytest.mark.parametrize(
    ("answer", "kind"),
    [("454 4.7.0 not now", TryLater), ("502 5.5.1 what?", ChannelClosed), ("220 go\r\n250 injected", ChannelClosed)],
)
def test_starttls_that_fails(answer: str, kind: type[Outcome]) -> None:
    with server(EHLO="250-hei\r\n250 STARTTLS", STARTTLS=answer) as faulty:
        outcome = channel(faulty.port, Security.STARTTLS).send(letter())
    assert isinstance(outcome, kind), outcome
    assert not any(line.startswith("MAIL") for line in faulty.said)


def test_what_was_offered_before_tls_does_not_count(pki: Pki) -> None:
    """AUTH offered in the clear only: nothing is sent to it."""
    mailbox = Mailbox()
    with running(mailbox, starttls=pki.server("localhost"), without=("PLAIN", "LOGIN")) as port:
        outcome = with_login(port, Security.STARTTLS, pki).send(letter())
    assert outcome == ChannelClosed("palvelin localhost ei tarjoa sovittua kirjautumistapaa")


def test_tls_towards_a_server_that_speaks_plainly_closes_the_channel() -> None:
    with server() as faulty:
        outcome = channel(faulty.port, Security.TLS).send(letter())
    assert isinstance(outcome, ChannelClosed)


def test_the_answer_to_the_dot_lost_over_tls_is_a_doubt(pki: Pki) -> None:
    class Cut(Mailbox):
        async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
            assert server.transport is not None
            server.transport.abort()  # type: ignore[attr-defined]
            return "250 never said"

    with running(Cut(), tls=pki.server("localhost")) as port:
        outcome = channel(port, Security.TLS, ca_file=str(pki.ca_file)).send(letter())
    assert isinstance(outcome, InDoubt)
    assert outcome.error == "palvelin localhost ei vahvistanut ottaneensa viestiä vastaan: yhteys katkesi"


def test_a_silent_server_does_not_hold_a_handshake() -> None:
    from tests.test_smtp import say_nothing

    with server(hello=say_nothing) as faulty:
        start = time.monotonic()
        outcome = replace(channel(faulty.port, Security.TLS), seconds=0.5).send(letter())
        assert time.monotonic() - start < 1
    assert isinstance(outcome, TryLater)


def test_a_certificate_file_that_is_none(tmp_path: Path) -> None:
    for name, content in (("missing", None), ("broken", "x")):
        file = tmp_path / name
        if content:
            file.write_text(content)
        outcome = channel(25, Security.TLS, ca_file=str(file))
        with server() as faulty:
            answer = replace(outcome, port=faulty.port).send(letter())
        assert isinstance(answer, ChannelClosed)
        assert "varmennetiedostoa" in answer.error


# Login


@pytest.mark.parametrize("without", [(), ("PLAIN",)], ids=["PLAIN", "LOGIN"])
def test_login_by_password(pki: Pki, without: tuple[str, ...]) -> None:
    mailbox = Mailbox()
    with running(mailbox, starttls=pki.server("localhost"), login=True, without=without) as port:
        assert with_login(port, Security.STARTTLS, pki).send(letter()) == Accepted("4F1D")
    assert mailbox.logins == [("LOGIN" if without else "PLAIN", PASSWORD.encode())]


def test_a_wrong_password_is_tried_once_and_closes_the_channel(pki: Pki) -> None:
    mailbox = Mailbox()
    with running(mailbox, starttls=pki.server("localhost"), login=True) as port:
        outcome = with_login(port, Security.STARTTLS, pki, "vanha").send(letter())
    assert outcome == ChannelClosed("palvelin ei päästä lähettämään: 535 5.7.8")
    assert len(mailbox.logins) == 1
    assert mailbox.mails == []


def test_login_that_is_wanted_and_not_given_closes_the_channel(pki: Pki) -> None:
    mailbox = Mailbox()
    with running(mailbox, starttls=pki.server("localhost"), login=True) as port:
        outcome = channel(port, Security.STARTTLS, ca_file=str(pki.ca_file)).send(letter())
    assert isinstance(outcome, ChannelClosed)
    assert "530" in outcome.error


@pytest.mark.parametrize(
    ("answer", "kind"), [("454 4.7.0 not now", TryLater), ("534 5.7.9 weak", ChannelClosed), ("504 what?", ChannelClosed)]
)
def test_login_that_fails(answer: str, kind: type[Outcome]) -> None:
    with server(EHLO="250-hei\r\n250 AUTH PLAIN LOGIN", AUTH=answer) as faulty:
        outcome = channel(faulty.port, username="talousvahti", password=PASSWORD).send(letter())
    assert isinstance(outcome, kind), outcome
    assert len([line for line in faulty.said if line.startswith("AUTH")]) == 1


def test_no_login_over_an_open_line() -> None:
    """Also where config marks the host: nothing is even connected to."""
    open_line = replace(channel(25), host="smtp.invalid", plain_hosts=("smtp.invalid",))
    outcome = replace(open_line, username="talousvahti", password=PASSWORD).send(letter())
    assert outcome == ChannelClosed("kirjautuminen vaatii salatun yhteyden: valitse security: starttls tai tls")


# XOAUTH2


@dataclass(frozen=True)
class Tokens:
    answer: str | TryLater | ChannelClosed

    def token(self) -> str | TryLater | ChannelClosed:
        return self.answer


def with_token(port: int, answer: str | TryLater | ChannelClosed = TOKEN) -> Smtp:
    return replace(channel(port, username="talousvahti@example.org"), tokens=Tokens(answer))


def test_login_by_token() -> None:
    with server(EHLO="250-hei\r\n250 AUTH LOGIN XOAUTH2", AUTH="235 2.7.0 welcome") as faulty:
        assert with_token(faulty.port).send(letter()) == Accepted("ok")
    said = faulty.said[1].removeprefix("AUTH XOAUTH2 ")
    assert base64.b64decode(said) == f"user=talousvahti@example.org\x01auth=Bearer {TOKEN}\x01\x01".encode()


def test_a_token_that_is_refused_closes_the_channel() -> None:
    with server(EHLO="250-hei\r\n250 AUTH XOAUTH2", AUTH="334 eyJzdGF0dXMiOiI0MDAifQ==", **{"": "535 5.7.3 no"}) as faulty:
        outcome = with_token(faulty.port).send(letter())
    assert outcome == ChannelClosed("palvelin ei päästä lähettämään: 535 5.7.3")
    assert faulty.said[2] == ""


@pytest.mark.parametrize("why", [TryLater("ei nyt"), ChannelClosed("ei enää")])
def test_without_a_token_nothing_is_tried(why: TryLater | ChannelClosed) -> None:
    with server() as faulty:
        assert with_token(faulty.port, why).send(letter()) is why
    assert faulty.said == []


def test_a_server_without_tokens_closes_the_channel() -> None:
    with server(EHLO="250-hei\r\n250 AUTH PLAIN LOGIN") as faulty:
        assert isinstance(with_token(faulty.port).send(letter()), ChannelClosed)


# Secrets


def test_no_secret_in_repr_errors_or_logs(caplog: pytest.LogCaptureFixture, pki: Pki) -> None:
    """Also from a server that says everything back."""
    encoded = base64.b64encode(f"\0talousvahti\0{PASSWORD}".encode()).decode()
    answers = [{"AUTH": f"535 {encoded} {PASSWORD}"}, {"AUTH": "235 ok", "RCPT": f"550 5.1.1 {PASSWORD} {encoded}"}]
    answers.append({"AUTH": "235 ok", "end": f"550 {PASSWORD}"})
    texts: list[str] = []
    with caplog.at_level(logging.DEBUG), ExitStack() as stack:
        for answer in answers:
            faulty = stack.enter_context(server(EHLO="250-hei\r\n250 AUTH PLAIN", **answer))
            with_password = channel(faulty.port, username="talousvahti", password=PASSWORD)
            texts += [repr(with_password), str(with_password.send(letter()))]
    for secret in (PASSWORD, encoded, "edell"):
        assert all(secret not in text for text in (*texts, caplog.text))
