"""Event handlers that cannot break the page, and actions that cannot run twice at once."""

import functools
import inspect
from collections.abc import Awaitable, Callable
from typing import Any

import flet as ft
import structlog

from app.ui.kit.session import current_texts

log = structlog.get_logger()


def notify(message: str) -> None:
    """Show one line at the foot of the current page; it goes away by itself."""
    ft.context.page.show_dialog(ft.SnackBar(ft.Text(message), duration=4000))


def guard(handler: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap an event handler so that its failure is logged and told to the guest in plain words.

    An exception that reaches Flet 1.0.5 covers the whole app with a red box showing its text.
    Async handlers stay async, and a plain one that returns an awaitable (a lambda) is finished as a task.
    """
    if inspect.iscoroutinefunction(handler):

        @functools.wraps(handler)
        async def guarded_async(*args: Any) -> None:
            await _finish(handler, handler(*args))

        return guarded_async

    @functools.wraps(handler)
    def guarded(*args: Any) -> None:
        try:
            result = handler(*args)
        except Exception as error:
            _failed(handler, error)
        else:
            if inspect.isawaitable(result):  # a lambda around an async function
                ft.context.page.run_task(_finish, handler, result)

    return guarded


def use_action(work: Callable[..., Awaitable[None]]) -> tuple[Callable[..., Any], bool]:
    """Hook: a guarded handler that ignores taps while it runs, and whether it runs now.

    The flag lives in a ref: each render makes new closures, so one inside a closure stops no double tap.
    Arguments given to the handler are passed on, except an event that Flet adds.
    """
    running = ft.use_ref(initial_value=False)
    busy, set_busy = ft.use_state(initial=False)

    async def run(*args: Any) -> None:
        if running.current:
            return
        running.current = True
        set_busy(True)
        try:
            await work(*(arg for arg in args if not isinstance(arg, ft.Event)))
        finally:
            running.current = False
            set_busy(False)

    return guard(run), busy


async def _finish(handler: Callable[..., Any], result: Awaitable[object]) -> None:
    try:
        await result
    except Exception as error:
        _failed(handler, error)


def _failed(handler: Callable[..., Any], error: Exception) -> None:
    log.error("handler_failed", handler=getattr(handler, "__qualname__", repr(handler)), exc_info=error)
    notify(current_texts().t("Something went wrong. Please try again."))
