"""What the libraries log is in our log at its debug level, and no secret with it."""

import logging
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from job.config import LogLevel, LogSettings
from job.event_log import EventLog, Form
from job.library_log import LibraryLog
from job.secrets import read_secret
from tests.canary import WEBHOOK
from written.fields import Fields
from written.yaml_nodes import Mapping, parse

LIBRARY = logging.getLogger("test_library_log.below")


@pytest.fixture(autouse=True)
def quiet_root() -> Iterator[None]:
    root = logging.getLogger()
    level = root.level
    yield
    for handler in [handler for handler in root.handlers if isinstance(handler, LibraryLog)]:
        root.removeHandler(handler)
    root.setLevel(level)


def log_at(level: LogLevel) -> EventLog:
    log = EventLog(Form.TEXT, lambda: datetime(2023, 8, 1, tzinfo=UTC))
    log.follow(LogSettings(file=None, level=level, json=False))
    return log


def know_webhook(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the secret as config does: what this process has read, it keeps out of its log."""
    monkeypatch.setenv("WEBHOOK", WEBHOOK)
    document = parse(b"webhook: {env: WEBHOOK}\n", "config.yaml")
    assert isinstance(document.root, Mapping)
    assert read_secret(Fields(document, document.root, []), "webhook", Path(), os.environ) is not None


def test_a_library_is_heard_at_the_debug_level_alone(capsys: pytest.CaptureFixture[str]) -> None:
    log_at(LogLevel.INFO)
    LIBRARY.debug("not this")
    log_at(LogLevel.DEBUG)
    LIBRARY.debug("connected to %s", "host")
    said = capsys.readouterr().err
    assert said == '2023-08-01T00:00:00.000+00:00 library logger=test_library_log.below level=debug message="connected to host"\n'


def test_the_newest_log_hears_alone(capsys: pytest.CaptureFixture[str]) -> None:
    log_at(LogLevel.DEBUG)
    log_at(LogLevel.DEBUG)
    LIBRARY.debug("once")
    assert capsys.readouterr().err.count("once") == 1


@pytest.mark.holds_canaries  # in what pytest itself catches
def test_a_line_and_a_traceback_are_clean(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    know_webhook(monkeypatch)
    log_at(LogLevel.DEBUG)
    LIBRARY.info("HTTP Request: POST %s", WEBHOOK)
    try:
        raise ValueError(f"cannot reach {WEBHOOK}")
    except ValueError:
        LIBRARY.exception("failed")
    said = capsys.readouterr().err
    assert "HTTP Request: POST ***" in said
    assert "ValueError: cannot reach ***" in said


def test_a_line_with_wrong_arguments_stops_nothing(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    know_webhook(monkeypatch)
    LibraryLog(log_at(LogLevel.DEBUG)).emit(logging.makeLogRecord({"msg": "%d messages to %s", "args": (WEBHOOK,)}))
    assert "%d messages to %s ('***',)" in capsys.readouterr().err
