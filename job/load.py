"""The newest figures: from the sources of config, or from files that a person names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from budget.snapshot import Snapshot
from figures.document import NO_HINTS, Document, Hints
from figures.fetch import expand, fetch
from figures.read import Reading, read
from figures.reconcile import reconcile
from job.config import Config
from written.problem import Problem


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the sources said: a snapshot per period (the oldest first), the readings of the files, and what was wrong."""

    snapshots: tuple[Snapshot, ...]
    readings: tuple[Reading, ...]
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
    problems = [item for item in found if isinstance(item, Problem)]
    readings: list[Reading] = []
    for number, document in enumerate(documents, 1):
        if len(documents) > 3:
            progress(f"luetaan {number}/{len(documents)}: {document.file}")
        readings.append(read(document))
    proved = reconcile(readings, previous, accepted)
    return Loaded(proved.snapshots, tuple(readings), (*problems, *proved.problems))


def _from_sources(config: Config) -> list[Document | Problem]:
    found: list[Document | Problem] = []
    for source in config.sources:
        for path in expand(source.pattern, config.folder, config.roots):
            found.append(path if isinstance(path, Problem) else fetch(path, source.pattern, source.hints))
    return found


def _named(config: Config, files: Sequence[Path]) -> list[Document | Problem]:
    hints: dict[Path, tuple[str, Hints]] = {}
    for source in config.sources:
        for path in expand(source.pattern, config.folder, config.roots):
            if isinstance(path, Path):
                hints[path] = (source.pattern, source.hints)
    return [fetch(path, *hints.get(path.absolute(), (path.name, NO_HINTS))) for path in files]
