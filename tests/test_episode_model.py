"""Random years of a city through the real round: figures that come, change and go missing, edits of the rules, exceptions,
answers, new roles. Whatever happens, each reader has heard the truth, once.

`make test` tries a score of years, `make torture` some thousands.
"""

import os
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.alert import Alert, Held, State, alert_id
from alerts.event import TO_READERS, Change, Event
from alerts.growth import has_grown
from budget.figure import Column, Figure, Measure, MeasureKind
from budget.money import Cents
from budget.period import Period
from budget.snapshot import History, Snapshot, SourceRead, UnitFigures
from budget.unit import Line, UnitCode
from budget.verdict import Clear, Evaluation, Fired, Level, NotJudged, Unknown, unit_concerned
from engine.evaluate import evaluate
from engine.rulebook import Rulebook
from job.decide import decide
from job.keep_alerts import KeptAlerts
from job.keep_figures import KeptFigures
from job.keep_runs import KeptRuns
from job.last_good import usable_rules
from job.load import Loaded
from job.read_config import read_config
from job.state import open_copy
from job.turn import Turn
from tests.cities import small_city
from written.place import Place

YEARS = 3_000 if os.environ.get("TORTURE") else 20
BUDGET = 100_000_000  # cents, of each unit
HEADS = ("1100", "1200")
DEPUTY = "apulainen"

# How far above the even pace the costs of a unit are, in percent of its budget; None: no actual; "gone": no unit.
PACES = st.sampled_from([-2, 7, 9, 20, 40, 55, None, "gone"])
FIGURES = st.tuples(PACES, PACES, st.sampled_from([30, 100, None]))  # the two units, and what a measure has reached
NOTES = st.sampled_from(
    [
        "",
        'poikkeukset:\n  - {sääntö: kaikki, yksikkö: "1100", kaudet: 2023-01–2023-12, tapa: vaientaa, syy: s, kirjasi: c}\n',
        'poikkeukset:\n  - {sääntö: kulut, yksikkö: "1100", kaudet: 2023-02–2023-04, tapa: vaientaa, määrä: 150 000 €, syy: s, kirjasi: c}\n',
        'poikkeukset:\n  - {sääntö: kulut, yksikkö: "1100", kaudet: 2023-01–2023-12, tapa: selittää, määrä: 150 000 €, syy: s, kirjasi: c}\n',
        'vastaukset:\n  - {yksikkö: "1200", kausi: 2023-02, vastaus: v, kirjasi: c}\n',
        'vastaukset:\n  - {yksikkö: "1200", kausi: 2023-01, vastaus: v, kirjasi: c, hiljaa: 2023-04}\n',
        'vastaukset:\n  - {yksikkö: "1200", kausi: 2023-02, vastaus: v, kirjasi: c, hiljaa: 2023-12}\n',
    ]
)  # fmt: skip
EDITS = st.one_of(
    st.tuples(st.just("limit"), st.sampled_from([5, 15])),
    st.tuples(st.just("kesto"), st.sampled_from([1, 2])),
    st.tuples(st.just("tila"), st.sampled_from(["käytössä", "koekäyttö", "pois"])),
    st.tuples(st.just("broken"), st.sampled_from(["", "rule", "file"])),
    st.tuples(st.just("comment"), st.integers(0, 3)),
    st.tuples(st.just("profile"), st.booleans()),
    st.tuples(st.just("left_out"), st.booleans()),
)
ACTIONS = st.one_of(
    st.tuples(st.just("month"), st.integers(1, 2), FIGURES),
    st.tuples(st.just("month"), st.integers(1, 2), FIGURES),
    st.tuples(st.just("restate"), FIGURES),
    st.tuples(st.just("older"), FIGURES),
    st.tuples(st.just("edit"), EDITS),
    st.tuples(st.just("edit"), EDITS),
    st.tuples(st.just("edit and month"), EDITS, FIGURES),
    st.tuples(st.just("edit and month"), EDITS, FIGURES),
    st.tuples(st.just("notes"), NOTES),
    st.tuples(st.just("notes"), NOTES),
    st.tuples(st.just("role")),
    st.tuples(st.just("year"), FIGURES),
)
Given = tuple[int | str | None, int | str | None, int | None]


