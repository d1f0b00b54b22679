"""What the tests draw with: Debian's chromium, and scripts of npm that are fetched once into pytest's cache.

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
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent / "browser"
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars",
)  # fmt: skip


class Scheme(Enum):
    """What the reader's device prefers, as the browser is told it."""

    LIGHT = "light"
    DARK = "dark"

    @property
    def flag(self) -> str:
        return f"--blink-settings=preferredColorScheme={0 if self is Scheme.DARK else 1}"


@dataclass(frozen=True)
class Package:
    """A package of npm: exactly this version, by the sha512 of its archive."""

    name: str
    version: str
    fingerprint: str

    def file(self, member: str, config: pytest.Config) -> Path:
        """A file of the package in pytest's cache; the test is skipped where npm cannot be had."""
        assert config.cache is not None
        folder = Path(config.cache.mkdir(self.name))
        archive = folder / f"{self.name}-{self.version}.tgz"
        if not archive.exists():
            self._fetch(archive)
        assert hashlib.sha512(archive.read_bytes()).hexdigest() == self.fingerprint, archive
        kept = folder / Path(member).name
        with tarfile.open(archive) as files:
            packed = files.extractfile(f"package/{member}")
            assert packed is not None
            kept.write_bytes(packed.read())
        return kept

    def _fetch(self, archive: Path) -> None:
        if shutil.which("npm") is None:
            pytest.skip(f"npm puuttuu: pakettia {self.name} ei saa, joten piirtämistä ei voi kokeilla (apt install npm)")
        fetched = subprocess.run(
            ["npm", "pack", "--silent", f"{self.name}@{self.version}"],
            cwd=archive.parent,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        if fetched.returncode or not archive.exists():
            pytest.skip(f"npm ei saanut pakettia {self.name}@{self.version}: {fetched.stderr.strip()[-200:]}")


RENDERER = Package(
    "adaptivecards",
    "3.0.6",
    "5830886f659767b70e1c9f4720744d7614adf3ad47c9254e74ddb13e4d9a287005dc9bc3f10190f3f5dc345ac32710ad78ea20f0c33b1019577d2011f095ca02",
)
DESIGNER = Package(
    "adaptivecards-designer",
    "2.4.4",
    "361aa53abfab32600d12464d7a2bb2a587300cfc53501fe2ee56bf3bcea06e9b5ae80a681266976d4c06664dd145d84d0b6638018300c067683cdde64771b5e0",
)
"""Microsoft's own editor of cards. It has the colours and sizes of Teams, light and dark."""
AXE = Package(
    "axe-core",
    "4.14.1",
    "1477dafa598d8d065f273d6af302aa203c02e83131707b7fa648cd41bd3d6b734f8c22a0dab86ee6a6f64b8afbe804b214d36db85a2826965edfb3a0b9d546b5",
)


@dataclass(frozen=True)
class Browser:
    """Debian's chromium without a window, with a profile of its own."""

    program: str
    folder: Path

    @staticmethod
    def find(folder: Path) -> "Browser":
        program = shutil.which("chromium")
        if program is None:
            pytest.skip("chromium puuttuu: piirtämistä ei voi kokeilla (apt install chromium)")
        return Browser(program, folder)

    def page(self, template: str, name: str, **words: str) -> Path:
        """Write a page: the words in capitals of a file of `browser/` are replaced."""
        made = (FOLDER / template).read_text("utf-8")
        page = self.folder / f"{name}.html"
        page.write_text(re.sub("|".join(words), lambda word: words[word[0]], made), "utf-8")
        return page

    def found(self, page: Path, *flags: str) -> dict[str, Any]:
        """What the page's script has found when it is ready: JSON in `<pre id="found">`."""
        dom = self._run("--virtual-time-budget=20000", "--dump-dom", *flags, page.as_uri())
        kept = re.search(r'<pre id="found">(.+?)</pre>', dom, re.DOTALL)
        assert kept is not None, dom[-2000:]
        made: dict[str, Any] = json.loads(html.unescape(kept[1]))
        return made

    def shoot(self, page: Path, width: int, height: int, *flags: str) -> None:
        """Keep a picture of the page where pictures are asked for."""
        if (shots := os.environ.get("TALOUSVAHTI_SHOTS")) is not None:
            picture = Path(shots).absolute() / page.with_suffix(".png").name
            self._run(f"--window-size={max(width, 500)},{height}", f"--screenshot={picture}", *flags, page.as_uri())

    def printed(self, page: Path) -> bytes:
        """The page as a PDF."""
        made = page.with_suffix(".pdf")
        self._run("--no-pdf-header-footer", f"--print-to-pdf={made}", page.as_uri())
        return made.read_bytes()

    def _run(self, *flags: str) -> str:
        command = (self.program, *_FLAGS, f"--user-data-dir={self.folder / 'profile'}", *flags)
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout


def script_string(made: str) -> str:
    """A string as a literal of a page's script."""
    return json.dumps(made).replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Browser:
    return Browser.find(tmp_path_factory.mktemp("browser"))


@pytest.fixture(scope="session")
def renderer(request: pytest.FixtureRequest) -> Path:
    """The renderer of Adaptive Cards."""
    return RENDERER.file("dist/adaptivecards.min.js", request.config)


@pytest.fixture(scope="session")
def hosts(request: pytest.FixtureRequest) -> dict[Scheme, str]:
    """How Teams draws a card, light and dark: JSON."""
    return {
        scheme: DESIGNER.file(f"lib/hostConfigs/microsoft-teams-{scheme.value}.json", request.config).read_text("utf-8-sig")
        for scheme in Scheme
    }


@pytest.fixture(scope="session")
def axe(request: pytest.FixtureRequest) -> Path:
    """The checker of accessibility."""
    return AXE.file("axe.min.js", request.config)
