"""Whole runs of a small city: what is told, and what stays as it was when something is wrong."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cities import REPORT, RULES, small_city
from tests.conftest import Done

Call = Callable[..., Done]
TODAY = ("--today", "2023-08-01")
MONTHLY = "tyrskyla-2023-06.csv"


@pytest.fixture
def city(tmp_path: Path) -> Path:
    return small_city(tmp_path)


def messages(city: Path) -> list[str]:
    return sorted(file.name for file in (city / "var/messages").glob("*.eml"))


def alerts(call: Call, city: Path) -> list[tuple[str, str, str, str]]:
    found = call(city, "alerts", "--json", "--all").json["alerts"]
    return [(alert["unit"], alert["level"], alert["state"], alert["amount"]) for alert in found]


def write(city: Path, text: str, file: str = MONTHLY) -> None:
    (city / "data" / file).write_text(text, "utf-8")


class TestTheFirstRun:
    def test_everyone_who_must_look_is_told_once(self, city: Path, call: Call) -> None:
        done = call(city, "run", *TODAY)
        assert done.exit == 0
        assert messages(city) == ["1-rehtori.eml", "2-museonjohtaja.eml", "3-talous.eml"]
        assert "tyrskyla-2023-06.csv: 3 yksikön 9 riviä (tilanne 30.6.2023)" in done.out

    def test_a_second_run_has_no_news_and_writes_nothing(self, city: Path, call: Call) -> None:
        call(city, "run", *TODAY)
        before = {file: file.stat().st_mtime_ns for file in (city / "var/messages").iterdir()}
        done = call(city, "run", *TODAY)
        assert done.exit == 0
        assert "ei uutta" in done.out
        assert {file: file.stat().st_mtime_ns for file in (city / "var/messages").iterdir()} == before

    def test_a_dry_run_writes_the_same_messages_and_keeps_nothing(self, city: Path, call: Call, tmp_path: Path) -> None:
        out = tmp_path / "kokeilu"
        assert call(city, "run", *TODAY, "--dry-run", "--out", str(out)).exit == 0
        assert sorted(file.name for file in out.glob("*.eml")) == ["1-rehtori.eml", "2-museonjohtaja.eml", "3-talous.eml"]
        assert not (city / "var").exists()

    def test_a_dry_run_after_a_run_has_no_news(self, city: Path, call: Call, tmp_path: Path) -> None:
        call(city, "run", *TODAY)
        assert "ei uutta" in call(city, "run", *TODAY, "--dry-run", "--out", str(tmp_path / "kokeilu")).out
        assert not (tmp_path / "kokeilu").exists()


CUT_IN_A_ROW = REPORT[: REPORT.index("1200;Museo;Toimintakulut") + 30]
CUT_BETWEEN_ROWS = REPORT[: REPORT.index("1100;Koulut;Toimintakulut")]
BROKEN_RULES = RULES.replace("kertymäpoikkeama > 250 000 €", "kertymäpoikkeamma > 250 000 €")
NO_RULE_IN_USE = RULES.replace("    kohde: kulut\n", "    kohde: kulut\n    tila: pois\n")


class TestSomethingIsWrong:
    """Each of these: a clear Finnish message with the place, the right exit code, and alerts as they were."""

    @pytest.mark.parametrize(
        ("what", "harm", "code", "words"),
        [
            ("missing report", lambda city: (city / "data" / MONTHLY).unlink(), 2, ["data/*.csv"]),
            ("empty file", lambda city: write(city, ""), 2, [MONTHLY, "tyhjä"]),
            ("cut in a row", lambda city: write(city, CUT_IN_A_ROW), 2, [f"{MONTHLY}:9", "kesken"]),
            ("cut between rows", lambda city: write(city, CUT_BETWEEN_ROWS), 2, [MONTHLY, "accept"]),
            ("no file but a zip", lambda city: write(city, "PK\x03\x04"), 2, [MONTHLY]),
            (
                "broken rule",
                lambda city: (city / "rules/saannot.yaml").write_text(BROKEN_RULES, "utf-8"),
                1,
                ["rules/saannot.yaml:6:15", "tarkoititko kertymäpoikkeama?"],
            ),
            (
                "broken rules file",
                lambda city: (city / "rules/toinen.yaml").write_text("säännöt:\n  - tunnus: 'a\n", "utf-8"),
                1,
                ["rules/toinen.yaml:2:13", "lainausmerkki"],
            ),
            ("no rules", lambda city: (city / "rules/saannot.yaml").unlink(), 2, ["rules"]),
            (
                "no rule in use",
                lambda city: (city / "rules/saannot.yaml").write_text(NO_RULE_IN_USE, "utf-8"),
                2,
                ["rules", "kaikki säännöt ovat pois käytöstä"],
            ),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_alerts_stay_as_they_are(
        self, what: str, harm: Callable[[Path], None], code: int, words: list[str], city: Path, call: Call
    ) -> None:
        call(city, "run", *TODAY)
        before, told = alerts(call, city), messages(city)
        harm(city)
        done = call(city, "run", *TODAY)
        assert done.exit == code, done.out
        for word in words:
            assert word in done.out
        assert "Traceback" not in done.out
        assert alerts(call, city) == before
        heads = [name for name in messages(city) if "talous" not in name]
        assert heads == [name for name in told if "talous" not in name]

    def test_finance_is_told_once_of_what_is_wrong(self, city: Path, call: Call) -> None:
        call(city, "run", *TODAY)
        write(city, "")
        call(city, "run", *TODAY)
        assert len(messages(city)) == 4
        call(city, "run", *TODAY)
        assert len(messages(city)) == 4

    @pytest.mark.parametrize(("command", "code"), [("check", 1), ("evaluate", 2), ("test", 2), ("run", 2), ("status", 2)])
    @pytest.mark.parametrize(
        ("rules", "words"),
        [(NO_RULE_IN_USE, "kaikki säännöt ovat pois käytöstä"), (RULES[RULES.index("vastuut:") :], "ei ole yhtään sääntöä")],
    )
    def test_no_rule_in_use_is_said_by_every_command(
        self, command: str, code: int, rules: str, words: str, tmp_path: Path, call: Call
    ) -> None:
        city = small_city(tmp_path, rules=rules)
        if command == "status":
            call(city, "run", *TODAY)
            assert messages(city) == ["1-talous.eml"]
        done = call(city, command)
        assert done.exit == code
        assert words in done.out

    @pytest.mark.parametrize(
        ("what", "file", "text", "words"),
        [
            ("broken rule", "rules/saannot.yaml", BROKEN_RULES, "rules/saannot.yaml:6:15  tuntematon nimi: kertymäpoikkeamma"),
            ("refused file", "data/tyrskyla-2023-07.csv", "", "tyrskyla-2023-07.csv"),
        ],
    )
    def test_status_says_what_to_look_at(self, what: str, file: str, text: str, words: str, city: Path, call: Call) -> None:
        call(city, "run", *TODAY)
        (city / file).write_text(text, "utf-8")
        assert call(city, "run", *TODAY).exit == 1
        done = call(city, "status", "--json")
        assert done.exit == 1
        assert done.json["why"].startswith(f"viimeisin ajo pyytää katsomaan: {words}")

    @pytest.mark.parametrize(("command", "code"), [(("retry", "1"), 2), (("dismiss", "1"), 2), (("approve",), 0), ((), 0)])
    def test_before_the_first_run_no_message_can_be_retried(
        self, command: tuple[str, ...], code: int, city: Path, call: Call
    ) -> None:
        done = call(city, "outbox", *command)
        assert (done.exit, done.out.strip()) == (code, "Ajoja ei ole vielä tehty.")

    def test_what_comes_back_after_it_was_well_is_told_again(self, city: Path, call: Call) -> None:
        for text in (REPORT, "", REPORT, ""):
            write(city, text)
            call(city, "run", *TODAY)
        assert len(messages(city)) == 5

    @pytest.mark.parametrize("command", ["run", "figures", "evaluate", "check", "test", "alerts", "outbox", "status"])
    def test_an_invalid_config_is_exit_2_with_its_place(self, command: str, city: Path, call: Call) -> None:
        text = (city / "config.yaml").read_text("utf-8")
        (city / "config.yaml").write_text(text.replace("organisation:", "organisaatio:"), "utf-8")
        done = call(city, command)
        assert done.exit == 2
        assert "config.yaml:1:1" in done.out

    @pytest.mark.parametrize("command", ["figures", "evaluate", "check", "test", "alerts", "outbox", "status"])
    def test_json_is_one_document_also_at_exit_2(self, command: str, city: Path, call: Call) -> None:
        (city / "config.yaml").write_text("", "utf-8")
        done = call(city, command, "--json")
        assert done.exit == 2
        assert isinstance(done.json, dict)


NEXT_MONTH = REPORT.replace("1-6/2023", "1-8/2023")


class TestTheNextReport:
    def test_figures_within_the_limit_end_the_alerts(self, city: Path, call: Call) -> None:
        call(city, "run", *TODAY)
        write(city, NEXT_MONTH, "tyrskyla-2023-08.csv")
        done = call(city, "run", "--today", "2023-09-15")
        assert done.exit == 0, done.out
        states = {(unit, state) for unit, _, state, _ in alerts(call, city)}
        assert ("1100", "ended") in states
        assert any("rehtori" in name for name in messages(city)[2:])

    def test_an_older_report_that_comes_late_judges_nothing_again(self, city: Path, call: Call) -> None:
        call(city, "run", *TODAY)
        before = alerts(call, city)
        write(city, REPORT.replace("1-6/2023", "1-5/2023").replace("950 000", "550 000"), "tyrskyla-2023-05.csv")
        assert call(city, "run", *TODAY).exit in (0, 1)
        assert alerts(call, city) == before

    def test_a_newest_report_that_was_taken_away_is_no_reason_to_judge_an_older_one(self, city: Path, call: Call) -> None:
        call(city, "run", *TODAY)
        write(city, NEXT_MONTH, "tyrskyla-2023-08.csv")
        call(city, "run", "--today", "2023-09-15")
        before = alerts(call, city)
        (city / "data/tyrskyla-2023-08.csv").unlink()
        assert call(city, "run", "--today", "2023-09-15").exit == 0
        assert alerts(call, city) == before

    def test_a_corrected_report_of_the_same_month_says_that_the_figures_have_changed(self, city: Path, call: Call) -> None:
        call(city, "run", *TODAY)
        write(
            city,
            REPORT.replace("-600 000", "-620 000")
            .replace("-950 000;-1 500", "-970 000;-1 500")
            .replace("-575 000", "-595 000")
            .replace("-920 000", "-940 000"),
        )
        done = call(city, "run", *TODAY)
        assert "muuttunutta lukua" in done.out


class TestExplain:
    def test_every_number_leads_to_a_row_of_a_file(self, city: Path, call: Call) -> None:
        call(city, "run", *TODAY)
        schools = next(a for a in call(city, "alerts", "--json").json["alerts"] if a["unit"] == "1100")
        proof = call(city, "explain", schools["id"], "--json").json
        actual = next(f for f in proof["figures"] if f["column"] == "actual")
        assert (actual["value"], actual["file"], actual["row"]) == ("-600000.00", MONTHLY, 6)
        assert len(actual["sha256"]) == 64
        assert proof["proof"][0]["left"]["value"] == "0.600000"
        assert [m["role"] for m in proof["messages"]] == ["rehtori"]
        assert "tunnus: kulut-edella" in proof["rule"]["text"]

    def test_what_is_stated_without_a_comparison_is_proved_too(self, city: Path, call: Call) -> None:
        rules = RULES.replace(
            "ja kertymäpoikkeama > 10 000 €", "ja kertymäpoikkeama > 10 000 € ja (sitova tai ennuste on annettu)"
        )
        (city / "rules/saannot.yaml").write_text(rules, "utf-8")
        call(city, "run", *TODAY)
        schools = next(a for a in call(city, "alerts", "--json").json["alerts"] if a["unit"] == "1100")
        shown = call(city, "explain", schools["id"]).out.replace("\u00a0", " ")
        assert "  keltainen  sitova  → ei toteudu\n  keltainen  ennuste on annettu: ennuste 1 000 000 €  → toteutuu\n" in shown
        assert re.search(r"  kulut +toteuma +−600 000 €  tyrskyla-2023-06\.csv:6  sha256 [0-9a-f]{12}\n", shown)
        assert "  >  10 000 €  → toteutuu" in shown, "a constant is shown once"
        assert ", tilanne 2023-06, avoinna\n" in shown
        assert re.search(r"Vaiheet\n  2023-06  keltainen +100 000 €\n", shown)
        assert re.search(r"  #\d+ rehtori: .* – lähetetty ", shown)
        assert not re.search(r"\b(None|yellow|costs|actual|open|sent)\b", shown)
        bound, given = call(city, "explain", schools["id"], "--json").json["proof"][2:4]
        nothing = {"text": None, "value": None, "numbers": None}
        assert (bound["left"]["text"], bound["sign"], bound["right"], bound["held"]) == ("sitova", None, nothing, False)
        assert (given["left"]["text"], given["held"]) == ("ennuste on annettu", True)

    def test_an_unknown_alert_is_exit_2(self, city: Path, call: Call) -> None:
        call(city, "run", *TODAY)
        assert call(city, "explain", "xxxxxxxx").exit == 2


class TestStatus:
    def test_before_the_first_run_it_asks_to_look(self, city: Path, call: Call) -> None:
        assert call(city, "status", "--json").json["status"] == 1

    def test_after_a_good_run_it_is_fine(self, city: Path, call: Call) -> None:
        call(city, "run", *TODAY)
        status = call(city, "status", "--json")
        assert status.exit == 0
        assert (status.json["status"], status.json["period"], status.json["open_alerts"], status.json["waiting"]) == (
            0,
            "2023-06",
            3,
            0,
        )

    def test_after_a_run_that_could_not_be_done_it_is_broken(self, city: Path, call: Call) -> None:
        call(city, "run", *TODAY)
        write(city, "")
        call(city, "run", *TODAY)
        assert call(city, "status").exit == 2


def test_a_folder_that_cannot_be_written_is_exit_1_and_the_messages_wait(city: Path, call: Call) -> None:
    (city / "var").mkdir()
    (city / "var/messages").write_text("tiedosto kansion paikalla", "utf-8")
    done = call(city, "run", *TODAY)
    assert done.exit == 1
    waiting = call(city, "outbox", "--json").json["messages"]
    assert [m["state"] for m in waiting] == ["waiting"] * 3
    (city / "var/messages").unlink()
    assert call(city, "run", *TODAY).exit == 0
    assert len(messages(city)) == 3


def test_a_damaged_state_is_exit_2_and_says_what_to_do(city: Path, call: Call) -> None:
    call(city, "run", *TODAY)
    (city / "var/talousvahti.db").write_bytes(b"not a database, but long enough to look like one" * 100)
    for side in ("-wal", "-shm"):
        (city / f"var/talousvahti.db{side}").unlink(missing_ok=True)
    done = call(city, "run", *TODAY)
    assert done.exit == 2
    assert "varmuuskopio" in done.out


def test_a_refused_file_is_accepted_by_the_name_that_the_message_gives(city: Path, call: Call) -> None:
    call(city, "run", *TODAY)
    july = "tyrskyla-2023-07.csv"
    write(city, REPORT.replace("1-6", "1-7").replace("000;", "000 000;").replace("000\n", "000 000\n"), july)
    refused = call(city, "run", "--today", "2023-09-01")
    assert refused.exit == 1
    assert f"python bot.py accept {july}" in refused.out
    assert call(city, "accept", july).exit == 0
    assert call(city, "run", "--today", "2023-09-01").exit == 0
    assert call(city, "accept", "other-2023-07.csv").exit == 2
