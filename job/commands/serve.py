"""`serve`: the job on the schedule of config.yaml, until it is told to stop."""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from job.commands.answer import DONE, NOT_DONE, Answer, Asked, invalid_config
from job.config import ConfigError
from job.event_log import EventLog, Form, Log
from job.heartbeat import web_client
from job.kept_config import KeptConfig, ReadSettings, Settings
from job.notify import Stop, Systemd, systemd
from job.read_config import read_config
from job.serve import Outside, Server
from job.state import StateError
from written.place import Place
from written.problem import Problem, Severity

BOT = Path(__file__).absolute().parents[2] / "bot.py"
TICK = timedelta(seconds=30)
PULSE = 0.5
"""Seconds between looks at the clock and at the wish to stop."""

STEP = 5.0
"""Seconds by which the wall clock must run away from the monotonic one to have been set, or the machine to have slept."""


def command(asked: Asked) -> Answer:
    """Run on schedule until SIGTERM or Ctrl-C. Exit 2 where config.yaml is invalid or another serve has the state."""
    kept = None if asked.last_good is None else asked.last_good.absolute()
    log = EventLog(Form.JSON if asked.log_json else Form.TEXT, asked.clock)

    def read(path: Path, text_from: Path | None) -> Settings:
        settings = read_settings(path, text_from)
        log.follow(settings.log)
        return settings

    options = ("--served", "--log-json") if asked.log_json else ("--served",)
    program = (sys.executable, str(BOT))
    return serve(asked.config.absolute(), kept, read, program, clock=asked.clock, log=log, options=options)


def serve(
    path: Path,
    kept: Path | None,
    read: ReadSettings,
    program: tuple[str, ...],
    *,
    clock: Callable[[], datetime],
    log: Log,
    options: tuple[str, ...] = (),
) -> Answer:
    """Run on the schedule of the config at `path`; each run is `program` with the arguments of `run` and `options`."""
    try:
        config = KeptConfig(path, kept, read, log)
        with _only_one(config.settings.state), Stop() as stopping:
            outside = Outside(clock, time.monotonic, log, stopping)
            _serve(Server(config, program, outside, options=options), outside, systemd(), config)
    except ConfigError as error:
        return invalid_config(error, None)
    except StateError as error:
        return Answer(NOT_DONE, str(error), None)
    return Answer(DONE, "", None)


def read_settings(path: Path, text_from: Path | None) -> Settings:
    """Read what serve needs of config.yaml, or of the text of another file in its place.

    Raises:
        ConfigError: it is not valid, or has no schedule.
    """
    config = read_config(path, text_from)
    if config.schedule is None:
        hint = 'lisää rivi schedule: ["mon-fri at 06:15"]'
        raise ConfigError(
            (Problem(Severity.ERROR, Place(path.name), "avain schedule puuttuu: serve ei tiedä, milloin ajaa", hint),)
        )
    client = web_client(config.proxy, config.ca_file)
    return Settings(config.schedule, config.timezone, config.state, config.heartbeat, client, config.log)


def _serve(server: Server, outside: Outside, manager: Systemd, config: KeptConfig) -> None:
    settings = config.settings
    ticks = _scheduler(server.tick, outside.clock)
    first = settings.schedule.next_due(outside.clock(), settings.zone).astimezone(settings.zone)
    outside.log("serve_started", config=str(config.path), next_due=first.isoformat())
    ticks.start()
    manager.tell("READY=1")
    try:
        _attend(server, outside, manager, lambda: ticks.modify_job("tick", next_run_time=outside.clock()))
    finally:
        manager.tell("STOPPING=1")
        outside.log("serve_stopping")
        ticks.shutdown(wait=True)
        outside.log("serve_stopped")


def _attend(server: Server, outside: Outside, manager: Systemd, tick_now: Callable[[], object]) -> None:
    """Give signs of life and watch the clock until it is time to stop.

    The scheduler waits for a time of the wall clock; when that is set back, it would wait the whole step longer.
    """
    wall, steady, told = outside.clock(), outside.monotonic(), 0.0
    while not outside.stopping():
        time.sleep(PULSE)
        now, passed = outside.clock(), outside.monotonic() - steady
        step = (now - wall).total_seconds() - passed
        wall, steady = now, steady + passed
        if abs(step) > STEP:
            outside.log("clock_stepped", seconds=round(step))
            server.clock_stepped()
            tick_now()
        if manager.pulse is not None and steady - told >= manager.pulse and server.alive():
            manager.tell("WATCHDOG=1")
            told = steady


class Ticks(Protocol):
    """What serve uses of the scheduler."""

    def start(self) -> None: ...
    def modify_job(self, job_id: str, *, next_run_time: datetime) -> object: ...
    def shutdown(self, wait: bool) -> None: ...


def _scheduler(tick: Callable[[], None], clock: Callable[[], datetime]) -> Ticks:
    """Return a scheduler of one job: a tick now and every half minute after it."""
    import logging
    from datetime import UTC

    from apscheduler.executors.pool import ThreadPoolExecutor  # type: ignore[import-untyped]  # it has no types
    from apscheduler.schedulers.background import BackgroundScheduler  # type: ignore[import-untyped]
    from apscheduler.triggers.base import BaseTrigger  # type: ignore[import-untyped]

    class FromNow(BaseTrigger):  # type: ignore[misc]
        """Counts from now. Its own interval lists every tick that a clock set years ahead has missed, in memory."""

        def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:  # noqa: ARG002 - its form
            return now + TICK

    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it warns of every tick that comes during a run
    scheduler = BackgroundScheduler(timezone=UTC, executors={"default": ThreadPoolExecutor(1)})
    options = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    scheduler.add_job(tick, FromNow(), id="tick", next_run_time=clock(), **options)
    ticks: Ticks = scheduler
    return ticks


@contextmanager
def _only_one(state: Path) -> Iterator[None]:
    """Keep every other serve of this state out, by a lock beside it that ends with the process."""
    path = state.with_name(f"{state.name}.serve.lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        lock.execute("BEGIN EXCLUSIVE")
    except (OSError, sqlite3.OperationalError) as error:
        if "locked" in str(error):
            raise StateError("toinen serve on jo käynnissä tällä tilatiedostolla; tämä ei käynnistynyt") from None
        raise StateError(f"lukkoa {path} ei voitu kirjoittaa: {error}") from None
    try:
        yield
    finally:
        lock.close()
