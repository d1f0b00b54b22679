"""Bytes to text: which encoding a file is in, and what a file that is no text really is."""

from __future__ import annotations

import codecs
import re

from figures.words import MOJIBAKE
from written.place import Place
from written.problem import Problem, Severity
from written.record import dataclass

_MAGIC = (
    (b"\xd0\xcf\x11\xe0", "vanha Excel- tai Word-tiedosto (xls, doc)"),
    (b"%PDF", "PDF-tiedosto"),
    (b"\x1f\x8b", "gzip-pakattu tiedosto"),
    (b"\x89PNG", "kuva (PNG)"),
    (b"\xff\xd8\xff", "kuva (JPEG)"),
    (b"{\\rtf", "RTF-asiakirja"),
    (b"7z\xbc\xaf", "7z-pakattu tiedosto"),
    (b"Rar!", "RAR-pakattu tiedosto"),
    (b"SQLite format 3", "SQLite-tietokanta"),
)
_ZIPS = (
    (b"xl/", "Excel-työkirja (xlsx)"),
    (b"word/", "Word-asiakirja (docx)"),
    (b"opendocument.spreadsheet", "laskentataulukko (ods)"),
)
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body|table|meta|div)\b", re.I | re.S)
_XML = re.compile(rb"\s*<\?xml\b", re.I)
_UTF32 = (b"\xff\xfe\0\0", b"\0\0\xfe\xff")
_BLANK = b"\0 \t\r\n"
# What the letters of Finnish look like after they were saved through another encoding than cp1252.
_OTHER_MOJIBAKE = (
    "\u221a\u00a7",
    "\u221a\u2202",
    "\u221a\u00d1",
    "\u251c\u00f1",
    "\u251c\u00c2",
    "\u00c3\u0084",
    "\u00c3\u0096",
    "\u00c3\u0192",
)
# Signs that no Finnish word has inside it, and the encoding whose ä, ö, å, Ä, Ö they are when they are read as cp1252.
_ODD_LETTERS = (
    ("cp850", re.compile(r"(?<=[a-z])[„”†](?=[a-z])|(?<![^\W_])[Ž™„”](?=[a-z„”]{2})|(?<=[A-Z])[Ž™](?=[A-Z])")),
    ("mac-roman", re.compile(r"(?<=[a-z])[ŠšŒ](?=[a-zŠš])|(?<![^\W_])[€…](?=[a-zŠš]{2})|(?<=[A-Z])[€…](?=[A-Z])")),
)
_FINNISH = re.compile("[äöÄÖ]")
_CONTROL = bytes(sorted(set(range(32)) - {9, 10, 12, 13, 26, 11}))
_ONLY_CP1252 = bytes(range(0x80, 0xA0))
_ONLY_LATIN9 = b"\xa4"
_MARKED = frozenset(mark[0] for mark in MOJIBAKE)
_KNOWN = (
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "cp1252",
    "iso8859-15",
    "iso8859-1",
    "ascii",
    "cp850",
    "mac-roman",
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, and what was strange in it."""

    text: str
    problems: tuple[Problem, ...] = ()


def decode(data: bytes, file: str, encoding: str | None) -> Decoded | Problem:
    """Return the text of a file.

    Args:
        data: the bytes of the file.
        file: its name, for the problem.
        encoding: what config says; None to find it out.

    Returns:
        The text, or a problem that says what the file really is.
    """
    if not data.strip():
        return _refused(file, "tiedosto on tyhjä", "hae raportti uudelleen")
    if not data.strip(_BLANK):
        return _refused(file, "tiedosto on tyhjä: siinä on vain nollatavuja", "hae raportti uudelleen; tallennus on ehkä kesken")
    really = _really(data)
    if really is not None:
        return _refused(
            file,
            f"tiedosto ei ole tekstiä: se on {really}",
            "tallenna raportti tekstinä tai CSV-muodossa, tai anna sille oikea pääte",
        )
    decoded = _hinted(data, file, encoding) if encoding else _detected(data, file)
    if isinstance(decoded, Decoded) and not decoded.text.strip():
        return _refused(file, "tiedosto on tyhjä", "hae raportti uudelleen")
    if isinstance(decoded, Problem):
        return decoded
    return _with_mojibake(decoded if encoding else _with_odd_letters(decoded, file), file)


def _refused(file: str, message: str, hint: str, line: int | None = None) -> Problem:
    return Problem(Severity.FILE, Place(file, line), message, hint)


def _really(data: bytes) -> str | None:
    """Return what a file that is no text really is; None for text."""
    for magic, name in _MAGIC:
        if data.startswith(magic):
            return name
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return next((name for mark, name in _ZIPS if mark in data), "zip-pakattu tiedosto")
    if data.startswith(_UTF32):
        return "UTF-32-tekstiä (tallenna se UTF-8-muodossa)"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    if b"\0" in data:
        return _with_nuls(data)
    head = data[3:2051] if data.startswith(codecs.BOM_UTF8) else data[:2048]
    if _HTML.match(head):
        return "verkkosivu (HTML)"
    if _XML.match(head):
        return "verkkosivu (HTML)" if b"<html" in head.lower() else "XML-tiedosto"
    if len(data) - len(data.translate(None, _CONTROL)) > len(data) // 200:
        return "binääritiedosto"
    return None


def _with_nuls(data: bytes) -> str:
    sample = data[:4096]
    if sample.count(0) > len(sample) * 0.7 and data.translate(None, _BLANK):
        return "UTF-32-tekstiä ilman tavujärjestysmerkkiä (tallenna se UTF-8-muodossa)"
    if len(sample) >= 4 and (sample[1::2].count(0) > len(sample) * 0.4 or sample[::2].count(0) > len(sample) * 0.4):
        return "UTF-16-tekstiä ilman tavujärjestysmerkkiä (tallenna se UTF-8-muodossa)"
    return "binääritiedosto (siinä on nollatavuja)"


def _hinted(data: bytes, file: str, encoding: str) -> Decoded | Problem:
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        return _refused(file, f"tuntematon merkistö: {encoding}", "vaihtoehdot: utf-8, utf-16, cp1252, iso-8859-15")
    if name not in _KNOWN:
        return _refused(file, f"merkistöä {encoding} ei tueta", "vaihtoehdot: utf-8, utf-16, cp1252, iso-8859-15")
    try:
        return Decoded(data.decode("utf-8-sig" if name == "utf-8" else name).removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return _refused(file, f"tiedosto ei ole merkistöä {encoding}", "korjaa tai poista lähteen kohta encoding", line)


def _detected(data: bytes, file: str) -> Decoded | Problem:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return Decoded(data.decode("utf-16"))
        except UnicodeDecodeError:
            return _cut(data, file)
    try:
        return Decoded(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and _is_utf8_before(data, error.start):
            return _cut(data, file)
    return _mostly_utf8(data, file) or _one_byte(data, file)


def _is_utf8_before(data: bytes, end: int) -> bool:
    """Tell whether a file that ends inside a character is UTF-8: other characters are, or the last one begins as Finnish ones do."""
    return not data[:end].isascii() or data[end] in (0xC2, 0xC3, 0xC5, 0xE2)


def _cut(data: bytes, file: str) -> Problem:
    lines = data.count(b"\n") + 1
    return _refused(file, "tiedosto on katkennut kesken merkin", "hae raportti uudelleen; tiedosto on ehkä vielä kesken", lines)


def _mostly_utf8(data: bytes, file: str) -> Decoded | None:
    """Return the text where most characters are UTF-8 and a few bytes are broken; None for another encoding."""
    text = data.decode("utf-8-sig", errors="replace")
    broken = text.count("\ufffd")
    whole = sum(1 for sign in text if sign > "\x7f") - broken
    if whole <= broken:
        return None
    line = text.count("\n", 0, text.index("\ufffd")) + 1
    message = "tiedostossa on merkkejä, jotka eivät ole UTF-8-merkistöä"
    return Decoded(text, (Problem(Severity.WARNING, Place(file, line), message, "tallenna raportti UTF-8-muodossa"),))


def _one_byte(data: bytes, file: str) -> Decoded | Problem:
    latin9 = bool(set(data) & set(_ONLY_LATIN9)) and not set(data) & set(_ONLY_CP1252)
    try:
        return Decoded(data.decode("iso-8859-15" if latin9 else "cp1252"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return _refused(file, "tiedoston merkistöä ei tunnisteta", "kerro se lähteen kohdassa encoding, esimerkiksi cp1252", line)


def _with_odd_letters(decoded: Decoded, file: str) -> Decoded:
    """Warn of a text of another one-byte encoding: its words have odd signs where Finnish has ä and ö, and neither of these."""
    text = decoded.text
    if text.isascii() or _FINNISH.search(text):
        return decoded
    for encoding, odd in _ODD_LETTERS:
        found = odd.search(text)
        if found is not None:
            shown = text[max(0, found.start() - 3) : found.end() + 3].strip()
            message = f"tiedosto näyttää olevan merkistöä {encoding} ({shown}); luvut käytetään, nimet voivat näkyä oudosti"
            hint = f"kerro se lähteen kohdassa encoding: {encoding}, tai tallenna raportti UTF-8-muodossa"
            return _warned(decoded, file, found.start(), message, hint)
    return decoded


def _with_mojibake(decoded: Decoded, file: str) -> Decoded:
    text = decoded.text
    if text.isascii():
        return decoded
    marks = MOJIBAKE if any(sign in text for sign in _MARKED) else ()
    lost = () if decoded.problems else ("\ufffd",)  # letters that another program could not save
    found = [at for mark in (*marks, *_OTHER_MOJIBAKE, *lost) if (at := text.find(mark)) >= 0]
    if not found:
        return decoded
    first = min(found)
    message = f"teksti on tallennettu väärällä merkistöllä ({text[max(0, first - 2) : first + 3].strip()}); luvut käytetään, nimet voivat näkyä oudosti"
    return _warned(decoded, file, first, message, "tallenna raportti UTF-8-muodossa")


def _warned(decoded: Decoded, file: str, at: int, message: str, hint: str) -> Decoded:
    line = decoded.text.count("\n", 0, at) + 1
    return Decoded(decoded.text, (*decoded.problems, Problem(Severity.WARNING, Place(file, line), message, hint)))
