"""A message as a finished mail: the same bytes for the same message, sender and date."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from typing import TYPE_CHECKING

from alerts.message import Message
from alerts.text import text
from alerts.words import one_line
from written.record import dataclass

if TYPE_CHECKING:
    from email.headerregistry import Address
    from email.message import EmailMessage

_BOUNDARY = "=_talousvahti-alternative"  # quoted-printable writes no "=_": no line of a text is a boundary
_LONGEST_SUBJECT = 250
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: the organisation, the From address, where answers go, and the domain of our Message-IDs."""

    organisation: str
    address: str
    reply_to: str
    domain: str


def mail(message: Message, page: str | None, sender: Sender, date: datetime) -> bytes:
    """Return the mail (RFC 5322) with a text part, and `page`, the HTML of the same message, as its other part.

    Without a page it is plain text.
    """
    from email.policy import SMTP

    letter = _headers(message, sender, date)
    letter.set_content(text(message), charset="utf-8", cte="quoted-printable")
    if page is not None:
        letter.add_alternative(page, subtype="html", charset="utf-8", cte="quoted-printable")
        letter.set_boundary(_BOUNDARY)
    letter["Content-Language"] = "fi"  # set_content takes it away
    return letter.as_bytes(policy=SMTP)


def message_id(message: Message, sender: Sender) -> str:
    """Return the Message-ID: the same for the same news."""
    return f"<{_hashed(message.key)}@{header_data(sender.domain)}>"


def _headers(message: Message, sender: Sender, date: datetime) -> EmailMessage:
    from email.message import EmailMessage

    letter = EmailMessage()
    letter["From"] = _address(sender.address, _sender_name(sender))
    letter["To"] = _address(message.address)
    letter["Reply-To"] = _address(sender.reply_to)
    letter["Subject"] = _clipped(header_data(message.subject), _LONGEST_SUBJECT)
    letter["Date"] = date
    letter["Message-ID"] = message_id(message, sender)
    letter["Auto-Submitted"] = "auto-generated"
    letter["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    letter["List-Id"] = f"<talousvahti.{header_data(sender.domain)}>"
    root = _thread(message, sender)
    if root is not None:
        if message.thread is not None:
            letter["In-Reply-To"] = root
        letter["References"] = root
    return letter


def _sender_name(sender: Sender) -> str:
    """Return who sends. A long or Finnish name is encoded, and folding would then make two senders of one with a comma."""
    name = f"Talousvahti, {_clipped(header_data(sender.organisation), _LONGEST_NAME)}"
    if name.isascii() and len(name) <= 60:
        return name
    return " ".join(re.sub(r'[,;:<>@()\[\]"\\]', " ", name.replace(", ", " – ")).split())


def _clipped(words: str, length: int) -> str:
    return words if len(words) <= length else words[: length - 1].rstrip() + "…"


def _address(address: str, name: str = "") -> Address:
    """Return an address for a header.

    What is no address stands as a name without one: its mail is refused when it is sent, and the others go.
    """
    from email.headerregistry import Address

    try:
        return Address(name, addr_spec=header_data(address))
    except (ValueError, IndexError):
        return Address(name or header_data(address))


def _thread(message: Message, sender: Sender) -> str | None:
    """Return the identity that all mails of an alert to an address refer to, also the first one: clients join them by it."""
    alert = message.thread or (message.told[0][0] if message.told else None)
    if alert is None or message.for_finance:
        return None
    return f"<{_hashed(alert, message.address)}@{header_data(sender.domain)}>"


def header_data(data: str) -> str:
    """Return data for a header: one line of visible characters, and no start of an encoded word, which would be decoded."""
    return one_line(data).replace("=?", "= ?")


def _hashed(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def readdressed(eml: bytes, address: str) -> bytes:
    """Return a finished mail for another reader: only its recipient and its identity are others."""
    from email import message_from_bytes
    from email.policy import SMTP

    letter = message_from_bytes(eml, policy=SMTP)
    identity = str(letter["Message-ID"]).strip("<>").partition("@")
    letter.replace_header("To", _address(address))
    letter.replace_header("Message-ID", f"<{_hashed(identity[0], address)}@{identity[2]}>")
    return letter.as_bytes(policy=SMTP)


def plain_text(eml: bytes) -> str:
    """Return the text part of a finished mail."""
    from email import message_from_bytes
    from email.policy import SMTP

    body = message_from_bytes(eml, policy=SMTP).get_body(("plain",))
    return "" if body is None else str(body.get_content())
