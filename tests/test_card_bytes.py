"""The size of a card: whatever a message holds, it fits, it is whole JSON, and what is left out is counted."""

import json
import os
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from alerts.card import Look, card
from alerts.card_bytes import LIMIT, TOO_LONG, Wrapping, card_bytes, fits, fitted, rooms
from alerts.form import Variant
from alerts.message import Item, Message, Paragraph
from tests.test_card import MESSAGE, MUSEUM, SCHOOLS, VARIANTS, WHOLE, errors, everywhere, of_type, seen

NEWS = replace(MUSEUM, paragraphs_after=MUSEUM.paragraphs_after[1:])


def sent(message: Message, look: Look = WHOLE) -> dict[str, object]:
    made: dict[str, object] = json.loads(card_bytes(message, look, Wrapping.CARD))
    return made


def size(made: dict[str, object]) -> int:
    return len(json.dumps(json.dumps(made)))


def message(items: int, further: int = 0, rest: int = 0, item: Item = MUSEUM) -> Message:
    several = tuple(replace(item, title=f"Yksikkö {n}, tilanne 30.6.2023") for n in range(1, items + 1))
    lines = tuple(f"Lisäyksikkö {n} – Seurattava – kulut 103 662 € edellä tasaista kertymää" for n in range(1, further + 1))
    return replace(MESSAGE, items=several, further=lines, rest=rest)


def test_the_message_form_is_what_the_workflow_expects() -> None:
    data = card_bytes(MESSAGE, WHOLE)
    body = json.loads(data)
    assert set(body) == {"type", "attachments"}
    (attachment,) = body["attachments"]
    assert body["type"] == "message"
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert attachment["contentUrl"] is None
    assert attachment["content"] == json.loads(card_bytes(MESSAGE, WHOLE, Wrapping.CARD))
    assert "ä".encode() in data
    assert b'": ' not in data
    assert b"\n" not in data


def test_the_same_message_is_the_same_bytes() -> None:
    assert card_bytes(MESSAGE, WHOLE) == card_bytes(MESSAGE, WHOLE)


def test_two_items_are_told_in_full() -> None:
    assert sent(message(2)) == json.loads(json.dumps(card(message(2), WHOLE)))


def test_five_items_keep_their_questions() -> None:
    """The first keeps its figures; the others their conclusion and question, and the card says that something is left out."""
    made = sent(message(5, 5, 7))
    lines = seen(made)
    assert [line for line in lines if line.startswith("Yksikkö")] == [f"Yksikkö {n}, tilanne 30.6.2023" for n in range(1, 6)]
    assert lines.count("Kysymykset") == 5
    assert lines.count("TA 2023 | 761 423 € | 47 300 € | −714 123 €") >= 1
    assert "ja 7 muuta" in lines
    assert lines[-1] == TOO_LONG


def test_what_does_not_fit_gives_way_by_whole_items_and_is_counted() -> None:
    long = replace(MUSEUM, paragraphs_before=(Paragraph(("Pitkä selitys yksikön luvuista ja niiden syistä. " * 8,) * 3),))
    lines = seen(sent(message(5, 5, 7, long)))
    in_lines = [line for line in lines if line.startswith(("– Yksikkö", "– Lisäyksikkö"))]
    titles = [line for line in lines if line.startswith("Yksikkö")]
    (count,) = (line for line in lines if line.endswith(" muuta"))
    assert len(titles) < 5
    assert len(in_lines) <= 5
    assert len(titles) + len(in_lines) + int(count.split()[1]) == 17


def test_every_room_counts_every_item() -> None:
    whole = message(9, 5, 7)
    for room in rooms(9):
        told = fitted(whole, room)
        assert len(told.items) + len(told.further) + told.rest == 21


def test_a_long_list_is_cut_by_lines_and_counted() -> None:
    told = tuple(f"rooli-{n} (#{n}): Yksikkö {n} – Seurattava – kulut 103 662 € edellä tasaista kertymää" for n in range(1, 301))
    finance = replace(MESSAGE, items=(), closing=(Paragraph(told, heading="Viestit vastuuhenkilöille", listed=True),))
    lines = seen(sent(finance))
    assert lines.count("Viestit vastuuhenkilöille") == 1
    assert "– ja 280 muuta" in lines
    assert f"– {told[19]}" in lines
    assert f"– {told[20]}" not in lines


