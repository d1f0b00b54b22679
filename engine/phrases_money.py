"""Findings about the lines of a unit: the pace, the forecast, the year's budget, bookings without a budget."""

from __future__ import annotations

from budget.exact import Exact, multiply, ratio, subtract
from budget.finnish import capital, euros
from budget.gap import worse
from budget.unit import Line
from engine.facts import Facts
from engine.lines import LineWords, Pace, in_adessive, is_printable, line_words, money, pace_of, size
from engine.phrases import Found, Phrase, Shown, apart_in_euros, by_euros, nearest_limit, shown


def pace(found: Found) -> Phrase | None:
    """The actual against the expected share of the budget: *edellä* and *jäljessä*, never *ylitys*."""
    facts = found.facts
    line, actual, budget = facts.line, facts.value("toteuma"), facts.value("ta")
    if line is None or actual is None or budget is None:
        return None
    words = line_words(line, found.group)
    against = pace_of(facts, found.names)
    behind = worse(line, actual, multiply(against.share, budget))
    gap = _gap_words(line, behind, apart_in_euros(found.held, "kertymäpoikkeama", behind), against)
    gap_sentence = f"{capital(words.nominative)} {words.verb} {gap}."
    share = facts.value("toteumaprosentti")
    limit = None if share is None else nearest_limit(found.held, "toteumaprosentti", share)
    by_share = line is not Line.MARGIN or limit is not None
    if share is None or not is_printable(share) or not by_share:
        so_far = _amounts(line, words, actual, budget)
        joined = f"mikä on {gap}" if line is Line.MARGIN else f"ja {_again(line)} {words.verb} {gap}"
        return Phrase(f"{so_far}, {joined}.", f"{words.nominative} {gap}", (f"{so_far}.", gap_sentence))
    seen = shown(share, limit, against.share)
    verb = "kertynyt" if line is Line.REVENUE else "toteutunut"
    reason = f"{capital(words.elative)} on {verb} {seen.with_limit}, ja {_again(line)} {words.verb} {gap} ({seen.expected})."
    first = f"{capital(words.elative)} on {verb} {seen.with_limit}. {capital(against.nominative)} olisi {seen.expected}."
    if line is Line.REVENUE and actual[0] == 0:
        first = f"{capital(words.partitive)} ei ole kertynyt (TA {euros(budget)})."
        reason = f"{first[:-1]}, ja {_again(line)} {words.verb} {gap} ({seen.expected})."
    elif line is Line.REVENUE and found.group is None:
        first = f"Toimintatuotoista on kertynyt {seen.with_limit}: {euros(actual)} (TA {euros(budget)})."
    sentences = (first, gap_sentence)
    if seen.barely and limit is not None:
        crossed = _crossing(words, share, limit, budget)
        return Phrase(f"{crossed} ja {words.verb} {gap}.", f"{words.nominative} {gap}", (f"{crossed}.", gap_sentence))
    return Phrase(reason, f"{words.nominative} {gap}", sentences)


def _again(line: Line) -> str:
    return {Line.COSTS: "kulut", Line.REVENUE: "tuotot", Line.MARGIN: "kate"}[line]


def _amounts(line: Line, words: LineWords, actual: Exact, budget: Exact) -> str:
    if line is Line.MARGIN:
        return f"{capital(words.nominative)} on {euros(actual)} (TA {euros(budget)})"
    return f"{capital(words.partitive)} on kertynyt {euros(actual)} (TA {euros(budget)})"


def _crossing(words: LineWords, share: Exact, limit: Exact, budget: Exact) -> str:
    """Say in euros what four decimals do not show: `Kulut ylittävät rajan 1 eurolla`."""
    is_above = subtract(share, limit)[0] > 0
    plural = words.verb == "ovat"
    verb = {(True, True): "ylittävät", (True, False): "ylittää", (False, True): "alittavat", (False, False): "alittaa"}
    return f"{capital(words.nominative)} {verb[is_above, plural]} rajan {by_euros(share, limit, budget)}"


