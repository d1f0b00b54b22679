"""The words of a card: how it is answered, where a long word breaks, and what a client shows that cannot draw it."""

import json
from dataclasses import replace

import pytest

from alerts.card import ANSWER_HERE, Look, fallback_text
from alerts.card_elements import hyphenated, unmarked
from alerts.form import Variant
from alerts.message import Paragraph
from alerts.text import text
from alerts.words import ANSWER
from tests.test_card import MESSAGE, MUSEUM, SCHOOLS, VARIANTS, WHOLE, plain, seen


@pytest.mark.parametrize("variant", VARIANTS, ids=str)
@pytest.mark.parametrize("closing", [True, False], ids=["at the end", "in the item"])
def test_a_card_does_not_say_that_its_answers_reach_finance(variant: Variant, closing: bool) -> None:
    """A reply to a card stays in the conversation: only a mail is answered to finance."""
    item = replace(MUSEUM, paragraphs_after=MUSEUM.paragraphs_after[:3]) if closing else MUSEUM
    asked = Paragraph(("Viesti on teille tiedoksi.", *ANSWER, "Lukio on saanut oman viestinsä."))
    made = plain(replace(MESSAGE, items=(item,), closing=(asked, *MESSAGE.closing)), Look(2026, variant))
    said = " ".join(seen(made))
    assert "Viesti on teille tiedoksi. Vastatkaa tähän keskusteluun tai suoraan talouspalveluille. Lukio on saanut" in said
    assert not [sentence for sentence in ANSWER if sentence in json.dumps(made, ensure_ascii=False)]
    assert "".join(ANSWER_HERE) in said
    assert ANSWER[0] in text(replace(MESSAGE, items=(item,), closing=(asked,)))


def test_nothing_is_said_twice_where_a_card_is_cut() -> None:
    """The two sentences of a mail become one, also where only one of them is left."""
    for left, lines in ((ANSWER[:1], [ANSWER_HERE]), (ANSWER[1:], [])):
        made = plain(replace(MESSAGE, items=(), closing=(Paragraph(left),)), Look(2026, Variant.SHORT))
        assert seen(made)[1:] == lines


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("Varhaiskasvatuspalveluidenkehittämisyksikkö", "Varhais-kas-va-tus-pal-ve-lui-den-ke-hit-tä-mi-syk-sikkö"),
        ("Hyvinvointitoimiala", "Hyvinvointitoimiala"),
        ("Opetus- ja kasvatuspalvelut", "Opetus- ja kasvatuspalvelut"),
        ("x" * 60, "x" * 60),
    ],
)
def test_only_the_longest_words_may_be_broken(words: str, left: str) -> None:
    assert hyphenated(words) == left.replace("-", "\u00ad" if "Varhais" in left else "-")


def test_the_fallback_text_tells_the_three_worst() -> None:
    message = replace(
        MESSAGE, subject="Perusopetus ja 3 muuta #17", items=(SCHOOLS, MUSEUM), further=("Lukio – Seurattava", "Neljäs")
    )
    assert fallback_text(message, WHOLE) == (
        "Talousvahti #17. Perusopetus, tilanne 30.6.2023 – Selvitettävä – ennuste ylittyy. "
        "Museotoimi, tilanne 30.6.2023 – Seurattava – kulut 103 662 € edellä tasaista kertymää. Lukio – Seurattava."
    )


def test_the_fallback_text_of_a_summary_tells_how_it_begins() -> None:
    message = replace(
        MESSAGE, subject="Talousvahdin kooste: ei viestejä", greeting=("Kooste talouspalveluille.", "Luettu."), items=()
    )
    assert fallback_text(message, WHOLE) == "Talousvahti #17. Talousvahdin kooste: ei viestejä. Kooste talouspalveluille."


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("Museotoimi: kulut 103 662 € edellä (63,6 %)", "Museotoimi: kulut 103 662 € edellä (63,6 %)"),
        ("[a](https://b.fi)", "a(https:/ /b. fi)"),
        ("*a* _b_ <c>", "a b c"),
        ("www.evil.fi", "www. evil. fi"),
    ],
)
def test_fallback_words_are_no_markdown(words: str, left: str) -> None:
    assert unmarked(words) == left
