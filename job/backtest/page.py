"""The page for a finance director: what would have been seen, how early, and how many messages it would have taken.

Every text that is put into a piece of the page is escaped by `Markup.format`: data is never markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median

from markupsafe import Markup

from alerts.words import visible
from budget.exact import Exact
from budget.finnish import DASH, MINUS, MONTHS, capital, counted, euros, month, number, percent, sentence_case
from budget.unit import Line
from job.backtest import page_pieces as pieces
from job.backtest.outcome import Forecasts
from job.backtest.overruns import Overrun, outcome_of
from job.backtest.result import BackTest
from job.backtest.words import alerts, month_in, overruns_sentence, until
from written.record import dataclass

TITLE = "Olisimmeko nähneet tämän maaliskuussa?"
MOST = 25
"""Rows of one table: the document of --json has all of them."""

_LINES = (Line.COSTS, Line.REVENUE, Line.MARGIN)
_OVERRUNS = {
    Line.COSTS: "Kulut yli talousarvion",
    Line.REVENUE: "Tuotot alle tuloarvion",
    Line.MARGIN: "Kate talousarviota heikompi",
}
_YEARS_OF_FORECASTS = 3
_HOW = (
    "Jokainen kausi arvioitiin nykyisillä säännöillä ja vain niillä luvuilla, jotka silloin tiedettiin. "
    "Mitään ei lähetetty eikä tallennettu. "
    "Lopputulos on seuraavan vuoden raportin tilinpäätös, tai jos sitä ei ole, joulukuun toteuma."
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table with its text. `is_words` tells a text from an amount, which is never broken."""

    text: str
    is_words: bool = False


def page(result: BackTest) -> str:
    """Return the page."""
    sections = (_head(result), _by_month(result), _overruns(result), _in_vain(result), _messages(result), _forecasts(result))
    return visible(pieces.PAGE.format(title=TITLE, body=_joined((*sections, pieces.FAINT.format(_HOW)))))


def _head(result: BackTest) -> Markup:
    first, last = result.periods[0], result.periods[-1]
    rules = counted(len(result.rules) - len(result.left_out), "sääntö", "sääntöä")
    tried = (
        f"{result.organisation}: {rules} kokeiltuna jälkikäteen lukuihin {month(first)} {DASH} {month(last)}"
        f" ({counted(len(result.periods), 'kausi', 'kautta')})."
    )
    would = f"Tuloksena olisi ollut {alerts(len(result.replayed.episodes))} ja {_messages_in_all(result)}."
    said = [overruns_sentence(line, _of(result, line), _known(result, line)) for line in _LINES if _known(result, line)]
    if not said:
        said = ["Vuosien lopputulosta ei tiedetä, koska aineistossa ei ole joulukuuta eikä seuraavan vuoden raporttia."]
    return _joined(pieces.PARAGRAPH.format(sentence) for sentence in (tried, would, *map(capital, said)))


def _messages_in_all(result: BackTest) -> str:
    roles = len({message.role for message in result.replayed.messages})
    return f"{counted(len(result.replayed.messages), 'viesti', 'viestiä')} {counted(roles, 'roolille', 'roolille')}"


def _of(result: BackTest, line: Line) -> list[Overrun]:
    return [overrun for overrun in result.overruns if overrun.line is line]


def _known(result: BackTest, line: Line) -> int:
    return sum(of is line for _, _, of in result.ended)


