"""The newest figures: from the sources of config, or from files that a person names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from budget.snapshot import Snapshot
from figures.document import Document
from figures.fetch import expand, fetch
from figures.reading import Counts, Reading
from figures.readings import readings as read_file
from figures.reconcile import reconcile
from job.config import Config, ReportSource, WebSource
from written.problem import Problem
from written.record import dataclass

if TYPE_CHECKING:
    from job.state import State


Progress = Callable[[str], None]
ReadAll = Callable[[Sequence[Document], Progress], list[Reading]]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the sources said: a snapshot per period (the oldest first), the rows of each file, and what was wrong.

    `readings` tell how each file was understood.
    """

    snapshots: tuple[Snapshot, ...]
    counts: tuple[Counts, ...]
    problems: tuple[Problem, ...]
    readings: tuple[Reading, ...] = ()

    @property
    def newest(self) -> Snapshot | None:
        """The snapshot of the newest period, None where nothing could be used."""
        return self.snapshots[-1] if self.snapshots else None


def load(
    config: Config,
    files: Sequence[Path] = (),
    *,
    previous: tuple[Snapshot, ...] = (),
    accepted: frozenset[str] = frozenset(),
    state: State | None = None,
    read_all: ReadAll | None = None,
    progress: Progress,
) -> Loaded:
    """Fetch, read and prove the sources, or `files` in their place.

    Args:
        config: names the sources.
        files: files that a person named; the hints of the source that holds such a file go with it.
        previous: the snapshots that were accepted before, for the gates.
        accepted: fingerprints of files that a person has accepted in spite of the gates.
        state: keeps the reports of the web that have not changed; None where a command has no state.
        read_all: reads the files; None reads one after another.
        progress: is told of each file where there are many.
    """
    found = _named(config, files) if files else _from_sources(config, state)
    documents = [item for item in found if isinstance(item, Document)]
    problems = [*config.unread, *(item for item in found if isinstance(item, Problem))]
    readings = (read_all or in_turn)(documents, progress)
    proved = reconcile(readings, previous, accepted)
    return Loaded(proved.snapshots, proved.counts, (*problems, *proved.problems), tuple(readings))


def in_turn(documents: Sequence[Document], progress: Progress) -> list[Reading]:
    """Read files one after another."""
    readings: list[Reading] = []
    for number, document in enumerate(documents, 1):
        if len(documents) > 3:
            progress(f"luetaan {number}/{len(documents)}: {document.file}")
        readings.extend(read_file(document))
    return readings


def _from_sources(config: Config, state: State | None) -> list[Document | Problem]:
    found: list[Document | Problem] = []
    for source in config.sources:
        if isinstance(source, WebSource):
            continue
        paths = expand(source.pattern, config.folder, config.roots)
        if isinstance(paths, Problem):
            found.append(paths)
        else:
            found += [fetch(path, source.pattern, source.hints) for path in paths]
    return found + _from_web(config, state)


def _from_web(config: Config, state: State | None) -> list[Document | Problem]:
    """Fetch the reports of the web; nothing of it is loaded where there are none."""
    sources = [source for source in config.sources if isinstance(source, WebSource)]
    if not sources:
        return []
    from job.fetch_web import fetch_web
    from job.keep_fetched import KeptFetches
    from job.web import client

    kept = None if state is None else KeptFetches(state)
    if kept is not None:
        kept.forget_others(source.address.url for source in sources)
    with client(config.proxy, config.ca_file) as web:
        return [fetch_web(source, web, kept) for source in sources]


def _named(config: Config, files: Sequence[Path]) -> list[Document | Problem]:
    """Fetch the files that a person named, each with the hints of the source that holds it."""
    known: dict[Path, ReportSource] = {}
    for source in (source for source in config.sources if isinstance(source, ReportSource)):
        paths = expand(source.pattern, config.folder, config.roots)
        known |= {} if isinstance(paths, Problem) else dict.fromkeys(paths, source)
    found: list[Document | Problem] = []
    for path in files:
        holder = known.get(path.absolute())
        found.append(fetch(path, path.name) if holder is None else fetch(path, holder.pattern, holder.hints))
    return found
