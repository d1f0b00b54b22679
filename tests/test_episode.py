"""The life of an alert: every row of the episode table that needs no exceptions, answers or second rule text."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.alert import Alert, State, alert_id
from alerts.episode import Advance, advance, told
from alerts.event import Change, Event
from alerts.judged import LastRules, Round
from budget.note import AnswerNote
from budget.owner import Growth
from budget.period import Period
from budget.unit import Line, UnitCode
from budget.verdict import (
    Clear,
    Evaluation,
    Expectation,
    Explained,
    Fired,
    ItemTarget,
    Level,
    LineTarget,
    MeasureTarget,
    NotJudged,
    Outcome,
    RuleCard,
    SourceTarget,
    Target,
    Topic,
    UnitTarget,
    Unknown,
    Verdict,
)

MUSEUM = LineTarget(UnitCode("64332000"), Line.COSTS)
RED, YELLOW, INFO = Level.RED, Level.YELLOW, Level.INFO


def rule(duration: int = 1) -> RuleCard:
    return RuleCard(
        id="kulut", name="Kulut", recipients=("vastuuhenkilö",), red_recipients=(), causes=(), question=None,
        duration=duration, trial=False, fingerprint="f", text="", place="rules/kulut.yaml:1",
    )  # fmt: skip


def fires(level: Level = YELLOW, euros: int | None = 100_000, *, may_be_higher: bool = False) -> Fired:
    return Fired(
        level=level, topic=Topic.PACE, amount=None if euros is None else (euros * 100, 1), values=(), proof=(), reason="",
        headline="", sentences=(), basis="", counterfactual=None, ending=None, ending_now=None, may_be_higher=may_be_higher,
    )  # fmt: skip


def held(fired: Fired) -> Fired:
    """The finding with an exception that covers it."""
    return replace(fired, explained=Explained((), None, False, (), None, True))


CLEAR = Clear((), ())
UNKNOWN = Unknown(("toteuma",), "toteuma puuttuu")
NOT_JUDGED = NotJudged()


class City:
    """Runs of one rule on one target, each with what readers are told in between."""

    def __init__(self, duration: int = 1, target: Target = MUSEUM) -> None:
        self.alerts: dict[str, Alert] = {}
        self.rule = rule(duration)
        self.target = target
        self.version = 0
        self.seen: dict[Period, int] = {}
        self.answers: tuple[AnswerNote, ...] = ()

    def run(
        self,
        month: int,
        outcome: Outcome | None,
        *,
        year: int = 2023,
        released: bool | None = True,
        same: bool = False,
        active: bool = True,
        broken: bool = False,
        all_known: bool = True,
        tell: bool = True,
    ) -> list[Change]:
        """Return the kinds of news of `events`."""
        return [
            event.change
            for event in self.events(
                month,
                outcome,
                year=year,
                released=released,
                same=same,
                active=active,
                broken=broken,
                all_known=all_known,
                tell=tell,
            )
        ]

    def events(
        self,
        month: int,
        outcome: Outcome | None,
        *,
        year: int = 2023,
        released: bool | None = True,
        same: bool = False,
        active: bool = True,
        broken: bool = False,
        all_known: bool = True,
        tell: bool = True,
    ) -> tuple[Event, ...]:
        """One run on the figures of a month; `same` repeats the content of that month's last run."""
        period = Period(year, month)
        restated = period in self.seen and not same
        if not same or period not in self.seen:
            self.version += 1
            self.seen[period] = self.version
        verdicts = () if outcome is None else (Verdict(self.rule, self.target, "Museotoimi", outcome, released, None, None),)
        evaluation = Evaluation(period, verdicts, (), broken=frozenset({"kulut"} if broken else ()), all_rules_known=all_known)
        names = frozenset({"kulut"} if active else ())
        done = advance(
            tuple(self.alerts.values()), Round(evaluation, self.seen[period], restated, names, Growth(), {}, self.answers)
        )
        self._keep(done, tell=tell)
        return done.events

    def after_an_edit(
        self, month: int, outcome: Outcome | None, *, by_last: Outcome | None
    ) -> list[tuple[Change, str | None, bool]]:
        """One run after finance has edited the rule; `by_last` is what its last text says, None where there was none."""
        period, before = Period(2023, month), self.rule
        self.rule = replace(before, fingerprint=f"{before.fingerprint}x")
        if period not in self.seen:
            self.version += 1
            self.seen[period] = self.version
        last = () if by_last is None else (Verdict(before, self.target, "Museotoimi", by_last, True, None, None),)
        now = () if outcome is None else (Verdict(self.rule, self.target, "Museotoimi", outcome, True, None, None),)
        rules = LastRules(Evaluation(period, last, ()), frozenset({"kulut"} if by_last is not None else ()))
        this = Round(
            Evaluation(period, now, ()), self.seen[period], False, frozenset({"kulut"}), Growth(), {}, self.answers, rules
        )  # fmt: skip
        done = advance(tuple(self.alerts.values()), this)
        self._keep(done, tell=True)
        return [(event.change, event.cause, event.by_rules) for event in done.events]

    def _keep(self, done: Advance, *, tell: bool) -> None:
        self.alerts.update({alert.id: alert for alert in done.alerts})
        for key in done.dropped:
            del self.alerts[key]
        for event in done.events:
            if tell and event.change in (Change.NEW, Change.GROWN, Change.RESTATED, Change.ENDED, Change.REMINDED):
                self.alerts[event.alert.id] = told(event.alert, ["museonjohtaja"])

    @property
    def alert(self) -> Alert:
        (alert,) = self.alerts.values()
        return alert


