"""`docs/kanavat.md`: its examples are read, it tells every key and command, and its errors are those of the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import COMMANDS
from engine.read_rules import read_rules
from job.channels import UnusableChannel
from job.config import Config
from job.read_config import read_config

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "kanavat.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", TEXT, re.DOTALL)
YAML = [block for language, block in BLOCKS if language == "yaml"]
CONFIGS = [block for block in YAML if "channels:" in block]
OWNERS = [block for block in YAML if "vastuut:" in block]
NEEDED = "organisation: Tyrskylä\nrules: rules/\nstate: var/talousvahti.db\nsources:\n  - report: data/*.csv\n"
WEBHOOK = "https://example.01.environment.api.powerplatform.com:443/powerautomate/automations/direct/workflows/0/invoke?sig=x"

LEAST = {
    "alerts/teams.py": 13,
    "alerts/teams_url.py": 5,
    "alerts/smtp.py": 22,
    "alerts/graph.py": 9,
    "alerts/tokens.py": 6,
    "alerts/folder.py": 2,
    "job/secrets.py": 15,
    "job/read_channels.py": 3,
    "alerts/smtp_wire.py": 1,
    "alerts/deliver.py": 1,
}
"""The modules whose errors the guide tells, and how many at least are found in each: a search that finds none is broken."""
OUTCOMES = {"TryLater", "InDoubt", "Refused", "NoSuchReader", "ChannelClosed", "Blocked", "BadWebhook", "FileExistsError"}
"""What a module says to people is the first argument of these; the second of `error` and `problem_at`."""
HOLE = "…"


def read(text: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """Read an example as config.yaml, with every secret that it names in its place."""
    credentials = folder / "credentials"
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credentials))
    for key, form, name in re.findall(r"(\w+): \{(env|file|credential): ([^}]+)\}", text):
        value = WEBHOOK if key == "webhook" else "salaisuus"
        if form == "env":
            monkeypatch.setenv(name, value)
            continue
        file = (credentials if form == "credential" else folder) / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(value + "\n", "utf-8")
        file.chmod(0o600)
    path = folder / "config.yaml"
    (folder / "varmenteet").mkdir(exist_ok=True)
    (folder / "varmenteet/oma-ca.pem").touch()
    path.write_text(NEEDED + text, "utf-8")
    return read_config(path)


def test_every_example_is_of_config_or_of_owners() -> None:
    assert len(CONFIGS) >= 12
    assert len(CONFIGS) + len(OWNERS) == len(YAML)


@pytest.mark.parametrize("block", CONFIGS)
def test_every_config_is_read_and_every_channel_can_be_used(block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = read(block, tmp_path, monkeypatch)
    assert (config.unusable, config.warnings) == ((), ())
    assert config.channels
    assert not any(isinstance(settings, UnusableChannel) for _, settings in config.channels)


@pytest.mark.parametrize("block", OWNERS)
def test_the_owners_are_read(block: str) -> None:
    assert read_rules({"rules/vastuut.yaml": block.encode()}).problems == ()


def test_an_example_without_its_secret_would_be_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TALOUSVAHTI_TEAMS", raising=False)
    path = tmp_path / "config.yaml"
    path.write_text(NEEDED + "channels:\n  t: {type: teams, webhook: {env: TALOUSVAHTI_TEAMS}}\n", "utf-8")
    assert [problem.message for problem in read_config(path).unusable] == ["ympäristömuuttujaa TALOUSVAHTI_TEAMS ei ole"]


def allowed_keys() -> set[str]:
    """Return every key that the reader of channels takes."""
    tree = ast.parse((ROOT / "job" / "read_channels.py").read_text("utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and called(node) == "allow"]
    found = {key for call in calls for key in ast.literal_eval(call.args[0])}
    assert {"type", "webhook", "bare_card", "login"} <= found
    return found


def called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(name) | ast.Attribute(attr=name):
            return name
    return ""


def in_code(word: str) -> bool:
    pieces = re.findall(r"`[^`\n]+`", re.sub(r"```\w*\n.*?```", "", TEXT, flags=re.DOTALL))
    return any(re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", piece) for piece in pieces)


WORDS = sorted(allowed_keys() | {"env", "file", "credential", "none", "starttls", "tls", "varakanava", "allow_hosts"})
WORDS += [
    "test_mode",
    "quiet_days",
    "flood_limit",
    "proxy",
    "ca_file",
    "waiting",
    "held",
    "sending",
    "in_doubt",
    "parked",
    "sent",
]


@pytest.mark.parametrize("word", WORDS)
def test_every_key_and_state_is_told(word: str) -> None:
    assert in_code(word)


def test_every_command_that_is_told_is_one() -> None:
    told = set(re.findall(r"bot\.py ([a-z-]+)", TEXT))
    assert {"check", "send-test", "run", "outbox"} <= told <= set(COMMANDS)


@pytest.mark.parametrize("link", re.findall(r"\]\(#([^)]+)\)", TEXT))
def test_every_link_has_its_heading(link: str) -> None:
    headings = re.findall(r"^## (.+)$", TEXT, re.MULTILINE)
    assert link in [re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings]


def shown(node: ast.expr | None) -> Iterator[str]:
    """Yield the texts that an expression may be, with `…` for what is filled in."""
    match node:
        case ast.Constant(str(text)) if " " in text:
            yield text
        case ast.JoinedStr(parts):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else HOLE for part in parts)
        case ast.BoolOp(values=several):
            for value in several:
                yield from shown(value)
        case ast.IfExp(body=yes, orelse=no):
            yield from shown(yes)
            yield from shown(no)


def assigned(tree: ast.Module, name: str) -> Iterator[ast.expr]:
    """Yield every value that a module gives to a name, also as one of several at once."""
    for node in ast.walk(tree):
        match node:
            case ast.Assign([ast.Name(target)], value) if target == name:
                yield value
            case ast.Assign([ast.Tuple(targets)], ast.Tuple(values)):
                pairs = zip(targets, values, strict=True)
                yield from (value for target, value in pairs if isinstance(target, ast.Name) and target.id == name)


def said(tree: ast.Module) -> Iterator[ast.expr]:
    """Yield every expression of a module that people read as an error."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(args=[first, *rest]):
                name = called(node)
                if name in OUTCOMES:
                    yield first
                elif name in ("error", "problem_at") and rest:
                    yield rest[0]
            case ast.Tuple([ast.Constant(""), why, _]):
                yield why
            case ast.FunctionDef(name="_why" | "webhook_warning"):
                yield from answers(node)


