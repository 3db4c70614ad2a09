"""The viewfinder as a component: starts its watch when shown, stops it when hidden or left, and says what it sees."""

import asyncio
from collections.abc import Callable
from typing import assert_never, cast

import flet as ft

from app.ports.code_scanner import CameraTrouble
from app.ui import identifiers
from app.ui.components.buttons import Tap, secondary_button
from app.ui.components.text import STRONG
from app.ui.components.viewfinder import Seeing, viewfinder_frame
from app.ui.context import GuestSession
from app.ui.kit import component, guard, use_task, use_ui
from app.ui.texts import Texts
from app.ui.theme import Motion, Role, Size, Space
from app.ui.viewfinder.pictures import CameraPictures, PaintedPictures, Pictures
from app.ui.viewfinder.scanning import (
    Accepted,
    Checking,
    Dark,
    Looking,
    OnCode,
    Refused,
    Sight,
    Starting,
    Verdict,
    Watch,
)

STARTING: Sight = Starting()


@component
def Viewfinder(session: GuestSession, *, size: int, on_code: OnCode) -> ft.Control:
    """A square live picture; `on_code` judges each code once. After *try again* the camera is asked for anew."""
    ui = use_ui()
    attempt, set_attempt = ft.use_state(0)
    sight, set_sight = cast("tuple[Sight, Callable[[Sight], None]]", ft.use_state(STARTING))
    pictures = ft.use_memo(lambda: _pictures(session), [attempt])
    judge = _newest(on_code)
    page = ft.context.page

    async def watch() -> None:
        await Watch(
            frames=pictures,
            reader=session.devices.reader(),
            clock=session.clock,
            on_code=judge,
            tell=set_sight,
            until_visible=page.wait_until_visible,
        ).run()

    def again() -> None:
        set_sight(STARTING)
        set_attempt(attempt + 1)

    use_task(watch, [attempt])
    view = dark_plate(sight.trouble, ui.texts, guard(again)) if isinstance(sight, Dark) else pictures.control
    return viewfinder_frame(view, hint(sight, ui.texts), size=size, seeing=seeing(sight), motion=ui.motion(Motion.CALM))


def seeing(sight: Sight) -> Seeing:
    """How the frame looks."""
    match sight:
        case Checking() | Accepted():
            return Seeing.FOUND
        case Refused():
            return Seeing.REFUSED
        case Starting() | Looking() | Dark():
            return Seeing.LOOKING
        case _:
            assert_never(sight)


def hint(sight: Sight, texts: Texts) -> str:
    """The live line beneath the picture."""
    match sight:
        case Starting():
            return texts.t("Starting the camera. Allow it if the tablet asks.")
        case Looking(long=False):
            return texts.t("Hold your QR code up to the camera.")
        case Looking():
            return texts.t("No code yet. Turn the screen's brightness up and hold the phone a hand away.")
        case Checking():
            return texts.t("Found it. One moment.")
        case Accepted():
            return texts.t("There you are.")
        case Refused(words=words):
            return words
        case Dark():
            return texts.t("Your phone number works just as well.")
        case _:
            assert_never(sight)


def dark_plate(trouble: CameraTrouble, texts: Texts, on_again: Tap) -> ft.Control:
    """What stands where the picture would be: which trouble it is, and what helps."""
    title, help_ = _dark_words(trouble, texts)
    white = ft.Colors.WHITE
    return ft.Container(
        ft.Column(
            [
                ft.Icon(ft.Icons.NO_PHOTOGRAPHY_OUTLINED, size=Space.GREAT, color=white),
                ft.Text(title, size=Size.LEAD, weight=STRONG, color=white, text_align=ft.TextAlign.CENTER),
                ft.Text(help_, size=Size.BODY, color=white, text_align=ft.TextAlign.CENTER),
                secondary_button(texts.t("Try the camera again"), identifiers.IDENTIFY_CAMERA_AGAIN, on_again),
            ],
            spacing=Space.NORMAL,
            alignment=ft.MainAxisAlignment.CENTER,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        padding=Space.WIDE,
        alignment=ft.Alignment.CENTER,
        bgcolor=Role.SCRIM,
    )


def _dark_words(trouble: CameraTrouble, texts: Texts) -> tuple[str, str]:
    match trouble:
        case CameraTrouble.DENIED:
            return texts.t("The camera is not allowed"), texts.t("Allow it in the settings of the browser or tablet.")
        case CameraTrouble.ABSENT:
            return texts.t("No camera was found"), texts.t("Is it plugged in?")
        case CameraTrouble.BUSY:
            return texts.t("The camera is in use"), texts.t("Another app or window holds it. Close that one.")
        case CameraTrouble.INSECURE:
            return texts.t("The camera needs a secure address"), texts.t("Open this page with https.")
        case CameraTrouble.FAILED:
            return texts.t("The camera does not work right now"), texts.t("It gives no pictures.")
        case _:
            assert_never(trouble)


def _newest(on_code: OnCode) -> OnCode:
    """Hook: one function for the watch's whole life that asks whom the newest render names."""
    named = ft.use_memo(lambda: [on_code], [])
    named[0] = on_code

    async def judge(text: str) -> Verdict | None:
        return await asyncio.shield(asyncio.ensure_future(named[0](text)))  # leaving the screen cuts nothing in half

    return judge


def _pictures(session: GuestSession) -> Pictures:
    frames = session.devices.frames
    return CameraPictures() if frames is None else PaintedPictures(frames(), session.clock)
