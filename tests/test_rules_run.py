"""What `check` calls an error is one in a run too: somebody must look, and the rest goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cities import CONFIG, RULES, small_city
from tests.conftest import Done

OWNER = "rooli: rehtori, osoite: rehtori@example.org, kanava: folder"
LEVEL = "punainen: kertymäpoikkeama > 250 000 €"


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        (RULES.replace(OWNER, OWNER + ", varakanava: teams"), "kanavaa ei ole: teams"),
        (RULES.replace(OWNER, OWNER + ", sijainen: vararehtori"), "sijaista ei ole: vararehtori"),
        (RULES.replace(LEVEL, "punainen: kertymäpoikkeama < 5 000 €"), "taso punainen ei voi koskaan täyttyä"),
        (RULES.replace("poistuu: toteumaprosentti < odotus + 3", "poistuu: toteumaprosentti < odotus + 8"), "voivat täyttyä yhtä aikaa"),
    ],
)  # fmt: skip
def test_the_run_says_it_ends_with_1_and_still_tells_the_heads(
    rules: str, words: str, tmp_path: Path, call: Callable[..., Done]
) -> None:
    city = small_city(tmp_path / "city", rules=rules)
    assert words in call(city, "check").out
    done = call(city, "run", "--today", "2023-08-01")
    assert done.exit == 1
    assert words in done.out
    assert (city / "var/messages/1-rehtori.eml").exists()


@pytest.mark.parametrize(
    ("what", "rules", "config", "expected"),
    [
        ("a rule with an error", RULES.replace("odotus + 5", "odotuss + 5"), CONFIG, [("row", "rules/saannot.yaml")]),
        ("a test with an error", f"{RULES}säännöt_: []\n", CONFIG, [("row", "rules/saannot.yaml")]),
        ("no YAML at all", f"{RULES}\n  - [", CONFIG, [("file", "rules/saannot.yaml")]),
        ("a list in place of keys", "- a\n", CONFIG, [("file", "rules/saannot.yaml")]),
        (
            "a key that does nothing",
            RULES.replace("    punainen:", "    tiedoksi_punaisesta: [talous]\n    #"),
            CONFIG,
            [("warning", "rules/saannot.yaml")],
        ),
        ("config with an error", RULES, CONFIG.replace("organisation", "organization"), [("file", "config.yaml")]),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 30 else "",
)
def test_the_severity_of_every_problem_has_one_of_three_names(
    what: str, rules: str, config: str, expected: list[tuple[str, str]], tmp_path: Path, call: Callable[..., Done]
) -> None:
    city = small_city(tmp_path, rules=rules, config=config)
    found = call(city, "evaluate", "--json").json["problems"]
    assert list(dict.fromkeys((problem["severity"], problem["file"]) for problem in found)) == expected, what
