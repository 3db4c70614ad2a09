"""The control path `/_sim` that both simulators have: faults, clock, request log, reset."""

import base64
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.simulators.clock import SimClock
from app.simulators.faults import FaultInjector, FaultRules, fault_from_json
from app.simulators.live import LiveFeed

SECRET_HEADERS = frozenset(
    {"authorization", "client_id", "client_secret", "cookie", "ocp-apim-subscription-key", "x-api-key"}
)
KEPT_REQUESTS = 500
LOOPBACK_ORIGIN = r"http://(127\.0\.0\.1|localhost)(:\d+)?"


@dataclass(slots=True, kw_only=True)
class Received:
    """One request as it arrived; `status` stays `None` when no answer was sent."""

    at: datetime
    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes = b""
    status: int | None = None

    def as_json(self) -> dict[str, object]:
        """Return it for `GET /_sim/log`; `body_base64` holds the exact bytes, `body` is for reading."""
        return {
            "at": self.at.isoformat(),
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "headers": self.headers,
            "body": self.body.decode("utf-8", errors="replace"),
            "body_base64": base64.b64encode(self.body).decode(),
            "status": self.status,
        }


class RequestLog:
    """The newest requests as received, newest last."""

    def __init__(self, *, kept: int = KEPT_REQUESTS) -> None:
        """Keep at most `kept` requests."""
        self._entries: deque[Received] = deque(maxlen=kept)

    def add(self, entry: Received) -> None:
        """Keep one more, forgetting the oldest when full."""
        self._entries.append(entry)

    def clear(self) -> None:
        """Forget all."""
        self._entries.clear()

    def entries(self, match: str = "* *") -> list[Received]:
        """Return what fits a pattern like `POST /v1/orders`, with `*` for anything."""
        pattern = re.compile(re.escape(match).replace(r"\*", ".*"))
        return [entry for entry in self._entries if pattern.fullmatch(f"{entry.method} {entry.path}")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Controls:
    """What the control path of one simulator acts on; `reset` puts the seeded state back."""

    clock: SimClock
    feed: LiveFeed
    reset: Callable[[], None]
    faults: FaultRules = field(default_factory=FaultRules)
    log: RequestLog = field(default_factory=RequestLog)


def middleware(controls: Controls, *, pages: tuple[str, ...] = ()) -> list[Middleware]:
    """Return what every simulator puts around its routes: `/_sim` and `pages` are neither logged nor faulted.

    Pages from other loopback ports may call, so that the desk can steer both simulators.
    """
    return [
        Middleware(CORSMiddleware, allow_origin_regex=LOOPBACK_ORIGIN, allow_methods=["*"], allow_headers=["*"]),
        Middleware(RequestRecorder, log=controls.log, clock=controls.clock, pages=pages),
        Middleware(FaultInjector, rules=controls.faults, pages=pages, on_hit=controls.feed.changed),
    ]


def routes(controls: Controls) -> list[BaseRoute]:
    """Return the routes of the control path, with the live feed's."""
    paths = _ControlPaths(controls)
    return [
        controls.feed.route(),
        Route("/_sim/faults", paths.list_faults, methods=["GET"]),
        Route("/_sim/faults", paths.add_fault, methods=["POST"]),
        Route("/_sim/faults", paths.clear_faults, methods=["DELETE"]),
        Route("/_sim/faults/{number:int}", paths.remove_fault, methods=["DELETE"]),
        Route("/_sim/clock", paths.read_clock, methods=["GET"]),
        Route("/_sim/clock", paths.advance_clock, methods=["POST"]),
        Route("/_sim/log", paths.read_log, methods=["GET"]),
        Route("/_sim/reset", paths.reset, methods=["POST"]),
    ]


def refuse(reason: str, status: int = 400) -> JSONResponse:
    """Return the control path's error answer; the providers' own errors look different."""
    return JSONResponse({"error": reason}, status)


async def json_object(request: Request) -> dict[str, object]:
    """Read a JSON object from a control request; raises `ValueError` when the body is something else."""
    data = await request.json()
    if not isinstance(data, dict):
        raise ValueError("the body must be a JSON object")  # noqa: TRY004 (bad JSON is a ValueError too, both are answered 400)
    return cast("dict[str, object]", data)


class RequestRecorder:
    """ASGI middleware that keeps each request's exact bytes and the status it was answered with."""

    def __init__(self, app: ASGIApp, *, log: RequestLog, clock: SimClock, pages: tuple[str, ...] = ()) -> None:
        """Record what `app` gets, except below `/_sim` and `pages`."""
        self._app = app
        self._log = log
        self._clock = clock
        self._exempt = ("/_sim", *pages)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request through and record it."""
        if scope["type"] != "http" or scope["path"].startswith(self._exempt):
            await self._app(scope, receive, send)
            return
        entry = _entry(scope, self._clock.now())
        self._log.add(entry)

        async def recording_receive() -> Message:
            message = await receive()
            entry.body += message.get("body", b"")
            return message

        async def recording_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                entry.status = message["status"]
            await send(message)

        await self._app(scope, recording_receive, recording_send)


def _entry(scope: Scope, at: datetime) -> Received:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    return Received(
        at=at,
        method=scope["method"],
        path=scope["path"],
        query=scope["query_string"].decode("latin-1"),
        headers={name: "***" if name in SECRET_HEADERS else value for name, value in headers.items()},
    )


class _ControlPaths:
    def __init__(self, controls: Controls) -> None:
        self._controls = controls

    async def list_faults(self, _request: Request) -> Response:
        return JSONResponse({"faults": self._controls.faults.as_json()})

    async def add_fault(self, request: Request) -> Response:
        try:
            number = self._controls.faults.add(fault_from_json(await request.json()))
        except ValueError as error:
            return refuse(str(error))
        self._controls.feed.changed()
        return JSONResponse({"id": number}, 201)

    async def clear_faults(self, _request: Request) -> Response:
        self._controls.faults.clear()
        self._controls.feed.changed()
        return Response(status_code=204)

    async def remove_fault(self, request: Request) -> Response:
        if not self._controls.faults.remove(request.path_params["number"]):
            return refuse("no such fault", 404)
        self._controls.feed.changed()
        return Response(status_code=204)

    async def read_clock(self, _request: Request) -> Response:
        return JSONResponse({"now": self._controls.clock.now().isoformat()})

    async def advance_clock(self, request: Request) -> Response:
        try:
            seconds = (await json_object(request)).get("advance")
            if isinstance(seconds, bool) or not isinstance(seconds, int | float):
                return refuse("advance must be a number of seconds")
            self._controls.clock.advance(seconds)
        except (ValueError, OverflowError) as error:
            return refuse(str(error))
        self._controls.feed.changed()
        return await self.read_clock(request)

    async def read_log(self, request: Request) -> Response:
        entries = self._controls.log.entries(request.query_params.get("match", "* *"))
        return JSONResponse({"requests": [entry.as_json() for entry in entries]})

    async def reset(self, _request: Request) -> Response:
        self._controls.reset()
        self._controls.faults.clear()
        self._controls.log.clear()
        self._controls.feed.changed()
        return Response(status_code=204)
