"""Finance edits the rules: what the next run tells whom, and that its causes are true (rows of the episode table)."""

from pathlib import Path

import pytest

from tests.episode_city import LEAVES, Call, EpisodeCity

OK = 500_000  # of the schools in June
LOOSE = LEAVES.replace("odotus + 5 %-yks.", "odotus + 25 %-yks.").replace("odotus + 3 %-yks.", "odotus + 22 %-yks.")
TIGHT = LEAVES.replace("> odotus + 5 %-yks. ja kertymäpoikkeama > 10 000 €", "> odotus + 1 %-yks.")
TRIAL = LEAVES.replace("    kohde: kulut", "    kohde: kulut\n    tila: koekäyttö")
OFF = LEAVES.replace("    kohde: kulut", "    kohde: kulut\n    tila: pois")
SECOND = LEAVES.replace(
    "vastuut:", "  - {tunnus: toinen, nimi: Toinen, kohde: kulut, taso: alin, keltainen: toteuma > 300 000 €}\nvastuut:"
)


@pytest.fixture
def city(tmp_path: Path, call: Call) -> EpisodeCity:
    return EpisodeCity.settle(tmp_path, call)


class TestTheSameFigures:
    def test_a_raised_limit_ends_the_alert_by_the_rule(self, city: EpisodeCity) -> None:
        city.month(6, OK, 350_000)
        city.rules(LOOSE)
        new = city.run()
        assert "Kulujen poikkeama on poistunut. Rajaa on muutettu." in new["museonjohtaja"]
        assert "Sääntöjä on muutettu: 1 poistuu." in new["talous"]
        assert "– Museo, kulut: poistunut (Kulut kertyvät odotettua nopeammin, rajaa on muutettu)" in new["talous"]

    def test_a_lowered_limit_opens_alerts_by_the_rule(self, city: EpisodeCity) -> None:
        city.rules(LOOSE)
        city.month(6, 545_000, 350_000)
        city.rules(TIGHT)
        new = city.run()
        assert "Rajaa on muutettu." in new["museonjohtaja"]
        assert "Rajaa on muutettu." in new["rehtori"]
        assert "Sääntöjä on muutettu: 2 uutta." in new["talous"]

    def test_there_and_back_and_there_again_is_told_each_time(self, city: EpisodeCity) -> None:
        city.month(6, OK, 350_000)
        for _ in range(2):
            city.rules(LOOSE)
            assert "on poistunut" in city.run()["museonjohtaja"]
            city.rules(LEAVES)
            said = city.run()["museonjohtaja"]
            assert "Sama poikkeama on ollut seurannassa jo aiemmin vuonna 2023." in said

    def test_several_edits_are_counted_together(self, city: EpisodeCity) -> None:
        city.month(6, OK, 350_000)
        city.rules(SECOND.replace("odotus + 5", "odotus + 25").replace("odotus + 3", "odotus + 22"))
        new = city.run()
        assert "Sääntöjä on muutettu: 2 uutta, 1 poistuu." in new["talous"]
        assert "Sääntö on uusi." in new["rehtori"]

    def test_a_higher_level_by_the_rule_is_grown(self, city: EpisodeCity) -> None:
        city.month(6, OK, 350_000)
        city.rules(LEAVES.replace("> 250 000 €", "> 90 000 €"))
        new = city.run()
        assert "Taso on nyt Selvitettävä, aiemmin Seurattava. Rajaa on muutettu." in new["museonjohtaja"]
        assert "Sääntöjä on muutettu: 1 kasvaa." in new["talous"]

    def test_a_profile_that_is_added_ends_alerts_by_the_expectation(self, city: EpisodeCity) -> None:
        city.month(6, OK, 350_000)
        shares = "10 | 20 | 30 | 40 | 60 | 75 | 80 | 85 | 90 | 95 | 98 | 100"
        city.rules(LEAVES + f'profiilit:\n  - {{tunnus: p, kohde: kulut, yksiköt: ["1200"], kertymä: {shares}}}\n')
        new = city.run()
        assert "Odotettua kertymää on muutettu." in new["museonjohtaja"]
        assert "Sääntöjä on muutettu: 1 poistuu." in new["talous"]

    @pytest.mark.parametrize(
        ("what", "text"),
        [
            ("a comment", "# uusi kommentti\n" + LEAVES),
            ("the layout", LEAVES.replace("kohde: kulut\n", "kohde:   kulut   # kaikki\n")),
            ("who gets the messages", LEAVES.replace("rehtori@", "koulut@")),
        ],
        ids=lambda value: value if value.islower() and len(value) < 30 else "",
    )
    def test_what_judges_nothing_is_no_news(self, what: str, text: str, city: EpisodeCity) -> None:
        city.month(6, OK, 350_000)
        city.rules(text)
        assert city.run() == {}

    def test_finance_hears_that_an_edit_has_no_effect(self, city: EpisodeCity) -> None:
        city.month(6, OK, 350_000)
        city.rules(LEAVES.replace("odotus + 5", "odotus + 6"))
        new = city.run()
        assert list(new) == ["talous"]
        assert "Sääntöjä on muutettu. Muutos ei vaikuta poikkeamiin." in new["talous"]

    def test_what_is_wrong_in_it_is_told_once_and_the_rest_of_the_edit_counts(self, city: EpisodeCity) -> None:
        city.rules(SECOND)
        city.month(6, OK, 350_000)
        city.rules(SECOND.replace("> 250 000 €", "> 250 000 eurroa").replace("toteuma > 300 000 €", "toteuma > 400 000 €"))
        new = city.run()
        assert city.last is not None
        assert city.last.exit == 1
        assert "Sääntöjä on muutettu: 1 poistuu." in new["talous"]
        assert "rules/saannot.yaml, rivi 7" in new["talous"]
        assert city.alert("1200")["state"] == "open"

    def test_a_run_without_any_rule_checks_nothing_and_so_ends_nothing_even_where_all_were_turned_off(
        self, city: EpisodeCity
    ) -> None:
        city.month(6, OK, 350_000)
        city.rules(OFF)
        done = city.call(city.folder, "run", "--today", "2024-04-15")
        assert done.exit == 2
        assert "kaikki säännöt ovat pois käytöstä (tila: pois)" in done.out
        assert city.alert("1200")["state"] == "open"

    def test_a_rule_that_is_taken_away_is_told_to_finance(self, city: EpisodeCity) -> None:
        city.month(6, OK, 350_000)
        city.rules(OFF.replace("vastuut:", SECOND[SECOND.index("  - {tunnus: toinen") : SECOND.index("vastuut:")] + "vastuut:"))
        new = city.run()
        assert "Museo, kulut: sääntö poistettu (Kulut kertyvät odotettua nopeammin)" in new["talous"]
        assert "poistunut" not in new["museonjohtaja"]

    def test_a_unit_that_a_rule_leaves_out_is_told_to_finance(self, city: EpisodeCity) -> None:
        city.month(6, OK, 350_000)
        city.rules(LEAVES.replace("    kohde: kulut", '    kohde: kulut\n    paitsi: ["1200"]'))
        new = city.run()
        assert list(new) == ["talous"]
        assert "sääntö ei enää koske yksikköä" in new["talous"]
        assert "Sääntöjä on muutettu: 1 poistuu." in new["talous"]


