"""One exchange over HTTP: no redirects, an answer of 64 KB at most, and what its Retry-After asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import closing
from typing import TYPE_CHECKING

from alerts.hosts import is_loopback
from written.record import dataclass

if TYPE_CHECKING:
    import httpx

_MAX_ANSWER = 64 * 1024
_LONGEST_PAUSE = 4 * 60 * 60


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer over HTTP. The names of `headers` are in small letters; `body` is cut at 64 KB."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def error(self) -> str:
        """Graph's name of the error (`ErrorInvalidUser`), empty where there is none. Its text may quote the message."""
        found = re.search(rb'"code"\s*:\s*"(\w{1,60})"', self.body)
        return found.group(1).decode("ascii", "replace") if found else ""


def exchange(
    client: httpx.Client, method: str, url: str, *, headers: Mapping[str, str], content: bytes, seconds: float
) -> Answer:
    """Make one request, without redirects, and read at most 64 KB of the answer.

    Raises:
        httpx.HTTPError: no whole answer came within the time.
    """
    headers = {**headers, "Accept-Encoding": "identity"}
    request = client.build_request(method, url, headers=headers, content=content, timeout=seconds)
    with closing(client.send(request, stream=True, follow_redirects=False)) as response:
        body = b""
        for chunk in response.iter_raw():
            body += chunk
            if len(body) >= _MAX_ANSWER:
                break
    return Answer(response.status_code, {name.lower(): value for name, value in response.headers.items()}, body[:_MAX_ANSWER])


def retry_after(headers: Mapping[str, str]) -> int | None:
    """Return the pause that an answer asks for, from 1 second to 4 hours; None where it asks for none that can be read.

    A date is compared with the answer's own Date: the clocks of two machines may differ.
    """
    from email.utils import parsedate_to_datetime

    wish = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", wish):
        return min(max(int(wish), 1), _LONGEST_PAUSE)
    try:
        seconds = (parsedate_to_datetime(wish) - parsedate_to_datetime(headers.get("date", ""))).total_seconds()
    except (TypeError, ValueError):
        return None
    return int(min(max(seconds, 1), _LONGEST_PAUSE))


def is_safe(url: str) -> bool:
    """Tell whether an address keeps what it is told: https, or this machine."""
    import httpx

    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        return False
    return parsed.scheme == "https" or (parsed.scheme == "http" and is_loopback(parsed.host))


def clean(text: str) -> str:
    return re.sub(r"[^\w.-]", "", text)[:100]
