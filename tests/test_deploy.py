"""The files of deploy/: systemd itself finds them right and tight, and the guide names what there is."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from job.schedule import Mistake, read_entry

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
SERVICES = ("talousvahti.service", "talousvahti-run.service")
UNITS = (*SERVICES, "talousvahti.timer")
EXPOSURE = 1.5
PYTHON = "/opt/talousvahti/.venv/bin/python"

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None,
    reason="systemd-analyze IS MISSING: the units of deploy/ were NOT checked (apt-get install systemd)",
)


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The units with a Python that there is: systemd looks whether the program of a unit exists."""
    folder = tmp_path_factory.mktemp("units")
    for name in UNITS:
        text = (DEPLOY / name).read_text("utf-8")
        (folder / name).write_text(text.replace(PYTHON, sys.executable), "utf-8")
    return [str(folder / name) for name in UNITS]


def analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = ("systemd-analyze", "--no-pager", *arguments)
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


@needs_systemd
def test_systemd_finds_nothing_wrong(units: list[str]) -> None:
    done = analyze("verify", "--man=no", *units)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@needs_systemd
@pytest.mark.parametrize("service", SERVICES)
def test_the_services_are_tight(units: list[str], service: str) -> None:
    done = analyze("security", "--offline=true", f"--threshold={EXPOSURE * 10:.0f}", units[UNITS.index(service)])
    level = re.search(r"exposure level .*: ([0-9.]+)", done.stdout)
    assert level is not None, done.stdout + done.stderr
    assert float(level[1]) <= EXPOSURE, done.stdout
    assert done.returncode == 0


@needs_systemd
def test_the_timer_knows_the_citys_clock() -> None:
    when = re.search("^OnCalendar=(.+)$", (DEPLOY / "talousvahti.timer").read_text("utf-8"), re.MULTILINE)
    assert when is not None
    assert when[1].endswith("Europe/Helsinki")
    assert analyze("calendar", when[1]).returncode == 0


def common(service: str) -> str:
    text = (DEPLOY / service).read_text("utf-8")
    return text[text.index("service ---\n") + 12 : text.index("# --- to here")]


def test_both_services_run_under_the_same_rules() -> None:
    assert common(SERVICES[0]) == common(SERVICES[1])
    assert "LoadCredential=" in common(SERVICES[0])


@pytest.mark.parametrize(("service", "command"), [("talousvahti.service", "serve"), ("talousvahti-run.service", "run")])
def test_the_services_start_what_there_is(service: str, command: str) -> None:
    line = next(line for line in (DEPLOY / service).read_text("utf-8").splitlines() if line.startswith("ExecStart="))
    assert line.startswith(f"ExecStart={PYTHON} bot.py {command} --config /etc/talousvahti/config.yaml ")
    assert (ROOT / "job/commands" / f"{command}.py").exists()


def guide() -> str:
    return (DEPLOY / "README.md").read_text("utf-8")


def test_the_guide_names_every_file() -> None:
    assert [file.name for file in DEPLOY.iterdir() if file.name != "README.md" and file.name not in guide()] == []


def test_the_guide_names_every_event_of_the_log() -> None:
    source = "".join(file.read_text("utf-8") for file in (ROOT / "job").rglob("*.py"))
    events = set(re.findall(r'log\(\s*"(\w+)"', source)) | set(re.findall(r'"(message_\w+)"', source))
    assert len(events) > 15
    assert {event for event in events if f"`{event}`" not in guide()} == set()


def test_the_schedule_in_the_guide_is_one() -> None:
    entries = re.findall(r'"([^"]* at [0-9:]+)"', guide())
    assert entries
    assert not [entry for entry in entries if isinstance(read_entry(entry), Mistake)]
