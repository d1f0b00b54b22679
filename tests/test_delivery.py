"""Whole runs over real sockets: what reaches a Teams receiver and a mail server, and what finance hears when it does not."""

import email
import email.policy
import json
import os
import socket
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import quote

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tests.canary import SIG, canaries_in, canaries_under
from tests.cities import REPORT, RULES, small_city
from tests.conftest import Done

Call = Callable[..., Done]
TODAY = ("--today", "2023-08-01")


class Mailbox:
    """A mail server that keeps what it gets and refuses the recipients it is told to."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, bytes]] = []
        self.refused: dict[str, str] = {}

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.mails.append((envelope.rcpt_tos[0], envelope.content))
        return "250 OK queued as 1"

    def to(self, address: str) -> list[EmailMessage]:
        return [email.message_from_bytes(data, policy=email.policy.default) for reader, data in self.mails if reader == address]


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    box = Mailbox()
    with socket.socket() as free:  # the controller asks for its own port, so it cannot be told 0
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box, port
    finally:
        controller.stop()


class Flow:
    """A Teams workflow that answers as it is told and keeps the cards."""

    def __init__(self, server: HTTPServer) -> None:
        self.cards: list[str] = []
        self.answer = 202
        server.expect_request("/flow").respond_with_handler(self._take)

    def _take(self, request: Request) -> Response:
        body = json.loads(request.data)
        assert body["attachments"][0]["contentType"] == "application/vnd.microsoft.card.adaptive"
        self.cards.append(json.dumps(body, ensure_ascii=False))
        return Response(status=self.answer)


@pytest.fixture
def flow(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> Flow:
    monkeypatch.setenv("TALOUSVAHTI_TEAMS_WEBHOOK", httpserver.url_for("/flow?sig=") + quote(SIG, safe=""))
    return Flow(httpserver)


OWNERS = """\
vastuut:
  - {rooli: talous, osoite: talous@example.org, kanava: email}
  - {rooli: rehtori, osoite: rehtori@example.org, kanava: teams, varakanava: email, yksiköt: ["1100"]}
  - {rooli: museonjohtaja, osoite: museo@example.org, kanava: email, yksiköt: ["1200"], sijainen: rehtori}
"""
CITY_RULES = RULES[: RULES.index("vastuut:")] + OWNERS


@pytest.fixture
def city(tmp_path: Path, mailbox: tuple[Mailbox, int], flow: Flow) -> Path:
    return lay(tmp_path, mailbox[1])


def lay(folder: Path, port: int, more: str = "") -> Path:
    config = f"""\
