"""What a command is asked and what it answers: text for people, one JSON document for programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TypeAlias

from job.config import ConfigError
from written.record import dataclass

Json: TypeAlias = Mapping[str, "Json"] | Sequence["Json"] | str | int | bool | None
"""A JSON document. Amounts and shares are decimal strings in it, so there is no float."""

DONE, LOOK, NOT_DONE = 0, 1, 2
"""Exit codes: done; done, but somebody must look; not done."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The command line of one call, and the clock.

    `today` is the day that the run stands on: `--today`, else None for the city's own day. `now` is the moment of the
    call; `clock` gives it anew. `progress` prints a line for a person who waits. `served` tells that `serve` started this
    run and logs its beginning and end. `against` is another rules folder, `sweep` a limit with its values (`rule.limit=3,5`).
    """

    config: Path
    now: datetime
    clock: Callable[[], datetime]
    progress: Callable[[str], None]
    today: date | None = None
    files: tuple[Path, ...] = ()
    out: Path | None = None
    dry_run: bool = False
    all: bool = False
    id: str | None = None
    action: str | None = None
    last_good: Path | None = None
    log_json: bool = False
    served: bool = False
    against: Path | None = None
    sweep: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command came to: the exit code, the text for a person and the document for `--json`."""

    exit: int
    text: str
    document: Json


def invalid_config(error: ConfigError, document: Json) -> Answer:
    """Return the answer of a command whose config.yaml cannot be used: all that is wrong in it, and exit 2."""
    return Answer(NOT_DONE, "\n".join(map(str, error.problems)), document)
