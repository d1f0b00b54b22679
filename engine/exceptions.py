"""A finding judged a second time, without what finance's exceptions (`poikkeukset`) explain of it.

The figures themselves stand as they are: what is taken off is taken off for this one judgement of this one target.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from budget.exact import Exact, add
from budget.finnish import LEVEL_WORDS, apart, euros
from budget.money import Cents
from budget.note import ExceptionNote, Way
from budget.period import Period
from budget.unit import Line
from budget.verdict import (
    Explained,
    ItemTarget,
    Level,
    LineTarget,
    MeasureTarget,
    NamedValue,
    SourceTarget,
    Target,
    UnitTarget,
)
from engine.cases import Case
from engine.compile import Comparing
from engine.judging import Judgement, Reached
from engine.lines import is_printable, line_words
from engine.names import UNIT_KEYS
from engine.quantities import UnitValues, Values
from written.record import dataclass

_MOVED_WITH = {
    None: (Line.COSTS, Line.MARGIN),
    Line.COSTS: (Line.COSTS, Line.MARGIN),
    Line.REVENUE: (Line.REVENUE, Line.MARGIN),
    Line.MARGIN: (Line.MARGIN,),
}
"""For a rule about a whole unit: the lines that an exception moves, so that the margin stays revenue less costs."""


def explained(exceptions: Iterable[ExceptionNote], rule: str, judgement: Judgement, case: Case, level: Level) -> Explained | None:
    """Judge a finding again without the euros of the exceptions that concern it; None where none does.

    `level` is what the rule reached on the figures as they are.
    """
    found = tuple(note for note in exceptions if _concerns(note, rule, case.target, case.values.period))
    whole = _without(case.values, found)
    moved = any(case.values[name] != whole[name] for name in judgement.names)
    notes = found if moved else tuple(note for note in found if note.amount is None)
    if not notes:
        return None
    reached = judgement.reached(whole)
    seen = _Seen(judgement, case.values, whole) if moved else None
    return Explained(
        exceptions=notes,
        level=reached.level,
        unknown=reached.unknown,
        values=tuple(NamedValue(name, kind, whole[name]) for name, kind in judgement.kinds),
        sentence=None if seen is None else _sentence(seen, reached, level),
        held_back=_is_held_back(notes, judgement, case.values),
    )


def _concerns(note: ExceptionNote, rule: str, target: Target, period: Period) -> bool:
    """Tell whether an exception is about a rule on a target: of its unit alone, never of a unit above or below."""
    if not note.first <= period <= note.last or note.rule not in (None, rule):
        return False
    match target:
        case LineTarget(unit, line, group):
            if group is not None and note.rule is None and note.amount is not None:
                return False  # how much of it is in one account group is not known
            return note.unit == unit and note.line in (None, line)
        case UnitTarget(unit):
            return note.unit == unit and (note.amount is not None or note.rule is not None or note.line is None)
        case MeasureTarget(_, _, unit) | ItemTarget(unit, _):
            return note.unit == unit and note.amount is None and note.line is None
        case SourceTarget():
            return False


def _is_held_back(notes: tuple[ExceptionNote, ...], judgement: Judgement, values: Values) -> bool:
    """Tell whether the exceptions that silence cover a finding. What others explain does not count for silence."""
    silencing = tuple(note for note in notes if note.way is Way.SILENCES)
    if any(note.amount is None for note in silencing):
        return True
    return bool(silencing) and judgement.is_silent(_without(values, silencing))


def _without(values: Values, notes: tuple[ExceptionNote, ...]) -> Values:
    """Return the values of a target without the euros of some exceptions."""
    if isinstance(values, UnitValues):
        parts = {line: _line_without(part, line, _of_part(notes, line)) for line, part in values.parts.items()}
        return UnitValues(values.formulas, values.keys_of, parts, values.period)
    return values if values.line is None else _line_without(values, values.line, notes)


def _of_part(notes: tuple[ExceptionNote, ...], line: Line) -> tuple[ExceptionNote, ...]:
    return tuple(note for note in notes if line in _MOVED_WITH[note.line])


def _line_without(values: Values, line: Line, notes: tuple[ExceptionNote, ...]) -> Values:
    amounts = [(note.amount, note) for note in notes if note.amount is not None]
    actual, in_month = values["toteuma"], values["kuukauden_toteuma"]
    if not amounts or actual is None:
        return values
    moved = values.moved("toteuma", add(actual, _better(line, (amount for amount, _ in amounts))))
    if in_month is not None:  # the month that booked it is the first one; later ones have only what came after
        booked_now = (amount for amount, note in amounts if note.first == values.period)
        moved["kuukauden_toteuma"] = add(in_month, _better(line, booked_now))
    return moved


def _better(line: Line, amounts: Iterable[Cents]) -> Exact:
    """Return the change of an actual that is better by some cents: less costs, more revenue or margin."""
    return (sum(amounts) * (-1 if line is Line.COSTS else 1), 1)


@dataclass(frozen=True, slots=True)
class _Seen:
    """Both judgements, for the sentence that shows them."""

    judgement: Judgement
    as_it_is: Values
    without: Values

    def comparisons(self) -> Iterator[Comparing]:
        """Yield the comparisons of the levels that alert: first those that hold no more, for they say why."""
        found = [c for of, condition in self.judgement.levels if of >= Level.YELLOW for c in condition.comparisons]
        yield from sorted(found, key=lambda c: not (c.test(self.as_it_is) is True and c.test(self.without) is False))

    def shown(self) -> tuple[str, str, str, Line | None]:
        """Return what is shown, as it is and without the explained euros, and the line that it is of."""
        used = (*(name for comparing in self.comparisons() for name in comparing.names), *self.judgement.names)
        for called in used:
            line, primary = UNIT_KEYS.get(called, (self.as_it_is.line, called))
            before, after = self.as_it_is[called], self.without[called]
            if before is None or after is None or before == after or line is None:
                continue
            if primary not in _SHARES:
                return _what(primary, line), euros(before), euros(after), line
            if is_printable(before):
                return _what(primary, line), *apart(before, after), line
        return "", "", "", None


_SHARES = ("toteumaprosentti", "loppuvuosi_alkuvuodesta", "muutos_ed_vuosi")
_WHAT = {
    "kertymäpoikkeama": "{} ero odotettuun kertymään on",
    "kertymäennuste": "{} koko vuoden kertymä nykyisellä tahdilla on",
    "jäljellä": "talousarviosta on jäljellä",
    "kuukauden_toteuma": "{} kuukauden toteuma on",
    "loppuvuosi_alkuvuodesta": "{} loppuvuoden kuukausitaso on alkuvuodesta",
    "muutos_ed_vuosi": "{} muutos edellisestä vuodesta on",
}


def _what(primary: str, line: Line) -> str:
    words = line_words(line, None)
    if primary == "toteumaprosentti":
        return f"{words.elative} on {'kertynyt' if line is Line.REVENUE else 'toteutunut'}"
    return _WHAT.get(primary, "{} toteuma on").format(words.genitive)


def _sentence(seen: _Seen, reached: Reached, level: Level) -> str | None:
    """Show both judgements: `kuluista on toteutunut 57,4 %; ilman selitettyä osuutta 55,7 %, raja ylittyy silti`."""
    what, before, after, line = seen.shown()
    if line is None:
        return None
    if reached.unknown:
        limit = "rajaa ei voi arvioida"
    elif reached.level is None or reached.level < Level.YELLOW:
        limit = "raja ei alitu" if line is Line.REVENUE else "raja ei ylity"
    else:
        limit = "raja alittuu silti" if line is Line.REVENUE else "raja ylittyy silti"
        limit += f", ja taso olisi {LEVEL_WORDS[reached.level]}" if reached.level < level else ""
    return f"{what} {before}; ilman selitettyä osuutta {after}, {limit}"
