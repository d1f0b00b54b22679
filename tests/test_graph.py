"""Microsoft 365 by Graph, against stand-ins on this machine: each answer has one meaning, and no server holds it."""

import base64
import json
import logging
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qs

import httpx
import pytest
import trustme
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from alerts.exchange import Answer, retry_after
from alerts.graph import Graph, judge
from alerts.outcome import Accepted, Blocked, ChannelClosed, InDoubt, NoSuchReader, Outcome, Refused, TryLater
from alerts.tokens import GRAPH_SCOPE, ClientCredentials
from job.web import client as web_client
from tests.canary import APP as SECRET
from tests.canary import TOKEN
from tests.test_graph_faults import Act, drip_body, drip_head, faulty, half_an_answer, hang_up, say_nothing, stop_reading
from tests.test_smtp import EML, letter

PATH = "/v1.0/users/talousvahti@example.org/sendMail"


@dataclass(frozen=True)
class Tokens:
    answer: str | TryLater | ChannelClosed = TOKEN

    def token(self) -> str | TryLater | ChannelClosed:
        return self.answer


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def client(authority: trustme.CA, tmp_path: Path) -> Iterator[httpx.Client]:
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    with web_client(None, tmp_path / "ca.pem") as client:
        yield client


@pytest.fixture
def web() -> Iterator[HTTPServer]:
    with HTTPServer() as server:
        yield server


@pytest.fixture
def login(authority: trustme.CA) -> Iterator[HTTPServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with HTTPServer(ssl_context=context) as server:
        yield server


def graph(client: httpx.Client, host: str, seconds: float = 3) -> Graph:
    return Graph("talousvahti@example.org", Tokens(), client, host.rstrip("/"), seconds)


def test_the_stored_bytes_arrive_and_arrive_again(client: httpx.Client, web: HTTPServer) -> None:
    web.expect_request(PATH, method="POST").respond_with_data(status=202, headers={"request-id": "4f1d-22"})
    channel = graph(client, web.url_for(""))
    assert [channel.send(letter()), channel.send(replace(letter(), repeat=True))] == [Accepted("4f1d-22")] * 2
    requests = [request for request, _ in web.log]
    assert [base64.b64decode(request.get_data()) for request in requests] == [EML, EML]
    assert {request.headers["Content-Type"] for request in requests} == {"text/plain"}
    assert {request.headers["Authorization"] for request in requests} == {f"Bearer {TOKEN}"}


@pytest.mark.parametrize(
    ("status", "error", "expected"),
    [
        (202, "", Accepted(None)),
        (200, "", Accepted(None)),
        # later
        (408, "", TryLater("Microsoft 365 pyysi yrittämään myöhemmin: 408")),
        (429, "ApplicationThrottled", TryLater("Microsoft 365 pyysi yrittämään myöhemmin: 429 ApplicationThrottled", None, True)),
        (500, "", TryLater("Microsoft 365 pyysi yrittämään myöhemmin: 500")),
        (503, "", TryLater("Microsoft 365 pyysi yrittämään myöhemmin: 503")),
        # this message never
        (400, "ErrorInvalidRequest", Refused("Microsoft 365 ei ota viestiä vastaan: 400 ErrorInvalidRequest")),
        (413, "", Refused("Microsoft 365 ei ota viestiä vastaan: 413")),
        (422, "", Refused("Microsoft 365 ei ota viestiä vastaan: 422")),
        (415, "", Refused("Microsoft 365 ei ota viestiä vastaan: 415")),
        # this channel not before somebody mends it
        (301, "", ChannelClosed("Microsoft 365 ei päästä lähettämään: 301")),
        (401, "InvalidAuthenticationToken", ChannelClosed("Microsoft 365 ei päästä lähettämään: 401 InvalidAuthenticationToken")),
        (403, "ErrorAccessDenied", ChannelClosed("Microsoft 365 ei päästä lähettämään: 403 ErrorAccessDenied")),
        (404, "ErrorInvalidUser", ChannelClosed("Microsoft 365 ei päästä lähettämään: 404 ErrorInvalidUser")),
        (410, "", ChannelClosed("Microsoft 365 ei päästä lähettämään: 410")),
        # nobody there, and nobody knows
        (400, "ErrorInvalidRecipients", NoSuchReader("Microsoft 365 ei tunne osoitetta museo@example.org: 400 ErrorInvalidRecipients")),
        (204, "", InDoubt("Microsoft 365:n vastaus on epäselvä: 204")),
    ],
)  # fmt: skip
def test_every_answer_has_one_meaning(client: httpx.Client, web: HTTPServer, status: int, error: str, expected: Outcome) -> None:
    body = json.dumps({"error": {"code": error, "message": f"Kulut ylittyvät {TOKEN}"}}) if error else ""
    headers = {"Location": web.url_for("/elsewhere")} if status == 301 else {}
    web.expect_request(PATH).respond_with_data(body, status=status, headers=headers)
    assert graph(client, web.url_for("")).send(letter()) == expected
    assert len(web.log) == 1


@pytest.mark.parametrize(
    ("wish", "seconds"),
    [
        ("120", 120), ("0", 1), ("1", 1), ("999999", 14_400), ("14400", 14_400),
        ("Tue, 01 Aug 2023 12:05:00 GMT", 300), ("Tue, 01 Aug 2023 11:00:00 GMT", 1), ("Wed, 02 Aug 2023 12:00:00 GMT", 14_400),
        ("", None), ("soon", None), ("-5", None), ("1.5", None), ("٣", None), ("9" * 400, None), ("Tue, 99 Aug 2023 12:05:00 GMT", None),
    ],
)  # fmt: skip
def test_retry_after(wish: str, seconds: int | None) -> None:
    assert retry_after({"retry-after": wish, "date": "Tue, 01 Aug 2023 12:00:00 GMT"}) == seconds


def test_retry_after_is_the_outbox_s_business(client: httpx.Client, web: HTTPServer) -> None:
    web.expect_request(PATH).respond_with_data(status=429, headers={"Retry-After": "77"})
    outcome = graph(client, web.url_for("")).send(letter())
    assert outcome == TryLater("Microsoft 365 pyysi yrittämään myöhemmin: 429", 77, throttled=True)


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (hang_up, InDoubt),
        (half_an_answer, InDoubt),
        (say_nothing, InDoubt),
        (drip_head, InDoubt),
        (drip_body, InDoubt),
        (stop_reading, TryLater),
    ],
)
def test_a_lost_answer_is_a_doubt_and_holds_nobody(client: httpx.Client, act: Act, kind: type[Outcome]) -> None:
    eml = b"To: museo@example.org\r\n\r\n" + b"x" * (8_000_000 if act is stop_reading else 10)
    with faulty(act) as host:
        start = time.monotonic()
        outcome = graph(client, host, seconds=0.7).send(letter(eml=eml))
        assert time.monotonic() - start < 3
    assert isinstance(outcome, kind), outcome


