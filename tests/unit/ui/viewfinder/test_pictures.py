"""The tablet's own camera, behind a client that answers as browsers and devices do."""

import asyncio
from collections.abc import Callable
from typing import Any

import flet as ft
import pytest

from app.ports.code_scanner import CameraError, CameraTrouble
from app.ui.viewfinder.pictures import CameraPictures, PaintedPictures, camera_trouble
from support.fakes import FakeClock
from support.flet_inproc import App
from support.inproc_tablet import FakeFrames

FRONT = {"name": "front", "lens_direction": "front", "sensor_orientation": 0, "lens_type": "wide"}
BACK = FRONT | {"name": "back", "lens_direction": "back"}
JPEG = b"\xff\xd8 a picture"


def shown(pictures: CameraPictures) -> Callable[[ft.Page], None]:
    return lambda page: page.add(pictures.control)


def answers(app: App, **methods: Callable[[dict[str, Any]], Any]) -> None:
    usual: dict[str, Callable[[dict[str, Any]], Any]] = {
        "get_available_cameras": lambda _: [BACK, FRONT],
        "initialize": lambda _: None,
        "take_picture": lambda _: JPEG,
        "supports_image_streaming": lambda _: False,
    }
    app.conn.methods |= usual | methods


def refuse(words: str) -> Callable[[dict[str, Any]], Any]:
    def answer(_: dict[str, Any]) -> Any:
        raise RuntimeError(words)

    return answer


async def test_a_browser_takes_pictures_with_the_camera_that_faces_the_guest() -> None:
    chosen: list[object] = []
    pictures = CameraPictures()
    async with App(shown(pictures)) as app:
        answers(app, initialize=chosen.append)
        await pictures.open()

        assert JPEG == await pictures.frame()

        await pictures.close()

    ((asked),) = chosen
    assert "front" in str(asked)


async def test_a_tablet_without_a_camera_is_told_from_one_that_may_not_use_it() -> None:
    pictures = CameraPictures()
    async with App(shown(pictures)) as app:
        answers(app, get_available_cameras=lambda _: [])
        with pytest.raises(CameraError) as none:
            await pictures.open()
        answers(app, get_available_cameras=refuse("NotAllowedError: Permission denied"))
        with pytest.raises(CameraError) as denied:
            await pictures.open()

    assert (none.value.trouble, denied.value.trouble) == (CameraTrouble.ABSENT, CameraTrouble.DENIED)


async def test_a_picture_that_is_none_is_a_failure_and_no_crash() -> None:
    pictures = CameraPictures()
    async with App(shown(pictures)) as app:
        answers(app, take_picture=lambda _: None)
        await pictures.open()
        with pytest.raises(CameraError) as failed:
            await pictures.frame()

    assert failed.value.trouble is CameraTrouble.FAILED


async def test_two_pictures_are_never_taken_at_once() -> None:
    running: list[int] = []
    most: list[int] = []

    async def slowly(_: dict[str, Any]) -> bytes:
        running.append(1)
        most.append(len(running))
        await asyncio.sleep(0.01)
        running.pop()
        return JPEG

    pictures = CameraPictures()
    async with App(shown(pictures)) as app:
        answers(app, take_picture=slowly)
        await pictures.open()
        await asyncio.gather(pictures.frame(), pictures.frame(), pictures.frame())

    assert 1 == max(most)


@pytest.mark.parametrize(
    ("message", "trouble"),
    [
        ("Null check operator used on a null value", CameraTrouble.INSECURE),
        ("CameraException(cameraPermission, The camera permission was denied)", CameraTrouble.DENIED),
        ("NotAllowedError", CameraTrouble.DENIED),
        ("NotFoundError: Requested device not found", CameraTrouble.ABSENT),
        ("NotReadableError: Could not start video source", CameraTrouble.BUSY),
        ("Device in use", CameraTrouble.BUSY),
        ("cameraMissingMetadata: missing metadata", CameraTrouble.BUSY),
        ("something else", CameraTrouble.FAILED),
    ],
)
def test_what_clients_say_about_their_camera_is_understood(message: str, trouble: CameraTrouble) -> None:
    assert camera_trouble(message) is trouble


async def test_any_other_source_is_painted_here_and_painting_holds_up_no_picture() -> None:
    frames = FakeFrames(picture=JPEG)
    pictures = PaintedPictures(frames, FakeClock())
    async with App(lambda page: page.add(pictures.control)):
        await pictures.open()
        seen = [await pictures.frame() for _ in range(3)]
        await pictures.close()

    assert [JPEG, JPEG, JPEG] == seen
    assert (frames.opened, frames.closed) == (1, 1)
