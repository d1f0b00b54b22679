"""The channels of config.yaml: what each kind needs to be sent through."""

from __future__ import annotations

from pathlib import Path

from alerts.security import Security
from alerts.teams_url import Webhook
from job.secrets import Secret
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class AppLogin:
    """How this program proves itself to Microsoft 365: by its own id and secret, without anybody's password."""

    tenant: str
    client_id: str
    secret: Secret
    login: str


@dataclass(frozen=True, slots=True)
class FolderChannel:
    """Messages as files in a folder."""

    path: Path


@dataclass(frozen=True, slots=True)
class EmailChannel:
    """Mail through an SMTP server. There is no login without `username`; `password` or `app` proves it."""

    host: str
    port: int
    security: Security
    sender: str
    reply_to: str | None
    username: str | None
    password: Secret | None
    app: AppLogin | None


@dataclass(frozen=True, slots=True)
class GraphChannel:
    """Mail through Microsoft Graph, from one mailbox."""

    sender: str
    reply_to: str | None
    app: AppLogin
    host: str


@dataclass(frozen=True, slots=True)
class TeamsChannel:
    """Cards through a workflow's webhook. `bare_card` is for flows that expect the card without its envelope."""

    webhook: Webhook
    bare_card: bool
    app: AppLogin | None


@dataclass(frozen=True, slots=True)
class UnusableChannel:
    """A channel whose secret or address cannot be had: its messages go by the fallback or wait. `why` is Finnish."""

    kind: str
    why: str


ChannelSettings = FolderChannel | EmailChannel | GraphChannel | TeamsChannel | UnusableChannel
