"""Rule files as their reader: what is understood, and where each mistake is and what to do about it."""

from __future__ import annotations

import textwrap
import time
from dataclasses import dataclass
from datetime import date

import pytest

from budget.figure import MeasureKind
from budget.owner import Binding, BindingLevel, Growth, Owner
from budget.unit import Line, UnitCode
from budget.verdict import Kind, Level
from engine.read_rules import read_rules
from engine.rulebook import Limit, Rule, Rulebook, Scope, Subject
from written.problem import Problem

OWNERS = "vastuut:\n  - {rooli: talous, osoite: talous@example.org, kanava: folder}\n"
RULE = """\
säännöt:
  - tunnus: kulut-edella
    nimi: Kulut edellä
    kohde: kulut
    keltainen: toteuma > ta
"""


def read(text: str, **more: str) -> Rulebook:
    files = {"rules/a.yaml": text, "rules/vastuut.yaml": OWNERS} | {f"rules/{name}.yaml": more[name] for name in more}
    return read_rules({name: textwrap.dedent(text).encode() for name, text in files.items()})


def rule(lines: str = "", base: str = RULE) -> Rule:
    rulebook = read(base + textwrap.indent(textwrap.dedent(lines), "    "))
    assert rulebook.errors == (), "\n".join(map(str, rulebook.errors))
    return rulebook.rules[0]


# ---------------------------------------------------------------- what is understood


def test_a_rule_with_only_what_is_required() -> None:
    found = rule()
    assert (found.card.id, found.card.name) == ("kulut-edella", "Kulut edellä")
    assert found.subjects == (Subject.COSTS,)
    assert (found.units, found.excluded, found.scope, found.group) == ((), (), Scope.ALL, None)
    assert found.months == frozenset(range(1, 13))
    assert [level for level, _ in found.conditions] == [Level.YELLOW]
    assert found.release is None
    assert found.card.recipients == ("vastuuhenkilö",)
    assert (found.card.red_recipients, found.card.causes, found.card.question) == ((), (), None)
    assert (found.card.duration, found.card.trial) == (1, False)
    assert found.measure_kind is MeasureKind.FLOW
    assert found.card.place == "rules/a.yaml:2"


def test_a_rule_with_everything() -> None:
    found = rule("""\
        yksiköt: ["64321000", "6433*", Museotoimi]
        paitsi: ["64336000"]
        taso: alin
        tiliryhmä: henkilöstökulut
        kuukaudet: 3–12
        tieto: toteumaprosentti > odotus
        punainen: toteumaprosentti > odotus + raja
        poistuu: toteumaprosentti < odotus
        kesto: 2
        tila: koekäyttö
        vastaanottajat: [vastuuhenkilö, talous]
        tiedoksi_punaisesta: [ylempi vastuuhenkilö]
        tunnetut_syyt: [sisäiset vuokrat, lomarahat]
        kysymys: Mikä selittää eron?
        omistaja: talousjohtaja
        muutettu: 2026-11-24
        rajat:
          raja: 5 %-yks.
        rajat_yksiköittäin:
          "64336000":
            raja: 8,5 %-yks.
    """)
    assert [pattern.text for pattern in found.units] == ["64321000", "6433*", "Museotoimi"]
    assert [pattern.text for pattern in found.excluded] == ["64336000"]
    assert (found.scope, found.group) == (Scope.LEAVES, "henkilöstökulut")
    assert found.months == frozenset(range(3, 13))
    assert [level for level, _ in found.conditions] == [Level.INFO, Level.YELLOW, Level.RED]
    assert found.release is not None
    assert (found.card.duration, found.card.trial) == (2, True)
    assert found.card.recipients == ("vastuuhenkilö", "talous")
    assert found.card.red_recipients == ("ylempi vastuuhenkilö",)
    assert found.card.causes == ("sisäiset vuokrat", "lomarahat")
    assert found.card.question == "Mikä selittää eron?"
    assert found.limits == (Limit("raja", Kind.POINTS, (5, 100)),)
    assert [(of.pattern.text, of.limits) for of in found.unit_limits] == [
        ("64336000", (Limit("raja", Kind.POINTS, (85, 1000)),)),
    ]


