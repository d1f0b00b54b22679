"""Secrets: where they may stand, and that nothing shows them."""

import copy
import json
import logging
import os
import pickle
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from job.secrets import Secret, read_secret
from written.fields import Fields
from written.problem import Problem
from written.yaml_nodes import Mapping, parse

VALUE = "sala sänä"


def read(
    text: str, folder: Path, environment: dict[str, str] | None = None, *, required: bool = False
) -> tuple[Secret | None, list[Problem]]:
    document = parse(text.encode(), "config.yaml")
    assert isinstance(document.root, Mapping)
    problems = list(document.problems)
    fields = Fields(document, document.root, problems)
    return read_secret(fields, "password", folder, environment or {}, required=required), problems


def private(file: Path, content: bytes) -> Path:
    file.write_bytes(content)
    file.chmod(0o600)
    return file


def only(problems: list[Problem]) -> Problem:
    (problem,) = problems
    return problem


@dataclass(frozen=True)
class Settings:
    password: Secret


# It shows itself only when it is asked by name


def test_no_text_of_a_secret_shows_it() -> None:
    secret = Secret(VALUE)
    texts = [repr(secret), str(secret), f"{secret}", f"{secret:>20}", f"{secret!r}", f"{secret!s}", repr(Settings(secret))]
    texts += [str(asdict(Settings(secret))), json.dumps({"a": secret}, default=str), repr([secret]), str(copy.deepcopy(secret))]
    assert all(VALUE not in text and "***" in text for text in texts)
    assert secret.reveal() == VALUE


def test_secrets_are_compared_without_being_shown() -> None:
    assert Secret(VALUE) == Secret(VALUE)
    assert Secret(VALUE) != Secret("other")
    assert Secret(VALUE) != VALUE
    assert hash(Secret(VALUE)) == hash(Secret("other"))
    assert len({Secret(VALUE), Secret(VALUE), Secret("other")}) == 2


def test_a_secret_is_not_pickled() -> None:
    with pytest.raises(TypeError, match="not written"):
        pickle.dumps(Secret(VALUE))


# Where it may stand


def test_in_the_environment(tmp_path: Path) -> None:
    assert read("password: {env: SMTP}", tmp_path, {"SMTP": VALUE}) == (Secret(VALUE), [])
    assert read("password:\n  env: SMTP\n", tmp_path, {"SMTP": VALUE + "\n"}) == (Secret(VALUE), [])


@pytest.mark.parametrize("content", [VALUE, VALUE + "\n", VALUE + "\r\n", "\ufeff" + VALUE])
def test_in_a_file(tmp_path: Path, content: str) -> None:
    file = private(tmp_path / "smtp", content.encode())
    assert read("password: {file: smtp}", tmp_path) == (Secret(VALUE), [])
    assert read(f"password: {{file: {file}}}", tmp_path / "elsewhere") == (Secret(VALUE), [])


def test_a_file_of_the_group_and_a_link_to_it(tmp_path: Path) -> None:
    private(tmp_path / "real", VALUE.encode()).chmod(0o640)
    (tmp_path / "smtp").symlink_to(tmp_path / "real")
    assert read("password: {file: smtp}", tmp_path) == (Secret(VALUE), [])


def test_spaces_belong_to_it(tmp_path: Path) -> None:
    private(tmp_path / "smtp", b" a b \n")
    assert read("password: {file: smtp}", tmp_path)[0] == Secret(" a b ")


def test_in_systemd_s_credentials(tmp_path: Path) -> None:
    private(tmp_path / "smtp.password", VALUE.encode())
    environment = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert read("password: {credential: smtp.password}", Path("/nowhere"), environment) == (Secret(VALUE), [])


def test_nothing_given(tmp_path: Path) -> None:
    assert read("host: a", tmp_path) == (None, [])
    secret, problems = read("host: a", tmp_path, required=True)
    assert secret is None
    assert only(problems).message == "avain password puuttuu"
    assert read("password:", tmp_path) == (None, [])


