"""The other end of `figures/limited.py`: what runs in the child. It limits itself before it reads a byte."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module

from figures.answer import Refusal, Sheet, to_bytes
from figures.zipped import Refused

_MEMORY, _ANSWER, _SECONDS = 1_000_000_000, 400_000_000, 60
_ENCODINGS = ("cp437", "utf-16-le", "utf-16-be", "latin-1")


def main(way: str) -> None:
    """Open the file on stdin; write its sheets, or why it is refused, to stdout."""
    open_file = _opener(way)
    limit()
    try:
        answer: Sequence[Sheet] | Refusal = open_file(sys.stdin.buffer.read())
    except Refused as refused:
        answer = Refusal(refused.message, refused.hint)
    sys.stdout.buffer.write(to_bytes(answer))
    sys.stdout.flush()


def _opener(way: str) -> Callable[[bytes], Sequence[Sheet]]:
    """Load everything that is needed: after the limits are set, no file can be opened, so nothing can be imported."""
    for encoding in _ENCODINGS:
        "".encode(encoding)
    if way == "pdf":
        from figures.pdf import pages

        with suppress(ImportError):
            import_module("pdfplumber")
        return pages
    from figures.workbook import sheets

    return sheets


def limit() -> None:
    """Take away what a hostile file could use: memory, time, big answers, and every new file, connection and process."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; the time is still bounded from outside
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_ANSWER, _ANSWER))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
