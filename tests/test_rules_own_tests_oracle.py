"""2,000 of the rules' own tests, on a limit and a cent beside it, as fractions judge them; 50 wrong ones fail, no others."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

ROOT = Path(__file__).parents[1]
CONFIG = "organisation: X\ntimezone: Europe/Helsinki\nrules: rules/\nstate: s.db\nsources: [{report: a.txt}]\nchannels: {folder: {type: folder, path: m}}\n"
OWNERS = "vastuut:\n  - {rooli: talous, osoite: talous@example.org, kanava: folder}\n"
LEVELS = ("ei mitään", "tieto", "keltainen", "punainen")
RIGHT, WRONG = 2_000, 50

Truth = bool | None
Values = dict[str, Fraction | None]


@dataclass(frozen=True)
class Family:
    """A rule as text, and the same rule on fractions: its levels from the lowest, and the values on its limit."""

    subject: str
    levels: tuple[str, ...]
    judged: tuple[Callable[[Values, Fraction], Truth], ...]
    on_limit: Callable[[Fraction, Fraction, random.Random], Values]


def ratio(part: Fraction | None, whole: Fraction | None) -> Fraction | None:
    return None if part is None or whole is None or whole <= 0 else part / whole


def above(value: Fraction | None, limit: Fraction | None) -> Truth:
    return None if value is None or limit is None else value > limit


def both(one: Truth, other: Truth) -> Truth:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def gap(values: Values, even: Fraction, sign: int) -> Fraction | None:
    ta, toteuma = values["ta"], values["toteuma"]
    return None if ta is None or toteuma is None else sign * (toteuma - even * ta)


def points(value: Fraction | None, even: Fraction, limit: Fraction, sign: int) -> Truth:
    return None if value is None else sign * (value - even) > limit


POINTS = (Fraction(5, 100), Fraction(25, 1000), Fraction(10, 100))

FAMILIES = {
    "kulut-edella": Family(
        "kulut",
        ("toteumaprosentti > odotus", "toteumaprosentti > odotus + 5 %-yks. ja kertymäpoikkeama > 10 000 €", "kertymäpoikkeama > 750 000 €"),
        (
            lambda v, e: points(ratio(v["toteuma"], v["ta"]), e, Fraction(0), 1),
            lambda v, e: both(points(ratio(v["toteuma"], v["ta"]), e, POINTS[0], 1), above(gap(v, e, 1), Fraction(10_000))),
            lambda v, e: above(gap(v, e, 1), Fraction(750_000)),
        ),
        lambda ta, e, r: {"ta": ta, "toteuma": r.choice((ta * e, ta * (e + POINTS[0]), ta * e + 10_000, ta * e + 750_000))},
    ),
    "tuotot-jaljessa": Family(
        "tuotot",
        ("toteumaprosentti < odotus − 2,5 %-yks.", "kertymäpoikkeama > 5 000,50 €"),
        (
            lambda v, e: points(ratio(v["toteuma"], v["ta"]), e, POINTS[1], -1),
            lambda v, e: above(gap(v, e, -1), Fraction(500_050, 100)),
        ),
        lambda ta, e, r: {"ta": ta, "toteuma": r.choice((ta * (e - POINTS[1]), ta * e - Fraction(500_050, 100)))},
    ),
    "kate-heikko": Family(
        "kate",
        ("kertymäpoikkeama > 20 000 €", "kertymäpoikkeama > 0,2 * itseisarvo(ta)"),
        (
            lambda v, e: above(gap(v, e, -1), Fraction(20_000)),
            lambda v, e: None if v["ta"] is None else above(gap(v, e, -1), abs(v["ta"]) / 5),
        ),
        lambda ta, e, r: {"ta": -ta, "toteuma": r.choice((-ta * e - 20_000, -ta * e - ta / 5))},
    ),
    "ennuste-yli": Family(
        "kulut",
        ("ennuste > ta", "ennusteprosentti > 105 %", "ennustepoikkeama > 0,1 milj. €"),
        (
            lambda v, e: above(v["ennuste"], v["ta"]),
            lambda v, e: above(ratio(v["ennuste"], v["ta"]), Fraction(105, 100)),
            lambda v, e: None if v["ta"] is None else above(v["ennuste"], v["ta"] + 100_000),
        ),
        lambda ta, e, r: {"ta": ta, "ennuste": r.choice((ta, ta * Fraction(105, 100), ta + 100_000))},
    ),
    "vuoden-takaa": Family(
        "kulut",
        ("muutos_ed_vuosi > 4,5 %", "toteuma − toteuma_ed_vuosi > 20 t€"),
        (
            lambda v, e: above(change(v["toteuma"], v["ed"]), Fraction(45, 1000)),
            lambda v, e: None if v["toteuma"] is None or v["ed"] is None else v["toteuma"] - v["ed"] > 20_000,
        ),
        lambda ta, e, r: {"ta": ta, "ed": ta * e, "toteuma": r.choice((ta * e * Fraction(1045, 1000), ta * e + 20_000))},
    ),
}  # fmt: skip
KEYS = {"ed": "toteuma_ed_vuosi"}


def change(now: Fraction | None, before: Fraction | None) -> Fraction | None:
    return None if now is None or before is None or before == 0 or now * before < 0 else now / before - 1


def verdict(family: Family, values: Values, even: Fraction) -> str:
    """Return what the nested levels come to: unknown where the lowest is, else the highest that holds on all below it."""
    if family.judged[0](values, even) is None:
        return "ei voitu arvioida"
    reached = 0
    for holds in family.judged:
        if holds(values, even) is not True:
            break
        reached += 1
    return LEVELS[reached + 3 - len(family.levels)] if reached else LEVELS[0]


def written(value: Fraction) -> str:
    cents = int(value * 100)
    whole, part = divmod(abs(cents), 100)
    return f"{'−' if cents < 0 else ''}{whole:,},{part:02} €".replace(",", " ", f"{whole:,}".count(","))


def case(family: Family, rng: random.Random) -> tuple[list[str], str]:
    """Return the lines of `kun`, and the right `niin`: on a limit, or one cent on either side of it."""
    month = rng.randint(1, 12)
    even = Fraction(month, 12)
    ta = Fraction(rng.choice((100_000_000, 1_200, 99_999_99, rng.randint(1, 10**10))), 100)
    exact = family.on_limit(ta, even, rng)
    values: Values = {}
    for name, value in exact.items():
        cents = 0 if value is None else value.numerator * 100 // value.denominator
        beside = 0 if name in ("ta", "ed") else rng.choice((-1, 0, 1))
        values[name] = None if rng.random() < 0.02 else Fraction(cents + beside, 100)
    values.setdefault("toteuma", None)
    lines = [f"kausi: 2023-{month:02}"]
    lines += [f"{KEYS.get(name, name)}: {written(value)}" for name, value in values.items() if value is not None]
    for name in ("ta", "ennuste", "ed"):
        values.setdefault(name, None)
    return lines, verdict(family, values, even)


def rule(name: str, family: Family, rng: random.Random, count: int, wrong: set[int]) -> str:
    keys = LEVELS[4 - len(family.levels) :]
    text = f"säännöt:\n  - tunnus: {name}\n    nimi: {name}\n    kohde: {family.subject}\n"
    text += "".join(f"    {key}: {condition}\n" for key, condition in zip(keys, family.levels, strict=True))
    text += "    testit:\n"
    for number in range(1, count + 1):
        lines, expected = case(family, rng)
        if number in wrong:
            expected = rng.choice([other for other in (*LEVELS, "ei voitu arvioida") if other != expected])
        text += f"      - niin: {expected}\n        kun:\n" + "".join(f"          {line}\n" for line in lines)
    return text


def test_the_runner_and_fractions_agree_and_wrong_expectations_fail(tmp_path: Path) -> None:
    rng = random.Random(2023)
    each, bad = (RIGHT + WRONG) // len(FAMILIES), WRONG // len(FAMILIES)
    (tmp_path / "rules").mkdir()
    (tmp_path / "config.yaml").write_text(CONFIG, "utf-8")
    (tmp_path / "rules" / "vastuut.yaml").write_text(OWNERS, "utf-8")
    planted = set()
    for name, family in FAMILIES.items():
        wrong = set(rng.sample(range(1, each + 1), bad))
        planted |= {(name, number) for number in wrong}
        (tmp_path / "rules" / f"{name}.yaml").write_text(rule(name, family, rng, each, wrong), "utf-8")
    command = [sys.executable, str(ROOT / "bot.py"), "test", "--json", "--config", str(tmp_path / "config.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    report = json.loads(done.stdout)
    assert {(failed["rule"], failed["test"]) for failed in report["failed"]} == planted, report["failed"][:5]
    niin = [line.strip() for file in (tmp_path / "rules").glob("*.yaml") for line in file.read_text("utf-8").split("\n")]
    assert all(niin.count(f"- niin: {word}") > 50 for word in (*LEVELS, "ei voitu arvioida"))
    assert (done.returncode, report["passed"], len(report["failed"])) == (1, RIGHT, WRONG)
