"""A POST over HTTP/1.1 to this machine and nowhere else: all the HTTP a simulated delivery needs."""

import asyncio
import contextlib
from urllib.parse import urlsplit

from app.simulators.deliveries.letter import Letter, is_loopback

MOST_ANSWER_BYTES = 65_536


class PostFailed(Exception):
    """No answer came; says why."""


async def post(letter: Letter, seconds: float) -> int:
    """Send a letter and return the HTTP status of the answer; raises `PostFailed` after `seconds` at the latest."""
    host, port = _address(letter.url)
    try:
        async with asyncio.timeout(seconds):
            return await _exchange(letter, host, port)
    except TimeoutError as error:
        raise PostFailed(f"no answer within {seconds:g} s") from error
    except (OSError, ValueError) as error:
        raise PostFailed(f"{type(error).__name__}: {error}") from error


def _address(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    if not is_loopback(parts.hostname):
        raise PostFailed("the simulator delivers to this machine only; see the switch deliver_to")
    if parts.scheme != "http":
        raise PostFailed("the simulator speaks no TLS; see the switch deliver_to")
    host = "127.0.0.1" if parts.hostname == "localhost" else str(parts.hostname)
    return host, parts.port or 80


async def _exchange(letter: Letter, host: str, port: int) -> int:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(_head(letter) + letter.body)
        await writer.drain()
        status = _status(await reader.readline())
        await reader.read(MOST_ANSWER_BYTES)
        return status
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


def _head(letter: Letter) -> bytes:
    lines = [
        f"POST {letter.target} HTTP/1.1",
        *(f"{name}: {value}" for name, value in letter.headers.items()),
        f"Content-Length: {len(letter.body)}",
        "Connection: close",
    ]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def _status(line: bytes) -> int:
    version, _, rest = line.partition(b" ")
    if not version.startswith(b"HTTP/1.") or not rest[:3].isdigit():
        raise ValueError(f"the endpoint answered {line[:60]!r}, which is no HTTP")
    return int(rest[:3])
