"""The rest of the year: what is left per remaining month, beside what was used per past month."""

from __future__ import annotations

from budget.exact import Exact
from budget.figure import Figure
from budget.finnish import MONTHS, capital, during, euros
from budget.gap import natural
from budget.period import Period
from budget.unit import Line

LAST_BUT_ONE = 11  # a month after it there is December alone


def outlook(figure: Figure, period: Period) -> tuple[str, ...]:
    """Return the sentences on the rest of the year of costs or revenue; none in December or without the figures."""
    actual, budget = natural(figure.line, figure.actual), natural(figure.line, figure.budget)
    remaining = 12 - period.month
    if actual is None or budget is None or budget <= 0 or remaining == 0:
        return ()
    forecast = natural(figure.line, figure.forecast)
    if figure.line is Line.REVENUE:
        return _revenue(actual, budget, period) if budget > actual else ()
    if forecast is not None and forecast > actual and forecast != budget:
        return _costs_with_forecast(actual, budget, forecast, period)
    return _costs(actual, budget, period)


def _costs(actual: int, budget: int, period: Period) -> tuple[str, ...]:
    left = budget - actual
    if left <= 0:
        return (f"Loppuvuosi: kuluihin varattu määräraha on käytetty, ja kuluja on {euros(-left)} enemmän.",)
    return (f"Loppuvuosi: kuluihin on jäljellä {euros(left)}{_monthly(left, period)}.", _past("kului", actual, period))


def _revenue(actual: int, budget: int, period: Period) -> tuple[str, ...]:
    left = budget - actual
    if period.month == LAST_BUT_ONE:
        needed = f"Joulukuussa tuottoja pitäisi kertyä vielä {euros(left)}."
    else:
        needed = f"Loppuvuonna tuottoja pitäisi kertyä vielä {euros(left)}{_monthly(left, period)}."
    return (needed, _past("kertyi", actual, period)) if actual > 0 else (needed,)


def _costs_with_forecast(actual: int, budget: int, forecast: int, period: Period) -> tuple[str, ...]:
    remaining = 12 - period.month
    needed = (
        f"Talousarviossa pysyminen vaatisi {euros(_per(budget - actual, remaining))}."
        if budget > actual
        else "Talousarvion määräraha on jo käytetty."
    )
    may = euros(_per(forecast - actual, remaining))
    when = f"joulukuussa kuluja saisi kertyä {may}" if remaining == 1 else f"loppuvuonna kuluja saisi kertyä {may} kuukaudessa"
    return (f"Ennusteessa pysyminen: {when}.", _start_of_year(actual, period), needed)


def _start_of_year(actual: int, period: Period) -> str:
    if period.month == 1:
        return f"Tammikuussa kertyi {euros(actual)}."
    return f"Alkuvuonna kertyi {euros(_per(actual, period.month))}."


def _monthly(left: int, period: Period) -> str:
    remaining = 12 - period.month
    if remaining == 1:
        return f" {MONTHS[11]}kuulle"
    return f" eli {euros(_per(left, remaining))} kuukaudessa"


def _past(verb: str, actual: int, period: Period) -> str:
    if period.month == 1:
        return f"{capital(during(period))} {verb} {euros(actual)}."
    return f"{capital(during(period))} {verb} keskimäärin {euros(_per(actual, period.month))} kuukaudessa."


def _per(cents: int, months: int) -> Exact:
    return (cents, months)
