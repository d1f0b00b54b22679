"""Where in a file something stands."""

from __future__ import annotations

from written.record import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file that a person can open.

    `file` is the name that the reader knows (`rules/kulut.yaml`, `hyvinvointi-2023-06.txt`).
    `line` and `column` count from 1, as an editor does; None where there is none (a whole file).
    """

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        parts = [self.file]
        if self.line is not None:
            parts.append(str(self.line))
            if self.column is not None:
                parts.append(str(self.column))
        return ":".join(parts)
