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
_COMPUTED = {
    "toteumaprosentti": "Toteuma-%",
    "ennusteprosentti": "Ennusteen osuus talousarviosta",
    "loppuvuosi_alkuvuodesta": "Loppuvuoden suhde alkuvuoteen",
    "muutos_ed_vuosi": "Muutos edellisestä vuodesta",
    "kertymäennuste": "Vuoden loppu nykyisellä tahdilla",
}


def missing(verdicts: Iterable[Verdict]) -> tuple[str, ...]:
    """Return the values that are not known, one line each ("Ennuste puuttuu 10 yksiköltä.").

    What is unknown for another reason than a missing value is told with its cause.
    """
    lacking: dict[tuple[str, str], dict[tuple[str, ...], str]] = {}
    other: dict[str, dict[str, None]] = {}
    for verdict in verdicts:
        if isinstance(verdict.outcome, Unknown):
            missing_of = () if _is_doubt(verdict.outcome) else verdict.outcome.missing
            for name in missing_of:
                whose = lacking.setdefault((name, _kind(verdict.target)), {})
                whose[_counted_once(verdict.target)] = sentence_case(verdict.name)
            if not missing_of:
                other.setdefault(verdict.outcome.cause, {})[sentence_case(verdict.name)] = None
    values = tuple(_missing(name, kind, tuple(whose.values())) for (name, kind), whose in lacking.items())
    causes = tuple(f"{capital(cause)}: {names_in_short(tuple(names))}." for cause, names in other.items())
    return (*values, *causes)


def _counted_once(target: Target) -> tuple[str, ...]:
    """Return what a missing value is missing from: a unit once, whatever its lines, and each measure of it."""
    return ("unit", target.unit) if isinstance(target, LineTarget | UnitTarget) else target_key(target)


def _few(names: tuple[str, ...]) -> str:
    return f" ({', '.join(names)})" if len(names) <= FEW_NAMES else ""


def _kind(target: Target) -> str:
    """Return the stem of what a value is missing from."""
    match target:
        case MeasureTarget():
            return "suorittee"
        case ItemTarget():
            return "meno"
        case SourceTarget():
            return "aineisto"
        case _:
            return "yksikö"


def _is_doubt(outcome: Unknown) -> bool:
    """Tell whether nothing is missing: the figures themselves are in doubt, and the cause says why."""
    return bool(outcome.missing) and not outcome.cause.endswith(("puuttuu", "puuttuvat", "laskettavissa"))


def _missing(called: str, kind: str, names: tuple[str, ...]) -> str:
    """Say of a value that it is missing from so many, or that it means nothing for the signs at hand."""
    line, _, name = called.rpartition(" ")
    read, computed = _NAMES_OF_VALUES.get(name), _COMPUTED.get(name)
    words = read or computed or name.replace("_", " ")
    whole = capital(f"{line} {words[:1].lower()}{words[1:]}" if line else words)
    a = "ä" if kind == "yksikö" else "a"
    what = f"puuttuu {len(names)} {kind}lt{a}" if computed is None else f"ei ole laskettavissa {len(names)} {kind}lle"
    return f"{whole} {what}{_few(names)}."


def names_in_short(names: Sequence[str]) -> str:
    """Return the names, of many only the first and how many more there are."""
    if len(names) <= MOST_NAMES + 1:
        return listing(names)
    return f"{', '.join(names[:MOST_NAMES])} ja {len(names) - MOST_NAMES} muuta"
