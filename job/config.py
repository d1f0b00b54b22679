"""The settings of config.yaml, as the rest of the job sees them."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from figures.document import Hints
from written.problem import Problem
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class ReportSource:
    """Where reports are: a path or a pattern under the config's folder, and what the files do not say themselves."""

    pattern: str
    hints: Hints


@dataclass(frozen=True, slots=True)
class FolderChannel:
    """Messages as files in a folder."""

    path: Path


@dataclass(frozen=True, slots=True)
class LaterChannel:
    """A channel of a kind that this version cannot send through: its messages wait, and say so."""

    kind: str


ChannelSettings = FolderChannel | LaterChannel


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that config.yaml says. Paths are absolute. `warnings` are about keys that have no effect yet."""

    folder: Path
    organisation: str
    timezone: ZoneInfo
    rules: Path
    state: Path
    sources: tuple[ReportSource, ...]
    channels: tuple[tuple[str, ChannelSettings], ...]
    roots: tuple[Path, ...]
    warnings: tuple[Problem, ...]

    def shown(self, path: Path) -> str:
        """Return a path as the reader of a message knows it: relative to config.yaml where it lies under it."""
        return path.relative_to(self.folder).as_posix() if path.is_relative_to(self.folder) else str(path)


class ConfigError(Exception):
    """config.yaml cannot be used. Carries what is wrong, all of it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems
