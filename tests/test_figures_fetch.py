"""The door: which files are read, and which are refused with what words."""

import hashlib
import os
from pathlib import Path

import pytest

from budget.unit import UnitCode
from figures import fetch as door
from figures.document import Document, Hints, OrganisationRow
from figures.fetch import expand, fetch, fetch_organisation
from written.problem import Problem, Severity


def said(of: object) -> str:
    assert isinstance(of, Problem)
    assert of.severity is Severity.FILE
    assert of.hint
    return str(of)


def test_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"TA;Tot\n")
    of = fetch(tmp_path / "a.txt", "data/*.txt", Hints(encoding="cp1252"))
    expected = Document("a.txt", "data/*.txt", b"TA;Tot\n", hashlib.sha256(b"TA;Tot\n").hexdigest(), Hints(encoding="cp1252"))
    assert of == expected


def test_what_is_no_readable_file(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    assert "tiedostoa ei ole" in said(fetch(tmp_path / "missing.txt", "x"))
    assert "kansio" in said(fetch(tmp_path, "x"))
    assert "tyhjä" in said(fetch(tmp_path / "empty.txt", "x"))
    os.mkfifo(tmp_path / "pipe")
    assert "ei ole tavallinen tiedosto" in said(fetch(tmp_path / "pipe", "x"))


def test_a_file_that_is_too_big(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "MAX_BYTES", 10)
    (tmp_path / "a.txt").write_bytes(b"0123456789")
    (tmp_path / "b.txt").write_bytes(b"0123456789X")
    assert isinstance(fetch(tmp_path / "a.txt", "x"), Document)
    assert "liian suuri" in said(fetch(tmp_path / "b.txt", "x"))


def test_a_file_that_grows_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"TA;Tot\n")
    stat = Path.stat

    def later(self: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        if self == path:
            with path.open("ab") as file:
                file.write(b"1;2\n")
        return stat(self, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(Path, "stat", later)
    assert "muuttui kesken lukemisen" in said(fetch(path, "x"))


def test_a_pattern(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    for name in ("b.txt", "a.txt", "c.csv", ".hidden.txt"):
        (tmp_path / "data" / name).write_bytes(b"x")
    found = expand("data/*.txt", tmp_path, ())
    assert isinstance(found, tuple)
    assert [path.name for path in found] == ["a.txt", "b.txt"]
    assert expand("data/c.csv", tmp_path, ()) == (tmp_path / "data" / "c.csv",)
    assert "ei vastaa yhtään tiedostoa" in said(expand("data/*.xlsx", tmp_path, ()))
    assert "tiedostoa ei ole" in said(expand("data/d.txt", tmp_path, ()))
    assert "ei vastaa yhtään tiedostoa" in said(expand("nothing/*.txt", tmp_path, ()))


def test_paths_stay_under_the_roots(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    for folder in (inside, outside):
        folder.mkdir()
        (folder / "a.txt").write_bytes(b"x")
    (inside / "link.txt").symlink_to(outside / "a.txt")
    (inside / "folder").symlink_to(outside)
    assert "ulkopuolella" in said(expand("../outside/a.txt", inside, ()))
    assert "ulkopuolella" in said(expand(str(outside / "*.txt"), inside, ()))
    assert "ulkopuolella" in said(expand("link.txt", inside, ()))
    assert "ulkopuolella" in said(expand("*.txt", inside, ()))
    assert "ulkopuolella" in said(expand("folder/*.txt", inside, ()))
    assert expand("../outside/a.txt", inside, (outside,)) == (outside / "a.txt",)


def test_a_link_that_goes_round(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "b.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    assert isinstance(expand("a.txt", tmp_path, ()), Problem)
    assert isinstance(fetch(tmp_path / "a.txt", "x"), Problem)


@pytest.mark.parametrize(
    "text",
    [
        "koodi;nimi;ylempi\n1;Kunta;\n11;Koulu;1\n",
        "1;Kunta;\n11;Koulu;1\n",
        "Ylempi,Koodi,Nimi\n,1,Kunta\n1,11,Koulu\n",
        "code;name;parent\n1;Kunta;-\n11;Koulu;1\n",
    ],
)
def test_an_organisation_table(tmp_path: Path, text: str) -> None:
    (tmp_path / "org.csv").write_text(text, "utf-8")
    expected = (OrganisationRow(UnitCode("1"), "Kunta", None), OrganisationRow(UnitCode("11"), "Koulu", UnitCode("1")))
    assert fetch_organisation(tmp_path / "org.csv") == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("koodi;nimi;ylempi\n", "yhtään yksikköä"),
        ("koodi;nimi;ylempi\n1;A;2\n2;B;1\n", "kehän"),
        ("koodi;nimi;ylempi\n1;A;\n2;B;1\n2;B;3\n", "kaksi ylempää"),
    ],
)
def test_a_broken_organisation_table(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "org.csv").write_text(text, "utf-8")
    assert message in said(fetch_organisation(tmp_path / "org.csv"))
