"""`figures`: what was read from the sources, or from the files that a person names."""

from __future__ import annotations

from job.commands.answer import DONE, LOOK, NOT_DONE, Answer, Asked, Json, invalid_config
from job.config import ConfigError
from job.figures_document import figures_document, no_figures
from job.figures_text import figures_text
from job.findings import problem_document
from job.load import load
from job.read_config import read_config
from written.problem import Severity


def command(asked: Asked) -> Answer:
    """Read the sources and say what was accepted. Exit 1 where a row or a file was left out, 2 where nothing is usable."""
    try:
        config = read_config(asked.config)
    except ConfigError as error:
        return invalid_config(error, no_figures([problem_document(p) for p in error.problems]))
    loaded = load(config, asked.files, progress=asked.progress)
    document: Json = figures_document(loaded)
    if loaded.newest is None:
        return Answer(NOT_DONE, figures_text(loaded), document)
    left_out = any(problem.severity is not Severity.WARNING for problem in loaded.problems)
    return Answer(LOOK if left_out else DONE, figures_text(loaded), document)
