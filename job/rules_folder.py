"""Finance's folder, as bytes: what is in it is read elsewhere."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from engine.rule_tables import TABLE_SUFFIX, is_table
from engine.rulebook import Rulebook
from job.config import Config
from written.place import Place
from written.problem import Problem, Severity
from written.yaml_nodes import MAX_BYTES


def rule_files(config: Config) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """Return the rules folder by the names that its reader knows, and what could not be read.

    A YAML file stands as its bytes; a table that some of them name, as the text of its cells (`written.table`).
    """
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    for path in _yaml_files(config.rules):
        name = config.shown(path)
        try:
            with path.open("rb") as file:
                files[name] = file.read(MAX_BYTES + 1)  # so much tells that it is too big
        except OSError as error:
            problems.append(_unread(name, error))
    for path in _named_tables(config.rules, tuple(files.values())):
        name = config.shown(path)
        files[name] = _table(path, name, config.rules)
    if not files and not problems:
        where = config.shown(config.rules)
        hint = "tarkista kansion nimi; tiedostossa config.yaml sen kertoo avain rules"
        problems.append(Problem(Severity.ERROR, Place(where), "kansiossa ei ole yhtään sääntötiedostoa (*.yaml)", hint))
    return files, tuple(problems)


def no_rules(config: Config, rulebook: Rulebook) -> tuple[Problem, ...]:
    """Return the problem of rules of which none is in use; nothing where an error says why already.

    Where all that is wrong is that every rule is `tila: pois`, the files are as finance wants them: no last good text
    may stand in for them.
    """
    if rulebook.rules or rulebook.errors:
        return ()
    if rulebook.off:
        message, hint = "kaikki säännöt ovat pois käytöstä (tila: pois)", "ota ainakin yksi sääntö käyttöön"
    else:
        message, hint = "kansiossa ei ole yhtään sääntöä", "lisää sääntö avaimeen säännöt"
    return (Problem(Severity.ERROR, Place(config.shown(config.rules)), message, hint),)


def _yaml_files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.rglob("*.y*ml") if path.suffix in (".yaml", ".yml") and path.is_file())
    except OSError:
        return []


_NAMES_TABLE = re.compile(rf"{TABLE_SUFFIX}\b".encode(), re.I)


def _named_tables(folder: Path, texts: tuple[bytes, ...]) -> list[Path]:
    """Return the tables of the folder whose path some rules file writes."""
    if not any(_NAMES_TABLE.search(text) for text in texts):
        return []
    written = "\n".join(unicodedata.normalize("NFC", text.decode("utf-8", "replace")) for text in texts).replace("\\", "/")
    try:
        found = [path for path in folder.rglob("*.*") if is_table(path.name)]
        return sorted(path for path in found if _beneath(path, folder) in written and path.is_file())
    except OSError:
        return []


def _beneath(path: Path, folder: Path) -> str:
    return unicodedata.normalize("NFC", path.relative_to(folder).as_posix())


def _table(path: Path, name: str, folder: Path) -> bytes:
    from job.rule_tables import MAX_BYTES, table
    from written.table import Table, to_text

    beneath = _beneath(path, folder)
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise PermissionError(0, "linkki vie sääntökansion ulkopuolelle")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        return to_text(Table(beneath, name, (), problem=_unread(name, error)))
    return to_text(table(beneath, name, data))


def _unread(name: str, error: OSError) -> Problem:
    return Problem(Severity.ERROR, Place(name), f"tiedostoa ei voitu lukea: {error.strerror or error}")
