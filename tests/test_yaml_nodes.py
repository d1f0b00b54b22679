"""Strict YAML: nothing is read as something else, and every mistake has the place where it begins."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from written.yaml_nodes import MAX_BYTES, Items, Mapping, Scalar, parse


@pytest.mark.parametrize("text", ["12:30", "0123", "no", "yes", "null", "~", "1.5", "2023-06", "0x1F", "1e3", ".inf"])
def test_every_scalar_stays_what_was_written(text: str) -> None:
    root = parse(f"a: {text}\n".encode(), "f.yaml").root
    assert isinstance(root, Mapping)
    value = root.get("a")
    assert isinstance(value, Scalar)
    assert (value.text, value.plain, value.place.line, value.place.column) == (text, True, 1, 4)


@pytest.mark.parametrize(
    ("what", "text", "line", "column", "words"),
    [
        ("a key twice", "a: 1\na: 2\n", 2, 1, "avain a on annettu kahdesti, ensin rivillä 1"),
        ("an anchor", "a: &x 1\n", 1, 4, "ankkuri &x ei ole sallittu"),
        ("an alias", "a: *x\n", 1, 4, "viittaus *x ei ole sallittu"),
        ("an ampersand", "a: & x\n", 1, 4, "arvo ei voi alkaa merkillä & tai *"),
        ("a merge key", "a:\n  <<: 1\n", 2, 3, "yhdistämisavain << ei ole sallittu"),
        ("a tag", "a: !t 1\n", 1, 4, "tyyppimerkintä !t ei ole sallittu"),
        ("a tab as indent", "a:\n\tb: 1\n", 2, 1, "sarkain sisennyksessä"),
        ("an unclosed quote", "a: 'x\nb: 1\n", 1, 4, "lainausmerkki jää sulkematta"),
        ("an unclosed quote before others", 'a: "x\nb: "y"\nc: "z"\n', 1, 4, "lainausmerkki jää sulkematta"),
        ("an unclosed quote before a list", 'c: "z"\na: "x\nb:\n  - {c: ["y"]}\n', 2, 4, "lainausmerkki jää sulkematta"),
        ("an unclosed bracket", "a: [1\nb: 1\n", 1, 4, "hakasulku jää sulkematta"),
        ("an unclosed brace", "a: {x\nb: 1\n", 1, 4, "aaltosulku jää sulkematta"),
        ("a value that starts with >", "a: > 5 %\nb: 1\n", 1, 4, "arvo alkaa merkillä > tai |"),
        ("a value that starts with %", "a: %5\n", 1, 4, "arvo ei voi alkaa tällä merkillä"),
        ("a value that starts with @", "a: @x\n", 1, 4, "arvo ei voi alkaa tällä merkillä"),
        ("no space after the colon", "- a: 1\n  b:2\n  c: 3\n", 2, 3, "puuttuu kaksoispiste ja välilyönti"),
        ("a colon in a value", "a: b: c\n", 1, 5, "kaksoispiste arvon keskellä"),
        ("indented too far", "a: b\n    c: d\n", 2, 6, "sisennetty liian syvälle"),
        ("a second document", "a: 1\n---\nb: 1\n", 2, 1, "useita YAML-dokumentteja"),
        ("a control character", "a: \x00\n", 1, 4, "merkki ei ole sallittu"),
        ("a control character after letters of two bytes", "ä: ö\r\nåå: ä\x00\n", 2, 6, "merkki ei ole sallittu"),
        ("too deep", "a: " + "[" * 30 + "]" * 30, 1, 23, "yli 20 tasoa syvä"),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value and "\n" not in value else "",
)
def test_a_mistake_has_the_place_where_it_begins(what: str, text: str, line: int, column: int, words: str) -> None:
    (problem,) = parse(text.encode(), "f.yaml").problems
    assert (problem.place.line, problem.place.column) == (line, column), problem
    assert words in problem.message
    assert problem.hint


def test_a_file_that_is_too_big_or_no_text_is_said() -> None:
    assert "yli 1 Mt" in parse(b"a" * (MAX_BYTES + 1), "f.yaml").problems[0].message
    (problem,) = parse("a: 1\nb: ä\n".encode("cp1252"), "f.yaml").problems
    assert (problem.place.line, problem.place.column) == (2, 4)


def test_a_byte_order_mark_moves_nothing() -> None:
    root = parse("\ufeffa: 1\n".encode(), "f.yaml").root
    assert isinstance(root, Mapping)
    assert root.entries[0].key.place.column == 1


def test_lists_and_mappings_keep_their_order_and_places() -> None:
    root = parse(b"b: [1, 2]\na:\n  - x: 1\n", "f.yaml").root
    assert isinstance(root, Mapping)
    assert [entry.key.text for entry in root.entries] == ["b", "a"]
    items = root.get("a")
    assert isinstance(items, Items)
    assert items.nodes[0].place.line == 3


@given(st.text(max_size=300))
def test_any_text_gives_nodes_or_problems_and_never_raises(text: str) -> None:
    document = parse(text.encode("utf-8", "surrogatepass"), "f.yaml")
    assert (
        document.root is not None
        or document.problems
        or not text.strip()
        or all(line.lstrip().startswith(("#", "---", "...")) or not line.strip() for line in document.lines)
    )
