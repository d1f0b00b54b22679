"""The settings of config.yaml, as the rest of the job sees them."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from figures.document import Hints
from job.channels import ChannelSettings
from job.quiet_days import QuietDays
from job.schedule import Schedule
from job.secrets import Secret
from written.problem import Problem, Severity
from written.record import dataclass

if TYPE_CHECKING:
    from job.web_address import Login, WebAddress


@dataclass(frozen=True, slots=True)
class ReportSource:
    """Where reports are: a path or a pattern under the config's folder, and what the files do not say themselves."""

    pattern: str
    hints: Hints


@dataclass(frozen=True, slots=True)
class WebSource:
    """A report on the web. `login` is None where everybody may read it."""

    address: WebAddress
    hints: Hints
    login: Login | None


@dataclass(frozen=True, slots=True)
class Limits:
    """What keeps messages back: `flood` is the most of a run to heads (None: no limit), `quiet` the quiet days."""

    flood: int | None
    quiet: QuietDays


class LogLevel(Enum):
    """How much an event matters; the names stand in config.yaml."""

    DEBUG = 10
    INFO = 20
    WARNING = 30
    ERROR = 40


@dataclass(frozen=True, slots=True)
class LogSettings:
    """Where the log goes besides stderr, whether its lines are JSON, and the least level that is written."""

    file: Path | None
    json: bool
    level: LogLevel


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that config.yaml says. Paths are absolute.

    `test_role` is the role that gets every message while the city tries the bot out, None in use. `retention` is how many
    years before this one the state keeps, None for all. `unread` are the problems of sources that cannot be read,
    `unusable` those of channels that cannot be used, `warnings` what `check` says besides. `broken` is what is wrong in
    config.yaml where its last good text is used in its place.
    """

    folder: Path
    organisation: str
    timezone: ZoneInfo
    rules: Path
    state: Path
    sources: tuple[ReportSource | WebSource, ...]
    channels: tuple[tuple[str, ChannelSettings], ...]
    roots: tuple[Path, ...]
    schedule: Schedule | None
    limits: Limits
    test_role: str | None
    page_url: str | None
    heartbeat: Secret | None
    proxy: str | None
    ca_file: Path | None
    log: LogSettings | None
    retention: int | None
    unread: tuple[Problem, ...]
    unusable: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    broken: tuple[Problem, ...] = ()

    def shown(self, path: Path) -> str:
        """Return a path as the reader of a message knows it: relative to config.yaml where it lies under it."""
        return path.relative_to(self.folder).as_posix() if path.is_relative_to(self.folder) else str(path)


class ConfigError(Exception):
    """config.yaml cannot be used. Carries what is wrong, all of it: problems that take the whole file with them."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(replace(problem, severity=Severity.FILE) for problem in problems)
