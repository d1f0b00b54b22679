"""The e-mail channel of Microsoft 365 without a password: Graph's `sendMail` with the finished mail."""

from __future__ import annotations

import base64
import re
from dataclasses import field
from typing import TYPE_CHECKING

from alerts.exchange import Answer, clean, exchange, is_safe, retry_after
from alerts.letter import Letter
from alerts.outcome import Accepted, Blocked, ChannelClosed, InDoubt, NoSuchReader, Outcome, Refused, TryLater
from alerts.smtp import TOTAL_SECONDS
from alerts.tokens import TokenSource
from written.record import dataclass

if TYPE_CHECKING:
    import httpx

GRAPH = "https://graph.microsoft.com"
_MAILBOX = re.compile(r"[A-Za-z0-9._+-]+(@[A-Za-z0-9.-]+)?")


@dataclass(frozen=True, slots=True)
class Graph:
    """Sends mails from one mailbox (address or object id). Graph keeps a copy among the mailbox's sent ones.

    `client` is the one of `job/web.py`: its time-outs are deadlines of a whole request, however an answer drips.
    """

    mailbox: str
    tokens: TokenSource = field(repr=False)
    client: httpx.Client = field(repr=False)
    host: str = GRAPH
    seconds: float = TOTAL_SECONDS

    def send(self, letter: Letter) -> Outcome:
        """Make one attempt with the stored bytes; the outbox decides when there is another."""
        import httpx

        if not _MAILBOX.fullmatch(self.mailbox):
            return ChannelClosed("lähettävän postilaatikon osoite ei kelpaa")
        if not is_safe(self.host):
            return ChannelClosed(f"osoitteen on oltava https: {self.host}")
        if _readers(letter.eml) != (letter.address.casefold(),):  # Graph has no envelope: it obeys the headers
            return Blocked("viestin otsikoissa on muu vastaanottaja kuin lähetysjonossa")
        token = self.tokens.token()
        if not isinstance(token, str):
            return token
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "text/plain"}
        url = f"{self.host}/v1.0/users/{self.mailbox}/sendMail"
        body = base64.b64encode(letter.eml)
        try:
            answer = exchange(self.client, "POST", url, headers=headers, content=body, seconds=self.seconds)
        except httpx.HTTPError as error:
            if _never_sent(error):
                return TryLater("Microsoft 365:een ei saada yhteyttä")
            return InDoubt("Microsoft 365 ei vahvistanut ottaneensa viestiä vastaan: yhteys katkesi tai vastaus viipyi")
        return judge(answer, letter.address)


def judge(answer: Answer, address: str) -> Outcome:
    """Return what Graph's answer means for the message and the channel (the table of delivery.md)."""
    status, said = answer.status, f"{answer.status} {answer.error}".strip()
    if status in (200, 202):
        return Accepted(clean(answer.headers.get("request-id", "")) or None)
    if status in (408, 425, 429) or status >= 500:
        pause = retry_after(answer.headers)
        return TryLater(f"Microsoft 365 pyysi yrittämään myöhemmin: {said}", pause, throttled=status == 429)
    if answer.error == "ErrorInvalidRecipients":
        return NoSuchReader(f"Microsoft 365 ei tunne osoitetta {address}: {said}")
    if 300 <= status < 400 or status in (401, 403, 404, 410):
        return ChannelClosed(f"Microsoft 365 ei päästä lähettämään: {said}")
    if 400 <= status < 500:
        return Refused(f"Microsoft 365 ei ota viestiä vastaan: {said}")
    return InDoubt(f"Microsoft 365:n vastaus on epäselvä: {said}")


def _readers(eml: bytes) -> tuple[str, ...]:
    """Return everybody to whom the headers of a mail send it."""
    from email.parser import BytesHeaderParser
    from email.utils import getaddresses

    headers = BytesHeaderParser().parsebytes(eml.partition(b"\r\n\r\n")[0])
    values = [str(value) for name in ("To", "Cc", "Bcc") for value in headers.get_all(name, [])]
    return tuple(address.casefold() for _, address in getaddresses(values))


def _never_sent(error: httpx.HTTPError) -> bool:
    """Tell whether a request failed before all of it had gone."""
    import httpx

    connecting = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)
    return isinstance(error, (*connecting, httpx.WriteError, httpx.WriteTimeout, httpx.LocalProtocolError))
