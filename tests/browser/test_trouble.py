"""Programs that die and disks that fill up while money is on its way: nobody is charged twice, nothing is lost."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from app.ui import identifiers
from support.live_restaurant import LiveRestaurant
from support.tablet import PhoneOf, SeatAt, Tablet

KARI = "4712345678"


@pytest.fixture
def mended(restaurant: LiveRestaurant) -> Iterator[LiveRestaurant]:
    """Whatever a test did to the programs, the next one finds them well."""
    yield restaurant
    restaurant.mend()


def test_a_hub_killed_while_a_payment_waits_comes_back_to_exactly_one_order(
    seat: SeatAt, phone_of: PhoneOf, empty_table: Browser, mended: LiveRestaurant
) -> None:
    tablet = _kari_at_the_bill(seat(empty_table))
    tablet.pays()
    mended.hub.kill()
    phone_of(KARI).approve()
    mended.hub.start()
    tablet.is_paid()
    tablet.says(identifiers.PAID_BALANCE, "309 ")
    tablet.picture("paid-after-the-restart")
    order = mended.newest_order()

    assert ["AUTHORIZED"] == [each["state"] for each in mended.vipps.payments()]
    assert [f"{order['id']}-1"] == [each["order_id"] for each in mended.posted(1)]
    assert 1 == len(mended.pongo.received("POST /v1/orders"))


def test_a_hub_killed_before_the_approval_goes_on_waiting(
    seat: SeatAt, phone_of: PhoneOf, empty_table: Browser, mended: LiveRestaurant
) -> None:
    tablet = _kari_at_the_bill(seat(empty_table, (800, 1280)))
    tablet.pays()
    mended.hub.kill()
    mended.hub.start()
    tablet.is_back()
    tablet.shows(identifiers.WAITING_TIME_LEFT)
    tablet.picture("waiting-after-the-restart")
    phone_of(KARI).approve()
    tablet.is_paid()

    assert 1 == len(mended.vipps.received("POST /epayment/v1/payments"))
    assert 1 == len(mended.posted(1))


def test_vipps_gone_in_the_middle_of_a_payment_ends_in_one_charge(
    seat: SeatAt, phone_of: PhoneOf, empty_table: Browser, mended: LiveRestaurant
) -> None:
    tablet = _kari_at_the_bill(seat(empty_table))
    tablet.pays()
    before = mended.vipps.payments()[0]
    mended.simulators.stop()
    tablet.says(identifiers.WAITING_STATUS, "Approve in Vipps")
    tablet.picture("vipps-gone")
    mended.simulators.start()  # it has forgotten everything, so the very same request is sent once more
    phone_of(KARI).approve()
    tablet.is_paid()
    tablet.says(identifiers.PAID_BALANCE, "309 points in all")
    payments = mended.vipps.payments()

    assert [(before["reference"], "AUTHORIZED")] == [(each["reference"], each["state"]) for each in payments]
    assert 1 == len(mended.posted(1))


def test_vipps_unreachable_from_the_start_is_told_at_once_and_nothing_is_charged(
    seat: SeatAt, phone_of: PhoneOf, empty_table: Browser, mended: LiveRestaurant
) -> None:
    tablet = _kari_at_the_bill(seat(empty_table))
    mended.simulators.stop()
    tablet.press(identifiers.ORDER_PAY)
    tablet.says(identifiers.TROUBLE_MESSAGE, "Nothing was charged")
    tablet.picture("vipps-unreachable")
    mended.simulators.start()
    tablet.press(identifiers.TROUBLE_PRIMARY)
    tablet.shows(identifiers.WAITING_TIME_LEFT)
    phone_of(KARI).approve()
    tablet.is_paid()

    assert ["AUTHORIZED"] == [each["state"] for each in mended.vipps.payments()]


def test_pongo_down_while_paying_gets_the_order_when_it_is_back(
    seat: SeatAt, phone_of: PhoneOf, empty_table: Browser, mended: LiveRestaurant
) -> None:
    tablet = _kari_at_the_bill(seat(empty_table))
    mended.pongo.break_next("POST /v1/orders", "status", status=503, times=2)
    tablet.pays()
    phone_of(KARI).approve()
    tablet.is_paid()
    tablet.says(identifiers.PAID_POINTS_EARNED, "on their way")
    tablet.picture("points-on-their-way")
    tablet.says(identifiers.PAID_BALANCE, "309 points in all")
    posts = mended.pongo.received("POST /v1/orders")

    assert [503, 503, 201] == [each["status"] for each in posts]
    assert 1 == len({each["bytes"] for each in posts})
    assert 1 == len(mended.pongo.orders())


def test_a_hub_does_not_begin_on_a_read_only_database_and_the_order_is_still_there_afterwards(
    seat: SeatAt, phone_of: PhoneOf, empty_table: Browser, mended: LiveRestaurant
) -> None:
    tablet = _kari_at_the_bill(seat(empty_table))
    told = mended.refuse_read_only()
    mended.hub.start()
    tablet.is_back()
    tablet.is_at_the_bill()

    assert "the database is read-only" in told
    assert [] == mended.vipps.received("POST /epayment/v1/payments")
    _pays_after_all(tablet, phone_of, mended)


def test_a_full_disk_refuses_to_pay_before_anything_is_sent(
    seat: SeatAt, phone_of: PhoneOf, empty_table: Browser, mended: LiveRestaurant
) -> None:
    tablet = _kari_at_the_bill(seat(empty_table))
    with mended.unwritable():
        _is_refused(tablet, mended)
    _pays_after_all(tablet, phone_of, mended)


def _kari_at_the_bill(tablet: Tablet) -> Tablet:
    tablet.with_soup()
    tablet.types_number("12345678")
    tablet.press(identifiers.MEMBER_CONTINUE)
    tablet.is_at_the_bill()
    return tablet


def _is_refused(tablet: Tablet, restaurant: LiveRestaurant) -> None:
    tablet.is_back()
    tablet.shows(identifiers.ORDER_PAY)
    tablet.press(identifiers.ORDER_PAY)
    tablet.says(identifiers.TROUBLE_MESSAGE, "Nothing was charged")
    tablet.tells(re.compile("The till cannot save anything right now"))
    tablet.picture("cannot-save")

    assert [] == restaurant.vipps.received("POST /epayment/v1/payments")


def _pays_after_all(tablet: Tablet, phone_of: PhoneOf, restaurant: LiveRestaurant) -> None:
    if tablet.id(identifiers.TROUBLE_PRIMARY).count():
        tablet.press(identifiers.TROUBLE_PRIMARY)
    tablet.is_at_the_bill()
    tablet.pays()
    phone_of(KARI).approve()
    tablet.is_paid()

    assert 1 == len(restaurant.vipps.received("POST /epayment/v1/payments"))
    assert 1 == len(restaurant.posted(1))