@pytest.mark.parametrize(
    ("written", "months"),
    [
        ("6", {6}),
        ("06", {6}),
        ("3–12", set(range(3, 13))),
        ("3-12", set(range(3, 13))),
        ("3 – 12", set(range(3, 13))),
        ("[3, 6, 9, 12]", {3, 6, 9, 12}),
        ("[3,6,9,12]", {3, 6, 9, 12}),
        ("[1–2, 11–12]", {1, 2, 11, 12}),
        ("kesäkuu", {6}),
        ("maaliskuu–toukokuu", {3, 4, 5}),
        ("[Kesäkuu, joulukuu]", {6, 12}),
    ],
)
def test_months(written: str, months: set[int]) -> None:
    assert rule(f"kuukaudet: {written}\n").months == months


@pytest.mark.parametrize(
    ("written", "kind", "value"),
    [
        ("5 %-yks.", Kind.POINTS, (5, 100)),
        ("5 %-yksikköä", Kind.POINTS, (5, 100)),
        ("2,5 prosenttiyksikköä", Kind.POINTS, (25, 1000)),
        ("5 %", Kind.SHARE, (5, 100)),
        ("10 000 €", Kind.EUROS, (1_000_000, 1)),
        ("10\u00a0000\u00a0€", Kind.EUROS, (1_000_000, 1)),
        ("10 t€", Kind.EUROS, (1_000_000, 1)),
        ("1,2 milj. €", Kind.EUROS, (120_000_000, 1)),
        ("1,2 M€", Kind.EUROS, (120_000_000, 1)),
        ("45 pv", Kind.DAYS, (45, 1)),
        ("100 kpl", Kind.NUMBER, (100, 1)),
        ("−5 000 €", Kind.EUROS, (-500_000, 1)),
    ],
)
def test_limits(written: str, kind: Kind, value: tuple[int, int]) -> None:
    limit = rule(f"rajat:\n  raja: {written}\n").limits[0]
    assert limit.kind is kind
    assert limit.value[0] * value[1] == value[0] * limit.value[1]


def test_several_lines_in_one_rule() -> None:
    assert rule(base=RULE.replace("kohde: kulut", "kohde: [kulut, tuotot]")).subjects == (Subject.COSTS, Subject.REVENUE)


def test_defaults_of_all_files_stand_behind_a_rule_of_its_own() -> None:
    more = "oletukset:\n  kuukaudet: 3–12\n  vastaanottajat: [talous]\n  kasvun_kerroin: 1,5\n  kasvun_eurot: 20 000 €\n"
    own = RULE + "  - tunnus: toinen\n    nimi: Toinen\n    kohde: kulut\n    tieto: toteuma > ta\n    kuukaudet: 6\n"
    rulebook = read(own, z=more)
    assert rulebook.problems == ()
    assert [(sorted(r.months)[0], r.card.recipients) for r in rulebook.rules] == [(3, ("talous",)), (6, ("talous",))]
    assert rulebook.growth == Growth((15, 10), 2_000_000)


def test_growth_without_defaults_is_that_of_the_budget() -> None:
    assert read(RULE).growth == Growth()


def test_a_rule_that_is_off_judges_nothing_but_is_read() -> None:
    rulebook = read(RULE + "    tila: pois\n")
    assert rulebook.rules == ()
    assert [r.card.id for r in rulebook.off] == ["kulut-edella"]


def test_owners_and_bindings() -> None:
    rulebook = read(
        """\
        vastuut:
          - rooli: museonjohtaja
            osoite: museo@example.org
            kanava: email
            varakanava: teams
            yksiköt: ["64332000", "064"]
            suoritteet: [Museotoimi]
            sijainen: talous
            poissa: 2026-07-01–2026-07-31
        sitovuus:
          - yksiköt: ["64320000", "64330000"]
            rivi: kate
            taso: valtuusto
        """
    )
    assert rulebook.problems == ()
    assert rulebook.owners[0] == Owner(
        "museonjohtaja",
        "museo@example.org",
        "email",
        "teams",
        (UnitCode("64332000"), UnitCode("064")),
        ("Museotoimi",),
        "talous",
        (date(2026, 7, 1), date(2026, 7, 31)),
    )
    assert rulebook.bindings == (
        Binding(UnitCode("64320000"), Line.MARGIN, BindingLevel.COUNCIL),
        Binding(UnitCode("64330000"), Line.MARGIN, BindingLevel.COUNCIL),
    )


def test_a_profile() -> None:
    rulebook = read(
        """\
        profiilit:
          - tunnus: musiikki-tuotot
            kohde: tuotot
            yksiköt: ["64336000"]
            kertymä: 4 | 22 | 30 | 33 | 38 | 42,5 | 44 | 48 | 78 | 88 | 95 | 100
            lähde: laskutus lukukausittain
        """
    )
    assert rulebook.problems == ()
    profile = rulebook.profiles[0]
    assert (profile.id, profile.lines) == ("musiikki-tuotot", (Line.REVENUE,))
    assert profile.shares is not None
    assert profile.shares[0] == (4, 100)
    assert profile.shares[5] == (425, 1000)
    assert profile.shares[11] == (100, 100)


# ---------------------------------------------------------------- the text of a rule


TWO = """\
# koko tiedosto
säännöt:
  # ensimmäinen
  - tunnus: eka
    nimi: Eka   # huom.
    kohde: kulut
    # raja
    keltainen: toteuma > ta

  # toinen
  - tunnus: toka
    nimi: Toka
    kohde: kulut
    tieto: toteuma > ta
oletukset: {}
"""


def test_the_text_of_a_rule_is_its_own_lines() -> None:
    texts = [r.card.text for r in read(TWO).rules]
    assert texts == [
        "- tunnus: eka\n  nimi: Eka   # huom.\n  kohde: kulut\n  # raja\n  keltainen: toteuma > ta\n",
        "- tunnus: toka\n  nimi: Toka\n  kohde: kulut\n  tieto: toteuma > ta\n",
    ]


def test_the_text_of_a_rule_can_be_read_again() -> None:
    text = read(TWO).rules[0].card.text
    again = read("säännöt:\n" + textwrap.indent(text, "  "))
    assert again.rules[0].card.fingerprint == read(TWO).rules[0].card.fingerprint


@pytest.mark.parametrize(
    ("what", "old", "new", "is_same"),
    [
        ("a comment", "# huom.", "# muuta", True),
        ("a space", "toteuma > ta\n\n", "toteuma  >  ta\n\n", True),
        ("quotes", "nimi: Eka ", 'nimi: "Eka" ', True),
        ("the limit", "toteuma > ta\n\n", "toteuma > ta * 2\n\n", False),
        ("a default of it", "oletukset: {}", "oletukset: {kuukaudet: 6}", False),
        ("the other rule", "nimi: Toka", "nimi: Toinen", True),
    ],
)
def test_the_fingerprint_is_of_what_the_rule_says(what: str, old: str, new: str, is_same: bool) -> None:
    changed = read(TWO.replace(old, new)).rules[0].card.fingerprint
    assert (changed == read(TWO).rules[0].card.fingerprint) is is_same


# ---------------------------------------------------------------- mistakes: place and hint


@dataclass(frozen=True)
class Says:
    """What the reader of a mistake sees: `line:column`, the width of the mark, the message, the hint (its start)."""

    at: str
    message: str
    hint: str | None = None
    width: int | None = None


def errors(rulebook: Rulebook) -> tuple[Problem, ...]:
    return rulebook.errors


def check(rulebook: Rulebook, *expected: Says) -> None:
    found = errors(rulebook)
    assert [(f"{p.place.line}:{p.place.column}", p.message) for p in found] == [(e.at, e.message) for e in expected]
    for problem, says in zip(found, expected, strict=True):
        assert says.hint is None or (problem.hint or "").startswith(says.hint), problem.hint
        assert says.width is None or problem.width == says.width
        assert problem.source_line is not None


MISTAKES_OF_A_RULE = [
    # the lines below a rule of five lines; the first of them is line 6
    ("kesto: 0", Says("6:12", "arvon on oltava kokonaisluku 1–12: 0")),
    ("kesto: kaksi", Says("6:12", "arvon on oltava kokonaisluku 1–12: kaksi")),
    ("taso: alim", Says("6:11", "tuntematon arvo: alim", "tarkoititko alin?", 4)),
    ("tila: poissa", Says("6:11", "tuntematon arvo: poissa", "tarkoititko pois?")),
    ("muutettu: 24.11.2026", Says("6:15", "päivä ei ole muodossa vuosi-kuukausi-päivä: 24.11.2026", "kirjoita esimerkiksi 2026")),
    ("muutettu: 2026-02-30", Says("6:15", "päivää ei ole: 2026-02-30")),
    ("kuukaudet: 13", Says("6:16", "kuukaudet eivät ole kelvolliset: 13", "kuukaudet ovat 1–12: kirjoita 6, 3–12, [3, 6, 9, 12] tai kesäkuu", 2)),
    ("kuukaudet: 12–3", Says("6:16", "kuukausiväli alkaa lopustaan: 12–3", "kirjoita [12, 1–3]")),
    ("kuukaudet: [3, kesä]", Says("6:20", "kuukaudet eivät ole kelvolliset: kesä")),
    ("vastaanottajat: [vastuuhenkilo]", Says("6:22", "tuntematon vastaanottaja: vastuuhenkilo", "tarkoititko vastuuhenkilö?", 13)),
    ("tiedoksi_punaisesta: [rehtori]", Says("6:27", "tuntematon vastaanottaja: rehtori", "lisää rooli avaimeen vastuut")),
    ("vastaanotajat: [talous]", Says("6:5", "tuntematon avain: vastaanotajat", "tarkoititko vastaanottajat?", 13)),
    ("Punainen: toteuma > ta", Says("6:5", "tuntematon avain: Punainen", "tarkoititko punainen?")),
    ("punainen: [a, b]", Says("6:15", "avaimen punainen arvon on oltava tekstiä")),
    ("punainen: toteumaprosentti > 50", Says("6:34", "eri lajeja ei voi verrata: toteumaprosentti on prosentteja (%) ja 50 on luku ilman yksikköä", "tarkoititko 50 %?", 2)),
    ("punainen: odotus > raja\nrajat: {raja: 5.5 %}", Says("7:19", "luku ei ole kelvollinen: 5.5", "desimaalierotin on pilkku: 5,5")),
    ("rajat: {raja: 12 34 €}", Says("6:19", "luku ei ole kelvollinen: 12 34", "tuhannet erotetaan kolmen ryhmiin")),
    ("rajat: {raja: 5 kg}", Says("6:19", "tuntematon yksikkö: kg", "tunnetut yksiköt: €")),
    ("rajat: {toteuma: 5 €}", Says("6:13", "rajan nimi on jo kielen sana: toteuma", "anna rajalle muu nimi")),
    ("rajat: {raja 1: 5 €}", Says("6:13", "rajan nimi ei kelpaa: raja 1")),
    ("rajat: {raja: }", Says("6:12", "avain raja puuttuu")),
    ("rajat: 5 €", Says("6:12", "avaimen rajat alla on oltava avaimia ja arvoja", "kirjoita avain: arvo sisennettynä")),
    ("rajat_yksiköittäin: rajat.xlsx", Says("6:25", "taulukkoa ei ole sääntökansiossa: rajat.xlsx", "tarkista nimi")),
    ("suorite_laji: kertyvä", Says("6:19", "suorite_laji kuuluu vain kohteeseen suorite", "poista rivi")),
    ("tunnetut_syyt: [noin 57,8 % kuluista]", Says("6:21", "luku katkesi: noin 57 | 8 % kuluista", "pilkku katkaisi luvun")),
    ("yksiköt: {a: b}", Says("6:14", "avaimen yksiköt arvon on oltava teksti tai luettelo", "kirjoita yksiköt: [ensimmäinen, toinen]")),
    ("tunnetut_syyt: [syy: vuokrat]", Says("6:21", "avaimen tunnetut_syyt luettelossa on oltava tekstejä", "kirjoita jokainen kohta tekstinä")),
    ('yksiköt: [""]', Says("6:15", "avaimen yksiköt luettelossa on tyhjä kohta", "poista se")),
    ("punainen: toteuma > 5 €\u00a0# raja", Says("6:28", "merkin # edessä on sitova välilyönti, joten kommentti ei ala", "kirjoita merkin # eteen tavallinen välilyönti", 2)),
    ("kesto: 13", Says("6:12", "arvon on oltava kokonaisluku 1–12: 13")),
    ("yksiköt: []", Says("6:14", "avaimen yksiköt luettelo on tyhjä", "kirjoita luetteloon jotakin tai poista rivi")),
    ("kuukaudet: []", Says("6:16", "avaimen kuukaudet luettelo on tyhjä")),
    ("vastaanottajat: []", Says("6:21", "avaimen vastaanottajat luettelo on tyhjä")),
    ("paitsi: [kaikki]", Says("6:14", "paitsi: kaikki jättää kaikki yksiköt pois", "ota sääntö pois rivillä tila: pois")),
    ("nimi: Toinen", Says("6:5", "avain nimi on annettu kahdesti, ensin rivillä 3", "poista toinen", 4)),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "says"), MISTAKES_OF_A_RULE, ids=[lines for lines, _ in MISTAKES_OF_A_RULE])
def test_a_mistake_in_a_rule_breaks_that_rule_and_no_other(lines: str, says: Says) -> None:
    other = "  - tunnus: toinen\n    nimi: Toinen\n    kohde: kulut\n    tieto: toteuma > ta\n"
    rulebook = read(RULE + textwrap.indent(lines, "    ") + "\n" + other)
    check(rulebook, says)
    assert [r.card.id for r in rulebook.rules] == ["toinen"]
    assert rulebook.broken == {"kulut-edella"}
    assert rulebook.all_rules_known


def without(line: str) -> str:
    return "".join(kept for kept in RULE.splitlines(keepends=True) if line not in kept)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (without("nimi"), Says("2:5", "avain nimi puuttuu", "lisää rivi nimi: …")),
        (without("kohde"), Says("2:5", "avain kohde puuttuu", "lisää rivi kohde: …")),
        (without("keltainen"), Says("2:5", "säännöllä ei ole yhtään tasoa", "lisää ainakin yksi: tieto, keltainen, punainen")),
        (RULE.replace("kohde: kulut", "kohde: kulu"), Says("4:12", "tuntematon kohde: kulu", "tarkoititko kulut?", 4)),
        (RULE.replace("kohde: kulut", "kohde: [kulut, suorite]"), Says("4:20", "kohde suorite ei voi olla luettelossa")),
    ],
)
def test_what_a_rule_must_have(text: str, says: Says) -> None:
    rulebook = read(text)
    check(rulebook, says)
    assert rulebook.broken == {"kulut-edella"}


def test_a_rule_without_an_id_may_hide_any_rule() -> None:
    rulebook = read(RULE + "  - nimi: Nimetön\n    kohde: kulut\n    tieto: toteuma > ta\n")
    check(rulebook, Says("6:5", "avain tunnus puuttuu"))
    assert [r.card.id for r in rulebook.rules] == ["kulut-edella"]
    assert not rulebook.all_rules_known


def test_a_bad_id_gets_a_good_one_as_its_hint() -> None:
    rulebook = read(RULE.replace("kulut-edella", "Kulut edellä!"))
    check(
        rulebook,
        Says("2:13", "tunnus ei kelpaa: Kulut edellä!", "käytä pieniä kirjaimia a–z, numeroita ja yhdysmerkkejä: kulut-edella"),
    )
    assert not rulebook.all_rules_known


def test_one_id_twice_names_both_places_and_uses_neither() -> None:
    rulebook = read(RULE, b=RULE)
    (error,) = errors(rulebook)
    assert str(error.place) == "rules/b.yaml:2:13"
    assert error.message == "tunnus kulut-edella on annettu kahdesti, ensin paikassa rules/a.yaml:2:13"
    assert rulebook.rules == ()
    assert rulebook.broken == {"kulut-edella"}


def test_one_broken_of_thirty_leaves_twenty_nine() -> None:
    rules = [f"  - tunnus: s{n}\n    nimi: S\n    kohde: kulut\n    tieto: toteuma > ta\n" for n in range(30)]
    rules[7] = rules[7].replace("toteuma > ta", "toteumma > ta")
    rulebook = read("säännöt:\n" + "".join(rules))
    assert len(rulebook.rules) == 29
    assert rulebook.broken == {"s7"}
    check(rulebook, Says("33:12", "tuntematon nimi: toteumma", "tarkoititko toteuma?", 8))


def test_all_mistakes_of_all_files_are_reported_at_once_in_order() -> None:
    rulebook = read(RULE + "    tasoo: alin\n    kesto: x\n", b="säännöt:\n  - tunnus: b\n", c="sanot: 1\n")
    places = [str(problem.place) for problem in rulebook.problems]
    assert places == sorted(places)
    assert {place.split(":")[0] for place in places} == {"rules/a.yaml", "rules/b.yaml", "rules/c.yaml"}
    assert len(places) == 6


def test_a_mistake_in_a_default_is_told_once_where_it_stands() -> None:
    two = RULE + RULE.removeprefix("säännöt:\n").replace("kulut-edella", "toinen")
    rulebook = read(two, z="oletukset:\n  kesto: nolla\n  tunnus: x\n")
    assert [(str(p.place), p.message) for p in errors(rulebook)] == [
        ("rules/z.yaml:2:10", "arvon on oltava kokonaisluku 1–12: nolla"),
        ("rules/z.yaml:3:3", "avaimella tunnus ei voi olla oletusta"),
    ]
    assert rulebook.broken == {"kulut-edella", "toinen"}


