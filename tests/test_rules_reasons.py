"""The Finnish of findings: one golden file a message, and the laws that every sentence keeps.

`TALOUSVAHTI_GOLDEN=write pytest tests/test_rules_reasons.py` writes the golden files anew; read the difference as Finnish.
"""

from __future__ import annotations

import os
import re
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budget.money import Cents
from budget.period import Period
from budget.verdict import Fired, Kind, Topic
from engine.names import FAMILIES, NAMES, Family
from engine.read_rules import read_rules
from engine.rule_tests import judge
from engine.rulebook import Rulebook, Subject

GOLDEN = Path(__file__).parent / "golden"
SHIPPED = Path(__file__).parent.parent / "rules"
OWNERS = b"vastuut:\n  - {rooli: talous, osoite: talous@example.org, kanava: folder}\n"
PROFILE = """\
profiilit:
  - tunnus: lukukausi
    kohde: tuotot
    yksiköt: ["64336000"]
    kertymä: 4 | 22 | 30 | 33 | 38 | 48 | 48 | 50 | 78 | 88 | 95 | 100
"""
JUNE = "kausi: 2023-06"
PACE = "keltainen: toteumaprosentti > odotus + 5 %-yks. ja kertymäpoikkeama > 10 000 €"


def shipped() -> dict[str, bytes]:
    return {f"rules/{path.name}": path.read_bytes() for path in sorted(SHIPPED.glob("*.yaml"))}


def own(subject: str, lines: str, case: str) -> Rulebook:
    text = f"säännöt:\n  - tunnus: oma\n    nimi: Oma sääntö\n    kohde: {subject}\n"
    body = textwrap.indent(lines, "    ")
    tests = f"    testit:\n      - niin: keltainen\n        kun:\n{textwrap.indent(case.replace('; ', chr(10)), ' ' * 10)}\n"
    book = read_rules({"oma.yaml": f"{text}{body}\n{tests}{PROFILE}".encode(), "vastuut.yaml": OWNERS})
    assert book.problems == (), "\n".join(map(str, book.problems))
    return book


def of_shipped(rule: str, case: str) -> Rulebook:
    """Return the shipped rule with a case of its own in place of its tests."""
    files = shipped()
    name = next(name for name, text in files.items() if f"tunnus: {rule}\n" in text.decode())
    text = files[name].decode()
    start = text.index("    testit:\n", text.index(f"tunnus: {rule}\n"))
    end = text.find("\n\n", start)
    case_text = textwrap.indent(case.replace("; ", "\n"), " " * 10)
    files[name] = (
        f"{text[:start]}    testit:\n      - niin: tieto\n        kun:\n{case_text}\n{text[end:] if end > 0 else ''}".encode()
    )
    book = read_rules(files)
    found = next(r for r in book.rules if r.card.id == rule)
    return read_only(book, found.card.id)


def read_only(book: Rulebook, rule: str) -> Rulebook:
    """Return the rulebook with one rule."""
    return replace(book, rules=tuple(r for r in book.rules if r.card.id == rule))


def finding(book: Rulebook) -> Fired:
    rule = book.rules[0]
    outcome = judge(book, rule, rule.tests[0])
    assert isinstance(outcome, Fired), outcome
    return outcome


def written(outcome: Fired) -> str:
    """Return a finding as a reader meets it; no-break spaces are shown as `_`."""
    lines = [f"otsikko:  {outcome.headline}", f"syy:      {outcome.reason}"]
    lines += [f"viesti:   {sentence}" for sentence in outcome.sentences]
    return "\n".join([*lines, f"peruste:  {outcome.basis}"]).replace("\u00a0", "_") + "\n"


