"""Reading config.yaml: every error of it at once, with its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from budget.period import Period
from figures.document import Hints, MoneyUnit, OrganisationRow, Role, Signs
from figures.fetch import fetch_organisation
from job.config import ChannelSettings, Config, ConfigError, FolderChannel, LaterChannel, ReportSource
from written.fields import Fields
from written.place import Place
from written.problem import Problem, Severity
from written.yaml_nodes import Mapping, Scalar, parse

_REQUIRED = ("organisation", "rules", "state", "sources", "channels")
_KEYS = (*_REQUIRED, "timezone", "roots")
_LATER = ("schedule", "quiet_days", "flood_limit", "page_url", "heartbeat", "allow_hosts", "network", "log", "retention")
"""Keys of the interface that have no effect in this version. `test_mode` is not among them: ignoring it would send
real figures to real readers, so it is refused."""

_SOURCE_KEYS = ("report", "period", "unit", "signs", "columns", "encoding", "organisation")
_CHANNELS = ("folder", "email", "teams")


def read_config(path: Path) -> Config:
    """Read the settings.

    Raises:
        ConfigError: the file cannot be read or is not valid; carries every problem.
    """
    path = path.resolve()
    try:
        data = path.read_bytes()
    except OSError as error:
        hint = "anna tiedosto valitsimella --config" if isinstance(error, FileNotFoundError) else None
        why = "asetustiedostoa ei löydy" if isinstance(error, FileNotFoundError) else f"ei voitu lukea: {error.strerror}"
        raise ConfigError((Problem(Severity.ERROR, Place(str(path)), why, hint),)) from None
    document = parse(data, path.name)
    if not isinstance(document.root, Mapping):
        empty = Problem(Severity.ERROR, Place(path.name), "asetustiedostossa ei ole asetuksia")
        raise ConfigError(document.problems or (empty,))
    problems = list(document.problems)
    config = _Reader(Fields(document, document.root, problems), path.parent).config()
    if config is None or problems:
        raise ConfigError(tuple(problems))
    return config


class _Reader:
    """Reads the keys of one config.yaml."""

    def __init__(self, fields: Fields, folder: Path) -> None:
        self.fields = fields
        self.folder = folder
        self.roots = (folder, *(self._absolute(root) for root in fields.texts("roots")))
        self.warnings: list[Problem] = []

    def config(self) -> Config | None:
        self.fields.allow((*_KEYS, *_LATER, "test_mode"))
        self._say_what_is_later()
        values = {key: self.fields.text(key, required=True) for key in ("organisation", "rules", "state")}
        timezone = self._timezone()
        rules_scalar = self.fields.scalar("rules")
        rules = None if rules_scalar is None else self._allowed(self.fields, rules_scalar)
        sources, channels = self._sources(), self._channels()
        if not all(values.values()) or timezone is None or rules is None:
            return None
        return Config(
            folder=self.folder,
            organisation=values["organisation"] or "",
            timezone=timezone,
            rules=rules,
            state=self._absolute(values["state"] or ""),
            sources=sources,
            channels=channels,
            roots=tuple(root.resolve() for root in self.roots),
            warnings=tuple(self.warnings),
        )

    def _say_what_is_later(self) -> None:
        for entry in self.fields.mapping.entries:
            if entry.key.text in _LATER:
                self._warn(entry.key, f"avaimella {entry.key.text} ei ole vielä vaikutusta")
            if entry.key.text == "test_mode":
                hint = "poista avain ja vaihda osoitteet vastuut-tiedostossa"
                self.fields.error(entry.key, "test_mode ei ole vielä käytössä: viestit menisivät oikeille lukijoille", hint)

    def _warn(self, node: Scalar, message: str) -> None:
        problem = self.fields.document.problem(node, message)
        self.warnings.append(Problem(Severity.WARNING, problem.place, message, None, problem.source_line, problem.width))

    def _timezone(self) -> ZoneInfo | None:
        scalar = self.fields.scalar("timezone")
        name = "Europe/Helsinki" if scalar is None else scalar.text
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self.fields.error(scalar or self.fields.mapping, f"tuntematon aikavyöhyke: {name}", "tarkoititko Europe/Helsinki?")
            return None

    def _absolute(self, text: str) -> Path:
        return (self.folder / text).absolute()

    def _allowed(self, fields: Fields, scalar: Scalar) -> Path | None:
        """Return the path that a key names, or None, with an error, where it lies outside the roots."""
        path = self._absolute(scalar.text).resolve()
        if any(path.is_relative_to(root.resolve()) for root in self.roots):
            return path
        fields.error(scalar, f"polku ei ole config.yaml-tiedoston kansion alla: {scalar.text}", "lisää kansio avaimeen roots")
        return None

    def _sources(self) -> tuple[ReportSource, ...]:
        if self.fields.node("sources") is None:
            self.fields.error(self.fields.mapping, "avain sources puuttuu", "lisää rivi sources: ja sen alle - report: …")
        return tuple(source for fields in self.fields.mappings("sources") if (source := self._source(fields)) is not None)

    def _source(self, fields: Fields) -> ReportSource | None:
        ledger = fields.mapping.get("ledger")
        if ledger is not None:
            fields.error(ledger, "pääkirjan lukeminen (ledger) ei ole vielä käytössä", "anna raportti: report: …")
            return None
        fields.allow(_SOURCE_KEYS)
        pattern = fields.text("report", required=True)
        hints = Hints(
            period=self._period(fields),
            unit=_choice(fields, "unit", {unit.value: unit for unit in MoneyUnit} | {"t€": MoneyUnit.THOUSAND}),
            signs=_choice(fields, "signs", {"auto": None} | {signs.value: signs for signs in Signs}),
            columns=self._columns(fields),
            encoding=self._encoding(fields),
        )
        return None if pattern is None else ReportSource(pattern, replace(hints, organisation=self._organisation(fields)))

    def _organisation(self, fields: Fields) -> tuple[OrganisationRow, ...] | None:
        scalar = fields.scalar("organisation")
        path = None if scalar is None else self._allowed(fields, scalar)
        if scalar is None or path is None:
            return None
        rows = fetch_organisation(path)
        if isinstance(rows, Problem):
            fields.error(scalar, f"organisaatiotaulua ei voitu lukea: {rows.place}: {rows.message}", rows.hint)
            return None
        return rows

    def _period(self, fields: Fields) -> Period | None:
        scalar = fields.scalar("period")
        period = None if scalar is None else Period.parse(scalar.text)
        if scalar is not None and period is None:
            fields.error(scalar, f"kausi ei ole muotoa 2024-08: {scalar.text}")
        return period

    def _columns(self, fields: Fields) -> tuple[tuple[Role, str], ...]:
        columns = fields.fields("columns")
        if columns is None:
            return ()
        roles = {role.value: role for role in Role}
        columns.allow(roles)
        return tuple((roles[e.key.text], columns.text(e.key.text) or "") for e in columns.mapping.entries if e.key.text in roles)

    def _encoding(self, fields: Fields) -> str | None:
        scalar = fields.scalar("encoding")
        if scalar is None:
            return None
        try:
            "".encode(scalar.text)
        except LookupError:
            fields.error(scalar, f"tuntematon merkistö: {scalar.text}", "esimerkiksi utf-8 tai cp1252")
            return None
        return scalar.text

    def _channels(self) -> tuple[tuple[str, ChannelSettings], ...]:
        fields = self.fields.fields("channels")
        if fields is None:
            self.fields.error(self.fields.mapping, "avain channels puuttuu", "lisää rivi channels: ja sen alle kanava")
            return ()
        found: list[tuple[str, ChannelSettings]] = []
        for entry in fields.mapping.entries:
            channel = fields.fields(entry.key.text)
            settings = None if channel is None else self._channel(channel, entry.key)
            if settings is not None:
                found.append((entry.key.text, settings))
        return tuple(found)

    def _channel(self, fields: Fields, name: Scalar) -> ChannelSettings | None:
        kind = fields.scalar("type", required=True)
        if kind is None:
            return None
        if fields.one_of("type", _CHANNELS) is None:
            return None
        if kind.text != "folder":
            self._warn(name, f"kanavan {name.text} tyyppi {kind.text} ei ole vielä käytössä: sen viestit odottavat")
            return LaterChannel(kind.text)
        fields.allow(("type", "path"))
        path = fields.text("path", required=True)
        return None if path is None else FolderChannel(self._absolute(path))


T = TypeVar("T", bound=Enum | None)


def _choice(fields: Fields, key: str, choices: dict[str, T]) -> T | None:
    chosen = fields.one_of(key, _names(choices))
    return None if chosen is None else choices[chosen]


def _names(choices: dict[str, T]) -> Sequence[str]:
    return tuple(choices)
