"""What is kept of runs: when they were, how they ended, what finance was told of, and the rules that they used."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from job.state import State
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run that came to an end. `day` is the day it stood on; `period` that of its figures, None where it had none."""

    day: date
    started: datetime
    ended: datetime
    exit: int
    period: str | None
    why: str


class KeptRuns:
    """The runs, notices and rule texts of the state."""

    def __init__(self, state: State) -> None:
        self._db = state.connection

    def keep(self, run: RunRow) -> None:
        """Store a run."""
        self._db.execute(
            "INSERT INTO runs (day, started, ended, exit, period, why) VALUES (?, ?, ?, ?, ?, ?)",
            (run.day.isoformat(), _stamp(run.started), _stamp(run.ended), run.exit, run.period, run.why),
        )

    def last(self, *, done: bool = False) -> RunRow | None:
        """Return the last run, or with `done` the last one that was not ended by an error; None before the first."""
        where = "WHERE exit < 2" if done else ""
        row = self._db.execute(
            f"SELECT day, started, ended, exit, period, why FROM runs {where} ORDER BY id DESC LIMIT 1"  # noqa: S608 - our own text
        ).fetchone()
        if row is None:
            return None
        started, ended = datetime.fromisoformat(row[1]), datetime.fromisoformat(row[2])
        return RunRow(date.fromisoformat(row[0]), started, ended, row[3], row[4], row[5])

    def new_causes(self, causes: Iterable[str], now: datetime) -> tuple[str, ...]:
        """Return the causes that finance has not been told of, and remember them; forget those that are gone."""
        current = tuple(dict.fromkeys(causes))
        known = {str(row[0]) for row in self._db.execute("SELECT cause FROM notices")}
        new = tuple(cause for cause in current if cause not in known)
        self._db.executemany("DELETE FROM notices WHERE cause = ?", [(cause,) for cause in known.difference(current)])
        self._db.executemany("INSERT INTO notices VALUES (?, ?)", [(cause, _stamp(now)) for cause in new])
        return new

    def first_of_month(self, day: date) -> bool:
        """Tell whether finance has not heard of a run in the month of a day, and remember that it hears now.

        This is kept with what is told and not with the runs: a run that dies after it has told is no first one.
        """
        month = f"{day.year}-{day.month:02d}"
        row = self._db.execute("SELECT value FROM marks WHERE name = 'heard'").fetchone()
        if row is not None and row[0] == month:
            return False
        self._db.execute("INSERT OR REPLACE INTO marks VALUES ('heard', ?)", (month,))
        return True

    def first_time(self, what: str) -> bool:
        """Tell whether something that finance hears of once has not been told yet, and remember that it is told now."""
        return self._db.execute("INSERT OR IGNORE INTO marks VALUES (?, '')", (what,)).rowcount == 1

    def keep_rules(self, fingerprint: str, files: Mapping[str, bytes], now: datetime) -> None:
        """Store the rules that a round judges by, once for each version of them, and remember which they were."""
        texts = {name: data.decode("utf-8", "replace") for name, data in sorted(files.items())}
        self._db.execute(
            "INSERT OR IGNORE INTO rulebooks VALUES (?, ?, ?)",
            (fingerprint, json.dumps(texts, ensure_ascii=False), _stamp(now)),
        )
        self._db.execute("INSERT OR REPLACE INTO marks VALUES ('rules', ?)", (fingerprint,))

    def rules_fingerprint(self) -> str | None:
        """Return the fingerprint of the rules that the last round judged by; None before the first."""
        row = self._db.execute("SELECT value FROM marks WHERE name = 'rules'").fetchone()
        return None if row is None else str(row[0])

    def last_rules(self) -> dict[str, bytes]:
        """Return the texts that the last round judged by; empty before the first."""
        row = self._db.execute(
            "SELECT files FROM rulebooks ORDER BY fingerprint = (SELECT value FROM marks WHERE name = 'rules') DESC,"
            " taken DESC LIMIT 1"
        ).fetchone()
        return {} if row is None else {name: text.encode() for name, text in json.loads(row[0]).items()}


def _stamp(time: datetime) -> str:
    return time.isoformat(timespec="seconds")
