"""What `check` finds beyond the text of the rules: channels, deputies, units and measures that are not there."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from budget.figure import Figure, Measure, MeasureKind
from budget.money import Cents
from budget.period import Period
from budget.snapshot import Snapshot, UnitFigures
from budget.unit import Line, UnitCode
from engine.check import check
from engine.read_rules import read_rules
from written.place import Place
from written.problem import Problem, Severity

SHIPPED = Path(__file__).parent.parent / "rules"
PLACE = Place("raportti.txt", 1)


def unit(code: str, name: str) -> UnitFigures:
    costs = Figure(UnitCode(code), Line.COSTS, budget=Cents(-100), actual=Cents(-50))
    return UnitFigures(UnitCode(code), name, None, None, costs, None)


FIGURES = Snapshot(
    Period(2023, 6),
    (),
    (unit("64332000", "MUSEOTOIMI"), unit("64336000", "MUSIIKKITOIMI")),
    (Measure("Vapaa-aika", "Kävijät", MeasureKind.FLOW, None, Decimal(5), None, None, PLACE),),
)
FOLDER = frozenset({"folder", "email"})
OWNERS = "vastuut:\n  - {rooli: talous, osoite: talous@example.org, kanava: folder}\n"
RULE = "säännöt:\n  - tunnus: a\n    nimi: A\n    kohde: kulut\n    tieto: toteuma > ta\n"


def found(text: str, figures: Snapshot | None = FIGURES) -> tuple[Problem, ...]:
    book = read_rules({"a.yaml": (text if "vastuut" in text else text + OWNERS).encode()})
    assert book.errors == (), "\n".join(map(str, book.errors))
    return check(book, figures, FOLDER)


@pytest.mark.parametrize(
    ("text", "at", "message", "hint"),
    [
        # channels and roles: errors, since a message would have nowhere to go
        (OWNERS + "  - {rooli: b, osoite: b@c.fi, kanava: emial}\n", "3:40", "kanavaa ei ole: emial", "tarkoititko email?"),
        (OWNERS + "  - {rooli: b, osoite: b@c.fi, kanava: email, varakanava: teams}\n", "3:59", "kanavaa ei ole: teams", "asetustiedoston kanavat: email, folder"),
        (OWNERS + "  - {rooli: b, osoite: b@c.fi, kanava: email, sijainen: talouss}\n", "3:57", "sijaista ei ole: talouss", "tarkoititko talous?"),
        # units and measures: warnings, since they may only be missing from this report
        (OWNERS + '  - {rooli: b, osoite: b@c.fi, kanava: email, yksiköt: ["64332001"]}\n', "3:57", "yksikköä ei ole luvuissa: 64332001", "tarkoititko 64332000?"),
        (OWNERS + "  - {rooli: b, osoite: b@c.fi, kanava: email, yksiköt: [Museotoimi]}\n", "3:57", "yksikköä ei ole luvuissa: Museotoimi", "kirjoita yksikön koodi 64332000"),
        (OWNERS + "  - {rooli: b, osoite: b@c.fi, kanava: email, suoritteet: [Kavijat, Lainat]}\n", "3:69", "suoritetta tai tulosaluetta ei ole luvuissa: Lainat", None),
        (RULE + '    yksiköt: ["64332000", "7*"]\n', "6:27", "luvuissa ei ole yksikköä, johon tämä sopii: 7*", None),
        (RULE + "    paitsi: [Museotoim]\n", "6:14", "luvuissa ei ole yksikköä, johon tämä sopii: Museotoim", "tarkoititko MUSEOTOIMI?"),
        (RULE + '    rajat: {r: 5 €}\n    rajat_yksiköittäin: {"1": {r: 6 €}}\n', "7:26", "luvuissa ei ole yksikköä, johon tämä sopii: 1", None),
        ('oletukset: {yksiköt: ["9"]}\n' + RULE, "1:23", "luvuissa ei ole yksikköä, johon tämä sopii: 9", None),
        ('sitovuus:\n  - {yksiköt: ["9"], rivi: kate, taso: valtuusto}\n', "2:16", "yksikköä ei ole luvuissa: 9", None),
    ],
)  # fmt: skip
def test_what_config_and_figures_do_not_confirm(text: str, at: str, message: str, hint: str | None) -> None:
    (problem,) = [problem for problem in found(text) if "Kavijat" not in problem.message]
    assert (f"{problem.place.line}:{problem.place.column}", problem.message) == (at, message)
    assert problem.severity is (Severity.ERROR if "kanavaa" in message or "sijaista" in message else Severity.WARNING)
    assert hint is None or problem.hint == hint
    assert problem.hint
    assert problem.source_line is not None
    assert problem.width == len(message.rsplit(": ", 1)[1]) or '"' in problem.source_line


@pytest.mark.parametrize("keys", ['paitsi: ["*"]', "taso: summa", 'yksiköt: [Museotoimi]\n    paitsi: ["6433*"]'])
def test_a_rule_that_leaves_out_all_that_there_is_is_a_warning(keys: str) -> None:
    (problem,) = found(f"{RULE}    {keys}\n")
    assert (problem.place, problem.severity) == (Place("a.yaml", 2), Severity.WARNING)
    assert problem.message == "sääntö a ei koske mitään, mitä luvuissa on"
    assert problem.hint == "tarkista avaimet yksiköt, paitsi ja taso"


@pytest.mark.parametrize(
    "text",
    [
        OWNERS + '  - {rooli: b, osoite: b@c.fi, kanava: email, sijainen: talous, yksiköt: ["64332000"], suoritteet: [kävijät, VAPAA-AIKA]}\n',
        RULE + '    yksiköt: ["64332000", "643*", Musiikkitoimi]\n',
        RULE.replace("kulut", "suorite").replace("ta\n", "tavoite\n") + "    yksiköt: [Kävijät, Vapaa-aika]\n",
        RULE + "    yksiköt: kaikki\n    paitsi: []\n",
    ],
)  # fmt: skip
def test_what_is_there_is_not_reported(text: str) -> None:
    assert found(text) == ()


def test_without_figures_units_and_measures_are_not_checked() -> None:
    assert found(RULE + '    yksiköt: ["7*"]\n', None) == ()


def test_profiles_that_fit_one_unit_equally_well() -> None:
    shares = "kertymä: 4 | 22 | 30 | 33 | 38 | 42 | 44 | 48 | 78 | 88 | 95 | 100"
    text = f'profiilit:\n  - {{tunnus: p, kohde: kulut, yksiköt: ["64332*"], {shares}}}\n'
    text += f'  - {{tunnus: q, kohde: kulut, yksiköt: ["*32000"], {shares}}}\n'
    (problem,) = found(text)
    assert problem.severity is Severity.ERROR
    assert "profiilit p ja q" in problem.message


def test_the_shipped_rules_name_only_the_folder() -> None:
    book = read_rules({f"rules/{path.name}": path.read_bytes() for path in SHIPPED.glob("*.yaml")})
    assert check(book, None, frozenset({"folder"})) == ()
    assert {owner.channel for owner in book.owners} == {"folder"}
    assert all(owner.address.endswith("@example.org") for owner in book.owners)
