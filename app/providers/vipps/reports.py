"""From Vipps' words for a payment to ours."""

from app.domain.money import Currency, Money
from app.domain.payment import Ending, PaymentReport, PaymentState
from app.ports.payment_provider import PaymentEvent
from app.providers.http.request import UnreadableAnswer
from app.providers.vipps.moments import in_utc
from app.providers.vipps.schemas.epayment import AnsweredAmount, EventAnswer, PaymentAnswer

STATES: dict[str, PaymentState] = {
    "CREATED": PaymentState.REQUESTED,
    "AUTHORIZED": PaymentState.AUTHORIZED,
    "ABORTED": PaymentState.ABORTED,
    "EXPIRED": PaymentState.EXPIRED,
    "TERMINATED": PaymentState.TERMINATED,
}
ENDINGS: dict[str, Ending] = {
    "ABORTED": Ending.DECLINED,
    "EXPIRED": Ending.EXPIRED,
    "TERMINATED": Ending.CANCELLED,
}


def report_of(payment: PaymentAnswer, currency: Currency) -> PaymentReport:
    """State and amounts; raises :class:`UnreadableAnswer` for amounts in another currency than the sales unit's."""
    aggregate = payment.aggregate
    return PaymentReport(
        state=STATES[payment.state],
        authorized=_money(aggregate.authorizedAmount, currency),
        captured=_money(aggregate.capturedAmount, currency),
        cancelled=_money(aggregate.cancelledAmount, currency),
        refunded=_money(aggregate.refundedAmount, currency),
        psp_reference=payment.pspReference,
        ending=ENDINGS.get(payment.state),
        guaranteed_until=payment.captureGuaranteedUntil,
    )


def event_of(event: EventAnswer, currency: Currency) -> PaymentEvent:
    """One line of the log, its time in UTC."""
    return PaymentEvent(
        name=event.name,
        amount=_money(event.amount, currency),
        at=in_utc(event.timestamp),
        success=event.success,
        psp_reference=event.pspReference,
        key=event.idempotencyKey,
    )


def _money(amount: AnsweredAmount, currency: Currency) -> Money:
    if amount.currency != currency:
        raise UnreadableAnswer("an amount in another currency")
    return Money(amount.value, currency)
