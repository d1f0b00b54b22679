"""The folder channel: whole files only, and never over another message."""

from pathlib import Path

import pytest

from alerts.folder import Folder
from alerts.letter import Letter
from alerts.outcome import Accepted, Blocked


def letter(number: int = 17, role: str = "museonjohtaja", eml: bytes = b"eml") -> Letter:
    return Letter(number, role, "museo@example.org", "Museotoimi", eml, b"html", card=None, repeat=False)


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def test_a_message_is_two_files(tmp_path: Path) -> None:
    assert Folder(tmp_path / "uusi").send(letter()) == Accepted("17-museonjohtaja.eml")
    assert files(tmp_path / "uusi") == {"17-museonjohtaja.eml": b"eml", "17-museonjohtaja.html": b"html"}


def test_a_repeat_writes_the_same_files(tmp_path: Path) -> None:
    assert Folder(tmp_path).send(letter()) == Folder(tmp_path).send(letter())
    assert len(files(tmp_path)) == 2


def test_another_message_is_never_overwritten(tmp_path: Path) -> None:
    Folder(tmp_path).send(letter())
    assert Folder(tmp_path).send(letter(eml=b"another")) == Accepted("17-museonjohtaja-2.eml")
    assert files(tmp_path)["17-museonjohtaja.eml"] == b"eml"


@pytest.mark.parametrize("role", ["../../etc/x", "a/b", "a\\b", "..", "a\0b"])
def test_a_role_is_no_path(tmp_path: Path, role: str) -> None:
    folder = tmp_path / "messages"
    assert isinstance(Folder(folder).send(letter(role=role)), Accepted)
    assert [file.parent for file in tmp_path.rglob("*.eml")] == [folder]


def test_a_folder_that_cannot_be_written_blocks_the_message(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    outcome = Folder(tmp_path / "file").send(letter())
    assert isinstance(outcome, Blocked)
    assert "ei voitu kirjoittaa" in outcome.error
