"""Measure the QR decoder beside pyzbar, zxing-cpp and OpenCV's detectors: rates, false reads, time, clips, memory, lag.

    python tests/benchmarks/qr_bench.py [--quick] [--seed N] [--photos DIR] [--json FILE]

All decoders see the same pictures in the same run, one thread each. Times are processor milliseconds of this process,
so that a busy machine does not change them much. A clip is read live: a frame that comes while the one before is
still being decoded is dropped, and the time until read counts from the first frame.
"""

import argparse
import asyncio
import json
import resource
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import structlog

from app.devices.code_reader import ThreadedCodeReader, decode_image
from app.devices.qr.live import LiveDecoder
from support import qr_scenes
from support.qr_peers import LIVE, OURS, PEERS, Decoder, Gray

ROOT = Path(__file__).resolve().parents[2]
PHOTOS = ROOT / "tests" / "examples" / "qr_photos"
RATE = 8.0
"""Frames a second of a clip."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is measured."""

    scenes: int
    sweep: int
    negatives: int
    clips: int
    frames: int


QUICK = Size(scenes=24, sweep=0, negatives=15, clips=6, frames=500)
FULL = Size(scenes=600, sweep=12, negatives=1_000, clips=120, frames=100_000)

Row = dict[str, str | float]


@dataclass(slots=True)
class Tally:
    """What one decoder did on one set."""

    hits: list[bool]
    false: int
    cost: list[float]

    def row(self, decoder: str, name: str) -> Row:
        return {
            "set": name,
            "decoder": decoder,
            "pictures": len(self.cost),
            "rate %": round(100 * float(np.mean(self.hits)), 1) if self.hits else 0.0,
            "false": self.false,
            "median ms": round(float(np.median(self.cost)), 1),
            "p95 ms": round(float(np.percentile(self.cost, 95)), 1),
        }


