"""The schedule: its small grammar with Finnish mistakes, and due times over both nights when the clocks are moved."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from job.schedule import Entry, Mistake, Schedule, read_entry, read_schedule, uncovered
from written.fields import Fields
from written.problem import Problem
from written.yaml_nodes import Mapping, parse

HELSINKI = ZoneInfo("Europe/Helsinki")


@pytest.mark.parametrize(
    ("text", "days", "at"),
    [
        ("mon-fri at 06:15", {0, 1, 2, 3, 4}, time(6, 15)),
        ("mon–fri at 06:15", {0, 1, 2, 3, 4}, time(6, 15)),
        ("daily at 00:00", set(range(7)), time(0, 0)),
        ("sun at 23:59", {6}, time(23, 59)),
        ("mon,wed, fri at 12:30", {0, 2, 4}, time(12, 30)),
        ("mon-tue,sat-sun at 02:59", {0, 1, 5, 6}, time(2, 59)),
        ("  Mon - Fri  at  06:15 ", {0, 1, 2, 3, 4}, time(6, 15)),
        ("thu-thu at 04:00", {3}, time(4, 0)),
    ],
)
def test_an_entry(text: str, days: set[int], at: time) -> None:
    assert read_entry(text) == Entry(frozenset(days), at)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("mon-fri", "puuttuu kellonaika", "lainausmerkkeihin"),
        ("mon-fri klo 06:15", "puuttuu kellonaika", "mon-fri at 06:15"),
        ("15 6 * * 1-5", "puuttuu kellonaika", "mon-fri at 06:15"),
        ("ma-pe at 06:15", "tuntematon viikonpäivä: ma", "englanniksi: mon"),
        ("mon-fry at 06:15", "tuntematon viikonpäivä: fry", "tarkoititko fri?"),
        ("weekdays at 06:15", "tuntematon viikonpäivä: weekdays", "mon tue wed thu fri sat sun"),
        ("mon, at 06:15", "tuntematon viikonpäivä: mon,", "mon tue wed"),
        ("fri-mon at 06:15", "väärin päin: fri-mon", "fri-sun,mon"),
        ("mon-wed-fri at 06:15", "väärin päin", "fri-sun,mon"),
        ("mon at 6:15", "ei ole muotoa 06:15: 6:15", "kirjoita 06:15"),
        ("mon at 06.15", "ei ole muotoa 06:15: 06.15", "kirjoita 06:15"),
        ("mon at 24:00", "ei ole muotoa 06:15: 24:00", "esimerkiksi"),
        ("mon at 06:60", "ei ole muotoa 06:15: 06:60", "esimerkiksi"),
        ("mon at 06:15:30", "ei ole muotoa", "esimerkiksi"),
        ("mon at ٠٦:١٥", "ei ole muotoa", "esimerkiksi"),
        # the hour that is skipped in spring and comes twice in autumn, from both sides of its limits
        ("daily at 03:00", "jää keväällä väliin ja tulee syksyllä kahdesti", "04:15"),
        ("daily at 03:59", "jää keväällä väliin ja tulee syksyllä kahdesti", "04:15"),
    ],
)
def test_a_mistake_says_what_to_write(text: str, message: str, hint: str) -> None:
    mistake = read_entry(text)
    assert isinstance(mistake, Mistake)
    assert message in mistake.message
    assert hint in mistake.hint


def config_schedule(text: str) -> tuple[Schedule | None, list[Problem]]:
    document = parse(text.encode(), "config.yaml")
    assert isinstance(document.root, Mapping)
    problems = list(document.problems)
    return read_schedule(Fields(document, document.root, problems)), problems


def test_the_key_of_config() -> None:
    schedule, problems = config_schedule('schedule: ["mon-fri at 06:15", "sat at 09:00"]\n')
    assert not problems
    assert schedule is not None
    assert [entry.at.hour for entry in schedule.entries] == [6, 9]
    assert config_schedule("schedule: daily at 06:15\n")[0] == Schedule((Entry(frozenset(range(7)), time(6, 15)),))
    assert config_schedule("organisation: Kemi\n") == (None, [])


def test_a_comma_without_quotes_is_explained_at_its_place() -> None:
    schedule, problems = config_schedule("organisation: Kemi\nschedule: [mon,wed at 06:15]\n")
    assert schedule is None
    assert str(problems[0]) == (
        "config.yaml:2:12  ajoituksesta puuttuu kellonaika: mon\n"
        "    schedule: [mon,wed at 06:15]\n"
        "               ^^^\n"
        '    vihje: kirjoita kohta lainausmerkkeihin, esimerkiksi "mon-fri at 06:15"; useampi päivä: "mon,wed at 06:15"'
    )


def test_one_broken_entry_leaves_no_schedule() -> None:
    schedule, problems = config_schedule('schedule: ["mon at 06:15", "tue at 03:30"]\n')
    assert schedule is None
    assert [problem.place.column for problem in problems] == [28]


def schedule_of(*texts: str) -> Schedule:
    entries = [read_entry(text) for text in texts]
    return Schedule(tuple(entry for entry in entries if isinstance(entry, Entry)))


def wall(text: str, fold: int = 0) -> datetime:
    """A time of the clock in Helsinki, as a moment."""
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("what", "entry", "after", "due"),
    [
        ("the same day", "mon-fri at 06:15", "2026-11-24 06:14:59", "2026-11-24 06:15"),
        ("not the moment itself", "mon-fri at 06:15", "2026-11-24 06:15", "2026-11-25 06:15"),
        ("over a weekend", "mon-fri at 06:15", "2026-11-27 06:15", "2026-11-30 06:15"),
        ("over a year", "fri at 06:15", "2026-12-26 00:00", "2027-01-01 06:15"),
        ("the night of spring, before", "daily at 02:59", "2027-03-28 02:00", "2027-03-28 02:59"),
        ("the night of spring, after", "daily at 04:00", "2027-03-28 02:59:59", "2027-03-28 04:00"),
        ("a day of 23 hours", "daily at 06:15", "2027-03-27 06:15", "2027-03-28 06:15"),
        ("the night of autumn, after", "daily at 04:00", "2026-10-25 02:59", "2026-10-25 04:00"),
        ("a day of 25 hours", "daily at 06:15", "2026-10-24 06:15", "2026-10-25 06:15"),
    ],
)
def test_next_due(what: str, entry: str, after: str, due: str) -> None:
    schedule = schedule_of(entry)
    assert schedule.next_due(wall(after), HELSINKI) == wall(due)
    assert schedule.last_due(wall(due), HELSINKI) == wall(due)
    assert schedule.last_due(wall(due) - timedelta(microseconds=1), HELSINKI) <= wall(after)


def test_the_days_of_23_and_25_hours() -> None:
    schedule = schedule_of("daily at 06:15")
    for day, hours in (("2027-03-27 06:15", 23), ("2026-10-24 06:15", 25)):
        assert schedule.next_due(wall(day), HELSINKI) - wall(day) == timedelta(hours=hours)


def test_the_hour_that_comes_twice_runs_nothing_twice() -> None:
    """In a zone whose night is another hour (02 in Stockholm) such a time is allowed, and is due once."""
    stockholm = ZoneInfo("Europe/Stockholm")
    schedule = schedule_of("daily at 02:30")
    midnight = datetime(2026, 10, 25, tzinfo=stockholm)
    first = schedule.next_due(midnight, stockholm)
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert schedule.next_due(first, stockholm) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


days = st.frozensets(st.integers(0, 6), min_size=1)
times = st.times().map(lambda at: at.replace(second=0, microsecond=0)).filter(lambda at: at.hour != 3)
schedules = st.lists(st.builds(Entry, days, times), min_size=1, max_size=3).map(lambda entries: Schedule(tuple(entries)))
moments = st.datetimes(datetime(2020, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the strategy adds the zone
SPRING, AUTUMN = datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)
EARLY = schedule_of("daily at 02:59", "daily at 04:00")


@given(schedule=schedules, moment=moments)
@example(EARLY, SPRING)
@example(EARLY, SPRING - timedelta(minutes=1))
@example(EARLY, AUTUMN)
@example(EARLY, AUTUMN - timedelta(hours=1))
def test_due_times_are_those_that_the_clock_shows(schedule: Schedule, moment: datetime) -> None:
    """Every due time shows an entry's day and time on the city's clock, and last and next enclose the moment without a gap."""
    following, last = schedule.next_due(moment, HELSINKI), schedule.last_due(moment, HELSINKI)
    assert last <= moment < following
    assert schedule.next_due(last, HELSINKI) == following
    assert schedule.last_due(following, HELSINKI) == following
    for due in (last, following):
        shown = due.astimezone(HELSINKI)
        assert any(shown.weekday() in entry.days and shown.time() == entry.at for entry in schedule.entries)


@settings(max_examples=30)
@given(schedule=schedules, moment=st.sampled_from([SPRING, AUTUMN]))
def test_the_nights_leave_nothing_out_and_do_nothing_twice(schedule: Schedule, moment: datetime) -> None:
    """Over two days around such a night the due times are those of a clock that is watched minute by minute."""
    begin, end = moment - timedelta(days=1), moment + timedelta(days=1)
    found, at = [], begin
    while (at := schedule.next_due(at, HELSINKI)) <= end:
        found.append(at)
    watched = []
    for minute in range(1, 2 * 24 * 60 + 1):
        shown = (begin + timedelta(minutes=minute)).astimezone(HELSINKI)
        if any(shown.weekday() in entry.days and shown.time() == entry.at for entry in schedule.entries):
            watched.append(shown.astimezone(UTC))
    assert found == watched


def test_what_covers_a_due_time() -> None:
    due, minute = wall("2026-11-24 06:15"), timedelta(minutes=1)
    now = due + 10 * minute
    assert uncovered(due, None, now)
    assert uncovered(due, due - minute, now)
    assert not uncovered(due, due, now)
    assert not uncovered(due, now, now)
    assert uncovered(due, now + minute, now), "a run from the future was stamped by a wrong clock"
