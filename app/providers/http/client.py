"""The one place that touches the network: sends request values, answers with parsed values or port errors."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

import httpx
import structlog

from app.ports.clock import Clock
from app.ports.errors import PortError
from app.providers.http.auth import TokenSource
from app.providers.http.failures import Failure, failure_of, is_server_error, port_error, refusal
from app.providers.http.problems import Problem, read_problem
from app.providers.http.request import Answer, ApiRequest, UnreadableAnswer
from app.providers.http.retry import wait_before_repeat

T = TypeVar("T")
Explain = Callable[[Problem, str], PortError]
"""From an error answer (status 300 to 499) and a text that says where, to the error that the caller gets."""

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
KEEP_ALIVE_SECONDS = 4.0
"""Shorter than servers keep an idle connection, so that none is closed just while we write to it."""
SUNSET_HEADERS = ("deprecation", "sunset")

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLimits:
    """Seconds: to connect, to hear something, and for the whole call."""

    connect: float = 3.0
    answer: float = 10.0
    whole: float = 20.0


class _Failed(Exception):
    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure


class ApiClient:
    """Sends requests to one API. ``explain`` knows the API's error codes; ``tokens`` is absent where none is needed."""

    def __init__(
        self,
        base_url: str,
        *,
        clock: Clock,
        tokens: TokenSource | None = None,
        explain: Explain = refusal,
        limits: TimeLimits | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        _quiet_library_logs()
        limits = limits or TimeLimits()
        self._clock = clock
        self._tokens = tokens
        self._explain = explain
        self._whole = limits.whole
        self._sunset_told: set[str] = set()
        self._base_url = base_url.rstrip("/")
        self._http = httpx.AsyncClient(
            timeout=httpx.Timeout(limits.answer, connect=limits.connect),
            limits=httpx.Limits(keepalive_expiry=KEEP_ALIVE_SECONDS),
            transport=transport,
            trust_env=urlsplit(base_url).hostname not in LOOPBACK,
        )

    async def send(self, request: ApiRequest[T]) -> T:
        """The parsed answer; raises only :mod:`app.ports.errors`."""
        tries = 0
        while True:
            tries += 1
            try:
                return self._read(request, await self._authorized(request))
            except _Failed as error:
                wait = wait_before_repeat(error.failure, request.effect, tries)
                if wait is None:
                    raise port_error(error.failure, request.effect, request.action) from error.__cause__
            await self._clock.sleep(wait)

    async def close(self) -> None:
        """Let all connections go."""
        await self._http.aclose()

    async def _authorized(self, request: ApiRequest[T]) -> Answer:
        """The answer to the request with a token; a refused token is replaced once, nothing was carried out then."""
        if self._tokens is None:
            return await self._exchange(request, None)
        token = await self._tokens.token()
        answer = await self._exchange(request, token)
        if answer.status == httpx.codes.UNAUTHORIZED and await self._tokens.refused(token):
            answer = await self._exchange(request, await self._tokens.token())
        return answer

    async def _exchange(self, request: ApiRequest[T], token: str | None) -> Answer:
        headers = {**request.headers, **({"Authorization": f"Bearer {token}"} if token else {})}
        started = time.perf_counter()
        log = _log.bind(method=request.method, path=request.template)
        try:
            async with asyncio.timeout(self._whole):
                response = await self._http.request(
                    request.method, self._base_url + request.path, headers=headers, content=request.body
                )
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, TimeoutError, OSError) as error:
            failure = failure_of(error)
            log.warning(request.action, failure=str(failure), error=type(error).__name__, ms=_ms_since(started))
            raise _Failed(failure) from error
        answer = Answer(status=response.status_code, headers=dict(response.headers), body=response.content)
        log.info(request.action, status=answer.status, ms=_ms_since(started))
        self._tell_of_sunset(request, answer)
        return answer

    def _read(self, request: ApiRequest[T], answer: Answer) -> T:
        if is_server_error(answer.status):
            self._tell_of_problem(request, answer)
            raise _Failed(Failure.SERVER_ERROR)
        if answer.status >= httpx.codes.MULTIPLE_CHOICES and answer.status not in request.also_parsed:
            problem = self._tell_of_problem(request, answer)
            error = self._explain(problem, request.action)
            error.trace_id = problem.trace_id
            raise error
        try:
            return request.parse(answer)
        except UnreadableAnswer as error:
            _log.warning("answer_unreadable", call=request.action, status=answer.status, reason=str(error))
            raise _Failed(Failure.UNREADABLE) from error

    def _tell_of_problem(self, request: ApiRequest[T], answer: Answer) -> Problem:
        problem = read_problem(answer, self._clock.now())
        _log.warning(
            "call_refused",
            call=request.action,
            status=problem.status,
            family=str(problem.family),
            code=problem.code,
            fields=problem.fields,
            trace_id=problem.trace_id,
        )
        return problem

    def _tell_of_sunset(self, request: ApiRequest[T], answer: Answer) -> None:
        """An API may announce the end of a route by headers; one line in the log for each route is enough."""
        announced = {name: answer.headers[name] for name in SUNSET_HEADERS if name in answer.headers}
        if announced and request.template not in self._sunset_told:
            self._sunset_told.add(request.template)
            _log.warning("route_deprecated", path=request.template, **announced)


def _ms_since(started: float) -> int:
    return round((time.perf_counter() - started) * 1000)


def _quiet_library_logs() -> None:
    """The library logs whole addresses at INFO and headers at DEBUG: phone numbers and keys would be in them."""
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
