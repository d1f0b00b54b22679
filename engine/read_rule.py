"""Reading one rule: its keys, with the defaults of `oletukset` behind them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from budget.figure import MeasureKind
from budget.finnish import NBSP, counted
from budget.verdict import Level, RuleCard
from engine.conditions import problem_of
from engine.contradictions import contradictions
from engine.keys import ALL, Keys, errors_since, mark, patterns, refuse_empty, require, written
from engine.names import BY_WORD, fold
from engine.read_conditions import read_conditions, read_limits, read_unit_limits
from engine.read_owners import ABOVE, RESPONSIBLE
from engine.read_series import read_series
from engine.read_tests import read_tests
from engine.rulebook import Rule, RuleTest, Scope, Subject
from engine.values import iso_day, months, periods, read_at, value
from written import yaml_nodes
from written.fields import Fields
from written.problem import Severity
from written.record import dataclass
from written.yaml_nodes import Scalar

LEVELS = {"tieto": Level.INFO, "keltainen": Level.YELLOW, "punainen": Level.RED}
RELEASE = "poistuu"
RULE_KEYS = (
    "tunnus",
    "nimi",
    "kohde",
    "yksiköt",
    "paitsi",
    "taso",
    "tiliryhmä",
    "kuukaudet",
    *LEVELS,
    RELEASE,
    "kesto",
    "tila",
    "vastaanottajat",
    "tiedoksi_punaisesta",
    "tunnetut_syyt",
    "kysymys",
    "omistaja",
    "muutettu",
    "suorite_laji",
    "rajat",
    "rajat_yksiköittäin",
    "testit",
)
OWN_KEYS = ("tunnus", "nimi", "testit")
"""Keys that belong to one rule and have no default."""

_KINDS = {"kertyvä": MeasureKind.FLOW, "tilanne": MeasureKind.STOCK, "kaikki": None}
IN_USE, TRIAL, OFF = "käytössä", "koekäyttö", "pois"
_OF_PERIOD = frozenset(
    {"odotus", "tasainen", "kertymäpoikkeama", "kertymäennuste", "loppuvuosi_alkuvuodesta", "kuukausi", "vuosi"}
)
_YEAR = frozenset(range(1, 13))


@dataclass(frozen=True, slots=True)
class RuleRead:
    """What became of one rule of a file.

    `id` is its `tunnus` as far as it is known; `rule` is None where it has errors. `recipients` are the texts that
    must be roles, with the mapping that they stand in.
    """

    id: Scalar | None
    fields: Fields
    rule: Rule | None
    off: bool
    recipients: tuple[tuple[Fields, Scalar], ...]


def read_rule(keys: Keys, text: str) -> RuleRead:
    """Read a rule. `text` is its lines in the file."""
    fields = keys.own
    before = mark(fields)
    fields.allow(RULE_KEYS)
    require(fields, "tunnus", "nimi")
    name, tunnus = written(fields, "nimi"), _id(fields)
    subjects = read_subjects(keys)
    limits = read_limits(keys.at("rajat"))
    unit_limits = read_unit_limits(keys.at("rajat_yksiköittäin"), limits)
    conditions, release = read_conditions(keys, subjects, limits, LEVELS, RELEASE)
    kind = _measure_kind(keys, subjects)
    state = keys.at("tila").one_of("tila", (IN_USE, TRIAL, OFF)) or IN_USE
    scope = keys.at("taso").one_of("taso", (scope.value for scope in Scope)) or Scope.ALL.value
    duration = value(keys.at("kesto"), "kesto", periods) or 1
    _check_notes(keys)
    _check_lists(keys)
    card = RuleCard(
        id="" if tunnus is None else tunnus.text,
        name=name,
        recipients=keys.at("vastaanottajat").texts("vastaanottajat") or (RESPONSIBLE,),
        red_recipients=keys.at("tiedoksi_punaisesta").texts("tiedoksi_punaisesta"),
        causes=keys.at("tunnetut_syyt").texts("tunnetut_syyt"),
        question=keys.at("kysymys").text("kysymys"),
        duration=duration,
        trial=state == TRIAL,
        fingerprint=hashlib.sha256(keys.canonical().encode()).hexdigest()[:16],
        text=text,
        place=f"{fields.mapping.place.file}:{fields.mapping.place.line}",
    )
    rule = Rule(
        card=card,
        subjects=subjects,
        units=patterns(keys.at("yksiköt"), "yksiköt"),
        excluded=patterns(keys.at("paitsi"), "paitsi"),
        scope=Scope(scope),
        group=keys.at("tiliryhmä").text("tiliryhmä"),
        months=_months(keys.at("kuukaudet")),
        conditions=conditions,
        release=release,
        measure_kind=kind,
        limits=limits,
        unit_limits=unit_limits,
    )
    sound = not errors_since(fields, before) and tunnus is not None
    if sound:
        _check_sense(keys, rule)
        _check_effect(keys, rule)
    # A mistake in a test is reported, but does not switch off the rule that it tests.
    tests = read_tests(fields, subjects, kind or MeasureKind.FLOW) if subjects else ()
    tests = _with_period(fields, rule, tests)
    series = read_series(fields, subjects, kind or MeasureKind.FLOW) if subjects else ()
    tested = replace(rule, tests=tests, series=series) if sound else None
    return RuleRead(tunnus, fields, tested, state == OFF, _recipients(keys))


def check_defaults(defaults: Mapping[str, Fields]) -> None:
    """Report what is wrong in the defaults also where no rule uses them. Conditions are read without their names."""
    for fields in {id(fields): fields for fields in defaults.values()}.values():
        nothing = yaml_nodes.Mapping((), fields.mapping.place, flow=False)
        keys = Keys(Fields(fields.document, nothing, []), dict.fromkeys(defaults, fields))
        subjects = read_subjects(keys) if "kohde" in defaults else ()
        limits = read_limits(keys.at("rajat"))
        read_unit_limits(keys.at("rajat_yksiköittäin"), limits)
        read_conditions(keys, (), limits, LEVELS, RELEASE)
        _measure_kind(keys, subjects)
        keys.at("tila").one_of("tila", (IN_USE, TRIAL, OFF))
        keys.at("taso").one_of("taso", (scope.value for scope in Scope))
        value(keys.at("kesto"), "kesto", periods)
        _months(keys.at("kuukaudet"))
        _check_notes(keys)
        _check_lists(keys)


def _check_sense(keys: Keys, rule: Rule) -> None:
    """Report what cannot be meant. It is an error, but the rule says something and is used as it stands."""
    for found in contradictions(rule):
        fields = keys.at(found.key)
        scalar = fields.scalar(found.key)
        if scalar is not None:
            problem = problem_of(scalar, fields.document, found.message, found.hint)
            fields.problems.append(problem if found.is_error else replace(problem, severity=Severity.WARNING))


def _check_effect(keys: Keys, rule: Rule) -> None:
    """Report a `kesto` that the months do not hold, and warn of the rule's own keys that do nothing."""
    fields, node = keys.at("kesto"), keys.at("kesto").node("kesto")
    if node is not None and rule.card.duration > len(rule.months):
        months = counted(len(rule.months), "kuukauden", "kuukautta").replace(NBSP, " ")
        message = f"kesto ei voi koskaan täyttyä: sääntö arvioi vuodessa vain {months}"
        fields.error(node, message, "lyhennä kestoa tai lisää kuukausia avaimeen kuukaudet")
    highest = max(level for level, _ in rule.conditions)
    for key in (RELEASE, "kesto", "tiedoksi_punaisesta"):
        given = keys.own.node(key)
        if given is not None and highest < Level.YELLOW:
            hint = f"lisää taso keltainen tai punainen, tai poista rivi {key}"
            keys.own.warning(given, f"avain {key} ei vaikuta mihinkään: pelkkä tieto ei avaa poikkeamaa", hint)
        elif given is not None and highest < Level.RED and key == "tiedoksi_punaisesta":
            message = f"avain {key} ei vaikuta mihinkään: säännöllä ei ole tasoa punainen"
            keys.own.warning(given, message, f"lisää taso punainen tai poista rivi {key}")
    _check_limits(keys.own, rule)


