"""Talousvahti: reads a city's budget reports, judges them by finance's rules and posts Finnish messages.

The command line: commands, exit codes, and the one place that reads the clock.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import cast

from job.commands.answer import Answer, Asked
from job.crash import redact_crashes


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its module in `job/commands`, what it does, and its own arguments."""

    module: str
    help: str
    arguments: tuple[str, ...] = ()


COMMANDS = {
    "run": Command(
        "run",
        "the whole job once: load, evaluate, update the alerts, queue, send",
        ("today", "dry_run", "out", "last_good", "log_json", "served"),
    ),
    "serve": Command("serve", "the same on the schedule of config.yaml, until it is told to stop", ("last_good", "log_json")),
    "figures": Command("figures", "what was read from the sources, or from these files", ("files", "json")),
    "evaluate": Command("evaluate", "what the rules say about the newest period", ("files", "json", "today")),
    "check": Command("check", "check config, rules, recipients and sources", ("json",)),
    "test": Command("test", "run the rules' own tests", ("json",)),
    "profile": Command("profile", "what earlier years say of a unit's rhythm, as a profile for the rules", ("unit", "json")),
    "backtest": Command(
        "backtest", "what the rules would have said of all periods there are", ("files", "json", "against", "sweep", "out")
    ),
    "alerts": Command("alerts", "open alerts", ("json", "all")),
    "explain": Command("explain", "the whole proof of one alert", ("id", "json")),
    "outbox": Command(
        "outbox", "what waits or is parked; `retry ID`, `dismiss ID`, `approve` (a held run)", ("action", "json", "all")
    ),
    "send-test": Command("send_test", "one harmless message through a channel", ("channel",)),
    "accept": Command("accept", "take a file that the gates refused, after a person has looked", ("file",)),
    "status": Command("status", "health for a monitoring system: 0 fine, 1 look, 2 broken", ("json",)),
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # consoles of Windows have another encoding; a test's stream has none
            stream.reconfigure(encoding="utf-8", errors="replace")
    options = _parser().parse_args(arguments)
    command = cast("Callable[[Asked], Answer]", import_module(f"job.commands.{COMMANDS[options.command].module}").command)
    answer = command(_asked(options))
    if getattr(options, "json", False):
        print(json.dumps(answer.document, ensure_ascii=False, indent=1))
    elif answer.text:
        print(answer.text)
    return answer.exit


def _asked(options: argparse.Namespace) -> Asked:
    files = getattr(options, "files", ()) or ()
    action = getattr(options, "action", None) or [None, None]
    return Asked(
        config=options.config,
        now=_now(),
        clock=_now,
        progress=_progress,
        today=getattr(options, "today", None),
        files=tuple(files),
        out=getattr(options, "out", None),
        dry_run=getattr(options, "dry_run", False),
        all=getattr(options, "all", False),
        id=getattr(options, "id", None) or (action[1] if len(action) > 1 else None),
        action=action[0] or getattr(options, "channel", None),
        last_good=getattr(options, "last_good", None),
        log_json=getattr(options, "log_json", False),
        served=getattr(options, "served", False),
        against=getattr(options, "against", None),
        sweep=getattr(options, "sweep", None),
    )


def _now() -> datetime:
    return datetime.now(UTC)


def _progress(line: str) -> None:
    if sys.stderr.isatty():
        print(line, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bot.py", description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        sub = commands.add_parser(name, help=command.help, description=command.help)
        sub.add_argument("--config", type=Path, default=Path("config.yaml"), help="default: config.yaml")
        for argument in command.arguments:
            _ARGUMENTS[argument](sub)
    return parser


_ARGUMENTS: dict[str, Callable[[argparse.ArgumentParser], object]] = {
    "json": lambda p: p.add_argument("--json", action="store_true", help="one JSON document on stdout"),
    "today": lambda p: p.add_argument("--today", type=_day, metavar="DATE", help="stands for the clock: 2023-08-01"),
    "files": lambda p: p.add_argument("files", nargs="*", type=Path, metavar="FILE", help="these files in place of the sources"),
    "file": lambda p: p.add_argument("files", nargs=1, type=Path, metavar="FILE"),
    "dry_run": lambda p: p.add_argument("--dry-run", action="store_true", help="store and send nothing"),
    "out": lambda p: p.add_argument("--out", type=Path, metavar="DIR", help="the folder that is written to"),
    "against": lambda p: p.add_argument("--against", type=Path, metavar="DIR", help="another rules folder to compare with"),
    "sweep": lambda p: p.add_argument("--sweep", metavar="RULE.LIMIT=3,5,7", help="the limit of a rule at several values"),
    "all": lambda p: p.add_argument("--all", action="store_true", help="also what has ended or was sent"),
    "id": lambda p: p.add_argument("id", metavar="ID"),
    "unit": lambda p: p.add_argument("id", metavar="UNIT", help="code or name of a unit"),
    "action": lambda p: p.add_argument("action", nargs="*", metavar="retry ID | dismiss ID | approve"),
    "channel": lambda p: p.add_argument("channel", metavar="CHANNEL"),
    "last_good": lambda p: p.add_argument("--last-good", type=Path, metavar="FILE", help="stands in while config.yaml is broken"),
    "log_json": lambda p: p.add_argument("--log-json", action="store_true", help="the log as one JSON document a line"),
    "served": lambda p: p.add_argument("--served", action="store_true", help=argparse.SUPPRESS),
}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"not a date: {text} (write 2023-08-01)") from None


if __name__ == "__main__":
    redact_crashes()
    sys.exit(main())
