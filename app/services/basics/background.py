"""Work that nobody waits for: kept alive, logged when it fails, ended with the program."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import structlog

log = structlog.get_logger()


class Background:
    """A set of running tasks."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._at_the_end: list[Callable[[], Awaitable[None]]] = []

    def at_the_end(self, do: Callable[[], Awaitable[None]]) -> None:
        """Have ``do`` done when the program ends, after everything else has stopped."""
        self._at_the_end.append(do)

    def spawn(self, coroutine: Coroutine[Any, Any, None], name: str, ended: Callable[[], None] | None = None) -> None:
        """Run ``coroutine`` on its own; an exception is logged under ``name``; then ``ended`` is called."""
        task = asyncio.create_task(coroutine, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        if ended is not None:
            task.add_done_callback(lambda _task: ended())

    async def close(self) -> None:
        """Cancel what still runs, wait until it has stopped, and do what is to be done at the end."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for do in self._at_the_end:
            try:
                await do()
            except Exception:
                log.exception("end_failed")

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("background_failed", task=task.get_name(), exc_info=error)
