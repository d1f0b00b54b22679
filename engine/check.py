"""What is wrong in a rulebook beyond its own text: channels, roles, units and measures that do not exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from budget.snapshot import NO_HISTORY, History, Snapshot
from budget.unit import same_name
from engine.cases import Cases, world
from engine.check_owners import mention_problem, unreachable
from engine.check_profiles import odd_profiles
from engine.judging import PreparedRule
from engine.profiles import paces
from engine.rulebook import MentionKind, Rulebook, UnitPattern
from engine.select import selected
from written.place import Place
from written.problem import Problem, Severity, did_you_mean


def check(
    rulebook: Rulebook, snapshot: Snapshot | None, channels: frozenset[str], history: History = NO_HISTORY
) -> tuple[Problem, ...]:
    """Return what config and the figures do not confirm.

    Args:
        rulebook: the rules as they were read; what reading found is not repeated.
        snapshot: the newest figures, None where there are none: then units and measures are not checked.
        channels: the names of the channels of config.yaml.
        history: the other periods of the sources, for profiles that earlier years give.
    """
    found = list(unreachable(rulebook, channels))
    if snapshot is not None:
        found.extend(_unknown_targets(rulebook, snapshot))
        expected = paces(rulebook.profiles, snapshot, history)
        found.extend((*expected.problems, *odd_profiles(expected)))
        cases = Cases(world(snapshot, history, snapshot.period.last_day, expected, rulebook.bindings))
        found.extend(_without_targets(rulebook, cases))
    return tuple(sorted(found, key=lambda p: (p.place.file, p.place.line or 0, p.place.column or 0)))


def _unknown_targets(rulebook: Rulebook, snapshot: Snapshot) -> Iterator[Problem]:
    """Yield a warning for each named unit and measure that the figures do not have."""
    units = {unit.code: unit.name for unit in snapshot.units}
    names = [name for measure in snapshot.measures for name in (measure.area, measure.name)]
    groups = tuple(dict.fromkeys(g.group for unit in snapshot.units for g in unit.groups if g.group is not None))
    # A rule may name what it judges by the measure, its area, or the source too.
    labels = [*units.items(), *(("", name) for name in (*names, *(source.origin for source in snapshot.sources)))]
    for mention in rulebook.mentions:
        text = mention.text
        if mention.kind is MentionKind.CODE and text not in units:
            same = [code for code, name in units.items() if same_name(name, text)]
            hint = f"kirjoita yksikön koodi {same[0]}" if same else _nearest(text, units)
            yield mention_problem(mention, Severity.WARNING, f"yksikköä ei ole luvuissa: {text}", hint)
        elif mention.kind is MentionKind.PATTERN:
            pattern = UnitPattern(text, mention.place)
            if not any(pattern.matches(code, name) for code, name in labels):
                hint = _nearest(text, (*units, *units.values(), *names))
                yield mention_problem(mention, Severity.WARNING, f"luvuissa ei ole yksikköä, johon tämä sopii: {text}", hint)
        elif mention.kind is MentionKind.GROUP and text.casefold() not in {group.casefold() for group in groups}:
            known = f"luvuissa on: {', '.join(groups)}" if groups else "luvuissa ei ole tiliryhmiä"
            yield mention_problem(
                mention, Severity.WARNING, f"tiliryhmää ei ole luvuissa: {text}", did_you_mean(text, groups) or known
            )
        elif mention.kind is MentionKind.MEASURE and not any(same_name(text, name) for name in names):
            yield mention_problem(
                mention, Severity.WARNING, f"suoritetta tai tulosaluetta ei ole luvuissa: {text}", _nearest(text, names)
            )


def _without_targets(rulebook: Rulebook, cases: Cases) -> Iterator[Problem]:
    """Yield a warning for each rule that leaves out all that there is of its subject, though it names what is there."""
    for rule in rulebook.rules:
        prepared = PreparedRule(rule)
        there = [case for subject in rule.subjects for case in cases.of(subject, rule.group)]
        labels = [label for case in there for label in case.labels]
        named = all(any(pattern.matches(code, name) for code, name in labels) for pattern in rule.units)
        if there and named and not any(True for subject in rule.subjects for _ in selected(prepared, subject, cases)):
            file, _, line = rule.card.place.rpartition(":")
            message = f"sääntö {rule.card.id} ei koske mitään, mitä luvuissa on"
            yield Problem(Severity.WARNING, Place(file, int(line)), message, "tarkista avaimet yksiköt, paitsi ja taso")


def _nearest(text: str, known: Iterable[str]) -> str | None:
    return did_you_mean(text, known) or "tarkista koodi raportista; lukuja voi puuttua myös tästä raportista"
