"""What went wrong on the way, from the library's words to ours: every exception and every status is mapped.

httpx                                   Failure        with Effect.READ   otherwise
ConnectError ConnectTimeout PoolTimeout  NOT_SENT       Unreachable        Unreachable
ProxyError                               NOT_SENT       Unreachable        Unreachable
UnsupportedProtocol InvalidURL           WRONG_ADDRESS  Misconfigured      Misconfigured
ReadTimeout WriteTimeout (whole call)    TIMED_OUT      Unreachable        OutcomeUnknown
every other one                          LOST           Unreachable        OutcomeUnknown
status 5xx or 408                        SERVER_ERROR   Unreachable        OutcomeUnknown
2xx that cannot be read                  UNREADABLE     Unreachable        OutcomeUnknown
"""

from enum import StrEnum

import httpx

from app.ports.errors import (
    Conflict,
    Misconfigured,
    NotFound,
    OutcomeUnknown,
    PortError,
    RateLimited,
    Refused,
    Unreachable,
)
from app.providers.http.problems import Problem
from app.providers.http.request import Effect

REQUEST_TIMEOUT = 408
FIRST_SERVER_ERROR = 500
REDIRECTS = range(300, 400)
CONFLICTS = frozenset({409, 423})


class Failure(StrEnum):
    """How a call failed, as far as a decision depends on it."""

    NOT_SENT = "not_sent"
    WRONG_ADDRESS = "wrong_address"
    TIMED_OUT = "timed_out"
    LOST = "lost"
    SERVER_ERROR = "server_error"
    UNREADABLE = "unreadable"


_BY_CLASS: tuple[tuple[type[Exception], Failure], ...] = (
    (httpx.ConnectError, Failure.NOT_SENT),
    (httpx.ConnectTimeout, Failure.NOT_SENT),
    (httpx.PoolTimeout, Failure.NOT_SENT),
    (httpx.ProxyError, Failure.NOT_SENT),
    (httpx.UnsupportedProtocol, Failure.WRONG_ADDRESS),
    (httpx.InvalidURL, Failure.WRONG_ADDRESS),
    (httpx.TimeoutException, Failure.TIMED_OUT),
    (TimeoutError, Failure.TIMED_OUT),
)


def failure_of(error: Exception) -> Failure:
    """How this exception of the HTTP library counts; one that nobody thought of counts as lost."""
    return next((failure for kind, failure in _BY_CLASS if isinstance(error, kind)), Failure.LOST)


def is_server_error(status: int) -> bool:
    """Whether a status says nothing about whether the request was carried out."""
    return status >= FIRST_SERVER_ERROR or status == REQUEST_TIMEOUT


def port_error(failure: Failure, effect: Effect, text: str) -> PortError:
    """What the caller hears of a failure. ``text`` says where, without values."""
    if failure is Failure.WRONG_ADDRESS:
        return Misconfigured(f"{text}: not an address", fix="Correct the base URL in the settings.")
    if failure is Failure.NOT_SENT or effect is Effect.READ:
        return Unreachable(f"{text}: {failure}")
    return OutcomeUnknown(f"{text}: {failure}")


def refusal(problem: Problem, text: str) -> PortError:
    """What a status from 300 to 499 means where the API has no codes of its own."""
    said = f"{text}: {problem.status} {problem.text}"
    if problem.status in REDIRECTS:
        return Misconfigured(said, fix="Correct the base URL in the settings: this address moved.")
    if problem.status == httpx.codes.UNAUTHORIZED:
        return Misconfigured(said, fix="Check the keys in the settings: they were not accepted.")
    if problem.status == httpx.codes.FORBIDDEN:
        return Misconfigured(said, fix="These keys are not allowed to do this: check their scopes and the sales unit.")
    if problem.status == httpx.codes.TOO_MANY_REQUESTS:
        return RateLimited(said, problem.retry_after)
    code = problem.code or next(iter(problem.fields), None)
    if problem.status == httpx.codes.NOT_FOUND:
        return _not_found(problem, said, code)
    if problem.status in CONFLICTS:
        return Conflict(said, code=code, status=problem.status)
    return Refused(said, code=code, status=problem.status)


def _not_found(problem: Problem, said: str, code: str | None) -> PortError:
    """Only the API itself can say that a thing does not exist; a stray web server saying so proves nothing.

    Of a payment it would be dangerous to believe: a payment that does not exist may be asked for again.
    """
    if problem.by_the_api:
        return NotFound(said, code=code, status=problem.status)
    return Misconfigured(said, fix="Correct the base URL in the settings: something else answers there.")
