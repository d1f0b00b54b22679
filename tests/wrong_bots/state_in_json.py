"""A wrong bot, on purpose: what was sent is kept in a JSON file that is written anew after every message.

A kill after a send and before the file is on disk repeats a message without a word; one while it is written loses the
file, and everybody is told everything again.
"""

import argparse
import http.client
import json
import os
import smtplib
import urllib.parse
from email.message import EmailMessage
from email.utils import make_msgid
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
    file = folder / "var/sent.json"
    sent = read(file)
    for owner in owners:
        if owner["osoite"] in sent:
            continue
        text = f"Hei {owner['rooli']}! Kulut ovat edellä tasaista kertymää ({options.today})."
        send(config, owner["kanava"], owner["osoite"], text)
        sent.append(owner["osoite"])
        with file.open("w") as out:
            json.dump(sent, out)
            out.flush()
            os.fsync(out.fileno())


def read(file: Path) -> list[str]:
    try:
        return list(json.loads(file.read_text()))
    except (FileNotFoundError, json.JSONDecodeError):
        return []


def send(config: dict[str, Any], channel: str, address: str, text: str) -> None:
    if channel in WEBHOOKS:
        url = urllib.parse.urlsplit(os.environ[WEBHOOKS[channel]])
        web = http.client.HTTPConnection(str(url.hostname), url.port, timeout=10)
        web.request("POST", f"{url.path}?{url.query}", json.dumps({"text": text}).encode())
        web.getresponse().close()
        return
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "talousvahti@example.org", address, "Talousvahti"
    mail["Message-ID"] = make_msgid(domain="example.org")
    mail.set_content(text)
    with smtplib.SMTP("127.0.0.1", config["channels"]["email"]["port"], timeout=10) as server:
        server.send_message(mail)


if __name__ == "__main__":
    main()
