"""The addresses to which providers deliver: take the bytes, have them stored, answer at once."""

from collections.abc import Awaitable, Callable

import structlog
from fastapi import FastAPI
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from app.ports.errors import PortError
from app.ports.webhooks import Arrival, NotGenuine

LARGEST_BODY = 65_536
"""Bytes. An event of a payment or of a customer has some hundred."""

Receive = Callable[[Arrival], Awaitable[None]]
log = structlog.get_logger()


class _TooLarge(Exception):
    """More than anybody honest would send."""


def add_webhooks(api: FastAPI, path: str, receive: Receive) -> None:
    """Add ``POST`` of this path: 200 once it is stored, and any other answer makes the provider try again."""

    @api.post(path)
    async def take(request: Request) -> Response:
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return Response(status_code=415)
        try:
            await receive(Arrival(headers=dict(request.headers), body=await _body(request)))
        except _TooLarge:
            return Response(status_code=413)
        except ClientDisconnect:
            return Response(status_code=400)
        except NotGenuine as error:
            log.warning("delivery_refused", reason=str(error))
            return Response(status_code=401)
        except PortError as error:
            log.warning("delivery_not_stored", kind=type(error).__name__)
            return Response(status_code=503)
        return Response(status_code=200)


async def _body(request: Request) -> bytes:
    """The raw bytes; no more of them are read than are taken."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_BODY:
            raise _TooLarge
    return bytes(body)
