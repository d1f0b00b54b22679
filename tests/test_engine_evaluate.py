"""What a rule judges, which level holds, what is unknown, and how many euros it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import product

import pytest

from budget.exact import decimal
from budget.figure import MeasureKind, UnbudgetedItem
from budget.gap import forecast_gap, pace_gap, used_share
from budget.money import Cents
from budget.owner import Binding, BindingLevel
from budget.period import Period
from budget.snapshot import History, Snapshot, SourceRead
from budget.unit import Line, UnitCode
from budget.verdict import (
    Clear,
    Comparison,
    Fired,
    ItemTarget,
    Kind,
    Level,
    LineTarget,
    MeasureTarget,
    NotJudged,
    Outcome,
    SourceTarget,
    Statement,
    Unknown,
    Verdict,
)
from engine.cases import line_values, world
from engine.evaluate import evaluate, order
from engine.kinds import combined
from engine.names import FAMILIES, FORMULAS, NAMES, Family, is_taken
from engine.profiles import paces
from engine.proof import formula_tree
from engine.quantities import Values
from engine.rulebook import Profile, Rule, Scope, Subject
from engine.symbolic import _Writer
from tests.engine_builders import (
    FILE,
    JUNE,
    TODAY,
    euros_limit,
    figure,
    measure,
    only,
    points_limit,
    profile,
    report,
    rule,
    rulebook,
    say,
    snapshot,
    unit,
)
from written.place import Place
from written.problem import Severity


def costs(budget: int | None, actual: int | None, forecast: int | None = None, *, code: str = "1") -> Snapshot:
    def minus(euros: int | None) -> int | None:
        return None if euros is None else -euros

    return snapshot(unit(figure(Line.COSTS, minus(budget), minus(actual), minus(forecast), code=code)))


def outcome(rule_: Rule, now: Snapshot, *past: Snapshot) -> Outcome:
    return only(say(rulebook(rule_), now, *past)).outcome


# -- three values --------------------------------------------------------------------------------------------------

TRUTH = {True: "ta = 100 €", False: "ta < 100 €", None: "ennuste > 5 €"}


def truth_of(text: str) -> bool | None:
    result = outcome(rule(tieto=text), costs(100, 50))
    return {Fired: True, Clear: False, Unknown: None}[type(result)]


# fmt: off
AND = {(True, True): True,  (True, False): False,  (True, None): None,
       (False, True): False, (False, False): False, (False, None): False,
       (None, True): None,  (None, False): False,  (None, None): None}
OR = {(True, True): True,  (True, False): True,  (True, None): True,
      (False, True): True, (False, False): False, (False, None): None,
      (None, True): True,  (None, False): None,  (None, None): None}
# fmt: on


@pytest.mark.parametrize("pair", list(product((True, False, None), repeat=2)))
def test_not_known_is_not_false(pair: tuple[bool | None, bool | None]) -> None:
    left, right = (TRUTH[value] for value in pair)
    assert truth_of(f"{left} ja {right}") is AND[pair]
    assert truth_of(f"{left} tai {right}") is OR[pair]
    denied = {True: False, False: True, None: None}
    assert truth_of(f"ei {left}") is denied[pair[0]]
    assert truth_of(f"ei ({left} ja {right})") is denied[AND[pair]]


# fmt: off
LEVELS = (
    # tieto  keltainen punainen   level           may be higher
    (True,   True,     True,      Level.RED,      False),
    (True,   True,     False,     Level.YELLOW,   False),
    (True,   True,     None,      Level.YELLOW,   True),
    (True,   False,    True,      Level.INFO,     False),
    (True,   False,    None,      Level.INFO,     False),
    (True,   None,     True,      Level.INFO,     True),
    (True,   None,     False,     Level.INFO,     True),
    (False,  True,     True,      Clear,          False),
    (False,  None,     None,      Clear,          False),
    (None,   True,     True,      Unknown,        False),
    (None,   False,    False,     Unknown,        False),
    ("no",   True,     True,      Level.RED,      False),
    ("no",   True,     None,      Level.YELLOW,   True),
    ("no",   False,    True,      Clear,          False),
    ("no",   None,     True,      Unknown,        False),
    ("no",   "no",     True,      Level.RED,      False),
    ("no",   "no",     None,      Unknown,        False),
    (True,   "no",     True,      Level.RED,      False),
    (True,   "no",     None,      Level.INFO,     True),
    (True,   "no",     "no",      Level.INFO,     False),
)
# fmt: on


@pytest.mark.parametrize(("info", "yellow", "red", "expected", "higher"), LEVELS)
def test_a_level_counts_only_where_the_lower_ones_hold(
    info: object, yellow: object, red: object, *, expected: object, higher: bool
) -> None:
    texts = [TRUTH[value] if value in (True, False, None) else None for value in (info, yellow, red)]
    result = outcome(rule(tieto=texts[0], keltainen=texts[1], punainen=texts[2]), costs(100, 50))
    if isinstance(expected, Level):
        assert isinstance(result, Fired)
        assert (result.level, result.may_be_higher) == (expected, higher)
    else:
        assert isinstance(expected, type)
        assert isinstance(result, expected)


# fmt: off
RELEASES = (
    (None,                        True),
    ("toteumaprosentti < 53 %",   True),
    ("toteumaprosentti < 50 %",   False),
    ("ennuste < 5 €",             None),
)
# fmt: on


@pytest.mark.parametrize(("text", "released"), RELEASES)
def test_poistuu_is_told_apart(text: str | None, *, released: bool | None) -> None:
    verdict = only(say(rulebook(rule(keltainen="toteuma > 5 €", poistuu=text)), costs(100, 50)))
    assert verdict.released is released


# -- what is missing -----------------------------------------------------------------------------------------------

# fmt: off
MISSING = (
    # condition                                          ta      toteuma ennuste  missing
    ("ennuste > 5 €",                                     100,     50,    None,   ("ennuste",)),
    ("toteumaprosentti > 5 %",                            None,    50,    None,   ("ta",)),
    ("toteumaprosentti > 5 %",                            None,    None,  None,   ("toteuma", "ta")),
    ("toteumaprosentti > 5 %",                            0,       50,    None,   ("toteumaprosentti",)),
    ("toteumaprosentti > 5 %",                            -5,      50,    None,   ("toteumaprosentti",)),
    ("kertymäpoikkeama > 5 € ja ennuste > 5 €",           100,     None,  None,   ("toteuma", "ennuste")),
    ("ennuste > 5 € ja toteumaprosentti > 5 %",           100,     None,  None,   ("ennuste", "toteuma")),
    ("loppuvuosi_alkuvuodesta < 85 %",                    100,     0,     100,    ("loppuvuosi_alkuvuodesta",)),
    ("loppuvuosi_alkuvuodesta < 85 %",                    100,     50,    None,   ("ennuste",)),
    ("muutos_ed_vuosi > 5 %",                             100,     50,    None,   ("toteuma_ed_vuosi",)),
    ("kuukauden_toteuma > 5 €",                           100,     50,    None,   ("kuukauden_toteuma",)),
    ("toteuma / ta > 5 %",                                0,       50,    None,   ("ta",)),
    ("budjetoimaton",                                     0,       None,  None,   ("toteuma",)),
    ("ennuste > 5 € ja tp > 5 € ja ennuste > 6 €",        100,     50,    None,   ("ennuste", "tp")),
    ("(toteuma > 5 € tai ennuste > 5 €) ja tp > 5 €",     100,     1,     None,   ("ennuste", "tp")),
)
# fmt: on


@pytest.mark.parametrize(("text", "ta", "toteuma", "ennuste", "missing"), MISSING)
def test_what_is_missing_is_named_in_order(
    text: str, ta: int | None, toteuma: int | None, *, ennuste: int | None, missing: tuple[str, ...]
) -> None:
    result = outcome(rule(keltainen=text), costs(ta, toteuma, ennuste))
    assert isinstance(result, Unknown)
    assert result.missing == missing


def test_the_cause_is_said_in_words() -> None:
    result = outcome(rule(keltainen="ennustepoikkeama > 5 € ja toteumaprosentti > 5 %"), costs(None, 50))
    assert result == Unknown(("ennuste", "ta"), "ennuste ja talousarvio puuttuvat")
    result = outcome(rule(keltainen="toteumaprosentti > 5 % ja ennuste > 5 €"), costs(0, 50))
    assert result == Unknown(("toteumaprosentti", "ennuste"), "ennuste puuttuu ja toteuma-% ei ole laskettavissa")
    result = outcome(rule(keltainen="toteumaprosentti > 5 % ja kertymäennuste > 5 € ja muutos_ed_vuosi > 5 %"), costs(0, 50))
    assert result == Unknown(
        ("toteumaprosentti", "toteuma_ed_vuosi"), "edellisen vuoden toteuma puuttuu ja toteuma-% ei ole laskettavissa"
    )


def test_a_divisor_of_the_rule_that_is_zero_is_not_missing() -> None:
    result = outcome(rule(keltainen="toteuma / (ta − toteuma) > 5 %"), costs(50, 50))
    assert result == Unknown(("ta", "toteuma"), "ehdon jakaja on nolla (talousarvio ja toteuma)")
    result = outcome(rule(keltainen="toteuma / ta > 5 % ja ennuste > 5 €"), costs(0, 50))
    assert result == Unknown(("ennuste", "ta"), "ennuste puuttuu ja ehdon jakaja on nolla (talousarvio)")
    result = outcome(rule(keltainen="toteumaprosentti + ennusteprosentti > 5 %"), costs(0, 50, 60))
    assert result == Unknown(("toteumaprosentti", "ennusteprosentti"), "toteuma-% ja ennuste-% eivät ole laskettavissa")


# fmt: off
SIGNS = (
    # name                        line    ta     toteuma  ennuste  a year ago   known
    ("toteumaprosentti",          "kulut",   100,   -5,      None,   None,  True),
    ("toteumaprosentti",          "kulut",     0,    5,      None,   None,  False),
    ("toteumaprosentti",          "kulut",    -1,    5,      None,   None,  False),
    ("toteumaprosentti",          "kate",   -100,   -5,      None,   None,  True),
    ("toteumaprosentti",          "kate",   -100,    0,      None,   None,  False),
    ("toteumaprosentti",          "kate",   -100,    5,      None,   None,  False),
    ("toteumaprosentti",          "kate",    100,    5,      None,   None,  False),
    ("toteumaprosentti",          "kate",      0,   -5,      None,   None,  False),
    ("ennusteprosentti",          "kate",   -100,    5,      -90,    None,  True),
    ("ennusteprosentti",          "kate",   -100,    5,      90,     None,  False),
    ("kertymäpoikkeama",          "kate",    100,   -5,      None,   None,  True),
    ("kertymäpoikkeama",          "kulut",     0,    5,      None,   None,  True),
    ("ennustepoikkeama",          "kate",      0,    5,      -9,     None,  True),
    ("jäljellä",                  "kulut",     0,   -5,      None,   None,  True),
    ("loppuvuosi_alkuvuodesta",   "kulut",   100,    5,      90,     None,  True),
    ("loppuvuosi_alkuvuodesta",   "kulut",   100,    0,      90,     None,  False),
    ("loppuvuosi_alkuvuodesta",   "kulut",   100,   -5,      90,     None,  False),
    ("loppuvuosi_alkuvuodesta",   "kate",   -100,   -5,      -90,    None,  True),
    ("loppuvuosi_alkuvuodesta",   "kate",   -100,    0,      -90,    None,  False),
    ("loppuvuosi_alkuvuodesta",   "kate",   -100,    5,      -90,    None,  False),
    ("muutos_ed_vuosi",           "kulut",   100,    5,      None,   4,     True),
    ("muutos_ed_vuosi",           "kulut",   100,    0,      None,   4,     True),
    ("muutos_ed_vuosi",           "kulut",   100,    5,      None,   0,     False),
    ("muutos_ed_vuosi",           "kulut",   100,    5,      None,   -4,    False),
    ("muutos_ed_vuosi",           "kate",   -100,   -5,      None,   -4,    True),
    ("muutos_ed_vuosi",           "kate",   -100,    5,      None,   -4,    False),
)
# fmt: on


@pytest.mark.parametrize("row", SIGNS)
def test_a_value_that_means_nothing_for_its_signs_is_unknown(
    row: tuple[str, str, int, int, int | None, int | None, bool],
) -> None:
    name, kohde, *amounts, known = row
    sign = -1 if kohde == "kulut" else 1
    ta, toteuma, ennuste, before = (None if amount is None else sign * amount for amount in amounts)
    line = Line.COSTS if kohde == "kulut" else Line.MARGIN
    one = figure(line, ta, toteuma, ennuste, prior_actual=before)
    assert isinstance(outcome(rule("s", kohde, tieto=f"{name} = {name}"), snapshot(unit(one))), Fired if known else Unknown)


# fmt: off
STATES = (
    ("ennuste puuttuu",              100, 50,   None, True),
    ("ennuste on annettu",           100, 50,   None, False),
    ("ennuste on annettu",           100, 50,   0,    True),
    ("toteumaprosentti puuttuu",     0,   50,   None, True),
    ("ei ennuste puuttuu",           100, 50,   None, False),
)
# fmt: on


@pytest.mark.parametrize(("text", "ta", "toteuma", "ennuste", "holds"), STATES)
def test_whether_a_value_is_given_is_always_known(text: str, ta: int, toteuma: int, *, ennuste: int | None, holds: bool) -> None:
    assert isinstance(outcome(rule(tieto=text), costs(ta, toteuma, ennuste)), Fired if holds else Clear)


# fmt: off
UNBUDGETED = (
    # ta     toteuma  budget column   budjetoimaton
    (0,      5_649,   True,           True),
    (0,      -6_178,  True,           True),
    (0,      0,       True,           False),
    (None,   5_649,   True,           True),    # an empty cell of a budget column
    (None,   5_649,   False,          None),    # no such column: not known
    (None,   0,       False,          False),
    (0,      None,    True,           None),
    (100,    None,    True,           False),
    (100,    50,      True,           False),
)
# fmt: on


@pytest.mark.parametrize(("ta", "toteuma", "column", "expected"), UNBUDGETED)
def test_bookings_without_a_budget(ta: int | None, toteuma: int | None, *, column: bool, expected: bool | None) -> None:
    one = figure(Line.REVENUE, ta, toteuma, has_budget_column=column)
    result = outcome(rule("s", "tuotot", tieto="budjetoimaton"), snapshot(unit(one)))
    assert {Fired: True, Clear: False, Unknown: None}[type(result)] is expected
    if isinstance(result, Fired):
        assert [value.name for value in result.values] == ["ta", "toteuma"]
        assert result.amount == (abs(toteuma or 0) * 100, 1)


# -- kinds ---------------------------------------------------------------------------------------------------------

E, S, P, N, D, M = Kind.EUROS, Kind.SHARE, Kind.POINTS, Kind.NUMBER, Kind.DAYS, Kind.MONTH
# fmt: off
KINDS = {
    "+": {(E, E): E, (S, S): S, (P, P): P, (N, N): N, (D, D): D, (S, P): S, (P, S): S, (M, N): N, (N, M): N, (M, M): N},
    "-": {(E, E): E, (S, S): P, (P, P): P, (N, N): N, (D, D): D, (S, P): S, (M, N): N, (N, M): N, (M, M): N},
    "*": {(N, E): E, (E, N): E, (N, S): S, (S, N): S, (N, P): P, (P, N): P, (N, N): N, (N, D): D, (D, N): D,
          (S, E): E, (E, S): E, (S, S): S,
          (M, E): E, (E, M): E, (M, S): S, (S, M): S, (M, P): P, (P, M): P, (M, N): N, (N, M): N, (M, D): D, (D, M): D, (M, M): N},
    "/": {(E, N): E, (S, N): S, (P, N): P, (N, N): N, (D, N): D, (E, E): S,
          (E, M): E, (S, M): S, (P, M): P, (N, M): N, (D, M): D, (M, N): N, (M, M): N},
}
# fmt: on


@pytest.mark.parametrize(("sign", "pair"), [(sign, pair) for sign in KINDS for pair in product(Kind, repeat=2)])
def test_kinds(sign: str, pair: tuple[Kind, Kind]) -> None:
    assert combined(pair[0], sign, pair[1]) is KINDS[sign].get(pair)


# -- amount --------------------------------------------------------------------------------------------------------

# fmt: off
AMOUNTS = (
    # kohde, keltainen, punainen, euros of: ta 1000, toteuma 700, ennuste 1200 (June)
    ("kulut",   "kertymäpoikkeama > 10 €",                              None,                        "200.00", "kertymäpoikkeama"),
    ("kulut",   "10 € < kertymäpoikkeama",                              None,                        "200.00", "kertymäpoikkeama"),
    ("kulut",   "kertymäpoikkeama > minimi",                            None,                        "200.00", "kertymäpoikkeama"),
    ("kulut",   "toteuma < ennuste",                                    None,                        "500.00", "toteuma − ennuste"),
    ("kulut",   "toteumaprosentti > 50 %",                              None,                        "200.00", "kertymäpoikkeama"),
    ("kulut",   "toteumaprosentti - odotus > 5 %-yks.",                 None,                        "200.00", "kertymäpoikkeama"),
    ("kulut",   "toteuma / ta > 50 %",                                  None,                        "200.00", "kertymäpoikkeama"),
    ("kulut",   "kuukausi = 6",                                         None,                        None, None),
    ("kulut",   "ennuste on annettu",                                   None,                        None, None),
    ("kulut",   "toteumaprosentti > 50 % ja ennustepoikkeama > 5 €",    None,                        "200.00", "ennustepoikkeama"),
    ("kulut",   "ennustepoikkeama > 5 € ja toteuma > 5 €",              "toteumaprosentti > 50 %",   "200.00", "ennustepoikkeama"),
    ("kulut",   "ennustepoikkeama > 5 €",                               "toteuma > 5 €",             "700.00", "toteuma"),
    ("kulut",   "ennustepoikkeama > 900 € tai toteuma > 5 €",           None,                        "700.00", "toteuma"),
    ("kulut",   "-toteuma < -5 €",                                      None,                        "700.00", "-toteuma"),
    ("kate",    "toteumaprosentti > 50 %",                              None,                        "200.00", "kertymäpoikkeama"),
    ("tuotot",  "toteumaprosentti > 50 %",                              None,                        "200.00", "kertymäpoikkeama"),
    ("yksikkö", "kulujen toteumaprosentti > 50 %",                      None,                        "200.00", "kulujen kertymäpoikkeama"),
    ("yksikkö", "kulujen toteumaprosentti > katteen odotus",            None,                        None, None),
)
# fmt: on


@pytest.mark.parametrize(("kohde", "yellow", "red", "expected", "of"), AMOUNTS)
def test_amount(kohde: str, yellow: str, red: str | None, expected: str | None, of: str | None) -> None:
    lines = {"kulut": Line.COSTS, "tuotot": Line.REVENUE, "kate": Line.MARGIN}
    sign = 1 if kohde == "tuotot" else -1
    one = figure(lines.get(kohde, Line.COSTS), sign * 1000, sign * 700, sign * 1200)
    other = () if kohde in lines else (figure(Line.MARGIN, -1000, -500),)
    rule_ = rule("s", kohde, keltainen=yellow, punainen=red, limits=(euros_limit("minimi", 10),))
    result = outcome(rule_, snapshot(unit(one, *other)))
    assert isinstance(result, Fired)
    assert (None if result.amount is None else decimal((result.amount[0], result.amount[1] * 100), 2)) == expected
    assert result.amount_of == of


# -- what a rule judges --------------------------------------------------------------------------------------------


def judged(rule_: Rule, now: Snapshot | None = None) -> set[str]:
    verdicts = say(rulebook(rule_), now or report()).verdicts
    return {v.target.unit for v in verdicts if isinstance(v.target, LineTarget)}


ALWAYS = "toteuma > 5 € tai toteuma <= 5 €"
SUMS = {"64300000", "64320000", "64330000"}
EVERY, LEAVES, SUM = Scope.ALL, Scope.LEAVES, Scope.SUMS
# fmt: off
CHOICES: tuple[tuple[tuple[str, ...], tuple[str, ...], Scope, set[str] | None], ...] = (
    # yksiköt                   paitsi                         taso    judged
    ((),                        (),                            EVERY,  None),  # all fourteen
    ((),                        (),                            SUM,    SUMS),
    (("64321000",),             (),                            EVERY,  {"64321000"}),
    (("6432*",),                (),                            EVERY,  {"64320000", "64321000", "64322000", "64323000"}),
    (("6432*",),                (),                            LEAVES, {"64321000", "64322000", "64323000"}),
    (("6432*",),                ("64320000", "Varhaiskasvatus"), EVERY, {"64321000", "64322000"}),
    (("museotoimi", "64333000"), (),                           EVERY,  {"64332000", "64333000"}),
    (("*000",),                 ("*",),                        EVERY,  set()),
    (("1",),                    (),                            EVERY,  set()),
)
# fmt: on


@pytest.mark.parametrize(("units", "excluded", "scope", "expected"), CHOICES)
def test_which_units_are_judged(
    units: tuple[str, ...], excluded: tuple[str, ...], scope: Scope, expected: set[str] | None
) -> None:
    found = judged(rule("s", "kulut", tieto=ALWAYS, units=units, excluded=excluded, scope=scope))
    assert found == expected if expected is not None else len(found) == 14


def test_a_named_unit_that_the_figures_lack_is_a_warning() -> None:
    said = say(rulebook(rule(tieto=ALWAYS, units=("64321000", "999", "6439*"), excluded=("Olematon",))), report())
    assert [(p.severity, p.message) for p in said.problems] == [
        (Severity.WARNING, "yksikköä 999 ei ole luvuissa"),
        (Severity.WARNING, "yksikköä 6439* ei ole luvuissa"),
        (Severity.WARNING, "yksikköä Olematon ei ole luvuissa"),
    ]
    assert said.problems[0].place == Place("rules/x.yaml", 1, 1)


@pytest.mark.parametrize(("months", "judges"), [((6,), True), ((1, 5, 7, 12), False)])
def test_outside_its_months_a_rule_does_not_judge(months: tuple[int, ...], *, judges: bool) -> None:
    result = outcome(rule(tieto=ALWAYS, months=months), costs(100, None))
    assert isinstance(result, Unknown if judges else NotJudged)


def test_an_unfinished_month_opens_and_ends_nothing() -> None:
    now = snapshot(unit(figure(Line.COSTS, -100, -90)), unfinished=True)
    verdict = only(say(rulebook(rule(keltainen="toteuma > 5 €", poistuu="toteuma < 5 €")), now))
    assert (verdict.outcome, verdict.released) == (NotJudged(), None)


def test_figures_in_doubt_are_not_used() -> None:
    one = unit(figure(Line.COSTS, -100, -90), doubt="summat eivät täsmää")
    verdict = only(say(rulebook(rule(keltainen="toteumaprosentti > odotus tai ennuste puuttuu")), snapshot(one)))
    assert verdict.outcome == Unknown(("toteuma", "ta", "ennuste"), "summat eivät täsmää")


def test_a_line_that_the_unit_lacks_is_not_judged_at_all() -> None:
    now = snapshot(unit(figure(Line.COSTS, -100, -90), figure(Line.MARGIN, -100, -90)))
    assert say(rulebook(rule("s", "tuotot", tieto=ALWAYS)), now).verdicts == ()
    asking = rule("s", "yksikkö", tieto="tuottojen toteuma > 5 €")
    assert say(rulebook(asking), now).verdicts == ()
    enough = rule("s", "yksikkö", tieto="tuottojen toteuma > 5 € tai kulujen toteuma > 5 €")
    assert isinstance(outcome(enough, now), Fired)


def test_a_margin_that_the_report_does_not_tell_is_missing() -> None:
    now = snapshot(unit(figure(Line.COSTS, -100, -90)))
    result = outcome(rule("s", "yksikkö", tieto="katteen toteuma < 5 €"), now)
    assert result == Unknown(("katteen toteuma",), "katteen toteuma puuttuu")


def test_values_of_a_unit_have_their_line() -> None:
    now = snapshot(unit(figure(Line.COSTS, -100, -90), figure(Line.MARGIN, -100, -40)))
    text = "kulujen toteumaprosentti > odotus + 5 %-yks. ja katteen kertymäpoikkeama < 0 € ja kuukausi = 6"
    result = outcome(rule("s", "yksikkö", tieto=text), now)
    assert isinstance(result, Fired)
    names = [value.name for value in result.values]
    assert names == ["kulujen toteumaprosentti", "kulujen odotus", "katteen kertymäpoikkeama", "kuukausi"]


# -- other subjects ------------------------------------------------------------------------------------------------

MEASURES = snapshot(
    measures=(measure(40, 100, name="kävijät"), measure(40, 100, name="oppilaat", kind=MeasureKind.STOCK), measure(1, 0))
)
# fmt: off
FLOWS = (
    (MeasureKind.FLOW,  [Fired, NotJudged, Unknown]),
    (MeasureKind.STOCK, [NotJudged, Fired, NotJudged]),
    (None,              [Fired, Fired, Unknown]),
)
# fmt: on


@pytest.mark.parametrize(("kind", "expected"), FLOWS)
def test_stocks_and_flows(kind: MeasureKind | None, expected: list[type]) -> None:
    said = say(rulebook(rule("s", "suorite", keltainen="toteumaprosentti < odotus", measures=kind)), MEASURES)
    assert [type(verdict.outcome) for verdict in said.verdicts] == expected
    assert said.verdicts[0].target == MeasureTarget("Vapaa-aika", "kävijät", None)
    assert (said.verdicts[0].file, said.verdicts[0].row) == (FILE, 280)


def test_a_measure_without_a_target_is_unknown() -> None:
    result = outcome(rule("s", "suorite", keltainen="toteumaprosentti < odotus"), snapshot(measures=(measure(5, None),)))
    assert result == Unknown(("tavoite",), "tavoite puuttuu")


def test_items() -> None:
    item = UnbudgetedItem(None, "lomapalkkavelka", Cents(9_400_000), Place(FILE, 260))
    verdict = only(say(rulebook(rule("s", "meno ilman määrärahaa", keltainen="määrä > 10 000 €")), snapshot(items=(item,))))
    assert verdict.target == ItemTarget(None, "lomapalkkavelka")
    assert (verdict.name, verdict.row) == ("lomapalkkavelka", 260)
    assert isinstance(verdict.outcome, Fired)
    assert verdict.outcome.amount == (9_400_000, 1)


def source(origin: str, file: str) -> SourceRead:
    return SourceRead(file, origin, "", 1)


def test_the_age_is_of_the_newest_period_of_each_source() -> None:
    now = Snapshot(JUNE, (source("a/*.txt", "a6"),), ())
    past = (
        Snapshot(Period(2023, 4), (source("a/*.txt", "a4"), source("b", "b4")), ()),
        Snapshot(Period(2023, 5), (source("a/*.txt", "a5"),), ()),
    )
    said = evaluate(rulebook(rule("s", "aineisto", keltainen="aineiston_ikä > 45 pv")), now, History(past), date(2023, 7, 1))
    found = {v.target: v for v in said.verdicts}
    assert isinstance(found[SourceTarget("a/*.txt")].outcome, Clear)
    old = found[SourceTarget("b")]
    assert isinstance(old.outcome, Fired)
    assert [(value.name, value.value) for value in old.outcome.values] == [("aineiston_ikä", (62, 1))]
    assert (old.file, old.row, old.outcome.amount) == ("b4", None, None)


def test_an_account_group_is_judged_in_place_of_its_line() -> None:
    salaries = figure(Line.COSTS, -100, -90, group="Henkilöstökulut")
    other = unit(figure(Line.COSTS, -100, -90, code="2"))
    now = snapshot(unit(figure(Line.COSTS, -1000, -10), salaries), other)
    verdict = only(say(rulebook(rule(keltainen="toteuma > 50 €", group="henkilöstökulut")), now))
    assert verdict.target == LineTarget(UnitCode("1"), Line.COSTS, "Henkilöstökulut")
    assert isinstance(verdict.outcome, Fired)


# -- values of other periods, limits by unit, binding levels ------------------------------------------------------


def line_at(period: Period, actual: int, *, month_actual: int | None = None, prior_actual: int | None = None) -> Snapshot:
    one = figure(Line.COSTS, -1000, -actual, month_actual=month_actual, prior_actual=prior_actual)
    return snapshot(unit(one), period=period)


# fmt: off
HISTORY = (
    # condition                        now                                    earlier                                  outcome
    ("kuukauden_toteuma = 30 €",       line_at(JUNE, 90),                     (line_at(Period(2023, 5), 60),),         Fired),
    ("kuukauden_toteuma = 30 €",       line_at(JUNE, 90),                     (line_at(Period(2023, 4), 60),),         Unknown),
    ("kuukauden_toteuma = 40 €",       line_at(JUNE, 90, month_actual=-40),   (line_at(Period(2023, 5), 60),),         Fired),
    ("kuukauden_toteuma = 90 €",       line_at(Period(2023, 1), 90),          (line_at(Period(2022, 12), 60),),        Fired),
    ("toteuma_ed_vuosi = 60 €",        line_at(JUNE, 90),                     (line_at(Period(2022, 6), 60),),         Fired),
    ("toteuma_ed_vuosi = 60 €",        line_at(JUNE, 90),                     (line_at(Period(2022, 5), 60),),         Unknown),
    ("toteuma_ed_vuosi = 50 €",        line_at(JUNE, 90, prior_actual=-50),   (line_at(Period(2022, 6), 60),),         Fired),
    ("muutos_ed_vuosi = 50 %",         line_at(JUNE, 90),                     (line_at(Period(2022, 6), 60),),         Fired),
)
# fmt: on


@pytest.mark.parametrize(("text", "now", "past", "expected"), HISTORY)
def test_values_of_other_periods(text: str, now: Snapshot, past: tuple[Snapshot, ...], expected: type) -> None:
    assert isinstance(outcome(rule(tieto=text), now, *past), expected)


@pytest.mark.parametrize("spoilt", ["doubt", "unfinished"])
def test_earlier_figures_in_doubt_are_not_used(spoilt: str) -> None:
    one = unit(figure(Line.COSTS, -1000, -60), doubt="summat" if spoilt == "doubt" else None)
    past = snapshot(one, period=Period(2023, 5), unfinished=spoilt == "unfinished")
    assert isinstance(outcome(rule(tieto="kuukauden_toteuma > 5 €"), line_at(JUNE, 90), past), Unknown)


def test_limits_by_unit() -> None:
    by_unit = (
        ("6432*", points_limit("raja", 8)),
        ("64321000", points_limit("raja", 7)),
        ("64*", points_limit("raja", 20)),
    )
    rule_ = rule(tieto="toteumaprosentti > odotus + raja", limits=(points_limit("raja", 5),), unit_limits=by_unit)
    said = say(rulebook(rule_), report())
    levels = {str(v.target.unit): type(v.outcome) for v in said.verdicts if isinstance(v.target, LineTarget)}
    assert levels["64321000"] is Fired  # 57,83 %: over its own 57 %
    assert levels["64323000"] is Clear  # 57,80 %: under 58 % of 6432*
    assert levels["64337000"] is Clear  # 62,70 %: under 70 % of 64*


def test_binding_levels() -> None:
    bindings = (Binding(UnitCode("64320000"), Line.MARGIN, BindingLevel.COUNCIL),)
    said = say(rulebook(rule("s", "kate", tieto="sitova"), bindings=bindings), report())
    assert [v.target.unit for v in said.verdicts if isinstance(v.outcome, Fired) and isinstance(v.target, LineTarget)] == [
        "64320000"
    ]


# -- profiles ------------------------------------------------------------------------------------------------------

MUSIC = (4, 22, 30, 33, 38, 42, 44, 48, 78, 88, 95, 100)
LATE = (0, 0, 0, 0, 0, 10, 20, 30, 40, 60, 80, 100)


def shares(profiles: tuple[Profile, ...], line: Line = Line.REVENUE) -> dict[str, tuple[str, str | None]]:
    said = say(rulebook(profiles=profiles), report())
    return {e.unit: (decimal(e.share, 4), e.profile) for e in said.expectations if e.line is line}


def test_the_most_specific_profile_wins() -> None:
    found = shares(
        (
            profile("kaikki", Line.REVENUE, LATE),
            profile("haara", Line.REVENUE, MUSIC, "6433*"),
            profile("musiikki", Line.REVENUE, [50] * 11 + [100], "64336000"),
        )
    )
    assert found["64321000"] == ("0.1000", "kaikki")
    assert found["64331000"] == ("0.4200", "haara")
    assert found["64336000"] == ("0.5000", "musiikki")


def test_a_sum_level_takes_the_weighted_sum_of_its_children() -> None:
    found = shares((profile("musiikki", Line.REVENUE, MUSIC, "64336000"),))
    assert found["64321000"] == ("0.5000", None)
    assert found["64336000"] == ("0.4200", "musiikki")
    # 0,42 × 586 200 and half of the rest of 1 357 808
    assert found["64330000"] == (decimal((586_200 * 42 + (1_357_808 - 586_200) * 50, 1_357_808 * 100), 4), "musiikki")
    assert found["64320000"] == ("0.5000", None)
    assert found["64300000"][1] == "musiikki"


def test_two_equally_specific_profiles_are_an_error() -> None:
    two = (profile("yksi", Line.COSTS, MUSIC, "6432*"), profile("kaksi", Line.COSTS, LATE, "*2000"))
    said = say(rulebook(profiles=two), report())
    assert [problem.severity for problem in said.problems] == [Severity.ERROR]
    assert "profiilit yksi ja kaksi" in said.problems[0].message
    assert shares(two, Line.COSTS)["64322000"] == ("0.5000", None)
    assert shares(two, Line.COSTS)["64321000"] == ("0.4200", "yksi")


def test_the_profile_is_what_odotus_means() -> None:
    music = profile("musiikki", Line.REVENUE, MUSIC, "64336000")
    rule_ = rule("s", "tuotot", keltainen="toteumaprosentti < odotus − 5 %-yks.", units=("64336000",))
    assert isinstance(only(say(rulebook(rule_, profiles=(music,)), report())).outcome, Clear)
    assert isinstance(only(say(rulebook(rule_), report())).outcome, Fired)


# -- order, proof, one table of names ------------------------------------------------------------------------------


def test_findings_are_listed_by_level_euros_unit_and_line() -> None:
    rule_ = rule("s", ("kulut", "tuotot"), tieto="toteuma > 5 €", keltainen="toteuma > 50 €", punainen="kuukausi = 7")
    now = snapshot(
        unit(figure(Line.COSTS, -10, -60, code="2"), figure(Line.REVENUE, 10, 60, code="2")),
        unit(figure(Line.COSTS, -10, -70, code="3")),
        unit(figure(Line.COSTS, -10, -60, code="1")),
        unit(figure(Line.COSTS, -10, -1, code="0"), figure(Line.REVENUE, 10, 30, code="0")),
    )
    verdicts = order(say(rulebook(rule_), now).verdicts)
    assert [(line_of(v).unit, line_of(v).line) for v in verdicts if isinstance(v.outcome, Fired)] == [
        ("3", Line.COSTS),
        ("1", Line.COSTS),
        ("2", Line.REVENUE),
        ("2", Line.COSTS),
        ("0", Line.REVENUE),
    ]


def line_of(verdict: Verdict) -> LineTarget:
    assert isinstance(verdict.target, LineTarget)
    return verdict.target


def test_the_proof_has_every_comparison_with_its_numbers() -> None:
    rule_ = rule(
        tieto="toteumaprosentti > odotus",
        keltainen="toteumaprosentti > odotus + raja ja kertymäpoikkeama > 10 000 €",
        punainen="kertymäpoikkeama > 750 000 €",
        poistuu="toteumaprosentti < odotus + 3 %-yks.",
        limits=(points_limit("raja", 5),),
    )
    result = outcome(rule_, costs(761_423, 484_373))
    assert isinstance(result, Fired)
    judged = [part for part in result.proof if isinstance(part, Comparison)]
    shown = [(c.level, c.left.text, c.left.numbers, c.sign, c.right.text, c.right.numbers, c.held) for c in judged]
    plain = [tuple(part.replace("\u00a0", " ") if isinstance(part, str) else part for part in row) for row in shown]
    gap = "484 373 € − 50 % × 761 423 €".replace("50 % × 761 423 €", "(50 % × 761 423 €)")
    used = "484 373 € / 761 423 €"
    assert plain == [
        (Level.YELLOW, "toteumaprosentti", used, ">", "odotus + raja", "50 % + 5 %-yks.", True),
        (Level.YELLOW, "kertymäpoikkeama", gap, ">", "10 000 €", "10 000 €", True),
        (Level.INFO, "toteumaprosentti", used, ">", "odotus", "50 %", True),
        (Level.RED, "kertymäpoikkeama", gap, ">", "750 000 €", "750 000 €", False),
        (None, "toteumaprosentti", used, "<", "odotus + 3 %-yks.", "50 % + 3 %-yks.", False),
    ]


STATEMENTS = (
    # kohde, what stands in the condition, ta, ennuste; what the proof says of it
    ("kulut",   "sitova",                    0,    None, "sitova",                    "",                               False),
    ("kulut",   "ennuste puuttuu",           0,    None, "ennuste puuttuu",           "ennuste puuttuu",                True),
    ("kulut",   "ei tp-ennuste  puuttuu",    0,    None, "tp-ennuste puuttuu",        "ennuste puuttuu",                True),
    ("kulut",   "ennuste on annettu",        0,    7,    "ennuste on annettu",        "ennuste 7 €",                    True),
    ("kulut",   "budjetoimaton",             0,    None, "budjetoimaton",             "ta 0 €, toteuma 50 €",           True),
    ("kulut",   "budjetoimaton",             None, None, "budjetoimaton",             "ta tyhjä, toteuma 50 €",         True),
    ("kulut",   "budjetoimaton",             100,  None, "budjetoimaton",             "ta 100 €, toteuma 50 €",         False),
    ("yksikkö", "kulujen budjetoimaton",     None, None, "kulujen budjetoimaton",     "kulujen ta tyhjä, kulujen toteuma 50 €", True),
    ("yksikkö", "kulujen ennuste puuttuu",   0,    None, "kulujen ennuste puuttuu",   "kulujen ennuste puuttuu",        True),
)  # fmt: skip


@pytest.mark.parametrize(("kohde", "written", "ta", "ennuste", "text", "numbers", "held"), STATEMENTS)
def test_the_proof_has_what_is_stated_without_a_comparison_in_the_order_of_the_text(
    kohde: str, written: str, ta: int | None, ennuste: int | None, text: str, numbers: str, *, held: bool
) -> None:
    actual = "kulujen toteuma" if kohde == "yksikkö" else "toteuma"
    rule_ = rule("s", kohde, keltainen=f"{actual} > 1 € ja ({actual} > 2 € tai {written}) ja {actual} > 3 €", poistuu=written)
    result = outcome(
        rule_, snapshot(unit(figure(Line.COSTS, None if ta is None else -ta, -50, None if ennuste is None else -ennuste)))
    )
    assert isinstance(result, Fired)
    first, second, stated, last, release = result.proof
    assert [part.right.text for part in (first, second, last) if isinstance(part, Comparison)] == ["1 €", "2 €", "3 €"]
    assert isinstance(stated, Statement)
    shown = (stated.level, stated.text, stated.numbers.replace("\u00a0", " "), stated.held)
    assert shown == (Level.YELLOW, text, numbers, held)
    assert release == replace(stated, level=None)


def test_the_proof_of_what_does_not_hold_is_made_on_request() -> None:
    rule_, now = rule("s", "kulut", keltainen="toteuma > 500 €"), costs(100, 50)
    target = LineTarget(UnitCode("1"), Line.COSTS)
    clear = only(evaluate(rulebook(rule_), now, History(), TODAY, proved={("s", target)})).outcome
    assert isinstance(clear, Clear)
    assert [c.held for c in clear.proof] == [False]
    assert [value.name for value in clear.values] == ["toteuma"]
    plain = only(say(rulebook(rule_), now)).outcome
    assert isinstance(plain, Clear)
    assert plain.proof == ()


def values_of(line: Line) -> Values:
    sign = -1 if line is not Line.REVENUE else 1
    one = figure(line, sign * 1000, sign * 450, sign * 1100, prior_actual=sign * 400, original=sign * 900)
    now = snapshot(unit(one))
    return line_values(one, world(now, History(), TODAY, paces((), now, History()), ()), JUNE)


@pytest.mark.parametrize("line", list(Line))
@pytest.mark.parametrize("name", [n.primary for n in NAMES if Family.LINE in n.meanings and n.meanings[Family.LINE].made_of])
def test_the_formula_that_is_shown_is_the_one_that_is_computed(name: str, line: Line) -> None:
    values = values_of(line)
    of = next(n for n in NAMES if n.primary == name).meanings[Family.LINE]
    shown = _Writer(values, "", Family.LINE).forms(formula_tree(of.text(line)))
    computed = values[name]
    assert computed is not None
    quotient = shown[0]
    above, below = (part[0] if part else Fraction(0) for part in (quotient.above, quotient.below))
    assert above / below == Fraction(*computed)


@pytest.mark.parametrize("line", list(Line))
def test_messages_print_what_was_judged(line: Line) -> None:
    one = values_of(line)
    sign = -1 if line is not Line.REVENUE else 1
    same = figure(line, sign * 1000, sign * 450, sign * 1100)
    assert one["kertymäpoikkeama"] == pace_gap(same, (6, 12))
    assert one["ennustepoikkeama"] == forecast_gap(same)
    share, printed = one["toteumaprosentti"], used_share(line, same.actual, same.budget)
    assert share is not None
    assert printed is not None
    assert Fraction(*share) == Fraction(*printed)


def test_every_name_can_be_said_of_something() -> None:
    for name in NAMES:
        assert name.meanings
        assert is_taken(name.primary)
        assert all(is_taken(synonym) for synonym in name.synonyms)
    assert set(FAMILIES) == set(Subject)
    assert all(FORMULAS[family] for family in Family)


def test_a_rulebook_that_says_nothing_says_nothing() -> None:
    said = evaluate(rulebook(), report(), History(), TODAY)
    assert said.verdicts == ()
    assert len(said.expectations) == 41
