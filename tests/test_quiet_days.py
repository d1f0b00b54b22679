"""Quiet days of the city: spans of config and the eves of Finland's public holidays."""

from datetime import date

import pytest

from job.quiet_days import QuietDays, easter, read_quiet_days

JULY = ((7, 1), (7, 31))
OVER_NEW_YEAR = ((12, 20), (1, 6))


@pytest.mark.parametrize(
    ("texts", "quiet"),
    [
        (("07-01–07-31",), QuietDays((JULY,))),
        (("07-01-07-31",), QuietDays((JULY,))),
        (("eves", "12-20 – 01-06"), QuietDays((OVER_NEW_YEAR,), eves=True)),
        (("12-24",), QuietDays((((12, 24), (12, 24)),))),
        (("heinäkuu",), "heinäkuu"),
        (("13-01",), "13-01"),
        (("eves", "02-30"), "02-30"),
    ],
)
def test_what_config_can_say(texts: tuple[str, ...], quiet: QuietDays | str) -> None:
    assert read_quiet_days(texts) == quiet


@pytest.mark.parametrize(
    ("day", "quiet"),
    [
        (date(2023, 7, 1), True),
        (date(2023, 7, 31), True),
        (date(2023, 8, 1), False),
        (date(2023, 12, 20), True),
        (date(2024, 1, 6), True),
        (date(2024, 1, 7), False),
    ],
)
def test_spans(day: date, quiet: bool) -> None:
    assert QuietDays((JULY, OVER_NEW_YEAR)).hold(day) is quiet


@pytest.mark.parametrize(
    ("what", "day", "quiet"),
    [
        ("christmas eve", date(2026, 12, 24), True),
        ("christmas day", date(2026, 12, 25), True),
        ("boxing day", date(2026, 12, 26), True),
        ("between", date(2026, 12, 28), False),
        ("new year's eve", date(2026, 12, 31), True),
        ("maundy thursday", date(2026, 4, 2), True),
        ("good friday", date(2026, 4, 3), True),
        ("easter monday", date(2026, 4, 6), True),
        ("may day eve", date(2026, 4, 30), True),
        ("before ascension", date(2026, 5, 13), True),
        ("ascension", date(2026, 5, 14), True),
        ("midsummer eve", date(2026, 6, 19), True),
        ("the friday before", date(2026, 6, 12), False),
        ("independence day", date(2026, 12, 6), True),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_eves(what: str, day: date, quiet: bool) -> None:
    assert QuietDays(eves=True).hold(day) is quiet


@pytest.mark.parametrize("day", [date(2023, 4, 9), date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2038, 4, 25)])
def test_easter(day: date) -> None:
    assert easter(day.year) == day
