"""The e-mail channel: one attempt at handing a finished mail to an SMTP server, and what the answer means.

The dialogue is spoken here and not by smtplib, because smtplib cannot say whether the final dot was sent, has no total
deadline, tries a wrong password with several mechanisms, and asks DNS for the name of this machine.
"""

from __future__ import annotations

import base64
import re
from contextlib import closing
from dataclasses import field
from enum import Enum
from typing import TYPE_CHECKING

from alerts.hosts import is_loopback
from alerts.letter import Letter
from alerts.outcome import Accepted, ChannelClosed, InDoubt, NoSuchReader, Outcome, Refused, TryLater
from alerts.security import Security
from alerts.smtp_wire import Reply, StopError, Wire, connect
from alerts.tokens import TokenSource
from written.record import dataclass

if TYPE_CHECKING:
    import ssl

TOTAL_SECONDS = 30.0
_ADDRESS = re.compile(r'[^\s<>@",;:\\]+@[^\s<>@",;:\\]+')
_ONLY_INSIDE = re.compile(r"5\.7\.(124|133|134|135|136)")
"""Exchange's codes of a mailbox or group that takes no mail from outside: about this reader, not about our rights."""


class Stage(Enum):
    """How far the dialogue has come: the same code means another thing in another place."""

    HELLO = "hello"  # greeting, EHLO, STARTTLS
    LOGIN = "login"
    SENDER = "sender"
    READER = "reader"
    TEXT = "text"  # the DATA command
    END = "end"  # after the final dot


