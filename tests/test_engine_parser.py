"""The grammar of conditions: our parser against rules.lark, and the mistakes that people make."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lark import Lark, Token, Tree
from lark.exceptions import LarkError

from budget.finnish import LINE_GENITIVES
from budget.verdict import Kind
from engine.conditions import checked, condition_at
from engine.parser import MAX_DEPTH, parse_condition
from engine.rulebook import Subject
from engine.syntax import (
    Absolute,
    Both,
    Bound,
    Compare,
    Condition,
    Constant,
    Either,
    Given,
    Logic,
    Missing,
    Not,
    Operation,
    Reference,
    Signed,
    Sum,
    Unbudgeted,
)
from tests.engine_builders import euros_limit, points_limit
from written.problem import Problem
from written.yaml_nodes import Document, Mapping, Scalar
from written.yaml_nodes import parse as parse_yaml

GRAMMAR = (Path(__file__).parent / "rules.lark").read_text(encoding="utf-8")
LARK = Lark(GRAMMAR, start="ehto", parser="lalr", strict=True, maybe_placeholders=True)

# -- the same tree as lark's ---------------------------------------------------------------------------------------

Shape = tuple[object, ...]
_PLAIN = {"≥": ">=", "≤": "<=", "≠": "<>", "−": "-"}


def our_shape(node: Logic | Sum) -> Shape:
    """Write our tree without spans."""
    match node:
        case Either() | Both():
            word = "tai" if isinstance(node, Either) else "ja"
            return (word, our_shape(node.left), our_shape(node.right))
        case Not():
            return ("ei", our_shape(node.inner))
        case Compare() | Operation():
            return (node.sign, our_shape(node.left), our_shape(node.right))
        case Signed():
            return ("etumerkki", node.sign, our_shape(node.inner))
        case Absolute():
            return ("itseisarvo", our_shape(node.inner))
        case Missing() | Given():
            return ("puuttuu" if isinstance(node, Missing) else "annettu", our_shape(node.reference))
        case Unbudgeted() | Bound():
            word = "budjetoimaton" if isinstance(node, Unbudgeted) else "sitova"
            return (word, None if node.line is None else LINE_GENITIVES[node.line])
        case Reference():
            return ("viite", None if node.line is None else LINE_GENITIVES[node.line], node.word)
        case Constant():
            return ("vakio", node.kind, node.value[0] / node.value[1])
    raise AssertionError(node)


def lark_shape(node: Tree[Token] | Token) -> Shape:
    """Write lark's tree the same way."""
    if isinstance(node, Token):
        raise AssertionError(node)
    children = [child for child in node.children if not isinstance(child, Token)]
    tokens = [None if child is None else str(child) for child in node.children if not isinstance(child, Tree)]
    match node.data:
        case "tai" | "ja" | "ei" | "puuttuu" | "annettu" | "itseisarvo":
            return (str(node.data), *(lark_shape(child) for child in children))
        case "vertailu" | "summa" | "tulo":
            sign = str(tokens[0])
            return (_PLAIN.get(sign, sign), lark_shape(children[0]), lark_shape(children[1]))
        case "etumerkki":
            sign = str(tokens[0])
            return ("etumerkki", _PLAIN.get(sign, sign), lark_shape(children[0]))
        case "budjetoimaton" | "sitova":
            return (str(node.data), None if tokens[0] is None else tokens[0].lower())
        case "viite":
            return ("viite", None if tokens[0] is None else tokens[0].lower(), tokens[1])
        case "vakio":
            return ("vakio", *lark_constant(str(tokens[0]), tokens[1] or ""))
    raise AssertionError(node)


def lark_constant(digits: str, unit: str) -> tuple[Kind, float]:
    """Compute a constant without a look at our code."""
    value = float("".join(c for c in digits if not c.isspace()).replace(",", "."))
    word = "".join(c for c in unit.casefold() if c.isalpha() or c in "€%")
    if "yks" in word:
        return Kind.POINTS, value / 100
    scales = {
        "": (Kind.NUMBER, 1),
        "kpl": (Kind.NUMBER, 1),
        "pv": (Kind.DAYS, 1),
        "%": (Kind.SHARE, 0.01),
        "€": (Kind.EUROS, 100),
        "t€": (Kind.EUROS, 100_000),
        "m€": (Kind.EUROS, 100_000_000),
        "milj€": (Kind.EUROS, 100_000_000),
    }
    kind, scale = scales[word]
    return kind, value * scale


