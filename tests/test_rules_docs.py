"""`docs/saannot.md`: its examples are read, its error messages are the real ones, and no key or name is missing.

`TALOUSVAHTI_GOLDEN=write pytest tests/test_rules_docs.py` writes the error messages into it anew.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from budget.note import Way
from engine.names import NAMES
from engine.read_rule import RULE_KEYS
from engine.read_rules import read_rules
from engine.rule_tests import run_tests
from engine.rulebook import Expected, Occurrence, Rulebook, Subject
from job.rule_tables import table
from job.series import run_series
from written.table import to_text

FILE = Path(__file__).parent.parent / "docs" / "saannot.md"
TEXT = FILE.read_text("utf-8")
OWNERS = b"vastuut:\n  - {rooli: talous, osoite: talous@example.org, kanava: folder}\n"
EXAMPLES = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
MISTAKES = re.findall(r"```yaml virhe\n(.*?)```\n```text\n(.*?)```", TEXT, re.DOTALL)


LIMITS_TABLE = next(example for example in EXAMPLES if "rajat_yksiköittäin: rajat.csv" in example)
TABLES = {
    f"rules/{name}": to_text(table(name, f"rules/{name}", text.encode()))
    for name, text in re.findall(r"```csv (\S+)\n(.*?)```", TEXT, re.DOTALL)
}


def read(example: str) -> Rulebook:
    owners = {} if "vastuut:" in example else {"rules/vastuut.yaml": OWNERS}
    return read_rules({"rules/kulut.yaml": example.encode(), **owners, **TABLES})


def said(example: str) -> str:
    return "\n".join(map(str, read(example).problems)) + "\n"


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_read_without_errors_and_its_tests_pass(example: str) -> None:
    rulebook = read(example)
    assert rulebook.errors == (), said(example)
    assert rulebook.problems == ()
    assert run_tests(rulebook).failed == ()
    assert run_series(rulebook).failed == ()


def test_every_error_message_is_the_real_one() -> None:
    if os.environ.get("TALOUSVAHTI_GOLDEN") == "write":
        text = FILE.read_text("utf-8")
        for example, old in MISTAKES:
            block = "```yaml virhe\n{}```\n```text\n{}```"
            text = text.replace(block.format(example, old), block.format(example, said(example)))
        FILE.write_text(text, "utf-8")
        return
    assert len(MISTAKES) >= 6
    for example, shown in MISTAKES:
        assert shown == said(example)


@pytest.mark.parametrize("word", [*RULE_KEYS, *(name.primary for name in NAMES), *(w for name in NAMES for w in name.synonyms)])
def test_every_key_and_name_is_told(word: str) -> None:
    assert re.search(rf"`[^`\n]*(?<![\w-]){re.escape(word)}(?![\w-])[^`\n]*`", TEXT), word


@pytest.mark.parametrize(
    "word",
    [
        *(s.value for s in Subject),
        *(e.value for e in Expected),
        *(o.value for o in Occurrence),
        *(w.value for w in Way),
        "check",
        "test",
        "evaluate",
    ],
)
def test_every_choice_and_command_is_told(word: str) -> None:
    assert word in TEXT


def test_every_table_is_read() -> None:
    assert [len(limits.limits) for limits in read(LIMITS_TABLE).rules[0].unit_limits] == [1, 1]
    assert [owner.role for owner in read("vastuut: vastuut.csv\n").owners] == ["talous", "museonjohtaja"]
