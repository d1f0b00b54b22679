"""Exceptions (`poikkeukset`) and answers (`vastaukset`) as their reader: what is understood, and what is wrong where."""

from __future__ import annotations

import pytest

from budget.money import Cents
from budget.note import AnswerNote, ExceptionNote, Way
from budget.period import Period
from budget.unit import Line, UnitCode
from engine.check import check
from engine.read_rules import read_rules
from engine.rulebook import Rulebook
from tests.alerts_builders import MUSEUM, snapshot, unit
from written.problem import Severity

RULES = """\
säännöt:
  - {tunnus: kulut-edella, nimi: Kulut edellä, kohde: kulut, keltainen: toteuma > ta}
vastuut:
  - {rooli: talous, osoite: talous@example.org, kanava: folder}
"""
JUNE, SEPTEMBER = Period(2023, 6), Period(2023, 9)


def read(notes: str, more: str = RULES) -> Rulebook:
    return read_rules({"rules/a.yaml": more.encode(), "rules/n.yaml": notes.encode()})


def exception(**keys: str | None) -> str:
    given: dict[str, str | None] = {
        "sääntö": "kulut-edella",
        "yksikkö": '"64332000"',
        "kohde": "kulut",
        "kaudet": "2023-06",
        "tapa": "selittää",
        "määrä": "noin 650 000 €",
        "syy": "heinäkuun sisäiset vuokrat kirjattu kesäkuulle",
        "kirjasi": "controller",
    }
    given |= keys
    return "poikkeukset:\n  -\n" + "".join(f"    {key}: {text}\n" for key, text in given.items() if text is not None)


def answer(**keys: str | None) -> str:
    given: dict[str, str | None] = {
        "yksikkö": '"64332000"',
        "kausi": "2023-06",
        "vastaus": "Näyttelyn kulut painottuvat kevääseen, määräraha riittää.",
        "kirjasi": "controller",
    }
    given |= keys
    return "vastaukset:\n  -\n" + "".join(f"    {key}: {text}\n" for key, text in given.items() if text is not None)


