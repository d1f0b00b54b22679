"""While a broken edit of the rules stands, a round judges by their last good text."""

import email
import email.policy
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from pathlib import Path

import pytest

from job.last_good import Rules, usable_rules
from tests.cities import REPORT, RULES, small_city
from tests.conftest import Done
from written.place import Place
from written.problem import Problem, Severity

Call = Callable[..., Done]
TODAY = ("--today", "2023-08-01")
RULE = RULES[: RULES.index("vastuut:")]
OWNERS = RULES[RULES.index("vastuut:") :]
OTHER = RULE.replace("kulut-edella", "toinen").replace("250 000", "50 000")
WRONG_NAME = RULE.replace("kertymäpoikkeama > 250", "kertymäpoikkeamma > 250")
UNCLOSED = "säännöt:\n  - tunnus: 'a\n"


def use(now: Mapping[str, str], kept: Mapping[str, str], *unread: str) -> Rules:
    problems = tuple(Problem(Severity.ERROR, Place(name), "ei voitu lukea") for name in unread)
    return usable_rules(_bytes(now), problems, lambda: _bytes(kept))


def _bytes(texts: Mapping[str, str]) -> dict[str, bytes]:
    return {name: text.encode() for name, text in texts.items()}


def ids(rules: Rules) -> list[str]:
    return sorted(rule.card.id for rule in rules.rulebook.rules)


GOOD = {"a.yaml": RULE, "b.yaml": OTHER, "c.yaml": OWNERS}


@pytest.mark.parametrize(
    ("what", "now", "kept", "rules"),
    [
        ("nothing broken", GOOD, {}, ["kulut-edella", "toinen"]),
        ("a broken rule", GOOD | {"a.yaml": WRONG_NAME}, GOOD, ["kulut-edella", "toinen"]),
        ("a broken file", GOOD | {"a.yaml": UNCLOSED}, GOOD, ["kulut-edella", "toinen"]),
        ("broken from the start", GOOD | {"a.yaml": WRONG_NAME}, {}, ["toinen"]),
        ("broken then and now", GOOD | {"a.yaml": WRONG_NAME}, GOOD | {"a.yaml": UNCLOSED}, ["toinen"]),
        ("a new file is broken", GOOD | {"d.yaml": UNCLOSED}, GOOD, ["kulut-edella", "toinen"]),
        ("a file was taken away", {"a.yaml": RULE, "c.yaml": OWNERS}, GOOD, ["kulut-edella"]),
        (
            "one taken away, one broken",
            {"a.yaml": UNCLOSED, "c.yaml": OWNERS},
            GOOD,
            ["kulut-edella"],
        ),
        ("the owners are broken", GOOD | {"c.yaml": "vastuut: [\n"}, GOOD, ["kulut-edella", "toinen"]),
    ],
)
def test_what_a_round_judges_by(what: str, now: Mapping[str, str], kept: Mapping[str, str], rules: list[str]) -> None:
    used = use(now, kept)
    assert ids(used) == rules
    assert used.rulebook.finance is not None


def test_finance_hears_of_the_error_and_of_what_stands_in() -> None:
    used = use(GOOD | {"a.yaml": WRONG_NAME}, GOOD)
    assert [str(p.place) for p in used.problems] == ["a.yaml:6:15", "a.yaml:2"]
    assert used.problems[1].message == (
        "virheellisen kohdan (säännöt kulut-edella) sijasta käytetään sen viimeisintä toimivaa tekstiä, kunnes virhe on korjattu"
    )
    assert {p.severity for p in used.problems} == {Severity.ERROR}, "a warning is no cause to write to finance"
    assert used.files["a.yaml"] == RULE.encode(), "this is what is kept as the next last good text"


def test_a_whole_file_stands_in_where_no_entry_can_be_told() -> None:
    used = use(GOOD | {"a.yaml": UNCLOSED}, GOOD)
    assert [p.message for p in used.problems if p.place.line is None] == [
        "virheellisen tiedoston sijasta käytetään sen viimeisintä toimivaa versiota, kunnes virhe on korjattu"
    ]


BOTH = RULE + OTHER.removeprefix("säännöt:\n")  # two rules in one file


def limits(rules: Rules) -> dict[str, str]:
    return {rule.card.id: rule.card.text.split("> ")[-1].split("\n")[0] for rule in rules.rulebook.rules}


