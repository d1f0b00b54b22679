"""Receivers of a test: a Teams webhook and a mail server on loopback that keep every byte, also of a sender that dies.

They are plain threads and no library: a message counts from its last byte on, whatever becomes of the sender then.
"""

import socketserver
import threading
import time
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType


class Receivers:
    """Both receivers. `got` holds every whole copy by its reader: the path of a webhook or the address of a mail.

    `room` is how many copies they take; after those they answer "later". `delay` is how long they keep one before they
    answer.
    """

    def __init__(self) -> None:
        self.got: defaultdict[str, list[bytes]] = defaultdict(list)
        self.room = 1000
        self.delay = 0.0
        self._lock = threading.Lock()
        self._web = _web(self)
        self._mail = _mail(self)
        for server in (self._web, self._mail):
            threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def web_port(self) -> int:
        return int(self._web.server_address[1])

    @property
    def mail_port(self) -> int:
        return int(self._mail.server_address[1])

    def take(self, reader: str, data: bytes) -> bool:
        """Keep one copy; False where there is no room."""
        with self._lock:
            if self.room <= 0:
                return False
            self.room -= 1
            self.got[reader].append(data)
        time.sleep(self.delay)
        return True

    def copies(self) -> int:
        """Return how many copies have come in all."""
        with self._lock:
            return sum(map(len, self.got.values()))

    def __enter__(self) -> "Receivers":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for server in (self._web, self._mail):
            server.shutdown()
            server.server_close()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a sender that died."""


class _WebServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a sender that died."""


def _web(receivers: Receivers) -> _WebServer:
    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_POST(self) -> None:
            size = int(self.headers["Content-Length"])
            body = self.rfile.read(size)
            if len(body) < size:
                return
            taken = receivers.take(self.path.partition("?")[0], body)
            self.send_response(202 if taken else 503)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            """Keep the output of the tests clean."""

    return _WebServer(("127.0.0.1", 0), Handler)


def _mail(receivers: Receivers) -> _Server:
    class Handler(socketserver.StreamRequestHandler):
        timeout = 10

        def handle(self) -> None:
            reader = ""
            self.say("220 mail.example.org ESMTP")
            while line := self.rfile.readline():
                word = line[:4].upper()
                if word == b"RCPT":
                    reader = line.decode().partition("<")[2].partition(">")[0]
                self.say(self.take(reader) if word == b"DATA" else "221 bye" if word == b"QUIT" else "250 OK")

        def take(self, reader: str) -> str:
            self.say("354 end with a dot")
            data = self.text()
            return "250 2.0.0 OK queued as 1" if data is not None and receivers.take(reader, data) else "451 4.3.0 later"

        def text(self) -> bytes | None:
            """Return the bytes up to the final dot as they came; None where it never comes."""
            lines = []
            while (line := self.rfile.readline()) != b".\r\n":
                if not line.endswith(b"\n"):
                    return None
                lines.append(line)
            return b"".join(lines)

        def say(self, words: str) -> None:
            self.wfile.write(words.encode() + b"\r\n")

    return _Server(("127.0.0.1", 0), Handler)
