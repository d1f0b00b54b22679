"""What the rules of the invented city must find in any figures of it: straight from rules.md's words, in plain fractions.

It shares no code with the program: rules as functions, an alert as a small dictionary of its own, readers by hand.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from tests.history_city import PARENTS, Amounts, Month

YELLOW, RED = "yellow", "red"
ROLES = {
    "1000": "sivistysjohtaja",
    "1100": "rehtori",
    "1200": "museonjohtaja",
    "2000": "tekninen-johtaja",
    "2100": "tekninen-johtaja",
}


@dataclass(frozen=True)
class Finding:
    """What a rule says of a line. `level` None: it does not alert; `released`: an alert of it may end."""

    level: str | None
    euros: Fraction
    released: bool


@dataclass(frozen=True)
class PlainRule:
    """A rule as a function; None where it cannot be judged."""

    id: str
    line: str
    months: range
    lasts: int
    trial: bool
    red_goes_up: bool
    judge: Callable[[Amounts, Fraction], Finding | None]


@dataclass(frozen=True)
class Opened:
    """An episode: rule, unit, line, the period in which it opened, the worst level, the period in which it ended."""

    rule: str
    unit: str
    line: str
    opened: str
    worst: str
    ended: str | None


Key = tuple[PlainRule, str]
"""A rule and the unit of its line."""


@dataclass
class Alert:
    """An alert as it is being followed through a year."""

    fired: int = 0
    cleared: int = 0
    open: bool = False
    level: str = YELLOW
    worst: str = YELLOW
    euros: Fraction = Fraction(0)
    opened: str = ""
    told_level: str | None = None
    told_euros: Fraction = Fraction(0)
    silent: int = 0
    waited: int = 0
    reminded: bool = False
    told: set[str] = field(default_factory=set)


def costs_ahead(points: int = 5, least: int = 10_000) -> PlainRule:
    def judge(of: Amounts, expected: Fraction) -> Finding | None:
        share, gap = Fraction(of.actual, of.budget), of.actual - expected * of.budget
        level = None
        if share > expected + Fraction(points, 100) and gap > least:
            level = RED if gap > 500_000 else YELLOW
        return Finding(level, abs(gap), share < expected + Fraction(3, 100))

    return PlainRule("kulut-edella", "costs", range(3, 13), 1, trial=False, red_goes_up=True, judge=judge)


def _revenue_behind(of: Amounts, expected: Fraction) -> Finding | None:
    gap = expected * of.budget - of.actual
    fires = Fraction(of.actual, of.budget) < expected - Fraction(5, 100) and gap > 10_000
    return Finding(YELLOW if fires else None, abs(gap), released=True)


def _forecast_over(of: Amounts, _: Fraction) -> Finding | None:
    if of.forecast is None:
        return None
    over = Fraction(of.forecast - of.budget)
    return Finding(RED if over > 50_000 else None, abs(over), released=True)


def _on_trial(of: Amounts, expected: Fraction) -> Finding | None:
    gap = of.actual - expected * of.budget
    return Finding(YELLOW if gap > 80_000 else None, abs(gap), released=True)


RULES = (
    costs_ahead(),
    PlainRule("tuotot-jaljessa", "revenue", range(1, 13), 1, trial=False, red_goes_up=False, judge=_revenue_behind),
    PlainRule("ennuste-yli", "costs", range(1, 13), 2, trial=False, red_goes_up=False, judge=_forecast_over),
    PlainRule("kokeilu", "costs", range(1, 13), 1, trial=True, red_goes_up=False, judge=_on_trial),
)


@dataclass(frozen=True)
class Expected:
    """Episodes in any order; messages: role and period to the number of units in it; periods with a summary for finance."""

    episodes: frozenset[Opened]
    messages: Mapping[tuple[str, str], int]
    summaries: frozenset[str]


def expected(history: Mapping[tuple[int, int], Month], rules: tuple[PlainRule, ...] = RULES) -> Expected:
    """Follow every alert through every year."""
    whole = Found()
    for year in sorted({year for year, _ in history}):
        alerts: dict[Key, Alert] = {}
        first = f"{year}-{min(month for of, month in history if of == year):02d}"
        if any(episode.ended is None for episode in whole.of(year - 1)):
            whole.summaries.add(first)
        for month in sorted(month for of, month in history if of == year):
            _month(history[year, month], (year, month), rules, alerts, whole)
        whole.episodes += [_episode(key, alert, None) for key, alert in alerts.items() if alert.open]
    return Expected(frozenset(whole.episodes), whole.messages, frozenset(whole.summaries))


@dataclass
class Found:
    """What has been found so far."""

    episodes: list[Opened] = field(default_factory=list)
    messages: dict[tuple[str, str], int] = field(default_factory=dict)
    summaries: set[str] = field(default_factory=set)

    def of(self, year: int) -> list[Opened]:
        return [episode for episode in self.episodes if episode.opened.startswith(str(year))]


def _month(figures: Month, when: tuple[int, int], rules: tuple[PlainRule, ...], alerts: dict[Key, Alert], whole: Found) -> None:
    period, heard = f"{when[0]}-{when[1]:02d}", dict[str, set[tuple[str, str, bool]]]()
    for rule in rules:
        known = [unit for of, unit in alerts if of is rule]
        for unit in dict.fromkeys((*(unit for unit, line in figures if line == rule.line), *known)):
            amounts = figures.get((unit, rule.line))
            is_judged = amounts is not None and when[1] in rule.months
            found = rule.judge(amounts, Fraction(when[1], 12)) if amounts is not None and is_judged else None
            news = _follow(alerts, (rule, unit), found, period, whole.episodes)
            if news:
                whole.summaries.add(period)
            if news in ("new", "grown", "reminded", "ended"):
                _tell(alerts[rule, unit], (rule, unit), news, heard)
    for role, told in heard.items():
        if units := _items(told):
            whole.messages[role, period] = len(units)
    for key in [key for key, alert in alerts.items() if not alert.open and not alert.fired]:
        del alerts[key]


def _follow(
    alerts: dict[Key, Alert],
    key: Key,
    found: Finding | None,
    period: str,
    episodes: list[Opened],
) -> str | None:
    """Take an alert one period further; return what is new."""
    rule, alert = key[0], alerts.get(key)
    if alert is not None and alert.told:
        alert.waited += 1
    if found is None:
        return _silent(alert) if alert is not None else None
    if found.level is not None:
        return _fires(alerts.setdefault(key, Alert()), rule, found, period)
    if alert is None:
        return None
    alert.fired = alert.silent = 0
    alert.cleared = alert.cleared + 1 if found.released else 0
    if not alert.open or alert.cleared < rule.lasts:
        return None
    episodes.append(_episode(key, alert, period))
    alert.open = False
    return "ended"


def _silent(alert: Alert) -> str | None:
    """What is missing is no recovery; after three periods finance hears of it."""
    alert.cleared, alert.silent = 0, alert.silent + 1
    return "stuck" if alert.open and alert.silent == 3 else None


def _fires(alert: Alert, rule: PlainRule, found: Finding, period: str) -> str | None:
    alert.fired, alert.cleared, alert.silent = alert.fired + 1, 0, 0
    before, alert.level, alert.euros = alert.level, found.level or YELLOW, found.euros
    if not alert.open and alert.fired >= rule.lasts:
        alert.open, alert.opened, alert.worst = True, period, alert.level
        return "new"
    if not alert.open:
        return None
    alert.worst = RED if RED in (alert.worst, alert.level) else YELLOW
    if alert.level == RED and alert.told_level == YELLOW:
        return "grown"
    if found.euros >= alert.told_euros * Fraction(12, 10) and found.euros >= alert.told_euros + 10_000:
        return "grown"
    if alert.level == YELLOW:
        alert.waited = 0
        return "eased" if before == RED else None
    if alert.told_level == RED and alert.waited >= 2 and not alert.reminded and not rule.trial:
        alert.reminded = True
        return "reminded"
    return None


def _tell(alert: Alert, key: Key, news: str, heard: dict[str, set[tuple[str, str, bool]]]) -> None:
    rule, unit = key
    roles = {"talous"} if rule.trial else {_role(unit)}
    if news != "reminded" and rule.red_goes_up and RED in (alert.level, alert.told_level) and unit in PARENTS:
        roles.add(_role(PARENTS[unit]))
    if news == "ended":
        roles &= alert.told
    else:
        alert.told |= roles
        alert.told_level, alert.told_euros, alert.waited = alert.level, alert.euros, 0
    for role in roles:
        if not rule.trial:
            heard.setdefault(role, set()).add((rule.id, unit, news != "ended"))


def _role(unit: str | None) -> str:
    while unit is not None:
        if unit in ROLES:
            return ROLES[unit]
        unit = PARENTS.get(unit)
    return "talous"


def _items(told: set[tuple[str, str, bool]]) -> set[str]:
    """A unit is one item. What a sum tells of its children by name is not told again to the same reader."""
    sums = {(rule, unit) for rule, unit, fires in told if fires and rule in ("kulut-edella", "ennuste-yli", "tuotot-jaljessa")}
    return {unit for rule, unit, fires in told if not (fires and (rule, PARENTS.get(unit)) in sums)}


def _episode(key: Key, alert: Alert, ended: str | None) -> Opened:
    rule, unit = key
    return Opened(rule.id, unit, rule.line, alert.opened, alert.worst, ended)
