"""The last words of a process that crashes: the traceback on stderr, without secrets."""

from __future__ import annotations

import sys
import threading
from types import TracebackType

from job.secrets import clean


def redact_crashes() -> None:
    """Print the tracebacks of this process and its threads without secrets."""
    sys.excepthook = _crashed
    threading.excepthook = lambda crash: _crashed(crash.exc_type, crash.exc_value, crash.exc_traceback)


def _crashed(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    try:
        import traceback

        text = clean("".join(traceback.format_exception(kind, error, trace)))
    except Exception:  # what cannot be cleaned is not shown
        text = f"{kind.__name__}\n"
    sys.stderr.write(text)