def same(ours: Shape, larks: Shape) -> bool:
    """Compare two shapes; numbers as numbers."""
    if len(ours) != len(larks):
        return False
    for one, other in zip(ours, larks, strict=True):
        if isinstance(one, tuple) and isinstance(other, tuple):
            if not same(one, other):
                return False
        elif isinstance(one, float) and isinstance(other, float):
            if abs(one - other) > 1e-9 * max(1.0, abs(one)):
                return False
        elif one != other:
            return False
    return True


def by_lark(text: str) -> Shape | None:
    try:
        return lark_shape(LARK.parse(text))
    except LarkError:
        return None


def by_us(text: str) -> Shape | None:
    read = parse_condition(text)
    return our_shape(read.tree) if isinstance(read, Condition) else None


def agree(text: str) -> None:
    ours, larks = by_us(text), by_lark(text)
    assert (ours is None) == (larks is None), (text, ours, larks, parse_condition(text))
    if ours is not None and larks is not None:
        assert same(ours, larks), (text, ours, larks)


NAMES = ["ta", "Toteuma", "tp-ennuste", "toteuma-%", "kertymapoikkeama", "toteuma_ed_vuosi", "raja", "kesäkuu", "määrä"]
NUMBERS = ["0", "6", "1 234", "10\u00a0000", "1\u202f000\u202f000", "2,5", "1 234,56", "007"]
UNITS = ["", " €", "€", " t€", " M€", " milj. €", " milj €", " milj.€", " %", "%", " %-yks.", " %-yks", "% yks.", " %-yksikköä"]
UNITS += [" prosenttiyksikköä", " pv", " kpl"]
SPACES = st.sampled_from([" ", "  ", "\u00a0", "\n"])

constants = st.tuples(st.sampled_from(NUMBERS), st.sampled_from(UNITS)).map("".join)
references = st.tuples(st.sampled_from(["", "", "kulujen ", "tuottojen ", "Katteen "]), st.sampled_from(NAMES)).map("".join)


def _sums(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    signs = st.sampled_from([" + ", " - ", " − ", " * ", " / ", "+", "/"])
    return st.one_of(
        st.tuples(inner, signs, inner).map("".join),
        inner.map(lambda text: f"({text})"),
        inner.map(lambda text: f"itseisarvo({text})"),
        inner.map(lambda text: f"-{text}"),
    )


sums = st.recursive(st.one_of(constants, references), _sums, max_leaves=5)
lines = st.sampled_from(["", "kulujen ", "katteen "])
leaves = st.one_of(
    st.tuples(sums, st.sampled_from([" > ", ">=", " ≥ ", " < ", "<= ", " ≤ ", " = ", " <> ", " ≠ "]), sums).map("".join),
    references.map(lambda text: f"{text} puuttuu"),
    references.map(lambda text: f"{text} on annettu"),
    st.tuples(lines, st.sampled_from(["budjetoimaton", "SITOVA"])).map("".join),
)


def _logic(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    words = st.sampled_from([" ja ", " tai ", " and ", " OR ", "\nja "])
    return st.one_of(
        st.tuples(inner, words, inner).map("".join),
        inner.map(lambda text: f"({text})"),
        inner.map(lambda text: f"ei {text}"),
        inner.map(lambda text: f"not ({text})"),
    )


conditions = st.recursive(leaves, _logic, max_leaves=5)


@settings(max_examples=400, deadline=None)
@given(conditions)
def test_the_same_tree_as_lark(text: str) -> None:
    agree(text)


TOKENS = ["ja", "tai", "ei", "(", ")", ">", "<=", "=", "+", "-", "*", "/", "itseisarvo", "ta", "kulujen", "toteuma", "raja"]
TOKENS += ["puuttuu", "on annettu", "on", "budjetoimaton", "sitova", "5", "10 000 €", "5 %-yks.", "2,5 %", "€", "=>", "==", "&&"]


_CONTEXTUAL = {"ja", "tai", "ei", "puuttuu", "on", "annettu", "on annettu"}


@settings(max_examples=800, deadline=None)
@given(st.lists(st.sampled_from(TOKENS), min_size=1, max_size=9).map(" ".join))
@example("ta > 5 € ja ja ta > 5 €")
@example("( ta ) puuttuu")
@example("( ta > 5 ) + 3 > 2")
@example("ei ( ta ) > 5")
@example("ta > kulujen-ta")
def test_the_same_texts_are_refused(text: str) -> None:
    larks = by_lark(text)
    if larks is not None and _takes_a_word_for_a_name(larks):
        assert by_us(text) is None  # lark's lexer takes `ja > 5` for a name where only a name can stand
    else:
        agree(text)


def _takes_a_word_for_a_name(shape: Shape) -> bool:
    words = {"ja", "tai", "ei", "puuttuu", "on", "annettu", "itseisarvo", "budjetoimaton", "sitova", "kulujen"}
    if shape and shape[0] == "viite":
        return str(shape[2]).casefold() in words
    return any(isinstance(part, tuple) and _takes_a_word_for_a_name(part) for part in shape)


@settings(max_examples=400, deadline=None)
@given(conditions, st.data())
def test_what_we_accept_of_a_spoilt_text_lark_accepts_too(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text) - 1))
    spoilt = text[:at] + data.draw(st.sampled_from(["", " ", "(", ")", "5", ",", ".", "-", "ja", "%"])) + text[at + 1 :]
    ours = by_us(spoilt)
    if ours is not None:
        larks = by_lark(spoilt)
        assert larks is not None
        assert same(ours, larks)


