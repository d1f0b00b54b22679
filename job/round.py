"""One round of the job: load, evaluate, update the alerts, queue, send."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from alerts.alert import Alert, State
from alerts.deliver import Channel, Delivered, deliver
from alerts.outbox import Outbox
from engine.read_rules import read_rules
from job.config import Config
from job.decide import Decided, Turn, decide
from job.keep_alerts import KeptAlerts
from job.keep_figures import KeptFigures
from job.load import load
from job.rules_folder import rule_files
from job.state import State as StateFile
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class Tools:
    """What a round works with: the open state, the ways to the readers, the clock, and a person who waits."""

    state: StateFile
    channels: Mapping[str, Channel]
    clock: Callable[[], datetime]
    progress: Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Result:
    """What a round came to. `decided` is None where the job could not be done."""

    turn: Turn
    decided: Decided | None
    delivered: tuple[Delivered, ...]
    open_alerts: tuple[Alert, ...]


def one_round(config: Config, tools: Tools, today: date) -> Result:
    """Do the whole job once. Nothing that was decided is lost, wherever it stops."""
    kept, outbox = KeptFigures(tools.state), Outbox(tools.state.connection)
    outbox.doubt()
    files, unread = rule_files(config)
    rulebook = read_rules(files)
    before = kept.newest()
    loaded = load(config, previous=before, accepted=kept.accepted(), progress=tools.progress)
    problems = (*unread, *rulebook.problems, *loaded.problems)
    turn = Turn(config, tools.state, today, tools.clock(), rulebook, files, loaded, before, problems)
    with tools.state.transaction():
        decided = decide(turn) if turn.can_judge else None
        if decided is None:
            from job.tell import tell_not_done

            tell_not_done(turn)
    delivered = deliver(outbox, tools.channels, tools.clock)
    return Result(turn, decided, delivered, KeptAlerts(tools.state).in_state(State.OPEN))
