"""Readings to snapshots: files of one period joined, proved, and held against the last accepted figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from budget.figure import Column, Figure
from budget.finnish import euros, month
from budget.period import Period
from budget.snapshot import Snapshot, SourceRead, UnitFigures
from budget.unit import Line, UnitCode
from figures.gates import refusals, unfinished
from figures.join import Joined, join
from figures.measures import join_measures, with_units
from figures.organisation import from_table
from figures.proofs import Grains, prove
from figures.reading import Counts, Reading
from written.place import Place
from written.problem import Problem, Severity
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The figures of each period that may be used, oldest first, and all that was found in all files."""

    snapshots: tuple[Snapshot, ...]
    problems: tuple[Problem, ...]
    counts: tuple[Counts, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """The joined figures of one period before the gates."""

    snapshot: Snapshot
    joined: Joined
    problems: tuple[Problem, ...]


def reconcile(
    readings: Sequence[Reading], previous: Sequence[Snapshot] = (), accepted: frozenset[str] = frozenset()
) -> Reconciled:
    """Join, prove and compare what was read.

    Args:
        readings: of all files, in any order.
        previous: the snapshots that were accepted before, in any order.
        accepted: fingerprints of the files that a person has accepted; the gates let them through.
    """
    snapshots: list[Snapshot] = []
    problems = [problem for reading in readings for problem in reading.problems]
    counts = {id(reading): reading.counts for reading in readings}
    for period in sorted({reading.period for reading in readings if reading.period is not None and not reading.refused}):
        of_period = _of_period(readings, period)
        candidate = _candidate(period, of_period)
        problems.extend(candidate.problems)
        refused = _refused(candidate.snapshot, of_period, (*previous, *snapshots), accepted)
        problems.extend(refused)
        for reading in of_period:
            counts[id(reading)] = _all_left_out(reading.counts) if refused else _counts(reading, candidate.joined)
        if refused:
            continue
        snapshot, warning = _closed(candidate.snapshot, of_period, (*previous, *snapshots))
        problems.extend(warning)
        snapshots.append(snapshot)
    return Reconciled(tuple(snapshots), tuple(problems), _by_file(readings, [counts[id(reading)] for reading in readings]))


def _of_period(readings: Sequence[Reading], period: Period) -> list[Reading]:
    """Return the readings of a period; a file that two sources name is one."""
    found: dict[tuple[str, str | None], Reading] = {}
    for reading in readings:
        if reading.period == period and not reading.refused:
            found.setdefault((reading.sha256, reading.sheet), reading)
    return list(found.values())


def _candidate(period: Period, readings: Sequence[Reading]) -> _Candidate:
    joined = join([figure for reading in readings for figure in reading.figures])
    measured = join_measures([measure for reading in readings for measure in reading.measures])
    names = _names(readings)
    lost = joined.lost.union(*(reading.lost for reading in readings))
    table = [row for reading in readings for row in reading.organisation or ()]
    units = _units(joined.figures, names, {code for code, _ in lost})
    proved = prove(units, from_table(table, [unit.code for unit in units]), lost, _grains(readings))
    snapshot = Snapshot(
        period,
        _sources(readings),
        proved.units,
        with_units(measured.measures, tuple(names.items())),
        tuple({(of.unit, of.text, of.amount): of for reading in readings[::-1] for of in reading.items[::-1]}.values())[::-1],
        tuple({(of.unit, of.text): of for reading in readings[::-1] for of in reading.remarks[::-1]}.values())[::-1],
    )
    return _Candidate(snapshot, joined, (*joined.problems, *measured.problems, *proved.problems))


def _names(readings: Sequence[Reading]) -> dict[UnitCode, str]:
    """Return the first name of each unit; what no report names, the organisation table may."""
    names: dict[UnitCode, str] = {}
    for reading in readings:
        for code, name in reading.names:
            names.setdefault(code, name)
    for reading in readings:
        for row in reading.organisation or ():
            names.setdefault(row.code, row.name)
    return names


def _units(figures: Sequence[Figure], names: dict[UnitCode, str], lost: set[UnitCode]) -> tuple[UnitFigures, ...]:
    """Return the units in the order of their names; one that was left out keeps its place in the tree, without figures."""
    known = {figure.unit for figure in figures} | lost
    by_unit: dict[UnitCode, list[Figure]] = {code: [] for code in names if code in known}
    for figure in figures:
        by_unit.setdefault(figure.unit, []).append(figure)

    return tuple(_unit(code, names.get(code) or str(code), of) for code, of in by_unit.items())


def _unit(code: UnitCode, name: str, figures: Sequence[Figure]) -> UnitFigures:
    lines = {of.line: of for of in figures[::-1] if of.group is None}
    groups = tuple(of for of in figures if of.group is not None)
    return UnitFigures(code, name, None, lines.get(Line.REVENUE), lines.get(Line.COSTS), lines.get(Line.MARGIN), groups)


def _sources(readings: Sequence[Reading]) -> tuple[SourceRead, ...]:
    """Return each file once, whether one of its sheets was read or many."""
    found: dict[tuple[str, str, str], int] = {}
    for reading in readings:
        key = (reading.file, reading.origin, reading.sha256)
        found[key] = found.get(key, 0) + sum(1 for figure in reading.figures if figure.group is None)
    return tuple(SourceRead(*key, figures) for key, figures in found.items())


def _grains(readings: Sequence[Reading]) -> Grains:
    """Return the coarsest rounding of each column among files that are joined."""
    return {column: max(reading.grain(column) for reading in readings) for column in Column}


def _refused(
    now: Snapshot, readings: Sequence[Reading], known: Sequence[Snapshot], accepted: frozenset[str]
) -> tuple[Problem, ...]:
    """Hold a period against its own last figures, else the ones before it; a file that was accepted is not held."""
    before = _last(now.period, known)
    fingerprints = {reading.sha256 for reading in readings}
    if before is None or fingerprints & accepted:
        return ()
    if before.period == now.period and fingerprints <= {source.sha256 for source in before.sources}:
        return ()  # the same bytes again; another month of the same workbook is news
    changes = refusals(now, before)
    if not changes:
        return ()
    what = "; ".join(changes)
    return tuple(
        Problem(
            Severity.FILE,
            Place(reading.file),
            f"luvut poikkeavat liikaa viimeksi hyväksytyistä, eikä tiedostoa käytetty: {what}",
            f"tarkista raportti; jos se on oikein, hyväksy se: python bot.py accept {reading.file}",
        )
        for reading in readings
    )


def _last(period: Period, known: Sequence[Snapshot]) -> Snapshot | None:
    """Return the figures of the period itself, else of the nearest earlier one; later ones in the list win."""
    earlier = [snapshot for snapshot in known if snapshot.period <= period]
    return max(reversed(earlier), key=lambda snapshot: snapshot.period) if earlier else None


def _closed(now: Snapshot, readings: Sequence[Reading], known: Sequence[Snapshot]) -> tuple[Snapshot, tuple[Problem, ...]]:
    """Mark a month that is not closed yet: it is shown, and opens and ends nothing."""
    if any(reading.unfinished for reading in readings):
        return replace(now, unfinished=True), ()
    months = unfinished(now, [snapshot for snapshot in known if snapshot.period < now.period])
    if months is None:
        return now, ()
    own, mean = months
    message = (
        f"{month(now.period)} näyttää keskeneräiseltä: kuukauden omat kulut ovat {euros(own)}, "
        f"kun alkuvuoden kuukausissa ne olivat keskimäärin {euros(mean)}"
    )
    place = Place(now.sources[0].file)
    hint = "luvut näytetään, mutta niistä ei lähetetä uusia viestejä ennen kuin kuukausi on valmis"
    return replace(now, unfinished=True), (Problem(Severity.WARNING, place, message, hint),)


def _counts(reading: Reading, joined: Joined) -> Counts:
    """Count out the rows of units that another file contradicts."""
    own = (reading.file, reading.sheet)
    rows = {
        row
        for figure in joined.left_out
        if any((place.file, place.sheet) == own for _, place in figure.places)
        for row in figure.rows
    }
    moved = min(len(rows), reading.counts.used)
    return replace(reading.counts, used=reading.counts.used - moved, left_out=reading.counts.left_out + moved)


def _by_file(readings: Sequence[Reading], counts: Sequence[Counts]) -> tuple[Counts, ...]:
    """Return the counts of each file: those of the sheets of a workbook are added up."""
    found: list[Counts] = []
    before: tuple[str, str, str] | None = None
    for reading, of in zip(readings, counts, strict=True):
        own = (reading.file, reading.origin, reading.sha256)
        if reading.sheet is not None and own == before:
            found[-1] = found[-1].plus(of)
        else:
            found.append(of)
        before = None if reading.sheet is None else own
    return tuple(found)


def _all_left_out(counts: Counts) -> Counts:
    return replace(counts, used=0, left_out=counts.left_out + counts.used)
