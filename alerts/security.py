"""How a connection to a mail server is kept from others."""

from __future__ import annotations

from enum import Enum


class Security(Enum):
    """How the connection is kept from others' eyes."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"
