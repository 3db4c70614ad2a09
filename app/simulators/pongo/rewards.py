"""Rewards: the catalogue, what customers hold, buying, using, and locking."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from app.simulators.pongo.customers import Customers
from app.simulators.pongo.fields import Fields
from app.simulators.pongo.points import Points
from app.simulators.pongo.problems import Conflict, Invalid, NotFound
from app.simulators.pongo.records import Customer, Lock, Reward, WonReward
from app.simulators.pongo.world import World

_PIN = r"[0-9]{4}"


@dataclass(frozen=True, slots=True)
class Rewards:
    """The merchant's rewards and who holds them."""

    world: World
    customers: Customers
    points: Points

    def listed(self, query: Fields) -> list[Reward]:
        """The catalogue, narrowed by `customer`, `store_slug`, `points_min`, `points_max` (digits, as in a query)."""
        customer = self._queried_customer(query)
        slug = self.world.store_slug(query, "store_slug", required=False)
        least, most = _query_integer(query, "points_min"), _query_integer(query, "points_max")
        query.finish()
        return [
            each
            for each in self.world.rewards.values()
            if each.is_active
            and (not slug or not each.store_slugs or slug in each.store_slugs)
            and (least is None or each.points >= least)
            and (most is None or each.points <= most)
            and (customer is None or self._for_customer(each, customer))
        ]

    def won_by(self, customer_id: str) -> list[WonReward]:
        """What a customer holds, used ones too, oldest first; `NotFound` for an unknown customer."""
        self.customers.get(customer_id)
        return [each for each in self.world.won.values() if each.customer_id == customer_id]

    def buy(self, reward_id: str, sent: Fields, *, holder: str) -> WonReward:
        """Buy a reward with points, and use it at once when asked."""
        reward = self.world.rewards.get(reward_id)
        if reward is None or not reward.is_active:
            raise NotFound
        customer = self._named_customer(sent)
        slug = self.world.store_slug(sent, "store_slug")
        is_used = bool(sent.boolean("is_used"))
        pin = sent.text("pin", pattern=_PIN)
        if slug in self.world.stores and reward.store_slugs and slug not in reward.store_slugs:
            sent.fail("store_slug", "This reward is not available in this store.")
        sent.finish()
        self.world.warn_of_unknown(sent, "POST buy")
        if customer is None or not self._for_segments(reward, customer):
            raise Invalid({"customer": ["This reward is not available to this customer."]})
        self.customers.check_pin(customer, pin, demanded=True)
        self._refuse_locked(customer.public_id, (reward_id,), holder)
        if customer.points < reward.points:
            raise Invalid({"points": ["The customer does not have enough points."]})
        return self.take(customer, reward, used=is_used)

    def take(self, customer: Customer, reward: Reward, *, used: bool, order_id: str | None = None) -> WonReward:
        """Deduct a reward's points and put it in the customer's hands."""
        won = WonReward(
            hash=self.world.next_id("h"),
            customer_id=customer.public_id,
            reward_id=reward.public_id,
            won_at=self.world.now(),
            used_at=self.world.now() if used else None,
            order_id=order_id,
        )
        self.world.won[won.hash] = won
        self.points.move(customer.public_id, -reward.points, reason="reward", source_id=reward.public_id)
        return won

    def use(self, customer_id: str, reward_hash: str, sent: Fields, *, holder: str) -> WonReward:
        """Mark a held reward as used; `Conflict` when it is used already, expired, or locked elsewhere."""
        customer = self.customers.get(customer_id)
        won = self._held(customer_id, reward_hash)
        is_used = sent.boolean("is_used")
        if is_used is not True:
            sent.fail("is_used", "The is used field must be accepted.")
        self.world.store_slug(sent, "store_slug")
        pin = sent.text("pin", pattern=_PIN)
        sent.finish()
        self.world.warn_of_unknown(sent, "PATCH use")
        self.customers.check_pin(customer, pin, demanded=True)
        self._refuse_locked(customer_id, (reward_hash, won.reward_id), holder)
        if won.used_at is not None or self._expired(won):
            message = "This reward has already been used."
            raise Conflict(message)
        used = replace(won, used_at=self.world.now())
        self.world.won[won.hash] = used
        return used

    def lock(self, customer_id: str, sent: Fields, *, holder: str) -> None:
        """Hold a reward for one token; `Conflict` when another token holds it, a new lifetime when this one does."""
        reward_hash = self._read_lock(customer_id, sent, pin_demanded=True)
        self._refuse_locked(customer_id, (reward_hash,), holder)
        now = self.world.now()
        until = now + timedelta(seconds=self.world.settings.lock_lifetime_seconds)
        self.world.locks[customer_id, reward_hash] = Lock(holder=holder, locked_at=now, until=until)

    def unlock(self, customer_id: str, sent: Fields, *, holder: str) -> None:
        """Let a reward go; fine when nobody holds it, `Conflict` when another token does."""
        reward_hash = self._read_lock(customer_id, sent, pin_demanded=False)
        self._refuse_locked(customer_id, (reward_hash,), holder)
        self.world.locks.pop((customer_id, reward_hash), None)

    def lock_on(self, customer_id: str, reward_hash: str) -> Lock | None:
        """The lock in force on a reward of a customer."""
        lock = self.world.locks.get((customer_id, reward_hash))
        return lock if lock is not None and lock.until > self.world.now() else None

    def can_redeem(self, customer: Customer, reward_ids: tuple[str, ...]) -> bool:
        """Whether the customer holds, or can pay for, every one of these rewards together."""
        balance, held = customer.points, [each.reward_id for each in self._unattached(customer.public_id)]
        for reward_id in reward_ids:
            if reward_id in held:
                held.remove(reward_id)
                continue
            reward = self.world.rewards.get(reward_id)
            if reward is None or reward.points > balance or not self._for_segments(reward, customer):
                return False
            balance -= reward.points
        return True

    def redeem(self, customer: Customer, reward_id: str, *, order_id: str) -> WonReward:
        """Attach a reward to an order: a used instance first, then an unused one, else bought with points."""
        waiting = [each for each in self._unattached(customer.public_id) if each.reward_id == reward_id]
        waiting.sort(key=lambda each: each.used_at is None)
        if not waiting:
            fresh = self.customers.get(customer.public_id)
            return self.take(fresh, self.world.rewards[reward_id], used=True, order_id=order_id)
        attached = replace(waiting[0], used_at=waiting[0].used_at or self.world.now(), order_id=order_id)
        self.world.won[attached.hash] = attached
        return attached

    def give_back(self, hashes: tuple[str, ...]) -> None:
        """Return rewards of an order that was undone, unused."""
        for each in hashes:
            self.world.won[each] = replace(self.world.won[each], used_at=None, order_id=None)

    def _unattached(self, customer_id: str) -> Iterator[WonReward]:
        mine = (each for each in self.world.won.values() if each.customer_id == customer_id)
        return (each for each in mine if each.order_id is None and not (each.used_at is None and self._expired(each)))

    def _expired(self, won: WonReward) -> bool:
        return won.expires_at is not None and won.expires_at <= self.world.now()

    def _for_customer(self, reward: Reward, customer: Customer) -> bool:
        affordable = reward.points <= customer.points or not self.world.settings.affordable_rewards_only
        return affordable and self._for_segments(reward, customer)

    @staticmethod
    def _for_segments(reward: Reward, customer: Customer) -> bool:
        return not reward.segments or not set(reward.segments).isdisjoint(customer.segments)

    def _queried_customer(self, query: Fields) -> Customer | None:
        return self._named_customer(query) if query.has("customer") else None

    def _named_customer(self, sent: Fields) -> Customer | None:
        customer_id = sent.text("customer", required=True)
        found = self.world.customers.get(customer_id or "")
        if customer_id is not None and found is None:
            sent.fail("customer", "The selected customer is invalid.")
        return found

    def _held(self, customer_id: str, reward_hash: str) -> WonReward:
        won = self.world.won.get(reward_hash)
        if won is None or won.customer_id != customer_id:
            raise NotFound
        return won

    def _read_lock(self, customer_id: str, sent: Fields, *, pin_demanded: bool) -> str:
        customer = self.customers.get(customer_id)
        reward_hash = sent.text("hash", required=True) or ""
        pin = sent.text("pin", pattern=_PIN)
        held = self.world.won.get(reward_hash)
        known = reward_hash in self.world.rewards or (held is not None and held.customer_id == customer_id)
        if reward_hash and not known:
            sent.fail("hash", "The selected hash is invalid.")
        sent.finish()
        self.world.warn_of_unknown(sent, "lock")
        self.customers.check_pin(customer, pin, demanded=pin_demanded)
        return reward_hash

    def _refuse_locked(self, customer_id: str, names: tuple[str, ...], holder: str) -> None:
        for name in names:
            lock = self.lock_on(customer_id, name)
            if lock is not None and lock.holder != holder:
                message = "This reward is locked."
                raise Conflict(message)


def _query_integer(query: Fields, key: str) -> int | None:
    text = query.text(key, pattern=r"-?\d{1,9}")
    return None if text is None else int(text)
