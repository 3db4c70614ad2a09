"""Bodies of the Webhooks API, and of what it delivers."""

from pydantic import Field

from app.providers.http.schema import AnswerBody, RequestBody


class RegisterRequest(RequestBody):
    """``url`` must be https and reachable from the internet; only the simulator takes loopback."""

    url: str = Field(min_length=1, max_length=2000)
    events: tuple[str, ...] = Field(min_length=1)


class RegisterAnswer(AnswerBody):
    """``secret`` is shown this once."""

    id: str = Field(min_length=1)
    secret: str = Field(min_length=1, repr=False)


class RegisteredWebhook(AnswerBody):
    """One line of the list, without its secret."""

    id: str = Field(min_length=1)
    url: str
    events: tuple[str, ...]


class QueryAnswer(AnswerBody):
    """All registrations of the sales unit."""

    webhooks: tuple[RegisteredWebhook, ...]


class PaymentEventBody(AnswerBody):
    """What a delivery about a payment names; everything else is read back from the API."""

    msn: str | int | None = None
    reference: str = Field(pattern=r"^[a-zA-Z0-9-]{8,64}$")
    pspReference: str = Field(min_length=1, max_length=255)
    name: str = Field(pattern=r"^[A-Z_]{1,64}$")
