"""The last good text of rules files: what a round judges by while a broken edit of theirs stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from engine.read_rules import read_rules
from engine.rulebook import Rulebook
from written.place import Place
from written.problem import Problem, Severity
from written.record import dataclass

Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a round: the rulebook, the texts that it was read from, and all that is wrong in the folder itself."""

    rulebook: Rulebook
    files: Files
    problems: tuple[Problem, ...]


def usable_rules(files: Files, unread: tuple[Problem, ...], kept: Callable[[], Files]) -> Rules:
    """Read the rules; a file with an error in it is read as it was when it last had none.

    A file that is not there any more is no broken one: its rules are removed.

    Args:
        files: the folder as it is now.
        unread: the problems of files that are there and cannot be read.
        kept: returns the texts that the last round judged by. Asked only where something is broken.
    """
    rulebook = read_rules(files)
    broken = (*_broken(rulebook), *(problem.place.file for problem in unread))
    if not broken:
        return Rules(rulebook, files, (*unread, *rulebook.problems))
    replaced = _replaced(files, broken, kept())
    used = read_rules({**files, **replaced}) if replaced else rulebook
    if any(problem.place.file not in replaced for problem in unread):
        used = replace(used, all_rules_known=False)
    problems = dict.fromkeys((*unread, *rulebook.problems, *map(_said, replaced)))
    return Rules(used, {**files, **replaced}, tuple(problems))


def _replaced(files: Files, broken: Iterable[str], kept: Files) -> Files:
    """Return the texts that stand in: those that were good and still are beside the other files of today."""
    found = {name: kept[name] for name in broken if name in kept and kept[name] != files.get(name)}
    while found and (bad := found.keys() & set(_broken(read_rules({**files, **found})))):
        found = {name: text for name, text in found.items() if name not in bad}
    return found


def _broken(rulebook: Rulebook) -> tuple[str, ...]:
    errors = (problem for problem in rulebook.problems if problem.severity is Severity.ERROR)
    return tuple(dict.fromkeys(problem.place.file for problem in errors))


def _said(name: str) -> Problem:
    message = "virheellisen tiedoston sijasta käytetään sen viimeisintä toimivaa versiota, kunnes virhe on korjattu"
    return Problem(Severity.WARNING, Place(name), message)
