"""Serve without its own process: ticks under a clock that the test moves, with real runs as children and a real state."""

import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn
from zoneinfo import ZoneInfo

import pytest
import time_machine
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

import job.serve
from job.commands.serve import Ticks, _attend, _scheduler
from job.config import ConfigError
from job.event_log import Value
from job.heartbeat import web_client
from job.kept_config import KeptConfig, Settings
from job.notify import Stop, Systemd
from job.schedule import read_schedule
from job.secrets import Secret
from job.serve import Outside, Server
from tests.test_heartbeat import eventually
from written.fields import Fields
from written.place import Place
from written.problem import Problem, Severity
from written.yaml_nodes import Mapping, parse

ROOT = Path(__file__).parents[1]
HELSINKI = ZoneInfo("Europe/Helsinki")

STAND_IN = f'''\
"""Stands in for `run`: does what the file `mode` says, and keeps a run in the state as `run` does."""
import os, signal, sys, time
from datetime import date, datetime
from pathlib import Path
sys.path.insert(0, {str(ROOT)!r})
from job.keep_runs import KeptRuns, RunRow
from job.state import open_for_run

city = Path(sys.argv[sys.argv.index("--config") + 1]).parent
mode, _, now = (city / "mode").read_text().partition(" ")
with (city / "starts").open("a") as starts:
    starts.write(" ".join(sys.argv[1:]) + "\\n")

def keep(code):
    began = datetime.fromisoformat(now) if now else datetime.now().astimezone()
    with open_for_run(city / "var/state.db") as state:
        KeptRuns(state).keep(RunRow(began.date(), began, began, code, None, ""))
    return code

if mode == "polite":
    signal.signal(signal.SIGTERM, lambda *_: ((city / "finished").touch(), sys.exit(0)))
if mode == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if mode in ("polite", "stubborn"):
    (city / "busy").write_text(str(os.getpid()))
    time.sleep(60)
if mode == "crash":
    raise ZeroDivisionError
if mode == "killed":
    os.kill(os.getpid(), signal.SIGKILL)
if mode == "environment":
    (city / "environment").write_text("\\n".join(os.environ))
if mode == "invalid":
    print("config.yaml:3:1  tuntematon avain: xyz\\n    vihje: poista")
    sys.exit(2)
sys.exit(keep({{"look": 1, "unusable": 2}}.get(mode, 0)))
'''


def read(path: Path, text_from: Path | None) -> Settings:
    """Reads what serve needs of a config, without the rest of it."""
    try:
        document = parse((text_from or path).read_bytes(), path.name)
    except OSError:
        raise ConfigError((Problem(Severity.ERROR, Place(path.name), "ei löydy"),)) from None
    if not isinstance(document.root, Mapping):
        raise ConfigError(document.problems)
    problems = list(document.problems)
    fields = Fields(document, document.root, problems)
    fields.allow(("schedule", "heartbeat", "note"))
    schedule, heartbeat = read_schedule(fields), fields.text("heartbeat")
    if schedule is None or problems:
        raise ConfigError(tuple(problems))
    url = None if heartbeat is None else Secret(heartbeat)
    return Settings(schedule, HELSINKI, path.parent / "var/state.db", url, web_client(None, None))


