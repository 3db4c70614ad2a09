"""Turns a handler into an API path: token, scope and limit before it, JSON and Pongo's error answers after it."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import cast
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.simulators.live import LiveFeed
from app.simulators.pongo.access import Allowance
from app.simulators.pongo.backend import PongoBackend
from app.simulators.pongo.fields import Fields
from app.simulators.pongo.problems import (
    BadRequest,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    PongoProblem,
    TooManyAttempts,
    Unauthenticated,
)
from app.simulators.pongo.records import Token

_STATUS = {
    BadRequest: HTTPStatus.BAD_REQUEST,
    Unauthenticated: HTTPStatus.UNAUTHORIZED,
    Forbidden: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    TooManyAttempts: HTTPStatus.TOO_MANY_REQUESTS,
}
_SAFE_METHODS = ("GET", "HEAD")
_DEEPEST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request with its token checked and its body read."""

    request: Request
    token: Token
    body: Mapping[str, object] = field(default_factory=dict)

    @property
    def sent(self) -> Fields:
        """The body, ready to be validated."""
        return Fields(self.body)

    @property
    def query(self) -> Fields:
        """The query, ready to be validated."""
        return Fields(self.request.query_params)

    def path(self, name: str) -> str:
        """A part of the path."""
        return cast("str", self.request.path_params[name])


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a handler answers; `data` of None is no body."""

    status: int = HTTPStatus.OK
    data: Mapping[str, object] | None = None


Handler = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Makes the API's routes for one backend."""

    backend: PongoBackend
    feed: LiveFeed

    def route(self, method: str, path: str, handler: Handler, *, scope: str | None = None) -> Route:
        """A path under `/v1` that needs a token, and the scope when one is named."""

        async def endpoint(request: Request) -> Response:
            limits: dict[str, str] = {}
            try:
                access = self.backend.access
                token = access.token(request.headers.get("authorization"))
                limits = _limit_headers(access.count(token))
                access.demand(token, scope)
                body = {} if request.method in _SAFE_METHODS else await read_object(request)
                answer = handler(Call(request=request, token=token, body=body))
            except PongoProblem as problem:
                return problem_answer(problem, limits)
            if request.method not in _SAFE_METHODS:
                self.feed.changed()
            if answer.data is None:
                return Response(status_code=answer.status, headers=limits)
            return JSONResponse(answer.data, answer.status, limits)

        return _only(method, f"/v1{path}", endpoint)


def problem_answer(problem: PongoProblem, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Pongo's error answer for a problem."""
    body: dict[str, object] = {"message": problem.message}
    if isinstance(problem, Invalid):
        body["errors"] = problem.errors
    extra = dict(headers or {})
    if isinstance(problem, TooManyAttempts):
        extra["Retry-After"] = str(problem.retry_after_seconds)
    return JSONResponse(body, _STATUS[type(problem)], extra)


async def read_object(request: Request) -> dict[str, object]:
    """The request's JSON or form as a dictionary; no body at all is an empty one, anything else a `BadRequest`."""
    raw = await request.body()
    if not raw.strip():
        return {}
    try:
        if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            return dict(parse_qsl(raw.decode(), keep_blank_values=True))
        found = json.loads(raw)
        json.dumps(found, ensure_ascii=False, allow_nan=False).encode()  # refuses half characters and infinite numbers
        if isinstance(found, dict) and _depth(found) <= _DEEPEST:
            return found
    except (ValueError, RecursionError) as error:
        raise BadRequest from error
    raise BadRequest


def _depth(value: object) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(_depth, inner), default=0)


def _limit_headers(allowance: Allowance | None) -> dict[str, str]:
    if allowance is None:
        return {}
    return {"X-RateLimit-Limit": str(allowance.limit), "X-RateLimit-Remaining": str(allowance.remaining)}


def _only(method: str, path: str, endpoint: Callable[[Request], Awaitable[Response]]) -> Route:
    route = Route(path, endpoint, methods=[method])
    route.methods = {method}  # Starlette adds HEAD to every GET; Pongo has its own HEAD
    return route
