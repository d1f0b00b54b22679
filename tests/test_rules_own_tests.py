"""The rules' own tests: how they are run, and that those of the shipped rules hold and would notice a mistake."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from engine.read_rules import read_rules
from engine.rule_tests import FailedTest, TestReport, run_tests
from engine.rulebook import Expected, Rule, Rulebook, RuleTest
from written.place import Place

SHIPPED = Path(__file__).parent.parent / "rules"
OWNERS = b"vastuut:\n  - {rooli: talous, osoite: talous@example.org, kanava: folder}\n"


def shipped() -> Rulebook:
    return read_rules({f"rules/{path.name}": path.read_bytes() for path in SHIPPED.glob("*.yaml")})


BOOK = shipped()
CASES = [(rule, test) for rule in BOOK.rules for test in rule.tests]
IDS = [f"{rule.card.id}-{test.number}" for rule, test in CASES]


def book(rule: str, tests: str, more: str = "") -> Rulebook:
    text = f"säännöt:\n  - tunnus: oma\n    nimi: Oma\n{textwrap.indent(textwrap.dedent(rule), '    ')}\n    testit:\n"
    text += textwrap.indent(textwrap.dedent(tests), "      ") + more
    read = read_rules({"oma.yaml": text.encode(), "vastuut.yaml": OWNERS})
    assert read.problems == (), "\n".join(map(str, read.problems))
    return read


def run(rule: str, tests: str, more: str = "") -> TestReport:
    return run_tests(book(rule, tests, more))


# ---------------------------------------------------------------- the shipped rules


def test_the_shipped_rules_have_no_problems() -> None:
    assert BOOK.problems == ()
    assert BOOK.all_rules_known


def test_the_shipped_rules_are_the_twelve() -> None:
    assert sorted(rule.card.id for rule in BOOK.rules) == [
        "aineisto-vanhentunut",
        "ennuste-alle-toteuman",
        "ennuste-vaatii-hidastuksen",
        "ennuste-ylittaa-talousarvion",
        "kate-heikko",
        "kirjauksia-ilman-talousarviota",
        "kulut-edella-kertymaa",
        "menot-ilman-maararahaa",
        "suorite-jaljessa",
        "tuotot-jaljessa",
        "tuotot-peittavat-kulut",
        "tuotot-yli-arvion",
    ]


def test_the_tests_of_the_shipped_rules_pass() -> None:
    report = run_tests(BOOK)
    assert report.failed == ()
    assert report.passed == len(CASES)


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.card.id)
def test_a_shipped_rule_tests_its_limit_from_both_sides_and_what_is_missing(rule: Rule) -> None:
    expected = {test.expected for test in rule.tests}
    highest = {1: Expected.INFO, 2: Expected.YELLOW, 3: Expected.RED}[max(level for level, _ in rule.conditions)]
    assert highest in expected
    assert expected - {highest}
    assert any(test.texts for test in rule.tests)
    assert Expected.UNKNOWN in expected or rule.card.id == "aineisto-vanhentunut"
    assert rule.card.question
    assert rule.card.name


def only(rule: Rule, test: RuleTest) -> Rulebook:
    return replace(BOOK, rules=(replace(rule, tests=(test,)),))


def agrees(expected: Expected, right: Expected) -> bool:
    return expected is right or (expected is Expected.NO_ALERT and right in (Expected.NOTHING, Expected.INFO))


@pytest.mark.parametrize(("rule", "test"), CASES, ids=IDS)
def test_every_wrong_expectation_of_a_shipped_test_fails(rule: Rule, test: RuleTest) -> None:
    for wrong in Expected:
        report = run_tests(only(rule, replace(test, expected=wrong)))
        assert (report.failed == ()) is agrees(wrong, test.expected), wrong


@pytest.mark.parametrize(("rule", "test"), CASES, ids=IDS)
def test_a_word_that_the_finding_does_not_say_fails(rule: Rule, test: RuleTest) -> None:
    (failed,) = run_tests(only(rule, replace(test, texts=(*test.texts, "sinivalas")))).failed
    assert failed.expected == f"{test.expected.value}, tekstissä sinivalas"
    assert failed.got == test.expected.value


# ---------------------------------------------------------------- how a test is run


def test_a_failure_says_what_was_expected_and_what_came() -> None:
    report = run(
        "kohde: kulut\nkeltainen: toteuma > ta",
        """\
        - kun: {ta: 100 €, toteuma: 50 €, kausi: 2023-06}
          niin: ei mitään
        - kun: {ta: 100 €, toteuma: 150 €, kausi: 2023-06}
          niin: punainen
        """,
    )
    assert report.passed == 1
    (failed,) = report.failed
    assert (failed.rule, failed.test, failed.expected, failed.got) == ("oma", 2, "punainen", "keltainen")
    assert "Kulut ylittävät koko vuoden talousarvion 50\u00a0eurolla." in failed.text
    assert failed.place == Place("oma.yaml", 9, 9)


LEVELS = "kohde: kulut\ntieto: toteuma > 10 €\nkeltainen: toteuma > 20 €\npunainen: toteuma > 30 €"


@pytest.mark.parametrize(
    ("actual", "expected", "passes"),
    [
        ("31 €", "punainen", True),
        ("31 €", "keltainen", False),
        ("30 €", "keltainen", True),
        ("20 €", "tieto", True),
        ("10 €", "ei mitään", True),
        # neither yellow nor red
        ("20 €", "ei hälytystä", True),
        ("10 €", "ei hälytystä", True),
        ("21 €", "ei hälytystä", False),
        ("20 €", "ei mitään", False),
        ("20 €", "ei voitu arvioida", False),
        # a value that is not given is missing
        (None, "ei voitu arvioida", True),
        (None, "ei hälytystä", False),
        (None, "ei mitään", False),
    ],
)
def test_what_niin_means(actual: str | None, expected: str, passes: bool) -> None:
    given = "kausi: 2023-06" if actual is None else f"toteuma: {actual}, kausi: 2023-06"
    report = run(LEVELS, f"- kun: {{{given}}}\n  niin: {expected}\n")
    assert (report.passed, len(report.failed)) == ((1, 0) if passes else (0, 1))


@pytest.mark.parametrize(
    ("rule", "case", "expected"),
    [
        # every value of a line
        ("kohde: kulut\nkeltainen: alkuperäinen_ta < ta", "alkuperäinen_ta: 1 €; ta: 2 €", "keltainen"),
        ("kohde: kulut\nkeltainen: kuukauden_toteuma > 1 €", "kuukauden_toteuma: 2 €", "keltainen"),
        ("kohde: kulut\nkeltainen: ennuste > tp", "tp-ennuste: 2 €; tilinpäätös: 1 €", "keltainen"),
        ("kohde: kulut\nkeltainen: muutos_ed_vuosi > 50 %", "toteuma: 2 €; toteuma_edv: 1 €", "keltainen"),
        ("kohde: kulut\nkeltainen: kuukausi = kesäkuu", "kausi: 2023-06", "keltainen"),
        ("kohde: kulut\nkeltainen: kuukausi = kesäkuu", "kausi: 2023-07", "ei mitään"),
        # no budget: zero, or an empty cell of a column that is there
        ("kohde: kulut\nkeltainen: budjetoimaton", "ta: 0 €; toteuma: 1 €", "keltainen"),
        ("kohde: kulut\nkeltainen: budjetoimaton", "ta: tyhjä; toteuma: 1 €", "keltainen"),
        ("kohde: kulut\nkeltainen: budjetoimaton", "toteuma: 1 €", "ei voitu arvioida"),
        # the natural direction of each line
        ("kohde: kulut\nkeltainen: kertymäpoikkeama > 0 €", "ta: 100 €; toteuma: 51 €", "keltainen"),
        ("kohde: tuotot\nkeltainen: kertymäpoikkeama > 0 €", "ta: 100 €; toteuma: 49 €", "keltainen"),
        ("kohde: kate\nkeltainen: kertymäpoikkeama > 0 €", "ta: −100 €; toteuma: −51 €", "keltainen"),
        ("kohde: kate\nkeltainen: kertymäpoikkeama > 0 €", "ta: -100 €; toteuma: -50 €", "ei mitään"),
        # several lines
        ("kohde: [kulut, tuotot]\nkeltainen: toteuma > 5 €", "toteuma: 6 €", "keltainen"),
        ("kohde: [kulut, tuotot]\nkeltainen: toteuma > 5 €", "tuotot: {toteuma: 6 €}", "keltainen"),
        ("kohde: [kulut, tuotot]\nkeltainen: toteuma > 5 €", "kulut: {toteuma: 5 €}", "ei mitään"),
        ("kohde: yksikkö\nkeltainen: kulujen toteuma > tuottojen toteuma", "kulut: {toteuma: 6 €}; tuotot: {toteuma: 5 €}", "keltainen"),
        ("kohde: yksikkö\nkeltainen: kulujen toteuma > tuottojen toteuma", "kulut: {toteuma: 6 €}", "ei voitu arvioida"),
        # an account group
        ("kohde: kulut\ntiliryhmä: Henkilöstökulut\nkeltainen: toteuma > 5 €", "toteuma: 6 €", "keltainen"),
        # measures, items, sources
        ("kohde: suorite\nkeltainen: toteuma < tavoite", "tavoite: 160 000; toteuma: 67 384,5", "keltainen"),
        ("kohde: suorite\nsuorite_laji: tilanne\nkeltainen: toteuma < tavoite", "tavoite: 7 kpl; toteuma: 3 kpl", "keltainen"),
        ("kohde: suorite\nkeltainen: toteuma < tavoite", "tavoite: 5", "ei voitu arvioida"),
        ("kohde: meno ilman määrärahaa\nkeltainen: määrä > 5 €", "määrä: 6 €", "keltainen"),
        ("kohde: meno ilman määrärahaa\nkeltainen: määrä > 5 €", "{}", "ei voitu arvioida"),
        ("kohde: meno ilman määrärahaa\nkeltainen: määrä > 5 €", "kausi: 2023-06", "ei voitu arvioida"),
        ("kohde: meno ilman määrärahaa\nkuukaudet: 9–12\nkeltainen: määrä > 5 €", "kausi: 2023-06", "ei mitään"),
        ("kohde: aineisto\nkeltainen: aineiston_ikä > 45 pv", "{}", "ei voitu arvioida"),
        ("kohde: aineisto\nkeltainen: aineiston_ikä > 45 pv", "kausi: 2023-06", "ei voitu arvioida"),
        ("kohde: aineisto\nkeltainen: aineiston_ikä > 45 pv", "tänään: 2023-09-01", "ei voitu arvioida"),
        ("kohde: aineisto\nkeltainen: aineiston_ikä > 45 pv", "kausi: 2023-06; tänään: 2023-09-01", "keltainen"),
        ("kohde: aineisto\nkeltainen: aineiston_ikä > 45 pv", "aineiston_ikä: 46 pv", "keltainen"),
        ("kohde: aineisto\nkeltainen: aineiston_ikä > 45 pv", "aineiston_ikä: 45 pv", "ei mitään"),
        ("kohde: aineisto\nkeltainen: aineiston_ikä > 45 pv", "aineiston_ikä: 2023-06-30–2023-08-15", "keltainen"),
        ("kohde: aineisto\nkeltainen: aineiston_ikä > 45 pv", "aineiston_ikä: 2023-06-30–2023-08-14", "ei mitään"),
        # units: limits, what the rule leaves out, and what sums are
        ("kohde: kulut\nyksiköt: [\"1\"]\nkeltainen: toteuma > 5 €", "toteuma: 6 €", "keltainen"),
        ("kohde: kulut\nyksiköt: [\"1\"]\nkeltainen: toteuma > 5 €", "yksikkö: \"1\"; toteuma: 6 €", "keltainen"),
        ("kohde: kulut\nyksiköt: [\"1\"]\nkeltainen: toteuma > 5 €", "yksikkö: \"2\"; toteuma: 6 €", "ei mitään"),
        ("kohde: kulut\npaitsi: [\"1*\"]\nkeltainen: toteuma > 5 €", "yksikkö: \"12\"; toteuma: 6 €", "ei mitään"),
        ("kohde: kulut\ntaso: summa\nkeltainen: toteuma > 5 €", "toteuma: 6 €", "keltainen"),
        ("kohde: kulut\nrajat: {r: 5 €}\nrajat_yksiköittäin: {\"1*\": {r: 9 €}}\nkeltainen: toteuma > r", "toteuma: 6 €", "keltainen"),
        ("kohde: kulut\nrajat: {r: 5 €}\nrajat_yksiköittäin: {\"1*\": {r: 9 €}}\nkeltainen: toteuma > r", "yksikkö: \"12\"; toteuma: 6 €", "ei mitään"),
        ("kohde: kulut\nrajat: {r: 5 €}\nrajat_yksiköittäin: {\"1*\": {r: 9 €}}\nkeltainen: toteuma > r", "yksikkö: \"2\"; toteuma: 6 €", "keltainen"),
        # a rule on trial, one that waits, and one that is off
        ("kohde: kulut\ntila: koekäyttö\nkeltainen: toteuma > 5 €", "toteuma: 6 €", "keltainen"),
        ("kohde: kulut\nkesto: 3\nkeltainen: toteuma > 5 €", "toteuma: 6 €", "keltainen"),
        ("kohde: kulut\ntila: pois\nkeltainen: toteuma > 5 €", "toteuma: 6 €", "keltainen"),
    ],
)  # fmt: skip
def test_what_kun_gives(rule: str, case: str, expected: str) -> None:
    kausi = "" if "kausi" in case or "aineisto" in rule or case == "{}" else "; kausi: 2023-06"
    lines = textwrap.indent((case + kausi).replace("; ", "\n"), "    ")
    report = run(rule, f"- niin: {expected}\n  kun:\n{lines}\n")
    assert (report.passed, report.failed) == (1, ())


PROFILE = """
profiilit:
  - {tunnus: p, kohde: tuotot, yksiköt: ["1"], kertymä: 4 | 22 | 30 | 33 | 38 | 40 | 44 | 48 | 78 | 88 | 95 | 100}