def answers(function: ast.FunctionDef) -> Iterator[ast.expr]:
    """Yield what a function returns that says why, also from its table and as its default."""
    for node in ast.walk(function):
        match node:
            case ast.Return(ast.expr() as value):
                yield value
            case ast.Dict(values=values):
                yield from values
            case ast.Call(args=[_, ast.Constant() as default]):
                yield default


def texts(module: str) -> set[str]:
    tree = ast.parse((ROOT / module).read_text("utf-8"))
    found: set[str] = set()
    for node in said(tree):
        values = assigned(tree, node.id) if isinstance(node, ast.Name) else (node,)
        found.update(text for value in values for text in shown(value))
    return {text for text in found if text.strip(HOLE + " :.")}


ERRORS = TEXT.partition("## 7. ")[2].partition("## 8. ")[0]
CELLS = re.findall(r"^\| `([^`]+)` \|", ERRORS, re.MULTILINE)
REAL = {module: texts(module) for module in LEAST}
OUTBOX = "toimitus keskeytyi kahdesti"


def tells(cell: str, text: str) -> bool:
    """Tell whether a row is about an error. One that begins with what is filled in stands whole in the guide."""
    return cell.endswith(text.removeprefix(HOLE)) if text.startswith(HOLE) else cell == text


def test_the_errors_of_the_code_are_found() -> None:
    assert {module for module, found in REAL.items() if len(found) < LEAST[module]} == set()
    assert "palvelin ei tunne osoitetta …: …" in REAL["alerts/smtp.py"]
    assert "salaisuudessa … on useita rivejä" in REAL["job/secrets.py"]


@pytest.mark.parametrize(("module", "text"), [(module, text) for module in LEAST for text in sorted(REAL[module])])
def test_every_error_has_a_row(module: str, text: str) -> None:
    assert any(tells(cell, text) for cell in CELLS), f"{module}: {text}"


@pytest.mark.parametrize("cell", CELLS)
def test_every_row_is_an_error_of_the_code(cell: str) -> None:
    every = {OUTBOX}.union(*REAL.values())
    assert any(tells(cell, text) for text in every)


def test_the_error_of_the_outbox_is_real() -> None:
    assert f'"{OUTBOX}"' in (ROOT / "alerts" / "outbox.py").read_text("utf-8")
    assert OUTBOX in CELLS


def test_every_row_says_what_it_means_and_what_to_do() -> None:
    rows = re.findall(r"^\| `.*$", ERRORS, re.MULTILINE)
    assert len(rows) == len(CELLS) == len(set(CELLS)) >= 75
    for row in rows:
        assert len([part for part in row.strip("|").split("|") if part.strip()]) == 3, row
