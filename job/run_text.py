"""What `run` tells a person: what was read, what is new, who was told, where to look."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from alerts.event import Change, Event
from alerts.outbox import Sending
from alerts.outcome import Accepted
from budget.finnish import LEVEL_WORDS, counted, day, listing
from budget.snapshot import Snapshot
from budget.verdict import Level
from job.channels import FolderChannel
from job.config import Config
from job.round import Result
from written.problem import Severity


def run_text(result: Result, config: Config, dry_run: Path | None = None) -> str:
    """Return the summary of a run, line by line."""
    lines: list[str] = []
    if result.decided is None:
        lines.append("Ajoa ei voitu tehdä: aineistoa, sääntöjä tai talouden roolia ei ole käytettävissä.")
        lines.append(f"Avoimet poikkeamat jäivät ennalleen ({len(result.open_alerts)}).")
    else:
        lines.append(f"Luettu    {_read(result.decided.snapshot)}")
        lines.append(f"Säännöt   {counted(len(result.turn.rulebook.rules), 'sääntö', 'sääntöä')}")
        lines.append(f"Uutta     {_news(result.decided.events, len(result.open_alerts))}")
    lines.append(f"Viestit   {_messages(result)}")
    lines += [f"  {line}" for line in _letters(result)]
    if dry_run is not None:
        lines.append(f"Kokeilu   mitään ei tallennettu eikä lähetetty; viestit ovat kansiossa {config.shown(dry_run)}")
    elif result.delivered:
        lines.append(f"Katso     {_where(config)}python bot.py alerts")
    problems = result.turn.problems + (() if result.decided is None else result.decided.evaluation.problems)
    if problems:
        lines += ["", "Huomattavaa:", *(str(problem) for problem in problems)]
    return "\n".join(lines)


def why(result: Result) -> str:
    """Return one line of why the run ended as it did, for `status` and the watcher: what is wrong before what is new."""
    problems = result.turn.problems + (() if result.decided is None else result.decided.evaluation.problems)
    errors = [str(problem).splitlines()[0] for problem in problems if problem.severity is not Severity.WARNING]
    if result.decided is None:
        return errors[0] if errors else "aineistoa, sääntöjä tai talouden roolia ei ole käytettävissä"
    return "; ".join((*errors[:1], *_stuck(result), _news(result.decided.events, len(result.open_alerts))))


def _read(snapshot: Snapshot) -> str:
    parts = [
        f"{len(snapshot.units)} yksikön {sum(len(unit.figures) for unit in snapshot.units)} riviä",
        counted(len(snapshot.measures), "suorite", "suoritetta") if snapshot.measures else "",
        counted(len(snapshot.items), "meno ilman määrärahaa", "menoa ilman määrärahaa") if snapshot.items else "",
    ]
    files = listing([source.file for source in snapshot.sources])
    unfinished = ", kuukausi on kesken" if snapshot.unfinished else ""
    return f"{files}: {listing([part for part in parts if part])} (tilanne {day(snapshot.period.last_day)}{unfinished})"


_NEWS = {
    Change.NEW: ("uusi poikkeama", "uutta poikkeamaa"),
    Change.GROWN: ("kasvanut", "kasvanutta"),
    Change.RESTATED: ("muuttunut luku", "muuttunutta lukua"),
    Change.ENDED: ("poistunut", "poistunutta"),
    Change.REMINDED: ("muistutus", "muistutusta"),
    Change.HELD: ("poikkeama odottaa", "poikkeamaa odottaa"),
    Change.ENDED_UNTOLD: ("poistunut kertomatta", "poistunutta kertomatta"),
    Change.EASED: ("lieventynyt", "lieventynyttä"),
    Change.STUCK: ("ei voitu arvioida", "ei voitu arvioida"),
    Change.YEAR_CHANGED: ("päättynyt vuoden vaihtuessa", "päättynyttä vuoden vaihtuessa"),
    Change.RULE_REMOVED: ("päättynyt säännön mukana", "päättynyttä säännön mukana"),
}


def _news(events: tuple[Event, ...], still_open: int) -> str:
    if not events:
        return f"ei uutta; avoinna {counted(still_open, 'poikkeama', 'poikkeamaa')}"
    changes = Counter(event.change for event in events)
    parts = [counted(count, *_NEWS[change]) for change, count in changes.items()]
    levels = Counter(event.alert.level for event in events if event.change is Change.NEW)
    words = ", ".join(f"{LEVEL_WORDS[level].lower()} {levels[level]}" for level in (Level.RED, Level.YELLOW) if levels[level])
    return listing(parts) + (f" ({words})" if words else "")


def _messages(result: Result) -> str:
    sent = sum(d.state is Sending.SENT for d in result.delivered)
    waiting = result.turn.outbox.count(Sending.WAITING)
    parts = [counted(sent, "viesti lähti", "viestiä lähti") if result.delivered else "ei lähetettävää"]
    if waiting:
        parts.append(f"{waiting} odottaa")
    return ", ".join((*parts, *_stuck(result)))


def _stuck(result: Result) -> list[str]:
    """Return what keeps messages from their readers until somebody looks."""
    held, parked = result.turn.outbox.count(Sending.HELD), result.turn.outbox.count(Sending.PARKED)
    return [
        *([f"{held} odottaa hyväksyntää: python bot.py outbox approve"] if held else []),
        *(f"kanava {name} on suljettu: python bot.py send-test {name}" for name in result.closed),
        *([f"{parked} pysäköity: python bot.py outbox"] if parked else []),
    ]


_STATES = {Sending.WAITING: "odottaa", Sending.PARKED: "ei lähtenyt", Sending.IN_DOUBT: "ehkä perillä"}


def _letters(result: Result) -> list[str]:
    lines = []
    for done in result.delivered:
        note = (
            "" if isinstance(done.outcome, Accepted) else f"  ({_STATES.get(done.state, done.state.value)}: {done.outcome.error})"
        )
        lines.append(f"{done.entry.role:24} {done.entry.subject}{note}")
    return lines


def _where(config: Config) -> str:
    folders = [config.shown(s.path) for _, s in config.channels if isinstance(s, FolderChannel)]
    return "".join(f"{folder}/  ja  " for folder in folders)
