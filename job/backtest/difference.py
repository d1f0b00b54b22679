"""What another rules folder would do differently: opened only by one, earlier or later, and how often each rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import zip_longest

from alerts.alert import target_key
from job.backtest.replayed import Episode, Replayed
from written.record import dataclass

Pair = tuple[Episode, Episode]
"""The same episode by these rules and by the other ones."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many alerts a rule would have opened by these rules, and by the other ones."""

    rule: str
    here: int
    there: int


@dataclass(frozen=True, slots=True)
class Difference:
    """These rules against other ones. `earlier` and `later` are about the others: they open earlier, or later.

    The episodes of a rule, target and budget year are held against each other in the order in which they opened.
    """

    folder: str
    counts: tuple[Counts, ...]
    only_here: tuple[Episode, ...]
    only_there: tuple[Episode, ...]
    earlier: tuple[Pair, ...]
    later: tuple[Pair, ...]
    messages: tuple[int, int]


def difference(here: Replayed, there: Replayed, rules: Iterable[str], folder: str) -> Difference:
    """Compare two replays of the same figures. `rules` are the ids of both folders, in the order in which they are told."""
    pairs = tuple(_paired(here.episodes, there.episodes))
    both = tuple((one, other) for one, other in pairs if one is not None and other is not None)
    counts = Counter(e.rule for e in here.episodes), Counter(e.rule for e in there.episodes)
    return Difference(
        folder,
        tuple(Counts(rule, counts[0][rule], counts[1][rule]) for rule in dict.fromkeys(rules)),
        tuple(one for one, other in pairs if one is not None and other is None),
        tuple(other for one, other in pairs if one is None and other is not None),
        tuple((one, other) for one, other in both if other.opened < one.opened),
        tuple((one, other) for one, other in both if other.opened > one.opened),
        (len(here.messages), len(there.messages)),
    )


def _paired(here: Iterable[Episode], there: Iterable[Episode]) -> Iterable[tuple[Episode | None, Episode | None]]:
    one, other = _by_alert(here), _by_alert(there)
    for key in dict.fromkeys((*one, *other)):
        yield from zip_longest(one.get(key, ()), other.get(key, ()))


def _by_alert(episodes: Iterable[Episode]) -> dict[tuple[str, ...], list[Episode]]:
    found: dict[tuple[str, ...], list[Episode]] = {}
    for episode in episodes:
        found.setdefault((episode.rule, str(episode.opened.year), *target_key(episode.target)), []).append(episode)
    return found
