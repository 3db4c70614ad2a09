"""Every client gets pictures that it can show: its own camera, this machine's webcam, or a video of the settings."""

from typing import Any

import flet as ft
import pytest

from app.ports.code_scanner import CameraError, CameraTrouble
from app.ui.context import Devices
from app.ui.viewfinder.lens import Lens
from app.ui.viewfinder.painted import PaintedPictures
from app.ui.viewfinder.pictures import CameraPictures, Pictures
from app.ui.viewfinder.sources import pictures_for
from support.fakes import FakeClock
from support.flet_inproc import App
from support.inproc_tablet import FakeFrames, FakeReader

JPEG = b"\xff\xd8 a picture"
WEBCAM = FakeFrames(picture=JPEG)
VIDEO = FakeFrames(picture=JPEG)


async def chosen(*, settings: bool = False, **client: Any) -> Pictures:
    """What a client of this kind gets."""
    made: list[Pictures] = []
    devices = Devices(reader=FakeReader, frames=(lambda: VIDEO) if settings else None, webcam=lambda: WEBCAM)

    async def wanted() -> Lens:
        return Lens()

    def main(page: ft.Page) -> None:
        made.append(pictures_for(page, devices, FakeClock(), wanted))

    async with App(main, **client):
        return made[0]


@pytest.mark.parametrize("client", [{"platform": "linux"}, {"platform": "android", "web": False}])
async def test_browsers_and_tablets_use_their_own_camera(client: dict[str, Any]) -> None:
    assert isinstance(await chosen(**client), CameraPictures)
    assert isinstance(await chosen(platform="ios", web=False), CameraPictures)


@pytest.mark.parametrize("platform", ["windows", "macos", "linux"])
@pytest.mark.parametrize("address", ["", "127.0.0.1", "::1"])
async def test_a_desktop_client_on_this_machine_uses_its_webcam_as_a_mirror(platform: str, address: str) -> None:
    pictures = await chosen(platform=platform, web=False, client_ip=address)
    before = WEBCAM.opened
    await pictures.open()
    await pictures.close()

    assert (PaintedPictures, True) == (type(pictures), pictures.turned.preview)
    assert 1 == WEBCAM.opened - before


@pytest.mark.parametrize("address", ["192.168.1.20", "kitchen"])
async def test_a_desktop_client_elsewhere_does_not_see_through_this_machines_webcam(address: str) -> None:
    pictures = await chosen(platform="windows", web=False, client_ip=address)
    with pytest.raises(CameraError) as absent:
        await pictures.open()
    await pictures.close()

    assert absent.value.trouble is CameraTrouble.ABSENT


async def test_what_the_settings_name_comes_first() -> None:
    pictures = await chosen(settings=True, platform="android", web=False)
    before = VIDEO.opened
    await pictures.open()
    await pictures.close()

    assert 1 == VIDEO.opened - before
