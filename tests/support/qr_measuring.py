"""Measure the QR decoder beside its peers: rates, false reads, time, clips, memory, lag.

    python tests/benchmarks/qr_bench.py [--quick] [--seed N] [--photos FOLDER] [--json FILE]

All decoders see the same pictures in the same run, one thread each. Processor time says more than the clock where
other programs run too; the columns "x ..." are its medians as multiples of another decoder's. A clip is read live: a
frame that comes while the one before is still being decoded is dropped, and the time until read counts from the first.
`--photos` takes any folder with a manifest, see `qr_pictures.photos`. Exit code 1 when an aim of `qr_aims` is missed.
"""

import argparse
import asyncio
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import cv2
import structlog

from app.devices.qr.live import LiveDecoder
from support import qr_scenes
from support.qr_aims import missed
from support.qr_peers import LIVE, OURS, PEERS, Decoder, Gray
from support.qr_pictures import Picture, degraded, photos, scenes
from support.qr_tallies import Row, Tally, same, show, timed, with_ratios
from support.qr_watching import RATE, clips, damaged_clips, lag, memory

ROOT = Path(__file__).resolve().parents[2]
PHOTOS = ROOT / "tests" / "examples" / "qr_photos"
FRAMES_A_CLIP = int(2 * RATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is measured."""

    scenes: int
    degraded: int
    every: int
    negatives: int
    clips: int
    frames: int


QUICK = Size(scenes=24, degraded=1, every=3, negatives=10, clips=6, frames=500)
FULL = Size(scenes=600, degraded=12, every=1, negatives=1_000, clips=120, frames=100_000)


def main() -> int:
    """Run everything, print one table a subject and the aims that were missed; 1 when there are any."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a few pictures of everything")
    parser.add_argument("--seed", type=int, default=20_260)
    parser.add_argument("--photos", type=Path, default=PHOTOS, help="a folder with manifest.json or truth.json")
    parser.add_argument("--json", type=Path, help="where to write the results")
    subjects: dict[str, Callable[[int, Size, Path], list[Row]]] = {
        "photos": lambda _, __, folder: compare(photos(folder)),
        "stress": lambda seed, size, _: compare(scenes(qr_scenes.mixed, seed, size.scenes)),
        "degradations": lambda seed, size, _: compare(degraded(seed, size.degraded, size.every)),
        "negatives": lambda seed, size, _: negatives(seed, size.negatives),
        "clips": lambda seed, size, _: clips(seed, size.clips),
        "memory": lambda _, size, __: [memory(size.frames)],
        "lag": lambda *_: [asyncio.run(lag(tablets)) for tablets in (0, 4)],
    }
    parser.add_argument("--only", choices=subjects, nargs="+", default=list(subjects))
    for name in ("scenes", "degraded", "negatives", "clips", "frames"):
        parser.add_argument(f"--{name}", type=int)
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    results: dict[str, list[Row]] = {}
    for name in asked.only:
        results[name] = subjects[name](asked.seed, _size(asked), asked.photos)
        show(name, results[name])
    if asked.json:
        asked.json.parent.mkdir(parents=True, exist_ok=True)
        asked.json.write_text(json.dumps({"seed": asked.seed, "quick": asked.quick, **results}, indent=1))
    misses = missed(results)
    print("\n" + ("\n".join(f"Missed: {miss}" for miss in misses) or "Every aim is met."))
    return 1 if misses else 0


def compare(pictures: Iterable[Picture]) -> list[Row]:
    """Every decoder on every picture, by group and in total."""
    decoders: dict[str, Decoder] = PEERS | OURS
    tallies: dict[tuple[str, str], Tally] = {}
    for gray, texts, group in pictures:
        for name, decoder in decoders.items():
            read, cost = timed(decoder, gray)
            for part in (group, "all"):
                tally = tallies.setdefault((part, name), Tally())
                tally.hits.append(any(same(r, t) for r in read for t in texts))
                tally.false += any(not any(same(r, t) for t in texts) for r in read)
                tally.costs.append(cost)
    return with_ratios([tally.row(name, group) for (group, name), tally in tallies.items()])


def negatives(seed: int, count: int) -> list[Row]:
    """False reads without a code, with damaged codes and in clips of them; the cost of the live tier on each frame."""
    rows: list[Row] = []
    decoders: dict[str, Decoder] = PEERS | OURS
    decoders |= {f"{name}, live": _looking(make()) for name, make in LIVE.items()}
    for group, make in (("without", qr_scenes.without_code), ("damaged", qr_scenes.damaged)):
        tallies = {name: Tally() for name in decoders}
        for gray, texts, _ in scenes(make, seed, count):
            for name, decoder in decoders.items():
                read, cost = timed(decoder, gray)
                tallies[name].false += bool(read) and not texts
                tallies[name].costs.append(cost)
        rows += [tally.row(name, group) for name, tally in tallies.items()]
    return with_ratios(rows + damaged_clips(seed, max(2, count // FRAMES_A_CLIP)))


def _looking(live: LiveDecoder) -> Callable[[Gray], list[str]]:
    return lambda gray: live.look(gray).texts


def _size(asked: argparse.Namespace) -> Size:
    base = QUICK if asked.quick else FULL
    return Size(
        scenes=asked.scenes or base.scenes,
        degraded=asked.degraded or base.degraded,
        every=base.every,
        negatives=asked.negatives or base.negatives,
        clips=asked.clips or base.clips,
        frames=asked.frames or base.frames,
    )


if __name__ == "__main__":
    raise SystemExit(main())