def _gap_words(line: Line, gap: Exact, amount: str, against: Pace) -> str:
    """Return a gap to the pace; positive is bad."""
    if gap[0] == 0:
        return f"{against.genitive} {'mukainen' if line is Line.MARGIN else 'mukaiset'}"
    is_bad = gap[0] > 0
    if line is Line.MARGIN:
        return f"{amount} {against.partitive} {'heikompi' if is_bad else 'parempi'}"
    if line is Line.COSTS:
        return f"{amount} edellä {against.partitive}" if is_bad else f"{amount} alle {against.genitive}"
    return f"{amount} jäljessä {against.elative}" if is_bad else f"{amount} edellä {against.partitive}"


def forecast(found: Found) -> Phrase | None:
    """The unit's own forecast of the year end against the budget."""
    facts = found.facts
    line, value, budget = facts.line, facts.value("ennuste"), facts.value("ta")
    if line is None or value is None or budget is None:
        return None
    gap = worse(line, value, budget)
    words = line_words(line, found.group)
    if gap[0] == 0:
        same = f"{words.genitive} ennuste on talousarvion mukainen"
        return Phrase(f"{capital(same)}: {euros(value)}.", same, (f"{capital(same)}: {euros(value)}.",))
    share, note = _forecast_share(found, gap, budget)
    amount = apart_in_euros(found.held, "ennustepoikkeama", gap)
    if line is Line.MARGIN:
        what = f"{amount} talousarviota"
        headline = f"ennustettu kate jää {what} heikommaksi" if gap[0] > 0 else f"ennustettu kate on {what} parempi"
        own = headline.replace("ennustettu kate", "Oman tilinpäätösennusteen mukaan kate", 1)
        return Phrase(f"{own}{share}.", headline, (f"{own}{share}.", *note))
    predicate = _forecast_predicate(line, words, gap, amount)
    headline = predicate if line is Line.COSTS else f"{words.genitive} {predicate}"
    own = f"Oma tilinpäätös{predicate}"
    reason = f"{capital(predicate).replace('Ennuste', f'Tilinpäätösennuste {euros(value)}', 1)}{share}."
    return Phrase(reason, headline, (f"{own}{share}.", *note))


def _forecast_predicate(line: Line, words: LineWords, gap: Exact, amount: str) -> str:
    by = in_adessive(amount)
    if line is Line.COSTS:
        return f"ennuste {'ylittää' if gap[0] > 0 else 'alittaa'} {words.genitive} talousarvion {by}"
    return f"ennuste jää {amount} tuloarviosta" if gap[0] > 0 else f"ennuste ylittää tuloarvion {by}"


def _forecast_share(found: Found, gap: Exact, budget: Exact) -> tuple[str, tuple[str, ...]]:
    """Return the gap as a share of the budget in brackets, and a sentence where it is only just past its limit."""
    facts = found.facts
    if budget[0] == 0:
        return "", ()
    part = size(multiply(gap, ratio(budget[1], budget[0])))
    if not is_printable(part):
        return "", ()
    whole = facts.value("ennusteprosentti")
    limit = None if whole is None else nearest_limit(found.held, "ennusteprosentti", whole)
    away = None if limit is None else size(subtract(limit, (1, 1)))
    seen = shown(part, away)
    if seen.barely and whole is not None and limit is not None:
        verb = "ylittyy" if subtract(whole, limit)[0] > 0 else "alittuu"
        return f" ({seen.share})", (f"Raja {verb} {by_euros(whole, limit, budget)}.",)
    return f" ({seen.with_limit})", ()


