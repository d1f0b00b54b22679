"""Pieces of a long computation side by side on all cores: the door to other processes."""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

T = TypeVar("T")

_pieces: Sequence[Callable[[], object]] = ()
"""What the workers compute. A forked process has it as it was here: figures are not sent to it."""


def computed(pieces: Sequence[Callable[[], T]], done: Callable[[int], None]) -> list[T]:
    """Return what each piece gives, in the order of the pieces.

    Args:
        pieces: each gives something small that can be pickled.
        done: is told after each piece how many are done.
    """
    workers = min(cores(), len(pieces))
    if workers > 1 and "fork" in multiprocessing.get_all_start_methods():
        try:
            return _side_by_side(pieces, workers, done)
        except (BrokenProcessPool, OSError):  # no memory or no process for it: one after another is only slower
            done(0)
    return one_by_one(pieces, done)


def cores() -> int:
    """Return how many processes may run at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def one_by_one(pieces: Sequence[Callable[[], T]], done: Callable[[int], None]) -> list[T]:
    """Return what each piece gives, in this process alone."""
    results: list[T] = []
    for piece in pieces:
        results.append(piece())
        done(len(results))
    return results


def _side_by_side(pieces: Sequence[Callable[[], T]], workers: int, done: Callable[[int], None]) -> list[T]:
    global _pieces  # noqa: PLW0603 - what a forked process finds
    _pieces = pieces
    collected = gc.isenabled()
    gc.disable()  # what comes back is millions of records that all stay
    gc.freeze()  # a collection in a worker would touch, and so copy, all memory that it shares with this process
    try:
        with ProcessPoolExecutor(workers, multiprocessing.get_context("fork"), initializer=gc.disable) as pool:
            futures: list[Future[T]] = [pool.submit(_compute, number) for number in range(len(pieces))]  # type: ignore[arg-type]  # of _pieces
            waiting: set[Future[T]] = set(futures)
            while waiting:
                _, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                done(len(futures) - len(waiting))
            return [future.result() for future in futures]
    finally:
        gc.unfreeze()
        if collected:
            gc.enable()
        _pieces = ()


def _compute(number: int) -> object:
    return _pieces[number]()
