"""Telling finance of messages and channels that need somebody; loaded only when there are any."""

from __future__ import annotations

from datetime import datetime

from alerts.channel_book import ChannelBook
from alerts.form import Form, Kind, Variant
from alerts.mail import plain_text, readdressed
from alerts.outbox import Entry, Sending
from alerts.trouble import Undelivered, trouble
from budget.owner import Owner
from job.queue_message import queue
from job.turn import Turn


def report(turn: Turn, now: datetime) -> None:
    """Queue what finance must know, and give messages without a reader to the next one who answers for the unit."""
    book, finance = ChannelBook(turn.state.connection), turn.rulebook.finance
    entries = turn.outbox.unreported(now)
    closed = [channel for channel in book.all() if channel.is_closed and not channel.reported]
    with turn.state.transaction():
        undelivered = [_look_after(turn, entry, now) for entry in entries]
        turn.outbox.report(entries)
        for channel in closed:
            book.report(channel)
        told = [one for one in undelivered if not one.entry.for_finance]
        if finance is not None and (told or closed):
            queue(turn, (trouble(told, closed, finance, turn.config.organisation, turn.outbox.next_number()),))


def _look_after(turn: Turn, entry: Entry, now: datetime) -> Undelivered:
    text = plain_text(turn.outbox.form(entry.number, Kind.MAIL, Variant.WHOLE) or b"")
    heir = _heir(turn, entry) if entry.no_reader and entry.state is Sending.PARKED else None
    if heir is not None:
        forms = (_for(form, heir) for form in turn.outbox.forms(entry.number))
        turn.outbox.forward(entry, heir, tuple(forms), now)
    return Undelivered(entry, text, None if heir is None else heir.role)


def _for(form: Form, reader: Owner) -> Form:
    if form.kind is not Kind.MAIL:
        return form
    return Form(form.kind, form.variant, readdressed(form.data, reader.address))


def _heir(turn: Turn, entry: Entry) -> Owner | None:
    """Return who gets a message whose own reader is not there: the deputy, else the role of the unit above."""
    owners = {owner.role: owner for owner in turn.rulebook.owners}
    owner = owners.get(entry.role)
    if owner is None:
        return None
    deputy = owners.get(owner.deputy or "")
    return deputy or _above(turn, owner)


def _above(turn: Turn, owner: Owner) -> Owner | None:
    snapshot = turn.current
    if snapshot is None:
        return None
    for code in owner.units:
        for parent in snapshot.ancestors(code):
            found = next((other for other in turn.rulebook.owners if parent.code in other.units and other != owner), None)
            if found is not None:
                return found
    return None
