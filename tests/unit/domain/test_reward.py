"""What a reward does to a bill, and who may use which."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.catalog import Catalog, Category, Modifier, ModifierGroup
from app.domain.errors import InvalidValue, OrderClosed
from app.domain.ids import ProductId
from app.domain.loyalty import EarningMode, PointsRules, Programme, Rounding
from app.domain.money import Currency
from app.domain.nudge import nudge
from app.domain.order import LEAST_TO_PAY, Order, OrderLine, OrderState
from app.domain.reward import FreeDish, Offer, Standing, WonReward, dishes, offers
from app.domain.share_contents import lines_of, vat_of
from app.domain.split import whole_bill
from app.domain.vat import Country, Serving, VatClass
from support.clocks import START
from support.rewards import CAKE, CATALOGUE, COFFEE, DEAR, FIFTY_OFF, FREE_COFFEE, UNMAPPED, WAFFLE
from support.samples import OTHER_PHONE, a_guest, a_member, a_product, an_order, nok
from support.strategies import lines, taken_rewards

KARI = a_guest(member=a_member())
COFFEE_CUP = replace(a_product("coffee", price=4500), sku="SKU-COFFEE")
MENU = Catalog(
    currency=Currency.NOK,
    categories=(Category(id="mains", name={"en": "Mains"}),),
    products=(a_product(), COFFEE_CUP, replace(a_product("cake", price=9500), sku="SKU-APPLE-CAKE")),
)
PROGRAMME = Programme(
    enabled=True,
    name="Club",
    rules=PointsRules(mode=EarningMode.AMOUNT, per_unit=Decimal(1), per_visit=0, minimum=0, rounding=Rounding.FLOOR),
)


@st.composite
def rewarded(draw: st.DrawFn) -> Order:
    """An order of Kari with any lines and any reward, anywhere, eaten here or not."""
    order = replace(
        an_order(lines=tuple(draw(st.lists(lines(), min_size=1, max_size=6)))),
        guest=KARI,
        country=draw(st.sampled_from([Country.NO, Country.SE, Country.DK])),
        serving=draw(st.sampled_from(Serving)),
    )
    return order.with_reward(draw(taken_rewards()))


@given(rewarded())
def test_the_bill_is_never_negative_and_never_dearer(order: Order) -> None:
    full = order.without_reward().amount

    assert 0 <= order.amount.minor <= full.minor
    assert order.amount.minor >= min(full.minor, LEAST_TO_PAY)


@given(rewarded())
def test_vat_by_rate_adds_up_to_the_bill_and_no_rate_is_negative(order: Order) -> None:
    parts = order.vat()

    assert order.amount.minor == sum(part.gross.minor for part in parts)
    assert all(0 <= part.tax.minor <= part.gross.minor for part in parts)


@given(rewarded())
def test_every_rate_loses_its_part_in_proportion(order: Order) -> None:
    before = {part.rate: part.gross.minor for part in order.without_reward().vat()}
    after = {part.rate: part.gross.minor for part in order.vat()}
    full, paid = sum(before.values()), order.amount.minor
    assume(full > 0)

    for rate, gross in after.items():
        assert abs(gross - before.get(rate, 0) * paid / full) <= 2


@given(rewarded())
def test_the_share_of_the_whole_bill_holds_the_rewards_lines(order: Order) -> None:
    assume(order.amount.minor > 0)
    (share,) = whole_bill(order)

    assert lines_of(order, share) == order.bill_lines
    assert vat_of(order, share) == order.vat()


def test_a_free_dish_is_a_line_for_nothing_that_names_its_reward() -> None:
    order = an_order(guest=KARI).with_reward(FREE_COFFEE)
    line = order.bill_lines[-1]

    assert (line.sku, line.amount, line.reward_id) == ("SKU-COFFEE", nok(0), COFFEE.id)
    assert order.amount == an_order().amount


def test_a_free_drink_brings_its_age_limit() -> None:
    dish = FreeDish(
        product_id=ProductId("beer"),
        sku="SKU-BEER",
        name={"en": "Beer"},
        category="drinks",
        vat_class=VatClass.ALCOHOL,
        minimum_age=18,
    )
    order = an_order(guest=KARI).with_reward(replace(FREE_COFFEE, dish=dish))

    assert order.minimum_age == 18


def test_nothing_ordered_nothing_given() -> None:
    assert an_order(lines=(), guest=KARI).with_reward(FREE_COFFEE).bill_lines == ()


def test_somebody_elses_reward_is_refused() -> None:
    with pytest.raises(InvalidValue):
        an_order(guest=a_guest()).with_reward(FREE_COFFEE)


def test_a_reward_goes_with_its_guest_and_stays_when_the_same_guest_shows_up_again() -> None:
    order = an_order(guest=KARI).with_reward(FREE_COFFEE)
    other = a_guest(OTHER_PHONE, replace(a_member(OTHER_PHONE), customer_id="cus_ola"))

    assert order.with_guest(other).reward is None
    assert order.with_guest(None).reward is None
    assert order.with_guest(replace(KARI, joined=True)).reward == order.reward


def test_what_is_being_paid_keeps_its_reward_and_its_guest() -> None:
    placed = an_order(guest=KARI).with_reward(FREE_COFFEE).moved_to(OrderState.PLACED)
    with pytest.raises(OrderClosed):
        placed.with_guest(None)
    with pytest.raises(OrderClosed):
        placed.without_reward()
    with pytest.raises(OrderClosed):
        placed.with_reward(FREE_COFFEE)


def test_offers_tell_what_is_within_reach_and_why_not() -> None:
    found = _offers(points=110)

    assert [
        (WAFFLE.hash, Standing.ASK_STAFF, 0),
        (UNMAPPED.id, Standing.ASK_STAFF, 0),
        ("rwd_tenth", Standing.READY, 0),
        (COFFEE.id, Standing.READY, 0),
        (FIFTY_OFF.id, Standing.READY, 0),
        (CAKE.id, Standing.TOO_FEW_POINTS, 10),
        (DEAR.id, Standing.TOO_FEW_POINTS, 240),
    ] == [(offer.key, offer.standing, offer.missing) for offer in found]


def test_a_reward_in_use_elsewhere_is_not_offered_and_ones_own_lock_does_not_count() -> None:
    locked = replace(WAFFLE, skus=("SKU-COFFEE",), locked=True)

    assert _standing(_offers(held=frozenset({COFFEE.id})), COFFEE.id) is Standing.IN_USE
    assert _standing(_offers(won=locked), locked.hash) is Standing.IN_USE
    assert _standing(_offers(won=locked, own=frozenset({locked.hash})), locked.hash) is Standing.READY


def test_the_choices_are_dishes_that_ask_nothing_more_and_are_not_sold_out() -> None:
    group = ModifierGroup(
        id="size",
        name={"en": "Size"},
        modifiers=(Modifier(id="large", name={"en": "Large"}, price=nok(0)),),
        least=1,
    )
    products = (
        replace(COFFEE_CUP, sold_out=True),
        replace(COFFEE_CUP, id=ProductId("tea"), sku="SKU-TEA", modifier_groups=(group,)),
        replace(COFFEE_CUP, id=ProductId("milk"), sku="SKU-MILK"),
    )
    menu = Catalog(currency=Currency.NOK, categories=MENU.categories, products=products)

    assert [products[2]] == list(dishes(("SKU-COFFEE", "SKU-TEA", "SKU-MILK", "SKU-NONE"), menu))


@pytest.mark.parametrize(
    ("used", "after", "usable"), [(False, 1, True), (True, 1, False), (False, 0, False), (False, None, True)]
)
def test_a_won_reward_ends_when_it_is_used_or_expired(used: bool, after: int | None, usable: bool) -> None:
    expires = None if after is None else START + timedelta(seconds=after)

    assert replace(WAFFLE, used=used, expires_at=expires).usable(START) == usable


def test_a_reward_is_given_in_its_stores_only() -> None:
    lyon = replace(COFFEE, store_slugs=("lyon",))

    assert (True, False, True) == (lyon.given_in("lyon"), lyon.given_in("oslo"), COFFEE.given_in("oslo"))


def test_the_cheapest_dish_that_closes_the_gap_is_named() -> None:
    found = _offers(points=110)
    near = nudge(PROGRAMME, nok(20000), 110, found, MENU)
    close = nudge(PROGRAMME, nok(500), 110, found, MENU)

    assert near is None, "the order alone reaches the cake"
    assert close is not None
    assert (close.points, close.reward, close.dish) == (5, CAKE.name, COFFEE_CUP)


def test_nothing_is_near_where_no_dish_is_enough_or_the_rules_are_unknown() -> None:
    only_dear = tuple(offer for offer in _offers(points=0) if offer.key == DEAR.id)

    assert nudge(PROGRAMME, nok(0), 0, only_dear, MENU) is None
    assert nudge(replace(PROGRAMME, rules=None), nok(500), 110, _offers(points=110), MENU) is None
    assert nudge(PROGRAMME, nok(500), 999, _offers(points=999), MENU) is None


@given(st.integers(0, 400), st.lists(lines(), min_size=1, max_size=3))
def test_a_named_dish_really_closes_the_gap(points: int, ordered: list[OrderLine]) -> None:
    goods = an_order(lines=tuple(ordered)).amount
    near = nudge(PROGRAMME, goods, points, _offers(points=points), MENU)
    assume(near is not None)

    assert near is not None
    assert near.points > 0
    assert near.dish.price.minor // 100 + 1 >= near.points


def _offers(
    points: int | None = 110,
    won: WonReward = WAFFLE,
    held: frozenset[str] = frozenset(),
    own: frozenset[str] = frozenset(),
    menu: Catalog = MENU,
) -> tuple[Offer, ...]:
    return offers(CATALOGUE, (won,), points=points, held=held, own=own, catalog=menu)


def _standing(found: tuple[Offer, ...], key: str) -> Standing:
    return next(offer.standing for offer in found if offer.key == key)