@dataclass
class Rules:
    """What finance has written, as texts of files."""

    limit: int = 5
    kesto: int = 1
    tila: str = "käytössä"
    broken: str = ""
    comment: int = 0
    profile: bool = False
    left_out: bool = False
    notes: str = ""
    deputy: bool = False

    def files(self) -> dict[str, bytes]:
        out = '    paitsi: ["1200"]\n' if self.left_out else ""
        rule = f"""\
{"# kommentti " * self.comment}
säännöt:
  - tunnus: kulut
    nimi: Kulut edellä
    kohde: kulut
    taso: alin
    kesto: {self.kesto}
    tila: {self.tila}
{out}    keltainen: toteumaprosentti > odotus + {self.limit} %-yks.
    punainen: kertymäpoikkeama > 300 000 {"eurroa" if self.broken == "rule" else "€"}
    poistuu: toteumaprosentti < odotus + {self.limit - 2} %-yks.
"""
        others = """\
säännöt:
  - {tunnus: kaynnit, nimi: Käynnit, kohde: suorite, keltainen: toteumaprosentti < 50 %}
vastuut:
  - {rooli: talous, osoite: talous@example.org, kanava: folder}
  - {rooli: koulut, osoite: koulut@example.org, kanava: folder, yksiköt: ["1100"]}
  - {rooli: museo, osoite: museo@example.org, kanava: folder, yksiköt: ["1200"], suoritteet: [Käynnit]}
"""
        if self.deputy:
            others += f'  - {{rooli: {DEPUTY}, osoite: a@example.org, kanava: folder, yksiköt: ["1100", "1200"]}}\n'
        if self.profile:
            shares = "20 | 30 | 40 | 50 | 60 | 70 | 75 | 80 | 85 | 90 | 95 | 100"
            others += f'profiilit:\n  - {{tunnus: p, kohde: kulut, yksiköt: ["1200"], kertymä: {shares}}}\n'
        texts = {"a.yaml": "säännöt: [\n" if self.broken == "file" else rule, "b.yaml": others, "n.yaml": self.notes}
        return {name: text.encode() for name, text in texts.items()}


