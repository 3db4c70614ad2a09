"""Whatever stands in for a picture: nothing is raised, nothing is read, and one debug line tells of it."""

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from structlog.testing import capture_logs

from app.devices.code_reader import ThreadedCodeReader
from app.devices.qr.live import LiveDecoder
from app.devices.qr_decoder import decode
from support import qr_codes

Picture = npt.NDArray[np.generic]

NOISE = np.random.default_rng(5).integers(0, 256, (120, 160), np.uint8)

BAD: dict[str, Picture] = {
    "empty": np.zeros((0, 0), np.uint8),
    "1x1": np.zeros((1, 1), np.uint8),
    "one row": np.zeros((1, 40_000), np.uint8),
    "huge": np.full((9000, 9000), 128, np.uint8),
    "float": NOISE / 255,
    "not a number": np.full((30, 30), np.nan),
    "non-contiguous": np.repeat(NOISE, 2, axis=1)[::-1, ::2],
    "read only": np.broadcast_to(np.uint8(9), (40, 40)),
    "RGBA": np.repeat(NOISE[..., None], 4, axis=2),
    "two channels": np.zeros((9, 9, 2), np.uint8),
    "one dimension": np.zeros(5, np.uint8),
    "text": np.array("text"),
    "objects": np.array([[object()]]),
}

READERS: dict[str, Callable[[Picture], list[str]]] = {
    "decode": decode,
    "live": lambda picture: list(LiveDecoder().look(picture).texts),
}


@pytest.mark.parametrize("picture", BAD.values(), ids=BAD)
@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_a_bad_array_is_read_as_nothing_with_one_line_in_the_debug_log(
    read: Callable[[Picture], list[str]], picture: Picture
) -> None:
    with capture_logs() as records:
        texts = read(picture)

    assert ([], ["debug"]) == (texts, [record["log_level"] for record in records])


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.9])
async def test_a_truncated_jpeg_is_read_as_nothing_with_one_line_in_the_debug_log(share: float) -> None:
    code = np.hstack([np.full((300, 400), 200, np.uint8), cv2.resize(qr_codes.picture(qr_codes.modules()), (400, 300))])
    whole = cv2.imencode(".jpg", np.vstack([np.full((900, 800), 200, np.uint8), code]))[1].tobytes()
    with capture_logs() as records, ThreadedCodeReader() as reader:
        look = await reader.look(whole[: int(len(whole) * share)])

    assert look is not None
    assert ([], ["debug"]) == (look.texts, [record["log_level"] for record in records])
