"""What the libraries log, as lines of our own log: only at its debug level, and cleaned of secrets like every line."""

from __future__ import annotations

import logging
from typing import Protocol


class Line(Protocol):
    """Writes one line of the log: an event and its fields."""

    def __call__(self, event: str, **fields: str) -> None:
        """Write the line."""
        ...


class LibraryLog(logging.Handler):
    """Hands each record of a library to our log as the event `library`, with its traceback."""

    def __init__(self, log: Line) -> None:
        super().__init__()
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record. One with wrong arguments is written as it was meant, for it must not stop a run."""
        try:
            message = self.format(record)
        except (TypeError, ValueError, KeyError):
            message = f"{record.msg} {record.args}"
        self._log("library", logger=record.name, level=record.levelname.lower(), message=message)


def hear_libraries(log: Line) -> None:
    """Write from now on what the libraries log into `log`, and into no log that was heard before."""
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler, LibraryLog)]:
        root.removeHandler(handler)
    root.addHandler(LibraryLog(log))
    root.setLevel(logging.DEBUG)
