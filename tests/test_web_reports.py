"""Reports on the web, over a real server on loopback: what is fetched, and how each failure is told."""

import base64
import hashlib
import json
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme

from figures.document import Document, Hints
from job import fetch_web as door
from job.config import WebSource
from job.fetch_web import fetch_web
from job.keep_fetched import KeptFetches
from job.secrets import Secret
from job.state import open_copy
from job.web import client
from job.web_address import Login, PasswordLogin, TokenLogin, WebAddress, read_address
from tests.cities import CONFIG, REPORT, small_city
from written.problem import Problem, Severity

BOT = Path(__file__).parents[1] / "bot.py"
DATA = REPORT.encode()


class Site:
    """A web site on loopback. `pages` answer by path; `asked` are the requests, each with its headers."""

    def __init__(self) -> None:
        self.pages: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            timeout = 10

            def do_GET(self) -> None:
                site.asked.append((self.path, dict(self.headers)))
                site.pages.get(self.path, answer(404))(self)

            def log_message(self, *arguments: object) -> None:
                """Keep the output of the tests clean."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False

            def handle_error(self, request: object, client_address: object) -> None:
                """Say nothing of a client that went away."""

        self.server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def url(self, path: str = "/tyrskyla-2023-06.csv") -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}{path}"

    def serve(self, page: Callable[[BaseHTTPRequestHandler], None], path: str = "/tyrskyla-2023-06.csv") -> str:
        self.pages[path] = page
        return self.url(path)


def answer(status: int, body: bytes = b"", **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def page(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in {"Content-Length": str(len(body)), **told}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return page


def drip(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b"x")
        time.sleep(0.1)


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(200):
        handler.wfile.write(bytes(1_000_000))


def cut(handler: BaseHTTPRequestHandler) -> None:
    answer(200, DATA[:100], Content_Length=str(len(DATA)))(handler)


def versioned(handler: BaseHTTPRequestHandler) -> None:
    known = handler.headers["If-None-Match"] == '"1"'
    (answer(304) if known else answer(200, DATA, ETag='"1"'))(handler)


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.server.shutdown()
    made.server.server_close()


def fetched(url: str, login: Login | None = None, kept: KeptFetches | None = None) -> Document | Problem:
    address = read_address(url)
    assert isinstance(address, WebAddress)
    with client(None, None) as web:
        return fetch_web(WebSource(address, Hints(encoding="utf-8"), login), web, kept)


def refused(url: str, login: Login | None = None) -> str:
    of = fetched(url, login)
    assert isinstance(of, Problem)
    assert of.severity is Severity.FILE
    assert of.hint
    return str(of)


def test_a_report(site: Site) -> None:
    expected = (site.url(), DATA, hashlib.sha256(DATA).hexdigest(), Hints(encoding="utf-8"))
    site.pages["/tyrskyla-2023-06.csv?sig=secret"] = answer(200, DATA)
    of = fetched(site.url() + "?sig=secret")
    assert of == Document("tyrskyla-2023-06.csv", *expected)


@pytest.mark.parametrize(
    ("page", "words"),
    [
        pytest.param(answer(404), "ei ole raporttia (404)", id="not there"),
        pytest.param(answer(403), "ei päästä sisään (403)", id="no right"),
        pytest.param(answer(503), "palvelin vastasi 503", id="down"),
        pytest.param(answer(204), "palvelin vastasi 204", id="no content"),
        pytest.param(answer(304), "palvelin vastasi 304", id="unchanged from nothing"),
        pytest.param(answer(200), "tyhjän tiedoston", id="empty"),
        pytest.param(answer(200, b"<!DOCTYPE html><html>Kirjaudu"), "verkkosivun (HTML)", id="a page to log in"),
        pytest.param(answer(200, DATA, Content_Encoding="gzip"), "pakkaa vastauksensa", id="packed"),
        pytest.param(answer(302, Location="https://example.org/a.csv"), "toiselle palvelimelle", id="to another host"),
        pytest.param(answer(302, Location="http://127.0.0.1:1/a.csv"), "toiselle palvelimelle", id="to another port"),
        pytest.param(answer(302, Location="file:///etc/passwd"), "toiselle palvelimelle", id="to a file"),
        pytest.param(answer(302, Location="/tyrskyla-2023-06.csv"), "kehää", id="to itself"),
        pytest.param(answer(200, b"", Content_Length="50000001"), "liian suuri: raja on 50 Mt", id="too big, as it tells"),
        pytest.param(endless, "liian suuri: raja on 50 Mt", id="too big, as it turns out"),
        pytest.param(cut, "katkesi kesken", id="cut"),
    ],
)  # fmt: skip
def test_a_report_that_is_not_had(site: Site, page: Callable[[BaseHTTPRequestHandler], None], words: str) -> None:
    assert words in refused(site.serve(page))


def test_a_redirect_on_the_same_server_is_followed(site: Site) -> None:
    site.serve(answer(302, Location="/uusin/tyrskyla.csv"))
    site.serve(answer(200, DATA), "/uusin/tyrskyla.csv")
    of = fetched(site.url())
    assert isinstance(of, Document)
    assert of.file == "tyrskyla-2023-06.csv"


def test_a_server_that_drips_has_a_deadline(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "SECONDS", 0.5)
    before = time.monotonic()
    assert "ei tullut 0.5 sekunnissa" in refused(site.serve(drip))
    assert time.monotonic() - before < 2


def test_nobody_answers() -> None:
    assert "ei saatu yhteyttä" in refused("http://127.0.0.1:1/a.csv")


@pytest.mark.parametrize(
    ("login", "header"),
    [
        (PasswordLogin("talous", Secret("sälä:sana")), "Basic " + base64.b64encode("talous:sälä:sana".encode()).decode()),
        (TokenLogin(Secret("abc123")), "Bearer abc123"),
        (None, None),
    ],
)
def test_a_login(site: Site, login: Login | None, header: str | None) -> None:
    assert isinstance(fetched(site.serve(answer(200, DATA)), login), Document)
    assert site.asked[0][1].get("Authorization") == header


def test_an_unchanged_report_is_not_fetched_again(site: Site, tmp_path: Path) -> None:
    with open_copy(tmp_path / "state.db") as state:
        kept = KeptFetches(state)
        first, second = fetched(site.serve(versioned), kept=kept), fetched(site.url(), kept=kept)
        assert first == second
        assert [asked[1].get("If-None-Match") for asked in site.asked] == [None, '"1"']
        site.serve(answer(200, DATA + b"\n", ETag='"2"'))
        changed = fetched(site.url(), kept=kept)
        assert isinstance(changed, Document)
        assert changed.data == DATA + b"\n"
        kept.forget_others([])
        assert kept.get(site.url()) is None


def test_a_failure_forgets_nothing(site: Site, tmp_path: Path) -> None:
    with open_copy(tmp_path / "state.db") as state:
        kept = KeptFetches(state)
        fetched(site.serve(versioned), kept=kept)
        assert isinstance(fetched(site.serve(answer(503)), kept=kept), Problem)
        assert isinstance(fetched(site.serve(versioned), kept=kept), Document)
        assert site.asked[-1][1]["If-None-Match"] == '"1"'


def test_the_certificate_is_checked(site: Site, tmp_path: Path) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    site.server.socket = context.wrap_socket(site.server.socket, server_side=True)
    url = site.serve(answer(200, DATA)).replace("http://127.0.0.1", "https://localhost")
    assert "varmenne ei kelpaa" in refused(url)
    address = read_address(url)
    assert isinstance(address, WebAddress)
    with client(None, tmp_path / "ca.pem") as web:
        assert isinstance(fetch_web(WebSource(address, Hints(), None), web, None), Document)


@pytest.mark.parametrize(
    ("url", "file", "shown"),
    [
        ("https://a.example.org/x/raportti%202023-06.xlsx?sig=1#a", None, None),
        ("https://a.example.org/x/raportti%202023-06.xlsx?sig=1", "raportti 2023-06.xlsx", "https://a.example.org/x/raportti%202023-06.xlsx"),
        ("https://a.example.org/..%2f..%2fetc", "_.._etc", None),
        ("https://a.example.org", "a.example.org", "https://a.example.org/"),
    ],
)  # fmt: skip
def test_the_name_of_the_file_comes_from_the_address(url: str, file: str | None, shown: str | None) -> None:
    of = read_address(url)
    if file is None:
        assert of == "osoite ei kelpaa"
        return
    assert isinstance(of, WebAddress)
    assert of.file == file
    assert shown is None or of.shown == shown


def bot(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(BOT), *arguments, "--config", str(folder / "config.yaml")]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_a_whole_run_and_one_without_news(site: Site, tmp_path: Path) -> None:
    config = CONFIG.replace("data/*.csv", site.serve(versioned))
    city = small_city(tmp_path, config=config)
    assert bot(city, "run", "--today", "2023-08-01").returncode == 0
    again = bot(city, "run", "--today", "2023-08-01")
    assert "ei uutta" in again.stdout.lower()
    assert [asked[1].get("If-None-Match") for asked in site.asked] == [None, '"1"']
    site.serve(answer(404))
    gone = bot(city, "run", "--today", "2023-08-02")
    assert gone.returncode == 2
    alerts = json.loads(bot(city, "alerts", "--json").stdout)
    assert alerts["alerts"]  # missing data ends nothing
    assert "ei ole raporttia (404)" in bot(city, "check").stdout


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("http://example.org/a.csv", "osoite ei ala https://"),
        ("https://tunnus:salasana@example.org/a.csv", "osoitteessa ei saa olla tunnusta"),
        ("https://exa mple.org/a.csv", "osoite ei kelpaa"),
        ("https://example.org/a.csv\n    login: {username: a}", "avain password puuttuu"),
        ("https://example.org/a.csv\n    login: {token: {env: TALOUSVAHTI_NOT_SET}}", "ympäristömuuttujaa TALOUSVAHTI_NOT_SET ei ole"),
        ("data/*.csv\n    login: {username: a}", "tuntematon avain: login"),
    ],
)  # fmt: skip
def test_a_source_that_cannot_be_used_is_told_with_its_place(tmp_path: Path, source: str, words: str) -> None:
    done = bot(small_city(tmp_path, config=CONFIG.replace("data/*.csv", source)), "check")
    assert done.returncode in (1, 2)
    assert "config.yaml:" in done.stdout
    assert words in done.stdout
