"""`serve` as a real process with real runs, under a clock that the test sets: due times, days off, the nights when the
clocks are moved, messages that wait between two due times, broken rules, and what the watcher hears of it all."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tests.cities import CONFIG, RULES, small_city
from tests.faked_clock import set_clock
from tests.test_heartbeat import Watcher, eventually

PROGRAM = Path(__file__).with_name("faked_clock.py")
HELSINKI = ZoneInfo("Europe/Helsinki")
HEARTBEAT = "heartbeat: {url: {env: TALOUSVAHTI_HEARTBEAT}}\n"
WEEKDAYS = 'schedule: ["mon-fri at 06:15"]\n'


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI).astimezone(UTC)


class Serving:
    """A serve that goes on, and the events of its log."""

    def __init__(self, city: Path, url: str) -> None:
        self.city = city
        self.url = url
        self.log = city / f"log-{time.time_ns()}"
        command = (sys.executable, str(PROGRAM), "serve", "--log-json", "--config", str(city / "config.yaml"))
        with self.log.open("w") as errors:
            self.process = subprocess.Popen(
                command, env=os.environ | {"TALOUSVAHTI_HEARTBEAT": url}, stdout=errors, stderr=errors
            )

    def events(self, name: str) -> list[dict[str, object]]:
        lines = [json.loads(line) for line in self.log.read_text("utf-8").splitlines() if line.endswith("}")]
        return [line for line in lines if line["event"] == name]

    def runs(self) -> list[object]:
        """The exit codes of the runs so far, when none is going on."""
        ended = [event for name in ("run_done", "run_failed") for event in self.events(name)]
        eventually(lambda: len(self.events("run_started")) <= sum(len(self.events(n)) for n in ("run_done", "run_failed")), 20)
        return [event["exit"] for event in sorted(ended, key=lambda event: str(event["time"]))]

    def until(self, now: datetime, runs: int) -> None:
        """Let a time come, and see how many runs there have been then."""
        before = len(self.events("clock_stepped"))
        set_clock(self.city, now)
        eventually(lambda: len(self.events("clock_stepped")) > before, 10)
        eventually(lambda: len(self.events("run_done")) + len(self.events("run_failed")) >= runs, 20)
        time.sleep(0.8)  # two ticks: a run too many would begin now
        assert len(self.runs()) == runs, self.log.read_text("utf-8")

    def stop(self) -> None:
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(10) == 0
        assert time.monotonic() - began < 5


@contextmanager
def serving(city: Path, url: str = "http://127.0.0.1:1/") -> Iterator[Serving]:
    running = Serving(city, url)
    try:
        eventually(lambda: running.events("serve_started"), 15)
        time.sleep(0.8)
        yield running
        running.stop()
    finally:
        running.process.kill()
        running.process.wait(5)


@pytest.fixture
def watcher(httpserver: HTTPServer) -> Watcher:
    return Watcher(httpserver)


def test_on_time_and_once_after_days_off(tmp_path: Path, watcher: Watcher) -> None:
    """From the first due time on; off from Tuesday to Sunday; one run for all that was missed, and the next on Monday."""
    city = small_city(tmp_path, config=CONFIG + WEEKDAYS + HEARTBEAT)
    set_clock(city, at("2023-08-01 06:14"))
    with serving(city, watcher.url.reveal()) as first:
        assert first.runs() == []
        first.until(at("2023-08-01 06:15:01"), runs=1)
        assert str(first.events("run_started")[0]["due"]) == "2023-08-01T06:15:00+03:00"
        first.until(at("2023-08-01 22:00"), runs=1)
    assert [path for _, path, _ in watcher.told] == ["/start", ""]
    set_clock(city, at("2023-08-06 12:00"))
    with serving(city, watcher.url.reveal()) as second:
        eventually(lambda: second.runs() == [0], 20)
        assert str(second.events("run_started")[0]["due"]) == "2023-08-04T06:15:00+03:00"
        second.until(at("2023-08-07 06:14"), runs=1)
        second.until(at("2023-08-07 06:15:01"), runs=2)
    assert [path for _, path, _ in watcher.told] == ["/start", ""] * 3
    assert len(list((city / "var/messages").glob("*.eml"))) == 3


@pytest.mark.parametrize(
    ("night", "zones"), [("2023-10-29", ("+03:00", "+02:00")), ("2024-03-31", ("+02:00", "+03:00"))], ids=["autumn", "spring"]
)
def test_the_nights_when_the_clocks_are_moved(tmp_path: Path, night: str, zones: tuple[str, str]) -> None:
    city = small_city(tmp_path, config=CONFIG + 'schedule: ["daily at 02:50", "daily at 04:00"]\n')
    early, late = at(f"{night} 02:50"), at(f"{night} 04:00")
    set_clock(city, early - timedelta(minutes=2))
    with serving(city) as running:
        running.until(early + timedelta(seconds=1), runs=1)
        running.until(early + (late - early) / 2, runs=1)
        running.until(late - timedelta(seconds=30), runs=1)
        running.until(late + timedelta(seconds=1), runs=2)
        running.until(late + timedelta(hours=3), runs=2)
        due = [event["due"] for event in running.events("run_started")]
    assert due == [f"{night}T02:50:00{zones[0]}", f"{night}T04:00:00{zones[1]}"]
    assert late - early == timedelta(minutes=130 if zones[0] == "+03:00" else 10)


def test_broken_rules_and_no_figures_do_not_end_serve(tmp_path: Path, watcher: Watcher) -> None:
    city = small_city(tmp_path, config=CONFIG + 'schedule: ["daily at 06:15"]\n' + HEARTBEAT)
    report, rules = city / "data/tyrskyla-2023-06.csv", city / "rules/toinen.yaml"
    set_clock(city, at("2023-08-01 06:14"))
    with serving(city, watcher.url.reveal()) as running:
        running.until(at("2023-08-01 06:15:01"), runs=1)
        rules.write_text("säännöt:\n  - tunnus: 'a\n", "utf-8")
        running.until(at("2023-08-02 06:15:01"), runs=2)
        rules.unlink()
        running.until(at("2023-08-03 06:15:01"), runs=3)
        report.rename(city / "away")
        running.until(at("2023-08-04 06:15:01"), runs=4)
        (city / "away").rename(report)
        running.until(at("2023-08-05 06:15:01"), runs=5)
        assert running.runs() == [0, 1, 0, 2, 0]
        assert any("toinen.yaml:2:13" in str(event["place"]) for event in running.events("problem"))
    assert [path for _, path, _ in watcher.told] == ["/start", "", "/start", "", "/start", "", "/start", "/fail", "/start", ""]
    assert watcher.told[3][2].startswith("exit 1: ")


TEAMS_OWNERS = """\
vastuut:
  - {rooli: talous, osoite: talous@example.org, kanava: folder}
  - {rooli: rehtori, osoite: rehtori@example.org, kanava: teams, yksiköt: ["1100"]}
