"""Broken inputs in one table: what becomes of each, where it is said to be broken, and in which words."""

import codecs

import pytest

from budget.unit import UnitCode
from figures.document import Hints, Signs
from figures.reconcile import reconcile
from tests.figures_builders import reading
from written.problem import Severity

HEAD = "Koodi;Nimi;Rivi;TA 2024;Tot 1-6/2024\n"
BODY = "10;Kunta;Menot;-300;-150\n11;Koulu;Menot;-200;-100\n12;Kirjasto;Menot;-100;-50\n"
GOOD = HEAD + BODY
BLOCKS = "\tTA 2024\tTot 1-6/2024\n11 KOULU\nTulot\t20\t10\nMenot\t-200\t-100\n12 KIRJASTO\nTulot\t10\t5\nMenot\t-100\t-50\n"
SUMS = "10;Kunta;Tulot;30;15\n10;Kunta;Menot;-330;-165\n10;Kunta;Netto;-300;-150\n"
WORKBOOK = b"PK\x03\x04" + b"\0" * 20 + b"[Content_Types].xml word/document.xml"

PARTS = "11;Koulu;Tulot;20;10\n11;Koulu;Menot;-220;-110\n12;Museo;Tulot;10;5\n12;Museo;Menot;-110;-50\n"

USED, WARNED, ROW, REFUSED = "used", "warned", "row left out", "file refused"


