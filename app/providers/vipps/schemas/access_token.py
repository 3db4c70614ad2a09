"""Bodies of the Access Token API."""

from pydantic import Field

from app.providers.http.schema import AnswerBody


class AccessToken(AnswerBody):
    """The numbers are strings on the wire."""

    access_token: str = Field(pattern=r"^[\x21-\x7e]+$", repr=False)
    expires_in: int = Field(ge=0)
