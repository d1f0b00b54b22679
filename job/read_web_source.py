"""Reading a source of config.yaml that is an address of the web."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from figures.document import Hints
from job.config import WebSource
from job.secrets import read_secret
from job.web_address import Login, PasswordLogin, TokenLogin, read_address
from written.fields import Fields
from written.problem import Problem, Severity


def read_web_source(fields: Fields, hints: Hints, folder: Path, unread: list[Problem]) -> WebSource | None:
    """Read the address and the login; None, with a problem, where one of them cannot be used.

    Args:
        fields: the source.
        hints: what it says of the report.
        folder: where the file of a secret is looked for.
        unread: gets the problems of a login that cannot be had: they take this source away, and no other.
    """
    scalar = fields.scalar("report", required=True)
    if scalar is None:
        return None
    address = read_address(scalar.text.strip())
    if isinstance(address, str):
        fields.error(scalar, address, "kirjoita report: https://palvelin/polku/raportti.xlsx ja tunnus kohtaan login")
        return None
    before = len(unread)
    login = _login(Fields(fields.document, fields.mapping, unread), folder)
    unread[before:] = (replace(problem, severity=Severity.FILE) for problem in unread[before:])
    return None if len(unread) > before else WebSource(address, hints, login)


def _login(fields: Fields, folder: Path) -> Login | None:
    login = fields.fields("login")
    if login is None:
        return None
    login.allow(("username", "password", "token"))
    if login.node("token") is not None:
        token = read_secret(login, "token", folder, os.environ, required=True)
        return None if token is None else TokenLogin(token)
    username = login.text("username", required=True)
    password = read_secret(login, "password", folder, os.environ, required=True)
    return None if username is None or password is None else PasswordLogin(username, password)
