"""Keeps one component's failure from freezing the whole screen."""

import asyncio
import functools
from collections.abc import Callable
from typing import Any, ParamSpec

import flet as ft
import structlog

from app.ui.kit.session import current_texts
from app.ui.theme import Corner, Role, Size, Space

log = structlog.get_logger()

P = ParamSpec("P")


def component(draw: Callable[P, Any]) -> Callable[P, Any]:
    """`ft.component` with an error boundary.

    In Flet 1.0.5 an exception while a component renders anew ends the session's update task:
    the screen freezes for good, without a word. Here it becomes a calm plate and a log record.
    """

    @functools.wraps(draw)
    def bounded(*args: P.args, **kwargs: P.kwargs) -> Any:
        try:
            return draw(*args, **kwargs)
        except Exception:
            log.exception("render_failed", component=getattr(draw, "__qualname__", repr(draw)))
            return _plate()

    return ft.component(bounded)


def supervise(page: ft.Page) -> None:
    """Start the session's update task again whenever it dies; call after the first render.

    Reads one private attribute of Flet 1.0.5, guarded by a test.
    """
    session = page.session

    def arm() -> None:
        task: asyncio.Task[None] = session._Session__updates_task  # type: ignore[attr-defined]
        task.add_done_callback(ended)

    def ended(task: "asyncio.Task[None]") -> None:
        if task.cancelled() or task.exception() is None:
            return
        log.error("update_task_died", exc_info=task.exception())
        session.start_updates_scheduler()  # type: ignore[no-untyped-call]
        arm()

    arm()


def _plate() -> ft.Control:
    return ft.Container(
        ft.Text(current_texts().t("This part could not be shown."), size=Size.BODY, color=Role.INK),
        bgcolor=Role.SURFACE,
        border=ft.Border.all(1, Role.LINE),
        border_radius=Corner.CARD,
        padding=Space.NORMAL,
    )
