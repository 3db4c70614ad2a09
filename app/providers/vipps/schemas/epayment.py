"""Bodies of the ePayment API 1.8.1; limits are those of its specification."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from app.providers.http.schema import AnswerBody, RequestBody
from app.providers.vipps.moments import moment_or_nothing

EPaymentCurrency = Literal["NOK", "DKK", "EUR"]
LARGEST_AMOUNT = 65_000_000
SMALLEST_AMOUNT: dict[str, int] = {"NOK": 100, "DKK": 1, "EUR": 1}
"""Below these the API answers 6010."""


class Amount(RequestBody):
    """Minor units."""

    currency: EPaymentCurrency
    value: int = Field(ge=0, le=LARGEST_AMOUNT)


class Customer(RequestBody):
    """Exactly one way to name the payer: the number, or the whole text of a scanned personal QR."""

    phoneNumber: str | None = Field(default=None, pattern=r"^\d{9,15}$")
    personalQr: str | None = Field(default=None, min_length=5, max_length=255)


class PaymentMethod(RequestBody):
    """``WALLET`` stands for every source in the app."""

    type: Literal["WALLET"] = "WALLET"


class QrFormat(RequestBody):
    """``TEXT/TARGETURL``: we draw the code ourselves."""

    format: Literal["TEXT/TARGETURL"] = "TEXT/TARGETURL"


class UnitInfo(RequestBody):
    """``unitPrice`` includes tax; ``quantity`` is text."""

    unitPrice: int = Field(ge=0)
    quantity: str = Field(pattern=r"^\d+([\.]\d{1,8})?$", max_length=10)
    quantityUnit: Literal["PCS"] = "PCS"


class ReceiptLine(RequestBody):
    """``taxRate`` in hundredths of a percent. A return counts negative."""

    name: str = Field(min_length=1)
    id: str = Field(min_length=1)
    totalAmount: int
    totalAmountExcludingTax: int
    totalTaxAmount: int
    taxRate: int = Field(ge=0, le=10_000)
    unitInfo: UnitInfo | None = None
    isReturn: bool | None = None


class BottomLine(RequestBody):
    """The foot of the receipt; totals are computed from the lines."""

    currency: EPaymentCurrency
    posId: str
    receiptNumber: str


class Receipt(RequestBody):
    """Shown in the guest's app."""

    orderLines: tuple[ReceiptLine, ...] = Field(min_length=1)
    bottomLine: BottomLine


class CreatePaymentRequest(RequestBody):
    """A payment of a guest who stands at the tablet."""

    amount: Amount
    customer: Customer | None = None
    customerInteraction: Literal["CUSTOMER_PRESENT"] = "CUSTOMER_PRESENT"
    minimumUserAge: int | None = Field(default=None, ge=0, le=100)
    paymentMethod: PaymentMethod = PaymentMethod()
    reference: str = Field(pattern=r"^[a-zA-Z0-9-]{8,64}$")
    userFlow: Literal["PUSH_MESSAGE", "QR"]
    qrFormat: QrFormat | None = None
    paymentDescription: str = Field(min_length=3, max_length=100)
    receipt: Receipt
    metadata: dict[str, str] = Field(max_length=5)


class ModificationRequest(RequestBody):
    """Capture or refund so much."""

    modificationAmount: Amount


class CancelRequest(RequestBody):
    """``true``: only while the guest has not approved, else 6060."""

    cancelTransactionOnly: Literal[True] = True


class ForceApproveRequest(RequestBody):
    """Stands in for the guest's thumb, in the test environment."""

    customer: Customer


class CreatePaymentAnswer(AnswerBody):
    """``redirectUrl`` is absent for ``PUSH_MESSAGE``."""

    reference: str
    redirectUrl: str | None = None


class AnsweredAmount(AnswerBody):
    """An amount as the API states it, in whatever currency."""

    currency: str
    value: int


class Aggregate(AnswerBody):
    """All four are always there; captured and refunded show here and nowhere else."""

    authorizedAmount: AnsweredAmount
    capturedAmount: AnsweredAmount
    cancelledAmount: AnsweredAmount
    refundedAmount: AnsweredAmount


class PaymentAnswer(AnswerBody):
    """The answer of get, cancel, capture and refund alike.

    A guarantee that cannot be read counts as not told: no payment stays open for want of it, and the money is taken
    before the shortest guarantee ends.
    """

    reference: str
    state: Literal["CREATED", "AUTHORIZED", "ABORTED", "EXPIRED", "TERMINATED"]
    aggregate: Aggregate
    pspReference: str
    captureGuaranteedUntil: Annotated[datetime | None, BeforeValidator(moment_or_nothing)] = None


class EventAnswer(AnswerBody):
    """One line of the event log; a failed operation appears with ``success`` false."""

    name: str
    amount: AnsweredAmount
    timestamp: datetime
    success: bool
    pspReference: str
    idempotencyKey: str | None = None
