"""Secrets of config.yaml: never in it, but in the environment, in a file of their own or in systemd's credentials."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from written.fields import Fields
from written.yaml_nodes import Mapping as MappingNode
from written.yaml_nodes import Scalar

HIDDEN = "***"
_FORMS = ("env", "file", "credential")
_MAX_BYTES = 64 * 1024
_CREDENTIALS = "CREDENTIALS_DIRECTORY"
_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)  # a pipe must not hold the start


class Secret:
    """A value that shows itself only where it is asked by name. Every text made of it is `***`."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the value, for the one place that needs it."""
        return self._value

    def __repr__(self) -> str:
        return f"Secret({HIDDEN})"

    def __str__(self) -> str:
        return HIDDEN

    def __format__(self, spec: str) -> str:
        return HIDDEN

    def __eq__(self, other: object) -> bool:
        """Compare in a time that tells nothing of the values."""
        if not isinstance(other, Secret):
            return NotImplemented
        import hmac

        return hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash(Secret)

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> Secret:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written anywhere")


def read_secret(
    fields: Fields, key: str, folder: Path, environment: Mapping[str, str], *, required: bool = False
) -> Secret | None:
    """Read the secret that a key names; None where it is not given or, with a problem at its place, cannot be had.

    Args:
        fields: the mapping that the key stands in; problems go to its list.
        key: the key, as in `password: {file: smtp}`.
        folder: where a relative file is looked for.
        environment: the process's environment.
        required: whether its absence is a problem.
    """
    node = fields.node(key)
    if node is None:
        if required:
            fields.error(fields.mapping, f"avain {key} puuttuu", _hint(key))
        return None
    if not isinstance(node, MappingNode):
        _refuse_plain(fields, key)
        return None
    inner = Fields(fields.document, node, fields.problems)
    inner.allow(_FORMS)
    given = [form for form in _FORMS if node.get(form) is not None]
    if len(given) != 1:
        fields.error(node, f"avaimella {key} on oltava yksi seuraavista: {', '.join(_FORMS)}", _hint(key))
        return None
    name = inner.scalar(given[0], required=True)
    if name is None:
        return None
    value, why, hint = _read(given[0], name.text.strip(), folder, environment)
    if why is None and ("\n" in value or "\0" in value):
        why = f"salaisuudessa {key} on useita rivejä"
        hint = "jätä vain yksi rivi"
    if why is not None:
        fields.error(name, why, hint)
        return None
    return _remembered(Secret(value))


_KNOWN: list[Secret] = []
"""Every secret that this process has read: a text may have to be cleaned before, or without, a valid config."""


def _remembered(secret: Secret) -> Secret:
    if secret not in _KNOWN:
        _KNOWN.append(secret)
    return secret


def clean(text: str) -> str:
    """Return a text without the secrets that this process has read, in whatever form they are written."""
    from job.redact import redactor

    return redactor(tuple(_KNOWN)).clean(text)


_Read = tuple[str, str | None, str | None]
"""The value, or empty; what is wrong; what to do about it."""


def _read(form: str, name: str, folder: Path, environment: Mapping[str, str]) -> _Read:
    if form == "env":
        return _from_environment(name, environment)
    return _from_file(name, folder) if form == "file" else _from_credentials(name, environment)


def _from_environment(name: str, environment: Mapping[str, str]) -> _Read:
    value = environment.get(name)
    if value is None:
        return "", f"ympäristömuuttujaa {name} ei ole", "aseta se palvelun ympäristöön ennen käynnistystä"
    if not value.strip():
        return "", f"ympäristömuuttuja {name} on tyhjä", None
    return _without_last_newline(value), None, None


def _from_credentials(name: str, environment: Mapping[str, str]) -> _Read:
    if not re.fullmatch(r"(?!\.)[\w.@-]+", name):
        return "", f"tunnisteen nimi ei kelpaa: {name}", "nimi ilman polkua, kuten LoadCredential=-rivillä"
    directory = environment.get(_CREDENTIALS)
    if not directory:
        hint = f"lisää palveluun rivi LoadCredential={name}:/polku, tai käytä muotoa {{file: PATH}}"
        return "", f"systemd ei ole antanut tunnisteita ({_CREDENTIALS} puuttuu)", hint
    return _from_file(name, Path(directory))


def _from_file(name: str, folder: Path) -> _Read:
    """Read one line from a file that nobody else may read. The file is opened once and judged as opened."""
    try:
        handle = os.open(folder / name, _FLAGS)
    except FileNotFoundError:
        return "", f"salaisuuden tiedostoa ei ole: {name}", None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "nimi ei kelpaa"
        return "", f"salaisuuden tiedostoa {name} ei voitu lukea: {why}", "anna palvelun käyttäjälle lukuoikeus"
    try:
        mode = os.fstat(handle).st_mode
        if not stat.S_ISREG(mode):
            return "", f"salaisuus ei ole tavallisessa tiedostossa: {name}", None
        if os.name == "posix" and mode & (stat.S_IROTH | stat.S_IWOTH):
            return "", f"salaisuuden tiedosto on kaikkien luettavissa tai muutettavissa: {name}", f"chmod o-rwx {name}"
        data = os.read(handle, _MAX_BYTES + 1)
    finally:
        os.close(handle)
    if len(data) > _MAX_BYTES:
        return "", f"salaisuuden tiedosto on yli 64 kt: {name}", "tiedostossa saa olla vain salaisuus"
    try:
        value = _without_last_newline(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return "", f"salaisuuden tiedosto ei ole UTF-8-tekstiä: {name}", "tallenna tiedosto UTF-8-muodossa"
    return (value, None, None) if value.strip() else ("", f"salaisuuden tiedosto on tyhjä: {name}", None)


def _without_last_newline(text: str) -> str:
    return text.removesuffix("\n").removesuffix("\r")


def _refuse_plain(fields: Fields, key: str) -> None:
    """Report a secret that stands in the file itself, without showing its line: problems go to screens and logs."""
    node = fields.mapping.get(key)
    if node is None:
        return
    width = node.width if isinstance(node, Scalar) else 1
    message, hint = f"avaimen {key} salaisuus ei saa olla tässä tiedostossa", f"{_hint(key)}; vaihda tässä ollut salaisuus"
    problem = fields.document.problem_at(node.place, message, hint, width)
    fields.problems[:] = [
        replace(other, source_line=None) if other.place.line == node.place.line else other
        for other in (*fields.problems, problem)
    ]


def _hint(key: str) -> str:
    return f"kirjoita {key}: {{env: NIMI}}, {{file: POLKU}} tai {{credential: NIMI}}"
