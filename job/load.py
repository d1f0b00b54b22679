"""The newest figures: from the sources of config, or from files that a person names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from budget.snapshot import Snapshot
from figures.document import Document
from figures.fetch import expand, fetch
from figures.reading import Counts, Reading
from figures.readings import readings as read_file
from figures.reconcile import reconcile
from job.config import Config, ReportSource
from written.problem import Problem
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the sources said: a snapshot per period (the oldest first), the rows of each file, and what was wrong."""

    snapshots: tuple[Snapshot, ...]
    counts: tuple[Counts, ...]
    problems: tuple[Problem, ...]

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
    progress: Callable[[str], None],
) -> Loaded:
    """Fetch, read and prove the sources, or `files` in their place.

    Args:
        config: names the sources.
        files: files that a person named; the hints of the source that holds such a file go with it.
        previous: the snapshots that were accepted before, for the gates.
        accepted: fingerprints of files that a person has accepted in spite of the gates.
        progress: is told of each file where there are many.
    """
    found = _named(config, files) if files else _from_sources(config)
    documents = [item for item in found if isinstance(item, Document)]
    problems = [*config.unread, *(item for item in found if isinstance(item, Problem))]
    readings: list[Reading] = []
    for number, document in enumerate(documents, 1):
        if len(documents) > 3:
            progress(f"luetaan {number}/{len(documents)}: {document.file}")
        readings.extend(read_file(document))
    proved = reconcile(readings, previous, accepted)
    return Loaded(proved.snapshots, proved.counts, (*problems, *proved.problems))


def _from_sources(config: Config) -> list[Document | Problem]:
    found: list[Document | Problem] = []
    for source in config.sources:
        paths = expand(source.pattern, config.folder, config.roots)
        if isinstance(paths, Problem):
            found.append(paths)
        else:
            found += [fetch(path, source.pattern, source.hints) for path in paths]
    return found


def _named(config: Config, files: Sequence[Path]) -> list[Document | Problem]:
    """Fetch the files that a person named, each with the hints of the source that holds it."""
    known: dict[Path, ReportSource] = {}
    for source in config.sources:
        paths = expand(source.pattern, config.folder, config.roots)
        known |= {} if isinstance(paths, Problem) else dict.fromkeys(paths, source)
    found: list[Document | Problem] = []
    for path in files:
        holder = known.get(path.absolute())
        found.append(fetch(path, path.name) if holder is None else fetch(path, holder.pattern, holder.hints))
    return found
