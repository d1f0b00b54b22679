"""Exceptions, answers and reminders in whole runs: what each reader hears, and when (the rows of the episode table)."""

from pathlib import Path

import pytest

from tests.cities import RULES
from tests.episode_city import LEAVES, Call, EpisodeCity

# Even pace: half of it in June. The museum (500 000 €) alerts above 55 % and 10 000 €, red above 250 000 €.
OK = 500_000  # of the schools in June


def exception(way: str, amount: str | None, periods: str = "2023-06–2023-07", unit: str = "1200", line: str = "kulut") -> str:
    given = "" if amount is None else f", määrä: {amount}"
    return (
        f'poikkeukset:\n  - {{sääntö: kaikki, yksikkö: "{unit}", kohde: {line}, kaudet: {periods}, tapa: {way}{given},'
        " syy: näyttelyn rakentaminen, kirjasi: controller}\n"
    )


def answer(quiet: str | None = None, period: str = "2023-06", unit: str = "1200") -> str:
    until = "" if quiet is None else f", hiljaa: {quiet}"
    return (
        f'vastaukset:\n  - {{yksikkö: "{unit}", kausi: {period}, vastaus: Kulut painottuvat <b>kevääseen</b>.,'
        f" kirjasi: controller{until}}}\n"
    )


@pytest.fixture
def city(tmp_path: Path, call: Call) -> EpisodeCity:
    return EpisodeCity.settle(tmp_path, call)


class TestAnExceptionExplains:
    def test_the_message_goes_out_and_shows_both_judgements(self, city: EpisodeCity) -> None:
        city.notes(exception("selittää", "noin 30 000 €"))
        said = city.month(6, OK, 350_000)["museonjohtaja"]
        assert "Tiedossa on: näyttelyn rakentaminen, noin 30 000 €." in said
        assert "Kuluista on toteutunut 70,0 %; ilman selitettyä osuutta 64,0 %, raja ylittyy silti." in said

    def test_it_never_holds_back(self, city: EpisodeCity) -> None:
        city.notes(exception("selittää", "100 000 €"))
        said = city.month(6, OK, 350_000)["museonjohtaja"]
        assert "ilman selitettyä osuutta 50,0 %, raja ei ylity." in said

    def test_the_proof_holds_it(self, city: EpisodeCity, call: Call) -> None:
        city.notes(exception("selittää", "noin 30 000 €"))
        city.month(6, OK, 350_000)
        proof = call(city.folder, "explain", str(city.alert("1200")["id"]), "--json").json
        (note,) = proof["exceptions"]
        assert (note["way"], note["amount"], note["reason"]) == ("selittää", "30000.00", "näyttelyn rakentaminen")
        without = proof["without_exceptions"]
        assert (without["level"], without["values"]["toteumaprosentti"], without["held_back"]) == ("yellow", "0.640000", False)
        assert proof["values"]["toteumaprosentti"] == "0.700000", "the figures stand as they are"
        assert "ilman selitettyä osuutta" in call(city.folder, "explain", str(city.alert("1200")["id"])).out

    def test_one_that_is_noted_later_stands_in_the_proof_at_once_and_is_no_news(self, city: EpisodeCity, call: Call) -> None:
        city.month(6, OK, 350_000)
        city.notes(exception("selittää", "30 000 €"))
        assert city.run() == {}
        assert call(city.folder, "explain", str(city.alert("1200")["id"]), "--json").json["exceptions"] != []

    def test_a_unit_above_and_another_line_stand_as_they_are(self, city: EpisodeCity, call: Call) -> None:
        city.rules(RULES)
        city.notes(exception("vaientaa", None))
        city.month(6, OK, 450_000)
        assert city.alert("1200")["held"] == "poikkeus"
        assert city.alert("1000")["held"] is None
        proof = call(city.folder, "explain", str(city.alert("1000")["id"]), "--json").json
        assert (proof["exceptions"], proof["without_exceptions"]) == ([], None)


