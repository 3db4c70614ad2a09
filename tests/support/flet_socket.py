"""An ASGI websocket in a test's hand, speaking Flet's protocol: a zero byte, then msgpack of [action, body]."""

import asyncio
from collections.abc import Callable
from typing import Any

import msgpack  # type: ignore[import-untyped]
from starlette.types import ASGIApp, Message

REGISTER, ANSWER = 1, 5
PAGE = {"route": "/", "width": 800, "height": 600, "platform": "linux", "web": True}


class FletSocket:
    """One browser's connection; ``fail_on`` makes the n-th frame to it raise, as a lost network does."""

    def __init__(self, app: ASGIApp, origin: str | None = None, fail_on: int | None = None) -> None:
        self.sent: list[Message] = []
        self._fail_on = fail_on
        self._inbox: asyncio.Queue[Message] = asyncio.Queue()
        self._put({"type": "websocket.connect"})
        self.task = asyncio.ensure_future(app(_scope(origin), self._inbox.get, self._send))

    def say(self, action: int, body: dict[str, Any]) -> None:
        """One message from the browser."""
        self._put({"type": "websocket.receive", "bytes": b"\x00" + msgpack.packb([action, body])})

    def register(self) -> "FletSocket":
        """What a browser says first."""
        self.say(REGISTER, {"session_id": None, "page_name": "", "page": PAGE})
        return self

    def leave(self) -> None:
        """Close the tab."""
        self._put({"type": "websocket.disconnect", "code": 1001})

    @property
    def frames(self) -> list[Any]:
        """What the browser got, unpacked."""
        data = [message["bytes"][1:] for message in self.sent if message["type"] == "websocket.send"]
        return [msgpack.unpackb(frame, ext_hook=lambda _code, raw: raw, strict_map_key=False) for frame in data]

    async def until(self, condition: Callable[[], bool], limit: float = 5.0) -> None:
        """Wait for something to become true."""
        async with asyncio.timeout(limit):
            while not condition():
                await asyncio.sleep(0.01)

    async def ended(self, limit: float = 4.0) -> bool:
        """Whether the server let go of the connection."""
        await asyncio.wait({self.task}, timeout=limit)
        return self.task.done()

    def _put(self, message: Message) -> None:
        self._inbox.put_nowait(message)

    async def _send(self, message: Message) -> None:
        sending = message["type"] == "websocket.send"
        if sending and self._fail_on is not None and len(self.frames) + 1 >= self._fail_on:
            self.leave()
            raise OSError("network is gone")
        self.sent.append(message)


def _scope(origin: str | None) -> dict[str, Any]:
    headers = [(b"host", b"h")] + ([(b"origin", origin.encode())] if origin else [])
    return {
        "type": "websocket",
        "path": "/ws",
        "raw_path": b"/ws",
        "root_path": "",
        "scheme": "ws",
        "query_string": b"",
        "subprotocols": [],
        "server": ("h", 80),
        "client": ("1.2.3.4", 1),
        "headers": headers,
    }
