"""The limits of a rule that may be tried at other values: a name of `rajat`, or a constant of a condition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from budget.finnish import listing
from budget.verdict import Kind, Level
from engine.conditions import checked
from engine.names import fold
from engine.read_rule import LEVELS, RELEASE
from engine.rulebook import Limit, Rule
from engine.syntax import Absolute, Both, Compare, Condition, Constant, Either, Logic, Not, Operation, Signed, Sum
from engine.values import Wrong, constant
from written.problem import did_you_mean
from written.record import dataclass
from written.yaml_nodes import Items, Mapping, Scalar, parse

_UNITS = {Kind.EUROS: "€", Kind.SHARE: "%", Kind.POINTS: "%-yks.", Kind.NUMBER: "", Kind.DAYS: "pv", Kind.MONTH: ""}


@dataclass(frozen=True, slots=True)
class Knob:
    """A limit of a rule that can be set. `now` is what finance wrote (`5 %-yks.`), `unit` its unit as written.

    `limit` is set for a name of `rajat`, `level` and `found` for a constant (`level` None: of `poistuu`).
    """

    rule: Rule
    now: str
    unit: str
    kind: Kind
    limit: Limit | None = None
    level: Level | None = None
    found: Constant | None = None

    @property
    def differs_by_unit(self) -> bool:
        """Whether some units have a limit of their own, which stands whatever this one is set to."""
        return self.limit is not None and any(
            limit.name == self.limit.name for limits in self.rule.unit_limits for limit in limits.limits
        )

    def set(self, text: str) -> tuple[str, Rule] | Wrong:
        """Return the rule with another value, and the value as it is shown. A number alone is in the limit's own unit."""
        shown = f"{text.strip()} {self.unit}".strip()
        value = constant(text)
        if isinstance(value, Wrong):
            return value
        if value.kind is Kind.NUMBER and self.kind is not Kind.NUMBER:
            value = constant(shown)
        else:
            shown = text.strip()
        if isinstance(value, Wrong):
            return value
        if value.kind is not self.kind:
            return Wrong(f"arvo {text.strip()} on eri lajia kuin nykyinen {self.now}", f"anna arvo yksikössä {self.unit}")
        if self.limit is not None:
            changed = replace(self.limit, value=value.value)
            return shown, replace(
                self.rule, limits=tuple(changed if limit is self.limit else limit for limit in self.rule.limits)
            )
        return self._with_constant(shown)

    def _with_constant(self, shown: str) -> tuple[str, Rule] | Wrong:
        read = _condition(self.rule, self.level)
        if read is None or self.found is None:
            return Wrong("ehtoa ei ole")
        span = self.found.span
        text = f"{read.text[: span.start]}{shown}{read.text[span.end :]}"
        condition = checked(text, self.rule.subjects, self.rule.limits)
        if not isinstance(condition, Condition):
            return Wrong(condition[0].message, condition[0].hint)
        if self.level is None:
            return shown, replace(self.rule, release=condition)
        conditions = tuple((of, condition if of is self.level else kept) for of, kept in self.rule.conditions)
        return shown, replace(self.rule, conditions=conditions)


def knob(rule: Rule, name: str) -> Knob | Wrong:
    """Find a limit of a rule.

    Args:
        rule: the rule.
        name: a name of its `rajat`; or a level or `poistuu` with one constant in its condition (`keltainen`); with more of
            them, the unit that tells which is meant too (`keltainen €`).
    """
    wanted = " ".join(name.split())
    limit = next((limit for limit in rule.limits if fold(limit.name) == fold(wanted)), None)
    if limit is not None:
        now = _written(rule, limit) or _UNITS[limit.kind]
        return Knob(rule, now, _unit(now), limit.kind, limit=limit)
    key, _, unit = wanted.partition(" ")
    if key.casefold() not in (*LEVELS, RELEASE):
        return _unknown(rule, wanted)
    level = LEVELS.get(key.casefold())
    read = _condition(rule, level)
    if read is None:
        return _unknown(rule, wanted)
    found = tuple(_constants(read.tree))
    texts = {id(one): read.words(one.span) for one in found}
    fitting = [one for one in found if not unit or fold(_unit(texts[id(one)])) == fold(unit)]
    if len(fitting) == 1:
        now = texts[id(fitting[0])]
        return Knob(rule, now, _unit(now), fitting[0].kind, level=level, found=fitting[0])
    if not fitting:
        return Wrong(f"ehdossa {key} ei ole sellaista lukua: {read.text}", _hint(rule))
    said = listing([texts[id(one)] for one in fitting])
    return Wrong(
        f"ehdossa {key} on useita lukuja ({said})",
        f"lisää yksikkö, esimerkiksi ”{key} {_unit(texts[id(fitting[0])])}”, tai anna luvulle nimi avaimessa rajat",
    )


def _condition(rule: Rule, level: Level | None) -> Condition | None:
    return rule.release if level is None else next((read for of, read in rule.conditions if of is level), None)


def _unknown(rule: Rule, name: str) -> Wrong:
    names = [limit.name for limit in rule.limits]
    return Wrong(f"säännössä {rule.card.id} ei ole rajaa {name}", did_you_mean(name, names) or _hint(rule))


def _hint(rule: Rule) -> str:
    levels = [key for key, level in LEVELS.items() if _condition(rule, level) is not None]
    return f"säännön rajat: {', '.join((*(limit.name for limit in rule.limits), *levels))}"


def _constants(node: Logic | Sum) -> Iterator[Constant]:
    if isinstance(node, Constant):
        if node.kind is not Kind.MONTH:  # the name of one
            yield node
    elif isinstance(node, Signed | Absolute | Not):
        yield from _constants(node.inner)
    elif isinstance(node, Operation | Compare | Both | Either):
        yield from _constants(node.left)
        yield from _constants(node.right)


def _written(rule: Rule, limit: Limit) -> str | None:
    """Return the text of a limit as the rule's own lines give it; None where it comes from the defaults of all rules."""
    root = parse(rule.card.text.encode(), rule.card.place).root
    own = root.nodes[0] if isinstance(root, Items) and root.nodes else None
    limits = own.get("rajat") if isinstance(own, Mapping) else None
    text = limits.get(limit.name) if isinstance(limits, Mapping) else None
    return text.text.strip() if isinstance(text, Scalar) else None


def _unit(text: str) -> str:
    """Return the unit of a number as it was written."""
    return text.lstrip("+-\u2212\u2013 0123456789,\u00a0\u202f\u2009").strip()