MESSAGES = {
    # the real report, June 2023
    "pace-costs": of_shipped("kulut-edella-kertymaa", f"ta: 761 423 €; toteuma: 484 373 €; {JUNE}"),
    "pace-costs-red": of_shipped("kulut-edella-kertymaa", f"ta: 17 799 816 €; toteuma: 10 293 152 €; {JUNE}"),
    "pace-costs-red-by-share": of_shipped("kulut-edella-kertymaa", f"ta: 3 160 983 €; toteuma: 1 981 814 €; {JUNE}"),
    "pace-revenue": of_shipped("tuotot-jaljessa", f"ta: 586 200 €; toteuma: 244 513 €; {JUNE}"),
    "pace-margin": of_shipped("kate-heikko", f"ta: −714 123 €; toteuma: −431 875 €; {JUNE}"),
    "forecast-costs": of_shipped("ennuste-ylittaa-talousarvion", f"ta: 30 452 272 €; ennuste: 31 752 272 €; {JUNE}"),
    "forecast-below-actual": of_shipped(
        "ennuste-alle-toteuman", f"tuotot:; '  ennuste': 2 300 000 €; '  toteuma': 2 997 242 €; {JUNE}".replace("'", "")
    ),
    "forecast-below-actual-costs": of_shipped("ennuste-alle-toteuman", f"toteuma: 500 000 €; ennuste: 400 000 €; {JUNE}"),
    "slowdown": of_shipped("ennuste-vaatii-hidastuksen", f"ta: 30 452 272 €; toteuma: 17 511 105 €; ennuste: 31 752 272 €; {JUNE}"),
    "slowdown-passed": of_shipped("ennuste-vaatii-hidastuksen", f"ta: 500 000 €; toteuma: 480 000 €; ennuste: 400 000 €; {JUNE}"),
    "no-budget": of_shipped(
        "kirjauksia-ilman-talousarviota",
        f"kulut:;   ta: 0 €;   toteuma: 5 649 €;tuotot:;   ta: 0 €;   toteuma: −6 178 €; {JUNE}".replace(";tuotot", "; tuotot"),
    ),
    "no-budget-one-line": of_shipped("kirjauksia-ilman-talousarviota", f"tuotot:;   ta: tyhjä;   toteuma: −6 178 €; {JUNE}"),
    "no-budget-other-line-has-one": of_shipped(
        "kirjauksia-ilman-talousarviota", f"kulut:;   ta: 0 €;   toteuma: 5 649 €; tuotot:;   ta: 9 000 €;   toteuma: 10 €; {JUNE}"
    ),
    "item": of_shipped("menot-ilman-maararahaa", "määrä: 82 000 €"),
    "covered": of_shipped(
        "tuotot-peittavat-kulut",
        f"kulut:;   ta: 10 297 704 €;   toteuma: 5 952 584 €; tuotot:;   ta: 1 010 092 €;   toteuma: 1 513 286 €; "
        f"kate:;   ta: −9 287 612 €;   toteuma: −4 439 298 €; {JUNE}",
    ),
    "over-budget-revenue": of_shipped("tuotot-yli-arvion", f"ta: 2 135 192 €; toteuma: 2 997 242 €; {JUNE}"),
    "measure": of_shipped("suorite-jaljessa", f"tavoite: 160 000; toteuma: 67 384; ennuste: 130 000; {JUNE}"),
    "age": of_shipped("aineisto-vanhentunut", f"{JUNE}; tänään: 2023-09-01"),
    # near a limit
    "near-limit": own("kulut", PACE, f"ta: 1 000 000 €; toteuma: 550 400 €; {JUNE}"),
    "nearer-limit": own("kulut", PACE, f"ta: 1 000 000 €; toteuma: 550 004 €; {JUNE}"),
    "one-euro-over-the-limit": own("kulut", PACE, f"ta: 10 000 000 €; toteuma: 5 500 001 €; {JUNE}"),
    "one-cent-over-the-limit": own("kulut", PACE, f"ta: 10 000 000 €; toteuma: 5 500 000,01 €; {JUNE}"),
    "one-euro-over-the-limit-of-a-forecast": own(
        "kulut", "keltainen: ennusteprosentti > 100,5 %", f"ta: 40 000 000 €; ennuste: 40 200 001 €; {JUNE}"
    ),
    "euros-near-the-limit": own("kulut", "keltainen: ennustepoikkeama > 10 000 €", f"ta: 1 €; ennuste: 10 001,01 €; {JUNE}"),
    # shares that are not printed
    "over-999-percent": own("kulut", PACE, f"ta: 100 €; toteuma: 50 000 €; {JUNE}"),
    "forecast-over-999-percent": own("kulut", "keltainen: ennustepoikkeama > 0 €", f"ta: 100 €; ennuste: 50 000 €; {JUNE}"),
    # a profile
    "pace-profile": own(
        "tuotot", "keltainen: toteumaprosentti < odotus − 5 %-yks.", f"yksikkö: \"64336000\"; ta: 586 200 €; toteuma: 244 513 €; {JUNE}"
    ),
    "pace-even-despite-profile": own(
        "tuotot", "keltainen: toteumaprosentti < tasainen − 5 %-yks.", f"yksikkö: \"64336000\"; ta: 586 200 €; toteuma: 244 513 €; {JUNE}"
    ),
    # the good direction
    "pace-costs-good": own("kulut", "keltainen: toteumaprosentti < odotus − 5 %-yks.", f"ta: 600 437 €; toteuma: 261 800 €; {JUNE}"),
    "pace-revenue-good": own("tuotot", "keltainen: kertymäpoikkeama < −20 000 €", f"ta: 47 300 €; toteuma: 52 498 €; {JUNE}"),
    "pace-margin-good": own("kate", "keltainen: kertymäpoikkeama < 0 €", f"ta: −9 287 612 €; toteuma: −4 439 298 €; {JUNE}"),
    "forecast-costs-good": own("kulut", "keltainen: ennustepoikkeama < −10 000 €", f"ta: 840 793 €; ennuste: 800 000 €; {JUNE}"),
    "forecast-revenue": own("tuotot", "keltainen: ennustepoikkeama > 10 000 €", f"ta: 586 200 €; ennuste: 500 000 €; {JUNE}"),
    "forecast-revenue-good": own("tuotot", "keltainen: ennuste > ta", f"ta: 2 135 192 €; ennuste: 2 300 000 €; {JUNE}"),
    "forecast-margin": own("kate", "keltainen: ennustepoikkeama > 0 €", f"ta: −28 317 080 €; ennuste: −29 452 272 €; {JUNE}"),
    # the whole year's budget
    "over-budget-costs": own("kulut", "keltainen: toteumaprosentti > 100 %", f"ta: 1 000 000 €; toteuma: 1 040 000 €; {JUNE}"),
    "most-of-the-budget-is-used": own("kulut", "keltainen: toteumaprosentti > 90 %", f"ta: 1 000 000 €; toteuma: 920 000 €; {JUNE}"),
    "little-is-left": own("kulut", "keltainen: jäljellä < 100 000 €", f"ta: 1 000 000 €; toteuma: 920 000 €; {JUNE}"),
    "margin-over-budget": own("kate", "keltainen: toteuma < ta", f"ta: −714 123 €; toteuma: −800 000 €; {JUNE}"),
    # rules that finance writes itself
    "last-year": own("kulut", "keltainen: muutos_ed_vuosi > 5 %", f"toteuma: 108 200 €; toteuma_ed_vuosi: 100 000 €; {JUNE}"),
    "last-year-over-999-percent": own("tuotot", "keltainen: muutos_ed_vuosi > 5 %", f"toteuma: 108 200 €; toteuma_ed_vuosi: 100 €; {JUNE}"),
    "year-end": own("kulut", "keltainen: kertymäennuste > ta", f"ta: 1 000 000 €; toteuma: 600 000 €; {JUNE}"),
    "month": own("kulut", "keltainen: kuukauden_toteuma > 100 000 € ja kuukausi = kesäkuu", f"kuukauden_toteuma: 130 000 €; {JUNE}"),
    "calculation": own("kulut", "keltainen: ennuste − tp > 5 % * tp", f"ennuste: 1 200 000 €; tp: 1 000 000 €; {JUNE}"),
    "against-last-accounts": own("tuotot", "keltainen: toteuma > tp", f"toteuma: 130 000 €; tp: 100 000 €; {JUNE}"),
    "budget-amended": own("kulut", "keltainen: ta > alkuperäinen_ta", f"ta: 130 000 €; alkuperäinen_ta: 100 000 €; {JUNE}"),
    "more-than-last-year": own("kulut", "keltainen: toteuma > toteuma_ed_vuosi + 5 000 €", f"toteuma: 108 200 €; toteuma_ed_vuosi: 100 000 €; {JUNE}"),
    "year": own("kulut", "keltainen: vuosi = 2023", JUNE),
    "year-end-over-a-limit": own("kulut", "keltainen: kertymäennuste > 1 milj. €", f"ta: 1 000 000 €; toteuma: 600 000 €; {JUNE}"),
    "missing": own("kulut", "keltainen: ennuste puuttuu ja kuukausi >= 6", f"ta: 1 €; {JUNE}"),
    "given": own("kulut", "keltainen: ennuste on annettu", f"ennuste: 1 €; {JUNE}"),
    "either": own("kulut", "keltainen: toteumaprosentti > 99 % tai ennustepoikkeama > 0 €", f"ta: 100 €; toteuma: 40 €; ennuste: 120 €; {JUNE}"),
    "not": own("kulut", "keltainen: ei toteumaprosentti <= 99 %", f"ta: 100 000 €; toteuma: 140 000 €; {JUNE}"),
    "turned-around": own("kulut", "keltainen: odotus + 5 %-yks. < toteumaprosentti", f"ta: 761 423 €; toteuma: 484 373 €; {JUNE}"),
    "group": own("kulut", f"tiliryhmä: Henkilöstökulut\n{PACE}", f"ta: 761 423 €; toteuma: 484 373 €; {JUNE}"),
    "unit-general": own(
        "yksikkö", "keltainen: tuottojen toteumaprosentti < kulujen toteumaprosentti", f"kulut:;   ta: 100 €;   toteuma: 60 €; tuotot:;   ta: 100 €;   toteuma: 40 €; {JUNE}"
    ),
    "measure-forecast": own("suorite", "keltainen: ennuste < tavoite", f"tavoite: 160 000; toteuma: 67 384; ennuste: 130 000; {JUNE}"),
    "measure-last-year": own("suorite", "keltainen: ennuste < tp", f"tavoite: 160 000; ennuste: 90 000; tp: 128 478; {JUNE}"),
}  # fmt: skip


