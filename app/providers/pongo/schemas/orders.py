"""Bodies of POST create order. Money is whole minor units."""

from pydantic import Field

from app.providers.http.schema import AnswerBody, RequestBody
from app.providers.pongo import wire


class LineBody(RequestBody):
    """``unit_amount`` is one piece with its modifiers; all amounts include tax; ``tax_rate`` is per cent."""

    product_id: str | None = Field(default=None, serialization_alias=wire.OrderLine.PRODUCT_ID)
    name: str = Field(serialization_alias=wire.OrderLine.NAME, min_length=1)
    quantity: int = Field(serialization_alias=wire.OrderLine.QUANTITY, ge=1)
    unit_amount: int = Field(serialization_alias=wire.OrderLine.UNIT_AMOUNT)
    amount: int = Field(serialization_alias=wire.OrderLine.AMOUNT)
    tax_amount: int = Field(serialization_alias=wire.OrderLine.TAX_AMOUNT)
    tax_rate: float | None = Field(default=None, serialization_alias=wire.OrderLine.TAX_RATE)
    category: str | None = Field(default=None, serialization_alias=wire.OrderLine.CATEGORY)
    reward_id: str | None = Field(default=None, serialization_alias=wire.OrderLine.REWARD_ID)


class OrderCustomerBody(RequestBody):
    """Who is credited; an unknown number is enrolled by the order. Answers about offers travel on their own."""

    phone: str = Field(serialization_alias=wire.OrderCustomer.PHONE)
    public_id: str | None = Field(default=None, serialization_alias=wire.OrderCustomer.PUBLIC_ID)


class OrderPaymentBody(RequestBody):
    """Money that is safe."""

    type: str = Field(default=wire.Value.PAYMENT_ONLINE, serialization_alias=wire.OrderPayment.TYPE)
    amount: int = Field(serialization_alias=wire.OrderPayment.AMOUNT)
    paid_at: str = Field(serialization_alias=wire.OrderPayment.PAID_AT)


class OrderBody(RequestBody):
    """One paid share."""

    order_id: str = Field(serialization_alias=wire.Order.ORDER_ID)
    partner_order_id: str = Field(serialization_alias=wire.Order.PARTNER_ORDER_ID)
    channel: str = Field(default=wire.Value.CHANNEL_ORDER_AND_PAY, serialization_alias=wire.Order.CHANNEL)
    delivery_mode: str = Field(serialization_alias=wire.Order.DELIVERY_MODE)
    store_slug: str = Field(serialization_alias=wire.Order.STORE_SLUG)
    amount: int = Field(serialization_alias=wire.Order.AMOUNT, ge=0)
    tax_amount: int = Field(serialization_alias=wire.Order.TAX_AMOUNT, ge=0)
    reward_ids: tuple[str, ...] | None = Field(default=None, serialization_alias=wire.Order.REWARD_IDS)
    status: str = Field(default=wire.Value.STATUS_PAID, serialization_alias=wire.Order.STATUS)
    created_at: str = Field(serialization_alias=wire.Order.CREATED_AT)
    delivery_status: str = Field(
        default=wire.Value.DELIVERY_STATUS_PENDING, serialization_alias=wire.Order.DELIVERY_STATUS
    )
    lines: tuple[LineBody, ...] | None = Field(serialization_alias=wire.Order.LINES)
    customer: OrderCustomerBody | None = Field(serialization_alias=wire.Order.CUSTOMER)
    payments: tuple[OrderPaymentBody, ...] = Field(serialization_alias=wire.Order.PAYMENTS)


class OrderStatusBody(RequestBody):
    """What an order has become."""

    status: str = Field(serialization_alias=wire.Order.STATUS)


class CreditedCustomer(AnswerBody):
    """The customer after the credit."""

    points: int | None = Field(default=None, validation_alias=wire.Earned.BALANCE)


class EarnedAnswer(AnswerBody):
    """What an order or a check-in earned; a repeated order says nothing of it."""

    points_earned: int | None = Field(default=None, validation_alias=wire.Earned.POINTS_EARNED)
    customer: CreditedCustomer | None = Field(default=None, validation_alias=wire.Earned.CUSTOMER)
