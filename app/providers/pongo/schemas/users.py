"""Bodies of GET user information."""

from decimal import Decimal

from pydantic import Field, StrictBool, field_validator

from app.domain.loyalty import EarningMode, Rounding
from app.providers.http.schema import AnswerBody
from app.providers.pongo import wire


class RulesAnswer(AnswerBody):
    """The points rules; all of them or none. Whether there is a programme at all is one of them: no word is a yes."""

    enabled: StrictBool = Field(validation_alias=wire.User.IS_ENABLED)
    mode: EarningMode = Field(validation_alias=wire.User.EARNING_MODE)
    per_unit: Decimal = Field(validation_alias=wire.User.PER_UNIT, ge=0, le=1_000_000)
    per_visit: int = Field(validation_alias=wire.User.PER_VISIT, ge=0, le=1_000_000)
    minimum: int = Field(validation_alias=wire.User.MINIMUM, ge=0)
    rounding: Rounding = Field(validation_alias=wire.User.ROUNDING)

    @field_validator("per_unit", "per_visit", "minimum", mode="before")
    @classmethod
    def _number(cls, value: object) -> object:
        """A number in quotes may be anything: no points are promised by it."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError("not a number")  # noqa: TRY004  as pydantic wants it
        return value
