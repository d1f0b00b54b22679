"""`run`: the whole job once."""

from __future__ import annotations

from datetime import date

from alerts.deliver import Channel
from alerts.folder import Folder
from alerts.outbox import Sending
from alerts.outcome import Blocked, ChannelClosed
from job.commands.answer import DONE, LOOK, NOT_DONE, Answer, Asked, invalid_config
from job.config import Config, ConfigError
from job.event_log import Log
from job.heartbeat import Beat, Line, web_client
from job.keep_runs import KeptRuns, RunRow
from job.log_run import log_of, log_result, log_start
from job.notify import Stop
from job.read_config import read_config_or_last_good
from job.round import Result, one_round
from job.run_text import run_text, why
from job.send import Tools
from job.state import StateError, StateFileError, StateInUse, open_copy, open_for_run
from job.ways import ways
from written.problem import Severity


def command(asked: Asked) -> Answer:
    """Do the job once. Exit 1 where somebody must look, 2 where it could not be done."""
    try:
        config = read_config_or_last_good(asked.config, asked.last_good)
    except ConfigError as error:
        return invalid_config(error, None)
    today = asked.today or asked.now.astimezone(config.timezone).date()
    client, log = web_client(config.proxy, config.ca_file), log_of(asked, config)
    beat = Beat(None if asked.dry_run else config.heartbeat, Line(client, lambda error: log("heartbeat_failed", error=error)))
    try:
        return _dry_run(config, asked, today) if asked.dry_run else _run(config, asked, today, beat, log)
    except StateInUse as error:
        return Answer(NOT_DONE, str(error), None)  # the other run tells of itself
    except StateError as error:
        failure = str(error)
    except StateFileError as error:
        failure = f"tilatiedostoon {config.shown(config.state)} ei voitu kirjoittaa: {error}"
    except Exception as error:
        log("run_crashed", error=type(error).__name__)
        beat.end(NOT_DONE, type(error).__name__)
        raise
    log("run_failed", exit=NOT_DONE, error=failure)
    beat.end(NOT_DONE, failure)
    return Answer(NOT_DONE, failure, None)


def _run(config: Config, asked: Asked, today: date, beat: Beat, log: Log) -> Answer:
    with Stop() as stopping, open_for_run(config.state) as state:
        beat.start()
        log_start(log, asked, config, today)
        tools = Tools(state, ways(config, asked.clock), asked.clock, asked.progress, stopping)
        result = one_round(config, tools, today)
        code = exit_code(result)
        period = None if result.decided is None else str(result.decided.snapshot.period)
        cause = why(result)
        if not stopping():  # a run that was cut short does not stand for the due time
            KeptRuns(state).keep(RunRow(today, asked.now, asked.clock(), code, period, cause))
        answer = Answer(code, run_text(result, config), None)
    log_result(log, asked, result, code)
    beat.end(code, cause)  # when the state is free again: a watcher that hangs keeps nobody out
    return answer


def _dry_run(config: Config, asked: Asked, today: date) -> Answer:
    """Do the job on a copy of the state in memory, with a folder in place of every channel."""
    out = asked.out or config.folder / "var" / f"dry-run-{asked.now:%Y%m%dT%H%M%S}"
    folders: dict[str, Channel] = dict.fromkeys((name for name, _ in config.channels), Folder(out))
    with open_copy(config.state) as state:
        tools = Tools(state, folders, asked.clock, asked.progress, lambda: False)
        result = one_round(config, tools, today)
        return Answer(exit_code(result), run_text(result, config, dry_run=out), None)


def exit_code(result: Result) -> int:
    """Return 0, 1 where somebody must look, or 2 where the job could not be done."""
    if result.decided is None:
        return NOT_DONE
    problems = (*result.turn.problems, *result.decided.evaluation.problems)
    look = any(problem.severity is not Severity.WARNING for problem in problems)
    outbox = result.turn.outbox
    stuck = any(isinstance(done.outcome, Blocked | ChannelClosed) for done in result.delivered)
    kept = outbox.count(Sending.PARKED) + outbox.count(Sending.HELD) + len(result.closed)
    return LOOK if look or stuck or kept else DONE
