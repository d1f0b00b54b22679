"""Finance's folder, as bytes: what is in it is read elsewhere."""

from __future__ import annotations

from pathlib import Path

from job.config import Config
from written.place import Place
from written.problem import Problem, Severity


def rule_files(config: Config) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """Return the bytes of every YAML file of the rules folder by the name that its reader knows, and what could not be read."""
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    for path in _yaml_files(config.rules):
        name = config.shown(path)
        try:
            files[name] = path.read_bytes()
        except OSError as error:
            problems.append(Problem(Severity.ERROR, Place(name), f"tiedostoa ei voitu lukea: {error.strerror or error}"))
    if not files and not problems:
        where = config.shown(config.rules)
        hint = "tarkista avain rules tiedostossa config.yaml"
        problems.append(Problem(Severity.ERROR, Place(where), "kansiossa ei ole yhtään sääntötiedostoa (*.yaml)", hint))
    return files, tuple(problems)


def _yaml_files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.rglob("*.y*ml") if path.suffix in (".yaml", ".yml") and path.is_file())
    except OSError:
        return []
