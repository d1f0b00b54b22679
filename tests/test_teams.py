"""The Teams channel over real sockets: every answer of a receiver, whole, half, late or lying, and what follows from it."""

import ast
import logging
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from alerts.letter import Letter
from alerts.outcome import Accepted, ChannelClosed, InDoubt, Outcome, Refused, TryLater
from alerts.teams import LONGEST_PAUSE, Pace, Teams, retry_after
from alerts.teams_url import BadWebhook, Webhook, read_webhook, webhook_warning
from job.web import client
from tests.canary import KEY as SECRET
from tests.test_teams_receiver import Answer, Receiver, drips, receiver, resets, says, silent, status

NOON = datetime(2023, 8, 1, 12, tzinfo=UTC)
CARD = '{"type":"message","text":"Käyttötalous"}'.encode()
HOSTS = ("*.powerplatform.com", "*.logic.azure.com", "hooks.example.org")
ACCEPTED = b"HTTP/1.1 202 Accepted\r\nx-ms-workflow-run-id: 0858\r\nContent-Length: 0\r\n\r\n"


@pytest.fixture(name="web")
def _web() -> Iterator[httpx.Client]:
    with client(None, None) as made:
        yield made


def teams(url: str, web: httpx.Client, deadline: float = 2.0) -> Teams:
    webhook = read_webhook(url, HOSTS)
    assert isinstance(webhook, Webhook)
    return Teams(webhook.url, web, lambda: NOON, Pace(0), deadline=deadline)


def attempt(answer: Answer, web: httpx.Client, deadline: float = 2.0) -> tuple[Outcome, Receiver]:
    with receiver(answer) as there:
        outcome = teams(there.url(), web, deadline).send_bytes(CARD)
    assert SECRET not in repr(outcome)
    assert "127.0.0.1" not in repr(outcome)
    return outcome, there


@pytest.mark.parametrize(
    ("code", "kind", "seconds", "throttled"),
    [
        (200, Accepted, None, False), (202, Accepted, None, False),
        # other successes took the message too
        (201, Accepted, None, False), (204, Accepted, None, False), (206, Accepted, None, False),
        # later
        (408, TryLater, 7, False), (425, TryLater, 7, False), (429, TryLater, 7, True), (500, TryLater, 7, False),
        (502, TryLater, 7, False), (503, TryLater, 7, False), (504, TryLater, 7, False), (599, TryLater, 7, False),
        (409, TryLater, 7, False), (423, TryLater, 7, False),
        # this form of the message
        (400, Refused, None, False), (413, Refused, None, False), (422, Refused, None, False),
        (406, Refused, None, False), (411, Refused, None, False), (415, Refused, None, False), (418, Refused, None, False),
        # the way
        (300, ChannelClosed, None, False), (301, ChannelClosed, None, False), (302, ChannelClosed, None, False),
        (303, ChannelClosed, None, False), (304, ChannelClosed, None, False), (307, ChannelClosed, None, False),
        (308, ChannelClosed, None, False), (401, ChannelClosed, None, False), (403, ChannelClosed, None, False),
        (404, ChannelClosed, None, False), (410, ChannelClosed, None, False), (402, ChannelClosed, None, False),
        (405, ChannelClosed, None, False), (407, ChannelClosed, None, False), (421, ChannelClosed, None, False),
        (451, ChannelClosed, None, False),
    ],
)  # fmt: skip
def test_every_status_has_its_outcome(
    web: httpx.Client, code: int, kind: type[Outcome], seconds: int | None, throttled: bool
) -> None:
    body = b"" if code in (204, 304) else b"{}"
    outcome, _ = attempt(status(code, "Retry-After: 7", body=body), web)
    assert type(outcome) is kind
    if isinstance(outcome, TryLater):
        assert (outcome.seconds, outcome.throttled) == (seconds, throttled)
    if not isinstance(outcome, Accepted):
        assert str(code) in outcome.error


def test_what_is_sent(web: httpx.Client) -> None:
    outcome, there = attempt(says(ACCEPTED), web)
    assert outcome == Accepted("0858")
    (request,) = there.requests
    head, _, body = request.partition(b"\r\n\r\n")
    assert head.startswith(
        f"POST /workflows/abc/triggers/manual/paths/invoke?api-version=1&sp=%2Ftriggers%2f&sig={SECRET} HTTP/1.1".encode()
    )
    assert b"content-type: application/json; charset=utf-8" in head.lower()
    assert body == CARD