def over_budget(found: Found) -> Phrase | None:
    """The actual against the whole year's budget."""
    facts = found.facts
    line, actual, budget = facts.line, facts.value("toteuma"), facts.value("ta")
    if line is None or actual is None or budget is None:
        return None
    words = line_words(line, found.group)
    gap = worse(line, actual, budget)
    share = facts.value("toteumaprosentti")
    if line is Line.MARGIN:
        headline = f"kate {money(size(gap))} koko vuoden talousarviota {'heikompi' if gap[0] > 0 else 'parempi'}"
        so_far = _amounts(line, words, actual, budget)
        return Phrase(f"{so_far}.", headline, (f"{so_far}.", f"{capital(headline).replace('Kate', 'Kate on', 1)}."))
    over = subtract(actual, budget)
    compared = _whole_year(line, words, over)
    if share is None or not is_printable(share):
        so_far = _amounts(line, words, actual, budget)
        return Phrase(f"{so_far}.", compared, (f"{so_far}.", f"{capital(compared)}."))
    seen = shown(share, nearest_limit(found.held, "toteumaprosentti", share), (1, 1))
    so_far = _share_of_year(line, words, seen, actual, budget)
    headline = compared if over[0] >= 0 else f"{words.elative} on {_done(line)} {seen.share}"
    return Phrase(f"{so_far}.", headline, (f"{so_far}.", f"{capital(compared)}."))


def _done(line: Line) -> str:
    return "kertynyt" if line is Line.REVENUE else "toteutunut"


def _share_of_year(line: Line, words: LineWords, seen: Shown, actual: Exact, budget: Exact) -> str:
    whole = "koko vuoden arviosta" if line is Line.REVENUE else "koko vuoden talousarviosta"
    limit = "" if seen.near is None else f", raja {seen.near}"
    return f"{capital(words.elative)} on {_done(line)} {seen.share} {whole}{limit}: {euros(actual)} (TA {euros(budget)})"


def _whole_year(line: Line, words: LineWords, over: Exact) -> str:
    whole = "koko vuoden arvion" if line is Line.REVENUE else "koko vuoden talousarvion"
    if over[0] > 0:
        return f"{words.nominative} ylittävät {whole} {in_adessive(money(over))}"
    if over[0] == 0:
        return f"{words.nominative} ovat {whole} suuruiset"
    if line is Line.REVENUE:
        return f"koko vuoden arviosta on kertymättä {money(size(over))}"
    return f"koko vuoden talousarviosta on jäljellä {money(size(over))}"


def no_budget(found: Found) -> Phrase | None:
    """Bookings where there is no budget. Costs and revenue of one unit are told in the same words, once."""
    facts = found.facts
    line = facts.line or _without_budget(facts)
    actual = None if line is None else facts.value("toteuma", line)
    if line is None or actual is None:
        return None
    words = line_words(line, found.group)
    year, amount = facts.period.year, _booked(actual)
    if line is Line.MARGIN:
        so_far = f"Vuodelle {year} ei ole katteen talousarviota, mutta kate on {amount}."
        return Phrase(so_far, f"kate {money(actual)} ilman talousarviota", (so_far,))
    other = Line.REVENUE if line is Line.COSTS else Line.COSTS
    elsewhere = facts.value("ta", other)
    if found.group is not None or (elsewhere is not None and elsewhere[0] != 0):
        so_far = f"Vuodelle {year} ei ole {words.genitive} talousarviota, mutta {words.partitive} on kirjattu {amount}."
        told: tuple[str, ...] = (so_far,)
    else:
        so_far = f"Vuodelle {year} ei ole talousarviota, mutta yksikölle on kirjattu {words.partitive} {amount}."
        told = _both_lines(facts) or (so_far,)
    request = () if found.rule.card.question else ("Tarkistakaa, kuuluvatko kirjaukset toiselle yksikölle.",)
    return Phrase(so_far, f"{words.partitive} {money(actual)} ilman talousarviota", (*told, *request))


def _without_budget(facts: Facts) -> Line | None:
    """Return the line of a unit that has bookings and no budget, of those that the rule asks; costs first."""
    for line in (Line.COSTS, Line.REVENUE, Line.MARGIN):
        budget, actual = facts.value("ta", line), facts.value("toteuma", line)
        asked = f"{line_words(line, None).genitive} ta" in facts.used
        if asked and (budget is None or budget[0] == 0) and actual is not None and actual[0] != 0:
            return line
    return None


def _booked(actual: Exact) -> str:
    return money(actual) + (" (hyvitys tai oikaisu)" if actual[0] < 0 else "")


