"""The viewfinder as a component: starts its watch when shown, stops it when hidden or left, and says what it sees."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, cast

import flet as ft

from app.ports.code_scanner import CameraTrouble
from app.ui import identifiers
from app.ui.chime import Chime
from app.ui.components.buttons import Tap, secondary_button
from app.ui.components.text import STRONG
from app.ui.components.viewfinder import Glass, Tool, viewfinder_frame
from app.ui.context import GuestSession
from app.ui.kit import component, guard, use_lasting, use_task, use_ui
from app.ui.texts import Texts
from app.ui.theme import Motion, Role, Size, Space
from app.ui.viewfinder.lens import remember, remembered
from app.ui.viewfinder.outline import covering
from app.ui.viewfinder.pictures import Pictures
from app.ui.viewfinder.scanning import Dark, OnCode, Sight, Starting, Verdict, Watch
from app.ui.viewfinder.sources import pictures_for
from app.ui.viewfinder.typed import use_typed_codes
from app.ui.viewfinder.words import dark_words, hint_words, marks_at, seeing

STRONGER: Final = 2.0
"""How much closer the zoom goes; a code held at arm's length is read then."""

_GONE: Final = frozenset({ft.AppLifecycleState.HIDE, ft.AppLifecycleState.PAUSE, ft.AppLifecycleState.DETACH})
_BACK: Final = frozenset({ft.AppLifecycleState.SHOW, ft.AppLifecycleState.RESUME})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """What the watch saw last, in pictures of which shape, and how the tools stand."""

    sight: Sight
    aspect: float | None = None
    torch: bool = False
    zoomed: bool = False


FIRST: Final = _Shown(sight=Starting())


@component
def Viewfinder(session: GuestSession, *, size: int, on_code: OnCode) -> ft.Control:
    """A square live picture; `on_code` judges each code once, also what a scanner types, which no field keeps."""
    ui = use_ui()
    page = ft.context.page
    attempt, set_attempt = ft.use_state(0)
    shown, show = cast("tuple[_Shown, Callable[[object], None]]", ft.use_state(FIRST))
    hidden, times = _use_sight(page)
    pictures = ft.use_memo(lambda: _pictures(page, session), [attempt, hidden, times, ui.epoch])
    judge = _newest(on_code, session.chime)
    typed = use_typed_codes(session.clock, judge)

    async def watch() -> None:
        seeing_ = Watch(
            frames=pictures,
            reader=session.devices.reader(),
            clock=session.clock,
            hosts=session.services.restaurant.code_hosts,
            on_code=judge,
            tell=lambda sight: show(lambda now: replace(now, sight=sight, aspect=seeing_.aspect)),
            until_visible=page.wait_until_visible,
        )
        await seeing_.run()

    def again() -> None:
        show(FIRST)
        set_attempt(attempt + 1)

    # the epoch: a browser that was away, or loaded anew, never answers what the camera was asked before
    use_task(watch, [attempt, times, ui.epoch], active=not hidden)
    sight = typed or shown.sight
    dark = shown.sight if isinstance(shown.sight, Dark) and not hidden else None
    width, height = covering(size, shown.aspect)
    glass = Glass(
        view=ft.Container() if hidden else pictures.control,
        width=width,
        height=height,
        cover=None if dark is None else dark_plate(dark.trouble, ui.texts, guard(again), size=size),
        tools=_tools(session, pictures, shown, _Changes(show=show, again=again), ui.texts),
    )
    return viewfinder_frame(
        glass,
        hint_words(sight, ui.texts),
        size=size,
        seeing=seeing(sight),
        marks=marks_at(sight, size=size, aspect=shown.aspect, mirrored=pictures.turned.preview),
        motion=ui.motion(Motion.CALM),
    )


def dark_plate(trouble: CameraTrouble, texts: Texts, on_again: Tap, *, size: int) -> ft.Control:
    """What covers the picture while there is none: which trouble it is, and what helps."""
    title, help_ = dark_words(trouble, texts)
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
        width=size,
        height=size,
        padding=Space.WIDE,
        alignment=ft.Alignment.CENTER,
        bgcolor=Role.SCRIM,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Changes:
    show: Callable[[object], None]
    again: Callable[[], None]


def _tools(
    session: GuestSession, pictures: Pictures, shown: _Shown, changes: _Changes, texts: Texts
) -> tuple[Tool, ...]:
    """What this camera can do, and no more."""
    able = pictures.abilities

    async def other_side() -> None:
        if able.another is not None:
            await remember(session.memory, able.another)
            changes.again()

    async def light() -> None:
        changes.show(replace(shown, torch=not shown.torch))
        await pictures.light(on=not shown.torch)

    async def zoom() -> None:
        changes.show(replace(shown, zoomed=not shown.zoomed))
        await pictures.zoom(1.0 if shown.zoomed else STRONGER)

    offered: list[Tool] = []
    if able.torch:
        icon = ft.Icons.FLASHLIGHT_OFF_OUTLINED if shown.torch else ft.Icons.FLASHLIGHT_ON_OUTLINED
        words = texts.t("Light off") if shown.torch else texts.t("Light on")
        offered.append(Tool(icon=icon, words=words, identifier=identifiers.IDENTIFY_TORCH, on_tap=guard(light)))
    if able.zoom >= STRONGER:
        icon = ft.Icons.ZOOM_OUT if shown.zoomed else ft.Icons.ZOOM_IN
        words = texts.t("Zoom out") if shown.zoomed else texts.t("Zoom in")
        offered.append(Tool(icon=icon, words=words, identifier=identifiers.IDENTIFY_ZOOM, on_tap=guard(zoom)))
    if able.another is not None:
        icon, words = ft.Icons.CAMERASWITCH_OUTLINED, texts.t("Use the other camera")
        identifier = identifiers.IDENTIFY_CAMERA_SWITCH
        offered.append(Tool(icon=icon, words=words, identifier=identifier, on_tap=guard(other_side)))
    return tuple(offered)


def _use_sight(page: ft.Page) -> tuple[bool, int]:
    """Hook: whether nobody can see this screen, and how often it was hidden; the camera is given back meanwhile.

    The number tells a return even when the screen was hidden and shown again between two renders.
    """
    hidden, set_hidden = ft.use_state(initial=False)
    times, set_times = ft.use_state(0)

    def changed(event: ft.AppLifecycleStateChangeEvent) -> None:
        if event.state is ft.AppLifecycleState.HIDE:
            set_times(lambda before: before + 1)
        if event.state in _GONE:
            set_hidden(True)
        elif event.state in _BACK:
            set_hidden(False)

    def follow() -> Callable[[], None]:
        mine = page.on_app_lifecycle_state_change = guard(changed)

        def leave() -> None:
            if page.on_app_lifecycle_state_change is mine:
                page.on_app_lifecycle_state_change = None

        return leave

    use_lasting(follow, [])
    return hidden, times


def _newest(on_code: OnCode, chime: Chime) -> OnCode:
    """Hook: one function for the watch's whole life that asks whom the newest render names; what is taken is heard."""
    page = ft.context.page
    named = ft.use_memo(lambda: [on_code], [])
    named[0] = on_code

    async def judged(text: str) -> Verdict | None:
        verdict = await named[0](text)
        if verdict is not None and verdict.accepted:
            page.run_task(chime.ring)
        return verdict

    async def judge(text: str) -> Verdict | None:
        return await asyncio.shield(asyncio.ensure_future(judged(text)))  # leaving the screen cuts nothing in half

    return judge


def _pictures(page: ft.Page, session: GuestSession) -> Pictures:
    return pictures_for(page, session.devices, session.clock, lambda: remembered(session.memory))
