"""Reading config.yaml: every error of it at once, with its place."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from budget.period import Period
from figures.document import Hints, MoneyUnit, OrganisationRow, Role, Signs
from figures.fetch import fetch_organisation
from job.config import Config, ConfigError, Limits, LogLevel, LogSettings, ReportSource, WebSource
from job.quiet_days import QuietDays, read_quiet_days
from job.read_channels import Channels, ReadChannels
from job.schedule import read_schedule
from job.secrets import Secret, read_secret
from written.fields import Fields
from written.place import Place
from written.problem import Problem, Severity
from written.yaml_nodes import Mapping, Scalar, parse

_REQUIRED = ("organisation", "rules", "state", "sources", "channels")
_OPTIONAL = ("timezone", "roots", "schedule", "quiet_days", "flood_limit", "test_mode", "page_url", "heartbeat")
_NETWORK = ("allow_hosts", "network", "log", "retention")

_SOURCE_KEYS = ("report", "period", "unit", "signs", "columns", "encoding", "organisation", "sheet")
_WEB = re.compile(r"\s*https?://", re.I)
_LEVELS, _FORMATS = {level.name.lower(): level for level in LogLevel}, ("text", "json")


def read_config_or_last_good(path: Path, last_good: Path | None) -> Config:
    """Read the settings, or their kept copy while config.yaml is broken; `broken` then says what is wrong.

    Raises:
        ConfigError: neither can be used; carries every problem of config.yaml.
    """
    try:
        return read_config(path)
    except ConfigError as error:
        if last_good is None:
            raise
        try:
            return replace(read_config(path, last_good), broken=error.problems)
        except ConfigError:
            raise error from None


def read_config(path: Path, text_from: Path | None = None) -> Config:
    """Read the settings.

    Args:
        path: config.yaml; its folder is what relative paths are relative to.
        text_from: a file whose text stands in for its own (the last good one, while a broken edit stands).

    Raises:
        ConfigError: the file cannot be read or is not valid; carries every problem.
    """
    path = path.resolve()
    try:
        data = (text_from or path).read_bytes()
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
        self.unusable: list[Problem] = []
        self.unread: list[Problem] = []

    def config(self) -> Config | None:
        self.fields.allow((*_REQUIRED, *_OPTIONAL, *_NETWORK))
        values = {key: self.fields.text(key, required=True) for key in ("organisation", "rules", "state")}
        timezone = self._timezone()
        rules_scalar = self.fields.scalar("rules")
        rules = None if rules_scalar is None else self._allowed(self.fields, rules_scalar)
        sources, channels = self._sources(), self._channels()
        proxy, ca_file = self._network()
        limits, test_role = Limits(self._flood_limit(), self._quiet_days()), self._test_role()
        schedule, heartbeat, log = read_schedule(self.fields), self._heartbeat(), self._log()
        if not all(values.values()) or timezone is None or rules is None:
            return None
        return Config(
            folder=self.folder,
            organisation=values["organisation"] or "",
            timezone=timezone,
            rules=rules,
            state=self._absolute(values["state"] or ""),
            sources=sources,
            channels=channels.settings,
            roots=tuple(root.resolve() for root in self.roots),
            schedule=schedule,
            limits=limits,
            test_role=test_role,
            page_url=self._page_url(),
            heartbeat=heartbeat,
            proxy=proxy,
            ca_file=ca_file,
            log=log,
            retention=self._retention(),
            unread=tuple(self.unread),
            unusable=(*channels.unusable, *self.unusable),
            warnings=channels.warnings,
        )

    def _network(self) -> tuple[str | None, Path | None]:
        network = self.fields.fields("network")
        if network is None:
            return None, None
        network.allow(("proxy", "ca_file"))
        ca_file = network.scalar("ca_file")
        path = None if ca_file is None else self._absolute(ca_file.text)
        if ca_file is not None and path is not None and not path.is_file():
            network.error(ca_file, f"varmennetiedostoa ei ole: {ca_file.text}", "tarkista polku")
        return network.text("proxy"), path

    def _flood_limit(self) -> int | None:
        return self._whole_number(self.fields, "flood_limit", "esimerkiksi flood_limit: 30")

    def _retention(self) -> int | None:
        retention = self.fields.fields("retention")
        if retention is None:
            return None
        retention.allow(("years",))
        return self._whole_number(retention, "years", "esimerkiksi retention: {years: 6}")

    def _whole_number(self, fields: Fields, key: str, hint: str) -> int | None:
        scalar = fields.scalar(key)
        if scalar is None:
            return None
        if scalar.text.isascii() and scalar.text.isdecimal():
            return int(scalar.text)
        fields.error(scalar, f"{key} ei ole kokonaisluku: {scalar.text}", hint)
        return None

    def _quiet_days(self) -> QuietDays:
        scalars = self.fields.scalars("quiet_days")
        days = read_quiet_days(tuple(scalar.text.strip() for scalar in scalars))
        if isinstance(days, QuietDays):
            return days
        wrong = next(scalar for scalar in scalars if scalar.text.strip() == days)
        self.fields.error(wrong, f"hiljaista päivää ei ymmärretä: {days}", 'kirjoita eves tai kuukausi-päivä: "07-01–07-31"')
        return QuietDays()

    def _test_role(self) -> str | None:
        test_mode = self.fields.fields("test_mode")
        if test_mode is None:
            return None
        test_mode.allow(("redirect_all_to",))
        return test_mode.text("redirect_all_to", required=True)

    def _page_url(self) -> str | None:
        scalar = self.fields.scalar("page_url")
        if scalar is not None and not scalar.text.startswith("https://"):
            self.fields.error(scalar, "page_url ei ala https://", "kirjoita https-osoite, jossa sivu julkaistaan")
        return None if scalar is None else scalar.text

    def _heartbeat(self) -> Secret | None:
        heartbeat = self.fields.fields("heartbeat")
        if heartbeat is None:
            return None
        heartbeat.allow(("url",))
        inner = Fields(heartbeat.document, heartbeat.mapping, self.unusable)
        return read_secret(inner, "url", self.folder, os.environ, required=True)

    def _log(self) -> LogSettings | None:
        log = self.fields.fields("log")
        if log is None:
            return None
        log.allow(("file", "level", "format"))
        level = _LEVELS[log.one_of("level", tuple(_LEVELS)) or "info"]
        file = log.text("file")
        json = log.one_of("format", _FORMATS) == "json"
        return LogSettings(None if file is None else self._absolute(file), json, level)

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

    def _sources(self) -> tuple[ReportSource | WebSource, ...]:
        if self.fields.node("sources") is None:
            self.fields.error(self.fields.mapping, "avain sources puuttuu", "lisää rivi sources: ja sen alle - report: …")
        return tuple(source for fields in self.fields.mappings("sources") if (source := self._source(fields)) is not None)

    def _source(self, fields: Fields) -> ReportSource | WebSource | None:
        ledger = fields.mapping.get("ledger")
        if ledger is not None:
            place = fields.document.problem(fields.mapping, "").place
            message = "pääkirjaa (ledger) ei vielä lueta: sen luvut puuttuvat"
            self.unread.append(Problem(Severity.FILE, place, message, "anna raportti: report: …"))
            return None
        pattern = fields.text("report", required=True)
        on_web = pattern is not None and _WEB.match(pattern) is not None
        fields.allow((*_SOURCE_KEYS, "login") if on_web else _SOURCE_KEYS)
        hints = Hints(
            period=self._period(fields),
            unit=_choice(fields, "unit", {unit.value: unit for unit in MoneyUnit} | {"t€": MoneyUnit.THOUSAND}),
            signs=_choice(fields, "signs", {"auto": None} | {signs.value: signs for signs in Signs}),
            columns=self._columns(fields),
            encoding=self._encoding(fields),
            sheet=fields.text("sheet"),
        )
        organisation = self._organisation(fields)
        if pattern is None or isinstance(organisation, Problem):
            return None
        hints = replace(hints, organisation=organisation)
        if not on_web:
            return ReportSource(pattern, hints)
        from job.read_web_source import read_web_source

        return read_web_source(fields, hints, self.folder, self.unread)

    def _organisation(self, fields: Fields) -> tuple[OrganisationRow, ...] | Problem | None:
        """Return the organisation table of a source. One that cannot be read takes its source with it, and no other."""
        scalar = fields.scalar("organisation")
        path = None if scalar is None else self._allowed(fields, scalar)
        if scalar is None or path is None:
            return None
        rows = fetch_organisation(path)
        if isinstance(rows, Problem):
            what = f"organisaatiotaulua ei voitu lukea, joten raporttia ei luettu: {rows.place}: {rows.message}"
            self.unread.append(Problem(Severity.FILE, scalar.place, what, rows.hint))
        return rows

    def _period(self, fields: Fields) -> Period | None:
        scalar = fields.scalar("period")
        period = None if scalar is None else Period.parse(scalar.text)
        if scalar is not None and period is None:
            fields.error(scalar, f"kausi ei ole muotoa 2024-08: {scalar.text}", "kirjoita vuosi-kuukausi: 2024-08")
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

    def _channels(self) -> Channels:
        fields = self.fields.fields("channels")
        if fields is None:
            self.fields.error(self.fields.mapping, "avain channels puuttuu", "lisää rivi channels: ja sen alle kanava")
            return Channels((), (), ())
        return ReadChannels(self.folder, self.fields.texts("allow_hosts")).read(fields)


T = TypeVar("T", bound=Enum | None)


def _choice(fields: Fields, key: str, choices: dict[str, T]) -> T | None:
    chosen = fields.one_of(key, _names(choices))
    return None if chosen is None else choices[chosen]


def _names(choices: dict[str, T]) -> Sequence[str]:
    return tuple(choices)
