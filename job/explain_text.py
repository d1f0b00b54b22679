"""What `explain` tells a person: the stored record in words, in the order in which one would ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from budget.finnish import LINE_WORDS, NBSP, exact_euros, plain_number

_LEVELS = {"info": "tieto", "yellow": "keltainen", "red": "punainen", "poistuu": "poistuu"}
_LINES = {line.value: words for line, words in LINE_WORDS.items()}
_STATES = {"pending": "odottaa kestoa", "open": "avoinna", "ended": "päättynyt"}
_SENDING = {
    "waiting": "odottaa lähetystä",
    "held": "odottaa hyväksyntää",
    "sending": "lähtemässä",
    "in_doubt": "perille tulo epävarma",
    "parked": "ei saatu perille",
    "sent": "lähetetty",
    "superseded": "korvattu toisella",
}
_COLUMNS = {
    "prior": "tp",
    "original": "alkuperäinen ta",
    "amendment": "muutos",
    "budget": "ta",
    "target": "tavoite",
    "actual": "toteuma",
    "month_actual": "kuukauden toteuma",
    "prior_actual": "toteuma ed. vuosi",
    "forecast": "ennuste",
    "amount": "määrä",
    "period": "kausi",
}


def explain_text(record: Mapping[str, Any], level_word: str) -> str:
    """Return the proof of an alert as text. `record` is the JSON document of `explain --json`."""
    lines = [
        f"{record['name']}  [{record['alert']}]  {level_word}, tilanne {record['period']}, {_STATES[record['state']]}",
        "",
        record["reason"] or "Raja ei enää ylity.",
    ]
    if record["counterfactual"]:
        lines.append(f"Päättyisi, jos: {record['counterfactual']}")
    lines += ["", "Luvut"]
    lines += [_figure(figure) for figure in record["figures"]]
    lines += ["", "Laskenta"]
    lines += [f"  {_LEVELS[part['level']]:10} {_judged(part)}  → {_held(part['held'])}" for part in record["proof"]]
    lines += [line for e in record["expected"] for line in _expected(e)]
    lines += _exceptions(record)
    lines += ["", f"Sääntö {record['rule']['id']} ({record['rule']['place']}, sormenjälki {record['rule']['fingerprint']})"]
    lines += [f"  {line}" for line in record["rule"]["text"].splitlines()]
    lines += ["", "Vaiheet"]
    lines += [f"  {h['period']}  {_LEVELS.get(h['level'], 'ei ylity'):10} {_euros(h['amount']):>16}" for h in record["history"]]
    lines += ["", "Viestit"]
    lines += [
        f"  #{m['id']} {m['role']}: {m['subject']} – {_SENDING[m['state']]} {m['sent'] or ''} {m['answer'] or ''}"
        for m in record["messages"]
    ] or ["  ei viestejä"]
    return "\n".join(lines)


def _figure(figure: Mapping[str, Any]) -> str:
    """Return a value with its place. A ledger has no row, and a source that is gone no fingerprint."""
    line, column, value = figure.get("line"), figure["column"], figure["value"]
    in_euros = line is not None or column == "amount"
    shown = "–" if value is None else _euros(value) if in_euros else str(value)
    prints = "" if figure["sha256"] is None else f"  sha256 {figure['sha256'][:12]}"
    return f"  {_LINES[line] if line else '':8} {_COLUMNS.get(column, column):18} {shown:>18}  {_at(figure)}{prints}"


def _at(value: Mapping[str, Any]) -> str:
    return str(value["file"]) if value["row"] is None else f"{value['file']}:{value['row']}"


def _euros(amount: str | None) -> str:
    """Return an amount of the record in Finnish, with the sign of the report; empty where there is none."""
    return "" if amount is None else exact_euros((Decimal(amount) * 100).as_integer_ratio())


def _percent(share: str) -> str:
    return f"{plain_number((Decimal(share) * 100).as_integer_ratio())}{NBSP}%"


def _judged(part: Mapping[str, Any]) -> str:
    """Return a comparison with both its sides, or what is stated without one."""
    left, right = part["left"], part["right"]
    if part["sign"] is None:
        return f"{left['text']}: {left['numbers']}" if left["numbers"] else str(left["text"])
    return f"{_side(left)}  {part['sign']}  {_side(right)}"


def _side(side: Mapping[str, Any]) -> str:
    """Return a side with its numbers; a constant only once."""
    same = str(side["text"]).split() == str(side["numbers"]).split()
    return str(side["numbers"] if same else f"{side['text']} = {side['numbers']}")


def _expected(expected: Mapping[str, Any]) -> Iterator[str]:
    """Yield an expectation, and the earlier years that it comes from. Records of older versions of the program lack them."""
    profile = f", profiili {expected['profile']}" if expected["profile"] else ""
    lacking = expected.get("without_history")
    without = f", profiili {lacking}: aiempia vuosia on liian vähän" if lacking else ""
    even, line = _percent(expected["even"]), _LINES[expected["line"]]
    yield f"  odotus     {line}: {_percent(expected['share'])} (tasainen {even}{profile}{without})"
    for year in expected.get("years", ()):
        parts = (f"{_euros(part['value'])} ({_at(part)})" for part in (year["accumulated"], year["final"]))
        yield f"             {year['year']}: {' / '.join(parts)} = {_percent(year['share'])}"


def _exceptions(record: Mapping[str, Any]) -> list[str]:
    """Return the exceptions that concern the finding, and what is left without their euros."""
    if not record["exceptions"]:
        return []
    lines = ["", "Poikkeukset"]
    lines += [
        f"  {e['first']}–{e['last']} {e['way']} {'noin ' if e['approximate'] else ''}{_euros(e['amount']) or 'kaikki'}:"
        f" {e['reason']} ({e['author']}, {e['place']})"
        for e in record["exceptions"]
    ]
    without = record["without_exceptions"]
    lines += [f"  {without['text']}"] if without["text"] else []
    return [*lines, "  viestiä ei lähetetä"] if without["held_back"] else lines


def _held(held: bool | None) -> str:
    return {True: "toteutuu", False: "ei toteudu", None: "ei tiedossa"}[held]
