"""What stands in a workbook besides its values, and what calamine does not tell."""

from __future__ import annotations

from written.record import dataclass

Cell = tuple[int, int]
"""Row and column, both from zero."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of one sheet; rows and columns from zero.

    `errors` are the cells that show an error (`#REF!`), `unstored` the formulas whose result the file does not hold,
    `merged` the merged ranges, where calamine does not give them, `scaled` the cells whose format shows thousands (1) or
    millions (2) of what they hold.
    """

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    errors: tuple[tuple[Cell, str], ...] = ()
    unstored: tuple[Cell, ...] = ()
    merged: tuple[tuple[Cell, Cell], ...] = ()
    scaled: tuple[tuple[Cell, int], ...] = ()
