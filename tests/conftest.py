"""What every test of whole commands uses: `python bot.py …` in this process, with its exit code and output.

The browser and its scripts are in `browsing.py`.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import bot
from tests.browsing import axe, browser, hosts, renderer

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
