"""Kills a real `bot.py run` at one system call by strace, lets it run again, and judges what its readers have got.

Three things make the faults real. strace runs without `--seccomp-bpf`, which drops the signal in silence. A point is a
kind of call and a number, counted in an undisturbed run, for `when=N` counts each kind on its own, and in each thread on
its own: so a point stands for the first thread that comes to that number. And the log must show that the call was the last.
As a sender thread lives for one message, each message is made the first one by a stage: a state in which those before it
are sent and the others wait.
"""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path

from alerts.outbox import Outbox, Sending
from tests.receivers import Receivers
from tests.torture_city import READERS, STATE, settle

ROOT = Path(__file__).parents[1]
BOT = ROOT / "bot.py"
REPEAT = "Tämä voi olla toisto"
CALLS = (
    *("openat", "write", "writev", "pwrite64", "pwritev", "ftruncate", "fsync", "fdatasync", "close"),
    *("socket", "connect", "poll", "sendto", "sendmsg", "recvfrom"),
    *("rename", "renameat", "renameat2", "link", "unlink", "unlinkat", "mkdir", "mkdirat", "exit_group"),
)
"""Every call that can leave a trace or tell a receiver something; a name that a machine does not have never comes."""
SYNCS = ("fsync", "fdatasync")
_SENDS = ("sendto", "sendmsg", "write")
_CALL = re.compile(r"(\d+)\s+(\w+)\((.*)")  # not the end of a call that was begun before
_BODY = re.compile(r'\d+, "(\{|From:)')


@dataclass(frozen=True)
class Point:
    """One kill: before the `number`th call of a kind, in a run that begins with `stage` messages sent."""

    stage: int
    call: str
    number: int
    after_body: bool

    def __str__(self) -> str:
        return f"stage {self.stage}, before {self.call} {self.number}{' (after a body)' if self.after_body else ''}"


@dataclass(frozen=True)
class Verdict:
    """What one kill came to. `wrong` is empty where everything holds.

    `on_the_way` is how many messages the kill cut off: more than one only where a receiver took over half a second (on
    a busy machine), so that another channel went on beside it.
    """

    point: Point
    extras: int
    on_the_way: int
    wrong: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.point}: {'; '.join(self.wrong) or 'fine'}"


@dataclass
class Stage:
    """A city that has come some way, and what its readers have by then."""

    folder: Path
    got: dict[str, list[bytes]] = field(default_factory=dict)


@dataclass(frozen=True)
class Patient:
    """A program under torture: its stages, and what it says when there is no news."""

    program: Path
    stages: tuple[Stage, ...]
    quiet: str


def why_not() -> str | None:
    """Return why no process can be killed by strace here, None where it can."""
    if shutil.which("strace") is None:
        return "strace is missing: apt-get install strace"
    command = ("strace", "-qq", "-o", os.devnull, "-e", "trace=exit_group", "-e", "inject=exit_group:signal=KILL:when=1", "true")
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    return None if done.returncode == -signal.SIGKILL else f"strace cannot trace here (ptrace): {done.stderr.strip()}"


def run(program: Path, city: Path, receivers: Receivers, *before: str) -> subprocess.CompletedProcess[str]:
    """Run a program on a city as a process of its own, behind the words of another command."""
    web = f"http://127.0.0.1:{receivers.web_port}"
    secrets = {"TORTURE_REHTORI": f"{web}/rehtori?sig=a", "TORTURE_KIRJASTO": f"{web}/kirjasto?sig=b"}
    steady = {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "NO_PROXY": "127.0.0.1"}
    command = (*before, sys.executable, "-B", str(program), "run", "--config", str(city / "config.yaml"), "--today", "2023-08-01")
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | secrets | steady, capture_output=True, text=True, timeout=60, check=False
    )


