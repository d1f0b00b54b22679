"""No text leaves with a secret in it, in whatever form it was written."""

import base64
import html
import json
import re
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from job.redact import redactor
from job.secrets import Secret

PASSWORD = "s4la/sänä &+\"'<%\\ö€😀"  # noqa: S105 - nobody's
URL = "https://prod.environment.api.powerplatform.com:443/powerautomate/workflows/abc123/triggers/manual/paths/invoke?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=AbC-dEf_012345"
CLEANER = redactor([Secret(PASSWORD), Secret(URL)])


def forms(secret: str) -> dict[str, str]:
    data = secret.encode()
    return {
        "as it is": secret,
        "quoted": quote(secret),
        "quoted, all": quote(secret, safe=""),
        "quoted in small letters": re.sub("%..", lambda found: found.group().lower(), quote(secret, safe="")),
        "in a form": quote_plus(secret),
        "in a query": urlencode({"a": secret}),
        "in JSON": json.dumps(secret),
        "in JSON of JSON's letters": json.dumps(secret, ensure_ascii=False),
        "in HTML": html.escape(secret),
        "as Python shows it": repr(secret),
        "as Python shows bytes": repr(data),
        "base64": base64.b64encode(data).decode(),
        "base64 for URLs": base64.urlsafe_b64encode(data).decode(),
        "base64, quoted": quote_plus(base64.b64encode(data).decode()),
        "as Basic": base64.b64encode(b"user:" + data).decode(),
        "as AUTH PLAIN": base64.b64encode(b"\0user\0" + data).decode(),
        "amid others": base64.b64encode(b"a" + data + b"bcd").decode(),
    }


@pytest.mark.parametrize("secret", [PASSWORD, URL], ids=["password", "url"])
@pytest.mark.parametrize("form", list(forms("")))
def test_every_form_is_found(secret: str, form: str) -> None:
    text = forms(secret)[form]
    cleaned = redactor([Secret(secret)]).clean(f"alku {text} loppu")
    assert "***" in cleaned
    assert text not in cleaned
    assert cleaned.startswith("alku ")
    assert cleaned.endswith(" loppu")
    assert len(cleaned) <= 40, cleaned


@given(secret=st.text(min_size=6, max_size=30), before=st.text(max_size=10), after=st.text(max_size=10))
def test_no_secret_is_left_whole(secret: str, before: str, after: str) -> None:
    cleaner = redactor([Secret(secret)])
    for text in (before + secret + after, before + quote(secret, safe="") + after, json.dumps(before + secret + after)):
        cleaned = cleaner.clean(text).replace("***", "")
        assert secret not in cleaned or secret in text.replace(secret, "")


@given(
    secret=st.binary(min_size=9, max_size=30).map(lambda data: data.hex()),
    before=st.binary(max_size=9),
    after=st.binary(max_size=9),
)
def test_base64_of_anything_around_it_is_found(secret: str, before: bytes, after: bytes) -> None:
    cleaned = redactor([Secret(secret)]).clean(base64.b64encode(before + secret.encode() + after).decode())
    assert "***" in cleaned
    assert len(cleaned) <= 3 + 4 * (len(before) + len(after)) // 3 + 14


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("GET /invoke?sp=run&sig=AbC-dEf&x=1", "GET /invoke?sp=run&sig=***&x=1"),
        ("token=abc123", "token=***"),
        ("access_token=abc&b=1", "access_token=***&b=1"),
        ('{"access_token": "eyJ0.abc-_", "expires_in": 1}', '{"access_token": "***", "expires_in": 1}'),
        ("client_secret=a%2Bb&scope=x", "client_secret=***&scope=x"),
        ("password: hunter2", "password: ***"),
        ("Authorization: Bearer eyJ0eXAi.abc-_=", "Authorization: Bearer ***"),
        ("authorization: bearer eyJ0eXAi", "authorization: bearer ***"),
        ("Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic ***"),
        ("AUTH PLAIN AHVzZXIAcGFzcw==", "AUTH PLAIN ***"),
        ("https://user:hunter2@example.org/a", "https://user:***@example.org/a"),
        # and nothing else
        ("palvelin vastasi 550 5.1.1", "palvelin vastasi 550 5.1.1"),
        ("design=abc tokens: 5, basic information", "design=abc tokens: 5, basic information"),
        ("https://example.org:8443/a@b", "https://example.org:8443/a@b"),
        ("sig=***", "sig=***"),
    ],
)
def test_forms_of_secrets_that_nobody_told(text: str, cleaned: str) -> None:
    assert redactor([]).clean(text) == cleaned
    assert redactor([]).clean(cleaned) == cleaned


def test_a_redactor_does_not_show_what_it_knows() -> None:
    assert PASSWORD not in repr(CLEANER)
    assert "powerplatform" not in repr(CLEANER)


def test_an_empty_secret_hides_nothing() -> None:
    assert redactor([Secret("")]).clean("abc") == "abc"