def test_a_dripping_server_over_tls(client: httpx.Client, authority: trustme.CA) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with faulty(drip_head, context) as host:
        start = time.monotonic()
        outcome = graph(client, host, seconds=0.7).send(letter())
        assert time.monotonic() - start < 3
    assert isinstance(outcome, InDoubt)


def test_a_long_answer_is_cut(client: httpx.Client, web: HTTPServer) -> None:
    web.expect_request(PATH).respond_with_data("x" * 20_000_000, status=400)
    assert isinstance(graph(client, web.url_for("")).send(letter()), Refused)


def test_nobody_listens(client: httpx.Client) -> None:
    with faulty(hang_up) as host:
        pass
    assert graph(client, host).send(letter()) == TryLater("Microsoft 365:een ei saada yhteyttä")


def test_a_certificate_that_nobody_knows(login: HTTPServer) -> None:
    with web_client(None, None) as client:
        assert graph(client, login.url_for("")).send(letter()) == TryLater("Microsoft 365:een ei saada yhteyttä")
    assert login.log == []


def test_a_host_without_https_is_not_told_the_token(client: httpx.Client) -> None:
    for host in ("http://graph.invalid", "ftp://localhost", "http://127.0.0.1.example.org", "http://[", ""):
        assert isinstance(graph(client, host).send(letter()), ChannelClosed)


@pytest.mark.parametrize("mailbox", ["", "../x", "a/b", "a@b.fi?x=1", "a b", "ä@b.fi"])
def test_a_mailbox_is_no_path(client: httpx.Client, mailbox: str) -> None:
    assert isinstance(Graph(mailbox, Tokens(), client).send(letter()), ChannelClosed)


@pytest.mark.parametrize(
    "eml",
    [
        b"To: other@example.org\r\n\r\n",
        b"To: museo@example.org, other@example.org\r\n\r\n",
        b"To: museo@example.org\r\nCc: other@example.org\r\n\r\n",
        b"To: museo@example.org\r\nbcc: other@example.org\r\n\r\n",
        b"Subject: nobody\r\n\r\n",
    ],
)
def test_graph_has_no_envelope_so_the_headers_must_say_the_same(client: httpx.Client, web: HTTPServer, eml: bytes) -> None:
    assert isinstance(graph(client, web.url_for("")).send(letter(eml=eml)), Blocked)
    assert web.log == []


def test_nothing_else_is_taken_for_accepted() -> None:
    outcomes = {status: judge(Answer(status, {}, b""), "museo@example.org") for status in range(100, 600)}
    assert [status for status, outcome in outcomes.items() if isinstance(outcome, Accepted)] == [200, 202]


# Tokens


