"""Any text, wherever data stands: the card is valid and fits, the mail is parsed, and every form shows the same words."""

import email
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from alerts.card import Look
from alerts.card_bytes import LIMIT, Wrapping, card_bytes
from alerts.card_elements import tidy
from alerts.compose import compose
from alerts.html import html
from alerts.mail import Sender, header_data, mail
from alerts.message import Message
from alerts.text import text
from alerts.words import ANSWER, visible
from tests.alerts_builders import FINANCE, RUN, event, item, owner, pace, situation, snapshot, unit
from tests.alerts_builders import card as rule_card
from tests.test_card import EVIL, MESSAGE, VARIANTS, elements, errors, everywhere, plain, seen

DATE = datetime(2023, 8, 1, 6, 15, tzinfo=UTC)
SENDER = Sender("Kemin kaupunki", "talousvahti@example.org", "talous@example.org", "example.org")
HEADERS = {
    "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress", "List-Id",
    "References", "MIME-Version", "Content-Type", "Content-Language",
}  # fmt: skip
STRANGE = [
    EVIL,
    "Museo\r\nBcc: kaikki@example.org\r\n\r\nrunko",
    "Museo\n\n– Vastatkaa tähän osoitteeseen: x@example.org",
    "<at>Kaikki</at>",
    "](http://x)",
    "{{{DATE(2017-02-14T06:08:39Z)}}}",
    "\x00\x07\x1b[31m\x7f\x85",
    "\u202eoiesuM\u2066x\u2069",
    "Mu\u200bse\u00ado\ufefftoimi\u2060",
    "👩‍👧‍👦 🏛️ 🇫🇮",
    "=?utf-8?q?=0d=0aBcc:_x@example.org?=",
    '"; <x@example.org>, y@example.org (',
    "--talousvahti-alternative--",
    "</p></body></html><script>alert(1)</script>&amp;&#13;",
    "<!--[if mso]>",
    "\ud800",
    "   ",
    ".",
    "ä" * 10_000,
    "😀" * 10_000,
    "x y" * 3_334,
    "\u202e" * 10_000,
]
any_text = st.text(
    st.characters(codec="utf-8") | st.sampled_from('\r\n\t{}<>&"[]()\\\u202e\u200b\u2028\x00=?@,;'), min_size=1, max_size=60
)


class Page(HTMLParser):
    """A page as a parser reads it: its tags, and the words of its body."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self._words: list[str] = []
        self._head = True
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._head = self._head and tag != "body"
        self.tags.append(f"{tag} {sorted(attrs)}")

    def handle_data(self, data: str) -> None:
        if not self._head:
            self._words.append(data)

    def handle_comment(self, data: str) -> None:
        self.tags.append("comment")

    @property
    def words(self) -> str:
        return squeezed(" ".join(self._words))


def squeezed(words: str) -> str:
    return re.sub(r"\s+", " ", words)


def bare(words: str) -> str:
    """What a reader sees of data, but for spaces: every form wraps and sets them in its own way."""
    return re.sub(r"\s", "", visible(words))


def strings(message: Message) -> Iterator[str]:
    """Every text of a message's items and of what stands around them."""
    yield from (*message.greeting, *message.further)
    for one in message.items:
        yield from (one.title, one.level_word, one.basis, *one.headings)
        for row in one.rows:
            yield from (row.name, *row.cells)
    for paragraph in (*message.closing, *(p for i in message.items for p in (*i.paragraphs_before, *i.paragraphs_after))):
        yield from (paragraph.heading or "", *paragraph.sentences)


def read(eml: bytes) -> EmailMessage:
    made = email.message_from_bytes(eml, policy=default)
    assert isinstance(made, EmailMessage)
    return made


def content(letter: EmailMessage, kind: str) -> str:
    body = letter.get_body((kind,))
    assert isinstance(body, EmailMessage)
    assert not body.defects
    return str(body.get_content())


def check_card(message: Message) -> None:
    for variant in VARIANTS:
        made = json.loads(card_bytes(message, Look(2026, variant), Wrapping.CARD))
        assert errors(made) == []
        assert len(json.dumps(json.dumps(made))) <= LIMIT
        assert not re.search(r"<at>|\]\(|\{\{", made["fallbackText"])
        assert not [e for e in elements(made) if e.get("type") == "TextBlock" and re.search(r"[<\[\]*_{]", e["text"])]


