"""Why an alert ended, and what is said of the rest of the year."""

import pytest

from alerts.ending_cause import fitting, is_of_forecast
from alerts.outlook import outlook
from budget.figure import Figure
from budget.money import Cents
from budget.period import Period
from budget.unit import Line, UnitCode
from budget.verdict import Clear, Kind, NamedValue

PACE = "kulut ovat palanneet lähelle odotettua kertymää"
FELL = "kulujen toteuma pieneni 5 000 €"
RAISED = "talousarviota korotettiin 10 000 €"


def clear(*names: str) -> Clear:
    return Clear(tuple(NamedValue(name, Kind.EUROS, (1, 1)) for name in names), ())


@pytest.mark.parametrize(
    ("names", "cause", "said"),
    [
        (("toteumaprosentti", "odotus"), PACE, PACE),
        (("kulujen kertymäpoikkeama",), PACE, PACE),
        (("ennustepoikkeama",), PACE, None),
        (("toteuma", "toteuma_ed_vuosi"), PACE, None),
        (("toteuma",), FELL, FELL),
        (("ennuste", "ta"), FELL, None),
        (("ennuste", "ta"), RAISED, RAISED),
        (("ennuste", "ta"), None, None),
    ],
)
def test_a_cause_must_fit_what_the_rule_looks_at(names: tuple[str, ...], cause: str | None, said: str | None) -> None:
    assert fitting(cause, clear(*names)) == said


@pytest.mark.parametrize(
    ("names", "of_forecast"),
    [(("ennustepoikkeama", "ennusteprosentti"), True), (("ennuste", "toteuma"), False), (("ta",), False), ((), False)],
)
def test_a_rule_of_the_forecast_alone(names: tuple[str, ...], of_forecast: bool) -> None:
    assert is_of_forecast(clear(*names)) is of_forecast


def figure(line: Line, budget: int, actual: int, forecast: int | None = None) -> Figure:
    sign = -100 if line is Line.COSTS else 100
    known = None if forecast is None else Cents(forecast * sign)
    return Figure(UnitCode("1"), line, budget=Cents(budget * sign), actual=Cents(actual * sign), forecast=known)


COSTS, REVENUE = Line.COSTS, Line.REVENUE


@pytest.mark.parametrize(
    ("of", "month", "said"),
    [
        (figure(COSTS, 1_200, 700, 1_200), 6, ("Loppuvuosi: kuluihin on jäljellä 500 € eli 83 € kuukaudessa.",)),
        (figure(COSTS, 1_200, 100, 1_300), 1, ("Tammikuussa kertyi 100 €.",)),
        (figure(COSTS, 1_200, 1_100, 1_300), 11, ("Ennusteessa pysyminen: joulukuussa kuluja saisi kertyä 200 €.",)),
        (figure(REVENUE, 1_200, 1_100), 11, ("Joulukuussa tuottoja pitäisi kertyä vielä 100 €.",)),
        (figure(REVENUE, 1_200, 0), 6, ("Loppuvuonna tuottoja pitäisi kertyä vielä 1 200 € eli 200 € kuukaudessa.",)),
    ],
)
def test_the_rest_of_the_year(of: Figure, month: int, said: tuple[str, ...]) -> None:
    shown = tuple(sentence.replace("\u00a0", " ") for sentence in outlook(of, Period(2024, month)))
    assert set(said) <= set(shown)


def test_revenue_that_has_not_come_has_no_average() -> None:
    assert len(outlook(figure(REVENUE, 1_200, 0), Period(2024, 6))) == 1
