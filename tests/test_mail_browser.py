"""The HTML mail in a browser: what axe finds, the contrast of every text, light and dark, as wide as a phone and a desktop."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from alerts import html as pages
from alerts.mail import Sender, mail
from alerts.message import Message
from budget.owner import FINANCE
from budget.period import Period
from tests.browsing import FOLDER, Browser, Scheme, script_string
from tests.test_alerts_compose_golden import june, museum_alone, run, to
from tests.test_alerts_render import part

SENDER = Sender("Kemin kaupunki", "talousvahti@example.org", "talous@example.org", "example.org")
PHONE, DESKTOP = 320, 760
Opened = Callable[[Message, int, Scheme], dict[str, Any]]


def of_june(role: str) -> Message:
    return to(role, run(june())[0])


def ended() -> Message:
    """The costs of the museum were over the pace in June; in August its budget is larger."""
    _, alerts, _ = run(museum_alone(Period(2023, 6), 484_373))
    return to("museonjohtaja", run(museum_alone(Period(2023, 8), 620_000, budget=941_423), alerts, 2)[0])


MESSAGES: dict[str, Callable[[], Message]] = {
    "museo": lambda: of_june("museonjohtaja"),
    "summataso": lambda: of_june("sivistyspaallikko"),
    "kooste": lambda: of_june(FINANCE),
    "poistunut": ended,
}


@pytest.fixture
def opened(browser: Browser, axe: Path) -> Opened:
    """What a browser makes of the HTML part of a finished mail, and what axe says of it."""

    def look(message: Message, width: int, scheme: Scheme) -> dict[str, Any]:
        eml = mail(message, pages.html(message), SENDER, datetime(2023, 8, 1, 6, 15, tzinfo=UTC))
        page = browser.page(
            "mail.html",
            f"viesti-{message.number}-{width}-{scheme.value}",
            WIDTH=str(width),
            AXE=script_string(axe.read_text("utf-8")),
            LAYOUT=script_string((FOLDER / "layout.js").read_text("utf-8")),
            MAIL=script_string(part(eml, "html")),
        )
        shown = browser.found(page, scheme.flag)
        assert (shown["dark"], shown["wide"]) == (scheme is Scheme.DARK, width)
        browser.shoot(page, width, shown["height"], scheme.flag, "--virtual-time-budget=2000")
        return shown

    return look


@pytest.mark.parametrize(
    ("width", "scheme"), [(DESKTOP, Scheme.LIGHT), (PHONE, Scheme.DARK)], ids=["wide, light", "narrow, dark"]
)
@pytest.mark.parametrize("made", MESSAGES.values(), ids=list(MESSAGES))
def test_everybody_can_read_a_mail(made: Callable[[], Message], width: int, scheme: Scheme, opened: Opened) -> None:
    message = made()
    shown = opened(message, width, scheme)
    assert shown["violations"] == []
    assert shown["incomplete"] == []
    assert shown["passes"] > 10
    assert shown["texts"] > 5
    assert shown["low"] == []  # contrast under 4.5
    assert (shown["cut"], shown["outside"], shown["overlaps"]) == ([], [], [])


def test_what_is_hard_to_read_is_found(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """The checkers see faint text and a page without a language: they are not blind."""
    page = pages.html(of_june("museonjohtaja")).replace("#55606e", "#aaaaaa").replace(' lang="fi"', "")
    monkeypatch.setattr(pages, "html", lambda message: page)
    shown = opened(of_june("museonjohtaja"), DESKTOP, Scheme.LIGHT)
    assert {violation.partition(":")[0] for violation in shown["violations"]} == {"color-contrast", "html-has-lang"}
    assert shown["contrast"][0] < 2.5
