"""An item while its message is being put together, and what its reader hears beside it."""

from __future__ import annotations

from collections.abc import Iterable

from alerts.event import Change, Event
from alerts.facts import Situation
from alerts.message import Item, Paragraph
from alerts.news import Finding
from alerts.words import source_words
from budget.exact import ZERO, Exact, compare
from budget.finnish import LEVEL_WORDS, capital
from budget.unit import UnitCode
from budget.verdict import Level, SourceTarget
from written.place import Place
from written.record import dataclass

NAMES_OF_RULE = tuple[str, UnitCode]
ENDED_WORD = "Poistunut"


@dataclass(frozen=True, slots=True)
class Hearing:
    """What one reader hears in this message: the situation, and which rules of which units."""

    situation: Situation
    mine: frozenset[NAMES_OF_RULE]


@dataclass(frozen=True, slots=True)
class Draft:
    """One item with what the message needs to order it, to close it and to name it in one line.

    `item` has no questions yet and no ending. `ending` is a sentence, empty where none is known. `named` are the (rule, unit) whose euros it tells by name.
    """

    item: Item
    name: str
    amount: Exact
    events: tuple[Event, ...]
    questions: tuple[str, ...] = ()
    ending: str = ""
    named: frozenset[NAMES_OF_RULE] = frozenset()
    unit: UnitCode | None = None

    @property
    def line(self) -> str:
        """The item in one line: `Museotoimi: kulut 103 662 € edellä tasaista kertymää`."""
        return f"{self.name}: {self.item.headline}"

    @property
    def line_with_level(self) -> str:
        """The item in one line with its level word: `Museotoimi – Seurattava – kulut 103 662 € edellä …`."""
        return f"{self.name} – {self.item.level_word} – {self.item.headline}"


def by_weight(drafts: Iterable[Draft]) -> tuple[Draft, ...]:
    """Return the drafts by level, then by unfavourable euros; what has ended stands last."""
    return tuple(sorted(drafts, key=lambda d: (-(d.item.level or 0), -(d.amount[0] // d.amount[1]))))


def level_word(level: Level, found: Iterable[Finding]) -> str:
    """Return the word of an item's level, with the kind of the news where it is not new: `Seurattava (kasvanut)`."""
    changes = tuple(dict.fromkeys(f.event.change for f in found))
    if Change.GROWN in changes:
        return f"{LEVEL_WORDS[level]} ({Change.GROWN.value})"
    if changes in ((Change.RESTATED,), (Change.REMINDED,)):
        return f"{LEVEL_WORDS[level]} ({changes[0].value})"
    return LEVEL_WORDS[level]


def most(found: Iterable[Finding]) -> Exact:
    """Return the largest unfavourable cents of the findings."""
    largest = ZERO
    for finding in found:
        if compare(finding.euros, largest) > 0:
            largest = finding.euros
    return largest


def basis_line(found: Iterable[Finding], places: Iterable[Place], prose: str = "") -> str:
    """Return the grey line at the end: the limits in words, and where the figures stand."""
    limits = "; ".join(dict.fromkeys(f.fired.basis.rstrip(".") for f in found if f.fired.basis))
    source = source_words(places) + prose
    parts = (f"Peruste: {limits}." if limits else "", f"Lähde: {source}." if source else "")
    return " ".join(part for part in parts if part)


def ending_sentence(found: Iterable[Finding], condition: str | None) -> str:
    """Return what would end the first of the findings; empty where no such condition is known.

    An item goes on where the others need something else to end, and `kesto` asks the same of the next periods too.
    """
    first, *others = found
    if not condition:
        return ""
    goes_on = any(other.fired.ending != first.fired.ending for other in others)
    whose = "Ensin mainitun poikkeaman seuranta" if goes_on else "Seuranta"
    more = 0 if isinstance(first.target, SourceTarget) else first.rule.duration - 1
    how_long = f"{more} seuraavalla kaudella" if more > 1 else "seuraavalla kaudella"
    lasts = f" ja tilanne on yhtä hyvä myös {how_long}" if more else ""
    return f"{whose} päättyy esimerkiksi, jos {condition}{lasts}."


def verdict_places(found: Iterable[Finding]) -> tuple[Place, ...]:
    """Return where the judged values stand, as the verdicts say."""
    verdicts = [f.event.verdict for f in found if f.event.verdict is not None]
    return tuple(Place(v.file, v.row) for v in verdicts if v.file is not None)


def paragraph(sentences: Iterable[str]) -> tuple[Paragraph, ...]:
    """Return running text of the sentences, each with a capital and once; nothing for none."""
    said = tuple(dict.fromkeys(capital(sentence) for sentence in sentences if sentence))
    return (Paragraph(said),) if said else ()
