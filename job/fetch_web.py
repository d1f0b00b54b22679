"""The door to reports on the web: one attempt a run, through the one client, within limits."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from figures.document import Document
from figures.fetch import MAX_BYTES
from job.config import WebSource
from job.keep_fetched import Fetched, KeptFetches
from job.secrets import clean
from job.web_address import PasswordLogin
from written.place import Place
from written.problem import Problem, Severity

if TYPE_CHECKING:
    import httpx

SECONDS = 60.0
"""For the whole of a report, however slowly it comes."""

_REDIRECTS = 3
_MOVED = (301, 302, 303, 307, 308)
_HTML = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body)\b", re.I)
_LATER = "seuraava ajo yrittää uudelleen; tarkista osoite ja palvelin, jos vika jatkuu"


class _Failed(Exception):  # noqa: N818 - raised and caught in this file
    """Why a report was not had, and what to do; Finnish."""

    def __init__(self, message: str, hint: str = _LATER) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def fetch_web(source: WebSource, client: httpx.Client, kept: KeptFetches | None) -> Document | Problem:
    """Fetch one report.

    Args:
        source: the address, and how to log in.
        client: the one of `job/web.py`.
        kept: the reports of earlier runs, None where there is no state: then it is fetched whole.

    Returns:
        The bytes with their fingerprint (those of the earlier run, where the server says that nothing has changed), or
        the problem: nothing is guessed of a report that was not had.
    """
    import httpx

    before = None if kept is None else kept.get(source.address.url)
    try:
        found = _get(source, client, before)
    except _Failed as failed:
        return _refused(source, failed.message, failed.hint)
    except httpx.TimeoutException:
        return _refused(source, f"raportti ei tullut {SECONDS:g} sekunnissa", _LATER)
    except httpx.ConnectError as error:
        tls = "CERTIFICATE" in str(error).upper()
        what = "palvelimen varmenne ei kelpaa" if tls else "palvelimeen ei saatu yhteyttä"
        return _refused(source, what, "kaupungin oma varmenne: network.ca_file" if tls else _LATER)
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, UnicodeError) as error:
        return _refused(source, f"yhteys katkesi kesken ({type(error).__name__})", _LATER)
    if kept is not None and found is not before:
        kept.keep(source.address.url, found)
    if not found.data.strip():
        return _refused(source, "palvelin antoi tyhjän tiedoston", _LATER)
    sha256 = hashlib.sha256(found.data).hexdigest()
    return Document(source.address.file, source.address.shown, found.data, sha256, source.hints)


def _refused(source: WebSource, message: str, hint: str) -> Problem:
    text = clean(f"raporttia ei saatu osoitteesta {source.address.shown}: {message}")
    return Problem(Severity.FILE, Place(source.address.file), text, hint)


def _get(source: WebSource, client: httpx.Client, before: Fetched | None) -> Fetched:
    """Get the report, also from another path of the same server."""
    import httpx

    url = httpx.URL(source.address.url)
    headers = dict(_headers(source, before))
    for _ in range(_REDIRECTS + 1):
        with client.stream("GET", url, headers=headers, timeout=SECONDS) as answer:
            if answer.status_code not in _MOVED:
                return _taken(answer, before)
            target = url.join(answer.headers.get("Location", ""))
        if (target.scheme, target.host, target.port) != (url.scheme, url.host, url.port):
            raise _Failed(
                "palvelin ohjaa toiselle palvelimelle, jota ei seurata", "kirjoita config.yaml-tiedostoon lopullinen osoite"
            )
        url = target
    raise _Failed("palvelin ohjaa kehää", "kirjoita config.yaml-tiedostoon lopullinen osoite")


def _headers(source: WebSource, before: Fetched | None) -> Iterable[tuple[str, str]]:
    yield "Accept-Encoding", "identity"  # what is packed could grow without a limit
    login = source.login
    if isinstance(login, PasswordLogin):
        pair = f"{login.username}:{login.password.reveal()}".encode()
        yield "Authorization", f"Basic {base64.b64encode(pair).decode()}"
    elif login is not None:
        yield "Authorization", f"Bearer {login.token.reveal()}"
    if before is not None and before.etag is not None:
        yield "If-None-Match", before.etag
    if before is not None and before.modified is not None:
        yield "If-Modified-Since", before.modified


def _taken(answer: httpx.Response, before: Fetched | None) -> Fetched:
    if answer.status_code == 304 and before is not None:
        return before
    _check_status(answer.status_code)
    if answer.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        raise _Failed("palvelin pakkaa vastauksensa, vaikka sitä ei pyydetty", "ota pakkaus pois palvelimen asetuksista")
    told = answer.headers.get("Content-Length", "")
    if told.isdecimal() and int(told) > MAX_BYTES:
        raise _too_big()
    data = bytearray()
    for chunk in answer.iter_raw():
        data += chunk
        if len(data) > MAX_BYTES:
            raise _too_big()
    if _HTML.match(data[:2000]):
        raise _Failed(
            "palvelin antoi verkkosivun (HTML), ei raporttia", "onko osoite oikea, ja vaatiiko se kirjautumisen (login)?"
        )
    return Fetched(bytes(data), answer.headers.get("ETag"), answer.headers.get("Last-Modified"))


def _check_status(status: int) -> None:
    if status == 200:
        return
    if status in (401, 403, 407):
        raise _Failed(f"palvelin ei päästä sisään ({status})", "tarkista lähteen login ja sen oikeudet")
    if status in (404, 410):
        raise _Failed(f"osoitteessa ei ole raporttia ({status})", "tarkista osoite ja se, että raportti on julkaistu")
    raise _Failed(f"palvelin vastasi {status}")


def _too_big() -> _Failed:
    return _Failed(f"raportti on liian suuri: raja on {MAX_BYTES // 1_000_000} Mt", "jaa raportti osiin")