def discovery(server: HTTPServer) -> None:
    host = server.url_for("").rstrip("/")
    server.expect_request("/kemi/v2.0/.well-known/openid-configuration").respond_with_json(
        {
            "issuer": f"{host}/kemi/v2.0",
            "token_endpoint": f"{host}/kemi/oauth2/v2.0/token",
            "authorization_endpoint": f"{host}/kemi/oauth2/v2.0/authorize",
        }
    )


def credentials(client: httpx.Client, server: HTTPServer) -> ClientCredentials:
    return ClientCredentials("kemi", "app-1", SECRET, scope=GRAPH_SCOPE, client=client, login=server.url_for("").rstrip("/"))


def test_a_token_is_had_once_and_kept(client: httpx.Client, login: HTTPServer) -> None:
    discovery(login)

    def answer(request: Request) -> Response:
        form = parse_qs(request.get_data(as_text=True))
        assert form["grant_type"] == ["client_credentials"]
        assert form["scope"] == [GRAPH_SCOPE]
        assert (form.get("client_secret") == [SECRET]) or request.authorization is not None
        return Response(json.dumps({"access_token": TOKEN, "expires_in": 3600, "token_type": "Bearer"}))

    login.expect_request("/kemi/oauth2/v2.0/token", method="POST").respond_with_handler(answer)
    tokens = credentials(client, login)
    assert [tokens.token(), tokens.token()] == [TOKEN, TOKEN]
    login.check_assertions()
    assert len([request for request, _ in login.log if request.method == "POST"]) == 1


@pytest.mark.parametrize(
    ("status", "answer", "expected"),
    [
        (401, {"error": "invalid_client", "error_description": f"AADSTS7000215: Invalid {SECRET}"},
         ChannelClosed("Microsoft 365 ei hyväksy sovelluksen kirjautumista: invalid_client AADSTS7000215")),
        (400, {"error": "unauthorized_client", "error_description": "AADSTS700016: no app"},
         ChannelClosed("Microsoft 365 ei hyväksy sovelluksen kirjautumista: unauthorized_client AADSTS700016")),
        (400, {"error": "temporarily_unavailable"}, TryLater("Microsoft 365 ei anna nyt kirjautua: temporarily_unavailable")),
        (503, {}, TryLater("Microsoft 365:n kirjautuminen pyysi yrittämään myöhemmin: 503", 60)),
        (429, {}, TryLater("Microsoft 365:n kirjautuminen pyysi yrittämään myöhemmin: 429", 60, throttled=True)),
        (302, {}, ChannelClosed("Microsoft 365 ei hyväksy sovelluksen kirjautumista: vastauksessa ei ole tunnusta")),
    ],
)  # fmt: skip
def test_why_there_is_no_token(
    client: httpx.Client,
    login: HTTPServer,
    status: int,
    answer: dict[str, str],
    expected: Outcome,
    caplog: pytest.LogCaptureFixture,
) -> None:
    discovery(login)
    headers = {"Retry-After": "60"} if status in (429, 503) else {}
    login.expect_request("/kemi/oauth2/v2.0/token").respond_with_json(answer, status=status, headers=headers)
    with caplog.at_level(logging.DEBUG):
        outcome = credentials(client, login).token()
    assert outcome == expected
    assert SECRET not in str(outcome)
    assert SECRET not in caplog.text


def test_a_tenant_that_is_none(client: httpx.Client, login: HTTPServer) -> None:
    login.expect_request("/kemi/v2.0/.well-known/openid-configuration").respond_with_json({"error": "invalid_tenant"}, status=400)
    outcome = credentials(client, login).token()
    assert outcome == ChannelClosed("Microsoft 365:n vuokraajaa ei löydy tai kirjautumisosoite on väärä")


def test_a_login_address_without_https_is_told_nothing(client: httpx.Client, web: HTTPServer) -> None:
    tokens = ClientCredentials("kemi", "app-1", SECRET, scope=GRAPH_SCOPE, client=client, login="http://login.invalid")
    assert isinstance(tokens.token(), ChannelClosed)


def test_the_token_s_server_is_away(client: httpx.Client, login: HTTPServer) -> None:
    tokens = credentials(client, login)
    login.stop()
    assert tokens.token() == TryLater("Microsoft 365:n kirjautumiseen ei saada yhteyttä")


def test_without_a_token_nothing_is_sent(client: httpx.Client, web: HTTPServer) -> None:
    channel = replace(graph(client, web.url_for("")), tokens=Tokens(TryLater("ei nyt")))
    assert channel.send(letter()) == TryLater("ei nyt")
    assert web.log == []


def test_no_secret_in_repr(client: httpx.Client, login: HTTPServer) -> None:
    tokens = credentials(client, login)
    assert SECRET not in repr(tokens)
    channel = Graph("talousvahti@example.org", tokens, client)
    assert SECRET not in repr(channel)
    assert TOKEN not in repr(graph(client, "http://localhost"))