def figures(period: Period, given: Given) -> Snapshot:
    """The figures of a period: two units under one, and a measure."""
    units = [UnitFigures(UnitCode("1000"), "Sivistys", None, None, None, None)]
    for code, name, pace in zip(HEADS, ("Koulut", "Museo"), given[:2], strict=True):
        if pace != "gone":
            actual = None if pace is None else Cents(-BUDGET * (100 * period.month + 12 * int(pace)) // 1200)
            place = Place("r.csv", 2)
            costs = Figure(
                UnitCode(code), Line.COSTS, Cents(-BUDGET), actual, places=((Column.ACTUAL, place), (Column.BUDGET, place))
            )  # fmt: skip
            units.append(UnitFigures(UnitCode(code), name, UnitCode("1000"), None, costs, None))
    visits = None if given[2] is None else Decimal(given[2])
    measure = Measure("Museo", "Käynnit", MeasureKind.FLOW, None, Decimal(100), visits, None, Place("r.csv", 9))
    source = SourceRead("r.csv", "data/*.csv", "0" * 64, len(units))
    return Snapshot(period, (source,), tuple(units), (measure,))


@dataclass
class City:
    """The city with its state in memory, and what each role has heard of each alert."""

    folder: Path
    rules: Rules = field(default_factory=Rules)
    periods: dict[Period, Snapshot] = field(default_factory=dict)
    heard: dict[tuple[str, str], list[Change]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self.config = read_config(self.folder / "config.yaml")
        self.state = open_copy(self.folder / "none.db")

    def do(self, action: Sequence[object]) -> None:
        """Let one thing happen, run, and run again."""
        match action:
            case ("month", int(step), given):
                self.month(step, given)  # type: ignore[arg-type]
            case ("restate", given) if self.periods:
                self.periods[max(self.periods)] = figures(max(self.periods), given)  # type: ignore[arg-type]
            case ("older", given) if len(self.periods) > 1:
                older = sorted(self.periods)[-2]
                self.periods[older] = figures(older, given)  # type: ignore[arg-type]
            case ("edit", (str(key), value)):
                setattr(self.rules, key, value)
            case ("edit and month", (str(key), value), given):
                setattr(self.rules, key, value)
                self.month(1, given)  # type: ignore[arg-type]
            case ("notes", str(text)):
                self.rules.notes = text
            case ("role",):
                self.rules.deputy = True
            case ("year", given) if self.periods:
                january = Period(max(self.periods).year + 1, 1)
                self.periods[january] = figures(january, given)  # type: ignore[arg-type]
        if self.periods:
            self.run()

    def month(self, step: int, given: Given) -> None:
        newest = max(self.periods, default=Period(2022, 12))
        if newest.month + step <= 12 or not self.periods:
            period = newest.later(step)
            self.periods[period] = figures(period, given)

    def run(self) -> None:
        before = self.alerts()
        turn, events = self.round()
        new = self.listen(events)
        self.judge(before, turn, events, new)
        alerts, messages = self.alerts(), self.count()
        _, again = self.round()
        assert again == (), f"the same again is no news: {again}"
        assert (self.alerts(), self.count()) == (alerts, messages), "and changes nothing"

    def round(self) -> tuple[Turn, tuple[Event, ...]]:
        newest = max(self.periods)
        today = newest.last_day + timedelta(days=20)
        now = datetime(today.year, today.month, today.day, 6, tzinfo=ZoneInfo("Europe/Helsinki"))
        rules = usable_rules(self.rules.files(), (), KeptRuns(self.state).last_rules)
        loaded = Loaded(tuple(self.periods[period] for period in sorted(self.periods)), (), ())
        before = KeptFigures(self.state).newest()
        turn = Turn(self.config, self.state, today, now, rules.rulebook, rules.files, loaded, before, rules.problems)
        with self.state.transaction():
            return turn, decide(turn).events

    def alerts(self) -> dict[str, Alert]:
        return {alert.id: alert for alert in KeptAlerts(self.state).in_state(*State)}

    def count(self) -> int:
        return int(self.state.connection.execute("SELECT count(*) FROM outbox").fetchone()[0])

    def listen(self, events: Sequence[Event]) -> dict[tuple[str, str], Change]:
        """Note what each role heard in the newest messages; what no event tells is of an open alert, for a new role."""
        changes = {event.alert.id: event.change for event in events}
        last = getattr(self, "_heard_to", 0)
        rows = self.state.connection.execute("SELECT number, alert, role FROM outbox_alerts WHERE number > ?", (last,)).fetchall()
        self._heard_to = max((row[0] for row in rows), default=last)
        new = {(alert, role): changes.get(alert, Change.NEW) for _, alert, role in rows}
        assert len(new) == len(rows), "one message tells each reader of each alert once"
        new |= {pair: Change.NEW for pair, change in new.items() if not self.heard[pair] and change in _AS_NEW}
        for pair, change in new.items():
            self.heard[pair].append(change)
        for event in events:  # what ends with its rule, or on trial, ends for finance alone
            if event.alert.state is State.ENDED and (event.verdict is None or event.verdict.rule.trial):
                for pair, words in self.heard.items():
                    words.extend([Change.RULE_REMOVED] if pair[0] == event.alert.id else [])
        return new

    def judge(self, before: dict[str, Alert], turn: Turn, events: Sequence[Event], new: dict[tuple[str, str], Change]) -> None:
        """Hold what was told against what is true."""
        snapshot = turn.current
        assert snapshot is not None
        others = History(tuple(s for p, s in sorted(self.periods.items()) if p < snapshot.period))
        fresh = evaluate(turn.rulebook, snapshot, others, turn.today)
        after = self.alerts()
        for event in events:
            _ended_for_a_reason(event)
        for (alert, role), words in self.heard.items():
            if role != "talous":
                _takes_turns(words, alert, role)
        self.is_true(fresh, turn.rulebook, before, after, new)

    def is_true(
        self,
        fresh: Evaluation,
        rulebook: Rulebook,
        before: dict[str, Alert],
        after: dict[str, Alert],
        new: dict[tuple[str, str], Change],
    ) -> None:
        for verdict in fresh.verdicts:
            alert = after.get(alert_id(verdict.rule.id, verdict.target, fresh.period.year))
            outcome = verdict.outcome
            fires = isinstance(outcome, Fired) and outcome.level >= Level.YELLOW
            is_open = alert is not None and alert.state is State.OPEN
            if verdict.rule.duration == 1:
                assert is_open or not fires, f"fires and is not open: {verdict}"
                ended = isinstance(outcome, Clear) and verdict.released is True
                assert not (ended and is_open), f"is clear and still open: {alert}"
            if isinstance(outcome, Unknown | NotJudged):
                assert is_open is (alert is not None and alert.id in before and before[alert.id].state is State.OPEN)
            if alert is None or not fires or not is_open:
                continue
            assert isinstance(outcome, Fired)
            explained = outcome.explained is not None and outcome.explained.held_back
            unit = unit_concerned(verdict.target)
            quiet = any(a.unit == unit and a.is_quiet(fresh.period) for a in rulebook.answers)
            told = {role for (of, role) in new if of == alert.id and role != "talous"}
            if explained:
                assert verdict.rule.trial or alert.held is Held.EXCEPTION
                assert not told, "an exception holds it back"
            elif verdict.rule.trial:
                assert not told, "finance alone hears of a rule on trial"
            elif not quiet:
                assert alert.held is None
                assert alert.level_told is not None
                assert not has_grown(alert, rulebook.growth), f"its readers believe less: {alert}"
                head = "koulut" if unit == "1100" else "museo"
                assert self.heard[alert.id, head][-1] is not Change.ENDED, f"{head} believes that it has ended"


_AS_NEW = (Change.GROWN, Change.RESTATED, Change.REMINDED)
"""To a role that has not heard of the alert these are told as new: `test_history.py` reads the words."""


def _ended_for_a_reason(event: Event) -> None:
    if event.change is not Change.ENDED or event.before is None or event.before.state is State.ENDED:
        return
    moved = event.alert.version != event.before.version
    assert moved or event.cause, f"ended on the same figures without a cause: {event}"
    assert event.verdict is not None
    assert isinstance(event.verdict.outcome, Clear), "missing figures end nothing"


def _takes_turns(words: Sequence[Change], alert: str, role: str) -> None:
    is_open = False
    for word in words:
        assert word in (*TO_READERS, Change.RULE_REMOVED)
        if word is not Change.RULE_REMOVED:
            assert (word is Change.NEW) is not is_open, f"{role}, {alert}: {words}"
        is_open = word not in (Change.ENDED, Change.RULE_REMOVED)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_city(tmp_path_factory.mktemp("city"))


@settings(max_examples=YEARS, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(first=FIGURES, actions=st.lists(ACTIONS, min_size=3, max_size=14))
def test_each_reader_has_heard_the_truth_once(first: Given, actions: list[tuple[object, ...]], folder: Path) -> None:
    city = City(folder)
    for action in (("month", 1, first), *actions):
        city.do(action)
    city.state.connection.close()
