"""The heartbeat: tells a watcher outside (Healthchecks' protocol) that a run began, and how it ended.

Silence is what the watcher reacts to, so nothing here may fail or hold up a run: requests go in a thread of their own
and are waited for ten seconds at most. The address is a secret; no text made here holds it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

from job.commands.answer import NOT_DONE
from job.secrets import Secret
from written.record import dataclass

if TYPE_CHECKING:
    import httpx

DEADLINE = 10.0
"""Seconds that a run waits for the watcher, all its requests together. A time-out of httpx alone is per chunk."""

MakeClient = Callable[[], "httpx.Client"]

_TIMEOUT = 4.0
_BODY = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """The way to the watcher: what makes the web client, and who is told (in English) why a request did not arrive."""

    client: MakeClient
    failed: Callable[[str], None]


class Beat:
    """The signs of one run. Without a heartbeat in config (None) it does nothing."""

    def __init__(self, url: Secret | None, line: Line, deadline: float = DEADLINE) -> None:
        self._url = url
        self._line = line
        self._deadline = deadline
        self._requests: SimpleQueue[tuple[str, str] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Tell that the run begins. Does not wait. To be called when the run has the state: of a second run nothing is told."""
        self._put("/start", "")

    def end(self, exit_code: int, why: str) -> None:
        """Tell how the run ended, and wait for it: exit 2 is a failure, everything else a success with its reason."""
        self._put("/fail" if exit_code >= NOT_DONE else "", f"exit {exit_code}: {why}")
        self._requests.put(None)
        if self._thread is not None:
            self._thread.join(self._deadline)
            if self._thread.is_alive():
                self._line.failed(f"no answer within {self._deadline:g} s")

    def fail(self, why: str) -> None:
        """Tell of a failure without waiting: for the one that starts runs, where a run could not tell of it itself."""
        self._put("/fail", why)
        self._requests.put(None)

    def _put(self, suffix: str, body: str) -> None:
        if self._url is None:
            return
        self._requests.put((suffix, body[:_BODY]))
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, args=(self._url,), name="heartbeat", daemon=True)
            self._thread.start()

    def _work(self, url: Secret) -> None:
        """Send what is put, in order. A daemon thread: a watcher that hangs, or its name server, does not hold the process."""
        while (request := self._requests.get()) is not None:
            try:
                status = _post(self._line.client, url, *request)
            except Exception as error:  # the name only: the text of a web error holds the address
                self._line.failed(type(error).__name__)
            else:
                if not 200 <= status < 300:
                    self._line.failed(f"answered {status}")


def _post(make_client: MakeClient, url: Secret, suffix: str, body: str) -> int:
    import httpx

    address = httpx.URL(url.reveal())
    if suffix:
        address = address.copy_with(path=address.path.rstrip("/") + suffix)
    with (
        make_client() as client,
        client.stream("POST", address, content=body.encode(), timeout=_TIMEOUT, follow_redirects=False) as answer,
    ):
        return answer.status_code


def web_client(proxy: str | None, ca_file: Path | None) -> MakeClient:
    """Return what makes the job's web client; nothing of the web is imported before it is used."""

    def make() -> httpx.Client:
        from job.web import client

        return client(proxy, ca_file)

    return make
