"""The log: one line an event, with a stable English name and its fields, on stderr and in the file of config.yaml.

Text for people does not go through here, and no secret leaves: every value is cleaned of the secrets that are known.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Protocol

from job.config import LogLevel, LogSettings
from job.secrets import clean

Value = str | int | None

_LEVELS = {
    **dict.fromkeys(("library",), LogLevel.DEBUG),
    **dict.fromkeys(
        ("clock_stepped", "config_not_kept", "heartbeat_failed", "log_not_written", "message_in_doubt", "message_waiting"),
        LogLevel.WARNING,
    ),
    **dict.fromkeys(("problem", "run_stopped"), LogLevel.WARNING),
    **dict.fromkeys(("channel_closed", "config_broken", "message_parked", "tick_failed"), LogLevel.ERROR),
    **dict.fromkeys(("run_crashed", "run_failed", "run_not_started", "run_overran"), LogLevel.ERROR),
}
"""Events that are more or less than something to know."""


class Log(Protocol):
    """Writes one line an event: a stable English name and its fields."""

    def __call__(self, event: str, **fields: Value) -> None:
        """Write the line."""
        ...


class Form(Enum):
    """How a line of the log is written."""

    TEXT = "text"
    JSON = "json"


class EventLog:
    """The log of this process. Events below `least` are left out."""

    def __init__(self, form: Form, clock: Callable[[], datetime], least: LogLevel = LogLevel.INFO) -> None:
        self._clock = clock
        self._asked = form
        self._form = form
        self._least = least
        self._file: Path | None = None

    def follow(self, settings: LogSettings | None) -> None:
        """Write as config.yaml says from now on; what the command line asks for stays."""
        if settings is None:
            return
        self._file, self._least = settings.file, settings.level
        self._form = Form.JSON if settings.json else self._asked
        if settings.level is LogLevel.DEBUG:
            from job.library_log import hear_libraries

            hear_libraries(self)

    def __call__(self, event: str, **fields: Value) -> None:
        """Write one event."""
        if _LEVELS.get(event, LogLevel.INFO).value < self._least.value:
            return
        line = self._line(event, fields)
        with _ONE_LINE:
            sys.stderr.write(line)
            sys.stderr.flush()
            if self._file is not None:
                self._append(self._file, line)

    def _append(self, file: Path, line: str) -> None:
        """Write to the file, which is opened for each line: it may be moved away when it has grown."""
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("a", encoding="utf-8") as lines:
                lines.write(line)
        except OSError as error:
            self._file = None
            sys.stderr.write(self._line("log_not_written", {"file": str(file), "error": error.strerror}))

    def _line(self, event: str, fields: dict[str, Value]) -> str:
        at = self._clock().isoformat(timespec="milliseconds")
        given = {name: clean(v) if isinstance(v, str) else v for name, v in fields.items() if v is not None}
        if self._form is Form.JSON:
            return json.dumps({"time": at, "event": event, **given}, ensure_ascii=False) + "\n"
        return " ".join((at, event, *(f"{name}={_quoted(value)}" for name, value in given.items()))) + "\n"


_ONE_LINE = threading.Lock()


def _quoted(value: Value) -> str:
    text = str(value)
    return text if text and not any(c.isspace() or c in '"=' for c in text) else json.dumps(text, ensure_ascii=False)