def swap(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


def cell(new: str) -> str:
    return swap("-100;-50", f"-100;{new}")


def years(heading: str) -> str:
    return swap("Tot 1-6/2024", heading)


SORTED = (
    "Koodi;Nimi;Rivi;TA 2024;Tot 1-6/2024\n11;A;Tulot;20;10\n;;Tulot;30;15\n;;Netto;-80;-40\n12;B;Tulot;10;5\n"
    ";;Menot;-200;-100\n;;Menot;-100;-50\n13;C;Tulot;1;1\n;;Menot;-90;-45\n"
)

CASES: list[tuple[str, str | bytes, str, int | None, str]] = [
    # the file is no text
    ("empty", b"", REFUSED, None, "tiedosto on tyhjä"),
    ("only spaces and line ends", b" \r\n\t\r\n", REFUSED, None, "tiedosto on tyhjä"),
    ("a byte order mark alone", codecs.BOM_UTF8, REFUSED, None, "tiedosto on tyhjä"),
    ("a mark of UTF-16 alone", codecs.BOM_UTF16_LE, REFUSED, None, "tiedosto on tyhjä"),
    ("a mark and a line end", codecs.BOM_UTF8 + b"\r\n", REFUSED, None, "tiedosto on tyhjä"),
    ("a document under a wrong name", WORKBOOK, REFUSED, None, "docx"),
    ("a picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, REFUSED, None, "kuva (PNG)"),
    ("a page of the web", b"<!DOCTYPE html><html><body>Kirjaudu</body></html>", REFUSED, None, "verkkosivu (HTML)"),
    ("zero bytes", GOOD.encode().replace(b"Kunta", b"Ku\0ta"), REFUSED, None, "nollatavuja"),
    ("zero bytes alone", b"\0" * 100, REFUSED, None, "siinä on vain nollatavuja"),
    ("UTF-32", GOOD.encode("utf-32"), REFUSED, None, "se on UTF-32-tekstiä"),
    ("UTF-32 without its mark", GOOD.encode("utf-32-le"), REFUSED, None, "UTF-32-tekstiä ilman tavujärjestysmerkkiä"),
    ("UTF-16 without its mark", GOOD.encode("utf-16-le"), REFUSED, None, "UTF-16-tekstiä ilman tavujärjestysmerkkiä"),
    ("control bytes", bytes(range(1, 9)) * 40, REFUSED, None, "binääritiedosto"),
    ("compressed", b"\x1f\x8b\x08\x00" + b"x" * 30, REFUSED, None, "gzip-pakattu"),
    # the file was cut
    ("cut inside a character", GOOD.encode() + b"13;Mylly " + b"\xc3", REFUSED, 5, "katkennut kesken merkin"),
    ("cut inside a row", GOOD + "13;Mylly;Me", REFUSED, 5, "katkennut kesken rivin 5"),
    ("cut inside a code", GOOD + "1", REFUSED, 5, "katkennut kesken rivin 5"),
    ("cut inside a number", GOOD + "13;Mylly;Menot;-400;-2", ROW, 5, "luku on ehkä katkennut"),
    ("ends in a text without a line end", GOOD + "\nLähde: kirjanpito", WARNED, 6, "voi olla katkennut"),
    ("pages are missing", GOOD + "Sivu 1/7\n", REFUSED, 5, "puuttuu sivuja"),
    ("all pages are there", GOOD + "Sivu 1/1\n", USED, None, ""),
    # headings
    ("no table", b"Talousarvio toteutui hyvin.\n", REFUSED, 1, "ei löydy taulukkoa"),
    ("unknown headings", b"a;b;c\n1;2;3\n", REFUSED, 1, "ei löydy taulukkoa"),
    ("columns that only spaces keep apart", b"\n           TA 2024      Tot 1-6/2024\n41 KOULU\nMenot   -100      -50\n", REFUSED, 2, "tasattu välilyönneillä"),
    ("account groups alone", HEAD + "11;Koulu;Henkilöstökulut;-200;-100\n12;Museo;Avustukset;-100;-50\n", ROW, 1, "vain tiliryhmiä"),
    ("headings alone", HEAD, REFUSED, None, "ei saatu yhtään lukua"),
    ("no actual", years("Tot-%"), REFUSED, 1, "toteumasaraketta ei löydy"),
    ("a month alone", years("Tot 06/2024"), REFUSED, 1, "yhden kuukauden toteuma"),
    ("no budget", swap("TA 2024", "Jäljellä"), WARNED, 1, "talousarviosaraketta ei löydy"),
    ("no codes", swap("Koodi", "Huom"), REFUSED, 1, "yksiköiden koodia ei löydy"),
    ("two budgets", swap("TA 2024", "TA 2024;Talousarvio 2024").replace(";-", ";1;-"), REFUSED, 1, "kumpi tahansa voi olla talousarvio"),
    ("two actuals", years("Tot 1-6/2024;Toteuma 2024").replace("50\n", "50;1\n"), REFUSED, 1, "kumpi tahansa voi olla toteuma"),
    ("two forecasts", years("Tot 1-6/2024;Ennuste;TP-ennuste"), REFUSED, 1, "kumpi tahansa voi olla ennuste"),
    ("the board's plan beside", years("Tot 1-6/2024;KS 2024"), REFUSED, 1, "käyttösuunnitelma"),
    ("an empty actual", GOOD.replace("-150", "").replace("-100\n", "\n").replace("-50", ""), WARNED, 1, "on tyhjä joka rivillä"),
    # period
    ("another period in the title", "Tilanne 31.7.2024\n\n" + GOOD, REFUSED, 3, "kausi on ristiriitainen"),
    ("another period in a heading", years("Tot 1-7/2024"), REFUSED, 1, "kausi on ristiriitainen"),
    # unit of money
    ("two units of money", swap("TA 2024", "TA 2024, t€").replace("1-6/2024", "1-6/2024, M€"), REFUSED, 1, "kaksi rahayksikköä"),
    ("a number that may be a note", "1000\n\n" + GOOD, REFUSED, 1, "ei selviä, ovatko taulukoiden luvut tuhansia euroja"),
    ("amounts of the text are too big", GOOD.replace("00;", "000;") + "\nEi ole varattu määrärahoja seuraaviin kuluihin: talo 82 000.\n", WARNED, 6, "tuhansia euroja"),
    # cells
    ("about", cell("n. 650 000"), ROW, 4, "arvo ei ole luku: ”n. 650 000”"),
    ("see the annex", cell("kts. liite"), ROW, 4, "”kts. liite”"),
    ("pieces among euros", cell("7 kpl"), ROW, 4, "”7 kpl”"),
    ("no number", cell("NaN"), ROW, 4, "”NaN”"),
    ("a lost reference", cell("#REF!"), ROW, 4, "”#REF!”"),
    ("a date", cell("30.6.2024"), ROW, 4, "”30.6.2024”"),
    ("a percent", cell("50 %"), ROW, 4, "arvo on prosentti"),
    ("a dot with two meanings", cell("-1.234"), ROW, 4, "desimaalipiste tai tuhaterotin"),
    ("odd groups of digits", cell("-1 23 456"), ROW, 4, "ryhmitelty oudosti"),
    ("a comma with two meanings", cell("-50,123"), ROW, 4, "desimaalipilkku tai tuhaterotin"),
    ("parts of a cent", cell("-1050,123"), ROW, 4, "sentin osia"),
    ("a yearly price", cell("12 000 €/v"), ROW, 4, "arvo ei ole luku"),
    ("euros among thousands", cell("-50 €").replace("TA 2024", "TA 2024, t€"), ROW, 4, "solussa on €, vaikka raportin luvut ovat tuhansia"),
    ("two signs", cell("-50-"), ROW, 4, "kaksi etumerkkiä"),
    ("one bracket", cell("(50"), ROW, 4, "arvo ei ole luku"),
    ("a power of ten", cell("-5E+01"), ROW, 4, "arvo ei ole luku"),
    ("an empty cell is missing", cell(""), USED, None, ""),
    ("a dash is missing", cell("-"), USED, None, ""),
    # rows
    ("a cell too many", cell("-50;7"), ROW, 4, "enemmän sarakkeita kuin otsikossa"),
    ("a cell too few", swap("-100;-50", "-100"), ROW, 4, "4 saraketta, vaikka taulukossa on 5"),
    ("no code", swap("12;Kirjasto", ";Kirjasto"), ROW, 4, "ei ole yksikön koodia"),
    ("no line", swap("12;Kirjasto;Menot", "12;Kirjasto;"), ROW, 4, "puuttuu rivin laji"),
    ("an unknown line", swap("12;Kirjasto;Menot", "12;Kirjasto;Höpötys"), WARNED, 4, "riviä ”Höpötys” ei tunneta"),
    ("a known line that no rule judges", GOOD + "12;Kirjasto;Poistot;-5;-2\n", USED, None, ""),
    ("a unit without a code in blocks", BLOCKS.replace("12 KIRJASTO", "KIRJASTO"), ROW, 6, "otsikossa ”KIRJASTO” ei ole koodia"),
    ("a unit's row without its line", BLOCKS + "13 MYLLY\t-9\t-4\n", ROW, 8, "onko se tuotto, kulu vai kate"),
    ("the last unit is cut", BLOCKS + "13 MYLLY\nTulot\t9\t4\n", WARNED, 9, "viimeiseltä yksiköltä 13 puuttuu"),
    ("twice with the same numbers", GOOD + BODY, USED, None, ""),
    ("twice with other numbers", GOOD + "12;Kirjasto;Menot;-100;-51\n", ROW, 5, "rivillä 4 −50 €, mutta rivillä 5 −51 €"),
    ("rows that were sorted", SORTED, REFUSED, 2, "rivien järjestys on hajonnut"),
    # signs and sums
    ("signs that contradict", swap("-200;-100", "200;50").replace("-100;-50", "50;0"), REFUSED, None, "etumerkeistä ei selviä"),
    ("a margin that is no sum", HEAD + SUMS.replace("-300;-150", "-299;-140"), WARNED, 4, "katteen"),
    ("a parent that is no sum", GOOD + "20;B;Menot;-9;-9\n21;C;Menot;-9;-5\n", USED, None, ""),
    ("a parent that is nearly the sum", HEAD + SUMS.replace("-165", "-166") + PARTS, WARNED, 3, "sen alla olevat yksiköt ovat yhteensä"),
    ("a wrong share", "Koodi;Nimi;Rivi;TA;Tot;Tot-%\n11;A;Menot;-200;-100;57 %\n", WARNED, 2, "painettu toteumaprosentti on 57 %"),
    # encoding
    ("mojibake", GOOD.replace("Koulu", "TyÃ¶llisyys"), WARNED, 3, "väärällä merkistöllä"),
    ("mojibake of a Mac", GOOD.replace("Koulu", "Ty√∂llisyys"), WARNED, 3, "väärällä merkistöllä"),
    ("mojibake of DOS", GOOD.replace("Koulu", "├ñlyk├ñs"), WARNED, 3, "väärällä merkistöllä"),
    ("letters that were lost", GOOD.replace("Koulu", "Ty\ufffdllisyys"), WARNED, 3, "nimet voivat näkyä oudosti"),
    ("Mac Roman", GOOD.replace("Koulu", "Työllisyys").encode("mac-roman"), WARNED, 3, "näyttää olevan merkistöä mac-roman"),
    ("code page 850", GOOD.replace("Koulu", "Äänekoski").encode("cp850"), WARNED, 3, "näyttää olevan merkistöä cp850"),
    ("the quotes of a word processor", GOOD.replace("Koulu", "„Tšekki” – työ…").encode("cp1252"), USED, None, ""),
    ("a foreign letter alone", GOOD.replace("Koulu", "Tšekki").encode("cp1252"), USED, None, ""),
    ("one broken byte", GOOD.replace("Koulu", "Työpaja").replace("Kirjasto", "Yö").encode().replace(b"paja", b"p\xe4ja"), WARNED, 3, "eivät ole UTF-8-merkistöä"),
    # text
    ("an unreadable unbudgeted cost", GOOD + "\nEi ole varattu määrärahoja seuraaviin kuluihin: muutto.\n", ROW, 6, "määrää ei voi lukea"),
]  # fmt: skip


def of_class(problems: list[Severity]) -> str:
    if not problems:
        return USED
    return {Severity.FILE: REFUSED, Severity.ROW: ROW, Severity.WARNING: WARNED}[max(problems, key=list(Severity).index)]


@pytest.mark.parametrize(("what", "text", "expected", "row", "said"), CASES, ids=[case[0] for case in CASES])
def test_broken_input(what: str, text: str | bytes, expected: str, row: int | None, said: str) -> None:
    result = reconcile([reading(text)])
    worst = [problem for problem in result.problems if of_class([problem.severity]) == expected]
    assert of_class([problem.severity for problem in result.problems]) == expected, result.problems
    if expected == USED:
        assert result.snapshots
        return
    assert any(said in str(problem).replace("\u00a0", " ") and problem.place.line == row for problem in worst), worst
    assert bool(result.snapshots) is (expected != REFUSED)
    for counts in result.counts:
        assert counts.used + counts.left_out + counts.not_figures == counts.rows
        assert expected != REFUSED or counts.used == 0


def test_the_table_is_long_enough() -> None:
    assert len({case[0] for case in CASES}) == len(CASES) >= 60


@pytest.mark.parametrize("encoding", ["mac-roman", "cp850"])
def test_the_hint_of_an_old_encoding_heals_the_names(encoding: str) -> None:
    of = reading(GOOD.replace("Koulu", "Äänekosken työ").encode(encoding), Hints(encoding=encoding))
    assert (dict(of.names)[UnitCode("11")], of.problems) == ("Äänekosken työ", ())


@pytest.mark.parametrize(
    ("what", "hints", "said"),
    [
        ("an encoding that is not", Hints(encoding="klingon"), "tuntematon merkistö"),
        ("an encoding that does not fit", Hints(encoding="utf-8"), "ei ole merkistöä utf-8"),
        ("signs that do not fit", Hints(signs=Signs.COSTS_POSITIVE), "etumerkeistä ei selviä"),
    ],
)
def test_a_broken_hint(what: str, hints: Hints, said: str) -> None:
    data = (HEAD + SUMS).replace("Kunta", "Yömylly").encode("cp1252")
    result = reconcile([reading(data, hints)])
    assert any(said in str(problem) for problem in result.problems), result.problems
    assert not result.snapshots
