"""Invented cities write the same known figures in many layouts and clothes, and `figures --json` gives exactly them."""

import os
import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from budget.figure import Column
from budget.money import Cents, decimal_euros
from budget.period import Period
from job.commands.answer import Answer, Asked
from job.commands.figures import command
from tests.invented_city import CODES, MARGIN, Amounts, City, city
from tests.invented_clothes import MILLIONS, NUMBERS, SIGNS, THOUSANDS, Clothes
from tests.invented_layouts import LAYOUTS, WORDS, Layout

NOW = datetime(2024, 7, 15, 9, 0, tzinfo=UTC)
FILE = "raportti-2024-06.csv"
ROUNDS = 4_000 if os.environ.get("TORTURE") else 80

Written = dict[str, str | None]


def asked(folder: Path, data: bytes, hints: str = "", file: str = FILE) -> Answer:
    """Lay a report and its config into a folder, and ask what was read."""
    (folder / "data").mkdir(exist_ok=True)
    for old in (folder / "data").iterdir():
        old.unlink()
    (folder / "data" / file).write_bytes(data)
    lines = "".join(f"    {line}\n" for line in hints.splitlines())
    (folder / "config.yaml").write_text(
        "organisation: Keksilä\nrules: rules/\nstate: var/tila.db\nsources:\n  - report: data/*\n"
        f"{lines}channels:\n  folder: {{type: folder, path: var/messages}}\n",
        "utf-8",
    )
    return command(Asked(folder / "config.yaml", NOW, lambda: NOW, print))


def euros(cents: int | None) -> str | None:
    return None if cents is None else decimal_euros(Cents(cents))


def expected(of: City, layout: Layout) -> dict[tuple[str, ...], Written]:
    """What `figures --json` must say of a city in a layout."""
    shown = {unit.code for unit in of.units if unit.depth >= layout.depth}
    figures: dict[tuple[str, ...], Written] = {}
    for unit in of.units:
        if unit.code not in shown:
            continue
        own: Written = {"name": unit.name, "parent": unit.parent if unit.parent in shown else None}
        for line, amounts in unit.lines:
            if line is not MARGIN or layout.margins:
                figures[unit.code, line.value] = own | values(amounts, layout)
        for group in unit.groups if layout.grouped else ():
            figures[unit.code, group.line.value, group.name] = own | values(group.amounts, layout)
    return figures


def values(of: Amounts, layout: Layout) -> Written:
    def shown(column: Column, cents: int | None) -> str | None:
        return euros(cents) if column in layout.columns else None

    return {
        "budget": shown(Column.BUDGET, of.budget),
        "budget_original": shown(Column.ORIGINAL, of.original),
        "amendment": shown(Column.AMENDMENT, of.amendment),
        "actual": shown(Column.ACTUAL, of.actual),
        "forecast": shown(Column.FORECAST, of.forecast),
        "prior": shown(Column.PRIOR, of.prior),
    }


def read(answer: Answer) -> dict[tuple[str, ...], Written]:
    document = answer.document
    assert isinstance(document, dict)
    found: dict[tuple[str, ...], Written] = {}
    for figure in document["figures"]:
        own = dict(figure)
        assert own.pop("file") == FILE
        assert own.pop("row") > 0
        group = own.pop("group", None)
        key = (own.pop("unit"), own.pop("line"), *((group,) if group else ()))
        assert key not in found
        found[key] = own
    return found


def said(answer: Answer) -> list[str]:
    document = answer.document
    assert isinstance(document, dict)
    return [problem["message"] for problem in document["problems"]]


def assert_exact(answer: Answer, of: City, layout: Layout) -> None:
    """The figures are exactly those of the city, nothing is said against the file, and its rows are counted."""
    assert said(answer) == []
    assert read(answer) == expected(of, layout)
    assert answer.exit == 0
    document = answer.document
    assert isinstance(document, dict)
    assert document["period"] == str(of.period)
    for counts in document["counts"]:
        assert counts["used"] + counts["left_out"] + counts["not_figures"] == counts["rows"]


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_gives_the_same_figures(name: str, words: str, tmp_path: Path) -> None:
    of, layout = city(1), LAYOUTS[name]
    assert_exact(asked(tmp_path, Clothes().written(layout.sheet(of, WORDS[words])), layout.hints), of, layout)


