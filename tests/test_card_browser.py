"""Cards as the renderer of Adaptive Cards draws them in a browser: as wide as a phone and as a desktop, light and dark.

The renderer is npm's `adaptivecards`; how Teams colours a card is told by Microsoft's own editor of cards.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from alerts.card import Look, card
from alerts.card_bytes import LIMIT, Wrapping, card_bytes
from alerts.compose import compose
from alerts.form import Variant
from alerts.message import Message, TableRow
from tests.alerts_builders import FINANCE, RUN, event, owner, pace, situation, snapshot, unit
from tests.browsing import FOLDER, Browser, Scheme, script_string
from tests.test_card import EVIL, MESSAGE, MUSEUM, SCHOOLS, errors, everywhere, seen

PHONE, DESKTOP = 320, 760
LARGE = replace(
    SCHOOLS,
    headings=("Toteuma", "TA 2023", "Toteuma-%", "Ennuste", "Ennuste ja TA"),
    rows=(
        TableRow("Kulut", ("17\u00a0511\u00a0105\u00a0€", "30\u00a0452\u00a0272\u00a0€", "57,5\u00a0%", "31\u00a0752\u00a0272\u00a0€", "1\u00a0300\u00a0000\u00a0€ yli")),
        TableRow("Kate", ("−14\u00a0513\u00a0863\u00a0€", "−28\u00a0317\u00a0080\u00a0€", "51,3\u00a0%", "−29\u00a0452\u00a0272\u00a0€", "1\u00a0135\u00a0192\u00a0€ heikompi")),
    ),
)  # fmt: skip
NAMES = (
    "MUSEOTOIMI",
    "HYVINVOINNIN, TERVEYDEN JA LIIKUNN.EDIST",
    "VARHAISKASVATUSPALVELUIDENKEHITTÄMISYKSIKKÖ JA OPPILASHUOLTO",
    "PERUSOPETUS/ PERUSKOULUT",
    "Työllisyyspalvelut, kuntouttava työtoiminta",
)


def city(count: int) -> Message:
    """The real message to a head of so many units, each with its own finding."""
    units = [
        unit(f"6432{n:04}", f"{NAMES[n % len(NAMES)]} {n + 1}", None,
             (39_113, 47_300, 52_498, None, 3 * n), (12_838_724, 13_761_423, 8_484_373 + 40_000 * n, None, 3 * n + 1))
        for n in range(count)
    ]  # fmt: skip
    verdicts = [pace(one, red_above=110_000_000) for one in units]
    owners = (FINANCE, owner("sivistys", *(one.code for one in units)))
    made = compose([event(v) for v in verdicts], situation(snapshot(*units), verdicts, owners), RUN, 17)
    return next(message for message in made if message.role == "sivistys")


class Drawing:
    """Draws cards as Teams does."""

    def __init__(self, browser: Browser, renderer: Path, hosts: Mapping[Scheme, str]) -> None:
        self._browser, self._renderer, self._hosts = browser, renderer, hosts

    def __call__(self, made: object, name: str = "kortti") -> list[dict[str, Any]]:
        """What a browser makes of a card, narrow and wide, light and dark: its text, and what does not stand well."""
        ways = [{"width": w, "scheme": s.value, "host": self._hosts[s]} for w in (PHONE, DESKTOP) for s in Scheme]
        page = self._browser.page(
            "card.html",
            name,
            RENDERER=self._renderer.as_uri(),
            LAYOUT=(FOLDER / "layout.js").as_uri(),
            CARD=script_string(json.dumps(made)),
            WAYS=script_string(json.dumps(ways)),
        )
        cards: list[dict[str, Any]] = self._browser.found(page)["cards"]
        assert [(card["width"], card["scheme"]) for card in cards] == [(way["width"], way["scheme"]) for way in ways]
        self._browser.shoot(page, 2200, max(card["height"] for card in cards))
        return cards


@pytest.fixture
def drawn(browser: Browser, renderer: Path, hosts: dict[Scheme, str]) -> Drawing:
    return Drawing(browser, renderer, hosts)


CARDS: list[tuple[str, Message, Look]] = [
    ("kokonainen", replace(MESSAGE, items=(LARGE, MUSEUM)), Look(2026, Variant.WHOLE, "https://intra.example.org/")),
    ("toisto", replace(MESSAGE, items=(LARGE,), further=("Lukio",), rest=7), Look(2026, Variant.REPEAT | Variant.FALLBACK)),
    ("lyhyt", MESSAGE, Look(2026, Variant.SHORT)),
    *((f"{count}-yksikköä", city(count), Look(2026)) for count in (1, 5, 10, 40)),
    ("40-kohtaa", replace(MESSAGE, items=(LARGE, MUSEUM) * 20), Look(2026)),
]


@pytest.mark.parametrize(("name", "message", "look"), CARDS, ids=[name for name, _, _ in CARDS])
def test_a_card_is_drawn_whole(name: str, message: Message, look: Look, drawn: Drawing) -> None:
    made = json.loads(card_bytes(message, look, Wrapping.CARD))
    assert errors(made) == []
    assert len(json.dumps(json.dumps(made))) <= LIMIT
    for shown in drawn(made, name):
        assert [event for event in shown["events"] if 'Property "style"' not in event] == []
        assert (shown["cut"], shown["outside"], shown["overlaps"], shown["broken"]) == ([], [], [], []), shown["width"]
        assert shown["low"] == [], shown["scheme"]  # contrast under 4.5
        words = " ".join(shown["text"].split())
        missing = [part for line in seen(made) for part in line.split(" | ") if " ".join(part.split()) not in words]
        assert missing == []
        assert (shown["markup"], shown["images"]) == (0, 0)


def test_every_unit_of_a_large_city_is_told_or_counted() -> None:
    lines = seen(json.loads(card_bytes(city(40), Look(2026), Wrapping.CARD)))
    counted = sum(int(line.split()[1]) for line in lines if line.startswith("ja ") and line.endswith(" muuta"))
    titles = [line for line in lines if line.endswith(", tilanne 30.6.2023")]
    assert len(titles) + len([line for line in lines if line.startswith("– ") and "– Se" in line]) + counted == 40


@pytest.mark.parametrize("variant", [Variant.WHOLE, Variant.SHORT], ids=str)
def test_data_is_drawn_as_it_is_written(variant: Variant, drawn: Drawing) -> None:
    *_, shown = drawn(card(everywhere(EVIL), Look(2026, variant)))
    assert (shown["links"], shown["markup"], shown["images"]) == (0, 0, 0)
    assert "**Museo** [linkki](https://evil.example) <at>Kaikki</at> <b>x</b> { {DATE(" in shown["text"]


def test_headings_are_found_by_a_screen_reader(drawn: Drawing) -> None:
    """A host of version 1.5 or newer knows the style of a heading; older ones draw the words alone."""
    made = json.loads(json.dumps(card(MESSAGE, Look(2026)))) | {"version": "1.5"}
    assert drawn(made)[0]["headings"] == ["Talousvahti", "Seurattava", "Mitä eroon voi sisältyä", "Kysymykset"]
