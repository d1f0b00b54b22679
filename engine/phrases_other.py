"""Findings about measures, costs without an appropriation, and the age of the data."""

from __future__ import annotations

from budget.exact import Exact, rounded, subtract
from budget.finnish import capital, counted, day, euros
from budget.verdict import ItemTarget
from engine.lines import count, is_printable, size
from engine.phrases import Found, Phrase, nearest_limit, shown


def measure(found: Found) -> Phrase | None:
    """A number of things against its target."""
    facts = found.facts
    actual, target, forecast = facts.value("toteuma"), facts.value("tavoite"), facts.value("ennuste")
    share = facts.value("toteumaprosentti")
    names = found.names
    if actual is None or target is None or share is None or not is_printable(share):
        return None
    if not names & {"toteuma", "toteumaprosentti", "ennuste"}:
        return None
    seen = shown(share, nearest_limit(found.held, "toteumaprosentti", share))
    whose = found.measure
    so_far = f"{capital(whose + 'toteuma')} on {count(actual)}, mikä on {seen.share} vuoden tavoitteesta ({count(target)})."
    near = () if seen.near is None else (f"Raja on {seen.near}.",)
    ahead = () if forecast is None else (_forecast(forecast, target),)
    if "ennuste" in names and not names & {"toteuma", "toteumaprosentti"} and forecast is not None:
        of_forecast = _forecast(forecast, target)
        said = f"{whose}{of_forecast[:1].lower()}{of_forecast[1:]}" if whose else of_forecast
        return Phrase(said, f"{whose}ennuste {_against(forecast, target)}", (said, so_far))
    return Phrase(so_far, f"{whose}toteuma on {seen.share} vuoden tavoitteesta", (so_far, *near, *ahead))


def _forecast(forecast: Exact, target: Exact) -> str:
    if subtract(forecast, target)[0] == 0:
        return f"Ennuste on tavoitteen mukainen ({count(forecast)})."
    return f"Ennuste on {count(forecast)} eli {_against(forecast, target)}."


def _against(forecast: Exact, target: Exact) -> str:
    gap = subtract(forecast, target)
    if gap[0] == 0:
        return "tavoitteen mukainen"
    return f"{count(size(gap))} {'yli' if gap[0] > 0 else 'alle'} tavoitteen"


def item(found: Found) -> Phrase | None:
    """A cost that the report's own text says has no appropriation."""
    facts = found.facts
    amount = facts.value("määrä")
    if amount is None:
        return None
    what = found.target.item if isinstance(found.target, ItemTarget) else found.name
    reason = f"Raportin mukaan menoon ei ole varattu määrärahaa: {what}, {euros(amount)}."
    return Phrase(reason, f"meno ilman määrärahaa: {what}, {euros(amount)}", (reason,))


def age(found: Found) -> Phrase | None:
    """How old the data is on the day of the run."""
    facts = found.facts
    days = facts.value("aineiston_ikä")
    if days is None:
        return None
    whole = rounded(days)
    old = f"{counted(whole, 'päivän', 'päivää')} vanha"
    said = f"Aineisto kuvaa tilannetta {day(facts.period.last_day)} ja on {old}."
    return Phrase(said, f"aineisto on {old}", (said,))
