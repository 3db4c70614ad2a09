"""Small valid values of the domain; a test names only what it is about."""

from datetime import datetime, timedelta

from app.domain.catalog import Product
from app.domain.customer import Channel, Consent, Guest, IdentifiedBy, Member, PhoneNumber
from app.domain.enrolment import LIFETIME as TIME_TO_ANSWER
from app.domain.enrolment import Enrolment, EnrolmentId
from app.domain.ids import IdempotencyKey, LineId, MessageId, OrderId, ProductId, TabletId, payment_reference
from app.domain.money import Currency, Money
from app.domain.order import Order, OrderLine, OrderState, order_line
from app.domain.outbox import MessageKind, OutboxMessage
from app.domain.payment import LIFETIME, Payment, PaymentFlow, PaymentReport, PaymentState
from app.domain.split import Share
from app.domain.vat import Country, Serving, VatClass
from support.clocks import START

PHONE = PhoneNumber("4712345678")
OTHER_PHONE = PhoneNumber("4798765432")
ORDER_ID = OrderId("order00001")
TABLET = TabletId("tablet-1")


def nok(minor: int) -> Money:
    """So many øre."""
    return Money(minor, Currency.NOK)


def a_product(
    product_id: str = "soup", price: int = 18900, vat_class: VatClass = VatClass.FOOD, minimum_age: int = 0
) -> Product:
    return Product(
        id=ProductId(product_id),
        sku=f"SKU-{product_id}",
        category="mains",
        name={"en": "Fish soup", "nb": "Fiskesuppe"},
        description={"en": "With cod"},
        price=nok(price),
        vat_class=vat_class,
        minimum_age=minimum_age,
    )


def a_line(line_id: str = "line00001", product: Product | None = None, quantity: int = 1, note: str = "") -> OrderLine:
    return order_line(LineId(line_id), product or a_product(), quantity=quantity, note=note)


def an_order(
    order_id: OrderId = ORDER_ID,
    lines: tuple[OrderLine, ...] | None = None,
    state: OrderState = OrderState.OPEN,
    guest: Guest | None = None,
    opened_at: datetime = START,
) -> Order:
    return Order(
        id=order_id,
        number=1,
        tablet=TABLET,
        serving=Serving.EAT_HERE,
        country=Country.NO,
        currency=Currency.NOK,
        opened_at=opened_at,
        lines=(a_line(),) if lines is None else lines,
        state=state,
        guest=guest,
    )


def a_member(phone: PhoneNumber = PHONE, points: int | None = 120) -> Member:
    return Member(customer_id="cus_kari", phone=phone, name="Kari", points=points, email_opt_in=False, sms_opt_in=True)


def a_guest(phone: PhoneNumber = PHONE, member: Member | None = None) -> Guest:
    return Guest(phone=phone, identified_by=IdentifiedBy.VIPPS_QR, member=member, asked=member is not None)


def a_share(order_id: OrderId = ORDER_ID, number: int = 1, amount: int = 18900, guest: Guest | None = None) -> Share:
    return Share(order_id=order_id, number=number, amount=nok(amount), line_ids=(LineId("line00001"),), guest=guest)


def a_payment(
    order_id: OrderId = ORDER_ID,
    share: int = 1,
    attempt: int = 1,
    amount: int = 18900,
    state: PaymentState = PaymentState.INTENDED,
) -> Payment:
    authorized = amount if state is PaymentState.AUTHORIZED else 0
    return Payment(
        reference=payment_reference(order_id, share, attempt),
        order_id=order_id,
        share=share,
        attempt=attempt,
        amount=nok(amount),
        flow=PaymentFlow.PUSH_MESSAGE,
        key=IdempotencyKey(f"key-{order_id}-{share}-{attempt}"),
        body='{"amount":18900}',
        created_at=START,
        expires_at=START + LIFETIME,
        state=state,
        authorized=nok(authorized),
        captured=nok(0),
        cancelled=nok(0),
        refunded=nok(0),
    )


def a_report(
    state: PaymentState = PaymentState.AUTHORIZED, authorized: int = 0, captured: int = 0, cancelled: int = 0
) -> PaymentReport:
    return PaymentReport(
        state=state, authorized=nok(authorized), captured=nok(captured), cancelled=nok(cancelled), refunded=nok(0)
    )


def a_message(
    message_id: str = "message00001",
    order_id: OrderId = ORDER_ID,
    share: int = 1,
    kind: MessageKind = MessageKind.ORDER,
    due_after: float = 0,
) -> OutboxMessage:
    return OutboxMessage(
        id=MessageId(message_id),
        kind=kind,
        order_id=order_id,
        share=share,
        due_at=START + timedelta(seconds=due_after),
        created_at=START,
    )


def a_consent(channel: Channel = Channel.SMS, *, given: bool = True, at: datetime = START) -> Consent:
    return Consent(
        phone=PHONE,
        channel=channel,
        given=given,
        text="Ja, send meg tilbud på SMS",
        language="nb",
        at=at,
        device="tablet-1",
    )


def an_enrolment(enrolment_id: str = "auth-req-1", order_id: OrderId = ORDER_ID, at: datetime = START) -> Enrolment:
    return Enrolment(
        id=EnrolmentId(enrolment_id),
        order_id=order_id,
        phone=PHONE,
        device=TABLET,
        binding_message="4MZ-CQ3",
        nonce="nonce00001",
        interval=5,
        started_at=at,
        expires_at=at + TIME_TO_ANSWER,
    )