@pytest.mark.parametrize("what", MESSAGES)
def test_the_words_of_a_finding(what: str) -> None:
    file = GOLDEN / f"reason-{what}.txt"
    got = written(finding(MESSAGES[what]))
    if os.environ.get("TALOUSVAHTI_GOLDEN") == "write":
        file.write_text(got, "utf-8")
    assert got == file.read_text("utf-8")


def test_no_golden_file_is_left_over() -> None:
    assert {file.name for file in GOLDEN.glob("reason-*")} == {f"reason-{what}.txt" for what in MESSAGES}


HIDDEN = "kulut:;   ta: 100 €;   toteuma: 60 €; tuotot:;   ta: 10 €;   toteuma: 50 €; kate:;   ta: −90 €;   toteuma: −10 €"

# ---------------------------------------------------------------- the topic comes from the quantities


@pytest.mark.parametrize(
    ("subject", "condition", "case", "topic"),
    [
        ("kulut", "toteumaprosentti > odotus + 5 %-yks.", "ta: 100 €; toteuma: 90 €", Topic.PACE),
        ("kulut", "käyttöaste > tasainen", "ta: 100 €; toteuma: 90 €", Topic.PACE),
        ("kulut", "poikkeama > 5 €", "ta: 100 €; toteuma: 90 €", Topic.PACE),
        ("kulut", "kertymapoikkeama / ta > 5 %", "ta: 100 €; toteuma: 90 €", Topic.PACE),
        ("kulut", "toteuma > odotus * ta", "ta: 100 €; toteuma: 90 €", Topic.PACE),
        ("kulut", "ennustepoikkeama > 5 € ja toteumaprosentti > odotus", "ta: 100 €; toteuma: 90 €; ennuste: 120 €", Topic.FORECAST),
        ("kulut", "ennusteprosentti > 101 % tai toteumaprosentti > odotus", "ta: 100 €; toteuma: 90 €; ennuste: 99 €", Topic.PACE),
        ("kulut", "tp-ennuste > ta", "ta: 100 €; ennuste: 120 €", Topic.FORECAST),
        ("kulut", "toteuma > ennuste", "toteuma: 90 €; ennuste: 80 €", Topic.FORECAST_BELOW_ACTUAL),
        ("kate", "toteuma > ennuste", "toteuma: −80 €; ennuste: −90 €", Topic.OTHER),
        ("kulut", "loppuvuosi_alkuvuodesta < 85 %", "toteuma: 90 €; ennuste: 99 €", Topic.SLOWDOWN),
        ("kulut", "loppuvuosi_alkuvuodesta > 115 %", "toteuma: 90 €; ennuste: 299 €", Topic.OTHER),
        ("kulut", "toteumaprosentti > 80 %", "ta: 100 €; toteuma: 90 €", Topic.OVER_BUDGET),
        ("kulut", "toteuma > ta", "ta: 100 €; toteuma: 190 €", Topic.OVER_BUDGET),
        ("kulut", "jäljellä < 20 €", "ta: 100 €; toteuma: 90 €", Topic.OVER_BUDGET),
        ("kulut", "budjetoimaton", "ta: 0 €; toteuma: 90 €", Topic.NO_BUDGET),
        ("kulut", "ei budjetoimaton ja toteuma > ta", "ta: 10 €; toteuma: 90 €", Topic.OVER_BUDGET),
        ("kulut", "muutos_ed_vuosi > 5 %", "toteuma: 90 €; toteuma_ed_vuosi: 80 €", Topic.OTHER),
        ("kulut", "ennuste puuttuu", "ta: 10 €", Topic.OTHER),
        ("yksikkö", "kulujen toteumaprosentti > odotus + 5 %-yks. ja katteen kertymäpoikkeama < 0 €", HIDDEN, Topic.COVERED),
        ("yksikkö", "kulujen kertymäpoikkeama > 5 € ja tuottojen kertymäpoikkeama < 0 €", HIDDEN, Topic.COVERED),
        ("yksikkö", "kulujen toteumaprosentti > kulujen tasainen", HIDDEN, Topic.OTHER),
        ("suorite", "ennuste < tavoite", "tavoite: 10; ennuste: 9; toteuma: 4", Topic.MEASURE),
        ("meno ilman määrärahaa", "määrä > 5 €", "määrä: 6 €", Topic.UNBUDGETED_ITEM),
        ("aineisto", "aineiston_ikä > 5 pv", "aineiston_ikä: 6 pv", Topic.AGE),
    ],
)  # fmt: skip
def test_the_topic_comes_from_what_the_conditions_compare(subject: str, condition: str, case: str, topic: Topic) -> None:
    kausi = "" if subject == "aineisto" else f"; {JUNE}"
    assert finding(own(subject, f"keltainen: {condition}", case + kausi)).topic is topic


