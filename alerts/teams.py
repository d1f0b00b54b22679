"""The Teams channel: one card to one webhook, and what its answer means. The address is a secret and is never told."""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from alerts.letter import Letter
from alerts.outcome import Accepted, Blocked, ChannelClosed, InDoubt, Outcome, Refused, TryLater
from alerts.tokens import TokenSource
from written.record import dataclass

if TYPE_CHECKING:
    import httpx

DEADLINE = 30.0
MOST_OF_AN_ANSWER = 64 * 1024
LONGEST_PAUSE = 4 * 60 * 60
_MOST_IN_AN_HOUR, _HOUR = 60, 3600
_RUN_ID = "x-ms-workflow-run-id"
_LATER = frozenset({408, 409, 423, 425, 429})
_CLOSED = frozenset({401, 402, 403, 404, 405, 407, 410, 421, 451})


class Pace:
    """At most one message a second and 60 an hour to one webhook. One pace serves all channels, also two with one address."""

    def __init__(
        self, seconds: float = 1.0, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._seconds, self._clock, self._sleep = seconds, clock, sleep
        self._sent: dict[str, deque[float]] = defaultdict(lambda: deque(maxlen=_MOST_IN_AN_HOUR))

    def wait(self, url: str) -> int | None:
        """Return None when the next message may go, or the seconds until one may where that is minutes away."""
        sent, now = self._sent[url], self._clock()
        if len(sent) == _MOST_IN_AN_HOUR and sent[0] + _HOUR > now:
            return math.ceil(sent[0] + _HOUR - now)
        pause = sent[-1] + self._seconds - now if sent else 0.0
        if pause > 0:
            self._sleep(pause)
        sent.append(self._clock())
        return None


@dataclass(frozen=True, slots=True)
class Teams:
    """Posts to one workflow address. Neither the address nor the token is in `repr`, an error or a log.

    `url` is an address that `read_webhook` took. `client` is the one of `job/web.py`: a time-out of it is
    a deadline for the whole request, however the answer drips.
    """

    url: str = field(repr=False)
    client: httpx.Client = field(repr=False)
    clock: Callable[[], datetime] = field(repr=False)
    pace: Pace = field(repr=False)
    tokens: TokenSource | None = field(default=None, repr=False)
    deadline: float = DEADLINE

    def send(self, letter: Letter) -> Outcome:
        """Make one attempt; the outbox decides when there is another."""
        if letter.card is None:
            return Blocked("viestistä puuttuu Teams-kortti")
        return self.send_bytes(letter.card)

    def send_bytes(self, data: bytes) -> Outcome:
        """Make one attempt with the finished body of a request."""
        import httpx

        token = None if self.tokens is None else self.tokens.token()
        if isinstance(token, TryLater | ChannelClosed):
            return token
        pause = self.pace.wait(self.url)
        if pause is not None:
            return TryLater("tunnin 60 viestiä on lähetetty", pause, throttled=True)
        try:
            return self._attempt(data, _headers(token))
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError):
            return ChannelClosed("webhookin osoite ei kelpaa")
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as error:
            return TryLater(f"Teamsiin ei saatu yhteyttä: {_why(error)}")
        except httpx.TimeoutException:
            return InDoubt(f"Teams ei vastannut {self.deadline:.0f} sekunnissa")
        except httpx.HTTPError:
            return InDoubt("yhteys Teamsiin katkesi ennen vastausta tai kesken sen")

    def _attempt(self, data: bytes, headers: dict[str, str]) -> Outcome:
        request = self.client.build_request("POST", self.url, content=data, headers=headers, timeout=self.deadline)
        response = self.client.send(request, stream=True, follow_redirects=False)
        try:
            if response.is_success:
                _read(response)  # half an answer is no answer
            return answered(response, _moment(response.headers.get("date", "")) or self.clock())
        finally:
            response.close()


def _headers(token: str | None) -> dict[str, str]:
    plain = {"Content-Type": "application/json; charset=utf-8", "Accept-Encoding": "identity"}
    return plain if token is None else {**plain, "Authorization": f"Bearer {token}"}


def answered(response: httpx.Response, now: datetime) -> Outcome:
    """Return what a whole answer means for the message and for the channel. `now` is the receiver's, where it tells it.

    Where the table of receivers is silent: any success took the message; 409 and 423 are a state that passes; 402, 405,
    407, 421 and 451 are about the way and not the message; every other 4xx is read as 400.
    """
    status = response.status_code
    said = f"Teams vastasi {status}"
    if 200 <= status < 300:
        return Accepted(_run_id(response))
    if status in _LATER or status >= 500:
        return TryLater(said, retry_after(response.headers.get("retry-after"), now), throttled=status == 429)
    if 300 <= status < 400:
        return ChannelClosed(f"{said}: osoite ohjaa muualle")
    if status in _CLOSED:
        return ChannelClosed(f"{said}: webhookin osoite tai oikeus ei enää kelpaa")
    if 400 <= status < 500:
        return Refused(f"{said}: viestiä ei hyväksytty tässä muodossa")
    return InDoubt(said)


def retry_after(words: str | None, now: datetime) -> int | None:
    """Return the seconds that a receiver asks to wait, 1 second to 4 hours; None where it asks for nothing readable."""
    if words is None or not words.isascii():
        return None
    if words.isdigit():
        return _bounded(int(words.lstrip("0")[:10] or "0"))
    moment = _moment(words)
    return None if moment is None else _bounded(math.ceil((moment - now).total_seconds()))


def _moment(words: str) -> datetime | None:
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(words)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _bounded(seconds: int) -> int:
    return min(max(seconds, 1), LONGEST_PAUSE)


def _read(response: httpx.Response) -> None:
    """Read an answer to its end, or as much of it as anybody needs."""
    size = 0
    for chunk in response.iter_raw():
        size += len(chunk)
        if size >= MOST_OF_AN_ANSWER:
            return


def _run_id(response: httpx.Response) -> str | None:
    """Return the receiver's name for its run, which a support request asks for."""
    name = str(response.headers.get(_RUN_ID, "")).strip()[:100]
    return name if name.isascii() and name.isprintable() and name else None


def _why(error: BaseException) -> str:
    """Return the cause of a failed connection in our own words: the library's hold the host, at worst the address."""
    names = set()
    cause: BaseException | None = error
    while cause is not None:
        names |= {kind.__name__ for kind in type(cause).__mro__}
        cause = cause.__cause__ or cause.__context__
    known = {
        "SSLCertVerificationError": "palvelimen varmenne ei kelpaa",
        "SSLError": "salattua yhteyttä ei saatu",
        "gaierror": "palvelimen nimeä ei löydy",
        "ProxyError": "välityspalvelin ei päästä läpi",
        "TimeoutException": "palvelin ei vastaa",
        "ConnectionRefusedError": "palvelin ei ota yhteyttä vastaan",
    }
    return next((words for name, words in known.items() if name in names), "verkkoyhteys ei toimi")
