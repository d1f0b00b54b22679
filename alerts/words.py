"""Finnish words that the messages share: how a gap, a period, a place and a measure are said."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from budget.exact import Exact
from budget.figure import Measure, MeasureKind
from budget.finnish import DASH, LINE_GENITIVES, LINE_WORDS, MONTHS, capital, euros, number, percent, sentence_case, whole_euros
from budget.period import Period
from budget.unit import Line
from budget.verdict import Topic
from written.place import Place

COUNTED = {
    "kävijöiden": "kävijöitä",
    "lainojen": "lainoja",
    "käyntien": "käyntejä",
    "asiakkaiden": "asiakkaita",
    "oppilaiden": "oppilaita",
    "opiskelijoiden": "opiskelijoita",
    "lasten": "lapsia",
    "osallistujien": "osallistujia",
    "tapahtumien": "tapahtumia",
    "lainausten": "lainauksia",
    "katsojien": "katsojia",
    "hoitopäivien": "hoitopäiviä",
    "matkojen": "matkoja",
}
"""The plural genitive of a heading ("Kävijöiden lukumäärä") and the partitive that a sentence counts with."""

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
EVEN_PACE = "Tasaiseen kertymään verrattuna"
USUAL_PACE = "Tavanomaiseen kertymään verrattuna"
NEXT_ONLY_IF = "Seuraava viesti tulee vain, jos tilanne muuttuu."
ANSWER = ("Vastatkaa tähän viestiin.", "Vastaus menee talouspalveluihin.")
FALLBACK_LINE = "Viesti tulee varakanavaan, koska varsinainen kanava ei toimi."
NOT_SPLIT = "Yksikön osuutta ei ole eritelty."


def visible(data: str) -> str:
    """Return data without what nobody sees: control (but line ends), format, bidirectional and separator characters."""
    unseen = [c for c in set(data) if c != "\n" and unicodedata.category(c) in _UNSEEN]
    return data.translate(dict.fromkeys(map(ord, unseen))) if unseen else data


def one_line(data: str) -> str:
    """Return visible data on one line, with plain single spaces."""
    return visible(" ".join(data.split())).strip()


def pace_words(line: Line, gap: Exact) -> str:
    """Return a gap to the expected pace, positive is bad: `103 662 € edellä`, `28 848 € edellä (hyvä)`."""
    bad, good = {
        Line.COSTS: ("edellä", "alle"),
        Line.REVENUE: ("jäljessä", "edellä (hyvä)"),
        Line.MARGIN: ("heikompi", "parempi"),
    }[line]
    return _signed(gap, bad, good)


def forecast_words(line: Line, gap: Exact) -> str:
    """Return the forecast against the budget, positive is bad: `1 300 000 € yli`, `1 135 192 € heikompi`."""
    bad, good = {
        Line.COSTS: ("yli", "alle"),
        Line.REVENUE: ("alle", "yli"),
        Line.MARGIN: ("heikompi", "parempi"),
    }[line]
    return _signed(gap, bad, good)


def _signed(gap: Exact, bad: str, good: str) -> str:
    shown = whole_euros(gap)
    if shown == 0:
        return "tasan"
    return f"{euros((abs(gap[0]), gap[1]))} {bad if shown > 0 else good}"


def line_pace(line: Line, gap: Exact, profile: str | None) -> str:
    """Return what a bad gap to the pace is in a sentence, without a capital and a full stop.

    Args:
        line: the line.
        gap: unfavourable cents.
        profile: the name of the profile that gave the expectation, None for the even pace.
    """
    amount = euros(gap)
    pace = "tasais" if profile is None else "tavanomais"
    if line is Line.COSTS:
        return f"kulut ovat {amount} edellä {pace}ta kertymää"
    if line is Line.REVENUE:
        return f"tuotot ovat {amount} jäljessä {pace}esta kertymästä"
    return f"kate on {amount} {pace}ta kertymää heikompi"


def pace_side(line: Line, off: Exact, profile: str | None) -> str:
    """Return on which side of the pace a share is, for `off` = share - expected: `edellä tasaista kertymää`."""
    pace = "tasai" if profile is None else "tavanomai"
    if off[0] >= 0:
        return f"edellä {pace}sta kertymää"
    return f"alle {pace}sen kertymän" if line is Line.COSTS else f"jäljessä {pace}sesta kertymästä"


def line_name(line: Line) -> str:
    """Return the name of a line as a table writes it: `Kulut`."""
    return capital(LINE_WORDS[line])


def deviation(line: Line | None, topic: Topic | None) -> str:
    """Return what has grown, changed or ended, as the subject of a sentence: `kulujen poikkeama`."""
    what = "ennusteen poikkeama" if topic is Topic.FORECAST else "poikkeama"
    return what if line is None else f"{LINE_GENITIVES[line]} {what}"


def about(cents: int) -> str:
    """Return euros to the nearest thousand (below 10 000 €: hundred): `noin 697 000 €`."""
    step = 100_000 if cents >= 1_000_000 else 10_000
    return f"noin {euros((cents + step // 2) // step * step)}"


def in_month(period: Period, ending: str = "kuussa") -> str:
    """Return `toukokuussa 2023`; with the ending `kuusta` since when."""
    return f"{MONTHS[period.month - 1]}{ending} {period.year}"


def measure_sentence(measure: Measure) -> str | None:
    """Return how a unit's measure stands, None where the report does not say or where it says too little to weigh.

    A flow against the year's target: `Kävijöitä on ollut 12 326 eli 61,6 % vuoden tavoitteesta (20 000).`
    A stock against the budget: `Lapset/oppilaat, yhteensä 20.9.: 2 965, talousarviossa 2 813 (+152).`
    """
    if measure.actual is None or measure.target is None:
        return None
    actual, target = _exact(measure.actual.as_integer_ratio()), _exact(measure.target.as_integer_ratio())
    if measure.kind is MeasureKind.STOCK:
        change = (actual[0] * target[1] - target[0] * actual[1], actual[1] * target[1])
        sign = "+" if change[0] > 0 else ""
        shift = f" ({sign}{_count(change)})" if change[0] else ""
        return f"{_stock_name(measure)}: {_count(actual)}, talousarviossa {_count(target)}{shift}."
    if target[0] < 100 * target[1]:
        return None  # a percent of a handful says nothing
    share = percent((actual[0] * target[1], actual[1] * target[0]))
    counted = _counted_word(measure)
    start = f"{capital(counted)} on ollut {_count(actual)}" if counted else f"{_flow_name(measure)}: {_count(actual)}"
    return f"{start} eli {share} vuoden tavoitteesta ({_count(target)})."


_PLAIN_STARTS = (*tuple((f"toteuma on {m}kuun ", f" on {m}kuun ") for m in MONTHS), ("toteuma on ", " "))


def in_measure_words(said: str, measure: Measure) -> str:
    """Return what a rule says of a measure, with what is counted: `Toteuma on 67 384` is `Kävijöitä on ollut 67 384`.

    Without a known word the name of the measure stands before it, where a unit does not have that name; in what would
    end it, which continues a sentence, after its first word.
    """
    for start, joint in (("Toteuma on ", " on ollut "), *_PLAIN_STARTS):
        if said.startswith(start):
            counted = _counted_word(measure)
            if counted is not None:
                word = capital(counted) if start[0].isupper() else counted
                return f"{word}{joint}{said.removeprefix(start)}"
            return said if measure.unit is not None else _named(said, sentence_case(measure.name), joint)
    return said


def _named(said: str, name: str, joint: str) -> str:
    if joint.endswith("kuun "):
        return f"toteuma ({name}){said.removeprefix('toteuma')}"
    return f"{name}: {said[:1].lower()}{said[1:]}"


def _counted_word(measure: Measure) -> str | None:
    return COUNTED.get(measure.heading.split()[0].casefold()) if measure.heading else None


def _stock_name(measure: Measure) -> str:
    if measure.part_of is None:
        return sentence_case(measure.name)
    whole = measure.part_of.replace(", yhteensä", "").replace(" yhteensä", "")
    return f"{sentence_case(whole)}, {measure.name}"


def _flow_name(measure: Measure) -> str:
    return f"{measure.heading}, {measure.name}" if measure.heading else sentence_case(measure.name)


def _exact(pair: tuple[int, int]) -> Exact:
    return pair


def _count(value: Exact) -> str:
    return number(value, 0 if value[0] % value[1] == 0 else 1)


def source_words(places: Iterable[Place]) -> str:
    """Return files and rows: `hyvinvointi-2023-06.txt, rivit 9–11, 43–53`; of a workbook also the sheet.

    Rows with at most one row between them (the heading of a unit) are one range.
    """
    places = tuple(places)
    sheets: dict[str, set[str]] = {}
    for place in places:
        if place.sheet is not None:
            sheets.setdefault(place.file, set()).add(place.sheet)
    files: dict[str, set[int]] = {}
    for place in places:
        of_file = sheets.get(place.file, set())
        sheet = next(iter(of_file)) if len(of_file) == 1 else place.sheet  # a verdict tells the row alone
        rows = files.setdefault(place.file if sheet is None else f"{place.file}, taulukko {sheet}", set())
        if place.line is not None:
            rows.add(place.line)
    return "; ".join(file + _rows(sorted(rows)) for file, rows in files.items())


def _rows(rows: list[int]) -> str:
    if not rows:
        return ""
    ranges: list[tuple[int, int]] = []
    for row in rows:
        if ranges and row - ranges[-1][1] <= 2:
            ranges[-1] = (ranges[-1][0], row)
        else:
            ranges.append((row, row))
    shown = ", ".join(str(a) if a == b else f"{a}{DASH}{b}" for a, b in ranges)
    return f", {'rivi' if len(rows) == 1 else 'rivit'} {shown}"
