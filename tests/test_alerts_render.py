"""Messages as text, HTML and mail: equal facts, data is never markup, the same bytes for the same message."""

import email
import html as html_entities
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.compose import compose
from alerts.html import html, preheader, segments
from alerts.mail import Sender, mail, message_id
from alerts.message import Bar, Message
from alerts.text import text
from budget.unit import Line
from budget.verdict import Level, RuleCard
from tests.alerts_builders import (
    CHILDREN,
    FINANCE,
    MUSEUM,
    RUN,
    SCHOOLS,
    card,
    event,
    forecast,
    owner,
    pace,
    situation,
    snapshot,
    unit,
)  # fmt: skip

SENDER = Sender("Kemin kaupunki, hyvinvointitoimiala", "talousvahti@example.org", "talous@example.org", "example.org")
DATE = datetime(2023, 8, 1, 6, 15, tzinfo=UTC)


class Rendered(NamedTuple):
    eml: bytes
    html: bytes


def rendered(message: Message, sender: Sender, date: datetime) -> Rendered:
    page = html(message)
    return Rendered(mail(message, page, sender, date), page.encode())


SUM = unit(CHILDREN, "LASTEN JA NUORTEN PALVELUT", None,
           (2178765, 2135192, 2997242, 2300000, 9), (31029210, 30452272, 17511105, 31752272, 10))  # fmt: skip
SCHOOL = unit(SCHOOLS, "PERUSOPETUS/ PERUSKOULUT", CHILDREN,
              (801534, 975394, 1379496, None, 43), (17696782, 17799816, 10293152, None, 44))  # fmt: skip
MUSEO = unit(MUSEUM, "MUSEOTOIMI", None, (39113, 47300, 52498, None, 67), (838724, 761423, 484373, None, 68))


def messages(name: str = "MUSEOTOIMI", organisation: str = "", rule: RuleCard | None = None) -> tuple[Message, ...]:
    museum = replace(MUSEO, name=name)
    owners = (FINANCE, owner("sivistys", CHILDREN, MUSEUM), owner("rehtori", SCHOOLS))
    verdicts = (pace(museum, rule=rule or card("k")), pace(museum, Line.MARGIN), forecast(SUM), pace(SUM), pace(SCHOOL))
    return compose([event(v) for v in verdicts], situation(snapshot(SUM, SCHOOL, museum), verdicts, owners), RUN, 17)


def read(data: bytes) -> EmailMessage:
    made = email.message_from_bytes(data, policy=default)
    assert isinstance(made, EmailMessage)
    return made


def part(data: bytes, kind: str) -> str:
    found = read(data).get_body((kind,))
    assert isinstance(found, EmailMessage)
    return str(found.get_content())


def shown(page: str) -> str:
    """The words of a page as a reader sees them."""
    body = re.sub(r"<style>.*?</style>", "", page.partition("</head>")[2] or page, flags=re.S)
    return html_entities.unescape(re.sub(r"<[^>]+>", " ", body))


def numbers(words: str) -> set[str]:
    return set(re.findall(r"\d+(?:,\d+)?", re.sub(r"(?<=\d)\u00a0(?=\d)", "", words)))


@pytest.mark.parametrize("message", messages(), ids=lambda m: m.role)
def test_html_and_text_hold_the_same_numbers(message: Message) -> None:
    numbering = numbers(message.subject) | {str(n) for n in range(1, 4)}  # the page has the subject, a list its numbers
    assert numbers(shown(html(message))) | numbering == numbers(text(message)) | numbering


@pytest.mark.parametrize("message", messages(), ids=lambda m: m.role)
def test_html_and_text_hold_the_same_sentences(message: Message) -> None:
    page, plain = " ".join(shown(html(message)).split()), " ".join(text(message).split())
    for item in message.items:
        for sentence in (p for paragraph in (*item.paragraphs_before, *item.paragraphs_after) for p in paragraph.sentences):
            assert " ".join(sentence.split()) in page
            assert " ".join(sentence.split()) in plain
        assert item.level_word in page


def test_lines_of_the_text_are_short_but_for_tables() -> None:
    for message in messages():
        assert all(len(line) <= 95 for line in text(message).splitlines())


def test_the_columns_of_a_table_stand_under_each_other() -> None:
    lines = text(messages()[0]).splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("Kulut"))
    assert len({line.replace("€", "%").index("%") for line in lines[start : start + 3]}) == 1


# Mail


def test_headers() -> None:
    message = replace(messages()[0], thread="abc")
    letter = read(rendered(message, SENDER, DATE).eml)
    expected = {
        "From": '"Talousvahti, Kemin kaupunki, hyvinvointitoimiala" <talousvahti@example.org>',
        "To": "sivistys@example.org",
        "Reply-To": "talous@example.org",
        "Subject": message.subject.replace("\u00a0", " "),
        "Date": "Tue, 01 Aug 2023 06:15:00 +0000",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "Content-Language": "fi",
        "List-Id": "<talousvahti.example.org>",
        "Message-ID": message_id(message, SENDER),
    }
    assert {name: str(letter[name]) for name in expected} == expected
    assert letter["In-Reply-To"] == letter["References"]
    assert letter.get_content_type() == "multipart/alternative"
    assert [p.get_content_type() for p in letter.iter_parts()] == ["text/plain", "text/html"]


