"""Replaying rules folders over the same years, a budget year at a time and the years side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby

from budget.finnish import counted
from budget.snapshot import Snapshot
from engine.rulebook import Rulebook, Subject
from job.backtest.replayed import Replayed, joined
from job.backtest.workers import computed, one_by_one
from job.backtest.year import City, replay_year

_SMALL = 100_000
"""So few judgements take less time than starting processes for them."""


def replay(
    rulebooks: Sequence[Rulebook], snapshots: Sequence[Snapshot], city: City, progress: Callable[[str], None]
) -> tuple[Replayed, ...]:
    """Return what each of the rulebooks would have done.

    Args:
        rulebooks: each is replayed by itself.
        snapshots: the figures, the oldest period first.
        city: what the messages depend on besides.
        progress: is told of each year where there is much to do.
    """
    years = [tuple(group) for _, group in groupby(snapshots, key=lambda snapshot: snapshot.period.year)]
    starts = [sum(map(len, years[:number])) for number in range(len(years))]
    pieces = [
        partial(replay_year, _replayable(rulebook), snapshots[:start], year, city)
        for rulebook in rulebooks
        for start, year in zip(starts, years, strict=True)
    ]
    if sum(len(snapshot.units) for snapshot in snapshots) * sum(len(rulebook.rules) for rulebook in rulebooks) < _SMALL:
        results = one_by_one(pieces, lambda _: None)
    else:
        whole = counted(len(pieces), "vuosi", "vuotta")
        results = computed(pieces, lambda done: progress(f"kokeiltu {done}/{whole}"))
    firsts = [year[0].period for year in years]
    return tuple(joined(zip(firsts, results[at : at + len(years)], strict=True)) for at in range(0, len(results), len(years)))


def depends_on_the_day(rulebook: Rulebook) -> tuple[str, ...]:
    """Return the ids of the rules that are not replayed: the age of a source is of the day of the run, not of the figures."""
    return tuple(rule.card.id for rule in rulebook.rules if Subject.SOURCE in rule.subjects)


def _replayable(rulebook: Rulebook) -> Rulebook:
    left_out = depends_on_the_day(rulebook)
    return replace(rulebook, rules=tuple(rule for rule in rulebook.rules if rule.card.id not in left_out))
