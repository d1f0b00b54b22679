"""Reading the keys of a mapping: each key once, unknown keys named with the nearest known one."""

from __future__ import annotations

import collections.abc
import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from written.problem import Problem, Severity, did_you_mean
from written.yaml_nodes import Document, Items, Mapping, Node, Scalar

CUT_NUMBER = "pilkku katkaisi luvun: siirrä omalle rivilleen tai kirjoita lainausmerkkeihin"
"""In brackets and braces YAML takes the comma of `57,8 %` for the end of the value."""

MAX_HINTS = 500


class Fields:
    """One mapping of a document that is being read, and the problems found on the way.

    Problems of all mappings of a document go to one list, so that they are reported at once.
    """

    def __init__(
        self,
        document: Document,
        mapping: Mapping,
        problems: list[Problem],
        otherwise: tuple[collections.abc.Mapping[str, str], ...] = (),
    ) -> None:
        self.document = document
        self.mapping = mapping
        self.problems = problems
        self.otherwise = otherwise
        self.meant: set[str] = set()
        """Known keys that unknown ones seem to stand for: they are not missing too."""

    def inner(self, mapping: Mapping) -> Fields:
        """Return a mapping of the same document, for the same list of problems."""
        return Fields(self.document, mapping, self.problems, self.otherwise)

    def allow(self, known: Iterable[str]) -> None:
        """Report every key that is not known."""
        names = tuple(known)
        for entry in self.mapping.entries:
            if entry.key.text in names:
                continue
            if self.mapping.flow and entry.key.text[:1].isdigit():
                self.error(entry.key, f"luvun loppuosa erillään: {entry.key.text}", CUT_NUMBER)
            else:
                hint = self.guess(entry.key.text, names)
                self.meant |= {name for name in names if hint == f"tarkoititko {name}?"}
                self.error(entry.key, f"tuntematon avain: {entry.key.text}", hint or f"tunnetut avaimet: {', '.join(names)}")

    def guess(self, word: str, known: Iterable[str]) -> str | None:
        """Return the hint that names the known word that was meant, or None.

        A hint is a search: in a file of nothing but mistakes only the first ones get one.
        """
        return did_you_mean(word, known, self.otherwise) if len(self.problems) < MAX_HINTS else None

    def is_cut(self, value: Scalar) -> bool:
        """Tell whether a value in braces is the start of a number with a decimal comma. `allow` reports the rest."""
        pairs = pairwise(self.mapping.entries) if self.mapping.flow else ()
        return any(left.value is value and right.key.text[:1].isdigit() for left, right in pairs)

    def error(self, node: Node, message: str, hint: str | None) -> None:
        """Report an error at a node, with what to do about it; None where that cannot be told."""
        self.problems.append(self.document.problem(node, message, hint))

    def warning(self, node: Node, message: str, hint: str | None = None) -> None:
        """Report at a node something that is used all the same, or not used yet."""
        self.problems.append(replace(self.document.problem(node, message, hint), severity=Severity.WARNING))

    def node(self, key: str) -> Node | None:
        """Return the value of a key; None where it is not given or is empty."""
        node = self.mapping.get(key)
        return None if isinstance(node, Scalar) and node.plain and node.text in ("", "null", "~") else node

    def scalar(self, key: str, *, required: bool = False) -> Scalar | None:
        """Return a text value; None, with an error where it is required or no text."""
        node = self.node(key)
        if node is None:
            if required and key not in self.meant:
                self.error(self.mapping, f"avain {key} puuttuu", f"lisää rivi {key}: …")
            return None
        if not isinstance(node, Scalar):
            self.error(node, f"avaimen {key} arvon on oltava tekstiä", "kirjoita arvo samalle riville ilman sulkeita ja viivaa")
            return None
        return node

    def text(self, key: str, *, required: bool = False) -> str | None:
        """Return the text of a key; None, with an error where it is required."""
        scalar = self.scalar(key, required=required)
        return None if scalar is None else scalar.text.strip()

    def one_of(self, key: str, choices: Iterable[str]) -> str | None:
        """Return the text of a key that must be one of the choices; None where it is not given or is another."""
        scalar = self.scalar(key)
        if scalar is None:
            return None
        names = tuple(choices)
        if scalar.text.strip() in names:
            return scalar.text.strip()
        self.error(
            scalar,
            f"tuntematon arvo: {scalar.text}",
            self.guess(scalar.text, names) or f"vaihtoehdot: {', '.join(names)}",
        )
        return None

    def scalars(self, key: str) -> tuple[Scalar, ...]:
        """Return a list of texts; one text alone is a list of one. Empty where it is not given."""
        node = self.node(key)
        if node is None:
            return ()
        if isinstance(node, Scalar):
            return (node,)
        if isinstance(node, Items):
            for inner in node.nodes:
                if not isinstance(inner, Scalar):
                    hint = "kirjoita jokainen kohta tekstinä; jos siinä on kaksoispiste, lainausmerkkeihin"
                    self.error(inner, f"avaimen {key} luettelossa on oltava tekstejä", hint)
            texts = tuple(inner for inner in node.nodes if isinstance(inner, Scalar))
            for left, right in pairwise(texts):
                if _cut(left, right):
                    self.error(left, f"luku katkesi: {left.text} | {right.text}", CUT_NUMBER)
            return texts
        self.error(node, f"avaimen {key} arvon on oltava teksti tai luettelo", f"kirjoita {key}: [ensimmäinen, toinen]")
        return ()

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the texts of a list."""
        return tuple(scalar.text.strip() for scalar in self.scalars(key))

    def mappings(self, key: str) -> tuple[Fields, ...]:
        """Return the mappings of a list. Empty where it is not given."""
        node = self.node(key)
        if node is None:
            return ()
        if not isinstance(node, Items):
            self.error(node, f"avaimen {key} arvon on oltava luettelo", "aloita jokainen kohta viivalla: - …")
            return ()
        for inner in node.nodes:
            if not isinstance(inner, Mapping):
                self.error(inner, f"avaimen {key} luettelossa on oltava avaimia ja arvoja", "kirjoita - avain: arvo")
        return tuple(self.inner(inner) for inner in node.nodes if isinstance(inner, Mapping))

    def fields(self, key: str) -> Fields | None:
        """Return the mapping of a key; None where it is not given."""
        node = self.node(key)
        if node is None:
            return None
        if not isinstance(node, Mapping):
            self.error(node, f"avaimen {key} alla on oltava avaimia ja arvoja", "kirjoita avain: arvo sisennettynä")
            return None
        return self.inner(node)


def _cut(left: Scalar, right: Scalar) -> bool:
    """Tell whether two texts of a bracketed list were one number with a decimal comma: `57,8 %`."""
    touching = left.place.line == right.place.line and left.place.column is not None
    touching = touching and right.place.column == (left.place.column or 0) + left.width + 1
    return touching and left.plain and left.text[-1:].isdigit() and re.match(r"\d+\s?[^\d\s*]", right.text) is not None
