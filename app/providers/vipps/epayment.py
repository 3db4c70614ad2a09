"""ePayment API: ask for money, look, cancel, capture, refund. One function per operation, each gives a request value.

Rate limits (per reference and minute): 5 for create, cancel, capture and refund, 120 for look-ups and events.
"""

from dataclasses import dataclass
from functools import partial

from app.domain.customer import PhoneNumber
from app.domain.errors import InvalidValue
from app.domain.ids import IdempotencyKey, Reference
from app.domain.money import Money
from app.domain.payment import PaymentReport
from app.ports.payment_provider import PaymentEvent, PaymentRequested
from app.providers.http.request import Answer, ApiRequest, Effect, UnreadableAnswer
from app.providers.http.schema import build, nothing, read_answer, read_as
from app.providers.vipps.config import VippsConfig
from app.providers.vipps.headers import body_headers, common_headers
from app.providers.vipps.reports import event_of, report_of
from app.providers.vipps.schemas.epayment import (
    CancelRequest,
    CreatePaymentAnswer,
    EventAnswer,
    ForceApproveRequest,
    ModificationRequest,
    PaymentAnswer,
)

PAYMENTS_PATH = "/epayment/v1/payments"
APPROVE_PATH = "/epayment/v1/test/payments"


def create(config: VippsConfig, reference: Reference, key: IdempotencyKey, body: str) -> ApiRequest[PaymentRequested]:
    """Send a prepared body, byte for byte."""
    return ApiRequest(
        action="vipps_create_payment",
        method="POST",
        path=PAYMENTS_PATH,
        template=PAYMENTS_PATH,
        headers=body_headers(config, key),
        body=body,
        parse=partial(_parse_created, reference),
        effect=Effect.ONCE,
    )


def get(config: VippsConfig, reference: Reference) -> ApiRequest[PaymentReport]:
    """State and aggregate amounts."""
    return ApiRequest(
        action="vipps_get_payment",
        method="GET",
        path=f"{PAYMENTS_PATH}/{reference}",
        template=f"{PAYMENTS_PATH}/{{reference}}",
        headers=common_headers(config),
        parse=partial(_parse_payment, config, reference),
        effect=Effect.READ,
    )


def events(config: VippsConfig, reference: Reference) -> ApiRequest[tuple[PaymentEvent, ...]]:
    """The event log, oldest first."""
    return ApiRequest(
        action="vipps_get_payment_events",
        method="GET",
        path=f"{PAYMENTS_PATH}/{reference}/events",
        template=f"{PAYMENTS_PATH}/{{reference}}/events",
        headers=common_headers(config),
        parse=partial(_parse_events, config),
        effect=Effect.READ,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Which payment to change, under which idempotency key."""

    reference: Reference
    key: IdempotencyKey


def cancel(config: VippsConfig, change: Change, *, only_if_unapproved: bool) -> ApiRequest[PaymentReport]:
    """Give up an open payment, or release all that is authorized and not captured."""
    body = CancelRequest().text() if only_if_unapproved else None
    return _change(config, change, "cancel", body)


def capture(config: VippsConfig, change: Change, amount: Money) -> ApiRequest[PaymentReport]:
    """Take so much of what is authorized."""
    return _change(config, change, "capture", _modification(amount))


def refund(config: VippsConfig, change: Change, amount: Money) -> ApiRequest[PaymentReport]:
    """Give back so much of what was captured."""
    return _change(config, change, "refund", _modification(amount))


def force_approve(config: VippsConfig, reference: Reference, phone: PhoneNumber) -> ApiRequest[None]:
    """Approve in the guest's place. The test environment only; production answers with an error."""
    return ApiRequest(
        action="vipps_force_approve",
        method="POST",
        path=f"{APPROVE_PATH}/{reference}/approve",
        template=f"{APPROVE_PATH}/{{reference}}/approve",
        headers=body_headers(config),
        body=build(ForceApproveRequest, customer={"phoneNumber": str(phone)}).text(),
        parse=nothing,
        effect=Effect.ONCE,
    )


def _change(config: VippsConfig, change: Change, verb: str, body: str | None) -> ApiRequest[PaymentReport]:
    return ApiRequest(
        action=f"vipps_{verb}_payment",
        method="POST",
        path=f"{PAYMENTS_PATH}/{change.reference}/{verb}",
        template=f"{PAYMENTS_PATH}/{{reference}}/{verb}",
        headers=body_headers(config, change.key),
        body=body,
        parse=partial(_parse_payment, config, change.reference),
        effect=Effect.ONCE,
    )


def _modification(amount: Money) -> str:
    if amount.minor <= 0:
        raise InvalidValue("an amount to move must be more than nothing")
    value = {"currency": str(amount.currency), "value": amount.minor}
    return build(ModificationRequest, modificationAmount=value).text()


def _parse_created(reference: Reference, answer: Answer) -> PaymentRequested:
    created = read_answer(CreatePaymentAnswer, answer)
    _same(reference, created.reference)
    return PaymentRequested(redirect_url=created.redirectUrl)


def _parse_payment(config: VippsConfig, reference: Reference, answer: Answer) -> PaymentReport:
    payment = read_answer(PaymentAnswer, answer)
    _same(reference, payment.reference)
    return report_of(payment, config.currency)


def _parse_events(config: VippsConfig, answer: Answer) -> tuple[PaymentEvent, ...]:
    entries = answer.json()
    if not isinstance(entries, list):
        raise UnreadableAnswer("an event log that is no list")
    return tuple(event_of(read_as(EventAnswer, entry), config.currency) for entry in entries)


def _same(asked: Reference, answered: str) -> None:
    """An answer about another payment must never move this one."""
    if answered != asked:
        raise UnreadableAnswer("an answer about another payment")
