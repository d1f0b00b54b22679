"""What a rule says that cannot be meant: levels that never hold or always do, and a `poistuu` that fights its level."""

from __future__ import annotations

from collections.abc import Iterator

from budget.verdict import Level
from engine.compile import with_limits
from engine.rulebook import Rule
from engine.satisfiable import Case, Limited, Ways, both, can_hold, is_possible, ways
from engine.syntax import Condition
from written.record import dataclass

WORDS = {Level.INFO: "tieto", Level.YELLOW: "keltainen", Level.RED: "punainen"}
RELEASE = "poistuu"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What is wrong with the condition of a key. `is_error` is False where the rule still does something as it is."""

    key: str
    message: str
    hint: str
    is_error: bool = True


def contradictions(rule: Rule) -> tuple[Contradiction, ...]:
    """Return what cannot be meant in a rule that was read without errors, with its own limits, not those of units."""
    levels = [(level, _ways(condition, rule)) for level, condition in rule.conditions]
    found = tuple(_of_levels(levels, rule.months))
    if found or rule.release is None:
        return found
    return tuple(_of_release(levels, _ways(rule.release, rule), rule.months))


def _ways(condition: Condition, rule: Rule) -> Ways:
    return ways(with_limits(condition.tree, {limit.name: limit for limit in rule.limits}))


def _of_levels(levels: list[tuple[Level, Ways]], months: frozenset[int]) -> Iterator[Contradiction]:
    lowest, first = levels[0]
    reached = first.holds
    if not can_hold(reached, months):
        yield Contradiction(WORDS[lowest], "ehto ei voi koskaan täyttyä", _never(first, months))
        return
    if not can_hold(first.fails, months):
        yield Contradiction(
            WORDS[lowest], "ehto täyttyy aina, kun luvut tunnetaan", "lisää ehtoon raja, jonka toisella puolella se ei täyty"
        )
        return
    below = lowest
    for level, higher in levels[1:]:
        if not can_hold(both(reached, higher.holds), months):
            hint = f"tasot ovat sisäkkäin: {WORDS[level]} lasketaan vain, kun {WORDS[below]} täyttyy. Muuta jompaakumpaa ehtoa"
            if not can_hold(higher.holds, months):
                hint = _never(higher, months)
            yield Contradiction(WORDS[level], f"taso {WORDS[level]} ei voi koskaan täyttyä", hint)
            return
        if not can_hold(both(reached, higher.fails), months):
            message = f"taso {WORDS[below]} ei jää koskaan voimaan: {WORDS[level]} täyttyy aina, kun se täyttyy"
            hint = f"tiukenna ehtoa {WORDS[level]} tai poista {WORDS[below]}"
            yield Contradiction(WORDS[level], message, hint, is_error=False)
        reached, below = both(reached, higher.holds), level


def _never(of: Ways, months: frozenset[int]) -> str:
    if can_hold(of.holds, frozenset(range(1, 13))):
        return f"avain kuukaudet sallii vain kuukaudet {', '.join(map(str, sorted(months)))}"
    found = of.holds or ()
    sizes = (atom for case in found for atom in case if isinstance(atom, Limited))
    if any(atom.quantity and atom.quantity[0][0].startswith("itseisarvo") for atom in sizes):
        return "itseisarvo on aina nolla tai enemmän"
    if any(len(case) > 1 for case in found):
        return "ehdot sulkevat toisensa pois: tarkoititko sanan ”ja” tilalle ”tai”?"
    return "tarkista merkki ja raja"


def _of_release(levels: list[tuple[Level, Ways]], release: Ways, months: frozenset[int]) -> Iterator[Contradiction]:
    """Compare `poistuu` with the lowest level that alerts; a rule that has only tieto opens nothing that could end."""
    alerting = [level for level, _ in levels if level is not Level.INFO]
    ends = release.holds
    if not can_hold(ends, months):
        hint = f"poikkeama ei sulkeutuisi koskaan. {_never(release, months).capitalize()}"
        yield Contradiction(RELEASE, "poistuu ei voi koskaan täyttyä", hint)
        return
    if not alerting:
        return
    holds: tuple[Case, ...] | None = (frozenset(),)
    over: tuple[Case, ...] | None = ()
    for level, of in levels:
        if level <= alerting[0]:
            holds = both(holds, of.holds)
            over = None if over is None or of.fails is None else (*over, *of.fails)
    word = WORDS[alerting[0]]
    if not can_hold(both(ends, over), months):
        message = f"poistuu täyttyy vain, kun myös {word} täyttyy: poikkeama ei sulkeutuisi koskaan"
        yield Contradiction(RELEASE, message, f"kirjoita ehto rajan toiselle puolelle: mitä {word} ei enää täytä")
    elif _overlap(holds, ends, months):
        message = f"poistuu ja {word} voivat täyttyä yhtä aikaa"
        yield Contradiction(RELEASE, message, f"siirrä rajaa niin, että poistuu täyttyy vasta, kun {word} ei täyty")


def _overlap(holds: tuple[Case, ...] | None, ends: tuple[Case, ...] | None, months: frozenset[int]) -> bool:
    """Tell whether an alert could hold and end at once by the very quantities that it holds by."""
    if holds is None or ends is None:
        return False
    return any(_quantities(end) <= _quantities(held) and is_possible(held | end, months) for held in holds for end in ends)


def _quantities(case: Case) -> frozenset[object]:
    return frozenset(atom.quantity if isinstance(atom, Limited) else atom.what for atom in case)
