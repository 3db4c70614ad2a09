"""The order that the wire examples are about: two rates, modifiers, an age limit."""

from dataclasses import replace
from datetime import timedelta

from app.domain.catalog import Modifier
from app.domain.customer import Guest, IdentifiedBy, Member, PhoneNumber
from app.domain.ids import LineId, OrderId, ProductId, TabletId, payment_reference
from app.domain.money import Currency, Money
from app.domain.order import Order, OrderLine
from app.domain.payment import PaymentFlow
from app.domain.split import Share, whole_bill
from app.domain.vat import Country, Serving, VatClass
from app.ports.loyalty_program import PaidShare
from app.ports.payment_provider import PaymentAsk
from support.clocks import START

KARI = PhoneNumber("4712345678")
MEMBER = Member(customer_id="cus_abc", phone=KARI, name="Kari Nordmann", points=120)
GUEST = Guest(phone=KARI, identified_by=IdentifiedBy.VIPPS_QR, member=MEMBER, asked=True)
PAID_AT = START + timedelta(minutes=5)


def nok(minor: int) -> Money:
    """So many øre."""
    return Money(minor, Currency.NOK)


BURGER = OrderLine(
    id=LineId("line00001"),
    product_id=ProductId("burger"),
    sku="SKU-BURGER",
    name={"en": "Burger"},
    category="mains",
    quantity=2,
    unit_price=nok(18900),
    vat_class=VatClass.FOOD,
    modifiers=(
        Modifier(id="bacon", name={"en": "Bacon"}, price=nok(2500)),
        Modifier(id="brioche", name={"en": "Brioche"}, price=nok(0)),
    ),
    note="For Kari, no onions",
)
PILS = OrderLine(
    id=LineId("line00002"),
    product_id=ProductId("pils"),
    sku="SKU-PILS",
    name={"en": "Lager", "nb": "Øl"},
    category="drinks",
    quantity=1,
    unit_price=nok(9800),
    vat_class=VatClass.ALCOHOL,
    minimum_age=18,
)
ORDER = Order(
    id=OrderId("order00001"),
    number=12,
    tablet=TabletId("tablet-1"),
    serving=Serving.TAKE_AWAY,
    country=Country.NO,
    currency=Currency.NOK,
    opened_at=START,
    lines=(BURGER, PILS),
    guest=GUEST,
)
(WHOLE,) = whole_bill(ORDER)
AMOUNT_SHARE = Share(order_id=ORDER.id, number=2, amount=nok(20000), line_ids=())


def payment_ask(share: Share = WHOLE, flow: PaymentFlow = PaymentFlow.PUSH_MESSAGE) -> PaymentAsk:
    """Ask Kari to pay a share of the order."""
    return PaymentAsk(
        reference=payment_reference(ORDER.id, share.number, 1),
        order=ORDER,
        share=share,
        flow=flow,
        phone=KARI if flow is PaymentFlow.PUSH_MESSAGE else None,
        language="nb",
        description="Ordre 12, Fjord & Furu",
    )


def paid_share(share: Share = WHOLE, guest: Guest | None = GUEST) -> PaidShare:
    """The share, paid."""
    return PaidShare(
        order=replace(ORDER, guest=guest),
        share=replace(share, guest=guest),
        paid_at=PAID_AT,
        payment_reference="taffel-order00001-1-1",
        store_slug="demo-bistro-oslo",
        language="nb",
    )
