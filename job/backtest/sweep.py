"""One limit of one rule at several values: how many alerts each would have opened."""

from __future__ import annotations

from dataclasses import replace

from engine.knobs import Knob, knob
from engine.rulebook import Rule, Rulebook
from engine.values import Wrong
from written.problem import did_you_mean
from written.record import dataclass

_FORM = "kirjoita SÄÄNTÖ.RAJA=ARVO,ARVO, esimerkiksi kulut-edella.raja=3,5,7 (desimaaliluvut erotetaan puolipisteellä: 2,5;5;7,5)"


@dataclass(frozen=True, slots=True)
class Variant:
    """The rule alone with the limit at one value; `value` is how it is shown (`5 %-yks.`)."""

    value: str
    rulebook: Rulebook


@dataclass(frozen=True, slots=True)
class Sweep:
    """What is tried: `limit` as it was asked for, what it is now, and the variants in the order asked.

    `differs_by_unit` tells that some units have a limit of their own, which stands.
    """

    rule: str
    limit: str
    now: str
    differs_by_unit: bool
    variants: tuple[Variant, ...]


def sweep(asked: str, rulebook: Rulebook) -> Sweep | str:
    """Read `RULE.LIMIT=VALUE,VALUE`; return in Finnish what is wrong with it, and what to write."""
    name, is_given, values = asked.partition("=")
    rule_id, has_limit, limit = name.strip().partition(".")
    texts = [text for text in values.split(";" if ";" in values else ",") if text.strip()]
    if not is_given or not has_limit or not texts:
        return f"--sweep {asked}: {_FORM}"
    rules = {rule.card.id: rule for rule in (*rulebook.rules, *rulebook.off)}
    rule = rules.get(rule_id)
    if rule is None:
        return f"--sweep: sääntöä ei ole: {rule_id}. {did_you_mean(rule_id, rules) or 'Säännöt: ' + ', '.join(rules)}"
    found = knob(rule, limit)
    if isinstance(found, Wrong):
        return _said(found)
    return _variants(found, limit.strip(), texts, rulebook)


def _variants(found: Knob, limit: str, texts: list[str], rulebook: Rulebook) -> Sweep | str:
    variants: list[Variant] = []
    for text in texts:
        changed = found.set(text)
        if isinstance(changed, Wrong):
            return _said(changed)
        shown, rule = changed
        variants.append(Variant(shown, _alone(rulebook, rule)))
    return Sweep(found.rule.card.id, limit, found.now, found.differs_by_unit, tuple(variants))


def _alone(rulebook: Rulebook, rule: Rule) -> Rulebook:
    return replace(rulebook, rules=(rule,), off=())


def _said(wrong: Wrong) -> str:
    return f"--sweep: {wrong.message}" + (f"\n    vihje: {wrong.hint}" if wrong.hint else "")
