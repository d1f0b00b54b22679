"""What the child says of a file, and how it is written to the pipe between: a line of JSON, and then the cells."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from written.record import dataclass

CELL, ROW = "\x1f", "\x1e"
"""What stands between cells and rows; XML cannot hold them, and other cells lose them."""

Run: TypeAlias = "Sequence[str] | array[float]"
"""Cells of a column one after the other: texts, or numbers."""

_NUMBERS = "numbers"
_TEXTS = "texts"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; rows and columns from zero. `name` is None for a text without sheets.

    `columns` are its cells from the first row to the last, None for a sheet that is not read, or for a text, which has
    `rows` of its own widths.
    """

    name: str | None
    is_hidden: bool = False
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    unstored: tuple[tuple[int, int], ...] = ()
    columns: tuple[tuple[Run, ...], ...] | None = None
    rows: tuple[tuple[str, ...], ...] | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file is not opened, and what to do; both Finnish."""

    message: str
    hint: str


def to_bytes(answer: Sequence[Sheet] | Refusal) -> bytes:
    """Return an answer as bytes."""
    if isinstance(answer, Refusal):
        return json.dumps({"message": answer.message, "hint": answer.hint}).encode()
    cells: list[bytes] = []
    about = json.dumps({"sheets": [_about(of, cells) for of in answer]}).encode()
    return b"\n".join((about, b"".join(cells)))


def _about(of: Sheet, cells: list[bytes]) -> dict[str, object]:
    """Return what is to be known of a sheet, and add its cells."""
    runs = None if of.columns is None else [[_run(run, cells) for run in column] for column in of.columns]
    rows = None if of.rows is None else _add(cells, ROW.join(CELL.join(row) for row in of.rows))
    return {
        "name": of.name,
        "hidden": of.is_hidden,
        "merged": of.merged,
        "hidden_rows": of.hidden_rows,
        "hidden_columns": of.hidden_columns,
        "unstored": of.unstored,
        "columns": runs,
        "rows": rows,
    }


def _run(run: Run, cells: list[bytes]) -> tuple[str, int]:
    if isinstance(run, array):
        cells.append(run.tobytes())
        return _NUMBERS, len(cells[-1])
    return _TEXTS, _add(cells, CELL.join(run))


def _add(cells: list[bytes], text: str) -> int:
    cells.append(text.encode("utf-8", "replace"))
    return len(cells[-1])


def from_bytes(data: bytes) -> tuple[Sheet, ...] | Refusal:
    """Return the answer that bytes hold.

    Raises:
        ValueError: they hold none.
    """
    end = data.find(b"\n")
    about = json.loads(data if end < 0 else data[:end])
    if "message" in about:
        return Refusal(str(about["message"]), str(about["hint"]))
    cells = _Cells(data, end + 1)
    return tuple(_sheet(of, cells) for of in about["sheets"])


class _Cells:
    """The cells after the line of JSON, taken in their order."""

    def __init__(self, data: bytes, start: int) -> None:
        self._data = data
        self._at = start

    def _take(self, length: object) -> bytes:
        taken = self._data[self._at : self._at + int(str(length))]
        self._at += len(taken)
        return taken

    def text(self, length: object) -> str:
        return self._take(length).decode("utf-8")

    def run(self, kind: object, length: object) -> Run:
        if kind != _NUMBERS:
            return self.text(length).split(CELL)
        numbers = array("d")
        numbers.frombytes(self._take(length))
        return numbers


def _sheet(of: Mapping[str, object], cells: _Cells) -> Sheet:
    name, columns, rows = of["name"], of["columns"], of["rows"]
    return Sheet(
        None if name is None else str(name),
        bool(of["hidden"]),
        tuple((a, b, c, d) for a, b, c, d in map(_integers, _listed(of["merged"]))),
        tuple(_integers(of["hidden_rows"])),
        tuple(_integers(of["hidden_columns"])),
        tuple((row, column) for row, column in map(_integers, _listed(of["unstored"]))),
        None if columns is None else tuple(tuple(_runs(column, cells)) for column in _listed(columns)),
        None if rows is None else tuple(tuple(row.split(CELL)) for row in cells.text(rows).split(ROW)),
    )


def _runs(column: object, cells: _Cells) -> Iterator[Run]:
    return (cells.run(kind, length) for kind, length in map(_listed, _listed(column)))


def _listed(value: object) -> Iterable[object]:
    if not isinstance(value, list):
        raise ValueError
    return value


def _integers(value: object) -> list[int]:
    return [int(str(of)) for of in _listed(value)]
