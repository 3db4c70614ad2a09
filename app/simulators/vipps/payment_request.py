"""The create-payment request: its shape (ePayment spec 1.8.1) and the rules a schema cannot say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.simulators.vipps.errors import CodeRefusal, FieldProblem, FieldsRefusal
from app.simulators.vipps.settings import Settings
from app.simulators.vipps.shapes import AnyRecord, Choice, Flag, ListOf, Nullable, Record, Text, Whole, record, require

HIGHEST_AMOUNT = 65_000_000
LEAST_AMOUNT = {"NOK": 100, "DKK": 1, "EUR": 1}
MAX_METADATA_PAIRS, MAX_METADATA_KEY, MAX_METADATA_VALUE = 5, 100, 500
REFERENCE = r"[a-zA-Z0-9-]{8,64}"
RFC_3339 = r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-](?:2[0-3]|[01][0-9]):[0-5][0-9])"
URL = r"[a-zA-Z][a-zA-Z0-9+.-]*://\S*"

CURRENCY = Choice(("NOK", "DKK", "EUR", "SEK", "USD", "GBP"))
AMOUNT = record({"currency": CURRENCY, "value": Whole(least=0, most=HIGHEST_AMOUNT)})
MONEY = Whole()
MONEY_FROM_ZERO = Nullable(Whole(least=0))

UNIT_INFO = record(
    {"unitPrice": MONEY_FROM_ZERO, "quantity": Text(least=1, most=10, pattern=r"\d+(?:\.\d{1,8})?")},
    {"quantityUnit": Nullable(Choice(("PCS", "KG", "KM", "MINUTE", "LITRE", "KWH")))},
)
ORDER_LINE = record(
    {
        "name": Text(least=1),
        "id": Text(least=1),
        "totalAmount": MONEY,
        "totalAmountExcludingTax": MONEY,
        "totalTaxAmount": MONEY,
    },
    {
        "taxRate": Nullable(Whole(least=0, most=10_000)),
        "taxPercentage": Nullable(Whole(least=0, most=100)),
        "unitInfo": UNIT_INFO,
        "discount": MONEY_FROM_ZERO,
        "productUrl": Nullable(Text()),
        "isReturn": Nullable(Flag()),
        "isShipping": Nullable(Flag()),
    },
)
SHIPPING_INFO = record(
    {
        "amount": MONEY_FROM_ZERO,
        "amountExcludingTax": MONEY_FROM_ZERO,
        "taxAmount": MONEY_FROM_ZERO,
        "taxPercentage": Nullable(Whole(least=0, most=100)),
    }
)
BOTTOM_LINE = record(
    {"currency": CURRENCY},
    {
        "tipAmount": MONEY_FROM_ZERO,
        "giftCardAmount": MONEY_FROM_ZERO,
        "posId": Nullable(Text()),
        "totalAmount": Nullable(MONEY),
        "totalTax": MONEY_FROM_ZERO,
        "totalDiscount": MONEY_FROM_ZERO,
        "shippingAmount": MONEY_FROM_ZERO,
        "shippingInfo": SHIPPING_INFO,
        "paymentSources": Record(dict.fromkeys(("giftCard", "card", "voucher", "cash"), Nullable(MONEY))),
        "barcode": record(
            {"format": Nullable(Choice(("EAN-13", "CODE 39", "CODE 128"))), "data": Nullable(Text())},
        ),
        "receiptNumber": Nullable(Text()),
        "terminalId": Nullable(Text()),
    },
)
RECEIPT = record({"orderLines": ListOf(item=ORDER_LINE, least=1), "bottomLine": BOTTOM_LINE})
AIRLINE = record(
    {
        "agencyInvoiceNumber": Text(least=1, most=6),
        "airlineCode": Text(least=3, most=3),
        "airlineDesignatorCode": Text(least=2, most=2),
        "passengerName": Text(least=1, most=49),
    },
    {"ticketNumber": Text(least=1, most=150)},
)
CUSTOMER = Record(
    {
        "phoneNumber": Text(least=9, most=15, pattern=r"\d{9,15}"),
        "personalQr": Text(least=5, most=255),
        "customerToken": Text(least=1),
    }
)


def _metadata(name: str, value: object) -> Iterator[FieldProblem]:
    if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
        yield FieldProblem(name, f"The field {name} must be an object of strings.")


CREATE_PAYMENT = record(
    {
        "amount": AMOUNT,
        "paymentMethod": record(
            {"type": Choice(("WALLET", "CARD", "CARD_PASSTHROUGH"))},
            {"blockedSources": ListOf(item=Choice(("COMMERCIAL_CARDS",)))},
        ),
        "reference": Text(pattern=REFERENCE),
        "userFlow": Choice(("PUSH_MESSAGE", "NATIVE_REDIRECT", "WEB_REDIRECT", "QR")),
    },
    {
        "customer": CUSTOMER,
        "minimumUserAge": Nullable(Whole(least=0, most=100)),
        "customerInteraction": Choice(("CUSTOMER_PRESENT", "CUSTOMER_NOT_PRESENT")),
        "industryData": Record({"airlineData": AIRLINE}),
        "profile": Record({"scope": Text()}),
        "returnUrl": Text(most=2500, pattern=URL),
        "expiresAt": Nullable(Text(pattern=RFC_3339)),
        "qrFormat": Nullable(
            record(
                {"format": Choice(("TEXT/TARGETURL", "IMAGE/SVG+XML", "IMAGE/PNG"))},
                {"size": Nullable(Whole(least=100, most=2000))},
            )
        ),
        "paymentDescription": Text(least=3, most=100),
        "receipt": RECEIPT,
        "metadata": Nullable(_metadata),
        "receiptUrl": Nullable(Text(pattern=URL)),
        "shipping": AnyRecord(),
        "cardPassthrough": AnyRecord(),
    },
)


class JsonObject(dict[str, Any]):
    """A parsed JSON object that remembers whether a key came twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.has_duplicates = len(self) < len(pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRequest:
    """A create-payment request that passed shape and rules; `raw` is the body as it came."""

    reference: str
    currency: str
    value: int
    user_flow: str
    expires_at: datetime | None
    raw: Mapping[str, Any]


def read_payment_request(body: object, settings: Settings, now: datetime) -> PaymentRequest:
    """Check a create-payment body; raises `FieldsRefusal` or `CodeRefusal`."""
    require(CREATE_PAYMENT, body)
    assert isinstance(body, dict)  # noqa: S101 (the shape says so)
    _check_customer(body)
    _check_amount(body, settings)
    _check_flow(body, settings)
    _check_metadata(body.get("metadata"))
    _check_extras(body)
    if "receipt" in body:
        _check_receipt(body["receipt"], body["amount"]["currency"])
    return PaymentRequest(
        reference=body["reference"],
        currency=body["amount"]["currency"],
        value=body["amount"]["value"],
        user_flow=body["userFlow"],
        expires_at=_expiry(body, settings, now),
        raw=body,
    )


def redirect_url(request: PaymentRequest, token: str, public_url: str) -> str | None:
    """Return where the answer to a creation sends the customer: an app link, a page, a picture, or nowhere."""
    if request.user_flow == "PUSH_MESSAGE":
        return None
    if request.user_flow == "NATIVE_REDIRECT":
        return f"vippsMT://?token={token}"
    target = f"{public_url}/phone?token={token}"
    qr_format = request.raw.get("qrFormat") or {"format": "IMAGE/SVG+XML"}
    if request.user_flow == "WEB_REDIRECT" or qr_format["format"] == "TEXT/TARGETURL":
        return target
    return f"{public_url}/qr-image/v1?token={token}"


def _check_customer(body: Mapping[str, Any]) -> None:
    if "customer" in body and len(body["customer"]) != 1:
        reason = "Exactly one of phoneNumber, personalQr and customerToken must be given."
        raise FieldsRefusal(FieldProblem("customer", reason))


def _check_amount(body: Mapping[str, Any], settings: Settings) -> None:
    currency = body["amount"]["currency"]
    if currency != settings.currency:
        raise CodeRefusal(5040)
    if body["amount"]["value"] < LEAST_AMOUNT[currency]:
        raise CodeRefusal(6010)


def _check_flow(body: Mapping[str, Any], settings: Settings) -> None:
    flow = body["userFlow"]
    if body["paymentMethod"]["type"] != "WALLET":
        raise CodeRefusal(5070)  # cards outside the app do not exist in Vipps' own test environment either
    if flow == "PUSH_MESSAGE" and not settings.push_allowed:
        raise CodeRefusal(5080)
    if flow == "PUSH_MESSAGE" and "customer" not in body:
        raise CodeRefusal(4140)
    if flow == "WEB_REDIRECT" and "returnUrl" not in body:
        raise CodeRefusal(4140)
    if body.get("returnUrl", "").startswith("http://"):
        raise CodeRefusal(4090)
    if body["paymentMethod"].get("blockedSources") and settings.market == "NO":
        raise CodeRefusal(5010)


def _check_metadata(metadata: Mapping[str, str] | None) -> None:
    if metadata is None:
        return
    if getattr(metadata, "has_duplicates", False):
        raise CodeRefusal(4110)
    if len(metadata) > MAX_METADATA_PAIRS:
        raise CodeRefusal(4100)
    if any(len(key) > MAX_METADATA_KEY for key in metadata):
        raise CodeRefusal(4120)
    if any(len(value) > MAX_METADATA_VALUE for value in metadata.values()):
        raise CodeRefusal(4130)


def _check_extras(body: Mapping[str, Any]) -> None:
    if "shipping" in body:
        raise CodeRefusal(5020)
    scopes = set(body.get("profile", {}).get("scope", "").split())
    if "nin" in scopes:
        raise CodeRefusal(5030)
    unknown = sorted(scopes - {"name", "address", "email", "phoneNumber", "birthDate"})
    if unknown:
        raise FieldsRefusal(FieldProblem("profile.scope", f"Unknown scope: {', '.join(unknown)}."))


def _check_receipt(receipt: Mapping[str, Any], currency: str) -> None:
    """Lenient: a line may be one minor unit off, and lines may add up to another sum (a share, a gift card)."""
    if receipt["bottomLine"]["currency"] != currency:
        raise FieldsRefusal(FieldProblem("receipt.bottomLine.currency", "Must be the currency of the amount."))
    for index, line in enumerate(receipt["orderLines"]):
        name = f"receipt.orderLines[{index}]"
        if line.get("taxRate") is None and line.get("taxPercentage") is None:
            raise FieldsRefusal(FieldProblem(name, "Either taxRate or taxPercentage is required."))
        if abs(line["totalAmountExcludingTax"] + line["totalTaxAmount"] - line["totalAmount"]) > 1:
            reason = "totalAmount must be the sum of totalAmountExcludingTax and totalTaxAmount."
            raise FieldsRefusal(FieldProblem(f"{name}.totalAmount", reason))


def _expiry(body: Mapping[str, Any], settings: Settings, now: datetime) -> datetime | None:
    text = body.get("expiresAt")
    if text is None:
        return None
    if not settings.long_living_allowed:
        raise CodeRefusal(5050)
    if "receipt" not in body:
        raise CodeRefusal(6130)
    try:
        at = datetime.fromisoformat(text.upper())
    except ValueError as error:
        raise FieldsRefusal(FieldProblem("expiresAt", "The field expiresAt must be a date and time.")) from error
    if at <= now + timedelta(minutes=10):
        raise CodeRefusal(6120)
    if at >= now + timedelta(days=60):
        raise CodeRefusal(6110)
    return at
