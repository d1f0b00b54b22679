"""What `backtest` tells a controller: the alerts of each rule, who would have heard, and how the years ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from budget.finnish import DASH, LEVEL_WORDS, capital, counted, sentence_case
from budget.unit import Line
from budget.verdict import RuleCard
from job.backtest.difference import Difference, Pair
from job.backtest.outcome import Outcome
from job.backtest.overruns import Overrun, outcome_of
from job.backtest.replayed import Episode
from job.backtest.result import BackTest
from job.backtest.words import about, alerts, before_end, how_it_ended, month_in, overruns_sentence, until

_MOST_ROLES = 40
_MOST = 10
"""Alerts of one rule, overruns of one line: the document of --json has all of them."""


def backtest_text(result: BackTest) -> str:
    """Return the whole text."""
    blocks = (
        tuple(_head(result)),
        *(tuple(_rule(rule, result)) for rule in result.rules if rule.id not in result.left_out),
        tuple(_messages(result)),
        tuple(_years(result)),
        tuple(_sweep(result)),
        tuple(_against(result.difference)) if result.difference is not None else (),
        ("Huomattavaa:", *(str(problem) for problem in result.problems)) if result.problems else (),
    )
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _head(result: BackTest) -> Iterator[str]:
    first, last = result.periods[0], result.periods[-1]
    years = len({period.year for period in result.periods})
    rules = counted(len(result.rules) - len(result.left_out), "sääntö", "sääntöä")
    yield (
        f"Kokeiltu {rules}, {counted(years, 'vuosi', 'vuotta')}, {counted(len(result.periods), 'kausi', 'kautta')}"
        f" ({first}{DASH}{last}): {alerts(len(result.replayed.episodes))},"
        f" {counted(len(result.replayed.messages), 'viesti', 'viestiä')}. Mitään ei lähetetty eikä tallennettu."
    )
    if result.stored:
        kept = counted(len(result.stored), "kausi", "kautta")
        yield f"Lähteissä ei ole enää kaikkia kausia: {kept} luettiin aiemmin tallennetuista luvuista."
    if result.left_out:
        yield f"Aineiston ikää ei voi kokeilla, koska se riippuu ajopäivästä: {', '.join(result.left_out)}."


def _rule(card: RuleCard, result: BackTest) -> Iterator[str]:
    found = [episode for episode in result.replayed.episodes if episode.rule == card.id]
    yield f"{card.id} {DASH} {card.name}{' (koekäytössä)' if card.trial else ''}: {alerts(len(found))}"
    for episode in found[:_MOST]:
        yield f"  {_episode(episode, outcome_of(episode, result.ended))}"
    if len(found) > _MOST:
        yield f"  ja {len(found) - _MOST} muuta (kaikki: --json)"


def _episode(episode: Episode, outcome: Outcome | None) -> str:
    said = f"{episode.opened}  {about(episode)}: {LEVEL_WORDS[episode.worst]}, {until(episode)}, {before_end(episode.months_before_end)}"
    if outcome is None or episode.line is None:
        return said
    return f"{said}. {outcome.source.value.capitalize()}: {how_it_ended(outcome, episode.line)}."


def _messages(result: BackTest) -> Iterator[str]:
    if not result.replayed.messages and not result.replayed.summaries:
        return
    by_role: dict[str, list[int]] = {}
    for message in result.replayed.messages:
        by_role.setdefault(message.role, []).append(message.items)
    yield "Viestit rooleittain:"
    roles = sorted(by_role.items(), key=lambda entry: (-len(entry[1]), entry[0]))
    for role, items in roles[:_MOST_ROLES]:
        yield f"  {role}: {counted(len(items), 'viesti', 'viestiä')}, niissä yhteensä {counted(sum(items), 'kohta', 'kohtaa')}"
    if len(roles) > _MOST_ROLES:
        yield f"  ja {len(roles) - _MOST_ROLES} muuta roolia (kaikki: --json)"
    yield f"Lisäksi talous olisi saanut koosteen {counted(len(result.replayed.summaries), 'kaudelta', 'kaudelta')}."
    held = sorted({message.period for message in result.replayed.messages if message.held})
    if held:
        which = ", ".join(map(str, held[:_MOST])) + (" …" if len(held) > _MOST else "")
        yield f"Viestejä olisi ollut niin paljon, että ne olisivat odottaneet hyväksyntää: {which}."


def _years(result: BackTest) -> Iterator[str]:
    known = Counter(line for _, _, line in result.ended)
    if not known:
        yield "Vuosien lopputulosta ei tiedetä: aineistossa ei ole joulukuuta eikä seuraavan vuoden raporttia."
        return
    yield "Miten vuodet päättyivät:"
    for line in (Line.COSTS, Line.REVENUE, Line.MARGIN):
        found = [overrun for overrun in result.overruns if overrun.line is line]
        if known[line]:
            yield f"  {capital(overruns_sentence(line, found, known[line]))}"
            yield from (f"    {_overrun(overrun)}" for overrun in found[:_MOST])
            if len(found) > _MOST:
                yield f"    ja {len(found) - _MOST} muuta (kaikki: --json)"


def _overrun(overrun: Overrun) -> str:
    start = f"{overrun.year} {sentence_case(overrun.outcome.name)}: {how_it_ended(overrun.outcome, overrun.line)}"
    seen = overrun.seen
    if seen is None:
        return f"{start}, ei hälytystä"
    return f"{start}, hälytys {month_in(seen.opened.month)} ({before_end(seen.months_before_end)}, {until(seen)})"


def _sweep(result: BackTest) -> Iterator[str]:
    if result.sweep is None:
        return
    yield f"{result.sweep.rule}.{result.sweep.limit} (nyt {result.sweep.now}):"
    for tried in result.tried:
        yield f"  {tried.value} → {alerts(tried.alerts)}, joista {tried.over} tapauksessa vuosi päättyi talousarviota heikommin"
    if result.sweep.differs_by_unit:
        yield "  Yksiköt, joilla on oma raja (rajat_yksiköittäin), pitivät sen."


def _against(difference: Difference) -> Iterator[str]:
    yield f"Säännöt kansiosta {difference.folder} näiden sijasta (viestejä {difference.messages[0]} → {difference.messages[1]}):"
    for of in difference.counts:
        yield f"  {of.rule}: {of.here} → {alerts(of.there)}"
    yield from _list("Vain nykyiset säännöt hälyttäisivät", [_short(episode) for episode in difference.only_here])
    yield from _list("Vain toiset säännöt hälyttäisivät", [_short(episode) for episode in difference.only_there])
    yield from _list("Toiset säännöt hälyttäisivät aiemmin", [_moved(pair) for pair in difference.earlier])
    yield from _list("Toiset säännöt hälyttäisivät myöhemmin", [_moved(pair) for pair in difference.later])


def _short(episode: Episode) -> str:
    return f"{episode.opened}  {about(episode)} [{episode.rule}]"


def _moved(pair: Pair) -> str:
    return f"{pair[0].opened} → {pair[1].opened}  {about(pair[0])} [{pair[0].rule}]"


def _list(heading: str, lines: Iterable[str]) -> Iterator[str]:
    listed = tuple(lines)
    if not listed:
        return
    yield f"{heading} ({len(listed)}):"
    yield from (f"  {line}" for line in listed[:_MOST])
    if len(listed) > _MOST:
        yield f"  ja {len(listed) - _MOST} muuta (kaikki: --json)"
