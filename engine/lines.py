"""The Finnish words of a line, and of the pace that it is held against, in the cases that sentences need."""

from __future__ import annotations

from budget.exact import Exact
from budget.finnish import euros, exact_euros, number, whole_euros
from budget.unit import Line
from engine.facts import Facts
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class LineWords:
    """A line in its cases, with its verb: `kulut ovat`, `kate on`."""

    nominative: str
    genitive: str
    partitive: str
    elative: str
    adessive: str
    verb: str


_WORDS = {
    Line.COSTS: LineWords("kulut", "kulujen", "kuluja", "kuluista", "kuluille", "ovat"),
    Line.REVENUE: LineWords("tuotot", "tuottojen", "tuottoja", "tuotoista", "tuotoille", "ovat"),
    Line.MARGIN: LineWords("kate", "katteen", "katetta", "katteesta", "katteelle", "on"),
}


def line_words(line: Line, group: str | None) -> LineWords:
    """Return the words of a line. An account group stands after them as it is: a name is not inflected."""
    words = _WORDS[line]
    if group is None:
        return words
    tail = f" ({group[:1].lower()}{group[1:]})"
    return LineWords(
        words.nominative + tail,
        words.genitive + tail,
        words.partitive + tail,
        words.elative + tail,
        words.adessive + tail,
        words.verb,
    )


@dataclass(frozen=True, slots=True)
class Pace:
    """What is expected by the period, and its name in the cases that sentences need."""

    share: Exact
    nominative: str
    partitive: str
    genitive: str
    elative: str


def pace_of(facts: Facts, names: frozenset[str]) -> Pace:
    """Return the pace that a finding is held against: the profile's, unless the conditions name the even one only."""
    usual = facts.profile is not None and facts.expected is not None and not _only_even(names)
    share = facts.expected if usual and facts.expected is not None else facts.even
    stem = "tavanomai" if usual else "tasai"
    return Pace(share, f"{stem}nen kertymä", f"{stem}sta kertymää", f"{stem}sen kertymän", f"{stem}sesta kertymästä")


def _only_even(names: frozenset[str]) -> bool:
    return "tasainen" in names and not names & {"odotus", "kertymäpoikkeama", "kertymäennuste"}


def money(cents: Exact) -> str:
    """Return whole euros; the cents too where whole euros would look like nothing."""
    return exact_euros(cents) if whole_euros(cents) == 0 and cents[0] != 0 else euros(cents)


def in_adessive(amount: str) -> str:
    """Return the case that verbs of exceeding need: `1 300 000 €` is `1 300 000 eurolla`."""
    return amount.removesuffix("€") + "eurolla"


def size(value: Exact) -> Exact:
    """Return a value without its sign."""
    return (abs(value[0]), value[1])


def is_printable(share: Exact | None) -> bool:
    """Tell whether a share may be printed: above 999 % euros say more."""
    return share is not None and abs(share[0]) * 1000 < 9995 * share[1]


def count(value: Exact) -> str:
    """Return a number of things: whole where it is whole, else with one decimal."""
    return number(value, 0 if value[0] % value[1] == 0 else 1)
