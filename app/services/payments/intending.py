"""Make the payment that will ask for a share: its reference, key and exact body, before anything is sent."""

from app.domain.errors import InvalidValue
from app.domain.ids import IdempotencyKey, payment_reference
from app.domain.money import zero
from app.domain.order import Order
from app.domain.payment import LIFETIME, Payment, PaymentFlow
from app.domain.restaurant import Restaurant
from app.domain.split import Share
from app.ports.clock import Clock
from app.ports.payment_provider import PaymentAsk, PaymentProvider
from app.services.payments.kept_codes import KeptCodes

LARGEST_AMOUNT = 65_000_000
"""Minor units (ePayment, create payment)."""


class Intending:
    """Sends nothing and stores nothing."""

    def __init__(self, *, provider: PaymentProvider, clock: Clock, restaurant: Restaurant, codes: KeptCodes) -> None:
        self._provider = provider
        self._codes = codes
        self._clock = clock
        self._restaurant = restaurant

    def payment(self, order: Order, share: Share, flow: PaymentFlow | None = None) -> Payment:
        """The intent to ask for a reserved share; by one-time QR where neither a number nor a fresh code is known.

        Raises :class:`InvalidValue` for an amount or a currency that the provider would never take.
        """
        _check(share, self._restaurant)
        now = self._clock.now()
        phone = share.guest.phone if share.guest else None
        code = None if phone else self._codes.of(order.id, share.number)
        chosen = flow or (PaymentFlow.PUSH_MESSAGE if phone or code else PaymentFlow.QR)
        reference = payment_reference(order.id, share.number, share.attempts)
        ask = PaymentAsk(
            reference=reference,
            order=order,
            share=share,
            flow=chosen,
            phone=phone if chosen is PaymentFlow.PUSH_MESSAGE else None,
            personal_qr=code if chosen is PaymentFlow.PUSH_MESSAGE else None,
            language=self._restaurant.language,
            description=f"{self._restaurant.name} #{order.number}"[:100],
        )
        nothing = zero(share.amount.currency)
        return Payment(
            reference=reference,
            order_id=order.id,
            share=share.number,
            attempt=share.attempts,
            amount=share.amount,
            flow=chosen,
            key=IdempotencyKey(f"{reference}-create"),
            body=self._provider.prepare(ask),
            created_at=now,
            expires_at=now + LIFETIME,
            authorized=nothing,
            captured=nothing,
            cancelled=nothing,
            refunded=nothing,
        )


def _check(share: Share, restaurant: Restaurant) -> None:
    amount = share.amount
    if amount.minor <= 0:
        raise InvalidValue("a payment must be more than nothing")
    if amount.minor > LARGEST_AMOUNT:
        raise InvalidValue(f"a payment of {amount.minor} is over the limit of {LARGEST_AMOUNT} minor units")
    if amount.currency is not restaurant.currency:
        raise InvalidValue(f"this restaurant sells in {restaurant.currency}, not {amount.currency}")
