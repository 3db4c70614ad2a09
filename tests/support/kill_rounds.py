"""Rounds of sudden death: a busy hub is killed at a random moment and started again on the same database."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.busy_tablets import READY
from support.killed_promises import Seen, broken_ever, broken_in_the_end, seen
from support.programs import ROOT, HubProgram, SimulatorsProgram
from support.sim_control import PongoControl, VippsControl

TABLETS = 6
LONGEST_LIFE = 4.0
"""Seconds from being ready to the kill, at most."""

EVERY_FOURTH = 4
"""In every fourth round the kill comes while the hub still starts."""

TO_REST = 150.0
"""Seconds until the surviving hub must have settled everything."""

GUESTS: tuple[dict[str, Any], ...] = (
    {"mode": "approve", "lookups": 1},
    {"mode": "approve", "lookups": 3},
    {"mode": "approve", "seconds": 0.3},
    {"mode": "reject", "lookups": 2},
    {"mode": "manual"},
)
WEATHER = (
    ("POST /epayment/v1/payments", "drop_after"),
    ("POST /epayment/v1/payments", "drop_before"),
    ("POST /epayment/v1/payments/*/capture", "drop_after"),
    ("POST /epayment/v1/payments/*/refund", "drop_after"),
    ("POST /epayment/v1/payments/*/cancel", "drop_after"),
)


@dataclass(slots=True)
class Survived:
    """What many deaths left behind."""

    kills: int = 0
    payments: int = 0
    paid: int = 0
    posted: int = 0
    refunds: int = 0
    waiting: int = 0
    broken: list[str] = field(default_factory=list)


def kill_rounds(folder: Path, rounds: int, seed: int) -> Survived:
    """Kill so often, let a real hub clean up, and compare the database with both simulators."""
    chance = random.Random(seed)
    told = Survived()
    file = folder / "taffel.db"
    with ExitStack() as closing:
        simulators = SimulatorsProgram().start()
        closing.callback(simulators.stop)
        settings = {
            **simulators.settings,
            "TAFFEL_DATABASE_URL": f"sqlite+aiosqlite:///{file}",
            "TAFFEL_GRACE_SECONDS": "0",
        }
        vipps, pongo = VippsControl(simulators.vipps), PongoControl(simulators.pongo)
        for number in range(rounds):
            vipps.post("/_sim/progress", **chance.choice(GUESTS))
            match, kind = chance.choice(WEATHER)
            vipps.break_next(match, kind)
            life = chance.uniform(0.0, LONGEST_LIFE)
            _one_life(settings, folder, seed * 1000 + number, life, while_starting=number % EVERY_FOURTH == 3)
            told.kills += 1
            if file.exists():
                now = seen(file, vipps.payments(), pongo.orders())
                told.broken += [f"after kill {told.kills}: {line}" for line in broken_ever(now)]
        vipps.post("/_sim/progress", mode="approve", lookups=1)
        hub = HubProgram(settings["TAFFEL_DATABASE_URL"], settings).start()
        closing.callback(hub.stop)
        end = _at_rest(file, vipps, pongo)
    _counted(told, end)
    return told


def _one_life(settings: Mapping[str, str], folder: Path, seed: int, seconds: float, *, while_starting: bool) -> None:
    """Start the tablets and kill the process, ``seconds`` after it is ready or while it still starts."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("TAFFEL_")}
    command = [sys.executable, "-m", "support.busy_tablets", "--seed", str(seed), "--tablets", str(TABLETS)]
    environment = {**own, **settings, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests")))}
    with (
        (folder / "tablets.log").open("ab") as words,
        subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=words, text=True
        ) as process,
    ):
        try:
            assert process.stdout is not None
            if not while_starting:
                line = process.stdout.readline()
                assert line.strip() == READY, (folder / "tablets.log").read_text()[-2000:]
            time.sleep(seconds)
            assert process.poll() is None, (folder / "tablets.log").read_text()[-2000:]
        finally:
            process.kill()


def _at_rest(file: Path, vipps: VippsControl, pongo: PongoControl) -> Seen:
    """Both sides once nothing is under way any more, or as they are when the patience is over."""
    end = time.monotonic() + TO_REST
    while not seen(file, vipps.payments(), pongo.orders()).at_rest and time.monotonic() < end:
        time.sleep(0.25)
    return seen(file, vipps.payments(), pongo.orders())


def _counted(told: Survived, end: Seen) -> None:
    told.payments = len(end.payments)
    told.paid = sum(row["state"] == "paid" for row in end.shares)
    told.posted = len(end.pongo)
    told.refunds = sum(row["state"] == "done" for row in end.refunds)
    told.waiting = len(end.waiting)
    told.broken += [f"in the end: {line}" for line in broken_in_the_end(end)]
    if not end.at_rest:
        told.broken.append(
            f"never came to rest: {end.unsettled} unsettled, {len(end.open)} open, {told.waiting} waiting"
        )
