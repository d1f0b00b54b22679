"""`profile UNIT`: what earlier years say of a unit's rhythm, as profiles ready to be pasted into the rules."""

from __future__ import annotations

from budget.exact import decimal
from budget.snapshot import Snapshot, UnitFigures
from budget.unit import Line, same_name
from engine.past_years import PastYears
from engine.ready_profile import ReadyMonth, ReadyProfile, ready_profile
from job.commands.answer import DONE, LOOK, NOT_DONE, Answer, Asked, Json, invalid_config
from job.config import Config, ConfigError
from job.findings import problem_document
from job.keep_figures import KeptFigures
from job.load import load
from job.profile_text import as_comments, profile_text, profile_yaml
from job.read_config import read_config
from job.record import past_year_document
from job.state import StateError, open_to_read
from written.problem import Problem, Severity, nearest
from written.record import dataclass

_LINES = (Line.COSTS, Line.REVENUE, Line.MARGIN)


@dataclass(frozen=True, slots=True)
class _Known:
    """All periods that the sources and the state have, the oldest first, and what was wrong in the sources."""

    snapshots: tuple[Snapshot, ...]
    problems: tuple[Problem, ...]


def command(asked: Asked) -> Answer:
    """Print the profiles of a unit. Exit 2 where there are no figures, no such unit, or too few years for every line."""
    try:
        config = read_config(asked.config)
        known = _known(config, asked)
    except ConfigError as error:
        return invalid_config(error, _nothing(error.problems))
    except StateError as error:
        return Answer(NOT_DONE, str(error), _nothing(()))
    if not known.snapshots:
        return Answer(NOT_DONE, "\n".join(["Lukuja ei ole.", *map(str, known.problems)]), _nothing(known.problems))
    unit = _find(asked.id or "", known.snapshots)
    if not isinstance(unit, UnitFigures):
        return Answer(NOT_DONE, unit, _nothing(known.problems))
    newest = known.snapshots[-1].period
    past = PastYears(known.snapshots, newest.year + 1)
    ready = tuple(ready_profile(past, unit.code, line) for line in _LINES)
    text = profile_text(unit, ready)
    look = any(problem.severity is not Severity.WARNING for problem in known.problems)
    if look:
        text = "\n".join((text, *as_comments(str(problem) for problem in known.problems)))
    usable = any(profile.is_usable for profile in ready)
    document = _document(unit, ready, known)
    return Answer((LOOK if look else DONE) if usable else NOT_DONE, text, document)


def _known(config: Config, asked: Asked) -> _Known:
    """Return every period as a run would know it: as the sources hold it now, else as it was kept."""
    state = open_to_read(config.state)
    stored: tuple[Snapshot, ...] = ()
    accepted: frozenset[str] = frozenset()
    if state is not None:
        with state:
            kept = KeptFigures(state)
            stored, accepted = kept.newest(), kept.accepted()
    loaded = load(config, previous=stored, accepted=accepted, progress=asked.progress)
    by_period = {snapshot.period: snapshot for snapshot in (*stored, *loaded.snapshots)}
    return _Known(tuple(by_period[period] for period in sorted(by_period)), loaded.problems)


def _find(text: str, snapshots: tuple[Snapshot, ...]) -> UnitFigures | str:
    """Return the unit of a code or a name, as the newest figures that have it tell it; else what to do, in Finnish."""
    units = {unit.code: unit for snapshot in snapshots for unit in snapshot.units}
    wanted = text.strip()
    if (exact := next((unit for code, unit in units.items() if code == wanted), None)) is not None:
        return exact
    named = [unit for unit in units.values() if same_name(unit.name, wanted)]
    if len(named) == 1:
        return named[0]
    if named:
        return f"Nimi {wanted} on usealla yksiköllä. Kirjoita koodi: {', '.join(unit.code for unit in named)}."
    found = nearest(wanted, (*units, *(unit.name for unit in units.values())))
    unit = next((unit for unit in units.values() if found in (unit.code, unit.name)), None)
    hint = "Koodit näet komennolla python bot.py figures." if unit is None else f"Tarkoititko {unit.code} ({unit.name})?"
    return f"Yksikköä ei ole luvuissa: {wanted}. {hint}"


def _nothing(problems: tuple[Problem, ...]) -> Json:
    return {
        "unit": None,
        "name": None,
        "period": None,
        "yaml": None,
        "lines": [],
        "problems": [problem_document(p) for p in problems],
    }


def _document(unit: UnitFigures, ready: tuple[ReadyProfile, ...], known: _Known) -> Json:
    return {
        "unit": unit.code,
        "name": unit.name,
        "period": str(known.snapshots[-1].period),
        "yaml": profile_yaml(unit, ready),
        "lines": [
            {"line": profile.line.value, "usable": profile.is_usable, "months": [_month(month) for month in profile.months]}
            for profile in ready
        ],
        "problems": [problem_document(problem) for problem in known.problems],
    }


def _month(month: ReadyMonth) -> Json:
    return {
        "month": month.month,
        "even": decimal((month.month, 12), 6),
        "expected": None if month.said is None else decimal(month.said, 6),
        "share": decimal(month.share, 6),
        "change": None if month.change is None else month.change.value,
        "years": [past_year_document(year) for year in month.years],
    }
