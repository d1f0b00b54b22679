"""Whole messages as their readers see them, one a file: the real report of June 2023, and invented later news.

`TALOUSVAHTI_GOLDEN=write pytest tests/test_alerts_compose_golden.py` writes the files anew; the difference is read as Finnish.
"""

import hashlib
import os
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from difflib import unified_diff
from functools import cache
from pathlib import Path

import pytest

from alerts.alert import Alert
from alerts.compose import compose
from alerts.episode import advance, told
from alerts.facts import RunFacts, Situation
from alerts.judged import Round
from alerts.message import Message
from alerts.summary import notice, sign_of_life
from alerts.text import text
from budget.money import Cents
from budget.owner import FINANCE, Binding, BindingLevel
from budget.period import Period
from budget.snapshot import History, Snapshot
from budget.unit import Line, UnitCode
from engine.evaluate import evaluate
from engine.read_rules import read_rules
from engine.rulebook import Rulebook
from figures.document import Document
from figures.read import read
from figures.reconcile import reconcile
from written.place import Place
from written.problem import Problem, Severity

ROOT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden"
ORGANISATION = "Kemin kaupunki, hyvinvointitoimiala"
MUSEUM, CHILDREN = UnitCode("64332000"), UnitCode("64320000")
Golden = Callable[[str, Message], None]


@pytest.fixture
def golden() -> Golden:
    def compare(name: str, message: Message) -> None:
        file = GOLDEN / f"{name}.txt"
        shown = f"Vastaanottaja: {message.role}\nAihe: {message.subject}\n\n{text(message)}"
        if os.environ.get("TALOUSVAHTI_GOLDEN") == "write":
            file.write_text(shown, encoding="utf-8")
        kept = file.read_text(encoding="utf-8") if file.exists() else ""
        difference = unified_diff(kept.splitlines(), shown.splitlines(), file.name, "now", lineterm="")
        assert shown == kept, "\n".join(difference)

    return compare


@cache
def rules() -> Rulebook:
    return read_rules({f"rules/{file.name}": file.read_bytes() for file in sorted((ROOT / "rules").glob("*.yaml"))})


@cache
def june() -> Snapshot:
    file = ROOT / "examples" / "hyvinvointi-2023-06.txt"
    data = file.read_bytes()
    reading = read(Document(file.name, "examples/*.txt", data, hashlib.sha256(data).hexdigest()))
    return reconcile([reading]).snapshots[0]


def run(
    snapshot: Snapshot, alerts: tuple[Alert, ...] = (), version: int = 1, bindings: tuple[Binding, ...] = ()
) -> tuple[tuple[Message, ...], tuple[Alert, ...], Situation]:
    """One run as the job does it: judge, take the alerts further, compose."""
    today = date(2023, snapshot.period.month + 2, 1)
    evaluation = evaluate(rules(), snapshot, History(), today, {(a.rule, a.target) for a in alerts})
    active = frozenset(rule.card.id for rule in rules().rules)
    causes: dict[tuple[str, ...], str] = {("line", MUSEUM, "costs", ""): "talousarviota korotettiin 180\u00a0000\u00a0€"}
    restated = any(alert.judged == evaluation.period for alert in alerts)
    done = advance(alerts, Round(evaluation, version, restated, active, rules().growth, causes))
    situation = Situation(snapshot, evaluation, rules().owners, bindings or rules().bindings, ORGANISATION, today, version)
    mails = compose(done.events, situation, RunFacts(len(rules().rules), open_alerts=done.alerts), 17)
    hearers = {alert for mail in mails for alert, _ in mail.told}
    return mails, tuple(told(a, ()) if a.id in hearers else a for a in done.alerts), situation


def to(role: str, mails: tuple[Message, ...]) -> Message:
    return next(mail for mail in mails if mail.role == role)