@dataclass
class City:
    """A city with a config, a stand-in for `run`, and clocks that stand still until they are moved."""

    folder: Path
    now: datetime
    steady: float = 1000.0
    events: list[tuple[str, dict[str, Value]]] = field(default_factory=list)
    stop: bool = False

    def __post_init__(self) -> None:
        self.config('schedule: ["daily at 06:15"]\n')
        self.mode("good")
        (self.folder / "standin.py").write_text(STAND_IN)

    def config(self, text: str) -> None:
        (self.folder / "config.yaml").write_text(text)

    def mode(self, mode: str) -> None:
        """What the next run does, and when it is (the stand-in's clock is not the machine's)."""
        (self.folder / "mode").write_text(f"{mode} {self.now.isoformat()}")

    def log(self, event: str, **fields: Value) -> None:
        self.events.append((event, fields))

    def names(self) -> list[str]:
        return [event for event, _ in self.events]

    def starts(self) -> list[str]:
        file = self.folder / "starts"
        return file.read_text().splitlines() if file.exists() else []

    def outside(self, monotonic: Callable[[], float] | None = None) -> Outside:
        return Outside(lambda: self.now, monotonic or (lambda: self.steady), self.log, lambda: self.stop)

    def server(self, *, copy: Path | None = None, deadline: float = 60) -> Server:
        kept = KeptConfig(self.folder / "config.yaml", copy, read, self.log)
        return Server(kept, (sys.executable, str(self.folder / "standin.py")), self.outside(), deadline)

    def until(self, server: Server, time: str, mode: str = "good") -> list[str]:
        """Let the time of the clock come, do one tick; return the events of it."""
        return self.later(server, mode, seconds=(wall(time) - self.now).total_seconds())

    def later(self, server: Server, mode: str = "good", *, seconds: float = 0, minutes: float = 0, hours: float = 0) -> list[str]:
        """Let time pass, do one tick; return the events of it."""
        passed = timedelta(seconds=seconds, minutes=minutes, hours=hours)
        self.now += passed
        self.steady += passed.total_seconds()
        self.mode(mode)
        before = len(self.events)
        server.tick()
        return self.names()[before:]


@pytest.fixture
def city(tmp_path: Path) -> City:
    return City(tmp_path, wall("2026-11-24 05:00"))


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI).astimezone(UTC)


def test_a_run_a_day(city: City) -> None:
    server = city.server()
    assert city.later(server) == []
    assert city.until(server, "2026-11-24 06:14:45") == []
    assert city.later(server, seconds=30) == ["run_started", "run_done"]
    assert city.events[-2][1] == {"due": "2026-11-24T06:15:00+02:00", "late": 15, "attempt": 1}
    assert city.later(server, seconds=30) == []
    assert city.later(server, hours=12) == []
    assert city.until(server, "2026-11-25 06:15") == ["run_started", "run_done"]
    folder = city.folder
    assert city.starts() == [f"run --config {folder}/config.yaml --last-good {folder}/var/state.db.last-good.yaml"] * 2


def test_nobody_has_run_it_yet(city: City) -> None:
    """The first run is at the next due time: a service that is being set up in the afternoon sends nothing then."""
    city.now = wall("2026-11-24 14:00")
    server = city.server()
    assert city.later(server) == []
    assert city.later(server, hours=16) == []
    assert city.until(server, "2026-11-25 06:15") == ["run_started", "run_done"]


def test_one_run_for_all_that_was_missed(city: City) -> None:
    server = city.server()
    city.later(server)
    city.until(server, "2026-11-24 06:15")
    late = city.server()  # the machine was off for days
    assert city.until(late, "2026-11-29 15:00") == ["run_started", "run_done"]
    assert city.events[-2][1]["late"] == (8 * 60 + 45) * 60
    assert city.later(late, seconds=30) == []


def test_a_restart_after_a_run_repeats_nothing(city: City) -> None:
    server = city.server()
    city.later(server)
    city.until(server, "2026-11-24 06:15")
    assert city.later(city.server(), minutes=1) == []


@pytest.mark.parametrize(
    ("mode", "event", "fields"),
    [
        ("unusable", "run_failed", {"exit": 2, "error": ""}),
        ("invalid", "run_failed", {"exit": 2, "error": "config.yaml:3:1  tuntematon avain: xyz"}),
        ("crash", "run_crashed", {"exit": 1}),
        ("killed", "run_crashed", {"exit": -9}),
    ],
)
def test_how_a_run_ended(city: City, mode: str, event: str, fields: dict[str, Value]) -> None:
    server = city.server()
    city.later(server)
    assert city.until(server, "2026-11-24 06:15", mode) == ["run_started", event]
    assert fields.items() <= city.events[-1][1].items()


def test_a_run_that_did_not_do_its_job_is_tried_again(city: City) -> None:
    """After 1, 5, 15 and then every 60 minutes, until one does it or the next is due."""
    mode, event = "unusable", "run_failed"
    server = city.server()
    city.later(server)
    assert city.until(server, "2026-11-24 06:15", mode) == ["run_started", event]
    assert city.later(server, mode, seconds=59) == []
    assert city.later(server, mode, seconds=1) == ["run_started", event]
    assert city.later(server, mode, minutes=4) == []
    assert city.later(server, mode, minutes=1) == ["run_started", event]
    assert city.later(server, mode, minutes=15) == ["run_started", event]
    assert city.later(server, mode, minutes=59) == []
    assert city.later(server, "look", minutes=1) == ["run_started", "run_done"]
    assert city.events[-2][1]["attempt"] == 5
    assert city.later(server, hours=2) == []


