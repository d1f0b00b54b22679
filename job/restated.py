"""Older figures that have changed or come late: what finance hears of a period that is not judged again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from alerts.alert import target_key
from budget.finnish import listing, month, sentence_case
from budget.snapshot import History, Snapshot
from budget.verdict import Fired, Level
from engine.evaluate import judge, prepare
from engine.rulebook import Rulebook

_NAMED = 4


def restated_notes(
    rulebook: Rulebook, changed: Iterable[tuple[Snapshot, Snapshot]], current: Snapshot, history: History
) -> tuple[str, ...]:
    """Return a sentence for each older period of which a verdict would be another now; nothing is opened or ended by it.

    Args:
        rulebook: the rules of today.
        changed: the figures of a period as they were kept, and as they are now.
        current: the figures that the run stands on.
        history: all other periods.
    """
    notes: list[str] = []
    for old, new in changed:
        before, after = _levels(rulebook, old, history), _levels(rulebook, new, history)
        names = tuple(dict.fromkeys(name for key, (_, name) in {**before, **after}.items() if before.get(key) != after.get(key)))
        if names:
            closed = (
                f" Vuosi {new.period.year} on päättynyt, eikä sen seurantaa avata."
                if new.period.year < current.period.year
                else ""
            )
            notes.append(
                f"Aiemman kauden luvut ovat muuttuneet ({month(new.period)}): arvio olisi nyt toinen, {_named(names)}.{closed}"
            )
    return tuple(notes)


def late_notes(rulebook: Rulebook, late: Iterable[Snapshot], current: Snapshot, history: History) -> tuple[str, ...]:
    """Return a sentence for each older period that came after a newer one, of what the heads have not been told.

    Args:
        rulebook: the rules of today.
        late: the figures of periods that were never read before.
        current: the figures that the run stands on: what alerts there too is told by its own alert.
        history: all other periods.
    """
    now = _levels(rulebook, current, history)
    notes: list[str] = []
    for snapshot in late:
        found = _levels(rulebook, snapshot, history)
        same_year = snapshot.period.year == current.period.year
        names = tuple(dict.fromkeys(name for key, (_, name) in found.items() if not (same_year and key in now)))
        if names:
            notes.append(
                f"Aiemman kauden luvut tulivat vasta nyt ({month(snapshot.period)}). Niissä raja ylittyy, eikä siitä ole"
                f" kerrottu vastuuhenkilöille: {_named(names)}."
            )
    return tuple(notes)


def _levels(rulebook: Rulebook, snapshot: Snapshot, history: History) -> dict[tuple[str, ...], tuple[Level, str]]:
    """Return what would alert, by rule and target, with its name."""
    others = History(tuple(other for other in history.snapshots if other.period < snapshot.period))
    evaluation = judge(rulebook, prepare(rulebook), snapshot, others, snapshot.period.last_day)
    return {
        (verdict.rule.id, *target_key(verdict.target)): (verdict.outcome.level, sentence_case(verdict.name))
        for verdict in evaluation.verdicts
        if isinstance(verdict.outcome, Fired) and verdict.outcome.level >= Level.YELLOW
    }


def _named(names: Sequence[str]) -> str:
    return listing(names) if len(names) <= _NAMED else f"{', '.join(names[:_NAMED])} ja {len(names) - _NAMED} muuta"
