"""Runs bot.py and kills its own process at the given step: `python -m tests.killed STEP run --config …`.

A step is what can leave a trace: a statement to SQLite, a file opened for writing, a rename, an fsync. The process
dies by SIGKILL before the step happens, so nothing can tidy up. Step 0 never comes; the number of steps is printed at
the end to stderr.
"""

import os
import signal
import sqlite3
import sys
from typing import Any

import bot

_connect = sqlite3.connect
_fsync = os.fsync


class Steps:
    """Counts the steps and ends the process at one of them."""

    def __init__(self, last: int) -> None:
        self.last = last
        self.count = 0

    def step(self) -> None:
        self.count += 1
        if self.count == self.last:
            os.kill(os.getpid(), signal.SIGKILL)


class Connection(sqlite3.Connection):
    """A connection of which every statement is a step."""

    steps: Steps

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        self.steps.step()
        return super().execute(*arguments)

    def executemany(self, *arguments: Any) -> sqlite3.Cursor:
        self.steps.step()
        return super().executemany(*arguments)

    def executescript(self, *arguments: Any) -> sqlite3.Cursor:
        self.steps.step()
        return super().executescript(*arguments)


def main() -> int:
    steps = Steps(int(sys.argv[1]))
    Connection.steps = steps

    def connect(*arguments: Any, **options: Any) -> sqlite3.Connection:
        return _connect(*arguments, factory=Connection, **options)

    def fsync(fd: Any) -> None:
        steps.step()
        _fsync(fd)

    def audit(event: str, arguments: tuple[Any, ...]) -> None:
        written = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        ours = written and str(arguments[0]).endswith(".kesken")
        if ours or event == "os.rename":
            steps.step()

    sqlite3.connect = connect  # type: ignore[assignment]
    os.fsync = fsync
    sys.addaudithook(audit)
    code = bot.main(sys.argv[2:])
    print(steps.count, file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
