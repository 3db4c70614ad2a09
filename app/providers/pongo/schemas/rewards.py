"""Bodies of the reward calls."""

from datetime import datetime
from decimal import Decimal

from pydantic import Field

from app.providers.http.schema import AnswerBody, RequestBody
from app.providers.pongo import wire

PIN = r"^[0-9]{4}$"


class LockRequest(RequestBody):
    """The same for locking and unlocking."""

    hash: str = Field(serialization_alias=wire.Reward.HASH, min_length=1)
    pin: str | None = Field(default=None, serialization_alias=wire.Reward.PIN, pattern=PIN)


class BuyRequest(RequestBody):
    """Bought and used in one."""

    customer: str = Field(serialization_alias=wire.Reward.CUSTOMER, min_length=1)
    store_slug: str = Field(serialization_alias=wire.Reward.STORE_SLUG, min_length=1)
    is_used: bool = Field(default=True, serialization_alias=wire.Reward.IS_USED)
    pin: str | None = Field(default=None, serialization_alias=wire.Reward.PIN, pattern=PIN)


class UseRequest(RequestBody):
    """A piece that the customer holds."""

    is_used: bool = Field(default=True, serialization_alias=wire.Reward.IS_USED)
    store_slug: str = Field(serialization_alias=wire.Reward.STORE_SLUG, min_length=1)
    pin: str | None = Field(default=None, serialization_alias=wire.Reward.PIN, pattern=PIN)


class RewardAnswer(AnswerBody):
    """One entry of the catalogue."""

    public_id: str = Field(validation_alias=wire.Reward.PUBLIC_ID, min_length=1)
    name: str = Field(validation_alias=wire.Reward.NAME, min_length=1)
    type: str = Field(validation_alias=wire.Reward.TYPE)
    points: int = Field(validation_alias=wire.Reward.POINTS, ge=0)
    amount: int | None = Field(default=None, validation_alias=wire.Reward.AMOUNT)
    percent: Decimal | None = Field(default=None, validation_alias=wire.Reward.PERCENT)
    external_id: str | None = Field(default=None, validation_alias=wire.Reward.EXTERNAL_ID)
    store_slugs: tuple[str, ...] | None = Field(default=None, validation_alias=wire.Reward.STORE_SLUGS)
    is_active: bool = Field(default=True, validation_alias=wire.Reward.IS_ACTIVE)


class WonAnswer(AnswerBody):
    """One piece that a customer holds."""

    hash: str = Field(validation_alias=wire.Reward.HASH, min_length=1)
    reward_id: str = Field(validation_alias=wire.Reward.REWARD_ID, min_length=1)
    name: str = Field(validation_alias=wire.Reward.NAME, min_length=1)
    external_id: str | None = Field(default=None, validation_alias=wire.Reward.EXTERNAL_ID)
    is_used: bool = Field(default=False, validation_alias=wire.Reward.IS_USED)
    is_locked: bool = Field(default=False, validation_alias=wire.Reward.IS_LOCKED)
    expires_at: datetime | None = Field(default=None, validation_alias=wire.Reward.EXPIRES_AT)


class PieceAnswer(AnswerBody):
    """What was bought."""

    hash: str = Field(validation_alias=wire.Reward.HASH, min_length=1)


class BuyerAnswer(AnswerBody):
    """Who bought it."""

    points: int | None = Field(default=None, validation_alias=wire.Earned.BALANCE)


class BoughtAnswer(AnswerBody):
    """The piece beside its buyer: both stand in the outer object."""

    piece: PieceAnswer = Field(validation_alias=wire.DATA)
    customer: BuyerAnswer | None = Field(default=None, validation_alias=wire.Earned.CUSTOMER)
