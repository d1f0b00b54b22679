"""The card: what a reader sees of it, what it is made of, and that data is never markup."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft6Validator, Draft7Validator

from alerts.card import Look, bar_widths, card
from alerts.form import Variant
from alerts.message import Bar, Item, Message, Paragraph, TableRow
from budget.period import Period
from budget.verdict import Level

WHOLE = Look(2026)
SCHEMAS = Path(__file__).parent / "schemas"
OFFICIAL = Path(__file__).parents[2] / "shared" / "schemas"  # used where they are found beside the project

MUSEUM = Item(
    title="Museotoimi, tilanne 30.6.2023",
    level=Level.YELLOW,
    level_word="Seurattava",
    headline="kulut 103 662 € edellä tasaista kertymää",
    paragraphs_before=(Paragraph(("Kuluista on toteutunut 63,6 %.", "Tasainen kertymä olisi 50,0 %.")),),
    headings=("Toteuma", "TA 2023", "Toteuma-%", "Tasaiseen kertymään verrattuna"),
    rows=(
        TableRow("Kulut", ("484 373 €", "761 423 €", "63,6 %", "103 662 € edellä")),
        TableRow("Tuotot", ("52 498 €", "47 300 €", "111,0 %", "28 848 € edellä (hyvä)")),
        TableRow("Kate", ("−431 875 €", "−714 123 €", "60,5 %", "74 814 € heikompi")),
    ),
    bars=(Bar("Kulut 63,6 %, edellä tasaista kertymää", 64, 50, Level.YELLOW),),
    paragraphs_after=(
        Paragraph(("Kävijöitä on ollut 12 326 eli 61,6 % vuoden tavoitteesta (20 000).",)),
        Paragraph(
            ("Raportin mukaan toimialan kuluissa on heinäkuun sisäisiä vuokria.", "Talousarvio on 9,2 % pienempi."),
            heading="Mitä eroon voi sisältyä",
            listed=True,
        ),
        Paragraph(("Mikä selittää eron?", "Riittääkö määräraha?"), heading="Kysymykset", numbered=True),
        Paragraph(("Vastatkaa tähän viestiin.", "Vastaus menee talouspalveluihin.")),
    ),
    basis="Peruste: kulut yli 55,0 %. Lähde: hyvinvointi-2023-06.txt, rivit 67–69.",
)
SCHOOLS = replace(
    MUSEUM, title="Perusopetus, tilanne 30.6.2023", level=Level.RED, level_word="Selvitettävä", headline="ennuste ylittyy"
)
MESSAGE = Message(
    number=17, key="k", role="museonjohtaja", address="museo@example.org", channel="teams", fallback=None,
    period=Period(2023, 6), subject="Museotoimi: kulut 103 662 € edellä tasaista kertymää (tammi–kesäkuu 2023) #17",
    greeting=(), items=(MUSEUM,), further=(), rest=0,
    closing=(Paragraph(("Seuraava viesti tulee vain, jos tilanne muuttuu.",)),), told=(), thread=None, for_finance=False,
)  # fmt: skip


def elements(node: object) -> Iterator[dict[str, Any]]:
    """Every object of a card, in reading order."""
    if isinstance(node, dict):
        yield node
    if isinstance(node, dict | list):
        for inner in node.values() if isinstance(node, dict) else node:
            yield from elements(inner)


def plain(message: Message, look: Look = WHOLE) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(json.dumps(card(message, look)))
    return made


def row(element: dict[str, Any]) -> str:
    """What an element says, a row of columns on one line; a soft hyphen is seen only where a word breaks."""
    cells = [
        "".join(run["text"] for run in inner.get("inlines", (inner,) if inner.get("type") == "TextBlock" else ()))
        for inner in elements(element)
    ]
    return " | ".join(cell for cell in cells if cell).replace("\u00ad", "")


def parts(element: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if element["type"] != "Container":
        yield element
    for inner in element.get("items", ()):
        yield from parts(inner)


def seen(made: dict[str, Any]) -> list[str]:
    """The lines of a card as they are read."""
    lines: list[str] = []
    for element in made["body"]:
        for part in parts(element):
            lines.append(row(part))
    return [line for line in lines if line]


def of_type(made: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [element for element in elements(made) if element.get("type") == kind]


def errors(made: dict[str, Any]) -> list[str]:
    schema = json.loads((SCHEMAS / "card.json").read_text("utf-8"))
    return [f"{list(e.absolute_path)}: {e.message[:200]}" for e in Draft7Validator(schema).iter_errors(made)]


VARIANTS = [Variant.WHOLE, Variant.REPEAT, Variant.FALLBACK, Variant.SHORT, Variant.REPEAT | Variant.FALLBACK | Variant.SHORT]


def test_a_whole_card_is_read_so() -> None:
    assert seen(plain(MESSAGE)) == [
        "Talousvahti",
        "Museotoimi: kulut 103 662 € edellä tasaista kertymää (tammi–kesäkuu 2023) #17",
        "Seurattava",
        "Museotoimi, tilanne 30.6.2023",
        "Kuluista on toteutunut 63,6 %. Tasainen kertymä olisi 50,0 %.",
        "Kulut | Tuotot | Kate",
        "Toteuma | 484 373 € | 52 498 € | −431 875 €",
        "TA 2023 | 761 423 € | 47 300 € | −714 123 €",
        "Toteuma-% | 63,6 % | 111,0 % | 60,5 %",
        "Tasaiseen kertymään verrattuna | 103 662 € edellä | 28 848 € edellä (hyvä) | 74 814 € heikompi",
        "Kulut 63,6 %, edellä tasaista kertymää",
        "Kävijöitä on ollut 12 326 eli 61,6 % vuoden tavoitteesta (20 000).",
        "Mitä eroon voi sisältyä",
        "– Raportin mukaan toimialan kuluissa on heinäkuun sisäisiä vuokria.",
        "– Talousarvio on 9,2 % pienempi.",
        "Kysymykset",
        "1. Mikä selittää eron?",
        "2. Riittääkö määräraha?",
        "Vastatkaa tähän keskusteluun tai suoraan talouspalveluille.",
        "Peruste: kulut yli 55,0 %. Lähde: hyvinvointi-2023-06.txt, rivit 67–69.",
        "Seuraava viesti tulee vain, jos tilanne muuttuu.",
    ]


def test_the_short_form_has_sentences_only() -> None:
    made = plain(MESSAGE, Look(2026, Variant.SHORT))
    assert seen(made)[:3] == [
        "Museotoimi: kulut 103 662 € edellä tasaista kertymää (tammi–kesäkuu 2023) #17",
        "Museotoimi, tilanne 30.6.2023 – Seurattava",
        "Kuluista on toteutunut 63,6 %. Tasainen kertymä olisi 50,0 %.",
    ]
    assert "2. Riittääkö määräraha?" in seen(made)
    assert {element["type"] for element in elements(made) if "type" in element} == {"AdaptiveCard", "RichTextBlock", "TextRun"}
    assert "msteams" not in made


@pytest.mark.parametrize(
    ("variant", "first"),
    [
        (Variant.WHOLE, ["Talousvahti"]),
        (Variant.REPEAT, ["Tämä voi olla toisto: sama kooste #17/2026 on voitu jo toimittaa.", "Talousvahti"]),
        (Variant.FALLBACK, ["Viesti tulee varakanavaan, koska varsinainen kanava ei toimi.", "Talousvahti"]),
        (
            Variant.REPEAT | Variant.FALLBACK,
            [
                "Viesti tulee varakanavaan, koska varsinainen kanava ei toimi.",
                "Tämä voi olla toisto: sama kooste #17/2026 on voitu jo toimittaa.",
                "Talousvahti",
            ],
        ),
    ],
    ids=str,
)
def test_a_variant_begins_with_what_is_different(variant: Variant, first: list[str]) -> None:
    made = plain(MESSAGE, Look(2026, variant))
    assert seen(made)[: len(first)] == first
    assert all(note in made["fallbackText"] for note in first[:-1])


def test_items_in_one_line_are_counted() -> None:
    made = plain(replace(MESSAGE, further=("Lukio – Seurattava – kulut edellä", "Musiikkitoimi – Seurattava"), rest=7))
    at = seen(made).index("Lisäksi")
    assert seen(made)[at : at + 4] == [
        "Lisäksi",
        "– Lukio – Seurattava – kulut edellä",
        "– Musiikkitoimi – Seurattava",
        "ja 7 muuta",
    ]


def test_many_rows_of_one_figure_stay_rows() -> None:
    rows = (TableRow("Teatterin avustus", ("82 000 €",)), TableRow("Palkkojen kertaerä", ("320 000 €",)))
    lines = seen(plain(replace(MESSAGE, items=(replace(MUSEUM, headings=("Määrä",), rows=rows),))))
    at = lines.index("Määrä")
    assert lines[at : at + 3] == ["Määrä", "Teatterin avustus | 82 000 €", "Palkkojen kertaerä | 320 000 €"]


def test_only_what_must_be_looked_into_is_bold_on_the_red_of_the_host() -> None:
    """No text is coloured: red text is 3.2 : 1 in the dark colours of Teams. Its own text on its own red is readable."""
    made = plain(replace(MESSAGE, items=(SCHOOLS, MUSEUM, replace(MUSEUM, level=None, level_word="Poistunut"))))
    assert [row(e) for e in elements(made) if e.get("style") == "attention" and e["type"] == "Container"] == [
        "Selvitettävä | Perusopetus, tilanne 30.6.2023"
    ]
    words = {e["text"]: e for e in of_type(made, "TextBlock")}
    assert words["Selvitettävä"]["weight"] == "Bolder"
    assert "weight" not in words["Seurattava"]
    assert not [e for e in elements(made) if "color" in e]


def test_headings_are_headings() -> None:
    assert [e["text"] for e in of_type(plain(MESSAGE), "TextBlock") if e.get("style") == "heading"] == [
        "Talousvahti", "Seurattava", "Mitä eroon voi sisältyä", "Kysymykset",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "bar", "widths"),
    [
        ("over the pace",         Bar("b", 64, 50, Level.YELLOW), (50, 14, 36)),
        ("over the budget",       Bar("b", 140, 50, Level.RED),   (50, 90, 0)),
        ("behind the pace",       Bar("b", 30, 50, Level.YELLOW), (30, 20, 50)),
        ("nothing yet",           Bar("b", 0, 50, Level.RED),     (0, 50, 50)),
    ],
)  # fmt: skip
def test_a_bar_has_three_parts(what: str, bar: Bar, widths: tuple[int, int, int]) -> None:
    assert bar_widths(bar) == widths
    made = plain(replace(MESSAGE, items=(replace(MUSEUM, rows=(), bars=(bar,)),)))
    (drawn,) = of_type(made, "ColumnSet")
    assert [column["width"] for column in drawn["columns"]] == [width for width in widths if width]


@pytest.mark.parametrize(("actual", "drawn"), [(52, 0), (53, 1), (48, 0), (47, 1)])
def test_there_is_no_bar_for_a_small_difference(actual: int, drawn: int) -> None:
    item = replace(MUSEUM, rows=(), bars=(Bar("b", actual, 50, Level.YELLOW),))
    assert len(of_type(plain(replace(MESSAGE, items=(item,))), "ColumnSet")) == drawn


EVIL = (
    "**Museo** [linkki](https://evil.example) <at>Kaikki</at> <b>x</b> {{DATE(2017-02-14T06:08:39Z)}}\u202e\u200b\r\n# `a` | _b_"
)


def everywhere(words: str) -> Message:
    item = Item(
        title=words, level=Level.RED, level_word=words, headline=words,
        paragraphs_before=(Paragraph((words,), heading=words),), headings=(words, "B"), rows=(TableRow(words, (words, words)),),
        bars=(Bar(words, 80, 50, Level.RED),), paragraphs_after=(Paragraph((words,), words, listed=True),), basis=words,
    )  # fmt: skip
    paragraph = Paragraph((words,), heading=words, numbered=True)
    return replace(MESSAGE, subject=words, greeting=(words,), items=(item,), further=(words,), rest=1, closing=(paragraph,))


@pytest.mark.parametrize("variant", VARIANTS, ids=str)
def test_data_stands_in_plain_runs_only(variant: Variant) -> None:
    made = plain(everywhere(EVIL), Look(2026, variant))
    assert errors(made) == []
    assert {e["text"] for e in of_type(made, "TextBlock")} <= {
        "Talousvahti",
        "Lisäksi",
        "Viesti tulee varakanavaan, koska varsinainen kanava ei toimi.",
        "Tämä voi olla toisto: sama kooste #17/2026 on voitu jo toimittaa.",
    }
    assert not set("*_`[]<>{}|\\\u202e\u200b\r\n") & set(made["fallbackText"])
    assert "evil.example" not in made["fallbackText"]
    assert "entities" not in json.dumps(made)


def test_data_reaches_the_reader_unchanged() -> None:
    assert "1 * 2 [3] <Äö> & \"x\" 'y' \\ 😀" in seen(plain(everywhere("1 * 2 [3] <Äö> & \"x\" 'y' \\ 😀")))


@pytest.mark.parametrize("variant", VARIANTS, ids=str)
def test_a_card_keeps_to_the_elements_that_every_client_draws(variant: Variant) -> None:
    message = replace(MESSAGE, greeting=("Rooli x on poissa.",), items=(SCHOOLS, MUSEUM), further=("a", "b"), rest=7)
    assert errors(plain(message, Look(2026, variant, "https://intra.example.org/"))) == []


def test_a_card_is_valid_by_the_official_schemas() -> None:
    """Versions before 1.5 know no `style` of a TextBlock, and none knows `msteams`: they are taken out first."""
    for file in sorted(OFFICIAL.glob("adaptive-card-*.json")):
        made = plain(replace(MESSAGE, items=(SCHOOLS, MUSEUM), rest=7), Look(2026, page_url="https://intra.example.org/"))
        made.pop("msteams")
        if "1.5" not in file.name:
            for element in of_type(made, "TextBlock"):
                element.pop("style", None)
        schema = json.loads(file.read_text("utf-8"))
        assert [error.message[:300] for error in Draft6Validator(schema).iter_errors(made)] == [], file.name


@pytest.mark.parametrize(
    ("url", "links"),
    [
        ("https://intra.example.org/talousvahti/", 1),
        ("http://intra.example.org/", 0),
        ("javascript:alert(1)", 0),
        ("https://intra.example.org/" + "x" * 2000, 0),
        (None, 0),
    ],
    ids=["https", "http", "script", "too long", "none"],
)
def test_links_are_https(url: str | None, links: int) -> None:
    assert len(plain(MESSAGE, Look(2026, page_url=url)).get("actions", [])) == links
