"""Both simulators in one loop."""

import asyncio
import socket

import httpx
import pytest

from app.simulators.serve import Addresses, DeskLinks, serve


async def test_both_simulators_and_the_desk_answer_and_stop_when_cancelled() -> None:
    ready: asyncio.Future[Addresses] = asyncio.get_running_loop().create_future()
    desk = DeskLinks(tablet_url="http://127.0.0.1:9")
    task = asyncio.create_task(serve(vipps_port=0, pongo_port=0, desk=desk, on_ready=ready.set_result))
    addresses = await asyncio.wait_for(ready, 10)
    async with httpx.AsyncClient() as http:
        answers = [await http.get(f"{url}/_sim/clock") for url in (addresses.vipps, addresses.pongo)]
        desk_page = await http.get(addresses.desk or "", follow_redirects=True)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with httpx.AsyncClient() as http:
        with pytest.raises(httpx.ConnectError):
            await http.get(addresses.vipps)

    assert [answer.status_code for answer in (*answers, desk_page)] == [200] * 3


async def test_open_pages_do_not_keep_the_simulators_from_stopping() -> None:
    ready: asyncio.Future[Addresses] = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(serve(vipps_port=0, pongo_port=0, on_ready=ready.set_result))
    addresses = await asyncio.wait_for(ready, 10)
    async with httpx.AsyncClient(base_url=addresses.vipps) as http, http.stream("GET", "/_sim/events") as stream:
        lines = stream.aiter_lines()
        first = await anext(lines)
        task.cancel()
        rest = [line async for line in lines]
    with pytest.raises(asyncio.CancelledError):
        await task

    assert first == "event: changed"
    assert "data: 0" in rest


async def test_a_taken_port_is_said_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(OSError, match="in use"):
            await serve(vipps_port=port, pongo_port=0)
