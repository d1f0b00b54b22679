"""The figures of a replay: the periods of the sources, and those that the state keeps and the sources hold no more."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from budget.period import Period
from budget.snapshot import Snapshot
from figures.document import Document
from figures.reading import Reading
from job.backtest.workers import computed
from job.config import Config
from job.keep_figures import KeptFigures
from job.load import Progress, in_turn, load
from job.state import StateError, open_to_read
from written.place import Place
from written.problem import Problem, Severity
from written.record import dataclass

_MANY = 24
_PIECE = 6
"""So many files are read side by side, and so many of them at a time."""


@dataclass(frozen=True, slots=True)
class Periods:
    """The figures of every period, the oldest first. `stored` are the periods that only the state had."""

    snapshots: tuple[Snapshot, ...]
    stored: tuple[Period, ...]
    problems: tuple[Problem, ...]


def periods(config: Config, files: Sequence[Path], progress: Progress) -> Periods:
    """Return the figures to replay.

    Args:
        config: names the sources and the state, which is read only.
        files: files that a person named: then they alone are replayed.
        progress: is told of each file where there are many.
    """
    kept, accepted, problems = ((), frozenset[str](), ()) if files else _kept(config)
    loaded = load(config, files, previous=kept, accepted=accepted, read_all=_read_all, progress=progress)
    by_period = {snapshot.period: snapshot for snapshot in (*kept, *loaded.snapshots)}
    stored = by_period.keys() - {snapshot.period for snapshot in loaded.snapshots}
    return Periods(tuple(by_period[period] for period in sorted(by_period)), tuple(sorted(stored)), (*problems, *loaded.problems))


def _read_all(documents: Sequence[Document], progress: Progress) -> list[Reading]:
    """Read many files side by side."""
    if len(documents) < _MANY:
        return in_turn(documents, progress)
    pieces = [partial(in_turn, documents[at : at + _PIECE], _no_progress) for at in range(0, len(documents), _PIECE)]
    whole = len(documents)
    found = computed(pieces, lambda done: progress(f"luettu {min(done * _PIECE, whole)}/{whole} tiedostoa"))
    return [reading for piece in found for reading in piece]


def _no_progress(_line: str) -> None:
    """Say nothing: a worker is not the one who tells."""


def _kept(config: Config) -> tuple[tuple[Snapshot, ...], frozenset[str], tuple[Problem, ...]]:
    """Return the newest figures of every period of the state, the files that were accepted, and why there are none."""
    try:
        state = open_to_read(config.state)
    except StateError as error:
        problem = Problem(Severity.FILE, Place(config.shown(config.state)), f"tallennettuja lukuja ei voitu käyttää: {error}")
        return (), frozenset(), (problem,)
    if state is None:
        return (), frozenset(), ()
    with state:
        figures = KeptFigures(state)
        return figures.newest(), figures.accepted(), ()
