"""A real process, killed by strace at its system calls: no message is lost, and one kill repeats at most one, which says so.

`make test` takes 26 points, half of them between a sent body and the next fsync; `make torture` takes all.
"""

import email
import email.policy
import os
import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.receivers import Receivers
from tests.torture import (
    BOT,
    REPEAT,
    SYNCS,
    Patient,
    Point,
    Verdict,
    judge,
    kill,
    make_due,
    points,
    prepare,
    run,
    sample,
    torture,
    why_not,
)
from tests.torture_city import READERS, settle

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
    verdicts = tortured(patient, found if ALL else sample(found, 14), tmp_path)
    wrong = [str(verdict) for verdict in verdicts if verdict.wrong]
    assert not wrong, "\n".join(wrong)
    repeats = sum(verdict.extras for verdict in verdicts)
    beside = sum(verdict.on_the_way > 1 for verdict in verdicts)
    print(f"{len(verdicts)} of {len(found)} points, every one hit; {repeats} extra copies; {beside} kills cut off more than one")
    assert repeats > 3, "the points do not lie where a kill matters"


@needs_strace
def test_a_kill_while_slow_receivers_hold_several_messages_repeats_each_once(tmp_path: Path) -> None:
    """Beside a receiver that is slow the other channels go on, so one kill can cut off one message a channel."""
    patient = prepare(BOT, tmp_path, stages=1)
    landing = next(point for point in points(patient, tmp_path) if point.after_body and point.call in SYNCS)
    third = Point(0, landing.call, landing.number + 2, after_body=True)  # two more are taken before the first is answered
    verdict = torture(patient, third, tmp_path, delay=2.5)
    assert not verdict.wrong
    assert 2 <= verdict.extras <= verdict.on_the_way <= 3  # a channel has at most one on its way


@needs_strace
@pytest.mark.parametrize(("call", "copies"), [("connect", 0), ("recvfrom", 2)])
def test_a_message_that_is_cut_off_twice_is_parked_and_finance_has_its_text(tmp_path: Path, call: str, copies: int) -> None:
    """Once before its first byte and once after its last: the bot cannot tell them apart, so a person has to."""
    with Receivers() as receivers:
        settle(tmp_path, receivers)
        for _ in range(2):
            assert kill(BOT, tmp_path, receivers, Point(0, call, 1, after_body=False)) == []
        done = run(BOT, tmp_path, receivers)
        assert run(BOT, tmp_path, receivers).returncode == done.returncode == 1
        got = dict(receivers.got)
    school = got.pop("/rehtori", [])
    assert [REPEAT in copy.decode() for copy in school] == [False, True][:copies]
    finance = [email.message_from_bytes(mail, policy=email.policy.default) for mail in got.pop("talous@example.org")]
    assert [len(mails) for mails in got.values()] == [1, 1, 1]
    (told,) = [str(mail) for mail in finance if "vaatii huomiota" in mail["Subject"]]
    assert len(finance) == 2
    assert "toimitus keskeytyi kahdesti" in told


@needs_strace
def test_finances_own_message_that_is_cut_off_twice_is_not_lost(tmp_path: Path) -> None:
    with Receivers() as receivers:
        settle(tmp_path, receivers)
        receivers.room = len(READERS) - 1  # finance's is the last one
        run(BOT, tmp_path, receivers)
        make_due(tmp_path)
        receivers.room = 1
        for _ in range(2):
            assert kill(BOT, tmp_path, receivers, Point(0, "connect", 1, after_body=False)) == []
        assert run(BOT, tmp_path, receivers).returncode == 0
    assert [len(receivers.got[reader]) for reader in READERS] == [1] * len(READERS)


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
