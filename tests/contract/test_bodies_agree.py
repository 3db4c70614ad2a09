"""The receipt in the guest's app and the order at Hey Pongo tell the same sale, to the øre."""

import json
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalog import Modifier
from app.domain.ids import LineId
from app.domain.order import Order, OrderLine
from app.domain.payment import PaymentFlow
from app.domain.split import Share, whole_bill
from app.domain.vat import Serving, VatClass
from app.providers.pongo.config import PongoConfig
from app.providers.pongo.orders import order_body
from app.providers.vipps.config import VippsConfig
from app.providers.vipps.receipt import payment_body
from support.example_order import AMOUNT_SHARE, BURGER, ORDER, nok, paid_share, payment_ask

VIPPS = VippsConfig(base_url="http://127.0.0.1:1", client_id="i", client_secret="s", subscription_key="k", msn="123456")
PONGO = PongoConfig(base_url="http://127.0.0.1:1", token="t")


@st.composite
def orders(draw: st.DrawFn) -> Order:
    """An order of one to eight lines with any prices, modifiers and rates."""
    lines = tuple(draw(order_lines(number)) for number in range(draw(st.integers(1, 8))))
    return replace(ORDER, serving=draw(st.sampled_from(Serving)), lines=lines)


@st.composite
def order_lines(draw: st.DrawFn, number: int) -> OrderLine:
    extras = draw(st.lists(st.integers(0, 5_000), max_size=3))
    return replace(
        BURGER,
        id=LineId(f"line{number:05}"),
        unit_price=nok(draw(st.integers(100, 50_000))),
        quantity=draw(st.integers(1, 20)),
        vat_class=draw(st.sampled_from(VatClass)),
        modifiers=tuple(Modifier(id=f"m{i}", name={"en": f"Extra {i}"}, price=nok(p)) for i, p in enumerate(extras)),
        minimum_age=draw(st.sampled_from([0, 18])),
    )


def both(order: Order, share: Share) -> tuple[dict[str, Any], dict[str, Any]]:
    """What Vipps and Pongo are told of a share."""
    asked = replace(payment_ask(share, PaymentFlow.QR), order=order)
    posted = replace(paid_share(share), order=order)
    return json.loads(payment_body(VIPPS, asked)), json.loads(order_body(PONGO, posted))


@given(orders())
def test_a_whole_bill_is_the_same_sale_on_both_sides(order: Order) -> None:
    (share,) = whole_bill(order)

    asked, posted = both(order, share)

    receipt = asked["receipt"]["orderLines"]
    assert asked["amount"]["value"] == posted["amount"] == order.amount.minor
    assert [line["totalAmount"] for line in receipt] == [line["amount"] for line in posted["lines"]]
    assert [line["totalTaxAmount"] for line in receipt] == [line["tax_amount"] for line in posted["lines"]]
    assert posted["tax_amount"] == sum(part.tax.minor for part in order.vat())


@given(orders(), st.integers(100, 1_000_000))
def test_a_share_by_amount_is_the_same_sale_on_both_sides(order: Order, minor: int) -> None:
    asked, posted = both(order, replace(AMOUNT_SHARE, amount=nok(minor)))

    receipt = asked["receipt"]["orderLines"]
    assert sum(line["totalAmount"] for line in receipt) == posted["amount"] == minor
    assert sum(line["totalTaxAmount"] for line in receipt) == posted["tax_amount"]


@given(orders())
def test_preparing_twice_gives_the_same_bytes(order: Order) -> None:
    (share,) = whole_bill(order)
    ask = replace(payment_ask(share), order=order)
    paid = replace(paid_share(share), order=order)

    assert payment_body(VIPPS, ask) == payment_body(VIPPS, ask)
    assert order_body(PONGO, paid) == order_body(PONGO, paid)
