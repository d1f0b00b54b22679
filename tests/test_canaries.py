"""Canaries: whole commands with secrets that are known to the test, and failures of every kind; no secret is anywhere.

The receivers are the worst ones: they quote whatever they were sent, in headers, bodies and replies. What is searched:
stdout, stderr (with tracebacks), the log at its debug level, the state, the messages; in plain, quoted and base64 form.
"""

import asyncio
import base64
import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote_plus

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tests.canary import APP, BEAT, PASSWORD, SIG, canaries_in, canaries_under
from tests.cities import RULES, small_city
from tests.faked_clock import set_clock
from tests.test_heartbeat import eventually
from tests.test_serve_clock import at

BOT = Path(__file__).parents[1] / "bot.py"
TORTURE = bool(os.environ.get("TORTURE"))
CLOCKED = Path(__file__).with_name("faked_clock.py")

OWNERS = """\
vastuut:
  - {rooli: talous, osoite: talous@example.org, kanava: mail}
  - {rooli: rehtori, osoite: rehtori@example.org, kanava: teams, yksiköt: ["1100"]}
  - {rooli: museonjohtaja, osoite: museo@example.org, kanava: graph, yksiköt: ["1200"]}
"""


def config(port: int, login: str) -> str:
    return f"""\
organisation: Tyrskylä
rules: rules/
state: var/talousvahti.db
sources:
  - report: data/*.csv
schedule: ["daily at 06:15"]
heartbeat: {{url: {{credential: heartbeat}}}}
log: {{file: var/log, level: debug, format: json}}
channels:
  mail: {{type: email, host: 127.0.0.1, port: {port}, security: none, from: bot@example.org, username: bot, password: {{file: smtp}}}}
  teams: {{type: teams, webhook: {{env: CANARY_WEBHOOK}}}}
  graph: {{type: graph, from: bot@example.org, host: "{login}", app: {{tenant: t, client_id: c, secret: {{file: app}}, login: "{login}"}}}}
network: {{ca_file: ../ca.pem}}
"""


class Parrot:
    """A web server that answers with what it was sent, and with the status that it is told."""

    def __init__(self, server: HTTPServer) -> None:
        self.status = 401
        self.asked: list[str] = []
        self.listen(server)

    def listen(self, server: HTTPServer) -> None:
        server.expect_request(re.compile("/.*")).respond_with_handler(self._answer)

    def _answer(self, request: Request) -> Response:
        self.asked.append(request.path)
        if request.path.endswith("/openid-configuration"):
            base = f"https://{request.host}/t"
            found = {"issuer": f"{base}/v2.0", "authorization_endpoint": f"{base}/oauth2/v2.0/authorize"}
            return Response(json.dumps(found | {"token_endpoint": f"{base}/oauth2/v2.0/token"}))
        said = f"{request.url} {request.headers} {request.get_data(as_text=True)}"
        body = json.dumps({"error": unquote_plus(said), "error_description": said, "code": re.sub(r"\W", "", SIG)})
        headers = {"x-ms-workflow-run-id": request.full_path, "Location": request.url, "X-Said": quote(said)[:2000]}
        return Response(body, self.status, headers, content_type="application/json")


