"""The tutorial of `docs/saannot.md` is done on the real report, step by step, and says what really happens."""

from __future__ import annotations

import email
import email.policy
import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Done

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs/saannot.md").read_text("utf-8")
TUTORIAL = TEXT[TEXT.index("## Opastus") :].split("\n## ")[0]
BLOCKS = re.findall(r"```(console|diff|yaml|text) ?(\S*)\n(.*?)```", TUTORIAL, re.DOTALL)
TODAY = ("--today", "2023-08-01")


def test_every_step_does_what_it_says(tmp_path: Path, call: Callable[..., Done], monkeypatch: pytest.MonkeyPatch) -> None:
    for part in ("rules", "examples"):
        shutil.copytree(ROOT / part, tmp_path / part)
    shutil.copytree(ROOT / "rules", tmp_path / "rules-ennen")
    shutil.copy(ROOT / "config.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    assert len(BLOCKS) >= 12
    for kind, name, body in BLOCKS:
        match kind:
            case "console":
                for command in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
                    asked, *shown = command.splitlines()
                    assert_said(run(tmp_path, call, asked), shown)
            case "diff":
                edit(tmp_path / name, body)
            case "yaml":
                (tmp_path / name).write_text(body, "utf-8")
            case "text":
                (found,) = tmp_path.glob(name)
                assert_said(message(found), body.splitlines())


def run(city: Path, call: Callable[..., Done], asked: str) -> str:
    program, script, *arguments = shlex.split(asked)
    assert (program, script) == ("python", "bot.py")
    today = TODAY if arguments[0] in ("run", "evaluate") else ()
    return call(city, *arguments, *today).out


def edit(file: Path, difference: str) -> None:
    """Do a difference as a person would: the lines to take away stand together in the file, once."""
    lines = difference.splitlines()
    old = "\n".join(line[1:] for line in lines if line[:1] in "- ")
    new = "\n".join(line[1:] for line in lines if line[:1] in "+ ")
    text = file.read_text("utf-8")
    assert text.count(old) == 1, old
    file.write_text(text.replace(old, new), "utf-8")


def message(file: Path) -> str:
    body = email.message_from_bytes(file.read_bytes(), policy=email.policy.default).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def assert_said(output: str, shown: list[str]) -> None:
    """The shown lines stand in the output in this order; one that ends with `…` is the beginning of a line."""
    rest = iter(line.replace("\u00a0", " ") for line in output.splitlines())
    for line in shown:
        start = line.removesuffix("…")
        assert any(said == line if start == line else said.startswith(start) for said in rest), f"{line}\n\n{output}"
