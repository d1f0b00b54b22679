"""One round of the job: load, evaluate, update the alerts, queue, send."""

from __future__ import annotations

from datetime import date

from alerts.alert import Alert, State
from alerts.channel_book import ChannelBook
from alerts.deliver import Delivered
from alerts.outbox import Outbox
from engine.check_owners import unreachable
from job.config import Config
from job.decide import Decided, decide
from job.keep_alerts import KeptAlerts
from job.keep_figures import KeptFigures
from job.keep_runs import KeptRuns
from job.last_good import usable_rules
from job.load import load
from job.retention import forget
from job.rules_folder import no_rules, rule_files
from job.send import Tools, send
from job.test_mode import test_role_problem
from job.turn import Turn
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """What a round came to. `decided` is None where the job could not be done. `closed` are channels that are."""

    turn: Turn
    decided: Decided | None
    delivered: tuple[Delivered, ...]
    open_alerts: tuple[Alert, ...]
    closed: tuple[str, ...]


def one_round(config: Config, tools: Tools, today: date) -> Result:
    """Do the whole job once. Nothing that was decided is lost, wherever it stops."""
    kept, outbox = KeptFigures(tools.state), Outbox(tools.state.connection)
    outbox.doubt()
    files, unread = rule_files(config)
    rules = usable_rules(files, unread, KeptRuns(tools.state).last_rules)
    before = kept.newest()
    loaded = load(config, previous=before, accepted=kept.accepted(), state=tools.state, progress=tools.progress)
    nowhere = unreachable(rules.rulebook, frozenset(name for name, _ in config.channels))
    of_rules = (*test_role_problem(config, rules.rulebook), *rules.problems, *no_rules(config, rules.rulebook), *nowhere)
    problems = (*config.broken, *of_rules, *loaded.problems)
    turn = Turn(config, tools.state, today, tools.clock(), rules.rulebook, rules.files, loaded, before, problems)
    with tools.state.transaction():
        decided = decide(turn) if turn.can_judge else None
        if decided is None:
            from job.tell import tell_not_done

            tell_not_done(turn)
    delivered = send(turn, tools)
    forget(tools.state, today, config.retention)
    closed = tuple(channel.name for channel in ChannelBook(tools.state.connection).all() if channel.is_closed)
    return Result(turn, decided, delivered, KeptAlerts(tools.state).in_state(State.OPEN), closed)
