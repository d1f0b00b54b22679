"""Money as integer cents."""

from __future__ import annotations

from typing import NewType

Cents = NewType("Cents", int)
"""Euro cents. Costs are negative and revenue positive in every figure, whatever sign the file used."""


def decimal_euros(cents: int) -> str:
    """Return cents as euros with two decimals for machines: `-10293152.00`."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"