def test_mails_of_one_alert_stand_in_one_thread() -> None:
    first = messages()[0]
    later = replace(first, key="other", thread=first.told[0][0])
    begins, goes_on = read(rendered(first, SENDER, DATE).eml), read(rendered(later, SENDER, DATE).eml)
    assert begins["References"] == goes_on["References"] == goes_on["In-Reply-To"]
    assert begins["In-Reply-To"] is None
    assert begins["Message-ID"] != goes_on["Message-ID"]


def test_the_same_message_gives_the_same_bytes() -> None:
    assert [rendered(m, SENDER, DATE) for m in messages()] == [rendered(m, SENDER, DATE) for m in messages()]


def test_the_parts_hold_what_text_and_html_give() -> None:
    message = messages()[0]
    made = rendered(message, SENDER, DATE)
    assert part(made.eml, "plain").replace("\r\n", "\n") == text(message)
    assert part(made.eml, "html").replace("\r\n", "\n") == html(message) == made.html.decode()


def test_every_line_of_a_mail_is_short_ascii() -> None:
    for message in messages():
        lines = rendered(message, SENDER, DATE).eml.split(b"\r\n")
        assert all(len(line) <= 998 and line.isascii() for line in lines)


# Data is never markup

HOSTILE = [
    "<script>alert(1)</script>",
    "</td></table><img src=x onerror=alert(1)>",
    "MUSEO\r\nBcc: everyone@example.org",
    "MUSEO\u2028\u2029\u0085uusi rivi",
    "MUSEO\u202egpj.exe\u200b\ufeff",
    "MUSEO\x00\x07",
    "{{ 7 * 7 }} {% raw %}",
    '"><a href="javascript:x">',
    "=?utf-8?q?=0d=0aBcc:_x@example.org?=",
    " =?utf-8?q?=0d=0aBcc:_x@example.org?= ",
]


def check_harmless(*told: Message) -> None:
    for message in told:
        made = rendered(message, SENDER, DATE)
        letter = read(made.eml)
        page, plain = part(made.eml, "html"), part(made.eml, "plain")
        assert letter["Bcc"] is None
        assert not letter.defects
        assert set(re.findall(r"</?([a-z0-9]+)", page, re.I)) <= TAGS
        assert not re.search(r"<[^>]*(onerror|javascript)", page)
        assert not re.search(r"[\x00-\x08\u200b-\u200f\u2028-\u202e\ufeff]", page + plain + str(letter["Subject"]))
        assert "\n" not in str(letter["Subject"])


TAGS = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "div",
    "span",
    "table",
    "tr",
    "td",
    "th",
    "h1",
    "h2",
    "h3",
    "p",
    "ul",
    "ol",
    "li",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_text(name: str) -> None:
    check_harmless(*messages(name))


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=30))
@settings(max_examples=40, deadline=None)
def test_any_name_is_text(name: str) -> None:
    check_harmless(messages(name)[0])


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_words_of_a_rule_are_text(name: str) -> None:
    rule = replace(card("k", question=name), causes=(name,), name=name)
    for message in messages(rule=rule):
        made = rendered(message, SENDER, DATE)
        assert set(re.findall(r"</?([a-z0-9]+)", part(made.eml, "html"), re.I)) <= TAGS
        assert read(made.eml)["Bcc"] is None


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_organisations_stay_in_their_header(name: str) -> None:
    letter = read(rendered(messages()[0], replace(SENDER, organisation=name), DATE).eml)
    assert letter["Bcc"] is None
    assert letter["From"].addresses[0].addr_spec == "talousvahti@example.org"


@pytest.mark.parametrize(
    "address", ["", "pää@example.org", "a b@example.org", "x@example.org, y@example.org", "a\r\nBcc: x@example.org"]
)
def test_what_is_no_address_stops_no_run_and_reaches_nobody(address: str) -> None:
    letter = read(rendered(replace(messages()[0], address=address), SENDER, DATE).eml)
    assert letter["Bcc"] is None
    assert [a.addr_spec for a in letter["To"].addresses] in ([], ["<>"])


# HTML that old clients show


def test_the_page_is_made_for_old_and_new_clients() -> None:
    page = html(messages()[0])
    assert '<html lang="fi">' in page
    assert '<meta name="color-scheme" content="light dark">' in page
    assert "prefers-color-scheme: dark" in page
    assert "http" not in page  # nothing is fetched
    assert all('role="presentation"' in tag or "figures" in tag for tag in re.findall(r"<table[^>]*>", page))
    assert page.count("<h1") == 1
    assert len(page.encode()) < 100_000  # longer ones are clipped by some clients


def test_the_preheader_names_the_two_worst() -> None:
    message = messages()[0]
    assert [i.title.split(",")[0] for i in message.items[:2]] == ["Lasten ja nuorten palvelut", "Museotoimi"]
    assert all(i.headline in preheader(message) for i in message.items[:2])


@given(st.integers(0, 999), st.integers(0, 100), st.sampled_from(list(Level)))
def test_the_pieces_of_a_bar_make_a_whole(actual: int, expected: int, level: Level) -> None:
    pieces = segments(Bar("Kulut", actual, expected, level))
    assert sum(piece.width for piece in pieces) == 100
    assert all(piece.width > 0 for piece in pieces)


def test_a_run_without_news_loads_no_template_engine() -> None:
    code = "import sys, alerts.compose, alerts.mail, alerts.html; print('email.message' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"]
