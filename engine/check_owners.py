"""Channels and deputies that do not exist: a message to their role would have nowhere to go."""

from __future__ import annotations

from collections.abc import Iterable

from engine.rulebook import Mention, MentionKind, Rulebook
from written.fields import MAX_HINTS
from written.problem import Problem, Severity, did_you_mean


def unreachable(rulebook: Rulebook, channels: frozenset[str]) -> tuple[Problem, ...]:
    """Return an error for each channel that config.yaml does not have, and for each deputy that is no role."""
    roles = {owner.role for owner in rulebook.owners}
    found: list[Problem] = []
    for mention in rulebook.mentions:
        if mention.kind is MentionKind.CHANNEL and mention.text not in channels:
            hint = _guess(mention.text, channels, found) or f"asetustiedoston kanavat: {', '.join(sorted(channels))}"
            found.append(mention_problem(mention, Severity.ERROR, f"kanavaa ei ole: {mention.text}", hint))
        elif mention.kind is MentionKind.ROLE and mention.text not in roles and rulebook.all_rules_known:
            hint = _guess(mention.text, roles, found) or "anna sijaiseksi jokin avaimen vastuut rooleista"
            found.append(mention_problem(mention, Severity.ERROR, f"sijaista ei ole: {mention.text}", hint))
    return tuple(found)


def mention_problem(mention: Mention, severity: Severity, message: str, hint: str | None) -> Problem:
    """Return a problem at the place where something is named."""
    return Problem(severity, mention.place, message, hint, mention.source_line, mention.width)


def _guess(text: str, known: Iterable[str], found: list[Problem]) -> str | None:
    """Return the hint that names the known word; a hint is a search, so that only the first mistakes get one."""
    return did_you_mean(text, known) if len(found) < MAX_HINTS else None