@pytest.mark.parametrize(
    ("what", "edit", "used"),
    [
        ("the first is broken", ("> 250 000 €", "> 250 eurroa"), {"kulut-edella": "250 000 €", "toinen": "70 000 €"}),
        ("and its dash stands alone", ("  - tunnus: kulut-edella\n", "  -\n    tunnus: kulut-edella\n    muu: 1\n"), {"kulut-edella": "250 000 €", "toinen": "70 000 €"}),
        ("with a comment before the next", ("> 250 000 €", "> 250 eurroa\n# tämä ei ole osa sääntöä"), {"kulut-edella": "250 000 €", "toinen": "70 000 €"}),
        ("a new rule is broken", ("säännöt:\n", "säännöt:\n  - {tunnus: uusi, nimi: U, kohde: kulut}\n"), {"kulut-edella": "250 000 €", "toinen": "70 000 €"}),
        ("a rule that is used has a broken test", ("    kohde: kulut\n", "    kohde: kulut\n    testit:\n      - {kun: {ta: 1}, niin: tieto}\n"), {"kulut-edella": "250 000 €", "toinen": "70 000 €"}),
        # what follows cannot be told apart: the file stands in, and its other edits wait
        ("its id is damaged", ("tunnus: kulut-edella", "tunnus: Kulut edella"), {"kulut-edella": "250 000 €", "toinen": "50 000 €"}),
        ("one id twice", ("tunnus: toinen", "tunnus: kulut-edella"), {"kulut-edella": "250 000 €", "toinen": "50 000 €"}),
        ("an unknown key outside", ("säännöt:\n", "sännöt: 1\nsäännöt:\n"), {"kulut-edella": "250 000 €", "toinen": "50 000 €"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_broken_rule_does_not_take_the_edit_of_its_neighbour(what: str, edit: tuple[str, str], used: dict[str, str]) -> None:
    now = BOTH.replace("> 50 000 €", "> 70 000 €").replace(*edit)
    good = {"a.yaml": BOTH, "c.yaml": OWNERS}
    for _ in range(2):  # what is kept of the first round is good enough for the second
        rules = use(good | {"a.yaml": now}, good)
        assert limits(rules) == used
        good = {name: data.decode() for name, data in rules.files.items()}


def test_a_role_with_a_mistake_keeps_its_last_address() -> None:
    now = OWNERS.replace("museo@example.org", "museo").replace("rehtori@example.org", "koulut@example.org")
    owners = {owner.role: owner.address for owner in use(GOOD | {"c.yaml": now}, GOOD).rulebook.owners}
    assert owners == {"talous": "talous@example.org", "rehtori": "koulut@example.org", "museonjohtaja": "museo@example.org"}


def test_finance_does_not_get_lost() -> None:
    rules = use(GOOD | {"c.yaml": OWNERS.replace("rooli: talous", "rooli: talos")}, GOOD)
    assert rules.rulebook.finance is not None


def test_an_exception_with_a_mistake_goes_on_as_it_was() -> None:
    note = "poikkeukset:\n  - {sääntö: kaikki, yksikkö: a, kaudet: 2023-06, tapa: selittää, määrä: 5 €, syy: s, kirjasi: c}\n"
    kept = GOOD | {"n.yaml": note}
    (used,) = use(GOOD | {"n.yaml": note.replace("5 €", "5")}, kept).rulebook.exceptions
    assert used.amount == 500


def test_an_edit_beside_a_broken_one_counts() -> None:
    used = use(GOOD | {"a.yaml": UNCLOSED, "b.yaml": OTHER.replace("toinen", "kolmas")}, GOOD)
    assert ids(used) == ["kolmas", "kulut-edella"]


def test_a_file_that_cannot_be_read_is_used_as_it_was() -> None:
    rest = {"b.yaml": OTHER, "c.yaml": OWNERS}
    assert ids(use(rest, GOOD, "a.yaml")) == ["kulut-edella", "toinen"]
    assert use(rest, GOOD, "a.yaml").rulebook.all_rules_known
    assert not use(rest, {}, "a.yaml").rulebook.all_rules_known, "its alerts stand"


def test_a_last_good_text_that_no_longer_fits_is_not_used() -> None:
    """Its rule is for a role that is gone since."""
    kept = GOOD | {"a.yaml": RULE.replace("    kohde: kulut", "    vastaanottajat: [rehtori]\n    kohde: kulut")}
    now = GOOD | {"a.yaml": UNCLOSED, "c.yaml": OWNERS.replace("rehtori", "johtaja")}
    assert ids(use(now, kept)) == ["toinen"]


def test_nothing_is_asked_of_the_state_when_nothing_is_broken() -> None:
    def never() -> Mapping[str, bytes]:
        raise AssertionError

    assert ids(usable_rules(_bytes(GOOD), (), never)) == ["kulut-edella", "toinen"]


# Whole runs


@pytest.fixture
def city(tmp_path: Path, call: Call) -> Path:
    city = small_city(tmp_path)
    assert call(city, "run", *TODAY).exit == 0
    return city


def messages(city: Path) -> list[str]:
    return sorted(file.name for file in (city / "var/messages").glob("*.eml"))


def open_alerts(call: Call, city: Path) -> list[tuple[str, str]]:
    return [(alert["unit"], alert["level"]) for alert in call(city, "alerts", "--json").json["alerts"]]


def edit(city: Path, text: str) -> None:
    (city / "rules/saannot.yaml").write_text(text, "utf-8")


def test_figures_that_come_meanwhile_are_judged_and_the_heads_hear(city: Path, call: Call) -> None:
    edit(city, RULES.replace("kertymäpoikkeama > 250 000 €", "kertymäpoikkeamma > 250 000 €"))
    later = REPORT.replace("1-6/2023", "1-7/2023").replace("-600 000", "-900 000").replace("-575 000", "-875 000")
    later = later.replace("-950 000;-1 500", "-1 250 000;-1 500").replace("-920 000", "-1 220 000")
    (city / "data/tyrskyla-2023-07.csv").write_text(later, "utf-8")
    done = call(city, "run", "--today", "2023-08-20")
    assert done.exit == 1, done.out
    assert ("1100", "red") in open_alerts(call, city)
    assert any(name.endswith("rehtori.eml") for name in messages(city)[3:]), messages(city)


@pytest.mark.parametrize("harm", ["a rule", "the file", "the rights"])
def test_finance_hears_once_and_nothing_ends(city: Path, call: Call, harm: str) -> None:
    before = open_alerts(call, city)
    if harm == "the rights":
        (city / "rules/saannot.yaml").unlink()
        (city / "rules/saannot.yaml").symlink_to("/proc/self/mem")  # a file that opens and cannot be read, by root neither
    else:
        edit(city, UNCLOSED if harm == "the file" else RULES.replace("250 000 €", "250 000 eurroa"))
    for _ in range(3):
        assert call(city, "run", *TODAY).exit == 1
    assert open_alerts(call, city) == before
    assert messages(city)[3:] == ["4-talous.eml"]
    mail = email.message_from_bytes((city / "var/messages/4-talous.eml").read_bytes(), policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    body = mail.get_body(("plain",))
    assert body is not None
    assert "rules/saannot.yaml" in body.get_content()


def test_a_mended_file_is_used_again(city: Path, call: Call) -> None:
    edit(city, UNCLOSED)
    assert call(city, "run", *TODAY).exit == 1
    edit(city, RULES.replace("> 250 000 €", "> 90 000 €"))
    assert call(city, "run", *TODAY).exit == 0
    assert {level for _, level in open_alerts(call, city)} == {"red"}
    edit(city, UNCLOSED)
    assert call(city, "run", *TODAY).exit == 1
    assert {level for _, level in open_alerts(call, city)} == {"red"}, "the newest good text, not the first"


def test_the_text_that_was_used_last_stands_in_not_the_newest_one(city: Path, call: Call) -> None:
    for text in (RULES.replace("> 250 000 €", "> 90 000 €"), RULES, UNCLOSED):
        edit(city, text)
        call(city, "run", *TODAY)
    out = call(city, "run", *TODAY, "--dry-run", "--out", str(city / "out"))
    assert out.exit == 1
    assert "ei uutta" in out.out


def test_a_removed_file_is_no_breakage(city: Path, call: Call) -> None:
    (city / "rules/toinen.yaml").write_text(OTHER, "utf-8")
    assert call(city, "run", *TODAY).exit == 0
    both = len(open_alerts(call, city))
    (city / "rules/toinen.yaml").unlink()
    assert call(city, "run", *TODAY).exit == 0
    assert len(open_alerts(call, city)) < both
