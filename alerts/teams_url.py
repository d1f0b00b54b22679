"""The address of a Teams webhook: which ones can work, and what to say of the others. The address itself is a secret."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import field

from alerts.hosts import is_loopback
from written.record import dataclass

# Only what RFC 3986 allows, and no dot segments: the client sends such an address byte for byte, and would change others.
_URL = re.compile(
    r"(https?)://([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?(?:(?!.*/\.\.?(?:[/?]|$))/[\w.~:/?@!$&'()*+,;=%\[\]-]*)?",
    re.ASCII | re.IGNORECASE,
)
_NEW_FLOW = (
    "luo Teamsissa kanavalle työnkulku (Workflows), jonka käynnistin on"
    " ”When a Teams webhook request is received”, ja tallenna sen osoite"
)


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that may be used, byte for byte as it was given."""

    host: str
    url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class BadWebhook:
    """Why an address cannot be used, and what to do. Finnish; the texts never hold the address."""

    message: str
    hint: str


def read_webhook(url: str, allow_hosts: Iterable[str]) -> Webhook | BadWebhook:
    """Read the address of a webhook.

    Args:
        url: as it stands in the secret, byte for byte.
        allow_hosts: names of hosts, or `*.` and a name for all below it. Loopback is always allowed.
    """
    found = _URL.fullmatch(url)
    if found is None or int(found[3] or 0) > 65535:
        return BadWebhook("webhookin osoite ei kelpaa", "kopioi koko osoite työnkulusta: se alkaa https:// eikä siinä ole välejä")
    scheme, host = found[1].lower(), found[2].lower().rstrip(".")
    if host.endswith(".webhook.office.com") or host == "outlook.office.com":
        return BadWebhook("Office 365 -liittimet (webhook.office.com) on lopetettu, eikä osoite enää toimi", _NEW_FLOW)
    if is_loopback(host):
        return Webhook(host, url)
    if scheme != "https":
        return BadWebhook("webhookin osoite ei ala https://", "salaamatonta yhteyttä ei käytetä")
    if not any(_matches(host, pattern) for pattern in allow_hosts):
        return BadWebhook(
            "webhookin palvelin ei ole sallittujen joukossa", "lisää palvelin config.yaml-tiedoston avaimeen allow_hosts"
        )
    return Webhook(host, url)


def webhook_warning(webhook: Webhook) -> str | None:
    """Return what `check` should say of an address that works for now, None for nothing."""
    if webhook.host.endswith(".logic.azure.com"):
        return f"webhookin osoite on vanhaa muotoa (logic.azure.com) ja voi lakata toimimasta: {_NEW_FLOW}"
    return None


def _matches(host: str, pattern: str) -> bool:
    name = pattern.lower()
    return host.endswith(name[1:]) if name.startswith("*.") else host == name
