"""The Finnish that the text and the page of a back-test share."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median_low

from budget.finnish import LINE_WORDS, MONTHS, counted, euros, number, sentence_case
from budget.unit import Line
from budget.verdict import ItemTarget, MeasureTarget
from job.backtest.outcome import Outcome
from job.backtest.overruns import Overrun
from job.backtest.replayed import Episode

WORSE = {Line.COSTS: "yli talousarvion", Line.REVENUE: "alle tuloarvion", Line.MARGIN: "talousarviota heikompi"}


def month_in(month: int) -> str:
    """Return `maaliskuussa`."""
    return f"{MONTHS[month - 1]}kuussa"


def before_end(months: int) -> str:
    """Return how long before the end of the year something was: `7 kuukautta ennen vuoden loppua`, `joulukuussa`."""
    return f"{counted(months, 'kuukausi', 'kuukautta')} ennen vuoden loppua" if months else "vuoden viimeisellä kaudella"


def about(episode: Episode) -> str:
    """Return what an episode is about: `Museotoimi, kulut`."""
    name = sentence_case(episode.name)
    target = episode.target
    if isinstance(target, MeasureTarget):
        return f"{name}, suorite {target.measure}" if target.measure != episode.name else name
    if isinstance(target, ItemTarget):
        return f"{name}, meno ilman määrärahaa"
    return name if episode.line is None else f"{name}, {LINE_WORDS[episode.line]}"


def how_it_ended(outcome: Outcome, line: Line) -> str:
    """Return how a line ended beside its budget: `12 345 € yli talousarvion`, `talousarvion mukaan`."""
    return f"{euros(outcome.over)} {WORSE[line]}" if outcome.is_over else "talousarvion mukaan"


def until(episode: Episode) -> str:
    """Return how long an episode was open: `avoinna vuoden loppuun`, `päättyi elokuussa`."""
    return "avoinna vuoden loppuun" if episode.ended is None else f"päättyi {month_in(episode.ended.month)}"


def alerts(count: int) -> str:
    """Return `1 hälytys`, `5 hälytystä`."""
    return counted(count, "hälytys", "hälytystä")


def overruns_sentence(line: Line, found: Sequence[Overrun], known: int) -> str:
    """Return how often a line ended worse than its budget, how often that was seen, and how early."""
    compared = counted(known, "yksikkövuosi", "yksikkövuotta")
    start = f"{LINE_WORDS[line]}: {compared}, joista {number(len(found))} päättyi {WORSE[line]}"
    seen = [overrun.seen.months_before_end for overrun in found if overrun.seen is not None]
    if not seen:
        return f"{start}." if not found else f"{start}; yhdestäkään ei olisi tullut hälytystä."
    when = before_end(median_low(seen))
    at_least_half = ", puolet viimeistään" if len(set(seen)) > 1 else ""
    return f"{start}; näistä {number(len(seen))} olisi nähty{at_least_half} {when}."
