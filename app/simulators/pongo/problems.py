"""The refusals of the Pongo simulator, in the simulator's own words; the routes give each its HTTP status.

PongoProblem
├── BadRequest        the body is not a JSON object
├── Unauthenticated   the token is missing, unknown or expired
├── Forbidden         a scope is missing, or a PIN is wrong
├── NotFound          no such customer, order, reward
├── Conflict          it exists already, is used already, or is locked elsewhere
├── Invalid           fields break their rules, all of them listed
└── TooManyAttempts   the rate limit is used up
"""

from collections.abc import Mapping, Sequence


class PongoProblem(Exception):
    """A request that Pongo would refuse; `message` is what the answer says."""

    message = "Server Error"

    def __init__(self, message: str | None = None) -> None:
        self.message = message or self.message
        super().__init__(self.message)


class BadRequest(PongoProblem):
    """The body is not a JSON object."""

    message = "Bad request."


class Unauthenticated(PongoProblem):
    """The bearer token is missing, unknown or expired."""

    message = "Unauthenticated."


class Forbidden(PongoProblem):
    """The token lacks a scope, or the customer's PIN is wrong or missing."""

    message = "Invalid scope(s) provided."


class NotFound(PongoProblem):
    """There is no such thing with this merchant."""

    message = "Not found."


class Conflict(PongoProblem):
    """The state of things forbids it: exists, used, or locked by another token."""

    message = "Conflict."


class Invalid(PongoProblem):
    """One or more fields break their rules; `errors` names every one of them."""

    message = "The given data was invalid."

    def __init__(self, errors: Mapping[str, Sequence[str]]) -> None:
        super().__init__()
        self.errors = {field: list(texts) for field, texts in errors.items()}


class TooManyAttempts(PongoProblem):
    """The token has used up its requests for this minute."""

    message = "Too Many Attempts."

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__()
        self.retry_after_seconds = retry_after_seconds
