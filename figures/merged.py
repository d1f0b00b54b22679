"""Headings over merged cells: their words are joined to those under them, where that makes a heading that is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from figures.headings import heading

Range = tuple[int, int, int, int]
"""The first row and column and the last ones, from zero."""


def unmerge(cells: Sequence[list[str]], merged: Sequence[Range]) -> dict[int, list[str]]:
    """Return the rows in which the headings of merged cells moved to the cells that they speak of, by their indexes.

    `Kulut` over `TA` and `Tot` becomes `Kulut TA` and `Kulut Tot` on the lower row; `Koodi` over two rows moves to the
    lower one. A title over the whole table has no headings under it and stays.
    """
    edges = {at for first, _, last, _ in merged for at in (first, last, last + 1) if at < len(cells)}
    table = {at: list(cells[at]) for at in edges}
    changed: set[int] = set()
    wide = sorted(of for of in merged if of[3] > of[1] and of[2] + 1 < len(cells))
    for first, left, last, right in wide:
        if _spread(table, (first, left, last, right)):
            changed.update((first, last + 1))
    for first, left, last, _ in merged:
        if last > first and last in changed and _move_down(table, first, last, left):
            changed.add(first)
    return {at: table[at] for at in changed}


def _spread(table: Mapping[int, list[str]], of: Range) -> bool:
    """Join the heading of a merged range to those right under it; tell whether that made known headings."""
    first, left, last, right = of
    upper, below = table[first], table[last + 1]
    word = upper[left] if left < len(upper) else ""
    under = [at for at in range(left, right + 1) if at < len(below) and below[at]]
    joined = {at: f"{word} {below[at]}" for at in under}
    known = [at for at, text in joined.items() if heading(text).word is not None]
    if not word or len(known) * 2 <= len(under):
        return False
    for at in known:
        below[at] = joined[at]
    upper[left] = ""
    return True


def _move_down(table: Mapping[int, list[str]], first: int, last: int, column: int) -> bool:
    """Move the heading of cells that are merged over the heading rows to the lowest of them."""
    upper, lower = table[first], table[last]
    if column >= len(upper) or not upper[column] or (column < len(lower) and lower[column]):
        return False
    lower.extend("" for _ in range(column + 1 - len(lower)))
    lower[column], upper[column] = upper[column], ""
    return True
