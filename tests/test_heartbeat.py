"""The heartbeat against a real server on this machine: what it tells, and that nothing of it can fail or hold up a run."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from job.heartbeat import Beat, Line, web_client
from job.secrets import Secret

PATH = "c0ffee00-1234"


class Watcher:
    """A watcher that remembers what it was told, and answers with a status."""

    def __init__(self, server: HTTPServer, status: int = 200, headers: dict[str, str] | None = None) -> None:
        self.told: list[tuple[str, str, str]] = []
        self.failed: list[str] = []
        self.status = status
        self.headers = headers or {}
        self.url = Secret(server.url_for(f"/{PATH}"))
        for suffix in ("", "/start", "/fail"):
            server.expect_request(f"/{PATH}{suffix}").respond_with_handler(self._answer)

    def _answer(self, request: Request) -> Response:
        path = request.path.removeprefix(f"/{PATH}")
        self.told.append((request.method, path, request.get_data(as_text=True)))
        return Response("", self.status, self.headers)

    def beat(self, deadline: float = 10.0) -> Beat:
        return Beat(self.url, Line(web_client(None, None), self.failed.append), deadline)


@pytest.mark.parametrize(
    ("what", "exit_code", "why", "told"),
    [
        ("done", 0, "ei uutta", ("POST", "", "exit 0: ei uutta")),
        ("somebody must look", 1, "rules/kulut.yaml:7", ("POST", "", "exit 1: rules/kulut.yaml:7")),
        ("not done", 2, "aineistoa ei ole", ("POST", "/fail", "exit 2: aineistoa ei ole")),
    ],
)
def test_a_run(httpserver: HTTPServer, what: str, exit_code: int, why: str, told: tuple[str, str, str]) -> None:
    watcher = Watcher(httpserver)
    beat = watcher.beat()
    beat.start()
    beat.end(exit_code, why)
    assert watcher.told == [("POST", "/start", ""), told]
    assert not watcher.failed


def test_a_run_that_did_not_get_to_its_start(httpserver: HTTPServer) -> None:
    watcher = Watcher(httpserver)
    watcher.beat().end(2, "tilatiedosto on vaurioitunut")
    assert watcher.told == [("POST", "/fail", "exit 2: tilatiedosto on vaurioitunut")]


def test_without_a_heartbeat_nothing_happens() -> None:
    def no_client() -> object:
        raise AssertionError

    before = threading.active_count()
    beat = Beat(None, Line(no_client, pytest.fail))  # type: ignore[arg-type]  # is never called
    beat.start()
    beat.end(0, "")
    beat.fail("")
    assert threading.active_count() == before


def test_a_failure_is_told_without_waiting(httpserver: HTTPServer) -> None:
    watcher = Watcher(httpserver)
    watcher.beat().fail("the run crashed")
    eventually(lambda: watcher.told == [("POST", "/fail", "the run crashed")])


def test_the_body_is_short(httpserver: HTTPServer) -> None:
    watcher = Watcher(httpserver)
    watcher.beat().end(1, "ä" * 5000)
    assert len(watcher.told[0][2]) == 1000


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_bad_answer_is_said_and_nothing_more(httpserver: HTTPServer, status: int, capfd: pytest.CaptureFixture[str]) -> None:
    watcher = Watcher(httpserver, status, {"Location": httpserver.url_for(f"/{PATH}/elsewhere")})
    beat = watcher.beat()
    beat.start()
    beat.end(0, "ok")
    assert [path for _, path, _ in watcher.told] == ["/start", ""], "a redirect is not followed"
    assert watcher.failed == [f"answered {status}"] * 2
    assert PATH not in str(watcher.failed) + repr(beat) + repr(vars(beat)) + "".join(capfd.readouterr())


def test_the_address_keeps_its_query(httpserver: HTTPServer) -> None:
    asked: list[str] = []

    def remember(request: Request) -> Response:
        asked.append(request.full_path)
        return Response("")

    for path in ("/ping/key/budget", "/ping/key/budget/start"):
        httpserver.expect_request(path).respond_with_handler(remember)
    beat = Beat(Secret(httpserver.url_for("/ping/key/budget?create=1")), Line(web_client(None, None), asked.append))
    beat.start()
    beat.end(0, "")
    assert asked == ["/ping/key/budget/start?create=1", "/ping/key/budget?create=1"]


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/x", "http://[::1/x", "not an address", "https://127.0.0.1:1/x"])
def test_an_address_that_cannot_be_reached(url: str) -> None:
    failed: list[str] = []
    beat = Beat(Secret(url), Line(web_client(None, None), failed.append))
    beat.start()
    beat.end(0, "ok")
    assert len(failed) == 2
    assert all(text.isidentifier() for text in failed), failed


def test_a_client_that_cannot_be_made() -> None:
    failed: list[str] = []

    def broken() -> object:
        raise OSError("/etc/secret-ca.pem")

    Beat(Secret("http://127.0.0.1:1/"), Line(broken, failed.append)).end(0, "")  # type: ignore[arg-type]  # never returns
    assert failed == ["OSError"]


@pytest.fixture
def silent() -> Iterator[int]:
    """A server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_watcher_that_hangs_holds_a_run_no_longer_than_the_deadline(silent: int) -> None:
    failed: list[str] = []
    beat = Beat(Secret(f"http://127.0.0.1:{silent}/x"), Line(web_client(None, None), failed.append), deadline=0.5)
    began = time.monotonic()
    beat.start()
    assert time.monotonic() - began < 0.2, "the start is not waited for"
    beat.end(0, "ok")
    assert 0.4 < time.monotonic() - began < 2
    assert failed == ["no answer within 0.5 s"]


def test_one_request_that_hangs_leaves_time_for_the_next(silent: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("job.heartbeat._TIMEOUT", 0.3)
    failed: list[str] = []
    beat = Beat(Secret(f"http://127.0.0.1:{silent}/x"), Line(web_client(None, None), failed.append))
    beat.start()
    beat.end(0, "ok")
    assert failed == ["ReadTimeout", "ReadTimeout"]


def eventually(true: object, seconds: float = 5.0) -> None:
    assert callable(true)
    until = time.monotonic() + seconds
    while not true() and time.monotonic() < until:
        time.sleep(0.02)
    assert true()
