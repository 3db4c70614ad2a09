"""The tablet's own camera, behind a client that answers as browsers and devices do."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import flet as ft
import pytest

from app.ports.code_scanner import CameraError, CameraTrouble, Detail
from app.ui.viewfinder.lens import Abilities, Facing, Lens, Turned
from app.ui.viewfinder.painted import PaintedPictures
from app.ui.viewfinder.pictures import CameraPictures, camera_trouble
from support.fakes import FakeClock
from support.flet_inproc import App
from support.inproc_tablet import FakeFrames

FRONT = {"name": "front", "lens_direction": "front", "sensor_orientation": 0, "lens_type": "wide"}
BACK = FRONT | {"name": "back", "lens_direction": "back"}
WIDE = BACK | {"name": "wide back", "lens_type": "ultraWide"}
WEBCAM = FRONT | {"name": "webcam", "lens_direction": "external"}
SECOND = WEBCAM | {"name": "second webcam"}
STOPPED = {
    "is_initialized": True,
    "is_recording_video": False,
    "is_recording_paused": False,
    "is_taking_picture": False,
    "is_streaming_images": False,
    "is_preview_paused": False,
    "is_capture_orientation_locked": False,
    "has_error": True,
    "error_description": "NotReadableError: the camera is in use",
}
JPEG = b"\xff\xd8 a picture"


def shown(pictures: CameraPictures) -> Callable[[ft.Page], None]:
    return lambda page: page.add(pictures.control)


def answers(app: App, **methods: Callable[[dict[str, Any]], Any]) -> None:
    usual: dict[str, Callable[[dict[str, Any]], Any]] = {
        "get_available_cameras": lambda _: [BACK, FRONT],
        "initialize": lambda _: None,
        "take_picture": lambda _: JPEG,
        "supports_image_streaming": lambda _: False,
        "set_flash_mode": refuse("torchModeNotSupported"),
        "get_max_zoom_level": refuse("zoomLevelNotSupported"),
        "get_min_exposure_offset": refuse("UnimplementedError"),
    }
    app.conn.methods |= usual | methods


def towards(facing: Facing, name: str = "") -> Callable[[], Awaitable[Lens]]:
    async def wanted() -> Lens:
        await asyncio.sleep(0)
        return Lens(facing=facing, name=name)

    return wanted


def refuse(words: str) -> Callable[[dict[str, Any]], Any]:
    def answer(_: dict[str, Any]) -> Any:
        raise RuntimeError(words)

    return answer


async def test_a_browser_takes_pictures_with_the_camera_that_faces_the_guest() -> None:
    chosen: list[object] = []
    pictures = CameraPictures(towards(Facing.GUEST))
    async with App(shown(pictures)) as app:
        answers(app, initialize=chosen.append)
        await pictures.open()

        assert JPEG == await pictures.frame()

        await pictures.close()

    ((asked),) = chosen
    assert "front" in str(asked)


async def test_a_tablet_without_a_camera_is_told_from_one_that_may_not_use_it() -> None:
    pictures = CameraPictures(towards(Facing.GUEST))
    async with App(shown(pictures)) as app:
        answers(app, get_available_cameras=lambda _: [])
        with pytest.raises(CameraError) as none:
            await pictures.open()
        answers(app, get_available_cameras=refuse("NotAllowedError: Permission denied"))
        with pytest.raises(CameraError) as denied:
            await pictures.open()

    assert (none.value.trouble, denied.value.trouble) == (CameraTrouble.ABSENT, CameraTrouble.DENIED)


async def test_every_camera_control_has_a_key_of_its_own() -> None:
    """Otherwise a page that drew nothing between two of them gives the second the first one's place."""
    keys = {CameraPictures(towards(Facing.GUEST)).control.key for _ in range(3)}

    assert len(keys) == 3
    assert None not in keys


@pytest.mark.parametrize("picture", [None, b""], ids=["none", "empty"])
async def test_a_picture_that_is_none_is_a_failure_and_no_crash(picture: bytes | None) -> None:
    """The page's script empties the video of a lost camera, so that its next picture is empty."""
    pictures = CameraPictures(towards(Facing.GUEST))
    async with App(shown(pictures)) as app:
        answers(app, take_picture=lambda _: picture)
        await pictures.open()
        with pytest.raises(CameraError) as failed:
            await pictures.frame()

    assert failed.value.trouble is CameraTrouble.FAILED


async def test_the_camera_chosen_on_this_tablet_is_used_and_its_pictures_are_no_mirror_images() -> None:
    chosen: list[object] = []
    pictures = CameraPictures(towards(Facing.AWAY))
    async with App(shown(pictures)) as app:
        answers(app, initialize=chosen.append)
        await pictures.open()

    assert "back" in str(chosen)
    assert (Facing.AWAY, Turned(), False) == (pictures.lens.facing, pictures.turned, pictures.mirrored)


async def test_a_tablet_with_one_camera_uses_it_whatever_was_chosen_and_offers_no_other() -> None:
    pictures = CameraPictures(towards(Facing.AWAY))
    async with App(shown(pictures)) as app:
        answers(app, get_available_cameras=lambda _: [FRONT])
        await pictures.open()

    assert (Facing.GUEST, Abilities()) == (pictures.lens.facing, pictures.abilities)
    assert Turned(pictures=True, preview=True) == pictures.turned


