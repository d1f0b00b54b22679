"""`accept`: takes a file that the gates refused, after a person has looked at it."""

from __future__ import annotations

from figures.document import NO_HINTS
from figures.fetch import fetch
from job.commands.answer import DONE, NOT_DONE, Answer, Asked, invalid_config
from job.config import ConfigError
from job.keep_figures import KeptFigures
from job.read_config import read_config
from job.state import StateError, open_for_run
from written.problem import Problem


def command(asked: Asked) -> Answer:
    """Remember the fingerprint of a file; the next run reads it without comparing it with earlier figures."""
    try:
        config = read_config(asked.config)
    except ConfigError as error:
        return invalid_config(error, None)
    file = fetch(asked.files[0], asked.files[0].name, NO_HINTS)
    if isinstance(file, Problem):
        return Answer(NOT_DONE, str(file), None)
    try:
        with open_for_run(config.state) as state:
            KeptFigures(state).accept(file.sha256, asked.now)
    except StateError as error:
        return Answer(NOT_DONE, str(error), None)
    return Answer(DONE, f"Tiedosto {file.file} hyväksyttiin. Seuraava ajo lukee sen: python bot.py run", None)
