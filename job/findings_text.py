"""What `evaluate` tells a person: the findings by level, what could not be judged, and what is wrong."""

from __future__ import annotations

from collections import Counter

from budget.finnish import LEVEL_WORDS, LINE_WORDS, counted, day, euros, sentence_case
from budget.verdict import Evaluation, Fired, LineTarget, Unknown, Verdict
from engine.evaluate import order
from written.problem import Problem


def findings_text(evaluation: Evaluation | None, problems: tuple[Problem, ...]) -> str:
    """Return the findings as lines of text; without an evaluation, the problems alone."""
    lines: list[str] = []
    if evaluation is None:
        lines.append("Ei voitu arvioida: aineistoa tai sääntöjä ei ole käytettävissä.")
    else:
        found = [v for v in order(evaluation.verdicts) if isinstance(v.outcome, Fired)]
        lines.append(f"Tilanne {day(evaluation.period.last_day)}: {counted(len(found), 'löydös', 'löydöstä')}.")
        lines += [_line(verdict, verdict.outcome) for verdict in found if isinstance(verdict.outcome, Fired)]
        lines += _unknown_lines(evaluation)
    if problems:
        lines += ["", "Huomattavaa:", *(str(problem) for problem in problems)]
    return "\n".join(lines)


def _line(verdict: Verdict, fired: Fired) -> str:
    name = sentence_case(verdict.name)
    if isinstance(verdict.target, LineTarget):
        name = f"{name}, {LINE_WORDS[verdict.target.line]}"
    amount = "" if fired.amount is None else euros(fired.amount)
    lines = [f"{LEVEL_WORDS[fired.level]:13} {amount:>14}  {name}: {fired.reason} [{verdict.rule.id}]"]
    if fired.counterfactual:
        lines.append(f"{'':30}Ei ylittäisi rajaa, {fired.counterfactual}.")
    return "\n".join(lines)


def _unknown_lines(evaluation: Evaluation) -> list[str]:
    causes = Counter((v.rule.id, v.outcome.cause) for v in evaluation.verdicts if isinstance(v.outcome, Unknown))
    return [
        f"Ei voitu arvioida {counted(count, 'kohdetta', 'kohdetta')}: {cause} [{rule}]" for (rule, cause), count in causes.items()
    ]
