"""Test mode: real figures, no real reader."""

from __future__ import annotations

from engine.rulebook import Rulebook
from job.config import Config
from written.place import Place
from written.problem import Problem, Severity


def test_role_problem(config: Config, rulebook: Rulebook) -> tuple[Problem, ...]:
    """Return the problem of a test mode whose role nobody has: its messages must not go to their real readers."""
    if config.test_role is None or any(owner.role == config.test_role for owner in rulebook.owners):
        return ()
    message = f"test_mode: roolia {config.test_role} ei ole vastuut-tiedostossa, joten mitään ei lähetetä"
    return (Problem(Severity.ERROR, Place("config.yaml"), message, "lisää rooli tai korjaa redirect_all_to"),)
