"""The body of a payment request: amount, payer, and the receipt that the guest sees in the app."""

from app.domain.errors import InvalidValue
from app.domain.money import Money
from app.domain.order import OrderLine, VatTotal
from app.domain.payment import PaymentFlow
from app.domain.share_contents import line_text, lines_of, vat_of
from app.ports.payment_provider import PaymentAsk
from app.providers.http.schema import build
from app.providers.vipps.config import VippsConfig
from app.providers.vipps.schemas.epayment import (
    SMALLEST_AMOUNT,
    BottomLine,
    CreatePaymentRequest,
    ReceiptLine,
    UnitInfo,
)

USER_FLOWS = {PaymentFlow.PUSH_MESSAGE: "PUSH_MESSAGE", PaymentFlow.QR: "QR"}


def payment_body(config: VippsConfig, ask: PaymentAsk) -> str:
    """The exact text of the request; raises :class:`InvalidValue` for what Vipps would never take.

    Metadata names the order and the tablet: whatever is in it is shown in Vipps' portal, so no personal data.
    """
    _check_amount(config, ask.share.amount)
    push = ask.flow is PaymentFlow.PUSH_MESSAGE
    if push and ask.phone is None and ask.personal_qr is None:
        raise InvalidValue("a push message needs a phone number or a personal QR")
    amount = ask.share.amount
    body = build(
        CreatePaymentRequest,
        amount={"currency": str(amount.currency), "value": amount.minor},
        customer=_customer(ask) if push else None,
        minimumUserAge=_minimum_age(ask) or None,
        reference=str(ask.reference),
        userFlow=USER_FLOWS[ask.flow],
        qrFormat=None if push else {},
        paymentDescription=ask.description,
        receipt={"orderLines": receipt_lines(ask), "bottomLine": _bottom_line(ask)},
        metadata={"order": str(ask.order.number), "tablet": str(ask.order.tablet)},
    )
    return body.text()


def receipt_lines(ask: PaymentAsk) -> tuple[ReceiptLine, ...]:
    """What the share pays for: its lines, or for a share by amount its part of the bill, rate by rate.

    The lines always add up to the share; raises :class:`InvalidValue` for a share whose lines do not.
    """
    lines = lines_of(ask.order, ask.share)
    if lines:
        return tuple(_line(ask, line) for line in lines)
    return tuple(
        _taxed(ask.description, f"share-{ask.share.number}-{part.rate.basis_points}", part)
        for part in vat_of(ask.order, ask.share)
    )


def _customer(ask: PaymentAsk) -> dict[str, str]:
    """Exactly one name; a number that is known is better than a code, which may be out of date by now."""
    return {"phoneNumber": str(ask.phone)} if ask.phone is not None else {"personalQr": str(ask.personal_qr)}


def _check_amount(config: VippsConfig, amount: Money) -> None:
    if amount.currency is not config.currency:
        raise InvalidValue(f"this sales unit takes {config.currency}, not {amount.currency}")
    if amount.minor < SMALLEST_AMOUNT.get(amount.currency, 0):
        raise InvalidValue(f"{amount.minor} minor units are less than Vipps takes in {amount.currency}")


def _minimum_age(ask: PaymentAsk) -> int:
    lines = lines_of(ask.order, ask.share)
    return max((line.minimum_age for line in lines), default=ask.order.minimum_age)


def _line(ask: PaymentAsk, line: OrderLine) -> ReceiptLine:
    rate = ask.order.line_rate(line)
    sold = VatTotal(rate=rate, gross=line.amount, tax=rate.included_in(line.amount))
    if line.amount.minor < 0:
        return _taxed(line_text(line, ask.language), line.sku, _turned(sold)).model_copy(update={"isReturn": True})
    unit = UnitInfo(unitPrice=line.piece_price.minor, quantity=str(line.quantity))
    return _taxed(line_text(line, ask.language), line.sku, sold, unit)


def _taxed(name: str, line_id: str, sold: VatTotal, unit: UnitInfo | None = None) -> ReceiptLine:
    return ReceiptLine(
        name=name,
        id=line_id,
        totalAmount=sold.gross.minor,
        totalAmountExcludingTax=(sold.gross - sold.tax).minor,
        totalTaxAmount=sold.tax.minor,
        taxRate=sold.rate.basis_points,
        unitInfo=unit,
    )


def _turned(sold: VatTotal) -> VatTotal:
    """What is taken off, as a positive amount: a line that is a return counts negative."""
    return VatTotal(rate=sold.rate, gross=-sold.gross, tax=-sold.tax)


def _bottom_line(ask: PaymentAsk) -> BottomLine:
    return build(
        BottomLine,
        currency=str(ask.share.amount.currency),
        posId=str(ask.order.tablet),
        receiptNumber=str(ask.order.number),
    )
