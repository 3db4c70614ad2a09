"""Rewards of the demo menu, and holds, for tests of who may use what."""

from dataclasses import replace
from datetime import timedelta

from app.domain.ids import OrderId, ProductId
from app.domain.reward import FreeDish, Hold, HoldId, HoldState, Reward, RewardId, RewardKind, TakenReward, WonReward
from app.domain.vat import VatClass
from support.clocks import START
from support.samples import ORDER_ID

COFFEE = Reward(
    id=RewardId("rwd_coffee"),
    name="Coffee on the house",
    kind=RewardKind.PRODUCT,
    points=100,
    skus=("SKU-COFFEE", "SKU-DECA"),
)
CAKE = Reward(
    id=RewardId("rwd_cake"),
    name="Something sweet",
    kind=RewardKind.PRODUCT,
    points=120,
    skus=("SKU-APPLE-CAKE", "SKU-CHOCOLATE-CAKE"),
)
FIFTY_OFF = Reward(id=RewardId("rwd_fifty"), name="50 off", kind=RewardKind.AMOUNT, points=110, amount=5000)
TENTH_OFF = Reward(id=RewardId("rwd_tenth"), name="10 % off", kind=RewardKind.PERCENT, points=90, basis_points=1000)
DEAR = Reward(id=RewardId("rwd_dear"), name="Dinner for two", kind=RewardKind.AMOUNT, points=350, amount=50000)
UNMAPPED = Reward(id=RewardId("rwd_tour"), name="Evening with the kitchen", kind=RewardKind.PRODUCT, points=50)
CATALOGUE = (COFFEE, CAKE, FIFTY_OFF, TENTH_OFF, DEAR, UNMAPPED)

WAFFLE = WonReward(
    hash="h_waffle", reward_id=RewardId("rwd_welcome"), name="Welcome waffle", skus=("SKU-BROWN-CHEESE-WAFFLE",)
)


FREE_COFFEE = TakenReward(
    hold=HoldId("hold00001"),
    reward_id=COFFEE.id,
    customer_id="cus_kari",
    name=COFFEE.name,
    kind=RewardKind.PRODUCT,
    points=100,
    dish=FreeDish(
        product_id=ProductId("coffee"),
        sku="SKU-COFFEE",
        name={"en": "Filter coffee", "nb": "Filterkaffe"},
        category="hot_drinks",
        vat_class=VatClass.FOOD,
    ),
)


def money_off(amount: int = 0, basis_points: int = 0) -> TakenReward:
    """So much off, or such a part."""
    kind = RewardKind.AMOUNT if amount else RewardKind.PERCENT
    reward_id = FIFTY_OFF.id if amount else TENTH_OFF.id
    return replace(FREE_COFFEE, reward_id=reward_id, kind=kind, dish=None, amount=amount, basis_points=basis_points)


def a_hold(
    hold_id: str = "hold00001",
    *,
    order_id: OrderId = ORDER_ID,
    name: str = "rwd_coffee",
    customer_id: str = "cus_kari",
    taken_after: float = 0,
) -> Hold:
    at = START + timedelta(seconds=taken_after)
    return Hold(
        id=HoldId(hold_id),
        order_id=order_id,
        customer_id=customer_id,
        name=name,
        reward_id=RewardId("rwd_coffee"),
        won=None,
        points=100,
        taken_at=at,
        moved_at=at,
        state=HoldState.LOCKING,
    )
