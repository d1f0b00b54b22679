"""The rules' own tests over several periods: what happens to the alert in each, and what is wrong in a series."""

from __future__ import annotations

import textwrap

import pytest

from engine.read_rules import read_rules
from engine.rule_tests import TestReport
from engine.rulebook import Rulebook
from job.series import run_series

OWNERS = b"vastuut:\n  - {rooli: talous, osoite: talous@example.org, kanava: folder}\n"
RULE = """\
kohde: kulut
tieto: toteuma > 10 000 €
keltainen: toteuma > 50 000 €
punainen: toteuma > 500 000 €
poistuu: toteuma < 40 000 €
"""


def read(series: str, rule: str = RULE) -> Rulebook:
    text = f"säännöt:\n  - tunnus: oma\n    nimi: Oma\n{textwrap.indent(rule, '    ')}    testit:\n      - sarja:\n"
    return read_rules({"oma.yaml": (text + textwrap.indent(textwrap.dedent(series), " " * 10)).encode(), "v.yaml": OWNERS})


def run(series: str, rule: str = RULE) -> TestReport:
    book = read(series, rule)
    assert book.problems == (), "\n".join(map(str, book.problems))
    return run_series(book)


def amounts(*steps: tuple[str, str]) -> str:
    return "".join(f"- {{kausi: 2023-{n:02}, toteuma: {euros}, niin: {what}}}\n" for n, (euros, what) in enumerate(steps, 1))


@pytest.mark.parametrize(
    "steps",
    [
        # it opens, grows by a fifth and 10 000 €, gets red, and eases
        [("51 000 €", "uusi"), ("60 999 €", "ennallaan"), ("61 200 €", "kasvanut")],
        [("51 000 €", "uusi"), ("600 000 €", "kasvanut"), ("60 000 €", "lieventynyt")],
        # it ends only where poistuu holds, once, and may open again
        [("51 000 €", "uusi"), ("45 000 €", "ennallaan"), ("39 999 €", "poistunut"), ("39 999 €", "ei mitään"), ("51 000 €", "uusi")],
        # exactly on the limit
        [("50 000 €", "ei mitään"), ("50 001 €", "uusi"), ("40 000 €", "ennallaan")],
        # what is missing ends nothing
        [("51 000 €", "uusi"), ("tyhjä", "ei voitu arvioida"), ("51 000 €", "ennallaan")],
        # nothing has happened: both words are right where nothing is open
        [("5 €", "ennallaan"), ("5 €", "ei mitään")],
    ],
)  # fmt: skip
def test_what_happens_in_a_series(steps: list[tuple[str, str]]) -> None:
    assert run(amounts(*steps)) == TestReport(1, ())


def test_a_rule_that_waits_opens_in_the_period_that_its_kesto_says() -> None:
    series = amounts(("51 000 €", "ei mitään"), ("51 000 €", "uusi"), ("5 €", "ennallaan"), ("5 €", "poistunut"))
    assert run(series, RULE + "kesto: 2\n") == TestReport(1, ())


def test_the_values_of_earlier_periods_are_known_in_later_ones() -> None:
    rule = "kohde: kulut\nkeltainen: kuukauden_toteuma > 100 €\n"
    assert run(amounts(("50 €", "ei mitään"), ("150 €", "ei mitään"), ("251 €", "uusi")), rule) == TestReport(1, ())


@pytest.mark.parametrize(
    "series",
    [
        "- {kausi: 2023-06, ta: 1 €, toteuma: 60 000 €, niin: uusi}\n- {kausi: 2023-07, toteuma: 5 €, tapahtuma: poistunut}\n",
        "- kun: {kausi: 2023-06, toteuma: 60 000 €}\n  niin: uusi\n- kun:\n    kausi: 2023-07\n    toteuma: 5 €\n  niin: poistunut\n",
        "- kausi: 2023-06\n  toteuma: 60 000 €\n  niin: uusi\n  tekstissä: [60 000 €]\n- kausi: 2023-07\n  toteuma: 5 €\n  niin: poistunut\n",
    ],
)
def test_the_values_stand_beside_niin_or_under_kun(series: str) -> None:
    assert run(series) == TestReport(1, ())


def test_a_failure_names_the_first_period_that_was_not_as_expected() -> None:
    report = run(amounts(("51 000 €", "uusi"), ("52 000 €", "kasvanut"), ("5 €", "ennallaan")))
    (failed,) = report.failed
    assert (report.passed, failed.rule, failed.test, failed.place.line) == (0, "oma", 1, 12)
    assert (failed.expected, failed.got) == ("2023-02 kasvanut", "2023-02 ennallaan")
    assert "52 000" in failed.text.replace("\u00a0", " ")


def test_words_that_the_message_lacks_fail() -> None:
    (failed,) = run("- {kausi: 2023-06, toteuma: 60 000 €, niin: uusi, tekstissä: [sinivalas]}\n").failed
    assert failed.expected == "2023-06 uusi, tekstissä sinivalas"


@pytest.mark.parametrize(
    ("series", "at", "message", "hint"),
    [
        ("- {toteuma: 5 €, niin: uusi}", "11:13", "avain kausi puuttuu", "kausi"),
        ("- {kausi: 2023-06, toteuma: 5 €}", "11:13", "avain niin puuttuu", "niin"),
        ("- {kausi: 2023-06, toteuma: 5 €, niin: avautuu}", "11:50", "tuntematon arvo: avautuu", "tarkoititko uusi?"),
        ("- {kausi: 2023-06, toteumat: 5 €, niin: uusi}", "11:30", "tuntematon avain: toteumat", "tarkoititko toteuma?"),
        ("- {kausi: 2023-06, niin: uusi}\n- {kausi: 2023-06, niin: uusi}", "12:13", "kausi 2023-06 ei ole kauden 2023-06 jälkeen", "aikajärjestyksessä"),
        ("- uusi", "11:13", "avaimen sarja luettelossa on oltava avaimia ja arvoja", "avain: arvo"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_series_has_its_place(series: str, at: str, message: str, hint: str) -> None:
    (error,) = read(series).errors
    assert (f"{error.place.line}:{error.place.column}", error.message) == (at, message)
    assert hint in (error.hint or "")
