"""Numbers of a workbook as they are shown. The child that opens workbooks loads it too, so it needs little."""

from __future__ import annotations

from decimal import Decimal

_EXACT = 15  # signs of the shortest text of a number that cannot have more digits than Excel shows


def number(value: float) -> str:
    """Return a number with the fifteen digits that Excel shows: `0.1 + 0.2` is `0,3`, and 1234567.0 is `1234567`."""
    text = repr(value)
    if len(text) > _EXACT or "e" in text:
        text = f"{value:.15g}"
        if "e" in text:
            text = format(Decimal(text), "f")
    elif text.endswith(".0"):
        text = text[:-2]
    return text.replace(".", ",")
