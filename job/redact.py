"""Keeping secrets out of texts: every known secret, in whatever form it was written, becomes `***`."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import field

from job.secrets import HIDDEN, Secret
from written.record import dataclass

_SHORTEST_IN_BASE64 = 6
_SHORTEST_KEY = 20
_ENTITIES = {"&": ("&amp;", "&#38;"), "<": ("&lt;",), ">": ("&gt;",), '"': ("&quot;", "&#34;"), "'": ("&#x27;", "&#39;")}
_GENERAL = (
    # sig=…, access_token=…, "client_secret": "…"
    re.compile(
        r"(?i)\b((?:sig|signature|(?:\w+[_-])?token|password|passwd|client_secret|client_assertion|api[_-]?key)"
        r"[\"']?\s*(?:=|%3d|:)\s*[\"']?)(?!\*\*\*)[^\s&\"'<>#;,}\])]+"
    ),
    re.compile(r"(?i)\b(bearer(?:\s+|%20))(?!\*\*\*)[\w.~+/=%-]{6,}"),
    re.compile(r"(?i)\b(basic )(?!\*\*\*)(?=[a-z+/]*(?-i:[A-Z0-9=]))[\w+/=-]{6,}"),  # but not "basic information"
    re.compile(r"(?i)\b(auth (?:plain|login|xoauth2) )(?!\*\*\*)[\w+/=]+"),
    re.compile(r"(?i)(://[^/\s:@]*:)(?!\*\*\*)[^/\s@]+(?=@)"),
)


@dataclass(frozen=True, slots=True)
class Redactor:
    """Knows the secrets of this process by one pattern, and the usual forms of secrets that it does not know."""

    known: re.Pattern[str] | None = field(repr=False)

    def clean(self, text: str) -> str:
        """Return a text without secrets."""
        if self.known is not None:
            text = self.known.sub(HIDDEN, text)
        for pattern in _GENERAL:
            text = pattern.sub(rf"\g<1>{HIDDEN}", text)
        return text


def redactor(secrets: Iterable[Secret]) -> Redactor:
    """Return what cleans texts of these secrets."""
    texts = {text for secret in secrets if secret.reveal() for text in (secret.reveal(), *_keys(secret.reveal()))}
    forms = {form for text in texts for form in _forms(text)}
    return Redactor(re.compile("|".join(sorted(forms, key=lambda form: (-len(form), form)))) if forms else None)


def _keys(secret: str) -> Iterable[str]:
    """Give the parts of a secret address that open it by themselves: the long ones with a digit in them."""
    if not secret.startswith(("https://", "http://")):
        return ()
    parts = re.split(r"[/?&=#]", secret.partition("://")[2].partition("/")[2])
    return (text for part in parts if len(part) >= _SHORTEST_KEY and re.search("[0-9]", part) for text in {part, _unquoted(part)})


def _unquoted(text: str) -> str:
    return re.sub(rb"%([0-9a-fA-F]{2})", lambda found: bytes((int(found[1], 16),)), text.encode()).decode("utf-8", "replace")


def _forms(secret: str) -> Iterable[str]:
    """Give the patterns of a secret: as it is, quoted for a URL, JSON, HTML or Python, and within base64."""
    yield "".join(_character(c) for c in secret)
    if len(secret) >= _SHORTEST_IN_BASE64:
        yield from _in_base64(secret.encode())


def _character(c: str) -> str:
    """Return the pattern of one character of a secret, in every way that it may be written."""
    percent = "".join(f"%{byte:02x}" for byte in c.encode())
    ways = [re.escape(c), f"(?i:{percent})", *map(re.escape, _ENTITIES.get(c, ()))]
    if c == " ":
        ways.append(r"\+")
    if c in "\"'\\/":
        ways.insert(0, re.escape("\\" + c))
    if not c.isascii():
        units = c.encode("utf-16-be")
        ways.append("(?i:" + "".join(rf"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2)) + ")")
        ways.append("(?i:" + percent.replace("%", r"\\x") + ")")
    return f"(?:{'|'.join(ways)})"


def _in_base64(secret: bytes) -> Iterable[str]:
    """Give the patterns of a secret inside base64 of something longer (`user:password`): one for each way it falls.

    The characters at its ends are shared with the neighbours and left out.
    """
    for before in range(3):
        text = base64.b64encode(bytes(before) + secret).decode("ascii").rstrip("=")
        inner = text[(before * 8 + 5) // 6 : (before + len(secret)) * 8 // 6]
        yield "".join(_in_any_alphabet(c) for c in inner)


def _in_any_alphabet(c: str) -> str:
    return {"+": r"(?:\+|-|%2[bB])", "/": r"(?:/|_|%2[fF])"}.get(c, c)
