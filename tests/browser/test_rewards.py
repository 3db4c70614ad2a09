"""A member uses a free coffee while a second tablet tries the same one."""

import re

from playwright.sync_api import Browser

from app.ui import identifiers
from support.live_restaurant import LiveRestaurant
from support.tablet import PhoneOf, SeatAt

KARI = "4712345678"
TYPED = "12 34 56 78"
COFFEE = "rwd_coffee"
LOCKS = "POST /v1/customers/*/rewards/lock"
UPRIGHT, HAND = (800, 1280), (390, 844)


def test_a_free_coffee_is_used_once_and_by_one_of_two_tablets(
    seat: SeatAt, phone_of: PhoneOf, empty_table: Browser, restaurant: LiveRestaurant
) -> None:
    second = seat(empty_table, HAND).with_soup()
    second.types_number(TYPED)
    second.reach(identifiers.reward_use(COFFEE))
    second.assert_in_sight(identifiers.MEMBER_CONTINUE)
    second.assert_in_sight(identifiers.MEMBER_NOT_ME)
    second.picture("rewards")
    first = seat(empty_table, UPRIGHT).with_soup()
    first.types_number(TYPED)
    first.press(identifiers.reward_use(COFFEE))
    first.shows(identifiers.REWARD_BACK)
    first.picture("taken")
    second.press(identifiers.reward_use(COFFEE))
    second.tells(re.compile("in use on another tablet"))
    second.picture("in-use")
    first.press(identifiers.MEMBER_CONTINUE)
    first.is_at_the_bill()
    first.pays()
    phone_of(KARI).approve()
    first.is_paid()
    first.says(identifiers.PAID_BALANCE, "209 points in all")
    first.picture("paid")
    (order,) = restaurant.pongo.orders()
    kari = restaurant.pongo.customer(KARI)
    tried = [(each["status"], COFFEE in each["bytes"].decode()) for each in restaurant.pongo.received(LOCKS)]
    restaurant.wait_for_free_rewards()

    assert kari is not None
    assert (18900, 189) == (order["amount"], order["points_earned"])
    assert [COFFEE] == order["body"]["reward_ids"]
    assert [COFFEE] == [each["public_reward_id"] for each in order["body"]["lines"] if each.get("public_reward_id")]
    assert ([100], 209) == (restaurant.pongo.spent(kari["public_id"]), kari["points"])
    assert [(201, True)] == tried, "the second tablet never gets as far as Pongo"