class TestNewFiguresInTheSameRun:
    """Figures and rules change at once: the cause is what the change would not have come without."""

    @pytest.mark.parametrize(
        ("what", "before", "rules", "museum", "cause"),
        [
            ("ends by the figures", 290_000, LEAVES.replace("+ 3", "+ 4"), 300_000, "Kulut ovat palanneet lähelle odotettua kertymää."),
            ("ends by the limit", 350_000, LOOSE, 400_000, "Rajaa on muutettu."),
            ("opens by the limit", 260_000, TIGHT, 310_000, "Rajaa on muutettu."),
        ],
        ids=lambda value: value if isinstance(value, str) and value.islower() and len(value) < 30 else "",
    )  # fmt: skip
    def test_the_cause_is_told(self, what: str, before: int, rules: str, museum: int, cause: str, city: EpisodeCity) -> None:
        city.month(6, OK, before)
        city.rules(rules)
        assert cause in city.month(7, 583_000, museum)["museonjohtaja"]

    def test_what_opens_by_the_figures_blames_no_limit(self, city: EpisodeCity) -> None:
        city.month(6, OK, 250_000)
        city.rules(TIGHT)
        new = city.month(7, 583_000, 400_000)
        assert "Rajaa" not in new["museonjohtaja"]
        assert "Muutos ei vaikuta poikkeamiin." in new["talous"]


class TestOnTrial:
    def test_finance_alone_hears_and_in_use_the_head_hears_since_when(self, city: EpisodeCity) -> None:
        city.rules(TRIAL)
        new = city.month(6, OK, 350_000)
        assert list(new) == ["talous"]
        assert "Koekäytössä olevat säännöt" in new["talous"]
        assert city.month(7, 583_000, 395_000) == {}
        city.rules(LEAVES)
        new = city.run()
        assert "Avoinna alkaen kesäkuusta 2023." in new["museonjohtaja"]
        assert "Sääntöjä on muutettu: 1 uusi." in new["talous"]

    def test_in_use_with_news_at_once_is_new_and_not_grown(self, city: EpisodeCity) -> None:
        city.rules(TRIAL)
        city.month(6, OK, 350_000)
        city.rules(LEAVES)
        said = city.month(7, 583_000, 450_000)["museonjohtaja"]
        assert "Avoinna alkaen kesäkuusta 2023." in said
        assert "kasvanut" not in said

    def test_what_heads_were_told_rests_while_the_rule_is_on_trial(self, city: EpisodeCity) -> None:
        city.month(6, OK, 350_000)
        city.rules(TRIAL)
        assert list(city.run()) == ["talous"]
        assert city.month(7, 583_000, 450_000) == {}
        city.rules(LEAVES)
        assert "aiemmin 100 000 €, nyt 158 333 €" in city.run()["museonjohtaja"]
