"""`test`: runs the rules' own tests."""

from __future__ import annotations

from engine.read_rules import read_rules
from engine.rule_tests import FailedTest, merged, run_tests
from job.commands.answer import DONE, LOOK, NOT_DONE, Answer, Asked, Json, invalid_config
from job.config import ConfigError
from job.read_config import read_config
from job.rules_folder import no_rules, rule_files
from job.series import run_series


def command(asked: Asked) -> Answer:
    """Run every `testit` of the rules folder. Exit 1 where one fails or a rule cannot be read, 2 where there are no rules."""
    try:
        config = read_config(asked.config)
    except ConfigError as error:
        return invalid_config(error, {"passed": 0, "failed": []})
    files, unread = rule_files(config)
    rulebook = read_rules(files)
    report = merged(run_tests(rulebook), run_series(rulebook))
    broken = (*unread, *rulebook.errors, *no_rules(config, rulebook))
    lines = [f"Testejä läpi {report.passed}, hylätty {len(report.failed)}."]
    lines += [_shown(failed) for failed in report.failed]
    lines += [str(problem) for problem in broken]
    document: Json = {
        "passed": report.passed,
        "failed": [{"rule": f.rule, "test": f.test, "expected": f.expected, "got": f.got, "text": f.text} for f in report.failed],
    }
    if not rulebook.rules:
        return Answer(NOT_DONE, "\n".join(lines), document)
    return Answer(LOOK if report.failed or broken else DONE, "\n".join(lines), document)


def _shown(failed: FailedTest) -> str:
    """Return a failed test as finance reads it: where it stands, what it expects, what came, and what would be said."""
    lines = [f"{failed.place}  sääntö {failed.rule}, testi {failed.test}"]
    lines += [f"    odotettiin  {failed.expected}", f"    saatiin     {failed.got}"]
    return "\n".join([*lines, f"    viestissä   {failed.text}"] if failed.text else lines)
