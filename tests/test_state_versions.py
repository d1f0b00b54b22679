"""A state of an older version: a run brings it up to date with a copy beside it; reading and trying change nothing."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from job.state import SCHEMA_VERSION
from tests.episode_city import Call, EpisodeCity

NEW_IN_2 = ("held", "told_at", "waited", "reminded")


@pytest.fixture
def old(tmp_path: Path, call: Call) -> EpisodeCity:
    """A city that has run, with its state as version 1 kept it."""
    city = EpisodeCity.settle(tmp_path, call)
    city.month(6, 500_000, 350_000)
    with closing(sqlite3.connect(state(city))) as connection:
        for column in NEW_IN_2:
            connection.execute(f"ALTER TABLE alerts DROP COLUMN {column}")
        connection.execute("PRAGMA user_version = 1")
        connection.execute("PRAGMA journal_mode = DELETE")
    return city


def state(city: EpisodeCity) -> Path:
    return city.folder / "var/talousvahti.db"


def version(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_a_run_goes_on_from_it_and_keeps_a_copy(old: EpisodeCity) -> None:
    assert old.run() == {}, "what was told is still told"
    assert version(state(old)) == SCHEMA_VERSION
    assert version(state(old).with_name("talousvahti.db.v1")) == 1
    assert "museonjohtaja" in old.month(7, 583_000, 480_000)


@pytest.mark.parametrize("command", [("alerts",), ("status",), ("run", "--dry-run", "--today", "2024-04-15")], ids=" ".join)
def test_reading_and_trying_change_nothing(command: tuple[str, ...], old: EpisodeCity, tmp_path: Path) -> None:
    before = state(old).read_bytes()
    done = old.call(old.folder, *command, *(("--out", str(tmp_path / "out")) if command[0] == "run" else ()))
    assert done.exit in (0, 1)
    assert state(old).read_bytes() == before
    assert not list(state(old).parent.glob("*.v1"))


def test_an_update_that_was_cut_short_is_made_again(old: EpisodeCity) -> None:
    """The copy is there, and the state is as it was: as after a kill between the two."""
    shutil.copy(state(old), state(old).with_name("talousvahti.db.v1"))
    assert old.run() == {}
    assert version(state(old)) == SCHEMA_VERSION
