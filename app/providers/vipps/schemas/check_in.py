"""Bodies of the Check-in API."""

from pydantic import Field

from app.providers.http.schema import RequestBody


class CheckInRequest(RequestBody):
    """Norwegian numbers only."""

    phoneNumber: str = Field(pattern=r"^47[0-9]{8}$")
    isMember: bool
