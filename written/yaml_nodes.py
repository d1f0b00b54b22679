"""Strict YAML: nodes with their places, made from the parser's events, all scalars as text.

PyYAML's own loaders read `12:30` as 750 and `no` as false, keep one of two equal keys in silence and resolve
aliases; here all of that is an error or stays what was written (rules.md, "Safety of the files").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field, replace
from typing import TYPE_CHECKING

import yaml

from written.place import Place
from written.problem import Problem, Severity
from written.record import dataclass

if TYPE_CHECKING:
    from written.table import Table

_LINE_ENDS = re.compile(r"\r\n|\r|\n")
_GLUED = re.compile("[\u00a0\u202f\u2007]#")
MAX_BYTES = 1_000_000
MAX_DEPTH = 20
MAX_NODES = 20_000
"""Values of one file: more than a city writes, few enough to be read in a moment."""

_MAX_WORDS = 300


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text value. `plain` tells that it was written without quotes; an empty plain value is `""`."""

    text: str
    place: Place
    plain: bool
    width: int


@dataclass(frozen=True, slots=True)
class Items:
    """A list. `flow` tells that it was written in brackets."""

    nodes: tuple[Node, ...]
    place: Place
    flow: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a mapping and its value."""

    key: Scalar
    value: Node


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping with its keys in the order of the file, each once."""

    entries: tuple[Entry, ...]
    place: Place
    flow: bool
    _by_key: dict[str, Node] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_key", {entry.key.text: entry.value for entry in self.entries})

    def get(self, key: str) -> Node | None:
        """Return the value of a key, or None where the mapping does not have it."""
        return self._by_key.get(key)


Node = Scalar | Items | Mapping


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file: its root (None where it is empty or broken), its lines and what is wrong in it.

    `beside` are the tables whose cells are nodes of it.
    """

    file: str
    lines: tuple[str, ...]
    root: Node | None
    problems: tuple[Problem, ...]
    beside: tuple[Table, ...] = ()

    def problem(self, node: Node | Scalar, message: str, hint: str | None = None) -> Problem:
        """Return an error at a node of this document, with its line and a mark under it."""
        width = node.width if isinstance(node, Scalar) else 1
        return self.problem_at(node.place, message, hint, width)

    def problem_at(self, place: Place, message: str, hint: str | None = None, width: int = 1) -> Problem:
        """Return an error at a place of this document, with its line and a mark under it."""
        tables = (table.lines for table in self.beside if table.file == place.file)
        lines = self.lines if place.file == self.file else next(tables, ())
        line = lines[place.line - 1] if place.line and place.line <= len(lines) else None
        words = message if len(message) <= _MAX_WORDS else f"{message[:_MAX_WORDS]}…"
        return Problem(Severity.ERROR, place, words, hint, line, width)


class _StopError(Exception):
    """Parsing cannot go on; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def parse(data: bytes, file: str) -> Document:
    """Read a YAML file. Never raises: what is wrong stands in `problems`, with `root` None where nothing can be used."""
    if len(data) > MAX_BYTES:
        return _broken(file, (), Problem(Severity.ERROR, Place(file), "tiedosto on yli 1 Mt", "jaa säännöt useaan tiedostoon"))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        return _broken(
            file,
            (),
            Problem(
                Severity.ERROR, Place(file, line, column), "tiedosto ei ole UTF-8-tekstiä", "tallenna tiedosto UTF-8-muodossa"
            ),
        )
    lines = tuple(_LINE_ENDS.split(text))
    builder = _Builder(Document(file, lines, None, ()))
    try:
        root = builder.build(text)
    except _StopError as stop:
        return Document(file, lines, None, (*builder.problems, stop.problem))
    return Document(file, lines, root, tuple(builder.problems))


def _broken(file: str, lines: tuple[str, ...], problem: Problem) -> Document:
    return Document(file, lines, None, (problem,))


