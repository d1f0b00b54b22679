"""The state: one SQLite file with its schema version, its lock and its transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType

from alerts import channel_book, outbox
from job.mounts import share_of

MOUNTS = Path("/proc/self/mounts")
SCHEMA_VERSION = 3

_SCHEMA = f"""
CREATE TABLE snapshots (
    version INTEGER PRIMARY KEY,
    period TEXT NOT NULL,
    content TEXT NOT NULL,
    body TEXT NOT NULL,
    taken TEXT NOT NULL
) STRICT;
CREATE INDEX snapshots_by_period ON snapshots (period, version);
CREATE TABLE rulebooks (
    fingerprint TEXT PRIMARY KEY,
    files TEXT NOT NULL,
    taken TEXT NOT NULL
) STRICT;
CREATE TABLE alerts (
    id TEXT PRIMARY KEY,
    rule TEXT NOT NULL,
    rule_name TEXT NOT NULL,
    rule_fingerprint TEXT NOT NULL,
    target TEXT NOT NULL,
    target_name TEXT NOT NULL,
    year INTEGER NOT NULL,
    state TEXT NOT NULL,
    level INTEGER NOT NULL,
    amount TEXT,
    level_told INTEGER,
    amount_told TEXT,
    told TEXT NOT NULL,
    streak INTEGER NOT NULL,
    clear_streak INTEGER NOT NULL,
    unknown_streak INTEGER NOT NULL,
    judged TEXT NOT NULL,
    opened TEXT,
    opened_version INTEGER,
    version INTEGER NOT NULL,
    ended TEXT,
    end_reason TEXT,
    ended_before TEXT,
    held TEXT,
    told_at TEXT,
    waited INTEGER NOT NULL DEFAULT 0,
    reminded INTEGER NOT NULL DEFAULT 0,
    amount_of TEXT,
    amount_told_of TEXT
) STRICT;
CREATE TABLE records (
    alert TEXT NOT NULL,
    version INTEGER NOT NULL,
    rule_fingerprint TEXT NOT NULL,
    period TEXT NOT NULL,
    body TEXT NOT NULL,
    taken TEXT NOT NULL,
    PRIMARY KEY (alert, version, rule_fingerprint)
) STRICT;
CREATE TABLE notices (
    cause TEXT PRIMARY KEY,
    told TEXT NOT NULL
) STRICT;
CREATE TABLE marks (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
CREATE TABLE accepted (
    sha256 TEXT PRIMARY KEY,
    taken TEXT NOT NULL
) STRICT;
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    day TEXT NOT NULL,
    started TEXT NOT NULL,
    ended TEXT NOT NULL,
    exit INTEGER NOT NULL,
    period TEXT,
    why TEXT NOT NULL
) STRICT;
{outbox.SCHEMA}
{channel_book.SCHEMA}
"""


_MIGRATIONS = {
    1: """
ALTER TABLE alerts ADD COLUMN held TEXT;
ALTER TABLE alerts ADD COLUMN told_at TEXT;
ALTER TABLE alerts ADD COLUMN waited INTEGER NOT NULL DEFAULT 0;
ALTER TABLE alerts ADD COLUMN reminded INTEGER NOT NULL DEFAULT 0;
""",
    2: """