sitovuus:
  - {yksiköt: ["1"], rivi: tuotot, taso: valtuusto}
"""


@pytest.mark.parametrize(
    ("unit", "expected"), [("", "keltainen"), ('yksikkö: "1", ', "ei mitään"), ('yksikkö: "2", ', "keltainen")]
)
def test_the_profile_of_the_unit_applies_where_one_is_named(unit: str, expected: str) -> None:
    case = f"- kun: {{{unit}ta: 100 €, toteuma: 45 €, kausi: 2023-06}}\n  niin: {expected}\n"
    assert run("kohde: tuotot\nkeltainen: toteumaprosentti < odotus", case, PROFILE).failed == ()


@pytest.mark.parametrize(
    ("unit", "expected"), [("", "ei mitään"), ('yksikkö: "1", ', "keltainen"), ('yksikkö: "2", ', "ei mitään")]
)
def test_the_binding_of_the_unit_applies_where_one_is_named(unit: str, expected: str) -> None:
    case = f"- kun: {{{unit}toteuma: 45 €, kausi: 2023-06}}\n  niin: {expected}\n"
    assert run("kohde: tuotot\nkeltainen: sitova", case, PROFILE).failed == ()


@pytest.mark.parametrize("words", ["150,0 %", "150 €", "150\u00a0€", "eurolla"])
def test_a_plain_space_matches_a_no_break_space(words: str) -> None:
    case = f'- kun: {{ta: 100 €, toteuma: 150 €, kausi: 2023-06}}\n  niin: keltainen\n  tekstissä: ["{words}"]\n'
    assert run("kohde: kulut\nkeltainen: toteuma > ta", case).failed == ()


def test_the_words_of_an_unknown_verdict_are_its_cause() -> None:
    case = "- kun: {ta: 100 €, kausi: 2023-06}\n  niin: ei voitu arvioida\n  tekstissä: [toteuma puuttuu]\n"
    assert run("kohde: kulut\nkeltainen: toteuma > ta", case).failed == ()


def test_an_empty_series_is_a_mistake_and_not_counted_as_passed() -> None:
    text = "säännöt:\n  - tunnus: a\n    nimi: A\n    kohde: kulut\n    tieto: toteuma > ta\n    testit:\n      - sarja: []\n"
    read = read_rules({"a.yaml": text.encode(), "vastuut.yaml": OWNERS})
    assert [problem.message for problem in read.errors] == ["sarjassa ei ole yhtään kautta"]
    assert run_tests(read) == TestReport(0, ())


def test_a_report_of_nothing() -> None:
    assert run_tests(read_rules({})) == TestReport(0, ())
    assert FailedTest("a", 1, "tieto", "keltainen", "", Place("a")).test == 1
