"""The merchant's loyalty programme: what the services need from Hey Pongo, in our words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.customer import Channel, Member, PhoneNumber
from app.domain.loyalty import Programme, Store
from app.domain.order import Order
from app.domain.split import Share
from app.ports.reward_program import RewardProgram

OptIns = Mapping[Channel, bool]
"""Answers that the guest has given; a channel that was not asked is absent, and stays as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidShare:
    """What there is to tell of one share once its money is safe; ``store_slug`` is the location at the programme."""

    order: Order
    share: Share
    paid_at: datetime
    payment_reference: str
    store_slug: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """The programme's answer. Points are ``None`` when it did not say (a repeat of an order that it already had)."""

    points_earned: int | None
    balance: int | None
    already_known: bool = False


class LoyaltyProgram(RewardProgram, Protocol):
    """Raises only :mod:`app.ports.errors`."""

    async def programme(self) -> Programme:
        """The programme's configuration."""
        ...

    async def stores(self) -> tuple[Store, ...]:
        """The merchant's locations."""
        ...

    async def find(self, phone: PhoneNumber) -> Member | None:
        """The member with this number, or ``None``."""
        ...

    async def find_by_pass(self, customer_id: str) -> Member | None:
        """The member whose digital pass was scanned, or ``None``."""
        ...

    async def enrol(self, phone: PhoneNumber, opt_ins: OptIns, store_slug: str | None = None) -> Member:
        """The member with this number, made now if there was none, with these opt-ins; never two for one number.

        A new one belongs to this store; :class:`NotMapped` where none is named and it could be one of several.
        """
        ...

    def prepare_order(self, paid: PaidShare) -> str:
        """The exact body that posts a paid share. Sends nothing."""
        ...

    async def post_order(self, body: str) -> Posted:
        """Post a prepared order. Safe to repeat with the same body."""
        ...

    async def undo_order(self, posted_id: str, *, cancelled: bool) -> None:
        """Tell that all the money of a posted order went back: its points are taken back. Safe to repeat.

        ``cancelled``: it was never taken, only reserved. Otherwise it was refunded.

        A part of an order cannot be told: the programme has no call for it.
        """
        ...

    def prepare_check_in(self, paid: PaidShare) -> str:
        """The exact body that credits a visit and an amount without order lines. Sends nothing."""
        ...

    async def post_check_in(self, body: str) -> Posted:
        """Post a prepared check-in. NOT safe to repeat: after :class:`OutcomeUnknown` a person or a balance decides."""
        ...
