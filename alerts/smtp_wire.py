"""The wire to an SMTP server: lines under one deadline, however a server drips."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from alerts.outcome import ChannelClosed, Outcome
from written.record import dataclass

if TYPE_CHECKING:
    import socket
    import ssl

_GOODBYE_SECONDS = 0.5
_MAX_ANSWER = 64 * 1024


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of the server. `code` is 0 where it was none in the sense of SMTP."""

    code: int
    lines: tuple[str, ...]

    @property
    def detail(self) -> str:
        """The enhanced status code (`5.1.1`), empty where there is none."""
        found = re.match(r"[245]\.\d{1,3}\.\d{1,3}(?=\s|$)", self.lines[0] if self.lines else "")
        return found.group() if found else ""

    @property
    def short(self) -> str:
        """The codes only: nothing that the server could have taken from what we told it."""
        return f"{self.code} {self.detail}".strip()

    @property
    def words(self) -> str:
        """The codes and the server's own words, cleaned and cut."""
        said = " ".join(line.removeprefix(self.detail).strip() for line in self.lines)
        said = "".join(c if c.isprintable() else " " for c in said).strip()
        return f"{self.short} {said[:200]}".strip()


class StopError(Exception):
    """The attempt is over; carries what came of it."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


def connect(host: str, port: int, seconds: float) -> Wire:
    """Connect to the first address of a host that answers; each gets its share of the time that is left."""
    import socket
    import time

    end = time.monotonic() + seconds
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for tried, (family, kind, protocol, _, address) in enumerate(found):
        connection = socket.socket(family, kind, protocol)
        try:
            connection.settimeout(max(0.001, (end - time.monotonic()) / (len(found) - tried)))
            connection.connect(address)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return Wire(connection, end)
        except OSError:
            connection.close()
            if tried == len(found) - 1:
                raise
    raise socket.gaierror  # pragma: no cover - a name without an address raises above


class Wire:
    """The connection to a server. Every wait ends at the deadline, also where the server drips byte by byte."""

    def __init__(self, connection: socket.socket, end: float) -> None:
        self._socket = connection
        self._end = end
        self._buffer = b""

    def own_name(self) -> str:
        """Return the address of this side as EHLO wants it where a machine has no public name."""
        address = str(self._socket.getsockname()[0]).partition("%")[0]
        return f"[IPv6:{address}]" if ":" in address else f"[{address}]"

    def ask(self, command: str) -> Reply:
        """Send a command and return the answer."""
        self.write(command.encode() + b"\r\n")
        return self.reply()

    def reply(self) -> Reply:
        """Return the next answer, of one line or several."""
        lines: list[str] = []
        while True:
            line = self._line()
            code = int(line[:3]) if line[:3].isdigit() and line[3:4] in (b" ", b"-", b"") else 0
            lines.append(line[4:].decode("utf-8", "replace").strip())
            if code == 0 or line[3:4] != b"-":
                return Reply(code, tuple(lines))
            if sum(map(len, lines)) + len(lines) > _MAX_ANSWER:
                raise ConnectionError

    def write(self, data: bytes) -> None:
        """Send all of it."""
        rest = memoryview(data)
        while rest:
            self._wait_no_longer_than_the_deadline()
            rest = rest[self._socket.send(rest[:65536]) :]

    def secure(self, context: ssl.SSLContext, host: str) -> None:
        """Go on over TLS. What the server said before it and was not asked for is an attack or a mistake."""
        if self._buffer:
            raise StopError(ChannelClosed("palvelin puhui salauksen edellä (STARTTLS): yhteyteen ei voi luottaa"))
        self._wait_no_longer_than_the_deadline()
        self._socket = context.wrap_socket(self._socket, server_hostname=host)

    def close(self) -> None:
        """Say goodbye without waiting for long, and close."""
        import time

        self._end = min(self._end, time.monotonic() + _GOODBYE_SECONDS)
        try:
            self.ask("QUIT")
        except OSError:
            pass
        finally:
            self._socket.close()

    def _line(self) -> bytes:
        while b"\n" not in self._buffer:
            self._wait_no_longer_than_the_deadline()
            more = self._socket.recv(4096)
            if not more or len(self._buffer) > _MAX_ANSWER:
                raise ConnectionError
            self._buffer += more
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line.rstrip(b"\r")

    def _wait_no_longer_than_the_deadline(self) -> None:
        import time

        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)
