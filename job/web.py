"""The one web client: certificates are checked, nothing is followed, and a time-out is a deadline for a whole request."""

from __future__ import annotations

import logging
import ssl
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx

TIMEOUT = 30.0
_LOOPBACK = ("all://localhost", "all://127.0.0.1", "all://[::1]")


def client(proxy: str | None, ca_file: Path | None) -> httpx.Client:
    """Return a client for webhooks, tokens, heartbeats and reports. The caller closes it.

    Its time-outs bound a whole request. Connections are not kept: one that a receiver closes between two messages
    would make the second one doubtful.

    Args:
        proxy: where everything but loopback goes through, None for straight; the environment is not asked.
        ca_file: certificates (PEM) that are trusted besides those of the system.

    Raises:
        OSError: the file cannot be read (`ssl.SSLError` where it holds no certificates).
    """
    import httpx

    for name in ("httpx", "httpcore", "msal", "urllib3"):
        logging.getLogger(name).setLevel(logging.WARNING)  # they log whole addresses, with their secrets
    trusted = ssl.create_default_context()
    if ca_file is not None:
        trusted.load_verify_locations(ca_file)
    return httpx.Client(
        transport=_transport(trusted, proxy),
        mounts={} if proxy is None else {pattern: _transport(trusted, None) for pattern in _LOOPBACK},
        follow_redirects=False,
        trust_env=False,
        timeout=TIMEOUT,
        headers={"User-Agent": "talousvahti"},
        event_hooks={"request": [_set_deadline, _forget_cookies]},
    )


def _transport(trusted: ssl.SSLContext, proxy: str | None) -> httpx.HTTPTransport:
    import httpx

    from job.web_deadline import Deadlines

    limits = httpx.Limits(max_keepalive_connections=0)
    made = httpx.HTTPTransport(verify=trusted, http2=False, trust_env=False, proxy=proxy, retries=0, limits=limits)
    made._pool._network_backend = Deadlines()  # httpx has no argument for it; the tests of dripping receivers hold it
    return made


def _set_deadline(request: httpx.Request) -> None:
    """Turn the time-out of a request into the moment that `Deadlines` expects."""
    seconds = max((value for value in request.extensions["timeout"].values() if value is not None), default=TIMEOUT)
    moment = time.monotonic() + seconds
    bounds = {"connect": moment, "read": moment, "write": moment, "pool": seconds}
    request.extensions = {**request.extensions, "timeout": bounds}


def _forget_cookies(request: httpx.Request) -> None:
    """Send no cookie of an earlier answer."""
    request.headers.pop("Cookie", None)
