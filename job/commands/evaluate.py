"""`evaluate`: what the rules say about the newest period, without reading or writing the state."""

from __future__ import annotations

from budget.snapshot import History
from engine.evaluate import evaluate
from engine.read_rules import read_rules
from job.commands.answer import DONE, LOOK, NOT_DONE, Answer, Asked, invalid_config
from job.config import ConfigError
from job.findings import evaluation_document, problem_document
from job.findings_text import findings_text
from job.load import load
from job.read_config import read_config
from job.rules_folder import no_rules, rule_files
from written.problem import Severity


def command(asked: Asked) -> Answer:
    """Judge the newest period; history is the other periods of the same sources."""
    try:
        config = read_config(asked.config)
    except ConfigError as error:
        document = {"period": None, "findings": [], "unknown": [], "problems": [problem_document(p) for p in error.problems]}
        return invalid_config(error, document)
    files, unread = rule_files(config)
    rulebook = read_rules(files)
    loaded = load(config, asked.files, progress=asked.progress)
    problems = (*unread, *rulebook.problems, *no_rules(config, rulebook), *loaded.problems)
    if loaded.newest is None or not rulebook.rules:
        return Answer(NOT_DONE, findings_text(None, problems), evaluation_document(None, problems))
    today = asked.today or asked.now.astimezone(config.timezone).date()
    evaluation = evaluate(rulebook, loaded.newest, History(loaded.snapshots[:-1]), today)
    problems = (*problems, *evaluation.problems)
    look = any(problem.severity is not Severity.WARNING for problem in problems)
    return Answer(LOOK if look else DONE, findings_text(evaluation, problems), evaluation_document(evaluation, problems))
