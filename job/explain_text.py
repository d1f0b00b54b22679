"""What `explain` tells a person: the stored record in words, in the order in which one would ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def explain_text(record: Mapping[str, Any], level_word: str) -> str:
    """Return the proof of an alert as text. `record` is the JSON document of `explain --json`."""
    lines = [
        f"{record['name']}  [{record['alert']}]  {level_word}, tilanne {record['period']}, {record['state']}",
        "",
        record["reason"] or "Raja ei enää ylity.",
    ]
    if record["counterfactual"]:
        lines.append(f"Päättyisi, jos: {record['counterfactual']}")
    lines += ["", "Luvut"]
    lines += [
        f"  {f.get('line', ''):8} {f['column']:12} {f['value'] or '–':>18}  {f['file']}:{f['row']}  sha256 {str(f['sha256'])[:12]}"
        for f in record["figures"]
    ]
    lines += ["", "Laskenta"]
    lines += [f"  {part['level']:8} {_judged(part)}  → {_held(part['held'])}" for part in record["proof"]]
    lines += [line for e in record["expected"] for line in _expected(e)]
    lines += _exceptions(record)
    lines += ["", f"Sääntö {record['rule']['id']} ({record['rule']['place']}, sormenjälki {record['rule']['fingerprint']})"]
    lines += [f"  {line}" for line in record["rule"]["text"].splitlines()]
    lines += ["", "Vaiheet"]
    lines += [f"  {h['period']}  {h['level'] or 'ei ylity':8} {h['amount'] or '':>16}" for h in record["history"]]
    lines += ["", "Viestit"]
    lines += [
        f"  #{m['id']} {m['role']}: {m['subject']} – {m['state']} {m['sent'] or ''} {m['answer'] or ''}"
        for m in record["messages"]
    ] or ["  ei viestejä"]
    return "\n".join(lines)


def _judged(part: Mapping[str, Any]) -> str:
    """Return a comparison with both its sides, or what is stated without one."""
    left, right = part["left"], part["right"]
    if part["sign"] is None:
        return f"{left['text']}: {left['numbers']}" if left["numbers"] else str(left["text"])
    return f"{left['text']} = {left['numbers']}  {part['sign']}  {right['text']} = {right['numbers']}"


def _expected(expected: Mapping[str, Any]) -> Iterator[str]:
    """Yield an expectation, and the earlier years that it comes from. Records of older versions of the program lack them."""
    profile = f", profiili {expected['profile']}" if expected["profile"] else ""
    lacking = expected.get("without_history")
    without = f", profiili {lacking}: aiempia vuosia on liian vähän" if lacking else ""
    yield f"  odotus   {expected['line']}: {expected['share']} (tasainen {expected['even']}{profile}{without})"
    for year in expected.get("years", ()):
        parts = (f"{part['value']} ({part['file']}:{part['row']})" for part in (year["accumulated"], year["final"]))
        yield f"           {year['year']}: {' / '.join(parts)} = {year['share']}"


def _exceptions(record: Mapping[str, Any]) -> list[str]:
    """Return the exceptions that concern the finding, and what is left without their euros."""
    if not record["exceptions"]:
        return []
    lines = ["", "Poikkeukset"]
    lines += [
        f"  {e['first']}–{e['last']} {e['way']} {'noin ' if e['approximate'] else ''}{e['amount'] or 'kaikki'}:"
        f" {e['reason']} ({e['author']}, {e['place']})"
        for e in record["exceptions"]
    ]
    without = record["without_exceptions"]
    lines += [f"  {without['text']}"] if without["text"] else []
    return [*lines, "  viestiä ei lähetetä"] if without["held_back"] else lines


def _held(held: bool | None) -> str:
    return {True: "toteutuu", False: "ei toteudu", None: "ei tiedossa"}[held]