@dataclass(frozen=True, slots=True)
class Smtp:
    """Hands mails to one server, each with one recipient.

    `plain_hosts` are the hosts that config marks with `security: none`; loopback needs no mark. `sender` is the envelope
    sender. There is no login without `username`; `password` or `tokens` then prove it. `seconds` bounds a whole attempt.
    `ca_file` holds certificates (PEM) that are trusted besides those of the system.
    """

    host: str
    port: int
    security: Security
    sender: str
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tokens: TokenSource | None = field(default=None, repr=False)
    ca_file: str | None = None
    plain_hosts: tuple[str, ...] = ()
    seconds: float = TOTAL_SECONDS

    def send(self, letter: Letter) -> Outcome:
        """Make one attempt with the stored bytes; the outbox decides when there is another."""
        try:
            self._check(letter.address)
            proof = self._proof()
            with closing(connect(self.host, self.port, self.seconds)) as wire:
                features = self._greet(wire)
                self._log_in(wire, features, proof)
                return self._hand_over(wire, features, letter)
        except StopError as stop:
            return stop.outcome
        except UnicodeError:
            return ChannelClosed(f"palvelimen nimi ei kelpaa: {self.host}")
        except OSError as error:
            return TryLater(f"sähköpostipalvelin {self.host}:{self.port}: {_why(error)}")

    def _check(self, address: str) -> None:
        """Refuse what must not even be tried."""
        if not _is_address(address):
            raise StopError(NoSuchReader(f"osoite ei ole kelvollinen sähköpostiosoite: {_printable(address)}"))
        if not _is_address(self.sender) or not self.sender.isascii():
            raise StopError(ChannelClosed(f"lähettäjän osoite ei kelpaa: {_printable(self.sender)}"))
        if self.security is not Security.NONE or is_loopback(self.host):
            return
        if self.username is not None:
            raise StopError(ChannelClosed("kirjautuminen vaatii salatun yhteyden: valitse security: starttls tai tls"))
        if self.host not in self.plain_hosts:
            raise StopError(ChannelClosed(f"salaamaton yhteys palvelimeen {self.host} ei ole sallittu"))

    def _proof(self) -> str | None:
        """Return the AUTH command of a token; None where there is no login or it goes by password."""
        if self.username is None or self.tokens is None:
            return None
        token = self.tokens.token()
        if not isinstance(token, str):
            raise StopError(token)
        return "XOAUTH2 " + _base64(f"user={self.username}\x01auth=Bearer {token}\x01\x01")

    def _greet(self, wire: Wire) -> dict[str, str]:
        """Say hello, in the end over TLS where it is asked for; return what the server offers."""
        context = None if self.security is Security.NONE else self._tls()
        if context and self.security is Security.TLS:
            self._secure(wire, context)
        self._expect(wire.reply(), 2, Stage.HELLO)
        features = self._hello(wire)
        if context is None or self.security is not Security.STARTTLS:
            return features
        if "STARTTLS" not in features:
            raise StopError(ChannelClosed(f"palvelin {self.host} ei tarjoa salausta (STARTTLS), joka vaaditaan"))
        self._expect(wire.ask("STARTTLS"), 2, Stage.HELLO)
        self._secure(wire, context)
        return self._hello(wire)

    def _hello(self, wire: Wire) -> dict[str, str]:
        reply = wire.ask(f"EHLO {wire.own_name()}")
        if reply.code in (500, 502):  # an old relay: it offers nothing then
            self._expect(wire.ask(f"HELO {wire.own_name()}"), 2, Stage.HELLO)
            return {}
        self._expect(reply, 2, Stage.HELLO)
        offers = (line.upper().partition(" ") for line in reply.lines[1:])
        return {name: values for name, _, values in offers}

    def _tls(self) -> ssl.SSLContext:
        import ssl

        context = ssl.create_default_context()
        try:
            if self.ca_file is not None:
                context.load_verify_locations(self.ca_file)
            return context
        except OSError as error:
            raise StopError(ChannelClosed(f"varmennetiedostoa {self.ca_file} ei voitu lukea: {_why(error)}")) from None

    def _secure(self, wire: Wire, context: ssl.SSLContext) -> None:
        import ssl

        try:
            wire.secure(context, self.host)
        except ssl.SSLCertVerificationError as error:
            raise StopError(ChannelClosed(f"palvelimen {self.host} varmenne ei kelpaa: {error.verify_message}")) from None
        except (ssl.SSLEOFError, ssl.SSLZeroReturnError):
            raise
        except ssl.SSLError as error:
            raise StopError(ChannelClosed(f"salattua yhteyttä palvelimeen {self.host} ei synny: {error.reason}")) from None

    def _log_in(self, wire: Wire, features: dict[str, str], proof: str | None) -> None:
        """Log in by one way and once: a wrong password tried by every mechanism locks accounts."""
        if self.username is None:
            return
        offered = features.get("AUTH", "").split()
        if proof is not None and "XOAUTH2" in offered:
            reply = wire.ask(f"AUTH {proof}")
            reply = wire.ask("") if reply.code == 334 else reply  # the server tells why and waits for an empty line
        elif proof is None and self.password is not None and "PLAIN" in offered:
            reply = wire.ask("AUTH PLAIN " + _base64(f"\0{self.username}\0{self.password}"))
        elif proof is None and self.password is not None and "LOGIN" in offered:
            self._expect(wire.ask("AUTH LOGIN"), 3, Stage.LOGIN)
            self._expect(wire.ask(_base64(self.username)), 3, Stage.LOGIN)
            reply = wire.ask(_base64(self.password))
        else:
            raise StopError(ChannelClosed(f"palvelin {self.host} ei tarjoa sovittua kirjautumistapaa"))
        self._expect(reply, 2, Stage.LOGIN)

    def _hand_over(self, wire: Wire, features: dict[str, str], letter: Letter) -> Outcome:
        """Give sender, reader and text. Only a lost answer to the final dot leaves a doubt."""
        data = _on_the_wire(letter.eml)
        options = _options(features, data, letter.address)
        self._expect(wire.ask(f"MAIL FROM:<{self.sender}>{options}"), 2, Stage.SENDER)
        self._expect(wire.ask(f"RCPT TO:<{letter.address}>"), 2, Stage.READER, letter.address)
        self._expect(wire.ask("DATA"), 3, Stage.TEXT, letter.address)
        try:
            wire.write(data)
            wire.write(b".\r\n")  # a write that fails has not sent the dot: the message is not with the server then
        except ConnectionError:
            early = wire.reply()  # it may have said why before it hung up
            return judge(early, Stage.TEXT, letter.address, early.short)
        try:
            reply = wire.reply()
        except OSError as error:
            return InDoubt(f"palvelin {self.host} ei vahvistanut ottaneensa viestiä vastaan: {_why(error)}")
        return judge(reply, Stage.END, letter.address, reply.short)

    def _expect(self, reply: Reply, kind: int, stage: Stage, address: str = "") -> None:
        """Go on where the first digit of the code is as it should be, else stop with what the answer means.

        The server's own words are told only while it knows no secret of ours that it could say back.
        """
        if reply.code // 100 != kind:
            raise StopError(judge(reply, stage, address, reply.short if self.username is not None else reply.words))


