"""A real process, killed by strace at its system calls: no message is lost, and one kill repeats at most one, which says so.

`make test` takes some 30 points, half of them between a sent body and the next fsync; `make torture` takes all.
"""

import os
import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.torture import BOT, Patient, Point, Verdict, judge, points, prepare, sample, torture, why_not
from tests.torture_city import READERS

WHY_NOT = why_not()
needs_strace = pytest.mark.skipif(WHY_NOT is not None, reason=f"NO KILL SWEEP BY SYSTEM CALL: {WHY_NOT}")
ALL = bool(os.environ.get("TORTURE"))
WRONG = Path(__file__).parent / "wrong_bots"


def tortured(patient: Patient, chosen: Iterable[Point], folder: Path) -> list[Verdict]:
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda point: torture(patient, point, folder), chosen))


@needs_strace
def test_a_kill_at_any_system_call_loses_nothing_and_repeats_at_most_one_message(tmp_path: Path) -> None:
    patient = prepare(BOT, tmp_path, stages=len(READERS) if ALL else 2)
    found = points(patient, tmp_path)
    assert sum(point.after_body for point in found) > 40
    verdicts = tortured(patient, found if ALL else sample(found, 30), tmp_path)
    wrong = [str(verdict) for verdict in verdicts if verdict.wrong]
    assert not wrong, "\n".join(wrong)
    repeats = sum(verdict.extras for verdict in verdicts)
    beside = sum(verdict.on_the_way > 1 for verdict in verdicts)
    print(f"{len(verdicts)} of {len(found)} points, every one hit; {repeats} extra copies; {beside} kills cut off more than one")
    assert repeats > 3, "the points do not lie where a kill matters"


@needs_strace
@pytest.mark.parametrize(
    ("program", "fault"),
    [
        ("mark_before_send.py", "has got nothing"),
        ("state_in_json.py", "has a repeat that does not say so|has another mail of the same news"),
    ],
)
def test_the_sweep_finds_what_is_wrong_in_a_wrong_bot(tmp_path: Path, program: str, fault: str) -> None:
    patient = prepare(WRONG / program, tmp_path, stages=1)
    found = points(patient, tmp_path)
    wrong: list[str] = []
    for point in found if ALL else sample(found, 24):
        wrong += torture(patient, point, tmp_path).wrong
        assert not any("not hit" in line for line in wrong), wrong
        if not ALL and any(re.search(fault, line) for line in wrong):
            break
    print(f"{sum(re.search(fault, line) is not None for line in wrong)} times {fault}")
    assert any(re.search(fault, line) for line in wrong), f"nothing found: {wrong}"


def test_the_judge_finds_losses_and_repeats() -> None:
    good = {reader: [b"one"] for reader in READERS}
    assert judge(good) == []
    marked = "Tämä voi olla toisto".encode()
    assert judge({**good, "/rehtori": [b"one", marked]}) == []
    assert judge({**good, "museo@example.org": [b"one", b"one"]}) == []
    assert judge({**good, "/rehtori": []}) == ["/rehtori has got nothing"]
    assert judge({**good, "/rehtori": [b"one", b"one"]}) == ["/rehtori has a repeat that does not say so"]
    assert judge({**good, "museo@example.org": [b"one", b"two"]}) == ["museo@example.org has another mail of the same news"]
    assert judge({**good, "/rehtori": [b"one", marked, marked]}) == ["/rehtori has 3 copies", "2 extra copies"]
    assert judge({**good, "/other": [b"one"]}) == ["/other is nobody's"]
