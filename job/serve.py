"""Serve: starts a run when one is due or a message may be tried again, in a process of its own, and looks after it.

What was done is read from the state and never kept here, so a `serve` that was killed goes on where it was: one run for
all the times that were missed.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from job.child import Ended, NotStarted, Outcome, Overran, Stopped, Wish, run_child
from job.commands.answer import DONE, LOOK, NOT_DONE
from job.event_log import Log
from job.heartbeat import Beat, Line
from job.keep_runs import KeptRuns
from job.kept_config import KeptConfig
from job.schedule import uncovered
from job.state import StateError, open_to_read
from job.waiting import Waiting
from written.record import dataclass

DEADLINE = 30 * 60.0
"""Seconds that a run may take. One that takes longer is stuck: it is ended and tried again."""

PAUSES = (60.0, 300.0, 900.0, 3600.0)
"""Seconds before a run that did not do its job is tried again, until it does or the next one is due."""

LIVELY = 120.0
"""Seconds without a tick, and without a run that is looked after, after which `serve` itself is stuck."""


@dataclass(frozen=True, slots=True)
class Outside:
    """The clocks, the log, and whether serve was told to stop.

    `monotonic` counts seconds and is never set; `clock` is what the schedule is about.
    """

    clock: Callable[[], datetime]
    monotonic: Callable[[], float]
    log: Log
    stopping: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Tries:
    """How often the run of one due time was tried, and when it may be tried again (on the monotonic clock)."""

    due: datetime
    count: int
    again: float


class Server:
    """Asks at every tick whether a run or a message is due, and does the run. `command` is the program that `run` is given to, with `options`."""

    def __init__(
        self,
        config: KeptConfig,
        command: tuple[str, ...],
        outside: Outside,
        deadline: float = DEADLINE,
        options: tuple[str, ...] = (),
    ) -> None:
        self._config = config
        self._command = command
        self._options = options
        self._outside = outside
        self._deadline = deadline
        self._sign = outside.monotonic()
        self._covered: datetime | None = None
        self._floor: datetime | None = None
        self._distrusted: datetime | None = None
        self._tries: Tries | None = None
        self._told: str | None = None
        self._waiting = Waiting()

    def alive(self) -> bool:
        """Tell whether ticks come, or a run is looked after."""
        return self._outside.monotonic() - self._sign < LIVELY

    def clock_stepped(self) -> None:
        """Forget what was concluded from the old time of the wall clock."""
        self._covered = None
        if self._floor is not None:
            self._floor = min(self._floor, self._outside.clock())

    def tick(self) -> None:
        """Do what is to be done now. Never raises: the next tick may find things mended."""
        self._sign = self._outside.monotonic()
        try:
            self._look_at_config()
            now = self._outside.clock()
            due = self._due(now) or self._message_due(now)
            if due is not None and not self._outside.stopping():
                self._try(due)
        except Exception as error:
            at = traceback.extract_tb(error.__traceback__)[-1]
            self._outside.log("tick_failed", error=type(error).__name__, at=f"{Path(at.filename).name}:{at.lineno}")
            self._fail(f"serve failed: {type(error).__name__}")

    def _look_at_config(self) -> None:
        schedule = self._config.settings.schedule
        self._config.look()
        if self._config.settings.schedule != schedule:
            self._covered, self._floor = None, self._outside.clock()  # a new time of day is no reason for a run at once
        if self._config.broken != self._told:
            self._told = self._config.broken
            self._tell_broken()

    def _due(self, now: datetime) -> datetime | None:
        """Return the due time that no good run has followed and that may be tried now."""
        settings = self._config.settings
        due = settings.schedule.last_due(now, settings.zone)
        if due == self._covered:
            return None
        if self._is_needed(due, now):
            return None if self._pauses(due) else due
        self._covered = due
        return None

    def _is_needed(self, due: datetime, now: datetime) -> bool:
        """Tell whether no good run has followed a due time."""
        try:
            last = _last_good_start(self._config.settings.state)
        except StateError:
            return True  # the run says what is wrong
        if last is None and self._floor is None:
            self._floor = now  # nobody has run it yet: the first run is at the next due time, or by hand
        if last is not None and last > now:
            self._distrusted = last  # its stamp would cover a due time that is still to come
        too_early = self._floor is not None and due < self._floor
        return not too_early and (last is None or last == self._distrusted or uncovered(due, last, now))

    def _message_due(self, now: datetime) -> datetime | None:
        """Return when a message became due that no run has tried since. The run of the schedule comes first."""
        settings = self._config.settings
        if self._covered != settings.schedule.last_due(now, settings.zone):
            return None
        due = self._waiting.due(settings.state, now)
        return None if due is None or self._pauses(due) else due

    def _pauses(self, due: datetime) -> bool:
        return self._tries is not None and self._tries.due == due and self._outside.monotonic() < self._tries.again

    def _try(self, due: datetime) -> None:
        now = self._outside.clock()
        count = self._tries.count + 1 if self._tries is not None and self._tries.due == due else 1
        zone = self._config.settings.zone
        late = int((now - due).total_seconds())
        self._outside.log("run_started", due=due.astimezone(zone).isoformat(), late=late, attempt=count)
        began = self._outside.monotonic()
        outcome = self._run()
        ended = self._outside.monotonic()
        self._tries = Tries(due, count, ended + PAUSES[min(count, len(PAUSES)) - 1])
        self._say(outcome, int(ended - began), done=self._done(due))

    def _done(self, due: datetime) -> bool:
        try:
            return not uncovered(due, _last_good_start(self._config.settings.state), self._outside.clock())
        except StateError:
            return False

    def _say(self, outcome: Outcome, seconds: int, *, done: bool) -> None:
        log = self._outside.log
        match outcome:
            case Ended(code, _) if code == DONE or (code == LOOK and done):
                log("run_done", exit=code, seconds=seconds)
            case Ended(code, said) if code == NOT_DONE:
                log("run_failed", exit=code, seconds=seconds, error=said)
            case Ended(code, _):
                log("run_crashed", exit=code, seconds=seconds)
                self._fail(f"the run crashed with exit code {code}")
            case Overran():
                log("run_overran", seconds=seconds)
                self._fail(f"the run was ended after {seconds} s")
            case Stopped(code):
                log("run_stopped", exit=code, seconds=seconds)
            case NotStarted(error):
                log("run_not_started", error=error)
                self._fail(f"the run could not be started: {error}")
        if not isinstance(outcome, Stopped):
            self._tell_broken()  # the run has just reported a success

    def _tell_broken(self) -> None:
        if self._config.broken is not None:
            self._fail(f"{self._config.broken}; the last good config is in use")

    def _fail(self, why: str) -> None:
        settings, log = self._config.settings, self._outside.log
        Beat(settings.heartbeat, Line(settings.client, lambda error: log("heartbeat_failed", error=error))).fail(why)

    def _run(self) -> Outcome:
        """Do one run to its end, whichever end that is."""
        options = ("run", "--config", str(self._config.path), "--last-good", str(self._config.copy))
        until = self._outside.monotonic() + self._deadline

        def look() -> Wish | None:
            self._sign = self._outside.monotonic()
            if self._outside.stopping():
                return Wish.STOP
            return Wish.GIVE_UP if self._outside.monotonic() >= until else None

        return run_child((*self._command, *options, *self._options), look)


def _last_good_start(path: Path) -> datetime | None:
    """Return when the last run that did its job was started; None before the first.

    Raises:
        StateError: the state cannot be read.
    """
    state = open_to_read(path)
    if state is None:
        return None
    with state:
        last = KeptRuns(state).last(done=True)
    return None if last is None else last.started
