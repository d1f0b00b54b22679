"""What finance hears of messages that did not arrive and of channels that are closed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from alerts.channel_book import ChannelState
from alerts.message import Message, Paragraph, to_finance
from alerts.outbox import Entry, Sending
from budget.owner import Owner
from written.record import dataclass


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A message that somebody must look at: its row, its text, and the role that gets it instead (None for nobody)."""

    entry: Entry
    text: str
    heir: str | None


def trouble(
    undelivered: Sequence[Undelivered], closed: Sequence[ChannelState], finance: Owner, organisation: str, number: int
) -> Message:
    """Return one message to finance about everything that needs somebody. A parked message is told with its text."""
    key = "\n".join((*(str(u.entry.number) + u.entry.state.value for u in undelivered), *(f"{c.name} {c.error}" for c in closed)))
    closing = (
        *(_closed(channel) for channel in closed),
        *(_undelivered(one) for one in undelivered),
        Paragraph(("Mitään ei ole kadonnut: tila näkyy komennolla python bot.py outbox.",)),
    )
    return to_finance(
        finance,
        number,
        key=f"trouble {number} {hashlib.sha256(key.encode()).hexdigest()[:16]}",
        period=None,
        subject=f"Talousvahti: viestien toimitus vaatii huomiota #{number}",
        greeting=(f"Talousvahti ({organisation}) ei saanut kaikkia viestejä perille.",),
        closing=closing,
    )


def _closed(channel: ChannelState) -> Paragraph:
    return Paragraph(
        (
            f"Syy: {channel.error or 'ei tiedossa'}.",
            "Viestit menevät varakanavan kautta tai odottavat.",
            f"Kun kanava on korjattu, sen avaa komento python bot.py send-test {channel.name}.",
        ),
        heading=f"Kanava {channel.name} on suljettu",
    )


def _undelivered(one: Undelivered) -> Paragraph:
    entry = one.entry
    what = "odottaa yhä lähettämistä" if entry.state is Sending.WAITING else "ei saatu perille"
    sentences = [f"Syy: {entry.error or 'ei tiedossa'}."]
    if one.heir is not None:
        sentences.append(f"Viestin sai sen sijaan {one.heir}.")
    if entry.state is Sending.PARKED:
        sentences.append(f"Uusi yritys: python bot.py outbox retry {entry.number}.")
        sentences += ["Viestin teksti:", *(block.replace("\n", " ") for block in one.text.replace("\r", "").split("\n\n"))]
    return Paragraph(
        tuple(s for s in sentences if s.strip()), heading=f"Viesti #{entry.number} ({entry.role}) {what}", listed=True
    )
