"""The tree of units: from an organisation table, else from the codes, accepted only if the sums agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from budget.unit import UnitCode
from figures.document import Document, OrganisationRow
from figures.grid import Grid, Row
from figures.headings import heading
from figures.lines import cell
from figures.text import grid
from figures.vocabulary import Word
from figures.words import clean
from written.place import Place
from written.problem import Problem, Severity
from written.record import dataclass

_SEPARATORS = "-./ "


@dataclass(frozen=True, slots=True)
class Family:
    """A unit that the codes put above others."""

    parent: UnitCode
    children: tuple[UnitCode, ...]


def from_table(rows: Sequence[OrganisationRow], units: Sequence[UnitCode]) -> dict[UnitCode, UnitCode]:
    """Return the parents that an organisation table gives, over units that have no figures; a loop has none."""
    above = {row.code: row.parent for row in rows}
    known = set(units)
    found: dict[UnitCode, UnitCode] = {}
    for unit in units:
        seen = {unit}
        parent = above.get(unit)
        while parent is not None and parent not in known and parent not in seen:
            seen.add(parent)
            parent = above.get(parent)
        if parent is not None and parent not in seen:
            found[unit] = parent
    return {unit: parent for unit, parent in found.items() if not _loops(unit, found)}


def _loops(unit: UnitCode, parents: Mapping[UnitCode, UnitCode]) -> bool:
    seen: set[UnitCode] = set()
    at: UnitCode | None = unit
    while at is not None and at not in seen:
        seen.add(at)
        at = parents.get(at)
    return at is not None


def families(units: Sequence[UnitCode]) -> tuple[Family, ...]:
    """Return who may stand above whom by the codes: trailing zeros, `1-2-0`, a shorter prefix."""
    same_length = _same_length(units)
    keys = {unit: _key(unit, same_length) for unit in units}
    by_key: dict[tuple[str, ...], UnitCode] = {}
    for unit, key in keys.items():
        by_key.setdefault(key, unit)
    children: dict[UnitCode, list[UnitCode]] = {}
    for unit, key in keys.items():
        parent = next((by_key[key[:end]] for end in range(len(key) - 1, 0, -1) if key[:end] in by_key), None)
        if parent is not None and parent != unit:
            children.setdefault(parent, []).append(unit)
    return tuple(Family(parent, tuple(children[parent])) for parent in units if parent in children)


def _same_length(units: Sequence[UnitCode]) -> bool:
    return len({len(unit) for unit in units}) == 1


def _key(unit: UnitCode, same_length: bool) -> tuple[str, ...]:
    """Return a code as steps from the top: its parts, or its digits, without the zeros that only fill it up."""
    for separator in _SEPARATORS:
        if separator in unit:
            parts = unit.split(separator)
            while len(parts) > 1 and not parts[-1].strip("0"):
                parts.pop()
            return tuple(parts)
    return tuple((unit.rstrip("0") or unit) if same_length else unit)


def table(document: Document) -> tuple[OrganisationRow, ...] | Problem:
    """Read an organisation table: code, name and parent, with a heading row or in this order."""
    cells = grid(document)
    if isinstance(cells, Problem):
        return cells
    rows = [row for row in cells.rows if row.filled]
    order = _order(rows[0]) if rows else None
    body = rows[1:] if order else rows
    at = order or (0, 1, 2)
    read = tuple(_row(row, at) for row in body if cell(row, at[0]))
    return _problem(cells, read) or read


def _order(row: Row) -> tuple[int, int, int] | None:
    """Return where code, name and parent stand by the headings; None where the row is no heading."""
    words = [heading(text).word for text in row.cells]
    code = next((at for at, word in enumerate(words) if word in (Word.CODE, Word.UNIT)), None)
    parent = next((at for at, word in enumerate(words) if word is Word.PARENT), None)
    if code is None or parent is None:
        return None
    name = next((at for at, word in enumerate(words) if word in (Word.NAME, Word.UNIT) and at != code), len(words))
    return code, name, parent


def _row(row: Row, at: tuple[int, int, int]) -> OrganisationRow:
    parent = clean(cell(row, at[2]))
    return OrganisationRow(
        UnitCode(clean(cell(row, at[0]))), clean(cell(row, at[1])), UnitCode(parent) if parent.strip("-–") else None
    )


def _problem(cells: Grid, rows: Sequence[OrganisationRow]) -> Problem | None:
    if not rows:
        hint = "anna sarakkeet koodi;nimi;ylempi"
        return Problem(Severity.FILE, Place(cells.file), "organisaatiotaulukossa ei ole yhtään yksikköä", hint)
    parents = {row.code: row.parent for row in reversed(rows)}
    for row in rows:
        if parents[row.code] != row.parent:
            message = f"yksiköllä {row.code} on kaksi ylempää yksikköä: {row.parent} ja {parents[row.code]}"
            return Problem(Severity.FILE, Place(cells.file), message, "jätä taulukkoon vain oikea rivi")
    chain = {code: parent for code, parent in parents.items() if parent is not None}
    loop = next((code for code in chain if _loops(code, chain)), None)
    if loop is not None:
        message = f"yksikön {loop} ylemmät yksiköt muodostavat kehän"
        return Problem(Severity.FILE, Place(cells.file), message, "korjaa sarake ylempi")
    return None
