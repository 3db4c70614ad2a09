"""Frames are decoded on one thread of their own, and a late frame is dropped."""

import asyncio
import threading
from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from app.devices.code_reader import ThreadedCodeReader, decode_image
from app.ports.viewfinder import Look
from support import qr_codes

Array = npt.NDArray[np.uint8]

SEEN = Look(texts=["read"], aspect=32 / 24)


def jpeg(value: int = 90) -> bytes:
    return cv2.imencode(".jpg", np.full((24, 32), value, np.uint8))[1].tobytes()


class SlowDecoder:
    """Waits inside `decode` until it is let go, and remembers on which threads it ran."""

    def __init__(self) -> None:
        self.started = threading.Event()
        self.go = threading.Event()
        self.threads: set[int] = set()

    def __call__(self, image: Array) -> Look:
        self.threads.add(threading.get_ident())
        self.started.set()
        assert self.go.wait(10)
        return Look(texts=["read"])


@pytest.fixture
def slow() -> SlowDecoder:
    return SlowDecoder()


@pytest.fixture
def reader(slow: SlowDecoder) -> Iterator[ThreadedCodeReader]:
    with ThreadedCodeReader(slow) as open_reader:
        yield open_reader


async def test_a_frame_is_read_away_from_the_event_loop_thread(reader: ThreadedCodeReader, slow: SlowDecoder) -> None:
    slow.go.set()

    assert await reader.look(jpeg()) == SEEN
    assert threading.get_ident() not in slow.threads


async def test_a_frame_that_comes_while_another_is_read_is_dropped(
    reader: ThreadedCodeReader, slow: SlowDecoder
) -> None:
    first = asyncio.ensure_future(reader.look(jpeg()))
    await asyncio.to_thread(slow.started.wait, 10)
    late = await reader.look(jpeg())
    slow.go.set()

    assert (late, await first) == (None, SEEN)


async def test_a_cancelled_caller_leaves_the_worker_busy_until_it_is_done(
    reader: ThreadedCodeReader, slow: SlowDecoder
) -> None:
    first = asyncio.ensure_future(reader.look(jpeg()))
    await asyncio.to_thread(slow.started.wait, 10)
    first.cancel()
    await asyncio.sleep(0)
    late = await reader.look(jpeg())
    slow.go.set()

    assert late is None


async def test_all_frames_are_read_on_the_same_thread(reader: ThreadedCodeReader, slow: SlowDecoder) -> None:
    slow.go.set()
    for _ in range(5):
        await reader.look(jpeg())

    assert len(slow.threads) == 1


def test_opencv_stays_on_the_thread_that_calls_it() -> None:
    """A tablet takes one core at most."""
    assert cv2.getNumThreads() == 1


@pytest.mark.parametrize("frame", [b"", b"\xff\xd8\xff", b"not an image at all", b"\x89PNG\r\n\x1a\n"])
async def test_bytes_that_are_no_picture_read_as_nothing(frame: bytes) -> None:
    with ThreadedCodeReader() as reader:
        assert await reader.look(frame) == Look()


async def test_a_code_is_read_and_outlined() -> None:
    picture = cv2.imencode(".png", qr_codes.picture(qr_codes.modules()))[1].tobytes()
    with ThreadedCodeReader() as reader:
        look = await reader.look(picture)

    assert look is not None
    assert (look.texts, [quad.read for quad in look.quads]) == ([qr_codes.TEXT], [True])


async def test_a_mirrored_picture_is_read_as_the_true_one_and_places_are_told_as_in_that() -> None:
    true = qr_codes.picture(qr_codes.modules())
    true[:, :40] = 200
    looks = []
    for picture, mirrored in ((true, False), (np.ascontiguousarray(true[:, ::-1]), True)):
        with ThreadedCodeReader() as reader:
            looks.append(await reader.look(cv2.imencode(".png", picture)[1].tobytes(), mirrored=mirrored))

    assert looks[0] == looks[1]
    assert looks[0] is not None
    assert [qr_codes.TEXT] == looks[0].texts


def test_a_truncated_jpeg_never_raises() -> None:
    whole = jpeg()
    shapes = {
        None if image is None else image.shape for cut in range(len(whole)) for image in [decode_image(whole[:cut])]
    }

    assert shapes <= {None, (24, 32)}
