"""Whatever reward is on an order: the simulated Pongo takes the posted body and credits what the estimate promised."""

import json
from dataclasses import replace
from decimal import Decimal
from itertools import cycle

import pytest
from hypothesis import assume, given, reject
from hypothesis import strategies as st

from app.domain.cutting import by_lines, with_payer
from app.domain.errors import InvalidValue, NothingToPay
from app.domain.loyalty import EarningMode, PointsRules, Programme, Rounding, estimate
from app.domain.order import Order, OrderLine
from app.domain.reward import TakenReward
from app.domain.split import Share, whole_bill
from app.domain.vat import Country, Serving
from app.ports.loyalty_program import PaidShare
from app.providers.pongo.config import PongoConfig, RewardsUse
from app.providers.pongo.orders import order_body
from app.simulators.clock import SimClock
from app.simulators.pongo import PongoBackend
from app.simulators.pongo.orders import OrderAnswer
from app.simulators.pongo.problems import Invalid
from support.clocks import START
from support.rewards import COFFEE, FIFTY_OFF, FREE_COFFEE, TENTH_OFF, money_off
from support.samples import a_guest, a_line, a_member, a_product, an_order
from support.strategies import lines, taken_rewards

RICH = 100_000
PROGRAMME = Programme(
    enabled=True,
    name="Club",
    rules=PointsRules(mode=EarningMode.AMOUNT, per_unit=Decimal(1), per_visit=0, minimum=0, rounding=Rounding.FLOOR),
)
COSTS = {COFFEE.id: COFFEE.points, FIFTY_OFF.id: 300, TENTH_OFF.id: 300}


def backend(points: int = RICH) -> PongoBackend:
    """A Pongo that knows these rewards, and Kari with so many points."""
    made = PongoBackend(SimClock(frozen_at=START).now)
    known = made.world.rewards
    for reward_id in (FIFTY_OFF.id, TENTH_OFF.id):
        known[reward_id] = replace(known["rwd_fifty_off"], public_id=reward_id)
    kari = next(each for each in made.world.customers.values() if each.phone == "4712345678")
    made.world.customers[kari.public_id] = replace(kari, points=points)
    return made


def rewarded(ordered: list[OrderLine], reward: TakenReward, country: Country = Country.NO) -> Order:
    guest = a_guest(member=replace(a_member(), customer_id="cus_kari"))
    return replace(an_order(lines=tuple(ordered), guest=guest), country=country).with_reward(reward)


def body_of(order: Order, share: Share | None = None, rewards: RewardsUse = RewardsUse.ORDER) -> str:
    paid = PaidShare(
        order=order,
        share=share or whole_bill(order)[0],
        paid_at=START,
        payment_reference="taffel-order00001-1-1",
        store_slug="demo-bistro-oslo",
        language="en",
    )
    config = PongoConfig(base_url="https://pongo.example.test", token="token", rewards=rewards)
    return order_body(config, paid)


def credited(made: PongoBackend, body: str) -> OrderAnswer:
    return made.orders.create(json.loads(body))


@given(
    st.lists(lines(), min_size=1, max_size=5),
    taken_rewards(),
    st.sampled_from([Country.NO, Country.SE, Country.DK]),
    st.sampled_from(Serving),
)
def test_the_estimate_is_what_is_credited_and_the_reward_is_paid_with_points_once(
    ordered: list[OrderLine], reward: TakenReward, country: Country, serving: Serving
) -> None:
    order = replace(rewarded(ordered, reward, country), serving=serving)
    assume(order.amount.minor > 0)
    promised = estimate(PROGRAMME, order.amount)
    made = backend()
    body = body_of(order)
    answer = credited(made, body)
    again = credited(made, body)

    assert promised == answer.order.points_earned
    assert again.customer is not None
    assert again.customer.points == RICH + (promised or 0) - (COSTS[reward.reward_id] if has_reward(order) else 0)


@given(
    st.lists(lines(), min_size=2, max_size=5, unique_by=lambda line: line.id),
    taken_rewards(),
    st.lists(st.booleans(), min_size=1, max_size=5),
)
def test_shares_of_a_rewarded_bill_are_credited_as_promised_each(
    ordered: list[OrderLine], reward: TakenReward, cut: list[bool]
) -> None:
    """The owner has the reward's lines; the dishes that the cut gives away are paid by a second person."""
    order = rewarded(ordered, reward)
    try:
        shares = with_payer(order, (), None)
        for line, given_away in zip(order.lines, cycle(cut), strict=False):
            shares = by_lines(order, shares, line.id, 2 if given_away else 1)
    except (InvalidValue, NothingToPay):
        reject()
    asked = [share for share in shares if share.amount.minor > 0]
    made = backend()
    answers = [credited(made, body_of(order, share)) for share in asked]
    of_owner = {share.number: estimate(PROGRAMME, share.amount) if share.number == 1 else 0 for share in asked}

    assert list(of_owner.values()) == [each.order.points_earned for each in answers]
    assert [share.number == 1 and has_reward(order) for share in asked] == [
        len(each.order.reward_hashes) == 1 for each in answers
    ]


def has_reward(order: Order) -> bool:
    return any(line.reward_id is not None for line in order.bill_lines)


def test_the_lines_name_the_reward_and_the_order_lists_it() -> None:
    sent = json.loads(body_of(rewarded([a_line()], FREE_COFFEE)))

    assert sent["reward_ids"] == [COFFEE.id]
    assert [(line["product_id"], line["amount"], line.get("public_reward_id")) for line in sent["lines"]] == [
        ("SKU-soup", 18900, None),
        ("SKU-COFFEE", 0, COFFEE.id),
    ]


def test_money_off_is_a_negative_line_without_a_product() -> None:
    sent = json.loads(body_of(rewarded([a_line()], money_off(amount=5000))))

    assert sent["amount"] == 13900
    assert [(line.get("product_id"), line["amount"]) for line in sent["lines"]] == [("SKU-soup", 18900), (None, -5000)]
    assert sent["tax_amount"] == 3780 - 1000


def test_without_a_reward_nothing_is_said_of_one() -> None:
    sent = json.loads(body_of(an_order()))

    assert "reward_ids" not in sent
    assert "public_reward_id" not in sent["lines"][0]


def test_where_a_call_tells_of_the_reward_the_order_does_not() -> None:
    sent = json.loads(body_of(rewarded([a_line()], FREE_COFFEE), rewards=RewardsUse.USE))

    assert "reward_ids" not in sent
    assert [0, None] == [sent["lines"][1]["amount"], sent["lines"][1].get("public_reward_id")]


@pytest.mark.parametrize("points", [0, 99])
def test_a_reward_that_cannot_be_paid_is_refused_whole(points: int) -> None:
    made = backend(points)
    body = body_of(rewarded([a_line(product=a_product())], FREE_COFFEE))
    with pytest.raises(Invalid, match="invalid"):
        credited(made, body)

    assert made.world.orders == {}
