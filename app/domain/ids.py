"""Names of things: text that was checked once, when it was made."""

import re
from typing import NewType, Self

from app.domain.errors import InvalidValue

OrderId = NewType("OrderId", str)
LineId = NewType("LineId", str)
ProductId = NewType("ProductId", str)
TabletId = NewType("TabletId", str)
MessageId = NewType("MessageId", str)
LocationId = NewType("LocationId", str)


class _Checked(str):
    """Text of one pattern; making one from other text raises :class:`InvalidValue`."""

    __slots__ = ()
    pattern = re.compile(r".+")

    def __new__(cls, text: str) -> Self:
        if not cls.pattern.fullmatch(text):
            msg = f"{cls.__name__} does not match {cls.pattern.pattern}"
            raise InvalidValue(msg)
        return super().__new__(cls, text)


class Reference(_Checked):
    """A payment's name at the provider, unique per sales unit: 8 to 64 letters, digits and hyphens (Vipps ePayment)."""

    __slots__ = ()
    pattern = re.compile(r"[a-zA-Z0-9-]{8,64}")


class IdempotencyKey(_Checked):
    """Sent with a request so that a repeat does nothing twice: at most 50 characters (Vipps ePayment)."""

    __slots__ = ()
    pattern = re.compile(r"[a-zA-Z0-9-]{1,50}")


def payment_reference(order_id: OrderId, share: int, attempt: int) -> Reference:
    """The reference of one attempt to pay one share, such as ``taffel-4f2k9d-1-2``: a new attempt, a new reference."""
    return Reference(f"taffel-{order_id}-{share}-{attempt}")


def posted_order_id(order_id: OrderId, share: int) -> str:
    """The stable order id under which a share is posted to the loyalty programme, whatever was retried before."""
    return f"{order_id}-{share}"
