"""Whole messages about what finance has noted and changed, one a file: exceptions, answers, reminders, edited limits."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from alerts.alert import Alert
from alerts.catch_up import by_hearing
from alerts.compose import compose
from alerts.episode import advance, told
from alerts.facts import RunFacts, Situation
from alerts.judged import LastRules, Round
from alerts.message import Message
from budget.period import Period
from budget.snapshot import History, Snapshot
from engine.evaluate import evaluate
from engine.read_rules import read_rules
from engine.rulebook import Rulebook
from tests.test_alerts_compose_golden import ORGANISATION, ROOT, Golden, golden, june, museum_alone, to

__all__ = ["golden"]

APRIL, MAY, JUNE, AUGUST = (Period(2023, month) for month in (4, 5, 6, 8))
SILENCED = """
poikkeukset:
  - sääntö: kaikki
    yksikkö: "64332000"
    kaudet: 2023-06
    tapa: vaientaa
    määrä: noin 90 000 €
    syy: kesänäyttelyn rakentaminen
    kirjasi: controller
"""
EXPLAINED = (
    SILENCED.replace("kaikki", "kulut-edella-kertymaa")
    .replace("    kaudet", "    kohde: kulut\n    kaudet")
    .replace("vaientaa", "selittää")
    .replace("64332000", "64300000")
    .replace("90 000", "650 000")
)
EXPLAINED = EXPLAINED.replace("kesänäyttelyn rakentaminen", "heinäkuun sisäiset vuokrat kirjattu kesäkuulle")
ANSWERED = """
vastaukset:
  - yksikkö: "64332000"
    kausi: 2023-06
    vastaus: Näyttelyn kulut painottuvat kevääseen, määräraha riittää.
    kirjasi: controller
"""


def book(notes: str = "", *edits: tuple[str, str]) -> Rulebook:
    """The shipped rules, with notes beside them and edits in the rules about costs."""
    files = {f"rules/{file.name}": file.read_bytes() for file in sorted(Path(ROOT / "rules").glob("*.yaml"))}
    text = files["rules/kulut.yaml"].decode()
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    read = read_rules({**files, "rules/kulut.yaml": text.encode(), "rules/kirjaukset.yaml": notes.encode()})
    assert read.problems == ()
    return read


class Story:
    """Runs one after another, each as the job does it; every reader is told at once."""

    def __init__(self) -> None:
        self.alerts: dict[str, Alert] = {}
        self.version = 0
        self.last: tuple[Rulebook, Snapshot] | None = None

    def run(self, rules: Rulebook, snapshot: Snapshot) -> tuple[Message, ...]:
        today = date(2023, snapshot.period.month + 2, 1)
        same = self.last is not None and self.last[1] == snapshot
        self.version += not same
        evaluation = evaluate(rules, snapshot, History(), today, {(a.rule, a.target) for a in self.alerts.values()})
        edited = self.last is not None and [r.card.fingerprint for r in self.last[0].rules] != [
            r.card.fingerprint for r in rules.rules
        ]
        last = None
        if edited and self.last is not None:
            last = LastRules(evaluate(self.last[0], snapshot, History(), today), frozenset(r.card.id for r in self.last[0].rules))
        active = frozenset(rule.card.id for rule in rules.rules)
        this = Round(evaluation, self.version, False, active, rules.growth, {}, rules.answers, last)
        done = advance(tuple(self.alerts.values()), this)
        where = Situation(
            snapshot, evaluation, rules.owners, rules.bindings, ORGANISATION, today, self.version, rules.answers
        )  # fmt: skip
        facts = RunFacts(len(rules.rules), open_alerts=done.alerts, rules_changed=edited)
        mails = compose(by_hearing(done.events, where), where, facts, 17)
        self.last = (rules, snapshot)
        for alert in done.alerts:
            roles = [role for mail in mails for of, role in mail.told if of == alert.id]
            self.alerts[alert.id] = told(alert, roles) if roles else alert
        return mails


def test_an_exception_explains(golden: Golden) -> None:
    golden("message-poikkeus-selittaa", to("hyvinvointijohtaja", Story().run(book(EXPLAINED), june())))


def test_what_is_held_back_stands_in_the_summary_and_is_new_when_the_exception_has_ended(golden: Golden) -> None:
    story, rules = Story(), book(SILENCED)
    mails = story.run(rules, museum_alone(JUNE, 484_373))
    assert "museonjohtaja" not in {mail.role for mail in mails}
    golden("summary-odottaa", to("talous", mails))
    golden("message-poikkeus-paattyi", to("museonjohtaja", story.run(rules, museum_alone(AUGUST, 620_000))))


def test_an_answer_is_quoted(golden: Golden) -> None:
    story = Story()
    story.run(book(), museum_alone(JUNE, 484_373))
    golden("message-vastaus", to("museonjohtaja", story.run(book(ANSWERED), museum_alone(AUGUST, 710_000))))


def test_a_reminder(golden: Golden) -> None:
    story = Story()
    for period, spent in ((APRIL, 513_808), (MAY, 577_260)):
        story.run(book(), museum_alone(period, spent))
    golden("message-muistutus", to("museonjohtaja", story.run(book(), museum_alone(JUNE, 640_712))))


LIMIT = ("toteumaprosentti > odotus + 5 %-yks. ja kertymäpoikkeama > 10 000 €", "toteumaprosentti > odotus + 14 %-yks. ja kertymäpoikkeama > 10 000 €")  # fmt: skip
RELEASE = ("toteumaprosentti < odotus + 3 %-yks.", "toteumaprosentti < odotus + 13,9 %-yks.")


def test_a_limit_is_raised_and_lowered_again(golden: Golden) -> None:
    story = Story()
    story.run(book(), museum_alone(JUNE, 484_373))
    golden(
        "message-rajaa-muutettu-poistunut", to("museonjohtaja", story.run(book("", LIMIT, RELEASE), museum_alone(JUNE, 484_373)))
    )
    golden("message-rajaa-muutettu-uusi", to("museonjohtaja", story.run(book(), museum_alone(JUNE, 484_373))))


def test_finance_hears_what_an_edit_does(golden: Golden) -> None:
    story = Story()
    story.run(book(), june())
    golden("summary-saantojen-muutos", to("talous", story.run(book("", LIMIT, RELEASE), june())))


def test_finance_hears_that_an_edit_does_nothing(golden: Golden) -> None:
    story = Story()
    story.run(book(), replace(june(), measures=(), items=()))
    new = story.run(book("", ("750 000 €", "750 001 €")), replace(june(), measures=(), items=()))
    golden("summary-muutos-ei-vaikuta", to("talous", new))
