"""What the log tells of a run: how it began and ended, what became of each message, and where something was wrong."""

from __future__ import annotations

from datetime import date

from alerts.deliver import Delivered
from alerts.outbox import Sending
from alerts.outcome import Accepted
from job.commands.answer import NOT_DONE, Asked
from job.config import Config, LogLevel
from job.event_log import EventLog, Form, Log
from job.round import Result
from written.problem import Severity


def log_of(asked: Asked, config: Config) -> EventLog:
    """Return the log of a run. Without `log` in config.yaml a run that is well is silent."""
    log = EventLog(Form.JSON if asked.log_json else Form.TEXT, asked.clock, LogLevel.WARNING)
    log.follow(config.log)
    return log


def log_start(log: Log, asked: Asked, config: Config, today: date) -> None:
    """Log that a run begins, and that it uses the last good config where that is so."""
    if not asked.served:
        log("run_started", today=today.isoformat())
        if config.broken:
            log("config_broken", place=str(config.broken[0].place), problems=len(config.broken))


def log_result(log: Log, asked: Asked, result: Result, code: int) -> None:
    """Log what a run came to."""
    problems = (*result.turn.problems, *(() if result.decided is None else result.decided.evaluation.problems))
    for problem in problems:
        if problem.severity is not Severity.WARNING:
            log("problem", severity=problem.severity.value, place=str(problem.place))
    for delivered in result.delivered:
        _log_message(log, delivered)
    for name in result.closed:
        log("channel_closed", channel=name)
    if not asked.served:
        period = None if result.decided is None else str(result.decided.snapshot.period)
        log("run_done" if code < NOT_DONE else "run_failed", exit=code, period=period, alerts=len(result.open_alerts))


_EVENTS = {
    Sending.SENT: "message_sent",
    Sending.WAITING: "message_waiting",
    Sending.IN_DOUBT: "message_in_doubt",
    Sending.PARKED: "message_parked",
}


def _log_message(log: Log, delivered: Delivered) -> None:
    entry, outcome = delivered.entry, delivered.outcome
    error = None if isinstance(outcome, Accepted) else outcome.error
    event = _EVENTS.get(delivered.state)
    if event is not None:
        log(event, number=entry.number, role=entry.role, channel=delivered.channel, attempt=entry.attempts, error=error)
