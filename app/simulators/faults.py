"""Faults on demand: slow answers, error statuses, garbage, and connections that die before or after the work.

A rule is added at run time (`POST /_sim/faults`) and applies to the API paths only, never to `/_sim` or to pages.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Literal, get_args

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

DROP_CONNECTION = "taffel.drop_connection"
"""Key in `scope["extensions"]` under which `serve` offers a function that breaks the connection at once."""

FaultKind = Literal["delay", "status", "drop_after", "drop_before", "not_json", "truncate"]
Sleep = Callable[[float], Awaitable[None]]


class ConnectionDroppedError(ConnectionResetError):
    """Raised out of the application where no connection can be broken, as with an in-process transport."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong with the requests that match.

    `match` is a method and a path, either with `*` for anything: `POST /v1/orders`, `* /epayment/*`.
    `times` counts down with every request hit; `None` means until removed.
    `body` is the JSON of an error status, instead of the gateway's words.
    `truncate` delivers half the body with a length that fits, `not_json` an HTML page with the true status;
    both happen after the work is done. `drop_after` does the work and breaks the connection without an answer.
    """

    match: str
    kind: FaultKind
    seconds: float = 1.0
    status: int = 503
    retry_after: int | None = None
    body: Mapping[str, object] | None = None
    times: int | None = 1

    def __post_init__(self) -> None:
        """Raise `ValueError` that names the field at fault."""
        if not re.fullmatch(r"(\*|[A-Z]+) [/*]\S*", self.match):
            raise ValueError(f"match must look like 'POST /v1/orders', with * for anything, not {self.match!r}")
        if self.kind not in get_args(FaultKind):
            raise ValueError(f"kind must be one of {', '.join(get_args(FaultKind))}, not {self.kind!r}")
        if self.seconds < 0 or not 100 <= self.status <= 599 or (self.times is not None and self.times < 1):
            raise ValueError("seconds must be >= 0, status 100-599, times >= 1 or null")

    def matches(self, method: str, path: str) -> bool:
        """Tell whether a request for `path` (without query) is hit."""
        pattern = re.escape(self.match).replace(r"\*", ".*")
        return re.fullmatch(pattern, f"{method} {path}") is not None


class FaultRules:
    """The faults now in force, oldest first."""

    def __init__(self) -> None:
        self._left: dict[int, int | None] = {}
        self._faults: dict[int, Fault] = {}
        self._next = 1

    def add(self, fault: Fault) -> int:
        """Put a fault in force; return its number."""
        number = self._next
        self._next += 1
        self._faults[number] = fault
        self._left[number] = fault.times
        return number

    def remove(self, number: int) -> bool:
        """Take one fault out of force; tell whether there was one."""
        self._left.pop(number, None)
        return self._faults.pop(number, None) is not None

    def clear(self) -> None:
        """Take all faults out of force."""
        self._faults.clear()
        self._left.clear()

    def as_json(self) -> list[dict[str, object]]:
        """Return the faults in force with their numbers and what is left of `times`."""
        return [asdict(fault) | {"id": number, "times": self._left[number]} for number, fault in self._faults.items()]

    def take(self, method: str, path: str) -> list[Fault]:
        """Return what hits this request, counting it: any delays, and at most one fault of another kind."""
        hits: list[Fault] = []
        for number, fault in list(self._faults.items()):
            done = any(hit.kind != "delay" for hit in hits)
            if fault.matches(method, path) and (fault.kind == "delay" or not done):
                hits.append(fault)
                self._count_down(number)
        return hits

    def _count_down(self, number: int) -> None:
        left = self._left[number]
        if left is None:
            return
        self._left[number] = left - 1
        if left == 1:
            self.remove(number)


def fault_from_json(data: object) -> Fault:
    """Read a fault from the control path's JSON; raises `ValueError` that says what is wrong."""
    if not isinstance(data, Mapping):
        raise ValueError("a fault is a JSON object")  # noqa: TRY004 (the caller answers 400 for every ValueError)
    unknown = sorted(set(data) - {"match", "kind", "seconds", "status", "retry_after", "body", "times"})
    if unknown or not {"match", "kind"} <= set(data):
        raise ValueError(f"a fault needs match and kind; unknown: {', '.join(map(str, unknown)) or 'nothing'}")
    try:
        return Fault(**data)
    except TypeError as error:
        raise ValueError(f"a field has the wrong type: {error}") from error


class FaultInjector:
    """ASGI middleware that makes the rules' faults happen."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        rules: FaultRules,
        pages: tuple[str, ...] = (),
        on_hit: Callable[[], None] = lambda: None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """Guard `app`; paths that begin with `/_sim` or one of `pages` are never hit. `on_hit` hears of every hit."""
        self._app = app
        self._rules = rules
        self._exempt = ("/_sim", *pages)
        self._on_hit = on_hit
        self._sleep = sleep

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, with what the rules say about it."""
        if scope["type"] != "http" or scope["path"].startswith(self._exempt):
            await self._app(scope, receive, send)
            return
        hits = self._rules.take(scope["method"], scope["path"])
        if hits:
            self._on_hit()
        for fault in hits:
            if fault.kind == "delay":
                await self._sleep(fault.seconds)
        await self._answer(next((hit for hit in hits if hit.kind != "delay"), None), scope, receive, send)

    async def _answer(self, fault: Fault | None, scope: Scope, receive: Receive, send: Send) -> None:
        match fault:
            case None:
                await self._app(scope, receive, send)
            case Fault(kind="status"):
                await _read_all(receive)
                await _error_answer(fault)(scope, receive, send)
            case Fault(kind="drop_before"):
                await _read_all(receive)
                await _drop(scope, receive)
            case Fault(kind="drop_after"):
                await self._app(scope, receive, _nowhere)
                await _drop(scope, receive)
            case _:
                await _answer_spoiled(self._app, fault.kind, (scope, receive, send))


def _error_answer(fault: Fault) -> JSONResponse:
    headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    gateway = {"statusCode": fault.status, "message": "Something went wrong, please try again later"}
    return JSONResponse(gateway if fault.body is None else fault.body, fault.status, headers)


async def _answer_spoiled(app: ASGIApp, kind: FaultKind, call: tuple[Scope, Receive, Send]) -> None:
    scope, receive, send = call
    sent: list[Message] = []

    async def keep(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, keep)
    body = b"".join(message.get("body", b"") for message in sent[1:])
    headers = MutableHeaders(raw=list(sent[0]["headers"]))
    if kind == "not_json":
        body = b"<html><body><h1>Bad gateway</h1></body></html>"
        headers["content-type"] = "text/html; charset=utf-8"
    else:
        body = body[: len(body) // 2]
    headers["content-length"] = str(len(body))
    await send({**sent[0], "headers": headers.raw})
    await send({"type": "http.response.body", "body": body})


async def _nowhere(_message: Message) -> None:
    """Swallow an answer that nobody will get."""


async def _read_all(receive: Receive) -> None:
    while (await receive()).get("more_body", False):
        pass


async def _drop(scope: Scope, receive: Receive) -> None:
    drop = scope.get("extensions", {}).get(DROP_CONNECTION)
    if drop is None:
        raise ConnectionDroppedError(scope["path"])
    drop()
    while (await receive())["type"] != "http.disconnect":
        pass
