"""The error table of the Pongo sheet: every status with its body, and what it means to a caller."""

from dataclasses import dataclass
from typing import Any

from app.ports.errors import (
    Conflict,
    Misconfigured,
    NotConnected,
    NotFound,
    OutcomeUnknown,
    PinRefused,
    PortError,
    RateLimited,
    Refused,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the error table, and what it means to the caller of whatever changes something."""

    status: int
    body: dict[str, Any]
    means: type[PortError]
    code: str | None = None

    @property
    def name(self) -> str:
        """Status and message."""
        return f"{self.status}-{self.body.get('message', 'nothing')}"


ROWS = [
    Row(400, {"message": "Bad request."}, Refused),
    Row(401, {"message": "Unauthenticated."}, NotConnected),
    Row(403, {"message": "Invalid scope(s) provided."}, Misconfigured),
    Row(403, {"message": "Invalid PIN code."}, PinRefused),
    Row(404, {"message": "Not found."}, NotFound),
    Row(409, {"message": "This reward is locked."}, Conflict),
    Row(409, {"message": "This customer already exists."}, Conflict),
    Row(422, {"message": "The given data was invalid.", "errors": {"tags": ["Required."]}}, Refused, "tags"),
    Row(422, {"message": "The given data was invalid."}, Refused),
    Row(422, {}, Refused),
    Row(429, {"message": "Too Many Attempts."}, RateLimited),
    Row(500, {"message": "Server Error"}, OutcomeUnknown),
    Row(502, {"message": "Server Error"}, OutcomeUnknown),
    Row(503, {"message": "Server Error"}, OutcomeUnknown),
]