def test_the_topic_is_that_of_the_reached_level() -> None:
    lines = "tieto: ennustepoikkeama > 0 €\nkeltainen: toteumaprosentti > odotus"
    assert finding(own("kulut", lines, f"ta: 100 €; toteuma: 90 €; ennuste: 120 €; {JUNE}")).topic is Topic.PACE


# ---------------------------------------------------------------- the laws of every sentence


def laws(outcome: Fired) -> None:
    said = (outcome.headline, outcome.reason, *outcome.sentences, outcome.basis)
    for text in said:
        assert not re.search(r"[!_]|\bhälytys|virhe|varoitus|olette", text), text
        assert not re.search(r"kertymäpoikkeama|ennustepoikkeama|ennusteprosentti|loppuvuosi_|budjetoimaton|odotus", text), text
        assert not re.search(r"\d \d|\d €|\d %|-\d|\d \d", text), f"a plain space or hyphen in a number: {text}"
        assert not re.search(r"[A-ZÅÄÖ]{4,}", text), text
        assert not re.search(r"(?<![\d,])\d{4,}\u00a0%|\d\u00a0\d{3}(,\d+)?\u00a0%", text), f"a share over 999 %: {text}"
    for sentence in re.split(r"(?<=[a-zåäö%€)\d]\.) ", " ".join((outcome.reason, *outcome.sentences))):
        assert len(sentence.split(" ")) <= 20, sentence
        assert sentence.endswith("."), sentence
        assert sentence[0].isupper() or sentence[0].isdigit(), sentence
    assert not outcome.headline.endswith(".")
    if outcome.topic is Topic.PACE:
        for text in said:
            assert not re.search("ylit", text) or "rajan" in text, f"pace is no overrun: {text}"


@pytest.mark.parametrize("what", MESSAGES)
def test_the_laws_hold_for_every_message(what: str) -> None:
    laws(finding(MESSAGES[what]))


SHIPPED_BOOK = read_rules(shipped())
EUROS = st.integers(-(10**11), 10**11)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    rule=st.sampled_from(sorted(rule.card.id for rule in SHIPPED_BOOK.rules)),
    amounts=st.tuples(*[EUROS] * 9),
    month=st.integers(1, 12),
)
def test_the_laws_hold_for_any_figures_of_the_shipped_rules(rule: str, amounts: tuple[int, ...], month: int) -> None:
    book = read_only(SHIPPED_BOOK, rule)
    test = book.rules[0].tests[0]
    given_ = iter([*amounts])
    figures = tuple(
        replace(figure, budget=Cents(next(given_)), actual=Cents(next(given_)), forecast=Cents(next(given_)))
        for figure in test.figures[:3]
    )
    outcome = judge(book, book.rules[0], replace(test, figures=figures, period=Period(2023, month)))
    if isinstance(outcome, Fired):
        laws(outcome)


# ---------------------------------------------------------------- any rule that finance can write


VALUES = {
    "kulut": "ta: 100 000 €; toteuma: 57 800 €; ennuste: 110 000 €; tp: 90 000 €; toteuma_ed_vuosi: 40 000 €; kuukauden_toteuma: 9 000 €; alkuperäinen_ta: 95 000 €",
    "tuotot": "ta: 100 000 €; toteuma: 41 700 €; ennuste: 90 000 €; tp: 90 000 €; toteuma_ed_vuosi: 40 000 €; kuukauden_toteuma: 9 000 €; alkuperäinen_ta: 95 000 €",
    "kate": "ta: −100 000 €; toteuma: −57 800 €; ennuste: −110 000 €; tp: −90 000 €; toteuma_ed_vuosi: −40 000 €; kuukauden_toteuma: −9 000 €; alkuperäinen_ta: −95 000 €",
    "suorite": "tavoite: 160 000; toteuma: 67 384; ennuste: 130 000; tp: 128 478",
}  # fmt: skip
ZERO = {Kind.EUROS: "0 €", Kind.SHARE: "0 %", Kind.NUMBER: "0", Kind.MONTH: "6", Kind.POINTS: "0 %-yks.", Kind.DAYS: "0 pv"}


def names_by_kind(subject: Subject) -> list[tuple[str, Kind]]:
    names = (name for name in NAMES if FAMILIES[subject] in name.meanings)
    return [(name.primary, name.meanings[FAMILIES[subject]].kind) for name in names]


def conditions(subject: Subject) -> list[str]:
    """Return comparisons of every quantity with nothing and with every other of its kind, both ways round."""
    names = names_by_kind(subject)
    alone = [f"{name} {sign} {ZERO[kind]}" for name, kind in names for sign in "><"]
    alone = [condition for condition in alone if condition not in ("tasainen < 0 %", "odotus < 0 %")]  # can never hold
    pairs = [
        f"{one} {sign} {other}" for one, kind in names for other, of in names if one != other and kind is of for sign in "><"
    ]
    return [*alone, *pairs, "ei budjetoimaton"] if FAMILIES[subject] is Family.LINE else [*alone, *pairs]


@pytest.mark.parametrize("subject", VALUES)
def test_any_comparison_that_finance_can_write_is_put_into_words(subject: str) -> None:
    told = 0
    for condition in conditions(Subject(subject)):
        book = own(subject, f"keltainen: {condition}", f"{VALUES[subject]}; {JUNE}")
        outcome = judge(book, book.rules[0], book.rules[0].tests[0])
        if isinstance(outcome, Fired):
            told += 1
            laws(outcome)
            assert outcome.basis or condition == "ei budjetoimaton"
    assert told >= 10
