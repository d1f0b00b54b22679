"""What is odd in the profiles that earlier years give: shares that fall, or that pass the whole year."""

from __future__ import annotations

from collections.abc import Iterable

from budget.exact import Exact, compare
from budget.finnish import LINE_WORDS, MONTHS, NBSP, percent
from budget.unit import Line, UnitCode
from engine.past_years import expected
from engine.profiles import Paces
from engine.rulebook import Profile
from written.problem import Problem, Severity


def odd_profiles(paces: Paces) -> tuple[Problem, ...]:
    """Return a warning for each profile of history that some line makes look odd. What history says is used all the same."""
    odd: dict[str, list[str]] = {}
    profiles: dict[str, Profile] = {}
    for (code, line), profile in paces.own.items():
        if profile.shares is not None:
            continue
        profiles[profile.id] = profile
        words = _odd((month, expected(paces.past.of(code, line, month))) for month in range(1, 13))
        if words is not None:
            odd.setdefault(profile.id, []).append(f"{_named(code, line)} {words}")
    return tuple(_problem(profiles[name], lines) for name, lines in odd.items())


def _odd(months: Iterable[tuple[int, Exact | None]]) -> str | None:
    before: Exact = (0, 1)
    for month, share in months:
        if share is None:
            continue
        when = f"{MONTHS[month - 1]}kuussa"
        if compare(share, (1, 1)) > 0:
            return f"on {when} yli 100 % ({_percent(share)})"
        if compare(share, before) < 0:
            return f"laskee {when} ({_percent(before)} → {_percent(share)})"
        before = share
    return None


def _percent(share: Exact) -> str:
    return percent(share).replace(NBSP, " ")


def _named(code: UnitCode, line: Line) -> str:
    return f"{code} {LINE_WORDS[line]}"


def _problem(profile: Profile, lines: list[str]) -> Problem:
    more = f", ja {len(lines) - 1} muuta riviä" if len(lines) > 1 else ""
    message = f"profiilin {profile.id} kertymä ei kasva tasaisesti nollasta sataan: {lines[0]}{more}"
    unit = lines[0].split()[0]
    hint = f"katso vuodet: python bot.py profile {unit}; anna tarvittaessa oma kertymä"
    return Problem(Severity.WARNING, profile.place, message, hint)
