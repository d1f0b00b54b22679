"""In what unit of money a file is: a note in a heading, beside the title or far from the table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import Enum

from budget.finnish import euros
from budget.money import Cents
from figures.document import Hints, MoneyUnit
from figures.grid import Grid
from figures.headings import money_unit
from figures.tables import Head, TableKind
from figures.vocabulary import Word
from figures.when import take_all
from figures.words import fold
from written.place import Place
from written.problem import Problem, Severity

_LONGEST = 120
_LINES_ABOVE = 6
_SMALL = 100_000  # cents: of smaller tables nothing is said
_TOO_MANY_TIMES = 3
_TOLD = re.compile(
    r"luvut|summat|tiedot|rahayksikkö|yksikkö|valuutta|belopp|siffror|esitet|taulukko|^[^ ]{1,4}$|tuh(?:\.|a[nt])|tusen|milj"
)
_TITLE = re.compile(
    r"talous|raport|katsau|seurant|toteu|tuloslask|budjet|budget|utfall|resultat|ekonomi|uppfölj|lautakun|nämnd|toimiala|toimielin"
    r"|tulosalue|vastuualue|taulu|tilanne|bokslut|tilinpää|vertailu|delår|kuukausi|yhteenveto|(?:kunta|kunnan|kaupun\w+|kommun\w*|stad)\b"
)
_AMOUNT_WORDS = re.compile(
    r"ylity|ylitt|alittu|alitt|alitus|säästö|säästy|lisäy|lisää|lisämäär|kasvoi|kasvaa|kasvav|kasvu\b|vähene|vähenn|laskee|laski\b|nousee|nousi\b"
    r"|\b(?:noin|n\.|ca|on|ovat|oli|olivat|yli|alle|jää|enemmän|monia|useita|satoja|kymmeniä)(?!\w)"
    r"|määrärah|varattu|puuttu|muutto|menee|maksaa|maksetaan|ökar|ökning|minskn|överskr|underskr"
)
_PARTED = re.compile(r"[,(\[:|–-] ?\S*(?:1[ .]?000|tuh\w+\.?|milj\w*\.?|tusen\w*) ?\S*$")
_OF_NUMBERS = re.compile(r"1[ .]?000|tuh|milj|tusen")
_ONE_THOUSAND = re.compile(r"1[ .]?000\b")
_AT_END = re.compile(r"(?:000|€|e|eur\w*)[)\]]?$")
_BARE = re.compile(r"[(\[]?(?:x ?)?1[ .]?000[)\]]?")
_WHOLE = re.compile(
    r"[(\[*x ]*(?:i )?(?:1[ .]?000 ?(?:€|e|eur\w*)|(?:€|eur\w*) ?[(x]? ?1[ .]?000\b.*|x ?1[ .]?000|[tkm] ?(?:€|eur)|'000 ?(?:€|eur\w*)|te)[)\]]?"
)

# A sentence is a note only where it says what the numbers are in, and nothing else.
_SENTENCE = re.compile(
    r"(?:[^\d,:]{0,40} )?(?:luvut|summat|tiedot|rahamäärät|belopp(?:en)?|siffror(?:na)?|taulukko|taulukot|raportti)"
    r"(?: (?:on|ovat|esitetty|esitetään|ilmoitettu|ilmoitetaan|annettu|merkitty|i|är|anges|redovisas|visas|presenteras))*"
    r" (?:1[ .]?000 ?(?:€|e|eur\w*)|tuha[nt]\w*(?: euro\w*| ?€)|euro\w* tuha[nt]\w*|tusen\w* euro|milj\w*\.?(?: euro\w*| ?€)|[tkm] ?(?:€|eur))"
    r"(?: ?\([^)]*\))?(?:,? (?:ellei|jos ei|jollei|om inte)\b.*)?"
)
_WITHOUT_EURO = re.compile(
    r"(?:luvut|summat|tiedot|belopp(?:en)?|siffror(?:na)?)(?: [^\W\d]+){0,2} (?:tuhansi(?:na|a|ssa)|tusental)\.?"
)
_SENTENCE_END = re.compile(r"(?<=[^\d\s]\.)\s+(?=[A-ZÅÄÖ])|(?<=\d{4}\.)\s+(?=[A-ZÅÄÖ])")
_EUROS = re.compile(r"(?:.*\()?(?:luvut |summat |belopp i )?(?:€|eur|euroa|euroina|euro)\)?")


class _Doubt(Enum):
    """A text that may be a note, and may as well be an amount."""

    THOUSANDS = "thousands"


_Note = MoneyUnit | _Doubt | None


def unit(
    grid: Grid, heads: Sequence[Head], in_tables: frozenset[int], hints: Hints
) -> tuple[MoneyUnit, tuple[Problem, ...]] | Problem:
    """Return the unit of money of the figures, euros where no place tells it.

    Two places that tell different units refuse the file, unless config says which is right.
    """
    notes = [*_of_headings(grid, heads), *_of_lines(grid, heads, in_tables), *_of_names(grid)]
    told = {note: place for note, place, _ in reversed(notes) if isinstance(note, MoneyUnit)}
    if hints.unit is not None:
        return hints.unit, tuple(_against(hints.unit, note, place) for note, place in told.items() if note is not hints.unit)
    if len(told) > 1:
        (one, first), (other, second) = list(told.items())[:2]
        message = f"raportissa on kaksi rahayksikköä: {one.value} ({_where(first)}) ja {other.value} ({_where(second)})"
        return Problem(Severity.FILE, first, message, "kerro oikea lähteen kohdassa unit: €, k€ tai M€")
    for _, place, text in notes if not told else ():
        message = f"merkinnästä ”{text[:60]}” ei selviä, ovatko taulukoiden luvut tuhansia euroja"
        return Problem(Severity.FILE, place, message, "kerro rahayksikkö lähteen kohdassa unit: € tai k€", value=text[:60])
    return (next(iter(told)) if told else MoneyUnit.EURO), ()


def _where(place: Place) -> str:
    return "nimi" if place.line is None else f"rivi {place.line}"


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


def _of_headings(grid: Grid, heads: Iterable[Head]) -> Iterable[tuple[MoneyUnit | _Doubt, Place, str]]:
    for head in heads:
        if head.kind is not TableKind.FIGURES:
            continue
        for of in head.headings:
            note = of.unit if of.word is not None else _note(of.text, is_title=True)
            if note is None or (note is MoneyUnit.EURO and of.word in (Word.IGNORED, Word.SHARE)):  # `Ero €` beside `Ero %`
                continue
            yield note, Place(grid.file, head.row.number), of.text


def _of_lines(grid: Grid, heads: Sequence[Head], in_tables: frozenset[int]) -> Iterable[tuple[MoneyUnit | _Doubt, Place, str]]:
    """Notes on lines of their own or in titles; an amount in a sentence is no note."""
    above = {number for head in heads for number in range(head.row.number - _LINES_ABOVE, head.row.number)}
    top = heads[0].row.number if heads else 0
    for row in grid.rows.outside(in_tables):
        filled = row.filled
        if len(filled) > 3:
            continue
        for cell in filled:
            note = _note(cell, is_title=row.number < top or row.number in above)
            if note is MoneyUnit.THOUSAND and len(filled) > 1 and row.number > top and _ONE_THOUSAND.search(cell):
                note = _Doubt.THOUSANDS  # an amount beside its name, or a note
            if note is not None:
                yield note, Place(grid.file, row.number), cell


def _of_names(grid: Grid) -> Iterable[tuple[MoneyUnit | _Doubt, Place, str]]:
    """The name of a sheet; a number alone is the code of its unit."""
    note = None if grid.sheet is None else _note(grid.sheet, is_title=True)
    if isinstance(note, MoneyUnit) and grid.sheet is not None:
        yield note, Place(grid.file, sheet=grid.sheet), grid.sheet


def _note(text: str, *, is_title: bool) -> _Note:
    """Return the unit of money that a text says the tables are in.

    A title may end in it: `Talousraportti 6/2024, 1000 €`. Elsewhere one thousand euros is an amount, unless the text is
    nothing else or says that it is about the numbers.
    """
    if len(text) > _LONGEST:
        return None
    if not any(sign in text for sign in "€eE") and "000" not in text:
        return MoneyUnit.THOUSAND if _WITHOUT_EURO.fullmatch(fold(text)) else None
    folded = fold(text)
    if _WITHOUT_EURO.fullmatch(folded):
        return MoneyUnit.THOUSAND
    if text.endswith("."):
        return next((note for part in _SENTENCE_END.split(text) if (note := _of_sentence(part)) is not None), None)
    rest, when = take_all(folded)
    note = money_unit(rest)
    if note is MoneyUnit.EURO:  # amounts in the text are in euros too, so only a note that is nothing else tells anything
        return note if _EUROS.fullmatch(folded) else None
    if note is None:
        return _Doubt.THOUSANDS if is_title and _BARE.fullmatch(folded) else None
    if _WHOLE.fullmatch(rest.strip(" ,:;-|/.")) or _SENTENCE.fullmatch(folded):
        return note
    if _AMOUNT_WORDS.search(folded) and _OF_NUMBERS.search(rest):
        return _Doubt.THOUSANDS if is_title and _PARTED.search(rest) else None
    return _in_words(rest, note, is_title=is_title, is_dated=when is not None)


def _in_words(rest: str, note: MoneyUnit, *, is_title: bool, is_dated: bool) -> _Note:
    """Return the unit of a text that says something else too, and nothing of more or less."""
    if _TOLD.search(rest):
        return note
    in_brackets = rest.endswith((")", "]"))
    if not (_AT_END.search(rest) and (is_title or in_brackets)):
        return None
    if not _ONE_THOUSAND.search(rest) or _TITLE.search(rest) or (is_title and (is_dated or in_brackets)):
        return note
    return _Doubt.THOUSANDS


def _of_sentence(text: str) -> MoneyUnit | None:
    """Return the unit of a sentence such as `Luvut ovat tuhansia euroja.`; what numbers do besides is no note."""
    folded = fold(text).rstrip(". ")
    return money_unit(folded) if _SENTENCE.fullmatch(folded) else None
