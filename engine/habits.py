"""What people bring into a condition from Excel and from speech, and what each of these habits means here.

The habits are looked for only where a condition could not be read. Each has a mark, its own words, and, where it is
clear what was meant, a text of the same length to be read in its place, so that the rest is checked at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from budget.finnish import MONTHS
from engine.names import BY_WORD, fold, month_number, month_span_hint
from engine.syntax import Mistake, Span
from engine.tokens import RESERVED
from written.record import dataclass

_Words = Callable[[str], str]
_MAX_FOUND = 10


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A condition with its habits taken out: the same length, so that every place stays. `is_clear` as in `Tokens`."""

    text: str
    mistakes: tuple[Mistake, ...]
    is_clear: bool


@dataclass(frozen=True, slots=True)
class _Habit:
    """A pattern, what is said of it, and what is read in its place (None: what was meant is not clear).

    The group `x` of the pattern is the habit; the whole match where it has none.
    """

    pattern: re.Pattern[str]
    message: _Words
    hint: _Words
    meant: _Words | None


def rewritten(text: str) -> Rewritten:
    """Find the habits of a condition, which is NFC."""
    mistakes: list[Mistake] = []
    clear = True
    for start, end in _split_names(text):
        name = BY_WORD[_glued(text[start:end])]
        message = f"nimi on kirjoitettu väärin: {text[start:end]}"
        mistakes.append(Mistake(Span(start, end), message, f"tarkoititko {name.primary}?"))
        fitting = [word for word in (name.primary, *name.synonyms) if len(word) <= end - start]
        clear = clear and bool(fitting)
        text = _put(text, start, end, fitting[0]) if fitting else text
    for habit in _HABITS:
        for found in habit.pattern.finditer(text):
            start, end = found.span("x" if "x" in habit.pattern.groupindex else 0)
            if len(mistakes) >= _MAX_FOUND or any(m.span.start < end and start < m.span.end for m in mistakes):
                continue
            written = text[start:end]
            mistakes.append(Mistake(Span(start, end), habit.message(written), habit.hint(written)))
            if habit.meant is None:
                clear = False
            else:
                text = _put(text, start, end, habit.meant(written))
    return Rewritten(text, tuple(sorted(mistakes, key=lambda mistake: mistake.span.start)), clear)


def _put(text: str, start: int, end: int, meant: str) -> str:
    return text[:start] + meant[: end - start].ljust(end - start) + text[end:]


def _split_names(text: str) -> list[tuple[int, int]]:
    """Return the places of names whose parts stand apart: `kertymä poikkeama`, `alkuperäinen ta`, `toteuma %`."""
    words = list(re.finditer(r"[^\W\d][\w-]*|%", text))
    found: list[tuple[int, int]] = []
    for left, right in pairwise(words):
        start, end = left.start(), right.end()
        if text[left.end() : right.start()].strip(" ") or fold(left[0]) in RESERVED or (found and start < found[-1][1]):
            continue
        if _glued(text[start:end]) in BY_WORD:
            found.append((start, end))
    return found


def _glued(text: str) -> str:
    """Return the word that two parts make, as the table of names has it; the text itself where they make none."""
    one = fold(text)
    parts = one.split()
    ways = ("".join(parts), "_".join(parts), "-".join(parts), "".join(parts).replace("%", "prosentti"))
    return next((word for word in ways if word in BY_WORD), one)


def _says(words: str) -> _Words:
    return lambda written: words.replace("{}", " ".join(written.split())[:60])


def _number(written: str) -> str:
    return f"luku ei ole kelvollinen: {' '.join(written.split())[:60]}"


def _english(written: str) -> str:
    return written.replace(",", " ").replace(".", ",")


def _grouped(written: str) -> str:
    return re.sub("['\u2019\u00b4`]", " ", written)


def _without_dash(written: str) -> str:
    return written.partition(",")[0]


def _euro_last(written: str) -> str:
    number = written[1:].strip()
    return f"{number} €" if len(number) + 2 <= len(written) else f"{number}€"


def _round_brackets(written: str) -> str:
    return f"({written[1:-1]})"


def _no_quotes(written: str) -> str:
    return f" {written[1:-1]} "


def _compare(written: str) -> str:
    """Return the sign that a comparison in words stands for."""
    words = written.casefold()
    if "yhtä" in words or "sama" in words:
        return "="
    if "vähintään" in words or "enintään" in words:
        return ">=" if "vähintään" in words else "<="
    return ">" if re.search("yli|suur|iso|enemm|korke", words) else "<"


def _span(written: str) -> str:
    first, last = (month_number(part) for part in re.findall(r"\w+", written))
    return month_span_hint(first, last) if first and last else "kuukausi on 1\u201312 tai nimi, esimerkiksi kesäkuu"


def _meant_compare(written: str) -> str:
    return f"tarkoititko {_compare(written)}?"


def _function(written: str) -> str:
    name = written.rstrip("( ").casefold()
    return next((hint for names, hint in _FUNCTIONS if name in names), "funktioita ei ole, paitsi itseisarvo(…)")


_FUNCTIONS = (
    (("abs", "itseis"), "tarkoititko itseisarvo(…)?"),
    (("jos", "if", "ifs"), "JOS-funktiota ei tarvita: kirjoita pelkkä ehto, esimerkiksi toteuma > ta"),
    (("summa", "sum"), "laske yhteen merkillä +: toteuma + ennuste"),
    (("max", "maks", "min"), "kirjoita kaksi vertailua ja väliin sana ”ja” tai ”tai”"),
    (("ja", "and"), "kirjoita sana väliin: ehto ja ehto"),
    (("tai", "or"), "kirjoita sana väliin: ehto tai ehto"),
    (("onkotyhjä", "isblank"), "kirjoita ennuste puuttuu"),
)
_GROUPS = "[0-9]{1,3}"
_MONTH = f"(?:[0-9]{{1,2}}|(?:{'|'.join(MONTHS)})(?:kuu)?)"
_AMOUNT = r"[0-9]+(?:[ \u00a0\u202f][0-9]{3})*(?:,[0-9]+)?"