async def test_what_a_camera_can_do_is_found_out_and_used() -> None:
    asked: list[object] = []
    pictures = CameraPictures(towards(Facing.AWAY))
    async with App(shown(pictures)) as app:
        answers(
            app,
            set_flash_mode=asked.append,
            get_max_zoom_level=lambda _: 4.0,
            set_zoom_level=asked.append,
            get_min_exposure_offset=lambda _: -1.0,
            get_exposure_offset_step_size=lambda _: 0.25,
            set_exposure_offset=asked.append,
        )
        await pictures.open()
        able = pictures.abilities
        asked.clear()
        await pictures.light(on=True)
        await pictures.zoom(9)
        for darker in (1, 1, 2, 3, 0):
            await pictures.expose(darker)

    another = Lens(name="front")

    assert Abilities(another=another, torch=True, zoom=4.0, exposure=(-1.0, 0.25)) == able
    assert [{"mode": "torch"}, {"zoom": 4.0}, {"offset": -0.5}, {"offset": -1.0}, {"offset": 0.0}] == asked


@pytest.mark.parametrize(
    ("chosen", "name", "another"),
    [
        (Facing.GUEST, "", Lens(name="webcam")),
        (Facing.GUEST, "webcam", Lens(name="second webcam")),
        (Facing.GUEST, "second webcam", Lens(facing=Facing.AWAY, name="back")),
        (Facing.AWAY, "", Lens(name="front")),
        (Facing.AWAY, "wide back", Lens(name="front")),
    ],
)
async def test_one_camera_on_either_side_and_every_webcam_are_offered_in_turn(
    chosen: Facing, name: str, another: Lens
) -> None:
    pictures = CameraPictures(towards(chosen, name))
    async with App(shown(pictures)) as app:
        answers(app, get_available_cameras=lambda _: [BACK, WIDE, FRONT, WEBCAM, SECOND])
        await pictures.open()

    assert another == pictures.abilities.another


async def test_a_camera_that_was_opened_anew_is_lit_and_zoomed_as_the_screen_says() -> None:
    asked: list[object] = []
    pictures = CameraPictures(towards(Facing.AWAY))
    async with App(shown(pictures)) as app:
        answers(
            app,
            set_flash_mode=asked.append,
            get_max_zoom_level=lambda _: 4.0,
            set_zoom_level=asked.append,
            get_min_exposure_offset=lambda _: -1.0,
            get_exposure_offset_step_size=lambda _: 0.5,
            set_exposure_offset=asked.append,
        )
        await pictures.open()
        await pictures.light(on=True)
        await pictures.zoom(2)
        await pictures.expose(1)
        asked.clear()
        await pictures.use(Detail.SMALL)
        smaller = list(asked)
        asked.clear()
        await pictures.open()

    assert [{"mode": "torch"}, {"zoom": 2.0}, {"offset": -0.5}] == smaller
    assert [{"mode": "torch"}, {"zoom": 2.0}, {"mode": "torch"}] == asked


async def test_a_camera_that_says_it_stopped_gives_no_more_pictures() -> None:
    pictures = CameraPictures(towards(Facing.GUEST))
    async with App(shown(pictures)) as app:
        answers(app)
        await pictures.open()
        await app.event(pictures.control, "state_change", STOPPED)
        with pytest.raises(CameraError) as lost:
            await pictures.frame()
        await pictures.open()

        assert JPEG == await pictures.frame()

    assert lost.value.trouble is CameraTrouble.BUSY


async def test_what_a_camera_cannot_do_is_no_reason_to_stop() -> None:
    unable = STOPPED | {"error_description": "Error code: zoomLevelNotSupported, error message: ..."}
    pictures = CameraPictures(towards(Facing.GUEST))
    async with App(shown(pictures)) as app:
        answers(app)
        await pictures.open()
        await app.event(pictures.control, "state_change", unable)

        assert JPEG == await pictures.frame()


async def test_a_camera_that_left_the_screen_ends_its_watch() -> None:
    with pytest.raises(asyncio.CancelledError):
        await CameraPictures(towards(Facing.GUEST)).open()


async def test_smaller_pictures_are_asked_of_the_same_camera() -> None:
    chosen: list[dict[str, Any]] = []
    pictures = CameraPictures(towards(Facing.GUEST))
    async with App(shown(pictures)) as app:
        answers(app, initialize=chosen.append)
        await pictures.open()
        await pictures.use(Detail.SMALL)

    assert ["high", "medium"] == [str(each["resolution_preset"]) for each in chosen]
    assert chosen[0]["description"] == chosen[1]["description"]


async def test_two_pictures_are_never_taken_at_once() -> None:
    running: list[int] = []
    most: list[int] = []

    async def slowly(_: dict[str, Any]) -> bytes:
        running.append(1)
        most.append(len(running))
        await asyncio.sleep(0.01)
        running.pop()
        return JPEG

    pictures = CameraPictures(towards(Facing.GUEST))
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
