"""The sentences of a report that matter: costs without an appropriation, and what a figure includes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from budget.figure import Remark, UnbudgetedItem
from budget.money import Cents
from budget.unit import Line, UnitCode, same_name
from figures import codes
from figures.document import MoneyUnit
from figures.grid import Grid, Row, Rows
from figures.headings import money_unit
from figures.measures import area_of
from figures.numbers import Amount, Dot, amount
from figures.words import clean, fold, repaired, squeeze
from written.place import Place
from written.problem import Problem, Severity
from written.record import dataclass

_SPACE = "[ \u00a0\u202f\u2009]"
_BREAK = rf"(?:{_SPACE}|{_SPACE}?\n{_SPACE}*)"  # a line may end inside a number
_NUMBER = rf"(?:[0-9]{{1,3}}(?:{_BREAK}[0-9]{{3}}(?![0-9]))+|[0-9]{{1,3}}(?:\.[0-9]{{3}})+|[0-9]+)(?:,[0-9]{{1,3}})?"
_UNIT = r"[tk]\s?€|teur\b|m€|meur\b|milj(?:\.|oonaa?\b)?(?:\s?€|\s?euroa\b)?|tuhatta(?:\s?euroa|\s?€)?|€|euroa?\b|eur\b|e\b"
_UNBUDGETED = re.compile(
    r"ei\s+(?:ole\s+|ollut\s+|(?=varattu|osoitettu|myönnetty))(?:[^\s:]+\s+){0,5}?määrära\w+[^:.]{0,80}?(?:kului|menoi|erii|kohtei|hankkei|asioi)\w+[^:.]{0,60}:"
    r"|määrära\w+\s+ei\s+(?:ole|ollut)\s+[^:.]{0,80}?(?:kului|menoi|erii|kohtei|hankkei)\w+[^:.]{0,60}:"
    r"|(?:inga|inte|saknas)\s[^:.]{0,60}?anslag\w*[^:.]{0,80}?(?:kostnader|utgifter|poster)[^:.]{0,60}:",
    re.I,
)
_ITEM_AMOUNT = re.compile(
    rf"(?<![\w.,])({_NUMBER}){_SPACE}*({_UNIT})?(?=\s*(?:[,.](?!\d)|[;()\n]|$|\b(?:ja|sekä|och|samt|eli|yhteensä|totalt)\b))",
    re.I,
)
_LIST_END = re.compile(r"\.(?=\s+[A-ZÅÄÖ]|\s*$)|\n\s*\n")
_BEFORE_NAME = re.compile(r"^(?:[\s,;.)•*\u2022\u2013-]|\([^)]*\)(?=\s*[,;\n])|\b(?:ja|sekä|och|samt)\b(?=\s))+", re.I)
_SUMS = ("yhteensä", "yht", "eliyhteensä", "eliyht", "totalt", "summa")
_MONEY = re.compile(rf"(?<![\w.,])(?:[0-9]{{1,3}}(?:[{_SPACE[1:-1]}.,][0-9]{{3}})+(?![0-9])|[0-9]+{_SPACE}?(?:{_UNIT}))", re.I)
_NAME_AFTER = re.compile(r"\s*\([^\W\d]")
_AFTER_NAME = re.compile(r"(?:[\s,:(=\u2013-]|\b(?:n\.|noin|ca\.?|arviolta|yht\.|à))+$", re.I)
_INCLUDES = re.compile(r"\b(?:mukana|sisältä\w*|sisälty\w*|ingår|innehåller|inkluderar)\b", re.I)
_FIGURE = re.compile(
    r"\b(?:luvu|luku|toteuma|toteutuma|kulu|meno|tuoto|tuotto|tulo|summa|kertym|kate|siffr|utfall|kostnad|intäkt|belopp)\w*", re.I
)
_IN_FIGURE = re.compile(
    r"\b(?:luvussa|luvuissa|lukuun|lukuihin|toteumassa|toteumaan|toteutumassa|siffran|siffrorna|utfallet)\b", re.I
)
_REMARK_AMOUNT = re.compile(
    rf"(?P<about>\b(?:n\.|noin|ca\.?|arviolta|cirka)\s*|[≈~]\s*)?(?<![\w.,])(?P<number>{_NUMBER}){_SPACE}*(?P<unit>{_UNIT})?(?![\w%])(?!\s*%)",
    re.I,
)
_SENTENCE_END = re.compile(r"(?<=[.!?])(?<!\bmm\.)(?<!\bns\.)(?<!\bym\.)(?<!\besim\.)\s+(?=[A-ZÅÄÖ\"”(])")
_LINE_WORDS = (
    (Line.COSTS, re.compile(r"\b(?:kulu|meno|kostnad|utgift)\w*", re.I)),
    (Line.REVENUE, re.compile(r"\b(?:tuoto|tuotto|tulo(?!s)|intäkt|inkomst)\w*", re.I)),
    (Line.MARGIN, re.compile(r"\b(?:kate|katte|netto|bidrag)\w*", re.I)),
)
_THREE_DECIMALS = re.compile(r",[0-9]{3}$")
_YEARS = range(1990, 2100)


@dataclass(frozen=True, slots=True)
class Sentences:
    """What the text of a report says, the rows that said it, and what could not be read."""

    items: tuple[UnbudgetedItem, ...]
    remarks: tuple[Remark, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """Lines of text that belong together, with the unit whose part of the report they stand in."""

    text: str
    rows: tuple[Row, ...]
    starts: tuple[int, ...]
    unit: UnitCode | None

    def row(self, offset: int) -> Row:
        return next(row for row, start in zip(reversed(self.rows), reversed(self.starts), strict=True) if start <= offset)


def sentences(grid: Grid, in_tables: frozenset[int], names: Sequence[tuple[UnitCode, str]]) -> Sentences:
    """Read the text of a report. It is in euros unless it says otherwise, whatever its tables are in.

    Args:
        grid: the file.
        in_tables: the numbers of the rows that are rows of tables.
        names: the units of the file.
    """
    items: list[UnbudgetedItem] = []
    remarks: list[Remark] = []
    problems: list[Problem] = []
    for paragraph in _paragraphs(grid, in_tables, names):
        for found in _items(grid.file, paragraph):
            if isinstance(found, Problem):
                problems.append(found)
            else:
                items.append(found)
        remarks.extend(_remarks(grid.file, paragraph))
    return Sentences(tuple(items), tuple(remarks), tuple(problems))


def _paragraphs(grid: Grid, in_tables: frozenset[int], names: Sequence[tuple[UnitCode, str]]) -> Iterable[_Paragraph]:
    """Join the lines of text between empty lines; a list after a colon belongs to the line before it."""
    rows: list[Row] = []
    unit: UnitCode | None = None
    by_name: dict[str, UnitCode | None] = {}
    for row in _worth_a_look(grid.rows, in_tables):
        if row.number in in_tables:
            heading = codes.unit(" ".join(row.filled)) if len(row.filled) <= 2 else None
            unit = heading.code if heading is not None else unit
        text = row.raw.strip()
        if not text or row.number in in_tables:
            if rows and not rows[-1].raw.rstrip().endswith(":"):
                yield _paragraph(rows, unit)
                rows = []
            continue
        named = _unit_named(text, names, by_name)
        if named is not None:
            if rows:
                yield _paragraph(rows, unit)
            rows, unit = [], named
            continue
        rows.append(row)
    if rows:
        yield _paragraph(rows, unit)


def _worth_a_look(rows: Rows, in_tables: frozenset[int]) -> Iterable[Row]:
    """Yield the rows but those of long tables, which neither are text nor name the unit of the text that follows."""
    if not any(row.raw.strip() for row in rows.outside(in_tables)):
        return
    even, start = rows.of.even, 0
    for in_table, run in groupby(rows.numbers, in_tables.__contains__):
        stop = start + len(list(run))
        inside = even.within(range(start, stop)) if in_table else range(0)
        others = inside[1:] if even.is_dense(inside) else range(0)  # one row of a table is enough to end a paragraph
        yield from rows[start:stop].without(others)
        start = stop


def _paragraph(rows: Sequence[Row], unit: UnitCode | None) -> _Paragraph:
    starts, text = [], ""
    for row in rows:
        starts.append(len(text))
        text += repaired(row.raw).strip().strip('"') + "\n"
    return _Paragraph(text, tuple(rows), tuple(starts), unit)


def _unit_named(text: str, names: Sequence[tuple[UnitCode, str]], cache: dict[str, UnitCode | None]) -> UnitCode | None:
    """Return the unit whose name a line is, with or without its code or the word for an area."""
    if len(text) > 90 or text.endswith("."):
        return None
    if text not in cache:
        told = codes.unit(text)
        known = {code for code, _ in names}
        name = area_of(text) or clean(text).strip(" :;")
        first = name[:1].casefold()
        by_name = next((code for code, of in names if of[:1].casefold() == first and same_name(of, name)), None)
        cache[text] = told.code if told is not None and told.code in known else by_name
    return cache[text]


def _items(file: str, paragraph: _Paragraph) -> Iterable[UnbudgetedItem | Problem]:
    for found in _UNBUDGETED.finditer(paragraph.text):
        end = _LIST_END.search(paragraph.text, found.end())
        listed = paragraph.text[found.end() : end.start() if end else len(paragraph.text)]
        whole = money_unit(fold(found[0])) or MoneyUnit.EURO
        at = 0
        told = False
        for amounts in _ITEM_AMOUNT.finditer(listed):
            name, offset = _name(listed, at, amounts.start())
            if not name and listed[amounts.end() : amounts.end() + 1] == ".":
                continue  # an ordinal: `5. luokan retki`
            if not name and not told and _NAME_AFTER.match(listed, amounts.end()):
                break  # `82 000 (teatteri)`: the names stand after the amounts
            at = amounts.end()
            if not name or squeeze(name).startswith(_SUMS):
                continue
            told = True
            place = Place(file, paragraph.row(found.end() + offset).number)
            cents = None if _MONEY.search(name) else _cents(amounts[1], amounts[2], whole)
            if cents is None:
                yield _unread(place, f"{name} {amounts[0].strip()}", amounts[0].strip())
            else:
                yield UnbudgetedItem(paragraph.unit, name, cents, place)
        rest = clean(listed[at:])
        if not told or _MONEY.search(rest):
            yield _unread(Place(file, paragraph.row(found.end() + at).number), rest, rest)


def _unread(place: Place, text: str, value: str) -> Problem:
    """Return the problem of a part of a list that has no amount, or one that cannot be read: none of it is guessed."""
    message = f"menon ilman määrärahaa määrää ei voi lukea: ”{text[-80:]}”"
    return Problem(Severity.ROW, place, message, "kirjoita nimi ja määrä: Teatterin avustus 82 000", value=value[-80:])


def _name(listed: str, start: int, end: int) -> tuple[str, int]:
    """Return the name between two amounts and where it begins."""
    text = listed[start:end]
    before = _BEFORE_NAME.match(text)
    begin = before.end() if before else 0
    return clean(_AFTER_NAME.sub("", text[begin:])), start + begin


def _cents(number: str, unit: str | None, whole: MoneyUnit) -> Cents | None:
    """Return an amount of the text in cents, None where it has two meanings. A unit of its own wins."""
    worth = whole
    if unit is not None:
        key = squeeze(unit)
        worth = MoneyUnit.THOUSAND if key[:1] in ("t", "k") else MoneyUnit.MILLION if key[:1] == "m" else MoneyUnit.EURO
    if worth is MoneyUnit.EURO and _THREE_DECIMALS.search(number):
        return None
    read = amount(clean(number), worth, Dot.UNKNOWN)
    return Cents(read.cents) if isinstance(read, Amount) else None


def _remarks(file: str, paragraph: _Paragraph) -> Iterable[Remark]:
    if not _INCLUDES.search(paragraph.text):
        return
    at = 0
    for sentence in _SENTENCE_END.split(paragraph.text):
        start = paragraph.text.index(sentence, at)
        at = start + len(sentence)
        remark = _remark(file, paragraph, sentence, start)
        if remark is not None:
            yield remark


def _remark(file: str, paragraph: _Paragraph, sentence: str, start: int) -> Remark | None:
    """Return what a sentence, or the part of it in brackets, says that a figure includes; None where it says nothing."""
    word = _INCLUDES.search(sentence)
    if word is None:
        return None
    begin, text = _clause(sentence, word.start())
    if not _FIGURE.search(text):
        return None
    amounts = [found for found in _REMARK_AMOUNT.finditer(text) if _is_money(found)]
    if not amounts and not _IN_FIGURE.search(text):
        return None
    cents = _cents(amounts[0]["number"], amounts[0]["unit"], MoneyUnit.EURO) if len(amounts) == 1 else None
    about = len(amounts) == 1 and bool(amounts[0]["about"])
    place = Place(file, paragraph.row(start + begin).number)
    line = (
        _line(text[: word.start() - begin])
        or _line(sentence[:begin])
        or _line(text[word.start() - begin :] if begin == 0 else "")
    )
    return Remark(paragraph.unit, clean(text), cents, about, line, place)


def _clause(sentence: str, at: int) -> tuple[int, str]:
    opened, closed = sentence.rfind("(", 0, at), sentence.find(")", at)
    if opened >= 0 and closed >= 0 and sentence.rfind(")", 0, at) < opened:
        return opened + 1, sentence[opened + 1 : closed]
    return 0, sentence.strip()


def _is_money(found: re.Match[str]) -> bool:
    number = found["number"]
    if found["unit"] or any(not sign.isdigit() for sign in number):
        return True
    return len(number) >= 4 and int(number) not in _YEARS


def _line(text: str) -> Line | None:
    """Return the line that was named last in a text."""
    last = [(found.start(), line) for line, pattern in _LINE_WORDS for found in pattern.finditer(text)]
    return max(last, key=lambda of: of[0])[1] if last else None
