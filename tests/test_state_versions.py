"""A state of an older version: a run brings it up to date with a copy beside it; reading and trying change nothing."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from job.state import SCHEMA_VERSION
from tests.episode_city import Call, EpisodeCity

NEW_IN = {2: ("held", "told_at", "waited", "reminded"), 3: ("amount_of", "amount_told_of")}
"""Columns of the alerts by the version that brought them."""


@pytest.fixture(params=range(1, SCHEMA_VERSION))
def older(request: pytest.FixtureRequest) -> int:
    number = request.param
    assert isinstance(number, int)
    return number


@pytest.fixture
def old(tmp_path: Path, call: Call, older: int) -> EpisodeCity:
    """A city that has run, with its state as an older version kept it."""
    city = EpisodeCity.settle(tmp_path, call)
    city.month(6, 500_000, 350_000)
    with closing(sqlite3.connect(state(city))) as connection:
        for column in (column for number in range(older + 1, SCHEMA_VERSION + 1) for column in NEW_IN[number]):
            connection.execute(f"ALTER TABLE alerts DROP COLUMN {column}")
        connection.execute(f"PRAGMA user_version = {older}")
        connection.execute("PRAGMA journal_mode = DELETE")
    return city


def state(city: EpisodeCity) -> Path:
    return city.folder / "var/talousvahti.db"


def version(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_a_run_goes_on_from_it_and_keeps_a_copy(old: EpisodeCity, older: int) -> None:
    assert old.run() == {}, "what was told is still told"
    assert version(state(old)) == SCHEMA_VERSION
    assert version(state(old).with_name(f"talousvahti.db.v{older}")) == older
    assert "museonjohtaja" in old.month(7, 583_000, 480_000)


@pytest.mark.parametrize("command", [("alerts",), ("status",), ("run", "--dry-run", "--today", "2024-04-15")], ids=" ".join)
def test_reading_and_trying_change_nothing(command: tuple[str, ...], old: EpisodeCity, tmp_path: Path) -> None:
    before = state(old).read_bytes()
    done = old.call(old.folder, *command, *(("--out", str(tmp_path / "out")) if command[0] == "run" else ()))
    assert done.exit in (0, 1)
    assert state(old).read_bytes() == before
    assert not list(state(old).parent.glob("*.v[0-9]"))


def test_an_update_that_was_cut_short_is_made_again(old: EpisodeCity, older: int) -> None:
    """The copy is there, and the state is as it was: as after a kill between the two."""
    shutil.copy(state(old), state(old).with_name(f"talousvahti.db.v{older}"))
    assert old.run() == {}
    assert version(state(old)) == SCHEMA_VERSION
