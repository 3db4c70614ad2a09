"""The reward on an order as it is stored: one JSON text beside the order."""

import json
from typing import Any

from app.domain.ids import ProductId
from app.domain.reward import FreeDish, HoldId, RewardId, RewardKind, TakenReward
from app.domain.vat import VatClass


def taken_text(reward: TakenReward) -> str:
    """Everything that is known of it."""
    dish = reward.dish
    fields = {
        "hold": reward.hold,
        "reward_id": reward.reward_id,
        "customer_id": reward.customer_id,
        "name": reward.name,
        "kind": reward.kind.value,
        "points": reward.points,
        "won": reward.won,
        "amount": reward.amount,
        "basis_points": reward.basis_points,
        "dish": None if dish is None else _dish_fields(dish),
    }
    return json.dumps(fields, ensure_ascii=False)


def taken_of(text: str | None) -> TakenReward | None:
    """The reward of a stored text; ``None`` without one."""
    if text is None:
        return None
    fields = json.loads(text)
    return TakenReward(
        hold=HoldId(fields["hold"]),
        reward_id=RewardId(fields["reward_id"]),
        customer_id=fields["customer_id"],
        name=fields["name"],
        kind=RewardKind(fields["kind"]),
        points=fields["points"],
        won=fields["won"],
        amount=fields["amount"],
        basis_points=fields["basis_points"],
        dish=None if fields["dish"] is None else _dish(fields["dish"]),
    )


def _dish_fields(dish: FreeDish) -> dict[str, object]:
    return {
        "product_id": dish.product_id,
        "sku": dish.sku,
        "name": dict(dish.name),
        "category": dish.category,
        "vat_class": dish.vat_class.value,
        "minimum_age": dish.minimum_age,
    }


def _dish(fields: dict[str, Any]) -> FreeDish:
    return FreeDish(
        product_id=ProductId(fields["product_id"]),
        sku=fields["sku"],
        name=fields["name"],
        category=fields["category"],
        vat_class=VatClass(fields["vat_class"]),
        minimum_age=fields["minimum_age"],
    )