# -- any text whatever ---------------------------------------------------------------------------------------------

noise = st.text(alphabet=st.sampled_from(list("taeijk 5%€().,-+*/<>=&|!\n\t\u00a0äÄ_\u0301\ud800'\"")), max_size=60)
wild = st.one_of(noise, st.text(max_size=40), st.lists(st.sampled_from(TOKENS), max_size=30).map("".join))


@settings(max_examples=600, deadline=None)
@given(wild, st.sampled_from(list(Subject)))
def test_any_text_gives_clean_mistakes(text: str, subject: Subject) -> None:
    result = checked(text, (subject,), (points_limit("raja", 5),))
    if isinstance(result, Condition):
        return
    assert result
    for mistake in result:
        assert mistake.message
        assert mistake.span.start < mistake.span.end


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100_000,
        "ei " * 20_000,
        "-" * 100_000,
        "1+" * 50_000 + "1 > 2",
        "ta > 5 € ja " * 5_000,
        "a-" * 50_000,
        "1 234 " * 20_000,
        "outo " * 300 + "> 5 €",
        " ".join(f"outo{n} > 5 € ja" for n in range(90)) + " ta > 5 €",
        "9" * 100_000,
        "itseisarvo(" * 5_000,
        "\u0344" * 20_000,
        "",
        "   \n",
    ],
)
def test_a_hostile_text_is_refused_quickly(text: str) -> None:
    checked("ta > 5 €", (Subject.COSTS,))
    result = checked(text, (Subject.COSTS,))
    assert not isinstance(result, Condition)
    assert all(len(mistake.message) < 400 for mistake in result)
    assert min(seconds(text) for _ in range(3)) < 0.05


def seconds(text: str) -> float:
    begun = time.perf_counter()
    checked(text, (Subject.COSTS,))
    return time.perf_counter() - begun


def test_nesting_as_deep_as_allowed_is_fine() -> None:
    deep = "(" * MAX_DEPTH + "ta > 5 €" + ")" * MAX_DEPTH
    assert isinstance(checked(deep, (Subject.COSTS,)), Condition)
    assert not isinstance(checked(f"({deep})", (Subject.COSTS,)), Condition)


# -- mistakes and their hints --------------------------------------------------------------------------------------

