"""From the text of a rules file to a checked condition, with every mistake under the very words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from engine.parser import read
from engine.resolve import for_subject
from engine.rulebook import Limit, Subject
from engine.syntax import Condition, Mistake, Span
from written.place import Place
from written.problem import Problem
from written.yaml_nodes import Document, Scalar


def checked(text: str, subjects: tuple[Subject, ...], limits: tuple[Limit, ...] = ()) -> Condition | tuple[Mistake, ...]:
    """Read a condition and resolve its names. Never raises; mistakes are in the order of the text.

    Several subjects are lines, of which a condition says the same. Without any the names stand as they were written.
    """
    condition, mistakes = read(text)
    found = list(mistakes)
    if condition is not None and subjects:
        resolved = for_subject(condition, subjects[0], limits)
        if isinstance(resolved, Condition):
            condition = resolved
        else:
            found.extend(mistake for mistake in resolved if not any(_overlap(mistake, told) for told in mistakes))
    if not found and condition is not None:
        return condition
    return tuple(sorted(found, key=lambda mistake: mistake.span.start))


def _overlap(one: Mistake, other: Mistake) -> bool:
    return one.span.start < other.span.end and other.span.start < one.span.end


def condition_at(
    scalar: Scalar, document: Document, subjects: tuple[Subject, ...], limits: tuple[Limit, ...] = ()
) -> Condition | tuple[Problem, ...]:
    """Read the condition of a scalar; where it is not one, its problems with file, line, column and width."""
    result = checked(scalar.text, subjects, limits)
    if isinstance(result, Condition):
        return result
    places = _places(scalar, document, max(mistake.span.end for mistake in result))
    return tuple(_problem(mistake, places, scalar, document) for mistake in result)


def problem_of(scalar: Scalar, document: Document, message: str, hint: str) -> Problem:
    """Return a problem of a whole condition, marked from its first word on."""
    whole = Mistake(Span(0, len(unicodedata.normalize("NFC", scalar.text))), message, hint)
    return _problem(whole, _places(scalar, document, len(scalar.text)), scalar, document)


def _problem(mistake: Mistake, places: dict[int, tuple[int, int]], scalar: Scalar, document: Document) -> Problem:
    span = _unnormalised(mistake.span, scalar.text)
    inside = [places[at] for at in range(span.start, span.end) if at in places]
    if not inside:
        return document.problem(scalar, mistake.message, mistake.hint)
    line, column = inside[0]
    last = max(col for row, col in inside if row == line)
    place = Place(document.file, line, column)
    return document.problem_at(place, mistake.message, mistake.hint, last - column + 1)


def _unnormalised(span: Span, text: str) -> Span:
    """Return a span of the normalised text as one of the text itself."""
    if unicodedata.is_normalized("NFC", text):
        return span
    start, end, normal = 0, len(text), 0
    for at, cluster in _clusters(text):
        if normal <= span.start:
            start = at
        if normal < span.end:
            end = at + len(cluster)
        normal += len(unicodedata.normalize("NFC", cluster))
    return Span(start, end)


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """Yield every letter with the accents that follow it, and where it begins."""
    starts = [at for at, char in enumerate(text) if at == 0 or not unicodedata.combining(char)]
    for start, end in pairwise((*starts, len(text))):
        yield start, text[start:end]


def _places(scalar: Scalar, document: Document, end: int) -> dict[int, tuple[int, int]]:
    """Return line and column in the file of every character of a scalar that is no blank, as far as mistakes reach.

    The characters are found one after another in the file's own lines, past quotes, escapes and the indents and
    line ends that YAML folds away, so that the columns are right however the scalar was written.
    """
    row, column = (scalar.place.line or 1) - 1, (scalar.place.column or 1) - 1
    if document.lines[row : row + 1] and document.lines[row][column : column + 1] in ("|", ">") and not scalar.plain:
        row, column = row + 1, 0
    places: dict[int, tuple[int, int]] = {}
    # Accents that stand apart make the text itself longer than what was read of it.
    for at, char in enumerate(scalar.text[: 4 * end + 4]):
        if char.isspace():
            continue
        while row < len(document.lines) and document.lines[row][column : column + 1] != char:
            row, column = (row, column + 1) if column < len(document.lines[row]) else (row + 1, 0)
        if row >= len(document.lines):
            break
        places[at] = (row + 1, column + 1)
        column += 1
    return places