class TestOpening:
    def test_a_finding_opens_an_alert_and_is_news(self) -> None:
        city = City()
        assert city.run(6, fires()) == [Change.NEW]
        assert (city.alert.state, city.alert.opened, city.alert.told) == (State.OPEN, Period(2023, 6), ("museonjohtaja",))

    @pytest.mark.parametrize("outcome", [fires(INFO), CLEAR, UNKNOWN, NOT_JUDGED], ids=["info", "clear", "unknown", "not judged"])
    def test_anything_else_opens_nothing(self, outcome: Outcome) -> None:
        city = City()
        assert city.run(6, outcome) == []
        assert city.alerts == {}

    def test_kesto_waits_for_successive_periods(self) -> None:
        city = City(duration=3)
        assert [city.run(month, fires()) for month in (4, 5, 6)] == [[], [], [Change.NEW]]

    def test_the_same_period_again_is_not_another_period(self) -> None:
        city = City(duration=2)
        assert [city.run(4, fires()), city.run(4, fires(euros=110_000)), city.run(4, fires(), same=True)] == [[], [], []]
        assert city.run(5, fires()) == [Change.NEW]

    def test_a_clear_period_in_between_starts_again(self) -> None:
        city = City(duration=2)
        assert [city.run(4, fires()), city.run(5, CLEAR), city.run(6, fires()), city.run(7, fires())] == [
            [],
            [],
            [],
            [Change.NEW],
        ]

    @pytest.mark.parametrize("between", [UNKNOWN, NOT_JUDGED, None], ids=["unknown", "not judged", "unit gone"])
    def test_missing_data_is_no_recovery_while_an_alert_waits_and_no_period_that_agrees(self, between: Outcome | None) -> None:
        city = City(duration=2)
        assert [city.run(month, outcome) for month, outcome in ((4, fires()), (5, between), (6, between))] == [[], [], []]
        assert city.run(7, fires()) == [Change.NEW]

    def test_opening_again_tells_when_it_ended(self) -> None:
        city = City()
        assert [city.run(4, fires()), city.run(5, CLEAR), city.run(6, fires())] == [[Change.NEW], [Change.ENDED], [Change.NEW]]
        assert city.alert.ended_before == Period(2023, 5)


