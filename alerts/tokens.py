"""Access tokens of Microsoft 365 in place of a password: this program proves itself by its own id and secret."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Protocol

from alerts.exchange import clean, exchange, is_safe, retry_after
from alerts.outcome import ChannelClosed, TryLater
from written.record import dataclass

if TYPE_CHECKING:
    import httpx

LOGIN = "https://login.microsoftonline.com"
GRAPH_SCOPE = "https://graph.microsoft.com/.default"
SMTP_SCOPE = "https://outlook.office365.com/.default"
FLOW_SCOPE = "https://service.flow.microsoft.com//.default"  # two slashes: the name of the resource ends with one

_TOKEN_SECONDS = 10.0
_PASSING = ("temporarily_unavailable", "server_error", "slow_down")


class TokenSource(Protocol):
    """Gives access tokens in place of a password."""

    def token(self) -> str | TryLater | ChannelClosed:
        """Return a token that is valid now, or why there is none."""
        ...


class ClientCredentials:
    """Tokens for this program itself, by its id and secret; msal keeps each until it ends.

    `scope` is `GRAPH_SCOPE` for `Graph` and `SMTP_SCOPE` for XOAUTH2. `login` and `client` may point to a stand-in.
    """

    def __init__(self, tenant: str, client_id: str, secret: str, *, scope: str, client: httpx.Client, login: str = LOGIN) -> None:
        self._authority = f"{login}/{tenant}"
        self._client_id = client_id
        self._secret = secret
        self._scope = scope
        self._client = client
        self._application: _Application | None = None

    def __repr__(self) -> str:
        return f"ClientCredentials({self._authority!r}, {self._client_id!r})"

    def token(self) -> str | TryLater | ChannelClosed:
        """Return a token that is valid now, or why there is none."""
        try:
            if self._application is None:
                self._application = self._made()
            result = self._application.acquire_token_for_client([self._scope])
        except _LaterError as later:
            return later.outcome
        except ImportError:
            return ChannelClosed("paketti msal puuttuu: aja make install-microsoft")
        except (ValueError, KeyError, RuntimeError):  # msal: the tenant or its address is not what it should be
            return ChannelClosed("Microsoft 365:n vuokraajaa ei löydy tai kirjautumisosoite on väärä")
        token, error = result.get("access_token"), clean(str(result.get("error", "")))
        if isinstance(token, str):
            return token
        number = re.search(r"AADSTS\d+", str(result.get("error_description", "")))
        said = f"{error or 'vastauksessa ei ole tunnusta'} {number.group() if number else ''}".strip()
        if error in _PASSING:
            return TryLater(f"Microsoft 365 ei anna nyt kirjautua: {said}")
        return ChannelClosed(f"Microsoft 365 ei hyväksy sovelluksen kirjautumista: {said}")

    def _made(self) -> _Application:
        import msal  # type: ignore[import-untyped]  # it ships no types; _Application says what is used of it

        application: _Application = msal.ConfidentialClientApplication(
            self._client_id,
            client_credential=self._secret,
            authority=self._authority,
            instance_discovery=False,
            http_client=_MsalWeb(self._client),
        )
        return application


class _Application(Protocol):
    """What is used of msal."""

    def acquire_token_for_client(self, scopes: list[str]) -> Mapping[str, object]: ...


class _LaterError(Exception):
    """A token cannot be had now."""

    def __init__(self, outcome: TryLater) -> None:
        super().__init__()
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class _MsalAnswer:
    """An answer in the form that msal reads."""

    status_code: int
    text: str = field(repr=False)
    headers: Mapping[str, str]

    def raise_for_status(self) -> None:
        if self.status_code >= 400:
            raise ValueError


@dataclass(frozen=True, slots=True)
class _MsalWeb:
    """Our web client in the form that msal calls: its own would have another proxy, other certificates, no deadline."""

    client: httpx.Client = field(repr=False)

    def get(self, url: str, *, headers: Mapping[str, str] | None = None, **_: object) -> _MsalAnswer:
        return self._exchange("GET", url, headers or {}, b"")

    def post(
        self, url: str, *, headers: Mapping[str, str] | None = None, data: Mapping[str, str] | None = None, **_: object
    ) -> _MsalAnswer:
        from urllib.parse import urlencode

        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._exchange("POST", url, {**(headers or {}), **form}, urlencode(data or {}).encode())

    def close(self) -> None:
        """Nothing: the client is the job's."""

    def _exchange(self, method: str, url: str, headers: Mapping[str, str], content: bytes) -> _MsalAnswer:
        import httpx

        if not is_safe(url):
            raise ValueError
        try:
            answer = exchange(self.client, method, url, headers=headers, content=content, seconds=_TOKEN_SECONDS)
        except httpx.HTTPError:
            raise _LaterError(TryLater("Microsoft 365:n kirjautumiseen ei saada yhteyttä")) from None
        if answer.status in (408, 425, 429) or answer.status >= 500:
            words = f"Microsoft 365:n kirjautuminen pyysi yrittämään myöhemmin: {answer.status}"
            raise _LaterError(TryLater(words, retry_after(answer.headers), throttled=answer.status == 429))
        return _MsalAnswer(answer.status, answer.body.decode("utf-8", "replace"), answer.headers)
