"""Where in a file something stands."""

from __future__ import annotations

from written.record import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file that a person can open.

    `file` is the name that the reader knows (`rules/kulut.yaml`, `hyvinvointi-2023-06.txt`).
    `line` and `column` count from 1, as an editor does; None where there is none (a whole file).
    `sheet` is the sheet of a workbook; `line` and `column` are then its row and column, as Excel counts them.
    """

    file: str
    line: int | None = None
    column: int | None = None
    sheet: str | None = None

    def __str__(self) -> str:
        if self.sheet is not None:
            return f"{self.file}, {self.on_sheet}"
        parts = [self.file]
        if self.line is not None:
            parts.append(str(self.line))
            if self.column is not None:
                parts.append(str(self.column))
        return ":".join(parts)

    @property
    def on_sheet(self) -> str:
        """The sheet and the cell, or the row where there is no column: `taulukko Kesäkuu, solu D14`; empty for a text."""
        if self.sheet is None:
            return ""
        if self.line is None:
            return f"taulukko {self.sheet}"
        where = f"rivi {self.line}" if self.column is None else f"solu {letters(self.column)}{self.line}"
        return f"taulukko {self.sheet}, {where}"


def letters(column: int) -> str:
    """Return a column as Excel names it: 4 is D, 28 is AB."""
    name = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
