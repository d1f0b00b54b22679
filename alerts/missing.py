"""What the rules could not judge: missing values in one line each, whatever the number of rules and units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from alerts.alert import target_key
from budget.finnish import capital, listing, sentence_case
from budget.verdict import ItemTarget, LineTarget, MeasureTarget, SourceTarget, Target, UnitTarget, Unknown, Verdict

MOST_NAMES = 4
FEW_NAMES = 3
_NAMES_OF_VALUES = {
    "ta": "Talousarvio",
    "toteuma": "Toteuma",
    "ennuste": "Ennuste",
    "tp": "Edellisen vuoden tilinpäätös",
    "toteuma_ed_vuosi": "Edellisen vuoden saman kuukauden toteuma",
    "kuukauden_toteuma": "Kuukauden toteuma",
    "alkuperäinen_ta": "Alkuperäinen talousarvio",
    "tavoite": "Tavoite",
}


def missing(verdicts: Iterable[Verdict]) -> tuple[str, ...]:
    """Return the values that are not known, one line each ("Ennuste puuttuu 10 yksiköltä.").

    What is unknown for another reason than a missing value is told with its cause.
    """
    lacking: dict[tuple[str, str], dict[tuple[str, ...], str]] = {}
    other: dict[str, dict[str, None]] = {}
    for verdict in verdicts:
        if isinstance(verdict.outcome, Unknown):
            for name in verdict.outcome.missing:
                whose = lacking.setdefault((name, _kind(verdict.target)), {})
                whose[_counted_once(verdict.target)] = sentence_case(verdict.name)
            if not verdict.outcome.missing:
                other.setdefault(verdict.outcome.cause, {})[sentence_case(verdict.name)] = None
    values = tuple(
        f"{_value(name)} puuttuu {len(whose)} {kind}{_few(tuple(whose.values()))}." for (name, kind), whose in lacking.items()
    )
    causes = tuple(f"{capital(cause)}: {names_in_short(tuple(names))}." for cause, names in other.items())
    return (*values, *causes)


def _counted_once(target: Target) -> tuple[str, ...]:
    """Return what a missing value is missing from: a unit once, whatever its lines, and each measure of it."""
    return ("unit", target.unit) if isinstance(target, LineTarget | UnitTarget) else target_key(target)


def _few(names: tuple[str, ...]) -> str:
    return f" ({', '.join(names)})" if len(names) <= FEW_NAMES else ""


def _kind(target: Target) -> str:
    match target:
        case MeasureTarget():
            return "suoritteelta"
        case ItemTarget():
            return "menolta"
        case SourceTarget():
            return "aineistolta"
        case _:
            return "yksiköltä"


def _value(name: str) -> str:
    return _NAMES_OF_VALUES.get(name, capital(name.replace("_", " ")))


def names_in_short(names: Sequence[str]) -> str:
    """Return the names, of many only the first and how many more there are."""
    if len(names) <= MOST_NAMES + 1:
        return listing(names)
    return f"{', '.join(names[:MOST_NAMES])} ja {len(names) - MOST_NAMES} muuta"
