"""Cards as the renderer of Adaptive Cards draws them in a browser, as wide as a phone and as a desktop.

Debian's chromium draws; the renderer is npm's `adaptivecards`, fetched once into pytest's cache.
`TALOUSVAHTI_SHOTS=folder pytest tests/test_card_browser.py` keeps pictures to look at.
"""

import hashlib
import html
import json
import os
import re
import shutil
import subprocess
import tarfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from alerts.card import Look, card
from alerts.card_bytes import Wrapping, card_bytes
from alerts.form import Variant
from alerts.message import Message, TableRow
from tests.test_card import EVIL, MESSAGE, MUSEUM, SCHOOLS, everywhere, seen

VERSION = "3.0.6"
FINGERPRINT = "5830886f659767b70e1c9f4720744d7614adf3ad47c9254e74ddb13e4d9a287005dc9bc3f10190f3f5dc345ac32710ad78ea20f0c33b1019577d2011f095ca02"
PAGE = Path(__file__).parent / "browser" / "card.html"
PHONE, DESKTOP = 320, 720
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
LARGE = replace(
    SCHOOLS,
    headings=("Toteuma", "TA 2023", "Toteuma-%", "Ennuste", "Ennuste ja TA"),
    rows=(
        TableRow("Kulut", ("17\u00a0511\u00a0105\u00a0€", "30\u00a0452\u00a0272\u00a0€", "57,5\u00a0%", "31\u00a0752\u00a0272\u00a0€", "1\u00a0300\u00a0000\u00a0€ yli")),
        TableRow("Kate", ("−14\u00a0513\u00a0863\u00a0€", "−28\u00a0317\u00a0080\u00a0€", "51,3\u00a0%", "−29\u00a0452\u00a0272\u00a0€", "1\u00a0135\u00a0192\u00a0€ heikompi")),
    ),
)  # fmt: skip


@pytest.fixture(scope="session")
def renderer(request: pytest.FixtureRequest) -> Path:
    """The renderer's script, as npm has it."""
    assert request.config.cache is not None
    folder = Path(request.config.cache.mkdir("adaptivecards"))
    archive = folder / f"adaptivecards-{VERSION}.tgz"
    if not archive.exists():
        if shutil.which("npm") is None:
            pytest.skip("npm puuttuu: korttien piirtämistä ei voi kokeilla (apt install npm)")
        fetched = subprocess.run(
            ["npm", "pack", "--silent", f"adaptivecards@{VERSION}"],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        if fetched.returncode or not archive.exists():
            pytest.skip(f"npm ei saanut pakettia adaptivecards@{VERSION}: {fetched.stderr.strip()[-200:]}")
    assert hashlib.sha512(archive.read_bytes()).hexdigest() == FINGERPRINT
    script = folder / "adaptivecards.min.js"
    with tarfile.open(archive) as files:
        packed = files.extractfile("package/dist/adaptivecards.min.js")
        assert packed is not None
        script.write_bytes(packed.read())
    return script


@pytest.fixture(scope="session")
def chromium() -> str:
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("chromium puuttuu: korttien piirtämistä ei voi kokeilla (apt install chromium)")
    return found


def drawn(made: object, width: int, renderer: Path, chromium: str, folder: Path, name: str = "kortti") -> dict[str, Any]:
    """What a browser makes of a card: its text, its headings, and what does not stand well."""
    shutil.copy(renderer, folder)
    words = json.dumps(json.dumps(made)).replace("<", "\\u003c")
    page = folder / f"{name}-{width}.html"
    page.write_text(PAGE.read_text("utf-8").replace('"CARD"', words).replace("WIDTH", str(width)), "utf-8")
    browser = (chromium, *FLAGS, f"--user-data-dir={folder / 'profile'}")
    dom = subprocess.run([*browser, "--dump-dom", page.as_uri()], capture_output=True, text=True, timeout=60, check=True).stdout
    found = re.search(r'<pre id="found">(.+?)</pre>', dom, re.DOTALL)
    assert found is not None, dom[-2000:]
    shown: dict[str, Any] = json.loads(html.unescape(found[1]))
    if (shots := os.environ.get("TALOUSVAHTI_SHOTS")) is not None:
        size = f"--window-size={max(width, 500)},{shown['height'] + 100}"
        shot = f"--screenshot={Path(shots).absolute() / page.with_suffix('.png').name}"
        subprocess.run([*browser, size, shot, page.as_uri()], capture_output=True, timeout=60, check=True)
    return shown


FIVE = replace(
    MESSAGE, items=(LARGE, MUSEUM, MUSEUM, MUSEUM, MUSEUM), further=("Lukio – Seurattava – kulut 87 994 € edellä",), rest=7
)
CARDS: list[tuple[str, Message, Look]] = [
    ("kokonainen", replace(MESSAGE, items=(LARGE, MUSEUM)), Look(2026, Variant.WHOLE, "https://intra.example.org/")),
    ("viisi", FIVE, Look(2026, Variant.REPEAT | Variant.FALLBACK)),
    ("lyhyt", MESSAGE, Look(2026, Variant.SHORT)),
]


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize(("name", "message", "look"), CARDS, ids=[name for name, _, _ in CARDS])
def test_a_card_is_drawn_whole(
    name: str, message: Message, look: Look, width: int, renderer: Path, chromium: str, tmp_path: Path
) -> None:
    made = json.loads(card_bytes(message, look, Wrapping.CARD))
    shown = drawn(made, width, renderer, chromium, tmp_path, name)
    assert [event for event in shown["events"] if 'Property "style"' not in event] == []
    assert shown["wide"] == shown["outside"] == 0
    assert shown["broken"] == []
    text = " ".join(shown["text"].split())
    missing = [part for line in seen(made) for part in line.split(" | ") if " ".join(part.split()) not in text]
    assert missing == []
    assert (shown["markup"], shown["images"]) == (0, 0)


@pytest.mark.parametrize("variant", [Variant.WHOLE, Variant.SHORT], ids=str)
def test_data_is_drawn_as_it_is_written(variant: Variant, renderer: Path, chromium: str, tmp_path: Path) -> None:
    shown = drawn(card(everywhere(EVIL), Look(2026, variant)), DESKTOP, renderer, chromium, tmp_path)
    assert (shown["links"], shown["markup"], shown["images"]) == (0, 0, 0)
    assert "**Museo** [linkki](https://evil.example) <at>Kaikki</at> <b>x</b> { {DATE(" in shown["text"]


def test_headings_are_found_by_a_screen_reader(renderer: Path, chromium: str, tmp_path: Path) -> None:
    """A host of version 1.5 or newer knows the style of a heading; older ones draw the words alone."""
    made = json.loads(json.dumps(card(MESSAGE, Look(2026)))) | {"version": "1.5"}
    shown = drawn(made, PHONE, renderer, chromium, tmp_path)
    assert shown["headings"] == ["Talousvahti", "Seurattava", "Mitä eroon voi sisältyä", "Kysymykset"]
