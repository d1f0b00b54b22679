"""The ways to the readers, made from the channels of config. Each kind is loaded only where config has one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from alerts.deliver import Channel
from alerts.folder import Folder
from alerts.form import Kind
from alerts.letter import Letter
from alerts.outcome import Accepted, ChannelClosed, Outcome
from job.channels import AppLogin, ChannelSettings, EmailChannel, FolderChannel, GraphChannel, TeamsChannel, UnusableChannel
from job.config import Config
from job.secrets import clean

if TYPE_CHECKING:
    import httpx

    from alerts.teams import Pace
    from alerts.tokens import ClientCredentials


class Unusable:
    """A channel that cannot be used: its messages take the fallback or wait, and finance hears why."""

    def __init__(self, why: str) -> None:
        self.why = why

    def send(self, letter: Letter) -> Outcome:  # noqa: ARG002 - nothing is sent
        """Answer as a closed channel does."""
        return ChannelClosed(self.why)


class Discreet:
    """A channel whose receiver may quote what it was sent: no secret stays in the answers."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel

    def send(self, letter: Letter) -> Outcome:
        """Send, and clean the answer."""
        outcome = self.channel.send(letter)
        if not isinstance(outcome, Accepted):
            return replace(outcome, error=clean(outcome.error))
        return outcome if outcome.receiver_id is None else Accepted(clean(outcome.receiver_id))


def kind(settings: ChannelSettings) -> Kind:
    """Return the form of a message that a channel takes."""
    cards = isinstance(settings, TeamsChannel) or (isinstance(settings, UnusableChannel) and settings.kind == "teams")
    return Kind.CARD if cards else Kind.MAIL


def ways(config: Config, clock: Callable[[], datetime]) -> Mapping[str, Channel]:
    """Return the ways by the name of their channel."""
    make = _Make(config, clock)
    return {name: make.channel(settings) for name, settings in config.channels}


class _Make:
    """Makes channels; those that speak HTTP share one client."""

    def __init__(self, config: Config, clock: Callable[[], datetime]) -> None:
        self.config = config
        self.clock = clock
        self._client: httpx.Client | None = None
        self._pace: Pace | None = None

    def channel(self, settings: ChannelSettings) -> Channel:
        match settings:
            case FolderChannel(path):
                return Folder(path)
            case EmailChannel():
                return Discreet(self._smtp(settings))
            case GraphChannel():
                return Discreet(self._graph(settings))
            case TeamsChannel():
                return Discreet(self._teams(settings))
            case UnusableChannel(_, why):
                return Unusable(why)

    @property
    def client(self) -> httpx.Client:
        if self._client is None:
            from job.web import client

            self._client = client(self.config.proxy, self.config.ca_file)
        return self._client

    def _smtp(self, settings: EmailChannel) -> Channel:
        from alerts.security import Security
        from alerts.smtp import Smtp
        from alerts.tokens import SMTP_SCOPE

        return Smtp(
            host=settings.host,
            port=settings.port,
            security=settings.security,
            sender=settings.sender,
            username=settings.username or (settings.sender if settings.app is not None else None),
            password=None if settings.password is None else settings.password.reveal(),
            tokens=None if settings.app is None else self._tokens(settings.app, SMTP_SCOPE),
            ca_file=None if self.config.ca_file is None else str(self.config.ca_file),
            plain_hosts=(settings.host,) if settings.security is Security.NONE else (),
        )

    def _graph(self, settings: GraphChannel) -> Channel:
        from alerts.graph import Graph
        from alerts.tokens import GRAPH_SCOPE

        return Graph(settings.sender, self._tokens(settings.app, GRAPH_SCOPE), self.client, settings.host)

    def _teams(self, settings: TeamsChannel) -> Channel:
        from alerts.teams import Pace, Teams
        from alerts.tokens import FLOW_SCOPE

        if self._pace is None:
            self._pace = Pace()
        tokens = None if settings.app is None else self._tokens(settings.app, FLOW_SCOPE)
        return Teams(settings.webhook.url, self.client, self.clock, self._pace, tokens)

    def _tokens(self, app: AppLogin, scope: str) -> ClientCredentials:
        from alerts.tokens import ClientCredentials

        return ClientCredentials(app.tenant, app.client_id, app.secret.reveal(), scope=scope, client=self.client, login=app.login)
