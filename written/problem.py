"""What is wrong in something that people wrote: one type for rules, config and reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum

from written.place import Place
from written.record import dataclass


class Severity(Enum):
    """How much of the file a problem takes with it."""

    WARNING = "warning"  # used all the same, and said
    ROW = "row"  # this row or unit of a report was left out
    FILE = "file"  # nothing of this file was used
    ERROR = "error"  # this part of a rules or config file is not valid


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where it is, and what to do about it.

    `message` and `hint` are Finnish. `source_line` is the text of the line in the file and `width` the number
    of characters to mark under it. `heading` and `value` are the column and the text of a report's cell.
    """

    severity: Severity
    place: Place
    message: str
    hint: str | None = None
    source_line: str | None = None
    width: int = 1
    heading: str | None = None
    value: str | None = None

    def __str__(self) -> str:
        """The problem as its reader sees it: place, message, the line, a mark under the words, a hint."""
        lines = [f"{self.place}  {self.message}"]
        if self.source_line is not None and self.place.column is not None:
            start = max(0, self.place.column - 1 - _SHOWN_BEFORE) if len(self.source_line) > _MAX_SHOWN else 0
            shown = self.source_line[start : start + _MAX_SHOWN].replace("\t", " ")
            before = self.place.column - 1 - start
            lines.append(f"    {shown}")
            lines.append("    " + " " * before + "^" * max(1, min(self.width, len(shown) - before)))
        if self.hint:
            lines.append(f"    vihje: {self.hint}")
        return "\n".join(lines)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that looks most like `word`, or None where none is near."""
    if len(word) > _MAX_WORD:
        return None
    import difflib

    by_folded = {_fold(name): name for name in known}
    found = difflib.get_close_matches(_fold(word), by_folded, n=1, cutoff=0.62)
    return by_folded[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str], otherwise: Iterable[Mapping[str, str]] = ()) -> str | None:
    """Return the Finnish hint that names the known word that was meant, or None.

    `otherwise` are words that people write for known ones, in small letters: they go before what only looks alike.
    """
    names = tuple(known)
    by_habit = (table.get(word.casefold()) for table in otherwise)
    found = next((name for name in by_habit if name in names), None) or nearest(word, names)
    return f"tarkoititko {found}?" if found else None


def _fold(word: str) -> str:
    """Return a word as it is compared: people leave out the dots of å, ä and ö."""
    return word.casefold().translate(_DOTLESS)


_MAX_WORD = 60
_MAX_SHOWN, _SHOWN_BEFORE = 240, 100
"""How much of a long line is shown, and how much of it before the mark."""
_DOTLESS = str.maketrans("åäö", "aao")