def _habit(pattern: str, message: str | _Words, hint: str | _Words, meant: str | _Words | None) -> _Habit:
    words = [_says(word) if isinstance(word, str) else word for word in (message, hint)]
    placed = _says(meant) if isinstance(meant, str) else meant
    return _Habit(re.compile(pattern, re.IGNORECASE), words[0], words[1], placed)


_HABITS = (
    _habit(r"(?P<x>[0-9]+(?:,[0-9]+)?\s?%)(?=\s+(?:ta|talousarvio|toteuma|ennuste|tp)\b)", "kertomerkki puuttuu: {}", "kirjoita {} * ja nimi", None),
    _habit(
        rf"\bkuukausi\s*(?:=|on\b)?\s*(?P<x>{_MONTH}\s*(?:[-\u2013\u2014]|\.\.+)\s*{_MONTH})\b",
        "kuukausia ei voi verrata väliin: {}",
        _span,
        None,
    ),
    _habit("^\\s*(?P<x>=)(?=\\s*[^\\s=<>])", "ehdon alussa on merkki =", "poista =, ehto ei ole Excelin kaava", " "),
    _habit("^\\s*(?P<x>jos|if|kun)(?=\\s)", "sanaa ”{}” ei tarvita", "poista {}, kirjoita pelkkä ehto", " "),
    _habit("(?<=\\s)(?P<x>(?:niin|then)\\b.*)$", "sanaa ”{}” ei odotettu tähän", "poista se: taso on jo rivin alussa", " "),
    _habit("(?:^|\\()\\s*(?P<x>(?:JA|AND|TAI|OR)\\s*\\()", "tuntematon funktio: {}", _function, None),
    _habit("(?<![\\w-])(?!(?:ja|tai|ei|and|or|not|itseisarvo)\\b)(?P<x>[^\\W\\d]\\w*)\\(", "tuntematon funktio: {}", _function, None),
    _habit(r"(?-i:\$?\b[A-Z]{1,2}\$?[0-9]{1,5}\b)", "ehdossa on Excelin solu: {}", "kirjoita solun tilalle nimi, esimerkiksi ta", None),
    _habit("[\"'”’“„»][^\"'”’“„»]*[\"'”’“»]", "ehdossa on lainausmerkkejä: {}", "poista lainausmerkit", _no_quotes),
    _habit(r"\[[^\[\]]*\]|\{[^{}]*\}", "ehdossa on väärät sulut: {}", "käytä kaarisulkeita ( )", _round_brackets),
    _habit(rf"{_GROUPS}(?:,[0-9]{{3}})+\.[0-9]+", _number, lambda w: f"kirjoita {_english(w)}", _english),
    _habit(rf"{_GROUPS}(?:['\u2019\u00b4`][0-9]{{3}})+", _number, lambda w: f"kirjoita {_grouped(w)}", _grouped),
    _habit(rf"{_AMOUNT},[-\u2013\u2014](?:\s*€)?", _number, lambda w: f"kirjoita {_without_dash(w)} €", lambda w: _without_dash(w) + "€"),
    _habit(rf"€\s?{_AMOUNT}", "merkki € on luvun edessä: {}", lambda w: f"kirjoita {w[1:].strip()} €", _euro_last),
    _habit(r"(?<![\w,])(?P<x>,[0-9]+)", _number, lambda w: f"kirjoita 0{w}", lambda w: w[1:].rjust(len(w))),
    _habit(r"(?<![\w,])(?P<x>[0-9]+(?:,[0-9]+)?E[+-]?[0-9]+)", _number, "kirjoita luku auki: 1 234,5", lambda w: "1" * len(w)),
    _habit(r"\^\s*[0-9]*", "potenssia ei ole: {}", "kirjoita kertolaskuna, esimerkiksi toteuma * 2", "* 2"),
    _habit(r"(?P<x>>\s+=|=\s+>)", "merkin {} osat ovat erillään", "tarkoititko >=?", ">="),
    _habit(r"(?P<x><\s+=|=\s+<)", "merkin {} osat ovat erillään", "tarkoititko <=?", "<="),
    _habit(r"(?P<x><\s+>)", "merkin {} osat ovat erillään", "tarkoititko <>?", "<>"),
    _habit(r"[<>=]\s*(?P<x>(?:yli|alle|vähintään|enintään)\b)", "merkin perässä on sana {}", "poista {}: merkki riittää", " "),
    _habit(r"(?P<x>\b(?:on\s+(?:tyhjä|puuttuva|puutteellinen)|is\s+(?:null|empty)))\b", "sanoja ”{}” ei tunneta", "tarkoititko puuttuu?", "puuttuu"),
    _habit(
        r"(?P<x>\bon\s+(?:yhtä\s+suuri|sama|suurempi|isompi|korkeampi|pienempi|enemmän|vähemmän|vähintään|enintään|yli|alle)"
        r"(?:\s+kuin)?)\b",
        "vertailu on kirjoitettu sanoin: {}",
        _meant_compare,
        _compare,
    ),
    _habit(
        r"(?P<x>\b(?:yhtä\s+suuri|sama|suurempi|isompi|korkeampi|pienempi|enemmän|vähemmän)\s+kuin)\b",
        "vertailu on kirjoitettu sanoin: {}",
        _meant_compare,
        _compare,
    ),
)  # fmt: skip
