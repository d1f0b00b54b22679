"""`run`: the whole job once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from alerts.deliver import Channel
from alerts.folder import Folder
from alerts.outbox import Sending
from alerts.outcome import Blocked
from job.commands.answer import DONE, LOOK, NOT_DONE, Answer, Asked, invalid_config
from job.config import Config, ConfigError, FolderChannel
from job.keep_runs import KeptRuns, RunRow
from job.read_config import read_config
from job.round import Result, Tools, one_round
from job.run_text import run_text, why
from job.state import StateError, StateFileError, open_copy, open_for_run
from written.problem import Severity


def command(asked: Asked) -> Answer:
    """Do the job once. Exit 1 where somebody must look, 2 where it could not be done."""
    try:
        config = read_config(asked.config)
    except ConfigError as error:
        return invalid_config(error, None)
    today = asked.today or asked.now.astimezone(config.timezone).date()
    try:
        return _dry_run(config, asked, today) if asked.dry_run else _run(config, asked, today)
    except StateError as error:
        return Answer(NOT_DONE, str(error), None)
    except StateFileError as error:
        return Answer(NOT_DONE, f"tilatiedostoon {config.shown(config.state)} ei voitu kirjoittaa: {error}", None)


def _run(config: Config, asked: Asked, today: date) -> Answer:
    with open_for_run(config.state) as state:
        result = one_round(config, Tools(state, channels(config), asked.clock, asked.progress), today)
        code = exit_code(result)
        period = None if result.decided is None else str(result.decided.snapshot.period)
        KeptRuns(state).keep(RunRow(today, asked.now, asked.clock(), code, period, why(result)))
        return Answer(code, run_text(result, config), None)


def _dry_run(config: Config, asked: Asked, today: date) -> Answer:
    """Do the job on a copy of the state in memory, with a folder in place of every channel."""
    out = asked.out or config.folder / "var" / f"dry-run-{asked.now:%Y%m%dT%H%M%S}"
    ways: dict[str, Channel] = dict.fromkeys((name for name, _ in config.channels), Folder(out))
    with open_copy(config.state) as state:
        result = one_round(config, Tools(state, ways, asked.clock, asked.progress), today)
        return Answer(exit_code(result), run_text(result, config, dry_run=out), None)


def channels(config: Config) -> Mapping[str, Channel]:
    """Return the ways to the readers that config names. A kind that cannot be sent through yet blocks its messages."""
    return {
        name: Folder(settings.path) if isinstance(settings, FolderChannel) else NotYet(settings.kind)
        for name, settings in config.channels
    }


class NotYet:
    """A channel of a kind that this version cannot send through."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def send(self, letter: object) -> Blocked:  # noqa: ARG002 - nothing is sent
        """Block the message: it waits until the kind is supported or its role gets another channel."""
        return Blocked(f"kanavatyyppi {self.kind} ei ole vielä käytössä")


def exit_code(result: Result) -> int:
    """Return 0, 1 where somebody must look, or 2 where the job could not be done."""
    if result.decided is None:
        return NOT_DONE
    problems = (*result.turn.problems, *result.decided.evaluation.problems)
    look = any(problem.severity is not Severity.WARNING for problem in problems)
    stuck = any(d.state is Sending.PARKED or isinstance(d.outcome, Blocked) for d in result.delivered)
    return LOOK if look or stuck or result.turn.outbox.count(Sending.PARKED) else DONE
