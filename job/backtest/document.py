"""The JSON of `backtest`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from budget.money import decimal_euros
from job.backtest.difference import Difference, Pair
from job.backtest.overruns import Overrun
from job.backtest.replayed import Episode
from job.backtest.result import BackTest
from job.commands.answer import Json
from job.findings import problem_document, target_document
from written.problem import Problem


def backtest_document(result: BackTest) -> Mapping[str, Json]:
    """Return the document of a back-test; `sweep` and `against` stand in it where they were asked for."""
    document: dict[str, Json] = {
        "rules": [_rule(rule.id, [e for e in result.replayed.episodes if e.rule == rule.id]) for rule in result.rules],
        "messages": [
            {"role": message.role, "period": str(message.period), "items": message.items} for message in result.replayed.messages
        ],
        "overruns": [_overrun(overrun) for overrun in result.overruns],
        "problems": [problem_document(problem) for problem in result.problems],
    }
    if result.sweep is not None:
        document["sweep"] = {
            "rule": result.sweep.rule,
            "limit": result.sweep.limit,
            "now": result.sweep.now,
            "values": [{"value": tried.value, "alerts": tried.alerts, "over": tried.over} for tried in result.tried],
        }
    if result.difference is not None:
        document["against"] = _against(result.difference)
    return document


def no_backtest(problems: Iterable[Problem]) -> Mapping[str, Json]:
    """Return the document of a back-test that could not be done."""
    return {"rules": [], "messages": [], "overruns": [], "problems": [problem_document(problem) for problem in problems]}


def _rule(rule: str, episodes: Sequence[Episode]) -> Json:
    return {"rule": rule, "alerts": len(episodes), "episodes": [_episode(episode) for episode in episodes]}


def _episode(episode: Episode) -> dict[str, Json]:
    return {
        **target_document(episode.target),
        "opened": str(episode.opened),
        "worst": episode.worst.name.lower(),
        "ended": None if episode.ended is None else str(episode.ended),
    }


def _overrun(overrun: Overrun) -> Json:
    seen = overrun.seen
    return {
        "year": overrun.year,
        "unit": overrun.unit,
        "line": overrun.line.value,
        "over": decimal_euros(overrun.outcome.over),
        "first_alert": None if seen is None else str(seen.opened),
        "rule": None if seen is None else seen.rule,
        "months_before_end": None if seen is None else seen.months_before_end,
    }


def _against(difference: Difference) -> Json:
    return {
        "folder": difference.folder,
        "rules": [{"rule": of.rule, "alerts": of.here, "against": of.there} for of in difference.counts],
        "only_here": [_named(episode) for episode in difference.only_here],
        "only_there": [_named(episode) for episode in difference.only_there],
        "earlier": [_pair(pair) for pair in difference.earlier],
        "later": [_pair(pair) for pair in difference.later],
        "messages": {"here": difference.messages[0], "there": difference.messages[1]},
    }


def _named(episode: Episode) -> dict[str, Json]:
    return {"rule": episode.rule, **_episode(episode)}


def _pair(pair: Pair) -> Json:
    return {**_named(pair[0]), "against_opened": str(pair[1].opened)}
