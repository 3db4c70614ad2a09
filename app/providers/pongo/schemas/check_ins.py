"""Bodies of POST create checkin."""

from pydantic import Field

from app.providers.http.schema import RequestBody
from app.providers.pongo import wire


class CheckInBody(RequestBody):
    """A visit with an amount. ``tags`` may not be empty."""

    store_slug: str = Field(serialization_alias=wire.CheckIn.STORE_SLUG)
    phone: str = Field(serialization_alias=wire.CheckIn.PHONE)
    order_id: str = Field(serialization_alias=wire.CheckIn.ORDER_ID)
    amount: int = Field(serialization_alias=wire.CheckIn.AMOUNT, ge=0)
    checked_in_at: str = Field(serialization_alias=wire.CheckIn.CHECKED_IN_AT)
    tags: tuple[str, ...] = Field(
        default=(wire.Value.CHECK_IN_TAG,), serialization_alias=wire.CheckIn.TAGS, min_length=1
    )
