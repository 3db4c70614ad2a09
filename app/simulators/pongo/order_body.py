"""Reads the body of an order: every field's rule, nothing of what the order then does."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.simulators.pongo.fields import Fields
from app.simulators.pongo.records import OrderLine
from app.simulators.pongo.world import World

CHANNELS = (
    "pos", "kiosk", "web", "mobile_app", "order_and_pay", "click_and_collect", "delivery_platform", "other",
)  # fmt: skip
DELIVERY_MODES = ("on_site", "take_away", "click_and_collect", "delivery")
STATUSES = ("pending", "paid", "canceled", "refunded")
DELIVERY_STATUSES = ("pending", "preparing", "ready", "delivered", "canceled")
PAYMENT_TYPES = ("card", "cash", "meal_voucher", "gift_card", "online", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCustomer:
    """Who an order says it is for; None is "not said"."""

    phone: str | None
    customer_public_id: str | None
    details: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDraft:
    """An order whose fields are all in order; amounts in minor units."""

    order_id: str
    store_slug: str
    status: str
    delivery_status: str
    channel: str
    delivery_mode: str
    amount: int
    created_at: datetime
    lines: tuple[OrderLine, ...]
    reward_ids: tuple[str, ...]
    customer: OrderCustomer | None


def read_key(sent: Fields) -> tuple[str | None, str | None]:
    """The store slug and order id, as sent: enough to know an order again."""
    return sent.text("loyalty_store_slug", required=True), sent.text("order_id", required=True)


def read_order(world: World, sent: Fields) -> OrderDraft:
    """Read an order; `Invalid` names every field that breaks a rule."""
    draft = OrderDraft(
        order_id=sent.text("order_id", required=True) or "",
        store_slug=world.store_slug(sent, "loyalty_store_slug"),
        status=sent.choice("status", STATUSES, required=True) or "",
        delivery_status=sent.choice("delivery_status", DELIVERY_STATUSES, required=True) or "",
        channel=sent.choice("channel", CHANNELS, required=True) or "",
        delivery_mode=sent.choice("delivery_mode", DELIVERY_MODES, required=True) or "",
        amount=sent.integer("amount", required=True, minimum=0) or 0,
        created_at=sent.moment("created_at", required=True) or world.now(),
        lines=_read_lines(world, sent),
        reward_ids=sent.texts("reward_ids") or (),
        customer=_read_customer(world, sent),
    )
    _read_the_rest(world, sent)
    _check_sums(sent, draft)
    _check_rewards(world, sent, draft)
    sent.finish()
    world.warn_of_unknown(sent, "POST orders")
    return draft


def _read_lines(world: World, sent: Fields) -> tuple[OrderLine, ...]:
    return tuple(_read_line(line) for line in sent.objects("lines", required=world.settings.strict_lines))


def _read_line(line: Fields) -> OrderLine:
    for key in ("unit_amount", "tax_amount"):
        line.integer(key)
    line.number("tax_rate")
    line.text("category")
    line.items("options")
    return OrderLine(
        product_id=line.text("product_id"),
        name=line.text("name", required=True) or "",
        quantity=line.integer("quantity", required=True, minimum=1) or 1,
        amount=line.integer("amount", required=True) or 0,
        public_reward_id=line.text("public_reward_id"),
    )


def _read_customer(world: World, sent: Fields) -> OrderCustomer | None:
    customer = sent.inner("customer")
    if customer is None:
        return None
    public_id = customer.text("customer_public_id")
    if not customer.has("phone") and public_id is not None and public_id not in world.customers:
        customer.fail("customer_public_id", "The selected customer public id is invalid.")
    return OrderCustomer(
        phone=customer.phone("phone", required=public_id is None),
        customer_public_id=public_id,
        details={
            "first_name": customer.text("first_name"),
            "last_name": customer.text("last_name"),
            "email": customer.email("email"),
            "has_optin": customer.boolean("has_optin"),
            "has_email_optin": customer.boolean("has_email_optin"),
        },
    )


def _read_the_rest(world: World, sent: Fields) -> None:
    for key in ("partner_order_id", "comment", "device_id", "device_name"):
        sent.text(key)
    sent.integer("tax_amount")
    sent.moment("withdrawal_at")
    tablet = sent.integer("tablet_id")
    if tablet is not None and tablet not in {each.id for store in world.stores.values() for each in store.tablets}:
        sent.fail("tablet_id", "The selected tablet id is invalid.")
    for payment in sent.objects("payments"):
        payment.choice("type", PAYMENT_TYPES, required=True)
        payment.integer("amount", required=True)
        payment.text("payment_method_hash")
        payment.moment("paid_at")


def _check_sums(sent: Fields, draft: OrderDraft) -> None:
    understood = type(sent.value("amount")) is int
    if understood and draft.lines and sum(line.amount for line in draft.lines) != draft.amount:
        sent.fail("amount", "The amount must equal the sum of the lines.")


def _check_rewards(world: World, sent: Fields, draft: OrderDraft) -> None:
    unknown = [each for each in draft.reward_ids if each not in world.rewards]
    if unknown or (draft.reward_ids and draft.customer is None):
        sent.fail("reward_ids", "The selected reward ids is invalid.")
    for index, line in enumerate(draft.lines):
        if line.public_reward_id is not None and line.public_reward_id not in draft.reward_ids:
            sent.fail(f"lines.{index}.public_reward_id", "The public reward id must be in reward ids.")
