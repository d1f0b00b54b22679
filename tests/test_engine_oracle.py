"""Judging is exact: the same verdicts as an independent reading of rules.md on fractions, with lark as its parser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lark import Lark, Token, Tree

from budget.figure import Figure
from budget.money import Cents
from budget.period import Period
from budget.snapshot import Snapshot
from budget.unit import Line, UnitCode
from budget.verdict import Clear, Fired, Unknown
from engine.conditions import checked
from engine.rulebook import Subject
from tests.engine_builders import only, rule, rulebook, say, snapshot, unit

LARK = Lark((Path(__file__).parent / "rules.lark").read_text(encoding="utf-8"), start="ehto", parser="lalr")
SUBJECTS = {Line.COSTS: "kulut", Line.REVENUE: "tuotot", Line.MARGIN: "kate"}


@dataclass(frozen=True)
class Given:
    """The values of a line, in cents and in the natural direction, as a person would say them."""

    line: Line
    month: int
    ta: int | None = None
    toteuma: int | None = None
    ennuste: int | None = None
    tp: int | None = None
    original: int | None = None
    kuukauden_toteuma: int | None = None
    toteuma_ed_vuosi: int | None = None
    budget_column: bool = True


SCALES = {"€": Fraction(100), "%": Fraction(1, 100), "%-yks.": Fraction(1, 100), "": Fraction(1)}

# -- the oracle: rules.md, line by line ----------------------------------------------------------------------------


def oracle_value(name: str, g: Given) -> Fraction | None:
    """Return a value; None where it is unknown."""
    return ORACLE[name](g)


def read(cents: int | None) -> Fraction | None:
    return None if cents is None else Fraction(cents)


def of(made: Callable[..., Fraction | None], *parts: int | None) -> Fraction | None:
    """Compute from parts; unknown where one is missing."""
    return None if None in parts else made(*(Fraction(part) for part in parts if part is not None))


def bad(g: Given) -> int:
    return 1 if g.line is Line.COSTS else -1


def rest(g: Given) -> Fraction | None:
    def made(ennuste: Fraction, toteuma: Fraction) -> Fraction | None:
        if g.month == 12 or (toteuma >= 0 if g.line is Line.MARGIN else toteuma <= 0):
            return None
        return ((ennuste - toteuma) / (12 - g.month)) / (toteuma / g.month)

    return of(made, g.ennuste, g.toteuma)


def change(now: Fraction, before: Fraction) -> Fraction | None:
    differ = (now > 0 and before < 0) or (now < 0 and before > 0)
    return None if before == 0 or differ else now / before - 1


ORACLE: dict[str, Callable[[Given], Fraction | None]] = {
    "ta": lambda g: read(g.ta),
    "toteuma": lambda g: read(g.toteuma),
    "ennuste": lambda g: read(g.ennuste),
    "tp": lambda g: read(g.tp),
    "alkuperäinen_ta": lambda g: read(g.original),
    "toteuma_ed_vuosi": lambda g: read(g.toteuma_ed_vuosi),
    "kuukauden_toteuma": lambda g: read(g.toteuma) if g.month == 1 and g.kuukauden_toteuma is None else read(g.kuukauden_toteuma),
    "toteumaprosentti": lambda g: percent_of(read(g.toteuma), read(g.ta), g.line),
    "ennusteprosentti": lambda g: percent_of(read(g.ennuste), read(g.ta), g.line),
    "tasainen": lambda g: Fraction(g.month, 12),
    "odotus": lambda g: Fraction(g.month, 12),
    "kertymäpoikkeama": lambda g: of(lambda t, ta: bad(g) * (t - Fraction(g.month, 12) * ta), g.toteuma, g.ta),
    "ennustepoikkeama": lambda g: of(lambda e, ta: bad(g) * (e - ta), g.ennuste, g.ta),
    "jäljellä": lambda g: of(lambda ta, t: ta - t, g.ta, g.toteuma),
    "kertymäennuste": lambda g: of(lambda t: t / Fraction(g.month, 12), g.toteuma),
    "loppuvuosi_alkuvuodesta": rest,
    "muutos_ed_vuosi": lambda g: of(change, g.toteuma, g.toteuma_ed_vuosi),
    "kuukausi": lambda g: Fraction(g.month),
    "vuosi": lambda _: Fraction(2023),
}


def percent_of(value: Fraction | None, ta: Fraction | None, line: Line) -> Fraction | None:
    if value is None or ta is None:
        return None
    if line is Line.MARGIN:
        return value / ta if ta < 0 and value < 0 else None
    return value / ta if ta > 0 else None


def oracle_sum(node: Tree[Token], g: Given) -> Fraction | None:
    match node.data:
        case "viite":
            return oracle_value(str(node.children[-1]), g)
        case "vakio":
            digits = str(node.children[0]).replace(" ", "").replace(",", ".")
            return Fraction(digits) * SCALES[str(node.children[1] or "").strip()]
        case "itseisarvo":
            inner = oracle_sum(tree(node.children[0]), g)
            return None if inner is None else abs(inner)
        case "etumerkki":
            inner = oracle_sum(tree(node.children[1]), g)
            return None if inner is None else -inner
    left, right = oracle_sum(tree(node.children[0]), g), oracle_sum(tree(node.children[2]), g)
    if left is None or right is None:
        return None
    match str(node.children[1]):
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
    return None if right == 0 else left / right


def oracle(node: Tree[Token], g: Given) -> bool | None:
    """Return whether a condition holds; None where that is unknown."""
    match node.data:
        case "tai":
            return strongest([oracle(tree(child), g) for child in node.children], wins=True)
        case "ja":
            return strongest([oracle(tree(child), g) for child in node.children], wins=False)
        case "ei":
            inner = oracle(tree(node.children[0]), g)
            return None if inner is None else not inner
        case "puuttuu":
            return oracle_sum(tree(node.children[0]), g) is None
        case "annettu":
            return oracle_sum(tree(node.children[0]), g) is not None
        case "budjetoimaton":
            no_budget = g.ta == 0 if g.ta is not None else (True if g.budget_column else None)
            booked = None if g.toteuma is None else g.toteuma != 0
            return strongest([no_budget, booked], wins=False)
        case "sitova":
            return False
    left, right = oracle_sum(tree(node.children[0]), g), oracle_sum(tree(node.children[2]), g)
    if left is None or right is None:
        return None
    tests = {">": left > right, ">=": left >= right, "<": left < right, "<=": left <= right, "=": left == right}
    return tests.get(str(node.children[1]), left != right)


def strongest(truths: list[bool | None], *, wins: bool) -> bool | None:
    if wins in truths:
        return wins
    return None if None in truths else not wins


def tree(node: Tree[Token] | Token) -> Tree[Token]:
    assert isinstance(node, Tree)
    return node


# -- the engine, asked the same ------------------------------------------------------------------------------------


def engine_truth(text: str, g: Given) -> bool | None:
    """Return what the engine says of a condition: that is what a rule with the level tieto alone gives."""
    verdict = only(say(rulebook(rule("s", SUBJECTS[g.line], tieto=text)), world(g)))
    match verdict.outcome:
        case Fired():
            return True
        case Clear():
            return False
        case Unknown():
            return None
    raise AssertionError(verdict.outcome)


def world(g: Given) -> Snapshot:
    def cents(value: int | None) -> Cents | None:
        return None if value is None else Cents(-value if g.line is Line.COSTS else value)

    line = Figure(
        UnitCode("1"),
        g.line,
        budget=cents(g.ta),
        actual=cents(g.toteuma),
        forecast=cents(g.ennuste),
        prior=cents(g.tp),
        budget_original=cents(g.original),
        month_actual=cents(g.kuukauden_toteuma),
        prior_actual=cents(g.toteuma_ed_vuosi),
        has_budget_column=g.budget_column,
    )
    return snapshot(unit(line), period=Period(2023, g.month))


def says_nothing(text: str) -> bool:
    """Tell whether a condition compares constants alone, divides by zero or names no month: these are refused."""
    found = checked(text, (Subject.COSTS,))
    refused = ("vertailussa ei ole yhtään nimeä", "nollalla ei voi jakaa", "kuukautta ei ole")
    return isinstance(found, tuple) and all(mistake.message.startswith(refused) for mistake in found)


# -- conditions of every kind, and figures that meet their limits --------------------------------------------------

EUROS = ["ta", "alkuperäinen_ta", "toteuma", "kuukauden_toteuma", "ennuste", "tp", "toteuma_ed_vuosi", "kertymäpoikkeama"]
EUROS += ["ennustepoikkeama", "jäljellä", "kertymäennuste", "0 €", "100 €", "10 000 €", "0,01 €", "1 000,50 €"]
SHARES = ["toteumaprosentti", "ennusteprosentti", "tasainen", "odotus", "loppuvuosi_alkuvuodesta", "muutos_ed_vuosi"]
LIMITS = ["0 %", "5 %", "50 %", "58,3 %", "100 %", "100,5 %"]
POINTS = ["0 %-yks.", "5 %-yks.", "2,5 %-yks."]
NUMBERS = ["0", "2", "6", "0,5", "kuukausi", "vuosi"]


@st.composite
def euro_sums(draw: st.DrawFn, depth: int = 2) -> str:
    if depth == 0 or draw(st.booleans()):
        return draw(st.sampled_from(EUROS))
    left, right = draw(euro_sums(depth - 1)), draw(euro_sums(depth - 1))
    number, share = draw(st.sampled_from(NUMBERS)), draw(share_sums(depth - 1))
    forms = [f"({left} + {right})", f"({left} - {right})", f"{number} * ({left})", f"({left}) / {number}"]
    forms += [f"({share}) * ({left})", f"itseisarvo({left})", f"-({left})", f"({left}) * {number}"]
    return draw(st.sampled_from(forms))


@st.composite
def share_sums(draw: st.DrawFn, depth: int = 2) -> str:
    if depth == 0 or draw(st.booleans()):
        return draw(st.sampled_from(SHARES + LIMITS))
    left, points = draw(share_sums(depth - 1)), draw(st.sampled_from(POINTS))
    euro, other = draw(euro_sums(depth - 1)), draw(euro_sums(depth - 1))
    forms = [f"({left} + {points})", f"({left} - {points})", f"({euro}) / ({other})", f"({left}) * ({left})", f"-({left})"]
    return draw(st.sampled_from(forms))


SIGNS = st.sampled_from([">", ">=", "<", "<=", "=", "<>"])
STATES = [f"{name} {state}" for name in ("ennuste", "toteumaprosentti", "ta", "tp") for state in ("puuttuu", "on annettu")]
leaves = st.one_of(
    st.tuples(euro_sums(), SIGNS, euro_sums()).map(" ".join),
    st.tuples(share_sums(), SIGNS, share_sums()).map(" ".join),
    st.tuples(st.sampled_from(SHARES), st.just("-"), st.sampled_from(SHARES), SIGNS, st.sampled_from(POINTS)).map(" ".join),
    st.tuples(st.sampled_from(["kuukausi", "vuosi", "kuukausi * 2"]), SIGNS, st.sampled_from(["6", "12", "2 023"])).map(" ".join),
    st.sampled_from(["budjetoimaton", "sitova", *STATES]),
)
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" ja ", " tai "]), inner).map("".join).map(lambda text: f"({text})"),
        inner.map(lambda text: f"ei ({text})"),
    ),
    max_leaves=4,
)
cents = st.one_of(
    st.none(),
    st.sampled_from([0, 1, -1, 10_000, -10_000, 1_000_000, 1_000_001, 999_999, 100_050, 2_000_000, -2_000_000]),
    st.integers(-(10**12), 10**12),
)
givens = st.builds(
    Given,
    line=st.sampled_from(Line),
    month=st.integers(1, 12),
    ta=cents,
    toteuma=cents,
    ennuste=cents,
    tp=cents,
    original=cents,
    kuukauden_toteuma=cents,
    toteuma_ed_vuosi=cents,
    budget_column=st.booleans(),
)


@settings(max_examples=500, deadline=None)
@given(conditions, givens)
def test_the_engine_and_the_oracle_agree(text: str, g: Given) -> None:
    assume(not says_nothing(text))
    assert engine_truth(text, g) is oracle(LARK.parse(text), g), text


ALL_NAMES = [name for name in EUROS if name[0].isalpha()] + SHARES + ["kuukausi", "vuosi"]


@pytest.mark.parametrize("name", ALL_NAMES)
@settings(max_examples=60, deadline=None)
@given(g=givens)
def test_every_name_is_what_the_oracle_computes(name: str, g: Given) -> None:
    expected = oracle_value(name, g)
    outcome = only(say(rulebook(rule("s", SUBJECTS[g.line], tieto=f"{name} = {name}")), world(g))).outcome
    if expected is None:
        assert isinstance(outcome, Unknown)
        assert outcome.missing
    else:
        assert isinstance(outcome, Fired)
        value = outcome.values[0]
        assert value.name == name
        assert value.value is not None
        assert Fraction(*value.value) == expected


# -- exactly on the limit, and one cent beside it ------------------------------------------------------------------


def on_limit(line: Line, month: int, ta: int, points: int, beside: int) -> Given:
    """Make a line whose share is exactly month / 12 + points %, and `beside` cents worse (costs) or better."""
    whole = ta * 1200
    exact = whole * month // 12 + whole * points // 100
    if line is Line.MARGIN:
        return Given(line, month, ta=-whole, toteuma=-exact - beside)
    return Given(line, month, ta=whole, toteuma=exact + beside)


@settings(max_examples=300, deadline=None)
@given(
    line=st.sampled_from(Line),
    month=st.integers(1, 12),
    ta=st.integers(1, 10**8),
    points=st.integers(0, 20),
    beside=st.sampled_from([-1, 0, 0, 1]),
)
def test_exactly_on_the_limit_does_not_exceed_it(line: Line, month: int, ta: int, points: int, beside: int) -> None:
    g = on_limit(line, month, ta, points, beside)
    assert engine_truth(f"toteumaprosentti > odotus + {points} %-yks.", g) is (beside > 0)
    assert engine_truth(f"toteumaprosentti >= odotus + {points} %-yks.", g) is (beside >= 0)
    assert engine_truth(f"toteumaprosentti - odotus < {points} %-yks.", g) is (beside < 0)
    assert engine_truth(f"toteumaprosentti = odotus + {points} %-yks.", g) is (beside == 0)
    assert engine_truth(f"toteuma / ta <> odotus + {points} %-yks.", g) is (beside != 0)


@settings(max_examples=300, deadline=None)
@given(
    line=st.sampled_from(Line),
    month=st.integers(1, 12),
    ta=st.integers(-(10**9), 10**9),
    euros=st.integers(0, 10**7),
    beside=st.sampled_from([-1, 0, 0, 1]),
)
def test_exactly_on_the_euros_does_not_exceed_them(line: Line, month: int, ta: int, euros: int, beside: int) -> None:
    worse = euros * 100 + beside
    toteuma = ta * month + (worse if line is Line.COSTS else -worse)
    g = Given(line, month, ta=ta * 12, toteuma=toteuma)
    text = f"{euros:,}".replace(",", " ")
    assert engine_truth(f"kertymäpoikkeama > {text} €", g) is (beside > 0)
    assert engine_truth(f"kertymäpoikkeama >= {text} €", g) is (beside >= 0)
    assert engine_truth(f"itseisarvo(kertymäpoikkeama) <= {text} €", g) is (abs(worse) <= euros * 100)


@settings(max_examples=150, deadline=None)
@given(g=givens, more=st.integers(0, 10**10))
def test_spending_more_never_lowers_the_level(g: Given, more: int) -> None:
    book = rulebook(
        rule(
            tieto="toteumaprosentti > odotus",
            keltainen="toteumaprosentti > odotus + 5 %-yks. ja kertymäpoikkeama > 10 000 €",
            punainen="kertymäpoikkeama > 750 000 € tai (toteumaprosentti > odotus + 10 %-yks. ja kertymäpoikkeama > 250 000 €)",
        )
    )
    before = replace(g, line=Line.COSTS, toteuma=g.toteuma or 0)
    after = replace(before, toteuma=(before.toteuma or 0) + more)
    low, high = only(say(book, world(before))).outcome, only(say(book, world(after))).outcome
    if isinstance(low, Fired):
        assert isinstance(high, Fired)
        assert high.level >= low.level


def test_all_names_of_a_line_are_asked_about() -> None:
    from engine.names import names_of

    assert set(ALL_NAMES) == set(names_of(Subject.COSTS))