@pytest.mark.parametrize(
    ("what", "monster"),
    [
        ("one text", everywhere("x" * 100_000)),
        ("emoji", everywhere("😀" * 5_000)),
        ("quotes and backslashes", everywhere('"\\' * 10_000)),
        ("letters that are escaped", everywhere("ä" * 30_000)),
        ("surrogates", everywhere("\ud800a" * 3_000)),
        ("many rows", message(1, item=replace(MUSEUM, rows=MUSEUM.rows * 2_000))),
        ("many paragraphs", message(1, item=replace(SCHOOLS, paragraphs_before=SCHOOLS.paragraphs_after * 500))),
        ("many sentences", message(1, item=replace(MUSEUM, paragraphs_after=(Paragraph(("Lause.",) * 20_000),)))),
        ("many bars", message(1, item=replace(MUSEUM, bars=MUSEUM.bars * 1_000))),
        ("many items", message(400, 400, 400)),
        ("a long greeting", replace(MESSAGE, greeting=("Hyvä lukija.",) * 5_000)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_monster_fits(what: str, monster: Message) -> None:
    for variant in VARIANTS:
        made = sent(monster, Look(2026, variant, "https://intra.example.org/" + "x" * 900))
        assert size(made) <= LIMIT
        assert errors(made) == []


words = (
    st.text(st.characters(codec="utf-8"), max_size=200)
    | st.integers(0, 4_000).map(lambda n: "ä" * n)
    | st.just("Kulut ovat edellä. ")
)
paragraphs = st.lists(
    st.builds(Paragraph, st.lists(words, max_size=12).map(tuple), st.none() | words, st.booleans(), st.booleans()), max_size=6
).map(tuple)
items = st.builds(
    Item,
    title=words, level=st.sampled_from([MUSEUM.level, SCHOOLS.level, None]), level_word=words, headline=words,
    paragraphs_before=paragraphs, headings=st.sampled_from([MUSEUM.headings, (), ("Määrä",)]),
    rows=st.integers(0, 8).map(lambda n: MUSEUM.rows * n), bars=st.integers(0, 4).map(lambda n: MUSEUM.bars * n),
    paragraphs_after=paragraphs, basis=words,
)  # fmt: skip
messages = st.builds(
    lambda subject, greeting, of, further, rest, closing: replace(
        MESSAGE, subject=subject, greeting=greeting, items=of, further=further, rest=rest, closing=closing
    ),
    words, st.lists(words, max_size=5).map(tuple), st.lists(items, max_size=12).map(tuple), st.lists(words, max_size=8).map(tuple),
    st.integers(0, 10_000), paragraphs,
)  # fmt: skip


@settings(max_examples=300 if os.environ.get("TORTURE") else 20, deadline=None)
@given(messages, st.sampled_from(VARIANTS))
@example(replace(MESSAGE, items=()), Variant.WHOLE)
def test_every_card_fits_and_is_whole(of: Message, variant: Variant) -> None:
    made = sent(of, Look(2026, variant))
    assert size(made) <= LIMIT
    assert errors(made) == []
    assert json.loads(card_bytes(of, Look(2026, variant)))["attachments"][0]["content"] == made


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 12), st.integers(0, 8), st.integers(0, 99))
def test_nothing_is_left_out_unsaid(items: int, further: int, rest: int) -> None:
    """Every item is told, in one line, or counted."""
    lines = seen(sent(message(items, further, rest)))
    told = [line for line in lines if line.startswith(("Yksikkö", "– Yksikkö", "– Lisäyksikkö"))]
    counts = [int(line.split()[1]) for line in lines if line.startswith("ja ")]
    assert len(told) + sum(counts) == items + further + rest


def test_the_guard_counts_the_worst_form() -> None:
    made = card(message(2), WHOLE)
    assert fits(made)
    assert len(json.dumps(json.dumps(made))) > len(card_bytes(message(2), WHOLE, Wrapping.CARD))


def test_a_card_has_one_table_more_where_there_is_room() -> None:
    """Shorter items keep more of their figures."""
    assert len(of_type(sent(message(3, item=NEWS)), "ColumnSet")) >= len(of_type(sent(message(5, item=NEWS)), "ColumnSet"))
