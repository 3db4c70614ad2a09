"""Reads error answers of every family: problem+json, Laravel's, the gateway's, HTML, nothing. Never fails."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any

from app.providers.http.request import Answer

LONGEST_TEXT = 200
LONGEST_WAIT = 3600.0
"""Seconds. A ``Retry-After`` beyond it is no promise worth keeping: money and orders would lie for so long."""


class Family(StrEnum):
    """Who wrote the error: the API itself, the gateway before it, or nobody that we know."""

    PROBLEM = "problem"
    """RFC 7807 with ``extraDetails`` (newer Vipps APIs) or ``invalidParams`` (older ones)."""
    MESSAGE = "message"
    """Laravel's ``message`` and ``errors`` (Hey Pongo)."""
    GATEWAY = "gateway"
    """Azure API Management's ``statusCode`` and ``message``: the API was not reached."""
    OAUTH = "oauth"
    """``error`` and ``error_description`` (RFC 6749, section 5.2), at Vipps sometimes with ``error_code``."""
    EMPTY = "empty"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """An error answer in one shape. Texts are masked: no phone number, address or link stays in them."""

    status: int
    family: Family
    text: str
    code: str | None = None
    fields: tuple[str, ...] = ()
    trace_id: str | None = None
    retry_after: float | None = None

    @property
    def by_the_api(self) -> bool:
        """Whether the API itself answered, and not something between it and us."""
        return self.family in {Family.PROBLEM, Family.MESSAGE}


def read_problem(answer: Answer, now: datetime) -> Problem:
    """What an answer with an error status says; ``now`` turns a ``Retry-After`` date into seconds."""
    wait = _retry_after(answer.headers.get("retry-after"), now)
    if not answer.body.strip():
        return Problem(status=answer.status, family=Family.EMPTY, text="no body", retry_after=wait)
    try:
        data = json.loads(answer.body)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        kind = answer.headers.get("content-type", "unnamed").partition(";")[0]
        return Problem(status=answer.status, family=Family.UNKNOWN, text=f"{mask(kind)} body", retry_after=wait)
    details = list(_details(data))
    return Problem(
        status=answer.status,
        family=_family(data),
        text=_text(data, details),
        code=next((reason for name, reason in details if name == "ErrorCode"), _oauth_code(data)),
        fields=tuple(name for name, _ in details if name != "ErrorCode"),
        trace_id=_trace_id(data),
        retry_after=wait,
    )


_SECRET = re.compile(r"\S+@\S+|https?://\S+|\+?\d[\d ]{5,}\d|[A-Za-z0-9_\-.+/=]{40,}")


def mask(text: str) -> str:
    """The text, shortened, without what may be a phone number, an e-mail address, a link or a token."""
    return _SECRET.sub("***", text)[:LONGEST_TEXT]


def _family(data: dict[str, Any]) -> Family:
    if "statusCode" in data:
        return Family.GATEWAY
    if "title" in data or "extraDetails" in data or "invalidParams" in data:
        return Family.PROBLEM
    if "message" in data or "errors" in data:
        return Family.MESSAGE
    if isinstance(data.get("error"), str):
        return Family.OAUTH
    return Family.UNKNOWN


def _details(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Pairs of name and reason, whichever of the three spellings is used."""
    for key in ("extraDetails", "invalidParams"):
        entries = data.get(key)
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict):
                yield mask(str(entry.get("name", ""))), mask(str(entry.get("reason", "")))
    errors = data.get("errors")
    for name, reasons in errors.items() if isinstance(errors, dict) else ():
        first = reasons[0] if isinstance(reasons, list) and reasons else reasons
        yield mask(str(name)), mask(str(first))


def _text(data: dict[str, Any], details: list[tuple[str, str]]) -> str:
    told = ("title", "message", "error", "error_code", "error_description")
    said = [str(data[key]) for key in told if isinstance(data.get(key), str)]
    said += [f"{name}: {reason}" for name, reason in details]
    return mask("; ".join(said) or "no explanation")


def _oauth_code(data: dict[str, Any]) -> str | None:
    code = data.get("error")
    return mask(code) if isinstance(code, str) and _family(data) is Family.OAUTH else None


def _trace_id(data: dict[str, Any]) -> str | None:
    trace_id = data.get("traceId") or data.get("instance")
    return trace_id[:80] if isinstance(trace_id, str) and not trace_id.startswith("/") else None


def _retry_after(header: str | None, now: datetime) -> float | None:
    """Seconds to wait, from either form of the header (RFC 9110, section 10.2.3)."""
    if header is None:
        return None
    if header.strip().isdecimal():
        return min(float(header), LONGEST_WAIT)
    try:
        return min(max(0.0, (parsedate_to_datetime(header) - now).total_seconds()), LONGEST_WAIT)
    except (TypeError, ValueError):
        return None