class RudeMailServer:
    """A mail server that refuses every login and quotes it."""

    def __init__(self) -> None:
        self.tried = 0

    async def auth_PLAIN(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802
        self.tried += 1
        said = f"535 5.7.8 no: {args} {base64.b64decode(args[-1])!r} {PASSWORD.encode().decode('ascii', 'replace')}"
        await server.push(said.encode("ascii", "replace").decode())
        return AuthResult(success=False, handled=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(0)
        return "250 OK"


@pytest.fixture
def rude() -> Iterator[tuple[RudeMailServer, int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    server = RudeMailServer()
    controller = Controller(server, hostname="127.0.0.1", port=port, auth_require_tls=False, auth_required=True)
    controller.start()
    try:
        yield server, port
    finally:
        controller.stop()


class Canary:
    """A city with secrets in its environment, in files and in a credential, and everything that its commands have said."""

    def __init__(self, folder: Path, base: str, login: str, port: int) -> None:
        self.folder = folder
        self.city = small_city(folder / "city", rules=RULES[: RULES.index("vastuut:")] + OWNERS, config=config(port, login))
        self.said = b""
        self.webhook = f"{base}/flow?sp=%2Frun&sig={quote(SIG, safe='')}"
        self._keep(self.city / "smtp", PASSWORD)
        self._keep(self.city / "app", APP)
        (folder / "credentials").mkdir()
        self._keep(folder / "credentials/heartbeat", f"{base}/{BEAT}")

    def _keep(self, file: Path, text: str) -> None:
        file.write_text(text, "utf-8")
        file.chmod(0o600)

    @property
    def environment(self) -> dict[str, str]:
        more = {"CANARY_WEBHOOK": self.webhook, "CREDENTIALS_DIRECTORY": str(self.folder / "credentials")}
        return os.environ | more | {"PYTHONUTF8": "1"}

    def call(self, *arguments: str, program: tuple[str, ...] = (str(BOT),)) -> int:
        command = (sys.executable, *program, *arguments, "--config", str(self.city / "config.yaml"))
        done = subprocess.run(command, cwd=BOT.parent, env=self.environment, capture_output=True, timeout=60, check=False)
        self.said += done.stdout + done.stderr
        return done.returncode

    def all(self) -> None:
        """Every command that reads the config or the state."""
        self.call("run", "--today", "2023-08-01")
        for channel in ("mail", "teams", "graph"):
            self.call("send-test", channel)
        for arguments in (
            ("outbox", "--json", "--all"),
            ("check",),
            *((("status",), ("alerts",), ("figures",)) if TORTURE else ()),
        ):
            self.call(*arguments)

    def found(self) -> list[str]:
        """The canaries that are somewhere, and where."""
        return [*canaries_under(self.city / "var"), *canaries_in(self.said)]


@pytest.fixture
def parrot(httpserver: HTTPServer) -> Parrot:
    return Parrot(httpserver)


@pytest.fixture
def microsoft(tmp_path: Path, parrot: Parrot) -> Iterator[str]:
    """The address of the parrot over TLS: Microsoft's library takes no other. `ca.pem` is trusted by the city."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with HTTPServer(host="localhost", port=0, ssl_context=context) as server:
        parrot.listen(server)
        yield server.url_for("").rstrip("/")


@pytest.fixture
def canary(tmp_path: Path, microsoft: str, httpserver: HTTPServer, rude: tuple[RudeMailServer, int], parrot: Parrot) -> Canary:
    return Canary(tmp_path, httpserver.url_for("").rstrip("/"), microsoft, rude[1])


@pytest.mark.holds_canaries
def test_the_search_finds_a_canary(canary: Canary) -> None:
    (canary.city / "var").mkdir()
    for text in (SIG, quote(PASSWORD), base64.b64encode(f"\0bot\0{PASSWORD}".encode()).decode()):
        (canary.city / "var/x").write_text(f"… {text} …", "utf-8")
        assert canary.found()


@pytest.mark.parametrize("status", [302, 401, *([202, 400, 403, 404, 429, 500, 503] if TORTURE else [])])
def test_receivers_that_quote_what_they_were_sent(
    canary: Canary, parrot: Parrot, rude: tuple[RudeMailServer, int], status: int
) -> None:
    parrot.status = status
    canary.all()
    assert canary.call("run", "--today", "2023-08-02") in (0, 1)
    assert rude[0].tried
    assert any(path.startswith("/flow") for path in parrot.asked)
    assert any("/oauth2/" in path for path in parrot.asked)
    assert any(BEAT in path for path in parrot.asked)
    assert (canary.city / "var/log").read_text("utf-8").count("\n") >= 4
    assert canary.found() == []


@pytest.mark.parametrize(
    "webhook",
    [
        "https://example.com/flow?sig=SIG",  # not on the list of hosts
        "https://x.webhook.office.com/webhookb2/SIG",
        *(["https://127.0.0.1:1/flow?sig=SIG", "not an address SIG"] if TORTURE else []),
        *(["http://prod.logic.azure.com/flow?sig=SIG", "https://no.logic.azure.com.invalid/?sig=SIG"] if TORTURE else []),
        *(["https://[::1/SIG"] if TORTURE else []),
    ],
)
def test_bad_addresses(canary: Canary, webhook: str) -> None:
    canary.webhook = webhook.replace("SIG", SIG)
    (canary.folder / "credentials/heartbeat").write_text(webhook.replace("SIG", BEAT), "utf-8")
    canary.all()
    assert canary.found() == []


def test_a_certificate_that_nobody_knows_and_a_server_without_tls(canary: Canary, httpserver: HTTPServer) -> None:
    canary.webhook = canary.webhook.replace("http:", "https:")
    for security in ("tls", "starttls") if TORTURE else ("starttls",):
        text = (canary.city / "config.yaml").read_text("utf-8")
        (canary.city / "config.yaml").write_text(re.sub("security: [a-z]+", f"security: {security}", text), "utf-8")
        canary.all()
    assert canary.found() == []


def test_a_secret_in_the_config_itself(canary: Canary) -> None:
    text = (canary.city / "config.yaml").read_text("utf-8")
    (canary.city / "config.yaml").write_text(text.replace("{file: smtp}", f'"{PASSWORD}"'), "utf-8")
    canary.all()
    assert canary.found() == []


CRASH = """\
import sys
import bot
from alerts import deliver
from job.crash import redact_crashes
import job.round

def crash(config, *more, **other):
    secrets = [config.heartbeat.reveal(), *(v for n, s in config.channels for v in show(s))]
    raise RuntimeError(f"cannot use {secrets}") from KeyError(secrets[0])

def show(settings):
    if hasattr(settings, "webhook"): yield settings.webhook.url
    if hasattr(settings, "password") and settings.password: yield settings.password.reveal()
    if getattr(settings, "app", None): yield settings.app.secret.reveal()

job.round.load = crash
redact_crashes()
sys.exit(bot.main(sys.argv[1:]))
"""


def test_a_crash_with_every_secret_in_its_words(canary: Canary) -> None:
    assert canary.call("run", program=("-c", CRASH)) == 1
    assert b"RuntimeError: cannot use" in canary.said
    assert canary.said.count(b"***") >= 4
    assert "run_crashed" in (canary.city / "var/log").read_text("utf-8")
    assert canary.found() == []


def test_serve(canary: Canary, parrot: Parrot) -> None:
    """Two runs, the second with a broken config, and a watcher that refuses."""
    set_clock(canary.city, at("2023-08-01 06:14"))
    command = (sys.executable, str(CLOCKED), "serve", "--config", str(canary.city / "config.yaml"))
    with (
        (canary.folder / "out").open("wb") as out,
        subprocess.Popen(command, env=canary.environment, stdout=out, stderr=out) as running,
    ):
        try:
            log = canary.city / "var/log"
            eventually(lambda: log.exists() and "serve_started" in log.read_text("utf-8"), 20)
            time.sleep(1)
            set_clock(canary.city, at("2023-08-01 06:15:01"))
            eventually(lambda: '"run_done"' in log.read_text("utf-8"), 30)
            (canary.city / "config.yaml").write_text(f'heartbeat: {{url: "{canary.webhook}"}}\n', "utf-8")
            eventually(lambda: "config_broken" in log.read_text("utf-8"), 20)
            set_clock(canary.city, at("2023-08-02 06:15:01"))
            eventually(lambda: log.read_text("utf-8").count('"run_done"') == 2, 30)
        finally:
            running.send_signal(signal.SIGTERM)
            running.wait(10)
    canary.said += (canary.folder / "out").read_bytes()
    assert b"heartbeat_failed" in canary.said
    assert canary.found() == []


@pytest.mark.parametrize("command", ["figures", "evaluate", "check", "test", "status"])
def test_what_sends_nothing_needs_no_secret(canary: Canary, command: str) -> None:
    """The machine of the one who writes the rules has none of them."""
    for file in (canary.city / "smtp", canary.city / "app", canary.folder / "credentials/heartbeat"):
        file.unlink()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Canary, "environment", dict(os.environ))
        code = canary.call(command)
    assert code == {"check": 1, "status": 1}.get(command, 0), canary.said.decode()
    assert b"Traceback" not in canary.said
