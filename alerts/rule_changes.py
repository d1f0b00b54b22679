"""What a change of the rules has done, for finance: `3 uutta, 1 poistuu`, and which alerts they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from alerts.event import Change, Event
from budget.finnish import NBSP

_NEW = (Change.NEW, Change.HELD)
_GONE = (Change.ENDED, Change.ENDED_UNTOLD, Change.RULE_REMOVED)
_NO_EFFECT = "Sääntöjä on muutettu. Muutos ei vaikuta poikkeamiin."


def effect(events: Iterable[Event]) -> str:
    """Return in a sentence what a change of the rules has done to the alerts."""
    counts = Counter(_word(event) for event in events if event.by_rules)
    parts = [f"{counts[word]}{NBSP}{one if counts[word] == 1 else many}" for word, one, many in _WORDS if counts[word]]
    return f"Sääntöjä on muutettu: {', '.join(parts)}." if parts else _NO_EFFECT


_WORDS = (
    ("new", "uusi", "uutta"),
    ("grown", "kasvaa", "kasvaa"),
    ("moved", "muuttuu", "muuttuu"),
    ("eased", "lieventyy", "lieventyy"),
    ("gone", "poistuu", "poistuu"),
)
_OF = {
    **dict.fromkeys(_NEW, "new"),
    **dict.fromkeys(_GONE, "gone"),
    Change.GROWN: "grown",
    Change.RESTATED: "moved",
    Change.EASED: "eased",
}


def _word(event: Event) -> str:
    return _OF.get(event.change, "moved")