class TestGrowing:
    @pytest.mark.parametrize(
        ("what", "before", "after", "news"),
        [
            ("red after yellow", fires(YELLOW), fires(RED), [Change.GROWN]),
            ("1.2 times and 10 000 more", fires(euros=50_000), fires(euros=60_000), [Change.GROWN]),
            ("one euro under 1.2 times", fires(euros=100_000), fires(euros=119_999), []),
            ("one euro under 10 000 more", fires(euros=40_000), fires(euros=49_999), []),
            ("less", fires(euros=100_000), fires(euros=60_000), []),
            ("no amount", fires(euros=None), fires(euros=None), []),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_growth_is_news(self, what: str, before: Fired, after: Fired, news: list[Change]) -> None:
        city = City()
        city.run(6, before)
        assert city.run(8, after) == news

    def test_growth_is_measured_from_what_was_told(self) -> None:
        city = City()
        city.run(4, fires(euros=50_000))
        assert [city.run(5, fires(euros=55_000)), city.run(6, fires(euros=59_999)), city.run(7, fires(euros=60_000))] == [
            [],
            [],
            [Change.GROWN],
        ]

    def test_growth_does_not_wait_for_kesto(self) -> None:
        city = City(duration=2)
        city.run(4, fires())
        city.run(5, fires())
        assert city.run(6, fires(RED)) == [Change.GROWN]


class TestEasing:
    def test_red_to_yellow_is_for_finance_and_back_to_red_is_no_news(self) -> None:
        city = City()
        city.run(4, fires(RED))
        assert [city.run(5, fires(YELLOW)), city.run(6, fires(YELLOW)), city.run(7, fires(RED))] == [[Change.EASED], [], []]
        assert city.alert.level_told is RED

    def test_an_open_red_does_not_fall_where_red_is_unknown(self) -> None:
        city = City()
        city.run(4, fires(RED))
        assert city.run(5, fires(YELLOW, may_be_higher=True)) == []
        assert city.alert.level is RED


class TestEnding:
    def test_neither_level_and_released_ends_it(self) -> None:
        city = City()
        city.run(6, fires())
        assert city.run(8, CLEAR) == [Change.ENDED]
        assert (city.alert.state, city.alert.ended) == (State.ENDED, Period(2023, 8))

    def test_info_keeps_nothing_open(self) -> None:
        city = City()
        city.run(6, fires())
        assert city.run(8, fires(INFO)) == [Change.ENDED]

    @pytest.mark.parametrize("released", [False, None], ids=["poistuu false", "poistuu unknown"])
    def test_not_released_stays_open(self, released: bool | None) -> None:
        city = City()
        city.run(6, fires())
        assert city.run(8, CLEAR, released=released) == []
        assert city.alert.state is State.OPEN

    def test_ending_waits_for_kesto_too(self) -> None:
        city = City(duration=2)
        city.run(4, fires())
        city.run(5, fires())
        assert [city.run(6, CLEAR), city.run(6, CLEAR, same=True), city.run(7, CLEAR)] == [[], [], [Change.ENDED]]

    @pytest.mark.parametrize(
        ("between", "news"),
        [(UNKNOWN, []), (None, []), (fires(), []), (NOT_JUDGED, [Change.ENDED])],
        ids=["unknown", "unit gone", "fires", "not judged"],
    )
    def test_the_periods_that_end_it_succeed_each_other_over_months_that_the_rule_does_not_judge(
        self, between: Outcome | None, news: list[Change]
    ) -> None:
        city = City(duration=2)
        city.run(3, fires())
        city.run(6, fires())
        assert [city.run(9, CLEAR), city.run(10, between), city.run(12, CLEAR)] == [[], [], news]

    @pytest.mark.parametrize(
        ("outcome", "options"),
        [
            (UNKNOWN, {}),
            (NOT_JUDGED, {}),
            (None, {}),
            (None, {"active": False, "broken": True}),
            (None, {"active": False, "all_known": False}),
        ],
        ids=["unknown", "not judged", "unit gone", "rule broken", "rules file broken"],
    )
    def test_missing_data_ends_nothing_and_finance_hears_after_three_periods(
        self, outcome: Outcome | None, options: dict[str, bool]
    ) -> None:
        city = City()
        city.run(4, fires())
        news = [city.run(month, outcome, **options) for month in (5, 6, 6, 7, 8)]
        assert news == [[], [], [], [Change.STUCK], []]
        assert city.alert.state is State.OPEN

    def test_a_rule_that_was_taken_away_ends_its_alerts(self) -> None:
        city = City()
        city.run(4, fires())
        assert city.run(5, None, active=False) == [Change.RULE_REMOVED]
        assert (city.alert.state, city.alert.end_reason) == (State.ENDED, "sääntö poistettu")

    def test_a_new_year_closes_last_years_alerts(self) -> None:
        city = City()
        city.run(12, fires())
        assert city.run(1, fires(), year=2024) == [Change.YEAR_CHANGED, Change.NEW]
        assert {alert.year: alert.state for alert in city.alerts.values()} == {2023: State.ENDED, 2024: State.OPEN}


class TestTheSamePeriodAgain:
    def test_the_same_content_is_no_news(self) -> None:
        city = City()
        city.run(6, fires())
        before = city.alert
        assert city.run(6, fires(), same=True) == []
        assert city.alert == before

    @pytest.mark.parametrize(
        ("after", "news"),
        [
            (fires(euros=100_000), []),
            (fires(euros=100_001), [Change.RESTATED]),
            (fires(euros=500_000), [Change.RESTATED]),
            (fires(RED), [Change.RESTATED]),
            (CLEAR, [Change.ENDED]),
        ],
        ids=["same numbers", "one euro", "grown", "red", "clear"],
    )
    def test_new_content_that_changes_a_told_number_is_restated(self, after: Outcome, news: list[Change]) -> None:
        city = City()
        city.run(6, fires())
        assert city.run(6, after) == news

    def test_news_that_nobody_was_told_is_told_later(self) -> None:
        city = City()
        city.run(6, fires(), tell=False)
        assert city.run(6, fires(), same=True) == [Change.NEW]

    def test_a_number_that_was_told_of_an_earlier_period_is_not_changed_by_new_content(self) -> None:
        city = City()
        city.run(3, fires(euros=40_000))
        assert [city.run(6, fires(euros=45_000)), city.run(6, fires(euros=45_000)), city.run(6, fires(euros=46_000))] == [
            [],
            [],
            [],
        ]

    def test_growth_by_new_content_is_told_as_changed_figures(self) -> None:
        city = City()
        city.run(3, fires(euros=100_000))
        assert [city.run(6, fires(euros=110_000)), city.run(6, fires(euros=150_000))] == [[], [Change.RESTATED]]

    def test_a_period_that_could_not_be_judged_before_is_no_changed_one(self) -> None:
        city = City()
        city.run(5, fires(euros=100_000))
        assert [city.run(6, UNKNOWN), city.run(6, fires(euros=105_000))] == [[], []]


class TestTheRuleChanges:
    def test_on_trial_and_then_in_use_is_new_once(self) -> None:
        city = City()
        city.rule = replace(city.rule, trial=True)
        assert city.run(4, fires()) == [Change.NEW]
        city.rule = replace(city.rule, trial=False)
        events = city.events(4, fires(), same=True)
        assert [(event.change, event.cause) for event in events] == [(Change.NEW, "avoinna alkaen huhtikuusta 2023")]
        assert [city.run(4, fires(), same=True), city.run(5, fires())] == [[], []]

    def test_in_use_and_then_on_trial_and_back_is_no_news(self) -> None:
        city = City()
        city.run(4, fires())
        for trial in (True, False):
            city.rule = replace(city.rule, trial=trial)
            assert city.run(4, fires(), same=True) == []

    def test_the_same_figures_end_an_alert_only_by_the_rule(self) -> None:
        city = City()
        city.run(4, fires())
        assert city.after_an_edit(4, CLEAR, by_last=fires()) == [(Change.ENDED, "rajaa on muutettu", True)]
        assert city.after_an_edit(4, fires(), by_last=CLEAR) == [(Change.NEW, "rajaa on muutettu", True)]

    @pytest.mark.parametrize(
        ("what", "before", "after", "by_last", "news"),
        [
            # what the last text would have told as well comes from the figures
            ("uusi by the figures", CLEAR, fires(), fires(), (Change.NEW, None, False)),
            ("uusi by the limit", CLEAR, fires(), CLEAR, (Change.NEW, "rajaa on muutettu", True)),
            ("uusi where the last text could not judge", CLEAR, fires(), UNKNOWN, (Change.NEW, "rajaa on muutettu", True)),
            ("poistunut by the figures", fires(), CLEAR, CLEAR, (Change.ENDED, None, False)),
            ("poistunut by the limit", fires(), CLEAR, fires(), (Change.ENDED, "rajaa on muutettu", True)),
            ("kasvanut by the figures", fires(), fires(RED), fires(RED), (Change.GROWN, None, False)),
            ("kasvanut by the limit", fires(), fires(RED), fires(), (Change.GROWN, "rajaa on muutettu", True)),
            ("lieventynyt by the figures", fires(RED), fires(), fires(), (Change.EASED, None, False)),
            ("lieventynyt by the limit", fires(RED), fires(), fires(RED), (Change.EASED, "rajaa on muutettu", True)),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_the_cause_is_true_where_figures_and_limit_change_in_one_run(
        self, what: str, before: Outcome, after: Outcome, by_last: Outcome, news: tuple[Change, str | None, bool]
    ) -> None:
        city = City()
        city.run(4, before)
        assert city.after_an_edit(5, after, by_last=by_last) == [news]

    def test_the_rule_is_new(self) -> None:
        city = City()
        assert city.after_an_edit(4, fires(), by_last=None) == [(Change.NEW, "sääntö on uusi", True)]

    def test_another_text_that_says_the_same_is_no_news(self) -> None:
        city = City()
        city.run(4, fires())
        assert city.after_an_edit(4, fires(), by_last=fires()) == []

    def test_a_target_that_a_new_text_leaves_out_is_closed(self) -> None:
        city = City(target=MeasureTarget("Kirjasto", "Käynnit", None))
        city.run(4, fires())
        assert [change for change, _, _ in city.after_an_edit(4, None, by_last=fires())] == [Change.RULE_REMOVED]

    @pytest.mark.parametrize(("fingerprint", "news"), [("another", [Change.RULE_REMOVED]), (None, [])])
    def test_a_line_that_a_new_text_leaves_out_is_closed(self, fingerprint: str | None, news: list[Change]) -> None:
        city = City()
        city.run(4, fires())
        (alert,) = city.alerts.values()
        other = Verdict(
            replace(city.rule, fingerprint=fingerprint or city.rule.fingerprint),
            LineTarget(UnitCode("1"), Line.COSTS),
            "Muu",
            CLEAR,
            True,
            None,
            None,
        )
        there = Expectation(MUSEUM.unit, MUSEUM.line, (1, 2), (1, 2), None)
        evaluation = Evaluation(Period(2023, 5), (other,), (there,))
        done = advance((alert,), Round(evaluation, 9, False, frozenset({"kulut"}), Growth(), {}))
        assert [event.change for event in done.events] == news


QUIET = AnswerNote(UnitCode("64332000"), Period(2023, 4), "v", "c", Period(2023, 6))
TARGETS: list[Target] = [
    MUSEUM,
    LineTarget(MUSEUM.unit, Line.COSTS, "Henkilöstökulut"),
    UnitTarget(MUSEUM.unit),
    MeasureTarget("Museotoimi", "Kävijät", MUSEUM.unit),
    ItemTarget(MUSEUM.unit, "Kesänäyttely"),
]


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: type(target).__name__)
class TestEveryTarget:
    """Lines, groups, units, measures and items go by the same table."""

    def test_new_grown_eased_and_ended(self, target: Target) -> None:
        city = City(target=target)
        outcomes: list[Outcome] = [fires(), fires(RED), fires(), CLEAR, fires()]
        assert [city.run(month, outcome) for month, outcome in enumerate(outcomes, 4)] == [
            [Change.NEW], [Change.GROWN], [Change.EASED], [Change.ENDED], [Change.NEW],
        ]  # fmt: skip

    def test_what_is_gone_from_the_report_stands_and_finance_hears_after_three_periods(self, target: Target) -> None:
        city = City(target=target)
        outcomes: list[Outcome | None] = [fires(), None, None, None]
        assert [city.run(month, outcome) for month, outcome in enumerate(outcomes, 4)] == [
            [Change.NEW], [], [], [Change.STUCK],
        ]  # fmt: skip

    def test_an_exception_and_its_end(self, target: Target) -> None:
        city = City(target=target)
        assert [city.run(4, held(fires())), city.run(4, held(fires()), same=True), city.run(5, fires())] == [
            [Change.HELD], [], [Change.NEW],
        ]  # fmt: skip

    def test_an_answer_and_its_end(self, target: Target) -> None:
        city = City(target=target)
        city.answers = (QUIET,)
        assert [city.run(month, fires()) for month in (4, 5, 6, 7)] == [[Change.HELD], [], [], [Change.NEW]]

    def test_a_reminder(self, target: Target) -> None:
        city = City(target=target)
        assert [city.run(month, fires(RED)) for month in (4, 5, 6, 7, 8)] == [[Change.NEW], [], [Change.REMINDED], [], []]


class TestQuiet:
    """An answer keeps its unit quiet unless it gets worse."""

    def test_a_higher_level_than_all_that_was_told_of_the_unit_is_told(self) -> None:
        first, second = City(), City()
        second.rule = replace(second.rule, id="toinen")
        first.run(3, fires())
        second.alerts, second.answers = first.alerts, (QUIET,)
        assert second.run(4, fires()) == [Change.HELD]
        assert second.run(5, fires(RED)) == [Change.NEW]

    def test_more_euros_are_told_and_then_it_is_quiet_again(self) -> None:
        city = City()
        city.run(4, fires(euros=100_000))
        city.answers = (QUIET,)
        assert [city.run(5, fires(euros=110_000)), city.run(6, fires(euros=120_000))] == [[Change.HELD], [Change.GROWN]]

    def test_an_end_waits(self) -> None:
        city = City()
        city.run(4, fires())
        city.answers = (QUIET,)
        assert [city.run(5, CLEAR), city.run(6, CLEAR), city.run(7, UNKNOWN), city.run(8, CLEAR)] == [
            [Change.ENDED_UNTOLD], [], [], [Change.ENDED],
        ]  # fmt: skip


class TestSources:
    def test_age_goes_by_the_day_and_not_by_the_period(self) -> None:
        city = City(target=SourceTarget("data/*.csv"))
        assert [city.run(6, CLEAR), city.run(6, fires(euros=None), same=True)] == [[], [Change.NEW]]
        assert city.run(8, CLEAR) == [Change.ENDED]

    def test_an_alert_about_a_source_does_not_end_with_the_year(self) -> None:
        city = City(target=SourceTarget("data/*.csv"))
        city.run(12, fires(euros=None))
        assert city.run(1, fires(euros=None), year=2024) == []


OUTCOMES = st.sampled_from([fires(), fires(RED), fires(euros=150_000), fires(INFO), CLEAR, UNKNOWN, NOT_JUDGED, None])


@given(duration=st.integers(1, 3), outcomes=st.lists(OUTCOMES, min_size=1, max_size=10))
def test_a_second_run_on_the_same_content_changes_nothing(duration: int, outcomes: list[Outcome | None]) -> None:
    city = City(duration)
    for month, outcome in enumerate(outcomes, 1):
        city.run(month, outcome)
        before = dict(city.alerts)
        assert city.run(month, outcome, same=True) == []
        assert city.alerts == before


@given(duration=st.integers(1, 3), outcomes=st.lists(OUTCOMES, min_size=1, max_size=12))
def test_new_and_ended_take_turns(duration: int, outcomes: list[Outcome | None]) -> None:
    city = City(duration)
    turns = [
        change
        for month, outcome in enumerate(outcomes, 1)
        for change in city.run(month, outcome)
        if change in (Change.NEW, Change.ENDED)
    ]
    assert turns == [(Change.NEW, Change.ENDED)[i % 2] for i in range(len(turns))]


def test_the_id_of_an_alert_is_its_rule_target_and_year() -> None:
    ids = {
        alert_id("kulut", MUSEUM, 2023),
        alert_id("tuotot", MUSEUM, 2023),
        alert_id("kulut", replace(MUSEUM, line=Line.REVENUE), 2023),
        alert_id("kulut", MUSEUM, 2024),
    }
    assert len(ids) == 4
    assert alert_id("kulut", MUSEUM, 2023) == alert_id("kulut", replace(MUSEUM), 2023)