# fmt: off
MISTAKES = (
    # text                                      words under the mark   message                        hint
    # kinds
    ("toteumaprosentti > 50",                   "50",                  "eri lajeja",                  "tarkoititko 50 %?"),
    ("50 < toteumaprosentti",                   "50",                  "eri lajeja",                  "tarkoititko 50 %?"),
    ("toteumaprosentti > odotus + 5 %",         "5 %",                 "osuuteen lisätään",           "tarkoititko 5 %-yks.?"),
    ("toteumaprosentti > odotus − 5 %",         "5 %",                 "osuudesta vähennetään",       "tarkoititko 5 %-yks.?"),
    ("toteumaprosentti > odotus + 2,5",         "2,5",                 "laskua +",                    "tarkoititko 2,5 %-yks.?"),
    ("toteumaprosentti − odotus > 5 %",         "5 %",                 "eri lajeja",                  "tarkoititko 5 %-yks.?"),
    ("toteumaprosentti > 5 %-yks.",             "5 %-yks.",            "eri lajeja",                  "tarkoititko 5 %?"),
    ("kertymäpoikkeama < 0",                    "0",                   "eri lajeja",                  "tarkoititko 0 €?"),
    ("kertymäpoikkeama > 10 000",               "10 000",              "eri lajeja",                  "tarkoititko 10 000 €?"),
    ("kertymäpoikkeama > 5 %",                  "5 %",                 "eri lajeja",                  "tarkoititko 5 % * ta?"),
    ("toteuma * ennuste > 5 €",                 "toteuma * ennuste",   "laskua *",                    "laskea voi"),
    ("toteuma / odotus > 5 €",                  "toteuma / odotus",    "laskua /",                    "laskea voi"),
    ("vuosi = kesäkuu",                         "kesäkuu",             "kuukauden nimeä",             "kuukausi = kesäkuu"),
    ("kesäkuu + 1 > kuukausi",                  "kesäkuu",             "kuukauden nimellä",           "kuukausi = kesäkuu"),
    ("toteumaprosentti > odotus + minimi",      "minimi",              "laskua +",                    "anna raja minimi muodossa %-yks."),
    # signs
    ("ta => 5 €",                               "=>",                  "vertailumerkkiä =>",          "tarkoititko >=?"),
    ("ta =< 5 €",                               "=<",                  "vertailumerkkiä =<",          "tarkoititko <=?"),
    ("ta == 5 €",                               "==",                  "vertailumerkkiä ==",          "tarkoititko =?"),
    ("ta != 5 €",                               "!=",                  "vertailumerkkiä !=",          "tarkoititko <>?"),
    ("ta > 5 € && ta < 9 €",                    "&&",                  "merkkiä &&",                  "tarkoititko ja?"),
    ("ta > 5 € || ta < 9 €",                    "||",                  "merkkiä ||",                  "tarkoititko tai?"),
    ("!budjetoimaton",                          "!",                   "merkkiä !",                   "tarkoititko ei?"),
    ("ta – toteuma > 5 €",                      "–",                   "merkkiä –",                   "tarkoititko -?"),
    ("ta × 2 > 5 €",                            "×",                   "merkkiä ×",                   "tarkoititko *?"),
    ("ta > 5 € ; ta",                           ";",                   "merkki ;",                    "sana ”ja” tai ”tai”"),
    # numbers and units
    ("ta > 10,000 €",                           "10,000",              "euroissa on enintään kaksi desimaalia: 10,000 €", "välilyönnillä: 10 000 €"),
    ("ta > 1.5 €",                              "1.5",                 "luku ei ole kelvollinen",     "desimaalierotin on pilkku: 1,5"),
    ("ta > 1.000.000 €",                        "1.000.000",           "luku ei ole kelvollinen",     "1 000 000"),
    ("ta > 12 34 €",                            "12 34",               "luku ei ole kelvollinen",     "1 234"),
    ("ta > 1 2345 €",                           "1 2345",              "luku ei ole kelvollinen",     "1 234"),
    ("ta > 5, €",                               "5,",                  "luku ei ole kelvollinen",     "2,5"),
    ("ta > 5 euroa",                            "euroa",               "tuntematon yksikkö",          "tarkoititko €?"),
    ("toteumaprosentti > 5 prosenttia",         "prosenttia",          "tuntematon yksikkö",          "tarkoititko %?"),
    ("ta > € 5",                                "€ 5",                 "luvun edessä",                "kirjoita 5 €"),
    # names
    ("toteumaprosenti > 5 %",                   "toteumaprosenti",     "tuntematon nimi",             "tarkoititko toteumaprosentti?"),
    ("kertymapoikeama > 5 €",                   "kertymapoikeama",     "tuntematon nimi",             "tarkoititko kertymäpoikkeama?"),
    ("ta-toteuma > 5 €",                        "ta-toteuma",          "tuntematon nimi",             "välilyönnit miinuksen ympärille: ta - toteuma"),
    ("tavoite > 5",                             "tavoite",             "kun kohde on kulut",          "kohteella kulut on: ta, "),
    ("aineiston_ikä > 45",                      "aineiston_ikä",       "kun kohde on kulut",          "kohteella kulut on: ta, "),
    ("kulujen ta > 5 €",                        "kulujen ta",          "vain, kun kohde on yksikkö",  "poista kulujen"),
    ("kulujen-ta > 5 €",                        "kulujen-ta",          "rivin perässä on viiva",      "kirjoita kulujen ta"),
    ("minimi puuttuu",                          "minimi",              "on aina annettu",             "kirjoita nimi"),
    ("qwxyz > 5 €",                             "qwxyz",               "tuntematon nimi",             "kohteella kulut on: ta, "),
    # structure
    ("(ta > 5 €",                               "(",                   "sulku jää sulkematta",        "lisää puuttuva )"),
    ("ta > 5 €)",                               ")",                   "ylimääräinen sulku",          "poista )"),
    ("() > 5 €",                                "()",                  "sulkujen sisältö puuttuu",    "kirjoita sulkuihin"),
    ("",                                        "",                    "ehto puuttuu",                "kirjoita esimerkiksi"),
    ("1 € < ta < 5 €",                          "<",                   "ketjuttaa",                   "kaksi vertailua"),
    ("ta > 5 € ja",                             "ja",                  "ehto jää kesken",             "loppuun"),
    ("tai ta > 5 €",                            "tai",                 "puuttuu vertailu",            "poista tai"),
    ("ta > 5 € toteuma",                        "toteuma",             "ei odotettu tähän",           "lisää väliin"),
    ("ta > 5 € ta < 9 €",                       "ta",                  "ei odotettu tähän",           "lisää väliin"),
    ("toteuma yli 5 €",                         "yli",                 "ei odotettu tähän",           "tarkoititko >?"),
    ("toteumaprosentti",                        "toteumaprosentti",    "vertailu puuttuu",            "esimerkiksi toteumaprosentti > 10 000 €"),
    ("ta > 5 € + (ta < 3 €)",                   "(ta < 3 €)",          "ehdolla ei voi laskea",       "vertaa lukuja"),
    ("itseisarvo ta > 5 €",                     "itseisarvo",          "puuttuvat sulut",             "itseisarvo(toteuma)"),
    ("(ta) puuttuu",                            "puuttuu",             "edessä on oltava nimi",       "ennuste puuttuu"),
    ("ennuste on",                              "on",                  "odotettiin sanaa ”annettu”",    "on annettu"),
    ("kulujen > 5 €",                           "kulujen",             "puuttuu nimi",                "kulujen toteuma"),
)
# fmt: on


