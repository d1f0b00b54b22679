"""Reading `channels` of config.yaml. A channel whose secret cannot be had is unusable; the others go on."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from alerts.hosts import is_loopback
from alerts.security import Security
from alerts.teams_url import BadWebhook, read_webhook, webhook_warning
from job.channels import (
    AppLogin,
    ChannelSettings,
    EmailChannel,
    FolderChannel,
    GraphChannel,
    TeamsChannel,
    UnusableChannel,
)
from job.secrets import Secret, read_secret
from written.fields import Fields
from written.problem import Problem
from written.record import dataclass

DEFAULT_HOSTS = ("*.powerplatform.com", "*.logic.azure.com")
LOGIN, GRAPH = "https://login.microsoftonline.com", "https://graph.microsoft.com"
_PORTS = {Security.NONE: 25, Security.STARTTLS: 587, Security.TLS: 465}


@dataclass(frozen=True, slots=True)
class Channels:
    """The channels by name. `unusable` are the problems of those that cannot be used, `warnings` what `check` says."""

    settings: tuple[tuple[str, ChannelSettings], ...]
    unusable: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


class ReadChannels:
    """Reads the channels. Mistakes of form go to the config's problems, what is missing outside of it to `unusable`."""

    def __init__(self, folder: Path, allow_hosts: tuple[str, ...]) -> None:
        self.folder = folder
        self.allow_hosts = allow_hosts or DEFAULT_HOSTS
        self.unusable: list[Problem] = []
        self.warnings: list[Problem] = []

    def read(self, fields: Fields) -> Channels:
        """Read all entries of `channels`."""
        found: list[tuple[str, ChannelSettings]] = []
        for entry in fields.mapping.entries:
            channel = fields.fields(entry.key.text)
            if channel is not None and (settings := self._channel(channel)) is not None:
                found.append((entry.key.text, settings))
        return Channels(tuple(found), tuple(self.unusable), tuple(self.warnings))

    def _channel(self, fields: Fields) -> ChannelSettings | None:
        if fields.scalar("type", required=True) is None:
            return None
        kind = fields.one_of("type", _READERS)
        if kind is None:
            return None
        before = len(self.unusable)
        settings = _READERS[kind](self, fields)
        if len(self.unusable) > before:
            return UnusableChannel(kind, self.unusable[before].message)
        return settings

    def _folder(self, fields: Fields) -> FolderChannel | None:
        fields.allow(("type", "path"))
        path = fields.text("path", required=True)
        return None if path is None else FolderChannel((self.folder / path).absolute())

    def _email(self, fields: Fields) -> EmailChannel | None:
        fields.allow(("type", "host", "port", "security", "from", "reply_to", "username", "password", "app"))
        host, sender = fields.text("host", required=True), fields.text("from", required=True)
        security = Security(fields.one_of("security", [s.value for s in Security]) or Security.STARTTLS.value)
        port = self._port(fields, security)
        username = fields.text("username")
        password = self._secret(fields, "password", required=False)
        app = self._app(fields)
        if host is None or sender is None or port is None:
            return None
        if username is not None and security is Security.NONE and not is_loopback(host):
            fields.error(fields.mapping, "salasanaa ei lähetetä salaamatta", "kirjoita security: starttls")
            return None
        return EmailChannel(host, port, security, sender, fields.text("reply_to"), username, password, app)

    def _graph(self, fields: Fields) -> GraphChannel | None:
        fields.allow(("type", "from", "reply_to", "app", "host"))
        sender = fields.text("from", required=True)
        app = self._app(fields, required=True)
        if sender is None or app is None:
            return None
        return GraphChannel(sender, fields.text("reply_to"), app, fields.text("host") or GRAPH)

    def _teams(self, fields: Fields) -> TeamsChannel | None:
        fields.allow(("type", "webhook", "bare_card", "app"))
        secret = self._secret(fields, "webhook", required=True)
        bare = fields.one_of("bare_card", ("true", "false")) == "true"
        app = self._app(fields)
        if secret is None:
            return None
        node = fields.node("webhook") or fields.mapping
        webhook = read_webhook(secret.reveal(), self.allow_hosts)
        if isinstance(webhook, BadWebhook):
            self.unusable.append(fields.document.problem(node, webhook.message, webhook.hint))
            return None
        warning = webhook_warning(webhook)
        if warning is not None:
            self.warnings.append(fields.document.problem(node, warning))
        return TeamsChannel(webhook, bare, app)

    def _port(self, fields: Fields, security: Security) -> int | None:
        scalar = fields.scalar("port")
        if scalar is None:
            return _PORTS[security]
        if scalar.text.isdecimal() and 0 < int(scalar.text) < 65536:
            return int(scalar.text)
        fields.error(scalar, f"portti ei kelpaa: {scalar.text}", "esimerkiksi 587")
        return None

    def _app(self, fields: Fields, *, required: bool = False) -> AppLogin | None:
        app = fields.fields("app")
        if app is None:
            if required:
                fields.error(fields.mapping, "avain app puuttuu", "lisää app: {tenant: …, client_id: …, secret: {file: …}}")
            return None
        app.allow(("tenant", "client_id", "secret", "login"))
        tenant, client_id = app.text("tenant", required=True), app.text("client_id", required=True)
        secret = self._secret(app, "secret", required=True)
        if tenant is None or client_id is None or secret is None:
            return None
        return AppLogin(tenant, client_id, secret, app.text("login") or LOGIN)

    def _secret(self, fields: Fields, key: str, *, required: bool) -> Secret | None:
        """Read a secret; what is wrong outside of config makes its channel unusable and nothing else."""
        inner = Fields(fields.document, fields.mapping, self.unusable)
        return read_secret(inner, key, self.folder, os.environ, required=required)


_READERS: dict[str, Callable[[ReadChannels, Fields], ChannelSettings | None]] = {
    "folder": ReadChannels._folder,
    "email": ReadChannels._email,
    "graph": ReadChannels._graph,
    "teams": ReadChannels._teams,
}
