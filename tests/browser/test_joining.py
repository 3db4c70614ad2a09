"""A guest who is no member joins, before paying or after, and Pongo hears of it once, in the agreed bytes."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser

from app.ui import identifiers
from support.live_restaurant import LiveRestaurant
from support.tablet import PhoneOf, SeatAt

INGRID = "4791234567"
OLA = "4798765432"
OSLO = ZoneInfo("Europe/Oslo")

JOINED = b'{"has_optin":true,"has_email_optin":false,"phone":"4791234567","reference_store_slug":"demo-bistro-oslo"}'

ORDERED = (
    '{"order_id":"%(order)s-1","partner_order_id":"%(order)s","channel":"order_and_pay","delivery_mode":"on_site",'
    '"loyalty_store_slug":"demo-bistro-oslo","amount":18900,"tax_amount":3780,"status":"paid",'
    '"created_at":"%(created_at)s","delivery_status":"pending",'
    '"lines":[{"product_id":"SKU-FISH-SOUP","name":"Bergensk fiskesuppe","quantity":1,"unit_amount":18900,'
    '"amount":18900,"tax_amount":3780,"tax_rate":25.0,"category":"small"}],'
    '"customer":{"phone":"4791234567","customer_public_id":"%(customer)s"},'
    '"payments":[{"type":"online","amount":18900,"paid_at":"%(paid_at)s"}]}'
)


def test_joining_with_sms_only_reaches_pongo_byte_for_byte(
    seat: SeatAt, phone_of: PhoneOf, seeing_ingrid: Browser, restaurant: LiveRestaurant
) -> None:
    tablet = seat(seeing_ingrid).with_soup()
    tablet.shows(identifiers.JOIN_SMS)
    tablet.picture("join")
    tablet.activate(identifiers.JOIN_SMS)
    tablet.is_on(identifiers.JOIN_SMS, True)
    tablet.is_on(identifiers.JOIN_EMAIL, False)
    tablet.picture("join-by-sms")
    tablet.press(identifiers.JOIN_CONFIRM)
    tablet.is_at_the_bill()
    tablet.pays()
    phone_of(INGRID).approve()
    tablet.is_paid()
    tablet.says(identifiers.PAID_BALANCE, "189 points in all")
    tablet.picture("paid")
    order, customer = restaurant.newest_order(), restaurant.pongo.customer(INGRID)

    assert [JOINED] == [each["bytes"] for each in restaurant.pongo.received("POST /v1/customers")]
    assert customer is not None
    ordered = ORDERED % {
        "order": order["id"],
        "created_at": _moment(order["opened_at"]),
        "paid_at": _moment(restaurant.payments(order["id"])[-1]["settled_at"]),
        "customer": customer["public_id"],
    }
    assert [ordered.encode()] == [each["bytes"] for each in restaurant.pongo.received("POST /v1/orders")]
    assert (True, False, 189) == (customer["has_optin"], customer["has_email_optin"], customer["points"])


def test_both_answers_are_kept_as_evidence(seat: SeatAt, seeing_ingrid: Browser, restaurant: LiveRestaurant) -> None:
    tablet = seat(seeing_ingrid, (800, 1280)).with_soup("nb")
    tablet.shows(identifiers.JOIN_EMAIL)
    tablet.activate(identifiers.JOIN_EMAIL)
    tablet.is_on(identifiers.JOIN_EMAIL, True)
    tablet.picture("join-by-email")
    tablet.type_into(identifiers.JOIN_ADDRESS, "ingrid@example")
    tablet.press(identifiers.JOIN_CONFIRM)
    tablet.tells_at(identifiers.JOIN_ADDRESS, "Dette er ikke en e-postadresse.")
    tablet.picture("no-address")
    tablet.type_into(identifiers.JOIN_ADDRESS, "ingrid@example.test")
    tablet.press(identifiers.JOIN_CONFIRM)
    tablet.is_at_the_bill()
    order = restaurant.newest_order()
    kept = restaurant.consents(since=order["opened_at"])
    customer = restaurant.pongo.customer(INGRID)

    assert customer is not None
    assert (False, True, "ingrid@example.test") == tuple(
        customer[name] for name in ("has_optin", "has_email_optin", "email")
    )
    assert ["ingrid@example.test", None] == [each["address"] for each in kept]

    assert [
        (INGRID, "email", 1, "Ja, Fjord & Furu kan sende meg tilbud på e-post", "nb", order["tablet"]),
        (INGRID, "sms", 0, "Ja, Fjord & Furu kan sende meg tilbud på SMS", "nb", order["tablet"]),
    ] == [tuple(each[name] for name in ("phone", "channel", "given", "text", "language", "device")) for each in kept]
    assert all(order["opened_at"] <= each["at"] for each in kept)


def test_who_does_not_join_pays_all_the_same_and_pongo_is_told_of_no_opt_in(
    seat: SeatAt, phone_of: PhoneOf, seeing_ingrid: Browser, restaurant: LiveRestaurant
) -> None:
    tablet = seat(seeing_ingrid).with_soup()
    tablet.press(identifiers.JOIN_NOT_NOW)
    tablet.is_at_the_bill()
    tablet.pays()
    phone_of(INGRID).approve()
    tablet.is_paid()
    tablet.press(identifiers.PAID_DONE)
    tablet.shows(identifiers.WELCOME_EAT_HERE)
    restaurant.wait_for_posted(restaurant.newest_order()["id"])

    assert [] == restaurant.pongo.received("POST /v1/customers")
    assert [0] == [each["points_earned"] for each in restaurant.pongo.orders()]
    assert restaurant.pongo.customer(INGRID) is None


def test_joining_after_paying_attaches_the_paid_order(
    seat: SeatAt, phone_of: PhoneOf, empty_table: Browser, restaurant: LiveRestaurant
) -> None:
    tablet = seat(empty_table).with_soup()
    tablet.press(identifiers.IDENTIFY_WITHOUT)
    tablet.is_at_the_bill()
    tablet.pays()
    phone = phone_of(OLA)
    phone.scan_the_tablet()
    phone.approve()
    tablet.is_paid()
    tablet.picture("paid-unknown")
    tablet.press(identifiers.PAID_JOIN)
    tablet.types_number("987 65 432")
    tablet.shows(identifiers.JOIN_SMS)
    tablet.picture("join-after-paying")
    tablet.press(identifiers.JOIN_CONFIRM)
    tablet.is_paid()
    tablet.says(identifiers.PAID_BALANCE, "189 points in all")
    tablet.picture("paid-joined")

    assert [OLA] == [each["body"]["customer"]["phone"] for each in restaurant.pongo.orders()]
    assert [189] == [each["points_earned"] for each in restaurant.pongo.orders()]
    assert 1 == len(restaurant.pongo.received("POST /v1/orders"))


def _moment(kept: str) -> str:
    """As Pongo is told it: whole seconds on the restaurant's clock."""
    return datetime.fromisoformat(kept).replace(microsecond=0, tzinfo=UTC).astimezone(OSLO).isoformat()
