"""Many seeded schedules on all cores: each is alone in its world, so the order in which they run changes nothing."""

import gc
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from support.quiet import quiet_logs
from support.schedules import Outcome, run_schedule

A_SHARE = 25
"""How many a process takes at a time."""

RARELY = 50_000
"""New objects until rubbish is looked for: the short lives of a schedule leave little, and looking costs a tenth."""


def run_schedules(seeds: Sequence[int]) -> Iterator[tuple[int, Outcome]]:
    """Each seed with what came of it, in the order of the seeds."""
    fresh = get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), fresh, initializer=gc.set_threshold, initargs=(RARELY,)) as processes:
        yield from zip(seeds, processes.map(_quietly, seeds, chunksize=A_SHARE), strict=True)


def _quietly(seed: int) -> Outcome:
    with quiet_logs():
        return run_schedule(seed)