def _by_month(result: BackTest) -> Markup:
    """Return how many of the overruns of costs had been seen by the end of each month."""
    found = _of(result, Line.COSTS)
    if not found:
        return Markup()
    seen = [overrun.seen.opened.month for overrun in found if overrun.seen is not None]
    by_march = sum(of <= 3 for of in seen)
    answer = f"Kulujen ylityksiä oli {len(found)}. Maaliskuun loppuun mennessä niistä olisi nähty {by_march}."
    rows = [
        pieces.ROW.format(
            name=f"{MONTHS[of - 1]}kuu",
            cells=_cell("Nähty", Cell(f"{sum(at <= of for at in seen)} / {len(found)}"))
            + pieces.BAR.format(width=100 * sum(at <= of for at in seen) // len(found)),
        )
        for of in range(1, 13)
    ]
    table = pieces.TABLE.format(
        css="", headings=_headings(("Kuukauden loppuun mennessä", "Nähty", "Osuus"), (False, True)), rows=_joined(rows)
    )
    return _section("Kuinka aikaisin ylitykset olisi nähty", pieces.PARAGRAPH.format(answer) + table)


def _overruns(result: BackTest) -> Markup:
    parts = [
        pieces.PART.format(_OVERRUNS[line])
        + _table(
            ("Yksikkö", "Vuosi", "Ero talousarvioon", "Ensimmäinen hälytys", "Ennen vuoden loppua", "Mitä hälytykselle tapahtui"),
            [(sentence_case(overrun.outcome.name), _overrun(overrun)) for overrun in _of(result, line)],
        )
        for line in _LINES
        if _of(result, line)
    ]
    return _section("Mitkä vuodet päättyivät talousarviota heikommin", _joined(parts)) if parts else Markup()


def _overrun(overrun: Overrun) -> tuple[Cell, ...]:
    seen = overrun.seen
    start = (Cell(str(overrun.year)), Cell(euros(overrun.outcome.over)))
    if seen is None:
        return (*start, Cell("ei hälytystä", True), Cell(DASH), Cell(DASH, True))
    left = counted(seen.months_before_end, "kuukausi", "kuukautta")
    return (*start, Cell(month_in(seen.opened.month), True), Cell(left), Cell(until(seen), True))


def _in_vain(result: BackTest) -> Markup:
    """Return how many alerts of each rule came before a year that ended well."""
    rows: list[tuple[str, tuple[Cell, ...]]] = []
    for card in result.rules:
        found = [episode for episode in result.replayed.episodes if episode.rule == card.id]
        ended = [outcome_of(episode, result.ended) for episode in found]
        over = sum(outcome is not None and outcome.is_over for outcome in ended)
        within = sum(outcome is not None and not outcome.is_over for outcome in ended)
        if card.id not in result.left_out:
            counts = (len(found), over, within, len(found) - over - within)
            rows.append((card.name, tuple(Cell(number(count)) for count in counts)))
    headings = ("Sääntö", "Hälytyksiä", "Vuosi päättyi talousarviota heikommin", "Vuosi pysyi talousarviossa", "Ei tiedetä")
    why = "Hälytys ei ole turha, vaikka vuosi pysyi talousarviossa: se on voinut auttaa. Jos niitä on paljon, raja on ehkä liian tiukka."
    return _section("Mihin hälytykset johtivat", pieces.PARAGRAPH.format(why) + _table(headings, rows))


def _messages(result: BackTest) -> Markup:
    years = sorted({period.year for period in result.periods})
    by_role: dict[str, list[int]] = {}
    for message in result.replayed.messages:
        by_role.setdefault(message.role, []).append(message.period.year)
    ordered = sorted(by_role.items(), key=lambda entry: (-len(entry[1]), entry[0]))
    rows = [
        (role, (Cell(number(len(told))), Cell(number((len(told), len(years)), 1)), Cell(number(max(map(told.count, years))))))
        for role, told in ordered
    ]
    summaries = counted(len(result.replayed.summaries), "kaudelta", "kaudelta")
    note = f"Yhdestä kaudesta tulee enintään yksi viesti. Talous olisi saanut lisäksi koosteen {summaries}."
    headings = ("Rooli", "Viestejä", "Vuodessa keskimäärin", "Eniten vuodessa")
    return _section("Kuinka monta viestiä kukin olisi saanut", pieces.PARAGRAPH.format(note) + _table(headings, rows))


def _forecasts(result: BackTest) -> Markup:
    """Return how far the forecasts of costs were from the final accounts, by month."""
    if not result.forecasts:
        return Markup()
    note = (
        "Luku kertoo, kuinka monta prosenttia yksikön oma kulujen ennuste poikkesi tilinpäätöksestä. "
        f"Plus: ennuste oli liian suuri. Miinus ({MINUS}): ennuste oli liian pieni."
    )
    years = sorted({of.year for of in result.forecasts}, reverse=True)[:_YEARS_OF_FORECASTS]
    return _section(
        "Kuinka lähelle omat ennusteet osuivat", pieces.PARAGRAPH.format(note) + _joined(_year(result, y) for y in years)
    )


def _year(result: BackTest, year: int) -> Markup:
    found = sorted((of for of in result.forecasts if of.year == year and of.final > 0), key=_worst)
    months = sorted({at for of in found for at, _ in of.by_month})
    rows = [(sentence_case(of.name), tuple(Cell(_error(of, at)) for at in months)) for of in found]
    middle = ("Kaikki, itseisarvon mediaani", tuple(Cell(_middle(found, at)) for at in months))
    headings = ("Yksikkö", *(MONTHS[at - 1] for at in months))
    return pieces.PART.format(year) + _table(headings, [middle, *rows], pieces.MONTHS)


def _worst(of: Forecasts) -> int:
    return -max(abs(difference) for _, difference in of.by_month)


def _share(of: Forecasts, at: int) -> Exact | None:
    difference = dict(of.by_month).get(at)
    return None if difference is None else (difference, of.final)


def _error(of: Forecasts, at: int) -> str:
    share = _share(of, at)
    if share is None:
        return DASH
    text = percent(share)
    return f"+{text}" if share[0] > 0 and not text.startswith("0,0") else text


def _middle(found: Iterable[Forecasts], at: int) -> str:
    shares = [abs(share[0]) * 10_000 // share[1] for of in found if (share := _share(of, at)) is not None]
    return percent((round(median(shares)), 10_000)) if shares else DASH


def _section(heading: str, body: Markup) -> Markup:
    return pieces.SECTION.format(heading=heading, body=body)


def _table(headings: Sequence[str], rows: Sequence[tuple[str, Sequence[Cell]]], css: Markup | str = "") -> Markup:
    """Return a table of the first rows, and how many more there are. On a phone every cell has its heading before it."""
    words = tuple(cell.is_words for cell in rows[0][1]) if rows else ()
    shown = _joined(
        pieces.ROW.format(name=name, cells=_joined(_cell(of, cell) for of, cell in zip(headings[1:], cells, strict=True)))
        for name, cells in rows[:MOST]
    )
    table = pieces.TABLE.format(css=css, headings=_headings(headings, words), rows=shown)
    return table if len(rows) <= MOST else table + pieces.FAINT.format(f"ja {number(len(rows) - MOST)} muuta riviä")


def _headings(headings: Sequence[str], words: Sequence[bool] = ()) -> Markup:
    is_words = (True, *words, *(False for _ in headings))
    return _joined(
        pieces.HEADING.format(css=pieces.WORDS if of_words else "", text=text)
        for text, of_words in zip(headings, is_words, strict=False)
    )


def _cell(heading: str, cell: Cell) -> Markup:
    return pieces.CELL.format(css=pieces.WORDS if cell.is_words else pieces.AMOUNT, label=heading, text=cell.text)


def _joined(found: Iterable[Markup]) -> Markup:
    return Markup().join(found)