def prepare(program: Path, folder: Path, stages: int) -> Patient:
    """Make the stages of a program by letting it run against receivers that have room for so many messages."""

    def stage(sent: int) -> Stage:
        with Receivers() as receivers:
            receivers.room = sent
            made = Stage(folder / str(sent), receivers.got)
            settle(made.folder, receivers)
            if sent:
                run(program, made.folder, receivers)
                make_due(made.folder)
            return made

    with Receivers() as receivers, ThreadPoolExecutor(2) as pool:
        whole = folder / "whole"
        settle(whole, receivers)
        first, second = run(program, whole, receivers), run(program, whole, receivers)
        assert (first.returncode, second.returncode) == (0, 0), first.stdout + first.stderr + second.stderr
        assert {reader: len(copies) for reader, copies in receivers.got.items()} == dict.fromkeys(READERS, 1)
        return Patient(program, tuple(pool.map(stage, range(stages))), second.stdout)


def make_due(city: Path) -> None:
    """Make what waits for its next try due now, as `outbox retry` does."""
    connection = sqlite3.connect(city / STATE, isolation_level=None)
    outbox = Outbox(connection)
    for entry in outbox.entries((Sending.WAITING,)):
        outbox.retry(entry.number, datetime.now(UTC))
    connection.close()


def points(patient: Patient, folder: Path) -> list[Point]:
    """Count the calls of an undisturbed run at every stage; return where a kill can matter."""

    def traced(number: int) -> list[Point]:
        log = folder / f"calls-{number}"
        with Receivers() as receivers:
            city = _copy(patient.stages[number], folder / f"traced-{number}", receivers)
            names = ",".join(f"?{name}" for name in CALLS)
            done = run(patient.program, city, receivers, "strace", "-f", "-qq", "-s", "8", "-o", str(log), "-e", f"trace={names}")
        assert done.returncode == 0, done.stdout + done.stderr
        return _points(log.read_text("utf-8", "replace").splitlines(), number)

    with ThreadPoolExecutor(2) as pool:
        return [point for found in pool.map(traced, range(len(patient.stages))) for point in found]


def _points(lines: Iterable[str], stage: int) -> list[Point]:
    """Read a log of calls. A later stage is read up to its second body: from there on it is as the earlier ones."""
    counted: Counter[tuple[str, str]] = Counter()
    seen: set[tuple[str, int]] = set()
    found: list[Point] = []
    written: set[str] = set()
    after_body = False
    bodies = 0
    for thread, call, rest in (match.groups() for line in lines if (match := _CALL.match(line))):
        counted[thread, call] += 1
        number = counted[thread, call]
        if _matters(call, rest, written) and (call, number) not in seen:
            found.append(Point(stage, call, number, after_body))
        seen.add((call, number))
        if call in _SENDS and _BODY.match(rest):
            after_body = True
            bodies += 1
        elif call in SYNCS:
            after_body = False
        if stage and bodies > 1:
            break
    return found


def _matters(call: str, rest: str, written: set[str]) -> bool:
    """Tell whether a call can leave a trace or tell somebody something; `written` holds the open files that can."""
    number = rest.partition(" = ")[2].strip()
    if call == "socket" or (call == "openat" and re.search(r"O_WRONLY|O_RDWR|O_CREAT", rest)):
        written.add(number)
        return "/dev/" not in rest
    if call == "openat":
        written.discard(number)
        return False
    return call != "close" or rest.partition(")")[0] in written


