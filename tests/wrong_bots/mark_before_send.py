"""A wrong bot, on purpose: a tidy outbox in SQLite that calls a message sent before it sends it.

The reasoning would be: "so nobody ever gets anything twice". A kill between the mark and the last byte loses a message.
"""

import argparse
import http.client
import json
import os
import smtplib
import sqlite3
import urllib.parse
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import yaml

WEBHOOKS = {"teams": "TORTURE_REHTORI", "kirjasto": "TORTURE_KIRJASTO"}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["run"])
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--today", required=True)
    options = parser.parse_args()
    folder = options.config.parent
    config = yaml.safe_load(options.config.read_text("utf-8"))
    owners = yaml.safe_load((folder / "rules/saannot.yaml").read_text("utf-8"))["vastuut"]
    (folder / "var").mkdir(exist_ok=True)
    db = sqlite3.connect(folder / "var/outbox.db", isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    queue(db, owners, options.today)
    for number, address, channel, text in db.execute(
        "SELECT * FROM outbox WHERE number NOT IN (SELECT number FROM sent)"
    ).fetchall():
        db.execute("INSERT INTO sent VALUES (?)", (number,))
        send(config, channel, address, text)


def queue(db: sqlite3.Connection, owners: list[dict[str, Any]], today: str) -> None:
    db.execute("BEGIN IMMEDIATE")
    db.execute("CREATE TABLE IF NOT EXISTS outbox (number INTEGER PRIMARY KEY, address TEXT UNIQUE, channel TEXT, text TEXT)")
    db.execute("CREATE TABLE IF NOT EXISTS sent (number INTEGER PRIMARY KEY)")
    for owner in owners:
        text = f"Hei {owner['rooli']}! Kulut ovat edellä tasaista kertymää ({today})."
        db.execute(
            "INSERT OR IGNORE INTO outbox (address, channel, text) VALUES (?, ?, ?)", (owner["osoite"], owner["kanava"], text)
        )
    db.execute("COMMIT")


def send(config: dict[str, Any], channel: str, address: str, text: str) -> None:
    if channel in WEBHOOKS:
        url = urllib.parse.urlsplit(os.environ[WEBHOOKS[channel]])
        web = http.client.HTTPConnection(str(url.hostname), url.port, timeout=10)
        web.request("POST", f"{url.path}?{url.query}", json.dumps({"text": text}).encode())
        web.getresponse().close()
        return
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "talousvahti@example.org", address, "Talousvahti"
    mail.set_content(text)
    with smtplib.SMTP("127.0.0.1", config["channels"]["email"]["port"], timeout=10) as server:
        server.send_message(mail)


if __name__ == "__main__":
    main()
