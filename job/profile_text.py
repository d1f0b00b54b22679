"""Profiles of a unit as YAML that can be pasted into the rules, with the years that they come from as comments."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from budget.exact import Exact
from budget.finnish import LINE_WORDS, MONTHS, NBSP, listed_years, percent, plain_number, sentence_case
from budget.snapshot import UnitFigures
from budget.unit import Line
from engine.ready_profile import Change, ReadyMonth, ReadyProfile

_UNUSABLE = "aiempia vuosia on liian vähän: tarvitaan kaksi vuotta, joilta tunnetaan sekä kuukauden toteuma että tilinpäätös"
_MARGIN = "; katteen osuus on laskettavissa vain, kun kate on negatiivinen"


def profile_text(unit: UnitFigures, ready: tuple[ReadyProfile, ...]) -> str:
    """Return the whole answer: the profiles, and below them a table of each line. All but the profiles are comments."""
    lines = [*as_comments((f"{sentence_case(unit.name)} ({unit.code}): kertymä aiempien vuosien mukaan",))]
    block = profile_yaml(unit, ready)
    lines += [] if block is None else block.splitlines()
    for profile in ready:
        lines += as_comments(("", *_table(profile))) if profile.years else as_comments(("", _no_years(profile.line)))
    return "\n".join(lines)


def profile_yaml(unit: UnitFigures, ready: tuple[ReadyProfile, ...]) -> str | None:
    """Return the profiles of the lines that have enough years, as `profiilit`; None where none has."""
    usable = [profile for profile in ready if profile.is_usable]
    if not usable:
        return None
    return "\n".join(["profiilit:", *(line for profile in usable for line in _entry(unit, profile))])


def as_comments(lines: Iterable[str]) -> list[str]:
    """Return lines as comments of YAML, each on one line of its own."""
    return [f"# {part}".rstrip() for line in lines for part in line.splitlines() or ("",)]


def _entry(unit: UnitFigures, profile: ReadyProfile) -> Iterator[str]:
    line = LINE_WORDS[profile.line]
    yield f"  - tunnus: {line}-{_slug(unit.code)}"
    yield f"    kohde: {line}"
    yield f"    yksiköt: [{json.dumps(unit.code, ensure_ascii=False)}]"
    yield f"    kertymä: {' | '.join(_number(month.share) for month in profile.months)}"
    yield f"    lähde: tilinpäätökset ja kuukausiraportit {listed_years(profile.years)}"


def _slug(code: str) -> str:
    return "-".join(re.findall("[a-z0-9]+", code.casefold())) or "yksikko"


def _number(share: Exact) -> str:
    return plain_number((share[0] * 100, share[1]))


def _table(profile: ReadyProfile) -> Iterator[str]:
    """Yield a row for each month: the even pace, what is written, and the share of each year."""
    years = profile.years
    yield f"{LINE_WORDS[profile.line]:10}{'tasainen':>10}{'kertymä':>10}" + "".join(f"{year:>10}" for year in years)
    for month in profile.months:
        by_year = {year.year: year.share for year in month.years}
        shares = [(month.month, 12), month.share if profile.is_usable else None, *(by_year.get(year) for year in years)]
        yield f"{_month(month):10}" + "".join(f"{_percent(share):>10}" for share in shares)
    if not profile.is_usable:
        yield f"{LINE_WORDS[profile.line]}: {_UNUSABLE}"
        return
    for change in Change:
        months = [month for month in profile.months if month.change is change]
        if months:
            yield _NOTES[change].format(", ".join(_said(month) for month in months))


_NOTES = {
    Change.BETWEEN: "ei tiedossa kahdelta vuodelta, joten luku on laskettu tasavälein tunnettujen kuukausien väliin: {}",
    Change.RAISED: "aiempina vuosina kertymä laskee, joten luku on nostettu edellisen kuukauden tasolle: {}",
    Change.CUT: "aiempina vuosina kertymä ylittää koko vuoden, joten luku on rajattu sataan: {}",
    Change.CLOSED: "joulukuun raportti eroaa tilinpäätöksestä, ja profiili päättyy sataan: {}",
}


def _said(month: ReadyMonth) -> str:
    return _month(month) if month.said is None else f"{_month(month)} ({_percent(month.said)})"


def _no_years(line: Line) -> str:
    return f"{LINE_WORDS[line]}: {_UNUSABLE}{_MARGIN if line is Line.MARGIN else ''}"


def _month(month: ReadyMonth) -> str:
    return f"{MONTHS[month.month - 1]}kuu"


def _percent(share: Exact | None) -> str:
    return "–" if share is None else percent(share).replace(NBSP, " ")
