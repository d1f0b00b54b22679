"""Figures that are kept: every version of every period, and the files that a person has accepted."""

from __future__ import annotations

from datetime import datetime

from budget.snapshot import Snapshot
from job import snapshot_text
from job.state import State
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class Kept:
    """A version of a snapshot in the state. `is_new` tells that this run stored it."""

    version: int
    snapshot: Snapshot
    is_new: bool


class KeptFigures:
    """The snapshots of the state."""

    def __init__(self, state: State) -> None:
        self._db = state.connection

    def newest(self) -> tuple[Snapshot, ...]:
        """Return the newest version of every period, the oldest period first."""
        rows = self._db.execute(
            "SELECT body FROM snapshots WHERE version IN (SELECT max(version) FROM snapshots GROUP BY period) ORDER BY period"
        )
        return tuple(snapshot_text.from_text(row[0]) for row in rows)

    def version(self, number: int) -> Snapshot | None:
        """Return a version, or None where there is none of that number."""
        row = self._db.execute("SELECT body FROM snapshots WHERE version = ?", (number,)).fetchone()
        return None if row is None else snapshot_text.from_text(row[0])

    def keep(self, snapshot: Snapshot, now: datetime) -> Kept:
        """Store a snapshot as a new version of its period, unless it says the same as the newest one."""
        content = snapshot_text.content(snapshot)
        row = self._db.execute(
            "SELECT version, content FROM snapshots WHERE period = ? ORDER BY version DESC LIMIT 1", (str(snapshot.period),)
        ).fetchone()
        if row is not None and row[1] == content:
            return Kept(int(row[0]), snapshot, is_new=False)
        cursor = self._db.execute(
            "INSERT INTO snapshots (period, content, body, taken) VALUES (?, ?, ?, ?)",
            (str(snapshot.period), content, snapshot_text.to_text(snapshot), now.isoformat(timespec="seconds")),
        )
        return Kept(int(cursor.lastrowid or 0), snapshot, is_new=True)

    def accepted(self) -> frozenset[str]:
        """Return the fingerprints of the files that a person has accepted in spite of the gates."""
        return frozenset(str(row[0]) for row in self._db.execute("SELECT sha256 FROM accepted"))

    def accept(self, sha256: str, now: datetime) -> None:
        """Remember that a person has looked at a file and takes it."""
        self._db.execute("INSERT OR IGNORE INTO accepted VALUES (?, ?)", (sha256, now.isoformat(timespec="seconds")))
