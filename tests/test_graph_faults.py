"""Web servers that fail in the middle, and that the stand-ins of the other tests cannot be."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import httpx
import pytest

from alerts.exchange import exchange
from job.web import client

Act = Callable[[socket.socket, threading.Event], None]


def hang_up(connection: socket.socket, over: threading.Event) -> None:
    read(connection)


def half_an_answer(connection: socket.socket, over: threading.Event) -> None:
    read(connection)
    connection.sendall(b"HTTP/1.1 202 Acc")


def say_nothing(connection: socket.socket, over: threading.Event) -> None:
    over.wait(10)


def stop_reading(connection: socket.socket, over: threading.Event) -> None:
    over.wait(10)


def drip_head(connection: socket.socket, over: threading.Event) -> None:
    read(connection)
    drip(connection, over, b"HTTP/1.1 202 Accepted\r\nX-Long: " + b"x" * 400)


def drip_body(connection: socket.socket, over: threading.Event) -> None:
    read(connection)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 400\r\n\r\n")
    drip(connection, over, b"x" * 400)


def read(connection: socket.socket) -> None:
    """Read a whole small request."""
    got = b""
    for _ in range(100):
        head, _, body = got.partition(b"\r\n\r\n")
        length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
        if b"\r\n\r\n" in got and len(body) >= length:
            return
        got += connection.recv(65536)


def drip(connection: socket.socket, over: threading.Event, data: bytes) -> None:
    for at in range(len(data)):
        connection.sendall(data[at : at + 1])
        if over.wait(0.05):
            return


@contextmanager
def faulty(act: Act, context: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve one connection by an act, then hang up."""
    over = threading.Event()

    def serve() -> None:
        with suppress(OSError):
            plain, _ = listener.accept()
            plain.settimeout(10)
            with context.wrap_socket(plain, server_side=True) if context else plain as connection:
                act(connection, over)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(10)
        port = listener.getsockname()[1]
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield f"{'https' if context else 'http'}://localhost:{port}"
        finally:
            over.set()
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", port), 1).close()
            thread.join(5)


@pytest.mark.parametrize("act", [drip_head, drip_body, say_nothing, half_an_answer, hang_up])
def test_there_is_no_half_answer_and_no_endless_one(act: Act) -> None:
    start = time.monotonic()
    with client(None, None) as web, faulty(act) as host, pytest.raises(httpx.HTTPError):
        exchange(web, "GET", host, headers={}, content=b"", seconds=0.3)
    assert time.monotonic() - start < 2
