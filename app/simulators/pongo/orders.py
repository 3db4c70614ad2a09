"""Orders: taken once per store and order id, matched to a customer, credited once when paid, undone when cancelled."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.simulators.pongo.customers import Customers
from app.simulators.pongo.fields import Fields
from app.simulators.pongo.order_body import DELIVERY_STATUSES, STATUSES, OrderCustomer, OrderDraft, read_key, read_order
from app.simulators.pongo.points import Points
from app.simulators.pongo.problems import Invalid, NotFound
from app.simulators.pongo.records import Customer, Order
from app.simulators.pongo.rewards import Rewards
from app.simulators.pongo.world import World

_NEXT_STATUSES = {
    "pending": {"pending", "paid", "canceled", "refunded"},
    "paid": {"paid", "canceled", "refunded"},
    "canceled": {"canceled"},
    "refunded": {"refunded"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAnswer:
    """An order after a request; `is_repeat` when it had been taken before, `customer` as it is now."""

    order: Order
    is_repeat: bool
    customer: Customer | None


@dataclass(frozen=True, slots=True)
class Orders:
    """The merchant's orders."""

    world: World
    customers: Customers
    rewards: Rewards
    points: Points

    def create(self, body: Mapping[str, object]) -> OrderAnswer:
        """Take an order; the same order id in the same store is answered again and changes nothing."""
        slug, order_id = read_key(Fields(body))
        known = self.world.orders.get((slug or "", order_id or ""))
        if known is not None:
            return self._repeated(known, body)
        draft = read_order(self.world, Fields(body))
        customer, enrolled = self._match(draft)
        order = Order(
            id=self.world.next_id("ord"),
            order_id=draft.order_id,
            store_slug=draft.store_slug,
            status=draft.status,
            delivery_status=draft.delivery_status,
            channel=draft.channel,
            delivery_mode=draft.delivery_mode,
            amount=draft.amount,
            lines=draft.lines,
            customer_id=customer.public_id if customer else None,
            enrolled=enrolled,
            points_earned=0,
            reward_hashes=self._redeemed(customer, draft),
            received_at=self.world.now(),
            created_at=draft.created_at,
            body=body,
        )
        order = self._credited(order)
        self._keep(order)
        return OrderAnswer(order=order, is_repeat=False, customer=self._customer_of(order))

    def change_status(self, order_id: str, sent: Fields) -> tuple[Order, int]:
        """Change status, delivery status or both of an order; return it with the points taken back."""
        status = sent.choice("status", STATUSES)
        delivery_status = sent.choice("delivery_status", DELIVERY_STATUSES)
        slug = self.world.store_slug(sent, "loyalty_store_slug", required=False)
        if not sent.has("status") and not sent.has("delivery_status"):
            sent.fail("status", "The status field is required when delivery status is not present.")
        sent.finish()
        self.world.warn_of_unknown(sent, "PATCH orders")
        before = self._find(order_id, slug)
        if status is not None and status not in _NEXT_STATUSES[before.status]:
            raise Invalid({"status": [f"A {before.status} order cannot become {status}."]})
        after = replace(
            before,
            status=status or before.status,
            delivery_status=delivery_status or before.delivery_status,
        )
        if after.status == before.status:
            self._keep(after)
            return after, 0
        if after.status == "paid":
            after = self._credited(after)
            self._keep(after)
            return after, 0
        return self._undone(after)

    def _repeated(self, known: Order, body: Mapping[str, object]) -> OrderAnswer:
        if body != known.body:
            self.world.warn("order_repeated_with_other_body", known.id)
        again = replace(known, repeats=known.repeats + 1)
        self._keep(again)
        return OrderAnswer(order=again, is_repeat=True, customer=self._customer_of(again))

    def _match(self, draft: OrderDraft) -> tuple[Customer | None, bool]:
        """Find or enrol the order's customer; refuses before anything is changed."""
        if draft.customer is None:
            return None, False
        known = self._known(draft.customer)
        if draft.reward_ids and (known is None or not self.rewards.can_redeem(known, draft.reward_ids)):
            raise Invalid({"reward_ids": ["The customer does not hold these rewards and cannot buy them."]})
        enrolled = known is None
        phone = draft.customer.phone
        customer = known or self.customers.enrol(phone=phone, store_slug=draft.store_slug)
        return self.customers.change(customer, draft.customer.details), enrolled

    def _known(self, sent: OrderCustomer) -> Customer | None:
        """By phone when there is one, as the documentation says; else by public id."""
        by_id = self.world.customers.get(sent.customer_public_id or "")
        if sent.phone is None:
            return by_id
        if sent.customer_public_id is not None and (by_id is None or by_id.phone != sent.phone):
            self.world.warn("order_public_id_ignored", "it is not of the customer with this phone number")
        return self.customers.with_phone(sent.phone)

    def _redeemed(self, customer: Customer | None, draft: OrderDraft) -> tuple[str, ...]:
        if customer is None:
            return ()
        redeem = self.rewards.redeem
        return tuple(redeem(customer, each, order_id=draft.order_id).hash for each in draft.reward_ids)

    def _credited(self, order: Order) -> Order:
        if order.customer_id is None or order.status != "paid":
            return order
        earned = self.world.settings.programme.points_for(order.amount)
        self.points.move(order.customer_id, earned, reason="order", source_id=order.id)
        return replace(order, points_earned=earned)

    def _undone(self, order: Order) -> tuple[Order, int]:
        removed = 0
        if order.customer_id is not None and order.points_earned:
            before = self.world.customers[order.customer_id].points
            moved = self.points.move(order.customer_id, -order.points_earned, reason=order.status, source_id=order.id)
            removed = before - moved.points
        self.rewards.give_back(order.reward_hashes)
        undone = replace(order, points_earned=0, reward_hashes=())
        self._keep(undone)
        return undone, removed

    def _find(self, order_id: str, slug: str) -> Order:
        matching = [
            each
            for each in self.world.orders.values()
            if order_id in (each.id, each.order_id) and slug in ("", each.store_slug)
        ]
        if not matching:
            raise NotFound
        if len(matching) > 1:
            text = "The loyalty store slug field is required when several stores have this order id."
            raise Invalid({"loyalty_store_slug": [text]})
        return matching[0]

    def _customer_of(self, order: Order) -> Customer | None:
        return None if order.customer_id is None else self.world.customers[order.customer_id]

    def _keep(self, order: Order) -> None:
        self.world.orders[order.store_slug, order.order_id] = order
