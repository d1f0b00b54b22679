"""`accept`: takes a file that the gates refused, after a person has looked at it."""

from __future__ import annotations

from pathlib import Path

from figures.document import NO_HINTS, Document
from figures.fetch import expand, fetch
from job.commands.answer import DONE, NOT_DONE, Answer, Asked, invalid_config
from job.config import Config, ConfigError, ReportSource
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
    file = _of_sources(config, asked.files[0])
    if isinstance(file, Problem):
        return Answer(NOT_DONE, str(file), None)
    try:
        with open_for_run(config.state) as state:
            KeptFigures(state).accept(file.sha256, asked.now)
    except StateError as error:
        return Answer(NOT_DONE, str(error), None)
    return Answer(DONE, f"Tiedosto {file.file} hyväksyttiin. Seuraava ajo lukee sen: python bot.py run", None)


def _of_sources(config: Config, named: Path) -> Document | Problem:
    """Fetch the file that is meant: a bare name, as messages give it, is the one file of the sources with that name."""
    given = fetch(named, named.name, NO_HINTS)
    if isinstance(given, Document) or named.parent != Path():
        return given
    patterns = [source.pattern for source in config.sources if isinstance(source, ReportSource)]
    expanded = [expand(pattern, config.folder, config.roots) for pattern in patterns]
    found = {path for paths in expanded if not isinstance(paths, Problem) for path in paths if path.name == named.name}
    return fetch(found.pop(), named.name, NO_HINTS) if len(found) == 1 else given