@pytest.mark.parametrize(
    "target", ["/a?sig=%2F%2f'(x)~!$*,;:@[]-._", "/a//b/...c?", "/?a=b&&c=/.d", "/%7Euser/%C3%A4/%2e%2e/x?x=+%20%zz"]
)
def test_the_address_is_kept_byte_for_byte(web: httpx.Client, target: str) -> None:
    with receiver(says(ACCEPTED)) as there:
        teams(there.url(target), web).send_bytes(CARD)
    assert there.requests[0].split(b" ")[1] == target.encode()


@pytest.mark.parametrize(
    ("name", "kept"),
    [("0858", "0858"), ("", None), ("  ", None), ("x" * 300, "x" * 100), ("\xe4\xf6", None)],
)
def test_the_run_of_the_workflow_is_kept(web: httpx.Client, name: str, kept: str | None) -> None:
    outcome, _ = attempt(status(202, f"x-ms-workflow-run-id: {name}"), web)
    assert outcome == Accepted(kept)


@pytest.mark.parametrize(
    ("what", "answer"),
    [
        ("closes without an answer", says(b"")),
        ("resets before the answer", resets()),
        ("half a status line", says(b"HTTP/1.1 20")),
        ("half the headers", says(b"HTTP/1.1 202 Accepted\r\nContent-Le")),
        ("no HTTP at all", says(b"SSH-2.0-OpenSSH_9.2\r\n")),
        ("half a body", says(b"HTTP/1.1 202 Accepted\r\nContent-Length: 100\r\n\r\nhalf")),
        ("half a chunk", says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n50\r\nhalf")),
        ("resets in the body", resets(b"HTTP/1.1 202 Accepted\r\nContent-Length: 100\r\n\r\nhalf")),
        ("endless headers", says(b"HTTP/1.1 202 Accepted\r\n" + b"X-A: b\r\n" * 50_000)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_half_an_answer_is_in_doubt(web: httpx.Client, what: str, answer: Answer) -> None:
    outcome, _ = attempt(answer, web)
    assert outcome == InDoubt("yhteys Teamsiin katkesi ennen vastausta tai kesken sen")


@pytest.mark.parametrize(
    ("what", "answer"),
    [
        ("silent", silent()),
        ("drips its status line", drips(b"", b"H")),
        ("drips its headers", drips(b"HTTP/1.1 202 Accepted\r\n", b"X-A: b\r\n")),
        ("drips its body", drips(b"HTTP/1.1 202 Accepted\r\nContent-Length: 60000\r\n\r\n", b"x")),
        ("drips chunks", drips(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n")),
        ("drips early answers", drips(b"", b"HTTP/1.1 102 Processing\r\n\r\n")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_nobody_holds_the_run(web: httpx.Client, what: str, answer: Answer) -> None:
    start = time.monotonic()
    outcome, _ = attempt(answer, web, deadline=0.5)
    assert isinstance(outcome, InDoubt)
    assert time.monotonic() - start < 3


def test_a_receiver_that_reads_nothing_does_not_hold_the_run(web: httpx.Client) -> None:
    start = time.monotonic()
    with receiver(silent(), reads=False) as there:
        outcome = teams(there.url(), web, 0.5).send_bytes(b"x" * 50_000_000)
    assert isinstance(outcome, InDoubt)
    assert time.monotonic() - start < 3


def test_the_status_of_an_error_is_enough(web: httpx.Client) -> None:
    """What is said after it may drip or break off: the message was not taken."""
    start = time.monotonic()
    outcome, _ = attempt(drips(b"HTTP/1.1 429 X\r\nRetry-After: 60\r\nContent-Length: 900\r\n\r\n", b"x"), web)
    assert outcome == TryLater("Teams vastasi 429", 60, throttled=True)
    assert time.monotonic() - start < 1.9


def test_a_long_answer_is_read_in_part(web: httpx.Client) -> None:
    def answer(talk: socket.socket) -> None:
        talk.sendall(b"HTTP/1.1 202 Accepted\r\nContent-Length: 100000000\r\n\r\n" + b"x" * 300_000)
        time.sleep(5)

    start = time.monotonic()
    outcome, _ = attempt(answer, web)
    assert outcome == Accepted(None)
    assert time.monotonic() - start < 3


def test_a_packed_answer_is_not_unpacked(web: httpx.Client) -> None:
    assert attempt(status(200, "Content-Encoding: gzip", body=b"this is no gzip"), web)[0] == Accepted(None)


def test_a_redirect_is_not_followed(web: httpx.Client) -> None:
    with receiver(says(ACCEPTED)) as other:
        outcome, _ = attempt(status(307, f"Location: {other.url('/')}"), web)
    assert isinstance(outcome, ChannelClosed)
    assert other.connections == 0


def test_a_cookie_is_not_sent_back(web: httpx.Client) -> None:
    with receiver(status(202, "Set-Cookie: a=b; Path=/")) as there:
        for _ in range(2):
            teams(there.url(), web).send_bytes(CARD)
    assert there.connections == 2
    assert b"cookie" not in b"".join(there.requests).lower()


def test_nobody_there(web: httpx.Client) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    outcome = teams(f"http://127.0.0.1:{port}/?sig={SECRET}", web).send_bytes(CARD)
    assert outcome == TryLater("Teamsiin ei saatu yhteyttä: palvelin ei ota yhteyttä vastaan")


def test_no_such_name(web: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    outcome = teams(f"https://hooks.example.org/?sig={SECRET}", web).send_bytes(CARD)
    assert outcome == TryLater("Teamsiin ei saatu yhteyttä: palvelimen nimeä ei löydy")


@pytest.mark.parametrize(
    ("host", "trusted", "taken"), [("127.0.0.1", True, True), ("127.0.0.1", False, False), ("example.org", True, False)]
)
def test_certificates_are_checked(tmp_path: Path, host: str, trusted: bool, taken: bool) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(host).configure_cert(tls)
    with client(None, tmp_path / "ca.pem" if trusted else None) as web, receiver(says(ACCEPTED), tls) as there:
        outcome = teams(there.url(), web).send_bytes(CARD)
    if taken:
        assert outcome == Accepted("0858")
    else:
        assert outcome == TryLater("Teamsiin ei saatu yhteyttä: palvelimen varmenne ei kelpaa")
        assert there.requests == []


def test_a_handshake_that_never_comes_does_not_hold_the_run() -> None:
    start = time.monotonic()
    with client(None, None) as web, receiver(silent(), reads=False) as there:
        outcome = teams(there.url().replace("http:", "https:"), web, 0.5).send_bytes(CARD)
    assert isinstance(outcome, TryLater)
    assert time.monotonic() - start < 3


@pytest.mark.parametrize(("answer", "kind"), [(status(407), TryLater), (says(b"HTTP/1.1 200 OK\r\n\r\n"), TryLater)])
def test_a_proxy_that_does_not_let_through(answer: Answer, kind: type[Outcome]) -> None:
    with receiver(answer) as proxy, client(f"http://127.0.0.1:{proxy.port}", None) as web:
        outcome = teams(f"https://hooks.example.org/?sig={SECRET}", web).send_bytes(CARD)
    assert type(outcome) is kind
    assert proxy.requests[0].startswith(b"CONNECT hooks.example.org:443 ")
    assert SECRET.encode() not in proxy.requests[0]


def test_loopback_goes_by_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with client("http://127.0.0.1:1", None) as web:
        assert attempt(says(ACCEPTED), web)[0] == Accepted("0858")


# Retry-After


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("1", 1), ("120", 120), ("0", 1), ("0000000000007", 7), ("14400", 14400), ("14401", 14400), ("9" * 5000, 14400),
        # dates: three forms of RFC 9110, and what is near to them
        ("Tue, 01 Aug 2023 12:01:00 GMT", 60), ("Tuesday, 01-Aug-23 12:01:00 GMT", 60), ("Tue Aug  1 12:01:00 2023", 60),
        ("Tue, 01 Aug 2023 15:01:00 +0300", 60), ("Tue, 01 Aug 2023 11:00:00 GMT", 1), ("Wed, 01 Aug 2035 12:00:00 GMT", 14400),
        # nothing readable
        ("", None), ("-5", None), ("+5", None), ("1.5", None), ("1e3", None), ("5, 10", None), ("0x10", None), ("1_000", None),
        ("٣٠", None), ("³", None), ("５", None), ("soon", None), ("Tue, 99 Aug 2023 12:00:00 GMT", None), (None, None),
        ("Tue, 01 Aug 99999 12:00:00 GMT", None),
    ],
)  # fmt: skip
def test_retry_after(words: str | None, seconds: int | None) -> None:
    assert retry_after(words, NOON) == seconds


@given(st.text(max_size=40))
def test_any_retry_after_is_within_bounds(words: str) -> None:
    found = retry_after(words, NOON)
    assert found is None or 1 <= found <= LONGEST_PAUSE


@given(st.integers(-100_000, 100_000))
def test_a_date_is_not_earlier_than_asked(seconds: int) -> None:
    moment = NOON + timedelta(seconds=seconds)
    found = retry_after(moment.strftime("%a, %d %b %Y %H:%M:%S GMT"), NOON)
    assert found is not None
    assert found >= min(seconds, LONGEST_PAUSE)


@pytest.mark.parametrize(
    ("header", "seconds"), [("Retry-After: 5\r\nRetry-After: 9", None), ("retry-AFTER:  12 ", 12), ("X: y", None)]
)
def test_retry_after_of_an_answer(web: httpx.Client, header: str, seconds: int | None) -> None:
    outcome, _ = attempt(status(503, header), web)
    assert outcome == TryLater("Teams vastasi 503", seconds)


def test_a_date_is_reckoned_from_the_receivers_own_clock(web: httpx.Client) -> None:
    headers = ("Date: Tue, 01 Aug 2023 09:00:00 GMT", "Retry-After: Tue, 01 Aug 2023 09:01:00 GMT")
    assert attempt(status(503, *headers), web)[0] == TryLater("Teams vastasi 503", 60)
    assert attempt(status(503, "Date: x", "Retry-After: Tue, 01 Aug 2023 12:01:00 GMT"), web)[0] == TryLater(
        "Teams vastasi 503", 60
    )


# The address


@pytest.mark.parametrize(
    "url",
    [
        "https://x1.environment.api.powerplatform.com:443/powerautomate/automations/direct/workflows/a/triggers/manual/paths/invoke?sig=a",
        "HTTPS://X1.Environment.API.PowerPlatform.com/a?sig=b",
        "https://prod-1.westeurope.logic.azure.com:443/workflows/a?sig=b",
        "https://hooks.example.org",
        "http://127.0.0.1:8080/a", "http://localhost:1/a", "https://[::1]:8443/a", "http://127.3.2.1/a",
    ],
)  # fmt: skip
def test_an_address_that_may_be_used(url: str) -> None:
    assert isinstance(read_webhook(url, HOSTS), Webhook)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("https://kemi.webhook.office.com/webhookb2/a", "Office 365 -liittimet (webhook.office.com) on lopetettu, eikä osoite enää toimi"),
        ("https://KEMI.Webhook.Office.Com./a", "Office 365 -liittimet (webhook.office.com) on lopetettu, eikä osoite enää toimi"),
        ("https://outlook.office.com/webhook/a", "Office 365 -liittimet (webhook.office.com) on lopetettu, eikä osoite enää toimi"),
        ("http://x.powerplatform.com/a", "webhookin osoite ei ala https://"),
        ("https://evil.example/a", "webhookin palvelin ei ole sallittujen joukossa"),
        ("https://powerplatform.com/a", "webhookin palvelin ei ole sallittujen joukossa"),
        ("https://evilpowerplatform.com/a", "webhookin palvelin ei ole sallittujen joukossa"),
        ("https://x.powerplatform.com.evil.example/a", "webhookin palvelin ei ole sallittujen joukossa"),
        ("http://127.0.0.1.evil.example/a", "webhookin osoite ei ala https://"),
        ("https://localhost.evil.example/a", "webhookin palvelin ei ole sallittujen joukossa"),
        ("https://x.powerplatform.com@evil.example/a", "webhookin osoite ei kelpaa"),
        ("https://evil.example\\@x.powerplatform.com/a", "webhookin osoite ei kelpaa"),
        ("https://evil.example#.powerplatform.com/a", "webhookin osoite ei kelpaa"),
        ("https://evil.example?.powerplatform.com/a", "webhookin osoite ei kelpaa"),
        ("https://x.powerplatform.com:99999/a", "webhookin osoite ei kelpaa"),
        ("https://x.powerplatform.com/../a", "webhookin osoite ei kelpaa"),
        ("https://x.powerplatform.com/b/.?x", "webhookin osoite ei kelpaa"),
        ("https://x.powerplatform.com/{a}", "webhookin osoite ei kelpaa"),
        ("https://x.powerplatform.com/a b", "webhookin osoite ei kelpaa"),
        ("https://x.powerplatform.com/a\n", "webhookin osoite ei kelpaa"),
        ("https://x.powerplatform.com/ä", "webhookin osoite ei kelpaa"),
        ("file:///etc/passwd", "webhookin osoite ei kelpaa"), ("", "webhookin osoite ei kelpaa"),
    ],
)  # fmt: skip
def test_an_address_that_may_not(url: str, message: str) -> None:
    bad = read_webhook(url, HOSTS)
    assert isinstance(bad, BadWebhook)
    assert bad.message == message
    assert bad.hint
    assert "/a" not in bad.message + bad.hint


def test_an_old_address_gets_a_warning() -> None:
    old = read_webhook("https://prod-1.westeurope.logic.azure.com/workflows/a", HOSTS)
    new = read_webhook("https://x.powerplatform.com/a", HOSTS)
    assert isinstance(old, Webhook)
    assert isinstance(new, Webhook)
    assert "logic.azure.com" in (webhook_warning(old) or "")
    assert webhook_warning(new) is None


# Secrets and pace


def test_the_address_is_in_no_repr_and_no_log(web: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with receiver(status(403)) as there:
        channel = replace(teams(there.url(), web), tokens=Fixed("TUNNUS"))
        outcome = channel.send_bytes(CARD)
    assert b"authorization: bearer tunnus" in there.requests[0].lower()
    said = repr(channel) + str(channel) + repr(read_webhook(there.url(), HOSTS)) + repr(outcome) + caplog.text
    assert SECRET not in said
    assert "TUNNUS" not in said
    assert str(there.port) not in said


def test_an_address_that_the_library_refuses_is_not_told(web: httpx.Client) -> None:
    outcome = teams(f"http://127.0.0.1:1/{'x' * 70_000}?sig={SECRET}", web).send_bytes(CARD)
    assert outcome == ChannelClosed("webhookin osoite ei kelpaa")


class Fixed:
    """A token that is always the same, or an error."""

    def __init__(self, token: str) -> None:
        self.given = token

    def token(self) -> str | TryLater | ChannelClosed:
        return self.given or ChannelClosed("Entra ei antanut tunnusta")


def test_without_a_token_nothing_is_sent(web: httpx.Client) -> None:
    with receiver(says(ACCEPTED)) as there:
        outcome = replace(teams(there.url(), web), tokens=Fixed("")).send_bytes(CARD)
    assert outcome == ChannelClosed("Entra ei antanut tunnusta")
    assert there.connections == 0


def test_at_most_one_message_a_second_to_one_webhook() -> None:
    now, slept = [100.0], list[float]()

    def sleep(seconds: float) -> None:
        slept.append(round(seconds, 3))
        now[0] += seconds

    pace = Pace(1.0, lambda: now[0], sleep)
    for url, passes in (("a", 0.0), ("a", 0.25), ("b", 0.0), ("a", 5.0), ("b", 0.0)):
        pace.wait(url)
        now[0] += passes
    assert slept == [1.0, 0.75]


def test_after_sixty_messages_in_an_hour_the_rest_wait() -> None:
    now = [100.0]
    pace = Pace(0, lambda: now[0])
    for _ in range(60):
        assert pace.wait("a") is None
        now[0] += 10
    assert pace.wait("a") == 3000
    assert pace.wait("b") is None
    now[0] += 3000
    assert pace.wait("a") is None
    assert pace.wait("a") == 10


def test_a_message_over_the_hours_sixty_is_not_sent(web: httpx.Client) -> None:
    with receiver(says(ACCEPTED)) as there:
        channel = teams(there.url(), web)
        while channel.pace.wait(channel.url) is None:
            pass
        outcome = channel.send_bytes(CARD)
    assert isinstance(outcome, TryLater)
    assert (outcome.throttled, there.requests) == (True, [])


def test_a_letter_goes_in_its_finished_form(web: httpx.Client) -> None:
    letter = Letter(17, "r", "a", "", b"eml", b"html", card=b"card", repeat=False)
    with receiver(says(ACCEPTED)) as there:
        outcome = teams(there.url(), web).send(letter)
    assert outcome == Accepted("0858")
    assert there.requests[0].endswith(b"\r\n\r\ncard")


def test_the_environment_is_not_asked(web: httpx.Client) -> None:
    assert not web.trust_env
    assert not web.follow_redirects
    assert logging.getLogger("httpx").level == logging.getLogger("httpcore").level == logging.WARNING


def test_a_run_without_teams_loads_no_web_client() -> None:
    code = "import sys, alerts.teams, alerts.tokens, alerts.card_bytes, job.web; print({'httpx', 'msal', 'email', 'ssl'} & {*sys.modules})"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1]
    )
    assert set(ast.literal_eval(found.stdout.replace("set()", "()"))) <= {"ssl"}
