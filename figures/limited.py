"""The door to the limited child process in which files are opened that only a library can read."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from enum import Enum
from pathlib import Path

from figures.answer import Refusal, Sheet, from_bytes
from figures.container import Way

SECONDS = 60
_ROOT = Path(__file__).parents[1]
_START = "import os, sys; sys.path.insert(0, sys.argv[1]); from figures.unpack import main; main(sys.argv[2]); os._exit(0)"
# it ends at once: its cells need not be thrown away one by one


class Failure(Enum):
    """Why the child gave no answer; the values are the words for it."""

    TIME = f"sen avaaminen kesti yli {SECONDS} sekuntia"
    BROKEN = "sen avaaminen päättyi virheeseen: se on vioittunut tai vaatii yli 1 Gt muistia"
    NOT_STARTED = "sen avaavaa prosessia ei voitu käynnistää"


def opened(data: bytes, way: Way, seconds: float = SECONDS) -> Sequence[Sheet] | Refusal | Failure:
    """Let a child process open a file.

    It has a minute, 1 GB of memory, none of our environment, and can open no file or connection (`figures/unpack.py`).
    """
    command = (sys.executable, "-I", "-c", _START, str(_ROOT), way.value)
    environment = {name: value for name, value in os.environ.items() if name in ("SYSTEMROOT", "TEMP", "TMP")}
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said:
        given.write(data)
        given.seek(0)
        try:
            child = subprocess.Popen(  # noqa: S603 - our own program
                command, stdin=given, stdout=said, stderr=subprocess.DEVNULL, env=environment, cwd=_ROOT
            )
        except OSError:
            return Failure.NOT_STARTED
        try:
            code = child.wait(seconds)
        except subprocess.TimeoutExpired:
            return Failure.TIME
        finally:
            child.kill()
            child.wait()
        if code:
            return Failure.TIME if code == -getattr(signal, "SIGXCPU", 0) else Failure.BROKEN
        said.seek(0)
        try:
            return from_bytes(said.read())
        except ValueError:
            return Failure.BROKEN
