"""Tables beside the rules, as the nodes that the same text would be in YAML: one model, the same errors."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from written.problem import Problem
from written.yaml_nodes import Document, Items, Node, Scalar
from written.yaml_nodes import Mapping as Keyed

if TYPE_CHECKING:
    from written.table import Table

RULES, DEFAULTS, OWNERS, LIMITS = "säännöt", "oletukset", "vastuut", "rajat_yksiköittäin"

TABLE_SUFFIX = r"\.(?:csv|tsv|txt|xlsx|xlsm|xls|ods)"
_SUFFIX = re.compile(TABLE_SUFFIX, re.I)

Tables: TypeAlias = "Mapping[str, Table]"
"""The tables of the rules folder by their paths beneath it."""


def tables_of(files: Mapping[str, bytes]) -> Tables:
    """Return the tables among the files of the rules folder."""
    texts = {name: data for name, data in files.items() if is_table(name)}
    if not texts:
        return {}
    from written.table import from_text

    found = (from_text(data, name) for name, data in texts.items())
    return {table.path: table for table in found}


def is_table(name: str) -> bool:
    """Tell whether a file or a value of a rule names a table."""
    return _SUFFIX.fullmatch(posixpath.splitext(name.strip())[1]) is not None


def with_tables(document: Document, tables: Tables, problems: list[Problem]) -> Document:
    """Return a rules file with the tables that it names in their places.

    A table with a mistake that leaves its cells without a meaning stays a name, and the mistake goes to `problems`.
    """
    root = document.root
    if not tables or not isinstance(root, Keyed):
        return document
    put = _Put(tables, problems)
    entries = tuple(replace(entry, value=put.top(entry.key.text, entry.value)) for entry in root.entries)
    return replace(document, root=replace(root, entries=entries), beside=tuple(put.used.values())) if put.used else document


def name_problem(document: Document, scalar: Scalar) -> Problem:
    """Return what is wrong with the name of a table that is not in its place."""
    path = _path(scalar.text)
    if path is None:
        message = f"taulukon on oltava sääntökansiossa: {scalar.text.strip()}"
        return document.problem(scalar, message, "kirjoita polku sääntökansiosta alkaen, esimerkiksi rajat.csv")
    if any(table.path == path for table in document.beside):
        return document.problem(scalar, f"taulukossa {path} on virhe, joten sitä ei voi käyttää", "korjaa taulukko")
    return document.problem(scalar, f"taulukkoa ei ole sääntökansiossa: {path}", "tarkista nimi ja kirjainkoko")


def _path(text: str) -> str | None:
    """Return the path of a table beneath the rules folder; None where it leads out of the folder."""
    path = posixpath.normpath(unicodedata.normalize("NFC", text.strip()).replace("\\", "/"))
    return None if path.startswith(("/", "..")) or re.match(r"[A-Za-z]:", path) else path


class _Put:
    """Puts the tables of a rules file in their places. `used` are those that it names and the folder has."""

    def __init__(self, tables: Tables, problems: list[Problem]) -> None:
        self.tables = tables
        self.problems = problems
        self.used: dict[str, Table] = {}

    def top(self, key: str, node: Node) -> Node:
        from engine.table_nodes import owners_of

        if key == RULES and isinstance(node, Items):
            return replace(node, nodes=tuple(self._rule(of) for of in node.nodes))
        if key == DEFAULTS:
            return self._rule(node)
        return self._table(node, owners_of) if key == OWNERS else node

    def _rule(self, node: Node) -> Node:
        if not isinstance(node, Keyed) or not isinstance(node.get(LIMITS), Scalar):
            return node
        from engine.table_nodes import limits_of

        entries = (
            replace(entry, value=self._table(entry.value, limits_of)) if entry.key.text == LIMITS else entry
            for entry in node.entries
        )
        return replace(node, entries=tuple(entries))

    def _table(self, node: Node, made: Callable[[Table, list[Problem]], Node | None]) -> Node:
        path = _path(node.text) if isinstance(node, Scalar) and is_table(node.text) else None
        table = None if path is None else self.tables.get(path)
        if table is None:
            return node
        self.used[table.path] = table
        return made(table, self.problems) or node
