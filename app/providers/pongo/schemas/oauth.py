"""Bodies of the exchange of a code for a token."""

from pydantic import Field, field_validator

from app.providers.http.schema import AnswerBody, RequestBody
from app.providers.pongo import wire

LONGEST_LIFE = 100 * 365 * 24 * 60 * 60


class TokenRequest(RequestBody):
    """``client_credentials`` with a code: what a generic OAuth library would call ``authorization_code``."""

    grant_type: str = Field(serialization_alias=wire.OAuth.GRANT_TYPE)
    client_id: str = Field(serialization_alias=wire.OAuth.CLIENT_ID)
    client_secret: str = Field(serialization_alias=wire.OAuth.CLIENT_SECRET, repr=False)
    code: str = Field(serialization_alias=wire.OAuth.CODE, repr=False)


class TokenAnswer(AnswerBody):
    """The token. ``expires_in`` is in seconds; what makes no sense is taken for unknown."""

    access_token: str = Field(validation_alias=wire.OAuth.ACCESS_TOKEN, min_length=1, repr=False)
    expires_in: int | None = Field(default=None, validation_alias=wire.OAuth.EXPIRES_IN)

    @field_validator("expires_in", mode="before")
    @classmethod
    def _sensible(cls, told: object) -> int | None:
        seconds = int(told) if isinstance(told, int | str) and str(told).isdecimal() else 0
        return seconds if 0 < seconds <= LONGEST_LIFE else None