organisation: Tyrskylä
rules: rules/
state: var/talousvahti.db
sources:
  - report: data/*.csv
channels:
  email: {{type: email, host: 127.0.0.1, port: {port}, security: none, from: talousvahti@example.org, reply_to: talous@example.org}}
  teams: {{type: teams, webhook: {{env: TALOUSVAHTI_TEAMS_WEBHOOK}}}}
{more}"""
    return small_city(folder, rules=CITY_RULES, config=config)


def states(call: Call, city: Path) -> dict[int, str]:
    return {m["id"]: m["state"] for m in call(city, "outbox", "--json", "--all").json["messages"]}


def test_each_reader_is_told_through_the_own_channel(city: Path, call: Call, mailbox: tuple[Mailbox, int], flow: Flow) -> None:
    done = call(city, "run", *TODAY)
    assert done.exit == 0, done.out
    assert set(states(call, city).values()) == {"sent"}
    assert "Koulut" in flow.cards[0]
    (mail,) = mailbox[0].to("museo@example.org")
    assert (mail["From"].addresses[0].addr_spec, mail["Reply-To"]) == ("talousvahti@example.org", "talous@example.org")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "ei uutta" in call(city, "run", *TODAY).out
    assert len(flow.cards) == 1


def test_a_closed_channel_gives_its_messages_to_the_fallback_and_finance_hears_once(
    city: Path, call: Call, mailbox: tuple[Mailbox, int], flow: Flow
) -> None:
    flow.answer = 401
    assert call(city, "run", *TODAY).exit == 1
    assert call(city, "run", *TODAY).exit == 1
    (mail,) = mailbox[0].to("rehtori@example.org")
    body = mail.get_body(("plain",))
    assert body is not None
    assert "Viesti tulee varakanavaan, koska varsinainen kanava ei toimi." in body.get_content()
    told = [m for m in mailbox[0].to("talous@example.org") if "vaatii huomiota" in m["Subject"]]
    assert len(told) == 1
    text = told[0].get_body(("plain",))
    assert text is not None
    assert "Kanava teams on suljettu" in text.get_content()
    assert call(city, "status", "--json").json["channels"] == {"email": "open", "teams": "closed"}
    flow.answer = 202
    assert call(city, "send-test", "teams").exit == 0
    assert call(city, "status").exit == 0 or "katsomaan" in call(city, "status").out
    assert call(city, "run", *TODAY).exit == 0


def test_a_reader_who_is_not_there_has_the_deputy_and_finance_reads_the_text(
    city: Path, call: Call, mailbox: tuple[Mailbox, int], flow: Flow
) -> None:
    mailbox[0].refused["museo@example.org"] = "550 5.1.1 no such user"
    assert call(city, "run", *TODAY).exit == 1
    assert sorted(states(call, city).values()) == ["parked", "sent", "sent", "sent", "sent"]
    assert any("Museo" in card for card in flow.cards)
    told = [m for m in mailbox[0].to("talous@example.org") if "vaatii huomiota" in m["Subject"]]
    assert len(told) == 1
    body = told[0].get_body(("plain",))
    assert body is not None
    assert call(city, "status").exit == 1
    (parked,) = [number for number, state in states(call, city).items() if state == "parked"]
    assert call(city, "outbox", "dismiss", str(parked)).exit == 0
    assert call(city, "outbox", "dismiss", str(parked)).exit == 2
    assert states(call, city)[parked] == "superseded"
    assert "Kulut ovat 100\u00a0000\u00a0€ edellä tasaista kertymää." in " ".join(body.get_content().split(" ")).replace(
        "\r\n  ", " "
    )


def test_a_server_that_is_down_is_no_alarm_and_its_messages_go_later(
    tmp_path: Path, call: Call, mailbox: tuple[Mailbox, int], flow: Flow
) -> None:
    city = lay(tmp_path, 1)
    done = call(city, "run", *TODAY)
    assert done.exit == 0, done.out
    assert sorted(states(call, city).values()) == ["sent", "waiting", "waiting"]
    lay(tmp_path, mailbox[1])
    for number, state in states(call, city).items():
        if state == "waiting":
            assert call(city, "outbox", "retry", str(number)).exit == 0
    assert call(city, "run", *TODAY).exit == 0
    assert set(states(call, city).values()) == {"sent"}
    assert len(mailbox[0].mails) == 2


def test_a_flood_is_held_until_it_is_approved(tmp_path: Path, call: Call, mailbox: tuple[Mailbox, int], flow: Flow) -> None:
    city = lay(tmp_path, mailbox[1], "flood_limit: 1\n")
    assert call(city, "run", *TODAY).exit == 1
    assert (flow.cards, len(mailbox[0].to("talous@example.org"))) == ([], 1)
    assert call(city, "outbox", "--json").json["held"] == 2
    assert call(city, "outbox", "approve").exit == 0
    assert call(city, "run", *TODAY).exit == 0
    assert (len(flow.cards), len(mailbox[0].to("museo@example.org"))) == (1, 1)


def test_in_test_mode_everything_goes_to_one_role_with_its_reader_on_it(
    tmp_path: Path, call: Call, mailbox: tuple[Mailbox, int], flow: Flow
) -> None:
    city = lay(tmp_path, mailbox[1], "test_mode: {redirect_all_to: talous}\n")
    assert call(city, "run", *TODAY).exit == 0
    assert flow.cards == []
    assert {reader for reader, _ in mailbox[0].mails} == {"talous@example.org"}
    subjects = [m["Subject"] for m in mailbox[0].to("talous@example.org")]
    assert any(subject.startswith("[Testi: museonjohtaja] Museo") for subject in subjects)


def test_a_test_mode_without_its_role_sends_nothing(tmp_path: Path, call: Call, mailbox: tuple[Mailbox, int], flow: Flow) -> None:
    city = lay(tmp_path, mailbox[1], "test_mode: {redirect_all_to: talousss}\n")
    done = call(city, "run", *TODAY)
    assert done.exit == 2
    assert "talousss" in done.out
    assert {reader for reader, _ in mailbox[0].mails} <= {"talous@example.org"}
    assert flow.cards == []


def test_test_mode_also_holds_what_was_queued_before_it(
    tmp_path: Path, call: Call, mailbox: tuple[Mailbox, int], flow: Flow
) -> None:
    lay(tmp_path, mailbox[1], 'quiet_days: ["08-01"]\n')
    assert call(tmp_path, "run", *TODAY).exit == 0
    city = lay(tmp_path, mailbox[1], "test_mode: {redirect_all_to: talous}\n")
    assert call(city, "run", "--today", "2023-08-02").exit == 0
    assert {reader for reader, _ in mailbox[0].mails} == {"talous@example.org"}
    assert flow.cards == []


def test_on_a_quiet_day_only_finance_hears(tmp_path: Path, call: Call, mailbox: tuple[Mailbox, int], flow: Flow) -> None:
    city = lay(tmp_path, mailbox[1], 'quiet_days: ["07-01–08-01"]\n')
    assert call(city, "run", *TODAY).exit == 0
    assert {reader for reader, _ in mailbox[0].mails} == {"talous@example.org"}
    assert "2 viestiä odottaa hiljaisen päivän yli" in str(mailbox[0].to("talous@example.org")[0]["Subject"])
    assert call(city, "run", "--today", "2023-08-02").exit == 0
    assert (len(flow.cards), len(mailbox[0].to("museo@example.org"))) == (1, 1)


def test_a_secret_that_is_not_there_closes_its_channel_and_no_other(
    city: Path, call: Call, mailbox: tuple[Mailbox, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TALOUSVAHTI_TEAMS_WEBHOOK")
    assert call(city, "run", *TODAY).exit == 1
    assert len(mailbox[0].to("museo@example.org")) == 1
    errors = call(city, "check", "--json").json["errors"]
    assert any("TALOUSVAHTI_TEAMS_WEBHOOK" in error["message"] for error in errors)


def test_the_secret_of_a_webhook_is_nowhere(city: Path, call: Call, flow: Flow) -> None:
    flow.answer = 403
    outputs = [call(city, *c).out for c in (("run", *TODAY), ("outbox",), ("status",), ("check",), ("send-test", "teams"))]
    assert quote(SIG, safe="") in os.environ["TALOUSVAHTI_TEAMS_WEBHOOK"]
    assert canaries_in("".join(outputs).encode()) == []
    assert canaries_under(city / "var") == []


def test_the_report_that_was_told_is_the_one_in_the_mail(city: Path, call: Call, mailbox: tuple[Mailbox, int]) -> None:
    assert REPORT.count("1200;Museo") == 3
    call(city, "run", *TODAY)
    (mail,) = mailbox[0].to("museo@example.org")
    html = mail.get_body(("html",))
    assert html is not None
    assert "350\u00a0000\u00a0€" in html.get_content()
