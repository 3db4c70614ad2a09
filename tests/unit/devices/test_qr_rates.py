"""The decoder reads as much as it did: a few scenes and photos that are hard, and no text that is not in them.

The rates stand safely below what is read now; `bench` measures on many more pictures, see `support/qr_aims.py`.
"""

import functools
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from app.devices.qr.steps import BASE
from app.devices.qr_decoder import decode
from support import qr_scenes
from support.qr_measuring import PHOTOS
from support.qr_peers import OURS, Decoder
from support.qr_pictures import Picture, photos
from support.qr_tallies import same

SEED = 1
SCENES, LEAST_SCENES = 20, 17
EACH, LEAST_PHOTOS = 10, 9

ALONE: Decoder = functools.partial(decode, steps=[step for step in BASE if not step.name.startswith("zbar")])
"""Without any other library's reader, which would hide that ours went blind."""

DECODERS: Mapping[str, Decoder] = {**OURS, "ours alone": ALONE}


def judged(pictures: Sequence[Picture], least: int) -> list[str]:
    """Which decoders read fewer pictures than they must, or a text that is not in one."""
    problems = []
    for name, decoder in DECODERS.items():
        read = [(decoder(gray), texts) for gray, texts, _ in pictures]
        right = sum(any(same(found, text) for found in each for text in texts) for each, texts in read)
        wrong = [found for each, texts in read for found in each if not any(same(found, text) for text in texts)]
        problems += [f"{name} read {right} of {len(pictures)}"] if right < least else []
        problems += [f"{name} read what is not there: {found}" for found in wrong]
    return problems


def test_scenes_of_every_hardship_are_read_and_none_wrongly() -> None:
    with ThreadPoolExecutor() as threads:
        scenes = list(threads.map(functools.partial(qr_scenes.mixed, SEED), range(SCENES)))
    pictures = [(scene.gray(), scene.texts, scene.group) for scene in scenes]

    assert [] == judged(pictures, LEAST_SCENES)


def test_photos_are_read_and_none_wrongly() -> None:
    some = list(islice(photos(PHOTOS), 0, None, EACH))

    assert 10 == len(some)
    assert [] == judged(some, LEAST_PHOTOS)
