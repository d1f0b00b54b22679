"""The layouts in which cities write the same figures. Each is one function from a city to rows of cells."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from budget.figure import Column
from budget.unit import Line
from tests.invented_city import COSTS, MARGIN, REVENUE, Amounts, City, InventedUnit
from tests.invented_clothes import Cell, Money

PRIOR, ORIGINAL, AMENDMENT, BUDGET = Column.PRIOR, Column.ORIGINAL, Column.AMENDMENT, Column.BUDGET
ACTUAL, MONTH, FORECAST = Column.ACTUAL, Column.MONTH_ACTUAL, Column.FORECAST
SHARE, LEFT, PLAN = "share", "left", "plan"

Kind = Column | str
Row = list[Cell]


@dataclass(frozen=True)
class Words:
    """The headings and labels of a city; {y} and {p} are this year and the last, {yy} and {pp} their two digits."""

    prior: str = "TP {p}"
    original: str = "Alkup. TA {y}"
    amendment: str = "TA-muutos"
    budget: str = "TA {y}"
    month: str = "Tot {mm}/{y}"
    actual: str = "Tot 1-{m}/{y}"
    forecast: str = "Ennuste {y}"
    share: str = "Tot-%"
    left: str = "Jäljellä"
    plan: str = "Käyttösuunnitelma {y}"
    code: str = "Koodi"
    name: str = "Nimi"
    line: str = "Rivi"
    lines: tuple[str, str, str] = ("Toimintatuotot", "Toimintakulut", "Toimintakate")

    def heading(self, kind: Kind, city: City) -> str:
        template = str(getattr(self, {MONTH: "month"}.get(kind, kind.value) if isinstance(kind, Column) else kind))
        year, month = city.period.year, city.period.month
        return template.format(y=year, p=year - 1, yy=year % 100, pp=year % 100 - 1, m=month, mm=f"{month:02}")

    def label(self, line: Line) -> str:
        return self.lines[(REVENUE, COSTS, MARGIN).index(line)]


WORDS = {
    "plain": Words(),
    "capitals": Words(
        "TILINPÄÄTÖS {p}",
        "ALKUPERÄINEN TALOUSARVIO {y}",
        "TALOUSARVIOMUUTOKSET",
        "TALOUSARVIO {y}",
        "TOTEUMA {mm}/{y}",
        "TOTEUMA 01-{mm}/{y}",
        "TP-ENNUSTE {y}",
        "TOTEUMA-%",
        "JÄLJELLÄ",
        lines=("TOIMINTATUOTOT", "TOIMINTAKULUT", "TOIMINTAKATE"),
    ),
    "two digits": Words(
        "TP{pp}",
        "Alkup. TA{yy}",
        "Ta-muut.",
        "TA-{yy}",
        "Tot {m}/{yy}",
        "Tot 1-{m}/{yy}",
        "Enn.{yy}",
        "Tot%",
        lines=("Tuotot", "Kulut", "Kate"),
    ),
    "budgets": Words(
        "Toteutuma {p}",
        "Alkup. budjetti {y}",
        "Budjettimuutos",
        "Budjetti {y}",
        "Toteuma kk",
        "Toteutuma 1.1.-30.{m}.{y}",
        "Koko vuoden ennuste",
        "Käyttöaste",
        "Ero",
        code="Kustannuspaikka",
        name="Kustannuspaikan nimi",
        line="Tiliryhmä",
        lines=("Tulot yhteensä", "Menot yhteensä", "Netto"),
    ),
    "Swedish": Words(
        "Bokslut {p}",
        "Ursprunglig budget {y}",
        "Budgetändring",
        "Budget {y}",
        "Utfall {mm}/{y}",
        "Utfall 1-{m}/{y}",
        "Bokslutsprognos",
        "Utfall-%",
        "Återstår",
        "Dispositionsplan {y}",
        "Kod",
        "Enhet",
        "Post",
        ("Verksamhetsintäkter", "Verksamhetskostnader", "Verksamhetsbidrag"),
    ),
}


@dataclass(frozen=True)
class Layout:
    """A layout: how it is written, which columns it shows, and the one line of hints that config needs for it.

    `grouped` tells that it shows account groups, `margins` that it shows margins, `depth` the level from which units have rows.
    """

    sheet: Callable[[City, Words], list[Row]]
    columns: tuple[Kind, ...] = (PRIOR, BUDGET, ACTUAL, SHARE, FORECAST)
    hints: str = ""
    grouped: bool = False
    margins: bool = True
    depth: int = 0


def _value(of: Amounts, kind: Kind) -> int | None:
    return (
        {
            PRIOR: of.prior,
            ORIGINAL: of.original,
            AMENDMENT: of.amendment,
            BUDGET: of.budget,
            MONTH: of.month,
            ACTUAL: of.actual,
            FORECAST: of.forecast,
        }.get(kind)
        if isinstance(kind, Column)
        else None
    )


def cells(of: Amounts, line: Line, columns: Sequence[Kind]) -> Row:
    """The cells of one row. A share is what it should be, rounded to whole percents."""
    row: Row = []
    for kind in columns:
        if kind == SHARE:
            row.append(f"{round(100 * of.actual / of.budget)} %" if of.budget else "")
        elif kind == LEFT:
            row.append(Money(of.budget - of.actual, line))
        elif kind == PLAN:
            row.append(Money(of.budget * 99 // 100 // 100000 * 100000, line))
        else:
            row.append(Money(_value(of, kind), line))
    return row


def heads(city: City, words: Words, columns: Sequence[Kind]) -> Row:
    return [words.heading(kind, city) for kind in columns]


def label_of(unit: InventedUnit) -> str:
    return f"{unit.code} {unit.name}"


def _blocks(columns: Sequence[Kind]) -> Callable[[City, Words], list[Row]]:
    def sheet(city: City, words: Words) -> list[Row]:
        rows: list[Row] = [["", *heads(city, words, columns)]]
        for unit in city.units:
            rows.append([label_of(unit), *("" for _ in columns)])
            rows += [[words.label(line), *cells(of, line, columns)] for line, of in unit.lines]
        return rows

    return sheet


def _children(city: City, unit: InventedUnit) -> list[InventedUnit]:
    return [of for of in city.units if of.parent == unit.code]


def _pages(city: City, words: Words) -> list[Row]:
    """Summaries first, then a page for each branch with its sum last: every upper unit stands two or three times."""
    upper = (PRIOR, BUDGET, ACTUAL, SHARE, FORECAST)
    lower = (PRIOR, BUDGET, ACTUAL, SHARE)

    def page(units: Sequence[InventedUnit], columns: Sequence[Kind], number: int) -> list[Row]:
        rows: list[Row] = [["Talousarvion toteutuminen"], [""], ["", *heads(city, words, columns)]]
        for unit in units:
            rows.append([label_of(unit)])
            rows += [[words.label(line), *cells(of, line, columns)] for line, of in unit.lines]
        return [*rows, [""], [f"Tulostettu 15.{city.period.month % 12 + 1}.{city.period.year} klo 10.15"], [f"Sivu {number}/4"]]

    top = city.units[0]
    branches = _children(city, top)
    rows = page([*branches, top], upper, 1)
    for number, branch in enumerate(branches, 2):
        rows += page([*_children(city, branch), branch], lower, number)
    return rows


def _long(city: City, words: Words) -> list[Row]:
    columns = (PRIOR, BUDGET, ACTUAL, SHARE, FORECAST)
    rows: list[Row] = [[words.code, words.name, words.line, *heads(city, words, columns)]]
    for unit in city.units:
        rows += [[unit.code, unit.name, words.label(line), *cells(of, line, columns)] for line, of in unit.lines]
    return rows


def _first_row_only(city: City, words: Words) -> list[Row]:
    columns = (PRIOR, BUDGET, ACTUAL, SHARE, FORECAST)
    rows: list[Row] = [
        ["Invenlinnan kaupunki", *("" for _ in range(7))],
        ["Osavuosikatsaus, tilanne", *("" for _ in range(7))],
        [],
        [words.code, words.name, words.line, *heads(city, words, columns)],
    ]
    for unit in city.units:
        for at, (line, of) in enumerate(unit.lines):
            first = at == 0
            rows.append([unit.code if first else "", unit.name if first else "", words.label(line), *cells(of, line, columns)])
        rows.append(["" for _ in range(8)])
    return rows


def _one_cell(city: City, words: Words) -> list[Row]:
    columns = (PRIOR, BUDGET, ACTUAL, SHARE, FORECAST)
    rows: list[Row] = [["Yksikkö", words.line, *heads(city, words, columns)]]
    for unit in city.units:
        rows += [[label_of(unit), words.label(line), *cells(of, line, columns)] for line, of in unit.lines]
    return rows


def _unit_row_in_long(city: City, words: Words) -> list[Row]:
    """The code in its own column, on a row above the lines, whose labels stand in the column of names."""
    columns = (PRIOR, BUDGET, ACTUAL, SHARE, FORECAST)
    rows: list[Row] = [[words.code, words.name, *heads(city, words, columns)]]
    for unit in city.units:
        rows.append([unit.code, "   " * unit.depth + unit.name, *("" for _ in columns)])
        rows += [["", "   " * unit.depth + words.label(line), *cells(of, line, columns)] for line, of in unit.lines]
    return rows


def _wide(city: City, words: Words) -> list[Row]:
    columns = (BUDGET, ACTUAL, FORECAST)
    lines = (REVENUE, COSTS, MARGIN)
    head: Row = [words.code, words.name]
    for line in lines:
        head += [f"{words.label(line)} {words.heading(kind, city)}" for kind in columns]
    rows: list[Row] = [head]
    for unit in city.units:
        row: Row = [unit.code, unit.name]
        for line in lines:
            of = unit.line(line)
            row += ["" for _ in columns] if of is None else cells(of, line, columns)
        rows.append(row)
    return rows


def _wide_two_rows(city: City, words: Words) -> list[Row]:
    """The lines stand in a row of merged cells over the columns."""
    columns = (BUDGET, ACTUAL, SHARE, FORECAST)
    lines = (REVENUE, COSTS, MARGIN)
    upper: Row = ["", ""]
    head: Row = [words.code, words.name]
    for line in lines:
        upper += [words.label(line), *("" for _ in columns[1:])]
        head += [words.heading(kind, city) for kind in columns]
    rows: list[Row] = [upper, head]
    for unit in city.units:
        row: Row = [unit.code, unit.name]
        for line in lines:
            of = unit.line(line)
            row += ["" for _ in columns] if of is None else cells(of, line, columns)
        rows.append(row)
    return rows


def _wide_by_column(city: City, words: Words) -> list[Row]:
    """The columns stand in a row of merged cells over the lines."""
    columns = (BUDGET, ACTUAL, FORECAST)
    lines = (REVENUE, COSTS, MARGIN)
    upper: Row = ["", ""]
    head: Row = [words.code, words.name]
    for kind in columns:
        upper += [words.heading(kind, city), "", ""]
        head += [words.label(line) for line in lines]
    rows: list[Row] = [upper, head]
    for unit in city.units:
        row: Row = [unit.code, unit.name]
        for kind in columns:
            for line in lines:
                of = unit.line(line)
                row += [""] if of is None else cells(of, line, (kind,))
        rows.append(row)
    return rows


def _groups(columns: Sequence[Kind], *, accounts: bool, sums_last: bool) -> Callable[[City, Words], list[Row]]:
    def sheet(city: City, words: Words) -> list[Row]:
        rows: list[Row] = [["", *heads(city, words, columns)]]
        for unit in city.units:
            rows.append([label_of(unit), *("" for _ in columns)])
            for line, of in unit.lines:
                whole: Row = [words.label(line), *cells(of, line, columns)]
                below: list[Row] = [
                    [f"{4000 + 100 * at} {group.name}" if accounts else f"  {group.name}", *cells(group.amounts, line, columns)]
                    for at, group in enumerate(unit.groups)
                    if group.line is line
                ]
                rows += [*below, whole] if sums_last else [whole, *below]
        return rows

    return sheet


def _long_groups(city: City, words: Words) -> list[Row]:
    columns = (BUDGET, ACTUAL)
    rows: list[Row] = [[words.code, words.name, "Rivi", "Tiliryhmä", *heads(city, words, columns)]]
    for unit in city.units:
        for line, of in unit.lines:
            rows.append([unit.code, unit.name, words.label(line), "", *cells(of, line, columns)])
            rows += [
                [unit.code, unit.name, words.label(line), group.name, *cells(group.amounts, line, columns)]
                for group in unit.groups
                if group.line is line
            ]
    return rows


def _totals(city: City, words: Words) -> list[Row]:
    columns = (PRIOR, BUDGET, ACTUAL, SHARE, FORECAST)
    rows = _long(city, words)
    top = city.units[0]
    for name in ("YHTEENSÄ", "KAIKKI"):
        rows.append([name, *("" for _ in range(7))])
        rows += [["", "", words.label(line), *cells(of, line, columns)] for line, of in top.lines]
        rows.append(["*****", *("" for _ in range(7))])
    return rows


def _totals_in_blocks(city: City, words: Words) -> list[Row]:
    columns = (BUDGET, ACTUAL)
    rows = _blocks(columns)(city, words)
    rows.append(["KAIKKI YHTEENSÄ"])
    rows += [[words.label(line), *cells(of, line, columns)] for line, of in city.units[0].lines]
    return rows


def _month_and_accumulated(city: City, words: Words) -> list[Row]:
    columns = (PRIOR, BUDGET, MONTH, ACTUAL, SHARE)
    rows: list[Row] = [[words.code, words.name, words.line, *heads(city, words, columns)]]
    for unit in city.units:
        rows += [[unit.code, unit.name, words.label(line), *cells(of, line, columns)] for line, of in unit.lines]
    return rows


def _amended(columns: Sequence[Kind], in_force: str) -> Callable[[City, Words], list[Row]]:
    def sheet(city: City, words: Words) -> list[Row]:
        def head(kind: Kind) -> str:
            return in_force if kind is BUDGET else words.heading(kind, city)

        rows: list[Row] = [[words.code, words.name, words.line, *(head(kind) for kind in columns)]]
        for unit in city.units:
            rows += [[unit.code, unit.name, words.label(line), *cells(of, line, columns)] for line, of in unit.lines]
        return rows

    return sheet


def _any_order(city: City, words: Words) -> list[Row]:
    columns = (FORECAST, SHARE, ACTUAL, PRIOR, LEFT, BUDGET)
    rows: list[Row] = [[words.line, *heads(city, words, columns[:3]), words.name, *heads(city, words, columns[3:]), words.code]]
    for unit in city.units:
        for line, of in unit.lines:
            values = cells(of, line, columns)
            rows.append([words.label(line), *values[:3], unit.name, *values[3:], unit.code])
    return rows


def _corner(city: City, words: Words) -> list[Row]:
    """Every unit has a small table of its own, with its name in the corner of the headings."""
    columns = (PRIOR, BUDGET, ACTUAL, SHARE, FORECAST)
    rows: list[Row] = []
    for unit in city.units:
        rows.append([label_of(unit), *heads(city, words, columns)])
        rows += [[words.label(line), *cells(of, line, columns)] for line, of in unit.lines]
        rows.append([])
    return rows


def _by_line(city: City, words: Words) -> list[Row]:
    """The lines are the parts of the report, and the units stand under each."""
    columns = (PRIOR, BUDGET, ACTUAL, SHARE, FORECAST)
    rows: list[Row] = [["", *heads(city, words, columns)]]
    for line in (REVENUE, COSTS, MARGIN):
        rows.append([words.label(line).upper(), *("" for _ in columns)])
        for unit in city.units:
            of = unit.line(line)
            if of is not None:
                rows.append([label_of(unit), *cells(of, line, columns)])
    return rows


def _by_line_with_sums(city: City, words: Words) -> list[Row]:
    """The same, with the sum of the units on the row of the line."""
    columns = (PRIOR, BUDGET, ACTUAL, SHARE, FORECAST)
    rows: list[Row] = [["", *heads(city, words, columns)]]
    for line in (REVENUE, COSTS, MARGIN):
        whole = city.units[0].line(line)
        rows.append([words.label(line).upper(), *(() if whole is None else cells(whole, line, columns))])
        rows += [[label_of(unit), *cells(of, line, columns)] for unit in city.units if (of := unit.line(line)) is not None]
    return rows


def _tables_by_line(city: City, words: Words) -> list[Row]:
    """A table for each line, with the line as its title."""
    columns = (PRIOR, BUDGET, ACTUAL, SHARE, FORECAST)
    rows: list[Row] = []
    for line in (REVENUE, COSTS, MARGIN):
        rows += [[words.label(line)], [], ["", *heads(city, words, columns)]]
        rows += [[label_of(unit), *cells(of, line, columns)] for unit in city.units if (of := unit.line(line)) is not None]
        rows.append([])
    return rows


def _stars(city: City, words: Words) -> list[Row]:
    """Sums are marked with stars before their names, the more the higher they stand."""
    columns = (BUDGET, ACTUAL, FORECAST)
    rows: list[Row] = [["Kustannuspaikka", *heads(city, words, columns)]]
    for unit in city.units:
        rows.append([f"{'*' * (2 - unit.depth)} {label_of(unit)}".strip(), *("" for _ in columns)])
        rows += [[f"* {words.label(line)}", *cells(of, line, columns)] for line, of in unit.lines]
    return rows


def _measures_beside(city: City, words: Words) -> list[Row]:
    rows = _blocks((PRIOR, BUDGET, ACTUAL, FORECAST))(city, words)
    top = city.units[1]
    rows += [
        [],
        ["Suoritteet/Tunnusluvut"],
        [],
        [f"Tulosalue {top.name}"],
        [],
        ["Suorite", *heads(city, words, (PRIOR, BUDGET, ACTUAL, FORECAST))],
        ["Kokousten lkm", "12", "10", "7", "11"],
        ["Kävijät", "12 345", "20 000", "-", "7 kpl"],
    ]
    return rows


def _two_lines_only(city: City, words: Words) -> list[Row]:
    """No margins at all."""
    columns = (BUDGET, ACTUAL)
    rows: list[Row] = [[words.code, words.name, words.line, *heads(city, words, columns)]]
    for unit in city.units:
        rows += [
            [unit.code, unit.name, words.label(line), *cells(of, line, columns)] for line, of in unit.lines if line is not MARGIN
        ]
    return rows


def _levels(city: City, words: Words) -> list[Row]:
    """The levels above the unit stand in columns of their own."""
    columns = (BUDGET, ACTUAL, FORECAST)
    rows: list[Row] = [["Toimiala", "Palvelualue", "Yksikkö", words.line, *heads(city, words, columns)]]
    by_code = {unit.code: unit for unit in city.units}
    for unit in city.units:
        if unit.depth < 2:
            continue
        above = by_code[unit.parent or ""]
        for line, of in unit.lines:
            rows.append([label_of(city.units[0]), label_of(above), label_of(unit), words.label(line), *cells(of, line, columns)])
    return rows


LAYOUTS: dict[str, Layout] = {
    "blocks": Layout(_blocks((PRIOR, BUDGET, ACTUAL, SHARE, FORECAST))),
    "pages with fewer columns": Layout(_pages),
    "long": Layout(_long),
    "code on the first row only": Layout(_first_row_only),
    "code and name in one cell": Layout(_one_cell),
    "unit on a row of its own": Layout(_unit_row_in_long),
    "wide": Layout(_wide, (BUDGET, ACTUAL, FORECAST)),
    "wide under lines": Layout(_wide_two_rows, (BUDGET, ACTUAL, FORECAST)),
    "wide under columns": Layout(_wide_by_column, (BUDGET, ACTUAL, FORECAST)),
    "groups under lines": Layout(_groups((BUDGET, ACTUAL), accounts=False, sums_last=False), (BUDGET, ACTUAL), grouped=True),
    "groups above sums": Layout(_groups((BUDGET, ACTUAL), accounts=True, sums_last=True), (BUDGET, ACTUAL), grouped=True),
    "groups in a column": Layout(_long_groups, (BUDGET, ACTUAL), grouped=True),
    "totals without a code": Layout(_totals),
    "totals in blocks": Layout(_totals_in_blocks, (BUDGET, ACTUAL)),
    "month and accumulated": Layout(_month_and_accumulated, (PRIOR, BUDGET, ACTUAL)),
    "original and amendment": Layout(
        _amended((PRIOR, ORIGINAL, AMENDMENT, ACTUAL), ""), (PRIOR, ORIGINAL, AMENDMENT, BUDGET, ACTUAL)
    ),
    "original, amendment, in force": Layout(
        _amended((ORIGINAL, AMENDMENT, BUDGET, ACTUAL, SHARE), "TA + muutokset"), (ORIGINAL, AMENDMENT, BUDGET, ACTUAL)
    ),
    "the board's plan beside": Layout(
        _amended((PLAN, BUDGET, ACTUAL, FORECAST), "TA 2024"),
        (BUDGET, ACTUAL, FORECAST),
        'columns: {budget: "TA 2024"}',
    ),
    "any order of columns": Layout(_any_order),
    "unit in the corner": Layout(_corner),
    "units under lines": Layout(_by_line),
    "units under sums of lines": Layout(_by_line_with_sums),
    "a table for each line": Layout(_tables_by_line),
    "stars before sums": Layout(_stars, (BUDGET, ACTUAL, FORECAST)),
    "measures beside": Layout(_measures_beside, (PRIOR, BUDGET, ACTUAL, FORECAST)),
    "no margins": Layout(_two_lines_only, (BUDGET, ACTUAL), margins=False),
    "levels in columns": Layout(_levels, (BUDGET, ACTUAL, FORECAST), depth=2),
}
