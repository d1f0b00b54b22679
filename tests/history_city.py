"""An invented city of three years with planted overruns: every figure of every month is known, as files and as numbers.

2022: schools are over the pace from May to the end; the museum overruns late, from November; July is missing.
2023: the library has a spike in March that is corrected in April; the premises' own forecast is over the budget from June;
the streets' revenue falls short all year; February is missing; the swimming hall appears in July. The accounts of 2022 in the
reports of 2023 are not what December 2022 said: the year was restated.
2024: the schools' budget is raised in September, which ends their alert; nothing tells the accounts but December itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

YEARS = (2022, 2023, 2024)
MISSING = {(2022, 7), (2023, 2)}
NAMES = {
    "1000": "Sivistys",
    "1100": "Koulut",
    "1200": "Museo",
    "1300": "Kirjasto",
    "2000": "Tekninen",
    "2100": "Tilat",
    "2200": "Kadut",
    "3000": "Uimahalli",
}
PARENTS = {"1100": "1000", "1200": "1000", "1300": "1000", "2100": "2000", "2200": "2000"}
COSTS = {"1100": 6_000_000, "1200": 480_000, "1300": 960_000, "2100": 3_600_000, "2200": 1_200_000, "3000": 720_000}
REVENUE = {"1100": 240_000, "1200": 60_000, "1300": 36_000, "2100": 900_000, "2200": 480_000, "3000": 120_000}


@dataclass(frozen=True)
class Amounts:
    """Whole euros of one line in its own direction, None where the report is silent."""

    budget: int
    actual: int
    forecast: int | None
    prior: int | None


Month = dict[tuple[str, str], Amounts]
"""The figures of a period by code and line (`costs`, `revenue`)."""


def periods() -> list[tuple[int, int]]:
    return [(year, month) for year in YEARS for month in range(1, 13) if (year, month) not in MISSING]


def costs(code: str, year: int, month: int) -> int:
    """Accumulated costs: the even pace, and what is planted."""
    actual = COSTS[code] * month // 12
    match code, year:
        case "1100", 2022 if month >= 5:
            actual += 400_000 + 60_000 * (month - 5)
        case "1200", 2022 if month >= 11:
            actual += 90_000
        case "1300", 2023 if month == 3:
            actual += 150_000
        case "1100", 2024 if month >= 4:
            actual += 700_000
    return actual


def revenue(code: str, year: int, month: int) -> int:
    actual = REVENUE[code] * month // 12
    return actual * 7 // 10 if (code, year) == ("2200", 2023) else actual


def budget(code: str, year: int, month: int) -> int:
    return COSTS[code] + (1_500_000 if code == "1100" and year == 2024 and month >= 9 else 0)


def forecast(code: str, year: int, month: int) -> int | None:
    """The units' own forecasts of the year's costs: from April on."""
    if month < 4:
        return None
    return COSTS[code] + (300_000 if code == "2100" and year == 2023 and month >= 6 else 0)


def accounts(code: str, year: int) -> int:
    """The final accounts of a year's costs: 2022 was restated after December."""
    return costs(code, year, 12) + (25_000 if (code, year) == ("1200", 2022) else 0)


def month_of(year: int, month: int) -> Month:
    """All figures of a period; sums are the sums of their parts."""
    found: Month = {}
    for code in COSTS:
        if code == "3000" and (year, month) < (2023, 7):
            continue
        known = year > 2022 and not (code == "3000" and year == 2023)
        before = accounts(code, year - 1) if known else None
        earned = revenue(code, year - 1, 12) if known else None
        found[code, "costs"] = Amounts(budget(code, year, month), costs(code, year, month), forecast(code, year, month), before)
        found[code, "revenue"] = Amounts(REVENUE[code], revenue(code, year, month), None, earned)
    for line in ("costs", "revenue"):
        for top in ("1000", "2000"):
            parts = [amounts for (code, of), amounts in found.items() if PARENTS.get(code) == top and of == line]
            found[top, line] = _sum(parts)
    return found


def _sum(parts: list[Amounts]) -> Amounts:
    total = Amounts(0, 0, 0, 0)
    for part in parts:
        total = Amounts(
            total.budget + part.budget,
            total.actual + part.actual,
            _added(total.forecast, part.forecast),
            _added(total.prior, part.prior),
        )
    return total