def test_one_default_in_two_files_is_a_mistake() -> None:
    rulebook = read(RULE, y="oletukset: {kesto: 1}\n", z="oletukset: {kesto: 2}\n")
    assert [(str(p.place), p.message) for p in errors(rulebook)] == [
        ("rules/z.yaml:1:13", "oletus kesto on annettu kahdesti, ensin paikassa rules/y.yaml:1:20")
    ]


# ---------------------------------------------------------------- whole files


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("säännöt: [a\nb: c", Says("1:10", "hakasulku jää sulkematta", "lisää puuttuva ]")),
        ('säännöt:\n  - nimi: "auki\n', Says("2:11", "lainausmerkki jää sulkematta", "lisää puuttuva lainausmerkki")),
        ("säännöt:\n\t- tunnus: a\n", Says("2:1", "sarkain sisennyksessä", "sisennä välilyönneillä")),
        ("saannot: []\n", Says("1:1", "tuntematon avain: saannot", "tarkoititko säännöt?", 7)),
        ("- tunnus: a\n", Says("1:1", "tiedoston alussa on oltava avain", "aloita rivillä säännöt:")),
        ("säännöt: a\n", Says("1:10", "avaimen säännöt arvon on oltava luettelo")),
        ("säännöt: [a]\n", Says("1:11", "avaimen säännöt luettelossa on oltava avaimia ja arvoja")),
        ("säännöt: []\nsäännöt: []\n", Says("2:1", "avain säännöt on annettu kahdesti, ensin rivillä 1")),
    ],
)  # fmt: skip
def test_a_file_that_may_hide_rules(text: str, says: Says) -> None:
    rulebook = read(RULE, b=text)
    check(rulebook, says)
    assert [r.card.id for r in rulebook.rules] == ["kulut-edella"]
    assert not rulebook.all_rules_known


@pytest.mark.parametrize("text", ["", "# vain kommentti\n", "\ufeff" + RULE.replace("kulut-edella", "toinen"), "säännöt:\n"])
def test_files_that_are_fine(text: str) -> None:
    rulebook = read(RULE, b=text)
    assert rulebook.problems == ()
    assert rulebook.all_rules_known


def test_a_file_with_windows_line_ends_has_the_same_places_and_texts() -> None:
    text = RULE + "    kesto: 0\n"
    windows = read_rules({"rules/a.yaml": text.replace("\n", "\r\n").encode(), "rules/vastuut.yaml": OWNERS.encode()})
    assert [(p.place, p.message) for p in windows.problems] == [(p.place, p.message) for p in read(text).problems]
    fine = read_rules({"rules/a.yaml": RULE.replace("\n", "\r\n").encode(), "rules/vastuut.yaml": OWNERS.encode()})
    assert fine.rules[0].card.text == rule().card.text


def test_the_fingerprint_of_the_folder_changes_with_any_byte() -> None:
    assert read(RULE).fingerprint == read(RULE).fingerprint
    assert read(RULE).fingerprint != read(RULE + "# x\n").fingerprint
    assert read(RULE, b="").fingerprint != read(RULE, c="").fingerprint


# ---------------------------------------------------------------- owners, bindings, profiles, what waits


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("{osoite: a@b.fi, kanava: x}", Says("2:5", "avain rooli puuttuu")),
        ("{rooli: a, kanava: x}", Says("2:5", "avain osoite puuttuu")),
        ("{rooli: a, osoite: a@b.fi}", Says("2:5", "avain kanava puuttuu")),
        ("{rooli: a, osoite: ei-osoite, kanava: x}", Says("2:24", "osoite ei ole sähköpostiosoite: ei-osoite")),
        ('{rooli: a, osoite: "a@b.fi, c@d.fi", kanava: x}', Says("2:24", "osoite ei ole sähköpostiosoite: a@b.fi, c@d.fi")),
        ("{rooli: Museon johtaja, osoite: a@b.fi, kanava: x}", Says("2:13", "roolin nimi ei kelpaa: Museon johtaja")),
        ("{rooli: vastuuhenkilö, osoite: a@b.fi, kanava: x}", Says("2:13", "vastuuhenkilö on varattu sana")),
        ("{rooli: a, osoite: a@b.fi, kanava: x, poissa: 2026-07-01}", Says("2:5", "poissaololle ei ole sijaista")),
        ("{rooli: a, osoite: a@b.fi, kanava: x, sijainen: talous, poissa: 2026-07-31–2026-07-01}", Says("2:69", "aikaväli alkaa lopustaan: 2026-07-31–2026-07-01")),
        ("{rooli: a, osoite: a@b.fi, kanava: x, yksikkö: 1}", Says("2:43", "tuntematon avain: yksikkö", "tarkoititko yksiköt?")),
    ],
)  # fmt: skip
def test_mistakes_of_owners(entry: str, says: Says) -> None:
    rulebook = read(f"vastuut:\n  - {entry}\n")
    assert says.at in [f"{p.place.line}:{p.place.column}" for p in errors(rulebook)]
    assert says.message in [p.message for p in errors(rulebook)]
    assert [owner.role for owner in rulebook.owners] == ["talous"]


