"""The house keeps its arrows and its doors: what import-linter cannot see.

A new arrow or a new door is a decision: write a record in docs/decisions and add it to the table here.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("written", "budget", "figures", "engine", "alerts", "job")

# Only these files may touch disk, network, processes or the clock.
DOORS = {
    "bot.py": {"clock"},
    "figures/fetch.py": {"disk"},
    "figures/limited.py": {"disk", "process"},
    "figures/unpack.py": {"process"},  # in the child, as the next three: their files are in memory
    "figures/zipped.py": {"disk"},
    "figures/workbook.py": {"disk"},
    "figures/pdf.py": {"disk"},
    "job/read_config.py": {"disk"},
    "job/rules_folder.py": {"disk"},
    "job/read_channels.py": {"disk"},
    "job/read_web_source.py": {"disk"},
    "job/fetch_web.py": {"network"},
    "job/secrets.py": {"disk"},
    "job/heartbeat.py": {"network", "process"},
    "job/notify.py": {"disk", "network", "process"},
    "job/kept_config.py": {"disk"},
    "job/child.py": {"disk", "process"},
    "job/crash.py": {"process"},
    "job/event_log.py": {"disk", "process"},
    "job/backtest/workers.py": {"disk", "process"},
    "job/commands/backtest.py": {"disk"},
    "job/commands/serve.py": {"clock", "database", "disk"},
    "job/waiting.py": {"disk"},
    "job/web.py": {"network", "clock"},
    "job/web_deadline.py": {"network", "clock"},
    "job/state.py": {"disk", "database"},
    "alerts/outbox.py": {"database"},
    "alerts/channel_book.py": {"database"},
    "alerts/deliver.py": {"process"},
    "alerts/exchange.py": {"network"},
    "alerts/graph.py": {"network"},
    "alerts/smtp.py": {"network"},
    "alerts/smtp_wire.py": {"network", "clock"},
    "alerts/teams.py": {"network", "clock"},
    "alerts/tokens.py": {"network"},
    "alerts/folder.py": {"disk"},
}

MODULES = {
    "os": "disk",
    "io": "disk",
    "glob": "disk",
    "shutil": "disk",
    "tempfile": "disk",
    "sqlite3": "database",
    "subprocess": "process",
    "multiprocessing": "process",
    "threading": "process",
    "signal": "process",
    "resource": "process",
    "socket": "network",
    "ssl": "network",
    "urllib": "network",
    "http": "network",
    "httpx": "network",
    "smtplib": "network",
    "time": "clock",
}

CALLS = {
    **dict.fromkeys(("open", "read_text", "read_bytes", "write_text", "write_bytes", "mkdir", "unlink", "rename"), "disk"),
    **dict.fromkeys(("iterdir", "glob", "rglob", "exists", "is_file", "is_dir", "stat", "resolve", "touch"), "disk"),
    **dict.fromkeys(("now", "today", "utcnow"), "clock"),
}

# Imported where they are used, so that a run with no news starts fast.
HEAVY = {"email", "msal", "httpx", "apscheduler", "difflib", "pdfplumber"}


def sources() -> list[str]:
    files = [ROOT / "bot.py", *(file for room in ROOMS for file in (ROOT / room).rglob("*.py"))]
    return sorted(file.relative_to(ROOT).as_posix() for file in files)


@cache
def tree(file: str) -> ast.Module:
    """The code that runs: what only the type checker sees opens no door."""
    whole = ast.parse((ROOT / file).read_text("utf-8"))
    _Running().visit(whole)
    return whole


class _Running(ast.NodeTransformer):
    def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt]:
        for_types = isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        return node.orelse if for_types else self.generic_visit(node)


def imports(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Import):
            yield from (name.name.split(".")[0] for name in inner.names)
        elif isinstance(inner, ast.ImportFrom) and inner.module and inner.level == 0:
            yield inner.module.split(".")[0]


def used_doors(file: str) -> set[str]:
    module = tree(file)
    found = {MODULES[name] for name in imports(module) if name in MODULES}
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in CALLS:
                found.add(CALLS[name])
    return found


@pytest.mark.parametrize("file", sources())
def test_only_doors_touch_the_world(file: str) -> None:
    assert used_doors(file) <= DOORS.get(file, set())


def test_every_door_is_used() -> None:
    """A door that touches nothing any more is taken out of the table."""
    assert {file: used_doors(file) for file in DOORS} == DOORS


def test_the_command_line_knows_only_the_roof() -> None:
    assert {name for name in imports(tree("bot.py")) if name in ROOMS} <= {"job", "budget", "written"}


@pytest.mark.parametrize("file", sources())
def test_heavy_libraries_are_imported_where_they_are_used(file: str) -> None:
    at_start = {name for node in tree(file).body for name in _at_top(node)}
    assert not at_start & HEAVY


def _at_top(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from imports(node)


def test_the_rules_folder_holds_no_code() -> None:
    assert {file.suffix for file in (ROOT / "rules").rglob("*") if file.is_file()} == {".yaml"}


def test_no_file_hides_what_it_is_for() -> None:
    names = {Path(file).stem for file in sources()}
    assert not names & {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base", "core"}


@pytest.mark.parametrize("file", [file for file in sources() if not file.endswith("__init__.py")])
def test_every_module_says_in_a_sentence_what_it_is_for(file: str) -> None:
    assert ast.get_docstring(tree(file))