def test_a_whole_exception() -> None:
    rulebook = read(exception())
    assert rulebook.problems == ()
    assert rulebook.exceptions == (
        ExceptionNote(
            "kulut-edella", UnitCode("64332000"), Line.COSTS, JUNE, JUNE, Way.EXPLAINS, Cents(65_000_000), True,
            "heinäkuun sisäiset vuokrat kirjattu kesäkuulle", "controller", "rules/n.yaml:3",
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("keys", "field", "value"),
    [
        ({"sääntö": "kaikki"}, "rule", None),
        ({"kohde": None}, "line", None),
        ({"kaudet": "2023-06–2023-09"}, "last", SEPTEMBER),
        ({"kaudet": "2023-06-2023-09"}, "last", SEPTEMBER),
        ({"kaudet": "2023-06–2024-05"}, "last", Period(2024, 5)),  # twelve
        ({"määrä": "650 000 €"}, "approximate", False),
        ({"määrä": "n. 650 000 €"}, "amount", Cents(65_000_000)),
        ({"määrä": "0,7 milj. €"}, "amount", Cents(70_000_000)),
        ({"tapa": "vaientaa"}, "way", Way.SILENCES),
        ({"tapa": "vaientaa", "määrä": None}, "amount", None),
    ],
)
def test_what_an_exception_may_say(keys: dict[str, str | None], field: str, value: object) -> None:
    rulebook = read(exception(**keys))
    assert rulebook.problems == ()
    assert getattr(rulebook.exceptions[0], field) == value


@pytest.mark.parametrize(
    ("keys", "place", "message", "hint"),
    [
        ({"määrä": None}, "3:5", "avain määrä puuttuu", None),
        ({"syy": None}, "3:5", "avain syy puuttuu", None),
        ({"syy": '""'}, "9:10", "avain syy on tyhjä", None),
        ({"kirjasi": None}, "3:5", "avain kirjasi puuttuu", None),
        ({"kaudet": None}, "3:5", "avain kaudet puuttuu", None),
        ({"yksikkö": None}, "3:5", "avain yksikkö puuttuu", None),
        ({"tapa": None}, "3:5", "avain tapa puuttuu", None),
        ({"sääntö": None}, "3:5", "avain sääntö puuttuu", None),
        ({"sääntö": "kulut-edelta"}, "3:13", "sääntöä ei ole: kulut-edelta", "tarkoititko kulut-edella?"),
        ({"kaudet": "2023-06–2024-06"}, "6:13", "kausien väli ei ole kelvollinen: 2023-06–2024-06", "väli on enintään 12 kuukautta, vanhin ensin"),
        ({"kaudet": "2023-09–2023-06"}, "6:13", "kausien väli ei ole kelvollinen: 2023-09–2023-06", "väli on enintään 12 kuukautta, vanhin ensin"),
        ({"kaudet": "6/2023"}, "6:13", "kaudet eivät ole kelvolliset: 6/2023", "kirjoita 2023-06 tai 2023-06–2023-09"),
        ({"tapa": "piilottaa"}, "7:11", "tuntematon arvo: piilottaa", None),
        ({"kohde": "menot"}, "5:12", "tuntematon arvo: menot", None),
        ({"määrä": "650 000"}, "8:12", "rahamäärästä puuttuu yksikkö €: 650 000", "kirjoita 650 000 €"),
        ({"määrä": "−650 000 €"}, "8:12", "määrän on oltava suurempi kuin nolla: −650 000 €", None),
        ({"määrä": "0 €"}, "8:12", "määrän on oltava suurempi kuin nolla: 0 €", None),
        ({"summa": "1 €"}, "11:5", "tuntematon avain: summa", None),
    ],
)  # fmt: skip
def test_a_mistake_of_an_exception(keys: dict[str, str | None], place: str, message: str, hint: str | None) -> None:
    rulebook = read(exception(**keys))
    (problem,) = rulebook.problems
    assert (problem.severity, str(problem.place), problem.message) == (Severity.ERROR, f"rules/n.yaml:{place}", message)
    assert hint is None or problem.hint == hint
    assert rulebook.exceptions == (), "a note with a mistake has no effect"
    assert [rule.card.id for rule in rulebook.rules] == ["kulut-edella"], "and takes nothing else with it"


def test_a_rule_that_may_be_hidden_in_a_broken_file_is_not_called_missing() -> None:
    rulebook = read_rules(
        {"rules/a.yaml": RULES.encode(), "rules/n.yaml": exception(sääntö="muu").encode(), "rules/x.yaml": b"a: ["}
    )
    assert [p for p in rulebook.problems if p.place.file == "rules/n.yaml"] == []


def test_a_whole_answer() -> None:
    rulebook = read(answer(hiljaa="2023-09"))
    assert rulebook.problems == ()
    said = "Näyttelyn kulut painottuvat kevääseen, määräraha riittää."
    assert rulebook.answers == (AnswerNote(MUSEUM, JUNE, said, "controller", SEPTEMBER),)


@pytest.mark.parametrize(
    ("keys", "place", "message"),
    [
        ({"vastaus": None}, "3:5", "avain vastaus puuttuu"),
        ({"vastaus": '" "'}, "5:14", "avain vastaus on tyhjä"),
        ({"kirjasi": None}, "3:5", "avain kirjasi puuttuu"),
        ({"kausi": "kesäkuu"}, "4:12", "kausi ei ole muodossa vuosi-kuukausi: kesäkuu"),
        ({"hiljaa": "syksyyn"}, "7:13", "kausi ei ole muodossa vuosi-kuukausi: syksyyn"),
        ({"hiljaa": "2023-05"}, "7:13", "hiljaa päättyy ennen vastauksen kautta: 2023-05"),
        ({"hiljaa": "2099-12"}, "7:13", "hiljaa on liian pitkä: 2099-12"),
    ],
)
def test_a_mistake_of_an_answer(keys: dict[str, str | None], place: str, message: str) -> None:
    rulebook = read(answer(**keys))
    assert [(str(p.place), p.message) for p in rulebook.problems] == [(f"rules/n.yaml:{place}", message)]
    assert rulebook.answers == ()


@pytest.mark.parametrize("note", [exception(yksikkö='"64332001"'), answer(yksikkö='"64332001"')], ids=["exception", "answer"])
def test_check_warns_of_a_unit_that_the_figures_do_not_have(note: str) -> None:
    rulebook = read(note)
    figures = snapshot(unit(MUSEUM, "Museotoimi", None, None, (0, 100, 60, None, 1)))
    (problem,) = check(rulebook, figures, frozenset({"folder"}))
    assert (problem.severity, problem.message) == (Severity.WARNING, "yksikköä ei ole luvuissa: 64332001")