"""


def test_a_message_that_waits_goes_between_two_due_times(
    tmp_path: Path, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the first day the receiver is down twice: the pauses are minutes, though the schedule has one run a day."""
    answers = [503, 503, 202]
    asked: list[int] = []

    def answer(request: Request) -> Response:
        asked.append(answers[len(asked)])
        return Response(status=asked[-1])

    httpserver.expect_request("/flow").respond_with_handler(answer)
    monkeypatch.setenv("TALOUSVAHTI_TEAMS_WEBHOOK", httpserver.url_for("/flow?sig=x"))
    teams = "  teams: {type: teams, webhook: {env: TALOUSVAHTI_TEAMS_WEBHOOK}}\n"
    city = small_city(tmp_path, rules=RULES[: RULES.index("vastuut:")] + TEAMS_OWNERS, config=CONFIG + teams + WEEKDAYS)
    set_clock(city, at("2023-08-01 06:14"))
    with serving(city) as running:
        running.until(at("2023-08-01 06:15:01"), runs=1)
        assert asked == [503]
        running.until(at("2023-08-01 06:15:40"), runs=1)
        running.until(at("2023-08-01 06:16:40"), runs=2)
        assert asked == [503, 503]
        running.until(at("2023-08-01 06:17:40"), runs=2)
        running.until(at("2023-08-01 06:19:30"), runs=3)
        assert asked == answers
        running.until(at("2023-08-01 23:00"), runs=3)
        assert [(e["event"], e["role"]) for e in running.events("message_waiting")] == [("message_waiting", "rehtori")] * 2
        running.until(at("2023-08-02 06:15:01"), runs=4)
    assert asked == answers
