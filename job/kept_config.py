"""config.yaml as serve uses it: edits are taken over, and the last good text stands in while a broken one stands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from job.config import ConfigError, LogSettings
from job.event_log import Log
from job.heartbeat import MakeClient
from job.schedule import Schedule
from job.secrets import Secret
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """What serve needs of a valid config.yaml."""

    schedule: Schedule
    zone: ZoneInfo
    state: Path
    heartbeat: Secret | None
    client: MakeClient
    log: LogSettings | None = None


ReadSettings = Callable[[Path, Path | None], Settings]
"""Reads the config at a path; with a second path, the text of that file in place of its own. May raise ConfigError."""


class KeptConfig:
    """config.yaml, and its last good text for the time while a broken edit stands.

    The copy lies where `copy` says, else beside the state. Its paths stay relative to the folder of config.yaml.
    """

    def __init__(self, path: Path, copy: Path | None, read: ReadSettings, log: Log) -> None:
        self.path = path
        self.broken: str | None = None
        self._copy = copy
        self._read = read
        self._log = log
        self._looked = _bytes(path)
        self._good: bytes | None = None
        self.settings = self._open()

    @property
    def copy(self) -> Path:
        """Where the last good text lies."""
        state = self.settings.state
        return self._copy or state.with_name(f"{state.name}.last-good.yaml")

    def look(self) -> None:
        """Take over an edit, or say that it is broken. An edit counts when it has stood for two looks: it may be half written."""
        data = _bytes(self.path)
        settled, self._looked = data == self._looked, data
        if not settled or (data == self._good and self.broken is None):
            return
        try:
            settings = self._read(self.path, None)
        except ConfigError as error:
            self._say_broken(error)
            return
        if data is not None and _bytes(self.path) == data:
            self._take(settings, data)

    def _open(self) -> Settings:
        """Read config.yaml, or the copy where it is broken and a place for the copy was given.

        Raises:
            ConfigError: neither can be used; carries what is wrong in config.yaml.
        """
        try:
            return self._read(self.path, None)
        except ConfigError as error:
            if self._copy is None:
                raise
            try:
                settings = self._read(self.path, self._copy)
            except ConfigError:
                raise error from None
            self._say_broken(error)
            return settings

    def _take(self, settings: Settings, data: bytes) -> None:
        if self.broken is not None:
            self._log("config_mended", file=str(self.path))
        elif self._good is not None:
            self._log("config_changed", file=str(self.path))
        self.settings, self.broken, self._good = settings, None, data
        temporary = self.copy.with_name(f".{self.copy.name}.kesken")
        try:
            self.copy.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(data)
            temporary.replace(self.copy)
        except OSError as error:
            self._log("config_not_kept", file=str(self.copy), error=error.strerror)

    def _say_broken(self, error: ConfigError) -> None:
        first = error.problems[0]
        what = f"{first.place} {first.message}"
        if what != self.broken:
            self.broken = what
            self._log("config_broken", place=str(first.place), error=first.message, problems=len(error.problems))


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
