"""The rewards of the merchant's loyalty programme: what the services need from Hey Pongo, in our words."""

from dataclasses import dataclass
from typing import Protocol

from app.domain.reward import Reward, RewardId, WonReward


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """A reward that points were just paid for; ``balance`` is what is left, where the programme told."""

    hash: str
    balance: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All rewards of the merchant. ``unread`` counts entries that cannot be understood."""

    rewards: tuple[Reward, ...]
    unread: int = 0


class RewardProgram(Protocol):
    """Raises only :mod:`app.ports.errors`; :class:`PinRefused` where the guest's PIN is demanded or wrong."""

    async def rewards(self, customer_id: str, store_slug: str) -> tuple[Reward, ...]:
        """What this guest may get in this store, whatever the balance."""
        ...

    async def all_rewards(self) -> Catalogue:
        """Every active reward, whoever may get it in whichever store: for the operator, never for a guest."""
        ...

    async def won(self, customer_id: str) -> tuple[WonReward, ...]:
        """What the guest holds, used pieces too."""
        ...

    async def lock(self, customer_id: str, name: str, pin: str | None = None) -> None:
        """Keep a reward (a piece's hash or a reward's id) from other devices. :class:`Conflict` when one has it."""
        ...

    async def unlock(self, customer_id: str, name: str) -> None:
        """Let it go; safe to repeat. :class:`Conflict` when another device has it by now."""
        ...

    async def buy(self, customer_id: str, reward_id: RewardId, store_slug: str, pin: str | None = None) -> Bought:
        """Pay a reward with points and use it at once. NOT safe to repeat: after :class:`OutcomeUnknown` read first.

        Raises :class:`TooFewPoints`, and :class:`Conflict` when another device has it.
        """
        ...

    async def use(self, customer_id: str, won: str, store_slug: str, pin: str | None = None) -> None:
        """Use up a piece that the guest holds. :class:`Conflict` when it is used, or another device has it."""
        ...
