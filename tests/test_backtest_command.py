"""`backtest` as a command: other rules, limits at several values, stored figures, and what happens when something is wrong."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from job.backtest import replay as replaying
from job.backtest import workers
from tests.conftest import Done
from tests.history_city import RULES, history, lay, scaled, text_of

Call = Callable[..., Done]


@pytest.fixture
def city(tmp_path: Path) -> Path:
    return lay(tmp_path)


def alerts(done: Done) -> dict[str, int]:
    return {rule["rule"]: rule["alerts"] for rule in done.json["rules"]}


def test_side_by_side_is_the_same_as_one_after_another(city: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    in_turn = call(city, "backtest", "--json").json
    monkeypatch.setattr(replaying, "_SMALL", 0)
    monkeypatch.setattr(workers, "cores", lambda: 2)
    assert call(city, "backtest", "--json").json == in_turn


def test_files_that_a_person_names_are_replayed_alone(city: Path, call: Call) -> None:
    files = sorted(str(file) for file in (city / "data").glob("*2023*"))
    done = call(city, "backtest", *files, "--json")
    assert {e["opened"][:4] for rule in done.json["rules"] for e in rule["episodes"]} == {"2023"}
    assert alerts(done) == {"kulut-edella": 1, "tuotot-jaljessa": 2, "ennuste-yli": 2, "kokeilu": 2, "aineisto-vanha": 0}


def test_what_the_sources_hold_no_more_comes_from_the_state_which_stays_as_it_was(city: Path, call: Call) -> None:
    before = call(city, "backtest", "--json").json
    assert call(city, "run", "--today", "2025-01-20").exit == 0
    for file in sorted((city / "data").iterdir())[:-1]:
        file.unlink()
    kept = (city / "var/talousvahti.db").read_bytes()
    done = call(city, "backtest", "--json")
    assert {key: done.json[key] for key in ("rules", "messages", "overruns")} == {
        key: before[key] for key in ("rules", "messages", "overruns")
    }
    assert "33 kautta luettiin aiemmin tallennetuista luvuista" in call(city, "backtest").out.replace("\u00a0", " ")
    assert (city / "var/talousvahti.db").read_bytes() == kept


def test_other_rules_open_other_alerts(city: Path, call: Call) -> None:
    """Without `kesto` the forecast is told a month earlier, and a higher limit hears of less."""
    shutil.copytree(city / "rules", city / "toiset")
    other = RULES.replace("raja: 5 %-yks.", "raja: 9 %-yks.").replace("    kesto: 2\n", "")
    (city / "toiset/saannot.yaml").write_text(other, "utf-8")
    against = call(city, "backtest", "--against", str(city / "toiset"), "--json").json["against"]
    assert against["folder"] == "toiset"
    assert [(e["rule"], e["unit"], e["opened"], e["against_opened"]) for e in against["earlier"]] == [
        ("ennuste-yli", "2000", "2023-07", "2023-06"),
        ("ennuste-yli", "2100", "2023-07", "2023-06"),
    ]
    assert {rule["rule"]: (rule["alerts"], rule["against"]) for rule in against["rules"]}["ennuste-yli"] == (2, 2)
    assert [e["rule"] for e in against["only_there"]] == []


@pytest.mark.parametrize(
    ("asked", "counts"),
    [
        ("kulut-edella.raja=3,5,20", [6, 6, 0]),
        ("kulut-edella.raja=2,5;20", [6, 0]),
        ("kulut-edella.raja=5 %-yks.,20 %-yks.", [6, 0]),
        ("kulut-edella.minimi=10000,400 000", [6, 4]),
        ("ennuste-yli.punainen=50000,299999,300000", [2, 2, 0]),  # exactly on the limit is not over it
        ("tuotot-jaljessa.keltainen %-yks.=5,29,30", [2, 1, 0]),
        ("kulut-edella.poistuu=3,0", [6, 6]),
    ],
)
def test_a_limit_at_several_values(asked: str, counts: list[int], city: Path, call: Call) -> None:
    done = call(city, "backtest", "--sweep", asked, "--json")
    assert done.exit == 0
    assert [tried["alerts"] for tried in done.json["sweep"]["values"]] == counts
    assert alerts(done)["kulut-edella"] == 6  # the rules themselves stay as they are


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("kulut-edella.raja", "kirjoita SÄÄNTÖ.RAJA=ARVO,ARVO"),
        ("kulut-edela.raja=5", "tarkoititko kulut-edella?"),
        ("kulut-edella.rajat=5", "tarkoititko raja?"),
        ("kulut-edella.raja=viisi", "luku ei ole kelvollinen: viisi"),
        ("kulut-edella.raja=5 €", "on eri lajia kuin nykyinen 5 %-yks."),
        ("tuotot-jaljessa.keltainen=5", "on useita lukuja (5 %-yks. ja 10 000 €)"),
        ("tuotot-jaljessa.punainen=5", "ei ole rajaa punainen"),
    ],
)
def test_a_limit_that_cannot_be_tried_is_explained(asked: str, said: str, city: Path, call: Call) -> None:
    done = call(city, "backtest", "--sweep", asked)
    assert done.exit == 2
    assert said in done.out
    assert call(city, "backtest", "--sweep", asked, "--json").json["rules"] == []


def test_a_month_that_two_files_tell_differently_is_said(city: Path, call: Call) -> None:
    """Nothing tells which file is the newer one: what they agree on is used, what they do not is named."""
    restated = scaled(history()[2022, 6], "1100", 100_000)
    (city / "data/tyrskyla-2022-06-korjattu.csv").write_text(text_of(2022, 6, restated), "utf-8")
    done = call(city, "backtest", "--json")
    assert done.exit == 1
    assert any("2022-06" in problem["file"] for problem in done.json["problems"])


def test_a_file_that_cannot_be_read_is_said_and_the_others_are_replayed(city: Path, call: Call) -> None:
    (city / "data/tyrskyla-2022-05.csv").write_text("", "utf-8")
    done = call(city, "backtest", "--json")
    assert done.exit == 1
    assert [problem["message"].partition(" (")[0] for problem in done.json["problems"]] == ["tiedosto on tyhjä"]
    assert {e["opened"] for e in done.json["rules"][0]["episodes"] if e["opened"] < "2022-10"} == {"2022-06"}


@pytest.mark.parametrize(
    ("what", "file", "text", "said"),
    [
        ("no figures", "data", None, "ei saatu yhtään kautta"),
        ("no rules", "rules/saannot.yaml", "vastuut: []\n", "sääntöjä ei ole"),
        ("no config", "config.yaml", "rules: [\n", "config.yaml"),
    ],
)
def test_what_cannot_be_done_is_one_document_and_exit_2(
    what: str, file: str, text: str | None, said: str, city: Path, call: Call
) -> None:
    if text is None:
        shutil.rmtree(city / file)
    else:
        (city / file).write_text(text, "utf-8")
    done = call(city, "backtest", "--json")
    assert done.exit == 2
    assert (done.json["rules"], done.json["messages"]) == ([], [])
    assert said in str(done.json["problems"])
    assert said in call(city, "backtest").out