def _check_limits(fields: Fields, rule: Rule) -> None:
    """Warn of the rule's own limits that no condition names."""
    conditions = (*(condition for _, condition in rule.conditions), *((rule.release,) if rule.release is not None else ()))
    named = {fold(word) for condition in conditions for word in re.findall(r"[\w-]+", condition.text)}
    given = fields.node("rajat")
    for entry in given.entries if isinstance(given, yaml_nodes.Mapping) else ():
        if fold(entry.key.text) not in named:
            fields.warning(entry.key, f"rajaa ei ole missään ehdossa: {entry.key.text}", "käytä sitä ehdossa tai poista se")


def _with_period(fields: Fields, rule: Rule, tests: tuple[RuleTest, ...]) -> tuple[RuleTest, ...]:
    """Report and leave out the tests that give no period, where the verdict depends on it."""
    texts = [condition.text for _, condition in rule.conditions]
    words = {fold(word) for text in texts for word in re.findall(r"[\w-]+", text)}
    names = {BY_WORD[word].primary for word in words if word in BY_WORD}
    if rule.months == _YEAR and not names & _OF_PERIOD:
        return tests
    for test in tests:
        if test.period is None:
            message, hint = f"testistä {test.number} puuttuu kausi", "lisää kohtaan kun esimerkiksi kausi: 2023-06"
            fields.problems.append(fields.document.problem_at(test.place, message, hint))
    return tuple(test for test in tests if test.period is not None)


