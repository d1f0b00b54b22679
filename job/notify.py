"""What the service manager and this process tell each other: ready, alive and stopping (sd_notify); and the wish to stop."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType

from written.record import dataclass

VARIABLES = ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID")
"""What systemd puts into the environment of a service. It is for the service only, not for its children."""

Handler = Callable[[int, FrameType | None], object] | int | None


@dataclass(frozen=True, slots=True)
class Systemd:
    """The socket of the service manager. `address` is None where there is none; then nothing is told.

    `pulse` is how often the manager wants a sign of life, in seconds; None where it does not.
    """

    address: str | None
    pulse: float | None

    def tell(self, state: str) -> None:
        """Send one state, such as `READY=1`. A manager that does not listen is no reason to stop working."""
        if self.address is None:
            return
        import socket

        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
                sender.settimeout(1)
                sender.sendto(state.encode(), self.address.replace("@", "\0", 1) if self.address[0] == "@" else self.address)
        except OSError:
            return


def systemd() -> Systemd:
    """Return the manager that started this process. Half of what it waits for is the usual pulse, a third leaves room."""
    microseconds = os.environ.get("WATCHDOG_USEC", "")
    ours = os.environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
    pulse = int(microseconds) / 3_000_000 if microseconds.isdecimal() and ours else None
    return Systemd(os.environ.get("NOTIFY_SOCKET") or None, pulse)


class Stop:
    """Is set by SIGTERM and Ctrl-C while it is entered. Signals are the main thread's: in another one it is never set.

    No event of `threading`: a signal handler that sets one may wait for itself.
    """

    def __init__(self) -> None:
        self._asked = False
        self._before: list[tuple[signal.Signals, Handler]] = []

    def __call__(self) -> bool:
        """Tell whether this process was told to stop."""
        return self._asked

    def __enter__(self) -> Stop:
        if threading.current_thread() is threading.main_thread():
            self._before = [(number, signal.signal(number, self._ask)) for number in (signal.SIGTERM, signal.SIGINT)]
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for number, handler in self._before:
            signal.signal(number, handler)

    def _ask(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - the form of a handler
        self._asked = True