@pytest.mark.parametrize(("text", "words", "message", "hint"), MISTAKES)
def test_a_mistake_says_what_to_write(text: str, words: str, message: str, hint: str) -> None:
    result = checked(text, (Subject.COSTS,), (euros_limit("minimi", 10_000),))
    assert not isinstance(result, Condition)
    first = result[0]
    assert text[first.span.start : first.span.end] == words
    assert message in first.message
    assert first.hint is not None
    assert hint in first.hint


# fmt: off
UNIT_MISTAKES = (
    ("toteuma > 5 €",                                                 "toteuma",       "kirjoita kulujen toteuma"),
    ("odotus > 5 %",                                                  "odotus",        "kirjoita kulujen odotus"),
    ("kulujen toteumaprosentti + tuottojen toteumaprosentti > odotus", "odotus",       "kirjoita kulujen odotus"),
    ("kulujen toteumaprosentti > 5 % ja odotus > 5 %",                "odotus",        "kirjoita kulujen odotus"),
    ("budjetoimaton",                                                 "budjetoimaton", "kirjoita kulujen budjetoimaton"),
    ("kulujen kesäkuu = kuukausi",                                    "kulujen kesäkuu", "poista kulujen"),
)
# fmt: on


@pytest.mark.parametrize(("text", "words", "hint"), UNIT_MISTAKES)
def test_a_unit_needs_to_know_the_line(text: str, words: str, hint: str) -> None:
    result = checked(text, (Subject.UNIT,))
    assert not isinstance(result, Condition)
    assert text[result[0].span.start : result[0].span.end] == words
    assert hint in (result[0].hint or "")


def test_all_mistakes_are_told_at_once() -> None:
    result = checked("toteumaprosenti == 50 && tavoite > 1.5", (Subject.COSTS,))
    assert not isinstance(result, Condition)
    assert [mistake.span.start for mistake in result] == [0, 16, 22, 25, 35]


