"""The syntax tree of a condition, each node with the text that it stands for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition as it was read (filled in by the language)."""

    text: str
