"""What a component starts and must end: subscriptions, running tasks."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import flet as ft

from app.ui.kit.handlers import guard
from app.ui.kit.session import when_closed

Stop = Callable[[], None]


def use_lasting(begin: Callable[[], Stop], depends: Sequence[object]) -> None:
    """Hook: call `begin` once shown and again when `depends` changes; what it returned ends the former.

    It ends too with the component and with the session. In Flet 1.0.5 a cleanup returned by an effect is forgotten at
    the next render, and no cleanup runs when a session ends.
    """
    page = ft.context.page
    held: list[Stop] = ft.use_memo(list, [])

    def end() -> None:
        while held:
            held.pop()()

    def start() -> None:
        end()
        stop = begin()
        held.extend((stop, when_closed(page, stop)))

    ft.use_effect(start, list(depends), cleanup=end)


def use_task(work: Callable[[], Coroutine[Any, Any, None]], depends: Sequence[object], *, active: bool = True) -> None:
    """Hook: run `work` as a guarded task of this page while `active`; cancelled and started anew like the above."""
    page = ft.context.page
    guarded = guard(work)

    def begin() -> Stop:
        if not active:
            return _nothing
        task = page.run_task(guarded)

        def stop() -> None:
            task.cancel()

        return stop

    use_lasting(begin, [active, *depends])


def _nothing() -> None:
    return
