"""Hey Pongo behind our port."""

from collections.abc import Callable
from dataclasses import dataclass

import httpx
import structlog

from app.domain.customer import Channel, EmailAddress, Member, PhoneNumber
from app.domain.loyalty import Programme, Store
from app.domain.reward import Reward, RewardId, WonReward
from app.ports.clock import Clock
from app.ports.errors import Conflict, NotFound, NotMapped, OutcomeUnknown, Refused
from app.ports.loyalty_program import OptIns, PaidShare, Posted
from app.ports.reward_program import Bought, Catalogue
from app.ports.secret_store import SecretStore
from app.providers.http.auth import StaticToken, TokenSource
from app.providers.http.client import ApiClient
from app.providers.pongo import check_ins, customers, orders, rewards, stores, users, wire
from app.providers.pongo.config import PongoConfig
from app.providers.pongo.errors import STORE_FIX, explain
from app.providers.pongo.subscriptions import PongoSubscriptions

log = structlog.get_logger()


class PongoProgram:
    """Implements :class:`app.ports.loyalty_program.LoyaltyProgram`.

    ``tokens`` gives the token in force for every request, else the config's is used. ``transport`` is for tests.
    """

    def __init__(
        self,
        config: PongoConfig,
        clock: Clock,
        transport: httpx.AsyncBaseTransport | None = None,
        *,
        tokens: TokenSource | None = None,
    ) -> None:
        self._config = config
        self._client = ApiClient(
            config.base_url,
            clock=clock,
            tokens=tokens or StaticToken(config.token or ""),
            explain=explain,
            transport=transport,
        )

    def subscriptions(self, event: str, secrets: SecretStore, new_secret: Callable[[], str]) -> PongoSubscriptions:
        """What this merchant has subscribed to of one event."""
        return PongoSubscriptions(self._client, secrets, event, new_secret)

    async def close(self) -> None:
        """Let all connections go."""
        await self._client.close()

    async def programme(self) -> Programme:
        return await self._client.send(users.get_user())

    async def stores(self) -> tuple[Store, ...]:
        return await self._client.send(stores.list_stores())

    async def exists(self, phone: PhoneNumber) -> bool:
        """Whether the programme knows the number, without asking for anything about the person."""
        try:
            await self._client.send(customers.exists(phone))
        except NotFound:
            return False
        return True

    async def find(self, phone: PhoneNumber) -> Member | None:
        try:
            return await self._client.send(customers.get_by_phone(phone))
        except NotFound:
            return None

    async def find_by_pass(self, customer_id: str) -> Member | None:
        try:
            return await self._client.send(customers.get_by_id(customer_id))
        except NotFound:
            return None

    async def enrol(
        self, phone: PhoneNumber, opt_ins: OptIns, store_slug: str | None = None, email: EmailAddress | None = None
    ) -> Member:
        try:
            return await self._enrolled(phone, opt_ins, store_slug, email)
        except Refused as error:
            if email is None or error.code != wire.Customer.EMAIL:
                raise
            log.warning("email_not_taken")
            return await self._enrolled(phone, opt_ins, store_slug, None)

    def prepare_order(self, paid: PaidShare) -> str:
        return orders.order_body(self._config, paid)

    async def post_order(self, body: str) -> Posted:
        return await self._client.send(orders.create(body))

    async def undo_order(self, posted_id: str, *, cancelled: bool) -> None:
        await self._client.send(orders.undo(posted_id, cancelled=cancelled))

    def prepare_check_in(self, paid: PaidShare) -> str:
        return check_ins.check_in_body(self._config, paid)

    async def post_check_in(self, body: str) -> Posted:
        return await self._client.send(check_ins.create(body))

    async def rewards(self, customer_id: str, store_slug: str) -> tuple[Reward, ...]:
        return await self._client.send(rewards.list_rewards(customer_id, store_slug))

    async def all_rewards(self) -> Catalogue:
        return await self._client.send(rewards.list_all())

    async def won(self, customer_id: str) -> tuple[WonReward, ...]:
        return await self._client.send(rewards.list_won(customer_id))

    async def lock(self, customer_id: str, name: str, pin: str | None = None) -> None:
        await self._client.send(rewards.lock(customer_id, name, pin))

    async def unlock(self, customer_id: str, name: str) -> None:
        await self._client.send(rewards.unlock(customer_id, name))

    async def buy(self, customer_id: str, reward_id: RewardId, store_slug: str, pin: str | None = None) -> Bought:
        return await self._client.send(rewards.buy(customer_id, reward_id, store_slug, pin))

    async def use(self, customer_id: str, won: str, store_slug: str, pin: str | None = None) -> None:
        await self._client.send(rewards.use(customer_id, won, store_slug, pin))

    async def _enrolled(
        self, phone: PhoneNumber, opt_ins: OptIns, store_slug: str | None, email: EmailAddress | None
    ) -> Member:
        """Who is there already is told what differs; whose address it has is not told to us, so that is told again."""
        member = await self.find(phone)
        if member is None:
            made = await self._create(phone, opt_ins, store_slug or await self._only_store(), email)
            member, email = made.member, None if made.new else email
        if not _agrees(member, opt_ins) or email is not None:
            member = await self._client.send(customers.update(member.customer_id, opt_ins, email))
        return member

    async def _create(
        self, phone: PhoneNumber, opt_ins: OptIns, store_slug: str, email: EmailAddress | None
    ) -> "_Made":
        """A new member, or the one that somebody else, or a request whose answer was lost, made meanwhile."""
        try:
            return _Made(await self._client.send(customers.create(phone, store_slug, opt_ins, email)), new=True)
        except (Conflict, OutcomeUnknown) as error:
            cause: Exception = error
        except Refused as error:
            if error.code != wire.Customer.PHONE:
                raise
            cause = error
        member = await self.find(phone)
        if member is None:
            raise cause
        return _Made(member, new=False)

    async def _only_store(self) -> str:
        """The store of the config, or the one that the merchant has."""
        if self._config.store_slug is not None:
            return self._config.store_slug
        found = await self.stores()
        if len(found) != 1:
            raise NotMapped(f"{len(found)} stores to choose from", fix=STORE_FIX)
        return found[0].slug


@dataclass(frozen=True, slots=True)
class _Made:
    """A member, and whether this very request made them."""

    member: Member
    new: bool


def _agrees(member: Member, opt_ins: OptIns) -> bool:
    stored = {Channel.SMS: member.sms_opt_in, Channel.EMAIL: member.email_opt_in}
    return all(stored[channel] is answer for channel, answer in opt_ins.items())
