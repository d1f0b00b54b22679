"""The rows of a table as YAML nodes: limits of units, and who answers for what. Each keeps the place of its cell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from written.place import Place
from written.problem import Problem, Severity, did_you_mean
from written.table import Cell, Sheet, Table
from written.yaml_nodes import Entry, Items, Mapping, Node, Scalar

_UNIT = ("koodi", "yksikkö")
_ROLE = ("rooli",)
_LISTS = ("yksiköt", "suoritteet")
_NOTES = ("nimi", "selite")
"""Columns for the people who keep the table; a role has no name of a person, and there only `selite` is one."""


def limits_of(table: Table, problems: list[Problem]) -> Mapping | None:
    """Return a table as `rajat_yksiköittäin`: a row for each unit, a column for each limit; an empty cell gives none.

    Returns:
        The mapping; None, with the problems reported, where a mistake leaves cells without a meaning.
    """
    reader = _Reader(table, problems)
    rows = reader.rows(_UNIT)
    first: dict[str, Place] = {}
    entries: list[Entry] = []
    for row in rows:
        unit = next((row[column] for column in _UNIT if column in row), None)
        limits = [(name, cell) for name, cell in row.items() if name not in (*_UNIT, *_NOTES)]
        if unit is None and limits:
            reader.error(limits[0][1], "riviltä puuttuu yksikkö", "kirjoita yksikön koodi tai tyhjennä rivi")
        if unit is None:
            continue
        earlier = first.setdefault(unit.text.casefold(), unit.place)
        if earlier is not unit.place:
            reader.error(unit, f"yksikkö {unit.text} on annettu kahdesti, ensin paikassa {earlier}", "poista toinen")
        values = tuple(Entry(_scalar(reader.heads[name], name), _scalar(cell, cell.text)) for name, cell in limits)
        entries.append(Entry(_scalar(unit, unit.text), Mapping(values, unit.place, flow=False)))
    return None if reader.failed else Mapping(tuple(entries), Place(table.file), flow=False)


def owners_of(table: Table, problems: list[Problem]) -> Items | None:
    """Return a table as `vastuut`: a row for each role; None as for limits."""
    reader = _Reader(table, problems)
    nodes: list[Node] = []
    for row in reader.rows(_ROLE):
        entries = tuple(
            Entry(_scalar(reader.heads[name], name), _value(name, cell)) for name, cell in row.items() if name != "selite"
        )
        if entries:
            nodes.append(Mapping(entries, next(iter(row.values())).place, flow=False))
    return None if reader.failed else Items(tuple(nodes), Place(table.file), flow=False)


def _value(name: str, cell: Cell) -> Node:
    if name not in _LISTS:
        return _scalar(cell, cell.text)
    parts = (part.strip() for part in re.split("[;\n]", cell.text))
    return Items(tuple(_scalar(cell, part) for part in parts if part), cell.place, flow=False)


def _scalar(cell: Cell, text: str) -> Scalar:
    return Scalar(text, cell.place, plain=False, width=cell.width)


class _Reader:
    """Reads the rows of a table by its headings, and remembers whether a mistake leaves cells without a meaning."""

    def __init__(self, table: Table, problems: list[Problem]) -> None:
        self.table = table
        self.problems = problems
        self.heads: dict[str, Cell] = {}
        self.failed = False

    def error(self, cell: Cell, message: str, hint: str) -> None:
        """Report a mistake at a cell, with the line of a text and a mark under it."""
        line = cell.place.line
        shown = self.table.lines[line - 1] if line and line <= len(self.table.lines) else None
        self._failed(Problem(Severity.ERROR, cell.place, message, hint, shown, cell.width))

    def rows(self, wanted: tuple[str, ...]) -> Iterator[dict[str, Cell]]:
        """Yield the filled cells of each row by their headings, of the one sheet that has one of the wanted headings."""
        if self.table.problem is not None:
            self._failed(self.table.problem)
            return
        sheet = self._sheet(wanted)
        if sheet is None:
            return
        if not sheet.is_whole:
            message = "taulukossa on piilotettuja rivejä tai kaavoja, joilla ei ole tulosta"
            hint = "tuo rivit näkyviin tai poista ne, laske työkirja ja tallenna se"
            self._failed(Problem(Severity.ERROR, Place(self.table.file, sheet=sheet.name), message, hint))
        names = self._names(sheet.rows[0])
        for row in sheet.rows[1:]:
            filled = [(at, cell) for at, cell in enumerate(row) if cell.text.strip()]
            strange = next((cell for at, cell in filled if at not in names), None)
            if strange is not None:
                self.error(strange, "sarakkeella ei ole otsikkoa", "kirjoita otsikko tai tyhjennä solu")
            yield {names[at]: cell for at, cell in filled if at in names}

    def _sheet(self, wanted: tuple[str, ...]) -> Sheet | None:
        filled = [sheet for sheet in self.table.sheets if sheet.rows]
        found = [sheet for sheet in filled if any(_name(cell) in wanted for cell in sheet.rows[0])]
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(sheet.name or "" for sheet in found)
            message = f"sarake {' tai '.join(wanted)} on usealla taulukolla: {names}"
            self._failed(Problem(Severity.ERROR, Place(self.table.file), message, "jätä se yhdelle taulukolle"))
        elif filled:
            heads = [_name(cell) for cell in filled[0].rows[0]]
            near = next((cell for cell in filled[0].rows[0] if did_you_mean(cell.text, wanted)), filled[0].rows[0][0])
            hint = did_you_mean(near.text, wanted) or f"ensimmäisellä rivillä on: {', '.join(name for name in heads if name)}"
            self.error(near, f"taulukossa ei ole saraketta {' tai '.join(wanted)}", hint)
        else:
            self._failed(
                Problem(Severity.ERROR, Place(self.table.file), "taulukko on tyhjä", f"aloita otsikoilla: {wanted[0]} …")
            )
        return None

    def _names(self, head: tuple[Cell, ...]) -> dict[int, str]:
        names: dict[int, str] = {}
        for at, cell in enumerate(head):
            name = _name(cell)
            if name in self.heads:
                first = self.heads[name].place
                self.error(cell, f"sarake {name} on annettu kahdesti, ensin paikassa {first}", "poista toinen")
            elif name:
                self.heads[name], names[at] = cell, name
        return names

    def _failed(self, problem: Problem) -> None:
        self.problems.append(problem)
        self.failed = True


def _name(cell: Cell) -> str:
    return " ".join(cell.text.split()).casefold()
