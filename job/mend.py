"""A broken entry of a rules file, with its last good text in its place, so that everything else in the file counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from written import yaml_nodes
from written.place import Place
from written.problem import Problem, Severity
from written.record import dataclass

_IDENTITY = {
    "säännöt": ("tunnus",),
    "profiilit": ("tunnus",),
    "vastuut": ("rooli",),
    "sitovuus": ("yksiköt", "rivi"),
    "poikkeukset": ("sääntö", "yksikkö", "kohde", "kaudet"),
    "vastaukset": ("yksikkö", "kausi"),
}
"""By what an entry of each list is known again; the first of them must be there."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list in a rules file, as lines.

    `identity` is its list and what it is known by; None where that cannot be read. `first` and `last` are its lines,
    counted from 1, and `indent` the characters before its keys. `lines` stand without those.
    """

    identity: tuple[str, ...] | None
    first: int
    last: int
    indent: int
    lines: tuple[str, ...]

    @property
    def name(self) -> str:
        """What its reader calls it: `säännöt kulut-edella`."""
        return " ".join(part for part in self.identity or () if part)


@dataclass(frozen=True, slots=True)
class Hurt:
    """The errors of a file by where they stand: in which entries, and whether any stands outside of all."""

    document: yaml_nodes.Document
    entries: tuple[Entry, ...]
    outside: bool


Known = Mapping[tuple[str, ...], Entry]


def entries(document: yaml_nodes.Document) -> tuple[Entry, ...]:
    """Return the entries of all lists of a file; those that do not begin on a line of their own are left out."""
    root = document.root
    if not isinstance(root, yaml_nodes.Mapping):
        return ()
    lists = [(e.key.text, e.value) for e in root.entries if e.key.text in _IDENTITY and isinstance(e.value, yaml_nodes.Items)]
    nodes = [(key, n) for key, items in lists for n in items.nodes if isinstance(n, yaml_nodes.Mapping)]
    keys = (entry.key.place.line or 1 for entry in root.entries)
    starts = sorted({*keys, *(node.place.line or 1 for _, node in nodes)})
    found = [_entry(document, key, node, starts) for key, node in nodes]
    firsts = [entry.first for entry in found]
    return tuple(entry for entry in found if firsts.count(entry.first) == 1)


def _entry(document: yaml_nodes.Document, key: str, node: yaml_nodes.Mapping, starts: Sequence[int]) -> Entry:
    first = node.place.line or 1
    after = next((start for start in starts if start > first), len(document.lines) + 1)
    raw = list(document.lines[first - 1 : after - 1])
    while len(raw) > 1 and re.fullmatch(r"\s*(-\s*)?(#.*)?", raw[-1]):  # what is left there belongs to the next entry
        raw.pop()
    indent = (node.place.column or 1) - 1
    tidy = (raw[0][indent:], *(line[indent:] if not line[:indent].strip() else line.lstrip() for line in raw[1:]))
    names = tuple(_text(node.get(name)) for name in _IDENTITY[key])
    return Entry((key, *names) if names[0] else None, first, first + len(raw) - 1, indent, tidy)


def _text(node: yaml_nodes.Node | None) -> str:
    if isinstance(node, yaml_nodes.Scalar):
        return node.text.strip()
    return ",".join(_text(inner) for inner in node.nodes) if isinstance(node, yaml_nodes.Items) else ""


def hurt(data: bytes, file: str, problems: Iterable[Problem], used: frozenset[str]) -> Hurt:
    """Tell where the errors of a file stand. A rule that is used in spite of one (in its tests) is not hurt by it.

    Args:
        data: the file.
        file: its name.
        problems: the errors of all files.
        used: the ids of the rules that could be read.
    """
    document = yaml_nodes.parse(data, file)
    found = entries(document)
    lines = {problem.place.line for problem in problems if problem.place.file == file}
    outside = any(not any(entry.first <= (line or 0) <= entry.last for entry in found) for line in lines)
    hit = (entry for entry in found if any(entry.first <= (line or 0) <= entry.last for line in lines))
    return Hurt(document, tuple(entry for entry in hit if not _is_used(entry, used)), outside)


def _is_used(entry: Entry, used: frozenset[str]) -> bool:
    return entry.identity is not None and entry.identity[0] == "säännöt" and entry.identity[1] in used


def good_text(entry: Entry, known: Known) -> Entry | None:
    """Return the last good text of an entry; None where there is none, or where it is no other."""
    found = None if entry.identity is None else known.get(entry.identity)
    return None if found is None or found.lines == entry.lines else found


def mended(of: Hurt, known: Known) -> bytes | None:
    """Return a file with the last good text of each broken entry in its place; None where that cannot be told.

    An entry that never was good stays as it is: it is not used. It cannot be told where a good text is broken by
    something else (a role that is gone), nor whether a new name is that of an old entry that was damaged.
    """
    if of.outside:
        return None
    present = {entry.identity for entry in entries(of.document)}
    lines = list(of.document.lines)
    for entry in sorted(of.entries, key=lambda e: -e.first):
        good = good_text(entry, known)
        if good is not None:
            lines[entry.first - 1 : entry.last] = _in_place(good, lines[entry.first - 1][: entry.indent])
        elif entry.identity is None or entry.identity in known or _has_lost_one(entry.identity[0], present, known):
            return None
    return ("\n".join(lines).rstrip("\n") + "\n").encode()


def _has_lost_one(key: str, present: set[tuple[str, ...] | None], known: Known) -> bool:
    return any(identity[0] == key and identity not in present for identity in known)


def _in_place(entry: Entry, start: str) -> tuple[str, ...]:
    indent = " " * len(start)
    return (start + entry.lines[0], *(indent + line if line else "" for line in entry.lines[1:]))


def stands_in(entry: Entry, file: str) -> Problem:
    """Return what is said of an entry in whose place its last good text is used."""
    message = f"virheellisen kohdan ({entry.name}) sijasta käytetään sen viimeisintä toimivaa tekstiä, kunnes virhe on korjattu"
    return Problem(Severity.ERROR, Place(file, entry.first), message)