def _added(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


def text_of(year: int, month: int, figures: Month) -> str:
    """The report of a period as a file, costs negative."""
    lines = [f"Koodi;Nimi;Rivi;TP {year - 1};TA {year};Toteuma 1-{month}/{year};TP-ennuste {year}"]
    for code, name in NAMES.items():
        for line, label in (("revenue", "Toimintatuotot"), ("costs", "Toimintakulut")):
            amounts = figures.get((code, line))
            if amounts is not None:
                cells = (amounts.prior, amounts.budget, amounts.actual, amounts.forecast)
                lines.append(f"{code};{name};{label};{';'.join(_cells(cells, line))}")
    return "\n".join(lines) + "\n"


def _cells(amounts: tuple[int | None, ...], line: str) -> Iterator[str]:
    for amount in amounts:
        yield "" if amount is None else str(-amount if line == "costs" else amount)


def history() -> dict[tuple[int, int], Month]:
    """The figures of all periods."""
    return {period: month_of(*period) for period in periods()}


def any_history(random: Random) -> dict[tuple[int, int], Month]:
    """Two years of the same units with figures that nobody planned."""
    found: dict[tuple[int, int], Month] = {}
    for year in (2022, 2023):
        paces = {(code, line): random.gauss(1, 0.12) for code in COSTS for line in ("costs", "revenue")}
        for month in range(1, 13):
            if random.random() > 0.1:
                figures = {
                    (code, line): _any(random, (COSTS if line == "costs" else REVENUE)[code], pace, month, line)
                    for (code, line), pace in paces.items()
                    if random.random() > 0.05
                }
                found[year, month] = figures | {
                    (top, line): _sum(parts)
                    for line in ("costs", "revenue")
                    for top in ("1000", "2000")
                    if (parts := [of for (code, at), of in figures.items() if PARENTS.get(code) == top and at == line])
                }
    return found


def _any(random: Random, budget: int, pace: float, month: int, line: str) -> Amounts:
    actual = int(budget * month / 12 * pace * random.gauss(1, 0.25 / month))
    forecast = int(budget * random.gauss(pace, 0.03)) if line == "costs" and random.random() > 0.2 else None
    return Amounts(budget, max(0, actual), forecast, None)


def scaled(figures: Month, code: str, by: int) -> Month:
    """The figures with more costs in one unit: a report that was restated."""
    changed = dict(figures)
    for of in (code, PARENTS.get(code)):
        if of is not None:
            changed[of, "costs"] = replace(changed[of, "costs"], actual=changed[of, "costs"].actual + by)
    return changed


CONFIG = """\
organisation: Tyrskylä
rules: rules/
state: var/talousvahti.db
sources:
  - report: data/*.csv
channels:
  folder: {type: folder, path: var/messages}
"""

RULES = """\
säännöt:
  - tunnus: kulut-edella
    nimi: Kulut kertyvät odotettua nopeammin
    kohde: kulut
    kuukaudet: 3–12
    rajat: {raja: 5 %-yks., minimi: 10 000 €}
    tieto: toteumaprosentti > odotus
    keltainen: toteumaprosentti > odotus + raja ja kertymäpoikkeama > minimi
    punainen: kertymäpoikkeama > 500 000 €
    poistuu: toteumaprosentti < odotus + 3 %-yks.
    tiedoksi_punaisesta: [ylempi vastuuhenkilö]
  - tunnus: tuotot-jaljessa
    nimi: Tuotot kertyvät odotettua hitaammin
    kohde: tuotot
    keltainen: toteumaprosentti < odotus − 5 %-yks. ja kertymäpoikkeama > 10 000 €
  - tunnus: ennuste-yli
    nimi: Ennuste ylittää talousarvion
    kohde: kulut
    kesto: 2
    punainen: ennustepoikkeama > 50 000 €
  - tunnus: kokeilu
    nimi: Kokeilussa oleva raja
    kohde: kulut
    tila: koekäyttö
    keltainen: kertymäpoikkeama > 80 000 €
  - tunnus: aineisto-vanha
    nimi: Raportti on vanha
    kohde: aineisto
    keltainen: aineiston_ikä > 20 pv
    vastaanottajat: [talous]
vastuut:
  - {rooli: talous, osoite: talous@example.org, kanava: folder}
  - {rooli: sivistysjohtaja, osoite: sivistys@example.org, kanava: folder, yksiköt: ["1000"]}
  - {rooli: rehtori, osoite: rehtori@example.org, kanava: folder, yksiköt: ["1100"]}
  - {rooli: museonjohtaja, osoite: museo@example.org, kanava: folder, yksiköt: ["1200"]}
  - {rooli: tekninen-johtaja, osoite: tekninen@example.org, kanava: folder, yksiköt: ["2000", "2100"]}
"""


def lay(folder: Path, rules: str = RULES) -> Path:
    """Lay the city into a folder: config, rules and a report for each period."""
    for name, text in (("config.yaml", CONFIG), ("rules/saannot.yaml", rules)):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    (folder / "data").mkdir()
    for (year, month), figures in history().items():
        (folder / f"data/tyrskyla-{year}-{month:02d}.csv").write_text(text_of(year, month, figures), "utf-8")
    return folder