def main() -> None:
    """Run everything and print one table a subject."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few pictures of everything")
    parser.add_argument("--seed", type=int, default=20_260)
    parser.add_argument("--photos", type=Path, default=PHOTOS, help="a folder with manifest.json")
    parser.add_argument("--json", type=Path, help="where to write the results")
    parser.add_argument("--only", choices=("photos", "stress", "sweeps", "negatives", "clips", "memory", "lag"))
    for name in ("scenes", "negatives", "clips", "frames"):
        parser.add_argument(f"--{name}", type=int)
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    size, seed = _size(arguments), arguments.seed
    subjects: dict[str, Callable[[], list[Row]]] = {
        "photos": lambda: compare(_photos(arguments.photos)),
        "stress": lambda: compare(_scenes(qr_scenes.mixed, seed, size.scenes)),
        "sweeps": lambda: compare(_sweeps(seed, size.sweep), [*list(PEERS)[:2], *OURS]) if size.sweep else [],
        "negatives": lambda: negatives(seed, size.negatives),
        "clips": lambda: clips(seed, size.clips),
        "memory": lambda: [memory(size.frames)],
        "lag": lambda: [asyncio.run(lag(0)), asyncio.run(lag(4))],
    }
    results: dict[str, list[Row]] = {}
    for name, measure in subjects.items():
        if arguments.only in (None, name):
            results[name] = measure()
            _print(name, results[name])
    if arguments.json:
        arguments.json.parent.mkdir(parents=True, exist_ok=True)
        arguments.json.write_text(json.dumps({"seed": seed, "quick": arguments.quick, **results}, indent=1))


def compare(pictures: Iterable[tuple[Gray, tuple[str, ...], str]], names: list[str] | None = None) -> list[Row]:
    """Every decoder on every picture, by group and in total."""
    decoders: dict[str, Decoder] = {k: v for k, v in (PEERS | OURS).items() if names is None or k in names}
    tallies: dict[tuple[str, str], Tally] = {}
    for gray, texts, group in pictures:
        for name, decoder in decoders.items():
            read, cost = _timed(decoder, gray)
            for part in (group, "all"):
                tally = tallies.setdefault((part, name), Tally([], 0, []))
                tally.hits.append(any(_same(r, t) for r in read for t in texts))
                tally.false += any(not any(_same(r, t) for t in texts) for r in read)
                tally.cost.append(cost)
    return [tally.row(name, group) for (group, name), tally in tallies.items()]


def negatives(seed: int, count: int) -> list[Row]:
    """False reads on scenes without a code and with damaged codes, and the cost of the live tier on an empty frame."""
    sets = {"without": qr_scenes.without_code, "damaged": qr_scenes.damaged}
    rows = []
    live = {name: make() for name, make in LIVE.items()}
    for group, make in sets.items():
        tallies = {name: Tally([], 0, []) for name in OURS}
        seen = {name: Tally([], 0, []) for name in LIVE}
        for scene in (make(seed, k) for k in range(count)):
            gray = scene.gray()
            for name, decoder in OURS.items():
                read, cost = _timed(decoder, gray)
                tallies[name].false += bool(read) and not scene.texts
                tallies[name].cost.append(cost)
                started = time.process_time()
                seen[name].false += bool(live[name].look(gray).texts)
                seen[name].cost.append((time.process_time() - started) * 1e3)
        rows += [tally.row(name, group) for name, tally in tallies.items()]
        rows += [tally.row(f"{name}, live", group) for name, tally in seen.items()]
    return rows


def clips(seed: int, count: int) -> list[Row]:
    """Seconds until a clip is read; a clip that is not read within its two seconds counts as endless."""
    waits: dict[str, list[float]] = {}
    for number in range(count):
        frames = list(qr_scenes.clip(seed, number, rate=RATE))
        grays, text = [frame.gray() for frame in frames], frames[0].texts[0]
        watchers: dict[str, Decoder] = {name: decoder for name, decoder in PEERS.items() if "Aruco" not in name}
        watchers |= {f"{name}, live": _watching(make()) for name, make in LIVE.items()}
        for name, watcher in watchers.items():
            waits.setdefault(name, []).append(_until_read(watcher, grays, text))
    return [
        {
            "set": "clips",
            "decoder": name,
            "clips": len(wait),
            "read %": round(100 * float(np.mean(np.isfinite(wait))), 1),
            "p50 s": round(float(np.percentile(wait, 50, method="higher")), 2),
            "p90 s": round(float(np.percentile(wait, 90, method="higher")), 2),
        }
        for name, wait in waits.items()
    ]


def memory(frames: int) -> Row:
    """Growth of the process over many frames, after a warm-up of a tenth of them."""
    decoder, kinds = LiveDecoder(), 24
    pictures = [qr_scenes.mixed(1, k).gray()[::4, ::4] for k in range(kinds)]
    start = 0
    for number in range(frames):
        if number == frames // 10:
            start = _resident()
        decoder.look(pictures[number % kinds])
    return {"set": "memory", "frames": frames, "MB at start": start // 1024, "MB more": (_resident() - start) // 1024}


async def lag(tablets: int, seconds: float = 4.0) -> Row:
    """How late the event loop is while tablets scan at full rate; with none, what the machine itself adds."""
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
            await asyncio.sleep(0.01)
            late.append((time.perf_counter() - before - 0.01) * 1e3)

    await asyncio.gather(watch(), *(scan() for _ in range(tablets)))
    return {
        "set": "event loop",
        "tablets": tablets,
        "lag p50 ms": round(float(np.percentile(late, 50)), 1),
        "lag p99 ms": round(float(np.percentile(late, 99)), 1),
    }


def _size(arguments: argparse.Namespace) -> Size:
    base = QUICK if arguments.quick else FULL
    return Size(
        scenes=arguments.scenes or base.scenes,
        sweep=base.sweep,
        negatives=arguments.negatives or base.negatives,
        clips=arguments.clips or base.clips,
        frames=arguments.frames or base.frames,
    )


def _photos(folder: Path, longest: int = 1280) -> Iterator[tuple[Gray, tuple[str, ...], str]]:
    for entry in json.loads((folder / "manifest.json").read_text()):
        gray = decode_image((folder / entry["file"]).read_bytes())
        if gray is None:
            continue
        scale = longest / max(gray.shape)
        if scale < 1:
            gray = np.asarray(cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
        yield gray, tuple(entry["truth"]), entry["set"].split("-")[0]


def _scenes(
    make: Callable[[int, int], qr_scenes.Scene], seed: int, count: int
) -> Iterator[tuple[Gray, tuple[str, ...], str]]:
    for number in range(count):
        scene = make(seed, number)
        yield scene.gray(), scene.texts, scene.group


def _sweeps(seed: int, count: int) -> Iterator[tuple[Gray, tuple[str, ...], str]]:
    for what, values in qr_scenes.SWEEPS.items():
        for value in values:
            for number in range(count):
                scene = qr_scenes.swept(seed, what, value, number)
                yield scene.gray(), scene.texts, f"{what} {value:g}"


def _timed(decoder: Decoder, gray: Gray) -> tuple[list[str], float]:
    started = time.process_time()
    read = decoder(gray)
    return read, (time.process_time() - started) * 1e3


def _watching(live: LiveDecoder) -> Decoder:
    return lambda gray: live.look(gray).texts


def _until_read(watcher: Decoder, grays: list[Gray], text: str) -> float:
    now = 0.0
    for number, gray in enumerate(grays):
        shown = number / RATE
        if shown < now:
            continue  # still busy with an earlier frame: this one is dropped
        read, cost = _timed(watcher, gray)
        now = shown + cost / 1e3
        if any(_same(r, text) for r in read):
            return now
    return float("inf")


def _same(read: str, text: str) -> bool:
    """The same text; where characters beyond ASCII are guessed from bytes, the same ASCII letters and digits."""
    if read.strip() == text.strip():
        return True
    if read.isascii() and text.isascii():
        return read.split() == text.split()
    ours, theirs = ("".join(c for c in t if c.isascii() and c.isalnum()) for t in (read, text))
    return ours == theirs


def _resident() -> int:
    """Kilobytes of memory that the process holds now."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * resource.getpagesize() // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _print(name: str, rows: list[Row]) -> None:
    if not rows:
        return
    columns = list(rows[0])
    width = {c: max(len(c), *(len(str(row.get(c, ""))) for row in rows)) for c in columns}
    print(f"\n{name}")
    print("  ".join(c.ljust(width[c]) for c in columns))
    for row in rows:
        print("  ".join(str(row.get(c, "")).ljust(width[c]) for c in columns))


if __name__ == "__main__":
    main()
