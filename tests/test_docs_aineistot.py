"""The guide of reports tells what every message of reading means: a new one without its line there fails here."""

import ast
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from figures.document import Role
from job.read_config import _SOURCE_KEYS
from tests.test_figures_cities import asked

ROOT = Path(__file__).parents[1]
GUIDE = " ".join((ROOT / "docs" / "aineistot.md").read_text("utf-8").split())
MESSAGE_AT = {"Problem": 2, "_refused": 1, "_refusal": 2, "Refused": 0}  # the argument that is the message
INSIDE = {"xlsx.py", "xls.py", "zipped.py", "workbook.py", "unpack.py", "pdf.py", "sheets.py"}  # of `tiedostoa ei voitu avata: …`


def texts(node: ast.expr) -> Iterable[list[str]]:
    """The fixed parts of every message that an expression may be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield [node.value]
    elif isinstance(node, ast.JoinedStr):
        yield [part.value for part in node.values if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    elif isinstance(node, ast.IfExp):
        yield from texts(node.body)
        yield from texts(node.orelse)


def messages(path: Path) -> Iterable[list[str]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Assign) and any(isinstance(of, ast.Name) and of.id in ("message", "what") for of in node.targets):
            yield from texts(node.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            at = MESSAGE_AT.get(node.func.id, 99)
            if len(node.args) > at and not (path.name in INSIDE and node.func.id != "Problem"):
                yield from texts(node.args[at])
        elif isinstance(node, ast.Yield) and path.name == "gates.py" and node.value is not None:
            yield from texts(node.value)
        elif isinstance(node, ast.ClassDef) and node.name == "Fault":
            for value in node.body:
                yield from texts(value.value) if isinstance(value, ast.Assign) else ()


def kinds() -> list[str]:
    """The longest fixed part of every message."""
    found: dict[str, None] = {}
    for path in sorted((ROOT / "figures").glob("*.py")):
        for parts in messages(path):
            longest = max((re.sub(r"^\W+|[\s(:,”]+$", "", part) for part in parts), key=len, default="")
            if len(longest) > 10:
                found[longest] = None
    return list(found)


@pytest.mark.parametrize("kind", kinds())
def test_every_message_has_its_line(kind: str) -> None:
    assert kind in GUIDE


def test_there_are_messages() -> None:
    assert len(kinds()) > 80


@pytest.mark.parametrize("key", [key for key in _SOURCE_KEYS if key != "report"])
def test_every_hint_has_its_line(key: str) -> None:
    assert f"| `{key}` |" in GUIDE


@pytest.mark.parametrize("role", Role)
def test_every_column_that_config_can_name(role: Role) -> None:
    assert f"`{role.value}`" in GUIDE


def test_the_hints_of_the_guide_are_a_config(tmp_path: Path) -> None:
    """The example is read as it stands in the guide; only its report is another one."""
    source = re.search(
        r"```yaml\nsources:\n  - report: .*\n((?:    .*\n)+)```", (ROOT / "docs" / "aineistot.md").read_text("utf-8")
    )
    assert source
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "raportti.csv").write_text("", "utf-8")
    (tmp_path / "organisaatio.csv").write_text("koodi;nimi;ylempi\n41;Koulu;\n", "utf-8")
    hints = "\n".join(line.strip() for line in source[1].splitlines()).replace("data/organisaatio", "organisaatio")
    text = "Koodi;Nimi;Rivi;TA + muutokset;Tot 1-6\n41;Koulu;Menot;100;50\n"
    answer = asked(tmp_path, text.encode("cp1252"), hints.replace("2024-08", "2024-06"), "raportti.csv")
    assert answer.exit == 0, answer.text