def read_subjects(keys: Keys) -> tuple[Subject, ...]:
    """Read `kohde`: one subject, or a list of lines. Empty, with the problem, where it is not valid."""
    fields = keys.at("kohde")
    require(fields, "kohde")
    refuse_empty(fields, "kohde")
    scalars = fields.scalars("kohde")
    known = {subject.value: subject for subject in Subject}
    found: list[Subject] = []
    for scalar in scalars:
        subject = known.get(scalar.text.strip())
        if subject is None:
            fields.error(scalar, f"tuntematon kohde: {scalar.text}", _subject_hint(scalar.text, known, fields))
        elif len(scalars) > 1 and subject.line is None:
            fields.error(scalar, f"kohde {scalar.text} ei voi olla luettelossa", "luettelossa voi olla kulut, tuotot ja kate")
        elif subject not in found:
            found.append(subject)
    return tuple(found) if len(found) == len({scalar.text.strip() for scalar in scalars}) else ()


def _subject_hint(text: str, known: Collection[str], fields: Fields) -> str:
    parts = [part.strip() for part in re.split(r",|;|\bja\b|&", text)]
    if len(parts) > 1 and all(part in known for part in parts):
        return f"kirjoita luettelona: [{', '.join(parts)}]"
    return fields.guess(text, known) or f"vaihtoehdot: {', '.join(known)}"


def _id(fields: Fields) -> Scalar | None:
    scalar = fields.scalar("tunnus")
    if scalar is None:
        return None
    if re.fullmatch(r"[a-z0-9]+(-+[a-z0-9]+)*", scalar.text):
        return scalar
    folded = scalar.text.strip().casefold().translate(str.maketrans("äåö", "aao"))
    proposal = "-".join(re.findall("[a-z0-9]+", folded)) or "kulut-edella"
    fields.error(
        scalar, f"tunnus ei kelpaa: {scalar.text}", f"käytä pieniä kirjaimia a–z, numeroita ja yhdysmerkkejä: {proposal}"
    )
    return None


def _months(fields: Fields) -> frozenset[int]:
    if fields.node("kuukaudet") is None:
        return _YEAR
    read = [read_at(fields, scalar, months) for scalar in fields.scalars("kuukaudet")]
    return frozenset().union(*(part for part in read if part is not None))


def _measure_kind(keys: Keys, subjects: tuple[Subject, ...]) -> MeasureKind | None:
    own = keys.own.node("suorite_laji")
    if own is not None and subjects and subjects[0] is not Subject.MEASURE:
        keys.own.error(own, "suorite_laji kuuluu vain kohteeseen suorite", "poista rivi")
    return _KINDS[keys.at("suorite_laji").one_of("suorite_laji", tuple(_KINDS)) or "kertyvä"]


def _check_notes(keys: Keys) -> None:
    """Check the keys that the program does not use, so that a mistake in them is not found years later."""
    keys.at("omistaja").text("omistaja")
    value(keys.at("muutettu"), "muutettu", iso_day)


def _check_lists(keys: Keys) -> None:
    for key in ("yksiköt", "kuukaudet", "vastaanottajat"):
        refuse_empty(keys.at(key), key)
    left_out = keys.at("paitsi")
    for scalar in left_out.scalars("paitsi"):
        if scalar.text.strip() == ALL:
            left_out.error(scalar, "paitsi: kaikki jättää kaikki yksiköt pois", "ota sääntö pois rivillä tila: pois")


def _recipients(keys: Keys) -> tuple[tuple[Fields, Scalar], ...]:
    return tuple(
        (fields, scalar)
        for key in ("vastaanottajat", "tiedoksi_punaisesta")
        for fields in (keys.at(key),)
        for scalar in fields.scalars(key)
        if scalar.text.strip() not in (RESPONSIBLE, ABOVE)
    )