ALTER TABLE alerts ADD COLUMN amount_of TEXT;
ALTER TABLE alerts ADD COLUMN amount_told_of TEXT;
""",
}
"""What makes the next schema version of each older one."""


StateFileError = sqlite3.OperationalError
"""What a statement raises where the file cannot be written: a full disk, rights, another process."""


class StateError(Exception):
    """The state cannot be used. The text is Finnish and says what to do."""


class State:
    """The open state file. Statements outside `transaction` are committed one by one."""

    def __init__(self, connection: sqlite3.Connection, lock: sqlite3.Connection | None) -> None:
        self.connection = connection
        self._lock = lock

    def __enter__(self) -> State:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.connection.close()
        if self._lock is not None:
            self._lock.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, on disk when it ends."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")


class StateInUse(StateError):  # noqa: N818 - nothing is wrong with the state
    """Another run has the state."""


def open_for_run(path: Path) -> State:
    """Open the state for one run, making it where there is none, and keep every other run out until it is closed.

    Raises:
        StateInUse: another run has it.
        StateError: it is damaged, of a newer version, on a network share, or cannot be written.
    """
    _refuse_a_share(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = _lock(path)
    except OSError as error:
        raise StateError(f"tilatiedostoa {path} ei voitu luoda: {error.strerror or error}") from None
    try:
        return State(_connect(path), lock)
    except BaseException:
        lock.close()
        raise


def open_to_read(path: Path) -> State | None:
    """Open the state beside a run that may be going on; None where there is no state yet.

    One of an older version is read as a copy, for only a run brings it up to date.

    Raises:
        StateError: it is damaged or of a newer version.
    """
    if not path.exists():
        return None
    connection = sqlite3.connect(path, timeout=10, isolation_level=None)
    with _readable(connection, path):
        if 0 < _version(connection) < SCHEMA_VERSION:
            connection.close()
            return open_copy(path)
        _prepare(connection, path)
    return State(connection, None)


def open_copy(path: Path) -> State:
    """Open a copy of the state in memory, empty where there is no state yet: what is done to it is gone with it.

    Raises:
        StateError: it is damaged or of a newer version.
    """
    copy = sqlite3.connect(":memory:", isolation_level=None)
    with _readable(copy, path):
        if path.exists():
            with closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as original:
                original.backup(copy)
        _prepare(copy, path)
        _migrate(copy)
    return State(copy, None)


def _refuse_a_share(path: Path) -> None:
    try:
        kind = share_of(path.resolve(), MOUNTS.read_text("utf-8", "replace"))
    except OSError:
        return
    if kind is not None:
        raise StateError(
            f"tilatiedosto {path} on verkkolevyllä ({kind}), jolla lukot eivät pidä; siirrä se koneen omalle levylle"
        )


def _lock(path: Path) -> sqlite3.Connection:
    """Hold an SQLite lock on a file beside the state: it works on every system and ends with the process."""
    lock = sqlite3.connect(path.with_name(path.name + ".lock"), timeout=0, isolation_level=None)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        lock.close()
        if "locked" in str(error):
            raise StateInUse("toinen ajo on käynnissä; tämä ajo ei tehnyt mitään") from None
        raise StateError(f"tilatiedoston lukkoa {path}.lock ei voitu kirjoittaa: {error}") from None
    return lock


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=10, isolation_level=None)
    with _readable(connection, path):
        _prepare(connection, path)
        version = _version(connection)
        if version < SCHEMA_VERSION:
            with closing(sqlite3.connect(path.with_name(f"{path.name}.v{version}"))) as before:
                connection.backup(before)
            _migrate(connection)
    return connection


@contextmanager
def _readable(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Close the connection and say in Finnish what to do where the file is no state that can be used."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        connection.close()
        raise StateError(
            f"tilatiedostoa {path} ei voi lukea ({error}); siirrä se sivuun tai palauta varmuuskopio, ja aja uudelleen"
        ) from None
    except StateError:
        connection.close()
        raise


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    version = _version(connection)
    if version > SCHEMA_VERSION:
        raise StateError(f"tilatiedosto {path} on uudemman ohjelmaversion tekemä; päivitä ohjelma")
    if version == 0:
        connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")
    elif connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise StateError(f"tilatiedosto {path} on vaurioitunut; siirrä se sivuun tai palauta varmuuskopio, ja aja uudelleen")


def _migrate(connection: sqlite3.Connection) -> None:
    """Bring an older schema up to date: all of it, or nothing."""
    steps = "".join(_MIGRATIONS[version] for version in range(_version(connection), SCHEMA_VERSION))
    if steps:
        connection.executescript(f"BEGIN IMMEDIATE; {steps} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")
