"""Hints for what finance people bring from Excel and from speech, through the reading of a whole file."""

import pytest

from engine.check import check
from engine.read_rules import read_rules
from engine.rule_tests import run_tests
from tests.engine_builders import report
from written.problem import Severity

OWNERS = b"vastuut:\n  - {rooli: talous, osoite: talous@example.org, kanava: folder}\n"
RULE = "s\u00e4\u00e4nn\u00f6t:\n  - tunnus: a\n    nimi: A\n    kohde: kulut\n"


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        ("keltainen: ABS(toteuma) > 1 €", "tuntematon funktio: ABS", "tarkoititko itseisarvo(…)?"),
        (
            "keltainen: JOS(toteuma) > 1 €",
            "tuntematon funktio: JOS",
            "JOS-funktiota ei tarvita: kirjoita pelkkä ehto, esimerkiksi toteuma > ta",
        ),
        ("keltainen: toteuma > 10 k€", "tuntematon yksikkö: k€", "tarkoititko t€?"),
        ("keltainen: toteuma > 10 tuhatta €", "tuntematon yksikkö: tuhatta €", "tarkoititko t€?"),
        ("kuukaudet: 12-3", "kuukausiväli alkaa lopustaan: 12-3", "kirjoita [12, 1–3]"),
        ("kuukaudet: 10–1", "kuukausiväli alkaa lopustaan: 10–1", "kirjoita [10–12, 1]"),
        (
            "vastaanottajat: talous, vastuuhenkilö",
            "tuntematon vastaanottaja: talous, vastuuhenkilö",
            "kirjoita luettelona: [talous, vastuuhenkilö]",
        ),
    ],
)
def test_a_mistake_has_its_own_hint(line: str, message: str, hint: str) -> None:
    condition = "" if line.startswith("keltainen") else "    keltainen: toteuma > ta\n"
    book = read_rules({"a.yaml": f"{RULE}{condition}    {line}\n".encode(), "b.yaml": OWNERS})
    assert [(problem.message, problem.hint) for problem in book.errors] == [(message, hint)]


NO_ALERT = "ei vaikuta mihinkään: pelkkä tieto ei avaa poikkeamaa"
NO_RED = "ei vaikuta mihinkään: säännöllä ei ole tasoa punainen"


@pytest.mark.parametrize(
    ("levels", "line", "message"),
    [
        ("tieto: toteuma > ta", "poistuu: toteuma < ta", f"avain poistuu {NO_ALERT}"),
        ("tieto: toteuma > ta", "kesto: 2", f"avain kesto {NO_ALERT}"),
        ("tieto: toteuma > ta", "tiedoksi_punaisesta: [talous]", f"avain tiedoksi_punaisesta {NO_ALERT}"),
        ("keltainen: toteuma > ta", "tiedoksi_punaisesta: [talous]", f"avain tiedoksi_punaisesta {NO_RED}"),
        ("keltainen: toteuma > ta", "poistuu: toteuma < ta", None),
        ("keltainen: toteuma > ta", "kesto: 2", None),
        ("punainen: toteuma > ta", "tiedoksi_punaisesta: [talous]", None),
        ("keltainen: toteuma > ta", "rajat: {raja: 5 €}", "rajaa ei ole missään ehdossa: raja"),
        ("keltainen: toteuma > Oma_raja", "rajat: {oma_raja: 5 €}", None),
    ],
)
def test_a_key_that_does_nothing_for_the_levels_of_its_rule_is_a_warning(levels: str, line: str, message: str | None) -> None:
    text = f"{RULE}    {levels}\n    {line}\n"
    book = read_rules({"a.yaml": text.encode(), "b.yaml": OWNERS})
    assert [(problem.message, problem.severity, problem.place.line) for problem in book.problems] == (
        [] if message is None else [(message, Severity.WARNING, 6)]
    )
    assert len(book.rules) == 1


@pytest.mark.parametrize(
    ("months", "duration", "said"),
    [
        ("6", 2, "kesto ei voi koskaan täyttyä: sääntö arvioi vuodessa vain 1 kuukauden"),
        ("[3, 6]", 3, "kesto ei voi koskaan täyttyä: sääntö arvioi vuodessa vain 2 kuukautta"),
        ("[3, 6]", 2, None),
    ],
)
def test_a_duration_that_its_months_do_not_hold_is_an_error(months: str, duration: int, said: str | None) -> None:
    text = f"{RULE}    keltainen: toteuma > ta\n    kuukaudet: {months}\n    kesto: {duration}\n"
    book = read_rules({"a.yaml": text.encode(), "b.yaml": OWNERS})
    assert [problem.message for problem in book.errors] == ([] if said is None else [said])
    assert len(book.rules) == 1, "it says something, and is used as it stands"


def test_a_default_that_does_nothing_for_a_rule_is_no_warning() -> None:
    defaults = "oletukset:\n  kesto: 2\n  tiedoksi_punaisesta: [talous]\n"
    book = read_rules({"a.yaml": f"{RULE}    tieto: toteuma > ta\n{defaults}".encode(), "b.yaml": OWNERS})
    assert book.problems == ()


@pytest.mark.parametrize(
    ("shares", "message", "hint"),
    [
        ("4, 22, 30", "kertymässä on 1 luku, pitää olla 12", "erota luvut merkillä |: 4 | 22 | … | 100"),
        ("4 | 22", "kertymässä on 2 lukua, pitää olla 12", "anna jokaisen kuukauden lopun kertymä: 4 | 22 | … | 100"),
    ],
)
def test_shares_of_a_profile(shares: str, message: str, hint: str) -> None:
    text = f"profiilit:\n  - tunnus: p\n    kohde: tuotot\n    kertymä: {shares}\n    lähde: laskutus\n"
    book = read_rules({"a.yaml": text.encode(), "b.yaml": OWNERS})
    assert [(problem.message, problem.hint) for problem in book.errors] == [(message, hint)]


def test_an_account_group_that_the_figures_do_not_have_is_a_warning() -> None:
    text = f"{RULE}    keltainen: toteuma > ta\n    tiliryhmä: henkilöstö\n"
    book = read_rules({"a.yaml": text.encode(), "b.yaml": OWNERS})
    found = check(book, report(), frozenset({"folder"}))
    assert [(problem.message, problem.hint) for problem in found] == [
        ("tiliryhmää ei ole luvuissa: henkilöstö", "luvuissa ei ole tiliryhmiä")
    ]


def test_a_test_of_a_list_judges_only_the_lines_that_it_gives() -> None:
    text = f"{RULE.replace('kulut', '[kulut, tuotot]')}    keltainen: ennuste < toteuma\n    testit:\n"
    text += "      - kun: {tuotot: {toteuma: 5 €, ennuste: 6 €}}\n        niin: ei mitään\n"
    assert run_tests(read_rules({"a.yaml": text.encode(), "b.yaml": OWNERS})).passed == 1


def test_a_unit_without_a_budget_is_told_in_words() -> None:
    text = f"{RULE.replace('kulut', 'yksikkö')}    keltainen: kulujen budjetoimaton tai tuottojen budjetoimaton\n    testit:\n"
    text += "      - kun: {tuotot: {ta: 0 €, toteuma: 5 €}, kulut: {ta: 0 €, toteuma: 0 €}, kausi: 2023-06}\n"
    text += "        niin: keltainen\n        tekstissä: [yksikölle on kirjattu tuottoja 5 €]\n"
    assert run_tests(read_rules({"a.yaml": text.encode(), "b.yaml": OWNERS})).failed == ()
