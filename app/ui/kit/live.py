"""The one way from the rest of the process into a guest's session."""

import weakref
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import flet as ft

from app.ui.kit.handlers import guard
from app.ui.kit.lasting import use_lasting

E = TypeVar("E")


@dataclass(slots=True)
class _Latest(Generic[E]):
    """What the newest render wants done."""

    act: Callable[[E], Awaitable[None]]


def bridge(page: ft.Page, act: Callable[[E], Awaitable[None]]) -> Callable[[E], bool]:
    """A plain function that anybody on the event loop may call with a change.

    `act` then runs as a task inside the page's own context, so that state set there goes to the right browser.
    False when the change was dropped: the browser is away (it catches up by resync) or the session is over.
    """
    guest = weakref.ref(page)
    guarded = guard(act)

    def deliver(change: E) -> bool:
        target = guest()
        if target is None or not is_connected(target):
            return False
        target.run_task(guarded, change)
        return True

    return deliver


def use_subscription(
    subscribe: Callable[[Callable[[E], Any]], Callable[[], None]],
    act: Callable[[E], Awaitable[None]],
    depends: Sequence[object] = (),
) -> None:
    """Hook: from now until unmounting, or the session's end, `act` runs for each change.

    `subscribe` takes a plain callback and returns how to stop. It is called again when `depends` changes.
    """
    page = ft.context.page
    latest = ft.use_memo(lambda: _Latest(act), [])
    latest.act = act

    async def newest(change: E) -> None:
        await latest.act(change)

    use_lasting(lambda: subscribe(bridge(page, newest)), depends)


def is_connected(page: ft.Page) -> bool:
    """Whether a browser hears this page now."""
    try:
        return page.session.connection is not None
    except RuntimeError:  # the session is gone
        return False
