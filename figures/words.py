"""Comparing written words: case, spaces, dots, hyphens and broken encodings do not matter."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# Which bytes of UTF-8 look like after they were read as cp1252; any of them tells that a text was read wrongly.
MOJIBAKE = ("Ã¤", "Ã¶", "Ã¥", "Ã„", "Ã–", "Ã…", "Ã©", "Â\u00a0", "â‚¬", "â€“", "â€”", "âˆ’", "Â§", "Â½")

_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-")
_NOTHING = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\f\v"), None)
_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2009\u2007\u2002\u2003\r\n\t"), " ")
_FOLD = {**_DASHES, **_NOTHING, **_SPACES}
_KEPT = frozenset("%+&")
_REMEMBERED = 4096  # texts: a report says the same words on every row
_ASCII_DROPPED = {code: None for code in range(128) if not chr(code).isalnum() and chr(code) not in _KEPT}


def repaired(text: str) -> str:
    """Return a text that was read in the wrong encoding as it was meant; any other text as it is."""
    if "Ã" not in text and "â" not in text and "Â" not in text:
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def fold(text: str) -> str:
    """Return the text in small letters with plain spaces and hyphens, composed, each run of spaces one space."""
    if text.isascii():
        return " ".join(text.casefold().split())
    composed = unicodedata.normalize("NFC", repaired(text))
    return " ".join(composed.translate(_FOLD).casefold().split())


@lru_cache(_REMEMBERED)
def squeeze(text: str) -> str:
    """Return only the letters, digits and signs that tell words apart, in small letters."""
    if text.isascii():
        return text.casefold().translate(_ASCII_DROPPED)
    return "".join(sign for sign in fold(text).translate(_ASCII_DROPPED) if sign.isalnum() or sign in _KEPT)


@lru_cache(_REMEMBERED)
def clean(text: str) -> str:
    """Return a cell as a name to show: composed, without invisible signs, without spaces at the ends."""
    if text.isascii():
        return " ".join(text.split())
    return " ".join(unicodedata.normalize("NFC", text).translate(_NOTHING).split())


def are_clean(texts: Iterable[str]) -> bool:
    """Tell whether each of many cells is a name as `clean` would return it."""
    joined = " ".join(filter(None, texts))
    return joined.isprintable() and unicodedata.is_normalized("NFC", joined) and "  " not in joined
