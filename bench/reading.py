"""How much a report of 50,000 rows costs to read, as a ratio of CPU times in one run: `python -m bench.reading`.

CSV against Python's csv module and an exact conversion of its amounts to cents. Five rounds, one after the other in
turn, and the medians. Nothing else is measured: not fetching, not the proofs.
"""

import csv
import hashlib
import io
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from statistics import median

from figures.document import Document
from figures.read import read

ROUNDS, UNITS = 5, 16_667
BOUND = 1.5
HEADINGS = ("Koodi", "Nimi", "Rivi", "TP 2023", "TA 2024", "TA-muutos 2024", "Toteuma 1-6/2024", "Ennuste 2024")
LINES = (("Toimintatuotot", 1), ("Toimintakulut", -9), ("Toimintakate", -8))


def rows() -> Iterator[tuple[str, str, str, tuple[int, ...]]]:
    """Yield units with their three lines: code, name, line, and five amounts in cents."""
    for number in range(UNITS):
        base = 1_000_000 + number * 7_919 % 900_001
        for line, factor in LINES:
            amounts = (base * factor * share for share in (98, 100, 2, 51, 101))
            yield str(100_000 + number), f"Yksikkö {number}", line, tuple(amounts)


def text(cents: int) -> str:
    """Return an amount as a Finnish system writes it: `-1234567,89`."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100},{abs(cents) % 100:02}"


def csv_report() -> bytes:
    """Return the rows as CSV."""
    lines = (";".join((code, name, line, *map(text, amounts))) for code, name, line, amounts in rows())
    return "\n".join((";".join(HEADINGS), *lines, "")).encode()


def with_csv_module(data: bytes) -> int:
    """Read the amounts exactly, and nothing more; return their number."""
    reader = csv.reader(io.StringIO(data.decode()), delimiter=";")
    next(reader)
    return sum(len([int(Decimal(cell.replace(",", ".")) * 100) for cell in row[3:]]) for row in reader)


def with_reader(data: bytes) -> int:
    """Read the report as a run does; return the number of its figures."""
    return len(read(Document("raportti-2024-06.csv", "data/*", data, hashlib.sha256(data).hexdigest())).figures)


def seconds(work: Callable[[bytes], int], data: bytes, expected: int) -> float:
    """Return the CPU time of one reading, which must have found everything."""
    start = time.process_time()
    found = work(data)
    spent = time.process_time() - start
    assert found == expected, found  # noqa: S101 - a reading that lost rows measures nothing
    return spent


def main() -> int:
    """Measure, print, and return 1 where the bound does not hold."""
    data = csv_report()
    base, ours = [], []
    for _ in range(ROUNDS):
        base.append(seconds(with_csv_module, data, UNITS * 3 * 5))
        ours.append(seconds(with_reader, data, UNITS * 3))
    ratio = median(ours) / median(base)
    print(f"csv module and Decimal   {median(base) * 1000:7.0f} ms")
    print(f"report from CSV          {median(ours) * 1000:7.0f} ms  {ratio:5.2f} x  at most {BOUND}")
    return int(ratio > BOUND)


if __name__ == "__main__":
    raise SystemExit(main())
