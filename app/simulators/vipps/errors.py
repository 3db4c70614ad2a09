"""How the simulated Vipps says no.

Refusal
├── GatewayRefusal   the API gateway: keys, tokens, rate limits
├── FieldsRefusal    the request does not fit the API's schema
└── CodeRefusal      a rule of ePayment, by its error code
"""

from typing import NamedTuple


class Refusal(Exception):
    """Some answer other than success; `status` is the HTTP status."""

    status: int = 400


class GatewayRefusal(Refusal):
    """Refused before the API proper saw it."""

    def __init__(self, status: int, message: str, *, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.retry_after = retry_after


class FieldProblem(NamedTuple):
    """A field of the request and what is wrong with it."""

    name: str
    reason: str


class FieldsRefusal(Refusal):
    """400 with the fields at fault."""

    def __init__(self, *problems: FieldProblem) -> None:
        super().__init__(", ".join(f"{problem.name}: {problem.reason}" for problem in problems))
        self.problems = problems


class CodeRefusal(Refusal):
    """An ePayment error code with the status it comes with."""

    def __init__(self, code: int) -> None:
        self.status, self.title = CODES[code]
        super().__init__(f"{code}: {self.title}")
        self.code = code


CODES: dict[int, tuple[int, str]] = {
    4010: (409, "Idempotency conflict on capture"),
    4020: (409, "Idempotency key already used"),
    4040: (400, "Invalid amount"),
    4050: (400, "Invalid customer token"),
    4060: (400, "Invalid personal QR"),
    4090: (400, "Invalid URL"),
    4100: (400, "Too many metadata pairs"),
    4110: (400, "Duplicate metadata key"),
    4120: (400, "Metadata key too long"),
    4130: (400, "Metadata value too long"),
    4140: (400, "Missing parameter for this flow"),
    4150: (409, "Reference already exists"),
    5010: (400, "Blocked sources not applicable"),
    5020: (403, "Express not allowed"),
    5030: (403, "Illegal scope"),
    5040: (400, "Currency does not match the sales unit's market"),
    5050: (403, "Long-living payments not allowed"),
    5070: (400, "Payment cannot be created"),
    5080: (403, "PUSH_MESSAGE not allowed for the sales unit"),
    5090: (404, "Reference not found"),
    5100: (400, "Refund not possible"),
    6010: (400, "Amount too small"),
    6020: (400, "Cannot refund before reservation"),
    6030: (400, "Cancel period over"),
    6040: (400, "Cannot cancel a captured payment"),
    6060: (400, "Payment is authorized and cancelTransactionOnly was set"),
    6070: (400, "Cannot capture a cancelled payment"),
    6080: (400, "Cannot capture before reservation"),
    6090: (400, "Capture amount too high"),
    6100: (400, "Capture period over"),
    6110: (400, "expiresAt too far ahead"),
    6120: (400, "expiresAt too soon"),
    6130: (400, "expiresAt needs a receipt"),
    6140: (400, "Only full capture allowed"),
    6150: (400, "Refund amount too high"),
    6170: (400, "Already captured"),
    6180: (400, "Already refunded"),
    6190: (400, "Wrong state for cancel"),
    6200: (400, "Wrong state for capture"),
    6210: (400, "Wrong state for refund"),
    6220: (400, "Refund period over"),
    6250: (400, "Customer is approving the payment, cancel later"),
    6260: (400, "Funds unavailable, the bank released the reservation"),
    6280: (400, "Capture failed, retry later with the same key"),
    7010: (400, "Customer not found"),
    10010: (400, "Approve failed"),
    10020: (400, "Approve not allowed"),
    10030: (400, "Identification required"),
}
"""Code -> (HTTP status, title). Statuses other than 400 are partly our reading, see the API's own list."""
