"""Flet's endpoint keeps a tablet connected; each defect of 1.0.5 is shown to be there still, and kept out."""

import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator, Iterator
from typing import Any

import flet as ft
import flet_web.fastapi as flet_fastapi
import pytest
from fastapi import FastAPI
from flet.messaging.protocol import Message, MessageAction, SessionCrashedBody
from starlette.types import ASGIApp

from app.web.flet_endpoint import mount_flet
from support.flet_socket import ANSWER, FletSocket

FIELD: list[ft.TextField] = []


async def main(page: ft.Page) -> None:
    field = ft.TextField(label="f")
    page.add(field)
    FIELD[:] = [field]


def stock() -> ASGIApp:
    app: ASGIApp = flet_fastapi.app(main, no_cdn=True)
    return app


def safe() -> ASGIApp:
    api = FastAPI()
    mount_flet(api, main, assets_dir="assets", allowed_hosts=frozenset(), session_timeout=60, name="Test")
    return api


@pytest.fixture(autouse=True)
def sessions_do_not_leak() -> Iterator[None]:
    before = set(sessions())
    yield
    for key in set(sessions()) - before:
        sessions().pop(key)


def sessions() -> dict[str, Any]:
    manager: Any = flet_fastapi.app_manager
    known: dict[str, Any] = manager._FletAppManager__sessions
    return known


@contextlib.asynccontextmanager
async def new_session() -> AsyncIterator[list[Any]]:
    known, got = set(sessions()), list[Any]()
    yield got
    got += [sessions()[key] for key in set(sessions()) - known]


async def late_answer(app: ASGIApp) -> tuple[bool, bool]:
    """Answer a call whose control is gone: is the socket alive, did the caller hear?"""
    socket = FletSocket(app).register()
    await socket.until(lambda: len(socket.frames) >= 2)
    field: Any = FIELD[0]
    page = field.page
    call: asyncio.Task[None] = asyncio.create_task(field.focus())
    await socket.until(lambda: any(frame[0] == ANSWER for frame in socket.frames))
    request = next(frame[1] for frame in socket.frames if frame[0] == ANSWER)
    page.controls.clear()
    page.update()
    answer = {"control_id": request["control_id"], "call_id": request["call_id"], "result": None, "error": None}
    socket.say(ANSWER, answer)
    with contextlib.suppress(TimeoutError):
        await socket.until(lambda: call.done() or page.session.connection is None)
    alive, heard = page.session.connection is not None, call.done()
    call.cancel()
    socket.leave()
    await socket.ended()
    await asyncio.gather(call, return_exceptions=True)
    return alive, heard


async def test_a_late_answer_still_drops_the_stock_socket() -> None:
    assert await late_answer(stock()) == (False, False)


async def test_a_late_answer_leaves_the_tablet_connected() -> None:
    assert await late_answer(safe()) == (True, True)


async def left_while_sending(app: ASGIApp) -> Any:
    async with new_session() as got:
        socket = FletSocket(app, fail_on=2).register()
        await socket.ended()
    return got[0]


async def test_a_vanished_browser_still_sticks_in_the_stock_endpoint() -> None:
    session = await left_while_sending(stock())

    assert session.connection is not None


async def test_a_vanished_browser_lets_its_session_go() -> None:
    session = await left_while_sending(safe())

    assert session.connection is None
    assert session.expires_at is not None


async def said_after_the_end(app: ASGIApp) -> None:
    """Draw something new on a page whose websocket has just ended."""
    socket = FletSocket(app).register()
    await socket.until(lambda: len(socket.frames) >= 2)
    field: Any = FIELD[0]
    connection = field.page.session.connection
    socket.leave()
    await socket.ended()
    connection.send_message(Message(MessageAction.SESSION_CRASHED, SessionCrashedBody("late")))


async def test_a_late_update_still_raises_in_the_stock_endpoint() -> None:
    with pytest.raises(AttributeError):
        await said_after_the_end(stock())


async def test_a_late_update_is_dropped_and_spoils_nothing() -> None:
    await said_after_the_end(safe())


async def never_registers(app: ASGIApp) -> bool:
    socket = FletSocket(app)
    await socket.until(lambda: bool(socket.sent))
    socket.leave()
    ended = await socket.ended(1.5)
    socket.task.cancel()
    await asyncio.gather(socket.task, return_exceptions=True)
    return ended


async def test_a_silent_socket_still_hangs_the_stock_endpoint() -> None:
    assert not await never_registers(stock())


async def test_a_silent_socket_leaves_nothing_behind() -> None:
    before = len(asyncio.all_tasks())
    ended = await never_registers(safe())
    gc.collect()

    assert ended
    assert len(asyncio.all_tasks()) <= before


@pytest.mark.parametrize(("origin", "accepted"), [(None, True), ("http://h", True), ("https://evil.example", False)])
async def test_only_our_own_pages_may_open_a_socket(origin: str | None, accepted: bool) -> None:
    socket = FletSocket(safe(), origin).register()
    await socket.until(lambda: bool(socket.sent))
    socket.leave()
    await socket.ended()

    assert (socket.sent[0]["type"] == "websocket.accept") is accepted
