"""Judging many years of figures: only what may change an alert is looked at closely, and nothing is put into words."""

from __future__ import annotations

from dataclasses import replace

from budget.snapshot import History, Snapshot
from budget.verdict import Evaluation, Fired, Level, Target, Verdict
from engine.cases import Case, Cases
from engine.evaluate import UNTOLD, Told, Watched, judge_alerts, prepare
from engine.judging import Judgement, PreparedRule
from engine.proof import facts
from engine.reason import topic
from engine.rulebook import Rulebook


class Replay:
    """The rules over one period after another."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self._prepared = prepare(rulebook)
        self._fired: dict[tuple[str, Target], tuple[Judgement, Case, Cases, Level]] = {}

    def judge(self, snapshot: Snapshot, history: History, watched: Watched) -> Evaluation:
        """Judge a period as a run on its last day would.

        Args:
            snapshot: the figures of the period.
            history: the periods before it: a run of that day knew no later ones.
            watched: the units that have an alert, by rule.

        Returns:
            The verdicts that fire yellow or red, and those of what is watched. Findings have no words and no topic yet.
        """
        self._fired.clear()
        day = snapshot.period.last_day
        return judge_alerts(self.rulebook, self._prepared, snapshot, history, today=day, watched=watched, teller=self._keep)

    def with_topic(self, verdict: Verdict) -> Verdict:
        """Return a verdict of the period that was judged last with its topic: it decides what stands in which item."""
        outcome, found = verdict.outcome, self._fired.get((verdict.rule.id, verdict.target))
        if found is None or not isinstance(outcome, Fired):
            return verdict
        judgement, case, cases, level = found
        about = topic(facts(judgement, level, case, cases.world.paces))
        return replace(verdict, outcome=replace(outcome, topic=about))

    def _keep(self, rule: PreparedRule, judgement: Judgement, case: Case, cases: Cases, level: Level) -> Told:
        self._fired[rule.rule.card.id, case.target] = (judgement, case, cases, level)
        return UNTOLD
