"""The door to the files of reports: the only place of this room that touches the disk."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from figures.document import NO_HINTS, Document, Hints, OrganisationRow
from figures.organisation import table
from written.place import Place
from written.problem import Problem, Severity

MAX_BYTES = 50_000_000
_PATTERN_SIGNS = frozenset("*?[")


def fetch(path: Path, origin: str, hints: Hints = NO_HINTS) -> Document | Problem:
    """Read one local file.

    Args:
        path: the file.
        origin: the source as config names it: the same from period to period.
        hints: what config says of it.

    Returns:
        The bytes with their fingerprint, or the problem that refuses the file: it is missing, no file, empty, too
        big, unreadable, or it changed while it was read.
    """
    name = path.name or str(path)
    try:
        if not path.is_file():
            return _not_a_file(path, name)
        with path.open("rb") as file:
            before = os.fstat(file.fileno())
            if before.st_size > MAX_BYTES:
                return _refused(
                    name, f"tiedosto on liian suuri: {before.st_size // 1_000_000} Mt, raja on 50 Mt", "jaa raportti osiin"
                )
            data = file.read(MAX_BYTES + 1)
            after = path.stat()
    except OSError as error:
        return _refused(
            name, f"tiedostoa ei voi lukea: {_reason(error)}", "tarkista tiedoston oikeudet ja se, ettei se ole auki muualla"
        )
    if len(data) != before.st_size or _stamp(before) != _stamp(after):
        return _refused(
            name, "tiedosto muuttui kesken lukemisen", "odota, että tiedosto on kirjoitettu valmiiksi, ja aja uudelleen"
        )
    if not data.strip():
        return _refused(name, "tiedosto on tyhjä", "hae raportti uudelleen")
    return Document(name, origin, data, hashlib.sha256(data).hexdigest(), hints)


def expand(pattern: str, base: Path, roots: Sequence[Path]) -> tuple[Path, ...] | Problem:
    """Return the files that a source of config means, in the order of their names.

    Args:
        pattern: a path or a pattern, relative to `base` unless it is absolute.
        base: the folder of config.yaml.
        roots: the folders that sources may lie under; `base` is always one.

    Returns:
        The files, or the problem: nothing is there, or something lies outside the roots, also through a link.
    """
    try:
        return _expanded(pattern, base, roots)
    except (OSError, ValueError, NotImplementedError, RuntimeError) as error:  # a loop of links is a RuntimeError in Python 3.11
        return _refused(pattern, f"lähdettä ei voi lukea: {_reason(error)}", "tarkista lähteen polku")


def fetch_organisation(path: Path) -> tuple[OrganisationRow, ...] | Problem:
    """Read an organisation table: code, name and parent of each unit."""
    document = fetch(path, path.name)
    return document if isinstance(document, Problem) else table(document)


def _expanded(pattern: str, base: Path, roots: Sequence[Path]) -> tuple[Path, ...] | Problem:
    whole = Path(os.path.normpath(base.resolve() / pattern))
    allowed = tuple(root.resolve() for root in (base, *roots))
    fixed = _fixed_part(whole)
    if not _under(fixed, allowed):
        return _outside(pattern, fixed)
    found = _matches(whole, fixed)
    for path in found:
        if not _under(path, allowed):
            return _outside(pattern, path)
    if not found:
        what = "lähde ei vastaa yhtään tiedostoa" if whole != fixed else "tiedostoa ei ole"
        return _refused(pattern, f"{what}: {pattern}", "tarkista lähteen polku ja se, että raportti on tallennettu")
    return found


def _fixed_part(whole: Path) -> Path:
    """Return the path down to the first part that is a pattern."""
    parts: list[str] = []
    for part in whole.parts:
        if _PATTERN_SIGNS & set(part):
            break
        parts.append(part)
    return Path(*parts)


def _matches(whole: Path, fixed: Path) -> tuple[Path, ...]:
    if whole == fixed:
        return (whole,) if whole.exists() else ()
    if not fixed.is_dir():
        return ()
    rest = str(whole.relative_to(fixed))
    hidden = (path for path in fixed.glob(rest) if not path.name.startswith(".") and path.is_file())
    return tuple(sorted(hidden))


def _under(path: Path, roots: Sequence[Path]) -> bool:
    """Tell whether a path lies under one of the roots after all links are followed."""
    real = path.resolve()
    return any(real == root or root in real.parents for root in roots)


def _outside(pattern: str, path: Path) -> Problem:
    message = f"{path.name} on sallittujen kansioiden ulkopuolella"
    return _refused(pattern, message, "siirrä tiedosto config.yaml-tiedoston kansion alle tai lisää kansio kohtaan roots")


def _not_a_file(path: Path, name: str) -> Problem:
    if path.is_dir():
        return _refused(name, "lähde on kansio, ei tiedosto", "lisää polkuun tiedoston nimi tai kuvio, esimerkiksi *.txt")
    if path.exists():
        return _refused(name, "lähde ei ole tavallinen tiedosto", "anna tavallinen tiedosto")
    return _refused(name, "tiedostoa ei ole", "tarkista lähteen polku ja se, että raportti on tallennettu")


def _stamp(stat: os.stat_result) -> tuple[int, int]:
    return stat.st_size, stat.st_mtime_ns


def _reason(error: Exception) -> str:
    if isinstance(error, PermissionError):
        return "lukuoikeus puuttuu"
    return (error.strerror if isinstance(error, OSError) else None) or type(error).__name__


def _refused(file: str, message: str, hint: str) -> Problem:
    return Problem(Severity.FILE, Place(file), message, hint)