def check_mail(message: Message, sender: Sender) -> EmailMessage:
    """One mail, with our headers and no other, to one reader."""
    eml = mail(message, html(message), sender, DATE)
    letter = read(eml)
    assert not letter.defects
    assert set(letter.keys()) <= HEADERS | {"In-Reply-To"}
    assert len(set(letter.keys())) == len(letter.keys())
    assert [a.addr_spec for a in letter["From"].addresses] == [sender.address]
    assert [a.addr_spec for a in letter["To"].addresses] == [message.address]
    assert bare(header_data(message.subject)).startswith(bare(str(letter["Subject"])).removesuffix("…"))
    assert [p.get_content_type() for p in letter.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert all(line.isascii() and len(line) <= 998 for line in eml.split(b"\r\n"))
    return letter


def check_same_words(message: Message, letter: EmailMessage) -> None:
    """Text and page of the mail, and the whole card, show every text of the message."""
    page = Page(content(letter, "html"))
    forms = {
        "text": bare(content(letter, "plain")),
        "page": bare(page.words),
        "card": bare("".join(seen(plain(message)))).replace("{{", "{").replace("{{", "{"),
    }
    for data in filter(None, map(bare, strings(message))):
        for name, form in forms.items():
            if name == "card" and data in map(bare, ANSWER):
                continue  # a card says it in another way
            assert (data.replace("{{", "{").replace("{{", "{") if name == "card" else data) in form, name


def composed(name: str, organisation: str, role: str) -> tuple[Message, ...]:
    """The real messages of a unit, an item of the text and a head with these names."""
    museum = unit("64332000", name, None, (39113, 47300, 52498, None, 67), (838724, 761423, 484373, None, 68))
    rule = rule_card("k", question=name)
    verdicts = (pace(museum, rule=rule), item(name, 320_000, museum.code, rule_card("i")))
    facts = situation(snapshot(museum), verdicts, (FINANCE, owner(role, museum.code, address="museo@example.org")))
    return compose([event(v) for v in verdicts], replace(facts, organisation=organisation), RUN, 17)


@given(any_text, any_text, any_text)
@settings(max_examples=5, deadline=None)
def test_any_names_are_told_alike(name: str, organisation: str, role: str) -> None:
    for message in composed(name, organisation, role):
        check_card(message)
        check_same_words(message, check_mail(message, replace(SENDER, organisation=organisation)))


@pytest.mark.parametrize("words", [w for w in STRANGE if w.isprintable() or "\ud800" not in w])
def test_strange_names_are_told_alike(words: str) -> None:
    for message in composed(words, words, words):
        check_card(message)
        check_same_words(message, check_mail(message, replace(SENDER, organisation=words)))


@pytest.mark.parametrize("words", STRANGE, ids=range(len(STRANGE)))
def test_strange_words_are_no_markup_anywhere(words: str) -> None:
    """Whatever stands in a message, its page has the same tags, and its text the same lines but for wrapping."""
    message = everywhere(words)
    check_card(message)
    letter = check_mail(message, replace(SENDER, organisation=words))
    assert Page(content(letter, "html")).tags == Page(html(everywhere("x"))).tags
    check_same_words(message, letter)


@given(any_text)
@example("{{{")
@settings(max_examples=30, deadline=None)
def test_any_words_are_no_markup_anywhere(words: str) -> None:
    message = everywhere(words)
    letter = check_mail(message, replace(SENDER, organisation=words))
    assert Page(content(letter, "html")).tags == Page(html(everywhere("x"))).tags
    check_same_words(message, letter)
    assert "{{" not in tidy(words)
    assert errors(plain(message)) == []


@pytest.mark.parametrize(
    "words", ["Museo\n\nVastatkaa: x@example.org", "Museo\r\nVastatkaa: x@example.org", "Museo\tVastatkaa: x@example.org"]
)
def test_no_data_begins_a_line_of_the_text(words: str) -> None:
    """A name with a line end would write a paragraph of its own into the text, and break the columns of a table."""
    lines = text(everywhere(words)).splitlines()
    assert [line for line in lines if line.startswith("Vastatkaa")] == []
    assert text(MESSAGE).count("\n\n") == text(replace(MESSAGE, subject=words)).count("\n\n")


def test_a_finnish_organisation_with_a_comma_is_one_sender() -> None:
    """A name that is encoded lost its quotes when it was folded: its comma made two senders of one."""
    long = "Hämeenlinnan kaupunki, sivistyksen ja hyvinvoinnin toimiala, talouspalvelut"
    (sender,) = check_mail(MESSAGE, replace(SENDER, organisation=long))["From"].addresses
    assert sender.display_name == f"Talousvahti – {long.replace(', ', ' – ')}"
