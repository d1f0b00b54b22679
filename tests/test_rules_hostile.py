"""Files that are made to hurt: `check` in a real process says what is wrong within a second and 100 MB."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OWNERS = "vastuut:\n  - {rooli: talous, osoite: talous@example.org, kanava: folder}\n"
CONFIG = "organisation: X\ntimezone: Europe/Helsinki\nrules: rules/\nstate: s.db\nsources: [{report: a.txt}]\nchannels: {folder: {type: folder, path: m}}\n"
RULE = "säännöt:\n  - tunnus: a\n    nimi: A\n    kohde: kulut\n    keltainen: toteuma > ta\n"
LINE = 999_000

FILES = {
    "brackets": ("[" * LINE, "rivi ei ole kelvollista"),
    "a staircase": ("".join(" " * i + "a:\n" for i in range(1_400)), "yli 20 tasoa syvä"),
    "a laughing bomb": ("a: &a [x]\n" + "".join(f"b{i}: &b{i} [*a, *a]\n" for i in range(99)), "ankkuri &a"),
    "a merge of merges": ("a: {<<: {<<: {x: 1}}}\n", "yhdistämisavain"),
    "a tag of Python": ('a: !!python/object/apply:os.system ["true"]\n', "tyyppimerkintä"),
    "one line of a megabyte": ("a: " + "x" * LINE, "tuntematon avain"),
    "one quote of a megabyte": ('a: "' + "x" * LINE, "lainausmerkki jää sulkematta"),
    "a key a hundred thousand times": ("a: 1\n" * 100_000, "annettu kahdesti"),
    "a hundred thousand keys": ("".join(f"k{i}: 1\n" for i in range(90_000)), "yli 20000 arvoa"),
    "ten thousand keys of a rule": (RULE + "".join(f"    k{i}: 1\n" for i in range(9_900)), "tuntematon avain"),
    "a hundred thousand recipients": (RULE + f"    vastaanottajat: [{','.join(['x'] * 100_000)}]\n", "yli 20000 arvoa"),
    "ten thousand recipients": (RULE + f"    vastaanottajat: [{','.join(['xx'] * 9_900)}]\n", "tuntematon vastaanottaja"),
    "ten thousand limits": (
        RULE + "    rajat:\n" + "".join(f"      r{i}: 5.5 %\n" for i in range(9_000)),
        "luku ei ole kelvollinen",
    ),
    "a number of a megabyte": (RULE + f"    rajat: {{r: {'9' * 900_000} €}}\n", "luku on liian pitkä"),
    "a condition of a megabyte": (RULE + f"    punainen: {'toteuma > ' * 90_000}\n", "ehto on liian pitkä"),
    "a thousand brackets": (RULE + f"    punainen: {'(' * 1_000}ta{')' * 1_000}\n", "ehto on liian"),
    "two megabytes": ("a: 1\n" * 400_000, "yli 1 Mt"),
    "control characters": ("\x07" * LINE, "merkki ei ole sallittu"),
    "accents upon accents": (RULE + f"    punainen: e{chr(0x301) * 4_000} > ta\n", "merkkiä"),
}


@pytest.mark.parametrize("what", FILES)
def test_a_hostile_file_is_refused_in_a_second_and_100_mb(what: str, tmp_path: Path) -> None:
    text, said = FILES[what]
    (tmp_path / "config.yaml").write_text(CONFIG, "utf-8")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "a.yaml").write_text(text, "utf-8")
    (tmp_path / "rules" / "vastuut.yaml").write_text(OWNERS, "utf-8")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, str(ROOT / "bot.py"), "check", "--json", "--config", str(tmp_path / "config.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=_within_bounds, timeout=60, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.stderr == ""
    assert done.returncode == 1
    assert any(said in error["message"] for error in json.loads(done.stdout)["errors"])
    took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert took < 1 * _SLOWNESS, f"{took:.2f} s"


_SLOWNESS = 1 if os.environ.get("TORTURE") else 3  # a machine that runs all tests at once is slower than an idle one


def _within_bounds() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (100_000_000, 100_000_000))