@dataclass(frozen=True)
class Chosen:
    """One city in one layout and one set of clothes."""

    name: str
    words: str
    of: City
    clothes: Clothes
    noted: bool  # the unit of money stands in the file, not in config


def chosen(seed: int) -> Chosen:
    dice = random.Random(seed)
    unit = dice.choice(("€", "€", "€", "k€", "M€"))
    numbers = dice.choice(list({"€": NUMBERS, "k€": THOUSANDS, "M€": MILLIONS}[unit]))
    grain = {"whole": 100_000, "three decimals": 100_000}.get(
        numbers, 10_000 if unit == "k€" else 1 if "cents" in numbers else 100
    )
    clothes = Clothes(
        numbers,
        unit,
        dice.choice(list(SIGNS)),
        dice.choice((";", "\t", ",", "|")),
        dice.choice(("utf-8", "utf-8-sig", "utf-16", "cp1252", "iso8859-15")),
        dice.choice(("\n", "\r\n", "\r")),
        dice.random() < 0.2,
    )
    of = city(dice.randrange(10**6), dice.choice(list(CODES)), grain)
    return Chosen(dice.choice(list(LAYOUTS)), dice.choice(list(WORDS)), of, clothes, dice.random() < 0.5)


def test_clothes_do_not_matter(tmp_path: Path) -> None:
    for seed in range(ROUNDS):
        one = chosen(seed)
        layout = LAYOUTS[one.name]
        sheet = layout.sheet(one.of, WORDS[one.words])
        hints = layout.hints
        if one.clothes.unit != "€":
            note = {"k€": "1 000 €", "M€": "Luvut milj. €"}[one.clothes.unit]
            sheet = [[note], *sheet] if one.noted else sheet
            hints = hints if one.noted else "\n".join(filter(None, (hints, f"unit: {one.clothes.unit}")))
        try:
            data = one.clothes.written(sheet)
        except UnicodeEncodeError:  # U+2212 and thin spaces are in no one-byte encoding
            data = replace(one.clothes, encoding="utf-8").written(sheet)
        answer = asked(tmp_path, data, hints)
        assert (seed, one.name, one.clothes, said(answer)) == (seed, one.name, one.clothes, [])
        assert_exact(answer, one.of, layout)


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month(month: int, tmp_path: Path) -> None:
    of, layout = city(2, period=Period(2024, month)), LAYOUTS["long"]
    answer = asked(tmp_path, Clothes().written(layout.sheet(of, WORDS["plain"])), file=FILE.replace("06", f"{month:02}"))
    document = answer.document
    assert isinstance(document, dict)
    assert (document["period"], len(document["figures"])) == (f"2024-{month:02}", len(expected(of, layout)))


ORGANISATION = "koodi;nimi;ylempi\n"


def test_codes_that_tell_nothing_need_a_table_of_the_organisation(tmp_path: Path) -> None:
    dice = random.Random(5)
    of = city(3)
    other = {unit.code: str(number) for unit, number in zip(of.units, dice.sample(range(1000, 9999), len(of.units)), strict=True)}
    renamed = City(
        of.period, tuple(replace(unit, code=other[unit.code], parent=other.get(unit.parent or "")) for unit in of.units)
    )
    (tmp_path / "org.csv").write_text(
        ORGANISATION + "".join(f"{unit.code};{unit.name};{unit.parent or ''}\n" for unit in renamed.units), "utf-8"
    )
    for name in ("blocks", "long", "wide", "units under lines"):
        layout = LAYOUTS[name]
        data = Clothes().written(layout.sheet(renamed, WORDS["plain"]))
        assert_exact(asked(tmp_path, data, "organisation: org.csv"), renamed, layout)
        alone = read(asked(tmp_path, data))
        assert {figure["parent"] for figure in alone.values()} == {None}
