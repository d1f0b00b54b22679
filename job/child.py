"""One run in a process of its own, looked after until it ends, whichever end that is."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Callable
from enum import Enum
from typing import IO

from job.notify import VARIABLES
from written.record import dataclass

GRACE = 3.0
"""Seconds that a run which is told to stop has for the message at hand. Longer would keep `serve` from ending in five."""

_LOOK = 0.2
"""Seconds between looks at the run."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The run came to its end. `said` is the first line that it printed."""

    code: int
    said: str


@dataclass(frozen=True, slots=True)
class Overran:
    """The run took too long and was ended."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """The run was ended because serve ends."""

    code: int


@dataclass(frozen=True, slots=True)
class NotStarted:
    """The system could not start the run."""

    error: str


class Wish(Enum):
    """Why a run must end before its own end."""

    STOP = "stop"
    GIVE_UP = "give up"


Outcome = Ended | Overran | Stopped | NotStarted


def run_child(command: tuple[str, ...], look: Callable[[], Wish | None]) -> Outcome:
    """Run a program to its end.

    Args:
        command: the program and its arguments.
        look: is asked all the time whether the run must end now, and why.
    """
    environment = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    with tempfile.TemporaryFile() as output:
        try:
            child = subprocess.Popen(  # noqa: S603 - our own program
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                env=environment,
                start_new_session=True,  # Ctrl-C is for serve, which lets the run finish its message
            )
        except OSError as error:
            return NotStarted(error.strerror or type(error).__name__)
        try:
            return _look_after(child, output, look)
        finally:
            _end(child)


def _look_after(child: subprocess.Popen[bytes], output: IO[bytes], look: Callable[[], Wish | None]) -> Outcome:
    while True:
        try:
            return Ended(child.wait(_LOOK), _first_line(output))
        except subprocess.TimeoutExpired:
            match look():
                case Wish.STOP:
                    return Stopped(_end(child))
                case Wish.GIVE_UP:
                    return Overran()


def _end(child: subprocess.Popen[bytes]) -> int:
    """End a run: it may finish the message at hand, then it is killed with its helpers. Safe in any case: the outbox says so."""
    if child.poll() is not None:
        return child.returncode
    child.terminate()
    try:
        return child.wait(GRACE)
    except subprocess.TimeoutExpired:
        if os.name == "posix":
            os.killpg(child.pid, signal.SIGKILL)
        else:
            child.kill()
        return child.wait()


def _first_line(output: IO[bytes]) -> str:
    output.seek(0)
    return output.readline(500).decode("utf-8", "replace").strip()
