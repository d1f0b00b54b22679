"""Older figures that change, and readers who come later: what each hears, and that nothing is judged again."""

import email
import email.policy
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cities import REPORT, RULES, small_city
from tests.conftest import Done
from tests.episode_city import EpisodeCity
from tests.test_run import NEXT_MONTH, TODAY, alerts, messages, write

Call = Callable[..., Done]


@pytest.fixture
def city(tmp_path: Path) -> Path:
    return small_city(tmp_path)


def summary(city: Path) -> str:
    """The plain text of the newest message to finance."""
    newest = max((city / "var/messages").glob("*-talous*.eml"), key=lambda file: int(file.name.split("-")[0]))
    body = email.message_from_bytes(newest.read_bytes(), policy=email.policy.default).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


class TestOlderFigures:
    """An older period with new content is history; finance hears where its verdict would be another."""

    MAY = (
        REPORT.replace("1-6/2023", "1-5/2023")
        .replace("-950 000;-1 500", "-600 000;-1 500")
        .replace("-600 000;-1 000", "-400 000;-1 000")
    )
    MAY = (
        MAY.replace("-350 000;-500", "-200 000;-500")
        .replace("-920 000", "-570 000")
        .replace("-575 000", "-375 000")
        .replace("-345 000", "-195 000")
    )

    def test_finance_hears_that_an_older_verdict_would_be_another(self, city: Path, call: Call) -> None:
        write(city, self.MAY, "tyrskyla-2023-05.csv")
        call(city, "run", *TODAY)
        before = alerts(call, city)
        worse = self.MAY.replace("-200 000;-500", "-300 000;-500").replace("-600 000;-1 500", "-700 000;-1 500")
        write(city, worse.replace("-570 000", "-670 000").replace("-195 000", "-295 000"), "tyrskyla-2023-05.csv")
        call(city, "run", *TODAY)
        assert alerts(call, city) == before
        assert "Aiemman kauden luvut ovat muuttuneet (toukokuu 2023)" in summary(city)
        assert "Museo" in summary(city)

    def test_finance_hears_of_a_period_that_came_after_a_newer_one(self, city: Path, call: Call) -> None:
        (city / "data/tyrskyla-2023-06.csv").unlink()
        write(city, self.MAY, "tyrskyla-2023-05.csv")
        write(city, NEXT_MONTH, "tyrskyla-2023-08.csv")
        call(city, "run", "--today", "2023-09-15")
        before = alerts(call, city)
        write(city, REPORT, "tyrskyla-2023-06.csv")
        call(city, "run", "--today", "2023-09-16")
        assert alerts(call, city) == before
        text = " ".join(summary(city).split())
        assert "Aiemman kauden luvut tulivat vasta nyt (kesäkuu 2023)." in text
        assert "eikä siitä ole kerrottu vastuuhenkilöille: Sivistys, Koulut ja Museo." in text
        told = messages(city)
        call(city, "run", "--today", "2023-09-17")
        assert messages(city) == told

    def test_a_change_that_changes_no_verdict_is_no_news(self, city: Path, call: Call) -> None:
        write(city, self.MAY, "tyrskyla-2023-05.csv")
        call(city, "run", *TODAY)
        told = messages(city)
        write(city, self.MAY.replace("60 000", "60 001"), "tyrskyla-2023-05.csv")
        call(city, "run", *TODAY)
        assert messages(city) == told


class TestTheSamePeriodAgain:
    """The newest period with new content: what was told is said with the old number and the new one, of one thing alone."""

    @pytest.mark.parametrize(
        ("red", "said"),
        [
            ("kertymäpoikkeama > 150 000 €", "kulujen poikkeama oli 200 000 € ja on nyt 140 000 €."),
            ("toteuma > 400 000 €", "Luvut ovat muuttuneet. Taso on nyt Seurattava"),  # 450 000 € was what red measured
        ],
    )
    def test_a_red_alert_that_is_yellow_now(self, red: str, said: str, tmp_path: Path, call: Call) -> None:
        rule = f"  - {{tunnus: a, nimi: A, kohde: kulut, taso: alin, keltainen: kertymäpoikkeama > 10 000 €, punainen: {red}}}\n"
        city = EpisodeCity.settle(tmp_path, call, RULES[RULES.index("vastuut:") :] + "säännöt:\n" + rule)
        city.month(6, 500_000, 450_000)
        text = city.month(6, 500_000, 390_000)["museonjohtaja"]
        assert said in text
        assert "Taso on nyt Seurattava, aiemmin Selvitettävä." in text