# fmt: off
RIGHT = (
    (Subject.COSTS,   "toteumaprosentti > odotus + 5 %-yks. ja kertymäpoikkeama > 10 000 €"),
    (Subject.COSTS,   "KERTYMAPOIKKEAMA > 5 % * itseisarvo(TA) ja ei budjetoimaton"),
    (Subject.COSTS,   "käyttöaste > 55 % or toteuma-% >= odotus + raja"),
    (Subject.COSTS,   "kuukausi = kesäkuu tai kuukausi >= 9 ja vuosi <> 2023"),
    (Subject.COSTS,   "toteuma / ta > 50 % ja tp-ennuste - ta > -5 t€"),
    (Subject.COSTS,   "toteuma / kuukausi * 12 > ta + 1,5 milj. €"),
    (Subject.COSTS,   "kuukauden_toteuma on annettu ja toteuma_edv puuttuu ja sitova"),
    (Subject.COSTS,   "toteumaprosentti − odotus > 5 prosenttiyksikköä"),
    (Subject.MARGIN,  "kertymäpoikkeama > 5 % * itseisarvo(ta) ja odotus * 2 > 50 %"),
    (Subject.UNIT,    "kulujen toteumaprosentti > odotus + 5 %-yks. ja katteen kertymäpoikkeama < 0 €"),
    (Subject.UNIT,    "kulujen toteumaprosentti > tasainen ja kuukausi > 3 ja katteen budjetoimaton"),
    (Subject.MEASURE, "toteumaprosentti < odotus − 5 %-yks. ja tavoite >= 100 ja tp > 5 kpl"),
    (Subject.ITEM,    "määrä > 10 000 €"),
    (Subject.SOURCE,  "aineiston_ikä > 45 pv"),
)
# fmt: on


@pytest.mark.parametrize(("subject", "text"), RIGHT)
def test_what_finance_writes_is_understood(subject: Subject, text: str) -> None:
    result = checked(text, (subject,), (points_limit("raja", 5),))
    assert isinstance(result, Condition), result


def test_a_text_with_loose_accents_is_the_same_text() -> None:
    loose = "kerty\u0061\u0308poikkeama".replace("kerty\u0061", "kertym\u0061") + " > 5 €"
    assert isinstance(checked(loose, (Subject.COSTS,)), Condition)


# -- places in the file --------------------------------------------------------------------------------------------

# fmt: off
FILES = (
    ("plain",          "k: toteuma > 5 € ja tavoite > 1 €\n",                           (1, 21, "tavoite")),
    ("quoted",         "k: \"toteuma > 5 € ja tavoite > 1 €\"\n",                       (1, 22, "tavoite")),
    ("single quotes",  "k: 'toteuma > 5 € ja tavoite > 1 €'\n",                         (1, 22, "tavoite")),
    ("escape",         "k: \"toteuma \\\n  > 5 € ja \\x74avoite > 1 €\"\n",              (2, None, None)),
    ("folded",         "k: >-\n  toteuma > 5 €\n  ja tavoite > 1 €\n",                  (3, 6, "tavoite")),
    ("literal",        "a: 1\nk: |\n  toteuma > 5 €\n  ja tavoite > 1 €\n",             (4, 6, "tavoite")),
    ("sign after >",   "k: >-\n  > 1 € ja tavoite > 1 €\n",                            (2, 3, ">")),
    ("plain, folded",  "k: toteuma > 5 €\n   ja tavoite > 1 €\n",                       (2, 7, "tavoite")),
    ("loose accents",  "k: kertyma\u0308poikkeama > 5 € ja tavoite > 1 €\n",            (1, 31, "tavoite")),
    ("nested",         "- x:\n    k:   toteuma > 5 € ja tavoite > 1 €\n",               (2, 27, "tavoite")),
)
# fmt: on


@pytest.mark.parametrize(("what", "text", "place"), FILES)
def test_the_mark_stands_under_the_very_words(what: str, text: str, place: tuple[int, int | None, str | None]) -> None:
    document = parse_yaml(text.encode(), "rules/x.yaml")
    assert not document.problems
    problems = condition_at(scalar_of(document), document, (Subject.COSTS,))
    assert isinstance(problems, tuple)
    problem = problems[0]
    assert problem.place.file == "rules/x.yaml"
    line, column, words = place
    assert problem.place.line == line
    if column is not None:
        assert problem.place.column == column
        assert marked(problem) == words


def scalar_of(document: Document) -> Scalar:
    """Return the value of the key `k`."""
    node = document.root
    while not isinstance(node, Mapping):
        assert node is not None
        assert not isinstance(node, Scalar)
        node = node.nodes[0]
    value = node.get("k") or node.entries[0].value
    if isinstance(value, Mapping):
        value = value.get("k") or value
    assert isinstance(value, Scalar)
    return value


def marked(problem: Problem) -> str:
    assert problem.source_line is not None
    assert problem.place.column is not None
    return problem.source_line[problem.place.column - 1 :][: problem.width]
