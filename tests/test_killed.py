"""A real process, killed at every step of a run and started again: nothing is lost, nothing is told twice.

`make test` takes some two dozen steps of a small city's run, `make torture` takes every one.
"""

import email
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.cities import small_city

ROOT = Path(__file__).parents[1]


def run(city: Path, step: int) -> subprocess.CompletedProcess[str]:
    """Run the bot until a step. `-B`: the first run of all may not write what Python compiles, for that would be steps too."""
    program = (sys.executable, "-B", "-m", "tests.killed", str(step))
    command = (*program, "run", "--config", str(city / "config.yaml"), "--today", "2023-08-01")
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def messages(city: Path) -> list[tuple[str, str]]:
    """What readers have got: the recipient and the subject of every message, each file once."""
    found = [email.message_from_bytes(file.read_bytes()) for file in sorted((city / "var/messages").glob("*.eml"))]
    return sorted((str(m["To"]), str(email.header.make_header(email.header.decode_header(m["Subject"])))) for m in found)


def half_files(city: Path) -> list[Path]:
    return [
        file
        for file in (city / "var").rglob("*")
        if file.suffix == ".eml" and b"\n\n" not in file.read_bytes().replace(b"\r", b"")
    ]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, list[tuple[str, str]]]:
    """An undisturbed run: how many steps it takes, and what its readers get."""
    city = small_city(tmp_path_factory.mktemp("whole"))
    done = run(city, 0)
    assert done.returncode == 0, done.stderr
    return int(done.stderr.split()[-1]), messages(city)


def _steps(count: int) -> Iterator[int]:
    yield from range(1, count + 1) if os.environ.get("TORTURE") else range(1, count + 1, max(1, count // 12))


def test_a_run_killed_anywhere_loses_nothing_and_repeats_nothing(
    whole: tuple[int, list[tuple[str, str]]], tmp_path: Path
) -> None:
    count, expected = whole
    assert len(expected) >= 3

    def killed_at(step: int) -> str | None:
        city = small_city(tmp_path / str(step))
        first = run(city, step)
        second = run(city, 0)
        third = run(city, 0)
        got = messages(city)
        shutil.rmtree(city)
        if first.returncode != -signal.SIGKILL:
            return f"step {step}: was not killed ({first.returncode}) {first.stderr}"
        if (second.returncode, third.returncode) != (0, 0):
            return f"step {step}: {second.returncode} {third.returncode} {second.stdout} {second.stderr}"
        if got != expected:
            return f"step {step}: {got}"
        if "ei uutta" not in third.stdout or "ei lähetettävää" not in third.stdout:
            return f"step {step}: the third run had news: {third.stdout}"
        return None

    with ThreadPoolExecutor(2) as pool:
        wrong = [line for line in pool.map(killed_at, _steps(count)) if line is not None]
    assert not wrong, "\n".join(wrong)


def test_a_second_run_at_the_same_time_ends_with_2(tmp_path: Path) -> None:
    import sqlite3

    city = small_city(tmp_path)
    (city / "var").mkdir()
    other = sqlite3.connect(city / "var/talousvahti.db.lock", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    done = run(city, 0)
    other.close()
    assert done.returncode == 2
    assert "toinen ajo on käynnissä" in done.stdout
    assert not (city / "var/messages").exists()
    assert run(city, 0).returncode == 0