def judge(reply: Reply, stage: Stage, address: str, said: str) -> Outcome:
    """Return what an answer means for the message and its channel (the table of delivery.md).

    What the table leaves open: a 5xx to the greeting, the login or our own sender closes the channel, to the reader
    it is about the reader (550 of any detail but 5.7, 501, 521, 556), to the text about the message.
    """
    code, detail = reply.code, reply.detail
    own = stage in (Stage.HELLO, Stage.LOGIN, Stage.SENDER)
    if stage is Stage.END and code // 100 == 2:
        return Accepted(_queue_id(reply))
    if code // 100 == 4:
        return TryLater(f"palvelin pyysi yrittämään myöhemmin: {said}")
    if code // 100 != 5:
        unclear = f"palvelimen vastaus on epäselvä: {said}"
        return InDoubt(unclear) if stage is Stage.END else TryLater(unclear)
    if stage is Stage.READER and _ONLY_INSIDE.fullmatch(detail):
        return NoSuchReader(f"osoite {address} ei ota vastaan viestejä ulkopuolelta: {said}")
    if code in (530, 535) or detail.startswith("5.7.") or stage in (Stage.HELLO, Stage.LOGIN):
        return ChannelClosed(f"palvelin ei päästä lähettämään: {said}")
    if code in (552, 554):
        return Refused(f"palvelin ei ota viestiä vastaan: {said}")
    if own:
        return ChannelClosed(f"palvelin ei hyväksy lähettäjää: {said}")
    if code in (551, 553) or detail.startswith("5.1.") or (stage is Stage.READER and code in (501, 521, 550, 556)):
        return NoSuchReader(f"palvelin ei tunne osoitetta {address}: {said}")
    return Refused(f"palvelin ei ota viestiä vastaan: {said}")


def _options(features: dict[str, str], data: bytes, address: str) -> str:
    """Return what MAIL FROM tells about the message, of what the server understands."""
    if not address.isascii() and "SMTPUTF8" not in features:
        raise StopError(NoSuchReader(f"osoitteessa {address} on kirjaimia, joita sähköpostipalvelin ei tue (SMTPUTF8)"))
    options = f" SIZE={len(data)}" if "SIZE" in features else ""
    if not address.isascii():
        options += " SMTPUTF8"
    if "8BITMIME" in features and not (data.isascii() and address.isascii()):
        options += " BODY=8BITMIME"
    return options


def _is_address(text: str) -> bool:
    return text.isprintable() and _ADDRESS.fullmatch(text) is not None


def _queue_id(reply: Reply) -> str | None:
    """Return the server's name of the message (`queued as 4F1D…`), or its whole answer, None for an empty one."""
    text = " ".join(reply.lines).removeprefix(reply.detail).strip()
    found = re.search(r"(?i)(?:queued as|id=|InternalId=)\s*([\w.-]+)", text)
    return (found.group(1) if found else _printable(text)) or None


def _on_the_wire(eml: bytes) -> bytes:
    """Return a mail as DATA carries it: every line ends in CR LF, a dot at its start is doubled."""
    lines = eml.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    lines = lines if lines.endswith(b"\n") else lines + b"\n"
    return (b"\n" + lines).replace(b"\n.", b"\n..").replace(b"\n", b"\r\n")[2:]


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)[:200]


def _why(error: OSError) -> str:
    """Say in Finnish why a connection failed; other errors as the system names them."""
    import socket
    import ssl

    if isinstance(error, socket.gaierror):
        return "nimeä ei löydy"
    if isinstance(error, TimeoutError):
        return "ei vastannut ajoissa"
    if isinstance(error, ConnectionRefusedError):
        return "ei ota yhteyksiä vastaan"
    if isinstance(error, ConnectionError | ssl.SSLError) or error.errno is None:
        return "yhteys katkesi"
    return error.strerror or "yhteys katkesi"
