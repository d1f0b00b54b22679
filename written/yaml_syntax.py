"""What libyaml says in English of a file that is not YAML, in Finnish, and where the mistake begins."""

from __future__ import annotations

import yaml

from written.place import Place
from written.problem import Problem, Severity
from written.yaml_nodes import Document


def syntax_problem(error: yaml.MarkedYAMLError, document: Document) -> Problem:
    """Say in Finnish what libyaml says in English, at the line where the mistake begins."""
    what = f"{error.problem or ''} {error.context or ''}"
    begins = any(word in what for word in _SAID_WHERE_THEY_BEGIN)
    mark = error.context_mark if begins and error.context_mark else error.problem_mark or error.context_mark
    if mark is None:
        return Problem(Severity.ERROR, Place(document.file), "tiedosto ei ole kelvollista YAML-muotoa")
    line = min(mark.line, len(document.lines) - 1)
    message, hint = _syntax_words(what)
    if "mapping values" in what and ":" not in document.lines[line][: mark.column]:
        message, hint = "rivi on sisennetty liian syvälle", "siirrä rivi samalle tasolle kuin muut avaimet"
    before = document.lines[line][: mark.column].rstrip()
    if "did not find expected" in what and before[-1:] in ('"', "'"):
        opening = _opening(line, before, document)
        if opening is not None:
            return document.problem_at(opening, *_syntax_words("quoted scalar"))
        message, hint = "lainausmerkin perässä on tekstiä", "siirrä lainausmerkki arvon loppuun tai poista lainausmerkit"
    return document.problem_at(_place(line, mark.column, document), message, hint)


def _opening(line: int, before: str, document: Document) -> Place | None:
    """Return where a quote that the end of `before` closes was opened, where that is on an earlier line."""
    quote = before[-1:]
    if before.count(quote) % 2 == 0:
        return None
    lines = document.lines
    earlier = next((n for n in range(line - 1, -1, -1) if lines[n].count(quote) % 2), None)
    return None if earlier is None else _place(earlier, lines[earlier].rindex(quote), document)


def _place(line: int, column: int, document: Document) -> Place:
    return Place(document.file, line + 1, column + 1)


def _syntax_words(what: str) -> tuple[str, str | None]:
    for key, message, hint in _SYNTAX:
        if key in what:
            return message, hint
    return "rivi ei ole kelvollista YAML-muotoa", "tarkista sisennys, kaksoispisteet ja lainausmerkit"


_SAID_WHERE_THEY_BEGIN = (
    "quoted scalar",
    "simple key",
    "flow sequence",
    "flow mapping",
    "an anchor",
    "an alias",
    "a tag",
    "block scalar",
)
"""What libyaml notices only later, often on the next line."""

_SYNTAX = (
    ("quoted scalar", "lainausmerkki jää sulkematta", "lisää puuttuva lainausmerkki rivin loppuun"),
    ("mapping values are not allowed", "kaksoispiste arvon keskellä", "kirjoita arvo lainausmerkkeihin"),
    ("cannot start any token", "arvo ei voi alkaa tällä merkillä", "kirjoita arvo lainausmerkkeihin"),
    ("expected alphabetic or numeric character", "arvo ei voi alkaa merkillä & tai *", "kirjoita arvo lainausmerkkeihin"),
    ("could not find expected ':'", "avaimen jäljestä puuttuu kaksoispiste ja välilyönti", "kirjoita avain: arvo"),
    (
        "did not find expected key",
        "sisennys tai rivin muoto on väärä",
        "tarkista, että rivi on samalla tasolla kuin muut avaimet",
    ),
    (
        "did not find expected '-' indicator",
        "sisennys tai luettelon muoto on väärä",
        "siirrä rivi samalle tasolle kuin muut avaimet; luettelon uusi kohta alkaa viivalla",
    ),
    ("did not find expected ',' or ']'", "hakasulku jää sulkematta", "lisää puuttuva ]"),
    ("did not find expected ',' or '}'", "aaltosulku jää sulkematta", "lisää puuttuva }"),
    ("block scalar", "arvo alkaa merkillä > tai |", "kirjoita ehto lainausmerkkeihin"),
    ("scanning a tag", "arvo ei voi alkaa merkillä !", "kirjoita arvo lainausmerkkeihin"),
    ("found undefined tag", "tyyppimerkintä ei ole sallittu", "poista !-merkintä"),
    ("directive", "arvo ei voi alkaa merkillä %", "kirjoita arvo lainausmerkkeihin"),
)
