"""Reports that were fetched from the web, kept so that an unchanged one is not fetched again."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from job.state import State
from written.record import dataclass

_MAX_BYTES = 5_000_000
"""The most that is kept of one report, packed: a bigger one is fetched every time."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS fetched (
    url TEXT PRIMARY KEY,
    etag TEXT,
    modified TEXT,
    data BLOB NOT NULL
) STRICT
"""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The bytes of a report, and what the server called that version (None: nothing)."""

    data: bytes
    etag: str | None
    modified: str | None


class KeptFetches:
    """The fetched reports of the state. The table is made where a source is first fetched."""

    def __init__(self, state: State) -> None:
        self._db = state.connection
        self._db.execute(_SCHEMA)

    def get(self, url: str) -> Fetched | None:
        """Return what was last fetched from an address, None where nothing is kept."""
        row = self._db.execute("SELECT data, etag, modified FROM fetched WHERE url = ?", (url,)).fetchone()
        return None if row is None else Fetched(zlib.decompress(row[0]), row[1], row[2])

    def keep(self, url: str, fetched: Fetched) -> None:
        """Keep a report in place of the one before; one without a name of its version, or too big, is not kept."""
        packed = zlib.compress(fetched.data)
        if (fetched.etag is None and fetched.modified is None) or len(packed) > _MAX_BYTES:
            self._db.execute("DELETE FROM fetched WHERE url = ?", (url,))
            return
        row = (url, fetched.etag, fetched.modified, packed)
        self._db.execute("INSERT OR REPLACE INTO fetched (url, etag, modified, data) VALUES (?, ?, ?, ?)", row)

    def forget_others(self, urls: Iterable[str]) -> None:
        """Forget the reports of addresses that config no longer has."""
        known = set(urls)
        for (url,) in self._db.execute("SELECT url FROM fetched").fetchall():
            if url not in known:
                self._db.execute("DELETE FROM fetched WHERE url = ?", (url,))