@pytest.mark.parametrize(
    ("role", "name"),
    [
        ("museonjohtaja", "message-museotoimi"),
        ("sivistyspaallikko", "message-lasten-ja-nuorten-palvelut"),
        ("teatterivastaava", "message-teatteritoiminta"),
        ("musiikkitoimen-johtaja", "message-musiikkitoimi"),
        ("vapaa-aikapaallikko", "message-vapaa-aika"),
        ("hyvinvointijohtaja", "message-hyvinvointitoimiala"),
        ("kirjastonjohtaja", "message-kirjastotoimi"),
        (FINANCE, "summary-talous"),
    ],
)
def test_the_real_report(role: str, name: str, golden: Golden) -> None:
    mails, _, _ = run(june())
    golden(name, to(role, mails))


def test_a_binding_line(golden: Golden) -> None:
    mails, _, _ = run(june(), bindings=(Binding(CHILDREN, Line.MARGIN, BindingLevel.COUNCIL),))
    golden("message-sitova-taso", to("sivistyspaallikko", mails))


def museum_alone(period: Period, spent: int, budget: int = 761_423) -> Snapshot:
    """Invented figures: the museum at a later month, its revenue as in June."""
    unit = june().unit(MUSEUM)
    assert unit is not None
    assert unit.costs is not None
    assert unit.revenue is not None
    assert unit.revenue.actual is not None
    assert unit.revenue.budget is not None
    costs = replace(unit.costs, actual=Cents(-spent * 100), budget=Cents(-budget * 100))
    assert unit.margin is not None
    margin = replace(
        unit.margin, actual=Cents(unit.revenue.actual - spent * 100), budget=Cents(unit.revenue.budget - budget * 100)
    )
    return replace(june(), period=period, units=(replace(unit, costs=costs, margin=margin),), measures=(), items=(), remarks=())


@pytest.mark.parametrize(
    ("name", "snapshot", "version"),
    [
        ("message-kasvanut", museum_alone(Period(2023, 8), 710_000), 2),
        ("message-poistunut", museum_alone(Period(2023, 8), 620_000, budget=941_423), 2),
        ("message-luvut-ovat-muuttuneet", museum_alone(Period(2023, 6), 450_000), 2),
    ],
)
def test_invented_later_news(name: str, snapshot: Snapshot, version: int, golden: Golden) -> None:
    _, alerts, _ = run(museum_alone(Period(2023, 6), 484_373))
    mails, _, _ = run(snapshot, alerts, version)
    golden(name, to("museonjohtaja", mails))


def test_the_sign_of_life(golden: Golden) -> None:
    _, alerts, situation = run(june())
    golden("sign-of-life", sign_of_life(situation, RunFacts(len(rules().rules), open_alerts=alerts[:3]), 31))


def test_the_notice_of_a_run_that_was_not_done(golden: Golden) -> None:
    problems = (
        Problem(
            Severity.FILE,
            Place("hyvinvointi-2023-08.xlsx"),
            "tiedosto on HTML-sivu, ei taulukko",
            "tallentakaa raportti Excel-muodossa",
        ),
        Problem(
            Severity.ERROR, Place("rules/kulut.yaml", 7, 17), "tuntematon nimi: toteumaprosenti", "tarkoititko toteumaprosentti?"
        ),
    )
    made = notice(problems, rules().owners, ORGANISATION, 32, "cause")
    assert made is not None
    golden("notice-not-done", made)


def test_the_messages_are_short_and_plain() -> None:
    """At most 20 words a sentence; no rule ids and no names of the rule language; nothing accuses."""
    mails, _, _ = run(june())
    ids = {rule.card.id for rule in rules().rules}
    language = {"kertymäpoikkeama", "toteumaprosentti >", "keltainen", "punainen", "%-yks", "odotus", "budjetoimaton"}
    for mail in mails:
        words = text(mail).casefold()
        assert not [word for word in (*ids, *language, "hälyty", "virhe", "ylittäneet", "!") if word in words]
        paragraphs = (p for item in mail.items for p in (*item.paragraphs_before, *item.paragraphs_after))
        said = [
            s for p in (*paragraphs, *mail.closing) for long in p.sentences for s in re.split(r"(?<=[.?]) (?=[A-ZÅÄÖ])", long)
        ]
        assert [s for s in said if len(s.split(" ")) > 20] == []
