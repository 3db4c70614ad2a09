"""Rounds of sudden death: a busy hub is killed at a random moment and started again on the same database.

Or it is frozen for longer than its claims last, and thawed beside the hub that took over meanwhile.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.domain.outbox import CLAIM_LASTS
from app.services.payments.watching import LEASE
from support.busy_tablets import READY
from support.flet_e2e import free_port
from support.killed_promises import Seen, broken_ever, broken_in_the_end, open_at, seen
from support.programs import ROOT, HubProgram, SimulatorsProgram
from support.sim_control import PongoControl, VippsControl

TABLETS = 6
LONGEST_LIFE = 4.0
"""Seconds from being ready to the kill, at most."""

EVERY_FOURTH = 4
"""In every fourth round the kill comes while the hub still starts."""

PAST_THE_LEASE = LEASE.total_seconds() + 5
PAST_EVERY_CLAIM = CLAIM_LASTS.total_seconds() + 5
"""Seconds of standing still: somebody else follows the payments, or has the messages too."""

LONG_EVERY = 4
"""Every so many freezes one is that long."""

TO_REST = 150.0
"""Seconds until the surviving hub must have settled everything."""

GUESTS: tuple[dict[str, Any], ...] = (
    {"mode": "approve", "lookups": 1},
    {"mode": "approve", "lookups": 3},
    {"mode": "approve", "seconds": 0.3},
    {"mode": "reject", "lookups": 2},
    {"mode": "manual"},
)
APPROVING = tuple(guest for guest in GUESTS if guest["mode"] == "approve")
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
    freezes: int = 0
    taken_over: int = 0
    payments: int = 0
    paid: int = 0
    posted: int = 0
    refunds: int = 0
    delivered: int = 0
    waiting: int = 0
    broken: list[str] = field(default_factory=list)


def kill_rounds(folder: Path, rounds: int, seed: int, freezes: int = 0) -> Survived:
    """Kill and freeze so often, let a real hub clean up, and compare the database with both simulators."""
    chance = random.Random(seed)
    told = Survived()
    file, port = folder / "taffel.db", free_port()
    with ExitStack() as closing:
        simulators = SimulatorsProgram().start()
        closing.callback(simulators.stop)
        settings = {
            **simulators.settings,
            "TAFFEL_DATABASE_URL": f"sqlite+aiosqlite:///{file}",
            "TAFFEL_GRACE_SECONDS": "0",
            "TAFFEL_PORT": str(port),
            "TAFFEL_PUBLIC_URL": f"http://127.0.0.1:{port}",
        }
        vipps, pongo = VippsControl(simulators.vipps), PongoControl(simulators.pongo)
        for number in range(rounds):
            _weather(vipps, chance, GUESTS)
            life = chance.uniform(0.0, LONGEST_LIFE)
            _one_life(settings, folder, seed * 1000 + number, life, while_starting=number % EVERY_FOURTH == 3)
            told.kills += 1
            if file.exists():
                now = seen(file, vipps.payments(), pongo.orders())
                told.broken += [f"after kill {told.kills}: {line}" for line in broken_ever(now)]
        for number in range(freezes):
            _weather(vipps, chance, APPROVING)
            still = PAST_EVERY_CLAIM if number % LONG_EVERY == LONG_EVERY - 1 else PAST_THE_LEASE
            busy = chance.uniform(0.0, LONGEST_LIFE)
            told.taken_over += _one_freeze(settings, folder, seed * 1000 + rounds + 2 * number, busy, still)
            told.freezes += 1
            now = seen(file, vipps.payments(), pongo.orders())
            told.broken += [f"after freeze {told.freezes}: {line}" for line in broken_ever(now)]
        vipps.post("/_sim/progress", mode="approve", lookups=1)
        hub = HubProgram(settings["TAFFEL_DATABASE_URL"], settings, port=port).start()
        closing.callback(hub.stop)
        end = _at_rest(file, vipps, pongo)
    _counted(told, end)
    return told


def _weather(vipps: VippsControl, chance: random.Random, guests: Sequence[Mapping[str, Any]]) -> None:
    """What guests do next, and what the network does to one request."""
    vipps.post("/_sim/progress", **chance.choice(guests))
    match, kind = chance.choice(WEATHER)
    vipps.break_next(match, kind)


def _one_life(settings: Mapping[str, str], folder: Path, seed: int, seconds: float, *, while_starting: bool) -> None:
    """Start the tablets and kill the process, ``seconds`` after it is ready or while it still starts."""
    with _tablets(settings, folder, seed) as process:
        if not while_starting:
            _wait_for(process, folder)
        time.sleep(seconds)
        _lives(process, folder)


def _one_freeze(settings: Mapping[str, str], folder: Path, seed: int, busy: float, still: float) -> int:
    """Two hubs on one database; one stands still until the other has taken over, and goes on as if nothing was.

    How many of its open payments the other one brought to their end meanwhile.
    """
    file = folder / "taffel.db"
    with _tablets(settings, folder, seed) as frozen:
        _wait_for(frozen, folder)
        elsewhere = {**settings, "TAFFEL_PORT": "0"}  # webhooks come to the frozen one, which does not answer
        with _tablets(elsewhere, folder, seed + 1, first=TABLETS) as other:
            _wait_for(other, folder)
            time.sleep(busy)
            frozen.send_signal(signal.SIGSTOP)
            left = open_at(file, TABLETS)
            time.sleep(still)
            _lives(other, folder)
            taken_over = len(left - open_at(file, TABLETS))
            frozen.send_signal(signal.SIGCONT)
            time.sleep(LONGEST_LIFE)
            _lives(frozen, folder)
            _lives(other, folder)
    return taken_over


@contextmanager
def _tablets(
    settings: Mapping[str, str], folder: Path, seed: int, *, first: int = 0
) -> Iterator[subprocess.Popen[str]]:
    """A process of busy tablets, killed in the end."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("TAFFEL_")}
    numbers = ["--seed", str(seed), "--tablets", str(TABLETS), "--first", str(first)]
    environment = {**own, **settings, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests")))}
    with (
        (folder / "tablets.log").open("ab") as words,
        subprocess.Popen(
            [sys.executable, "-m", "support.busy_tablets", *numbers],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=words,
            text=True,
        ) as process,
    ):
        try:
            yield process
        finally:
            process.kill()


def _wait_for(process: subprocess.Popen[str], folder: Path) -> None:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.strip() == READY, (folder / "tablets.log").read_text()[-2000:]


def _lives(process: subprocess.Popen[str], folder: Path) -> None:
    assert process.poll() is None, (folder / "tablets.log").read_text()[-2000:]


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
    told.delivered = end.delivered
    told.waiting = len(end.waiting)
    told.broken += [f"in the end: {line}" for line in broken_in_the_end(end)]
    if not end.at_rest:
        told.broken.append(
            f"never came to rest: {end.unsettled} unsettled, {len(end.open)} open, {told.waiting} waiting"
        )
