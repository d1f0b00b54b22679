"""The arithmetic of a judgement, with its numbers, as a person can check it."""

from __future__ import annotations

from functools import cache

from budget.exact import Exact
from budget.finnish import MONTHS, NBSP, exact_euros, plain_number
from budget.unit import Line
from budget.verdict import Comparison, Kind, Level, Proof, Statement, Term
from engine.cases import Case
from engine.compile import Comparing, Compiled, Side
from engine.facts import Facts
from engine.judging import Judgement
from engine.names import FAMILIES, UNIT_KEYS, Family, key, meaning
from engine.parser import read
from engine.profiles import Paces
from engine.quantities import UnitValues, Values, unbudgeted
from engine.syntax import Absolute, Compare, Condition, Constant, Reference, Signed, Sum

_SIGNS = {"*": "×", "-": "\u2212", "+": "+", "/": "/"}


def comparisons(level: Level | None, condition: Compiled, values: Values, family: Family) -> tuple[Comparison, ...]:
    """Return the comparisons of a condition as they were judged, in the order of the text."""
    return tuple(_comparison(level, condition.condition, comparing, values, family) for comparing in condition.comparisons)


def whole_proof(judgement: Judgement, reached: Level | None, values: Values) -> Proof:
    """Return the comparisons and statements of the reached level, of the lower ones, of the higher ones, and of `poistuu`."""
    family = FAMILIES[judgement.subject]
    below = [(of, condition) for of, condition in reversed(judgement.levels) if reached is not None and of <= reached]
    above = [(of, condition) for of, condition in judgement.levels if reached is None or of > reached]
    found = [part for of, condition in (*below, *above) for part in _judged(of, condition, values, family)]
    if judgement.release is not None:
        found.extend(_judged(None, judgement.release, values, family))
    return tuple(found)


def _judged(level: Level | None, condition: Compiled, values: Values, family: Family) -> Proof:
    """Return all parts of a condition as they were judged, in the order of the text."""
    starts = (comparing.left.node.span.start for comparing in condition.comparisons)
    parts: list[tuple[int, Comparison | Statement]] = [*zip(starts, comparisons(level, condition, values, family), strict=True)]
    for stating in condition.statements:
        numbers = ", ".join(_named(name, values, family) for name in stating.names)
        text = condition.condition.words(stating.node.span)
        parts.append((stating.node.span.start, Statement(level, text, numbers, stating.test(values))))
    return tuple(part for _, part in sorted(parts, key=lambda part: part[0]))


def _named(name: str, values: Values, family: Family) -> str:
    """Return a value with its name; a cell of a budget column that is empty is not a value that is missing."""
    of = meaning(name, family)
    line, primary = UNIT_KEYS.get(name, (None, name))
    part = values.part(line)
    if primary == "ta" and values[name] is None and part is not None and part.budget_column:
        return f"{name} tyhjä"
    return f"{name} {formatted(Kind.NUMBER if of is None else of.kind, values[name])}"


def facts(judgement: Judgement, level: Level, case: Case, paces: Paces) -> Facts:
    """Gather what the wording of a finding is made from."""
    values, family = case.values, FAMILIES[judgement.subject]
    reached = [(of, condition) for of, condition in reversed(judgement.levels) if of <= level]
    lines = [values.part(line) for _, condition in reached for line in condition.unbudgeted]
    code, line = (case.unit.code if case.unit is not None else None), values.line
    profile = paces.at(code, line, values.period.month).profile if code is not None and line is not None else None
    return Facts(
        subject=judgement.subject,
        line=line,
        period=values.period,
        conditions=tuple((of, condition.condition) for of, condition in reached),
        proof=tuple(c for of, condition in reached for c in comparisons(of, condition, values, family)),
        used=judgement.names,
        unbudgeted=any(part is not None and unbudgeted(part) is True for part in lines),
        expected=values["odotus"] if line is not None or family is Family.MEASURE else None,
        even=values.period.even,
        profile=profile,
        lookup=_Lookup(values, case),
    )


class _Lookup:
    """Gives any value of a target by its primary name, and those of the other lines of its unit."""

    def __init__(self, values: Values, case: Case) -> None:
        self.values = values
        self.case = case

    def __call__(self, name: str, line: Line | None) -> Exact | None:
        part = self.values.part(line)
        if part is None and line is not None and self.case.other_line is not None:
            part = self.case.other_line(line)
        if part is None or not (name in part.formulas or (isinstance(part, UnitValues) and name in UNIT_KEYS)):
            return None
        return part[name]


def _comparison(level: Level | None, condition: Condition, comparing: Comparing, values: Values, family: Family) -> Comparison:
    left = _term(condition, comparing.left, values, family)
    right = _term(condition, comparing.right, values, family)
    return Comparison(level, left, comparing.sign, right, comparing.test(values))


def _term(condition: Condition, side: Side, values: Values, family: Family) -> Term:
    return Term(condition.words(side.node.span), side.kind, side.number(values), _Numbers(values, family).side(side))


def formatted(kind: Kind, value: Exact | None) -> str:
    """Return a value of a kind in Finnish, as exactly as four decimals can."""
    if value is None:
        return "puuttuu"
    if kind is Kind.EUROS:
        return exact_euros(value)
    if kind in (Kind.SHARE, Kind.POINTS):
        return plain_number((value[0] * 100, value[1])) + NBSP + ("%" if kind is Kind.SHARE else "%-yks.")
    if kind is Kind.MONTH and 1 <= value[0] <= 12 and value[1] == 1:
        return f"{MONTHS[value[0] - 1]}kuu"
    return plain_number(value) + (f"{NBSP}pv" if kind is Kind.DAYS else "")


class _Numbers:
    """Writes a sum with the numbers that its names stand for."""

    def __init__(self, values: Values, family: Family) -> None:
        self.values = values
        self.family = family

    def side(self, side: Side) -> str:
        """Write a side; one that is a single name as what it is computed from."""
        node = side.node
        if isinstance(node, Reference) and side.names:
            line, primary = UNIT_KEYS.get(side.names[0], (None, side.names[0]))
            part = self.values.part(line)
            of = meaning(primary, self.family)
            formula = of.text(part.line) if of is not None and part is not None else ""
            if part is not None and formula and part[primary] is not None:
                return _Numbers(part, self.family).write(formula_tree(formula))
            return formatted(side.kind, side.number(self.values))
        return self.write(node) if side.names else formatted(side.kind, side.number(self.values))

    def write(self, node: Sum, *, inside: bool = False) -> str:
        if isinstance(node, Constant):
            return formatted(node.kind, node.value)
        if isinstance(node, Reference):
            called = key(node.word, node.line) if node.line is not None else node.word
            of = meaning(called, self.family)
            kind = Kind.NUMBER if of is None or of.kind is Kind.MONTH else of.kind
            return formatted(kind, self.values[called])
        if isinstance(node, Signed):
            return _SIGNS[node.sign] + self.write(node.inner, inside=True)
        if isinstance(node, Absolute):
            return f"|{self.write(node.inner)}|"
        text = f"{self.write(node.left, inside=True)} {_SIGNS[node.sign]} {self.write(node.right, inside=True)}"
        return f"({text})" if inside else text


@cache
def formula_tree(formula: str) -> Sum:
    """Return the tree of a formula of the table of names."""
    condition, _ = read(f"{formula} > 0")
    if condition is None or not isinstance(condition.tree, Compare):
        raise ValueError(formula)
    return condition.tree.left
