"""Exact pairs against `fractions.Fraction` on one condition of a rule, as a ratio: `python -m bench.conditions`.

The condition is `toteumaprosentti > odotus + 5 %-yks. ja kertymäpoikkeama > 10 000 €`, judged from the same cents.
"""

import time
from collections.abc import Callable
from fractions import Fraction
from statistics import median

from budget.exact import Exact, add, compare, multiply, subtract

ROUNDS, TIMES = 9, 20_000
ACTUAL, BUDGET, MONTH = 1_029_315_200, 1_779_981_600, 6
MARGIN: Exact = (5, 100)
FLOOR = 1_000_000


def with_pairs() -> bool:
    """Judge with pairs of integers."""
    expected: Exact = (MONTH, 12)
    share: Exact = (ACTUAL, BUDGET)
    gap = subtract((ACTUAL, 1), multiply(expected, (BUDGET, 1)))
    return compare(share, add(expected, MARGIN)) > 0 and compare(gap, (FLOOR, 1)) > 0


def with_fractions() -> bool:
    """Judge with the standard library's fractions."""
    expected = Fraction(MONTH, 12)
    gap = ACTUAL - expected * BUDGET
    return Fraction(ACTUAL, BUDGET) > expected + Fraction(*MARGIN) and gap > FLOOR


def seconds(judge: Callable[[], bool]) -> float:
    """Return the time of many judgements."""
    start = time.perf_counter()
    for _ in range(TIMES):
        judge()
    return time.perf_counter() - start


def main() -> None:
    """Measure both in turn and print the ratio of the medians."""
    assert with_pairs() is with_fractions() is True  # noqa: S101 - a bench of two different answers measures nothing
    pairs, fractions = [], []
    for _ in range(ROUNDS):
        pairs.append(seconds(with_pairs))
        fractions.append(seconds(with_fractions))
    print(f"pairs      {median(pairs) / TIMES * 1e6:6.2f} µs")
    print(f"Fraction   {median(fractions) / TIMES * 1e6:6.2f} µs  {median(fractions) / median(pairs):.1f} x")


if __name__ == "__main__":
    main()