class TestANewRole:
    def test_it_gets_the_open_alerts_with_its_next_message(self, city: Path, call: Call) -> None:
        call(city, "run", *TODAY)
        rules = city / "rules/saannot.yaml"
        rules.write_text(
            RULES + '  - {rooli: apulaisrehtori, osoite: apulais@example.org, kanava: folder, yksiköt: ["1100", "1200"]}\n',
            "utf-8",
        )
        call(city, "run", *TODAY)
        assert not any("apulaisrehtori" in name for name in messages(city))
        worse = (
            NEXT_MONTH.replace("-350 000;-500", "-480 000;-500")
            .replace("-345 000", "-475 000")
            .replace("-950 000;-1 500", "-1 230 000;-1 500")
        )
        worse = (
            worse.replace("-600 000;-1 000", "-750 000;-1 000").replace("-575 000", "-725 000").replace("-920 000", "-1 200 000")
        )
        write(city, worse, "tyrskyla-2023-08.csv")
        call(city, "run", "--today", "2023-09-15")
        (new,) = [name for name in messages(city) if "apulaisrehtori" in name]
        mail = email.message_from_bytes((city / "var/messages" / new).read_bytes(), policy=email.policy.default)
        body = mail.get_body(("plain",))
        assert body is not None
        text = body.get_content()
        assert "Koulut" in text
        assert "Museo" in text
        assert "Avoinna alkaen kesäkuusta 2023" in text
        told = {a["unit"]: a["told"] for a in call(city, "alerts", "--json").json["alerts"]}
        assert told["1100"] == ["rehtori", "apulaisrehtori"]
        assert told["1200"] == ["museonjohtaja", "apulaisrehtori"]

    def test_what_has_grown_is_new_to_it_and_says_since_when(self, city: Path, call: Call) -> None:
        call(city, "run", *TODAY)
        more = '  - {rooli: apulaisrehtori, osoite: apulais@example.org, kanava: folder, yksiköt: ["1100"]}\n'
        (city / "rules/saannot.yaml").write_text(RULES + more, "utf-8")
        worse = REPORT.replace("-600 000;-1 000", "-750 000;-1 000").replace("-575 000", "-725 000").replace("1-6/", "1-7/")
        worse = worse.replace("-950 000;-1 500", "-1 100 000;-1 500").replace("-920 000", "-1 070 000")
        write(city, worse, "tyrskyla-2023-07.csv")
        call(city, "run", "--today", "2023-08-20")
        said = {name.split("-")[1]: name for name in messages(city)[3:]}
        bodies = {role: (city / "var/messages" / name.replace(".eml", ".html")).read_text("utf-8") for role, name in said.items()}
        assert "Avoinna alkaen kesäkuusta 2023" in bodies["apulaisrehtori.eml"]
        assert "on kasvanut" not in bodies["apulaisrehtori.eml"]
        assert "on kasvanut" in bodies["rehtori.eml"]
        assert "Avoinna alkaen" not in bodies["rehtori.eml"]

    def test_who_has_heard_of_them_does_not_hear_again(self, city: Path, call: Call) -> None:
        both = RULES.replace('yksiköt: ["1100"]', 'yksiköt: ["1100", "1200"]').replace(
            '  - {rooli: museonjohtaja, osoite: museo@example.org, kanava: folder, yksiköt: ["1200"]}\n', ""
        )
        (city / "rules/saannot.yaml").write_text(both, "utf-8")
        call(city, "run", *TODAY)
        worse = REPORT.replace("-600 000;-1 000", "-800 000;-1 000").replace("-575 000", "-775 000")
        worse = worse.replace("-950 000;-1 500", "-1 200 000;-1 500").replace("-920 000", "-1 170 000")
        write(
            city,
            worse.replace("1-6/2023", "1-7/2023").replace("-350 000", "-400 000").replace("-345 000", "-395 000"),
            "tyrskyla-2023-07.csv",
        )
        call(city, "run", "--today", "2023-08-20")
        newest = max((city / "var/messages").glob("*-rehtori*.eml"), key=lambda file: int(file.name.split("-")[0]))
        mail = email.message_from_bytes(newest.read_bytes(), policy=email.policy.default)
        body = mail.get_body(("plain",))
        assert body is not None
        assert newest.name.split("-")[0] != "1", "the schools have grown, so there is a second message"
        assert "Avoinna alkaen" not in body.get_content()
