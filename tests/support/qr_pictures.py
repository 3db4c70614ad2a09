"""The pictures that QR decoders are measured on: photos with a manifest, and seeded scenes."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np

from app.devices.code_reader import decode_image
from support import qr_scenes
from support.qr_peers import Gray

Picture = tuple[Gray, tuple[str, ...], str]
"""Gray pixels, the texts that are in them, and the name of the group that they count for."""

LONGEST = 1280
"""Pixels: larger photos are shrunk first, as a camera would have given them."""

MANIFESTS = ("manifest.json", "truth.json")


def photos(folder: Path) -> Iterator[Picture]:
    """Photos of a folder with a manifest: a list of objects with `file` or `path`, `set` and `truth`.

    Each is sought as `file`, as `path`, and as `path` below the name of its `repo`. What is not there is left out and
    said at the end; a file that several entries name counts once, with the texts of all of them.
    """
    manifest = next(folder / name for name in MANIFESTS if (folder / name).is_file())
    known: dict[Path, tuple[list[str], str]] = {}
    missing = 0
    for entry in json.loads(manifest.read_text()):
        file = _found(folder, entry)
        if file is None:
            missing += 1
        else:
            known.setdefault(file, ([], entry["set"]))[0].extend(entry["truth"])
    for file, (texts, group) in known.items():
        gray = decode_image(file.read_bytes())
        if gray is not None:
            yield _shrunk(gray), tuple(texts), group.split("-")[0]
    print(f"\n{len(known)} photos; {missing} of {manifest} are not there")


def scenes(make: Callable[[int, int], qr_scenes.Scene], seed: int, count: int) -> Iterator[Picture]:
    """So many scenes of one kind."""
    for number in range(count):
        scene = make(seed, number)
        yield scene.gray(), scene.texts, scene.group


def degraded(seed: int, each: int, every: int = 1) -> Iterator[Picture]:
    """One degradation at a time: `each` scenes at every so many of its strengths, the strongest always among them."""
    for what, strengths in qr_scenes.SWEEPS.items():
        for strength in strengths[::-1][::every]:
            for number in range(each):
                scene = qr_scenes.swept(seed, what, strength, number)
                yield scene.gray(), scene.texts, what


def _found(folder: Path, entry: dict[str, str]) -> Path | None:
    path = entry.get("path", "")
    tried = (entry.get("file", ""), path, f"{entry.get('repo', '').split('/')[-1]}/{path}")
    return next((folder / name for name in tried if name and (folder / name).is_file()), None)


def _shrunk(gray: Gray) -> Gray:
    scale = LONGEST / max(gray.shape)
    if scale >= 1:
        return gray
    return np.asarray(cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
