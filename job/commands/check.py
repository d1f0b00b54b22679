"""`check`: config, rules, recipients and sources, without the state and without sending."""

from __future__ import annotations

from budget.snapshot import History
from engine.check import check
from engine.read_rules import read_rules
from job.commands.answer import DONE, LOOK, Answer, Asked, Json, invalid_config
from job.config import Config, ConfigError
from job.load import load
from job.read_config import read_config
from job.rules_folder import no_rules, rule_files
from job.test_mode import test_role_problem
from written.problem import Problem, Severity


def command(asked: Asked) -> Answer:
    """Check everything that can be checked. Exit 1 for an error in the rules or a source, 2 for one in config.yaml."""
    try:
        config = read_config(asked.config)
    except ConfigError as error:
        return invalid_config(error, _document(error.problems, ()))
    problems = _problems(config, asked)
    errors = tuple(problem for problem in problems if problem.severity is not Severity.WARNING)
    warnings = (*config.warnings, *(problem for problem in problems if problem.severity is Severity.WARNING))
    lines = [str(problem) for problem in (*errors, *warnings)]
    lines.append(f"Virheitä {len(errors)}, varoituksia {len(warnings)}." if lines else "Kaikki kunnossa.")
    return Answer(LOOK if errors else DONE, "\n".join(lines), _document(errors, warnings))


def _problems(config: Config, asked: Asked) -> tuple[Problem, ...]:
    files, unread = rule_files(config)
    rulebook = read_rules(files)
    loaded = load(config, progress=asked.progress)
    channels = frozenset(name for name, _ in config.channels)
    return (
        *config.unusable,
        *test_role_problem(config, rulebook),
        *unread,
        *rulebook.problems,
        *no_rules(config, rulebook),
        *check(rulebook, loaded.newest, channels, History(loaded.snapshots[:-1])),
        *loaded.problems,
    )


def _document(errors: tuple[Problem, ...], warnings: tuple[Problem, ...]) -> Json:
    return {"errors": [_problem(p) for p in errors], "warnings": [_problem(p) for p in warnings]}


def _problem(problem: Problem) -> Json:
    place = problem.place
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "message": problem.message if place.sheet is None else f"{place.on_sheet}: {problem.message}",
        "hint": problem.hint,
    }
