"""What every test of whole commands uses: `python bot.py …` in this process, with its exit code and output.

The browser and its scripts are in `browsing.py`.
"""

import json
import logging
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import bot
from tests.browsing import axe, browser, hosts, renderer
from tests.canary import canaries_in, canaries_under

__all__ = ["axe", "browser", "hosts", "renderer"]


@dataclass(frozen=True)
class Done:
    """A command that has ended: its exit code, what it printed, and the JSON document where it was asked for."""

    exit: int
    out: str
    json: Any = None


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Call `bot.py COMMAND …` on a city's folder."""

    def command(city: Path, *arguments: str) -> Done:
        capsys.readouterr()
        code = bot.main([*arguments, "--config", str(city / "config.yaml")])
        out = capsys.readouterr().out
        return Done(code, out, json.loads(out) if "--json" in arguments else None)

    return command


SLOWEST = ("test_torture", "test_canaries", "test_serve_clock", "test_killed", "test_card_bytes")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slowest files, so that no worker is left with one of them at the end."""
    items.sort(key=lambda item: item.path.stem not in SLOWEST)


for receiver in ("mail.log", "werkzeug"):  # the servers of the tests log what they are sent: that is not our log
    logging.getLogger(receiver).setLevel(logging.CRITICAL)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test that leaves a secret in a file, in its output, or in a log at debug level (pyproject.toml)."""
    report = yield
    if report.when == "call" and report.passed and item.get_closest_marker("holds_canaries") is None:
        found = canaries_in("\n".join(text for _, text in report.sections).encode("utf-8", "replace"))
        folder = getattr(item, "funcargs", {}).get("tmp_path")
        found += canaries_under(folder) if isinstance(folder, Path) else []
        if found:
            report.outcome, report.longrepr = "failed", "secrets were left behind:\n" + "\n".join(found)
    return report