def test_a_run_that_hangs_is_ended(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("job.child.GRACE", 0.2)
    server = city.server(deadline=0)  # the test's clock stands still while the child runs
    city.later(server)
    assert city.until(server, "2026-11-24 06:15", "stubborn") == ["run_started", "run_overran"]
    assert server.alive()
    assert city.later(server, minutes=1)[0] == "run_started"


def test_a_run_that_cannot_be_started(city: City) -> None:
    kept = KeptConfig(city.folder / "config.yaml", None, read, city.log)
    server = Server(kept, (str(city.folder / "no-python"),), city.outside())
    city.later(server)
    assert city.until(server, "2026-11-24 06:15") == ["run_started", "run_not_started"]
    assert city.events[-1][1] == {"error": "No such file or directory"}


def test_a_child_does_not_speak_to_the_service_manager(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", "/run/x")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", "/run/credentials")
    server = city.server()
    city.later(server)
    city.until(server, "2026-11-24 06:15", "environment")
    names = (city.folder / "environment").read_text().split()
    assert "NOTIFY_SOCKET" not in names
    assert "CREDENTIALS_DIRECTORY" in names


def test_a_damaged_state_is_for_the_run_to_tell_of(city: City) -> None:
    server = city.server()
    city.later(server)
    (city.folder / "var").mkdir(exist_ok=True)
    (city.folder / "var/state.db").write_bytes(b"no database" * 1000)
    assert city.until(server, "2026-11-24 06:15", "invalid") == ["run_started", "run_failed"]


# The clock is set


def test_the_clock_is_set_forward_over_a_due_time(city: City) -> None:
    server = city.server()
    city.later(server)
    city.now = wall("2026-11-24 08:00")
    server.clock_stepped()
    assert city.later(server) == ["run_started", "run_done"]


def test_the_clock_is_set_back_after_the_first_run(city: City) -> None:
    """The run was stamped by a wrong clock: it does not stand for the due time that is still to come."""
    server = city.server()
    city.later(server)
    city.until(server, "2026-11-24 06:15")
    city.now = wall("2026-11-24 05:15")
    server.clock_stepped()
    assert city.later(server) == []
    assert city.until(server, "2026-11-24 06:15") == ["run_started", "run_done"]
    assert city.later(server, seconds=30) == []


def test_the_clock_is_set_back_after_a_run(city: City) -> None:
    """Nothing proves that the last due time was kept, so there is one run more; it tells nobody anything twice."""
    first = city.server()
    city.later(first)
    city.until(first, "2026-11-24 06:15")
    server = city.server()
    city.until(server, "2026-11-25 06:15")
    city.now = wall("2026-11-25 05:15")
    server.clock_stepped()
    assert city.later(server) == ["run_started", "run_done"]
    assert city.later(server, seconds=30) == []
    assert city.until(server, "2026-11-25 06:15") == ["run_started", "run_done"]


def test_a_clock_that_was_years_ahead_at_the_start_silences_nothing(city: City) -> None:
    city.now = wall("2036-01-01 12:00")
    server = city.server()
    assert city.later(server) == []
    city.now = wall("2026-11-24 06:00")
    server.clock_stepped()
    assert city.later(server) == []
    assert city.later(server, minutes=15) == ["run_started", "run_done"]


def test_a_run_of_a_clock_that_was_years_ahead_silences_nothing(city: City) -> None:
    server = city.server()
    city.later(server)
    city.until(server, "2036-01-01 12:00")
    city.now = wall("2026-11-24 07:00")
    after_boot = city.server()
    assert city.later(after_boot) == ["run_started", "run_done"]
    assert city.later(after_boot, seconds=30) == []


@pytest.mark.parametrize("night", ["2027-03-28", "2026-10-25"])
def test_the_nights_when_the_clocks_are_moved(tmp_path: Path, night: str) -> None:
    """A tick every ten minutes through the night, by the machine's own clock: one run for each time, on time."""
    city = City(tmp_path, wall(night) - timedelta(hours=1))
    city.config('schedule: ["daily at 02:50", "daily at 04:00"]\n')
    server = city.server()
    with time_machine.travel(city.now, tick=False) as clock:
        city.later(server)
        for _ in range(6 * 7):
            clock.shift(timedelta(minutes=10))
            city.later(server, seconds=(datetime.now(UTC) - city.now).total_seconds())
    due = [fields["due"] for event, fields in city.events if event == "run_started"]
    zone = ("+02:00", "+03:00") if night == "2027-03-28" else ("+03:00", "+02:00")
    assert due == [f"{night}T02:50:00{zone[0]}", f"{night}T04:00:00{zone[1]}"]
    assert {fields["late"] for event, fields in city.events if event == "run_started"} == {0}


# config.yaml is edited


def test_a_broken_edit_leaves_the_last_good_config(city: City) -> None:
    server = city.server()
    city.later(server)
    city.config('schedule: ["daily at 03:15"]\n')
    assert city.later(server, seconds=30) == [], "it may be half written"
    assert city.later(server, seconds=30) == ["config_broken"]
    fields = city.events[-1][1]
    assert fields["place"] == "config.yaml:1:12"
    assert "kello 03:15 ei käy" in str(fields["error"])
    assert city.later(server, seconds=30) == [], "said once"
    assert city.until(server, "2026-11-24 06:15") == ["run_started", "run_done"]
    copy = city.folder / "var/state.db.last-good.yaml"
    assert copy.read_text() == 'schedule: ["daily at 06:15"]\n'
    city.config('schedule: ["daily at 07:00"]\n')
    assert city.later(server, seconds=30) == []
    assert city.later(server, seconds=30) == ["config_mended"]
    assert copy.read_text() == 'schedule: ["daily at 07:00"]\n'
    assert city.until(server, "2026-11-24 07:00") == ["run_started", "run_done"]


def test_a_config_that_is_away_is_broken(city: City) -> None:
    server = city.server()
    city.later(server)
    (city.folder / "config.yaml").unlink()
    city.later(server, seconds=30)
    assert city.later(server, seconds=30) == ["config_broken"]


def test_an_edit_of_the_schedule_is_no_reason_to_run_at_once(city: City) -> None:
    server = city.server()
    city.later(server)
    city.until(server, "2026-11-24 06:15")
    city.now = wall("2026-11-24 10:00")
    city.config('schedule: ["daily at 09:00"]\n')
    assert city.later(server, seconds=30) == []
    assert city.later(server, seconds=30) == ["config_changed"]
    assert city.later(server, hours=1) == []
    assert city.until(server, "2026-11-25 09:00") == ["run_started", "run_done"]


def test_a_start_while_a_broken_edit_stands(city: City) -> None:
    copy = city.folder / "kept/last-good.yaml"
    city.later(city.server(copy=copy))
    city.config("schedule: [\n")
    with pytest.raises(ConfigError):
        city.server()
    with pytest.raises(ConfigError):
        city.server(copy=city.folder / "no-such-copy")
    server = city.server(copy=copy)
    assert city.names() == ["config_broken"]
    city.later(server)
    assert city.until(server, "2026-11-24 06:15") == ["run_started", "run_done"]
    assert city.starts()[-1].endswith(f"--last-good {copy}")


def test_a_copy_that_cannot_be_kept_stops_nothing(city: City) -> None:
    (city.folder / "kept").write_text("a file where a folder should be")
    server = city.server(copy=city.folder / "kept/last-good.yaml")
    assert city.later(server) == ["config_not_kept"]
    assert city.until(server, "2026-11-24 06:15") == ["run_started", "run_done"]


def test_the_watcher_is_told_what_a_run_cannot_tell(city: City, httpserver: HTTPServer) -> None:
    told: list[str] = []

    def remember(request: Request) -> Response:
        told.append(request.get_data(as_text=True))
        return Response("")

    httpserver.expect_request("/ping/fail").respond_with_handler(remember)
    heartbeat = f"heartbeat: {httpserver.url_for('/ping')}\n"
    city.config(heartbeat + 'schedule: ["daily at 06:15"]\n')
    server = city.server()
    city.later(server)
    city.until(server, "2026-11-24 06:15", "killed")
    eventually(lambda: told == ["the run crashed with exit code -9"])
    city.config(heartbeat + 'schedule: ["daily at 06:15"]\nnot: 1\n')
    city.later(server, seconds=20)
    city.later(server, seconds=20)
    broken = "config.yaml:3:1 tuntematon avain: not; the last good config is in use"
    eventually(lambda: told[1:] == [broken])
    city.later(server, minutes=1)
    eventually(lambda: told[2:] == [broken])  # the run itself has told of a success
    assert "ping" not in str(city.events)


def test_a_tick_that_fails_does_not_end_serve(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    server = city.server()

    def fails(path: Path) -> NoReturn:
        raise PermissionError(path)

    monkeypatch.setattr(job.serve, "_last_good_start", fails)
    assert city.later(server) == ["tick_failed"]
    assert str(city.events[-1][1]["at"]).startswith("test_serve.py:")
    monkeypatch.undo()
    assert city.later(server) == []


def test_a_stop_is_heard_while_it_is_listened_to() -> None:
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    with Stop() as stopping:
        assert not stopping()
        signal.raise_signal(signal.SIGTERM)
        assert stopping()
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before


def test_a_run_in_another_thread_hears_no_signals() -> None:
    def run() -> bool:
        with Stop() as stopping:
            return stopping()

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(run).result(5) is False


# The scheduler and the pulse of the main thread


@pytest.fixture
def ticks() -> list[datetime]:
    return []


@pytest.fixture
def scheduler(ticks: list[datetime]) -> Iterator[Ticks]:
    made = _scheduler(lambda: ticks.append(datetime.now(UTC)), lambda: datetime.now(UTC))
    made.start()
    yield made
    made.shutdown(wait=True)


def test_ticks_begin_at_once_and_can_be_had_now(scheduler: Ticks, ticks: list[datetime]) -> None:
    eventually(lambda: len(ticks) == 1)
    scheduler.modify_job("tick", next_run_time=datetime.now(UTC))
    eventually(lambda: len(ticks) == 2)


def test_a_clock_set_years_ahead_makes_one_tick(scheduler: Ticks, ticks: list[datetime]) -> None:
    eventually(lambda: len(ticks) == 1)
    scheduler.modify_job("tick", next_run_time=datetime.now(UTC) - timedelta(days=20_000))
    eventually(lambda: len(ticks) == 2)


@pytest.mark.parametrize("step", [-3600, 3600, 5 * 365 * 86400])
def test_a_set_clock_is_noticed_and_ticks_at_once(city: City, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    """The machine's clock is moved under the loop; the scheduler alone would wait as long as it was set back."""
    nudged: list[int] = []
    sleeps = 0

    def sleep(seconds: float) -> None:
        nonlocal sleeps
        sleeps += 1
        city.steady += seconds
        clock.shift(seconds + (step if sleeps == 3 else 0))
        city.stop = sleeps == 6

    server = city.server()
    monkeypatch.setattr("job.commands.serve.time.sleep", sleep)
    with time_machine.travel(city.now, tick=False) as clock:
        outside = Outside(lambda: datetime.now(UTC), lambda: city.steady, city.log, lambda: city.stop)
        _attend(server, outside, Systemd(None, None), lambda: nudged.append(sleeps))
    assert city.events == [("clock_stepped", {"seconds": step})]
    assert nudged == [3]


def test_signs_of_life_stop_when_ticks_do(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[float] = []

    def sleep(seconds: float) -> None:
        city.steady += seconds
        city.now += timedelta(seconds=seconds)
        city.stop = city.steady >= 1400

    class Manager(Systemd):
        def tell(self, state: str) -> None:
            assert state == "WATCHDOG=1"
            told.append(city.steady - 1000)

    server = city.server()
    monkeypatch.setattr("job.commands.serve.time.sleep", sleep)
    _attend(server, city.outside(), Manager(None, 40.0), lambda: None)
    assert told == [0.5, 40.5, 80.5]