class TestAnExceptionSilences:
    """ "An exception begins: open, held back while the rest does not alert; finance.\""""

    @pytest.mark.parametrize("amount", ["80 000 €", None], ids=["enough euros", "no euros"])
    def test_it_is_open_and_finance_alone_hears(self, amount: str | None, city: EpisodeCity) -> None:
        city.notes(exception("vaientaa", amount))
        new = city.month(6, OK, 350_000)
        assert list(new) == ["talous"]
        assert "Ei kerrota nyt vastuuhenkilöille – Museo, kulut: kulut 100 000 €" in new["talous"]
        assert "Poikkeus: näyttelyn rakentaminen" in new["talous"]
        alert = city.alert("1200")
        assert (alert["state"], alert["told"], alert["held"]) == ("open", [], "poikkeus")

    @pytest.mark.parametrize(
        ("what", "amount", "is_told"),
        [
            # 55 % of 500 000 € is 275 000 €: 350 000 € less 75 000 € sits on the limit
            ("just enough", "75 000 €", False),
            ("a cent too little", "74 999,99 €", True),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_the_limit_of_the_rest_is_exact(self, what: str, amount: str, is_told: bool, city: EpisodeCity) -> None:
        city.notes(exception("vaientaa", f'"{amount}"'))
        assert ("museonjohtaja" in city.month(6, OK, 350_000)) is is_told

    def test_what_explains_beside_it_does_not_count_for_silence(self, city: EpisodeCity) -> None:
        city.notes(exception("vaientaa", "40 000 €") + exception("selittää", "40 000 €").removeprefix("poikkeukset:\n"))
        said = city.month(6, OK, 350_000)["museonjohtaja"]
        assert "ilman selitettyä osuutta 54,0 %, raja ei ylity." in said

    def test_outside_its_periods_it_is_nothing(self, city: EpisodeCity) -> None:
        city.notes(exception("vaientaa", None, "2023-07–2023-08"))
        assert "museonjohtaja" in city.month(6, OK, 350_000)

    def test_it_ends_and_the_alert_is_new(self, city: EpisodeCity) -> None:
        city.notes(exception("vaientaa", None))
        city.month(6, OK, 350_000)
        assert city.month(7, 580_000, 400_000) == {}
        new = city.month(8, 660_000, 450_000)
        assert "Poikkeus päättyi, avoinna alkaen kesäkuusta 2023." in new["museonjohtaja"]
        assert "Museo – Seurattava" in new["talous"]
        assert "Poikkeuksen viimeinen kausi on ohi: Museo, heinäkuu 2023 (”näyttelyn rakentaminen”, controller)." in new["talous"]
        assert (city.alert("1200")["told"], city.alert("1200")["held"]) == (["museonjohtaja"], None)

    def test_finance_is_reminded_of_its_end_once_and_by_itself(self, city: EpisodeCity) -> None:
        city.notes(exception("vaientaa", None))
        city.month(6, OK, 250_000)
        assert list(city.month(8, 660_000, 330_000)) == ["talous"]
        assert city.month(9, 750_000, 370_000) == {}

    def test_its_limit_is_passed_and_the_alert_is_new(self, city: EpisodeCity) -> None:
        city.notes(exception("vaientaa", "80 000 €"))
        city.month(6, OK, 350_000)
        said = city.month(7, 580_000, 450_000)["museonjohtaja"]
        assert "Poikkeus päättyi: sen määrä ei enää riitä, avoinna alkaen kesäkuusta 2023." in said
        assert "Kuluista on toteutunut 90,0 %; ilman selitettyä osuutta 74,0 %, raja ylittyy silti." in said

    def test_its_amount_is_passed_while_another_one_explains_the_rest(self, city: EpisodeCity) -> None:
        city.notes(exception("vaientaa", "80 000 €") + exception("selittää", "100 000 €").removeprefix("poikkeukset:\n"))
        city.month(6, OK, 350_000)
        said = city.month(7, 580_000, 450_000)["museonjohtaja"]
        assert "Poikkeus päättyi: sen määrä ei enää riitä, avoinna alkaen kesäkuusta 2023." in said
        assert "ilman selitettyä osuutta 54,0 %, raja ei ylity." in said

    def test_it_cannot_be_told_whether_its_limit_is_passed(self, city: EpisodeCity) -> None:
        city.rules(
            LEAVES.replace(
                "toteumaprosentti > odotus + 5 %-yks. ja kertymäpoikkeama > 10 000 €",
                "toteuma > 280 000 € ja toteuma / itseisarvo(toteuma − 290 000 €) > 0 %",
            )
        )
        city.notes(exception("vaientaa", "80 000 €"))
        assert "museonjohtaja" not in city.month(6, OK, 350_000)
        said = city.month(7, 580_000, 370_000)["museonjohtaja"]
        assert "Poikkeus päättyi: ilman sen määrää rajaa ei voi arvioida, avoinna alkaen kesäkuusta 2023." in said

    def test_taken_away_it_ends_on_the_same_figures(self, city: EpisodeCity) -> None:
        city.notes(exception("vaientaa", None))
        city.month(6, OK, 350_000)
        city.notes("")
        assert "Poikkeus päättyi." in city.run()["museonjohtaja"]

    def test_after_the_alert_was_told_it_ends_without_news_where_nothing_has_grown(self, city: EpisodeCity) -> None:
        city.month(6, OK, 350_000)
        city.notes(exception("vaientaa", None))
        assert list(city.run()) == ["talous"]
        city.notes("")
        assert city.run() == {}

    def test_after_the_alert_was_told_it_ends_as_grown(self, city: EpisodeCity) -> None:
        city.month(6, OK, 350_000)
        city.notes(exception("vaientaa", None))
        city.run()
        assert city.month(7, 580_000, 450_000) == {}, "neither does growth go out while it holds back"
        said = city.month(8, 660_000, 480_000)["museonjohtaja"]
        assert "Kulujen poikkeama on kasvanut: aiemmin 100 000 €, nyt 146 667 €. Poikkeus päättyi." in said

    def test_an_alert_that_ends_untold_is_told_to_nobody_but_finance(self, city: EpisodeCity) -> None:
        city.notes(exception("vaientaa", None, "2023-06–2023-09"))
        city.month(6, OK, 290_000)
        new = city.month(8, 700_000, 345_000)
        assert list(new) == ["talous"]
        assert "Museo, kulut: poistunut kertomatta" in new["talous"]


class TestAnAnswer:
    def test_it_is_quoted_in_the_next_message_as_text(self, city: EpisodeCity) -> None:
        city.month(6, OK, 350_000)
        city.notes(answer())
        assert city.run() == {}, "an answer that asks for nothing is no news"
        said = city.month(8, 660_000, 460_000)["museonjohtaja"]
        assert "Vastauksenne kesäkuulta: ”Kulut painottuvat <b>kevääseen</b>.”" in said
        html = max((city.folder / "var/messages").glob("*museonjohtaja.html")).read_text("utf-8")
        assert "&lt;b&gt;kevääseen&lt;/b&gt;" in html

    def test_who_gets_a_copy_reads_whose_it_is(self, city: EpisodeCity) -> None:
        city.rules(LEAVES + '  - {rooli: kopio, osoite: kopio@example.org, kanava: folder, yksiköt: ["1200"]}\n')
        city.notes(answer())
        new = city.month(6, OK, 350_000)
        assert "Vastauksenne kesäkuulta" in new["museonjohtaja"]
        assert "Yksikön vastaus kesäkuulta" in new["kopio"]

    def test_an_answer_of_another_unit_or_year_stands_nowhere(self, city: EpisodeCity) -> None:
        city.notes(answer(unit="1100") + answer(period="2022-12").removeprefix("vastaukset:\n"))
        assert "astau" not in city.month(6, OK, 350_000)["museonjohtaja"]

    def test_quiet_begins_and_finance_hears(self, city: EpisodeCity) -> None:
        city.month(6, OK, 350_000)
        city.notes(answer("2023-09"))
        new = city.run()
        assert list(new) == ["talous"]
        assert "Viestejä ei lähetetä syyskuun 2023 lukuihin asti, ellei tilanne pahene." in new["talous"]
        assert city.month(7, 580_000, 400_000) == {}

    def test_quiet_holds_back_what_is_new(self, city: EpisodeCity) -> None:
        city.notes(answer("2023-09", "2023-05"))
        assert list(city.month(6, OK, 350_000)) == ["talous"]
        said = city.month(10, 882_000, 490_000)["museonjohtaja"]
        assert "Vastauksessa sovittu aika päättyi, avoinna alkaen kesäkuusta 2023." in said

    def test_quiet_does_not_hold_back_what_gets_worse(self, city: EpisodeCity) -> None:
        city.month(6, OK, 350_000)
        city.notes(answer("2023-09"))
        city.run()
        said = city.month(7, 580_000, 420_000)["museonjohtaja"]
        assert "Kulujen poikkeama on kasvanut: aiemmin 100 000 €, nyt 128 333 €." in said
        assert city.month(8, 660_000, 460_000) == {}, "and is quiet again until it gets worse again"

    def test_an_end_waits_until_the_quiet_is_over(self, city: EpisodeCity) -> None:
        city.month(6, OK, 290_000)
        city.notes(answer("2023-09"))
        city.run()
        assert list(city.month(8, 700_000, 345_000)) == ["talous"]
        assert city.month(9, 760_000, 375_000) == {}
        assert "Kulujen poikkeama on poistunut." in city.month(10, 830_000, 415_000)["museonjohtaja"]

    def test_what_ends_and_comes_back_in_the_quiet_has_never_ended_for_its_reader(self, city: EpisodeCity) -> None:
        city.month(6, OK, 300_000)
        city.notes(answer("2023-09"))
        city.run()
        city.month(7, 583_000, 305_000)
        assert "museonjohtaja" not in city.month(8, 670_000, 360_000)
        assert city.month(10, 830_000, 450_000) == {}
        assert (city.alert("1200")["state"], city.alert("1200")["told"]) == ("open", ["museonjohtaja"])


RED = LEAVES.replace("> 250 000 €", "> 90 000 €")


class TestAReminder:
    def red(self, city: EpisodeCity) -> None:
        city.rules(RED)
        assert "Selvitettävä" in city.month(5, 416_000, 308_334)["museonjohtaja"]

    def test_an_unchanged_red_alert_is_reminded_of_once(self, city: EpisodeCity) -> None:
        self.red(city)
        assert city.month(6, OK, 350_001) == {}
        new = city.month(7, 583_000, 391_668)
        assert new["museonjohtaja"].startswith("Muistutus: Museo: kulut 100 001 € edellä tasaista kertymää")
        assert "Museo, tilanne 31.7.2023 – Selvitettävä (muistutus)" in new["museonjohtaja"]
        assert "Muistutus: tästä kerrottiin toukokuun 2023 luvuista, eikä vastausta ole vielä kirjattu." in new["museonjohtaja"]
        assert city.month(8, 660_000, 433_335) == {}
        assert city.month(9, 750_000, 475_002) == {}

    @pytest.mark.parametrize(
        ("notes", "is_reminded"),
        [
            (answer(period="2023-05"), False),
            (answer(period="2023-06"), False),
            (answer(period="2023-04"), True),  # before it was told
            (answer(period="2023-06", unit="1100"), True),
            (exception("vaientaa", None, "2023-07"), False),
        ],
        ids=["answered", "answered later", "an older answer", "another unit", "held back"],
    )
    def test_an_answer_makes_it_needless(self, notes: str, is_reminded: bool, city: EpisodeCity) -> None:
        self.red(city)
        city.notes(notes)
        city.month(6, OK, 350_001)
        assert ("museonjohtaja" in city.month(7, 583_000, 391_668)) is is_reminded

    def test_yellow_is_not_reminded_of(self, city: EpisodeCity) -> None:
        city.month(5, 416_000, 308_334)
        assert (city.month(6, OK, 350_001), city.month(7, 583_000, 391_668)) == ({}, {})

    def test_it_goes_with_the_next_message(self, city: EpisodeCity) -> None:
        city.rules(RED.replace('["1100"]', '["1100", "1200"]').replace("museonjohtaja", "toinen"))
        city.month(5, 416_000, 308_334)
        city.month(6, OK, 350_001)
        said = city.month(7, 700_000, 391_668)["rehtori"]
        assert "(muistutus)" in said
        assert "Koulut, tilanne 31.7.2023" in said
        assert not said.startswith("Muistutus")

    def test_who_only_gets_copies_is_not_reminded(self, city: EpisodeCity) -> None:
        city.rules(RED.replace("    kohde: kulut", "    kohde: kulut\n    tiedoksi_punaisesta: [rehtori]"))
        assert "rehtori" in city.month(5, 416_000, 308_334)
        city.month(6, OK, 350_001)
        assert list(city.month(7, 583_000, 391_668)) == ["museonjohtaja", "talous"]
