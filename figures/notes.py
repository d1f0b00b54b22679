"""In what unit of money a file is: a note in a heading, beside the title or far from the table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from budget.finnish import euros
from budget.money import Cents
from figures.document import Hints, MoneyUnit
from figures.grid import Grid
from figures.headings import money_unit
from figures.tables import Head, TableKind
from figures.words import fold
from written.place import Place
from written.problem import Problem, Severity

_LONGEST = 120
_SMALL = 100_000  # cents: of smaller tables nothing is said
_TOO_MANY_TIMES = 3
_TOLD = re.compile(
    r"luvut|summat|tiedot|rahayksikkö|yksikkö|belopp|siffror|esitet|taulukko|\(|\[|^[^ ]{1,4}$|^(?:x ?|i )?1[ .]?000 ?(?:€|e)|^(?:€|eur\w*) ?1[ .]?000|^[tkm] ?(?:€|eur)|tuha[nt]|tusen|milj"
)

# A sentence is a note only where it says what the numbers are in, and nothing else.
_SENTENCE = re.compile(
    r"(?:[^\d,:]{0,40} )?(?:luvut|summat|tiedot|rahamäärät|belopp(?:en)?|siffror(?:na)?|taulukko|taulukot|raportti)"
    r"(?: (?:on|ovat|esitetty|esitetään|ilmoitettu|ilmoitetaan|annettu|merkitty|i|är|anges|redovisas|visas|presenteras))*"
    r" (?:1[ .]?000 ?(?:€|e|eur\w*)|tuha[nt]\w*(?: euro\w*| ?€)|euro\w* tuha[nt]\w*|tusen\w* euro|milj\w*\.?(?: euro\w*| ?€)|[tkm] ?(?:€|eur))"
    r"(?: ?\([^)]*\))?(?:,? (?:ellei|jos ei|jollei|om inte)\b.*)?"
)
_WITHOUT_EURO = re.compile(r"(?:luvut|summat|tiedot|belopp(?:en)?|siffror(?:na)?)(?: [^\W\d]+){0,2} (?:tuhansina|tusental)\.?")
_SENTENCE_END = re.compile(r"(?<=[^\d\s]\.)\s+(?=[A-ZÅÄÖ])|(?<=\d{4}\.)\s+(?=[A-ZÅÄÖ])")
_EUROS = re.compile(r"(?:.*\()?(?:luvut |summat |belopp i )?(?:€|eur|euroa|euroina|euro)\)?")


def unit(
    grid: Grid, heads: Sequence[Head], in_tables: frozenset[int], hints: Hints
) -> tuple[MoneyUnit, tuple[Problem, ...]] | Problem:
    """Return the unit of money of the figures, euros where no place tells it.

    Two places that tell different units refuse the file, unless config says which is right.
    """
    notes = [*_of_headings(grid, heads), *_of_lines(grid, in_tables)]
    told = dict(reversed(notes))
    if hints.unit is not None:
        return hints.unit, tuple(_against(hints.unit, note, place) for note, place in told.items() if note is not hints.unit)
    if len(told) > 1:
        (one, first), (other, second) = list(told.items())[:2]
        message = f"raportissa on kaksi rahayksikköä: {one.value} (rivi {first.line}) ja {other.value} (rivi {second.line})"
        return Problem(Severity.FILE, first, message, "kerro oikea lähteen kohdassa unit: €, k€ tai M€")
    return (next(iter(told)) if told else MoneyUnit.EURO), ()


def too_small(worth: int, amounts: Iterable[tuple[int, Place]], hints: Hints) -> tuple[Problem, ...]:
    """Return the doubt of a report whose text speaks of sums that its tables cannot hold: a note of thousands may be lost.

    Args:
        worth: the biggest budget or actual of costs in cents.
        amounts: of the text in cents, in euros whatever the tables are in.
        hints: what config says; nothing is doubted where it tells the unit.
    """
    biggest = max(amounts, key=lambda of: of[0], default=None)
    if biggest is None or hints.unit is not None or worth < _SMALL or biggest[0] <= _TOO_MANY_TIMES * worth:
        return ()
    message = (
        f"tekstissä on määrä {euros(Cents(biggest[0]))}, mutta taulukoiden suurin kulu on {euros(Cents(worth))}: "
        "ovatko taulukoiden luvut tuhansia euroja?"
    )
    return (Problem(Severity.WARNING, biggest[1], message, "kerro rahayksikkö lähteen kohdassa unit: €, k€ tai M€"),)


def _against(hinted: MoneyUnit, note: MoneyUnit, place: Place) -> Problem:
    message = (
        f"raportin rahayksikkö näyttää olevan {note.value}, mutta asetuksen mukaan se on {hinted.value}; asetusta käytettiin"
    )
    return Problem(Severity.WARNING, place, message, "tarkista lähteen kohta unit")


def _of_headings(grid: Grid, heads: Iterable[Head]) -> Iterable[tuple[MoneyUnit, Place]]:
    for head in heads:
        if head.kind is not TableKind.FIGURES:
            continue
        for of in head.headings:
            note = of.unit if of.word is not None else _note(of.text)
            if note is not None:
                yield note, Place(grid.file, head.row.number)


def _of_lines(grid: Grid, in_tables: frozenset[int]) -> Iterable[tuple[MoneyUnit, Place]]:
    """Notes on lines of their own or in titles; an amount in a sentence is no note."""
    for row in grid.rows:
        if row.number in in_tables or len(row.filled) > 3:
            continue
        for cell in row.filled:
            note = _note(cell)
            if note is not None:
                yield note, Place(grid.file, row.number)


def _note(text: str) -> MoneyUnit | None:
    if len(text) > _LONGEST:
        return None
    if _WITHOUT_EURO.fullmatch(fold(text)):
        return MoneyUnit.THOUSAND
    if not any(sign in text for sign in "€eE"):
        return None
    if text.endswith("."):
        return next((note for part in _SENTENCE_END.split(text) if (note := _of_sentence(part)) is not None), None)
    folded = fold(text)
    note = money_unit(folded)
    if note is MoneyUnit.EURO:  # amounts in the text are in euros too, so only a note that is nothing else tells anything
        return note if _EUROS.fullmatch(folded) else None
    return note if note is not None and _TOLD.search(folded) else None


def _of_sentence(text: str) -> MoneyUnit | None:
    """Return the unit of a sentence such as `Luvut ovat tuhansia euroja.`; what numbers do besides is no note."""
    folded = fold(text).rstrip(". ")
    return money_unit(folded) if _SENTENCE.fullmatch(folded) else None
