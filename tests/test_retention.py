"""What the state forgets as the years go by, and what it never does."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.cities import CONFIG, REPORT, small_city
from tests.conftest import Done

Call = Callable[..., Done]
YEARS = "retention: {years: 2}\n"


def rows(city: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(city / "var/talousvahti.db")) as state:
        return state.execute(query).fetchall()


def run(city: Path, call: Call, year: int, month: int = 6) -> None:
    """One run a year on that year's report, in place of the one before it."""
    for old in (city / "data").iterdir():
        old.unlink()
    text = REPORT.replace("1-6", f"1-{month}").replace("2023", str(year))
    (city / f"data/tyrskyla-{year}-{month:02d}.csv").write_text(text, "utf-8")
    assert call(city, "run", "--today", f"{year}-{month + 1:02d}-10").exit in (0, 1)


@pytest.fixture
def city(tmp_path: Path, call: Call) -> Path:
    city = small_city(tmp_path, config=CONFIG + YEARS)
    for year in (2021, 2022, 2023, 2024):
        run(city, call, year)
    return city


def test_figures_alerts_messages_and_runs_of_earlier_years_are_forgotten(city: Path) -> None:
    assert rows(city, "SELECT DISTINCT substr(period, 1, 4) FROM snapshots ORDER BY 1") == [("2022",), ("2023",), ("2024",)]
    assert rows(city, "SELECT DISTINCT year FROM alerts ORDER BY 1") == [(2022,), (2023,), (2024,)]
    assert rows(city, "SELECT DISTINCT substr(day, 1, 4) FROM runs ORDER BY 1") == [("2022",), ("2023",), ("2024",)]
    assert rows(city, "SELECT min(period) FROM records") == [("2022-06",)]


def test_without_the_key_every_year_stays(tmp_path: Path, call: Call) -> None:
    city = small_city(tmp_path)
    for year in (2021, 2022, 2023, 2024):
        run(city, call, year)
    assert rows(city, "SELECT count(DISTINCT period) FROM snapshots") == [(4,)]


def test_a_sent_message_keeps_its_mail_alone_after_two_months(tmp_path: Path, call: Call) -> None:
    city = small_city(tmp_path)
    run(city, call, 2023)
    forms = "SELECT kind, count(*) FROM outbox_forms WHERE number = 1 GROUP BY kind ORDER BY kind"
    assert len(rows(city, forms)) > 1
    state = city / "var/talousvahti.db"
    with closing(sqlite3.connect(state)) as opened:
        opened.execute("UPDATE outbox SET created = '2023-05-01T00:00:00+00:00'")
        opened.execute("UPDATE outbox SET state = 'parked' WHERE number = 2")
        opened.commit()
    parked = rows(city, "SELECT * FROM outbox_forms WHERE number = 2")
    assert call(city, "run", "--today", "2023-08-10").exit == 1
    assert rows(city, forms) == [("mail", 1)]
    assert rows(city, "SELECT * FROM outbox_forms WHERE number = 2") == parked


def test_what_is_parked_stays_however_old(city: Path, call: Call) -> None:
    with closing(sqlite3.connect(city / "var/talousvahti.db")) as opened:
        number = opened.execute("SELECT max(number) FROM outbox").fetchone()[0]
        opened.execute("UPDATE outbox SET state = 'parked', created = '2019-01-01T00:00:00+00:00' WHERE number = ?", (number,))
        opened.commit()
    run(city, call, 2024, 8)
    assert rows(city, f"SELECT state FROM outbox WHERE number = {number}") == [("parked",)]  # noqa: S608 - a number


def test_it_is_done_once_a_month(city: Path, call: Call) -> None:
    run(city, call, 2024, 8)
    assert rows(city, "SELECT value FROM marks WHERE name = 'forgot'") == [("2024-09",)]
