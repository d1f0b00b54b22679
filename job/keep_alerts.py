"""Alerts that are kept, and the evaluation records that prove them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from alerts.alert import Alert, Held, State, target_key
from budget.exact import Exact
from budget.period import Period
from budget.unit import Line, UnitCode
from budget.verdict import ItemTarget, Level, LineTarget, MeasureTarget, SourceTarget, Target, UnitTarget
from job.state import State as StateFile
from written.record import dataclass

_COLUMNS = (
    "id, rule, rule_name, rule_fingerprint, target, target_name, year, state, level, amount, level_told, amount_told, told,"
    " streak, clear_streak, unknown_streak, judged, opened, opened_version, version, ended, end_reason, ended_before,"
    " held, told_at, waited, reminded, amount_of, amount_told_of"
)


@dataclass(frozen=True, slots=True)
class Record:
    """The stored proof of one judgement of an alert: a JSON document of `explain`."""

    alert: str
    version: int
    rule_fingerprint: str
    period: Period
    body: str


class KeptAlerts:
    """The alerts and records of the state."""

    def __init__(self, state: StateFile) -> None:
        self._db = state.connection

    def living(self, year: int) -> tuple[Alert, ...]:
        """Return what a run goes on from: all that are pending or open, and those of the year that have ended."""
        return self._read("WHERE state != ? OR year IN (?, 0) ORDER BY rowid", (State.ENDED.value, year))

    def in_state(self, *states: State) -> tuple[Alert, ...]:
        """Return the alerts in some states, the oldest first."""
        marks = ", ".join("?" * len(states))
        return self._read(f"WHERE state IN ({marks}) ORDER BY rowid", tuple(state.value for state in states))

    def find(self, alert: str) -> Alert | None:
        """Return an alert by its id, or None where there is none."""
        return next(iter(self._read("WHERE id = ?", (alert,))), None)

    def keep(self, alerts: Iterable[Alert], dropped: Iterable[str]) -> None:
        """Store alerts as they are now, and forget those that came to nothing."""
        marks = ", ".join("?" * len(_COLUMNS.split(",")))
        names = [name.strip() for name in _COLUMNS.split(",")]
        updates = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
        self._db.executemany(
            f"INSERT INTO alerts ({_COLUMNS}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {updates}",  # noqa: S608
            [_row(alert) for alert in alerts],
        )
        self._db.executemany("DELETE FROM alerts WHERE id = ?", [(alert,) for alert in dropped])

    def keep_records(self, records: Iterable[Record], now: datetime) -> None:
        """Store the proofs of this run; the first proof of a version by a rule's text stands."""
        self._db.executemany(
            "INSERT OR IGNORE INTO records VALUES (?, ?, ?, ?, ?, ?)",
            [(r.alert, r.version, r.rule_fingerprint, str(r.period), r.body, now.isoformat(timespec="seconds")) for r in records],
        )

    def records(self, alert: str) -> tuple[str, ...]:
        """Return the JSON documents that prove an alert, the oldest first."""
        rows = self._db.execute("SELECT body FROM records WHERE alert = ? ORDER BY rowid", (alert,))
        return tuple(str(row[0]) for row in rows)

    def _read(self, where: str, values: tuple[object, ...]) -> tuple[Alert, ...]:
        rows = self._db.execute(f"SELECT {_COLUMNS} FROM alerts {where}", values)  # noqa: S608 - our own text
        return tuple(_alert(row) for row in rows)


def _row(alert: Alert) -> tuple[object, ...]:
    return (
        alert.id,
        alert.rule,
        alert.rule_name,
        alert.rule_fingerprint,
        _target_text(alert.target),
        alert.target_name,
        alert.year,
        alert.state.value,
        int(alert.level),
        _amount_text(alert.amount),
        None if alert.level_told is None else int(alert.level_told),
        _amount_text(alert.amount_told),
        json.dumps(alert.told, ensure_ascii=False),
        alert.streak,
        alert.clear_streak,
        alert.unknown_streak,
        str(alert.judged),
        _period_text(alert.opened),
        alert.opened_version,
        alert.version,
        _period_text(alert.ended),
        alert.end_reason,
        _period_text(alert.ended_before),
        None if alert.held is None else alert.held.value,
        _period_text(alert.told_at),
        alert.waited,
        int(alert.reminded),
        alert.amount_of,
        alert.amount_told_of,
    )


def _alert(row: tuple[Any, ...]) -> Alert:
    """Make an alert of a row of `_COLUMNS`; SQLite gives values without types."""
    judged = Period.parse(row[16])
    if judged is None:
        raise ValueError(f"not a period in alert {row[0]}: {row[16]}")
    return Alert(
        id=row[0],
        rule=row[1],
        rule_name=row[2],
        rule_fingerprint=row[3],
        target=_target(row[4]),
        target_name=row[5],
        year=row[6],
        state=State(row[7]),
        level=Level(row[8]),
        amount=_amount(row[9]),
        level_told=None if row[10] is None else Level(row[10]),
        amount_told=_amount(row[11]),
        told=tuple(json.loads(row[12])),
        streak=row[13],
        clear_streak=row[14],
        unknown_streak=row[15],
        judged=judged,
        opened=_period(row[17]),
        opened_version=row[18],
        version=row[19],
        ended=_period(row[20]),
        end_reason=row[21],
        ended_before=_period(row[22]),
        held=None if row[23] is None else Held(row[23]),
        told_at=_period(row[24]),
        waited=row[25],
        reminded=bool(row[26]),
        amount_of=row[27],
        amount_told_of=row[28],
    )


def _target_text(target: Target) -> str:
    unit = target.unit if isinstance(target, MeasureTarget) else None
    return json.dumps([*target_key(target), unit], ensure_ascii=False)


def _target(text: str) -> Target:
    kind, *parts, unit = json.loads(text)
    match kind:
        case "line":
            return LineTarget(UnitCode(parts[0]), Line(parts[1]), parts[2] or None)
        case "unit":
            return UnitTarget(UnitCode(parts[0]))
        case "measure":
            return MeasureTarget(parts[0], parts[1], None if unit is None else UnitCode(unit))
        case "item":
            return ItemTarget(UnitCode(parts[0]) if parts[0] else None, parts[1])
        case _:
            return SourceTarget(parts[0])


def _amount_text(amount: Exact | None) -> str | None:
    return None if amount is None else f"{amount[0]}/{amount[1]}"


def _amount(text: str | None) -> Exact | None:
    if text is None:
        return None
    numerator, divisor = text.split("/")
    return (int(numerator), int(divisor))


def _period_text(period: Period | None) -> str | None:
    return None if period is None else str(period)


def _period(text: str | None) -> Period | None:
    return None if text is None else Period.parse(text)
