"""Events to messages: one address one message, the item is the unit, the same euros once, sums that add up."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.alert import Held
from alerts.compose import compose
from alerts.event import TO_READERS, Change, Event
from alerts.facts import Parked, RunFacts
from alerts.message import Message
from alerts.missing import missing
from alerts.summary import notice, sign_of_life
from alerts.text import text
from alerts.words import in_measure_words
from budget.exact import rounded
from budget.figure import MeasureKind, Remark, UnbudgetedItem
from budget.money import Cents
from budget.owner import Binding, BindingLevel
from budget.period import Period
from budget.snapshot import UnitFigures
from budget.unit import Line, UnitCode
from budget.verdict import (
    Expectation,
    ItemTarget,
    Level,
    LineTarget,
    MeasureTarget,
    RuleCard,
    SourceTarget,
    Target,
    Topic,
    UnitTarget,
    Unknown,
    Verdict,
)
from tests.alerts_builders import (
    CHILDREN,
    FILE,
    FINANCE,
    FORECAST_RULE,
    JUNE,
    LYCEUM,
    MUSEUM,
    NURSERIES,
    RUN,
    SCHOOLS,
    TOP,
    alert,
    card,
    cents,
    event,
    fired,
    forecast,
    item,
    measure,
    owner,
    pace,
    situation,
    snapshot,
    unit,
    verdict,
)
from written.place import Place
from written.problem import Problem, Severity

# the June 2023 report: TP 2022, TA 2023, actual, forecast, row
SUM = unit(CHILDREN, "LASTEN JA NUORTEN PALVELUT", None,
           (2178765, 2135192, 2997242, 2300000, 9), (31029210, 30452272, 17511105, 31752272, 10),
           (-28850446, -28317080, -14513863, -29452272, 11))  # fmt: skip
SCHOOL = unit(SCHOOLS, "PERUSOPETUS/ PERUSKOULUT", CHILDREN,
              (801534, 975394, 1379496, None, 43), (17696782, 17799816, 10293152, None, 44))  # fmt: skip
LUKIO = unit(LYCEUM, "KEMIN LYSEON LUKIO", CHILDREN,
             (137349, 149706, 104460, None, 47), (2343377, 2354751, 1265369, None, 48))  # fmt: skip
NURSERY = unit(NURSERIES, "VARHAISKASVATUS", CHILDREN,
               (1239881, 1010092, 1513286, None, 51), (10989050, 10297704, 5952584, None, 52))  # fmt: skip
MUSEO = unit(MUSEUM, "MUSEOTOIMI", None, (39113, 47300, 52498, None, 67), (838724, 761423, 484373, None, 68))
OVER = unit(MUSEUM, "MUSEOTOIMI", None, (39113, 47300, 52498, None, 67), (838724, 761423, 484373, 800000, 68))
VISITORS = measure("Museotoimi", 20_000, 12_326, of=MUSEUM)
FIGURES = snapshot(SUM, SCHOOL, LUKIO, NURSERY, MUSEO, measures=(VISITORS,))
HEAD, PRINCIPAL, MUSEUM_HEAD = owner("sivistys", CHILDREN), owner("rehtori", SCHOOLS), owner("museo", MUSEUM)
MARGIN_RULE = card("kate-heikko", question="Mistä heikompi kate johtuu?")


def messages(*verdicts: Verdict, owners: tuple[object, ...] = (), figures: object = None, **more: object) -> tuple[Message, ...]:
    where = situation(figures or FIGURES, verdicts, (FINANCE, *owners), **more)  # type: ignore[arg-type]
    return compose([event(v) for v in verdicts], where, RUN, 17)


def plain(message: Message) -> str:
    return " ".join(text(message).replace("\u00a0", " ").split())


# What an item says


@pytest.mark.parametrize(
    "fact",
    [
        "Museotoimi, tilanne 30.6.2023 – Seurattava",
        "Kuluista on toteutunut 63,6 %.",
        "Kulut 484 373 € 761 423 € 63,6 % 103 662 € edellä",
        "Tuotot 52 498 € 47 300 € 111,0 % 28 848 € edellä (hyvä)",
        "Kate −431 875 € −714 123 € 60,5 % 74 814 € heikompi",
        "Loppuvuosi: kuluihin on jäljellä 277 050 € eli 46 175 € kuukaudessa.",
        "Tammi–kesäkuussa kului keskimäärin 80 729 € kuukaudessa.",
        "Talousarvio on 9,2 % pienempi kuin vuoden 2022 tilinpäätös (838 724 €).",
        "Kävijöitä on ollut 12 326 eli 61,6 % vuoden tavoitteesta (20 000).",
        "Kysymys: Mikä selittää eron?",
        "Vastatkaa tähän viestiin. Vastaus menee talouspalveluihin.",
        "Seuraava viesti tulee vain, jos tilanne muuttuu.",
        "Lähde: hyvinvointi-2023-06.txt, rivit 67–69",
    ],
)
def test_the_museum(fact: str) -> None:
    mail, _ = messages(pace(MUSEO), pace(MUSEO, Line.MARGIN, MARGIN_RULE), owners=(MUSEUM_HEAD,))
    assert fact in plain(mail)
    assert mail.subject.replace("\u00a0", " ") == (
        "Museotoimi: kulut 103 662 € edellä tasaista kertymää (tammi–kesäkuu 2023) #17"
    )


@pytest.mark.parametrize(
    "fact",
    [
        "Kate jäisi 1 135 192 € talousarviota heikommaksi.",
        "Kulut 17 511 105 € 30 452 272 € 57,5 % 31 752 272 € 1 300 000 € yli",
        "Tuotot 2 997 242 € 2 135 192 € 140,4 % 2 300 000 € 164 808 € yli",
        "Kate −14 513 863 € −28 317 080 € 51,3 % −29 452 272 € 1 135 192 € heikompi",
        (
            "Missä ero on: kulut ovat 2 284 969 € edellä tasaista kertymää. Perusopetus/peruskoulut 1 393 244 €, "
            "Varhaiskasvatus 803 732 €, Kemin lyseon lukio 87 994 € (alle rajan). Pyöristysero 1 €."
        ),
        "Tuotot ovat edellä, joten kate näyttää kuluja paremmalta.",
        (
            "Ennusteessa pysyminen: loppuvuonna kuluja saisi kertyä 2 373 528 € kuukaudessa. Alkuvuonna kertyi 2 918 518 €. "
            "Talousarviossa pysyminen vaatisi 2 156 861 €."
        ),
        "1. Millä toimilla ylitys estetään?",
        "2. Siirtyykö vuodelle 2024 tuottoja noin 697 000 €? Jos ei, päivittäkää tuottoennuste.",
        "3. Mihin loppuvuoden hidastuminen perustuu?",
        "Perusopetus/peruskoulut ja Varhaiskasvatus ovat saaneet omat viestinsä.",
        "rivit 9–11, 43–53",
    ],
)
def test_a_sum_level(fact: str) -> None:
    below = verdict(card("ennuste-alle"), LineTarget(CHILDREN, Line.REVENUE), SUM.name,
                    fired(Level.YELLOW, Topic.FORECAST_BELOW_ACTUAL, (69_724_200, 1), "tuottoja on kertynyt 2 997 242 €"))  # fmt: skip
    slow = verdict(card("hidastus"), LineTarget(CHILDREN, Line.COSTS), SUM.name,
                   fired(Level.YELLOW, Topic.SLOWDOWN, (228_496_900, 1), "ennuste vaatii hidastusta"))  # fmt: skip
    owners = (HEAD, PRINCIPAL, owner("varhaiskasvatus", NURSERIES))
    found = messages(forecast(SUM), pace(SUM), below, slow, pace(SCHOOL), pace(NURSERY), owners=owners)
    assert fact in plain(found[0])


def test_a_legal_sentence_stands_with_a_forecast_over_a_binding_line() -> None:
    bound = (Binding(CHILDREN, Line.MARGIN, BindingLevel.COUNCIL), Binding(CHILDREN, Line.COSTS, BindingLevel.BOARD))
    mail, _ = messages(forecast(SUM), owners=(HEAD,), bindings=bound)
    assert "Kate on valtuuston sitova taso. Sitovan tason ylitykseen tarvitaan valtuuston päätös" in plain(mail)
    assert "Kulut ovat lautakunnan sitova taso." in plain(mail)
    mail, _ = messages(pace(SUM), owners=(HEAD,), bindings=bound)
    assert "sitova" not in plain(mail)


def test_a_profile_shows_the_even_pace_beside_it() -> None:
    usual = (Expectation(MUSEUM, Line.COSTS, (55, 100), (1, 2), "museo"),)
    mail, _ = messages(pace(MUSEO), owners=(MUSEUM_HEAD,), expectations=usual)
    assert mail.items[0].headings[-2:] == ("Tavanomaiseen kertymään verrattuna", "Tasaiseen kertymään verrattuna")
    assert "65 590 € edellä 103 662 € edellä" in plain(mail)
    assert "Tasainen kertymä olisi 50,0 %." in plain(mail)


def test_what_the_report_says_is_quoted_and_not_split() -> None:
    remark = Remark(CHILDREN, "luvussa on mukana myös heinäkuun sisäiset vuokrat n. 650 000", cents(650_000), True, Line.COSTS,
                    Place(FILE, 258))  # fmt: skip
    pay = UnbudgetedItem(CHILDREN, "kesäkuun palkkojen kertaerä", Cents(32_000_000), Place(FILE, 260))
    school = UnbudgetedItem(CHILDREN, "Valmistava opetus", Cents(10_000_000), Place(FILE, 260))
    figures = replace(FIGURES, remarks=(remark,), items=(pay, school))
    own, child, _ = messages(pace(SUM), pace(SCHOOL), owners=(HEAD, PRINCIPAL), figures=figures)
    words = "”luvussa on mukana myös heinäkuun sisäiset vuokrat”, noin 650 000 €."
    assert f"Raportin mukaan (kulut): {words}" in plain(own)
    assert "2 menoon ei ole varattu määrärahaa, yhteensä 420 000 €. Suurin: kesäkuun palkkojen kertaerä 320 000 €." in plain(own)
    assert f"(Lasten ja nuorten palvelut, kulut): {words} Yksikön osuutta ei ole eritelty." in plain(child)
    assert "Kesäkuun palkkojen kertaerä 320 000 € (Lasten ja nuorten palvelut): määrärahaa ei ole varattu." in plain(child)
    assert "raportin sanallinen osa" in plain(own)
    museum, _ = messages(pace(MUSEO), owners=(MUSEUM_HEAD,), figures=figures)
    assert "Raportin mukaan" not in plain(museum)
    assert "määrärahaa ei ole varattu" not in plain(museum)


def test_a_stock_is_compared_with_the_budget() -> None:
    pupils = replace(measure("Lapset/oppilaat, yhteensä 20.9.", 2813, 2965, MeasureKind.STOCK), area_unit=CHILDREN)
    mail, _ = messages(pace(SUM), owners=(HEAD,), figures=replace(FIGURES, measures=(pupils,)))
    assert "Lapset/oppilaat, yhteensä 20.9.: 2 965, talousarviossa 2 813 (+152)." in plain(mail)


@pytest.mark.parametrize(
    ("what", "actual", "period", "said"),
    [
        ("more than the year's budget", 800_000, JUNE, "määräraha on käytetty, ja kuluja on 38 577 € enemmän"),
        ("one month left", 700_000, Period(2023, 11), "kuluihin on jäljellä 61 423 € joulukuulle"),
        ("one month gone", 100_000, Period(2023, 1), "Tammikuussa kului 100 000 €."),
        ("the year is over", 800_000, Period(2023, 12), None),
    ],
)
def test_the_rest_of_the_year(what: str, actual: int, period: Period, said: str | None) -> None:
    museum = unit(MUSEUM, "MUSEOTOIMI", None, None, (838724, 761423, actual, None, 68))
    mail, _ = messages(pace(museum), owners=(MUSEUM_HEAD,), figures=snapshot(museum, period=period))
    assert ("Loppuvuosi" in plain(mail)) is (said is not None)
    assert said is None or said in plain(mail)


def test_a_share_over_999_percent_is_not_printed_but_the_euros_are() -> None:
    museum = unit(MUSEUM, "MUSEOTOIMI", None, None, (0, 100, 50_000, None, 68))
    mail, _ = messages(pace(museum), owners=(MUSEUM_HEAD,), figures=snapshot(museum))
    row = mail.items[0].rows[0]
    assert [cell.replace("\u00a0", " ") for cell in row.cells] == ["50 000 €", "100 €", "49 950 € edellä"]
    assert mail.items[0].bars == ()


@pytest.mark.parametrize(("actual", "bars"), [(529_999, 0), (530_000, 1), (470_000, 1), (470_001, 0)])
def test_no_bar_for_a_difference_under_three_percent(actual: int, bars: int) -> None:
    museum = unit(MUSEUM, "MUSEOTOIMI", None, None, (0, 1_000_000, actual, None, 68))
    mail, _ = messages(pace(museum), owners=(MUSEUM_HEAD,), figures=snapshot(museum))
    assert len(mail.items[0].bars) == bars


def test_a_table_that_does_not_add_up_says_so() -> None:
    health = unit("64337000", "HYTE", None, (552907, 566700, 282306, None, 87), (2590175, 3160983, 1981814, None, 88),
                  (-2037268, -2594283, -1699507, None, 89))  # fmt: skip
    mail, _ = messages(pace(health), figures=snapshot(health), owners=(owner("hyte", "64337000"),))
    assert "Taulukossa on pyöristysero, enintään 1 €." in plain(mail)


# Who reads what


def test_one_address_gets_one_message_whatever_its_roles() -> None:
    same = (owner("museo", MUSEUM, address="a@example.org"), owner("rehtori", SCHOOLS, address="a@example.org"))
    found = messages(pace(MUSEO), pace(SCHOOL), owners=same)
    assert [m.address for m in found] == ["a@example.org", "talous@example.org"]
    assert {role for _, role in found[0].told} == {"museo", "rehtori"}
    assert found[0].subject.startswith("Perusopetus/peruskoulut: kulut 1\u00a0393\u00a0244\u00a0€")
    assert "ja 1 muu" in found[0].subject


def test_findings_of_a_unit_are_lines_of_one_item_and_its_level_is_the_worst() -> None:
    found = verdict(card("x"), UnitTarget(MUSEUM), MUSEO.name, fired(Level.RED, Topic.OTHER, None, "jotain on vialla"))
    mail, _ = messages(pace(MUSEO), found, owners=(MUSEUM_HEAD,))
    assert [i.level for i in mail.items] == [Level.RED]
    assert "Jotain on vialla." in plain(mail)
    assert "103 662 €" in plain(mail)


@pytest.mark.parametrize(
    ("what", "rule", "question"),
    [
        ("the forecast asks for both", FORECAST_RULE, "Kysymys: Millä toimilla ylitys estetään?"),
        ("the forecast asks nothing", card("ennuste"), "Kysymys: Mikä selittää eron?"),
    ],
)
def test_the_pace_is_asked_about_where_the_forecast_asks_nothing(what: str, rule: RuleCard, question: str) -> None:
    mail, _ = messages(pace(MUSEO), forecast(OVER, rule), owners=(MUSEUM_HEAD,))
    assert question in plain(mail)


@pytest.mark.parametrize(("euros", "asked"), [(100_000_000, False), (10_000, True)], ids=["yellow", "red"])
def test_what_is_reminded_of_is_asked_about(euros: int, asked: bool) -> None:
    """A red alert without an answer is reminded of, so its message asks for one, whether its rule has a question or not."""
    mail, _ = messages(pace(MUSEO, rule=card("kulut"), red_above=euros), owners=(MUSEUM_HEAD,))
    assert ("Vastatkaa tähän viestiin." in plain(mail)) is asked


ENDS = "kulut ovat elokuun lopussa alle 530 458 €"


@pytest.mark.parametrize(
    ("what", "periods", "other", "said"),
    [
        ("one finding", 1, None, f"Seuranta päättyy esimerkiksi, jos {ENDS}."),
        ("another needs the same", 1, ENDS, f"Seuranta päättyy esimerkiksi, jos {ENDS}."),
        ("another needs more", 1, "tuotot riittävät", f"Ensin mainitun poikkeaman seuranta päättyy esimerkiksi, jos {ENDS}."),
        ("two periods", 2, None, f"jos {ENDS} ja tilanne on yhtä hyvä myös seuraavalla kaudella."),
        ("three periods", 3, None, f"jos {ENDS} ja tilanne on yhtä hyvä myös 2 seuraavalla kaudella."),
    ],
)
def test_what_is_said_to_end_it_ends_it(what: str, periods: int, other: str | None, said: str) -> None:
    found = fired(Level.RED, Topic.PACE, (10_366_200, 1), "kulut edellä", ending=ENDS)
    first = verdict(replace(card("a"), duration=periods), LineTarget(MUSEUM, Line.COSTS), MUSEO.name, found)
    second = fired(Level.YELLOW, Topic.PACE, (1, 1), "tuotot jäljessä", ending=other)
    more = [verdict(card("b"), LineTarget(MUSEUM, Line.REVENUE), MUSEO.name, second)] if other else []
    mail, _ = messages(first, *more, owners=(MUSEUM_HEAD,))
    assert said in plain(mail)


def test_a_forecast_speaks_before_the_pace_of_the_same_level() -> None:
    mail, _ = messages(pace(SUM), forecast(SUM), owners=(HEAD,))
    assert "ennuste ylittää" in mail.subject


def test_the_same_euros_are_told_once_to_the_same_reader() -> None:
    mail, _ = messages(pace(SUM), pace(SCHOOL), pace(NURSERY), owners=(HEAD,))
    assert len(mail.items) == 1
    assert len(mail.told) == 3
    assert plain(mail).count("1 393 244 €") == 1
    assert "oman viestinsä" not in plain(mail)


def test_a_childs_other_finding_keeps_its_item_without_the_euros_told_above() -> None:
    revenue = verdict(card("tuotot"), LineTarget(SCHOOLS, Line.REVENUE), SCHOOL.name,
                      fired(Level.YELLOW, Topic.OTHER, (100, 1), "tuotot ovat outoja"))  # fmt: skip
    mail, _ = messages(pace(SUM), pace(SCHOOL), revenue, owners=(HEAD,))
    assert [i.title.split(",")[0] for i in mail.items] == ["Lasten ja nuorten palvelut", "Perusopetus/peruskoulut"]
    assert "kulut" not in mail.items[1].headline


def test_a_child_that_is_worse_than_its_sum_is_marked() -> None:
    mail, _ = messages(pace(SUM, red_above=10**10), pace(SCHOOL), owners=(HEAD,))
    assert "Perusopetus/peruskoulut 1 393 244 € (selvitettävä)" in plain(mail)


def test_a_sum_that_is_only_a_line_hides_no_children() -> None:
    """A yellow sum stands behind five red units: its breakdown is not seen, so its child has an item of its own."""
    red = many(5)
    top = unit("S", "SUMMA", None, None, (0, 10_000, 6_000, None, 1))
    child_ = unit("C", "LAPSI", "S", None, (0, 1_000, 700, None, 1))
    made = (*red, top, child_)
    verdicts = (*(pace(u, red_above=0) for u in red), pace(top), pace(child_))
    mail, _ = messages(*verdicts, figures=snapshot(*made), owners=(owner("kaikki", *(u.code for u in made)),))
    assert [line.split(" –")[0] for line in mail.further] == ["Summa", "Lapsi"]


def test_of_many_children_the_largest_are_named_and_the_rest_counted_in() -> None:
    top = unit("S", "SUMMA", None, None, (0, 20_000, 12_210, None, 1))
    children = tuple(replace(u, parent=UnitCode("S")) for u in many(20))
    verdicts = (pace(top), *(pace(u) for u in children))
    owners = (owner("johtaja", "S"), *(owner(f"r{u.code}", u.code) for u in children))
    mail, *_ = messages(*verdicts, figures=snapshot(top, *children), owners=owners)
    assert "Yksikkö 19 119 €, " in plain(mail)
    assert "Yksikkö 12 112 €, muut yksiköt yhteensä 1 266 €. Pyöristysero 20 €." in plain(mail)
    assert "Yksikkö 0, Yksikkö 1, Yksikkö 2, Yksikkö 3 ja 16 muuta ovat saaneet omat viestinsä." in plain(mail)


def test_a_long_list_of_finance_is_cut_and_counted() -> None:
    problems = tuple(Problem(Severity.ROW, Place(FILE, n), f"rivi {n} on outo") for n in range(1, 131))
    (mail,) = compose([], situation(FIGURES), replace(RUN, problems=problems), 1)
    assert "rivi 100 on outo" in plain(mail)
    assert "rivi 101 on outo" not in plain(mail)
    assert "– ja 30 muuta" in plain(mail)


def test_a_copy_is_told_who_answers() -> None:
    mails = messages(pace(SCHOOL), owners=(PRINCIPAL, owner("apulaisrehtori", SCHOOLS)))
    assert "Vastatkaa tähän viestiin." in plain(mails[0])
    assert "Viesti on teille tiedoksi. Kysymykseen vastaa rehtori." in plain(mails[1])
    assert "Vastatkaa" not in plain(mails[1])


def test_a_deputys_message_says_why_it_came() -> None:
    away = owner("museo", MUSEUM, deputy="sijainen", away=(date(2023, 7, 1), date(2023, 8, 10)))
    mail, _ = messages(pace(MUSEO), owners=(away, owner("sijainen")))
    assert mail.role == "sijainen"
    assert mail.told[0][1] == "museo"
    assert "Rooli museo on poissa 10.8.2023 asti. Viesti tulee sijaiselle." in plain(mail)


def many(count: int) -> tuple[UnitFigures, ...]:
    return tuple(unit(f"1{n:03}", f"YKSIKKÖ {n}", None, None, (0, 1000, 600 + n, None, n + 1)) for n in range(count))


@pytest.mark.parametrize(
    ("units", "full", "further", "rest"), [(1, 1, 0, 0), (5, 5, 0, 0), (6, 5, 1, 0), (10, 5, 5, 0), (11, 5, 5, 1), (30, 5, 5, 20)]
)
def test_five_in_full_five_in_a_line_and_the_count_of_the_rest(units: int, full: int, further: int, rest: int) -> None:
    made = many(units)
    mail, _ = messages(*(pace(u) for u in made), figures=snapshot(*made), owners=(owner("kaikki", *(u.code for u in made)),))
    assert (len(mail.items), len(mail.further), mail.rest) == (full, further, rest)
    assert len(mail.told) == units
    assert rest == 0 or f"ja {rest} muu" in plain(mail)


def test_items_stand_by_level_then_by_euros() -> None:
    made = many(3)
    verdicts = (pace(made[0], red_above=0), pace(made[1]), pace(made[2]))
    mail, _ = messages(*verdicts, figures=snapshot(*made), owners=(owner("kaikki", *(u.code for u in made)),))
    assert [i.title.split(",")[0] for i in mail.items] == ["Yksikkö 0", "Yksikkö 2", "Yksikkö 1"]


def test_the_same_news_has_the_same_key_and_other_news_another() -> None:
    (first, _), (again, _) = messages(pace(MUSEO), owners=(MUSEUM_HEAD,)), messages(pace(MUSEO), owners=(MUSEUM_HEAD,))
    assert first.key == again.key
    where = situation(FIGURES, (pace(MUSEO),), (FINANCE, MUSEUM_HEAD))
    grown = compose([event(pace(MUSEO), Change.GROWN)], where, RUN, 17)
    later = compose([event(pace(MUSEO))], replace(where, version=2), RUN, 17)
    assert len({first.key, grown[0].key, later[0].key}) == 3


# Costs without an appropriation, measures, sources


def test_costs_without_an_appropriation_are_one_item_of_finance_with_their_sum() -> None:
    rule = card("menot", "talous", question="Katetaanko menot?")
    items = [("Teatterin avustus", 82), ("lomapalkkavelka", 94), ("Vahvax-hanke", 60), ("Valmistava opetus", 100),
             ("kesäkuun palkkojen kertaerä", 320), ("koronakorvaus", 28), ("yhdistystoiminta", 28)]  # fmt: skip
    top = unit(TOP, "HYVINVOINTITOIMIALA", None, None, (40778744, 39397505, 22609432, None, 18))
    (mail,) = messages(*(item(name, k * 1000, TOP, rule) for name, k in items), figures=snapshot(top))
    assert len(mail.items) == 1
    assert mail.items[0].headline.replace("\u00a0", " ") == "7 menoa ilman määrärahaa, yhteensä 712 000 €"
    assert "712 000 € eli 1,8 % yksikön kulujen talousarviosta" in plain(mail)
    assert [row.name for row in mail.items[0].rows][:2] == ["Kesäkuun palkkojen kertaerä", "Valmistava opetus"]


def test_a_measure_is_told_with_what_it_counts() -> None:
    target = MeasureTarget("Vapaa-aikapalvelut", "Museotoimi", MUSEUM)
    found = verdict(card("suorite"), target, "Museotoimi", fired(Level.YELLOW, Topic.MEASURE, None,
                    "toteuma on 42,1 % vuoden tavoitteesta", "Toteuma on 67 384, mikä on 42,1 % vuoden tavoitteesta."))  # fmt: skip
    mail, _ = messages(found, owners=(MUSEUM_HEAD,))
    assert mail.subject.startswith("Museotoimi: kävijöitä 42,1 % vuoden tavoitteesta")
    assert "Kävijöitä on ollut 67 384, mikä on 42,1 %" in plain(mail)
    assert "12 326" not in plain(mail)


def test_a_measure_without_a_unit_and_a_source_are_items_of_their_own() -> None:
    meetings = verdict(card("s"), MeasureTarget("Hallinto", "Kokousten lkm", None), "Kokousten lkm",
                       fired(Level.YELLOW, Topic.MEASURE, None, "toteuma on 7"))  # fmt: skip
    old = verdict(
        card("ikä", "talous"), SourceTarget("examples/*.txt"), FILE, fired(Level.YELLOW, Topic.AGE, None, "aineisto on vanha")
    )
    (mail,) = messages(meetings, old)
    assert [i.title.split(",")[0] for i in mail.items] == ["Kokousten lkm", f"Aineisto {FILE}"]


# Words


@pytest.mark.parametrize(
    ("line", "profile", "said"),
    [
        (Line.REVENUE, None, "Missä ero on: tuotot ovat 300 € jäljessä tasaisesta kertymästä."),
        (Line.REVENUE, "oma", "Missä ero on: tuotot ovat 300 € jäljessä tavanomaisesta kertymästä."),
        (Line.MARGIN, None, "Missä ero on: kate on 700 € tasaista kertymää heikompi."),
        (Line.COSTS, "oma", "Missä ero on: kulut ovat 400 € edellä tavanomaista kertymää."),
    ],
)
def test_where_the_gap_is_beside_a_forecast(line: Line, profile: str | None, said: str) -> None:
    top = unit("S", "SUMMA", None, (0, 1_000, 200, 1_000, 1), (0, 1_000, 900, 1_500, 2), (0, 0, -700, -500, 3))
    child_ = replace(top, code=UnitCode("C"), name="LAPSI", parent=UnitCode("S"))
    rule = card("tahti")
    expected = tuple(Expectation(UnitCode(code), line, (1, 2), (1, 2), profile) for code in "SC")
    verdicts = (forecast(top), pace(top, line, rule), pace(child_, line, rule))
    where = situation(snapshot(top, child_), verdicts, (FINANCE, owner("johtaja", "S")), expectations=expected)
    mail, _ = compose([event(v) for v in verdicts[:2]], where, RUN, 17)
    assert said in plain(mail)


@pytest.mark.parametrize(
    ("heading", "name", "of", "said"),
    [
        ("Lainojen määrä", "Museotoimi", MUSEUM, "Lainoja on ollut 12 326 eli 61,6 % vuoden tavoitteesta (20 000)."),
        ("Ovien lukumäärä", "Museotoimi", MUSEUM, "Ovien lukumäärä, Museotoimi: 12 326 eli 61,6 % vuoden tavoitteesta (20 000)."),
        (None, "Kyselyt", MUSEUM, "Kyselyt: 12 326 eli 61,6 % vuoden tavoitteesta (20 000)."),
    ],
)
def test_what_a_measure_counts(heading: str | None, name: str, of: UnitCode, said: str) -> None:
    counted = replace(measure(name, 20_000, 12_326, of=of), heading=heading)
    mail, _ = messages(pace(MUSEO), owners=(MUSEUM_HEAD,), figures=replace(FIGURES, measures=(counted,)))
    assert said in plain(mail)


@pytest.mark.parametrize(
    ("heading", "said", "expected"),
    [
        ("Kävijöiden lukumäärä", "toteuma on elokuun lopussa vähintään 5", "kävijöitä on elokuun lopussa vähintään 5"),
        (None, "toteuma on elokuun lopussa vähintään 5", "toteuma (Kysely) on elokuun lopussa vähintään 5"),
        (None, "toteuma on 42,9 % vuoden tavoitteesta", "Kysely: toteuma on 42,9 % vuoden tavoitteesta"),
        (None, "Toteuma on 3.", "Kysely: toteuma on 3."),
    ],
)
def test_a_measure_is_named_where_it_fits_the_sentence(heading: str | None, said: str, expected: str) -> None:
    assert in_measure_words(said, replace(measure("KYSELY", 7, 3), heading=heading)) == expected


@pytest.mark.parametrize(("target", "actual"), [(99, 10), (20_000, None), (None, 10)])
def test_a_measure_that_says_too_little_is_not_told(target: int | None, actual: int | None) -> None:
    counted = replace(
        VISITORS, target=None if target is None else Decimal(target), actual=None if actual is None else Decimal(actual)
    )
    mail, _ = messages(pace(MUSEO), owners=(MUSEUM_HEAD,), figures=replace(FIGURES, measures=(counted,)))
    assert "tavoitteesta" not in plain(mail)


def test_what_is_not_known_is_told_by_what_it_is_missing_from() -> None:
    def unknown(target: Target, *names: str) -> Verdict:
        cause = f"{names[0]} puuttuu" if names else "yksikön summat eivät täsmää"
        return Verdict(card("s"), target, "Nimi", Unknown(names, cause), None, None, None)

    units = tuple(unknown(LineTarget(UnitCode(str(n)), line), "ennuste") for n in range(9) for line in Line)
    others = (
        unknown(MeasureTarget("A", "M", None), "tavoite"),
        unknown(SourceTarget("x"), "aineiston_ikä"),
        unknown(ItemTarget(None, "i"), "määrä"),
        unknown(UnitTarget(MUSEUM)),
    )
    assert missing((*units, *others)) == (
        "Ennuste puuttuu 9 yksiköltä.",
        "Tavoite puuttuu 1 suoritteelta (Nimi).",
        "Aineiston ikä puuttuu 1 aineistolta (Nimi).",
        "Määrä puuttuu 1 menolta (Nimi).",
        "Yksikön summat eivät täsmää: Nimi.",
    )


@pytest.mark.parametrize(
    ("name", "cause", "said"),
    [
        ("toteumaprosentti", "toteuma-% ei ole laskettavissa", "Toteuma-% ei ole laskettavissa 1 yksikölle (Nimi)."),
        (
            "loppuvuosi_alkuvuodesta",
            "loppuvuoden suhde alkuvuoteen ei ole laskettavissa",
            "Loppuvuoden suhde alkuvuoteen ei ole laskettavissa 1 yksikölle (Nimi).",
        ),
        ("tuottojen ennuste", "tuottojen ennuste puuttuu", "Tuottojen ennuste puuttuu 1 yksiköltä (Nimi)."),
        ("toteuma", "yksikön summat eivät täsmää", "Yksikön summat eivät täsmää: Nimi."),
    ],
)
def test_what_is_unknown_is_told_by_its_cause(name: str, cause: str, said: str) -> None:
    verdict = Verdict(card("s"), LineTarget(MUSEUM, Line.COSTS), "Nimi", Unknown((name,), cause), None, None, None)
    assert missing((verdict,)) == (said,)


# Changes


@pytest.mark.parametrize(
    ("change", "told", "amount", "cause", "said"),
    [
        (Change.GROWN, Level.YELLOW, 50_000, None, "Kulujen poikkeama on kasvanut: aiemmin 50 000 €, nyt 103 662 €."),
        (Change.GROWN, None, None, None, "Kulujen poikkeama on kasvanut."),
        (
            Change.RESTATED,
            Level.YELLOW,
            120_000,
            None,
            "Luvut ovat muuttuneet: kulujen poikkeama oli 120 000 € ja on nyt 103 662 €.",
        ),
        (Change.RESTATED, Level.RED, 120_000, None, "Taso on nyt Seurattava, aiemmin Selvitettävä."),
        (Change.NEW, None, None, "poikkeus päättyi", "Poikkeus päättyi."),
        (
            Change.ENDED,
            Level.YELLOW,
            50_000,
            "kulujen toteuma pieneni 60 000 €",
            "Kulujen poikkeama on poistunut. Kulujen toteuma pieneni",
        ),
        (Change.ENDED, Level.YELLOW, 50_000, None, "Museotoimi, tilanne 30.6.2023 – Poistunut"),
    ],
)
def test_changes(change: Change, told: Level | None, amount: int | None, cause: str | None, said: str) -> None:
    found = pace(MUSEO)
    known = alert(found, told=told, told_amount=None if amount is None else (amount * 100, 1))
    where = situation(FIGURES, (found,), (FINANCE, MUSEUM_HEAD))
    mail, _ = compose([Event(change, known, known, found, cause)], where, RUN, 17)
    assert said in plain(mail)
    assert (mail.thread is None) is (change is Change.NEW)
    assert ("Kysymys" in plain(mail)) is (change is not Change.ENDED)


@pytest.mark.parametrize("change", [Change.GROWN, Change.RESTATED])
@pytest.mark.parametrize(("told_of", "compared"), [("kertymäpoikkeama", True), ("ennustepoikkeama", False), (None, False)])
def test_euros_of_two_things_are_not_compared(change: Change, told_of: str | None, compared: bool) -> None:
    found = pace(MUSEO)
    known = replace(alert(found, told=Level.RED, told_amount=(5_000_000, 1)), amount_told_of=told_of)
    mail, _ = compose([replace(event(found, change), alert=known)], situation(FIGURES, (found,), (FINANCE, MUSEUM_HEAD)), RUN, 1)
    assert "Taso on nyt Seurattava, aiemmin Selvitettävä." in plain(mail)
    assert ("50 000 €" in plain(mail)) is compared


def test_what_opens_again_says_when_it_last_ended() -> None:
    found = pace(MUSEO)
    again = replace(event(found), alert=replace(alert(found), ended_before=Period(2023, 4)))
    mail, _ = compose([again], situation(FIGURES, (found,), (FINANCE, MUSEUM_HEAD)), RUN, 17)
    assert "Sama poikkeama on ollut seurannassa jo aiemmin vuonna 2023. Silloin seuranta päättyi huhtikuussa 2023." in plain(mail)


@pytest.mark.parametrize("change", [Change.EASED, Change.STUCK, Change.YEAR_CHANGED, Change.RULE_REMOVED])
def test_other_changes_go_to_finance_alone_and_are_told_to_nobody(change: Change) -> None:
    found = pace(MUSEO)
    (mail,) = compose([event(found, change)], situation(FIGURES, (found,), (FINANCE, MUSEUM_HEAD)), RUN, 17)
    assert mail.for_finance
    assert mail.told == ()
    assert f"Museotoimi, kulut: {change.value}" in plain(mail)


def test_other_changes_say_the_last_figures_and_why() -> None:
    found = pace(MUSEO)
    stuck = Event(Change.STUCK, alert(found), None, replace(found, outcome=Unknown(("ta",), "talousarvio puuttuu")))
    closed = Event(Change.YEAR_CHANGED, alert(found), None, None)
    eased = Event(Change.EASED, alert(found, told=Level.RED), None, found)
    (mail,) = compose([stuck, closed, eased], situation(FIGURES), RUN, 17)
    assert "Museotoimi, kulut: ei voitu arvioida (Sääntö kulut-edella-kertymaa, talousarvio puuttuu)" in plain(mail)
    assert "Museotoimi, kulut: vuosi vaihtui, viimeksi 103 662 €" in plain(mail)
    assert "Museotoimi, kulut: lieventynyt, Selvitettävä → Seurattava" in plain(mail)


# Finance


def test_the_summary_says_what_was_read_told_and_not_known() -> None:
    missing = tuple(
        Verdict(
            FORECAST_RULE,
            LineTarget(UnitCode(str(n)), Line.COSTS),
            f"Y{n}",
            Unknown(("ennuste",), "ennuste puuttuu"),
            None,
            None,
            None,
        )
        for n in range(10)
    )
    info = verdict(
        card("tuotot"), LineTarget(SCHOOLS, Line.REVENUE), SCHOOL.name, fired(Level.INFO, Topic.OVER_BUDGET, (1, 1), "yli arvion")
    )
    bad = Problem(Severity.ROW, Place(FILE, 12), "luku ei ole luku", "korjaa luku", heading="TA 2023", value="n. 650")
    run = RunFacts(
        12, (bad,), (Parked(9, "rehtori", "osoitetta ei ole"),), (alert(pace(MUSEO)),), ("Sääntöjen muutos: 1 uusi.",), True
    )
    where = situation(FIGURES, (pace(MUSEO), *missing, info), (FINANCE, MUSEUM_HEAD))
    _, mail = compose([event(pace(MUSEO))], where, run, 17)
    for fact in (
        "Luettu hyvinvointi-2023-06.txt: 5 yksikön 15 riviä, tilanne 30.6.2023.",
        "Tarkistettiin 5 yksikön 15 riviä 12 säännöllä",
        "museo (#17): Museotoimi – Seurattava – kulut 103 662 € edellä tasaista kertymää",
        "Ennuste puuttuu 10 yksiköltä.",
        "Sääntö tuotot: Perusopetus/peruskoulut.",
        "hyvinvointi-2023-06.txt, rivi 12, sarake TA 2023: luku ei ole luku (arvo ”n. 650”). Korjaa luku.",
        "#9 rehtori: osoitetta ei ole",
        "Sääntöjen muutos: 1 uusi.",
        "Seurannassa on nyt 1 poikkeama.",
    ):
        assert fact in plain(mail)


def test_a_trial_rule_is_a_line_of_the_summary_and_told_to_finance() -> None:
    (mail,) = messages(pace(MUSEO, rule=card("koe", trial=True)), owners=(MUSEUM_HEAD,))
    assert mail.items == ()
    assert [role for _, role in mail.told] == ["talous"]
    assert "Museotoimi: kulut 103 662 € edellä tasaista kertymää – Seurattava (Sääntö koe)" in plain(mail)


def test_nothing_new_gives_nothing_and_once_a_month_the_sign_of_life() -> None:
    where = situation(FIGURES)
    assert compose([], where, RUN, 1) == ()
    (mail,) = compose([], where, replace(RUN, first_of_month=True), 1)
    assert mail == sign_of_life(where, RUN, 1)
    assert "Tarkistettiin 5 yksikön 15 riviä 12 säännöllä (tilanne 30.6.2023). Ei uusia poikkeamia." in plain(mail)
    assert "keskeneräinen" not in plain(mail)


def test_the_sign_of_life_says_that_an_unfinished_month_brings_no_news() -> None:
    where = situation(replace(FIGURES, unfinished=True))
    (mail,) = compose([], where, replace(RUN, first_of_month=True), 1)
    assert "Kuukausi on keskeneräinen, joten sen luvut eivät avaa eivätkä päätä seurantaa." in plain(mail)


@pytest.mark.parametrize(("held", "said"), [(None, ""), (Held.EXCEPTION, ", viesti odottaa (poikkeus)")])
def test_the_sign_of_life_says_of_what_is_open_whether_its_reader_waits(held: Held | None, said: str) -> None:
    still = replace(alert(pace(MUSEO)), held=held)
    (mail,) = compose([], situation(FIGURES), replace(RUN, first_of_month=True, open_alerts=(still,)), 1)
    assert f"– Museotoimi, kulut: {still.rule_name} – Seurattava{said} Tämä viesti" in plain(mail)


def test_a_held_run_is_said() -> None:
    where = situation(FIGURES, (pace(MUSEO), pace(SCHOOL)), (FINANCE, MUSEUM_HEAD, PRINCIPAL))
    run = replace(RUN, flood_limit=1)
    *_, mail = compose([event(pace(MUSEO)), event(pace(SCHOOL))], where, run, 1)
    assert "Viestejä on 2, ja raja on 1. Ne odottavat hyväksyntää (outbox approve)." in plain(mail)
    assert mail.subject.startswith("Talousvahdin kooste: 2\u00a0viestiä odottaa hyväksyntää (")


@pytest.mark.parametrize(
    ("museum", "quiet", "said"),
    [
        (True, False, "1\u00a0viesti vastuuhenkilöille"),
        (True, True, "1\u00a0viesti odottaa hiljaisen päivän yli"),
        (False, True, "ei viestejä vastuuhenkilöille"),
    ],
)
def test_the_summary_says_whether_the_messages_to_heads_go_out_now(museum: bool, quiet: bool, said: str) -> None:
    where = situation(FIGURES, (pace(MUSEO),), (FINANCE, *((MUSEUM_HEAD,) if museum else ())))
    *_, mail = compose([event(pace(MUSEO))], where, replace(RUN, quiet_day=quiet), 1)
    assert mail.subject.startswith(f"Talousvahdin kooste: {said} (")
    assert f"havainto, {said}.".replace("\u00a0", " ") in plain(mail)


def test_the_notice_of_a_run_that_was_not_done() -> None:
    bad = Problem(Severity.FILE, Place("uusi.xlsx"), "tiedosto on rikki", "tallentakaa se uudelleen")
    mail = notice((bad,), (FINANCE, MUSEUM_HEAD), "Kemi", 5, "k")
    assert mail is not None
    assert (mail.role, mail.key, mail.number) == ("talous", "k", 5)
    assert "uusi.xlsx: tiedosto on rikki. Tallentakaa se uudelleen." in plain(mail)
    assert "Avoimet poikkeamat ovat ennallaan" in plain(mail)
    assert notice((bad,), (MUSEUM_HEAD,), "Kemi", 5, "k") is None


# Laws

amounts = st.integers(-3 * 10**8, 3 * 10**8)


@given(st.lists(st.tuples(amounts, st.booleans()), min_size=1, max_size=9), st.integers(-5, 5), st.booleans())
@settings(max_examples=150, deadline=None)
def test_a_breakdown_adds_up(children: list[tuple[int, bool]], off: int, unknown: bool) -> None:
    """What is printed for the children and the remainder, with the rounding that is said, is what is printed for the sum."""
    made = [child(n, gap) for n, (gap, _) in enumerate(children)]
    whole = sum(gap for gap, _ in children) + off
    top = child_of(None, "T", whole)
    if unknown:
        made[0] = replace(made[0], costs=None)
    fires = [pace(c) for c, (_, alerting) in zip(made, children, strict=True) if alerting and c.costs is not None]
    (mail, *_) = messages(pace(top), *fires, figures=snapshot(top, *made), owners=(owner("johtaja", "T"),))
    said = [p.sentences[0] for p in mail.items[0].paragraphs_after if "yksiköittäin" in p.sentences[0]]
    if not fires:
        assert said == []
        return
    parts, _, rounding = said[0].replace("\u00a0", "").partition(". ")
    printed = sum(int(n.replace("−", "-")) for n in re.findall(r"(−?\d+)€", parts))
    lack = re.search(r"(−?\d+)€", rounding)
    difference = rounded((whole, 100)) - printed
    assert abs(difference) == (abs(int(lack[1].replace("−", "-"))) if lack else 0)


def child(number: int, gap: int) -> UnitFigures:
    return child_of("T", f"L{number}", gap)


def child_of(parent: str | None, code: str, gap: int) -> UnitFigures:
    """A unit whose costs are `gap` cents ahead of the even pace."""
    made = unit(code, f"Yksikkö {code}", parent, None, (0, 10_000_000, 0, None, 1))
    assert made.costs is not None
    return replace(made, margin=None, costs=replace(made.costs, actual=Cents(-(500_000_000 + gap))))


@given(
    st.lists(st.tuples(st.integers(0, 8), st.sampled_from([Line.COSTS, Line.MARGIN]), st.sampled_from(list(Change)))), st.data()
)
@settings(max_examples=60, deadline=None)
def test_every_told_alert_appears_exactly_once_per_reader(found: list[tuple[int, Line, Change]], data: st.DataObject) -> None:
    tree = [unit("0", "Y0", None, None, (0, 1000, 900, 1200, 1))]
    tree += [
        unit(str(n), f"Y{n}", data.draw(st.sampled_from([u.code for u in tree])), None, (0, 1000, 900, 1200, n))
        for n in range(1, 9)
    ]
    owners = (
        FINANCE,
        *(owner(f"r{n}", *data.draw(st.lists(st.sampled_from([u.code for u in tree]))), address=f"a{n}@e.fi") for n in range(4)),
    )
    verdicts = {(n, line): pace(tree[n], line, card(line.value)) for n, line, _ in found}
    events = {(n, line): event(verdicts[n, line], change) for n, line, change in found}
    where = situation(snapshot(*tree), verdicts.values(), owners)
    mails = compose(list(events.values()), where, RUN, 1)
    assert len({m.address for m in mails}) == len(mails)
    for mail in mails:
        assert len(set(mail.told)) == len(mail.told)
        assert len({i.title for i in mail.items}) == len(mail.items)
    told = {pair for mail in mails for pair in mail.told}
    readers_only = {e.alert.id for e in events.values() if e.change in TO_READERS}
    assert {alert_ for alert_, _ in told} == readers_only
