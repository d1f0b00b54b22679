"""`bot.py serve` with real runs: catching up, the last good config, what the watcher hears, and a stop between messages."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from alerts.outbox import Outbox, Sending
from job.keep_runs import KeptRuns
from job.state import open_for_run, open_to_read
from tests.cities import CONFIG, small_city
from tests.test_heartbeat import Watcher, eventually

BOT = Path(__file__).parents[1] / "bot.py"
SCHEDULED = CONFIG + 'schedule: ["daily at 06:15"]\nheartbeat: {url: {env: TALOUSVAHTI_HEARTBEAT}}\n'


@pytest.fixture
def watcher(httpserver: HTTPServer) -> Watcher:
    return Watcher(httpserver)


@pytest.fixture
def city(tmp_path: Path) -> Path:
    return small_city(tmp_path, config=SCHEDULED)


def bot(city: Path, *arguments: str, url: str = "http://127.0.0.1:1/") -> subprocess.CompletedProcess[str]:
    command = (sys.executable, str(BOT), *arguments, "--config", str(city / "config.yaml"))
    environment = os.environ | {"TALOUSVAHTI_HEARTBEAT": url}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)


def days_ago(city: Path, days: int) -> None:
    """Move the runs of the state into the past, as if the machine had been off since."""
    then = datetime.now(UTC) - timedelta(days=days)
    with sqlite3.connect(city / "var/talousvahti.db") as state:
        state.execute("UPDATE runs SET started = ?, ended = ?", (then.isoformat(), then.isoformat()))
    state.close()


@contextmanager
def serving(city: Path, url: str, *options: str) -> Iterator[subprocess.Popen[str]]:
    command = (sys.executable, str(BOT), "serve", "--config", str(city / "config.yaml"), *options)
    environment = os.environ | {"TALOUSVAHTI_HEARTBEAT": url}
    with (
        (city / "errors").open("w") as errors,
        subprocess.Popen(command, env=environment, stdout=errors, stderr=errors, text=True) as running,
    ):
        try:
            yield running
            running.send_signal(signal.SIGTERM)
            assert running.wait(5) == 0
        finally:
            running.kill()


def log(city: Path) -> str:
    return (city / "errors").read_text("utf-8")


def runs(city: Path) -> list[int]:
    with sqlite3.connect(city / "var/talousvahti.db") as state:
        codes = [int(row[0]) for row in state.execute("SELECT exit FROM runs ORDER BY id")]
    state.close()
    return codes


def test_a_real_run_is_caught_up_with(city: Path, watcher: Watcher) -> None:
    assert bot(city, "run").returncode == 0
    days_ago(city, 3)
    with serving(city, watcher.url.reveal()):
        eventually(lambda: "run_done exit=0" in log(city), 15)
    assert runs(city) == [0, 0]
    assert [path for _, path, _ in watcher.told] == ["/start", ""]
    assert watcher.told[1][2].startswith("exit 0: ei uutta")
    assert "127.0.0.1" not in log(city)


def test_the_last_good_config_while_a_broken_edit_stands(city: Path, watcher: Watcher) -> None:
    assert bot(city, "run").returncode == 0
    days_ago(city, 3)
    (city / "kept.yaml").write_bytes((city / "config.yaml").read_bytes())
    (city / "config.yaml").write_text(SCHEDULED + "flod_limit: 30\n")
    assert bot(city, "run").returncode == 2
    with serving(city, watcher.url.reveal(), "--last-good", str(city / "kept.yaml")):
        eventually(lambda: "run_done exit=1" in log(city), 15)
        eventually(lambda: len(watcher.told) >= 4)
    assert "config_broken place=config.yaml:10:1" in log(city)
    assert runs(city) == [0, 1]
    failures = [body for _, path, body in watcher.told if path == "/fail"]
    assert failures == ["config.yaml:10:1 tuntematon avain: flod_limit; the last good config is in use"] * 2
    assert watcher.told[-1][1] == "/fail"
    letters = sorted((city / "var/messages").glob("*.html"))
    assert "flod_limit" in letters[-1].read_text("utf-8"), "finance is told once"


def test_a_run_beside_another_tells_the_watcher_nothing(city: Path, watcher: Watcher) -> None:
    with open_for_run(city / "var/talousvahti.db"):
        assert bot(city, "run", url=watcher.url.reveal()).returncode == 2
    assert watcher.told == []


def test_a_run_that_could_not_be_done_is_a_failure(city: Path, watcher: Watcher) -> None:
    (city / "data/tyrskyla-2023-06.csv").unlink()
    assert bot(city, "run", url=watcher.url.reveal()).returncode == 2
    assert [path for _, path, _ in watcher.told] == ["/start", "/fail"]


def test_a_dry_run_tells_nothing(city: Path, watcher: Watcher) -> None:
    assert bot(city, "run", "--dry-run", url=watcher.url.reveal()).returncode == 0
    assert watcher.told == []


def test_a_run_that_was_told_to_stop_does_not_stand_for_the_due_time(city: Path) -> None:
    """Its messages wait; without a row of it in the state, the next start catches up and sends them."""
    program = (
        "import os, signal, sys; from job import round\n"
        "real = round.load\n"
        "def load(*a, **k):\n    os.kill(os.getpid(), signal.SIGTERM)\n    return real(*a, **k)\n"
        "round.load = load\n"
        "import bot; sys.exit(bot.main(sys.argv[1:]))"
    )
    command = (sys.executable, "-c", program, "run", "--config", str(city / "config.yaml"))
    environment = os.environ | {"TALOUSVAHTI_HEARTBEAT": "http://127.0.0.1:1/"}
    done = subprocess.run(command, cwd=BOT.parent, env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode in (0, 1), done.stderr
    assert runs(city) == []
    state = open_to_read(city / "var/talousvahti.db")
    assert state is not None
    with state:
        assert KeptRuns(state).last() is None
        assert Outbox(state.connection).count(Sending.WAITING) == 3
    assert bot(city, "run").returncode == 0
    assert len(list((city / "var/messages").glob("*.eml"))) == 3