class _Builder:
    """Makes nodes from the events of one document and collects what is wrong on the way."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []
        self.nodes = 0

    def build(self, text: str) -> Node | None:
        self._refuse_tabs()
        try:
            return self._root(yaml.parse(text, Loader=yaml.CSafeLoader))
        except yaml.reader.ReaderError as error:
            before = text.encode()[: error.position].decode("utf-8", "ignore")  # libyaml counts bytes
            *earlier, begun = _LINE_ENDS.split(before)
            place = self._place(len(earlier), len(begun))
            raise _StopError(
                self.document.problem_at(place, "merkki ei ole sallittu YAML-tiedostossa", "poista merkki")
            ) from None
        except yaml.MarkedYAMLError as error:
            from written.yaml_syntax import syntax_problem

            raise _StopError(syntax_problem(error, self.document)) from None
        except RecursionError:  # pragma: no cover - libyaml refuses such a depth first
            raise _StopError(Problem(Severity.ERROR, Place(self.document.file), "tiedosto on liian syvä")) from None

    def _root(self, events: Iterator[yaml.Event]) -> Node | None:
        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    raise _StopError(self._at(event, "tiedostossa on useita YAML-dokumentteja", "poista rivi ---"))
                root = self._node(next(events), events, 1)
        return None if isinstance(root, Scalar) and root.plain and root.text == "" else root

    def _refuse_tabs(self) -> None:
        for number, line in enumerate(self.document.lines, 1):
            indent = line[: len(line) - len(line.lstrip())]
            if "\t" in indent and line.strip() and not line.lstrip().startswith("#"):
                place = Place(self.document.file, number, indent.index("\t") + 1)
                raise _StopError(self.document.problem_at(place, "sarkain sisennyksessä", "sisennä välilyönneillä"))

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise _StopError(self._at(event, f"rakenne on yli {MAX_DEPTH} tasoa syvä", "yksinkertaista rakennetta"))
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise _StopError(self._at(event, f"tiedostossa on yli {MAX_NODES} arvoa", "jaa tiedosto useaan osaan"))
        anchor: str | None = getattr(event, "anchor", None)
        if anchor is not None:
            what = f"viittaus *{anchor}" if isinstance(event, yaml.AliasEvent) else f"ankkuri &{anchor}"
            hint = "jos tarkoitat tekstiä, kirjoita se lainausmerkkeihin"
            raise _StopError(self._at(event, f"{what} ei ole sallittu", hint))
        tag = getattr(event, "tag", None)
        if tag is not None:
            raise _StopError(self._at(event, f"tyyppimerkintä {tag} ei ole sallittu", "poista !-merkintä"))
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._items(event, events, depth)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(event, events, depth)
        raise _StopError(self._at(event, "rivi ei ole kelvollista YAML-muotoa"))

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        line, column = _start(event)
        end = event.end_mark
        ends_here = end is not None and end.line == line
        width = (end.column if end is not None and ends_here else len(self.document.lines[line])) - column
        # libyaml says "" for the style of a plain scalar, PyYAML's own parser None.
        scalar = Scalar(event.value, self._place(line, column), not event.style, max(1, width))
        return self._without_glued_comment(scalar) if scalar.plain else scalar

    def _without_glued_comment(self, scalar: Scalar) -> Scalar:
        """Report a no-break space before `#`, which then starts no comment, and return the text before it."""
        found = _GLUED.search(scalar.text)
        if found is None:
            return scalar
        line, column = scalar.place.line or 1, scalar.place.column or 1
        at = _GLUED.search(self.document.lines[line - 1], column - 1)
        place = scalar.place if at is None else Place(self.document.file, line, at.start() + 1)
        message = "merkin # edessä on sitova välilyönti, joten kommentti ei ala"
        self.problems.append(self.document.problem_at(place, message, "kirjoita merkin # eteen tavallinen välilyönti", 2))
        return replace(scalar, text=scalar.text[: found.start()])

    def _items(self, event: yaml.SequenceStartEvent, events: Iterator[yaml.Event], depth: int) -> Items:
        nodes: list[Node] = []
        for inner in events:
            if isinstance(inner, yaml.SequenceEndEvent):
                break
            nodes.append(self._node(inner, events, depth + 1))
        return Items(tuple(nodes), self._place(*_start(event)), bool(event.flow_style))

    def _mapping(self, event: yaml.MappingStartEvent, events: Iterator[yaml.Event], depth: int) -> Mapping:
        entries: list[Entry] = []
        first: dict[str, Scalar] = {}
        for inner in events:
            if isinstance(inner, yaml.MappingEndEvent):
                break
            key = self._node(inner, events, depth + 1)
            value = self._node(next(events), events, depth + 1)
            if not isinstance(key, Scalar):
                raise _StopError(self._at(inner, "avaimen on oltava tekstiä", "kirjoita avain ilman sulkeita, lainausmerkkeihin"))
            if key.plain and key.text == "<<":
                raise _StopError(self.document.problem(key, "yhdistämisavain << ei ole sallittu", "kirjoita avaimet auki"))
            if key.text in first:
                earlier = first[key.text].place.line
                self.problems.append(
                    self.document.problem(key, f"avain {key.text} on annettu kahdesti, ensin rivillä {earlier}", "poista toinen")
                )
                continue
            first[key.text] = key
            entries.append(Entry(key, value))
        return Mapping(tuple(entries), self._place(*_start(event)), bool(event.flow_style))

    def _place(self, line: int, column: int) -> Place:
        return Place(self.document.file, line + 1, column + 1)

    def _at(self, event: yaml.Event, message: str, hint: str | None = None) -> Problem:
        return self.document.problem_at(self._place(*_start(event)), message, hint)


def _start(event: yaml.Event) -> tuple[int, int]:
    """Return line and column of an event, from 0."""
    mark = event.start_mark
    return (0, 0) if mark is None else (mark.line, mark.column)
