"""Bodies of the webhook calls, and of what is delivered."""

from pydantic import Field

from app.providers.http.schema import AnswerBody, RequestBody
from app.providers.pongo import wire


class SubscribeRequest(RequestBody):
    """One event to one address. Without a secret Pongo would make one; ours is known before anything is sent."""

    event: str = Field(serialization_alias=wire.Webhook.EVENT)
    url: str = Field(serialization_alias=wire.Webhook.URL, pattern=r"^https?://", max_length=2000)
    secret: str = Field(serialization_alias=wire.Webhook.SECRET, min_length=16, repr=False)


class SubscribeAnswer(AnswerBody):
    """``secret`` is shown this once, if at all."""

    id: str = Field(validation_alias=wire.Webhook.ID, min_length=1, max_length=200)
    secret: str | None = Field(validation_alias=wire.Webhook.SECRET, default=None, repr=False)


class DeliveredCustomer(AnswerBody):
    """What a delivery is about; everything else of it is read back from the API."""

    public_id: str = Field(validation_alias=wire.Customer.PUBLIC_ID, min_length=1, max_length=64)


class DeliveryBody(AnswerBody):
    """One event."""

    id: str | None = Field(validation_alias=wire.Webhook.ID, default=None, min_length=1, max_length=255)
    event: str = Field(validation_alias=wire.Webhook.EVENT, pattern=r"^[a-z][a-z0-9._-]{0,63}$")
    subject: DeliveredCustomer = Field(validation_alias=wire.Webhook.SUBJECT)