# What is wrong stands at its place


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("password: {env: NONE}", 17, "ympäristömuuttujaa NONE ei ole"),
        ("password: {env: EMPTY}", 17, "ympäristömuuttuja EMPTY on tyhjä"),
        ("password: {env: LINES}", 17, "salaisuudessa password on useita rivejä"),
        ("password: {file: missing}", 18, "salaisuuden tiedostoa ei ole: missing"),
        ("password: {file: empty}", 18, "salaisuuden tiedosto on tyhjä: empty"),
        ("password: {file: newline}", 18, "salaisuuden tiedosto on tyhjä: newline"),
        ("password: {file: open}", 18, "salaisuuden tiedosto on kaikkien luettavissa tai muutettavissa: open"),
        ("password: {file: writable}", 18, "salaisuuden tiedosto on kaikkien luettavissa tai muutettavissa: writable"),
        ("password: {file: folder}", 18, "salaisuus ei ole tavallisessa tiedostossa: folder"),
        ("password: {file: pipe}", 18, "salaisuus ei ole tavallisessa tiedostossa: pipe"),
        ("password: {file: latin}", 18, "salaisuuden tiedosto ei ole UTF-8-tekstiä: latin"),
        ("password: {file: long}", 18, "salaisuuden tiedosto on yli 64 kt: long"),
        ("password: {file: lines}", 18, "salaisuudessa password on useita rivejä"),
        ('password: {file: "a\\0b"}', 18, "salaisuuden tiedostoa a\0b ei voitu lukea: nimi ei kelpaa"),
        ("password: {credential: smtp}", 24, "systemd ei ole antanut tunnisteita (CREDENTIALS_DIRECTORY puuttuu)"),
        ("password: {credential: ../smtp}", 24, "tunnisteen nimi ei kelpaa: ../smtp"),
        ("password: {credential: .}", 24, "tunnisteen nimi ei kelpaa: ."),
        ("password: {}", 11, "avaimella password on oltava yksi seuraavista: env, file, credential"),
        ("password: {env: A, file: b}", 11, "avaimella password on oltava yksi seuraavista: env, file, credential"),
        ("password: {env: [A]}", 17, "avaimen env arvon on oltava tekstiä"),
        ("password: [A]", 11, "avaimen password salaisuus ei saa olla tässä tiedostossa"),
    ],
)  # fmt: skip
def test_what_is_wrong(tmp_path: Path, text: str, column: int, message: str) -> None:
    private(tmp_path / "empty", b"")
    private(tmp_path / "newline", b"\n")
    private(tmp_path / "open", b"a").chmod(0o604)
    private(tmp_path / "writable", b"a").chmod(0o602)
    private(tmp_path / "latin", b"\xe4")
    private(tmp_path / "long", b"a" * 70_000)
    private(tmp_path / "lines", b"a\nb\n")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe", 0o600)
    secret, problems = read(text, tmp_path, {"EMPTY": " ", "LINES": "a\nb"})
    assert secret is None
    problem = only(problems)
    assert (problem.place.column, problem.message) == (column, message)


def test_a_wrong_form_is_named(tmp_path: Path) -> None:
    secret, problems = read("password: {envi: A}", tmp_path)
    assert secret is None
    assert (problems[0].message, problems[0].hint) == ("tuntematon avain: envi", "tarkoititko env?")


def test_a_secret_in_the_config_itself_is_refused_and_not_shown(tmp_path: Path) -> None:
    secret, problems = read("password: hunter2-hunter2", tmp_path)
    assert secret is None
    problem = only(problems)
    assert str(problem).splitlines() == [
        "config.yaml:1:11  avaimen password salaisuus ei saa olla tässä tiedostossa",
        "    vihje: kirjoita password: {env: NIMI}, {file: POLKU} tai {credential: NIMI}; vaihda tässä ollut salaisuus",
    ]


def test_nor_is_it_shown_by_another_problem_of_its_line(tmp_path: Path) -> None:
    document = parse(b"email: {hosst: a, password: hunter2-hunter2}", "config.yaml")
    assert isinstance(document.root, Mapping)
    problems: list[Problem] = []
    email = Fields(document, document.root, problems).fields("email")
    assert email is not None
    email.allow(("host", "password"))
    read_secret(email, "password", tmp_path, {})
    assert len(problems) == 2
    assert all("hunter2" not in str(problem) for problem in problems)


def test_a_secret_in_a_log_line(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("job").warning("login as %s", Secret(VALUE))
    assert caplog.messages == ["login as ***"]
