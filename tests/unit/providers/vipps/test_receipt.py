"""What a payment request says, byte for byte."""

import json
from dataclasses import replace

import pytest

from app.domain.customer import PersonalQr, PhoneNumber
from app.domain.errors import InvalidValue
from app.domain.money import Currency, Money
from app.domain.payment import PaymentFlow
from app.domain.reward import TakenReward
from app.domain.split import Share, whole_bill
from app.ports.payment_provider import PaymentAsk
from app.providers.vipps.config import VippsConfig
from app.providers.vipps.receipt import payment_body
from support.example_order import AMOUNT_SHARE, BURGER, ORDER, WHOLE, nok, payment_ask
from support.examples import example_text
from support.rewards import FREE_COFFEE, money_off

CONFIG = VippsConfig(
    base_url="http://127.0.0.1:1", client_id="id", client_secret="secret", subscription_key="key", msn="123456"
)


def test_a_push_request_for_a_whole_bill_is_the_example_byte_for_byte() -> None:
    body = payment_body(CONFIG, payment_ask())

    assert body == example_text("vipps/create_payment.push.request")


def test_a_push_request_to_who_is_known_by_a_code_alone_names_the_whole_code() -> None:
    ask = replace(payment_ask(), phone=None, personal_qr=PersonalQr("https://qr.vipps.no/p/a-token"))
    customer = json.loads(payment_body(CONFIG, ask))["customer"]

    assert customer == {"personalQr": "https://qr.vipps.no/p/a-token"}


def test_a_known_number_is_asked_rather_than_a_code() -> None:
    ask = replace(payment_ask(), personal_qr=PersonalQr("https://qr.vipps.no/p/a-token"))
    customer = json.loads(payment_body(CONFIG, ask))["customer"]

    assert list(customer) == ["phoneNumber"]


def test_a_qr_request_for_a_share_by_amount_is_the_example_byte_for_byte() -> None:
    body = payment_body(CONFIG, payment_ask(AMOUNT_SHARE, PaymentFlow.QR))

    assert body == example_text("vipps/create_payment.qr.request")


def test_an_order_without_age_limit_asks_for_no_age() -> None:
    order = replace(ORDER, lines=(BURGER,))
    (share,) = whole_bill(order)

    body = json.loads(payment_body(CONFIG, replace(payment_ask(), order=order, share=share)))

    assert "minimumUserAge" not in body


def test_the_age_limit_is_that_of_the_lines_that_the_share_pays_for() -> None:
    share = replace(WHOLE, line_ids=(BURGER.id,), amount=BURGER.amount)

    body = json.loads(payment_body(CONFIG, payment_ask(share)))

    assert "minimumUserAge" not in body


@pytest.mark.parametrize("share", [WHOLE, AMOUNT_SHARE], ids=["lines", "amount"])
def test_receipt_lines_add_up_to_the_share_and_to_themselves(share: Share) -> None:
    lines = json.loads(payment_body(CONFIG, payment_ask(share)))["receipt"]["orderLines"]

    assert sum(line["totalAmount"] for line in lines) == share.amount.minor
    assert all(line["totalAmountExcludingTax"] + line["totalTaxAmount"] == line["totalAmount"] for line in lines)


@pytest.mark.parametrize("taken", [FREE_COFFEE, money_off(amount=5000), money_off(basis_points=3333)])
def test_what_a_reward_takes_off_is_a_return_so_that_the_lines_add_up(taken: TakenReward) -> None:
    order = replace(ORDER, reward=taken)
    (share,) = whole_bill(order)

    lines = json.loads(payment_body(CONFIG, replace(payment_ask(), order=order, share=share)))["receipt"]["orderLines"]

    assert share.amount.minor == sum(
        -line["totalAmount"] if line.get("isReturn") else line["totalAmount"] for line in lines
    )
    assert all(line["totalAmountExcludingTax"] + line["totalTaxAmount"] == line["totalAmount"] for line in lines)
    assert all(line["totalAmount"] >= 0 for line in lines)


def test_nothing_that_the_guest_wrote_leaves_the_house() -> None:
    assert "onions" not in payment_body(CONFIG, payment_ask())


@pytest.mark.parametrize(
    ("ask", "why"),
    [
        (payment_ask(replace(AMOUNT_SHARE, amount=nok(99))), "less than Vipps takes"),
        (payment_ask(replace(AMOUNT_SHARE, amount=nok(65_000_001))), "amount.value"),
        (payment_ask(replace(AMOUNT_SHARE, amount=Money(20_000, Currency.SEK))), "takes NOK, not SEK"),
        (payment_ask(replace(WHOLE, amount=nok(1000))), "add up"),
        (replace(payment_ask(), phone=None), "needs a phone number"),
        (replace(payment_ask(), phone=PhoneNumber("47123456")), "customer.phoneNumber"),
        (replace(payment_ask(), description="No"), "paymentDescription"),
        (replace(payment_ask(), description="x" * 101), "paymentDescription"),
    ],
)
def test_what_vipps_would_never_take_is_refused_before_anything_is_stored(ask: PaymentAsk, why: str) -> None:
    with pytest.raises(InvalidValue, match=why):
        payment_body(CONFIG, ask)


def test_a_refused_value_is_not_repeated_in_the_message() -> None:
    with pytest.raises(InvalidValue) as caught:
        payment_body(CONFIG, replace(payment_ask(), phone=PhoneNumber("47123456")))

    assert "47123456" not in str(caught.value)