def _both_lines(facts: Facts) -> tuple[str, ...]:
    """Return what is booked on both lines of a unit that has no budget; nothing where only one line has bookings."""
    costs, revenue = facts.value("toteuma", Line.COSTS), facts.value("toteuma", Line.REVENUE)
    if costs is None or revenue is None or costs[0] == 0 or revenue[0] == 0:
        return ()
    first = f"Vuodelle {facts.period.year} ei ole talousarviota, mutta yksikölle on kirjattu kuluja {_booked(costs)}."
    return (first, f"Tuotot ovat {_booked(revenue)}.")


def forecast_below_actual(found: Found) -> Phrase | None:
    """A forecast of the year end that is below what has come already: asked, not called wrong."""
    facts = found.facts
    line, value, actual = facts.line, facts.value("ennuste"), facts.value("toteuma")
    if line is None or value is None or actual is None:
        return None
    words = line_words(line, found.group)
    so_far = f"{capital(words.partitive)} on kertynyt {euros(actual)}, mutta koko vuoden ennuste on {euros(value)}."
    what = f"osa avustuksista siirtyy vuodelle {facts.period.year + 1}"
    if line is Line.COSTS:
        what = "kuluja siirtyy tai oikaistaan vielä"
    asked = f"Jos {what}, kirjatkaa se perusteluksi."
    below = money(subtract(actual, value))
    return Phrase(
        so_far, f"{words.genitive} ennuste on {below} toteumaa pienempi", (so_far, asked, "Muuten päivittäkää ennuste.")
    )


def slowdown(found: Found) -> Phrase | None:
    """A forecast that holds only if the rest of the year is slower than its start."""
    facts = found.facts
    line, value, actual = facts.line, facts.value("ennuste"), facts.value("toteuma")
    share, left = facts.value("loppuvuosi_alkuvuodesta"), 12 - facts.period.month
    if line is None or value is None or actual is None or share is None or left == 0:
        return None
    words = line_words(line, found.group)
    start = multiply(actual, (1, facts.period.month))
    past = f"Alkuvuonna kertyi {euros(start)} kuukaudessa."
    if share[0] <= 0:
        over = money(subtract(actual, value))
        said = f"{words.nominative} {words.verb} jo {over} koko vuoden ennustetta suurem{'pi' if line is Line.MARGIN else 'mat'}"
        return Phrase(f"{capital(said)}.", said, (f"{capital(said)}.", past))
    seen = shown(share, nearest_limit(found.held, "loppuvuosi_alkuvuodesta", share))
    rest = multiply(subtract(value, actual), (1, left))
    when, a_month = ("joulukuussa", "") if left == 1 else ("loppuvuonna", " kuukaudessa")
    if line is Line.COSTS:
        ahead = f"Ennusteessa pysyminen: {when} {words.partitive} saisi kertyä {euros(rest)}{a_month}."
    else:
        ahead = f"Ennusteen mukaan {when} {words.partitive} kertyisi {euros(rest)}{a_month}."
    headline = f"ennuste edellyttää, että loppuvuoden {words.nominative} {words.verb} {seen.share} alkuvuoden tasosta"
    reason = f"{capital(headline)}{'' if seen.near is None else f' (raja {seen.near})'}."
    return Phrase(reason, headline, (reason, ahead, past))


def covered(found: Found) -> Phrase | None:
    """Revenue that hides a cost excess in the margin."""
    facts = found.facts
    costs, revenue = facts.value("kertymäpoikkeama", Line.COSTS), facts.value("kertymäpoikkeama", Line.REVENUE)
    if costs is None:
        return None
    against = pace_of(facts, frozenset())
    first = f"kulut ovat {money(size(costs))} edellä {against.partitive}"
    ahead = "edellä" if revenue is None or revenue[0] >= 0 else f"{money(size(revenue))} edellä"
    second = f"Tuotot ovat {ahead}, joten kate näyttää kuluja paremmalta."
    reason = f"{capital(first)}, mutta tuotot ovat {ahead}, joten kate näyttää kuluja paremmalta."
    headline = f"kulut {money(size(costs))} edellä {against.partitive}, tuotot peittävät eron"
    return Phrase(reason, headline, (f"{capital(first)}.", second))
