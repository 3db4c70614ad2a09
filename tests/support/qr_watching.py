"""Measure the live decoder: clips, memory, how much of a core it takes, and how late it makes the event loop."""

import asyncio
import json
import resource
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from app.devices.code_reader import ThreadedCodeReader, decode_image
from app.devices.qr.live import LiveDecoder
from support import qr_scenes
from support.qr_peers import LIVE, PEERS, Decoder, Gray
from support.qr_tallies import Row, Tally, same, timed

RATE = 8.0
"""Frames a second of a clip."""

TICK = 0.01
"""Seconds that the event loop is asked to sleep between two measurements of its lateness."""

BESIDE = f"""
import json, sys, time
late, until = [], time.perf_counter() + float(sys.argv[1])
while time.perf_counter() < until:
    before = time.perf_counter()
    time.sleep({TICK})
    late.append((time.perf_counter() - before - {TICK}) * 1e3)
print(json.dumps(late))
"""
"""A process that does nothing but measure the same lateness: what the machine itself adds meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What came of a clip: seconds until its text was read, endless if it never was, and frames with another text."""

    wait: float
    false: int


def clips(seed: int, count: int) -> list[Row]:
    """Seconds until a clip is read, and frames in which a wrong text was; those after the right one count too."""
    watched: dict[str, list[Watched]] = {}
    for number in range(count):
        frames = list(qr_scenes.clip(seed, number, rate=RATE))
        grays, text = [frame.gray() for frame in frames], frames[0].texts[0]
        watchers: dict[str, Decoder] = {name: decoder for name, decoder in PEERS.items() if "Aruco" not in name}
        watchers |= {f"{name}, live": _watching(make()) for name, make in LIVE.items()}
        for name, watcher in watchers.items():
            watched.setdefault(name, []).append(watch_clip(watcher, grays, text))
    waits = {name: [each.wait for each in of_one] for name, of_one in watched.items()}
    return [
        {
            "set": "clips",
            "decoder": name,
            "clips": len(wait),
            "read %": round(100 * float(np.mean(np.isfinite(wait))), 1),
            "false": sum(each.false for each in watched[name]),
            "p50 s": round(float(np.percentile(wait, 50, method="higher")), 2),
            "p90 s": round(float(np.percentile(wait, 90, method="higher")), 2),
        }
        for name, wait in waits.items()
    ]


def damaged_clips(seed: int, count: int) -> list[Row]:
    """False reads in clips of codes that nobody can read: one live decoder a clip adds their frames up."""
    tallies = {f"{name}, live": Tally() for name in LIVE}
    for number in range(count):
        lives = {f"{name}, live": make() for name, make in LIVE.items()}
        for frame in qr_scenes.damaged_clip(seed, number, rate=RATE):
            gray = frame.gray()
            for name, live in lives.items():
                read, cost = timed(_watching(live), gray)
                tallies[name].false += bool(read)
                tallies[name].costs.append(cost)
    return [tally.row(name, "damaged clips") for name, tally in tallies.items()]


def memory(frames: int) -> Row:
    """Megabytes held over many small camera frames, and the share of a core that reading them took."""
    live, pictures, places = LiveDecoder(), _small_frames(), np.random.default_rng(0)
    held: dict[int, int] = {}
    marks = (frames // 20, frames // 2, frames - 1)
    started, spent = time.perf_counter(), time.process_time()
    for number in range(frames):
        if number in marks:
            held[number] = resident()
        gray = decode_image(pictures[number % len(pictures)])
        if gray is not None:
            live.look(np.roll(gray, int(places.integers(8)), axis=1))
    spent, took = time.process_time() - spent, time.perf_counter() - started
    begin, middle, end = (held[mark] // 1024 for mark in marks)
    return {
        "set": "memory",
        "frames": frames,
        "MB begin": begin,
        "MB middle": middle,
        "MB end": end,
        "CPU s / wall s": round(spent / took, 2),
    }


async def lag(tablets: int, seconds: float = 4.0) -> Row:
    """How late the event loop is while tablets scan at full rate, beside a process of its own that only waits."""
    frames = [frame.jpeg for frame in qr_scenes.clip(7, 2, rate=RATE, seconds=1.0)]
    late: list[float] = []
    until = time.perf_counter() + seconds

    async def scan() -> None:
        with ThreadedCodeReader() as reader:
            number = 0
            while time.perf_counter() < until:
                await reader.look(frames[number % len(frames)])
                number += 1
                await asyncio.sleep(1 / RATE)

    async def watch() -> None:
        while time.perf_counter() < until:
            before = time.perf_counter()
            await asyncio.sleep(TICK)
            late.append((time.perf_counter() - before - TICK) * 1e3)

    async def beside() -> list[float]:
        command = (sys.executable, "-c", BESIDE, str(seconds - 0.2))
        process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        out, _ = await process.communicate()
        return list(json.loads(out))

    waiting = asyncio.ensure_future(beside())
    await asyncio.gather(watch(), *(scan() for _ in range(tablets)))
    alone = await waiting
    return {
        "set": "event loop",
        "tablets": tablets,
        "lag p50 ms": round(float(np.percentile(late, 50)), 1),
        "lag p99 ms": round(float(np.percentile(late, 99)), 1),
        "process beside, p50 ms": round(float(np.percentile(alone, 50)), 1),
        "process beside, p99 ms": round(float(np.percentile(alone, 99)), 1),
    }


def resident() -> int:
    """Kilobytes of memory that the process holds now."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * resource.getpagesize() // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _small_frames(kinds: int = 48) -> list[bytes]:
    """JPEG frames of 200 to 320 pixels, a third of them without a code."""
    frames = []
    for number in range(kinds):
        scene = (qr_scenes.mixed if number % 3 else qr_scenes.without_code)(1, number)
        side = (320, 256, 200)[number % 3]
        small = cv2.resize(scene.gray(), (side, side * 9 // 16), interpolation=cv2.INTER_AREA)
        frames.append(cv2.imencode(".jpg", small)[1].tobytes())
    return frames


def _watching(live: LiveDecoder) -> Decoder:
    return lambda gray: live.look(gray).texts


def watch_clip(watcher: Decoder, grays: list[Gray], text: str) -> Watched:
    """Show a clip frame by frame; one that comes while an earlier one is still being read is dropped."""
    now, wait, false = 0.0, float("inf"), 0
    for number, gray in enumerate(grays):
        shown = number / RATE
        if shown < now:
            continue
        read, cost = timed(watcher, gray)
        now = shown + cost.cpu / 1e3
        false += any(not same(r, text) for r in read)
        if any(same(r, text) for r in read):
            wait = min(wait, now)
    return Watched(wait=wait, false=false)
