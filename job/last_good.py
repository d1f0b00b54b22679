"""The last good text of rules files: what a round judges by while a broken edit of theirs stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from engine.read_rules import read_rules
from engine.rulebook import Rulebook
from job.mend import Entry, Known, entries, good_text, hurt, mended, stands_in
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
    """Read the rules; what has an error is read as it was when it last had none: one entry, else the whole file.

    A file that is not there any more is no broken one: its rules are removed.

    Args:
        files: the folder as it is now.
        unread: the problems of files that are there and cannot be read.
        kept: returns the texts that the last round judged by. Asked only where something is broken.
    """
    rulebook = read_rules(files)
    if not unread and not rulebook.errors:
        return Rules(rulebook, files, rulebook.problems)
    last = kept()
    known = _good_entries(last)
    mended, said = _mended(files, rulebook, known)
    now = {**files, **mended}
    whole = _replaced(now, (*_unmended(now, known), *(problem.place.file for problem in unread)), last)
    used = read_rules({**now, **whole}) if mended or whole else rulebook
    if any(problem.place.file not in whole for problem in unread):
        used = replace(used, all_rules_known=False)
    stand_ins = (*(p for p in said if p.place.file not in whole), *map(_said, whole))
    problems = dict.fromkeys((*unread, *rulebook.problems, *stand_ins))
    return Rules(used, {**now, **whole}, tuple(problems))


def _good_entries(files: Files) -> Known:
    """Return every entry of the last texts that was used, by what it is known by."""
    rulebook = read_rules(files)
    found: dict[tuple[str, ...], Entry] = {}
    for name, data in files.items():
        of = hurt(data, name, rulebook.errors, _used(rulebook))
        found |= {e.identity: e for e in entries(of.document) if e.identity is not None and e not in of.entries}
    return found


def _mended(files: Files, rulebook: Rulebook, known: Known) -> tuple[Files, tuple[Problem, ...]]:
    """Return the files in which broken entries have their last good text, and what is said of each such entry."""
    texts: dict[str, bytes] = {}
    said: list[Problem] = []
    for name in _broken(rulebook):
        of = hurt(files[name], name, rulebook.errors, _used(rulebook)) if name in files else None
        text = None if of is None else mended(of, known)
        if of is not None and text is not None:
            texts[name] = text
            said += [stands_in(entry, name) for entry in of.entries if good_text(entry, known) is not None]
    return texts, tuple(said)


def _unmended(files: Files, known: Known) -> tuple[str, ...]:
    """Return the files that have errors which the last good texts of their entries do not mend."""
    rulebook = read_rules(files)
    found = [hurt(files[name], name, rulebook.errors, _used(rulebook)) for name in _broken(rulebook) if name in files]
    return tuple(of.document.file for of in found if mended(of, known) is None or any(good_text(e, known) for e in of.entries))


def _replaced(files: Files, broken: Iterable[str], kept: Files) -> Files:
    """Return the texts that stand in: those that were good and still are beside the other files of today."""
    found = {name: kept[name] for name in broken if name in kept and kept[name] != files.get(name)}
    while found and (bad := found.keys() & set(_broken(read_rules({**files, **found})))):
        found = {name: text for name, text in found.items() if name not in bad}
    return found


def _used(rulebook: Rulebook) -> frozenset[str]:
    return frozenset(rule.card.id for rule in (*rulebook.rules, *rulebook.off))


def _broken(rulebook: Rulebook) -> tuple[str, ...]:
    return tuple(dict.fromkeys(problem.place.file for problem in rulebook.errors))


def _said(name: str) -> Problem:
    message = "virheellisen tiedoston sijasta käytetään sen viimeisintä toimivaa versiota, kunnes virhe on korjattu"
    return Problem(Severity.ERROR, Place(name), message)