def test_a_role_given_twice_names_both_places() -> None:
    rulebook = read("vastuut:\n  - {rooli: talous, osoite: a@b.fi, kanava: x}\n")
    (error,) = errors(rulebook)
    assert error.message == "rooli talous on annettu kahdesti, ensin paikassa rules/a.yaml:2:13"


def test_the_role_of_finance_must_exist() -> None:
    (error,) = errors(read_rules({"rules/a.yaml": RULE.encode()}))
    assert (error.message, error.hint) == ("rooli talous puuttuu", "lisää avaimeen vastuut kohta - rooli: talous")


def test_a_broken_entry_still_gives_its_role_to_the_rules() -> None:
    rulebook = read(RULE + "    vastaanottajat: [rehtori]\nvastuut:\n  - {rooli: rehtori, osoite: x, kanava: y}\n")
    assert [p.message for p in errors(rulebook)] == ["osoite ei ole sähköpostiosoite: x"]
    assert len(rulebook.rules) == 1


def test_unknown_roles_are_not_reported_where_a_file_could_not_be_read() -> None:
    rulebook = read(RULE + "    vastaanottajat: [rehtori]\n", b='vastuut:\n  - rooli: "rehtori\n')
    assert [p.message for p in errors(rulebook)] == ["lainausmerkki jää sulkematta"]
    assert len(rulebook.rules) == 1


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ('{rivi: kate, taso: valtuusto}', Says("2:5", "avain yksiköt puuttuu")),
        ('{yksiköt: ["1"], taso: valtuusto}', Says("2:5", "avain rivi puuttuu")),
        ('{yksiköt: ["1"], rivi: netto, taso: valtuusto}', Says("2:28", "tuntematon arvo: netto")),
        ('{yksiköt: ["1"], rivi: kate, taso: hallitus}', Says("2:40", "tuntematon arvo: hallitus")),
    ],
)  # fmt: skip
def test_mistakes_of_bindings(entry: str, says: Says) -> None:
    rulebook = read(f"sitovuus:\n  - {entry}\n")
    check(rulebook, says)
    assert rulebook.bindings == ()


PROFILE = "profiilit:\n  - tunnus: p\n    kohde: tuotot\n    kertymä: "


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        ("4 | 22 | 100", "kertymässä on 3 lukua, pitää olla 12"),
        ("0 | 9 | 8 | 33 | 38 | 42 | 44 | 48 | 78 | 88 | 95 | 100", "kertymä laskee maaliskuussa: 9 | 8"),
        ("0 | 9 | 18 | 33 | 38 | 42 | 44 | 48 | 78 | 88 | 95 | 99", "kertymän viimeinen luku on 99, pitää olla 100"),
        ("0 | 9 | 18 | 33 | 38.5 | 42 | 44 | 48 | 78 | 88 | 95 | 100", "luku ei ole kelvollinen: 38.5"),
        ("0 | 9 | 18 | 33 | 38 € | 42 | 44 | 48 | 78 | 88 | 95 | 100", "kertymän luvut ovat prosentteja: 38 €"),
        ("-5 | 9 | 18 | 33 | 38 | 42 | 44 | 48 | 78 | 88 | 95 | 100", "kertymän ensimmäinen luku on alle nollan: -5"),
    ],
)
def test_mistakes_of_profiles(shares: str, message: str) -> None:
    rulebook = read(PROFILE + shares + "\n")
    check(rulebook, Says("4:14", message))
    assert rulebook.profiles == ()


