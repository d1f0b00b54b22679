"""`backtest`: replays the rules over all periods that the sources and the state hold. Stores and sends nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from engine.read_rules import read_rules
from engine.rulebook import Rulebook
from job.backtest.difference import Difference, difference
from job.backtest.document import backtest_document, no_backtest
from job.backtest.figures import Periods, periods
from job.backtest.outcome import Outcome, YearLine, forecasts, outcomes
from job.backtest.overruns import outcome_of, overruns
from job.backtest.replay import depends_on_the_day, replay
from job.backtest.replayed import Replayed
from job.backtest.result import BackTest, Tried
from job.backtest.sweep import Sweep, sweep
from job.backtest.text import backtest_text
from job.backtest.year import City
from job.commands.answer import DONE, LOOK, NOT_DONE, Answer, Asked, invalid_config
from job.config import Config, ConfigError
from job.read_config import read_config
from job.rules_folder import rule_files
from written.place import Place
from written.problem import Problem, Severity
from written.record import dataclass

FILE = "takautuva-kokeilu.html"


@dataclass(frozen=True, slots=True)
class Rules:
    """A rules folder as it was read, with all that is wrong in it."""

    folder: str
    rulebook: Rulebook
    problems: tuple[Problem, ...]


def command(asked: Asked) -> Answer:
    """Replay the rules. Exit 1 where a file or a rule was left out, 2 where there are no figures or no rules."""
    try:
        config = read_config(asked.config)
    except ConfigError as error:
        return invalid_config(error, no_backtest(error.problems))
    rules = _rules(config)
    others = None if asked.against is None else _rules(replace(config, rules=asked.against.absolute()))
    trying = None if asked.sweep is None else sweep(asked.sweep, rules.rulebook)
    if isinstance(trying, str):
        return _not_done((), trying)
    found = periods(config, asked.files, asked.progress)
    problems = (*rules.problems, *(others.problems if others is not None else ()), *found.problems)
    if not found.snapshots:
        return _not_done(problems, "Ei voitu kokeilla: aineistosta ei saatu yhtään kautta.")
    if not rules.rulebook.rules or (others is not None and not others.rulebook.rules):
        return _not_done(problems, "Ei voitu kokeilla: käytettäviä sääntöjä ei ole.")
    result = _result(config, asked, found, problems, _Tried(rules.rulebook, others, trying))
    if asked.out is None:
        return Answer(_exit(problems), backtest_text(result), backtest_document(result))
    unwritten, said = _write(result, asked.out)
    result = replace(result, problems=(*problems, *unwritten))
    return Answer(_exit(result.problems), f"{backtest_text(result)}{said}", backtest_document(result))


@dataclass(frozen=True, slots=True)
class _Tried:
    """What is replayed: the rules of config, and where they were asked for other rules and a limit at several values."""

    rulebook: Rulebook
    others: Rules | None
    sweep: Sweep | None

    @property
    def rulebooks(self) -> tuple[Rulebook, ...]:
        """All of them, one after another."""
        variants = self.sweep.variants if self.sweep is not None else ()
        others = (self.others.rulebook,) if self.others is not None else ()
        return (self.rulebook, *others, *(variant.rulebook for variant in variants))


def _rules(config: Config) -> Rules:
    files, unread = rule_files(config)
    rulebook = read_rules(files)
    return Rules(config.shown(config.rules), rulebook, (*unread, *rulebook.problems))


def _exit(problems: Iterable[Problem]) -> int:
    return LOOK if any(problem.severity is not Severity.WARNING for problem in problems) else DONE


def _not_done(problems: tuple[Problem, ...], why: str) -> Answer:
    document = no_backtest((*problems, Problem(Severity.ERROR, Place("backtest"), why)))
    return Answer(NOT_DONE, "\n".join((why, *map(str, problems))), document)


def _result(config: Config, asked: Asked, found: Periods, problems: tuple[Problem, ...], tried: _Tried) -> BackTest:
    city = City(config.organisation, config.limits.flood)
    results = replay(tried.rulebooks, found.snapshots, city, asked.progress)
    ended = outcomes(found.snapshots)
    varied = results[1 if tried.others is None else 2 :]
    return BackTest(
        organisation=config.organisation,
        rules=tuple(rule.card for rule in tried.rulebook.rules),
        left_out=depends_on_the_day(tried.rulebook),
        periods=tuple(snapshot.period for snapshot in found.snapshots),
        stored=found.stored,
        replayed=results[0],
        ended=ended,
        overruns=overruns(ended, results[0].episodes),
        forecasts=forecasts(found.snapshots, ended),
        problems=problems,
        sweep=tried.sweep,
        tried=tuple(
            _counted(variant.value, replayed, ended)
            for variant, replayed in zip(tried.sweep.variants if tried.sweep is not None else (), varied, strict=True)
        ),
        difference=None if tried.others is None else _difference(tried.rulebook, tried.others, results),
    )


def _counted(value: str, replayed: Replayed, ended: Mapping[YearLine, Outcome]) -> Tried:
    found = [outcome_of(episode, ended) for episode in replayed.episodes]
    return Tried(value, len(found), sum(outcome is not None and outcome.is_over for outcome in found))


def _difference(rulebook: Rulebook, others: Rules, results: tuple[Replayed, ...]) -> Difference:
    ids = (rule.card.id for rule in (*rulebook.rules, *others.rulebook.rules))
    return difference(results[0], results[1], ids, others.folder)


def _write(result: BackTest, folder: Path) -> tuple[tuple[Problem, ...], str]:
    """Write the page; return what went wrong, and what to say of it."""
    from job.backtest.page import page

    file = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text(page(result), "utf-8")
    except OSError as error:
        message = f"sivua ei voitu kirjoittaa: {error.strerror or error}"
        return (Problem(Severity.ERROR, Place(str(file)), message, "tarkista kansion oikeudet ja levytila"),), ""
    return (), f"\n\nSivu talousjohtajalle: {file}"
