"""A video file is a camera that never ends, and a camera that is not there says so."""

from pathlib import Path
from typing import cast

import cv2
import numpy as np
import pytest

from app.devices.code_reader import decode_image
from app.devices.opencv_frames import OpenCvFrames
from app.ports.code_scanner import CameraError, CameraTrouble, Detail, FrameSource

LEVELS = (40, 120, 200)


@pytest.fixture
def video(tmp_path: Path) -> Path:
    """Three plain frames of rising brightness."""
    path = tmp_path / "plain.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 8.0, (64, 48))
    for level in LEVELS:
        writer.write(np.full((48, 64, 3), level, np.uint8))
    writer.release()
    return path


async def brightness(source: FrameSource) -> int:
    picture = decode_image(await source.frame())
    return LEVELS.index(min(LEVELS, key=lambda level: abs(level - float(np.mean(0 if picture is None else picture)))))


async def test_a_video_starts_again_at_its_end(video: Path) -> None:
    source = OpenCvFrames(video)
    await source.open()
    seen = [await brightness(source) for _ in range(7)]
    await source.close()

    assert seen == [0, 1, 2, 0, 1, 2, 0]


async def test_a_missing_file_is_an_absent_camera(tmp_path: Path) -> None:
    with pytest.raises(CameraError) as caught:
        await OpenCvFrames(tmp_path / "nothing.avi").open()

    assert caught.value.trouble is CameraTrouble.ABSENT


async def test_a_file_that_is_no_video_has_failed(tmp_path: Path) -> None:
    path = tmp_path / "text.avi"
    path.write_text("no video")
    with pytest.raises(CameraError) as caught:
        await OpenCvFrames(path).open()

    assert caught.value.trouble is CameraTrouble.FAILED


async def test_a_webcam_that_does_not_exist_is_absent() -> None:
    with pytest.raises(CameraError) as caught:
        await OpenCvFrames(97).open()

    assert caught.value.trouble is CameraTrouble.ABSENT


async def test_a_source_that_is_not_open_has_failed(video: Path) -> None:
    with pytest.raises(CameraError) as caught:
        await OpenCvFrames(video).frame()

    assert caught.value.trouble is CameraTrouble.FAILED


async def test_closing_twice_and_opening_again_is_fine(video: Path) -> None:
    source = OpenCvFrames(video)
    await source.open()
    await source.close()
    await source.close()
    await source.open()
    first = await brightness(source)
    await source.close()

    assert first == 0


class FakeWebcam:
    """A driver with pictures of 1280 x 720 and an exposure that may be set; a lost one gives nothing."""

    def __init__(self, exposure: float = 160.0, automatic: float = 3.0) -> None:
        self.properties = {cv2.CAP_PROP_EXPOSURE: exposure, cv2.CAP_PROP_AUTO_EXPOSURE: automatic}
        self.told: list[tuple[float, float]] = []
        self.lost = False
        self.released = False

    def isOpened(self) -> bool:
        return True

    def get(self, which: int) -> float:
        return self.properties.get(which, 0.0)

    def set(self, which: int, value: float) -> bool:
        self.properties[which] = value
        if which == cv2.CAP_PROP_EXPOSURE:
            self.told.append((self.properties[cv2.CAP_PROP_AUTO_EXPOSURE], value))
        return True

    def read(self) -> tuple[bool, np.ndarray | None]:
        noise = np.random.default_rng(7).integers(0, 256, (720, 1280, 3), np.uint8)
        return (False, None) if self.lost else (True, noise)

    def release(self) -> None:
        self.released = True


def with_driver(*webcams: FakeWebcam) -> OpenCvFrames:
    """Frames of webcam 97, which opens as these in turn."""
    waiting = list(webcams)
    return OpenCvFrames(97, lambda _: cast("cv2.VideoCapture", waiting.pop(0)))


async def test_pictures_that_are_wanted_smaller_have_fewer_lines_and_fewer_bytes() -> None:
    source = with_driver(FakeWebcam())
    await source.open()
    large = await source.frame()
    await source.use(Detail.SMALL)
    small = await source.frame()
    await source.use(Detail.LARGE)
    again = await source.frame()
    await source.close()
    shapes = [
        None if image is None else image.shape for each in (large, small, again) for image in [decode_image(each)]
    ]

    assert [(720, 1280), (480, 853), (720, 1280)] == shapes
    assert len(small) < len(large) / 2


@pytest.mark.parametrize(
    ("webcam", "told"),
    [
        (FakeWebcam(160.0, 3.0), [(1.0, 80.0), (1.0, 40.0), (1.0, 160.0)]),
        (FakeWebcam(-5.0, 0.75), [(0.25, -6.0), (0.25, -7.0), (0.25, -5.0)]),
        (FakeWebcam(0.0, 0.0), []),
    ],
    ids=["video4linux", "windows", "none"],
)
async def test_a_webcam_is_exposed_less_as_its_driver_counts_and_gets_back_what_it_had(
    webcam: FakeWebcam, told: list[tuple[float, float]]
) -> None:
    before = dict(webcam.properties)
    source = with_driver(webcam)
    await source.open()
    await source.expose(2)
    await source.expose(4)
    await source.close()
    kept = {name: webcam.properties[name] for name in before}

    assert told == webcam.told
    assert (before, True) == (kept, webcam.released)


async def test_a_webcam_that_is_lost_is_named_let_go_and_found_again() -> None:
    first, second = FakeWebcam(), FakeWebcam()
    source = with_driver(first, second)
    await source.open()
    first.lost = True
    with pytest.raises(CameraError) as lost:
        await source.frame()
    await source.open()
    found = await source.frame()
    await source.close()

    assert (CameraTrouble.ABSENT, True) == (lost.value.trouble, first.released)
    assert found
