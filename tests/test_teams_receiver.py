"""A receiver on loopback that answers byte for byte as it is told, for the tests of the Teams channel."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.canary import KEY

Answer = Callable[[socket.socket], None]


@dataclass
class Receiver:
    """What a receiver was sent, and where it is."""

    port: int
    scheme: str = "http"
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0

    def url(self, target: str = f"/workflows/abc/triggers/manual/paths/invoke?api-version=1&sp=%2Ftriggers%2f&sig={KEY}") -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}{target}"


@contextmanager
def receiver(answer: Answer, tls: ssl.SSLContext | None = None, *, reads: bool = True) -> Iterator[Receiver]:
    """Listen, and for every connection read the request and answer it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        made = Receiver(server.getsockname()[1], "https" if tls else "http")
        stop = threading.Event()
        listener = threading.Thread(target=_listen, args=(server, made, answer, tls, reads, stop), daemon=True)
        listener.start()
        try:
            yield made
        finally:
            stop.set()
            listener.join(5)


def _listen(
    server: socket.socket, made: Receiver, answer: Answer, tls: ssl.SSLContext | None, reads: bool, stop: threading.Event
) -> None:
    while not stop.is_set():
        try:
            connection, _ = server.accept()
        except TimeoutError:
            continue
        made.connections += 1
        connection.settimeout(5)
        threading.Thread(target=_serve, args=(connection, made, answer, tls, reads), daemon=True).start()


def _serve(connection: socket.socket, made: Receiver, answer: Answer, tls: ssl.SSLContext | None, reads: bool) -> None:
    try:
        with tls.wrap_socket(connection, server_side=True) if tls else connection as talk:
            if reads:
                made.requests.append(_request(talk))
            answer(talk)
    except OSError:
        pass  # the other side has gone, as many tests want


def _request(talk: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += talk.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    while len(body) < sum(lengths):
        body += talk.recv(65536)
    return head + b"\r\n\r\n" + body


def says(data: bytes) -> Answer:
    """Answer with these bytes and close."""
    return lambda talk: talk.sendall(data)


def status(code: int, *headers: str, body: bytes = b"{}") -> Answer:
    """Answer with a whole answer of a status."""
    lines = (f"HTTP/1.1 {code} X", f"Content-Length: {len(body)}", *headers)
    return says("\r\n".join((*lines, "", "")).encode("latin-1") + body)


def resets(data: bytes = b"") -> Answer:
    """Send some bytes, then break the connection off with a reset."""

    def answer(talk: socket.socket) -> None:
        if data:
            talk.sendall(data)
            time.sleep(0.05)
        talk.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        talk.close()

    return answer


def drips(head: bytes, drop: bytes, pause: float = 0.05) -> Answer:
    """Send a head, then a drop at a time as long as anybody listens, ten seconds at most."""

    def answer(talk: socket.socket) -> None:
        talk.sendall(head)
        for _ in range(int(10 / pause)):
            talk.sendall(drop)
            time.sleep(pause)

    return answer


def silent(seconds: float = 5) -> Answer:
    """Answer nothing for a while."""
    return lambda talk: time.sleep(seconds)
