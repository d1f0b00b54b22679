"""When a message of the outbox may be tried again, for the time between two due times of the schedule."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from alerts.channel_book import ChannelBook, ChannelState, Way
from alerts.outbox import Entry, Outbox, Sending
from job.keep_runs import KeptRuns
from job.state import State, StateError, open_to_read

_EVER = datetime.min.replace(tzinfo=UTC)


class Waiting:
    """Knows when the messages of a state are due. The state is read again only when its file has changed."""

    def __init__(self) -> None:
        self._stamp: tuple[tuple[int, int], ...] = ()
        self._moments: tuple[datetime, ...] = ()
        self._since = _EVER

    def due(self, path: Path, now: datetime) -> datetime | None:
        """Return the moment, already come, at which the first message became due after the last run; None for none."""
        stamp = tuple(_file_stamp(file) for file in (path, path.with_name(f"{path.name}-wal")))
        if stamp != self._stamp:
            self._read(path)
            self._stamp = stamp
        since = self._since if self._since <= now else _EVER  # a clock that was set back since proves nothing
        return next((moment for moment in self._moments if since < moment <= now), None)

    def _read(self, path: Path) -> None:
        self._moments = ()
        try:
            state = open_to_read(path)
        except StateError:
            return  # the run says what is wrong
        if state is not None:
            with state:
                self._look(state)

    def _look(self, state: State) -> None:
        last = KeptRuns(state).last()
        if last is None:
            return  # nobody has run it yet
        entries = Outbox(state.connection).entries((Sending.WAITING, Sending.IN_DOUBT))
        self._since, self._moments = last.ended, moments(entries, ChannelBook(state.connection).all())


def moments(entries: Iterable[Entry], channels: Iterable[ChannelState]) -> tuple[datetime, ...]:
    """Return when each message may be tried: after its own pause, and when its channel or the fallback lets it through."""
    known = {channel.name: channel for channel in channels}
    found = (_moment(entry, name, known) for entry in entries for name in (entry.channel, entry.fallback) if name is not None)
    return tuple(sorted(moment for moment in found if moment is not None))


def _moment(entry: Entry, name: str, known: dict[str, ChannelState]) -> datetime | None:
    channel = known.get(name)
    if channel is None or channel.way is Way.OPEN:
        return entry.next
    return None if channel.until is None else max(entry.next, channel.until)


def _file_stamp(file: Path) -> tuple[int, int]:
    try:
        found = file.stat()
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)
