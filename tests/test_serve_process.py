"""Serve as a real process: how it begins and ends, what is left of it when it is killed, and what systemd hears.

`python -m tests.test_serve_process CITY` is the serve of these tests: its runs are the stand-in of `test_serve`.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from job.commands.serve import serve
from job.event_log import EventLog, Form
from job.keep_runs import KeptRuns, RunRow
from job.state import open_for_run
from tests.test_heartbeat import eventually
from tests.test_serve import STAND_IN, read

ROOT = Path(__file__).parents[1]


class Serving:
    """A serve that runs, and the events that it has logged."""

    def __init__(self, city: Path, environment: dict[str, str]) -> None:
        self.city = city
        self.errors = (city / "errors").open("w+")
        self.process = subprocess.Popen(
            (sys.executable, "-m", "tests.test_serve_process", str(city)),
            cwd=ROOT,
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
            start_new_session=True,
        )

    def events(self) -> list[str]:
        lines = (self.city / "errors").read_text().splitlines()
        return [str(json.loads(line)["event"]) for line in lines if line.endswith("}")]

    def has(self, event: str) -> Callable[[], bool]:
        return lambda: event in self.events()

    def end(self, number: int = signal.SIGTERM, send: Callable[[int, int], None] = os.kill) -> float:
        """Send a signal; return after how many seconds the process was gone."""
        began = time.monotonic()
        send(self.process.pid, number)
        self.process.wait(10)
        return time.monotonic() - began


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Path]:
    """A city whose last run was days ago, so that there is one to catch up with."""
    (tmp_path / "config.yaml").write_text('schedule: ["daily at 06:15"]\n')
    (tmp_path / "standin.py").write_text(STAND_IN)
    (tmp_path / "mode").write_text("good")
    before = datetime.now(UTC) - timedelta(days=3)
    with open_for_run(tmp_path / "var/state.db") as state:
        KeptRuns(state).keep(RunRow(before.date(), before, before, 0, None, ""))
    yield tmp_path
    with suppress(FileNotFoundError, ProcessLookupError):
        os.kill(int((tmp_path / "busy").read_text()), signal.SIGKILL)


@contextmanager
def serving(city: Path, **environment: str) -> Iterator[Serving]:
    running = Serving(city, environment)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.process.kill()
            running.process.wait(5)
        running.errors.close()
        if running.process.stdout is not None:
            running.process.stdout.close()


def starts(city: Path) -> int:
    file = city / "starts"
    return len(file.read_text().splitlines()) if file.exists() else 0


def alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def busy(city: Path) -> int:
    """The process of the run that is going on."""
    eventually(lambda: (city / "busy").exists() and (city / "busy").read_text() != "", 10)
    return int((city / "busy").read_text())


def test_one_run_after_downtime_and_none_after_a_restart(city: Path) -> None:
    with serving(city) as first:
        eventually(first.has("run_done"), 10)
        assert first.end() < 5
        assert first.process.returncode == 0
        assert first.events() == ["serve_started", "run_started", "run_done", "serve_stopping", "serve_stopped"]
    with serving(city) as second:
        eventually(second.has("serve_started"), 10)
        time.sleep(0.5)
        second.end()
    assert starts(city) == 1
    assert (city / "var/state.db.last-good.yaml").read_text() == (city / "config.yaml").read_text()


def test_a_stop_lets_the_run_finish_its_message(city: Path) -> None:
    (city / "mode").write_text("polite")
    with serving(city) as running:
        child = busy(city)
        assert running.end() < 5
        assert running.process.returncode == 0
        assert (city / "finished").exists()
        assert "run_stopped" in running.events()
    assert not alive(child)


def test_a_stop_ends_a_run_that_does_not_listen(city: Path) -> None:
    (city / "mode").write_text("stubborn")
    with serving(city) as running:
        child = busy(city)
        assert running.end() < 5
        assert running.process.returncode == 0
    assert not alive(child)


def test_ctrl_c_reaches_the_run_only_through_serve(city: Path) -> None:
    (city / "mode").write_text("polite")
    with serving(city) as running:
        busy(city)
        assert running.end(signal.SIGINT, os.killpg) < 5
        assert running.process.returncode == 0
        assert (city / "finished").exists()


def test_killed_in_the_middle_of_a_run(city: Path) -> None:
    """The lock is gone with the process, and what is not in the state is done again."""
    (city / "mode").write_text("stubborn")
    with serving(city) as first:
        orphan = busy(city)
        first.end(signal.SIGKILL)
    assert alive(orphan)
    (city / "mode").write_text("good")
    with serving(city) as second:
        eventually(second.has("run_done"), 10)
        second.end()
    assert starts(city) == 2


def test_a_second_serve_does_not_start(city: Path) -> None:
    with serving(city) as first:
        eventually(first.has("serve_started"), 10)
        with serving(city) as second:
            answer, _ = second.process.communicate(timeout=10)
            assert second.process.returncode == 2
            assert "toinen serve on jo käynnissä" in answer


def test_an_invalid_config_does_not_start(city: Path) -> None:
    (city / "config.yaml").write_text("schedule: [daily at 03:15]\n")
    with serving(city) as running:
        answer, _ = running.process.communicate(timeout=10)
        assert running.process.returncode == 2
        assert answer.startswith("config.yaml:1:12  kello 03:15 ei käy")


@pytest.mark.parametrize("abstract", [False, True])
def test_systemd_hears_that_it_is_ready_alive_and_stopping(city: Path, tmp_path: Path, abstract: bool) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        name = f"@talousvahti-test-{os.getpid()}" if abstract else str(tmp_path / "n")
        manager.bind(name.replace("@", "\0", 1) if abstract else name)
        manager.settimeout(10)
        with serving(city, NOTIFY_SOCKET=name, WATCHDOG_USEC="1000000") as running:
            assert manager.recv(100) == b"READY=1"
            assert manager.recv(100) == b"WATCHDOG=1"
            assert manager.recv(100) == b"WATCHDOG=1"
            running.end()
        told = b""
        while told != b"STOPPING=1":
            told = manager.recv(100)


def test_a_manager_that_is_gone_stops_nothing(city: Path) -> None:
    with serving(city, NOTIFY_SOCKET="/no/such/socket", WATCHDOG_USEC="not a number") as running:
        eventually(running.has("run_done"), 10)
        running.end()
        assert running.process.returncode == 0


def main(city: Path) -> int:
    def clock() -> datetime:
        return datetime.now(UTC)

    program = (sys.executable, str(city / "standin.py"))
    answer = serve(city / "config.yaml", None, read, program, clock=clock, log=EventLog(Form.JSON, clock))
    print(answer.text)
    return answer.exit


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
