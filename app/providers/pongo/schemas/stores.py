"""Bodies of GET stores."""

from pydantic import Field

from app.providers.http.schema import AnswerBody
from app.providers.pongo import wire


class StoreAnswer(AnswerBody):
    """One location; the slug goes into every order."""

    slug: str = Field(validation_alias=wire.Store.SLUG, min_length=1)
    name: str | None = Field(default=None, validation_alias=wire.Store.NAME)
    public_id: str | None = Field(default=None, validation_alias=wire.Store.PUBLIC_ID)
    city: str | None = Field(default=None, validation_alias=wire.Store.CITY)
