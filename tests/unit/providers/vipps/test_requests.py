"""Each operation of the Vipps APIs as a value: method, path, headers, body."""

import pytest

from app.domain.customer import PhoneNumber
from app.domain.errors import InvalidValue
from app.domain.ids import IdempotencyKey, Reference
from app.providers.http.request import ApiRequest, Effect
from app.providers.vipps import auth, check_in, epayment, qr, webhooks
from app.providers.vipps.config import VippsConfig
from support.example_order import KARI, nok
from support.examples import example_text

CONFIG = VippsConfig(
    base_url="http://127.0.0.1:1",
    client_id="the-id",
    client_secret="the-secret",
    subscription_key="the-key",
    msn="123456",
    system_version="1.2.3",
    plugin_version="4.5.6",
)
REFERENCE = Reference("taffel-order00001-1-1")
KEY = IdempotencyKey("key-1")
CHANGE = epayment.Change(reference=REFERENCE, key=KEY)
COMMON = {
    "Accept": "application/json",
    "Ocp-Apim-Subscription-Key": "the-key",
    "Merchant-Serial-Number": "123456",
    "Vipps-System-Name": "taffel",
    "Vipps-System-Version": "1.2.3",
    "Vipps-System-Plugin-Name": "taffel-order-and-pay",
    "Vipps-System-Plugin-Version": "4.5.6",
}
WITH_BODY = {**COMMON, "Content-Type": "application/json"}
WITH_KEY = {**WITH_BODY, "Idempotency-Key": "key-1"}
PAYMENT = "/epayment/v1/payments/taffel-order00001-1-1"


@pytest.mark.parametrize(
    ("request_value", "line", "headers", "example"),
    [
        (
            auth.get_token(CONFIG),
            "POST /accesstoken/get",
            {**COMMON, "client_id": "the-id", "client_secret": "the-secret"},
            None,
        ),
        (
            qr.exchange(CONFIG, "https://qr.vipps.no/p/3f1c8e52a7"),
            "POST /qr/v1/exchange",
            WITH_BODY,
            "exchange_qr",
        ),
        (
            epayment.create(CONFIG, REFERENCE, KEY, example_text("vipps/create_payment.push.request")),
            "POST /epayment/v1/payments",
            WITH_KEY,
            "create_payment.push",
        ),
        (epayment.get(CONFIG, REFERENCE), f"GET {PAYMENT}", COMMON, None),
        (epayment.events(CONFIG, REFERENCE), f"GET {PAYMENT}/events", COMMON, None),
        (
            epayment.cancel(CONFIG, CHANGE, only_if_unapproved=True),
            f"POST {PAYMENT}/cancel",
            WITH_KEY,
            "cancel_payment",
        ),
        (epayment.cancel(CONFIG, CHANGE, only_if_unapproved=False), f"POST {PAYMENT}/cancel", WITH_KEY, None),
        (epayment.capture(CONFIG, CHANGE, nok(30000)), f"POST {PAYMENT}/capture", WITH_KEY, "capture_payment"),
        (epayment.refund(CONFIG, CHANGE, nok(10000)), f"POST {PAYMENT}/refund", WITH_KEY, "refund_payment"),
        (
            epayment.force_approve(CONFIG, REFERENCE, KARI),
            "POST /epayment/v1/test/payments/taffel-order00001-1-1/approve",
            WITH_BODY,
            "force_approve",
        ),
        (
            check_in.check_in(CONFIG, KARI, is_member=True),
            "POST /point-of-sale/v1/loyalty-check-in",
            WITH_BODY,
            "check_in",
        ),
        (
            webhooks.register(CONFIG, "https://hub.example/webhooks/vipps"),
            "POST /webhooks/v1/webhooks",
            WITH_BODY,
            "register_webhook",
        ),
        (webhooks.query(CONFIG), "GET /webhooks/v1/webhooks", COMMON, None),
        (webhooks.delete(CONFIG, "497f6eca/../x"), "DELETE /webhooks/v1/webhooks/497f6eca%2F..%2Fx", COMMON, None),
    ],
)
def test_each_operation_is_the_documented_request(
    request_value: ApiRequest[object], line: str, headers: dict[str, str], example: str | None
) -> None:
    assert f"{request_value.method} {request_value.path}" == line
    assert request_value.headers == headers
    assert request_value.body == (example_text(f"vipps/{example}.request") if example else None)


@pytest.mark.parametrize(
    ("request_value", "effect"),
    [
        (auth.get_token(CONFIG), Effect.READ),
        (qr.exchange(CONFIG, "https://qr.vipps.no/p/1"), Effect.READ),
        (epayment.get(CONFIG, REFERENCE), Effect.READ),
        (epayment.events(CONFIG, REFERENCE), Effect.READ),
        (epayment.create(CONFIG, REFERENCE, KEY, "{}"), Effect.ONCE),
        (epayment.cancel(CONFIG, CHANGE, only_if_unapproved=True), Effect.ONCE),
        (epayment.capture(CONFIG, CHANGE, nok(1)), Effect.ONCE),
        (epayment.refund(CONFIG, CHANGE, nok(1)), Effect.ONCE),
        (check_in.check_in(CONFIG, KARI, is_member=False), Effect.ONCE),
        (webhooks.register(CONFIG, "https://hub.example/webhooks/vipps"), Effect.ONCE),
        (webhooks.query(CONFIG), Effect.READ),
        (webhooks.delete(CONFIG, "1"), Effect.REPEATABLE),
    ],
)
def test_nothing_that_moves_money_is_repeated_behind_the_back_of_the_services(
    request_value: ApiRequest[object], effect: Effect
) -> None:
    assert request_value.effect is effect


def test_a_scanned_text_is_sent_complete_and_unchanged() -> None:
    text = 'https://qr.vipps.no/p/æ%20"?v=2&x=\\n'

    assert qr.exchange(CONFIG, text).body == (
        '{"qrCode":"https://qr.vipps.no/p/æ%20\\"?v=2&x=\\\\n","requestedData":["MSISDN"]}'
    )


def test_no_request_shows_keys_tokens_or_bodies() -> None:
    shown = repr([auth.get_token(CONFIG), qr.exchange(CONFIG, "https://qr.vipps.no/p/token"), CONFIG])

    assert not any(secret in shown for secret in ("the-id", "the-secret", "the-key", "p/token"))


@pytest.mark.parametrize("minor", [0, -1, 65_000_001])
def test_only_an_amount_that_can_be_moved_is_captured(minor: int) -> None:
    with pytest.raises(InvalidValue):
        epayment.capture(CONFIG, CHANGE, nok(minor))


@pytest.mark.parametrize(("digits", "taken"), [("4712345678", True), ("4520123456", False), ("471234567", False)])
def test_check_in_takes_norwegian_numbers_only(digits: str, taken: bool) -> None:
    assert check_in.takes(PhoneNumber(digits)) is taken