def sample(found: Sequence[Point], count: int) -> list[Point]:
    """Take some points, every other one between a sent body and the next fsync, where most of what can go wrong does."""
    near = _spread([point for point in found if point.after_body], count // 2)
    far = _spread([point for point in found if not point.after_body], count - len(near))
    return [point for pair in zip_longest(near, reversed(far)) for point in pair if point is not None]


def _spread(found: Sequence[Point], count: int) -> list[Point]:
    return [found[i * len(found) // count] for i in range(count)] if len(found) > count else list(found)


def _copy(stage: Stage, city: Path, receivers: Receivers) -> Path:
    shutil.copytree(stage.folder, city)
    settle(city, receivers)
    for reader, copies in stage.got.items():
        receivers.got[reader] = list(copies)
    return city


def torture(patient: Patient, point: Point, folder: Path, delay: float = 0) -> Verdict:
    """Kill one run, let the program run until it sends nothing more, and judge.

    `delay` is how long the receivers wait with their answers during the run that is killed.
    """
    city = folder / str(point).replace(" ", "-")
    with Receivers() as receivers:
        _copy(patient.stages[point.stage], city, receivers)
        receivers.delay = delay
        wrong = kill(patient.program, city, receivers, point)
        receivers.delay = 0
        doubtful = _on_the_way(city, folder / f"{point}.copy")
        for _ in range(5):
            before = receivers.copies()
            last = run(patient.program, city, receivers)
            if receivers.copies() == before:
                break
        else:
            wrong.append("every run sends something")
        if (last.returncode, last.stdout) != (0, patient.quiet):
            wrong.append(f"the last run ends with {last.returncode} and has news: {last.stdout[-500:]}{last.stderr[-500:]}")
        got = dict(receivers.got)
    wrong += [*judge(got, max(1, doubtful)), *_judge_state(city)]
    shutil.rmtree(city)
    return Verdict(point, sum(map(len, got.values())) - len(got), doubtful, tuple(wrong))


def kill(program: Path, city: Path, receivers: Receivers, point: Point) -> list[str]:
    """Run a program and kill it at a point; say so where the log does not show that the call was its last."""
    log = city / "strace.log"
    fault = ("-e", f"trace={point.call}", "-e", f"inject={point.call}:signal=KILL:when={point.number}")
    done = run(program, city, receivers, "strace", "-f", "-qq", "-o", str(log), *fault)
    threads = re.findall(rf"^(\d+)\s+{point.call}\(", log.read_text("utf-8", "replace"), re.MULTILINE)
    if done.returncode == -signal.SIGKILL and max(Counter(threads).values(), default=0) == point.number:
        return []
    return [f"the fault was not hit (exit {done.returncode}): {done.stderr}"]


def judge(got: dict[str, list[bytes]], most: int = 1) -> list[str]:
    """Say what readers may not have: nothing, a repeat that does not say so, more extra copies than one kill may make."""
    wrong = [f"{reader} has got nothing" for reader in READERS if not got.get(reader)]
    wrong += [f"{reader} is nobody's" for reader in got if reader not in READERS]
    for reader, (first, *more) in ((reader, copies) for reader, copies in got.items() if copies):
        if reader.startswith("/"):
            wrong += [f"{reader} has a repeat that does not say so" for copy in more if REPEAT not in copy.decode()]
        else:
            wrong += [f"{reader} has another mail of the same news" for copy in more if copy != first]
    extras = sum(len(copies) - 1 for copies in got.values() if copies)
    often = [f"{reader} has {len(copies)} copies" for reader, copies in got.items() if len(copies) > 2]
    return [*wrong, *often, *([f"{extras} extra copies"] if extras > most else [])]


def _on_the_way(city: Path, copy: Path) -> int:
    """Return how many messages a kill left in `sending`; a copy is read, for reading tidies up."""
    if not (city / STATE).exists():
        return 0
    shutil.copytree(city / "var", copy)
    with closing(sqlite3.connect(copy / Path(STATE).name)) as connection:
        tables = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'outbox'").fetchone()[0]
        sending = "SELECT count(*) FROM outbox WHERE state = 'sending'"
        count = int(connection.execute(sending).fetchone()[0]) if tables else 0
    shutil.rmtree(copy)
    return count


def _judge_state(city: Path) -> list[str]:
    """Say what the bot's own state may not hold: an alert that was opened twice, a message that is not sent."""
    if not (city / STATE).exists():
        return []
    with closing(sqlite3.connect(city / STATE)) as connection:
        alerts = connection.execute("SELECT rule, target FROM alerts").fetchall()
        states = connection.execute("SELECT state FROM outbox").fetchall()
    wrong = [f"alerts were opened twice: {alerts}"] if len(alerts) != len(READERS) or len(set(alerts)) != len(alerts) else []
    return wrong + ([f"not all is sent: {states}"] if states != [("sent",)] * len(READERS) else [])
