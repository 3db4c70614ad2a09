"""Points told before payment are the points credited: whatever programme, order, cut, reward and refund."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.loyalty import Programme, estimate
from app.domain.order import Order, OrderLine
from app.domain.reward import TakenReward
from app.domain.split import Share, whole_bill
from app.ports.loyalty_program import PaidShare
from app.providers.http.request import Answer
from app.providers.pongo.check_ins import check_in_body
from app.providers.pongo.config import PongoConfig
from app.providers.pongo.orders import order_body
from app.providers.pongo.users import get_user
from app.simulators.clock import SimClock
from app.simulators.pongo import PongoBackend, views
from app.simulators.pongo.fields import Fields
from app.simulators.pongo.programme import EARNING_MODES, ROUNDINGS
from app.simulators.pongo.programme import Programme as SimulatedProgramme
from app.simulators.seed import PONGO_TOKEN
from support.clocks import START
from support.rewards import COFFEE, FIFTY_OFF, TENTH_OFF
from support.samples import a_guest, a_member, an_order
from support.strategies import lines, taken_rewards

RICH = 100_000
COST = 300
CONFIG = PongoConfig(base_url="https://pongo.example.test", token="token")

programmes = st.builds(
    SimulatedProgramme,
    is_enabled=st.sampled_from([True, True, True, False]),
    earning_mode=st.sampled_from(EARNING_MODES),
    points_per_currency_unit=st.sampled_from([Decimal(text) for text in ("0", "0.1", "0.5", "1", "1.5", "2", "10")]),
    points_per_visit=st.integers(0, 50),
    minimum_amount=st.sampled_from([0, 5_000, 18_900, 100_000]),
    rounding=st.sampled_from(sorted(ROUNDINGS)),
)
orders = st.lists(lines(), min_size=1, max_size=5)
rewards = st.none() | taken_rewards()


def a_pongo(programme: SimulatedProgramme) -> PongoBackend:
    """A Pongo with this programme, which knows the rewards, and Kari with many points."""
    made = PongoBackend(SimClock(frozen_at=START).now)
    world = made.world
    world.settings = replace(world.settings, programme=programme)
    for reward_id in (COFFEE.id, FIFTY_OFF.id, TENTH_OFF.id):
        world.rewards[reward_id] = replace(world.rewards["rwd_fifty_off"], public_id=reward_id, points=COST)
    world.customers["cus_1001"] = replace(world.customers["cus_1001"], points=RICH)
    return made


def read(pongo: PongoBackend) -> Programme:
    """The programme as our client reads it."""
    told = json.dumps(views.me(pongo.world, pongo.world.tokens[PONGO_TOKEN])).encode()
    return get_user().parse(Answer(status=200, body=told))


def an_order_of_kari(ordered: list[OrderLine], reward: TakenReward | None) -> Order:
    order = an_order(lines=tuple(ordered), guest=a_guest(member=replace(a_member(), customer_id="cus_1001")))
    return order if reward is None else order.with_reward(replace(reward, customer_id="cus_1001"))


def paid(order: Order, share: Share) -> PaidShare:
    return PaidShare(
        order=order,
        share=share,
        paid_at=START - timedelta(seconds=60),
        payment_reference="taffel-order00001-1-1",
        store_slug="demo-bistro-oslo",
        language="en",
    )


def credited(pongo: PongoBackend, order: Order, share: Share) -> int:
    """Post a share, and then once more; the points of the first answer."""
    body = json.loads(order_body(CONFIG, paid(order, share)))
    answer = pongo.orders.create(body)
    pongo.orders.create(body)
    return answer.order.points_earned


def balance(pongo: PongoBackend) -> int:
    return pongo.world.customers["cus_1001"].points


@given(programmes, orders, rewards)
def test_a_whole_bill(programme: SimulatedProgramme, ordered: list[OrderLine], reward: TakenReward | None) -> None:
    order, pongo = an_order_of_kari(ordered, reward), a_pongo(programme)
    assume(order.amount.minor > 0)
    used = any(line.reward_id for line in order.bill_lines)
    (share,) = whole_bill(order)
    promised = estimate(read(pongo), order.amount)

    assert promised == credited(pongo, order, share)
    assert balance(pongo) == RICH + (promised or 0) - (COST if used else 0)


@given(programmes, orders, rewards, st.integers(1, 4))
def test_equal_shares_by_amount(
    programme: SimulatedProgramme, ordered: list[OrderLine], reward: TakenReward | None, payers: int
) -> None:
    """Each part is promised on its own; a reward that no part can tell of costs nothing here."""
    order, pongo = an_order_of_kari(ordered, reward), a_pongo(programme)
    assume(order.amount.minor >= payers * 100)
    (whole,) = whole_bill(order)
    parts = order.amount.allocate([1] * payers)
    shares = [replace(whole, number=n, line_ids=(), amount=part) for n, part in enumerate(parts, start=1)]
    promised = [estimate(read(pongo), share.amount) or 0 for share in shares]

    assert promised == [credited(pongo, order, share) for share in shares]
    assert balance(pongo) == RICH + sum(promised)


@given(programmes, st.lists(lines(), min_size=2, max_size=6), rewards, st.integers(1, 5))
def test_shares_by_line(
    programme: SimulatedProgramme, ordered: list[OrderLine], reward: TakenReward | None, first: int
) -> None:
    """The owner of the reward pays its lines with the first dishes; somebody unknown pays the others."""
    order, pongo = an_order_of_kari(ordered, reward), a_pongo(programme)
    assume(order.amount.minor > 0)
    (whole,) = whole_bill(order)
    free = [line for line in order.bill_lines if line.reward_id is not None]
    mine, others = [*order.lines[:first], *free], order.lines[first:]
    amounts = [sum(line.amount.minor for line in part) for part in (mine, others)]
    assume(min(amounts) > 0)
    own = replace(whole, line_ids=tuple(x.id for x in mine), amount=replace(whole.amount, minor=amounts[0]))
    rest = replace(
        whole,
        number=2,
        guest=None,
        line_ids=tuple(x.id for x in others),
        amount=replace(whole.amount, minor=amounts[1]),
    )
    promised = estimate(read(pongo), own.amount)

    assert (promised, 0) == (credited(pongo, order, own), credited(pongo, order, rest))
    assert balance(pongo) == RICH + (promised or 0) - (COST if free else 0)


@given(programmes, orders)
def test_a_check_in(programme: SimulatedProgramme, ordered: list[OrderLine]) -> None:
    order, pongo = an_order_of_kari(ordered, None), a_pongo(programme)
    assume(order.amount.minor > 0)
    (share,) = whole_bill(order)
    sent = json.loads(check_in_body(CONFIG, paid(order, share)))
    answer = pongo.check_ins.create(Fields(sent))

    assert estimate(read(pongo), share.amount) == answer.check_in.points_earned


@given(programmes, orders, rewards, st.sampled_from(["refunded", "canceled"]))
def test_what_was_promised_is_taken_back_once_and_the_reward_is_the_guests_again(
    programme: SimulatedProgramme, ordered: list[OrderLine], reward: TakenReward | None, status: str
) -> None:
    order, pongo = an_order_of_kari(ordered, reward), a_pongo(programme)
    assume(order.amount.minor > 0)
    used = any(line.reward_id for line in order.bill_lines)
    held_before = set(pongo.world.won)
    (share,) = whole_bill(order)
    promised = credited(pongo, order, share)
    undo = {"status": status}
    _, removed = pongo.orders.change_status("order00001-1", Fields(undo))
    _, again = pongo.orders.change_status("order00001-1", Fields(undo))
    given_back = [piece.used_at for hash_, piece in pongo.world.won.items() if hash_ not in held_before]

    assert (promised, 0) == (removed, again)
    assert balance(pongo) == RICH - (COST if used else 0)
    assert given_back == ([None] if used else [])
