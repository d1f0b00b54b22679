"""The page of a back-test in a browser: what axe finds, the contrast of every text, light and dark, phone and desktop."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browsing import FOLDER, Browser, Scheme, script_string
from tests.conftest import Done
from tests.history_city import RULES, lay

Call = Callable[..., Done]
PHONE, DESKTOP = 320, 900
FILE = "takautuva-kokeilu.html"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    return lay(folder, RULES.replace("Kulut kertyvät odotettua nopeammin", "Kulut <b>&amp; edellä"))


@pytest.fixture
def page(city: Path, call: Call) -> str:
    assert call(city, "backtest", "--out", str(city / "sivut")).exit == 0
    return (city / "sivut" / FILE).read_text("utf-8")


@pytest.mark.parametrize(
    ("width", "scheme"), [(DESKTOP, Scheme.LIGHT), (PHONE, Scheme.DARK)], ids=["wide, light", "narrow, dark"]
)
def test_everybody_can_read_the_page(page: str, width: int, scheme: Scheme, browser: Browser, axe: Path) -> None:
    opened = browser.page(
        "mail.html",
        f"kokeilu-{width}-{scheme.value}",
        WIDTH=str(width),
        AXE=script_string(axe.read_text("utf-8")),
        LAYOUT=script_string((FOLDER / "layout.js").read_text("utf-8")),
        MAIL=script_string(page),
    )
    shown = browser.found(opened, scheme.flag)
    browser.shoot(opened, width, shown["height"], scheme.flag, "--virtual-time-budget=2000")
    assert (shown["dark"], shown["wide"]) == (scheme is Scheme.DARK, width)
    assert (shown["violations"], shown["incomplete"], shown["low"]) == ([], [], [])
    assert shown["passes"] > 10
    assert shown["texts"] > 100
    assert (shown["cut"], shown["outside"], shown["overlaps"]) == ([], [], [])


def test_the_page_needs_nothing_from_elsewhere_and_data_is_no_markup(page: str) -> None:
    assert "<h1>Olisimmeko nähneet tämän maaliskuussa?</h1>" in page
    assert not any(word in page for word in ("<script", "http", "src=", "<link", "@import", "url("))
    assert "Kulut &lt;b&gt;&amp;amp; edellä" in page


def test_the_page_answers_its_question(page: str) -> None:
    assert "Kulujen ylityksiä oli 3. Maaliskuun loppuun mennessä niistä olisi nähty 0." in page
    assert '<th scope="row">toukokuu</th><td class="amount" data-label="Nähty">2 / 3</td>' in page
