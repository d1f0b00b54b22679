"""How a report is written down: number style, unit of money, signs, delimiter, encoding and line ends."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from budget.unit import Line


@dataclass(frozen=True)
class Money:
    """An amount in cents in the signs of the program; the clothes give it its looks. None is an empty cell."""

    cents: int | None
    line: Line


Cell = str | Money
Sheet = Sequence[Sequence[Cell]]

# Factors of revenue, costs and margin.
SIGNS = {
    "costs negative": (1, 1, 1),
    "costs positive": (1, -1, 1),
    "net = costs - revenue": (1, -1, -1),
    "ledger": (-1, -1, -1),
}
UNITS = {"€": Decimal(1), "k€": Decimal(1000), "M€": Decimal(1_000_000)}


def _grouped(number: Decimal, space: str, comma: str, decimals: int) -> str:
    text = f"{abs(number):,.{decimals}f}".replace(",", "\0").replace(".", comma)
    return text.replace("\0", space)


def _style(space: str, comma: str = ",", decimals: int = 0, minus: str = "-{}") -> Callable[[Decimal], str]:
    def written(number: Decimal) -> str:
        text = _grouped(number, space, comma, decimals)
        return minus.format(text) if number < 0 else text

    return written


NUMBERS: dict[str, Callable[[Decimal], str]] = {
    "plain": _style(""),
    "space": _style(" "),
    "no-break space": _style("\u00a0"),
    "narrow space": _style("\u202f"),
    "thin space": _style("\u2009"),
    "cents": _style("", decimals=2),
    "space and cents": _style(" ", decimals=2),
    "dots and cents": _style(".", decimals=2),
    "point and cents": _style("", ".", 2),
    "brackets": _style(" ", minus="({})"),
    "trailing minus": _style(" ", decimals=2, minus="{}-"),
    "trailing minus, dots": _style(".", decimals=2, minus="{}-"),
    "U+2212": _style("\u00a0", minus="\u2212{}"),
    "en dash": _style(" ", minus="\u2013{}"),
    "minus and space": _style(" ", minus="- {}"),
    "with the sign of euros": lambda number: _style(" ")(number) + " €",
}
THOUSANDS = {"whole": _style(" "), "one decimal": _style(" ", decimals=1), "plain one decimal": _style("", decimals=1)}
MILLIONS = {"three decimals": _style(" ", decimals=3)}


@dataclass(frozen=True)
class Clothes:
    """One way to write a sheet of cells as a file."""

    numbers: str = "space"
    unit: str = "€"
    signs: str = "costs negative"
    delimiter: str = ";"
    encoding: str = "utf-8"
    newline: str = "\r\n"
    quoted: bool = False  # every cell, as some programs do

    def number(self, money: Money) -> str:
        if money.cents is None:
            return ""
        factor = SIGNS[self.signs][(Line.REVENUE, Line.COSTS, Line.MARGIN).index(money.line)]
        styles = NUMBERS if self.unit == "€" else THOUSANDS if self.unit == "k€" else MILLIONS
        return styles[self.numbers](Decimal(factor * money.cents) / 100 / UNITS[self.unit])

    def written(self, sheet: Sheet) -> bytes:
        rows = [[self.number(cell) if isinstance(cell, Money) else cell for cell in row] for row in sheet]
        out = io.StringIO(newline="")
        writer = csv.writer(
            out,
            delimiter=self.delimiter,
            lineterminator=self.newline,
            quoting=csv.QUOTE_ALL if self.quoted else csv.QUOTE_MINIMAL,
        )
        for row in rows:
            if any(row):
                writer.writerow(row)
            else:
                out.write(self.newline if not row else self.delimiter * (len(row) - 1) + self.newline)
        return out.getvalue().encode(self.encoding)
