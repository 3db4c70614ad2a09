"""A video file is a camera that never ends, and a camera that is not there says so."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from app.devices.code_reader import decode_image
from app.devices.opencv_frames import OpenCvFrames
from app.ports.code_scanner import CameraError, CameraTrouble, FrameSource

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
