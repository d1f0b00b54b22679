"""config.yaml: everything that the interface names, and the place of every mistake."""

from collections.abc import Callable
from pathlib import Path

import pytest

from job.config import Config, ConfigError
from job.read_config import read_config
from tests.cities import CONFIG, small_city
from tests.conftest import Done

Call = Callable[..., Done]

EVERYTHING = """\
organisation: Tyrskylä
timezone: Europe/Helsinki
rules: rules/
state: var/talousvahti.db
roots: []
sources:
  - report: data/*.csv
  - report: data/toinen.txt
    period: 2024-08
    unit: k€
    signs: costs-positive
    columns: {actual: "Tot 1-6", budget: "TA + muutokset"}
    encoding: cp1252
    organisation: data/organisation.csv
  - ledger: {postings: data/ledger-2024*.csv, budget: data/budget-2024.csv, organisation: data/organisation.csv}
    accounts: {revenue: [3000-3999], costs: [4000-4999]}
channels:
  email: {type: email, host: smtp.example.org, port: 587, security: starttls, from: bot@example.org, reply_to: talous@example.org,
          username: talousvahti, password: {file: secrets/smtp}}
  teams: {type: teams, webhook: {env: TALOUSVAHTI_NO_SUCH_WEBHOOK}}
  folder: {type: folder, path: var/messages}
schedule: ["mon-fri at 06:15"]
quiet_days: [eves, "07-01–07-31"]
flood_limit: 30
page_url: https://intra.example.org/talousvahti/
heartbeat: {url: {env: TALOUSVAHTI_NO_SUCH_HEARTBEAT}}
allow_hosts: ["*.powerplatform.com", "*.logic.azure.com"]
network: {proxy: null, ca_file: null}
log: {file: var/talousvahti.log, level: info, format: text}
retention: {years: 6}
"""


def read(folder: Path, text: str) -> Config:
    (folder / "config.yaml").write_text(text, "utf-8")
    return read_config(folder / "config.yaml")


def test_everything_that_the_interface_names_is_understood(tmp_path: Path) -> None:
    config = read(tmp_path, EVERYTHING)
    assert [name for name, _ in config.channels] == ["email", "teams", "folder"]
    assert (config.limits.flood, config.limits.quiet.eves, config.retention) == (30, True, 6)
    assert config.state == tmp_path / "var/talousvahti.db"


def test_what_lies_outside_of_config_takes_only_its_own_part_with_it(tmp_path: Path, call: Call) -> None:
    """A missing secret closes its channel, a table that is not there leaves out its source: the rest goes on."""
    city = small_city(tmp_path, config=EVERYTHING)
    done = call(city, "run", "--today", "2023-08-01")
    assert done.exit == 1
    assert "3 yksikön 9 riviä" in done.out
    assert "config.yaml:14:19  organisaatiotaulua ei voitu lukea" in done.out
    assert "config.yaml:15:5  pääkirjaa (ledger) ei vielä lueta" in done.out
    errors = [(e["line"], e["column"]) for e in call(city, "check", "--json").json["errors"] if e["file"] == "config.yaml"]
    assert errors == [(19, 51), (20, 39), (26, 24), (14, 19), (15, 5)]


@pytest.mark.parametrize(
    ("what", "old", "new", "line", "column", "words"),
    [
        ("unknown key", "rules:", "säännöt: x\nrules:", 2, 1, "tuntematon avain: säännöt"),
        ("missing key", "state: var/talousvahti.db\n", "", 1, 1, "avain state puuttuu"),
        ("key twice", "rules:", "rules: a\nrules:", 3, 1, "avain rules on annettu kahdesti, ensin rivillä 2"),
        ("no list of sources", "sources:\n  - report: data/*.csv", "sources: data", 4, 10, "luettelo"),
        ("unknown hint", "data/*.csv", "data/*.csv\n    encodig: utf-8", 6, 5, "tuntematon avain: encodig"),
        ("unknown channel type", "type: folder", "type: folderi", 7, 18, "tuntematon arvo: folderi"),
        ("no path", ", path: var/messages", "", 7, 11, "avain path puuttuu"),
        ("rules outside", "rules: rules/", "rules: ../rules", 2, 8, "ei ole config.yaml-tiedoston kansion alla"),
        ("time zone", "organisation:", "timezone: Europe/Helsingfors\norganisation:", 1, 11, "tuntematon aikavyöhyke"),
        ("schedule", "organisation:", 'schedule: ["ma-pe klo 6.15"]\norganisation:', 1, 12, "ajoituksesta puuttuu kellonaika"),
        ("years", "organisation:", "retention: {years: kuusi}\norganisation:", 1, 20, "ei ole kokonaisluku"),
        ("flood", "organisation:", "flood_limit: monta\norganisation:", 1, 14, "ei ole kokonaisluku"),
        ("tab", "  - report", "\t- report", 5, 1, "sarkain"),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_every_mistake_has_its_place(what: str, old: str, new: str, line: int, column: int, words: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, CONFIG.replace(old, new))
    found = [(p.place.line, p.place.column, p.message) for p in caught.value.problems]
    assert any((at, col) == (line, column) and words in message for at, col, message in found), found


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        read(
            tmp_path, CONFIG.replace("rules:", "säännöt: x\nrules:").replace("type: folder", "type: folderi") + "flood_limit: x\n"
        )
    assert len(caught.value.problems) == 3


@pytest.mark.parametrize("text", ["", "# vain huomautus\n", "- luettelo\n", "teksti\n", "\x00"])
def test_a_file_that_holds_no_settings_is_said_to_hold_none(text: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        read(tmp_path, text)