def test_a_profile_from_history() -> None:
    rulebook = read("profiilit:\n  - {tunnus: h, kohde: [kulut, tuotot], yksiköt: kaikki, lähde: historia}\n")
    assert rulebook.problems == ()
    (profile,) = rulebook.profiles
    assert (profile.id, profile.lines, profile.units, profile.shares) == ("h", (Line.COSTS, Line.REVENUE), (), None)


@pytest.mark.parametrize(
    ("rest", "message"),
    [
        ("lähde: laskutus", "avain kertymä puuttuu"),
        (f"lähde: historia, kertymä: {'0 | ' * 11}100", "profiililla on sekä kertymä että lähde: historia"),
    ],
)
def test_history_or_shares(rest: str, message: str) -> None:
    rulebook = read(f"profiilit:\n  - {{tunnus: p, kohde: kulut, {rest}}}\n")
    check(rulebook, Says("2:5", message))
    assert rulebook.profiles == ()


def test_two_profiles_for_the_same_units_and_line() -> None:
    one = PROFILE + "0 | 9 | 18 | 33 | 38 | 42 | 44 | 48 | 78 | 88 | 95 | 100\n"
    rulebook = read(one + one.removeprefix("profiilit:\n").replace("tunnus: p", "tunnus: q"))
    check(rulebook, Says("5:5", "samalla rivillä ja yksiköllä (kaikki) on jo profiili, ensin paikassa rules/a.yaml:2:5"))
    assert [profile.id for profile in rulebook.profiles] == ["p"]


# ---------------------------------------------------------------- the reading of tests


@pytest.mark.parametrize(
    ("case", "says"),
    [
        ("{kun: {ta: 1 €}}", Says("7:9", "avain niin puuttuu")),
        ("{niin: tieto}", Says("7:9", "avain kun puuttuu")),
        ("{kun: {ta: 1 €}, niin: punaine}", Says("7:32", "tuntematon arvo: punaine", "tarkoititko punainen?")),
        ("{kun: {ta: 100}, niin: tieto}", Says("7:20", "rahamäärästä puuttuu yksikkö €: 100", "kirjoita 100 €")),
        ("{kun: {ta: 1 000,50 €}, niin: tieto}", Says("7:26", "luvun loppuosa erillään: 50 €", "pilkku katkaisi luvun")),
        ("{kun: {toteutuma: 1 €}, niin: tieto}", Says("7:16", "tuntematon avain: toteutuma", "tarkoititko toteuma?")),
        ("{kun: {kausi: 6/2023}, niin: tieto}", Says("7:23", "kausi ei ole muodossa vuosi-kuukausi: 6/2023", "kirjoita esimerkiksi 2023-06")),
        ("{kun: {tavoite: 5}, niin: tieto}", Says("7:16", "tuntematon avain: tavoite")),
    ],
)  # fmt: skip
def test_a_mistake_in_a_test_leaves_the_rule_in_use(case: str, says: Says) -> None:
    rulebook = read(RULE + f"    testit:\n      - {case}\n      - {{kun: {{ta: 1 €}}, niin: tieto}}\n")
    check(rulebook, says)
    assert [test.number for test in rulebook.rules[0].tests] == [2]


@pytest.mark.parametrize(
    ("lines", "is_needed"),
    [
        ("punainen: toteuma > 2 * ta", False),
        ("punainen: toteumaprosentti > odotus", True),
        ("punainen: kertymapoikkeama > 5 €", True),
        ("poistuu: toteuma < ta", False),
        ("kuukaudet: 3–12", True),
    ],
)
def test_a_test_must_give_the_period_where_the_verdict_depends_on_it(lines: str, is_needed: bool) -> None:
    rulebook = read(RULE + f"    {lines}\n    testit:\n      - {{kun: {{ta: 1 €}}, niin: tieto}}\n")
    assert [p.message for p in errors(rulebook)] == (["testistä 1 puuttuu kausi"] if is_needed else [])
    assert len(rulebook.rules[0].tests) == (0 if is_needed else 1)


def test_a_file_of_nothing_but_mistakes_is_read_in_seconds() -> None:
    rules = "".join(f"  - tunnus: S{n}\n    nimmi: x\n" for n in range(5_000))
    start = time.perf_counter()
    rulebook = read_rules({"a.yaml": f"säännöt:\n{rules}".encode()})
    assert "yli 20000 arvoa" in rulebook.problems[0].message
    assert time.perf_counter() - start < 10
